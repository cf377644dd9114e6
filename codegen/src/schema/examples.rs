//! Values of which a document gives no type, only examples: they are what the examples are.
//!
//! Only texts, numbers, switches and lists of them are believed. An object in an example doesn't say
//! which fields there are.

use serde_json::Value;

use super::conjunction::Node;
use crate::api::{Type, TypeId, Types};

/// The type that all examples of schemas which hold together have; none where there is no example, or
/// where they differ.
pub(super) fn type_of_examples(leaves: &[Node<'_>], types: &mut Types) -> Option<TypeId> {
    type_of_all(&examples(leaves), types)
}

/// The type of the items in the examples of a list.
pub(super) fn type_of_items(leaves: &[Node<'_>], types: &mut Types) -> Option<TypeId> {
    let items: Vec<&Value> = examples(leaves).into_iter().filter_map(Value::as_array).flatten().collect();
    type_of_all(&items, types)
}

/// Whether an example of a request's own schema has a field of this name. What stands beside a schema
/// that answers share is an example of an answer.
pub(super) fn sent(leaves: &[Node<'_>], name: &str) -> bool {
    let own = |leaf: &&Node<'_>| match leaf.pointer.segments().as_slice() {
        ["paths", _, _, part, ..] => *part == "requestBody",
        ["components", kind, ..] => *kind == "requestBodies",
        _ => false,
    };
    let own: Vec<Node<'_>> = leaves.iter().filter(own).cloned().collect();
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

fn examples<'d>(leaves: &[Node<'d>]) -> Vec<&'d Value> {
    let examples = leaves.iter().flat_map(|leaf| {
        let many = leaf.value.get("examples").and_then(Value::as_array);
        let one = leaf.value.get("example").into_iter().chain(leaf.value.get("default"));
        one.chain(many.into_iter().flatten())
    });
    examples.filter(|example| !example.is_null()).collect()
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
