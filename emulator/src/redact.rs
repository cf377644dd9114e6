//! Keeping secrets out of the request log.
//!
//! Three nets, each for what slips through the one before: fields, query
//! parameters and headers that hold secrets by name, private keys in PEM
//! wherever they stand, and the emulator's own credentials wherever they stand.
//! The last two look through percent-encoding, also of percent-encoding.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// What stands in a secret's place.
pub(crate) const REDACTED: &str = "[redacted]";

const SECRET_FIELDS: [&str; 7] =
    ["private_key", "token", "api_token", "key", "api_key", "password", "secret"];
const SECRET_HEADERS: [&str; 5] =
    ["authorization", "proxy-authorization", "cookie", "x-auth-key", "x-auth-user-service-key"];

/// How often a text is decoded in search of a secret. A client that encodes
/// what is encoded already does so once or twice by mistake.
const ENCODINGS: usize = 4;

/// True for headers whose value is not to be kept.
pub(crate) fn is_secret_header(name: &str) -> bool {
    SECRET_HEADERS.contains(&name)
}

fn is_secret_field(name: &str) -> bool {
    SECRET_FIELDS.contains(&name.to_ascii_lowercase().as_str())
}

/// The JSON with secret fields, private keys and credentials replaced.
pub(crate) fn json(value: Value, secrets: &[String]) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| {
                let value = if is_secret_field(&name) { Value::from(REDACTED) } else { json(value, secrets) };
                (text(&name, secrets), value)
            })
            .collect(),
        Value::Array(items) => items.into_iter().map(|item| json(item, secrets)).collect(),
        Value::String(string) => Value::from(text(&string, secrets)),
        other => other,
    }
}

/// A query with the values of secret parameters, private keys and credentials
/// replaced.
pub(crate) fn query(query: &str, secrets: &[String]) -> String {
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if is_secret_field(&decoded(name)) => format!("{name}={REDACTED}"),
        _ => pair.to_owned(),
    });
    text(&pairs.collect::<Vec<_>>().join("&"), secrets)
}

/// The text with private keys and credentials replaced.
pub(crate) fn text(text: &str, secrets: &[String]) -> String {
    // A key that is cut short is as secret as a whole one, so nothing is kept
    // of a text that has the beginning of one.
    if holds_private_key(text) {
        return REDACTED.to_owned();
    }
    let plain = secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), REDACTED));
    let mut layer = Cow::Borrowed(plain.as_str());
    for _ in 0..ENCODINGS {
        let inner = decoded(&layer);
        if inner == layer {
            break;
        }
        // Where a secret stands in what is encoded can't be told in the text
        // as it was sent, so nothing of that is kept.
        if holds_private_key(&inner) || secrets.iter().any(|secret| inner.contains(secret.as_str())) {
            return REDACTED.to_owned();
        }
        layer = Cow::Owned(inner);
    }
    plain
}

fn holds_private_key(text: &str) -> bool {
    // A plus sign is a space in a form.
    ["PRIVATE KEY-----", "PRIVATE+KEY-----"].iter().any(|armour| text.contains(armour))
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
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

    #[test]
    fn secrets_are_found_through_encodings() {
        let secrets = ["tok/en".to_owned()];
        for hidden in [
            "a=tok%2Fen",
            "a=tok%252fen",
            "a=%74%6F%6B%2F%65%6E",
            "a=PRIVATE+KEY-----",
            "a=PRIVATE%20KEY-----",
            "a=PRIVATE%2520KEY%252D----",
        ] {
            assert_eq!(query(hidden, &secrets), REDACTED, "{hidden}");
        }
        assert_eq!(query("page=2&Private%5Fkey=x&b=%41", &secrets), "page=2&Private%5Fkey=[redacted]&b=%41");
    }
}
