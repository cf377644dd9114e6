//! Looking into a running emulator and changing it, from Rust.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;

use crate::{
    clock::ClockMode,
    core::Core,
    credential::Credential,
    fault::Fault,
    lifecycle::Status,
    log::LoggedRequest,
    settings::Settings,
    state::{Snapshot, identifier},
};

/// A handle to a running emulator: cheap to clone, usable from any thread. It
/// doesn't keep the emulator running.
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
        self.save();
    }

    /// How the emulator's time goes on.
    pub fn clock_mode(&self) -> ClockMode {
        self.core.state().clock.mode()
    }

    /// Changes how the emulator's time goes on.
    pub fn set_clock_mode(&self, mode: ClockMode) {
        self.core.state().clock.set_mode(mode);
    }

    /// Puts the emulator's clock to a time, also an earlier one.
    pub fn set_now(&self, now: Timestamp) {
        self.core.state().clock.set_now(now);
        self.save();
    }

    // Settings

    /// The settings in force.
    pub fn settings(&self) -> Settings {
        self.core.state().settings.clone()
    }

    /// Changes the settings. What is on its way already keeps its times.
    pub fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.settings();
        change(&mut settings);
        let mut state = self.core.state();
        // New limits count from here.
        if state.settings.rate_limit != settings.rate_limit {
            state.limiter.clear();
        }
        if state.settings.address_limit != settings.address_limit {
            state.address_limiter.clear();
        }
        state.settings = settings;
    }

    // Faults

    /// Adds a fault, and returns the number that it is removed by.
    pub fn inject(&self, fault: Fault) -> u64 {
        self.core.state().faults.add(fault)
    }

    /// The faults in force, with their numbers and what is left of their
    /// counts.
    pub fn faults(&self) -> Vec<(u64, Fault)> {
        self.core.state().faults.list().to_vec()
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

    // What is in it

    /// Takes a further credential.
    pub fn add_credential(&self, credential: Credential) {
        self.core.state().credentials.add(credential);
    }

    /// Adds an account, or renames the one with this identifier.
    pub fn add_account(&self, id: &str, name: &str) {
        self.core.state().world.add_account(id, name);
        self.save();
    }

    /// Adds a zone with a domain name to an account, which is added too if it
    /// isn't there.
    pub fn add_zone(&self, id: &str, name: &str, account_id: &str) {
        self.core.state().world.add_zone(id, name, account_id);
        self.save();
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
        self.save();
        true
    }

    /// A new identifier for an account or zone, from the emulator's seed.
    pub fn new_identifier(&self) -> String {
        identifier(&mut self.core.state().identifiers)
    }

    /// The status of a zone or hostname certificate.
    pub fn certificate_status(&self, id: &str) -> Option<Status> {
        let mut state = self.core.state();
        let now = state.clock.now();
        state.world.status(id, now)
    }

    /// Holds a zone or hostname certificate at a status, or the association
    /// with this identifier or of this hostname. False if there is none.
    pub fn set_status(&self, id: &str, status: Status) -> bool {
        let mut state = self.core.state();
        let now = state.clock.now();
        let found = state.world.hold(id, &status, now);
        drop(state);
        self.save();
        found
    }

    /// Everything that is in it, for a later [`restore`](Self::restore).
    pub fn snapshot(&self) -> Snapshot {
        self.core.state().snapshot()
    }

    /// Replaces everything that is in it.
    pub fn restore(&self, snapshot: &Snapshot) {
        self.core.state().restore(snapshot.clone());
        self.save();
    }

    /// Empties the accounts and zones, and keeps those, the credentials and the
    /// settings. Faults, the log and what was counted for rate limits go too.
    pub fn reset(&self) {
        let mut state = self.core.state();
        state.world.clear();
        state.faults.clear();
        state.log.clear();
        state.limiter.clear();
        state.address_limiter.clear();
        drop(state);
        self.save();
    }

    pub(crate) fn save(&self) {
        if let Err(error) = self.core.save() {
            // As for requests: the state in memory did change.
            eprintln!("the state file can't be written: {error}");
        }
    }
}
