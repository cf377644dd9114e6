//! Zone certificates and hostname certificates as workflows see them: the same life, under two
//! groups of operations.

use std::fmt;
use std::future::Future;

use cloudflare_core::Timestamp;

use super::identity::sha256_of;
use super::kind::CertificateKind;
use super::standing::{Standing, words};
use super::workflow::HoldsClient;
use crate::generated::operations::{
    HostnameAssociationsGroup, HostnameCertificatesGroup, ZoneCertificatesGroup,
};
use crate::generated::types::{
    CertificateStatus, CreateHostnameCertificate, CreateZoneCertificate, HostnameCertificate, ZoneCertificate,
};
use cloudflare_core::prelude::*;
use cloudflare_core::{Error, Id, Secret, ZoneId};

/// A certificate of authenticated origin pulls, as it is stored.
#[derive(Clone)]
pub struct Stored<C> {
    pub(super) id: Id<C>,
    pub(super) standing: Standing,
    pub(super) status: String,
    /// Of the PEM that the service returned.
    pub(super) sha256: Option<String>,
    pub(super) uploaded_on: Option<Timestamp>,
    pub(super) certificate: C,
}

impl<C> fmt::Debug for Stored<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stored").field("id", &self.id).field("status", &self.status).finish_non_exhaustive()
    }
}

impl<C> Stored<C> {
    /// Where it stands in the order of uploads. Identifiers part those that came at once.
    pub(super) fn order(&self) -> Option<(Timestamp, &str)> {
        Some((self.uploaded_on?, self.id.as_str()))
    }
}

/// The certificates of one zone and kind: the groups of zone certificates and of hostname
/// certificates.
pub trait OriginPullCertificates: sealed::Sealed + HoldsClient + Clone + Send + Sync + 'static {
    /// A certificate, as operations give it.
    type Certificate: Clone + fmt::Debug + Send + Sync + 'static;
    /// What is sent to delete one, and what comes back, is the group's own business.
    #[doc(hidden)]
    const KIND: CertificateKind;

    #[doc(hidden)]
    fn zone(&self) -> &ZoneId;
    /// Who uses the certificates, where somebody has to be associated with them.
    #[doc(hidden)]
    fn associations(&self) -> Option<HostnameAssociationsGroup>;
    #[doc(hidden)]
    fn stored(certificate: Self::Certificate) -> Option<Stored<Self::Certificate>>;
    #[doc(hidden)]
    fn listed(&self) -> impl Future<Output = Result<Vec<Self::Certificate>, Error>> + Send;
    #[doc(hidden)]
    fn read(
        &self,
        id: &Id<Self::Certificate>,
    ) -> impl Future<Output = Result<Self::Certificate, Error>> + Send;
    #[doc(hidden)]
    fn upload(
        &self,
        certificate: &str,
        private_key: &Secret,
    ) -> impl Future<Output = Result<Self::Certificate, Error>> + Send;
    #[doc(hidden)]
    fn erase(&self, id: &Id<Self::Certificate>) -> impl Future<Output = Result<(), Error>> + Send;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for crate::generated::operations::ZoneCertificatesGroup {}
    impl Sealed for crate::generated::operations::HostnameCertificatesGroup {}
}

/// All certificates of the group that can be addressed.
pub(super) async fn all<G: OriginPullCertificates>(group: &G) -> Result<Vec<Stored<G::Certificate>>, Error> {
    Ok(group.listed().await?.into_iter().filter_map(G::stored).collect())
}

/// One certificate; `None` when there is none of that identifier.
pub(super) async fn one<G: OriginPullCertificates>(
    group: &G,
    id: &Id<G::Certificate>,
) -> Result<Option<Stored<G::Certificate>>, Error> {
    match group.read(id).await {
        Ok(certificate) => Ok(G::stored(certificate)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Deletes a certificate. One that is deleted already is as wanted.
pub(super) async fn delete<G: OriginPullCertificates>(group: &G, id: &str) -> Result<(), Error> {
    match group.erase(&Id::from(id)).await {
        Err(error) if error.is_not_found() => Ok(()),
        outcome => outcome,
    }
}

fn stored<C>(
    id: Option<Id<C>>,
    status: Option<&CertificateStatus>,
    pem: Option<&str>,
    uploaded_on: Option<Timestamp>,
    certificate: C,
) -> Option<Stored<C>> {
    let (standing, status, sha256) = (Standing::of(status), words(status), pem.and_then(sha256_of));
    Some(Stored { id: id?, standing, status, sha256, uploaded_on, certificate })
}

impl OriginPullCertificates for ZoneCertificatesGroup {
    type Certificate = ZoneCertificate;
    const KIND: CertificateKind = CertificateKind::Zone;

    fn zone(&self) -> &ZoneId {
        &self.zone_id
    }

    fn associations(&self) -> Option<HostnameAssociationsGroup> {
        None
    }

    fn stored(certificate: ZoneCertificate) -> Option<Stored<ZoneCertificate>> {
        let ZoneCertificate { id, status, certificate: pem, uploaded_on, .. } = &certificate;
        stored(id.clone(), status.clone().as_ref(), pem.clone().as_deref(), *uploaded_on, certificate)
    }

    fn listed(&self) -> impl Future<Output = Result<Vec<ZoneCertificate>, Error>> + Send {
        self.list().result()
    }

    fn read(&self, id: &Id<ZoneCertificate>) -> impl Future<Output = Result<ZoneCertificate, Error>> + Send {
        self.get(id).result()
    }

    fn upload(
        &self,
        certificate: &str,
        private_key: &Secret,
    ) -> impl Future<Output = Result<ZoneCertificate, Error>> + Send {
        self.create(CreateZoneCertificate::new(certificate, private_key)).result()
    }

    fn erase(&self, id: &Id<ZoneCertificate>) -> impl Future<Output = Result<(), Error>> + Send {
        let deleted = self.delete(id).result();
        async move { deleted.await.map(drop) }
    }
}

impl OriginPullCertificates for HostnameCertificatesGroup {
    type Certificate = HostnameCertificate;
    const KIND: CertificateKind = CertificateKind::Hostname;

    fn zone(&self) -> &ZoneId {
        &self.zone_id
    }

    fn associations(&self) -> Option<HostnameAssociationsGroup> {
        Some(self.client.hostname_associations(&self.zone_id))
    }

    /// An entry of a list can have the shape of an association: `id` is then not the certificate's.
    fn stored(certificate: HostnameCertificate) -> Option<Stored<HostnameCertificate>> {
        let of_an_association = certificate.cert_id.is_some();
        let id = certificate.cert_id.clone().or_else(|| certificate.id.clone());
        let status = match of_an_association {
            true => certificate.cert_status.clone(),
            false => certificate.status.clone(),
        };
        let (pem, uploaded_on) = (certificate.certificate.clone(), certificate.uploaded_on);
        stored(id, status.as_ref(), pem.as_deref(), uploaded_on, certificate)
    }

    fn listed(&self) -> impl Future<Output = Result<Vec<HostnameCertificate>, Error>> + Send {
        self.list().result()
    }

    fn read(
        &self,
        id: &Id<HostnameCertificate>,
    ) -> impl Future<Output = Result<HostnameCertificate, Error>> + Send {
        self.get(id).result()
    }

    fn upload(
        &self,
        certificate: &str,
        private_key: &Secret,
    ) -> impl Future<Output = Result<HostnameCertificate, Error>> + Send {
        self.create(CreateHostnameCertificate::new(certificate, private_key)).result()
    }

    fn erase(&self, id: &Id<HostnameCertificate>) -> impl Future<Output = Result<(), Error>> + Send {
        let deleted = self.delete(id).result();
        async move { deleted.await.map(drop) }
    }
}
