//! Keeping secrets out of the request log.
//!
//! Three nets, each for what slips through the one before: fields and headers
//! that hold secrets by name, private keys in PEM wherever they stand, and the
//! emulator's own credentials wherever they stand.

use serde_json::Value;

/// What stands in a secret's place.
pub(crate) const REDACTED: &str = "[redacted]";

const SECRET_FIELDS: [&str; 5] = ["private_key", "token", "key", "password", "secret"];
const SECRET_HEADERS: [&str; 5] =
    ["authorization", "proxy-authorization", "cookie", "x-auth-key", "x-auth-user-service-key"];

/// True for headers whose value is not to be kept.
pub(crate) fn is_secret_header(name: &str) -> bool {
    SECRET_HEADERS.contains(&name)
}

/// The JSON with secret fields, private keys and credentials replaced.
pub(crate) fn json(value: Value, secrets: &[String]) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| {
                let secret = SECRET_FIELDS.contains(&name.to_ascii_lowercase().as_str());
                let value = if secret { Value::from(REDACTED) } else { json(value, secrets) };
                (text(&name, secrets), value)
            })
            .collect(),
        Value::Array(items) => items.into_iter().map(|item| json(item, secrets)).collect(),
        Value::String(string) => Value::from(text(&string, secrets)),
        other => other,
    }
}

/// The text with private keys and credentials replaced.
pub(crate) fn text(text: &str, secrets: &[String]) -> String {
    // A key that is cut short is as secret as a whole one, so nothing is kept
    // of a text that has the beginning of one.
    if text.contains("PRIVATE KEY-----") {
        return REDACTED.to_owned();
    }
    secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), REDACTED))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn secrets_are_found_by_name_by_form_and_by_value() {
        let secrets = ["tok-en".to_owned()];
        let body = json!({
            "private_key": {"nested": "x"},
            "list": ["see -----BEGIN EC PRIVATE KEY-----\nMIIE", "uses tok-en here"],
            "name": "kept",
        });
        let expected = json!({
            "private_key": REDACTED,
            "list": [REDACTED, "uses [redacted] here"],
            "name": "kept",
        });
        assert_eq!(json(body, &secrets), expected);
    }
}
