//! Access certificates: authorities that Access trusts, with their hostnames.
//!
//! They differ from the certificates of origin pulls in everything that workflows care about: the
//! PEM isn't returned, there is no status, the same one can be uploaded twice, and hostnames are a
//! list that each update replaces.

mod ensure;
mod remove;
mod rotate;

use cloudflare_core::Timestamp;

use super::identity::Identity;
use crate::generated::operations::AccessCertificatesGroup;
use crate::generated::types::{AccessCertificate, AccessCertificateId, UpdateAccessCertificate};
use cloudflare_core::prelude::*;
use cloudflare_core::{Error, Id};

pub use self::ensure::EnsureAccessCertificate;
pub use self::remove::{DetachAccessCertificate, RemoveAccessCertificate};
pub use self::rotate::RotateAccessCertificate;

/// How many a page of the list holds.
const PAGE: u64 = 50;

/// A certificate as it is stored.
#[derive(Clone, Debug)]
struct Trusted {
    id: AccessCertificateId,
    name: String,
    /// In lower case.
    hostnames: Vec<String>,
    certificate: AccessCertificate,
}

impl Trusted {
    fn of(certificate: AccessCertificate) -> Option<Self> {
        let hostnames = certificate.associated_hostnames.iter().flatten();
        Some(Self {
            id: certificate.id.clone()?,
            name: certificate.name.clone().unwrap_or_default(),
            hostnames: hostnames.map(|hostname| hostname.to_ascii_lowercase()).collect(),
            certificate,
        })
    }

    /// Whether it is this certificate, by fingerprint and expiry.
    fn is(&self, identity: &Identity) -> bool {
        let AccessCertificate { fingerprint, expires_on, .. } = &self.certificate;
        let same_expiry = match (expires_on, identity.expires_on()) {
            (Some(one), Some(other)) => one.as_second() == other.as_second(),
            _ => true,
        };
        same_expiry && fingerprint.as_ref().is_some_and(|text| identity.has_fingerprint(text))
    }

    /// Where it stands in the order of uploads. Identifiers part those that came at once.
    fn order(&self) -> (Option<Timestamp>, &str) {
        (self.certificate.created_at, self.id.as_str())
    }

    /// The hostnames of these that it doesn't have.
    fn lacks(&self, hostnames: &[String]) -> Vec<String> {
        hostnames.iter().filter(|hostname| !self.hostnames.contains(hostname)).cloned().collect()
    }
}

/// All certificates of an account or a zone.
async fn all(group: &AccessCertificatesGroup) -> Result<Vec<Trusted>, Error> {
    let mut items = group.list().per_page(PAGE).items();
    let mut all = Vec::new();
    while let Some(certificate) = items.try_next().await? {
        all.extend(Trusted::of(certificate));
    }
    Ok(all)
}

/// One certificate; `None` when there is none of that identifier.
async fn one(group: &AccessCertificatesGroup, id: &AccessCertificateId) -> Result<Option<Trusted>, Error> {
    match group.get(id).result().await {
        Ok(certificate) => Ok(Trusted::of(certificate)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Adds hostnames to those that a certificate has.
async fn attach(group: &AccessCertificatesGroup, to: &Trusted, hostnames: &[String]) -> Result<(), Error> {
    let all = to.hostnames.iter().chain(hostnames);
    group.update(&to.id, UpdateAccessCertificate::new(all)).result().await.map(drop)
}

/// Takes a certificate all its hostnames. One that is gone has none.
async fn clear(group: &AccessCertificatesGroup, id: &str) -> Result<(), Error> {
    match group.update(id, UpdateAccessCertificate::new([""; 0])).result().await {
        Err(error) if error.is_not_found() => Ok(()),
        outcome => outcome.map(drop),
    }
}

/// Deletes a certificate. One that is gone is as wanted.
async fn delete(group: &AccessCertificatesGroup, id: &str) -> Result<(), Error> {
    match group.delete(Id::from(id)).result().await {
        Err(error) if error.is_not_found() => Ok(()),
        outcome => outcome.map(drop),
    }
}
