//! The service's name for an exchange of a request and an answer.

use reqwest::header::HeaderMap;

use crate::value::redact::Redactor;

/// The longest one that is kept, in characters; the service's have 20.
const LONGEST: usize = 100;

/// What the answer with these headers calls itself: what the service's support asks for.
pub(crate) fn cf_ray(headers: &HeaderMap, redactor: &Redactor) -> Option<String> {
    Some(redactor.excerpt(headers.get("cf-ray")?.to_str().ok()?, LONGEST))
}
