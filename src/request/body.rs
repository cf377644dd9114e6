//! The body of a request, in all the forms that one can have.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;
use zeroize::Zeroizing;

use super::Request;
use crate::error::{Error, Result};
use crate::form;
use crate::multipart::Multipart;
use crate::secret::{self, Secret};

/// Bytes that are overwritten when the last copy is dropped, and the secrets in them.
#[derive(Clone)]
pub(crate) struct Body {
    pub(crate) bytes: Bytes,
    pub(crate) content_type: Cow<'static, str>,
    pub(super) secrets: Arc<[Secret]>,
}

impl Request {
    /// Makes bytes of this media type the body.
    pub fn bytes(mut self, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        self.body = Some(Body {
            bytes: body.into(),
            content_type: Cow::Borrowed(content_type),
            secrets: Arc::default(),
        });
        self.unsendable = None;
        self
    }

    /// Makes a text of this media type the body, in UTF-8.
    pub fn text(mut self, content_type: &'static str, text: impl Into<String>) -> Self {
        self = self.bytes(content_type, text.into());
        if let Some(body) = &mut self.body {
            body.content_type = Cow::Owned(format!("{content_type}; charset=utf-8"));
        }
        self
    }

    /// Makes a multipart form the body.
    pub fn multipart(mut self, form: Multipart) -> Self {
        let (content_type, bytes) = form.encode();
        self.body = Some(Body {
            bytes: Bytes::from_owner(bytes),
            content_type: Cow::Owned(content_type),
            secrets: Arc::default(),
        });
        self.unsendable = None;
        self
    }

    /// Makes a form of these fields the body (`application/x-www-form-urlencoded`).
    pub fn pairs(self, fields: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Self {
        let fields: Vec<(String, Zeroizing<String>)> =
            fields.into_iter().map(|(name, value)| (name.into(), Zeroizing::new(value.into()))).collect();
        let form = form::encode_pairs(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        self.bytes(form::MEDIA, Bytes::from_owner(form))
    }

    /// Makes the fields of `value`, as a form, the body: a list as a field for each of its items,
    /// nothing for null. When it doesn't serialize to an object, sending the request gives an
    /// [invalid request](crate::ErrorKind::InvalidRequest) error.
    pub fn form<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        let (encoded, secrets) = secret::collect(|| form::encode(value));
        self.set_body(encoded.map(|form| Body {
            bytes: Bytes::from_owner(form),
            content_type: Cow::Borrowed(form::MEDIA),
            secrets: secrets.into(),
        }));
        self
    }

    /// Makes `value`, as JSON, the body. When it doesn't serialize, sending the request gives
    /// an [invalid request](crate::ErrorKind::InvalidRequest) error.
    pub fn json<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        self.set_json(value);
        self
    }

    pub(crate) fn set_json<T: Serialize + ?Sized>(&mut self, value: &T) {
        self.set_body(serialize(value));
    }

    fn set_body(&mut self, body: serde_json::Result<Body>) {
        match body {
            Ok(body) => (self.body, self.unsendable) = (Some(body), None),
            Err(error) => (self.body, self.unsendable) = (None, Some(Arc::new(error))),
        }
    }

    /// The body, or the error that kept it from being one.
    pub(crate) fn body(&self) -> Result<Option<&Body>> {
        match &self.unsendable {
            None => Ok(self.body.as_ref()),
            Some(error) => {
                Err(Error::invalid_request("the body doesn't serialize").with_source(Arc::clone(error)))
            }
        }
    }
}

/// JSON in memory that is overwritten when it is dropped.
///
/// The length is measured first: a buffer that grows leaves copies of private keys behind in
/// memory that nobody overwrites.
fn serialize<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Body> {
    struct Length(usize);
    impl io::Write for Length {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut length = Length(0);
    serde_json::to_writer(&mut length, value)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(length.0));
    let (written, secrets) = secret::collect(|| serde_json::to_writer(&mut *bytes, value));
    written?;
    let content_type = Cow::Borrowed("application/json");
    Ok(Body { bytes: Bytes::from_owner(bytes), content_type, secrets: secrets.into() })
}
