//! What can be wrong with a certificate or its key, as a person would say it.

use std::fmt;
use std::time::Duration;

use cloudflare_core::Timestamp;

/// Something that is wrong with a certificate or its key.
///
/// Shown as a part of a sentence. Names come from the certificate, with control characters escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// There is no certificate in the text.
    NoCertificate,
    /// There is a private key in the certificate's text.
    HoldsPrivateKey,
    /// A certificate can't be read.
    Unreadable {
        /// Which one, counted from 1.
        position: usize,
    },
    /// An authority's certificate where a leaf is needed.
    NotALeaf {
        /// Whose certificate it is.
        subject: String,
    },
    /// A leaf certificate where an authority's is needed.
    NotAnAuthority {
        /// Whose certificate it is.
        subject: String,
    },
    /// A certificate in the chain didn't sign the one before it.
    WrongOrder {
        /// Which one, counted from 1.
        position: usize,
        /// Whose certificate it is.
        subject: String,
        /// Who signed the one before it.
        expected: String,
    },
    /// It isn't valid any more.
    Expired {
        /// Whose certificate it is.
        subject: String,
        /// When it expired.
        on: Timestamp,
    },
    /// It isn't valid yet.
    NotYetValid {
        /// Whose certificate it is.
        subject: String,
        /// When it begins to be.
        from: Timestamp,
    },
    /// It isn't valid for as long as was asked for.
    ExpiresSoon {
        /// Whose certificate it is.
        subject: String,
        /// When it expires.
        on: Timestamp,
        /// How long it should be valid.
        wanted: Duration,
    },
    /// It is signed with an algorithm that nobody accepts any more.
    WeakSignature {
        /// Whose certificate it is.
        subject: String,
        /// The algorithm.
        algorithm: String,
    },
    /// Its key is too short, or of a kind that can't be used.
    WeakKey {
        /// Whose certificate it is.
        subject: String,
        /// The kind and length of the key.
        key: String,
    },
    /// There is no private key in the text.
    NoKey,
    /// The private key is encrypted.
    KeyEncrypted,
    /// The private key can't be read.
    KeyUnreadable,
    /// The private key belongs to another certificate.
    KeyOfAnother,
    /// It doesn't cover hostnames that it should.
    NotCovered {
        /// Those hostnames.
        hostnames: Vec<String>,
        /// The names that it covers.
        covered: Vec<String>,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCertificate => {
                f.write_str("there is no certificate in the text: PEM is expected, BEGIN CERTIFICATE")
            }
            Self::HoldsPrivateKey => {
                f.write_str("the certificate's text holds a private key: give the two separately")
            }
            Self::Unreadable { position } => write!(f, "certificate {position} of the text can't be read"),
            Self::NotALeaf { subject } => write!(
                f,
                "the first certificate ({subject}) is an authority's: a leaf is needed, and stands first"
            ),
            Self::NotAnAuthority { subject } => {
                write!(f, "the certificate ({subject}) is no authority's: it can't vouch for others")
            }
            Self::WrongOrder { position, subject, expected } => write!(
                f,
                "certificate {position} ({subject}) didn't sign the one before it, which {expected} signed: \
                 put them in order"
            ),
            Self::Expired { subject, on } => write!(f, "the certificate ({subject}) expired on {}", day(*on)),
            Self::NotYetValid { subject, from } => {
                write!(f, "the certificate ({subject}) isn't valid before {from}")
            }
            Self::ExpiresSoon { subject, on, wanted } => write!(
                f,
                "the certificate ({subject}) expires on {}, and has to be valid for {} days",
                day(*on),
                wanted.as_secs() / 86_400
            ),
            Self::WeakSignature { subject, algorithm } => {
                write!(f, "the certificate ({subject}) is signed with {algorithm}, which is broken")
            }
            Self::WeakKey { subject, key } => {
                write!(f, "the certificate ({subject}) has a key that can't be used: {key}")
            }
            Self::NoKey => f.write_str("there is no private key in the text: PEM is expected"),
            Self::KeyEncrypted => {
                f.write_str("the private key is encrypted with a passphrase: decrypt it first")
            }
            Self::KeyUnreadable => {
                f.write_str("the private key can't be read: RSA, ECDSA and Ed25519 keys are, in PEM")
            }
            Self::KeyOfAnother => f.write_str("the private key belongs to another certificate"),
            Self::NotCovered { hostnames, covered } if covered.is_empty() => {
                write!(f, "the certificate covers no hostname, and should cover {}", hostnames.join(", "))
            }
            Self::NotCovered { hostnames, covered } => {
                write!(f, "the certificate covers {}, and not {}", covered.join(", "), hostnames.join(", "))
            }
        }
    }
}

/// The day of a moment, which is what people compare.
fn day(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}
