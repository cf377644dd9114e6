//! Values of which nobody knows what is secret in them.
//!
//! What a document says nothing of may hold a token as well as a size. So `Debug` shows its form in the
//! place of its values, in unions, in structures, and in the lists and maps that they have of it.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

use super::nullable::Nullable;

/// What is of no known type, and may hold what nobody should see: names without values.
#[doc(hidden)]
pub struct Veiled<'v>(pub &'v Value);

impl fmt::Debug for Veiled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Object(parts) => parts.veiled(f),
            Value::Null => f.write_str("null"),
            Value::Bool(_) => f.write_str("a bool"),
            Value::Number(_) => f.write_str("a number"),
            Value::String(_) => f.write_str("a text"),
            Value::Array(items) => write!(f, "a list of {}", items.len()),
        }
    }
}

/// A name, if it looks like one: the keys of a map may be values in disguise.
pub(crate) fn name(key: &str) -> &str {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if key.len() <= 40 && key.bytes().all(plain) { key } else { "…" }
}

/// What is any JSON, or holds it in lists, maps and the like.
#[doc(hidden)]
pub trait Untyped {
    /// Writes its form.
    ///
    /// # Errors
    /// When the formatter has one.
    fn veiled(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// Shows the form of what it holds.
struct Form<'a, T>(&'a T);

impl<T: Untyped> fmt::Debug for Form<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.veiled(f)
    }
}

impl Untyped for Value {
    fn veiled(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&Veiled(self), f)
    }
}

impl Untyped for Map<String, Value> {
    fn veiled(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.keys().map(|key| name(key))).finish()
    }
}

impl<T: Untyped> Untyped for Option<T> {
    fn veiled(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_ref().map(Form), f)
    }
}

impl<T: Untyped> Untyped for Nullable<T> {
    fn veiled(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(Form(value)),
        };
        fmt::Debug::fmt(&form, f)
    }
}

impl<T: Untyped> Untyped for Vec<T> {
    fn veiled(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(Form)).finish()
    }
}

impl<T: Untyped> Untyped for BTreeMap<String, T> {
    fn veiled(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|(key, value)| (name(key), Form(value)))).finish()
    }
}

/// A field or a variant's value as `Debug` shows it: whole, or as its form where it has no type.
#[doc(hidden)]
pub struct Shown<'a, T>(pub &'a T);

// This comes before the method of the trait, which every type has.
impl<'a, T: Untyped> Shown<'a, T> {
    /// What shows its form.
    #[must_use]
    pub fn shown(&self) -> impl fmt::Debug + use<'a, T> {
        Form(self.0)
    }
}

/// Shows what has a type.
#[doc(hidden)]
pub trait ShowField {
    /// What shows it.
    fn shown(&self) -> &dyn fmt::Debug;
}

impl<T: fmt::Debug> ShowField for Shown<'_, T> {
    fn shown(&self) -> &dyn fmt::Debug {
        self.0
    }
}

/// Writes a variant and its value.
///
/// # Errors
/// When the formatter has one.
#[doc(hidden)]
pub fn show_variant(f: &mut fmt::Formatter<'_>, name: &str, value: &dyn fmt::Debug) -> fmt::Result {
    f.debug_tuple(name).field(value).finish()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeMap;

    use serde_json::{Map, Value, from_value, json};

    use crate::runtime::{Nullable, kinds, object, one_of};

    #[derive(Clone, Default, PartialEq)]
    struct Thing {
        name: Option<String>,
        any: Option<Value>,
        list: Option<Vec<Vec<Value>>>,
        map: Nullable<Map<String, Value>>,
        maps: Option<BTreeMap<String, Option<Value>>>,
        type_: Option<u64>,
        others: BTreeMap<String, Value>,
    }
    object!(veiled received Thing { name, any, list, map, maps, type_ = "type" } and others: Value);

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Lamp {
        watts: Option<u64>,
    }
    object!(received Lamp { watts });

    kinds! {
        /// A thing.
        received enum ThingKind by "type" { Lamp(Lamp) = "lamp" }
    }

    kinds! {
        /// A place.
        received enum Place by key { Any(Value) = "any", Index(u64) = "index" }
    }

    one_of! {
        /// Any.
        received enum Any { Number(u64), List(Vec<Value>), Object(Map<String, Value>) }
    }

    #[derive(Clone, Default, PartialEq)]
    struct Kept {
        any: Option<Value>,
        kind: ThingKind,
    }
    object!(veiled received Kept { any } of kind);

    #[derive(Clone, PartialEq)]
    struct Sent {
        #[deprecated]
        any: Value,
        none: Option<Value>,
    }
    object!(veiled sent Sent { any, none: kept });

    #[test]
    fn values_without_a_type_show_as_forms() {
        let thing: Thing = from_value(json!({
            "name": "n", "any": "hunter2", "list": [["hunter2", 1], []], "map": {"token": "hunter2"},
            "maps": {"a": {"b": "hunter2"}, "hunter2 is here": null}, "type": 3, "more": ["hunter2"],
        }))
        .unwrap();
        assert_eq!(
            format!("{thing:?}"),
            "Thing { name: Some(\"n\"), any: Some(a text), list: Some([[a text, a number], []]), \
             map: Value({\"token\"}), maps: Some({\"a\": Some({\"b\"}), \"…\": None}), type_: Some(3), \
             others: {\"more\": a list of 1} }"
        );
        assert_eq!(
            format!("{:?}", Thing::default()),
            "Thing { name: None, any: None, list: None, map: Absent, maps: None, type_: None, others: {} }"
        );
    }

    #[test]
    fn what_has_a_type_shows_beside_it() {
        let kept: Kept = from_value(json!({"any": true, "type": "lamp", "watts": 9})).unwrap();
        assert_eq!(format!("{kept:?}"), "Kept { any: Some(a bool), kind: Lamp(Lamp { watts: Some(9) }) }");
        assert_eq!(kept.kind.tag(), Some("lamp"));
        #[allow(deprecated)]
        let sent = Sent { any: json!({"token": "hunter2"}), none: None };
        assert_eq!(format!("{sent:?}"), "Sent { any: {\"token\"}, none: None }");
    }

    #[test]
    fn forms_of_unions_and_kinds_do_too() {
        for (json, shown) in [
            (json!(["hunter2"]), "List([a text])"),
            (json!({"a": "hunter2"}), "Object({\"a\"})"),
            (json!(3), "Number(3)"),
            (json!("hunter2"), "Other(a text)"),
        ] {
            assert_eq!(format!("{:?}", from_value::<Any>(json).unwrap()), shown);
        }
        for (json, shown) in [
            (json!({"any": "hunter2"}), "Any(a text)"),
            (json!({"index": 2}), "Index(2)"),
            (json!({"new": "hunter2"}), "Other({\"new\"})"),
        ] {
            assert_eq!(format!("{:?}", from_value::<Place>(json).unwrap()), shown);
        }
    }
}
