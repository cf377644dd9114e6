//! Which hostname uses which hostname certificate.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::certificates::{Certificate, Certificates};
use crate::{
    lifecycle::{Lifecycle, Status},
    settings::Settings,
};

/// How many associations that are gone a zone remembers.
const MOST_GONE: usize = 1_000;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Associations {
    pub(crate) list: Vec<Association>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Association {
    pub(crate) id: String,
    pub(crate) hostname: String,
    pub(crate) cert_id: String,
    /// `None` once it was voided.
    pub(crate) enabled: Option<bool>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) lifecycle: Lifecycle,
}

impl Association {
    /// The association with the facts of its certificate.
    pub(crate) fn view(&self, certificates: &Certificates, now: Timestamp) -> Value {
        let mut view = self.item(now);
        if let Ok(certificate) = certificates.find(&self.cert_id) {
            add_certificate(&mut view, certificate, now);
        }
        view
    }

    /// The association as the list of them shows it.
    pub(crate) fn item(&self, now: Timestamp) -> Value {
        json!({
            "hostname": self.hostname,
            "cert_id": self.cert_id,
            "enabled": self.enabled,
            "status": self.lifecycle.status(now),
            "created_at": self.created_at,
            "updated_at": self.updated_at.max(self.lifecycle.changed_at(now)),
        })
    }

    /// True if it is deployed or deleted anew, in comparison to what was there.
    pub(crate) fn restarted_after(&self, earlier: Option<&Self>) -> bool {
        earlier.is_none_or(|earlier| {
            (&earlier.id, &earlier.cert_id, earlier.enabled) != (&self.id, &self.cert_id, self.enabled)
        })
    }

    fn is_gone(&self, now: Timestamp) -> bool {
        self.lifecycle.status(now) == Status::Deleted
    }
}

/// Adds what an association shows of its certificate.
pub(crate) fn add_certificate(view: &mut Value, certificate: &Certificate, now: Timestamp) {
    let facts = [
        ("cert_status", json!(certificate.lifecycle.status(now))),
        ("cert_updated_at", json!(certificate.lifecycle.changed_at(now))),
        ("cert_uploaded_on", json!(certificate.uploaded_on)),
        ("certificate", json!(certificate.certificate)),
        ("expires_on", json!(certificate.facts.expires_on)),
        ("issuer", json!(certificate.facts.issuer)),
        ("serial_number", json!(certificate.facts.serial_number)),
        ("signature", json!(certificate.facts.signature)),
    ];
    for (name, value) in facts {
        view[name] = value;
    }
}

impl Associations {
    /// The association of a hostname, unless it is gone. A voided one shows
    /// until its deletion is through.
    pub(crate) fn of(&self, hostname: &str, now: Timestamp) -> Option<&Association> {
        self.latest(hostname).filter(|association| !association.is_gone(now))
    }

    /// The association of a hostname, gone or not.
    pub(crate) fn latest(&self, hostname: &str) -> Option<&Association> {
        self.list.iter().find(|association| association.hostname.eq_ignore_ascii_case(hostname))
    }

    /// How many hostnames use a certificate.
    pub(crate) fn using(&self, cert_id: &str) -> usize {
        self.list
            .iter()
            .filter(|association| association.cert_id == cert_id && association.enabled.is_some())
            .count()
    }

    /// Associates a hostname with a certificate, or changes its association.
    pub(crate) fn set(
        &mut self,
        id: String,
        hostname: &str,
        cert_id: &str,
        enabled: bool,
        now: Timestamp,
        settings: &Settings,
    ) {
        let deploying = Lifecycle::deploy(now, settings);
        let known = self.list.iter_mut().find(|known| known.hostname.eq_ignore_ascii_case(hostname));
        match known {
            Some(known) if known.enabled.is_some() => {
                if known.cert_id != cert_id || known.enabled != Some(enabled) {
                    known.lifecycle = deploying;
                }
                known.cert_id = cert_id.to_owned();
                known.enabled = Some(enabled);
                known.updated_at = now;
            }
            known => {
                let association = Association {
                    id,
                    hostname: hostname.to_ascii_lowercase(),
                    cert_id: cert_id.to_owned(),
                    enabled: Some(enabled),
                    created_at: now,
                    updated_at: now,
                    lifecycle: deploying,
                };
                match known {
                    Some(voided) => *voided = association,
                    None => self.list.push(association),
                }
            }
        }
    }

    /// Those that are gone show in lists, and don't add up for ever.
    fn forget_oldest(&mut self, now: Timestamp, but: &str) {
        let goes = |known: &Association| known.is_gone(now) && !known.hostname.eq_ignore_ascii_case(but);
        let gone = self.list.iter().filter(|known| goes(known)).count();
        let mut surplus = gone.saturating_sub(MOST_GONE);
        self.list.retain(|known| {
            let leaves = surplus > 0 && goes(known);
            surplus -= usize::from(leaves);
            !leaves
        });
    }

    /// Voids the association of a hostname. False if there is none to void.
    pub(crate) fn void(&mut self, hostname: &str, now: Timestamp, settings: &Settings) -> bool {
        self.forget_oldest(now, hostname);
        let known = self
            .list
            .iter_mut()
            .find(|known| known.enabled.is_some() && known.hostname.eq_ignore_ascii_case(hostname));
        match known {
            Some(known) => {
                known.enabled = None;
                known.updated_at = now;
                known.lifecycle = Lifecycle::delete(now, settings);
                true
            }
            None => false,
        }
    }
}
