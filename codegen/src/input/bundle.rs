//! Joins fragments into one document.
//!
//! Paths and components of all files come together. A component or an operation that two files define the same way is kept once; two that
//! differ are an error, since one of them would win by chance.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::api::Place;
use crate::input::dialects::{self, Read};
use crate::input::document::{Document, FILES, Pointer};
use crate::input::source::Source;
use crate::report::Report;

/// Parses the sources and joins them. Faults go to the report.
pub fn bundle(sources: &[Source], report: &mut Report) -> Document {
    let mut document = Document {
        root: json!({}),
        main_file: sources.first().map(|source| source.name.clone()).unwrap_or_default(),
        ..Document::default()
    };
    if sources.is_empty() {
        report.error(
            "no-input",
            Place::file("(input)"),
            "there is no document to read",
            "name a specification, or a folder with .yaml or .json files in it",
        );
    }
    let mut merged = Map::new();
    let mut trees = dialects::read(sources, report);
    for Read { name, root, referred } in std::mem::take(&mut trees.read) {
        if referred {
            object_at(&mut merged, FILES).insert(name, root);
            continue;
        }
        let Value::Object(fields) = root else { continue };
        for (key, value) in fields {
            match key.as_str() {
                "paths" => merge_two_levels(&mut merged, "paths", value, &name, &mut document.files, report),
                "components" => {
                    merge_two_levels(&mut merged, "components", value, &name, &mut document.files, report);
                }
                // What else stands at the top (info, servers, security, tags) is taken from the
                // first file that has it: fragments repeat it only to be documents of their own.
                _ => {
                    merged.entry(key).or_insert(value);
                }
            }
        }
    }
    document.root = Value::Object(merged);
    trees.settle(&mut document, report);
    document
}

/// Merges `section` (paths or components): name → (method or kind) → thing.
fn merge_two_levels(
    merged: &mut Map<String, Value>,
    section: &str,
    value: Value,
    file: &str,
    files: &mut BTreeMap<String, String>,
    report: &mut Report,
) {
    let Value::Object(groups) = value else {
        if !value.is_null() {
            report.error(
                "not-openapi",
                Place { pointer: format!("/{section}"), ..Place::file(file) },
                format!("`{section}` is not an object"),
                "write it as an object",
            );
        }
        return;
    };
    let target = object_at(merged, section);
    for (outer, inner) in groups {
        let outer_pointer = Pointer::of([section, &outer]);
        if section == "paths" {
            files.entry(outer_pointer.to_string()).or_insert_with(|| file.to_owned());
        }
        let Value::Object(inner) = inner else {
            target.entry(outer).or_insert(inner);
            continue;
        };
        let target = object_at(target, &outer);
        for (name, thing) in inner {
            let pointer = outer_pointer.child(&name);
            if let Some(known) = target.get(&name) {
                if *known != thing {
                    report_difference(section, &pointer, file, files, report);
                }
                continue;
            }
            if section == "components" {
                files.insert(pointer.to_string(), file.to_owned());
            }
            target.insert(name, thing);
        }
    }
}

fn report_difference(
    section: &str,
    pointer: &Pointer,
    file: &str,
    files: &BTreeMap<String, String>,
    report: &mut Report,
) {
    let text = pointer.to_string();
    let first = files
        .get(&text)
        .or_else(|| files.get(text.rsplit_once('/').map_or("", |(start, _)| start)))
        .cloned()
        .unwrap_or_default();
    let (code, thing) = if section == "paths" {
        ("duplicate-operation", "operation")
    } else {
        ("duplicate-component", "component")
    };
    report.error(
        code,
        Place { pointer: text, ..Place::file(file) },
        format!("this {thing} is also defined in {first}, and differently"),
        "keep one of the two and refer to it from the other file",
    );
}

fn object_at<'m>(map: &'m mut Map<String, Value>, key: &str) -> &'m mut Map<String, Value> {
    let slot = map.entry(key.to_owned()).or_insert_with(|| json!({}));
    if !slot.is_object() {
        *slot = json!({});
    }
    // The two lines above leave an object in the slot.
    slot.as_object_mut().expect("slot holds an object")
}
