//! Time in tests: paused, virtual, and going back.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use cloudflare_core::prelude::*;
use cloudflare_core::{Clock, RetryPolicy, Scope};
use futures_util::FutureExt;
use serde_json::json;

use crate::kit::fault_server::{Fault, FaultServer, json as answer, json_with};
use crate::kit::gadgets::Gadgets;
use crate::kit::{ClientBuilder, failure, success};

fn gadgets(builder: ClientBuilder) -> Gadgets {
    builder.build().unwrap().gadgets(&Scope::zone("z").unwrap())
}

/// Refuses once and asks to wait 50 seconds.
fn refusing_once() -> FaultServer {
    FaultServer::with([
        json_with(429, &[("retry-after", "50")], &failure(1, "m")),
        answer(200, &success(json!({"id": "g"}))),
    ])
}

#[tokio::test(start_paused = true)]
async fn calls_work_under_paused_time() {
    let server = FaultServer::answering(|_| answer(200, &success(json!({"id": "g"}))));
    let gadgets = gadgets(crate::kit::builder(&server.url()));
    for _ in 0..20 {
        gadgets.get("g").result().await.unwrap();
    }
    // Nor does a timer of the test's own run out before the answer has come.
    tokio::time::timeout(Duration::from_secs(1), gadgets.get("g").result()).await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn waits_take_no_time_under_paused_time() {
    let server = refusing_once();
    let (began, really) = (tokio::time::Instant::now(), Instant::now());
    gadgets(crate::kit::builder(&server.url())).get("g").result().await.unwrap();
    assert!(began.elapsed() >= Duration::from_secs(50) && really.elapsed() < Duration::from_secs(25));
}

#[tokio::test(start_paused = true)]
async fn a_timeout_runs_out_under_paused_time_when_it_really_does() {
    let server = FaultServer::with([Fault::Silence]);
    let builder = crate::kit::builder(&server.url()).retry(RetryPolicy::none());
    let gadgets = gadgets(builder.attempt_timeout(Duration::from_millis(50)));
    assert!(gadgets.get("g").result().await.unwrap_err().is_timeout());
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_lets_paused_time_go_on() {
    let server = FaultServer::with([Fault::Silence]);
    let gadgets = gadgets(crate::kit::builder(&server.url()));
    let mut call = Box::pin(gadgets.get("g").result());
    assert!((&mut call).now_or_never().is_none());
    drop(call);
    let really = Instant::now();
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert!(really.elapsed() < Duration::from_secs(25));
}

/// A clock that goes back each time it is asked.
#[derive(Clone)]
struct Backwards(Instant, Arc<AtomicI64>);

impl Clock for Backwards {
    fn now(&self) -> Instant {
        let step = self.1.fetch_sub(1, Ordering::Relaxed);
        self.0.checked_sub(Duration::from_millis(u64::try_from(-step).unwrap())).unwrap_or(self.0)
    }

    fn wall(&self) -> SystemTime {
        let step = self.1.fetch_sub(1, Ordering::Relaxed);
        SystemTime::UNIX_EPOCH - Duration::from_secs(u64::try_from(-step).unwrap())
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(std::future::ready(()))
    }
}

#[tokio::test]
async fn a_clock_that_goes_back_breaks_nothing() {
    let server = refusing_once();
    let clock = Backwards(Instant::now(), Arc::default());
    let builder = crate::kit::builder(&server.url()).pacing(false);
    gadgets(builder.clock(clock)).get("g").result().await.unwrap();
    assert_eq!(server.requests(), 2);
}

#[cfg(feature = "httpmock")]
mod virtual_time {
    use super::*;
    use cloudflare_core::mock::TestClock;

    #[tokio::test]
    async fn a_long_wait_takes_no_time() {
        let server = refusing_once();
        let (clock, really) = (TestClock::auto_advancing(), Instant::now());
        let gadgets = gadgets(crate::kit::builder(&server.url()).clock(clock.clone()));
        gadgets.get("g").result().await.unwrap();
        let [wait] = *clock.waits() else { panic!("{:?}", clock.waits()) };
        assert!(wait >= Duration::from_secs(50) && clock.elapsed() >= wait, "{clock:?}");
        assert!(really.elapsed() < Duration::from_secs(25));
    }

    #[tokio::test]
    async fn waits_at_once_take_the_time_of_the_longest() {
        let server = FaultServer::answering(|request| match request.header("x-again") {
            // Everybody is refused once: the retry has another attempt's number.
            None => json_with(429, &[("retry-after", "50")], &failure(1, "m")),
            Some(_) => answer(200, &success(json!({"id": "g"}))),
        });
        let clock = TestClock::auto_advancing();
        let builder = crate::kit::builder(&server.url()).pacing(false).hook(Again);
        let gadgets = gadgets(builder.clock(clock.clone()));
        let calls = (0..10).map(|_| gadgets.get("g").result());
        for outcome in futures_util::future::join_all(calls).await {
            outcome.unwrap();
        }
        assert_eq!(clock.waits().len(), 10);
        assert!(clock.elapsed() < Duration::from_secs(60), "{clock:?}");
    }

    /// Says of a request that it isn't the first.
    struct Again;

    impl cloudflare_core::Hook for Again {
        fn before_send(
            &self,
            attempt: &cloudflare_core::Attempt<'_>,
            request: &mut cloudflare_core::OutgoingRequest,
        ) -> Result<(), cloudflare_core::HookError> {
            if attempt.number > 1 {
                request.headers_mut().insert("x-again", "1".parse()?);
            }
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_clock_that_stands_still_is_moved_by_the_test() {
        let server = refusing_once();
        let clock = TestClock::new();
        let gadgets = gadgets(crate::kit::builder(&server.url()).clock(clock.clone()));
        let call = tokio::spawn(gadgets.get("g").result());
        clock.until_waiting(1).await;
        clock.advance(Duration::from_secs(49));
        tokio::task::yield_now().await;
        assert!(!call.is_finished() && server.requests() == 1);
        clock.advance(Duration::from_secs(2));
        call.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_timeout_is_tested_without_its_time() {
        let server = FaultServer::with([Fault::Silence]);
        let clock = TestClock::new();
        let builder = crate::kit::builder(&server.url()).retry(RetryPolicy::none());
        let gadgets = gadgets(builder.clock(clock.clone()));
        let call = tokio::spawn(gadgets.get("g").result());
        clock.until_under_way(1).await;
        clock.advance(Duration::from_secs(30));
        assert_eq!(call.await.unwrap().unwrap_err().kind(), cloudflare_core::ErrorKind::Timeout);
    }

    #[tokio::test]
    async fn a_dropped_wait_is_forgotten_and_no_time_is_too_long() {
        let clock = TestClock::new();
        let mut wait = clock.sleep(Duration::MAX);
        assert!((&mut wait).now_or_never().is_none());
        clock.until_waiting(1).await;
        drop(wait);
        assert!(format!("{clock:?}").contains("waiting: 0"), "{clock:?}");
        let last = clock.sleep(Duration::MAX);
        clock.advance(Duration::MAX);
        clock.advance(Duration::MAX);
        last.await;
        assert!(clock.now() > Instant::now() && clock.wall() > SystemTime::now());
    }

    #[test]
    fn it_goes_without_a_runtime_too() {
        let clock = TestClock::auto_advancing();
        let mut wait = clock.sleep(Duration::from_secs(5));
        assert!((&mut wait).now_or_never().is_none());
        assert!(wait.now_or_never().is_some());
        assert_eq!(clock.elapsed(), Duration::from_secs(5));
    }
}
