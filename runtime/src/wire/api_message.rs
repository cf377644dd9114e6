//! The service's own words: the items of an envelope's `errors` and `messages`.
//!
//! Both have the same shape, and both are read leniently: an answer must not become unreadable
//! because the service left a code out of a remark.

use std::fmt;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::value::redact::Redactor;

/// One error or message of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiMessage {
    code: i64,
    message: String,
    documentation_url: Option<String>,
    source_pointer: Option<String>,
}

impl ApiMessage {
    /// The service's code for it; 0 when it gave none.
    pub fn code(&self) -> i64 {
        self.code
    }

    /// The text; empty when there is none. Secrets of the request that the service echoed are
    /// replaced.
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

    /// All messages of one `errors` or `messages` field, whatever its shape. The causes that
    /// the service lists below an error (`error_chain`) follow it.
    pub(crate) fn read_all(field: Option<Value>, redactor: &Redactor) -> Vec<Self> {
        let mut all = Vec::new();
        match field {
            None | Some(Value::Null) => {}
            Some(Value::Array(items)) => items.into_iter().for_each(|i| read(i, redactor, &mut all)),
            Some(one) => read(one, redactor, &mut all),
        }
        all
    }
}

/// Appends one item, and the chain of causes that it may carry.
fn read(item: Value, redactor: &Redactor, into: &mut Vec<ApiMessage>) {
    let text = |value: Option<&Value>| match value {
        Some(Value::String(text)) => Some(redactor.redact(text)),
        _ => None,
    };
    match item {
        Value::Null => {}
        Value::Object(mut fields) => {
            into.push(ApiMessage {
                code: fields.get("code").map_or(0, code),
                message: text(fields.get("message")).unwrap_or_default(),
                documentation_url: text(fields.get("documentation_url")),
                source_pointer: text(fields.get("source").and_then(|s| s.get("pointer"))),
            });
            if let Some(Value::Array(chain)) = fields.remove("error_chain") {
                chain.into_iter().for_each(|cause| read(cause, redactor, into));
            }
        }
        Value::String(message) => {
            into.push(ApiMessage { message: redactor.redact(&message), ..ApiMessage::default() })
        }
        other => into
            .push(ApiMessage { message: redactor.excerpt(&other.to_string(), 200), ..ApiMessage::default() }),
    }
}

/// A code written as an integer, a whole float or digits.
fn code(value: &Value) -> i64 {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| {
            // A float that is whole converts exactly below 2^53, which no code comes near.
            number.as_f64().filter(|f| f.fract() == 0.0).map(|f| f as i64)
        }),
        Value::String(digits) => digits.trim().parse().ok(),
        _ => None,
    }
    .unwrap_or(0)
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
            write!(f, " (at {pointer})")?;
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for ApiMessage {
    /// Takes any JSON value; what has no place in a message is dropped.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut all = Vec::new();
        read(Value::deserialize(deserializer)?, &Redactor::default(), &mut all);
        Ok(all.into_iter().next().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn all(field: Value) -> Vec<ApiMessage> {
        ApiMessage::read_all(Some(field), &Redactor::default())
    }

    #[test]
    fn every_shape_is_read() {
        assert!(all(Value::Null).is_empty() && all(json!([])).is_empty());
        assert!(ApiMessage::read_all(None, &Redactor::default()).is_empty());
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
}
