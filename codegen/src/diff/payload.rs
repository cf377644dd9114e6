//! What an operation sends as its body and what it answers with.

use super::change::{Kind, Level};
use super::describe::{code, describe};
use super::finding::{Finding, Findings};
use super::types::{Modules, Walk, Way};
use crate::api::{Body, Operation, Outcome, Type, TypeId, Types};

/// Compares the body, the result, and how the result comes.
pub(super) fn compare(
    old: &Operation,
    new: &Operation,
    modules: Modules,
    walk: &mut Walk<'_>,
    found: &mut Findings,
) {
    bodies(old.body.as_ref(), new.body.as_ref(), modules, walk, found);
    results(old, new, modules, walk, found);
    paging(old, new, found);
}

fn bodies(
    old: Option<&Body>,
    new: Option<&Body>,
    modules: Modules,
    walk: &mut Walk<'_>,
    found: &mut Findings,
) {
    // A caller gives nothing for a body that is always the same, and needn't for one that can be any.
    let given = |body: Option<&'_ Body>| {
        body.filter(|body| !matches!(body, Body::Fixed(_) | Body::Free { .. })).cloned()
    };
    let (old, new) = (given(old), given(new));
    let (what, reason) = match (old.as_ref(), new.as_ref()) {
        (None, None)
        | (Some(Body::Multipart), Some(Body::Multipart))
        | (Some(Body::Pairs), Some(Body::Pairs)) => return,
        (Some(Body::Json(before)), Some(Body::Json(after)))
        | (Some(Body::Form(before)), Some(Body::Form(after)))
        | (Some(Body::Parts(before)), Some(Body::Parts(after))) => {
            found.add_inside("body", &walk.types(modules, *before, *after, Way::Sent));
            return;
        }
        (Some(Body::Bytes(before)), Some(Body::Bytes(after)))
        | (Some(Body::Text(before)), Some(Body::Text(after)))
            if before == after =>
        {
            return;
        }
        (Some(Body::Text(before)), Some(Body::Text(after))) => (
            format!("the body is {}, was {}", code(after), code(before)),
            "callers give a text as before, and have to give one of another kind",
        ),
        (Some(Body::Bytes(before)), Some(Body::Bytes(after))) => (
            format!("the body is {}, was {}", code(after), code(before)),
            "callers give bytes as before, and have to give bytes of another kind",
        ),
        (None, Some(after)) => (
            format!("there is a body: {}", body(after, &walk.new.plan.types)),
            "the method takes another argument",
        ),
        (Some(before), None) => (
            format!("there is no body any more; it was {}", body(before, &walk.old.plan.types)),
            "the method has an argument less",
        ),
        (Some(before), Some(after)) => (
            format!(
                "the body is {}, was {}",
                body(after, &walk.new.plan.types),
                body(before, &walk.old.plan.types)
            ),
            "the method takes an argument of another type",
        ),
    };
    found.add(Finding::new(Kind::BodyChanged, Level::Breaking, what, reason), "body".to_owned());
}

fn body(body: &Body, types: &Types) -> String {
    match body {
        Body::Json(ty) => format!("JSON, {}", describe(*ty, types)),
        Body::Free { .. } => "any JSON, or none".to_owned(),
        Body::Fixed(json) => format!("always {}", code(json)),
        Body::Form(ty) => format!("a form, {}", describe(*ty, types)),
        Body::Parts(ty) => format!("a multipart form, {}", describe(*ty, types)),
        Body::Pairs => "a form of named fields".to_owned(),
        Body::Multipart => "a multipart form".to_owned(),
        Body::Text(media) => format!("a text, {}", code(media)),
        Body::Bytes(media) => format!("bytes of {}", code(media)),
    }
}

/// A result as a caller gets it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Result {
    List(TypeId),
    One(TypeId),
    /// An `Option<Value>`, of which the document says nothing.
    Untyped,
    Bytes,
}

impl Result {
    fn of(operation: &Operation, types: &Types) -> Self {
        match operation.result {
            Outcome::List(item) => Self::List(item),
            // A deletion's answer is optional, and so no other than one that isn't described.
            Outcome::Single(ty) if operation.method == "DELETE" && *types.get(ty) == Type::Any => {
                Self::Untyped
            }
            Outcome::Single(ty) => Self::One(ty),
            Outcome::Nothing => Self::Untyped,
            Outcome::Bytes => Self::Bytes,
        }
    }

    fn describe(self, types: &Types) -> String {
        match self {
            Self::List(item) => format!("a list of {}", describe(item, types)),
            Self::One(ty) => describe(ty, types),
            Self::Untyped => "nothing that the document describes".to_owned(),
            Self::Bytes => "bytes".to_owned(),
        }
    }
}

fn results(old: &Operation, new: &Operation, modules: Modules, walk: &mut Walk<'_>, found: &mut Findings) {
    let first = Result::of(old, &walk.old.plan.types);
    let second = Result::of(new, &walk.new.plan.types);
    match (first, second) {
        (Result::List(before), Result::List(after)) => {
            found.add_inside("result[]", &walk.types(modules, before, after, Way::Received));
        }
        (Result::One(before), Result::One(after)) => {
            found.add_inside("result", &walk.types(modules, before, after, Way::Received));
        }
        (Result::Untyped, Result::Untyped) | (Result::Bytes, Result::Bytes) => {}
        _ => {
            let what = format!(
                "the result is {}, was {}",
                second.describe(&walk.new.plan.types),
                first.describe(&walk.old.plan.types)
            );
            let reason = "what the call gives has another Rust type";
            found.add(Finding::new(Kind::ResultChanged, Level::Breaking, what, reason), "result".to_owned());
        }
    }
    if old.bare != new.bare && !matches!((first, second), (Result::Untyped | Result::Bytes, _)) {
        let what = match new.bare {
            true => "the document shows the result without an envelope",
            false => "the document shows the result inside an envelope",
        };
        let reason = "callers get the same; a client made from the old document may not find the result";
        let finding = Finding::new(Kind::EnvelopeChanged, Level::Additive, what.to_owned(), reason);
        found.add(finding, "result".to_owned());
    }
}

fn paging(old: &Operation, new: &Operation, found: &mut Findings) {
    let (kind, level, what, reason) = match (&old.paging, &new.paging) {
        (None, Some(_)) => (
            Kind::PagingAdded,
            Level::Additive,
            "the list is paged",
            "`.pages()` and `.items()` become available; a call that asks for no page stays as it is",
        ),
        (Some(_), None) => (
            Kind::PagingRemoved,
            Level::Breaking,
            "the list is no longer paged",
            "`.pages()` and `.items()` go, and code that calls them no longer compiles",
        ),
        (Some(before), Some(after)) if before != after => (
            Kind::PagingChanged,
            Level::Additive,
            "the list is paged in another way",
            "`.pages()` and `.items()` stay, and ask for pages in the new way",
        ),
        _ => return,
    };
    found.add(Finding::new(kind, level, what.to_owned(), reason), "result".to_owned());
}
