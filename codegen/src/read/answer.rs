//! Finds in each answer the result inside the service's envelope.
//!
//! Every answer wraps its result in `success`, `errors`, `messages` and, for lists,
//! `result_info`. Documents compose that wrapper in many ways; whichever it is, the flattened
//! answer has those properties, and `result` is what a caller wants. Failures have one shape
//! that the runtime knows, so their schemas (some of which nothing could satisfy) are not read.

use std::collections::BTreeSet;

use serde_json::Value;

use super::body::{Content, content};
use super::shown::widened;
use crate::api::{Outcome, Place, Type, TypeId, Types, Untyped, Why};
use crate::input::document::{Document, OperationAt, Pointer, flag, text};
use crate::input::media::{essence, is_json};
use crate::schema::compose::{Composer, Direction};
use crate::schema::conjunction::{Node, alternatives, flatten};
use crate::schema::examples;
use crate::schema::secrets::is_named_secret;

/// The statuses that stand for success, sorted: 2xx, or `default` where there is none.
pub(super) fn success_statuses<'d>(at: &OperationAt<'d>) -> Vec<&'d String> {
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

/// What stands beside a `result` in an envelope of which the document leaves the rest out.
const BESIDE_A_RESULT: [&str; 8] =
    ["result", "result_info", "count", "page", "per_page", "total", "total_count", "total_pages"];

/// What success carries.
pub(super) struct Answer<'d> {
    pub(super) result: Outcome,
    /// Why the result is, or holds, any JSON value, where it does.
    pub(super) why: Option<Why>,
    /// It comes without an envelope.
    pub(super) bare: bool,
    /// What `result_info` has, by name; `cursors.after` for a field inside another.
    pub(super) info: BTreeSet<&'d str>,
}

impl Answer<'_> {
    fn of(result: Outcome) -> Self {
        Self { result, why: None, bare: false, info: BTreeSet::new() }
    }
}

/// Reads what success carries.
pub(super) fn read<'d>(
    at: &OperationAt<'d>,
    document: &'d Document,
    composer: &mut Composer<'d, '_>,
) -> Answer<'d> {
    let Some(responses) = at.operation.get("responses").and_then(Value::as_object) else {
        return Answer::of(Outcome::Nothing);
    };
    let mut known: Option<Answer<'d>> = None;
    let mut other = None;
    for status in success_statuses(at) {
        let pointer = at.pointer.child("responses").child(status);
        let Some((response, pointer)) = document.follow(&responses[status], pointer) else { continue };
        match content(response, &pointer, is_json) {
            Some(Content::Typed(node)) => {
                let answer = unwrap(node, &shown(response, document), document, composer);
                let answer = Answer { result: kept_secret(answer.result, at.path, composer), ..answer };
                known = Some(match known {
                    None => answer,
                    Some(known) => either(known, answer, status, at, composer),
                });
            }
            Some(Content::Untyped(media)) if known.is_none() => {
                // Documents also write words there that are no media types. The lowest status is
                // what usually comes: a 202 beside it may still be JSON, and comes as bytes.
                other = media.into_iter().find(|media| !is_json(media));
                if other.is_some() {
                    break;
                }
            }
            Some(Content::Untyped(_)) | None => {}
        }
    }
    if let Some(known) = known {
        return known;
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

/// What holds either of two answers that an operation has for two statuses, as for work that is done
/// (200) and work that goes on (202). Objects are one with the fields of both, since everything that is
/// received is optional; an envelope's status says which of them came.
fn either<'d>(
    known: Answer<'d>,
    other: Answer<'d>,
    status: &str,
    at: &OperationAt<'d>,
    composer: &mut Composer<'d, '_>,
) -> Answer<'d> {
    let place = composer.document().place(&at.pointer);
    if known.bare != other.bare {
        let (without, with) = if known.bare { ("the first", "that") } else { ("that", "the first") };
        let message = format!("the answer of {status} isn't read: {without} has no envelope, {with} has one");
        composer.report().note("second-answer", place, message);
        return known;
    }
    let types = &mut composer.types;
    // An object of which one of the two says nothing is what the other says.
    let bare_object = [known.why, other.why].contains(&Some(Why::BareObject));
    let untyped = if bare_object { Untyped::SaysLess } else { Untyped::AllowsAll };
    let result = match (&known.result, &other.result) {
        (first, second) if first == second => first.clone(),
        (Outcome::Nothing, result) | (result, Outcome::Nothing) => result.clone(),
        (Outcome::List(first), Outcome::List(second)) => Outcome::List(types.join(*first, *second, untyped)),
        (first, second) => {
            let mut whole = |outcome: &Outcome| match outcome {
                Outcome::List(item) => Some(types.intern(Type::Array(*item))),
                outcome => outcome.item(),
            };
            let both: Vec<TypeId> = [whole(first), whole(second)].into_iter().flatten().collect();
            Outcome::Single(types.join_all(both, untyped))
        }
    };
    if result != known.result {
        let message = format!("the answer of {status} is another: the result holds either");
        composer.report().note("second-answer", place, message);
    }
    let mut info = known.info;
    info.extend(other.info);
    Answer { result, why: known.why.or(other.why), bare: known.bare, info }
}

/// A text that is all that an operation answers has no name but its path's last word: the result of
/// `…/tunnels/{tunnel_id}/token` is a secret.
fn kept_secret(result: Outcome, path: &str, composer: &mut Composer<'_, '_>) -> Outcome {
    let secret = path.rsplit('/').next().is_some_and(is_named_secret);
    match result {
        Outcome::Single(ty) if secret && *composer.types.get(ty) == Type::String => {
            Outcome::Single(composer.types.intern(Type::Secret))
        }
        result => result,
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
fn unwrap<'d>(
    node: Node<'d>,
    shown: &[&'d Value],
    document: &'d Document,
    composer: &mut Composer<'d, '_>,
) -> Answer<'d> {
    let whole = node.clone();
    let leaves = flatten(document, vec![node]);
    let mut shown = shown.to_vec();
    shown.extend(examples::examples(&leaves));
    if let Some(result) = examples::enveloped(&leaves) {
        let result = match result.is_null() {
            true => Outcome::Nothing,
            false => Outcome::Single(composer.types.intern(Type::Any)),
        };
        let why = (result != Outcome::Nothing).then_some(Why::NoType);
        return Answer { why, ..Answer::of(result) };
    }
    let envelopes = envelopes(leaves, document);
    if envelopes.is_empty() {
        let place = document.place(&whole.pointer);
        composer.report().note("no-envelope", place, "the answer has no envelope: all of it is the result");
        let place = document.place(&whole.pointer);
        let composed = composer.compose(whole, Direction::Response);
        let ty = widened_by(composed.ty, &shown, place, composer);
        let result = outcome(ty, &composer.types);
        return Answer { bare: true, why: composed.why, ..Answer::of(result) };
    }
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let mut known: Option<TypeId> = None;
    let mut why = None;
    let mut shown: Vec<&Value> = shown.iter().filter_map(|body| body.get("result")).collect();
    for leaves in envelopes {
        let info = flatten(document, property(&leaves, "result_info"));
        names.extend(property_names(&info));
        let cursors = flatten(document, property(&info, "cursors"));
        names.extend(property_names(&cursors).filter(|name| *name == "after").map(|_| "cursors.after"));
        let result = property(&leaves, "result");
        if !result.is_empty() && !is_empty(&flatten(document, result.clone())) {
            shown.extend(examples::examples(&flatten(document, result.clone())));
            let composed = composer.conjunction(result, Direction::Response);
            // A result that is always null is none.
            if composed.why == Some(Why::OnlyNull) {
                continue;
            }
            why = why.or(composed.why);
            known = Some(match known {
                None => composed.ty,
                Some(known) => composer.types.join(known, composed.ty, Untyped::SaysLess),
            });
        }
    }
    let known = known.map(|ty| widened_by(ty, &shown, document.place(&whole.pointer), composer));
    let result = known.map_or(Outcome::Nothing, |ty| outcome(ty, &composer.types));
    Answer { info: names, why, ..Answer::of(result) }
}

/// The examples of whole answers of JSON that stand beside their schema.
fn shown<'d>(response: &'d Value, document: &'d Document) -> Vec<&'d Value> {
    let content = response.get("content").and_then(Value::as_object).into_iter().flatten();
    let entries = content.filter(|(media, _)| is_json(essence(media)));
    let mut shown = Vec::new();
    for (_, entry) in entries {
        shown.extend(entry.get("example"));
        for (_, example) in entry.get("examples").and_then(Value::as_object).into_iter().flatten() {
            let example = document.follow(example, Pointer::default());
            shown.extend(example.and_then(|(example, _)| example.get("value")));
        }
    }
    shown
}

/// The type of a result, widened to hold what examples show.
fn widened_by(ty: TypeId, shown: &[&Value], place: Place, composer: &mut Composer<'_, '_>) -> TypeId {
    let wide = shown.iter().fold(ty, |ty, shown| widened(&mut composer.types, ty, shown, 0));
    if wide != ty {
        let message = "an example of the answer isn't what its schema says: the type holds both";
        composer.report().note("example-differs", place, message);
    }
    wide
}

/// Whether a result says that there is nothing in it: it is a list without items, or an object of which
/// the document says that it is empty.
fn is_empty(leaves: &[Node<'_>]) -> bool {
    leaves.iter().any(|leaf| {
        flag(leaf.value, "x-stainless-empty-object")
            || (text(leaf.value, "type") == Some("array")
                && leaf.value.get("maxItems").and_then(Value::as_u64) == Some(0))
    })
}

/// The envelopes that an answer can be: itself, or each of its alternatives; none where it, or one
/// of them, is no envelope.
fn envelopes<'d>(leaves: Vec<Node<'d>>, document: &'d Document) -> Vec<Vec<Node<'d>>> {
    let alternatives = alternatives(&leaves, document).into_iter().next();
    let alternatives = alternatives.map(|alternatives| alternatives.set).unwrap_or_default();
    if alternatives.is_empty() || !property(&leaves, "result").is_empty() {
        return if is_envelope(&leaves) { vec![leaves] } else { Vec::new() };
    }
    let each: Vec<Vec<Node<'d>>> = alternatives
        .into_iter()
        .map(|alternative| leaves.iter().cloned().chain(flatten(document, vec![alternative])).collect())
        .collect();
    if each.iter().all(|leaves| is_envelope(leaves)) { each } else { Vec::new() }
}

/// Whether schemas that hold together describe an envelope.
fn is_envelope(leaves: &[Node<'_>]) -> bool {
    let has = |name: &str| !property(leaves, name).is_empty();
    let complains = has("errors") || has("messages");
    // A lone `result` is an envelope that the document left out the rest of.
    let only_result = || property_names(leaves).all(|name| BESIDE_A_RESULT.contains(&name));
    (has("success") && (complains || has("result"))) || (has("result") && (complains || only_result()))
}

fn outcome(ty: TypeId, types: &Types) -> Outcome {
    match types.get(ty) {
        // Items that can be null are what documents say that describe one value and a list of them by
        // the same schema. The runtime leaves them out.
        Type::Array(item) => Outcome::List(types.without_null(*item)),
        _ => Outcome::Single(ty),
    }
}
