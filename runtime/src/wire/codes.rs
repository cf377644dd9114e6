//! The service's error codes and what they mean to a caller.
//!
//! The one table behind the predicates of [`Error`](crate::Error). A code that stands for two
//! things is told apart by its message; a code that isn't here means nothing beyond its HTTP
//! status.

use crate::wire::api_message::ApiMessage;

/// What an error of the service comes down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// The request itself is wrong: sending it again changes nothing.
    InvalidRequest,
    /// Credentials are missing, wrong or not allowed to do this.
    Authentication,
    /// What the path names doesn't exist.
    NotFound,
    /// The same certificate is there already.
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

struct Row {
    code: i64,
    /// Lower-case text that the message must contain for the row to apply.
    needle: Option<&'static str>,
    meaning: Meaning,
}

const fn row(code: i64, meaning: Meaning) -> Row {
    Row { code, needle: None, meaning }
}

const fn saying(code: i64, needle: &'static str, meaning: Meaning) -> Row {
    Row { code, needle: Some(needle), meaning }
}

/// The first row that fits counts, so of one code the rows with a needle come first.
const TABLE: &[Row] = &[
    row(1001, Meaning::InvalidRequest),
    row(1404, Meaning::InvalidRequest), // certificate id missing
    saying(1406, "bad response", Meaning::ServiceFault),
    row(1406, Meaning::AlreadyExists),
    row(1408, Meaning::InvalidRequest), // certificate can't be parsed
    row(1411, Meaning::InvalidRequest), // not a leaf certificate
    row(1414, Meaning::Settling),       // pending deletion
    row(1415, Meaning::InvalidRequest), // certificate id invalid
    row(1433, Meaning::InUse),
    row(1434, Meaning::Settling),      // pending deployment
    row(1471, Meaning::AlreadyExists), // of an account
    row(1472, Meaning::NotFound),      // of an account
    row(1551, Meaning::NotFound),
    row(1552, Meaning::NotFound),
    row(1553, Meaning::NotFound),
    row(2200, Meaning::InvalidRequest), // key and certificate don't match
    // No route: the path, usually the zone or account identifier in it, is wrong. Not "not
    // found", or a mistyped zone would pass for a certificate that is already gone.
    row(7003, Meaning::InvalidRequest),
    row(9106, Meaning::Authentication),
    row(9109, Meaning::Authentication),
    row(10000, Meaning::Authentication),
    row(10001, Meaning::Authentication),
    row(12036, Meaning::InvalidRequest), // a hostname of another zone
    row(12130, Meaning::QuotaExceeded),
    saying(12132, ACTIVE_ASSOCIATIONS, Meaning::InUse),
    row(12132, Meaning::Settling), // settings still being updated
    row(12135, Meaning::NotFound),
];

/// What the service writes, under more than one code, when an Access certificate still has
/// hostnames.
const ACTIVE_ASSOCIATIONS: &str = "certificate_has_active_associations";

/// What one error of an answer means, if it is known.
pub(crate) fn meaning(error: &ApiMessage) -> Option<Meaning> {
    let message = error.message().to_ascii_lowercase();
    TABLE
        .iter()
        .find(|row| row.code == error.code() && row.needle.is_none_or(|n| message.contains(n)))
        .map(|row| row.meaning)
        .or_else(|| message.contains(ACTIVE_ASSOCIATIONS).then_some(Meaning::InUse))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn says(code: i64, message: &str) -> Option<Meaning> {
        let json = serde_json::json!({"code": code, "message": message});
        meaning(&serde_json::from_value(json).unwrap())
    }

    #[test]
    fn ambiguous_codes_are_told_apart_by_their_message() {
        assert_eq!(says(1406, "Certificate already exists"), Some(Meaning::AlreadyExists));
        assert_eq!(says(1406, "Bad response certificate service"), Some(Meaning::ServiceFault));
        assert_eq!(says(12132, "access.api.error.conflict"), Some(Meaning::Settling));
        assert_eq!(
            says(12132, "access.api.error.conflict: certificate_has_active_associations"),
            Some(Meaning::InUse)
        );
        assert_eq!(says(1, "CERTIFICATE_HAS_ACTIVE_ASSOCIATIONS"), Some(Meaning::InUse));
        assert_eq!(says(424_242, "anything"), None);
    }

    #[test]
    fn rows_with_a_needle_come_before_the_row_without() {
        for (at, row) in TABLE.iter().enumerate() {
            let earlier = TABLE[..at].iter().any(|e| e.code == row.code && e.needle.is_none());
            assert!(!earlier, "{} is out of reach", row.code);
        }
    }
}
