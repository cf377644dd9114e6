//! The JSON type that a schema states, or that its keywords imply.

use serde_json::Value;

use crate::input::document::text;

/// The JSON types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Object,
    Array,
    String,
    Integer,
    Number,
    Bool,
    Any,
}

impl Shape {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::String => "a string",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::Bool => "a boolean",
            Self::Any => "anything",
        }
    }

    /// What is of both kinds.
    pub(crate) fn and(self, other: Self) -> Option<Self> {
        match (self, other) {
            (a, b) if a == b => Some(a),
            (Self::Integer, Self::Number) | (Self::Number, Self::Integer) => Some(Self::Integer),
            (Self::Any, kind) | (kind, Self::Any) => Some(kind),
            _ => None,
        }
    }
}

/// The name of the type that a schema's keywords imply where it states none.
pub(crate) fn implied_type(value: &Value) -> Option<&'static str> {
    Some(match shape_of(value)? {
        Shape::Object => "object",
        Shape::Array => "array",
        Shape::String => "string",
        Shape::Integer => "integer",
        Shape::Number => "number",
        Shape::Bool => "boolean",
        Shape::Any => return None,
    })
}

/// The kind that a schema states, or that its keywords imply.
pub(crate) fn shape_of(value: &Value) -> Option<Shape> {
    match text(value, "type") {
        Some("object") => return Some(Shape::Object),
        Some("array") => return Some(Shape::Array),
        Some("string") => return Some(Shape::String),
        Some("integer") => return Some(Shape::Integer),
        Some("number") => return Some(Shape::Number),
        Some("boolean") => return Some(Shape::Bool),
        _ => {}
    }
    if value.get("properties").is_some() {
        return Some(Shape::Object);
    }
    if value.get("items").is_some() {
        return Some(Shape::Array);
    }
    if let Some(values) = value.get("enum").and_then(Value::as_array) {
        let mut values = values.iter().filter(|value| !value.is_null());
        return match values.next()? {
            Value::String(_) => values.all(Value::is_string).then_some(Shape::String),
            Value::Bool(_) => values.all(Value::is_boolean).then_some(Shape::Bool),
            _ => None,
        };
    }
    if ["maxLength", "minLength", "pattern"].iter().any(|keyword| value.get(keyword).is_some())
        || matches!(
            text(value, "format"),
            Some("date-time" | "date" | "uri" | "uuid" | "hostname" | "ipv4" | "ipv6")
        )
    {
        return Some(Shape::String);
    }
    None
}

/// A schema that only null satisfies, as documents write it.
pub(crate) fn is_null(value: &Value) -> bool {
    text(value, "type") == Some("null")
        || value
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_null))
}

pub(crate) fn enum_has_null(value: &Value) -> bool {
    value.get("enum").and_then(Value::as_array).is_some_and(|values| values.iter().any(Value::is_null))
}
