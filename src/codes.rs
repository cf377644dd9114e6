//! What the mTLS API's error codes mean to a caller.
//!
//! The one table behind the predicates of [`Error`](crate::Error), beside the codes that all parts of
//! the service share. A code that stands for two things is told apart by its message; a code that
//! isn't here means nothing beyond its HTTP status.

use cloudflare_core::{Api, Code, Meaning};

/// What this crate is called, and what the codes of its API mean.
///
/// | codes | what is true of the error |
/// |---|---|
/// | 1472, 1551, 1552, 1553, 12135 | [`is_not_found`](crate::Error::is_not_found) |
/// | 1471, and 1406 unless its message says that a service behind failed | [`is_already_exists`](crate::Error::is_already_exists) |
/// | 1433, and 12132 of an Access certificate with active associations | [`is_in_use`](crate::Error::is_in_use) |
/// | 1414, 1434, and 12132 otherwise | [`is_settling`](crate::Error::is_settling) |
/// | 12130 | [`is_quota_exceeded`](crate::Error::is_quota_exceeded) |
pub static API: Api = Api::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")).codes(CODES);

/// The first line that fits counts, so of one code the lines with a text come first.
const CODES: &[Code] = &[
    Code::new(1001, Meaning::InvalidRequest),
    Code::new(1404, Meaning::InvalidRequest), // certificate id missing
    Code::saying(1406, "bad response", Meaning::ServiceFault),
    Code::new(1406, Meaning::AlreadyExists),
    Code::new(1408, Meaning::InvalidRequest), // certificate can't be parsed
    Code::new(1411, Meaning::InvalidRequest), // not a leaf certificate
    Code::new(1414, Meaning::Settling),       // pending deletion
    Code::new(1415, Meaning::InvalidRequest), // certificate id invalid
    Code::new(1433, Meaning::InUse),
    Code::new(1434, Meaning::Settling),      // pending deployment
    Code::new(1471, Meaning::AlreadyExists), // of an account
    Code::new(1472, Meaning::NotFound),      // of an account
    Code::new(1551, Meaning::NotFound),
    Code::new(1552, Meaning::NotFound),
    Code::new(1553, Meaning::NotFound),
    Code::new(2200, Meaning::InvalidRequest), // key and certificate don't match
    Code::new(12036, Meaning::InvalidRequest), // a hostname of another zone
    Code::new(12130, Meaning::QuotaExceeded),
    Code::saying(12132, ACTIVE_ASSOCIATIONS, Meaning::InUse),
    Code::new(12132, Meaning::Settling), // settings still being updated
    Code::new(12135, Meaning::NotFound),
    Code::any_saying(ACTIVE_ASSOCIATIONS, Meaning::InUse),
];

/// What the service writes, under more than one code, when an Access certificate still has
/// hostnames.
const ACTIVE_ASSOCIATIONS: &str = "certificate_has_active_associations";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn says(code: i64, message: &str) -> Option<Meaning> {
        let json = serde_json::json!({"code": code, "message": message});
        API.meaning(&serde_json::from_value(json).unwrap())
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
    fn every_line_can_be_reached() {
        use Meaning::*;
        for (codes, meaning) in [
            (&[1001, 1404, 1408, 1411, 1415, 2200, 7003, 12036][..], InvalidRequest),
            (&[9106, 9109, 10000, 10001], Authentication),
            (&[1472, 1551, 1552, 1553, 12135], NotFound),
            (&[1406, 1471], AlreadyExists),
            (&[1433], InUse),
            (&[1414, 1434, 12132], Settling),
            (&[12130], QuotaExceeded),
        ] {
            codes.iter().for_each(|code| assert_eq!(says(*code, ""), Some(meaning), "{code}"));
        }
    }
}
