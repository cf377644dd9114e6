//! Setting up an emulator and starting it.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

use axum::{Router, extract::Request};
use fastrand::Rng;
use jiff::Timestamp;
use tokio::{net::TcpListener, sync::watch};

use crate::{
    clock::{Clock, ClockMode},
    control,
    core::{Core, State},
    credential::{Credential, Credentials},
    emulator::Emulator,
    fault::{Fault, Faults},
    handle::Handle,
    history::Recorder,
    limits::Limiter,
    log::RequestLog,
    pipeline, server,
    settings::Settings,
    start_error::StartError,
    state::{Snapshot, World},
    state_file::StateFile,
};

/// The identifier of the account and the zone that an emulator starts with.
pub const DEFAULT_ID: &str = "023e105f4ecef8ad9ca31a8372d0c353";
/// The domain of the zone that an emulator starts with.
pub const DEFAULT_ZONE_NAME: &str = "example.com";
/// The token that an emulator takes unless it is given another.
pub const DEFAULT_TOKEN: &str = "emulator-token";
/// The email address that an emulator takes with [`DEFAULT_KEY`].
pub const DEFAULT_EMAIL: &str = "user@example.com";
/// The key that an emulator takes with [`DEFAULT_EMAIL`].
pub const DEFAULT_KEY: &str = "144c9defac04969c7bfad8efaa8ea194";
/// The user service key that an emulator takes unless it is given another.
pub const DEFAULT_SERVICE_KEY: &str = "v1.0-emulator-service-key";

impl Emulator {
    /// Starts an emulator on a free port of the loopback address, with one
    /// account, one zone and the default credentials.
    ///
    /// # Errors
    /// If no port can be bound.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// An emulator to be set up before it starts.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::default()
    }
}

/// An emulator to be set up before it starts.
#[derive(Clone, Debug)]
#[must_use = "an emulator does nothing until it is started"]
pub struct EmulatorBuilder {
    address: SocketAddr,
    accounts: Vec<(String, String)>,
    zones: Vec<(String, String, Option<String>)>,
    credentials: Vec<Credential>,
    seed: u64,
    clock: ClockMode,
    starts_at: Option<Timestamp>,
    settings: Settings,
    faults: Vec<Fault>,
    snapshot: Option<Snapshot>,
    state_file: Option<PathBuf>,
    control_hosts: Vec<String>,
}

impl Default for EmulatorBuilder {
    fn default() -> Self {
        Self {
            address: (IpAddr::V4(Ipv4Addr::LOCALHOST), 0).into(),
            accounts: Vec::new(),
            zones: Vec::new(),
            credentials: Vec::new(),
            seed: 0,
            clock: ClockMode::Real,
            starts_at: None,
            settings: Settings::default(),
            faults: Vec::new(),
            snapshot: None,
            state_file: None,
            control_hosts: Vec::new(),
        }
    }
}

impl EmulatorBuilder {
    /// Listens on this address; without it on a free port of 127.0.0.1.
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Adds an account. The first one takes the place of the default one.
    pub fn account(mut self, id: impl Into<String>, name: impl Into<String>) -> Self {
        self.accounts.push((id.into(), name.into()));
        self
    }

    /// Adds a zone to the first account. The first one takes the place of the
    /// default one.
    pub fn zone(mut self, id: impl Into<String>, name: impl Into<String>) -> Self {
        self.zones.push((id.into(), name.into(), None));
        self
    }

    /// Adds a zone to an account. The first one takes the place of the default
    /// one.
    pub fn zone_of(
        mut self,
        account_id: impl Into<String>,
        id: impl Into<String>,
        name: impl Into<String>,
    ) -> Self {
        self.zones.push((id.into(), name.into(), Some(account_id.into())));
        self
    }

    /// Takes a credential. The first one of each form takes the place of the
    /// default one of that form.
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credentials.push(credential);
        self
    }

    /// What identifiers, `cf-ray`, the chances of faults and the authorities'
    /// keys are drawn from; 0 without it. Two emulators with the same seed, a stepped clock that
    /// starts at the same time and the same requests give the same answers.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How time goes on.
    pub fn clock(mut self, mode: ClockMode) -> Self {
        self.clock = mode;
        self
    }

    /// What time it is at the start; the machine's without it.
    pub fn starts_at(mut self, now: Timestamp) -> Self {
        self.starts_at = Some(now);
        self
    }

    /// Changes the settings.
    pub fn settings(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// Starts with a fault in force.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Starts with what is in a snapshot, in place of accounts and zones.
    pub fn snapshot(mut self, snapshot: Snapshot) -> Self {
        self.snapshot = Some(snapshot);
        self
    }

    /// Keeps its state in a file: what is in it at the start is loaded, and
    /// every change is written to it. It is this emulator's alone until it stops
    /// or is dropped, which waits until the last change is written. A symbolic
    /// link is followed.
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_file = Some(path.into());
        self
    }

    /// Lets the control endpoints be reached under this name or address too,
    /// without a port. Under others than loopback's, the address that is listened
    /// on and these they refuse, so that no web page can drive the emulator by a
    /// name that leads to it.
    pub fn control_host(mut self, host: impl Into<String>) -> Self {
        self.control_hosts.push(host.into());
        self
    }

    /// Starts it, on the current tokio runtime.
    ///
    /// # Errors
    /// If the address can't be bound, a fault can't be, or the state file can't
    /// be read, written or had for this emulator alone.
    pub async fn start(self) -> Result<Emulator, StartError> {
        let (file, loaded) = match self.state_file {
            Some(path) => {
                let (file, loaded) = blocking(move || StateFile::open(&path)).await?;
                (Some(file), loaded)
            }
            None => (None, None),
        };
        let listener = TcpListener::bind(self.address)
            .await
            .map_err(|error| StartError::new(format!("can't listen on {}", self.address), error))?;
        let address = listener.local_addr().map_err(|error| StartError::new("can't tell the port", error))?;

        let mut world = World::default();
        let account_id = self.accounts.first().map_or(DEFAULT_ID, |(id, _)| id).to_owned();
        let zone_id = self.zones.first().map_or(DEFAULT_ID, |(id, ..)| id).to_owned();
        if self.accounts.is_empty() {
            world.add_account(DEFAULT_ID, "Example account");
        }
        if self.zones.is_empty() {
            world.add_zone(DEFAULT_ID, DEFAULT_ZONE_NAME, &account_id);
        }
        for (id, name) in &self.accounts {
            world.add_account(id, name);
        }
        for (id, name, owner) in &self.zones {
            world.add_zone(id, name, owner.as_deref().unwrap_or(&account_id));
        }

        let mut seeds = Rng::with_seed(self.seed);
        let mut faults = Faults::default();
        for fault in self.faults {
            faults.add(fault).map_err(|error| {
                StartError::new("a fault can't be", io::Error::new(io::ErrorKind::InvalidInput, error))
            })?;
        }
        let mut state = State {
            world,
            clock: Clock::new(self.clock, self.starts_at),
            settings: self.settings,
            credentials: credentials(self.credentials),
            faults,
            limiter: Limiter::default(),
            address_limiter: Limiter::default(),
            log: RequestLog::default(),
            history: Recorder::default(),
            identifiers: seeds.fork(),
            chances: seeds.fork(),
            rays: seeds.fork(),
        };
        state.world.authority_secret = seeds.u64(..);
        if let Some(snapshot) = loaded.or(self.snapshot) {
            state.restore(snapshot);
        }

        let file = match file {
            Some(file) => {
                let json = state.snapshot().to_json();
                Some(blocking(move || file.write_first(&json).map(|()| file)).await?)
            }
            None => None,
        };
        let (stop, told) = watch::channel(false);
        let core = Arc::new(Core::new(address, self.control_hosts, state, file, told.clone())?);
        let server = tokio::spawn(server::serve(listener, router(&core), told));
        Ok(Emulator::new(Handle::new(core), account_id, zone_id, stop, server))
    }
}

/// Runs what waits for files where it may.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StartError> + Send + 'static,
) -> Result<T, StartError> {
    let ended = tokio::task::spawn_blocking(work).await;
    ended.map_err(|error| StartError::new("the state file's thread ended", io::Error::other(error)))?
}

/// What was given, and the default in each form that wasn't.
fn credentials(given: Vec<Credential>) -> Credentials {
    let mut credentials = Credentials::default();
    for credential in given {
        credentials.add(credential);
    }
    if credentials.first_token().is_none() {
        credentials.add(Credential::token(DEFAULT_TOKEN));
    }
    if credentials.first_key().is_none() {
        credentials.add(Credential::key(DEFAULT_EMAIL, DEFAULT_KEY));
    }
    if credentials.first_service_key().is_none() {
        credentials.add(Credential::service_key(DEFAULT_SERVICE_KEY));
    }
    credentials
}

fn router(core: &Arc<Core>) -> Router {
    let shared = Arc::clone(core);
    let api = move |request: Request| {
        let core = Arc::clone(&shared);
        async move {
            let unknown = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
            let client = request.extensions().get::<SocketAddr>().copied().unwrap_or(unknown);
            pipeline::answer(&core, client, request).await
        }
    };
    Router::new().nest(control::PATH, control::router(Handle::new(Arc::clone(core)))).fallback(api)
}
