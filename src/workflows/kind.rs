//! The sorts of certificates that workflows speak of.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Which sort of certificate a step, a finding or an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CertificateKind {
    /// Shown to all origins of a zone.
    Zone,
    /// Shown to the origins of the hostnames that are associated with it.
    Hostname,
    /// An authority that Access trusts.
    Access,
    /// Uploaded to an account: an authority, or a leaf with its key.
    Account,
    /// Issued by the service for visitors of a zone.
    Client,
}

impl CertificateKind {
    /// The kind in one word, as it stands in data and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Zone => "zone",
            Self::Hostname => "hostname",
            Self::Access => "access",
            Self::Account => "account",
            Self::Client => "client",
        }
    }
}

/// As in a sentence: "zone certificate".
impl fmt::Display for CertificateKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Zone => "zone certificate",
            Self::Hostname => "hostname certificate",
            Self::Access => "Access certificate",
            Self::Account => "account certificate",
            Self::Client => "client certificate",
        })
    }
}
