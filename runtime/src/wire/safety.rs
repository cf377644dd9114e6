//! What may be sent again without harm.
//!
//! Reads, PUT and DELETE do once what they do twice, unless an operation says otherwise of itself.
//! Everything else is repeated only when it was certainly not processed: it never got there, or was
//! turned away for the rate.

use reqwest::{Method, StatusCode};

/// Whether requests of this method can usually be repeated: twice does what once does.
pub(crate) const fn is_idempotent(method: &Method) -> bool {
    matches!(
        *method,
        Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE | Method::PUT | Method::DELETE
    )
}

/// Whether a request of this method changes nothing.
pub(crate) fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE)
        || method.as_str() == "QUERY"
}

/// Whether an answer with this status may be followed by the same request again.
pub(crate) fn may_repeat(idempotent: bool, status: StatusCode) -> bool {
    match status.as_u16() {
        429 => true,
        408 | 425 | 500 | 502..=599 => idempotent,
        _ => false,
    }
}

/// Whether an answer with this status leaves open if the request was processed. That something asks
/// to be left alone for a while doesn't say who: a gateway may have passed the request on.
pub(crate) fn leaves_open(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 500 | 502..=599)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_repeated() {
        for status in [408, 425, 429, 500, 502, 503, 504, 520, 522, 524, 599] {
            let status = StatusCode::from_u16(status).unwrap_or_default();
            assert!(may_repeat(true, status), "{status}");
            assert_eq!(may_repeat(false, status), status == 429, "{status}");
            assert_eq!(leaves_open(status), status != 429 && status != 425, "{status}");
        }
        for status in [200, 400, 401, 404, 409, 501] {
            let status = StatusCode::from_u16(status).unwrap_or_default();
            assert!(!may_repeat(true, status) && !leaves_open(status));
        }
    }
}
