//! Client certificates that the authority of an account issued for a zone.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    clock::add,
    envelope::Failure,
    lifecycle::{Status, Steps},
    request::Subject,
    settings::Settings,
    validate::is_certificate_id,
};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct ClientCertificates {
    pub(crate) list: Vec<ClientCertificate>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ClientCertificate {
    pub(crate) id: String,
    pub(crate) certificate: String,
    /// As it was sent.
    pub(crate) csr: String,
    pub(crate) subject: Subject,
    /// The authority's identifier and name.
    pub(crate) authority: (String, String),
    pub(crate) fingerprint: String,
    pub(crate) ski: String,
    /// In hexadecimal.
    pub(crate) serial_number: String,
    pub(crate) signature: String,
    pub(crate) issued_on: Timestamp,
    pub(crate) expires_on: Timestamp,
    pub(crate) validity_days: u32,
    pub(crate) stage: Stage,
}

/// Where a client certificate is between its issue and its revocation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub(crate) enum Stage {
    Active,
    Revoking { started_at: Timestamp, done_at: Timestamp },
    Reactivating { started_at: Timestamp, done_at: Timestamp },
    Held { status: Status, since: Timestamp },
}

impl ClientCertificate {
    pub(crate) fn status(&self, now: Timestamp) -> Status {
        match &self.stage {
            Stage::Active => Status::Active,
            Stage::Revoking { done_at, .. } if now >= *done_at => Status::Revoked,
            Stage::Revoking { .. } => Status::PendingRevocation,
            Stage::Reactivating { done_at, .. } if now >= *done_at => Status::Active,
            Stage::Reactivating { .. } => Status::PendingReactivation,
            Stage::Held { status, .. } => status.clone(),
        }
    }

    /// The statuses from here on.
    pub(crate) fn steps(&self) -> Steps {
        match &self.stage {
            Stage::Active => vec![(self.issued_on, Status::Active)],
            Stage::Revoking { started_at, done_at } | Stage::Reactivating { started_at, done_at }
                if started_at == done_at =>
            {
                vec![(*done_at, self.status(*done_at))]
            }
            Stage::Revoking { started_at, done_at } | Stage::Reactivating { started_at, done_at } => {
                vec![(*started_at, self.status(*started_at)), (*done_at, self.status(*done_at))]
            }
            Stage::Held { status, since } => vec![(*since, status.clone())],
        }
    }

    pub(crate) fn hold(&mut self, status: Status, since: Timestamp) {
        self.stage = Stage::Held { status, since };
    }

    pub(crate) fn view(&self, now: Timestamp) -> Value {
        let mut view = json!({
            "id": self.id,
            "certificate": self.certificate,
            "certificate_authority": { "id": self.authority.0, "name": self.authority.1 },
            "csr": self.csr,
            "expires_on": self.expires_on,
            "fingerprint_sha256": self.fingerprint,
            "issued_on": self.issued_on,
            "serial_number": self.serial_number,
            "signature": self.signature,
            "ski": self.ski,
            "status": self.status(now),
            "validity_days": self.validity_days,
        });
        let subject = &self.subject;
        for (name, value) in [
            ("common_name", &subject.common_name),
            ("country", &subject.country),
            ("location", &subject.location),
            ("organization", &subject.organization),
            ("organizational_unit", &subject.organizational_unit),
            ("state", &subject.state),
        ] {
            // What the request leaves out is empty, as the name is.
            view[name] = value.as_deref().unwrap_or_default().into();
        }
        view
    }
}

impl ClientCertificates {
    pub(crate) fn find(&self, id: &str) -> Result<&ClientCertificate, Failure> {
        self.list.iter().find(|certificate| certificate.id == id).ok_or_else(|| missing(id))
    }

    fn find_mut(&mut self, id: &str) -> Result<&mut ClientCertificate, Failure> {
        self.list.iter_mut().find(|certificate| certificate.id == id).ok_or_else(|| missing(id))
    }

    /// An error if there is no room for another one. Those that are revoked take
    /// up none.
    pub(crate) fn check_room(&self, now: Timestamp, quota: usize) -> Result<(), Failure> {
        let in_use = self.list.iter().filter(|certificate| certificate.status(now) != Status::Revoked);
        if in_use.count() >= quota {
            return Err(Failure::quota(format!("There can be at most {quota} client certificates here")));
        }
        Ok(())
    }

    /// Sends a certificate on its way to `revoked`.
    pub(crate) fn revoke(
        &mut self,
        id: &str,
        now: Timestamp,
        settings: &Settings,
    ) -> Result<&ClientCertificate, Failure> {
        let certificate = self.find_mut(id)?;
        match certificate.status(now) {
            Status::PendingRevocation => {
                return Err(in_the_way("The certificate is pending revocation already"));
            }
            Status::Revoked => return Err(in_the_way("The certificate is revoked already")),
            _ => {}
        }
        let done_at = add(now, settings.timing.revoke_after());
        certificate.stage = Stage::Revoking { started_at: now, done_at };
        Ok(certificate)
    }

    /// Takes a revocation back that isn't through yet.
    pub(crate) fn reactivate(
        &mut self,
        id: &str,
        now: Timestamp,
        settings: &Settings,
    ) -> Result<&ClientCertificate, Failure> {
        let certificate = self.find_mut(id)?;
        if certificate.status(now) != Status::PendingRevocation {
            return Err(in_the_way(
                "A certificate can be reactivated while it is pending revocation, and not else",
            ));
        }
        let done_at = add(now, settings.timing.reactivate_after());
        certificate.stage = Stage::Reactivating { started_at: now, done_at };
        Ok(certificate)
    }
}

/// No document has a code for it.
fn in_the_way(message: &str) -> Failure {
    Failure::conflict(1001, message)
}

/// The refusal for an identifier that no certificate has, by its form.
fn missing(id: &str) -> Failure {
    if is_certificate_id(id) {
        Failure::not_found(1551, "No client certificate has that identifier")
    } else {
        Failure::bad_request(1415, "The certificate identifier is invalid")
    }
}
