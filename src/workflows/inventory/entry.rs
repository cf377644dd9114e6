//! A certificate in an inventory.

use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};

use crate::workflows::kind::CertificateKind;
use cloudflare_core::Timestamp;
use cloudflare_core::runtime::OneLine;

/// A certificate, of whichever kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Entry {
    /// What sort of certificate it is.
    pub kind: CertificateKind,
    /// Where it is: `accounts/023e…` or `zones/023e…`.
    pub scope: String,
    /// The name of the zone, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Its identifier.
    pub id: String,
    /// The name that people know it by, where its kind has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The hostnames that use it, where its kind has any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hostnames: Vec<String>,
    /// Its status as the service writes it, where its kind has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// When it stops being valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<Timestamp>,
    /// The SHA-256 of its DER in lower-case hexadecimal digits; what the service gives, where it
    /// gives another one (Access: MD5, with a label).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
}

impl Entry {
    /// How many seconds it is valid from `now` on; negative when it has expired.
    pub fn expires_in_seconds(&self, now: Timestamp) -> Option<i64> {
        Some(self.expires_on?.as_second().saturating_sub(now.as_second()))
    }

    /// Where it is, as a person says it.
    pub(super) fn place(&self) -> &str {
        self.zone.as_deref().unwrap_or(&self.scope)
    }
}

/// One line.
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine(f);
        write!(f, "{} {} of {}", self.kind, self.id, self.place())?;
        if let Some(name) = &self.name {
            write!(f, ", {name}")?;
        }
        if let Some(status) = &self.status {
            write!(f, ", {status}")?;
        }
        match self.expires_on {
            Some(at) => write!(f, ", until {}", day(at)),
            None => Ok(()),
        }
    }
}

/// The day of a moment.
pub(super) fn day(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

/// A text of the service on one line, without what a terminal obeys.
pub(super) fn shown(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    // A string takes everything.
    let _ = OneLine(&mut line).write_str(text);
    line
}
