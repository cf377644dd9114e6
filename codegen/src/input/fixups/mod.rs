//! Mends known faults of published documents, one function a fault.
//!
//! Each gives its reason, changes the document in place, and notes every place that it changed;
//! [`apply`] returns how often each applied, so that one that upstream no longer needs shows.
//! In strict mode nothing is mended: our own fragments have no excuse.

mod constraints;
mod defaults;
mod schemas;
mod statuses;

use serde_json::Value;

use crate::input::document::{Document, Pointer};
use crate::report::Report;

/// A fixup: its name, why it exists, and what it does to one value of the tree.
struct Fixup {
    name: &'static str,
    reason: &'static str,
    mend: fn(&mut Value, &Pointer) -> bool,
}

const FIXUPS: [Fixup; 3] = [
    Fixup {
        name: "status-case",
        reason: "a status range in lower case is not one for OpenAPI",
        mend: statuses::mend,
    },
    Fixup {
        name: "default-type",
        reason: "the default value is not of the schema's type",
        mend: defaults::mend,
    },
    Fixup {
        name: "constraint-without-type",
        reason: "the schema constrains a type that it doesn't state",
        mend: constraints::mend,
    },
];

/// Applies all fixups to a published document. Says how often each applied.
pub fn apply(document: &mut Document, report: &mut Report) -> Vec<(&'static str, usize)> {
    let mut root = std::mem::take(&mut document.root);
    let mut counts = Vec::new();
    for fixup in &FIXUPS {
        let mut places = Vec::new();
        walk(&mut root, &Pointer::default(), fixup, &mut places);
        for place in &places {
            report.note(fixup.name, document.place(place), fixup.reason);
        }
        counts.push((fixup.name, places.len()));
    }
    document.root = root;
    counts
}

fn walk(value: &mut Value, at: &Pointer, fixup: &Fixup, places: &mut Vec<Pointer>) {
    if (fixup.mend)(value, at) {
        places.push(at.clone());
    }
    match value {
        Value::Object(fields) => {
            for (key, child) in fields {
                if !matches!(key.as_str(), "example" | "examples" | "enum") {
                    walk(child, &at.child(key), fixup, places);
                }
            }
        }
        Value::Array(items) => {
            for (index, child) in items.iter_mut().enumerate() {
                walk(child, &at.child(index.to_string()), fixup, places);
            }
        }
        _ => {}
    }
}
