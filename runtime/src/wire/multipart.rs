//! Multipart forms: bodies of named parts, as a few operations take them.

use std::fmt;

use bytes::Bytes;
use zeroize::Zeroizing;

const JSON: &str = "application/json";

/// A multipart form (`multipart/form-data`), built part by part.
///
/// ```
/// use cloudflare_core::Multipart;
///
/// let form = Multipart::new()
///     .text("metadata", r#"{"main_module":"worker.js"}"#)
///     .file("worker.js", "worker.js", "application/javascript+module", "export default {}");
/// assert_eq!(format!("{form:?}"), r#"Multipart(["metadata", "worker.js"])"#);
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct Multipart {
    parts: Vec<Part>,
}

/// A part: its name, the name and media type of a file, and what is in it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) file: Option<(String, String)>,
    /// The media type of what is neither a file nor a plain text.
    pub(crate) media_type: Option<&'static str>,
    pub(crate) content: Bytes,
}

impl Multipart {
    /// A form without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text.
    pub fn text(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        let content = Bytes::from(text.into());
        self.parts.push(Part { name: name.into(), file: None, media_type: None, content });
        self
    }

    /// Adds a text that is in bytes already.
    pub(crate) fn text_of(mut self, name: String, content: Bytes) -> Self {
        self.parts.push(Part { name, file: None, media_type: None, content });
        self
    }

    /// Adds JSON.
    pub(crate) fn json(mut self, name: String, content: Bytes) -> Self {
        self.parts.push(Part { name, file: None, media_type: Some(JSON), content });
        self
    }

    /// Adds a file: its part's name, its file name, its media type, and its bytes.
    pub fn file(
        mut self,
        name: impl Into<String>,
        file_name: impl Into<String>,
        media_type: impl Into<String>,
        content: impl Into<Bytes>,
    ) -> Self {
        let file = Some((file_name.into(), media_type.into()));
        self.parts.push(Part { name: name.into(), file, media_type: None, content: content.into() });
        self
    }

    /// The media type with the boundary, and the body.
    pub(crate) fn encode(&self) -> (String, Zeroizing<Vec<u8>>) {
        // Random, so that no content can be written to contain it.
        let boundary = format!("----{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
        let length: usize = self.parts.iter().map(|part| part.content.len() + part.name.len() + 256).sum();
        let mut body = Zeroizing::new(Vec::with_capacity(length + 64));
        for part in &self.parts {
            let mut head =
                format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(&part.name));
            if let Some((file_name, media_type)) = &part.file {
                let media_type: String = media_type.chars().filter(|c| !c.is_control()).collect();
                head.push_str(&format!("; filename=\"{}\"\r\nContent-Type: {media_type}", quoted(file_name)));
            }
            if let Some(media_type) = part.media_type {
                head.push_str("\r\nContent-Type: ");
                head.push_str(media_type);
            }
            head.push_str("\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(&part.content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        (format!("multipart/form-data; boundary={boundary}"), body)
    }
}

/// Reading a form that was sent, for mocks.
#[cfg(feature = "httpmock")]
impl Multipart {
    /// The parts of an encoded form; `None` when it isn't one. Names are as they were written:
    /// quotes and line ends in them are escaped.
    pub(crate) fn decode(content_type: &str, body: &[u8]) -> Option<Vec<Part>> {
        let (kind, boundary) = content_type.split_once("boundary=")?;
        if !kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data") {
            return None;
        }
        let boundary = boundary.split(';').next()?.trim().trim_matches('"');
        let delimiter = format!("\r\n--{boundary}");
        // The first delimiter stands at the very beginning, without a line end before it.
        let mut rest = body.strip_prefix(delimiter.trim_start().as_bytes())?;
        let mut parts = Vec::new();
        while let Some(part) = rest.strip_prefix(b"\r\n") {
            let (part, after) = split(part, delimiter.as_bytes())?;
            let (head, content) = split(part, b"\r\n\r\n")?;
            let head = std::str::from_utf8(head).ok()?;
            let value =
                |name: &str| Some(head.split_once(&format!("; {name}=\""))?.1.split('"').next()?.to_owned());
            let media = head.lines().find_map(|line| line.strip_prefix("Content-Type: "));
            let file = value("filename").map(|file| (file, media.unwrap_or_default().to_owned()));
            let media_type = media.filter(|media| file.is_none() && *media == JSON).map(|_| JSON);
            let content = Bytes::copy_from_slice(content);
            parts.push(Part { name: value("name")?, file, media_type, content });
            rest = after;
        }
        rest.starts_with(b"--").then_some(parts)
    }
}

/// What stands before the first `delimiter`, and what after it.
#[cfg(feature = "httpmock")]
fn split<'a>(text: &'a [u8], delimiter: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = text.windows(delimiter.len()).position(|window| window == delimiter)?;
    Some((text.get(..at)?, text.get(at + delimiter.len()..)?))
}

/// The names of the parts, not what is in them.
impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.parts.iter().map(|part| part.name.as_str()).collect();
        f.debug_tuple("Multipart").field(&names).finish()
    }
}

/// A name as browsers write it: quotes and line ends can't end it.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn parts_stand_between_boundaries() {
        let form = Multipart::new().text("a\"b", "1").file("f", "x.js", "text/javascript", "let x;");
        let (media, body) = form.encode();
        let boundary = media.split_once("boundary=").unwrap().1;
        let expected = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"a%22b\"\r\n\r\n1\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.js\"\r\n\
             Content-Type: text/javascript\r\n\r\nlet x;\r\n--{boundary}--\r\n"
        );
        assert_eq!(String::from_utf8_lossy(&body), expected);
    }

    #[cfg(feature = "httpmock")]
    #[test]
    fn an_encoded_form_is_read_again() {
        let form =
            Multipart::new().text("a\"b", "1\r\n--2").text("", "").file("f", "x.js", "text/javascript", "l");
        let (media, body) = form.encode();
        let parts = Multipart::decode(&media, &body).unwrap();
        let names: Vec<_> = parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["a%22b", "", "f"]);
        assert_eq!((&parts[0].content[..], &parts[0].file), (&b"1\r\n--2"[..], &None));
        assert_eq!(parts[2].file, Some(("x.js".to_owned(), "text/javascript".to_owned())));
        let none = Multipart::new().encode();
        assert_eq!(Multipart::decode(&none.0, &none.1).unwrap().len(), 0);
        for (media, body) in [
            ("application/json", &body[..]),
            ("multipart/form-data", &body[..]),
            (&*media, b"{}"),
            (&*media, &body[..body.len() - 4]),
        ] {
            assert!(Multipart::decode(media, body).is_none(), "{media}");
        }
    }
}
