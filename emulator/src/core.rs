//! What all connections of one emulator share, behind one lock.
//!
//! Every request is handled whole under the lock, so requests take effect one
//! after the other and never half. Nothing waits while it holds the lock.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use fastrand::Rng;
use tokio::sync::watch;

use crate::{
    clock::{Clock, ClockMode},
    credential::Credentials,
    fault::Faults,
    history::{Note, Recorder, notes},
    limits::Limiter,
    log::RequestLog,
    settings::Settings,
    start_error::StartError,
    state::{Snapshot, World},
    state_file::{StateFile, Writer},
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
    pub(crate) history: Recorder,
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

    /// Takes over a snapshot, with which the history begins anew. A clock that goes by itself goes on; one that is
    /// moved by hand is put to the snapshot's time.
    pub(crate) fn restore(&mut self, snapshot: Snapshot) {
        self.world = snapshot.world;
        self.identifiers = Rng::with_seed(snapshot.identifiers);
        if self.clock.mode() != ClockMode::Real {
            self.clock.set_now(snapshot.now);
        }
        self.history = Recorder::default();
        self.note(notes::present(&self.world), None);
    }

    /// Writes down what happens now, and which request did it.
    pub(crate) fn note(&mut self, notes: impl IntoIterator<Item = Note>, request: Option<u64>) {
        let now = self.clock.now();
        for note in notes {
            self.history.note(note, request, now, &self.settings.history);
        }
    }
}

pub(crate) struct Core {
    pub(crate) address: SocketAddr,
    /// Names that the control endpoints may be reached under, beside loopback.
    pub(crate) control_hosts: Vec<String>,
    state: Arc<Mutex<State>>,
    /// Held by who changes the settings, from reading to writing, so that the
    /// state's lock isn't held while somebody's closure runs.
    settings_writer: Mutex<()>,
    writer: Option<Writer>,
    /// True, or closed, once the emulator stops.
    stopping: watch::Receiver<bool>,
}

impl Core {
    pub(crate) fn new(
        address: SocketAddr,
        control_hosts: Vec<String>,
        state: State,
        file: Option<StateFile>,
        stopping: watch::Receiver<bool>,
    ) -> Result<Self, StartError> {
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        let json = move || {
            let snapshot = lock(&shared).snapshot();
            snapshot.to_json()
        };
        let writer = file.map(|file| Writer::start(file, json)).transpose()?;
        let settings_writer = Mutex::default();
        Ok(Self { address, control_hosts, state, settings_writer, writer, stopping })
    }

    /// The state, for as long as the guard lives.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Changes the settings. Of two changes at a time one waits for the other.
    pub(crate) fn change_settings<E>(
        &self,
        change: impl FnOnce(Settings) -> Result<Settings, E>,
    ) -> Result<(), E> {
        let _one_writer = self.settings_writer.lock().unwrap_or_else(PoisonError::into_inner);
        let present = self.state().settings.clone();
        let settings = change(present)?;
        let mut state = self.state();
        // New limits count from here.
        if state.settings.rate_limit != settings.rate_limit {
            state.limiter.clear();
        }
        if state.settings.address_limit != settings.address_limit {
            state.address_limiter.clear();
        }
        state.settings = settings;
        Ok(())
    }

    /// Has the state file written, if there is one, and doesn't wait for it.
    pub(crate) fn save(&self) {
        if let Some(writer) = &self.writer {
            writer.change();
        }
    }

    /// The same, and waits until it is written.
    pub(crate) async fn saved(&self) {
        if let Some(writer) = &self.writer {
            writer.written(writer.change()).await;
        }
    }

    /// Writes what is left to write and lets go of the state file. Blocks until
    /// that is done.
    pub(crate) fn close(&self) {
        if let Some(writer) = &self.writer {
            writer.close();
        }
    }

    /// Waits until the emulator is told to stop.
    pub(crate) async fn stopping(&self) {
        // An error is an emulator that is gone altogether.
        let _ = self.stopping.clone().wait_for(|stopping| *stopping).await;
    }

    /// Where the server can be reached, without a path.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// A panic elsewhere doesn't make the state unusable: every change is whole
/// before anything can panic.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
