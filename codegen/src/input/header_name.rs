//! Names that HTTP has a form for: of headers, cookies and methods.

/// Headers that OpenAPI takes for said by other means.
const SAID_ELSEWHERE: [&str; 3] = ["accept", "authorization", "content-type"];

/// Why a header or a cookie of this name isn't a parameter, if it isn't.
pub(crate) fn header_fault(name: &str) -> Option<&'static str> {
    if SAID_ELSEWHERE.iter().any(|said| name.eq_ignore_ascii_case(said)) {
        return Some("is a header that is set by other means");
    }
    (!is_token(name)).then_some("has a name that no header can have")
}

/// Whether a text has no characters but those that names in HTTP have.
pub(crate) fn is_token(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
