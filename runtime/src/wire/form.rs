//! Form bodies: fields by name, as browsers send them (`application/x-www-form-urlencoded`).

use form_urlencoded::Serializer;
use serde::Serialize;
use serde_json::Value;
use zeroize::{Zeroize, Zeroizing};

/// The media type.
pub(crate) const MEDIA: &str = "application/x-www-form-urlencoded";

/// The fields of `value` as a form: a list as a field for each item, nothing for null.
pub(crate) fn encode<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Zeroizing<Vec<u8>>> {
    let fields = match serde_json::to_value(value)? {
        Value::Object(fields) => fields,
        _ => return Err(serde::ser::Error::custom("a form is made of an object")),
    };
    let mut pairs: Vec<(String, Zeroizing<String>)> = Vec::new();
    for (name, value) in fields {
        let items = match value {
            Value::Array(items) => items,
            item => vec![item],
        };
        for item in items.into_iter().filter(|item| !item.is_null()) {
            let text = match item {
                Value::String(text) => text,
                other => other.to_string(),
            };
            pairs.push((name.clone(), Zeroizing::new(text)));
        }
    }
    Ok(encode_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))))
}

/// Fields in this order as a form.
pub(crate) fn encode_pairs<'a>(
    pairs: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> Zeroizing<Vec<u8>> {
    // Growing would leave copies behind in memory that nobody overwrites. Each byte becomes three
    // at most.
    let length = pairs.clone().map(|(name, value)| 3 * (name.len() + value.len()) + 2).sum();
    let mut form = Serializer::new(String::with_capacity(length));
    form.extend_pairs(pairs);
    let mut text = form.finish();
    let bytes = Zeroizing::new(text.as_bytes().to_vec());
    text.zeroize();
    bytes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_are_escaped_lists_repeated_and_nothing_left_out() {
        let form = encode(&json!({
            "a": "1 2&=+%\u{e9}", "b": true, "c": 1.5, "d": null, "e": ["x", "y"], "f": "", "g h": [], "i": -7
        }));
        let form = String::from_utf8(form.unwrap().to_vec()).unwrap();
        assert_eq!(form, "a=1+2%26%3D%2B%25%C3%A9&b=true&c=1.5&e=x&e=y&f=&i=-7");
        assert!(encode(&json!([1])).is_err() && encode("a=1").is_err());
        assert_eq!(encode(&json!({})).unwrap().as_slice(), b"");
    }
}
