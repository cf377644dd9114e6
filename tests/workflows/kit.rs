//! What the tests share: an emulator, a client of it whose waits take no time, and what was seen.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use cloudflare_mtls::types::{CreateHostnameCertificate, CreateZoneCertificate};
use cloudflare_mtls::workflows::Event;
use cloudflare_mtls::{Client, Clock, Hook, RetryPolicy, prelude::*, reqwest};
use cloudflare_mtls_emulator::{ClockMode, DEFAULT_ID, Emulator, EmulatorBuilder, Handle};

use crate::clock::VirtualClock;
use crate::pairs::Pair;

/// The identifier of the emulator's account and of its zone.
pub(crate) const ID: &str = DEFAULT_ID;
/// The form of a certificate's identifier, and none's.
pub(crate) const UNKNOWN: &str = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415";
pub(crate) const SECOND: Duration = Duration::from_secs(1);

/// How long an answer is waited for, in real time: longer than any test takes.
const LONG: Duration = Duration::from_secs(60);

/// What a client sends with; see the kit of `tests/emulator`.
fn http() -> reqwest::ClientBuilder {
    reqwest::Client::builder().tls_certs_only([])
}

/// An emulator whose clock the client's waits move on, and a client of it that doesn't repeat
/// calls by itself, so that every fault reaches the workflow.
pub(crate) struct Kit {
    pub(crate) emulator: Emulator,
    pub(crate) client: Client,
    pub(crate) clock: VirtualClock,
}

impl Kit {
    pub(crate) async fn start() -> Self {
        Self::of(Emulator::builder()).await
    }

    pub(crate) async fn of(builder: EmulatorBuilder) -> Self {
        let builder = builder.clock(ClockMode::Stepped).starts_at("2030-01-01T00:00:00Z".parse().unwrap());
        let emulator = builder.start().await.unwrap();
        let clock = VirtualClock::new();
        let client = Self::client_of(&emulator, &clock, LONG, RetryPolicy::none(), None);
        Self { emulator, client, clock }
    }

    /// Another client of the same emulator, in the same time.
    pub(crate) fn another(&self, retry: RetryPolicy, hook: Option<Arc<dyn Hook>>) -> Client {
        self.hurried(LONG, retry, hook)
    }

    /// Another client that waits for an answer no longer than this, in real time.
    pub(crate) fn hurried(
        &self,
        attempt_timeout: Duration,
        retry: RetryPolicy,
        hook: Option<Arc<dyn Hook>>,
    ) -> Client {
        Self::client_of(&self.emulator, &self.clock, attempt_timeout, retry, hook)
    }

    fn client_of(
        emulator: &Emulator,
        clock: &VirtualClock,
        attempt_timeout: Duration,
        retry: RetryPolicy,
        hook: Option<Arc<dyn Hook>>,
    ) -> Client {
        let time = SharedTime { client: clock.clone(), emulator: emulator.handle() };
        let builder = Client::builder().base_url(emulator.base_url()).token(emulator.token()).clock(time);
        let builder = builder.attempt_timeout(attempt_timeout);
        let builder = builder.http_client_builder(http()).retry(retry).retry_budget(1_000_000);
        match hook {
            Some(hook) => builder.hook(Shared(hook)).build().unwrap(),
            None => builder.build().unwrap(),
        }
    }

    /// Uploads a zone certificate and lets it become active. What is counted begins after it.
    pub(crate) async fn active_zone(&self, pair: &Pair) -> String {
        let body = CreateZoneCertificate::new(&pair.certificate, &pair.key);
        let uploaded = self.client.zone_certificates(ID).create(body).result().await.unwrap();
        self.emulator.advance(2 * SECOND);
        self.emulator.clear_requests();
        uploaded.id.unwrap().to_string()
    }

    /// Uploads a hostname certificate and lets it become active.
    pub(crate) async fn active_hostname(&self, pair: &Pair) -> String {
        let body = CreateHostnameCertificate::new(&pair.certificate, &pair.key);
        let uploaded = self.client.hostname_certificates(ID).create(body).result().await.unwrap();
        self.emulator.advance(2 * SECOND);
        self.emulator.clear_requests();
        uploaded.id.unwrap().to_string()
    }

    /// The status of a certificate as the emulator has it.
    pub(crate) fn status(&self, id: &str) -> String {
        let status = self.emulator.certificate_status(id).unwrap();
        serde_json::to_value(status).unwrap().as_str().unwrap().to_owned()
    }

    /// How many requests of this operation the emulator has received.
    pub(crate) fn received(&self, operation: &str) -> usize {
        self.emulator.requests().iter().filter(|request| request.operation == Some(operation)).count()
    }
}

/// A hook that several clients have.
struct Shared(Arc<dyn Hook>);

impl Hook for Shared {
    fn before_send(
        &self,
        attempt: &cloudflare_mtls::Attempt<'_>,
        request: &mut cloudflare_mtls::OutgoingRequest,
    ) -> Result<(), cloudflare_mtls::HookError> {
        self.0.before_send(attempt, request)
    }

    fn received(
        &self,
        attempt: &cloudflare_mtls::Attempt<'_>,
        response: &mut cloudflare_mtls::IncomingResponse,
    ) -> Result<(), cloudflare_mtls::HookError> {
        self.0.received(attempt, response)
    }
}

/// The client's clock. Waiting takes no time, and moves the emulator's clock on as well. Pauses are
/// drawn at random up to a bound; here each is as long as it may be, so that two runs of the same
/// send the same.
struct SharedTime {
    client: VirtualClock,
    emulator: Handle,
}

impl Clock for SharedTime {
    fn now(&self) -> Instant {
        self.client.now()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::from(self.emulator.now())
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let duration = to_its_bound(duration);
        self.emulator.advance(duration);
        self.client.sleep(duration)
    }
}

/// The bound that a pause was drawn up to: each is half as much again as the one before it, and a
/// pause is no shorter than three quarters of its own.
fn to_its_bound(pause: Duration) -> Duration {
    let longest = 15 * SECOND;
    let bounds = std::iter::successors(Some(SECOND), |bound| Some((*bound * 3 / 2).min(longest)));
    let bound = bounds.take(8).find(|bound| (*bound * 3 / 4..=*bound).contains(&pause));
    bound.unwrap_or(pause)
}

/// Keeps the lines of a run.
#[derive(Clone, Default)]
pub(crate) struct Lines(Arc<Mutex<Vec<String>>>);

impl Lines {
    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl Lines {
    /// Takes events in.
    pub(crate) fn take(&self) -> impl Fn(&Event<'_>) + Send + Sync + 'static {
        let lines = self.clone();
        move |event| lines.0.lock().unwrap().push(event.to_string())
    }
}
