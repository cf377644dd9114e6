//! What an open enum holds when the service says something that this version doesn't know.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A value of an open enum that this version of the crate has no name for.
///
/// It keeps the service's text, so that an unknown status survives being read and written
/// again. Code outside the crate can look at it and compare it but has no constructor for it:
/// a value with a name is always the variant of that name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
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
