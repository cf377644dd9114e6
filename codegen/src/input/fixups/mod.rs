//! Mends known faults of published documents, one function a fault.
//!
//! Each gives its reason, changes the document in place, and notes every place that it changed;
//! [`apply`] returns how often each applied, so that one that upstream no longer needs shows.
//! In strict mode nothing is mended: our own fragments have no excuse.

mod constraints;
mod defaults;
mod statuses;

use serde_json::{Map, Value};

use crate::input::document::{Document, Pointer, push};
use crate::input::grammar::{Kind, Thing};
use crate::report::Report;

/// A fixup: its name, why it exists, which values of the document it is about, and what it does to one.
struct Fixup {
    name: &'static str,
    reason: &'static str,
    about: Kind,
    mend: fn(&mut Map<String, Value>) -> bool,
}

const FIXUPS: [Fixup; 3] = [
    Fixup {
        name: "status-case",
        reason: "a status range in lower case is not one for OpenAPI",
        about: Kind::Fields(Thing::Response),
        mend: statuses::mend,
    },
    Fixup {
        name: "default-type",
        reason: "the default value is not of the schema's type",
        about: Kind::One(Thing::Schema),
        mend: defaults::mend,
    },
    Fixup {
        name: "constraint-without-type",
        reason: "the schema constrains a type that it doesn't state",
        about: Kind::One(Thing::Schema),
        mend: constraints::mend,
    },
];

/// Keywords of schemas that only narrow what others allow.
const NARROWING: [&str; 4] = ["contains", "if", "not", "propertyNames"];

/// Applies all fixups to a published document. Says how often each applied.
pub fn apply(document: &mut Document, report: &mut Report) -> Vec<(&'static str, usize)> {
    let mut root = std::mem::take(&mut document.root);
    let mut mended = Vec::new();
    for (start, thing) in &document.starts {
        let pointer = start.strip_prefix('#').unwrap_or(start);
        if let Some(value) = root.pointer_mut(pointer) {
            walk(value, Kind::One(*thing), &mut pointer.to_owned(), &mut mended);
        }
    }
    document.root = root;
    let mut counts: Vec<(&'static str, usize)> = FIXUPS.iter().map(|fixup| (fixup.name, 0)).collect();
    for (index, at) in mended {
        counts[index].1 += 1;
        report.note(FIXUPS[index].name, document.place(&Pointer::parse(&at)), FIXUPS[index].reason);
    }
    counts
}

/// Mends a value and what is inside. Lists which fixup did something, and where.
fn walk(value: &mut Value, kind: Kind, at: &mut String, mended: &mut Vec<(usize, String)>) {
    let end = at.len();
    match value {
        Value::Object(fields) => {
            for (index, fixup) in FIXUPS.iter().enumerate() {
                if fixup.about == kind && (fixup.mend)(fields) {
                    mended.push((index, at.clone()));
                }
            }
            for (key, child) in fields {
                let kind = kind.inside(key);
                // Schemas that only narrow others give no types.
                if kind != Kind::Data && !NARROWING.contains(&key.as_str()) {
                    push(at, key);
                    walk(child, kind, at, mended);
                    at.truncate(end);
                }
            }
        }
        Value::Array(items) if matches!(kind, Kind::List(_)) => {
            for (index, child) in items.iter_mut().enumerate() {
                push(at, &index.to_string());
                walk(child, kind.inside(""), at, mended);
                at.truncate(end);
            }
        }
        _ => {}
    }
}
