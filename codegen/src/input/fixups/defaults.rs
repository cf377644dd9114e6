//! Defaults of another type than their schema's, mostly the text "true" on a boolean. A default
//! is documentation for a client, so one that makes no sense is dropped.

use serde_json::Value;

use crate::input::document::{Pointer, text};

use super::schemas::is_schema;

pub(super) fn mend(value: &mut Value, at: &Pointer) -> bool {
    if !is_schema(value, at) {
        return false;
    }
    let Some(default) = value.get("default") else { return false };
    let fits = match text(value, "type") {
        Some("string") => default.is_string(),
        Some("boolean") => default.is_boolean(),
        Some("integer") => default.is_i64() || default.is_u64(),
        Some("number") => default.is_number(),
        Some("array") => default.is_array(),
        Some("object") => default.is_object(),
        _ => value.get("anyOf").is_none() && value.get("oneOf").is_none(),
    };
    if fits || default.is_null() {
        return false;
    }
    if let Some(fields) = value.as_object_mut() {
        fields.remove("default");
    }
    true
}
