//! Values of which nobody knows what is secret in them.

use std::fmt;

use serde_json::Value;

/// What is of no known type, and may hold what nobody should see: names without values.
#[doc(hidden)]
pub struct Veiled<'v>(pub &'v Value);

impl fmt::Debug for Veiled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Object(parts) => f.debug_set().entries(parts.keys()).finish(),
            Value::Null => f.write_str("null"),
            Value::Bool(_) => f.write_str("a bool"),
            Value::Number(_) => f.write_str("a number"),
            Value::String(_) => f.write_str("a text"),
            Value::Array(items) => write!(f, "a list of {}", items.len()),
        }
    }
}
