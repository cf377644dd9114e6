//! Defaults of another type than their schema's, mostly the text "true" on a boolean. A default
//! is documentation for a client, so one that makes no sense is dropped.

use serde_json::{Map, Value};

pub(super) fn mend(schema: &mut Map<String, Value>) -> bool {
    let Some(default) = schema.get("default") else { return false };
    let fits = match schema.get("type").and_then(Value::as_str) {
        Some("string") => default.is_string(),
        Some("boolean") => default.is_boolean(),
        Some("integer") => default.is_i64() || default.is_u64(),
        Some("number") => default.is_number(),
        Some("array") => default.is_array(),
        Some("object") => default.is_object(),
        _ => !schema.contains_key("anyOf") && !schema.contains_key("oneOf"),
    };
    if fits || default.is_null() {
        return false;
    }
    schema.remove("default");
    true
}
