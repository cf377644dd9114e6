//! Says why JSON couldn't be read, without saying what was in it.
//!
//! serde's messages quote the value they stumble over, and that value may be a private key. So
//! the message is taken apart and put together again from the parts that come from the
//! program's own types, and an excerpt shows names and shapes in place of values.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_json::value::RawValue;
use serde_path_to_error::Segment;

use crate::value::one_line::escaped;
use crate::wire::fields::{each_field, each_item, fields};

/// How deep a shape goes before it says "…".
const DEPTH: usize = 3;
/// How many fields of an object it tells.
const FIELDS: usize = 40;

/// The cause of a decode error, without values.
#[derive(Debug)]
pub(super) struct Cause(String);

impl Cause {
    pub(super) fn new(error: &serde_json::Error) -> Self {
        let message = error.to_string();
        Self(match error.classify() {
            // The parser's own messages speak of positions and punctuation alone.
            Category::Io | Category::Syntax | Category::Eof => message,
            // Names of fields may be the service's.
            Category::Data => escaped(&without_values(&message)),
        })
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Cause {}

fn without_values(message: &str) -> String {
    const UNKNOWN: &str = "a value that its type can't hold";
    for known in ["missing field `", "duplicate field `"] {
        if let Some(rest) = message.strip_prefix(known) {
            let field = rest.split('`').next().unwrap_or_default();
            return format!("{known}{field}`");
        }
    }
    if message.starts_with("unknown variant") {
        return "a value that is none of the known ones".to_owned();
    }
    for known in ["invalid type: ", "invalid value: ", "invalid length "] {
        if let Some(rest) = message.strip_prefix(known) {
            let found = rest.split(['"', '`', ',']).next().unwrap_or_default().trim_end();
            // The last one is serde's: the value, which stands before it, may contain another.
            let Some(at) = message.rfind(", expected ") else { return UNKNOWN.to_owned() };
            let expected = &message[at + ", expected ".len()..];
            let expected = expected.split(" at line ").next().unwrap_or_default();
            return format!("{known}{found}, expected {expected}");
        }
    }
    if message.starts_with("the answer is JSON") {
        return "the answer is JSON and not an object".to_owned();
    }
    UNKNOWN.to_owned()
}

/// Where the reading of a result failed.
pub(super) struct Spot {
    /// Such as `result[3].expires_on`.
    pub(super) path: String,
    /// What stands around that place.
    pub(super) shape: String,
}

/// Reads `json` again, as `T`, to find out where that fails.
pub(super) fn spot<T: DeserializeOwned>(json: &str) -> Spot {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let segments: Vec<Segment> = match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Ok(_) => Vec::new(),
        Err(error) => error.path().iter().cloned().collect(),
    };
    Spot {
        path: path(&segments),
        shape: match serde_json::from_str::<&RawValue>(json) {
            Ok(value) => shape(surroundings(value, &segments), DEPTH),
            // It was JSON when it was found in its envelope.
            Err(_) => "no JSON".to_owned(),
        },
    }
}

fn path(segments: &[Segment]) -> String {
    let mut path = "result".to_owned();
    for segment in segments {
        match segment {
            Segment::Seq { index } => path.push_str(&format!("[{index}]")),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                path.push('.');
                path.push_str(name(key));
            }
            Segment::Unknown => path.push_str(".?"),
        }
    }
    path
}

/// A field's name, if it looks like one: the keys of a map may be values in disguise.
fn name(key: &str) -> &str {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if key.len() <= 40 && key.bytes().all(plain) { key } else { "…" }
}

/// The object that holds the place, or the place itself when nothing holds it.
fn surroundings<'a>(json: &'a RawValue, segments: &[Segment]) -> &'a RawValue {
    let (mut at, mut object) = (json, json);
    for segment in segments {
        let below = match segment {
            Segment::Seq { index } => nth(at, *index),
            Segment::Map { key } => fields(at, [key]).and_then(|[value]| value),
            Segment::Enum { .. } | Segment::Unknown => None,
        };
        if begins(at, '{') || begins(object, '[') {
            object = at;
        }
        match below {
            Some(below) => at = below,
            None => break,
        }
    }
    if begins(object, '[') && begins(at, '{') { at } else { object }
}

fn begins(json: &RawValue, with: char) -> bool {
    json.get().starts_with(with)
}

fn nth(list: &RawValue, index: usize) -> Option<&RawValue> {
    let mut last = None;
    let count = each_item(list, index.saturating_add(1), |item| last = Some(item))?;
    last.filter(|_| count > index)
}

/// Names and types, no values.
fn shape(json: &RawValue, depth: usize) -> String {
    let text = json.get();
    match text.bytes().next() {
        Some(b'n') => "null".to_owned(),
        Some(b't' | b'f') => "boolean".to_owned(),
        Some(b'"') => match serde_json::from_str::<String>(text) {
            Ok(text) => format!("text of {}", text.chars().count()),
            Err(_) => "text".to_owned(),
        },
        Some(b'[') => {
            let mut first = None;
            match each_item(json, 1, |item| first = Some(item)).zip(first) {
                None => "[]".to_owned(),
                Some(_) if depth == 0 => "[…]".to_owned(),
                Some((count, first)) => format!("[{count} × {}]", shape(first, depth - 1)),
            }
        }
        Some(b'{') => {
            let (mut seen, mut known) = (0, Vec::new());
            let wanted = |name: &str| {
                seen += 1;
                (seen <= FIELDS).then(|| self::name(name).to_owned())
            };
            each_field(json, wanted, |name, value| known.push((name, value)));
            if !known.is_empty() && depth == 0 {
                return "{…}".to_owned();
            }
            known.sort_by(|(one, _), (other, _)| one.cmp(other));
            let mut fields: Vec<String> = known
                .into_iter()
                .map(|(name, value)| format!("{name}: {}", shape(value, depth - 1)))
                .collect();
            if seen > FIELDS {
                fields.push("…".to_owned());
            }
            format!("{{{}}}", fields.join(", "))
        }
        _ if text.contains(['.', 'e', 'E']) => "decimal number".to_owned(),
        _ => "whole number".to_owned(),
    }
}

/// JSON that isn't quite, with the contents of all strings but the field names left out. Text
/// that holds no string at all stays as it is.
pub(super) fn masked(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('"') {
        shown.push_str(&rest[..open]);
        let inside = &rest[open + 1..];
        let Some(close) = end_of_string(inside) else {
            shown.push_str("\"…");
            return shown;
        };
        let after = &inside[close + 1..];
        if after.trim_start().starts_with(':') {
            shown.push_str(&rest[open..open + close + 2]);
        } else {
            shown.push_str("\"…\"");
        }
        rest = after;
    }
    shown.push_str(rest);
    shown
}

/// Where the quote is that ends a string.
fn end_of_string(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Item {
        id: String,
        size: Option<u8>,
        at: Option<jiff::Timestamp>,
    }

    fn cause<T: DeserializeOwned + fmt::Debug>(json: &str) -> String {
        Cause::new(&serde_json::from_str::<T>(json).unwrap_err()).to_string()
    }

    #[test]
    fn causes_speak_of_types_and_never_of_values() {
        for (json, says) in [
            (r#"{"id":"a","size":"hunter2, expected `x`"}"#, "invalid type: string, expected u8"),
            (r#"{"id":"a","size":4321}"#, "invalid value: integer, expected u8"),
            (r#"{"size":1}"#, "missing field `id`"),
            (r#"{"id":"a","id":"hunter2"}"#, "duplicate field `id`"),
            (r#"{"id":"a","at":"hunter2"}"#, "a value that its type can't hold"),
            (r#"{"id":"hunter2"#, "EOF while parsing a string at line 1 column 14"),
        ] {
            assert_eq!(cause::<Item>(json), says, "{json}");
        }
    }

    #[test]
    fn a_place_has_a_path_and_a_shape() {
        let place = spot::<Vec<Item>>(r#"[{"id":"a"},{"id":"hunter2","size":[1],"n":{"a":{"b":{"c":1}}}}]"#);
        assert_eq!(place.path, "result[1].size");
        assert_eq!(place.shape, "{id: text of 7, n: {a: {b: {…}}}, size: [1 × whole number]}");
        assert_eq!(super::spot::<u8>("{}").path, "result");
    }

    #[test]
    fn masking_keeps_names_only() {
        assert_eq!(masked(r#"{"key" : "hunt\"er2", "n": [1, "x"#), r#"{"key" : "…", "n": [1, "…"#);
        assert_eq!(masked("OK"), "OK");
    }
}
