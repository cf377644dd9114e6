//! What all connections of one emulator share, behind one lock.
//!
//! Every request is handled whole under the lock, so requests take effect one
//! after the other and never half. Nothing waits while it holds the lock.

use std::{
    io,
    net::SocketAddr,
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

use fastrand::Rng;

use crate::{
    clock::{Clock, ClockMode},
    credential::Credentials,
    fault::Faults,
    limits::Limiter,
    log::RequestLog,
    settings::Settings,
    state::{Snapshot, World},
};

/// The emulator's parts that change.
pub(crate) struct State {
    pub(crate) world: World,
    pub(crate) clock: Clock,
    pub(crate) settings: Settings,
    pub(crate) credentials: Credentials,
    pub(crate) faults: Faults,
    pub(crate) limiter: Limiter,
    pub(crate) address_limiter: Limiter,
    pub(crate) log: RequestLog,
    /// Where identifiers come from.
    pub(crate) identifiers: Rng,
    /// Where chances come from: apart, so that a fault that is added or taken
    /// away changes no identifier.
    pub(crate) chances: Rng,
    /// Where `cf-ray` comes from, apart for the same reason.
    pub(crate) rays: Rng,
}

impl State {
    pub(crate) fn snapshot(&self) -> Snapshot {
        let identifiers = self.identifiers.get_seed();
        Snapshot::new(self.clock.now(), self.clock.mode(), identifiers, self.world.clone())
    }

    /// Takes over a snapshot. A clock that goes by itself goes on; one that is
    /// moved by hand is put to the snapshot's time.
    pub(crate) fn restore(&mut self, snapshot: Snapshot) {
        self.world = snapshot.world;
        self.identifiers = Rng::with_seed(snapshot.identifiers);
        if self.clock.mode() != ClockMode::Real {
            self.clock.set_now(snapshot.now);
        }
    }
}

pub(crate) struct Core {
    pub(crate) address: SocketAddr,
    state: Mutex<State>,
    state_file: Option<PathBuf>,
    /// One writer of the state file at a time, in the order of changes.
    writing: Mutex<()>,
}

impl Core {
    pub(crate) fn new(address: SocketAddr, state: State, state_file: Option<PathBuf>) -> Self {
        Self { address, state: Mutex::new(state), state_file, writing: Mutex::new(()) }
    }

    /// The state, for as long as the guard lives. A panic elsewhere doesn't
    /// make it unusable: every change is whole before anything can panic.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the state file, if there is to be one. It is replaced as a whole,
    /// so that a crash leaves the old or the new one.
    pub(crate) fn save(&self) -> io::Result<()> {
        let Some(path) = &self.state_file else {
            return Ok(());
        };
        let _one_writer = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let json = self.state().snapshot().to_json();
        let mut beside = path.clone().into_os_string();
        beside.push(".new");
        std::fs::write(&beside, json)?;
        std::fs::rename(&beside, path)
    }

    /// Where the server can be reached, without a path.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}
