//! The service's own words: the items of an envelope's `errors` and `messages`.
//!
//! Both have the same shape, and both are read leniently: an answer must not become unreadable
//! because the service left a code out of a remark. Of a list that is longer than anybody reads the
//! first items are kept and the others counted, so that megabytes of errors stay megabytes.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::value::one_line::escaped;
use crate::value::redact::Redactor;
use crate::wire::fields::{each_item, fields};

/// More than this are counted.
const MOST_MESSAGES: usize = 100;
/// Causes below causes deeper than this are left out.
const DEEPEST_CAUSE: usize = 8;

/// One error or message of an answer.
///
/// It is written, for logs, with the names that the service has for its parts; what is absent is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiMessage {
    code: i64,
    message: String,
    documentation_url: Option<String>,
    source_pointer: Option<String>,
}

// By hand: whoever depends on this crate compiles no macros for it.
impl Serialize for ApiMessage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let others =
            [("documentation_url", &self.documentation_url), ("source_pointer", &self.source_pointer)];
        let present = others.iter().filter(|(_, value)| value.is_some()).count();
        let mut object = serializer.serialize_struct("ApiMessage", 2 + present)?;
        object.serialize_field("code", &self.code)?;
        object.serialize_field("message", &self.message)?;
        for (name, value) in others {
            match value {
                Some(value) => object.serialize_field(name, value)?,
                None => object.skip_field(name)?,
            }
        }
        object.end()
    }
}

impl ApiMessage {
    /// The service's code for it; 0 when it gave none.
    pub fn code(&self) -> i64 {
        self.code
    }

    /// The text; empty when there is none. Secrets of the request that the service echoed are
    /// replaced. It may have several lines, and whatever else the service wrote: the `Display` of the
    /// message has one line.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Where the service documents it.
    pub fn documentation_url(&self) -> Option<&str> {
        self.documentation_url.as_deref()
    }

    /// A JSON pointer to the part of the request that it is about.
    pub fn source_pointer(&self) -> Option<&str> {
        self.source_pointer.as_deref()
    }
}

/// The messages of one field.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    /// The first ones.
    pub(crate) kept: Vec<ApiMessage>,
    /// How many there are beside them, causes not counted.
    pub(crate) left_out: usize,
}

impl Messages {
    /// All messages of one `errors` or `messages` field, whatever its shape. The causes that
    /// the service lists below an error (`error_chain`) follow it.
    pub(crate) fn read(field: Option<&RawValue>, redactor: &Redactor) -> Self {
        let mut all = Self::default();
        if let Some(field) = field {
            all.take_list(field, redactor, 0).unwrap_or_else(|| all.take(field, redactor, 0));
        }
        all
    }

    /// Takes all items of a list, if it is one.
    fn take_list(&mut self, list: &RawValue, redactor: &Redactor, depth: usize) -> Option<()> {
        let room = MOST_MESSAGES.saturating_sub(self.kept.len());
        let count = each_item(list, room, |item| self.take(item, redactor, depth))?;
        self.left_out += count.saturating_sub(room);
        Some(())
    }

    /// Takes one item, and the causes that it may carry.
    fn take(&mut self, item: &RawValue, redactor: &Redactor, depth: usize) {
        let text = |value: Option<&RawValue>| -> Option<String> {
            let text: String = serde_json::from_str(value?.get()).ok()?;
            Some(redactor.redact(&text))
        };
        if item.get() == "null" {
            return;
        }
        if self.kept.len() >= MOST_MESSAGES {
            self.left_out += 1;
            return;
        }
        let names = ["code", "message", "documentation_url", "source", "error_chain"];
        let Some([code, message, documentation_url, source, causes]) = fields(item, names) else {
            let message = text(Some(item)).unwrap_or_else(|| redactor.excerpt(item.get(), 200));
            self.kept.push(ApiMessage { message, ..ApiMessage::default() });
            return;
        };
        self.kept.push(ApiMessage {
            code: code.and_then(number).unwrap_or_default(),
            message: text(message).unwrap_or_default(),
            documentation_url: text(documentation_url),
            source_pointer: text(source.and_then(|source| fields(source, ["pointer"])?[0])),
        });
        if let Some(causes) = causes.filter(|_| depth < DEEPEST_CAUSE) {
            self.take_list(causes, redactor, depth + 1);
        }
    }
}

/// A code written as an integer, a whole float or digits.
fn number(code: &RawValue) -> Option<i64> {
    let digits = code.get().trim_matches('"').trim();
    digits.parse().ok().or_else(|| {
        // A float that is whole converts exactly below 2^53, which no code comes near.
        serde_json::from_str::<f64>(code.get()).ok().filter(|f| f.fract() == 0.0).map(|f| f as i64)
    })
}

impl fmt::Display for ApiMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = crate::value::redact::one_line(&self.message);
        match (self.code, message.as_str()) {
            (0, "") => f.write_str("(no message)")?,
            (0, message) => f.write_str(message)?,
            (code, "") => write!(f, "{code}")?,
            (code, message) => write!(f, "{code} {message}")?,
        }
        if let Some(pointer) = &self.source_pointer {
            write!(f, " (at {})", escaped(pointer))?;
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for ApiMessage {
    /// Takes any JSON value; what has no place in a message is dropped.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let item = to_raw_value(&Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)?;
        let mut all = Messages::default();
        all.take(&item, &Redactor::default(), 0);
        Ok(all.kept.into_iter().next().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn all(field: Value) -> Vec<ApiMessage> {
        Messages::read(Some(&to_raw_value(&field).unwrap()), &Redactor::default()).kept
    }

    #[test]
    fn every_shape_is_read() {
        assert!(all(Value::Null).is_empty() && all(json!([])).is_empty());
        assert!(Messages::read(None, &Redactor::default()).kept.is_empty());
        let read = all(json!([
            {"code": 1_000_000, "message": "m", "documentation_url": "u", "source": {"pointer": "/p"}},
            {"message": null},
            {"code": "7003"},
            {"code": 9106.0, "message": "outer", "error_chain": [{"code": 6111, "message": "inner"}]},
            "text",
            null,
            17,
        ]));
        let shown: Vec<String> = read.iter().map(ToString::to_string).collect();
        assert_eq!(
            shown,
            ["1000000 m (at /p)", "(no message)", "7003", "9106 outer", "6111 inner", "text", "17"]
        );
        assert_eq!(read[0].documentation_url(), Some("u"));
        assert_eq!(all(json!({"code": 1, "message": "alone"}))[0].code(), 1);
    }

    #[test]
    fn of_too_many_the_first_are_kept_and_the_others_counted() {
        let many = |item: &str, count: usize| format!("[{}]", vec![item; count].join(","));
        let read = |json: &str| {
            let all = Messages::read(Some(serde_json::from_str(json).unwrap()), &Redactor::default());
            (all.kept.len(), all.left_out)
        };
        assert_eq!(read(&many(r#"{"code":1}"#, 100)), (100, 0));
        assert_eq!(read(&many(r#"{"code":1}"#, 200_000)), (100, 199_900));
        assert_eq!(read(&many("[]", 200_000)), (100, 199_900));
        // In the causes of one, and of each.
        let causes = many("{}", 100_000);
        assert_eq!(read(&format!(r#"[{{"error_chain":{causes}}},{{}},{{}}]"#)), (100, 99_903));
        let each = format!(r#"{{"error_chain":{}}}"#, many("{}", 3));
        assert_eq!(read(&many(&each, 100)), (100, 75));
        // One below the other, deeper than a parser's stack.
        let deep = r#"{"error_chain":["#.repeat(50_000) + &"]}".repeat(50_000);
        assert_eq!(read(&deep), (9, 0));
    }
}
