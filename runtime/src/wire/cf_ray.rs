//! The service's name for an exchange of a request and an answer.

use reqwest::header::HeaderMap;

/// What the answer with these headers calls itself: what the service's support asks for.
pub(crate) fn cf_ray(headers: &HeaderMap) -> Option<&str> {
    headers.get("cf-ray")?.to_str().ok()
}
