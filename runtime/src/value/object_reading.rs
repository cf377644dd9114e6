//! How generated structures are read: a field at a time, by its position, with the names that they don't
//! know passed over or kept.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::object::Object;

/// A structure that is read. Whatever a field's absence means, it begins with.
#[doc(hidden)]
pub trait ReadObject: Object + Default {
    /// Reads the value of the field at this position.
    ///
    /// # Errors
    /// When the value isn't of the field's type.
    fn read<'de, M: MapAccess<'de>>(&mut self, field: usize, values: &mut M) -> Result<(), M::Error>;

    /// Reads the value of a field that it has no name for: passed over, unless such are kept.
    ///
    /// # Errors
    /// When the value isn't of the type that such fields have.
    fn read_other<'de, M: MapAccess<'de>>(&mut self, name: String, values: &mut M) -> Result<(), M::Error> {
        drop(name);
        values.next_value::<IgnoredAny>().map(drop)
    }

    /// Whether fields that it has no names for are kept.
    const KEEPS_OTHERS: bool = false;

    /// Comes last, when all fields have been read.
    fn finish(&mut self) {}
}

/// Reads a structure. Fields that it doesn't have are passed over.
///
/// # Errors
/// When there is something else than an object, or a value isn't of its field's type.
#[doc(hidden)]
pub fn deserialize_object<'de, T: ReadObject, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_struct(T::NAME, T::FIELDS, Whole(PhantomData))
}

/// Reads the value of a field.
///
/// # Errors
/// When it isn't of the field's type.
#[doc(hidden)]
pub fn read_field<'de, T: Deserialize<'de>, M: MapAccess<'de>>(
    field: &mut T,
    values: &mut M,
) -> Result<(), M::Error> {
    *field = values.next_value()?;
    Ok(())
}

/// Reads the value of a field that a structure has no name for. One that isn't of the type that such
/// fields have is new to this version, and is passed over as any new field is.
///
/// # Errors
/// When there is no JSON.
#[doc(hidden)]
pub fn read_other<'de, T: DeserializeOwned, M: MapAccess<'de>>(
    others: &mut BTreeMap<String, T>,
    name: String,
    values: &mut M,
) -> Result<(), M::Error> {
    let value: serde_json::Value = values.next_value()?;
    if let Ok(value) = T::deserialize(value) {
        others.insert(name, value);
    }
    Ok(())
}

struct Whole<T>(PhantomData<T>);

impl<'de, T: ReadObject> Visitor<'de> for Whole<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", T::NAME)
    }

    fn visit_map<M: MapAccess<'de>>(self, mut values: M) -> Result<T, M::Error> {
        let mut object = T::default();
        let mut seen = Seen::of(T::FIELDS.len());
        let mut position = Position { fields: T::FIELDS, keeps: T::KEEPS_OTHERS, next: 0 };
        while let Some(found) = values.next_key_seed(position)? {
            match found {
                Found::Field(field) => {
                    if seen.again(field) {
                        return Err(M::Error::duplicate_field(T::FIELDS[field]));
                    }
                    position.next = field + 1;
                    object.read(field, &mut values)?;
                }
                Found::Other(name) => object.read_other(name, &mut values)?,
            }
        }
        object.finish();
        Ok(object)
    }
}

/// Which fields have come.
enum Seen {
    /// Of a structure with few, each a bit.
    Few(u64),
    Many(Vec<bool>),
}

impl Seen {
    fn of(fields: usize) -> Self {
        if fields <= 64 { Self::Few(0) } else { Self::Many(vec![false; fields]) }
    }

    /// Notes that a field comes. Whether it has come before.
    fn again(&mut self, field: usize) -> bool {
        match self {
            Self::Few(bits) => {
                let before = *bits;
                *bits |= 1 << field;
                *bits == before
            }
            Self::Many(seen) => std::mem::replace(&mut seen[field], true),
        }
    }
}

/// Reads a field's name, and finds its position.
#[derive(Clone, Copy)]
struct Position {
    fields: &'static [&'static str],
    /// Whether a name that isn't among them is wanted.
    keeps: bool,
    /// Where to look first: mostly they come in the order in which they are documented.
    next: usize,
}

/// A name that was read.
enum Found {
    /// The name of the field at this position.
    Field(usize),
    /// Another; empty where nobody wants it.
    Other(String),
}

impl<'de> DeserializeSeed<'de> for Position {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Position {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Found, E> {
        let (before, behind) = self.fields.split_at(self.next);
        // Many names are of one length, and few begin alike.
        let begins = name.as_bytes().first();
        let is_named = |known: &&str| known.as_bytes().first() == begins && *known == name;
        let at = |fields: &[&str]| fields.iter().position(is_named);
        Ok(match at(behind).map(|at| self.next + at).or_else(|| at(before)) {
            Some(field) => Found::Field(field),
            None => Found::Other(if self.keeps { name.to_owned() } else { String::new() }),
        })
    }
}
