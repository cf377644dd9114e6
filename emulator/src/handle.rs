//! Looking into a running emulator and changing it, from Rust.

use std::{convert::Infallible, sync::Arc, time::Duration};

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    clock::ClockMode,
    core::{Core, State},
    credential::Credential,
    fault::{Fault, InvalidFault},
    history::{History, Recorder, notes},
    identifier::identifier,
    lifecycle::Status,
    log::LoggedRequest,
    settings::Settings,
    state::{
        Snapshot, World,
        mtls_certificates::{MtlsCertificate, MtlsCertificateType, Service},
    },
};

/// The authority of an account, which issues the client certificates of its
/// zones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CertificateAuthority {
    /// The account.
    pub account_id: String,
    /// The authority's identifier, as in `certificate_authority` of a client
    /// certificate.
    pub id: String,
    /// Its name, as there.
    pub name: String,
    /// Its certificate in PEM, for a server that is to trust what it issued.
    pub certificate: String,
}

impl CertificateAuthority {
    fn of(world: &World, account_id: &str) -> Option<Self> {
        let authority = world.authority(account_id).ok()?;
        let certificate = authority.pem().ok()?;
        Some(Self { account_id: account_id.to_owned(), id: authority.id, name: authority.name, certificate })
    }
}

/// A handle to a running emulator: cheap to clone, usable from any thread. It
/// doesn't keep the emulator running. What it changes is written to the state
/// file in a while, and at the latest when the emulator stops or is dropped.
#[derive(Clone)]
pub struct Handle {
    core: Arc<Core>,
}

impl std::fmt::Debug for Handle {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Handle").field("address", &self.core.address).finish_non_exhaustive()
    }
}

impl Handle {
    pub(crate) fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    // Time

    /// The emulator's time.
    pub fn now(&self) -> Timestamp {
        self.core.state().clock.now()
    }

    /// Moves the emulator's clock forward, whatever its mode.
    pub fn advance(&self, step: Duration) {
        self.core.state().clock.advance(step);
        self.core.save();
    }

    /// How the emulator's time goes on.
    pub fn clock_mode(&self) -> ClockMode {
        self.core.state().clock.mode()
    }

    /// Changes how the emulator's time goes on.
    pub fn set_clock_mode(&self, mode: ClockMode) {
        self.change_clock(Some(mode), None);
    }

    /// Changes how time goes on and what time it is, at once.
    pub(crate) fn change_clock(&self, mode: Option<ClockMode>, now: Option<Timestamp>) {
        let mut state = self.core.state();
        if let Some(mode) = mode {
            state.clock.set_mode(mode);
        }
        if let Some(now) = now {
            state.clock.set_now(now);
        }
        drop(state);
        self.core.save();
    }

    /// Puts the emulator's clock to a time, also an earlier one.
    pub fn set_now(&self, now: Timestamp) {
        self.change_clock(None, Some(now));
    }

    // Settings

    /// The settings in force.
    pub fn settings(&self) -> Settings {
        self.core.state().settings.clone()
    }

    /// Changes the settings. What is on its way already keeps its times. Of two
    /// changes at a time one waits for the other, so `change` must not change
    /// them once more.
    pub fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        let changed = self.core.change_settings(|mut settings| {
            change(&mut settings);
            Ok::<_, Infallible>(settings)
        });
        match changed {
            Ok(()) => {}
            Err(never) => match never {},
        }
    }

    // Faults

    /// Adds a fault, and returns the number that it is removed by.
    ///
    /// # Errors
    /// If there is no such operation, the status or probability is none, or
    /// there are 10,000 faults in force.
    pub fn inject(&self, fault: Fault) -> Result<u64, InvalidFault> {
        self.core.state().faults.add(fault)
    }

    /// The faults in force, with their numbers and what is left of their
    /// counts.
    pub fn faults(&self) -> Vec<(u64, Fault)> {
        self.core.state().faults.list()
    }

    /// Removes a fault. False if it was over already.
    pub fn remove_fault(&self, number: u64) -> bool {
        self.core.state().faults.remove(number)
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.core.state().faults.clear();
    }

    // Requests

    /// The latest requests, oldest first, without their secrets.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.core.state().log.requests()
    }

    /// How many requests were received since the start.
    pub fn received(&self) -> u64 {
        self.core.state().log.received()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.core.state().log.clear();
    }

    // The past

    /// What happened to the things that are kept, moment by moment. It begins
    /// anew when the emulator is emptied or a snapshot put back.
    pub fn history(&self) -> History {
        let mut state = self.core.state();
        let now = state.clock.now();
        let State { history, settings, .. } = &mut *state;
        history.settle(now, &settings.history);
        history.history()
    }

    // What is in it

    /// The authorities that issue client certificates, one for each account.
    /// They are for tests: their keys follow from the emulator's seed, and are
    /// nobody's secret.
    pub fn certificate_authorities(&self) -> Vec<CertificateAuthority> {
        let state = self.core.state();
        let accounts = state.world.accounts.keys();
        accounts.filter_map(|id| CertificateAuthority::of(&state.world, id)).collect()
    }

    /// The authority that issues a zone's client certificates. `None` if there
    /// is no such zone.
    pub fn certificate_authority(&self, zone_id: &str) -> Option<CertificateAuthority> {
        let state = self.core.state();
        let zone = state.world.zones.get(zone_id)?;
        CertificateAuthority::of(&state.world, &zone.account_id)
    }

    /// Says who manages one of an account's own certificates, which the API can't
    /// be told. False if there is no such certificate.
    pub fn set_mtls_certificate_type(&self, id: &str, kind: MtlsCertificateType) -> bool {
        self.change_mtls_certificate(id, |certificate| certificate.kind = kind)
    }

    /// Says which services use one of an account's own certificates, each with
    /// the status of its deployment, beside the hostnames of zones. While there
    /// are any, it can't be deleted. False if there is no such certificate.
    pub fn set_mtls_certificate_services<S: Into<String>, T: Into<String>>(
        &self,
        id: &str,
        services: impl IntoIterator<Item = (S, T)>,
    ) -> bool {
        let services = services.into_iter().map(|(service, status)| Service::new(service, status)).collect();
        self.change_mtls_certificate(id, |certificate| certificate.services = services)
    }

    pub(crate) fn change_mtls_certificate(
        &self,
        id: &str,
        change: impl FnOnce(&mut MtlsCertificate),
    ) -> bool {
        let mut state = self.core.state();
        let mut all =
            state.world.accounts.values_mut().flat_map(|account| &mut account.mtls_certificates.list);
        let Some(certificate) = all.find(|certificate| certificate.id == id) else {
            return false;
        };
        change(certificate);
        drop(state);
        self.core.save();
        true
    }

    /// Takes a further credential.
    pub fn add_credential(&self, credential: Credential) {
        self.core.state().credentials.add(credential);
    }

    /// Adds an account, or renames the one with this identifier.
    pub fn add_account(&self, id: &str, name: &str) {
        self.core.state().world.add_account(id, name);
        self.core.save();
    }

    /// Adds a zone with a domain name to an account, which is added too if it
    /// isn't there.
    pub fn add_zone(&self, id: &str, name: &str, account_id: &str) {
        self.put_zone(id, name, account_id, None);
    }

    /// The same, and says whether it is enabled for the China network.
    pub(crate) fn put_zone(&self, id: &str, name: &str, account_id: &str, china_network: Option<bool>) {
        let mut state = self.core.state();
        state.world.add_zone(id, name, account_id);
        if let (Some(zone), Some(china_network)) = (state.world.zones.get_mut(id), china_network) {
            zone.china_network = china_network;
        }
        drop(state);
        self.core.save();
    }

    /// Says whether a zone is enabled for the China network. False if there is
    /// no such zone.
    pub fn set_china_network(&self, zone_id: &str, enabled: bool) -> bool {
        let mut state = self.core.state();
        let Some(zone) = state.world.zones.get_mut(zone_id) else {
            return false;
        };
        zone.china_network = enabled;
        drop(state);
        self.core.save();
        true
    }

    /// A new identifier for an account or zone, from the emulator's seed.
    pub fn new_identifier(&self) -> String {
        identifier(&mut self.core.state().identifiers)
    }

    /// The status of a zone, hostname or client certificate.
    pub fn certificate_status(&self, id: &str) -> Option<Status> {
        let mut state = self.core.state();
        let now = state.clock.now();
        state.world.status(id, now)
    }

    /// Holds a zone, hostname or client certificate at a status, or the
    /// association with this identifier or of this hostname. False if there is
    /// none.
    pub fn set_status(&self, id: &str, status: Status) -> bool {
        let mut state = self.core.state();
        let now = state.clock.now();
        let found = state.world.hold(id, &status, now);
        let held = notes::held(&state.world, id);
        state.note(held, None);
        drop(state);
        self.core.save();
        found
    }

    /// Everything that is in it, for a later [`restore`](Self::restore).
    pub fn snapshot(&self) -> Snapshot {
        self.core.state().snapshot()
    }

    /// Replaces everything that is in it.
    pub fn restore(&self, snapshot: &Snapshot) {
        self.replace(snapshot.clone());
    }

    pub(crate) fn replace(&self, snapshot: Snapshot) {
        self.core.state().restore(snapshot);
        self.core.save();
    }

    /// Empties the accounts and zones, and keeps those, the credentials and the
    /// settings. Faults, the log, the history and what was counted for rate
    /// limits go too.
    pub fn reset(&self) {
        let mut state = self.core.state();
        state.world.clear();
        state.faults.clear();
        state.log.clear();
        state.history = Recorder::default();
        state.limiter.clear();
        state.address_limiter.clear();
        drop(state);
        self.core.save();
    }
}
