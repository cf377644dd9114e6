//! Structures as multipart forms: a part for each field.
//!
//! Texts, numbers and switches are parts of text, lists a part for each item, files are files, and what
//! has fields of its own is a part of JSON. Nothing is written for null.

use bytes::Bytes;
use serde::Serialize;
use serde::ser::Error as _;
use serde_json::Value;
use zeroize::Zeroizing;

use super::multipart::Multipart;
use crate::value::file_part::{self, FilePart};

/// The fields of `value` as a form.
pub(crate) fn encode<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Multipart> {
    let (value, files) = file_part::collect(|| serde_json::to_value(value));
    let Value::Object(fields) = value? else {
        return Err(serde_json::Error::custom("a form is made of an object"));
    };
    let mut form = Multipart::new();
    for (name, value) in fields {
        let items = match value {
            Value::Array(items) => items,
            item => vec![item],
        };
        for item in items {
            form = match file_part::marked(&item, &files) {
                Some(file) => with_file(form, name.clone(), file)?,
                None => with_value(form, name.clone(), item)?,
            };
        }
    }
    Ok(form)
}

fn with_value(form: Multipart, name: String, value: Value) -> serde_json::Result<Multipart> {
    // Overwritten when the last copy is dropped.
    let kept = |bytes: Vec<u8>| Bytes::from_owner(Zeroizing::new(bytes));
    Ok(match value {
        Value::Null => form,
        Value::String(text) => form.text_of(name, kept(text.into_bytes())),
        Value::Object(_) | Value::Array(_) => form.json(name, kept(serde_json::to_vec(&value)?)),
        other => form.text(name, other.to_string()),
    })
}

fn with_file(form: Multipart, part: String, file: &FilePart) -> serde_json::Result<Multipart> {
    // Documents write `<any part name>` for files that are parts by their own names.
    let by_own_name = part.starts_with('<') && part.ends_with('>');
    let (part, name) = match &file.name {
        Some(name) if by_own_name => (name.clone(), name.clone()),
        Some(name) => (part, name.clone()),
        None if by_own_name => {
            return Err(serde_json::Error::custom("a file here needs a name, by which its part goes"));
        }
        None => (part.clone(), part),
    };
    let media_type = file.media_type.as_deref().unwrap_or("application/octet-stream");
    Ok(form.file(part, name, media_type, file.content.clone()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeMap;

    use super::*;
    use crate::value::number::Number;
    use crate::value::secret::Secret;

    #[derive(Serialize)]
    struct Upload {
        flag: bool,
        file: FilePart,
        #[serde(rename = "<any part name>")]
        modules: Vec<FilePart>,
        metadata: BTreeMap<&'static str, u8>,
        nothing: Option<String>,
        secret: Secret,
        size: Number,
        tags: Vec<&'static str>,
    }

    fn upload(modules: Vec<FilePart>) -> Upload {
        Upload {
            flag: true,
            file: FilePart::from("abc"),
            modules,
            metadata: BTreeMap::from([("a", 1)]),
            nothing: None,
            secret: Secret::new("hush"),
            size: 3.into(),
            tags: vec!["x", "y"],
        }
    }

    #[test]
    fn each_field_is_a_part_of_its_kind() {
        let module = FilePart::new("worker.js", "let x;").media_type("text/javascript");
        let form = encode(&upload(vec![module])).unwrap();
        let (media, body) = form.encode();
        let boundary = media.split_once("boundary=").unwrap().1;
        let body = String::from_utf8(body.to_vec()).unwrap();
        let mut parts: Vec<&str> = body.split(&format!("--{boundary}")).map(str::trim).collect();
        let head = "Content-Disposition: form-data; name=";
        let expected = [
            String::new(),
            format!(
                "{head}\"worker.js\"; filename=\"worker.js\"\r\nContent-Type: text/javascript\r\n\r\nlet x;"
            ),
            format!("{head}\"file\"; filename=\"file\"\r\nContent-Type: application/octet-stream\r\n\r\nabc"),
            format!("{head}\"flag\"\r\n\r\ntrue"),
            format!("{head}\"metadata\"\r\nContent-Type: application/json\r\n\r\n{{\"a\":1}}"),
            format!("{head}\"secret\"\r\n\r\nhush"),
            format!("{head}\"size\"\r\n\r\n3"),
            format!("{head}\"tags\"\r\n\r\nx"),
            format!("{head}\"tags\"\r\n\r\ny"),
            "--".to_owned(),
        ];
        assert_eq!((parts.first(), parts.last()), (Some(&""), Some(&"--")));
        // What else is built decides whether JSON objects keep the order of their fields.
        parts.sort_unstable();
        let mut expected = expected.each_ref().map(String::as_str);
        expected.sort_unstable();
        assert_eq!(parts, expected);
    }

    #[test]
    fn what_is_no_form_is_refused() {
        let unnamed = encode(&upload(vec![FilePart::from("x")])).unwrap_err();
        assert!(unnamed.to_string().contains("needs a name"), "{unnamed}");
        assert!(encode("a").is_err());
        let json = serde_json::to_string(&FilePart::from("x")).unwrap_err();
        assert!(json.to_string().contains("part of a form"), "{json}");
    }

    #[test]
    fn nothing_of_a_file_shows() {
        let file = FilePart::new("a.txt", "the content");
        assert_eq!(format!("{file:?}"), r#"FilePart { name: Some("a.txt"), media_type: None, bytes: 11 }"#);
        assert!(!format!("{:?}", encode(&upload(vec![])).unwrap()).contains("hush"));
    }
}
