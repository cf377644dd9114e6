//! Reads a type, and refuses a list where it wants an object.
//!
//! A struct can be read from an array too, field by field in the order of the source code: the
//! answer `[]` would be a certificate without any field. No API means that.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor,
};

/// Reads a `T`; one that is a struct, or one behind options and newtypes, from an object alone.
pub(super) struct Whole<T>(PhantomData<T>);

impl<T> Whole<T> {
    pub(super) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Whole<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::deserialize(Asked(deserializer))
    }
}

/// A source of data that notices when it is asked for a struct.
struct Asked<D>(D);

macro_rules! as_ever {
    ($($method:ident($($argument:ident: $type:ty),*);)*) => {$(
        fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method($($argument,)* visitor)
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Asked<D> {
    type Error = D::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_struct(name, fields, NoList(visitor))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_option(NoList(visitor))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, NoList(visitor))
    }

    as_ever! {
        deserialize_any(); deserialize_bool(); deserialize_i8(); deserialize_i16(); deserialize_i32();
        deserialize_i64(); deserialize_i128(); deserialize_u8(); deserialize_u16(); deserialize_u32();
        deserialize_u64(); deserialize_u128(); deserialize_f32(); deserialize_f64(); deserialize_char();
        deserialize_str(); deserialize_string(); deserialize_bytes(); deserialize_byte_buf();
        deserialize_unit(); deserialize_seq(); deserialize_map(); deserialize_identifier();
        deserialize_ignored_any(); deserialize_unit_struct(name: &'static str);
        deserialize_tuple(length: usize); deserialize_tuple_struct(name: &'static str, length: usize);
        deserialize_enum(name: &'static str, variants: &'static [&'static str]);
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

/// A visitor that takes no list.
struct NoList<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for NoList<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Asked(deserializer))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Asked(deserializer))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<V::Value, A::Error> {
        Err(A::Error::invalid_type(Unexpected::Seq, &"an object"))
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::Value;
    use serde_json::value::RawValue;

    use super::*;

    #[derive(serde::Deserialize)]
    #[allow(dead_code)]
    struct Fields {
        a: Option<u8>,
    }

    #[derive(serde::Deserialize)]
    #[allow(dead_code)]
    struct Newtype(Fields);

    fn read<T: DeserializeOwned>(json: &str) -> Result<T, String> {
        let mut json = serde_json::Deserializer::from_str(json);
        Whole::<T>::new().deserialize(&mut json).map_err(|error| error.to_string())
    }

    #[test]
    fn structs_are_read_from_objects_alone() {
        for list in ["[]", "[1]"] {
            let refused = [
                read::<Fields>(list).err(),
                read::<Option<Fields>>(list).err(),
                read::<Newtype>(list).err(),
                read::<Box<Fields>>(list).err(),
            ];
            for refused in refused {
                assert!(refused.is_some_and(|error| error.contains("expected an object")), "{list}");
            }
            assert!(read::<Vec<u8>>(list).is_ok() && read::<Value>(list).is_ok());
            assert!(read::<Box<RawValue>>(list).is_ok() && read::<Option<Box<RawValue>>>(list).is_ok());
        }
        assert!(read::<(u8, u8)>("[1, 2]").is_ok());
        for object in ["{}", r#"{"a": 1, "b": [2]}"#] {
            assert!(read::<Fields>(object).is_ok() && read::<Option<Newtype>>(object).is_ok());
            assert!(read::<Box<RawValue>>(object).is_ok() && read::<Value>(object).is_ok());
        }
        assert!(read::<Fields>("1").is_err_and(|error| error.contains("expected struct Fields")));
        assert!(read::<Option<Fields>>("null").is_ok_and(|fields| fields.is_none()));
    }
}
