//! A small document to change, and a comparison as lines to read.

use cloudflare_mtls_codegen::Source;
use cloudflare_mtls_codegen::diff::{Diff, Options, compare};
use serde_json::{Value, json};

/// The path of the collection in [`document`].
pub(crate) const THINGS: &str = "/zones/{zone_id}/things";

/// The path of one of its members.
pub(crate) const THING: &str = "/zones/{zone_id}/things/{thing_id}";

/// Lists, makes, reads and replaces things.
pub(crate) fn document() -> Value {
    let zone = json!({"name": "zone_id", "in": "path", "required": true, "schema": {"type": "string"}});
    let thing = json!({"name": "thing_id", "in": "path", "required": true, "schema": {"type": "string"}});
    let query = |name: &str, schema: Value| json!({"name": name, "in": "query", "schema": schema});
    json!({
        "openapi": "3.0.3",
        "info": {"title": "things", "version": "1"},
        "paths": {
            THINGS: {
                "get": {
                    "operationId": "things-list", "tags": ["Things"],
                    "parameters": [
                        zone, query("name", json!({"type": "string"})),
                        query("order", json!({"type": "string", "enum": ["asc", "desc"]})),
                        {"name": "If-Match", "in": "header", "schema": {"type": "string"}},
                    ],
                    "responses": {"200": answer(json!({
                        "type": "array", "items": {"$ref": "#/components/schemas/thing"}
                    }))},
                },
                "post": {
                    "operationId": "things-create", "tags": ["Things"], "parameters": [zone],
                    "requestBody": body("#/components/schemas/new_thing"),
                    "responses": {"200": answer(json!({"$ref": "#/components/schemas/thing"}))},
                },
            },
            THING: {
                "get": {
                    "operationId": "things-get", "tags": ["Things"], "parameters": [zone, thing],
                    "responses": {"200": answer(json!({"$ref": "#/components/schemas/thing"}))},
                },
            },
        },
        "components": {"schemas": {
            "thing": {
                "type": "object", "description": "A thing.", "properties": {
                    "id": {"type": "string", "description": "Which thing it is."},
                    "name": {"type": "string"},
                    "state": {"type": "string", "enum": ["active", "pending"]},
                    "hosts": {"type": "array", "items": {"$ref": "#/components/schemas/host"}},
                    "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                    "value": {"oneOf": [{"type": "string"}, {"type": "boolean"}]},
                },
            },
            "host": {"type": "object", "properties": {
                "hostname": {"type": "string"}, "port": {"type": "integer"},
            }},
            "new_thing": {
                "type": "object", "required": ["name", "kind"], "properties": {
                    "name": {"type": "string"},
                    "kind": {"type": "string"},
                    "config": {"type": "array", "items": {"type": "object", "properties": {
                        "enabled": {"type": "boolean"},
                    }}},
                },
            },
        }},
    })
}

/// An answer with this result in its envelope.
pub(crate) fn answer(result: Value) -> Value {
    json!({"description": "", "content": {"application/json": {"schema": {
        "type": "object", "properties": {
            "success": {"type": "boolean"},
            "errors": {"type": "array", "items": {"type": "object"}},
            "result": result,
        },
    }}}})
}

/// A JSON body of a component.
pub(crate) fn body(reference: &str) -> Value {
    json!({"required": true, "content": {"application/json": {"schema": {"$ref": reference}}}})
}

/// A component of a document, to change it.
pub(crate) fn schema<'d>(document: &'d mut Value, name: &str) -> &'d mut Value {
    &mut document["components"]["schemas"][name]
}

/// An operation of a document, to change it.
pub(crate) fn operation<'d>(document: &'d mut Value, path: &str, method: &str) -> &'d mut Value {
    &mut document["paths"][path][method]
}

/// Compares two documents.
pub(crate) fn diff(old: &Value, new: &Value) -> Diff {
    let [old, new] =
        [("old.json", old), ("new.json", new)].map(|(name, text)| Source::new(name, text.to_string()));
    compare(&old, &new, &Options::default()).unwrap()
}

/// Each change as `level kind, in METHOD at locations; …: what (reason)`.
pub(crate) fn lines(diff: &Diff) -> Vec<String> {
    let text = |value: Value| value.as_str().unwrap().to_owned();
    diff.changes
        .iter()
        .map(|change| {
            let places: Vec<String> = change
                .operations
                .iter()
                .map(|operation| {
                    let short = operation.path.replace("/zones/{zone_id}", "");
                    format!("{} {short} {}", operation.method, operation.locations.join(" "))
                        .trim()
                        .to_owned()
                })
                .collect();
            format!(
                "{} {}, in {}: {} ({})",
                text(json!(change.level)),
                text(json!(change.kind)),
                places.join("; "),
                change.what,
                change.reason
            )
        })
        .collect()
}

/// Changes the document and asserts what that comes to, exactly.
#[track_caller]
pub(crate) fn assert_changes(edit: impl FnOnce(&mut Value), expected: &[&str]) {
    let old = document();
    let mut new = document();
    edit(&mut new);
    assert_ne!(old, new, "the edit edits nothing");
    assert_eq!(lines(&diff(&old, &new)), expected);
}

/// The same the other way round: from the changed document to the plain one.
#[track_caller]
pub(crate) fn assert_changes_back(edit: impl FnOnce(&mut Value), expected: &[&str]) {
    let new = document();
    let mut old = document();
    edit(&mut old);
    assert_ne!(old, new, "the edit edits nothing");
    assert_eq!(lines(&diff(&old, &new)), expected);
}
