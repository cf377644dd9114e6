//! Which version of OpenAPI a document is written in, and the refusal of those that aren't read.

use std::fmt;

use serde_json::Value;

use crate::api::Place;
use crate::report::Report;

/// A version of OpenAPI that is read. What differs between patch versions doesn't concern us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    /// Schemas are OpenAPI's own: `nullable`, and a `$ref` stands alone.
    V3_0,
    /// Schemas are JSON Schema 2020-12.
    V3_1,
    /// As 3.1, with more methods, media types of sequences, and documents that name themselves.
    V3_2,
}

impl Version {
    /// Whether schemas are JSON Schema, in which what stands beside a `$ref` counts.
    pub(super) fn is_json_schema(self) -> bool {
        self >= Self::V3_1
    }

    /// The version that a document states, if it states one of those that are read.
    fn parse(stated: &Value) -> Option<Self> {
        let stated = match stated {
            Value::String(text) => text.clone(),
            // `openapi: 3.1` without quotes is a number in YAML.
            Value::Number(number) if number.is_f64() => number.to_string(),
            _ => return None,
        };
        let is = |version: &str| {
            stated.strip_prefix(version).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        [("3.0", Self::V3_0), ("3.1", Self::V3_1), ("3.2", Self::V3_2)]
            .into_iter()
            .find_map(|(text, version)| is(text).then_some(version))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
            Self::V3_2 => "3.2",
        })
    }
}

/// The version of a document, or nothing after an error has been reported.
pub(super) fn of(root: &Value, mut place: Place, report: &mut Report) -> Option<Version> {
    let help = "give an OpenAPI document of version 3.0, 3.1 or 3.2, with `openapi: 3.1.1` or the like at its \
                top";
    let Some(fields) = root.as_object() else {
        report.error("not-openapi", place, "the document is not an object", help);
        return None;
    };
    if let Some(stated) = fields.get("openapi") {
        let version = Version::parse(stated);
        if version.is_none() {
            place.pointer = "/openapi".into();
            let message = format!(
                "OpenAPI version {} is not supported: this generator reads 3.0, 3.1 and 3.2",
                shown(stated)
            );
            let help = "give the document in one of these versions, or take a generator that reads this one";
            report.error("unsupported-version", place, message, help);
        }
        return version;
    }
    if let Some(stated) = fields.get("swagger") {
        place.pointer = "/swagger".into();
        let message = format!("Swagger {} is not supported: OpenAPI begins with version 3.0", shown(stated));
        report.error("unsupported-version", place, message, "convert the document to OpenAPI 3");
        return None;
    }
    report.error("not-openapi", place, "the document has no `openapi` field", help);
    None
}

/// A version as it is written; no more of it than a version can have.
fn shown(stated: &Value) -> String {
    let text = stated.as_str().map_or_else(|| stated.to_string(), str::to_owned);
    let mut shown: String = text.chars().take(40).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Version;

    #[test]
    fn versions_are_told_apart() {
        for (stated, version) in [
            (json!("3.0.3"), Some(Version::V3_0)),
            (json!("3.0"), Some(Version::V3_0)),
            (json!("3.1.0"), Some(Version::V3_1)),
            (json!("3.1.2-rc1"), Some(Version::V3_1)),
            (json!(3.1), Some(Version::V3_1)),
            (json!("3.2.0"), Some(Version::V3_2)),
            (json!("3.3.0"), None),
            (json!("3.01"), None),
            (json!("3.10.0"), None),
            (json!("4.0.0"), None),
            (json!("2.0"), None),
            (json!(3), None),
            (json!(null), None),
        ] {
            assert_eq!(Version::parse(&stated), version, "{stated}");
        }
    }
}
