//! Reads request bodies: which media type is sent, and as what a caller gives it.
//!
//! JSON and forms with a schema are typed, and a text is a text. What else there is can be sent,
//! too, at a lower level, which is noted.

use std::collections::BTreeMap;

use serde_json::Value;

use super::multipart;
use crate::api::{Body, Type, TypeId, Types, Why};
use crate::input::document::{Document, OperationAt, Pointer, flag};
use crate::input::media::{FORM, JSON, essence};
use crate::schema::compose::{Composer, Direction};
use crate::schema::conjunction::Node;

const MULTIPART: &str = "multipart/form-data";

/// Reads the body of an operation, if it has one, and why it is any JSON, where it is.
pub(super) fn read<'d>(
    at: &OperationAt<'d>,
    document: &'d Document,
    composer: &mut Composer<'d, '_>,
) -> Option<(Body, Option<Why>)> {
    let body = at.operation.get("requestBody")?;
    let (body, pointer) = document.follow(body, at.pointer.child("requestBody"))?;
    let body = match content(body, &pointer, |media| media == JSON)? {
        Content::Typed(node) => match only_object(&node, document) {
            Some(json) => Body::Fixed(json),
            None => {
                let composed = composer.compose(node, Direction::Request);
                // As below: an object of which nothing is said is one without a schema.
                if at.method == "DELETE" && composed.why == Some(Why::BareObject) {
                    return flag(body, "required").then(|| (Body::Fixed("{}".to_owned()), None));
                }
                return Some((Body::Json(composed.ty), composed.why));
            }
        },
        // A deletion carries nothing. Where the document demands JSON all the same, a server that
        // holds requests to the document wants to see some.
        Content::Untyped(media)
            if at.method == "DELETE" && flag(body, "required") && media.contains(&JSON) =>
        {
            Body::Fixed("{}".to_owned())
        }
        Content::Untyped(_) if matches!(at.method, "GET" | "HEAD" | "DELETE") => return None,
        Content::Untyped(media) => other(&media, body, &pointer, composer),
    };
    let why = body.typed().map(|_| Why::NoSchema);
    Some((body, why))
}

/// The object that a schema allows, where it allows this one alone: every field is demanded and has
/// one possible value, and there are no other fields.
fn only_object(node: &Node<'_>, document: &Document) -> Option<String> {
    let (schema, pointer) = document.follow(node.value, node.pointer.clone())?;
    let closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
    if !closed || ["allOf", "oneOf", "anyOf"].iter().any(|keyword| schema.get(keyword).is_some()) {
        return None;
    }
    let required = schema.get("required").and_then(Value::as_array);
    let mut fields = BTreeMap::new();
    for (name, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let demanded = required.is_some_and(|names| names.iter().any(|demanded| demanded == name));
        let at = pointer.child("properties").child(name.as_str());
        let (field, _) = document.follow(field, at)?;
        let value = match (field.get("const"), field.get("enum").and_then(Value::as_array)) {
            (Some(value), None) => value,
            (None, Some(values)) if values.len() == 1 => values.first()?,
            _ => return None,
        };
        if !demanded || value.is_object() || value.is_array() {
            return None;
        }
        fields.insert(name, value);
    }
    serde_json::to_string(&fields).ok()
}

/// A body that isn't typed JSON.
fn other<'d>(media: &[&str], body: &'d Value, at: &Pointer, composer: &mut Composer<'d, '_>) -> Body {
    let place = composer.document().place(at);
    let also = match media {
        [_] => String::new(),
        all => format!(" (the document offers {})", all.join(", ")),
    };
    let degraded = |composer: &mut Composer<'_, '_>, reason: String| {
        composer.report().note("degraded-body", place.clone(), format!("{reason}{also}"));
    };
    if media.contains(&JSON) {
        degraded(composer, "the body is JSON without a schema: any JSON value".to_owned());
        return Body::Free { ty: composer.types.intern(Type::Any), demanded: flag(body, "required") };
    }
    if media.contains(&MULTIPART) {
        if let Some(Content::Typed(node)) = content(body, at, |media| media == MULTIPART)
            && let Some(ty) = multipart::read(node, composer.document(), composer)
        {
            return Body::Parts(ty);
        }
        degraded(composer, "the body is a multipart form: its parts are given by name".to_owned());
        return Body::Multipart;
    }
    if media.contains(&FORM) {
        if let Some(Content::Typed(node)) = content(body, at, |media| media == FORM) {
            let mut ty = composer.compose(node, Direction::Request).ty;
            // A form is written from fields.
            if let Some(object) = composer.types.flat(ty) {
                ty = composer.types.intern(Type::Object(object.into_owned()));
            }
            if is_form(ty, &composer.types) {
                return Body::Form(ty);
            }
        }
        degraded(composer, "the body is a form of more than plain fields: given by name".to_owned());
        return Body::Pairs;
    }
    let media = media.iter().min().copied().unwrap_or_default();
    if media.starts_with("text/") && !media.contains('*') {
        return Body::Text(media.to_owned());
    }
    // A range of media types can't be sent.
    let sent = if media.contains('/') && !media.contains('*') { media } else { "application/octet-stream" };
    degraded(composer, format!("the body is {media}: bytes"));
    Body::Bytes(sent.to_owned())
}

/// Whether a type is an object that a form can hold: plain fields, and lists of plain values.
fn is_form(ty: TypeId, types: &Types) -> bool {
    let plain = |ty: TypeId| {
        !matches!(
            types.get(types.without_null(ty)),
            Type::Any
                | Type::Array(_)
                | Type::Circle(_)
                | Type::Map(_)
                | Type::Object(_)
                | Type::Choice(_)
                | Type::Union(_)
        )
    };
    types.object(ty).is_some_and(|object| {
        object.fields.iter().all(|field| match types.get(field.ty) {
            Type::Array(item) => plain(*item),
            _ => plain(field.ty),
        })
    })
}

/// What the content map of a body or an answer says.
pub(super) enum Content<'d> {
    /// A wanted media type with this schema.
    Typed(Node<'d>),
    /// Something of these media types.
    Untyped(Vec<&'d str>),
}

/// Reads a content map; none where it is empty or missing.
pub(super) fn content<'d>(
    owner: &'d Value,
    at: &Pointer,
    wanted: impl Fn(&str) -> bool,
) -> Option<Content<'d>> {
    let content = owner.get("content").and_then(Value::as_object).filter(|content| !content.is_empty())?;
    let typed = content.iter().filter(|(media, _)| wanted(essence(media))).find_map(|(media, entry)| {
        let value = entry.get("schema")?;
        Some(Node { value, pointer: at.child("content").child(media).child("schema") })
    });
    Some(match typed {
        Some(node) => Content::Typed(node),
        None => Content::Untyped(content.keys().map(|media| essence(media)).collect()),
    })
}
