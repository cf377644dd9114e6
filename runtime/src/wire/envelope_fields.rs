//! The fields of an envelope, unread, and what the beginning of an answer says.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// What some servers begin a text with.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// The envelope's fields, all optional, the lenient ones unread.
#[derive(Deserialize)]
pub(crate) struct Fields<'a> {
    #[serde(borrow, default)]
    pub(crate) success: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) errors: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) messages: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) result: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) result_info: Option<&'a RawValue>,
}

impl<'a> Fields<'a> {
    /// An answer without a body says nothing, neither good nor bad.
    const SILENT: Self =
        Self { success: None, errors: None, messages: None, result: None, result_info: None };

    pub(crate) fn read(body: &'a [u8]) -> Result<Self, serde_json::Error> {
        let body = without_bom(body);
        if body.trim_ascii().is_empty() {
            return Ok(Self::SILENT);
        }
        // A struct can also be read from an array, which is no envelope.
        if !body.trim_ascii_start().starts_with(b"{") {
            serde_json::from_slice::<&RawValue>(body)?;
            return Err(serde::de::Error::custom("the answer is JSON and not an object"));
        }
        serde_json::from_slice(body)
    }

    /// What the envelope says of itself; `None` when it doesn't say.
    pub(crate) fn succeeded(&self) -> Option<bool> {
        match self.success?.get() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }
}

/// A field that is read whatever it is; what can't be read isn't there.
pub(crate) fn lenient(field: Option<&RawValue>) -> Option<Value> {
    serde_json::from_str(field?.get()).ok()
}

/// The text, without the mark that some servers put before it.
pub(crate) fn without_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix(BOM).unwrap_or(body)
}

/// What the beginning of an answer says about its success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FirstLook {
    /// It is an envelope that reports a failure.
    Failure,
    /// It is something else.
    Other,
    /// It takes more of it to say.
    Unclear,
}

/// Judges the beginning of an answer.
pub(crate) fn first_look(beginning: &[u8]) -> FirstLook {
    if beginning.len() < BOM.len() && BOM.starts_with(beginning) {
        return FirstLook::Unclear;
    }
    let text = without_bom(beginning).trim_ascii_start();
    if text.is_empty() {
        return FirstLook::Unclear;
    }
    // A struct can also be read from an array, which is no envelope.
    if !text.starts_with(b"{") {
        return FirstLook::Other;
    }
    match serde_json::Deserializer::from_slice(text).into_iter::<Fields<'_>>().next() {
        Some(Ok(fields)) if fields.succeeded() == Some(false) => FirstLook::Failure,
        Some(Err(error)) if error.is_eof() => FirstLook::Unclear,
        _ => FirstLook::Other,
    }
}
