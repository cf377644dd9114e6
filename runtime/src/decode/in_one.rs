//! An envelope read in one go, its result with it: what almost every answer is.
//!
//! Only a plain success is read here: `success` is true, and there are neither errors nor messages.
//! Whatever else came, and whatever doesn't fit, is no matter of this file: it says nothing, and the
//! answer is read again by the slow way, which keeps apart what failed and says where.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use super::expects;
use crate::wire::skim::Skim;

/// What a plain success says.
pub(super) struct Success<'a, T> {
    pub(super) result: Option<T>,
    /// The text from behind the result's name on.
    pub(super) from_result: &'a str,
    pub(super) result_info: Option<&'a RawValue>,
}

/// Reads a plain success; `None` for everything else.
pub(super) fn read<T: DeserializeOwned>(body: &str) -> Option<Success<'_, T>> {
    let mut json = serde_json::Deserializer::from_str(body);
    let fields = Fields { body, is_object: expects::object::<T>(), result: PhantomData };
    let success = json.deserialize_map(fields).ok()?;
    json.end().ok()?;
    Some(success)
}

struct Fields<'a, T> {
    body: &'a str,
    /// The result is to be an object. A list could be read as one, too, and is refused.
    is_object: bool,
    result: PhantomData<T>,
}

/// A field of an envelope.
enum Field {
    Success,
    Remarks(usize),
    /// The result, and the address of what follows its name.
    Result(usize),
    ResultInfo,
    Other,
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Fields<'de, T> {
    type Value = Success<'de, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an envelope")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        // Twice the same field is no plain success.
        let once = |seen: &mut bool| match std::mem::replace(seen, true) {
            false => Ok(()),
            true => Err(A::Error::custom("")),
        };
        let (mut success, mut remarks, mut results, mut infos) = (false, [false; 2], false, false);
        let (mut result, mut from_result, mut result_info) = (None, "", None);
        while let Some(field) = map.next_key()? {
            match field {
                Field::Success => {
                    once(&mut success)?;
                    if !map.next_value::<bool>()? {
                        return Err(A::Error::custom(""));
                    }
                }
                Field::Remarks(which) => {
                    once(&mut remarks[which])?;
                    map.next_value::<Nothing>()?;
                }
                Field::Result(behind) => {
                    once(&mut results)?;
                    let at = behind.wrapping_sub(self.body.as_ptr().addr());
                    // Behind the name are its quote and a colon.
                    from_result = self.body.get(at + 1..).unwrap_or_default();
                    if self.is_object && Skim::new(from_result).enters(b'[') {
                        return Err(A::Error::custom(""));
                    }
                    result = map.next_value()?;
                }
                Field::ResultInfo => {
                    once(&mut infos)?;
                    result_info = map.next_value()?;
                }
                Field::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if success { Ok(Success { result, from_result, result_info }) } else { Err(A::Error::custom("")) }
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;

        impl<'de> Visitor<'de> for Name {
            type Value = Field;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field's name")
            }

            // A name with an escape in it isn't borrowed, and isn't read here.
            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Field, E> {
                Ok(match name {
                    "success" => Field::Success,
                    "errors" => Field::Remarks(0),
                    "messages" => Field::Remarks(1),
                    "result" => Field::Result(name.as_ptr().addr() + name.len()),
                    "result_info" => Field::ResultInfo,
                    _ => Field::Other,
                })
            }
        }

        deserializer.deserialize_identifier(Name)
    }
}

/// An empty list, or null.
struct Nothing;

impl<'de> Deserialize<'de> for Nothing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Nothing {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self, A::Error> {
        match list.next_element::<Never>()? {
            None => Ok(self),
            Some(never) => match never {},
        }
    }
}

/// What nothing is read as.
enum Never {}

impl<'de> Deserialize<'de> for Never {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom(""))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_plain_success_is_read() {
        for (body, result) in [
            (r#"{"success":true,"errors":[],"messages":[],"result":[1, 2]}"#, Some(vec![1, 2])),
            (r#" {"result":[3],"other":{"success":false},"success":true} "#, Some(vec![3])),
            (r#"{"success":true,"errors":null,"messages":null,"result":null}"#, None),
            (r#"{"success":true}"#, None),
        ] {
            assert_eq!(read::<Vec<u8>>(body).unwrap().result, result, "{body}");
        }
        let body = r#"{"success":true,"result_info":{"page":1},"result":[]}"#;
        assert_eq!(read::<Vec<u8>>(body).unwrap().result_info.unwrap().get(), r#"{"page":1}"#);
    }

    #[test]
    fn the_result_is_where_its_name_is() {
        for (body, result) in [
            (r#"{"other":"result","success":true, "result" : [1], "errors":[]}"#, "[1]"),
            (r#"{"result":[ "é", {"result":[]} ],"success":true}"#, r#"[ "é", {"result":[]} ]"#),
        ] {
            let from = read::<serde_json::Value>(body).unwrap().from_result;
            assert_eq!(Skim::new(from).value(), result);
        }
        assert_eq!(read::<serde_json::Value>(r#"{"success":true}"#).unwrap().from_result, "");
    }

    #[test]
    fn a_list_is_no_object() {
        #[derive(Debug, PartialEq, serde::Deserialize)]
        struct Gadget {
            size: Option<u8>,
        }
        let read = |result: &str| {
            let body = format!(r#"{{"success":true,"result": {result}}}"#);
            read::<Option<Gadget>>(&body).map(|success| success.result.flatten())
        };
        assert_eq!(read(r#"{"size":1}"#), Some(Some(Gadget { size: Some(1) })));
        assert_eq!(read("null"), Some(None));
        assert!(read("[]").is_none() && read(" [1]").is_none());
    }

    #[test]
    fn everything_else_is_left_to_the_slow_way() {
        for body in [
            "",
            "[]",
            "null",
            r#"{"result":[1]}"#,
            r#"{"success":false,"result":[1]}"#,
            r#"{"success":"true","result":[1]}"#,
            r#"{"success":1,"result":[1]}"#,
            r#"{"success":true,"result":[1],"errors":[{}]}"#,
            r#"{"success":true,"result":[1],"messages":["m"]}"#,
            r#"{"success":true,"result":[1],"messages":"m"}"#,
            r#"{"success":true,"result":[1],"result":[1]}"#,
            r#"{"success":true,"success":true,"result":[1]}"#,
            r#"{"success":true,"result":["a"]}"#,
            r#"{"success":true,"result":{}}"#,
            r#"{"success":true,"resul\u0074":[1]}"#,
            r#"{"success":true,"result":[1]"#,
            r#"{"success":true,"result":[1]} x"#,
            r#"{"success":true,"result":[1],"other":nul}"#,
        ] {
            assert!(read::<Vec<u8>>(body).is_none(), "{body}");
        }
    }
}
