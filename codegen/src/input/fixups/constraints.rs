//! Constraints without a type: `maxLength`, `pattern` or a format of texts and no `type: string`.
//! The constraint says which type is meant. (`properties`, `items` and `enum` without a type are so
//! common that composing reads them as they are meant, without a note.)

use serde_json::{Map, Value, json};

use crate::input::shape::constrains_text;

pub(super) fn mend(schema: &mut Map<String, Value>) -> bool {
    let stated = ["type", "$ref", "properties", "items", "enum", "allOf", "oneOf", "anyOf"];
    if stated.iter().any(|keyword| schema.contains_key(*keyword)) || !constrains_text(schema) {
        return false;
    }
    schema.insert("type".to_owned(), json!("string"));
    true
}
