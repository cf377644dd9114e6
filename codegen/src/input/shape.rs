//! The JSON type that a schema states, or that its keywords imply.

use serde_json::{Map, Value};

use crate::input::document::text;

/// The JSON types that have types in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    Object,
    Array,
    String,
    Integer,
    Number,
    Bool,
}

impl Shape {
    /// The type of this name.
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "object" => Self::Object,
            "array" => Self::Array,
            "string" => Self::String,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "boolean" => Self::Bool,
            _ => return None,
        })
    }

    /// The type of a value; none of null.
    fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null => return None,
            Value::Object(_) => Self::Object,
            Value::Array(_) => Self::Array,
            Value::String(_) => Self::String,
            Value::Number(number) if number.is_f64() => Self::Number,
            Value::Number(_) => Self::Integer,
            Value::Bool(_) => Self::Bool,
        })
    }

    fn shown(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::String => "a string",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::Bool => "a boolean",
        }
    }

    /// The names of types, for messages.
    pub(crate) fn names(shapes: &[Self]) -> String {
        shapes.iter().map(|shape| shape.shown()).collect::<Vec<_>>().join(" or ")
    }

    /// The types that are among both.
    pub(crate) fn common(some: &[Self], others: &[Self]) -> Vec<Self> {
        let both = |a: Self, b: Self| match (a, b) {
            (a, b) if a == b => Some(a),
            (Self::Integer, Self::Number) | (Self::Number, Self::Integer) => Some(Self::Integer),
            _ => None,
        };
        let mut common: Vec<Self> =
            some.iter().flat_map(|a| others.iter().filter_map(move |b| both(*a, *b))).collect();
        common.sort();
        common.dedup();
        common
    }
}

/// The types that a schema states, or the one that its keywords imply; none where it says nothing.
pub(crate) fn shapes_of(value: &Value) -> Vec<Shape> {
    let stated: Vec<Shape> = match value.get("type") {
        Some(Value::String(name)) => Shape::named(name).into_iter().collect(),
        Some(Value::Array(names)) => {
            names.iter().filter_map(Value::as_str).filter_map(Shape::named).collect()
        }
        _ => Vec::new(),
    };
    if stated.is_empty() { implied(value) } else { stated }
}

/// The types that a schema's keywords imply: several where an enum has values of several.
fn implied(value: &Value) -> Vec<Shape> {
    if value.get("properties").is_some() {
        return vec![Shape::Object];
    }
    if value.get("items").is_some() {
        return vec![Shape::Array];
    }
    if let Some(values) = value.get("enum").and_then(Value::as_array) {
        let mut shapes: Vec<Shape> = values.iter().filter_map(Shape::of).collect();
        shapes.sort();
        shapes.dedup();
        // A whole number is a number.
        if shapes.contains(&Shape::Number) {
            shapes.retain(|shape| *shape != Shape::Integer);
        }
        return shapes;
    }
    let text = value.as_object().is_some_and(constrains_text);
    text.then_some(Shape::String).into_iter().collect()
}

/// Whether a schema has keywords that only texts have.
pub(crate) fn constrains_text(schema: &Map<String, Value>) -> bool {
    ["maxLength", "minLength", "pattern"].iter().any(|keyword| schema.contains_key(*keyword))
        || matches!(
            schema.get("format").and_then(Value::as_str),
            Some("date-time" | "date" | "uri" | "uuid" | "hostname" | "ipv4" | "ipv6")
        )
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
