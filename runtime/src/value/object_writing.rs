//! How generated structures are written: a field at a time, without those that are absent, and with what
//! they keep beside their fields.

use std::collections::BTreeMap;

use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

use super::nullable::Nullable;
use super::object::Object;

/// A structure that is written.
#[doc(hidden)]
pub trait WriteObject: Object {
    /// Writes the fields.
    ///
    /// # Errors
    /// When the writer has one, or a value.
    fn write<S: SerializeStruct>(&self, to: &mut S) -> Result<(), S::Error>;

    /// Whether it writes more than its fields.
    const HAS_MORE: bool = false;

    /// Writes what it has beside its fields: those that it has no names for, or what it is one of.
    ///
    /// # Errors
    /// When the writer has one, or a value.
    fn write_more<M: SerializeMap>(&self, to: &mut M) -> Result<(), M::Error> {
        let _ = to;
        Ok(())
    }
}

/// Writes a structure.
///
/// # Errors
/// When the writer has one, or a value.
#[doc(hidden)]
pub fn serialize_object<T: WriteObject, S: Serializer>(object: &T, serializer: S) -> Result<S::Ok, S::Error> {
    if T::HAS_MORE {
        let mut to = serializer.serialize_map(None)?;
        write_whole(object, &mut to)?;
        return to.end();
    }
    let mut to = serializer.serialize_struct(T::NAME, T::FIELDS.len())?;
    object.write(&mut to)?;
    to.end()
}

/// Writes a structure's fields, and what it has beside them.
///
/// # Errors
/// When the writer has one, or a value.
pub(crate) fn write_whole<T: WriteObject, M: SerializeMap>(object: &T, to: &mut M) -> Result<(), M::Error> {
    object.write(&mut Entries(to))?;
    object.write_more(to)
}

/// Writes the fields that a structure has no names for.
///
/// # Errors
/// When the writer has one, or a value.
#[doc(hidden)]
pub fn write_others<T: Object, V: Serialize, M: SerializeMap>(
    others: &BTreeMap<String, V>,
    to: &mut M,
) -> Result<(), M::Error> {
    for (name, value) in others {
        // A field that has a name is written once.
        if !T::FIELDS.contains(&name.as_str()) {
            to.serialize_entry(name, value)?;
        }
    }
    Ok(())
}

/// Writes the fields of a structure into a map.
pub(crate) struct Entries<'a, M>(pub(crate) &'a mut M);

impl<M: SerializeMap> SerializeStruct for Entries<'_, M> {
    type Ok = ();
    type Error = M::Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), M::Error> {
        self.0.serialize_entry(name, value)
    }

    fn end(self) -> Result<(), M::Error> {
        Ok(())
    }
}

/// A field as it is written: left out while it is absent.
#[doc(hidden)]
pub struct Written<'a, T>(pub &'a T);

impl<'a, T> Written<'a, T> {
    /// Written also while it is absent, as null.
    pub fn kept(self) -> Kept<'a, T> {
        Kept(self.0)
    }

    /// Never written.
    pub fn hidden(self) -> Hidden {
        Hidden
    }
}

// These come before the method of the trait, which every type has.
impl<T: Serialize> Written<'_, Option<T>> {
    /// Writes the field, unless it is absent.
    ///
    /// # Errors
    /// As [`WriteField::write`].
    pub fn write<S: SerializeStruct>(self, name: &'static str, to: &mut S) -> Result<(), S::Error> {
        match self.0 {
            Some(value) => to.serialize_field(name, value),
            None => to.skip_field(name),
        }
    }
}

impl<T: Serialize> Written<'_, Nullable<T>> {
    /// Writes the field, unless it is absent.
    ///
    /// # Errors
    /// As [`WriteField::write`].
    pub fn write<S: SerializeStruct>(self, name: &'static str, to: &mut S) -> Result<(), S::Error> {
        if self.0.is_absent() { to.skip_field(name) } else { to.serialize_field(name, self.0) }
    }
}

/// A field that is written also while it is absent.
#[doc(hidden)]
pub struct Kept<'a, T>(&'a T);

/// A field that is never written.
#[doc(hidden)]
pub struct Hidden;

/// Writes one field.
#[doc(hidden)]
pub trait WriteField {
    /// Writes the field.
    ///
    /// # Errors
    /// When the writer has one, or the value.
    fn write<S: SerializeStruct>(self, name: &'static str, to: &mut S) -> Result<(), S::Error>;
}

impl<T: Serialize> WriteField for Written<'_, T> {
    fn write<S: SerializeStruct>(self, name: &'static str, to: &mut S) -> Result<(), S::Error> {
        to.serialize_field(name, self.0)
    }
}

impl<T: Serialize> WriteField for Kept<'_, T> {
    fn write<S: SerializeStruct>(self, name: &'static str, to: &mut S) -> Result<(), S::Error> {
        to.serialize_field(name, self.0)
    }
}

impl WriteField for Hidden {
    fn write<S: SerializeStruct>(self, name: &'static str, to: &mut S) -> Result<(), S::Error> {
        to.skip_field(name)
    }
}
