//! Says why JSON couldn't be read, without saying what was in it.
//!
//! serde's messages quote the value they stumble over, and that value may be a private key. So
//! the message is taken apart and put together again from the parts that come from the
//! program's own types, and an excerpt shows names and shapes in place of values.

use std::fmt;

use serde_json::error::Category;
use serde_json::value::RawValue;

use crate::value::one_line::escaped;
use crate::value::veiled;
use crate::wire::envelope_fields::{NO_ENVELOPE, NOT_AN_OBJECT};
use crate::wire::fields::{each_field, each_item};

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
    let own = [NOT_AN_OBJECT, NO_ENVELOPE].into_iter().find(|own| message.starts_with(own));
    own.unwrap_or(UNKNOWN).to_owned()
}

/// Where the reading of a result failed.
pub(super) struct Spot {
    /// Such as `result[3].expires_on`.
    pub(super) path: String,
    /// What stands around that place.
    pub(super) shape: String,
}

/// Where an error happened that came of reading `json`, by the position that it tells.
pub(super) fn spot(json: &RawValue, error: &serde_json::Error) -> Spot {
    // The outermost value first, and the one at fault last.
    let (mut path, mut held) = ("result".to_owned(), vec![json]);
    for (step, below) in way(json, error) {
        match step {
            Step::Item(index) => path.push_str(&format!("[{index}]")),
            Step::Field(name) => path.push_str(&format!(".{}", veiled::name(&name))),
        }
        held.push(below);
    }
    Spot { path, shape: shape(surroundings(&held), DEPTH) }
}

/// How one gets from a value to one inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// To an item of a list.
    Item(usize),
    /// To a field of an object.
    Field(String),
}

/// The way to where an error happened that came of reading `json`, with the value that each step leads to.
pub(super) fn way<'a>(json: &'a RawValue, error: &serde_json::Error) -> Vec<(Step, &'a RawValue)> {
    let mut way = Vec::new();
    let Some(offset) = offset(json.get(), error) else { return way };
    let mut at = json;
    while let Some((step, below)) = below(at, json, offset) {
        way.push((step, below));
        at = below;
    }
    way
}

/// How many bytes stand before the place; `None` when the error tells none.
fn offset(text: &str, error: &serde_json::Error) -> Option<usize> {
    let line = error.line().checked_sub(1)?;
    let mut lines = text.split_inclusive('\n');
    let before: usize = lines.by_ref().take(line).map(str::len).sum();
    Some(before + error.column())
}

/// The part of `at` in which the place is, and what leads to it. `offset` counts from where `whole` begins,
/// of which all this is a part. The parser stops at a list or an object that it doesn't want when that begins, and
/// else behind the value.
fn below<'a>(at: &'a RawValue, whole: &'a RawValue, offset: usize) -> Option<(Step, &'a RawValue)> {
    let holds = |part: &RawValue| {
        let begins = part.get().as_ptr().addr() - whole.get().as_ptr().addr();
        (begins..=begins + part.get().len()).contains(&offset)
    };
    let mut found = None;
    if begins(at, '[') {
        let mut index = 0;
        each_item(at, usize::MAX, |item| {
            if holds(item) {
                found = Some((Step::Item(index), item));
            }
            index += 1;
        });
    } else if begins(at, '{') {
        each_field(
            at,
            |name| Some(Step::Field(name.to_owned())),
            |step, value| {
                if holds(value) {
                    found = Some((step, value));
                }
            },
        );
    }
    found
}

/// The object that holds the last of these values, or that value itself when nothing holds it.
fn surroundings<'a>(held: &[&'a RawValue]) -> &'a RawValue {
    let (Some((at, above)), Some(mut object)) = (held.split_last(), held.first().copied()) else {
        // `spot` begins with a value.
        return RawValue::NULL;
    };
    for &one in above {
        if begins(one, '{') || begins(object, '[') {
            object = one;
        }
    }
    if begins(object, '[') && begins(at, '{') { at } else { object }
}

fn begins(json: &RawValue, with: char) -> bool {
    json.get().starts_with(with)
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
                (seen <= FIELDS).then(|| veiled::name(name).to_owned())
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
    use serde::de::DeserializeOwned;

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

    fn place<T: DeserializeOwned + fmt::Debug>(json: &str) -> Spot {
        // As in an envelope: without the space round it.
        let value: &RawValue = serde_json::from_str(json).unwrap();
        spot(value, &serde_json::from_str::<T>(value.get()).unwrap_err())
    }

    #[test]
    fn a_place_has_a_path_and_a_shape() {
        let place = place::<Vec<Item>>(r#"[{"id":"a"},{"id":"hunter2","size":[1],"n":{"a":{"b":{"c":1}}}}]"#);
        assert_eq!(place.path, "result[1].size");
        assert_eq!(place.shape, "{id: text of 7, n: {a: {b: {…}}}, size: [1 × whole number]}");
    }

    #[test]
    fn a_place_is_where_the_parser_stopped() {
        type Map = std::collections::BTreeMap<String, Vec<u8>>;
        for (path, place) in [
            ("result", place::<u8>("{}")),
            ("result", place::<u8>("  [1]")),
            ("result", place::<u8>(r#""a""#)),
            ("result", place::<Vec<u8>>("1")),
            ("result", place::<(u8, u8)>("[1]")),
            ("result[0]", place::<Vec<u8>>("[[1]]")),
            ("result[0][0]", place::<Vec<Vec<u8>>>("[[[1]]]")),
            ("result[2]", place::<Vec<u8>>("[1,2,\"3\",4]")),
            ("result[1]", place::<Vec<u8>>("[1, 256 , 3]")),
            ("result[1]", place::<Vec<u8>>("[\n1,\n\n  -1\n]")),
            ("result[1]", place::<Vec<u8>>("[1,null]")),
            ("result[1]", place::<Vec<Item>>(r#"[{"id":"a"},{"size":1},{"id":"b"}]"#)),
            ("result[1].at", place::<Vec<Item>>(r#"[{"id":"a"},{"id":"ü\"}]","at":"y"}]"#)),
            ("result[0].id", place::<Vec<Item>>("[{\n  \"size\": 1,\n  \"id\": {\"a\": 1}\n}]")),
            ("result[0]", place::<Vec<Item>>(r#"[{"id":"a","id":"b"},{"id":"c"}]"#)),
            ("result.b[0]", place::<Map>(r#"{"a":[0],"b":["x"],"c":[1]}"#)),
            ("result.…[0]", place::<Map>(r#"{"-----BEGIN":["x"]}"#)),
        ] {
            assert_eq!(place.path, path, "{}", place.shape);
        }
    }

    #[test]
    fn an_error_without_a_place_is_the_whole() {
        let value = serde_json::from_str(r#"[{"id":1}]"#).unwrap();
        let place = spot(value, &serde::de::Error::custom("nowhere"));
        assert_eq!((place.path.as_str(), place.shape.as_str()), ("result", "[1 × {id: whole number}]"));
    }

    #[test]
    fn masking_keeps_names_only() {
        assert_eq!(masked(r#"{"key" : "hunt\"er2", "n": [1, "x"#), r#"{"key" : "…", "n": [1, "…"#);
        assert_eq!(masked("OK"), "OK");
    }
}
