//! What Access knows in one account or zone: root certificates, the hostnames
//! that use them, and the settings of hostnames.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{certificate::CertificateFacts, clock::add, envelope::Failure, settings::Settings};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Access {
    pub(crate) certificates: Vec<AccessCertificate>,
    pub(crate) settings: Vec<HostnameSetting>,
}

/// A root certificate. Its PEM is never returned, and so not kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AccessCertificate {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) facts: CertificateFacts,
    pub(crate) associated_hostnames: Vec<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    /// When the clearing of its hostnames will have reached the network.
    pub(crate) settled_at: Option<Timestamp>,
}

/// How client certificates are handled for one hostname.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HostnameSetting {
    pub(crate) china_network: bool,
    pub(crate) client_certificate_forwarding: bool,
    pub(crate) hostname: String,
}

impl AccessCertificate {
    pub(crate) fn view(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "fingerprint": self.facts.fingerprint,
            "associated_hostnames": self.associated_hostnames,
            "created_at": self.created_at,
            "updated_at": self.updated_at,
            "expires_on": self.facts.expires_on,
        })
    }

    /// Replaces the hostnames, and the name if there is one.
    pub(crate) fn update(
        &mut self,
        hostnames: Vec<String>,
        name: Option<&str>,
        now: Timestamp,
        settings: &Settings,
    ) {
        if !hostnames.is_empty() {
            self.settled_at = None;
        } else if !self.associated_hostnames.is_empty() {
            self.settled_at = Some(add(now, settings.timing.settle_after()));
        }
        self.associated_hostnames = hostnames;
        if let Some(name) = name {
            self.name = name.to_owned();
        }
        self.updated_at = now;
    }
}

impl Access {
    pub(crate) fn find(&self, id: &str) -> Result<&AccessCertificate, Failure> {
        self.certificates.iter().find(|certificate| certificate.id == id).ok_or_else(not_found)
    }

    pub(crate) fn find_mut(&mut self, id: &str) -> Result<&mut AccessCertificate, Failure> {
        self.certificates.iter_mut().find(|certificate| certificate.id == id).ok_or_else(not_found)
    }

    /// Removes a certificate, unless hostnames use it or did until just now.
    pub(crate) fn delete(&mut self, id: &str, now: Timestamp) -> Result<AccessCertificate, Failure> {
        let index = self.certificates.iter().position(|certificate| certificate.id == id);
        let index = index.ok_or_else(not_found)?;
        let certificate = self.certificates.get(index).ok_or_else(not_found)?;
        if !certificate.associated_hostnames.is_empty() {
            let message = "access.api.error.conflict: certificate_has_active_associations";
            return Err(Failure::conflict(12132, message));
        }
        if certificate.settled_at.is_some_and(|settled_at| now < settled_at) {
            let message =
                "access.api.error.conflict: the certificate's previous settings are still being updated";
            return Err(Failure::conflict(12132, message));
        }
        Ok(self.certificates.remove(index))
    }
}

fn not_found() -> Failure {
    Failure::not_found(12135, "access.api.error.not_found: no certificate has that identifier")
}
