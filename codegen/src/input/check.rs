//! Says what is wrong with a document before anything is made of it.
//!
//! Whatever would make the generated client wrong is found here, all of it in one go. Some
//! faults are so common in published documents that later passes live with them; those are
//! errors only in strict mode, that is, for our own fragments.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::media::{FORM, essence, is_json};
use crate::input::document::{
    Document, MAX_REFERENCES, OperationAt, Pointer, reference, template_parameters, text,
};
use crate::report::Report;

/// Checks operations and references.
pub fn check(document: &Document, report: &mut Report) {
    check_references(&document.root, &Pointer::default(), document, report);
    check_cycles(document, report);
    let mut ids: BTreeMap<&str, Pointer> = BTreeMap::new();
    for operation in document.operations() {
        check_operation_id(&operation, &mut ids, document, report);
        check_path(&operation, document, report);
        check_path_parameters(&operation, document, report);
        check_body(&operation, document, report);
        check_responses(&operation, document, report);
    }
}

fn check_references(value: &Value, at: &Pointer, document: &Document, report: &mut Report) {
    match value {
        Value::Object(fields) => {
            if let Some(target) = reference(value) {
                match target.strip_prefix('#') {
                    Some(fragment) if document.get(&Pointer::parse(fragment)).is_some() => {
                        if !ends(value, document) {
                            report.error(
                                "endless-reference",
                                document.place(at),
                                format!("the reference {target} leads from reference to reference"),
                                "let it lead to a definition: it goes in a circle, or over too many others",
                            );
                        }
                    }
                    Some(_) => report.error(
                        "dangling-reference",
                        document.place(at),
                        format!("the reference {target} leads to nothing"),
                        "define what it names, or correct the reference",
                    ),
                    // References into files were made local by the bundle pass, or reported.
                    None if target.contains('#') => {}
                    None => report.error(
                        "dangling-reference",
                        document.place(at),
                        format!("the reference {target} has no fragment"),
                        "write it as FILE#/components/…",
                    ),
                }
            }
            for (key, child) in fields {
                if !matches!(key.as_str(), "example" | "examples" | "default" | "enum") {
                    check_references(child, &at.child(key), document, report);
                }
            }
        }
        Value::Array(items) => {
            for (index, child) in items.iter().enumerate() {
                check_references(child, &at.child(index.to_string()), document, report);
            }
        }
        _ => {}
    }
}

/// Whether a chain of references comes to an end, be it nothing, in as many steps as
/// [`Document::follow`] goes.
fn ends(value: &Value, document: &Document) -> bool {
    let mut at = Some(value);
    for _ in 0..MAX_REFERENCES {
        let Some(target) = at.and_then(reference).and_then(|target| target.strip_prefix('#')) else {
            return true;
        };
        at = document.get(&Pointer::parse(target));
    }
    false
}

/// Finds schemas that contain themselves by `$ref` and `allOf` alone: nothing satisfies them and
/// composing them would never end.
fn check_cycles(document: &Document, report: &mut Report) {
    let Some(schemas) = document.root.pointer("/components/schemas").and_then(Value::as_object) else {
        return;
    };
    let mut done = BTreeSet::new();
    for name in schemas.keys() {
        walk_composition(Pointer::of(["components", "schemas", name]), document, &mut done, report);
    }
}

/// A schema on the way down through references and `allOf`.
struct Open {
    key: String,
    members: Vec<Pointer>,
}

/// Goes through all that a schema is composed of. The way down is kept in a list and not on the
/// thread's stack, which a long chain would overflow.
fn walk_composition(start: Pointer, document: &Document, done: &mut BTreeSet<String>, report: &mut Report) {
    let mut open: Vec<Open> = Vec::new();
    let mut positions: BTreeMap<String, usize> = BTreeMap::new();
    let mut next = Some(start);
    loop {
        if let Some(pointer) = next.take() {
            let key = pointer.to_string();
            if let Some(position) = positions.get(&key) {
                let circle: Vec<&str> = open[*position..].iter().map(|open| open.key.as_str()).collect();
                report.error(
                    "allof-cycle",
                    document.place(&pointer),
                    format!("this schema contains itself through references and allOf: {}", shown(&circle)),
                    "take one of the links out, or make it a property",
                );
            } else if !done.contains(&key)
                && let Some(schema) = document.get(&pointer)
            {
                positions.insert(key.clone(), open.len());
                open.push(Open { key, members: members(schema, &pointer) });
            }
        }
        let Some(last) = open.last_mut() else { return };
        next = last.members.pop();
        if next.is_none()
            && let Some(left) = open.pop()
        {
            positions.remove(&left.key);
            done.insert(left.key);
        }
    }
}

/// What a schema refers to and is composed of, last first.
fn members(schema: &Value, at: &Pointer) -> Vec<Pointer> {
    let all_of = schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
    let at = at.child("allOf");
    let target = reference(schema).and_then(|target| target.strip_prefix('#')).map(Pointer::parse);
    (0..all_of).rev().map(|index| at.child(index.to_string())).chain(target).collect()
}

/// A circle from its first member back to it; the middle of a long one is left out.
fn shown(circle: &[&str]) -> String {
    let mut names: Vec<&str> = circle.iter().take(8).copied().collect();
    if circle.len() > names.len() {
        names.push("…");
    }
    names.extend(circle.first());
    names.join(" → ")
}

fn check_operation_id<'d>(
    operation: &OperationAt<'d>,
    ids: &mut BTreeMap<&'d str, Pointer>,
    document: &Document,
    report: &mut Report,
) {
    match text(operation.operation, "operationId").filter(|id| !id.is_empty()) {
        None => report.error(
            "missing-operation-id",
            document.place(&operation.pointer),
            "the operation has no operationId",
            "give it one that no other operation has",
        ),
        Some(id) => match ids.get(id) {
            Some(first) => report.fault(
                "duplicate-operation-id",
                document.place(&operation.pointer),
                format!("the operationId {id} is taken by {}", document.place(first)),
                "give each operation an operationId of its own",
            ),
            None => {
                ids.insert(id, operation.pointer.clone());
            }
        },
    }
}

/// A path that begins with something else than a slash would lead to another host on some servers;
/// what else no request can have in its path only makes its operation useless.
fn check_path(operation: &OperationAt<'_>, document: &Document, report: &mut Report) {
    let place = || document.place(&operation.pointer);
    let Some(segments) = operation.path.strip_prefix('/') else {
        report.error("invalid-path", place(), "the path begins with no slash", "begin it with one");
        return;
    };
    let unsent = |character: char| matches!(character, '?' | '#' | '\\') || character.is_control();
    let what = if let Some(found) = segments.chars().find(|character| unsent(*character)) {
        format!("the path has {found:?} in it")
    } else if segments.split('/').any(|segment| matches!(segment, "" | "." | "..")) {
        "the path has a segment that is empty, or leads elsewhere".to_owned()
    } else {
        return;
    };
    report.fault(
        "invalid-path",
        place(),
        format!("{what}: no request for it can be sent"),
        "write the path as it is sent, and what is behind a question mark as parameters",
    );
}

fn check_path_parameters(operation: &OperationAt<'_>, document: &Document, report: &mut Report) {
    let declared = operation.parameters(document);
    let names: BTreeSet<&str> = declared
        .iter()
        .filter(|(parameter, _)| text(parameter, "in") == Some("path"))
        .filter_map(|(parameter, _)| text(parameter, "name"))
        .collect();
    let template = template_parameters(operation.path);
    for name in &template {
        if !names.contains(name) {
            report.error(
                "undeclared-path-parameter",
                document.place(&operation.pointer),
                format!("the path has {{{name}}}, and no path parameter of that name is declared"),
                format!("declare a parameter `name: {name}` with `in: path` and `required: true`"),
            );
        }
    }
    for (parameter, pointer) in &declared {
        if text(parameter, "in") == Some("path")
            && let Some(name) = text(parameter, "name")
            && !template.contains(&name)
        {
            report.error(
                "unused-path-parameter",
                document.place(pointer),
                format!("the path parameter {name} does not occur in the path {}", operation.path),
                "put it into the path, or take the parameter out",
            );
        }
    }
}

fn check_body(operation: &OperationAt<'_>, document: &Document, report: &mut Report) {
    let Some(body) = operation.operation.get("requestBody") else { return };
    let Some((body, pointer)) = document.follow(body, operation.pointer.child("requestBody")) else {
        return;
    };
    check_content(body, &pointer, "request body", document, report);
}

fn check_responses(operation: &OperationAt<'_>, document: &Document, report: &mut Report) {
    let Some(responses) = operation.operation.get("responses").and_then(Value::as_object) else {
        report.error(
            "no-responses",
            document.place(&operation.pointer),
            "the operation declares no responses",
            "declare what it answers",
        );
        return;
    };
    let at = operation.pointer.child("responses");
    for (status, response) in responses {
        if let Some((response, pointer)) = document.follow(response, at.child(status)) {
            check_content(response, &pointer, "response", document, report);
        }
    }
    if !responses.keys().any(|status| status.starts_with('2') || status == "default") {
        report.fault(
            "no-success",
            document.place(&at),
            "no response for success (2xx) is declared",
            "declare what the operation answers when it succeeds",
        );
    }
}

/// Checks the media types of a body and that each says what it carries.
fn check_content(owner: &Value, at: &Pointer, what: &str, document: &Document, report: &mut Report) {
    let Some(content) = owner.get("content").and_then(Value::as_object) else {
        if what == "request body" {
            report.fault(
                "body-without-schema",
                document.place(at),
                "the request body has no content",
                "declare a media type with a schema",
            );
        }
        return;
    };
    for (media, entry) in content {
        let pointer = at.child("content").child(media);
        let media_type = essence(media);
        let typed_body = what == "request body" && (media_type == FORM || media_type.starts_with("text/"));
        if !is_json(media_type) && !typed_body {
            report.fault(
                "unsupported-media-type",
                document.place(&pointer),
                format!("the {what} has the media type {media}, for which there is no typed form"),
                "use application/json",
            );
        } else if entry.get("schema").is_none() {
            report.fault(
                "body-without-schema",
                document.place(&pointer),
                format!("the {what} has a media type and no schema"),
                "write the schema of the body",
            );
        }
    }
}
