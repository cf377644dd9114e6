//! Input documents as text, and their parsing into JSON values.
//!
//! The library reads no files itself: a caller hands over names and texts, so that the same code
//! runs in the command, in a build script and in tests. JSON is told from YAML by its first
//! character, not by the file's name.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::json;
use crate::api::Place;
use crate::report::Report;

/// Reads a file beside a document, by its path from the document's folder. The error says why it
/// can't be read.
pub type Files = Arc<dyn Fn(&str) -> Result<String, String> + Send + Sync>;

/// A document to read: what it is called in messages, its text, and the files beside it.
#[derive(Clone)]
pub struct Source {
    /// Name used in messages and to resolve references from other documents.
    pub name: String,
    /// JSON or YAML.
    pub text: String,
    /// Reads the files that the document refers to; without it a document is all in one text.
    pub files: Option<Files>,
}

impl Source {
    /// A document with this name and text, and no files beside it.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), files: None }
    }

    /// The document with files beside it.
    #[must_use]
    pub fn beside(self, files: Files) -> Self {
        Self { files: Some(files), ..self }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("name", &self.name).field("text", &self.text).finish_non_exhaustive()
    }
}

/// Parses a text.
///
/// Returns nothing after an error has been reported.
pub fn parse(name: &str, text: &str, report: &mut Report) -> Option<Value> {
    let text = text.trim_start_matches('\u{feff}');
    let parsed = if text.trim_start().starts_with('{') {
        json::parse(text).map_err(|error| ("invalid-json", "JSON", error))
    } else {
        parse_yaml(text).map_err(|error| ("invalid-yaml", "YAML", error))
    };
    match parsed {
        Ok(root) => Some(root),
        Err((code, language, error)) => {
            report.error(
                code,
                Place::file(name),
                format!("not valid {language}: {error}"),
                "correct the syntax at the line that is named",
            );
            None
        }
    }
}

fn parse_yaml(text: &str) -> Result<Value, String> {
    let options = serde_saphyr::options! {
        // YAML 1.2, which OpenAPI is written in: `on` and `no` are texts.
        strict_booleans: true,
        // More than twice as deep as the deepest published document, and no deeper than the stack
        // of a thread allows; and room for the largest.
        budget: serde_saphyr::budget! { max_depth: 64, max_nodes: 8_000_000, max_events: 16_000_000 },
    };
    // The message's first line says what and where; the rest is a picture of the source, which
    // has no place in a one-line message.
    serde_saphyr::from_str_with_options::<Value>(text, options)
        .map_err(|error| error.to_string().lines().next().unwrap_or("unreadable").to_owned())
}
