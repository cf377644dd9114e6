//! Constraints without a type: `maxLength`, `pattern` or a format of texts and no `type: string`.
//! The constraint says which type is meant. (`properties`, `items` and `enum` without a type are so
//! common that composing reads them as they are meant, without a note.)

use serde_json::{Value, json};

use crate::input::document::Pointer;
use crate::input::shape::implied_type;

use super::schemas::is_schema;

pub(super) fn mend(value: &mut Value, at: &Pointer) -> bool {
    if !is_schema(value, at) || value.get("type").is_some() || value.get("$ref").is_some() {
        return false;
    }
    let structural = ["properties", "items", "enum", "allOf", "oneOf", "anyOf"];
    if structural.iter().any(|keyword| value.get(keyword).is_some()) {
        return false;
    }
    let Some(implied) = implied_type(value) else { return false };
    if let Some(fields) = value.as_object_mut() {
        fields.insert("type".to_owned(), json!(implied));
    }
    true
}
