//! Values of which a document gives no type, only examples: they are what the examples are.
//!
//! Only texts, numbers, switches and lists of them are believed. An object in an example doesn't say
//! which fields there are; but where no field is named, it can show what the values of a map are.

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
