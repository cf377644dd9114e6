//! The body of a request, in all the forms that one can have.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::value::secret::{self, Secret};
use crate::wire::form;
use crate::wire::multipart::Multipart;
use crate::wire::parts;

/// Bytes that are overwritten when the last copy is dropped, and the secrets in them.
#[derive(Clone)]
pub(crate) struct Body {
    pub(crate) bytes: Bytes,
    pub(crate) content_type: Cow<'static, str>,
    pub(crate) secrets: Arc<[Secret]>,
}

impl Body {
    /// Bytes of this media type.
    pub(crate) fn bytes(content_type: impl Into<Cow<'static, str>>, bytes: impl Into<Bytes>) -> Self {
        Self { bytes: bytes.into(), content_type: content_type.into(), secrets: Arc::default() }
    }

    /// A text of this media type, in UTF-8.
    pub(crate) fn text(content_type: &str, text: String) -> Self {
        Self::bytes(format!("{content_type}; charset=utf-8"), text)
    }

    /// A multipart form.
    pub(crate) fn multipart(form: &Multipart) -> Self {
        let (content_type, bytes) = form.encode();
        Self::bytes(content_type, Bytes::from_owner(bytes))
    }

    /// The fields of `value` as a multipart form.
    pub(crate) fn parts<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Self> {
        let (form, secrets) = secret::collect(|| parts::encode(value));
        Ok(Self { secrets: secrets.into(), ..Self::multipart(&form?) })
    }

    /// A form of these fields.
    pub(crate) fn pairs(fields: &[(String, Zeroizing<String>)]) -> Self {
        let form = form::encode_pairs(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        Self::bytes(form::MEDIA, Bytes::from_owner(form))
    }

    /// The fields of `value` as a form.
    pub(crate) fn form<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Self> {
        let (encoded, secrets) = secret::collect(|| form::encode(value));
        Ok(Self { secrets: secrets.into(), ..Self::bytes(form::MEDIA, Bytes::from_owner(encoded?)) })
    }

    /// JSON in memory that is overwritten when it is dropped.
    ///
    /// The length is measured first: a buffer that grows leaves copies of private keys behind in
    /// memory that nobody overwrites.
    pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Self> {
        let mut length = Length(0);
        serde_json::to_writer(&mut length, value)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(length.0));
        let (written, secrets) = secret::collect(|| serde_json::to_writer(&mut *bytes, value));
        written?;
        Ok(Self { secrets: secrets.into(), ..Self::bytes("application/json", Bytes::from_owner(bytes)) })
    }
}

/// Counts what is written to it.
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
