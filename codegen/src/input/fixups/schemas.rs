//! Tells schemas from what lies beside them.

use serde_json::Value;

use crate::input::document::Pointer;

/// Whether a value at this place is read as a schema, not as a map of schemas by name.
pub(super) fn is_schema(value: &Value, at: &Pointer) -> bool {
    let segments = at.segments();
    let named = |name: &str| segments.len() >= 2 && segments[segments.len() - 2] == name;
    value.is_object()
        && match segments.last() {
            Some(&("schema" | "items" | "additionalProperties" | "not")) => true,
            Some(_) => {
                named("properties")
                    || named("allOf")
                    || named("oneOf")
                    || named("anyOf")
                    || (segments.len() == 3 && segments[..2] == ["components", "schemas"])
            }
            None => false,
        }
}
