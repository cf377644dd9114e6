//! What identifies the items of a list that has been read: their `id`.
//!
//! A walk through a list remembers what it has seen. For items of generated types that takes no second
//! look at the text: they are written field by field to something that takes down this one.

use serde::ser::{Error, Impossible, SerializeStruct};
use serde::{Serialize, Serializer};

use super::hashes::{hash_of_field, hash_of_text};
use super::object_writing::WriteObject;

/// The field that identifies whatever has it.
pub(crate) const ID: &str = "id";

/// The items of a list.
#[doc(hidden)]
pub struct Identified<'a, T>(pub &'a [T]);

impl<T: WriteObject> Identified<'_, T> {
    /// A number for each item's identifier; `None` unless every item has one.
    pub fn identifiers(&self) -> Option<Vec<u64>> {
        if !T::FIELDS.contains(&ID) {
            return None;
        }
        let mut marks = Vec::with_capacity(self.0.len());
        let mut found = Found { mark: None };
        for item in self.0 {
            item.write(&mut found).ok()?;
            marks.push(found.mark.take()?);
        }
        Some(marks)
    }
}

/// A list of anything else.
#[doc(hidden)]
pub trait NotIdentified {
    /// Nothing is known of it.
    fn identifiers(&self) -> Option<Vec<u64>>;
}

// The method of structures comes before this one, which every type has.
impl<T> NotIdentified for Identified<'_, T> {
    fn identifiers(&self) -> Option<Vec<u64>> {
        None
    }
}

/// The identifier of one item.
struct Found {
    mark: Option<u64>,
}

impl SerializeStruct for Found {
    type Ok = ();
    type Error = serde_json::Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), serde_json::Error> {
        if name == ID {
            self.mark = value.serialize(Written)?;
        }
        Ok(())
    }

    fn end(self) -> Result<(), serde_json::Error> {
        Ok(())
    }
}

/// Takes down what a value says of an item.
struct Written;

/// What identifies nothing.
macro_rules! nothing {
    ($($method:ident($($argument:ty),*);)*) => {$(
        fn $method(self, $(_: $argument),*) -> Result<Option<u64>, serde_json::Error> {
            Ok(None)
        }
    )*};
}

macro_rules! number {
    ($($method:ident $number:ty;)*) => {$(
        fn $method(self, number: $number) -> Result<Option<u64>, serde_json::Error> {
            Ok(hash_of_field(ID, &number.to_string()))
        }
    )*};
}

/// What has parts is no identifier: then the text of the answer is looked at.
macro_rules! parts {
    ($($method:ident($($argument:ty),*) -> $writer:ident;)*) => {$(
        fn $method(self, $(_: $argument),*) -> Result<Self::$writer, serde_json::Error> {
            Err(serde_json::Error::custom("an identifier that has parts"))
        }
    )*};
}

impl Serializer for Written {
    type Ok = Option<u64>;
    type Error = serde_json::Error;
    type SerializeSeq = Impossible<Option<u64>, serde_json::Error>;
    type SerializeTuple = Impossible<Option<u64>, serde_json::Error>;
    type SerializeTupleStruct = Impossible<Option<u64>, serde_json::Error>;
    type SerializeTupleVariant = Impossible<Option<u64>, serde_json::Error>;
    type SerializeMap = Impossible<Option<u64>, serde_json::Error>;
    type SerializeStruct = Impossible<Option<u64>, serde_json::Error>;
    type SerializeStructVariant = Impossible<Option<u64>, serde_json::Error>;

    fn serialize_str(self, text: &str) -> Result<Option<u64>, serde_json::Error> {
        Ok(hash_of_text(ID, text))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Option<u64>, serde_json::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Option<u64>, serde_json::Error> {
        value.serialize(self)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Option<u64>, serde_json::Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Option<u64>, serde_json::Error> {
        Ok(None)
    }

    fn serialize_char(self, character: char) -> Result<Option<u64>, serde_json::Error> {
        self.serialize_str(character.encode_utf8(&mut [0; 4]))
    }

    number! {
        serialize_i8 i8; serialize_i16 i16; serialize_i32 i32; serialize_i64 i64; serialize_i128 i128;
        serialize_u8 u8; serialize_u16 u16; serialize_u32 u32; serialize_u64 u64; serialize_u128 u128;
        serialize_f32 f32; serialize_f64 f64;
    }

    nothing! {
        serialize_bool(bool); serialize_bytes(&[u8]); serialize_none(); serialize_unit();
        serialize_unit_struct(&'static str);
    }

    parts! {
        serialize_seq(Option<usize>) -> SerializeSeq;
        serialize_tuple(usize) -> SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> SerializeTupleVariant;
        serialize_map(Option<usize>) -> SerializeMap;
        serialize_struct(&'static str, usize) -> SerializeStruct;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> SerializeStructVariant;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::object;

    #[derive(Default, PartialEq)]
    struct Lamp {
        name: Option<String>,
        id: Option<String>,
    }
    object!(received Lamp { name, id });

    #[derive(Default, PartialEq)]
    struct Numbered {
        id: Option<u64>,
    }
    object!(received Numbered { id });

    #[derive(Default, PartialEq)]
    struct Nameless {
        name: Option<String>,
    }
    object!(received Nameless { name });

    fn lamp(name: &str, id: Option<&str>) -> Lamp {
        Lamp { name: Some(name.to_owned()), id: id.map(str::to_owned) }
    }

    #[test]
    fn items_are_known_by_their_id_if_all_have_one() {
        let marks = Identified(&[lamp("a", Some("1")), lamp("b", Some("2"))]).identifiers();
        assert_eq!(marks, Some([r#""1""#, r#""2""#].map(|id| hash_of_field("id", id).unwrap_or(0)).to_vec()));
        for other in [None, Some("")] {
            assert_eq!(Identified(&[lamp("a", Some("1")), lamp("b", other)]).identifiers(), None);
        }
        let marks = Identified(&[Numbered { id: Some(17) }]).identifiers();
        assert_eq!(marks, hash_of_field("id", "17").map(|mark| vec![mark]));
        assert_ne!(hash_of_field("id", "17"), hash_of_field("id", r#""17""#));
        assert_eq!(Identified(&[] as &[Lamp]).identifiers(), Some(Vec::new()));
        assert_eq!(Identified(&[Nameless { name: None }]).identifiers(), None);
        // What is no structure has the other method.
        assert_eq!(Identified(&["a"]).identifiers(), None);
    }
}
