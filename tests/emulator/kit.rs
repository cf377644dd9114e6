//! What the tests share: an emulator, a client of it whose waits take no time, and what a refusal
//! has to look like.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

use cloudflare_mtls::operations::{AccessCertificatesGroup, AccessSettingsGroup};
use cloudflare_mtls::{Client, ClientBuilder, Clock, Error, ErrorKind, Scope, reqwest};
use cloudflare_mtls_emulator::{ClockMode, DEFAULT_ID, Emulator, EmulatorBuilder, Handle};

use crate::clock::VirtualClock;

/// The identifier of the emulator's account and of its zone.
pub(crate) const ID: &str = DEFAULT_ID;
/// The form of an identifier, and nobody's.
pub(crate) const UNKNOWN: &str = "0123456789abcdef0123456789abcdef";
/// The form of a certificate's identifier, and none's.
pub(crate) const UNKNOWN_UUID: &str = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415";

/// What the emulator's clock shows at the start.
pub(crate) const START: &str = "2030-01-01T00:00:00Z";

/// What a client sends with. To read the machine's roots of trust takes longer than most of the tests,
/// and none is needed here.
fn http() -> reqwest::ClientBuilder {
    reqwest::Client::builder().tls_certs_only([])
}

/// An emulator whose clock is stepped by hand, and a client of it.
pub(crate) struct Kit {
    pub(crate) emulator: Emulator,
    pub(crate) client: Client,
    /// What the client waited.
    pub(crate) clock: VirtualClock,
}

impl Kit {
    pub(crate) async fn start() -> Self {
        Self::of(Emulator::builder()).await
    }

    pub(crate) async fn of(builder: EmulatorBuilder) -> Self {
        let builder = builder.clock(ClockMode::Stepped).starts_at(START.parse().unwrap());
        let emulator = builder.start().await.unwrap();
        let clock = VirtualClock::new();
        let client = Self::client_of(&emulator, &clock).token(emulator.token()).build().unwrap();
        Self { emulator, client, clock }
    }

    fn client_of(emulator: &Emulator, clock: &VirtualClock) -> ClientBuilder {
        let time = SharedTime { client: clock.clone(), emulator: emulator.handle() };
        Client::builder().base_url(emulator.base_url()).clock(time).http_client_builder(http())
    }

    /// What [`Kit::client`] is built with, but for the credentials.
    pub(crate) fn builder(&self) -> ClientBuilder {
        Self::client_of(&self.emulator, &self.clock)
    }

    pub(crate) fn with_token(&self, token: &str) -> Client {
        self.builder().token(token).build().unwrap()
    }

    pub(crate) fn access(&self, scope: &Scope) -> AccessCertificatesGroup {
        self.client.access_certificates(scope)
    }

    pub(crate) fn access_settings(&self, scope: &Scope) -> AccessSettingsGroup {
        self.client.access_settings(scope)
    }

    /// Lets time pass for the emulator alone.
    pub(crate) fn step(&self, time: Duration) {
        self.emulator.advance(time);
    }

    /// Lets time pass for both.
    pub(crate) async fn pass(&self, time: Duration) {
        self.emulator.advance(time);
        self.clock.sleep(time).await;
    }

    /// The statuses of the answers so far; `None` for a connection that was reset.
    pub(crate) fn statuses(&self) -> Vec<Option<u16>> {
        self.emulator.requests().iter().map(|request| request.status).collect()
    }

    /// From now on attempts run out of time as soon as the emulator has their request; after so many of
    /// them, no sooner than they would.
    pub(crate) fn limits_run_out(&self, times: u64) {
        let emulator = self.emulator.handle();
        let last = emulator.received().saturating_add(times);
        self.clock.limits_run_out_with(move || usize::try_from(emulator.received().min(last)).unwrap());
    }

    /// How many requests of this operation the emulator has received.
    pub(crate) fn received(&self, operation: &str) -> usize {
        self.emulator.requests().iter().filter(|request| request.operation == Some(operation)).count()
    }
}

/// The client's clock. Waiting takes no time, and moves the emulator's clock on as well, so that
/// both agree on when a limit is over.
struct SharedTime {
    client: VirtualClock,
    emulator: Handle,
}

impl Clock for SharedTime {
    fn now(&self) -> Instant {
        self.client.now()
    }

    fn wall(&self) -> SystemTime {
        self.client.wall()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.emulator.advance(duration);
        self.client.sleep(duration)
    }

    fn limit(&self, limit: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.client.limit(limit)
    }
}

/// The account and the zone, each as a scope.
pub(crate) fn scopes() -> [Scope; 2] {
    [account(), Scope::zone(ID).unwrap()]
}

pub(crate) fn account() -> Scope {
    Scope::account(ID).unwrap()
}

pub(crate) const SECOND: Duration = Duration::from_secs(1);

pub(crate) const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Every predicate that is true of an error.
pub(crate) fn predicates(error: &Error) -> Vec<&'static str> {
    let all = [
        ("not found", error.is_not_found()),
        ("conflict", error.is_conflict()),
        ("already exists", error.is_already_exists()),
        ("in use", error.is_in_use()),
        ("quota exceeded", error.is_quota_exceeded()),
        ("settling", error.is_settling()),
        ("authentication", error.is_authentication()),
        ("rate limited", error.is_rate_limited()),
        ("timeout", error.is_timeout()),
        ("connect", error.is_connect()),
        ("decode", error.is_decode()),
        ("empty result", error.is_empty_result()),
        ("redirect", error.is_redirect()),
        ("retryable", error.is_retryable()),
        ("outcome unknown", error.outcome_unknown()),
    ];
    all.into_iter().filter(|(_, holds)| *holds).map(|(name, _)| name).collect()
}

/// The error of a call that the service refused with this status and first code, of which these
/// predicates are true and no others. It was sent once, and the answer names itself.
#[track_caller]
pub(crate) fn refused<T>(outcome: Result<T, Error>, status: u16, code: i64, says: &[&str]) -> Error {
    let error = outcome.map(drop).expect_err("the service refuses it");
    let line = error.to_string();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Api, 1), "{line}");
    let seen = (error.status().map(|status| status.as_u16()), error.errors()[0].code());
    assert_eq!(seen, (Some(status), code), "{line}");
    assert_eq!(predicates(&error), says, "{line}");
    assert!(line.contains(&code.to_string()) && error.has_code(code), "{line}");
    assert!(error.cf_ray().is_some_and(|ray| ray.ends_with("-EMU")), "{line}");
    assert!(!error.errors()[0].message().is_empty(), "{line}");
    error
}

/// Where in the request the errors are.
pub(crate) fn pointers(error: &Error) -> Vec<&str> {
    error.errors().iter().filter_map(|error| error.source_pointer()).collect()
}
