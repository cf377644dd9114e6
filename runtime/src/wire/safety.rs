//! What may be sent again without harm.
//!
//! Reads, PUT and DELETE do once what they do twice; a POST is repeated only when it was certainly
//! not processed.

use std::time::Duration;

use reqwest::{Method, StatusCode};

/// Whether sending a request of this method twice does what sending it once does.
pub(crate) fn is_repeatable(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::PUT | Method::DELETE)
}

/// Whether a request of this method changes nothing.
pub(crate) fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether an answer with this status may be followed by the same request again.
pub(crate) fn may_repeat(method: &Method, status: StatusCode, retry_after: Option<Duration>) -> bool {
    match status.as_u16() {
        429 => true,
        503 if retry_after.is_some() => true,
        408 | 425 | 500 | 502..=599 => is_repeatable(method),
        _ => false,
    }
}

/// Whether an answer with this status leaves open if the request was processed.
pub(crate) fn leaves_open(status: StatusCode, retry_after: Option<Duration>) -> bool {
    match status.as_u16() {
        503 => retry_after.is_none(),
        408 | 500 | 502..=599 => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_repeated() {
        let after = Some(Duration::ZERO);
        for status in [408, 425, 429, 500, 502, 503, 504, 520, 522, 524, 599] {
            let status = StatusCode::from_u16(status).unwrap_or_default();
            for method in [Method::GET, Method::PUT, Method::DELETE] {
                assert!(may_repeat(&method, status, None), "{method} {status}");
            }
            assert_eq!(may_repeat(&Method::POST, status, None), status == 429, "{status}");
            assert_eq!(may_repeat(&Method::POST, status, after), [429, 503].contains(&status.as_u16()));
        }
        for status in [200, 400, 401, 404, 409, 501] {
            let status = StatusCode::from_u16(status).unwrap_or_default();
            assert!(!may_repeat(&Method::GET, status, after) && !leaves_open(status, None));
        }
    }
}
