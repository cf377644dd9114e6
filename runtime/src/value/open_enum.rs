//! Open enums: what they hold when the service says something that this version doesn't know, and
//! how they are read and written.

use std::fmt;
use std::marker::PhantomData;

use serde::de::Visitor;
use serde::{Deserializer, Serialize, Serializer};

/// A value of an open enum that this version of the crate has no name for.
///
/// It keeps the service's text, so that an unknown status survives being read and written
/// again. Programs look at it and compare it, and make one by the `From` of its enum, which gives a
/// value with a name as the variant of that name; the constructor is for generated code alone.
///
/// It is written as its text, and not read by itself: what is read is the enum.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownValue(String);

impl UnknownValue {
    /// For generated code, which has made sure that no variant has this name.
    #[doc(hidden)]
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The text as the service wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Serialize for UnknownValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for UnknownValue {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Makes an enum of texts that keeps a value it doesn't know, and says how it is shown, read and
/// written: by its `as_str` and its `From<&str>`, which never fails. Derives would do the same with a
/// hundred times the code.
///
/// Behind a variant stands its text, and where that isn't fit to be shown as code what is said of it
/// in its place; behind the enum's name the variant for what it doesn't know.
///
/// ```
/// use cloudflare_core::runtime::{UnknownValue, open_enum, serde_json};
///
/// open_enum! {
///     /// How a gadget is.
///     pub enum GadgetState, else Unknown {
///         On = "on",
///         Quoted = "`" => "A backtick.",
///     }
/// }
///
/// # fn main() -> Result<(), serde_json::Error> {
/// assert_eq!(GadgetState::from("on"), GadgetState::On);
/// let other: GadgetState = serde_json::from_str("\"broken\"")?;
/// assert!(matches!(&other, GadgetState::Unknown(value) if value.as_str() == "broken"));
/// assert_eq!(serde_json::to_string(&other)?, "\"broken\"");
/// # Ok(())
/// # }
/// ```
///
/// An enum that is written out, with the two functions, needs its name alone.
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident, else $other:ident {
            $($variant:ident = $text:literal $(=> $doc:literal)?),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        ///
        /// Values that the API adds later decode as the last variant, and are sent back as they came.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $visibility enum $name {
            $(
                #[doc = $crate::open_enum!(@doc $text $(, $doc)?)]
                $variant,
            )*
            /// A value that this version doesn't know.
            $other($crate::runtime::UnknownValue),
        }

        impl $name {
            /// The value as the API writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::$other(value) => value.as_str(),
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $($text => Self::$variant,)*
                    other => Self::$other($crate::runtime::UnknownValue::new(other)),
                }
            }
        }

        $crate::open_enum!($name);
    };
    (@doc $text:literal) => {
        ::std::concat!("`", $text, "`")
    };
    (@doc $text:literal, $doc:literal) => {
        $doc
    };
    ($name:ident) => {
        impl ::std::convert::From<::std::string::String> for $name {
            fn from(value: ::std::string::String) -> Self {
                Self::from(value.as_str())
            }
        }

        impl ::std::convert::From<&::std::string::String> for $name {
            fn from(value: &::std::string::String) -> Self {
                Self::from(value.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(value: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(Self::from(value))
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::cmp::PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl ::std::cmp::PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::runtime::serde::Serialize for $name {
            fn serialize<S: $crate::runtime::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::runtime::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::runtime::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::deserialize_text(deserializer)
            }
        }
    };
}

/// Reads a text and makes a value of it.
///
/// # Errors
/// When there is something else than a text.
#[doc(hidden)]
pub fn deserialize_text<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: for<'a> From<&'a str>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_str(Text(PhantomData))
}

struct Text<T>(PhantomData<T>);

impl<T: for<'a> From<&'a str>> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, value: &str) -> Result<T, E> {
        Ok(T::from(value))
    }
}
