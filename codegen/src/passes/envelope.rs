//! Reads operations, and finds in each answer the result inside the service's envelope.
//!
//! Every answer wraps its result in `success`, `errors`, `messages` and, for lists,
//! `result_info`. Documents compose that wrapper in many ways; whichever it is, the flattened
//! answer has those properties, and `result` is what a caller wants. Failures have one shape
//! that the runtime knows, so their schemas (some of which nothing could satisfy) are not read.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::document::{Document, OperationAt, Pointer, flag, template_parameters, text};
use crate::model::{Api, Body, Operation, Outcome, Paging, Parameter, SCOPE, Scope, Type, TypeId, Types};
use crate::passes::check::{JSON, essence};
use crate::passes::compose::{Composer, Direction};
use crate::passes::conjunction::{Node, flatten};

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
    let (result, bare) = read_outcome(at, document, composer);
    let Parameters { path: path_parameters, query, headers } = read_parameters(at, document, composer);
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
        headers,
        body: read_body(at, document, composer),
        result,
        statuses: success_statuses(at).into_iter().cloned().collect(),
        bare,
        body_why: None,
        result_why: None,
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
) -> Parameters {
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
    let at_location = |wanted: &str| -> Vec<Parameter> {
        let chosen = found.iter().filter(|((location, _), _)| *location == wanted);
        chosen.map(|(_, parameter)| parameter.clone()).collect()
    };
    let headers = at_location("header");
    let query = spread(at_location("query"), &composer.types);
    Parameters { path, query, headers }
}

/// The parameters of an operation, by where they go.
struct Parameters {
    path: Vec<Parameter>,
    query: Vec<Parameter>,
    headers: Vec<Parameter>,
}

/// An object in a query is written as its fields, each a parameter (OpenAPI's style `form`).
fn spread(query: Vec<Parameter>, types: &Types) -> Vec<Parameter> {
    let mut out: BTreeMap<String, Parameter> = BTreeMap::new();
    for parameter in query {
        let Some(object) = types.object(parameter.ty) else {
            out.insert(parameter.name.clone(), parameter);
            continue;
        };
        for field in &object.fields {
            let required = parameter.required && object.required.contains(&field.name);
            out.entry(field.name.clone()).or_insert_with(|| Parameter {
                name: field.name.clone(),
                ty: field.ty,
                required,
                doc: field.doc.clone(),
            });
        }
    }
    out.into_values().collect()
}

fn read_body<'d>(
    at: &OperationAt<'d>,
    document: &'d Document,
    composer: &mut Composer<'d, '_>,
) -> Option<Body> {
    let body = at.operation.get("requestBody")?;
    let (body, pointer) = document.follow(body, at.pointer.child("requestBody"))?;
    match content(body, &pointer)? {
        Content::Typed(node) if is_empty_object(&node, document) => Some(Body::Empty),
        Content::Typed(node) => Some(Body::Json(composer.compose(node, Direction::Request).ty)),
        // A deletion carries nothing. Where the document demands JSON all the same, a server that
        // holds requests to the document wants to see some.
        Content::Untyped(media)
            if at.method == "delete" && flag(body, "required") && media.contains(&JSON) =>
        {
            Some(Body::Empty)
        }
        Content::Untyped(_) if matches!(at.method, "get" | "head" | "delete") => None,
        Content::Untyped(media) => Some(other_body(&media, &pointer, document, composer)),
    }
}

/// Whether a schema allows an object without fields and nothing else.
fn is_empty_object(node: &Node<'_>, document: &Document) -> bool {
    let Some((schema, _)) = document.follow(node.value, node.pointer.clone()) else { return false };
    let none =
        |keyword: &str| schema.get(keyword).is_none_or(|value| value.as_object().is_some_and(Map::is_empty));
    schema.get("additionalProperties") == Some(&Value::Bool(false))
        && none("properties")
        && ["allOf", "oneOf", "anyOf"].iter().all(|keyword| schema.get(keyword).is_none())
}

/// A body that isn't typed JSON: what can be said of it at a lower level.
fn other_body(media: &[&str], at: &Pointer, document: &Document, composer: &mut Composer<'_, '_>) -> Body {
    let mut degraded = |reason: String| composer.report().note("degraded-body", document.place(at), reason);
    if media.contains(&JSON) {
        degraded("the body is JSON without a schema: any JSON value".to_owned());
        return Body::Json(composer.types.intern(Type::Any));
    }
    if media.contains(&"multipart/form-data") {
        degraded("the body is a multipart form: its parts are given by name".to_owned());
        return Body::Multipart;
    }
    let media = media.iter().min().copied().unwrap_or("application/octet-stream");
    degraded(format!("the body is {media}: bytes"));
    Body::Bytes(media.to_owned())
}

/// What the content map of a body or an answer says.
enum Content<'d> {
    /// JSON of this schema.
    Typed(Node<'d>),
    /// Something of these media types.
    Untyped(Vec<&'d str>),
}

/// Reads a content map; none where it is empty or missing.
fn content<'d>(owner: &'d Value, at: &Pointer) -> Option<Content<'d>> {
    let content = owner.get("content").and_then(Value::as_object).filter(|content| !content.is_empty())?;
    let typed = content.iter().find(|(media, _)| essence(media) == JSON).and_then(|(media, entry)| {
        let value = entry.get("schema")?;
        Some(Node { value, pointer: at.child("content").child(media).child("schema") })
    });
    Some(match typed {
        Some(node) => Content::Typed(node),
        None => Content::Untyped(content.keys().map(|media| essence(media)).collect()),
    })
}

/// The statuses that stand for success, sorted: 2xx, or `default` where there is none.
fn success_statuses<'d>(at: &OperationAt<'d>) -> Vec<&'d String> {
    let Some(responses) = at.operation.get("responses").and_then(Value::as_object) else {
        return Vec::new();
    };
    let mut successes: Vec<&String> = responses.keys().filter(|status| status.starts_with('2')).collect();
    if successes.is_empty() {
        successes.extend(responses.keys().filter(|status| *status == "default"));
    }
    successes.sort();
    successes
}

/// What success carries, and whether it comes without an envelope.
fn read_outcome<'d>(
    at: &OperationAt<'d>,
    document: &'d Document,
    composer: &mut Composer<'d, '_>,
) -> (Outcome, bool) {
    let Some(responses) = at.operation.get("responses").and_then(Value::as_object) else {
        return (Outcome::Nothing, false);
    };
    let mut other = None;
    for status in success_statuses(at) {
        let pointer = at.pointer.child("responses").child(status);
        let Some((response, pointer)) = document.follow(&responses[status], pointer) else { continue };
        match content(response, &pointer) {
            Some(Content::Typed(node)) => return unwrap(node, document, composer),
            // Documents also write words there that are no media types.
            Some(Content::Untyped(media)) => {
                let not_json = media.into_iter().find(|media| media.contains('/') && *media != JSON);
                other = other.or(not_json);
            }
            None => {}
        }
    }
    match other {
        Some(media) => {
            let message = format!("the answer is {media}: read as it comes");
            composer.report().note("raw-answer", document.place(&at.pointer), message);
            (Outcome::Bytes, false)
        }
        None => (Outcome::Nothing, false),
    }
}

/// Takes the result out of an answer's schema.
fn unwrap<'d>(node: Node<'d>, document: &'d Document, composer: &mut Composer<'d, '_>) -> (Outcome, bool) {
    let whole = node.clone();
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
    let has = |name: &str| !property(name).is_empty();
    let result = property("result");
    let complains = has("errors") || has("messages");
    // A lone `result` is an envelope that the document left out the rest of.
    let only_result = leaves
        .iter()
        .filter_map(|leaf| leaf.value.get("properties").and_then(Value::as_object))
        .flat_map(|properties| properties.keys())
        .all(|name| matches!(name.as_str(), "result" | "result_info"));
    let enveloped = (has("success") && (complains || !result.is_empty()))
        || (!result.is_empty() && (complains || only_result));
    if !enveloped {
        let place = document.place(&whole.pointer);
        composer.report().note("no-envelope", place, "the answer has no envelope: all of it is the result");
        let composed = composer.compose(whole, Direction::Response);
        return (outcome(composed.ty, &composer.types), true);
    }
    if result.is_empty() {
        return (Outcome::Nothing, false);
    }
    let composed = composer.conjunction(result, Direction::Response);
    (outcome(composed.ty, &composer.types), false)
}

fn outcome(ty: TypeId, types: &Types) -> Outcome {
    match types.get(ty) {
        Type::Array(item) => Outcome::List(*item),
        _ => Outcome::Single(ty),
    }
}
