//! The operations table: the Rust names, groups, paging and secrets of operations.
//!
//! A published document gets by without one: names then come from paths. With a table, a client
//! has exactly the operations in it, by the names in it, whichever document describes them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::reserved::is_reserved;
use crate::api::{Place, SCOPE, http_key};
use crate::input::source::Source;
use crate::report::Report;
use crate::reserved;
use crate::words::{pascal, snake};

/// The table, as `operations.toml` has it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Groups by name; each becomes a method of the client.
    #[serde(default)]
    pub groups: BTreeMap<String, Group>,
    /// One entry an operation.
    #[serde(default)]
    pub operations: Vec<Entry>,
    /// Rust names of types that are found inside others, or that a query takes: `Type.field` or
    /// `group.parameter` → name.
    #[serde(default)]
    pub types: BTreeMap<String, String>,
    /// Identifier types → where they occur: `group.parameter` or `Type.field`.
    #[serde(default)]
    pub identifiers: BTreeMap<String, Vec<String>>,
    /// Deprecated names.
    #[serde(default)]
    pub aliases: Vec<Alias>,
    /// What the table is called in messages.
    #[serde(skip)]
    pub file: String,
}

/// A group of operations.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The Rust name of what the group holds, in the singular.
    pub resource: String,
    /// What the group is for.
    #[serde(default)]
    pub doc: String,
}

/// The names of one operation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Method and path; `{scope}` for account or zone, `{}` for any other parameter.
    pub http: String,
    /// The group's name.
    pub group: String,
    /// The method's name.
    pub name: String,
    /// `page` where the list is paged.
    #[serde(default)]
    pub paging: Option<PagingEntry>,
    /// The names of fields of body or result that hold secrets.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// The Rust name of the body's type.
    #[serde(default)]
    pub body: Option<String>,
    /// The Rust name of the result's type, or of the type of its items.
    #[serde(default)]
    pub result: Option<String>,
}

/// How a list is paged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PagingEntry {
    /// By `page` and `per_page`.
    Page,
}

/// Deprecated names for the operations of a group.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alias {
    /// The deprecated group name.
    pub group: String,
    /// The group that it stands for.
    pub of: String,
    /// The methods that it had.
    pub operations: Vec<String>,
    /// What to use in its place.
    pub note: String,
}

impl Table {
    /// Reads a table. Faults go to the report.
    pub fn parse(source: &Source, report: &mut Report) -> Option<Self> {
        match toml::from_str::<Self>(&source.text) {
            Ok(table) => {
                let table = Self { file: source.name.clone(), ..table };
                table.check_identifiers(report);
                table.check_groups(report);
                Some(table)
            }
            Err(error) => {
                let before = error.span().and_then(|span| source.text.get(..span.start)).unwrap_or_default();
                let line = before.matches('\n').count() + 1;
                report.error(
                    "invalid-table",
                    Place::file(&source.name),
                    format!("line {line}: {}", error.message()),
                    "see the comment at the top of openapi/operations.toml for the form of the table",
                );
                None
            }
        }
    }

    /// Other names become Rust names on their way; an identifier's is written as it stands.
    fn check_identifiers(&self, report: &mut Report) {
        for name in self.identifiers.keys().filter(|name| pascal(name) != **name || is_reserved(name)) {
            report.error(
                "invalid-table",
                self.place(format!("/identifiers/{name}")),
                format!("{name:?} is no name for a type"),
                "begin it with a capital letter, use letters and digits, and no name that Rust or the \
                 runtime has already",
            );
        }
    }

    /// So are a group's, as methods of the client and in names of structures.
    fn check_groups(&self, report: &mut Report) {
        let groups = self.groups.keys().map(|name| (name, format!("/groups/{name}")));
        let aliases = self.aliases.iter().enumerate();
        let aliases = aliases.map(|(index, alias)| (&alias.group, format!("/aliases/{index}")));
        let mut structures = BTreeMap::new();
        for (name, pointer) in groups.chain(aliases) {
            if snake(name) != *name || reserved::client_method(name.clone()) != *name {
                report.error(
                    "invalid-table",
                    self.place(&pointer),
                    format!("{name:?} is no name for a group"),
                    "write it in snake case, with letters and digits, and choose no word of Rust and no method \
                     that every client has",
                );
            } else if let Some(first) = structures.insert(group_structure(name), name) {
                report.error(
                    "invalid-table",
                    self.place(&pointer),
                    format!("{name:?} and {first:?} would be one name in Rust"),
                    "give one of the two another name",
                );
            }
        }
    }

    /// A place inside the table.
    pub fn place(&self, pointer: impl Into<String>) -> Place {
        Place { pointer: pointer.into(), ..Place::file(&self.file) }
    }
}

impl Entry {
    /// The method and path in the form in which operations are compared; see [`http_key`].
    pub fn key(&self) -> String {
        let (method, path) = self.http.split_once(' ').unwrap_or((self.http.as_str(), ""));
        http_key(method, &path.trim().replace("{scope}", SCOPE))
    }
}

/// The name of the structure that stands for a group of the table, or for an alias of one.
pub(super) fn group_structure(name: &str) -> String {
    pascal(&format!("{name}_group"))
}
