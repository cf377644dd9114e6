//! Where the result of a call goes when it is read: the one part of reading an answer that depends on its
//! type.
//!
//! Everything else speaks to a [`Place`] and is compiled once. A client of the whole API has two thousand
//! types of results, and what is compiled for each of them is what its users wait for.

use serde::de::DeserializeOwned;

use super::expects;

/// Where a result of some type goes.
pub(crate) trait Place {
    /// Whether the result is to be an object. A list could be read as one, too, and is refused.
    fn is_object(&self) -> bool;

    /// Reads a text, all of which is the result.
    ///
    /// # Errors
    /// When it isn't of the type.
    fn read(&mut self, json: &str) -> serde_json::Result<()>;

    /// Reads the value that a text begins with, and gives its length.
    fn read_first(&mut self, json: &str) -> Option<usize>;

    /// There is no result: it is what that stands for.
    fn leave_empty(&mut self);

    /// What identifies the items of a page, if that is known without a second look at the answer.
    fn identifiers(&self) -> Option<Vec<u64>>;
}

/// The place for a result of this type.
pub(crate) struct Slot<T> {
    pub(crate) result: Option<T>,
    /// What a success without a result stands for.
    pub(crate) absent: fn() -> Option<T>,
    pub(crate) identifiers: fn(&T) -> Option<Vec<u64>>,
}

impl<T: DeserializeOwned> Place for Slot<T> {
    fn is_object(&self) -> bool {
        expects::object::<T>()
    }

    fn read(&mut self, json: &str) -> serde_json::Result<()> {
        self.result = Some(serde_json::from_str(json)?);
        Ok(())
    }

    fn read_first(&mut self, json: &str) -> Option<usize> {
        let mut values = serde_json::Deserializer::from_str(json).into_iter();
        self.result = Some(values.next()?.ok()?);
        Some(values.byte_offset())
    }

    fn leave_empty(&mut self) {
        self.result = (self.absent)();
    }

    fn identifiers(&self) -> Option<Vec<u64>> {
        self.result.as_ref().and_then(self.identifiers)
    }
}
