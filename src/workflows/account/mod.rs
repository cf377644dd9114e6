//! Certificates that an account uploads: authorities whose certificates its hostnames ask visitors
//! for, and leaves that services show.

mod ensure;
mod hostnames;
mod remove;
mod rotate;

use std::collections::BTreeSet;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use super::identity::Identity;
use crate::generated::operations::MtlsCertificatesGroup;
use crate::generated::types::{MtlsCertificate, MtlsCertificateId};
use cloudflare_core::Error;
use cloudflare_core::prelude::*;

pub use self::ensure::EnsureAccountCertificate;
pub use self::remove::{DetachAccountAuthority, RemoveAccountCertificate};
pub use self::rotate::RotateAccountAuthority;

/// A certificate or bundle as it is stored.
#[derive(Clone, Debug)]
struct Kept {
    id: MtlsCertificateId,
    digests: BTreeSet<String>,
    certificate: MtlsCertificate,
}

impl Kept {
    fn of(certificate: MtlsCertificate) -> Option<Self> {
        let digests = digests(certificate.certificates.as_deref().unwrap_or_default());
        Some(Self { id: certificate.id.clone()?, digests, certificate })
    }
}

/// What a bundle is known by: the SHA-256 of each of its certificates, in whichever order.
fn digests(bundle: &str) -> BTreeSet<String> {
    let certificates = CertificateDer::pem_slice_iter(bundle.as_bytes()).flatten();
    certificates.map(|der| Identity::of_der(&der).sha256().to_owned()).collect()
}

/// All certificates of the account.
async fn all(group: &MtlsCertificatesGroup) -> Result<Vec<Kept>, Error> {
    Ok(group.list().result().await?.into_iter().filter_map(Kept::of).collect())
}

/// One certificate; `None` when there is none of that identifier.
async fn one(group: &MtlsCertificatesGroup, id: &MtlsCertificateId) -> Result<Option<Kept>, Error> {
    match group.get(id).result().await {
        Ok(certificate) => Ok(Kept::of(certificate)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// The services that use a certificate, each with its status. One that is gone is used by none.
async fn services(
    group: &MtlsCertificatesGroup,
    id: &MtlsCertificateId,
) -> Result<Vec<(String, String)>, Error> {
    match group.associations(id).result().await {
        Ok(services) => Ok(services
            .into_iter()
            .map(|one| (one.service.unwrap_or_default(), one.status.unwrap_or_default()))
            .collect()),
        Err(error) if error.is_not_found() => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// What a plan says about services that use a certificate and are out of reach.
fn unmovable(id: &MtlsCertificateId, services: &[String]) -> Vec<String> {
    match services {
        [] => Vec::new(),
        services => vec![format!("{id} is used by {}, which this API can't move", services.join(", "))],
    }
}
