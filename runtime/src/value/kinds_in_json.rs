//! How objects that are one of several are written and read as JSON.
//!
//! A value is read once, into its parts, and then becomes the one variant that its tag or its key names.
//! What no variant has, or doesn't fit the one that it names, is kept as it came.

use serde::de::{Deserializer, MapAccess};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::object_writing::{Entries, WriteField, WriteObject, write_whole};

/// An enum of what an object is one of.
#[doc(hidden)]
pub trait Kind: Sized + Default {
    /// Writes the fields of the variant, and what tells it from others.
    ///
    /// # Errors
    /// When the writer has one, or a value.
    fn write<M: SerializeMap>(&self, to: &mut M) -> Result<(), M::Error>;

    /// What is none of the variants.
    fn other(value: Value) -> Self;

    /// What is none of the variants; none of what is one.
    fn as_other(&self) -> Option<&Value>;

    /// The same, to be added to.
    fn as_other_mut(&mut self) -> Option<&mut Value>;
}

/// A [`Kind`] that is read.
#[doc(hidden)]
pub trait ReadKind: Kind {
    /// The variant that an object is, or the object as it came.
    fn of(object: Map<String, Value>) -> Self;
}

/// Writes an object and its tag.
///
/// # Errors
/// When the writer has one, or a value.
#[doc(hidden)]
pub fn write_tagged<T: WriteObject, M: SerializeMap>(
    object: &T,
    tag: &'static str,
    value: &'static str,
    to: &mut M,
) -> Result<(), M::Error> {
    to.serialize_entry(tag, value)?;
    write_whole(object, to)
}

/// Writes a value under its key.
///
/// # Errors
/// When the writer has one, or the value.
#[doc(hidden)]
pub fn write_key<M: SerializeMap>(
    value: impl WriteField,
    key: &'static str,
    to: &mut M,
) -> Result<(), M::Error> {
    value.write(key, &mut Entries(to))
}

/// Writes the parts of what is none of the variants.
///
/// # Errors
/// When the writer has one, or a value.
#[doc(hidden)]
pub fn write_parts<M: SerializeMap>(value: &Value, to: &mut M) -> Result<(), M::Error> {
    let parts = value.as_object().into_iter().flatten();
    parts.into_iter().try_for_each(|(name, value)| to.serialize_entry(name, value))
}

/// Writes what stands alone.
///
/// # Errors
/// When the writer has one, or a value.
#[doc(hidden)]
pub fn serialize_kind<K: Kind, S: Serializer>(kind: &K, serializer: S) -> Result<S::Ok, S::Error> {
    match kind.as_other() {
        Some(value) => value.serialize(serializer),
        None => {
            let mut to = serializer.serialize_map(None)?;
            kind.write(&mut to)?;
            to.end()
        }
    }
}

/// Reads what stands alone.
///
/// # Errors
/// When there is no JSON.
#[doc(hidden)]
pub fn deserialize_kind<'de, K: ReadKind, D: Deserializer<'de>>(deserializer: D) -> Result<K, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Object(object) => K::of(object),
        other => K::other(other),
    })
}

/// Keeps a field until all of the object is there.
///
/// # Errors
/// When there is no JSON.
#[doc(hidden)]
pub fn collect_kind<'de, K: Kind, M: MapAccess<'de>>(
    kind: &mut K,
    name: String,
    values: &mut M,
) -> Result<(), M::Error> {
    let value = values.next_value()?;
    if let Some(Value::Object(parts)) = kind.as_other_mut() {
        parts.insert(name, value);
    }
    Ok(())
}

/// Makes of the fields that were kept the variant that they are.
#[doc(hidden)]
pub fn settle_kind<K: ReadKind>(kind: &mut K) {
    if let Some(Value::Object(parts)) = kind.as_other_mut() {
        *kind = K::of(std::mem::take(parts));
    }
}

/// An object's tag, and the object without it.
#[doc(hidden)]
pub fn without_tag(mut object: Map<String, Value>, tag: &str) -> (Option<Value>, Value) {
    (object.remove(tag), Value::Object(object))
}

/// The object with its tag, as it came.
#[doc(hidden)]
pub fn with_tag(mut object: Value, tag: &str, value: Option<Value>) -> Value {
    if let (Value::Object(parts), Some(value)) = (&mut object, value) {
        parts.insert(tag.to_owned(), value);
    }
    object
}

/// The tag of an object, where it is a text.
#[doc(hidden)]
pub fn tag_of<'v>(value: &'v Value, tag: &str) -> Option<&'v str> {
    value.get(tag).and_then(Value::as_str)
}

/// The one of these keys that an object has, with its value. A null is no value.
#[doc(hidden)]
pub fn only_key<'v>(
    object: &'v Map<String, Value>,
    keys: &[&'static str],
) -> Option<(&'static str, &'v Value)> {
    let mut found =
        keys.iter().filter_map(|key| Some((*key, object.get(*key).filter(|value| !value.is_null())?)));
    found.next().filter(|_| found.next().is_none())
}

/// A value, if it is of a type.
#[doc(hidden)]
pub fn read_part<'v, T: Deserialize<'v>>(value: &'v Value) -> Option<T> {
    T::deserialize(value).ok()
}
