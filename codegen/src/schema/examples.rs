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

/// The type of the items in the examples of a list, or in the lists that it can be.
pub(super) fn type_of_items(leaves: &[Node<'_>], types: &mut Types) -> Option<TypeId> {
    let lists = leaves.iter().filter_map(|leaf| leaf.value.get("enum").and_then(Value::as_array)).flatten();
    let items: Vec<&Value> =
        examples(leaves).into_iter().chain(lists).filter_map(Value::as_array).flatten().collect();
    type_of_all(&items, types)
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
