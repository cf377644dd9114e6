//! What somebody should look at.

use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};

use super::Options;
use super::entry::{Entry, day};
use crate::workflows::standing::Standing;
use cloudflare_core::Timestamp;
use cloudflare_core::runtime::OneLine;

/// What was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Check {
    /// A certificate has expired.
    Expired,
    /// A certificate expires within so many days.
    ExpiresSoon,
    /// A hostname's certificate is expired, gone or not active.
    HostnameWithoutCertificate,
    /// A zone has several active certificates.
    SeveralActive,
    /// A zone has an active certificate, and authenticated origin pulls are off.
    NotSwitchedOn,
    /// The service gave up on a certificate or an association.
    TimedOut,
    /// An authority that Access trusts is used by no hostname.
    WithoutHostnames,
    /// Most of a quota is used.
    QuotaNearlyUsed,
}

impl Check {
    /// All checks.
    pub const ALL: [Self; 8] = [
        Self::Expired,
        Self::ExpiresSoon,
        Self::HostnameWithoutCertificate,
        Self::SeveralActive,
        Self::NotSwitchedOn,
        Self::TimedOut,
        Self::WithoutHostnames,
        Self::QuotaNearlyUsed,
    ];

    /// The check in one word, as it stands in data and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::ExpiresSoon => "expires_soon",
            Self::HostnameWithoutCertificate => "hostname_without_certificate",
            Self::SeveralActive => "several_active",
            Self::NotSwitchedOn => "not_switched_on",
            Self::TimedOut => "timed_out",
            Self::WithoutHostnames => "without_hostnames",
            Self::QuotaNearlyUsed => "quota_nearly_used",
        }
    }
}

/// Something that somebody should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// What was looked for.
    pub check: Check,
    /// Where: `accounts/023e…` or `zones/023e…`.
    pub scope: String,
    /// The name of the zone, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The identifiers of the certificates that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<String>,
    /// The hostnames that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hostnames: Vec<String>,
    /// What is the matter, in a phrase.
    pub detail: String,
}

/// Where, and what is the matter.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine(f);
        write!(f, "{}: {}", self.zone.as_deref().unwrap_or(&self.scope), self.detail)
    }
}

/// What is to be said about one certificate by itself.
pub(super) fn of_entry(entry: &Entry, standing: Standing, now: Timestamp, options: &Options) -> Vec<Finding> {
    let mut findings = Vec::new();
    let name = format!("the {} {}", entry.kind, entry.id);
    if matches!(standing, Standing::NotDeployed | Standing::NotDeleted) {
        let status = entry.status.as_deref().unwrap_or_default();
        findings.push(about(entry, Check::TimedOut, format!("{name} is {status}")));
    }
    let soon = now.checked_add(options.soon).unwrap_or(Timestamp::MAX);
    match entry.expires_on {
        Some(on) if on <= now => {
            findings.push(about(entry, Check::Expired, format!("{name} expired on {}", day(on))));
        }
        Some(on) if on < soon => {
            let days = on.duration_since(now).as_hours() / 24;
            let detail = format!("{name} expires in {days} days, on {}", day(on));
            findings.push(about(entry, Check::ExpiresSoon, detail));
        }
        _ => {}
    }
    findings
}

/// A finding about one certificate.
pub(super) fn about(entry: &Entry, check: Check, detail: String) -> Finding {
    Finding {
        check,
        scope: entry.scope.clone(),
        zone: entry.zone.clone(),
        certificates: vec![entry.id.clone()],
        hostnames: entry.hostnames.clone(),
        detail,
    }
}

/// A finding when most of a quota is used.
pub(super) fn of_quota(
    scope: &str,
    zone: Option<&str>,
    what: &str,
    used: usize,
    quota: usize,
    options: &Options,
) -> Option<Finding> {
    let nearly = used.saturating_mul(100) >= quota.saturating_mul(usize::try_from(options.nearly).ok()?);
    (nearly && used > 0).then(|| Finding {
        check: Check::QuotaNearlyUsed,
        scope: scope.to_owned(),
        zone: zone.map(str::to_owned),
        certificates: Vec::new(),
        hostnames: Vec::new(),
        detail: format!("{used} of {quota} {what} are used"),
    })
}
