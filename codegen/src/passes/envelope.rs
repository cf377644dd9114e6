//! Reads operations, and finds in each answer the result inside the service's envelope.
//!
//! Every answer wraps its result in `success`, `errors`, `messages` and, for lists,
//! `result_info`. Documents compose that wrapper in many ways; whichever it is, the flattened
//! answer has those properties, and `result` is what a caller wants. Failures have one shape
//! that the runtime knows, so their schemas (some of which nothing could satisfy) are not read.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::{Document, OperationAt, flag, text};
use crate::model::{Api, Operation, Outcome, SCOPE, Scope, Type, TypeId, Types};
use crate::passes::body::{self, Content, content};
use crate::passes::check::is_json;
use crate::passes::compose::{Composer, Direction};
use crate::passes::conjunction::{Node, flatten};
use crate::passes::{paging, parameters};

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
    let Answer { result, bare, info } = read_answer(at, document, composer);
    let parameters = parameters::read(at, document, composer);
    let paging = paging::recognise(at, &parameters.query, &result, &info, composer);
    Operation {
        id: text(at.operation, "operationId").unwrap_or_default().to_owned(),
        method: at.method.to_uppercase(),
        path: at.path.to_owned(),
        scope: if at.path.starts_with(SCOPE) { Scope::AccountOrZone } else { Scope::Fixed },
        tag: at.operation.pointer("/tags/0").and_then(Value::as_str).unwrap_or_default().to_owned(),
        doc: description(at.operation),
        deprecated: flag(at.operation, "deprecated"),
        path_parameters: parameters.path,
        query: parameters.query,
        headers: parameters.headers,
        cookies: parameters.cookies,
        body: body::read(at, document, composer),
        result,
        statuses: success_statuses(at).into_iter().cloned().collect(),
        bare,
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

/// What success carries.
struct Answer<'d> {
    result: Outcome,
    /// It comes without an envelope.
    bare: bool,
    /// What `result_info` has, by name; `cursors.after` for a field inside another.
    info: BTreeSet<&'d str>,
}

impl Answer<'_> {
    fn of(result: Outcome) -> Self {
        Self { result, bare: false, info: BTreeSet::new() }
    }
}

fn read_answer<'d>(
    at: &OperationAt<'d>,
    document: &'d Document,
    composer: &mut Composer<'d, '_>,
) -> Answer<'d> {
    let Some(responses) = at.operation.get("responses").and_then(Value::as_object) else {
        return Answer::of(Outcome::Nothing);
    };
    let mut other = None;
    for status in success_statuses(at) {
        let pointer = at.pointer.child("responses").child(status);
        let Some((response, pointer)) = document.follow(&responses[status], pointer) else { continue };
        match content(response, &pointer, is_json) {
            Some(Content::Typed(node)) => return unwrap(node, document, composer),
            // Documents also write words there that are no media types.
            Some(Content::Untyped(media)) => {
                let not_json = media.into_iter().find(|media| media.contains('/') && !is_json(media));
                other = other.or(not_json);
            }
            None => {}
        }
    }
    match other {
        Some(media) => {
            let message = format!("the answer is {media}: read as it comes");
            composer.report().note("raw-answer", document.place(&at.pointer), message);
            Answer::of(Outcome::Bytes)
        }
        None => Answer::of(Outcome::Nothing),
    }
}

/// The definitions of a property in schemas that hold together.
fn property<'d>(leaves: &[Node<'d>], name: &str) -> Vec<Node<'d>> {
    leaves
        .iter()
        .filter_map(|leaf| {
            let value = leaf.value.get("properties")?.get(name)?;
            Some(Node { value, pointer: leaf.pointer.child("properties").child(name) })
        })
        .collect()
}

/// The names of all properties in schemas that hold together.
fn property_names<'d>(leaves: &[Node<'d>]) -> impl Iterator<Item = &'d str> {
    leaves
        .iter()
        .filter_map(|leaf| leaf.value.get("properties").and_then(Value::as_object))
        .flat_map(|properties| properties.keys().map(String::as_str))
}

/// Takes the result out of an answer's schema.
fn unwrap<'d>(node: Node<'d>, document: &'d Document, composer: &mut Composer<'d, '_>) -> Answer<'d> {
    let whole = node.clone();
    let leaves = flatten(document, vec![node]);
    let has = |name: &str| !property(&leaves, name).is_empty();
    let result = property(&leaves, "result");
    let complains = has("errors") || has("messages");
    // A lone `result` is an envelope that the document left out the rest of.
    let only_result = property_names(&leaves).all(|name| matches!(name, "result" | "result_info"));
    let enveloped = (has("success") && (complains || !result.is_empty()))
        || (!result.is_empty() && (complains || only_result));
    if !enveloped {
        let place = document.place(&whole.pointer);
        composer.report().note("no-envelope", place, "the answer has no envelope: all of it is the result");
        let composed = composer.compose(whole, Direction::Response);
        return Answer { bare: true, ..Answer::of(outcome(composed.ty, &composer.types)) };
    }
    if result.is_empty() {
        return Answer::of(Outcome::Nothing);
    }
    let composed = composer.conjunction(result, Direction::Response);
    let info = flatten(document, property(&leaves, "result_info"));
    let mut names: BTreeSet<&str> = property_names(&info).collect();
    let cursors = flatten(document, property(&info, "cursors"));
    if property_names(&cursors).any(|name| name == "after") {
        names.insert("cursors.after");
    }
    Answer { info: names, ..Answer::of(outcome(composed.ty, &composer.types)) }
}

fn outcome(ty: TypeId, types: &Types) -> Outcome {
    match types.get(ty) {
        Type::Array(item) => Outcome::List(*item),
        _ => Outcome::Single(ty),
    }
}
