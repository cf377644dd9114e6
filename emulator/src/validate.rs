//! Checking requests against the documents.
//!
//! All that is wrong with a request is reported together, each error with a
//! pointer to its place. What isn't documented is let through: the API adds
//! fields before its documents know them.

use std::ops::RangeInclusive;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::envelope::{ApiError, Failure};

/// True for the 32 hexadecimal digits of an account's or a zone's identifier.
pub(crate) fn is_identifier(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// True for a UUID, and for the 32 digits that older documents show.
pub(crate) fn is_certificate_id(text: &str) -> bool {
    let is_uuid = text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    is_uuid || is_identifier(text)
}

/// True for a host name of dotted labels, with a wildcard in front or without.
pub(crate) fn is_hostname(text: &str) -> bool {
    let name = text.strip_prefix("*.").unwrap_or(text);
    !name.is_empty()
        && text.len() <= 255
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        })
}

/// True if `hostname` is `zone` or lies under it.
pub(crate) fn belongs_to(hostname: &str, zone: &str) -> bool {
    let hostname = hostname.to_ascii_lowercase();
    let zone = zone.to_ascii_lowercase();
    hostname == zone || hostname.strip_suffix(&zone).is_some_and(|rest| rest.ends_with('.'))
}

/// The query parameters of a request.
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn parse(query: Option<&str>) -> Self {
        let decode = |text: &str| {
            let spaced = text.replace('+', " ");
            percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
        };
        let pairs = query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        Self(
            pairs
                .map(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (decode(name), decode(value))
                })
                .collect(),
        )
    }

    /// The value of the first parameter with this name.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(its_name, _)| its_name == name).map(|(_, value)| value.as_str())
    }

    /// The words that stand between commas, or in several parameters with this
    /// name.
    pub(crate) fn words(&self, name: &str) -> impl Iterator<Item = &str> {
        let values = self.0.iter().filter(move |(its_name, _)| its_name == name);
        values.flat_map(|(_, value)| value.split(','))
    }

    /// A whole number that isn't less than `least`; anything else is an error.
    /// One with more digits than fit counts as the largest that does.
    pub(crate) fn whole_number(&self, name: &str, least: u64, errors: &mut Vec<ApiError>) -> Option<u64> {
        let text = self.text(name)?;
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = is_number.then(|| text.parse().unwrap_or(u64::MAX)).filter(|number| *number >= least);
        if number.is_none() {
            let message = format!("{name} must be a whole number of {least} or more");
            errors.push(error(format!("/query/{name}"), message));
        }
        number
    }
}

/// The fields of a JSON object, read one by one, with errors gathered.
pub(crate) struct Fields<'a> {
    fields: &'a Map<String, Value>,
    pointer: String,
    errors: Vec<ApiError>,
}

impl<'a> Fields<'a> {
    /// The object at `pointer`, or an error if it is something else.
    pub(crate) fn of(value: &'a Value, pointer: impl Into<String>) -> Result<Self, Failure> {
        let pointer = pointer.into();
        match value {
            Value::Object(fields) => Ok(Self { fields, pointer, errors: Vec::new() }),
            other => {
                let message = format!("expected an object, found {}", kind(other));
                Err(Failure::invalid_at(pointer, message))
            }
        }
    }

    /// A string that has to be there.
    pub(crate) fn string(&mut self, name: &str) -> &'a str {
        self.required(name, "a string", Value::as_str).unwrap_or_default()
    }

    /// A string that may be absent.
    pub(crate) fn optional_string(&mut self, name: &str) -> Option<&'a str> {
        self.fields.get(name).and_then(|value| self.typed(name, value, "a string", Value::as_str))
    }

    /// A boolean that has to be there.
    pub(crate) fn boolean(&mut self, name: &str) -> bool {
        self.required(name, "a boolean", Value::as_bool).unwrap_or_default()
    }

    /// A boolean that may be absent, and may be null: `None`, `Some(None)`.
    pub(crate) fn nullable_boolean(&mut self, name: &str) -> Option<Option<bool>> {
        match self.fields.get(name)? {
            Value::Null => Some(None),
            value => self.typed(name, value, "a boolean or null", Value::as_bool).map(Some),
        }
    }

    /// A boolean that may be absent.
    pub(crate) fn optional_boolean(&mut self, name: &str) -> Option<bool> {
        self.fields.get(name).and_then(|value| self.typed(name, value, "a boolean", Value::as_bool))
    }

    /// A whole number within bounds that has to be there.
    pub(crate) fn whole_number(&mut self, name: &str, bounds: RangeInclusive<u64>) -> u64 {
        let errors = self.errors.len();
        let number = self.required(name, "a whole number", Value::as_u64).unwrap_or_default();
        if self.errors.len() == errors && !bounds.contains(&number) {
            self.fail(name, format!("{name} must be from {} to {}", bounds.start(), bounds.end()));
        }
        number
    }

    /// A list that has to be there.
    pub(crate) fn list(&mut self, name: &str) -> &'a [Value] {
        self.required(name, "a list", |value| value.as_array().map(Vec::as_slice)).unwrap_or_default()
    }

    /// A list of host names; an empty one if it is absent and may be.
    pub(crate) fn hostnames(&mut self, name: &str, required: bool) -> Vec<String> {
        if !required && !self.fields.contains_key(name) {
            return Vec::new();
        }
        let mut hostnames = Vec::new();
        for (index, item) in self.list(name).iter().enumerate() {
            let pointer = format!("{}/{name}/{index}", self.pointer);
            match item.as_str() {
                Some(text) if is_hostname(text) => hostnames.push(text.to_owned()),
                Some(_) => self.errors.push(error(pointer, "not a fully qualified domain name")),
                None => self.errors.push(error(pointer, format!("expected a string, found {}", kind(item)))),
            }
        }
        hostnames
    }

    /// A host name that has to be there.
    pub(crate) fn hostname(&mut self, name: &str) -> &'a str {
        let errors = self.errors.len();
        let text = self.string(name);
        if self.errors.len() == errors && !is_hostname(text) {
            self.fail(name, "not a fully qualified domain name of at most 255 characters");
        }
        text
    }

    /// Refuses fields other than `known`, where the documents do.
    pub(crate) fn no_other_than(&mut self, known: &[&str]) {
        for name in self.fields.keys().filter(|name| !known.contains(&name.as_str())) {
            let escaped = name.replace('~', "~0").replace('/', "~1");
            self.errors.push(error(format!("{}/{escaped}", self.pointer), "unknown field"));
        }
    }

    /// Adds an error at a field.
    pub(crate) fn fail(&mut self, name: &str, message: impl Into<String>) {
        let pointer = format!("{}/{name}", self.pointer);
        self.errors.push(error(pointer, message));
    }

    /// All that was wrong.
    pub(crate) fn into_errors(self) -> Vec<ApiError> {
        self.errors
    }

    /// An error if anything was wrong.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        if self.errors.is_empty() { Ok(()) } else { Err(Failure::invalid(self.errors)) }
    }

    fn required<T>(
        &mut self,
        name: &str,
        expected: &str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Option<T> {
        match self.fields.get(name) {
            Some(value) => self.typed(name, value, expected, read),
            None => {
                self.fail(name, format!("{name} is required"));
                None
            }
        }
    }

    fn typed<T>(
        &mut self,
        name: &str,
        value: &'a Value,
        expected: &str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Option<T> {
        let typed = read(value);
        if typed.is_none() {
            self.fail(name, format!("expected {expected}, found {}", kind(value)));
        }
        typed
    }
}

fn error(pointer: String, message: impl Into<String>) -> ApiError {
    ApiError { code: 1001, message: message.into(), pointer: Some(pointer) }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_one_of_two_forms() {
        assert!(is_identifier("023e105f4ecef8ad9ca31a8372d0c353"));
        assert!(!is_identifier("023e105f4ecef8ad9ca31a8372d0c35"));
        assert!(is_certificate_id("2458ce5a-0c35-4c7f-82c7-8e9487d3ff60"));
        assert!(is_certificate_id("023e105f4ecef8ad9ca31a8372d0c353"));
        assert!(!is_certificate_id("2458ce5a_0c35_4c7f_82c7_8e9487d3ff60"));
        assert!(!is_certificate_id("certificates"));
    }

    #[test]
    fn a_hostname_belongs_to_its_zone_alone() {
        assert!(belongs_to("App.example.com", "example.com"));
        assert!(belongs_to("example.com", "example.com"));
        assert!(!belongs_to("badexample.com", "example.com"));
        assert!(!belongs_to("example.com.org", "example.com"));
    }

    #[test]
    fn hostnames_are_checked() {
        for good in ["app.example.com", "*.example.com", "_x.example.com", "a"] {
            assert!(is_hostname(good), "{good}");
        }
        for bad in ["", "*", "-a.com", "a..com", "a b.com", "https://a.com", &"a.".repeat(200)] {
            assert!(!is_hostname(bad), "{bad}");
        }
    }
}
