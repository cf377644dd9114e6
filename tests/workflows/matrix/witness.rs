//! Counts what is sent, and reads from the emulator's history what was at every moment.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cloudflare_mtls::{Attempt, Hook, HookError, OutgoingRequest};
use cloudflare_mtls_emulator::{Change, Event, Handle, History, Timestamp};
use serde_json::Value;

use super::scenarios::Stage;
use crate::kit::{ID, Kit};

/// Counts the requests of the clients that it is the hook of.
pub(super) struct Witness {
    emulator: Handle,
    sent: AtomicUsize,
}

impl Witness {
    pub(super) fn new(kit: &Kit) -> Self {
        Self { emulator: kit.emulator.handle(), sent: AtomicUsize::new(0) }
    }

    /// How many requests were sent.
    pub(super) fn sent(&self) -> usize {
        self.sent.load(Ordering::SeqCst)
    }
}

impl Hook for Witness {
    fn before_send(&self, _: &Attempt<'_>, _: &mut OutgoingRequest) -> Result<(), HookError> {
        self.sent.fetch_add(1, Ordering::SeqCst);
        // No two requests come at the same time.
        self.emulator.advance(Duration::from_millis(1));
        Ok(())
    }
}

/// What happened since a moment.
pub(super) struct Past {
    history: History,
    since: Timestamp,
}

impl Past {
    pub(super) fn of(kit: &Kit, stage: &Stage) -> Self {
        let history = kit.emulator.history();
        assert_eq!(history.forgotten, 0);
        Self { history, since: stage.since }
    }

    pub(super) fn events(&self) -> impl Iterator<Item = &Event> {
        self.history.events.iter().filter(|event| event.at > self.since)
    }

    /// How often a certificate was uploaded that wasn't there.
    pub(super) fn uploads(&self, sha256: &str) -> usize {
        let uploads = self.events().filter(|event| matches!(event.change, Change::Created | Change::Revived));
        uploads.filter(|event| event.details.digest.as_deref() == Some(sha256)).count()
    }

    /// Since when, if at all, a hostname had no certificate in use.
    pub(super) fn cut_off(&self, hostname: &str) -> Option<Timestamp> {
        let served = self.history.served(ID, hostname).into_iter();
        let mut served = served.filter(|stretch| stretch.until.is_none_or(|until| until > self.since));
        served.find(|stretch| stretch.certificate_id.is_none()).map(|stretch| stretch.from)
    }

    /// The same for the zone.
    pub(super) fn zone_cut_off(&self) -> Option<Timestamp> {
        let served = self.history.served_by_zone(ID).into_iter();
        let mut served = served.filter(|stretch| stretch.until.is_none_or(|until| until > self.since));
        served.find(|stretch| stretch.certificate_id.is_none()).map(|stretch| stretch.from)
    }

    /// Since when, if at all, a hostname trusted no authority of this resource.
    pub(super) fn shut_out(&self, resource: &str, scope: &str, hostname: &str) -> Option<Timestamp> {
        let trusted = self.history.trusted(resource, scope, ID, hostname).into_iter();
        let mut trusted = trusted.filter(|stretch| stretch.until.is_none_or(|until| until > self.since));
        trusted.find(|stretch| stretch.certificate_ids.is_empty()).map(|stretch| stretch.from)
    }
}

/// How things are now.
pub(super) struct Present {
    world: Value,
}

impl Present {
    pub(super) fn of(kit: &Kit) -> Self {
        let snapshot: Value = serde_json::from_str(&kit.emulator.snapshot().to_json()).unwrap();
        Self { world: snapshot["world"].clone() }
    }

    /// The zone certificates.
    pub(super) fn of_zone(&self) -> Vec<String> {
        let list = self.world["zones"][ID]["zone_certificates"].as_array().unwrap();
        list.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    }

    /// The account's own certificates.
    pub(super) fn authorities(&self) -> Vec<String> {
        let list = self.world["accounts"][ID]["mtls_certificates"].as_array().unwrap();
        list.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    }

    /// The hostnames that ask for certificates of any of them.
    pub(super) fn asking(&self) -> Vec<String> {
        let list = self.world["zones"][ID]["authority_hostnames"].as_array().unwrap();
        let hostnames = list.iter().flat_map(|one| one["hostnames"].as_array().unwrap());
        hostnames.map(|hostname| hostname.as_str().unwrap().to_owned()).collect()
    }

    /// The hostnames of all Access certificates of the account, by SHA-256.
    pub(super) fn trusted(&self) -> Vec<(String, Vec<String>)> {
        let list = self.world["accounts"][ID]["access"]["certificates"].as_array().unwrap();
        let hostnames = |one: &Value| -> Vec<String> {
            let list = one["associated_hostnames"].as_array().unwrap();
            list.iter().map(|hostname| hostname.as_str().unwrap().to_owned()).collect()
        };
        list.iter().map(|one| (one["facts"]["digest"].as_str().unwrap().to_owned(), hostnames(one))).collect()
    }

    /// The hostnames of the account that have settings, with whether certificates are forwarded.
    pub(super) fn settings(&self) -> Vec<(String, bool)> {
        let list = self.world["accounts"][ID]["access"]["settings"].as_array().unwrap();
        let entry = |one: &Value| {
            let hostname = one["hostname"].as_str().unwrap().to_owned();
            (hostname, one["client_certificate_forwarding"].as_bool().unwrap())
        };
        list.iter().map(entry).collect()
    }

    /// The hostnames with their certificates and whether they are switched on.
    pub(super) fn uses(&self) -> Vec<(String, String, Option<bool>)> {
        let list = self.world["zones"][ID]["associations"].as_array().unwrap();
        let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
        list.iter()
            .map(|one| (text(one, "hostname"), text(one, "cert_id"), one["enabled"].as_bool()))
            .collect()
    }
}
