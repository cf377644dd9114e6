//! Media types as documents write them.

/// The media type whose bodies have a typed form.
pub(crate) const JSON: &str = "application/json";

/// The media type of a form without files.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// Whether what is of a media type is JSON, given without its parameters.
pub(crate) fn is_json(media: &str) -> bool {
    media == JSON || media.ends_with("+json")
}

/// A media type without its parameters.
pub(crate) fn essence(media: &str) -> &str {
    media.split(';').next().unwrap_or(media).trim()
}
