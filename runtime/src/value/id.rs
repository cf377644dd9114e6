//! Identifiers, each with the type of what it identifies.
//!
//! All identifiers of the API are text, so nothing but a type stops a caller from handing a
//! zone's certificate to an operation on hostname certificates. [`Id`] is that type. It checks
//! no length or form: documents and service disagree about both, and an empty one is refused
//! when it is about to become part of a path.

use std::borrow::{Borrow, Cow};
use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The identifier of an `R`.
///
/// ```
/// use cloudflare_core::ZoneId;
///
/// let zone: ZoneId = "023e105f4ecef8ad9ca31a8372d0c353".into();
/// assert_eq!(zone.as_str().len(), 32);
/// ```
pub struct Id<R> {
    value: Cow<'static, str>,
    /// `fn() -> R`: an identifier is `Send` and `Sync` whatever it identifies.
    resource: PhantomData<fn() -> R>,
}

/// Marks the identifiers of accounts; there are no values of it.
#[derive(Clone, Copy, Debug)]
pub enum Account {}

/// Marks the identifiers of zones; there are no values of it.
#[derive(Clone, Copy, Debug)]
pub enum Zone {}

/// The identifier of an account.
pub type AccountId = Id<Account>;

/// The identifier of a zone.
pub type ZoneId = Id<Zone>;

impl<R> Id<R> {
    /// An identifier from its text.
    pub fn new(value: impl Into<String>) -> Self {
        Self { value: Cow::Owned(value.into()), resource: PhantomData }
    }

    /// An identifier known when the program is written.
    pub const fn from_static(value: &'static str) -> Self {
        Self { value: Cow::Borrowed(value), resource: PhantomData }
    }

    /// The text of the identifier.
    pub fn as_str(&self) -> &str {
        &self.value
    }
}

impl<R> Clone for Id<R> {
    fn clone(&self) -> Self {
        Self { value: self.value.clone(), resource: PhantomData }
    }
}

impl<R> fmt::Debug for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Id").field(&self.value).finish()
    }
}

impl<R> fmt::Display for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.value)
    }
}

impl<R> PartialEq for Id<R> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<R> Eq for Id<R> {}

impl<R> PartialEq<str> for Id<R> {
    fn eq(&self, other: &str) -> bool {
        self.value == other
    }
}

impl<R> PartialEq<&str> for Id<R> {
    fn eq(&self, other: &&str) -> bool {
        self.value == *other
    }
}

impl<R> PartialEq<String> for Id<R> {
    fn eq(&self, other: &String) -> bool {
        self.value == *other
    }
}

impl<R> PartialEq<Id<R>> for str {
    fn eq(&self, other: &Id<R>) -> bool {
        other.value == self
    }
}

impl<R> PartialEq<Id<R>> for &str {
    fn eq(&self, other: &Id<R>) -> bool {
        other.value == *self
    }
}

impl<R> PartialEq<Id<R>> for String {
    fn eq(&self, other: &Id<R>) -> bool {
        other.value == *self
    }
}

/// A map by identifiers is asked by their text: they are equal, ordered and hashed as it is.
impl<R> Borrow<str> for Id<R> {
    fn borrow(&self) -> &str {
        &self.value
    }
}

impl<R> Hash for Id<R> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl<R> PartialOrd for Id<R> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<R> Ord for Id<R> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl<R> AsRef<str> for Id<R> {
    fn as_ref(&self) -> &str {
        &self.value
    }
}

impl<R> From<&str> for Id<R> {
    fn from(value: &str) -> Self {
        Self::new(value)
    }
}

impl<R> From<String> for Id<R> {
    fn from(value: String) -> Self {
        Self::new(value)
    }
}

impl<R> From<&String> for Id<R> {
    fn from(value: &String) -> Self {
        Self::new(value.as_str())
    }
}

impl<R> From<&Id<R>> for Id<R> {
    fn from(value: &Id<R>) -> Self {
        value.clone()
    }
}

impl<R> From<Id<R>> for String {
    fn from(value: Id<R>) -> Self {
        value.value.into_owned()
    }
}

impl<R> FromStr for Id<R> {
    type Err = Infallible;

    fn from_str(value: &str) -> Result<Self, Infallible> {
        Ok(Self::new(value))
    }
}

impl<R> Serialize for Id<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.value)
    }
}

impl<'de, R> Deserialize<'de> for Id<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}
