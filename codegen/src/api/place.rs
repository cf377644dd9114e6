//! Where in a document something stands, as messages name it.

use std::fmt;

use crate::visible::escaped;

/// Where in the input something was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as it was named on input.
    pub file: String,
    /// The operation, as `METHOD /path` with its operationId where it has one.
    pub operation: Option<String>,
    /// The JSON pointer inside the file (RFC 6901); empty for the whole file.
    pub pointer: String,
}

impl Place {
    /// The whole of a file.
    pub fn file(name: impl Into<String>) -> Self {
        Self { file: name.into(), ..Self::default() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", escaped(&self.file))?;
        if !self.pointer.is_empty() {
            write!(f, "#{}", escaped(&self.pointer))?;
        }
        if let Some(operation) = &self.operation {
            write!(f, " ({})", escaped(operation))?;
        }
        Ok(())
    }
}
