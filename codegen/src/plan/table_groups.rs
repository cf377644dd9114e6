//! Puts operations into groups and gives them method names by the table.
//!
//! The table writes a scope once. A document that has an operation for accounts and the same
//! for zones has two operations for that entry; here they become one.

use std::collections::BTreeMap;

use super::arguments::{rename, shared};
use super::scope_pairs::{self, for_either};
use super::table::{Entry, PagingEntry, Table, group_structure};
use super::tree::{Alias, Group, Method, Module, Plan, TypeNaming};
use super::way::{Owner, owner};
use crate::api::{Api, Listing, Operation, Outcome, PagedBy, Paging, Parameter, SCOPE, Scope, Type, Types};
use crate::report::Report;
use crate::words::{pascal, snake};

/// Groups by the table.
pub fn by_table(mut api: Api, table: &Table, report: &mut Report) -> Plan {
    let mut entries: BTreeMap<String, (usize, &Entry, Option<Operation>)> = BTreeMap::new();
    for (index, entry) in table.operations.iter().enumerate() {
        if entries.insert(entry.key(), (index, entry, None)).is_some() {
            report.error(
                "duplicate-table-entry",
                table.place(format!("/operations/{index}")),
                format!("there is another entry for {}", entry.http),
                "take one of the two out",
            );
        }
    }
    for operation in std::mem::take(&mut api.operations) {
        let Some((key, operation)) = find_entry(operation, &entries, report) else { continue };
        // `find_entry` only gives keys that are there.
        let Some((_, _, slot)) = entries.get_mut(&key) else { continue };
        *slot = Some(match slot.take() {
            None => operation,
            Some(known) => scope_pairs::merge(known, operation, &mut api.types, report),
        });
    }
    let mut groups: BTreeMap<String, Group> = table
        .groups
        .iter()
        .map(|(name, group)| {
            let group = Group {
                name: name.clone(),
                structure: group_structure(name),
                parent: None,
                doc: group.doc.clone(),
                scope: Scope::Fixed,
                parameters: Vec::new(),
                methods: Vec::new(),
            };
            (name.clone(), group)
        })
        .collect();
    let mut ordered: Vec<_> = entries.into_values().collect();
    ordered.sort_by_key(|(index, _, _)| *index);
    for (index, entry, operation) in ordered {
        let place = table.place(format!("/operations/{index}"));
        let Some(mut operation) = operation else {
            let message = format!("no operation is {}", entry.http);
            report.fault("unused-table-entry", place, message, "correct the method and path, or take it out");
            continue;
        };
        let Some(group) = groups.get_mut(&entry.group) else {
            let message = format!("there is no [groups.{}]", entry.group);
            report.error("unknown-table-entry", place, message, "add the group, or correct the name");
            continue;
        };
        operation.paging = entry.paging.map(|PagingEntry::Page| Paging { by: PagedBy::Page, list: None });
        if operation.paging.is_some() && !matches!(operation.result, Outcome::List(_)) {
            let message = format!("{} is said to be paged, and its result is no list", entry.http);
            report.fault("paging-without-list", place, message, "take `paging` out");
            operation.paging = None;
        }
        if operation.paging.is_some() {
            add_page_parameters(&mut operation, &mut api.types);
        }
        let name = snake(&entry.name);
        let full_name = format!("{}_{name}", group.name);
        let resource = table.groups.get(&entry.group).map(|group| group.resource.clone());
        group.methods.push(Method {
            structure: pascal(&full_name),
            full_name,
            operation,
            naming: TypeNaming {
                resource: resource.unwrap_or_default(),
                verb: name.clone(),
                wished_body: entry.body.clone(),
                wished_result: entry.result.clone(),
                ..TypeNaming::default()
            },
            name,
            secrets: entry.secrets.clone(),
        });
    }
    let mut module = Module { aliases: aliases(table, &groups, report), ..Module::default() };
    for (name, mut group) in groups {
        if group.methods.is_empty() {
            let place = table.place(format!("/groups/{name}"));
            report.fault("unused-table-entry", place, "no operation is in this group", "take it out");
            continue;
        }
        group.parameters = shared(group.methods.iter().map(|method| &method.operation));
        group.scope = group.methods.first().map_or(Scope::Fixed, |method| method.operation.scope);
        module.groups.push(group);
    }
    check_method_names(&module, report);
    Plan { modules: vec![module], types: api.types, ..Plan::default() }
}

/// A list that the table knows to be paged takes a page, even where the document forgot to say so.
fn add_page_parameters(operation: &mut Operation, types: &mut Types) {
    for (name, doc) in [
        ("page", "The page to answer with, counted from 1."),
        ("per_page", "How many entries a page holds at most."),
    ] {
        if !operation.query.iter().any(|parameter| parameter.name == name) {
            let ty = types.intern(Type::Unsigned);
            operation.query.push(Parameter {
                name: name.to_owned(),
                ty,
                required: false,
                listing: Listing::Repeated,
                deprecated: false,
                as_text: None,
                doc: doc.to_owned(),
            });
        }
    }
    operation.query.sort_by(|a, b| a.name.cmp(&b.name));
}

/// The entry for an operation, directly or through its scope.
fn find_entry<T>(
    mut operation: Operation,
    entries: &BTreeMap<String, T>,
    report: &mut Report,
) -> Option<(String, Operation)> {
    let key = operation.key();
    if entries.contains_key(&key) {
        rename(&mut operation);
        return Some((key, operation));
    }
    if let (Owner::Account | Owner::Zone, rest) = owner(&operation) {
        let key = operation.key_at(&format!("{SCOPE}{rest}"));
        if entries.contains_key(&key) {
            rename(&mut operation);
            for_either(&mut operation);
            return Some((key, operation));
        }
    }
    report.fault(
        "operation-not-in-table",
        operation.place,
        "the operations table has no entry for this operation",
        format!("add an entry with `http = \"{key}\"`"),
    );
    None
}

fn aliases(table: &Table, groups: &BTreeMap<String, Group>, report: &mut Report) -> Vec<Alias> {
    let mut aliases = Vec::new();
    for (index, alias) in table.aliases.iter().enumerate() {
        let known = groups.get(&alias.of);
        let missing: Vec<&str> = alias
            .operations
            .iter()
            .filter(|name| {
                !known.is_some_and(|group| group.methods.iter().any(|method| method.name == **name))
            })
            .map(String::as_str)
            .collect();
        if !missing.is_empty() {
            report.error(
                "unknown-table-entry",
                table.place(format!("/aliases/{index}")),
                format!("the group {} has no {}", alias.of, missing.join(", ")),
                "correct `of` or `operations`",
            );
            continue;
        }
        aliases.push(Alias {
            name: snake(&alias.group),
            structure: group_structure(&alias.group),
            of: alias.of.clone(),
            methods: alias.operations.clone(),
            note: alias.note.clone(),
        });
    }
    aliases
}

fn check_method_names(module: &Module, report: &mut Report) {
    for group in &module.groups {
        let mut taken: BTreeMap<&str, &Operation> = BTreeMap::new();
        for method in &group.methods {
            if let Some(first) = taken.insert(&method.name, &method.operation) {
                report.error(
                    "name-collision",
                    method.operation.place.clone(),
                    format!("{}.{} is already the name of {}", group.name, method.name, first.place),
                    "give one of the two another `name` in the operations table",
                );
            }
        }
    }
}
