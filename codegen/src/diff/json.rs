//! Writes a comparison as JSON, for programs.
//!
//! The form is stable: within one value of `format`, members are only added. A reader ignores
//! members and kinds that it doesn't know.
//!
//! ```json
//! {
//!   "format": 1,
//!   "old": "2023-01.json",
//!   "new": "2023-02.json",
//!   "level": "breaking",
//!   "counts": { "breaking": 1, "deprecating": 0, "additive": 0, "settled": 0 },
//!   "changes": [
//!     {
//!       "level": "breaking",
//!       "kind": "field-removed",
//!       "what": "the field `host` is gone",
//!       "reason": "code that reads it no longer compiles",
//!       "operations": [
//!         {
//!           "path": "/zones/{zone_id}/hostnames",
//!           "method": "GET",
//!           "operation_id": "hostnames-list",
//!           "locations": ["result[].host"],
//!           "further_locations": 0
//!         }
//!       ]
//!     }
//!   ]
//! }
//! ```
//!
//! | member | what |
//! |---|---|
//! | `format` | the form's version, 1 |
//! | `old`, `new` | the documents, as they were named |
//! | `level` | the gravest level: `none`, `settled` (only with a client), `additive`, `deprecating`, `breaking` |
//! | `counts` | how many changes there are of each level |
//! | `changes` | breaking ones first; within a level by kind, then by operation |
//! | `changes[].kind` | a [`Kind`](super::Kind) in kebab case |
//! | `changes[].what`, `.reason` | one line each, for people |
//! | `changes[].operations` | where it shows, by path and method; see [`Affected`](super::Affected) |
//! | `….locations` | at most 16 places in the operation; empty when it is about the whole of it |
//! | `….further_locations` | how many more places there are |
//!
//! A location begins with `path`, `query`, `header`, `body`, `result` or `status`. `.name` leads
//! to a field or parameter (`["name"]` where the name isn't plain), `[]` to the items of a list,
//! `.*` to the values of a map, `(object)`, `(list)`, `(text)`, `(number)` or `(bool)` to one form
//! of a union.

use std::fmt::Write;

use serde::Serialize;

use super::change::{Change, Diff, Level};
use crate::visible::is_invisible;

/// The version of the form.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Root<'a> {
    format: u32,
    old: &'a str,
    new: &'a str,
    level: Gravest,
    counts: Counts,
    changes: &'a [Change],
}

#[derive(Serialize)]
#[serde(untagged)]
enum Gravest {
    Of(Level),
    Nothing(&'static str),
}

#[derive(Serialize)]
struct Counts {
    breaking: usize,
    deprecating: usize,
    additive: usize,
    settled: usize,
}

/// The comparison as indented JSON with a line's end.
///
/// # Errors
///
/// None that anyone has met: the data has no maps and no floats.
pub fn json(diff: &Diff) -> Result<String, serde_json::Error> {
    let root = Root {
        format: FORMAT,
        old: &diff.old,
        new: &diff.new,
        level: diff.level().map_or(Gravest::Nothing("none"), Gravest::Of),
        counts: Counts {
            breaking: diff.of(Level::Breaking).count(),
            deprecating: diff.of(Level::Deprecating).count(),
            additive: diff.of(Level::Additive).count(),
            settled: diff.of(Level::Settled).count(),
        },
        changes: &diff.changes,
    };
    let mut text = String::new();
    let mut units = [0; 2];
    for character in serde_json::to_string_pretty(&root)?.chars() {
        // It may well be looked at on a terminal. A text says the same with its characters by number.
        if character != '\n' && is_invisible(character) {
            for unit in character.encode_utf16(&mut units) {
                // Writing to a text never fails.
                let _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(character);
        }
    }
    text.push('\n');
    Ok(text)
}
