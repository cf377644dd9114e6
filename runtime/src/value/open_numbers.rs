//! Open enums of whole numbers: what they hold when the service says a number that this version has no
//! name for. They are numbers on the wire.

use std::fmt;

use serde::{Serialize, Serializer};

use super::number::Number;

/// A number that an open enum of this version of the crate has no name for.
///
/// It keeps the service's number, so that it survives being read and written again. Programs look at
/// it and compare it, and make one by the `From` of its enum, which gives a number with a name as the
/// variant of that name; the constructor is for generated code alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub struct UnknownNumber(Number);

impl UnknownNumber {
    /// For generated code, which has made sure that no variant has this number.
    #[doc(hidden)]
    pub fn new(value: Number) -> Self {
        Self(value)
    }

    /// The number as the service wrote it.
    pub fn number(self) -> Number {
        self.0
    }
}

impl Serialize for UnknownNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl fmt::Display for UnknownNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Makes an enum of whole numbers that keeps a number it doesn't know, and says how it is shown, read
/// and written.
///
/// ```
/// use cloudflare_core::Number;
/// use cloudflare_core::runtime::{open_numbers, serde_json};
///
/// open_numbers! {
///     /// What a gadget answers.
///     pub enum GadgetStatus, else Unknown { _200 = 200, Minus1 = -1 }
/// }
///
/// # fn main() -> Result<(), serde_json::Error> {
/// assert_eq!(GadgetStatus::from(200), GadgetStatus::_200);
/// let other: GadgetStatus = serde_json::from_str("429")?;
/// assert!(matches!(other, GadgetStatus::Unknown(value) if value.number() == 429));
/// assert_eq!(serde_json::to_string(&other)?, "429");
/// # Ok(())
/// # }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! open_numbers {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident, else $other:ident {
            $($variant:ident = $number:literal),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        ///
        /// Numbers that the API adds later decode as the last variant, and are sent back as they came.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        $visibility enum $name {
            $(
                #[doc = ::std::concat!("`", $number, "`")]
                $variant,
            )*
            /// A number that this version doesn't know.
            $other($crate::runtime::UnknownNumber),
        }

        impl $name {
            /// The value as the API writes it.
            #[must_use]
            pub fn number(&self) -> $crate::runtime::Number {
                match self {
                    $(Self::$variant => $crate::runtime::Number::from($number as i64),)*
                    Self::$other(value) => value.number(),
                }
            }
        }

        impl ::std::convert::From<$crate::runtime::Number> for $name {
            fn from(value: $crate::runtime::Number) -> Self {
                match value.as_i64() {
                    $(::std::option::Option::Some($number) => Self::$variant,)*
                    _ => Self::$other($crate::runtime::UnknownNumber::new(value)),
                }
            }
        }

        $crate::open_numbers!(@from $name, u8 u16 u32 u64 i8 i16 i32 i64);

        impl ::std::convert::From<$name> for $crate::runtime::Number {
            fn from(value: $name) -> Self {
                value.number()
            }
        }

        impl ::std::cmp::PartialEq<i64> for $name {
            fn eq(&self, other: &i64) -> bool {
                self.number() == *other
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.number(), f)
            }
        }

        impl $crate::runtime::serde::Serialize for $name {
            fn serialize<S: $crate::runtime::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::runtime::serde::Serialize::serialize(&self.number(), serializer)
            }
        }

        impl<'de> $crate::runtime::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::runtime::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                let number: $crate::runtime::Number =
                    $crate::runtime::serde::Deserialize::deserialize(deserializer)?;
                ::std::result::Result::Ok(Self::from(number))
            }
        }
    };
    (@from $name:ident, $($whole:ident)*) => {
        $(
            impl ::std::convert::From<$whole> for $name {
                fn from(value: $whole) -> Self {
                    Self::from($crate::runtime::Number::from(value))
                }
            }
        )*
    };
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::{from_str, json, to_string, to_value};

    use crate::runtime::{Nullable, Number, object};

    open_numbers! {
        /// What is waited.
        pub enum Wait, else Unknown { Minus1 = -1, _0 = 0, _300 = 300 }
    }

    #[derive(Debug, Default, PartialEq)]
    struct Gadget {
        again: Nullable<Wait>,
        wait: Option<Wait>,
        waits: Option<Vec<Wait>>,
    }
    object!(received Gadget { again, wait, waits });

    #[test]
    fn numbers_stay_numbers_both_ways() {
        for (json, value) in [("-1", Wait::Minus1), ("0", Wait::_0), ("300", Wait::_300)] {
            assert_eq!(from_str::<Wait>(json).unwrap(), value);
            assert_eq!(to_string(&value).unwrap(), json);
            assert_eq!(value.to_string(), json);
        }
        // A whole number is the same with a point.
        assert_eq!(from_str::<Wait>("300.0").unwrap(), Wait::_300);
    }

    #[test]
    fn an_unknown_number_is_kept_to_the_digit() {
        for json in ["301", "0.5", "18446744073709551615", "-9223372036854775808"] {
            let value: Wait = from_str(json).unwrap();
            assert!(matches!(value, Wait::Unknown(_)), "{json}");
            assert_eq!(to_string(&value).unwrap(), json);
        }
        assert_eq!(Wait::from(u64::MAX).number(), u64::MAX);
        assert!(from_str::<Wait>("\"300\"").is_err());
    }

    #[test]
    fn a_caller_gives_a_number_or_the_name() {
        fn waits(wait: impl Into<Wait>) -> Wait {
            wait.into()
        }
        assert_eq!(waits(300), Wait::_300);
        assert_eq!(waits(300_u64), waits(Number::from(300.0)));
        assert!(Wait::_300 == 300 && Wait::from(7) == 7 && Wait::_0 != 300);
    }

    #[test]
    fn it_stands_in_structures_beside_null() {
        let json = json!({"again": null, "wait": 300, "waits": [0, 7]});
        let gadget: Gadget = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(gadget.again, Nullable::Null);
        assert_eq!(gadget.wait, Some(Wait::_300));
        assert_eq!(to_value(gadget).unwrap(), json);
    }
}
