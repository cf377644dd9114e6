//! Reads request bodies: which media type is sent, and as what a caller gives it.
//!
//! JSON and forms with a schema are typed, and a text is a text. What else there is can be sent,
//! too, at a lower level, which is noted.

use serde_json::{Map, Value};

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
        Content::Typed(node) if is_empty_object(&node, document) => Body::Empty,
        Content::Typed(node) => {
            let composed = composer.compose(node, Direction::Request);
            return Some((Body::Json(composed.ty), composed.why));
        }
        // A deletion carries nothing. Where the document demands JSON all the same, a server that
        // holds requests to the document wants to see some.
        Content::Untyped(media)
            if at.method == "DELETE" && flag(body, "required") && media.contains(&JSON) =>
        {
            Body::Empty
        }
        Content::Untyped(_) if matches!(at.method, "GET" | "HEAD" | "DELETE") => return None,
        Content::Untyped(media) => other(&media, body, &pointer, composer),
    };
    let why = body.typed().map(|_| Why::NoSchema);
    Some((body, why))
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
        return Body::Json(composer.types.intern(Type::Any));
    }
    if media.contains(&MULTIPART) {
        degraded(composer, "the body is a multipart form: its parts are given by name".to_owned());
        return Body::Multipart;
    }
    if media.contains(&FORM) {
        if let Some(Content::Typed(node)) = content(body, at, |media| media == FORM) {
            let ty = composer.compose(node, Direction::Request).ty;
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
        !matches!(types.get(ty), Type::Any | Type::Array(_) | Type::Map(_) | Type::Object(_) | Type::Union(_))
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
