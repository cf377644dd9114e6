//! Zone certificates and hostname certificates: they differ in who uses them
//! and not in how they live.
//!
//! A certificate is immutable, goes through the stages of its lifecycle, stays
//! readable once it is deleted, and comes back under its old identifier when
//! the same certificate is uploaded again after that.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    certificate::CertificateFacts,
    envelope::Failure,
    lifecycle::{Lifecycle, Status},
    settings::Settings,
    validate::is_certificate_id,
};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Certificates {
    pub(crate) list: Vec<Certificate>,
}

/// A certificate. Of its private key nothing is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Certificate {
    pub(crate) id: String,
    /// As it was uploaded.
    pub(crate) certificate: String,
    pub(crate) facts: CertificateFacts,
    pub(crate) uploaded_on: Timestamp,
    pub(crate) lifecycle: Lifecycle,
}

impl Certificate {
    /// The fields that zone and hostname certificates share.
    pub(crate) fn view(&self, now: Timestamp) -> Value {
        json!({
            "id": self.id,
            "certificate": self.certificate,
            "expires_on": self.facts.expires_on,
            "issuer": self.facts.issuer,
            "signature": self.facts.signature,
            "status": self.lifecycle.status(now),
            "uploaded_on": self.uploaded_on,
        })
    }

    /// A certificate on its way in can be refused, one on its way out has to be.
    pub(crate) fn refuse_unless_usable(&self, now: Timestamp, settings: &Settings) -> Result<(), Failure> {
        match self.lifecycle.status(now) {
            Status::PendingDeletion => Err(Failure::conflict(1414, "The certificate is pending deletion")),
            Status::Deleted => Err(not_found()),
            status if status.is_deploying() && settings.behaviour.refuse_while_pending => {
                Err(Failure::conflict(1434, "The certificate is pending deployment"))
            }
            _ => Ok(()),
        }
    }
}

/// A certificate that was checked and is to be kept.
pub(crate) struct Upload {
    /// The identifier it gets unless it had one before.
    pub(crate) id: String,
    pub(crate) certificate: String,
    pub(crate) facts: CertificateFacts,
}

impl Certificates {
    pub(crate) fn find(&self, id: &str) -> Result<&Certificate, Failure> {
        self.list.iter().find(|certificate| certificate.id == id).ok_or_else(|| missing(id))
    }

    /// Keeps a new certificate, or revives a deleted one: says which with true.
    pub(crate) fn upload(
        &mut self,
        upload: Upload,
        quota: usize,
        now: Timestamp,
        settings: &Settings,
    ) -> Result<(&Certificate, bool), Failure> {
        let status = |certificate: &Certificate| certificate.lifecycle.status(now);
        let known = self.list.iter().position(|known| known.facts.digest == upload.facts.digest);
        if let Some(known) = known.and_then(|index| self.list.get(index)) {
            match status(known) {
                Status::Deleted => {}
                Status::PendingDeletion => {
                    let message = "The certificate already exists and is pending deletion";
                    return Err(Failure::conflict(1406, message).at("/certificate"));
                }
                _ => {
                    let message = "The certificate already exists";
                    return Err(Failure::conflict(1406, message).at("/certificate"));
                }
            }
        }
        let in_use = self.list.iter().filter(|known| status(known) != Status::Deleted).count();
        if in_use >= quota {
            return Err(Failure::quota(format!("There can be at most {quota} certificates here")));
        }
        let revived = known.map(|index| self.list.remove(index).id);
        let is_revived = revived.is_some();
        let certificate = Certificate {
            id: revived.unwrap_or(upload.id),
            certificate: upload.certificate,
            facts: upload.facts,
            uploaded_on: now,
            lifecycle: Lifecycle::deploy(now, settings),
        };
        let index = self.list.len();
        self.list.push(certificate);
        self.list.get(index).map(|certificate| (certificate, is_revived)).ok_or_else(not_found)
    }

    /// Sends a certificate on its way out.
    pub(crate) fn delete(
        &mut self,
        id: &str,
        now: Timestamp,
        settings: &Settings,
    ) -> Result<&Certificate, Failure> {
        let certificate =
            self.list.iter_mut().find(|certificate| certificate.id == id).ok_or_else(|| missing(id))?;
        certificate.refuse_unless_usable(now, settings)?;
        certificate.lifecycle = Lifecycle::delete(now, settings);
        Ok(certificate)
    }

    /// What a list shows.
    pub(crate) fn listed(&self, now: Timestamp, settings: &Settings) -> impl Iterator<Item = &Certificate> {
        let show_deleted = settings.behaviour.lists_show_deleted;
        self.list
            .iter()
            .filter(move |certificate| show_deleted || certificate.lifecycle.status(now) != Status::Deleted)
    }
}

/// The refusal for an identifier that no certificate has, by its form.
pub(crate) fn missing(id: &str) -> Failure {
    if is_certificate_id(id) {
        not_found()
    } else {
        Failure::bad_request(1415, "The certificate identifier is invalid")
    }
}

fn not_found() -> Failure {
    Failure::not_found(1551, "No certificate has that identifier")
}
