//! Values of which a document gives no type, only examples: they are what the examples are.
//!
//! Only texts, numbers, switches and lists of them are believed. An object in an example doesn't say
//! which fields there are; but where no field is named, it can show what the values of a map are.

use serde_json::Value;

use super::conjunction::Node;
use super::of_bodies::OfBodies;
use crate::api::{Type, TypeId, Types};

/// The type that all examples of schemas which hold together have; none where there is no example, or
/// where they differ.
pub(super) fn type_of_examples(leaves: &[Node<'_>], types: &mut Types) -> Option<TypeId> {
    type_of_all(&examples(leaves), types)
}

/// The type of the items in the examples of a list, or in the lists that it can be.
pub(super) fn type_of_items(leaves: &[Node<'_>], types: &mut Types) -> Option<TypeId> {
    let lists = leaves.iter().filter_map(|leaf| leaf.value.get("enum").and_then(Value::as_array)).flatten();
    let items: Vec<&Value> =
        examples(leaves).into_iter().chain(lists).filter_map(Value::as_array).flatten().collect();
    type_of_all(&items, types)
}

/// Whether an example of a schema that is of requests alone has a field of this name.
pub(super) fn sent(leaves: &[Node<'_>], name: &str, of_bodies: &OfBodies<'_>) -> bool {
    let own: Vec<Node<'_>> = leaves.iter().filter(|leaf| of_bodies.has(leaf)).cloned().collect();
    examples(&own).into_iter().any(|example| example.get(name).is_some())
}

/// The result in the example of an answer of which a document says nothing else, where that shows an
/// envelope. An envelope without a result has null in it.
pub(crate) fn enveloped<'d>(leaves: &[Node<'d>]) -> Option<&'d Value> {
    const SAY: [&str; 7] = ["type", "properties", "items", "oneOf", "anyOf", "additionalProperties", "enum"];
    if leaves.iter().any(|leaf| SAY.iter().any(|keyword| leaf.value.get(keyword).is_some())) {
        return None;
    }
    let example = examples(leaves).into_iter().next()?;
    let envelope = example.get("success")?.is_boolean() && example.get("errors")?.is_array();
    envelope.then(|| example.get("result").unwrap_or(&Value::Null))
}

/// The type of the values of an object of which no field is named, where its examples show what they
/// are: a key that is data (a country, an identifier) leads to a value like those of the others. So there
/// are two at least, and all are numbers, or lists of texts. Texts are fields as often as they are
/// values.
pub(super) fn type_of_values(leaves: &[Node<'_>], types: &mut Types) -> Option<TypeId> {
    let objects: Vec<_> = examples(leaves).into_iter().map(Value::as_object).collect::<Option<_>>()?;
    let values: Vec<&Value> = objects.into_iter().flat_map(|object| object.values()).collect();
    let is_list = |value: &&Value| {
        value.as_array().is_some_and(|items| !items.is_empty() && items.iter().all(Value::is_string))
    };
    let alike = values.iter().all(|value| value.is_number()) || values.iter().all(is_list);
    if values.len() < 2 || !alike { None } else { type_of_all(&values, types) }
}

/// The examples beside schemas that hold together.
pub(crate) fn examples<'d>(leaves: &[Node<'d>]) -> Vec<&'d Value> {
    let examples = leaves.iter().flat_map(|leaf| {
        let many = leaf.value.get("examples").and_then(Value::as_array);
        let one = leaf.value.get("example").into_iter().chain(leaf.value.get("default"));
        one.chain(many.into_iter().flatten())
    });
    examples.filter(|example| !example.is_null()).collect()
}

/// Whether the texts among the examples of a moment are moments. Where one isn't, the service writes them
/// in a way of its own.
pub(super) fn are_moments(leaves: &[Node<'_>]) -> bool {
    examples(leaves).into_iter().filter_map(Value::as_str).all(is_moment)
}

/// Whether a text is a date and a time with its offset, as RFC 3339 has them, by its form.
pub(crate) fn is_moment(text: &str) -> bool {
    let text = text.as_bytes();
    let form = |form: &[u8], text: &[u8]| {
        let fits = |(form, byte): (&u8, &u8)| match form {
            b'0' => byte.is_ascii_digit(),
            b'T' => matches!(byte, b'T' | b't' | b' '),
            other => byte == other,
        };
        form.len() == text.len() && form.iter().zip(text).all(fits)
    };
    let Some((moment, rest)) = text.split_at_checked(19) else { return false };
    let fraction = match rest.strip_prefix(b".") {
        Some(rest) => 1 + rest.iter().take_while(|byte| byte.is_ascii_digit()).count(),
        None => 0,
    };
    let offset = &rest[fraction..];
    let is_offset = offset.eq_ignore_ascii_case(b"z") || form(b"+00:00", offset) || form(b"-00:00", offset);
    form(b"0000-00-00T00:00:00", moment) && fraction != 1 && is_offset
}

/// The type of a value that is a text, a number, a switch, or a list of one of these.
pub(super) fn type_of(value: &Value, types: &mut Types) -> Option<TypeId> {
    type_of_all(&[value], types)
}

fn type_of_all(values: &[&Value], types: &mut Types) -> Option<TypeId> {
    let all = |is: fn(&Value) -> bool| !values.is_empty() && values.iter().all(|value| is(value));
    let ty = if all(Value::is_string) {
        Type::String
    } else if all(Value::is_boolean) {
        Type::Bool
    } else if all(Value::is_number) {
        Type::Number
    } else if all(Value::is_array) {
        let items: Vec<&Value> = values.iter().filter_map(|value| value.as_array()).flatten().collect();
        // A list of lists is deep enough to look at by hand.
        if items.iter().any(|item| item.is_array()) {
            return None;
        }
        Type::Array(type_of_all(&items, types)?)
    } else {
        return None;
    };
    Some(types.intern(ty))
}
