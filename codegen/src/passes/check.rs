//! Says what is wrong with a document before anything is made of it.
//!
//! Whatever would make the generated client wrong is found here, all of it in one go. Some
//! faults are so common in published documents that later passes live with them; those are
//! errors only in strict mode, that is, for our own fragments.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostic::Report;
use crate::document::{Document, OperationAt, Pointer, reference, template_parameters, text};

/// Media types whose bodies the generator can type or pass through.
const BODIES: [&str; 1] = ["application/json"];

/// Checks operations and references.
pub fn check(document: &Document, strict: bool, report: &mut Report) {
    check_references(&document.root, &Pointer::default(), document, report);
    check_cycles(document, report);
    let mut ids: BTreeMap<&str, Pointer> = BTreeMap::new();
    for operation in document.operations() {
        check_operation_id(&operation, &mut ids, document, strict, report);
        check_path_parameters(&operation, document, report);
        check_body(&operation, document, strict, report);
        check_responses(&operation, document, strict, report);
    }
}

fn check_references(value: &Value, at: &Pointer, document: &Document, report: &mut Report) {
    match value {
        Value::Object(fields) => {
            if let Some(target) = reference(value) {
                match target.strip_prefix('#') {
                    Some(fragment) if document.get(&Pointer::parse(fragment)).is_some() => {}
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

/// Finds schemas that contain themselves by `$ref` and `allOf` alone: nothing satisfies them and
/// composing them would never end.
fn check_cycles(document: &Document, report: &mut Report) {
    let Some(schemas) = document.root.pointer("/components/schemas").and_then(Value::as_object) else {
        return;
    };
    let mut done = BTreeSet::new();
    for name in schemas.keys() {
        let pointer = Pointer::of(["components", "schemas", name]);
        let mut open = Vec::new();
        walk_composition(&pointer, document, &mut open, &mut done, report);
    }
}

fn walk_composition(
    pointer: &Pointer,
    document: &Document,
    open: &mut Vec<String>,
    done: &mut BTreeSet<String>,
    report: &mut Report,
) {
    let key = pointer.to_string();
    if done.contains(&key) {
        return;
    }
    if let Some(start) = open.iter().position(|known| *known == key) {
        let mut circle: Vec<&str> = open[start..].iter().map(String::as_str).collect();
        circle.push(&key);
        report.error(
            "allof-cycle",
            document.place(pointer),
            format!("this schema contains itself through references and allOf: {}", circle.join(" → ")),
            "take one of the links out, or make it a property",
        );
        done.extend(open.iter().cloned());
        return;
    }
    let Some(schema) = document.get(pointer) else { return };
    open.push(key.clone());
    if let Some(target) = reference(schema).and_then(|target| target.strip_prefix('#')) {
        walk_composition(&Pointer::parse(target), document, open, done, report);
    }
    if let Some(members) = schema.get("allOf").and_then(Value::as_array) {
        for index in 0..members.len() {
            let member = pointer.child("allOf").child(index.to_string());
            walk_composition(&member, document, open, done, report);
        }
    }
    open.pop();
    done.insert(key);
}

fn check_operation_id<'d>(
    operation: &OperationAt<'d>,
    ids: &mut BTreeMap<&'d str, Pointer>,
    document: &Document,
    strict: bool,
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
                strict,
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

fn check_body(operation: &OperationAt<'_>, document: &Document, strict: bool, report: &mut Report) {
    let Some(body) = operation.operation.get("requestBody") else { return };
    let Some((body, pointer)) = document.follow(body, operation.pointer.child("requestBody")) else {
        return;
    };
    check_content(body, &pointer, "request body", document, strict, report);
}

fn check_responses(operation: &OperationAt<'_>, document: &Document, strict: bool, report: &mut Report) {
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
            check_content(response, &pointer, "response", document, strict, report);
        }
    }
    if !responses.keys().any(|status| status.starts_with('2') || status == "default") {
        report.fault(
            strict,
            "no-success",
            document.place(&at),
            "no response for success (2xx) is declared",
            "declare what the operation answers when it succeeds",
        );
    }
}

/// Checks the media types of a body and that each says what it carries.
fn check_content(
    owner: &Value,
    at: &Pointer,
    what: &str,
    document: &Document,
    strict: bool,
    report: &mut Report,
) {
    let Some(content) = owner.get("content").and_then(Value::as_object) else {
        if what == "request body" {
            report.fault(
                strict,
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
        if !BODIES.contains(&essence(media)) {
            report.fault(
                strict,
                "unsupported-media-type",
                document.place(&pointer),
                format!("the {what} has the media type {media}, for which there is no typed form"),
                "use application/json",
            );
        } else if entry.get("schema").is_none() {
            report.fault(
                strict,
                "body-without-schema",
                document.place(&pointer),
                format!("the {what} has a media type and no schema"),
                "write the schema of the body",
            );
        }
    }
}

/// A media type without its parameters.
pub fn essence(media: &str) -> &str {
    media.split(';').next().unwrap_or(media).trim()
}
