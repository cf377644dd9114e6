//! Puts changes together that are read as one: fields that come or go in the same places, and methods
//! and types that have only moved to other names.

use std::borrow::Cow;

use indexmap::IndexMap;

use super::change::{Affected, Change, Kind};

/// What is told in one entry.
pub(super) enum Entry<'a> {
    /// A change, or several that read as one.
    Change(Cow<'a, Change>),
    /// Several things that have other names: what is said of all, and a line for each.
    Names { title: String, reason: &'a str, changes: Vec<&'a Change> },
}

/// What changes have in common that are told together; none for those that stand alone.
#[derive(PartialEq, Eq, Hash)]
enum Together<'a> {
    Names(Kind),
    Fields(Kind, &'a str, Vec<(&'a str, &'a str, &'a str, Vec<&'a str>)>),
    Alone(usize),
}

/// Changes of one level as they are told.
pub(super) fn entries<'a>(changes: impl Iterator<Item = &'a Change>) -> Vec<Entry<'a>> {
    let mut groups: IndexMap<Together<'a>, Vec<&'a Change>> = IndexMap::new();
    for (index, change) in changes.enumerate() {
        groups.entry(together(change, index)).or_default().push(change);
    }
    groups.into_iter().map(|(together, changes)| entry(&together, changes)).collect()
}

fn together(change: &Change, index: usize) -> Together<'_> {
    match change.kind {
        Kind::CallChanged | Kind::TypeRenamed => Together::Names(change.kind),
        Kind::FieldAdded | Kind::FieldRemoved
            if change.operations.iter().all(|operation| operation.further_locations == 0) =>
        {
            let places = change.operations.iter().map(|operation| {
                let owners = operation.locations.iter().map(|at| owner(at)).collect();
                (operation.path.as_str(), operation.method.as_str(), operation.operation_id.as_str(), owners)
            });
            Together::Fields(change.kind, &change.reason, places.collect())
        }
        _ => Together::Alone(index),
    }
}

fn entry<'a>(together: &Together<'_>, changes: Vec<&'a Change>) -> Entry<'a> {
    let count = changes.len();
    match (together, changes.as_slice()) {
        (_, [only]) => Entry::Change(Cow::Borrowed(only)),
        (Together::Fields(kind, ..), [first, ..]) => Entry::Change(Cow::Owned(Change {
            what: match kind {
                Kind::FieldRemoved => {
                    let names = changes.iter().map(|change| {
                        let name = change.what.strip_prefix("the field ").unwrap_or(&change.what);
                        name.strip_suffix(" is gone").unwrap_or(name)
                    });
                    format!("{count} fields are gone: {}", names.collect::<Vec<_>>().join(", "))
                }
                _ => {
                    let news = changes
                        .iter()
                        .map(|change| change.what.strip_prefix("new field ").unwrap_or(&change.what));
                    format!("{count} new fields: {}", news.collect::<Vec<_>>().join("; "))
                }
            },
            operations: first.operations.iter().map(of_owners).collect(),
            ..(*first).clone()
        })),
        _ => {
            let things = if *together == Together::Names(Kind::CallChanged) { "methods" } else { "types" };
            let reason = changes.first().map_or("", |change| change.reason.as_str());
            Entry::Names { title: format!("{count} {things} are called otherwise"), reason, changes }
        }
    }
}

fn of_owners(operation: &Affected) -> Affected {
    let locations = operation.locations.iter().map(|at| owner(at).to_owned()).collect();
    Affected { locations, ..operation.clone() }
}

/// Where the object is whose field stands at a location: `result[]` of `result[].id`.
fn owner(at: &str) -> &str {
    let owner = match at.ends_with("\"]") {
        true => at.rsplit_once("[\""),
        false => at.rsplit_once('.'),
    };
    owner.map_or(at, |(owner, _)| owner)
}
