//! Reads operations, and finds in each answer the result inside the service's envelope.
//!
//! Every answer wraps its result in `success`, `errors`, `messages` and, for lists,
//! `result_info`. Documents compose that wrapper in many ways; whichever it is, the flattened
//! answer has those properties, and `result` is what a caller wants. Failures have one shape
//! that the runtime knows, so their schemas (some of which nothing could satisfy) are not read.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::document::{Document, OperationAt, Pointer, flag, template_parameters, text};
use crate::model::{Api, Body, Operation, Outcome, Paging, Parameter, SCOPE, Scope, Type};
use crate::passes::check::essence;
use crate::passes::compose::{Composer, Direction, Node, flatten};

/// The parameter names that our fragments write the scope with.
const SCOPE_PARAMETERS: [&str; 2] = ["accounts_or_zones", "account_or_zone_id"];

/// Reads all operations of the composer's document.
pub fn read(mut composer: Composer<'_, '_>) -> Api {
    let document = composer.document();
    let operations = document
        .operations()
        .iter()
        .map(|operation| read_operation(operation, document, &mut composer))
        .collect();
    Api { operations, types: composer.types }
}

fn read_operation<'d>(
    at: &OperationAt<'d>,
    document: &'d Document,
    composer: &mut Composer<'d, '_>,
) -> Operation {
    let result_info = &mut false;
    let result = read_outcome(at, document, composer, result_info);
    let (path_parameters, query) = read_parameters(at, document, composer);
    let paged_by_query = query.iter().any(|parameter| parameter.name == "page");
    let paging = (matches!(result, Outcome::List(_)) && paged_by_query).then_some(Paging::Page);
    Operation {
        id: text(at.operation, "operationId").unwrap_or_default().to_owned(),
        method: at.method.to_uppercase(),
        path: at.path.to_owned(),
        scope: if at.path.starts_with(SCOPE) { Scope::AccountOrZone } else { Scope::Fixed },
        tag: at.operation.pointer("/tags/0").and_then(Value::as_str).unwrap_or_default().to_owned(),
        doc: description(at.operation),
        deprecated: flag(at.operation, "deprecated"),
        path_parameters,
        query,
        body: read_body(at, document, composer),
        result,
        paging,
        place: document.place(&at.pointer),
    }
}

/// Summary and description, the summary first, without saying the same twice.
fn description(operation: &Value) -> String {
    let summary = text(operation, "summary").unwrap_or_default().trim();
    let description = text(operation, "description").unwrap_or_default().trim();
    if summary.is_empty() || description.is_empty() || description == summary {
        return format!("{summary}{}", if summary.is_empty() { description } else { "" });
    }
    let summary = summary.trim_end_matches('.');
    format!("{summary}.\n\n{description}")
}

fn read_parameters<'d>(
    at: &OperationAt<'d>,
    document: &'d Document,
    composer: &mut Composer<'d, '_>,
) -> (Vec<Parameter>, Vec<Parameter>) {
    let mut found: BTreeMap<(&str, &str), Parameter> = BTreeMap::new();
    for (parameter, pointer) in at.parameters(document) {
        let (Some(name), Some(location)) = (text(parameter, "name"), text(parameter, "in")) else {
            continue;
        };
        let (ty, schema_doc) = match parameter.get("schema") {
            Some(value) => {
                let composed =
                    composer.compose(Node { value, pointer: pointer.child("schema") }, Direction::Request);
                (composed.ty, composed.doc)
            }
            None => (composer.types.intern(Type::String), String::new()),
        };
        let ty = if matches!(name, "page" | "per_page") && location == "query" {
            composer.types.intern(Type::Unsigned)
        } else {
            ty
        };
        let doc = text(parameter, "description").map_or(schema_doc, |doc| doc.trim().to_owned());
        let required = flag(parameter, "required") || location == "path";
        found.insert((location, name), Parameter { name: name.to_owned(), ty, required, doc });
    }
    let mut path = Vec::new();
    for name in template_parameters(at.path) {
        if let Some(parameter) = found.get(&("path", name))
            && !(at.path.starts_with(SCOPE) && SCOPE_PARAMETERS.contains(&name))
        {
            path.push(parameter.clone());
        }
    }
    let query = found
        .into_iter()
        .filter(|((location, _), _)| *location == "query")
        .map(|(_, parameter)| parameter)
        .collect();
    (path, query)
}

fn read_body<'d>(
    at: &OperationAt<'d>,
    document: &'d Document,
    composer: &mut Composer<'d, '_>,
) -> Option<Body> {
    let body = at.operation.get("requestBody")?;
    let (body, pointer) = document.follow(body, at.pointer.child("requestBody"))?;
    let node = json_schema(body, &pointer)?;
    let ty = match node {
        Some(node) => composer.compose(node, Direction::Request).ty,
        // A body of which nothing is known: a deletion has none, whatever the document says.
        None if matches!(at.method, "get" | "head" | "delete") => return None,
        None => composer.types.intern(Type::Any),
    };
    Some(Body { ty, required: flag(body, "required") })
}

/// The JSON schema of a content map; `Some(None)` where there is content of another kind.
fn json_schema<'d>(owner: &'d Value, at: &Pointer) -> Option<Option<Node<'d>>> {
    let content = owner.get("content").and_then(Value::as_object).filter(|content| !content.is_empty())?;
    Some(content.iter().find(|(media, _)| essence(media) == "application/json").and_then(|(media, entry)| {
        let value = entry.get("schema")?;
        Some(Node { value, pointer: at.child("content").child(media).child("schema") })
    }))
}

fn read_outcome<'d>(
    at: &OperationAt<'d>,
    document: &'d Document,
    composer: &mut Composer<'d, '_>,
    result_info: &mut bool,
) -> Outcome {
    let Some(responses) = at.operation.get("responses").and_then(Value::as_object) else {
        return Outcome::Nothing;
    };
    let mut successes: Vec<&String> = responses.keys().filter(|status| status.starts_with('2')).collect();
    if successes.is_empty() {
        successes.extend(responses.keys().filter(|status| *status == "default"));
    }
    successes.sort();
    for status in successes {
        let pointer = at.pointer.child("responses").child(status);
        let Some((response, pointer)) = document.follow(&responses[status], pointer) else { continue };
        let Some(Some(node)) = json_schema(response, &pointer) else { continue };
        return unwrap(node, document, composer, result_info);
    }
    Outcome::Nothing
}

/// Takes the result out of an answer's schema.
fn unwrap<'d>(
    node: Node<'d>,
    document: &'d Document,
    composer: &mut Composer<'d, '_>,
    result_info: &mut bool,
) -> Outcome {
    let pointer = node.pointer.clone();
    let leaves = flatten(document, vec![node]);
    let property = |name: &str| -> Vec<Node<'d>> {
        leaves
            .iter()
            .filter_map(|leaf| {
                let value = leaf.value.get("properties")?.get(name)?;
                Some(Node { value, pointer: leaf.pointer.child("properties").child(name) })
            })
            .collect()
    };
    if property("success").is_empty() || (property("errors").is_empty() && property("messages").is_empty()) {
        let place = document.place(&pointer);
        composer.report().note(
            "no-envelope",
            place,
            "the answer has no envelope: its result is left untyped",
        );
        return Outcome::Single(composer.types.intern(Type::Any));
    }
    *result_info = !property("result_info").is_empty();
    let result = property("result");
    if result.is_empty() {
        return Outcome::Nothing;
    }
    let composed = composer.conjunction(result, Direction::Response);
    match *composer.types.get(composed.ty) {
        Type::Array(item) => Outcome::List(item),
        _ => Outcome::Single(composed.ty),
    }
}
