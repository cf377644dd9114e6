//! Values that must not be seen: tokens, API keys, private keys.
//!
//! A [`Secret`] is a string that is overwritten when it is dropped and that nothing prints: its
//! `Debug` is a fixed text and it has no `Display`. Writing it into a request body is the one
//! place where its value leaves it unasked, and there it also tells the request what to look
//! for, should the service echo it back in an error message.

use std::cell::RefCell;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

/// A string that is never printed and is overwritten in memory when it is dropped.
///
/// ```
/// use cloudflare_core::Secret;
///
/// let key = Secret::new("-----BEGIN PRIVATE KEY-----…");
/// assert_eq!(format!("{key:?}"), "Secret([redacted])");
/// assert!(key.expose().starts_with("-----BEGIN"));
/// ```
///
/// Serializing it writes the real value, because request bodies need it: do not serialize a
/// `Secret` into a log. The types that describe answers skip their secret fields instead.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a value into custody. The copy that the caller may still hold is not touched.
    pub fn new(value: impl Into<String>) -> Self {
        Self(Zeroizing::new(value.into()))
    }

    /// The value itself. The name is there to be found when code is read.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The value without the one line break that ends a file of one line.
    pub(crate) fn without_line_break(&self) -> &str {
        match self.0.strip_suffix('\n') {
            Some(line) => line.strip_suffix('\r').unwrap_or(line),
            None => &self.0,
        }
    }

    /// Whether the value is the empty string.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self::new(value)
    }
}

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        Self::new(value)
    }
}

impl From<&String> for Secret {
    fn from(value: &String) -> Self {
        Self::new(value.as_str())
    }
}

impl From<&Secret> for Secret {
    fn from(value: &Secret) -> Self {
        value.clone()
    }
}

/// The bytes of a file, say. What isn't UTF-8 can't be sent; the error shows nothing of it, and the bytes
/// are overwritten.
impl TryFrom<Vec<u8>> for Secret {
    type Error = NotText;

    fn try_from(bytes: Vec<u8>) -> Result<Self, NotText> {
        match String::from_utf8(bytes) {
            Ok(value) => Ok(Self(Zeroizing::new(value))),
            Err(error) => {
                drop(Zeroizing::new(error.into_bytes()));
                Err(NotText)
            }
        }
    }
}

/// See `TryFrom<Vec<u8>>`; the caller's bytes stay as they are.
impl TryFrom<&[u8]> for Secret {
    type Error = NotText;

    fn try_from(bytes: &[u8]) -> Result<Self, NotText> {
        std::str::from_utf8(bytes).map(Self::new).map_err(|_| NotText)
    }
}

/// The value itself, for what takes bytes, such as a parser of keys.
impl AsRef<[u8]> for Secret {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Bytes that were to be a [`Secret`] aren't UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotText;

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the secret isn't text: it has bytes that aren't UTF-8")
    }
}

impl std::error::Error for NotText {}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        WRITTEN.with_borrow_mut(|written| {
            if let Some(written) = written
                && !written.contains(self)
            {
                written.push(self.clone());
            }
        });
        serializer.serialize_str(&self.0)
    }
}

thread_local! {
    /// The secrets serialized on this thread since [`collect`] began, if it did.
    static WRITTEN: RefCell<Option<Vec<Secret>>> = const { RefCell::new(None) };
}

/// Runs `serialize` and returns what it returned with the secrets that it wrote.
///
/// Serialization is synchronous, so a thread-local sees exactly the secrets of this one body.
pub(crate) fn collect<T>(serialize: impl FnOnce() -> T) -> (T, Vec<Secret>) {
    /// Puts the outer collection back even when `serialize` panics.
    struct Restore(Option<Vec<Secret>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            WRITTEN.set(self.0.take());
        }
    }
    let restore = Restore(WRITTEN.replace(Some(Vec::new())));
    let value = serialize();
    let secrets = WRITTEN.take().unwrap_or_default();
    drop(restore);
    (value, secrets)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn bytes_become_a_secret_when_they_are_text() {
        let key = Secret::try_from(b"hunter2".to_vec()).unwrap();
        assert_eq!(AsRef::<[u8]>::as_ref(&key), b"hunter2");
        assert_eq!(Secret::try_from(&b"hunter2"[..]).unwrap(), key);
        let error = Secret::try_from(b"hunter\xff".to_vec()).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter"));
    }

    #[test]
    fn serializing_collects_each_secret_once_and_only_inside() {
        let key = Secret::new("hunter2");
        serde_json::to_string(&key).unwrap();
        let (json, secrets) = collect(|| serde_json::to_string(&[&key, &key]).unwrap());
        assert_eq!(json, r#"["hunter2","hunter2"]"#);
        assert!(secrets.len() == 1 && secrets[0] == key);
        assert!(collect(|| ()).1.is_empty());
    }
}
