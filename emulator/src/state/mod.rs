//! What the emulated service knows: accounts, zones and what is in them.
//!
//! Each account and each zone holds its own records, so that nothing of one
//! can show up in another.

pub(crate) mod access;
pub(crate) mod associations;
pub(crate) mod authority_hostnames;
pub(crate) mod certificates;
pub(crate) mod client_certificates;
pub(crate) mod mtls_certificates;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::{
    access::Access, associations::Associations, authority_hostnames::AuthorityHostnames,
    certificates::Certificates, client_certificates::ClientCertificates, mtls_certificates::MtlsCertificates,
};
use crate::{
    authority::{Authority, SigningError},
    clock::ClockMode,
    lifecycle::{Lifecycle, Status},
};

/// The version of the snapshot's form.
const VERSION: u32 = 1;

/// Everything that the emulated service keeps, in a form that can be written to
/// JSON and read again. Credentials, faults, settings and the request log are
/// not part of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Snapshot {
    version: u32,
    pub(crate) now: Timestamp,
    pub(crate) clock: ClockMode,
    /// Where the sequence of identifiers has got to. A string, since it has
    /// more digits than every JSON reader keeps.
    #[serde(with = "as_text")]
    pub(crate) identifiers: u64,
    pub(crate) world: World,
}

impl Snapshot {
    pub(crate) fn new(now: Timestamp, clock: ClockMode, identifiers: u64, world: World) -> Self {
        Self { version: VERSION, now, clock, identifiers, world }
    }

    /// The snapshot as JSON.
    pub fn to_json(&self) -> String {
        // Serializing fails on maps with keys that are no strings alone, and
        // there are none in it.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Reads a snapshot from JSON.
    ///
    /// # Errors
    /// A sentence that says what in the text can't be read, or that its version
    /// is another one.
    pub fn from_json(text: &str) -> Result<Self, String> {
        // Serde would take a list for a structure too.
        if !text.trim_start().starts_with('{') {
            return Err("a snapshot is a JSON object".into());
        }
        let snapshot: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if snapshot.version == VERSION {
            Ok(snapshot)
        } else {
            Err(format!("the snapshot has version {}, and {VERSION} is understood", snapshot.version))
        }
    }
}

/// Numbers written as strings.
mod as_text {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// All accounts and zones, by identifier.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct World {
    pub(crate) accounts: BTreeMap<String, Account>,
    pub(crate) zones: BTreeMap<String, Zone>,
    /// What the keys of the accounts' authorities follow from. A string, as the
    /// sequence of identifiers is.
    #[serde(default, with = "as_text")]
    pub(crate) authority_secret: u64,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) access: Access,
    #[serde(default)]
    pub(crate) mtls_certificates: MtlsCertificates,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Zone {
    /// The domain name.
    pub(crate) name: String,
    pub(crate) account_id: String,
    #[serde(default)]
    pub(crate) china_network: bool,
    #[serde(default)]
    pub(crate) access: Access,
    /// Whether zone-level authenticated origin pulls are on.
    #[serde(default)]
    pub(crate) enabled: bool,
    #[serde(default)]
    pub(crate) zone_certificates: Certificates,
    #[serde(default)]
    pub(crate) hostname_certificates: Certificates,
    #[serde(default)]
    pub(crate) associations: Associations,
    #[serde(default)]
    pub(crate) client_certificates: ClientCertificates,
    #[serde(default)]
    pub(crate) authority_hostnames: Vec<AuthorityHostnames>,
}

impl World {
    /// Adds an account, or renames the one with this identifier.
    pub(crate) fn add_account(&mut self, id: &str, name: &str) {
        self.accounts.entry(id.to_owned()).or_default().name = name.to_owned();
    }

    /// Adds a zone, or renames the one with this identifier. Its account is
    /// added too if it isn't there.
    pub(crate) fn add_zone(&mut self, id: &str, name: &str, account_id: &str) {
        if !self.accounts.contains_key(account_id) {
            self.add_account(account_id, account_id);
        }
        let zone = self.zones.entry(id.to_owned()).or_default();
        zone.name = name.to_owned();
        zone.account_id = account_id.to_owned();
    }

    /// Forgets what is in the accounts and zones, and keeps those.
    pub(crate) fn clear(&mut self) {
        for account in self.accounts.values_mut() {
            *account = Account { name: std::mem::take(&mut account.name), ..Account::default() };
        }
        for zone in self.zones.values_mut() {
            *zone = Zone {
                name: std::mem::take(&mut zone.name),
                account_id: std::mem::take(&mut zone.account_id),
                china_network: zone.china_network,
                ..Zone::default()
            };
        }
    }

    /// Every zone and hostname certificate with this identifier.
    fn certificates_mut(&mut self, id: &str) -> impl Iterator<Item = &mut certificates::Certificate> {
        self.zones
            .values_mut()
            .flat_map(|zone| {
                zone.zone_certificates.list.iter_mut().chain(zone.hostname_certificates.list.iter_mut())
            })
            .filter(move |certificate| certificate.id == id)
    }

    /// Holds a certificate, or the association of a host name, at a status.
    /// False if there is none.
    pub(crate) fn hold(&mut self, id: &str, status: &Status, now: Timestamp) -> bool {
        let mut found = false;
        for certificate in self.certificates_mut(id) {
            certificate.lifecycle = Lifecycle::hold(status.clone(), now);
            found = true;
        }
        let associations = self.zones.values_mut().flat_map(|zone| zone.associations.list.iter_mut());
        for association in associations {
            if association.id == id || association.hostname.eq_ignore_ascii_case(id) {
                association.lifecycle = Lifecycle::hold(status.clone(), now);
                found = true;
            }
        }
        let clients = self.zones.values_mut().flat_map(|zone| zone.client_certificates.list.iter_mut());
        for certificate in clients.filter(|certificate| certificate.id == id) {
            certificate.hold(status.clone(), now);
            found = true;
        }
        found
    }

    /// The status of the zone, hostname or client certificate with this
    /// identifier.
    pub(crate) fn status(&mut self, id: &str, now: Timestamp) -> Option<Status> {
        if let Some(certificate) = self.certificates_mut(id).next() {
            return Some(certificate.lifecycle.status(now));
        }
        let mut clients = self.zones.values().flat_map(|zone| &zone.client_certificates.list);
        clients.find(|certificate| certificate.id == id).map(|certificate| certificate.status(now))
    }

    /// The authority of an account: the same one every time.
    pub(crate) fn authority(&self, account_id: &str) -> Result<Authority, SigningError> {
        Authority::of(account_id, self.authority_secret)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_snapshot_of_another_version_is_refused() {
        let now = Timestamp::UNIX_EPOCH;
        let text = Snapshot::new(now, ClockMode::Real, u64::MAX, World::default()).to_json();
        let read = Snapshot::from_json(&text).unwrap();
        assert_eq!(read.identifiers, u64::MAX);
        let other = text.replace("\"version\": 1", "\"version\": 9");
        assert!(Snapshot::from_json(&other).unwrap_err().contains("version 9"));
    }
}
