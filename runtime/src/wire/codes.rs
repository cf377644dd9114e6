//! The service's error codes and what they mean to a caller.
//!
//! Codes belong to an API: each generated crate brings a table of its own, and the few that all parts
//! of the service share are here. A code that stands for two things is told apart by its message; a
//! code that is in no table means nothing beyond its HTTP status.

use crate::wire::api_message::ApiMessage;

/// What an error of the service comes down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Meaning {
    /// The request itself is wrong: sending it again changes nothing.
    InvalidRequest,
    /// Credentials are missing, wrong or not allowed to do this.
    Authentication,
    /// What the path names doesn't exist.
    NotFound,
    /// It doesn't fit what is there, in a way that isn't one of the three that follow.
    Conflict,
    /// The same thing is there already.
    AlreadyExists,
    /// Something else still refers to it.
    InUse,
    /// Its state is changing; the same request is accepted later.
    Settling,
    /// There are as many as there may be.
    QuotaExceeded,
    /// A fault on the service's side that happens to have a code.
    ServiceFault,
}

/// One line of a table of codes: what an error means that has this code, or says this, or both.
///
/// ```
/// use cloudflare_core::{Code, Meaning};
///
/// // Of one code, what is told apart by its message comes first.
/// const CODES: &[Code] = &[
///     Code::saying(1406, "bad response", Meaning::ServiceFault),
///     Code::new(1406, Meaning::AlreadyExists),
/// ];
/// # let _ = CODES;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    code: Option<i64>,
    /// Lower-case text that the message must contain.
    needle: Option<&'static str>,
    meaning: Meaning,
}

impl Code {
    /// An error of this code means this.
    pub const fn new(code: i64, meaning: Meaning) -> Self {
        Self { code: Some(code), needle: None, meaning }
    }

    /// An error of this code whose message has this in it means this. The text is in lower case; that
    /// of the message doesn't matter.
    pub const fn saying(code: i64, needle: &'static str, meaning: Meaning) -> Self {
        Self { code: Some(code), needle: Some(needle), meaning }
    }

    /// An error of whatever code whose message has this in it, in lower case, means this.
    pub const fn any_saying(needle: &'static str, meaning: Meaning) -> Self {
        Self { code: None, needle: Some(needle), meaning }
    }

    fn fits(&self, code: i64, message: &str) -> bool {
        self.code.is_none_or(|known| known == code) && self.needle.is_none_or(|n| message.contains(n))
    }
}

/// The codes that all parts of the service share.
const SHARED: &[Code] = &[
    // No route: the path, usually the zone or account identifier in it, is wrong. Not "not found", or
    // a mistyped zone would pass for something that is already gone.
    Code::new(7003, Meaning::InvalidRequest),
    Code::new(9106, Meaning::Authentication),
    Code::new(9109, Meaning::Authentication),
    Code::new(10000, Meaning::Authentication),
    Code::new(10001, Meaning::Authentication),
];

/// What one error of an answer means, if it is known: the first line of `own` that fits counts, and
/// else the first of those that are shared.
pub(crate) fn meaning(own: &[Code], error: &ApiMessage) -> Option<Meaning> {
    let message = error.message().to_ascii_lowercase();
    let mut lines = own.iter().chain(SHARED);
    lines.find(|line| line.fits(error.code(), &message)).map(|line| line.meaning)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const OWN: &[Code] = &[
        Code::saying(7, "in use", Meaning::InUse),
        Code::new(7, Meaning::NotFound),
        Code::any_saying("too many", Meaning::QuotaExceeded),
        Code::new(10000, Meaning::Settling),
    ];

    fn says(own: &[Code], code: i64, message: &str) -> Option<Meaning> {
        let json = serde_json::json!({"code": code, "message": message});
        meaning(own, &serde_json::from_value(json).unwrap())
    }

    #[test]
    fn the_first_line_that_fits_counts() {
        assert_eq!(says(OWN, 7, "It is In Use"), Some(Meaning::InUse));
        assert_eq!(says(OWN, 7, ""), Some(Meaning::NotFound));
        assert_eq!(says(OWN, 8, "Too many of them"), Some(Meaning::QuotaExceeded));
        assert_eq!(says(OWN, 8, "in use"), None);
    }

    #[test]
    fn an_api_without_codes_has_those_that_are_shared_and_its_own_come_first() {
        for code in [9106, 9109, 10000, 10001] {
            assert_eq!(says(&[], code, ""), Some(Meaning::Authentication), "{code}");
        }
        assert_eq!(says(&[], 7003, "No route"), Some(Meaning::InvalidRequest));
        assert_eq!(says(OWN, 10000, ""), Some(Meaning::Settling));
        assert_eq!(says(&[], 1406, ""), None);
    }
}
