//! Names of headers and cookies that documents declare as parameters.

/// Headers that OpenAPI takes for said by other means.
const SAID_ELSEWHERE: [&str; 3] = ["accept", "authorization", "content-type"];

/// Why a header or a cookie of this name isn't a parameter, if it isn't.
pub(crate) fn header_fault(name: &str) -> Option<&'static str> {
    if SAID_ELSEWHERE.iter().any(|said| name.eq_ignore_ascii_case(said)) {
        return Some("is a header that is set by other means");
    }
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    (!name.bytes().all(is_token)).then_some("has a name that no header can have")
}
