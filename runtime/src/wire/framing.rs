//! Headers that say where a request ends and what its connection is for.

use reqwest::header::HeaderName;

/// Why one can't be set.
pub(crate) const REFUSED: &str =
    "is part of how requests are framed, which the HTTP layer sees to: leave it out";

/// Whether a header of this name is one of them. Two readers that disagree about such a header see
/// different requests in the same bytes.
pub(crate) fn frames(name: &HeaderName) -> bool {
    const FRAMING: [&str; 13] = [
        "connection",
        "content-length",
        "expect",
        "host",
        "http2-settings",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    FRAMING.contains(&name.as_str())
}
