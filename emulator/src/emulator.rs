//! Starting and stopping an emulator.

use std::{
    fmt, io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    ops::Deref,
    path::PathBuf,
    sync::Arc,
};

use axum::{Router, extract::Request};
use fastrand::Rng;
use jiff::Timestamp;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    clock::{Clock, ClockMode},
    control,
    core::{Core, State},
    credential::{Credential, Credentials},
    fault::{Fault, Faults},
    handle::Handle,
    limits::Limiter,
    log::RequestLog,
    operation::BASE_PATH,
    pipeline, server,
    settings::Settings,
    state::{Snapshot, World},
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

/// A running emulator. It serves on the runtime that it was started on, and
/// stops when it is dropped.
///
/// It dereferences to a [`Handle`], which has what can be looked at and changed
/// while it runs.
#[derive(Debug)]
pub struct Emulator {
    handle: Handle,
    base_url: String,
    account_id: String,
    zone_id: String,
    stop: watch::Sender<bool>,
    server: Option<JoinHandle<()>>,
}

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

    /// Where the API is, as a client's base URL: `http://127.0.0.1:PORT/client/v4`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Where the control endpoints are: `http://127.0.0.1:PORT/__emulator`.
    pub fn control_url(&self) -> String {
        format!("{}{}", self.handle.core().origin(), control::PATH)
    }

    /// The address that is listened on.
    pub fn address(&self) -> SocketAddr {
        self.handle.core().address
    }

    /// The first account's identifier.
    pub fn account_id(&self) -> &str {
        &self.account_id
    }

    /// The first zone's identifier.
    pub fn zone_id(&self) -> &str {
        &self.zone_id
    }

    /// A token that is taken; empty if there is none.
    pub fn token(&self) -> String {
        self.handle.core().state().credentials.first_token().unwrap_or_default().to_owned()
    }

    /// An email address and key that are taken.
    pub fn key(&self) -> Option<(String, String)> {
        let state = self.handle.core().state();
        state.credentials.first_key().map(|(email, key)| (email.to_owned(), key.to_owned()))
    }

    /// A user service key that is taken.
    pub fn service_key(&self) -> Option<String> {
        self.handle.core().state().credentials.first_service_key().map(str::to_owned)
    }

    /// A handle that can be cloned and sent elsewhere.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Stops: no new connections, and requests under way are answered.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if let Some(server) = self.server.take() {
            // An error here would be a panic in the server, which has nothing
            // left to answer.
            let _ = server.await;
        }
        self.handle.save();
    }
}

impl Deref for Emulator {
    type Target = Handle;

    fn deref(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        if let Some(server) = &self.server {
            server.abort();
        }
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

    /// What identifiers, `cf-ray` and the chances of faults are drawn from; 0
    /// without it. Two emulators with the same seed, a stepped clock that
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
    /// every change is written to it.
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_file = Some(path.into());
        self
    }

    /// Starts it, on the current tokio runtime.
    ///
    /// # Errors
    /// If the address can't be bound, or the state file can't be read.
    pub async fn start(self) -> Result<Emulator, StartError> {
        let loaded = self.state_file.as_ref().map(|path| load(path)).transpose()?.flatten();
        let listener = TcpListener::bind(self.address).await.map_err(|error| StartError {
            what: format!("can't listen on {}", self.address),
            source: error,
        })?;
        let address = listener
            .local_addr()
            .map_err(|error| StartError { what: "can't tell the port".into(), source: error })?;

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
            faults.add(fault);
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
            identifiers: seeds.fork(),
            chances: seeds.fork(),
            rays: seeds.fork(),
        };
        if let Some(snapshot) = loaded.or(self.snapshot) {
            state.restore(snapshot);
        }

        let core = Arc::new(Core::new(address, state, self.state_file));
        let (stop, told) = watch::channel(false);
        let server = tokio::spawn(server::serve(listener, router(&core), told));
        Ok(Emulator {
            base_url: format!("{}{BASE_PATH}", core.origin()),
            handle: Handle::new(core),
            account_id,
            zone_id,
            stop,
            server: Some(server),
        })
    }
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

/// The snapshot in a state file, if the file is there.
fn load(path: &std::path::Path) -> Result<Option<Snapshot>, StartError> {
    let unreadable =
        |source| StartError { what: format!("can't read the state file {}", path.display()), source };
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    let snapshot = Snapshot::from_json(&text)
        .map_err(|message| unreadable(io::Error::new(io::ErrorKind::InvalidData, message)))?;
    Ok(Some(snapshot))
}

/// Why an emulator can't start.
#[derive(Debug)]
pub struct StartError {
    what: String,
    source: io::Error,
}

impl fmt::Display for StartError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.what)
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}
