//! What zone certificates and hostname certificates have in common, so that one test checks both.

use cloudflare_mtls::types::{
    CertificateStatus, CreateHostnameCertificate, CreateZoneCertificate, HostnameCertificate, ZoneCertificate,
};
use cloudflare_mtls::{Error, Timestamp, prelude::*};

use crate::kit::{ID, Kit};
use crate::pairs::Pair;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Zone,
    Hostname,
}

pub(crate) const KINDS: [Kind; 2] = [Kind::Zone, Kind::Hostname];

/// A certificate of either kind, with everything that the documents promise of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    pub(crate) id: String,
    pub(crate) certificate: String,
    pub(crate) status: CertificateStatus,
    pub(crate) issuer: String,
    pub(crate) signature: String,
    pub(crate) expires_on: Timestamp,
    pub(crate) uploaded_on: Timestamp,
}

impl From<ZoneCertificate> for Seen {
    fn from(seen: ZoneCertificate) -> Self {
        assert!(seen.private_key.is_none(), "no answer has the private key");
        Self {
            id: seen.id.unwrap().to_string(),
            certificate: seen.certificate.unwrap(),
            status: seen.status.unwrap(),
            issuer: seen.issuer.unwrap(),
            signature: seen.signature.unwrap(),
            expires_on: seen.expires_on.unwrap(),
            uploaded_on: seen.uploaded_on.unwrap(),
        }
    }
}

impl From<HostnameCertificate> for Seen {
    fn from(seen: HostnameCertificate) -> Self {
        assert!(seen.serial_number.is_some());
        Self {
            id: seen.id.unwrap().to_string(),
            certificate: seen.certificate.unwrap(),
            status: seen.status.unwrap(),
            issuer: seen.issuer.unwrap(),
            signature: seen.signature.unwrap(),
            expires_on: seen.expires_on.unwrap(),
            uploaded_on: seen.uploaded_on.unwrap(),
        }
    }
}

impl Kind {
    /// The operation's name in the emulator's log.
    pub(crate) fn operation(self, verb: &str) -> String {
        match self {
            Self::Zone => format!("zone_certificates.{verb}"),
            Self::Hostname => format!("hostname_certificates.{verb}"),
        }
    }
}

impl Kit {
    pub(crate) async fn upload(&self, kind: Kind, pair: &Pair) -> Result<Seen, Error> {
        self.upload_parts(kind, &pair.certificate, &pair.key).await
    }

    pub(crate) async fn upload_parts(&self, kind: Kind, certificate: &str, key: &str) -> Result<Seen, Error> {
        Ok(match kind {
            Kind::Zone => {
                let body = CreateZoneCertificate::new(certificate, key);
                self.client.zone_certificates(ID).create(body).result().await?.into()
            }
            Kind::Hostname => {
                let body = CreateHostnameCertificate::new(certificate, key);
                self.client.hostname_certificates(ID).create(body).result().await?.into()
            }
        })
    }

    pub(crate) async fn read(&self, kind: Kind, id: &str) -> Result<Seen, Error> {
        Ok(match kind {
            Kind::Zone => self.client.zone_certificates(ID).get(id).result().await?.into(),
            Kind::Hostname => self.client.hostname_certificates(ID).get(id).result().await?.into(),
        })
    }

    /// Deletes it, and gives what the answer says of it.
    pub(crate) async fn delete(&self, kind: Kind, id: &str) -> Result<Seen, Error> {
        Ok(match kind {
            Kind::Zone => self.client.zone_certificates(ID).delete(id).result().await?.unwrap().into(),
            Kind::Hostname => {
                self.client.hostname_certificates(ID).delete(id).result().await?.unwrap().into()
            }
        })
    }

    pub(crate) async fn list(&self, kind: Kind) -> Vec<Seen> {
        match kind {
            Kind::Zone => {
                let list = self.client.zone_certificates(ID).list().result().await.unwrap();
                list.into_iter().map(Seen::from).collect()
            }
            Kind::Hostname => {
                let list = self.client.hostname_certificates(ID).list().result().await.unwrap();
                list.into_iter().map(Seen::from).collect()
            }
        }
    }

    pub(crate) async fn status(&self, kind: Kind, id: &str) -> CertificateStatus {
        self.read(kind, id).await.unwrap().status
    }
}
