//! Compares a request's body with the expected one, and words the differences without secrets.
//!
//! The expected body comes from the operation's own type, whose secrets are known, so a text that
//! isn't one of them stands where no secret belongs and may be shown, for what it is worth with
//! secrets taken out. Of a body that was given as plain JSON nothing is known, and no text in it
//! is shown.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::value::redact::Redactor;
use crate::value::secret::Secret;

/// The longest text that a difference quotes, in characters.
const QUOTED: usize = 80;

/// A body that calls are to have.
#[derive(Clone)]
pub(super) struct ExpectedBody {
    pub(super) value: Value,
    /// Whether the call's body may have fields that this one doesn't have.
    pub(super) partial: bool,
    /// The secrets in it; `None` when nobody knows what in it is one.
    pub(super) secrets: Option<Vec<Secret>>,
}

impl ExpectedBody {
    /// How the body of a call differs from this one; nothing when it fits.
    pub(super) fn differences(&self, sent: &[u8], redactor: &Redactor) -> Vec<String> {
        let mut comparison = Comparison { body: self, redactor, found: Vec::new() };
        match serde_json::from_slice::<Value>(sent) {
            _ if sent.is_empty() => comparison.found.push("there is no body".to_owned()),
            Ok(sent) => comparison.values(&self.value, &sent, ""),
            Err(_) => comparison.found.push("the body isn't JSON".to_owned()),
        }
        comparison.found
    }
}

struct Comparison<'a> {
    body: &'a ExpectedBody,
    redactor: &'a Redactor,
    found: Vec<String>,
}

/// The fields of an object by name.
fn sorted(fields: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    fields.iter().collect::<BTreeMap<_, _>>().into_iter()
}

impl Comparison<'_> {
    fn values(&mut self, expected: &Value, sent: &Value, at: &str) {
        match (expected, sent) {
            (Value::Object(expected), Value::Object(sent)) => {
                // The same order whether or not maps keep that of their document.
                for (key, expected) in sorted(expected) {
                    let at = format!("{at}/{}", self.key(key));
                    match sent.get(key) {
                        Some(sent) => self.values(expected, sent, &at),
                        None => self.found.push(format!("body {at}: missing")),
                    }
                }
                if !self.body.partial {
                    for (key, _) in sorted(sent).filter(|(key, _)| !expected.contains_key(*key)) {
                        self.found.push(format!("body {at}/{}: not expected", self.key(key)));
                    }
                }
            }
            (Value::Array(expected), Value::Array(sent)) if expected.len() == sent.len() => {
                for (position, (expected, sent)) in expected.iter().zip(sent).enumerate() {
                    self.values(expected, sent, &format!("{at}/{position}"));
                }
            }
            _ if expected == sent => {}
            _ => {
                let difference = self.difference(expected, sent);
                let at = if at.is_empty() { "/" } else { at };
                self.found.push(format!("body {at}: {difference}"));
            }
        }
    }

    /// A name in an object, which may be anything in a map.
    fn key(&self, key: &str) -> String {
        self.redactor.excerpt(key, QUOTED)
    }

    fn difference(&self, expected: &Value, sent: &Value) -> String {
        match (expected, sent) {
            (Value::String(expected), Value::String(_)) if self.is_secret(expected) => {
                "another secret than expected".to_owned()
            }
            (Value::String(_), Value::String(_)) if self.body.secrets.is_none() => {
                "another text than expected".to_owned()
            }
            _ => {
                let secret = matches!(expected, Value::String(text) if self.is_secret(text));
                let sent = if secret { kind(sent).to_owned() } else { self.shown(sent) };
                format!("{sent}, expected {}", self.shown(expected))
            }
        }
    }

    fn is_secret(&self, text: &str) -> bool {
        self.body.secrets.iter().flatten().any(|secret| secret.expose() == text)
    }

    /// A value that stands where no secret belongs.
    fn shown(&self, value: &Value) -> String {
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
            Value::String(text) if self.body.secrets.is_some() && !self.is_secret(text) => {
                format!("{:?}", self.redactor.excerpt(text, QUOTED))
            }
            Value::Array(items) => format!("a list of {}", items.len()),
            other => kind(other).to_owned(),
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn differences(value: Value, secrets: Option<&[&str]>, partial: bool, sent: &Value) -> Vec<String> {
        let secrets: Option<Vec<Secret>> =
            secrets.map(|secrets| secrets.iter().map(|secret| Secret::new(*secret)).collect());
        let mut redactor = Redactor::default();
        secrets.iter().flatten().for_each(|secret| redactor.add(secret));
        ExpectedBody { value, partial, secrets }.differences(sent.to_string().as_bytes(), &redactor)
    }

    #[test]
    fn equal_bodies_do_not_differ() {
        let body = json!({"a": [1, {"b": null}], "c": "x"});
        assert!(differences(body.clone(), None, false, &body).is_empty());
        assert!(differences(json!({"a": [1, {}]}), None, true, &body).is_empty());
    }

    #[test]
    fn differences_have_places() {
        let sent = json!({"name": "b", "list": [1, 2], "on": false, "more": "x"});
        let expected = json!({"name": "a", "list": [1], "on": true, "id": 7});
        assert_eq!(
            differences(expected, Some(&[]), false, &sent),
            [
                "body /id: missing",
                "body /list: a list of 2, expected a list of 1",
                "body /name: \"b\", expected \"a\"",
                "body /on: false, expected true",
                "body /more: not expected",
            ]
        );
        assert_eq!(
            differences(json!([1]), None, false, &json!({})),
            ["body /: an object, expected a list of 1"]
        );
    }

    #[test]
    fn no_secret_is_shown() {
        let expected =
            json!({"key": "hunter2", "pem": "a public text", "n": "hunter2", "deep": {"key": "hunter2"}});
        let sent = json!({"key": "swordfish", "pem": "hunter2", "n": 4711, "deep": 1});
        assert_eq!(
            differences(expected.clone(), Some(&["hunter2"]), false, &sent),
            [
                "body /deep: 1, expected an object",
                "body /key: another secret than expected",
                "body /n: a number, expected a text",
                "body /pem: a text, expected \"a public text\"",
            ]
        );
        assert_eq!(
            differences(expected, None, true, &json!({"key": "swordfish", "pem": ["swordfish"], "n": null})),
            [
                "body /deep: missing",
                "body /key: another text than expected",
                "body /n: null, expected a text",
                "body /pem: a list of 1, expected a text",
            ]
        );
    }

    #[test]
    fn what_is_no_json_is_said_to_be_none() {
        let body = ExpectedBody { value: json!({}), partial: false, secrets: None };
        assert_eq!(body.differences(b"", &Redactor::default()), ["there is no body"]);
        assert_eq!(body.differences(b"hunter2", &Redactor::default()), ["the body isn't JSON"]);
    }
}
