//! Asks a type whether it wants to be read from an object.
//!
//! A struct can be read from an array too, field by field in the order of the source code: the
//! answer `[]` would be a certificate without any field. No API means that, so the type is asked
//! what it expects before it is given an array.

use std::fmt;

use serde::de::{self, DeserializeOwned, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

/// Whether `T` is a struct, or one behind options and newtypes.
pub(super) fn object<T: DeserializeOwned>() -> bool {
    matches!(T::deserialize(Question), Err(Expects::Struct))
}

/// A source of data that has none and notes what it is asked for.
struct Question;

/// What it was asked for.
#[derive(Debug)]
enum Expects {
    Struct,
    Other,
}

impl<'de> Deserializer<'de> for Question {
    type Error = Expects;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Expects> {
        Err(Expects::Other)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Expects> {
        Err(Expects::Struct)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Expects> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Expects> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

impl de::Error for Expects {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Other
    }
}

impl fmt::Display for Expects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Expects {}

#[cfg(test)]
mod tests {
    use super::object;

    #[derive(serde::Deserialize)]
    #[allow(dead_code)]
    struct Fields {
        a: Option<u8>,
    }

    #[derive(serde::Deserialize)]
    #[allow(dead_code)]
    struct Newtype(Fields);

    #[test]
    fn structs_expect_an_object() {
        assert!(object::<Fields>() && object::<Option<Fields>>() && object::<Newtype>());
        assert!(!object::<Vec<Fields>>() && !object::<serde_json::Value>() && !object::<(u8, u8)>());
    }
}
