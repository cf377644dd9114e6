//! Input documents as text, and their parsing into JSON values.
//!
//! The library reads no files itself: a caller hands over names and texts, so that the same code
//! runs in the command, in a build script and in tests. JSON is told from YAML by its first
//! character, not by the file's name.

use serde_json::Value;

use crate::api::Place;
use crate::report::Report;

/// A document to read: what it is called in messages, and its text.
#[derive(Clone, Debug)]
pub struct Source {
    /// Name used in messages and to resolve references from other documents.
    pub name: String,
    /// JSON or YAML.
    pub text: String,
}

impl Source {
    /// A document with this name and text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }
}

/// Parses a document and checks that it is OpenAPI of a version that the generator takes.
///
/// Returns nothing after an error has been reported.
pub fn parse(source: &Source, report: &mut Report) -> Option<Value> {
    let place = Place::file(&source.name);
    let text = source.text.trim_start_matches('\u{feff}');
    let parsed = if text.trim_start().starts_with('{') {
        serde_json::from_str::<Value>(text).map_err(|error| ("invalid-json", "JSON", error.to_string()))
    } else {
        parse_yaml(text).map_err(|error| ("invalid-yaml", "YAML", error))
    };
    let root = match parsed {
        Ok(root) => root,
        Err((code, language, error)) => {
            report.error(
                code,
                place,
                format!("not valid {language}: {error}"),
                "correct the syntax at the line that is named",
            );
            return None;
        }
    };
    check_version(&root, place, report).then_some(root)
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

fn check_version(root: &Value, mut place: Place, report: &mut Report) -> bool {
    let help = "give an OpenAPI 3.0 document, with `openapi: 3.0.3` at its top";
    let Some(fields) = root.as_object() else {
        report.error("not-openapi", place, "the document is not an object", help);
        return false;
    };
    if let Some(version) = fields.get("swagger") {
        place.pointer = "/swagger".into();
        report.error(
            "unsupported-version",
            place,
            format!("Swagger {version} is not supported"),
            "convert the document to OpenAPI 3.0",
        );
        return false;
    }
    match fields.get("openapi") {
        Some(Value::String(version)) if version == "3.0" || version.starts_with("3.0.") => true,
        Some(version) => {
            place.pointer = "/openapi".into();
            let shown = version.as_str().map_or_else(|| version.to_string(), str::to_owned);
            report.error(
                "unsupported-version",
                place,
                format!("OpenAPI version {shown} is not supported: this generator takes 3.0.x"),
                help,
            );
            false
        }
        None => {
            report.error("not-openapi", place, "the document has no `openapi` field", help);
            false
        }
    }
}
