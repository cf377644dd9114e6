//! Mocks in tests of waits and timeouts: under paused time, and with a clock of the test's own.

use std::time::{Duration, Instant};

use cloudflare_mtls::mock::{self, MockServer, MockServerExt, TestClock, json};
use cloudflare_mtls::{RetryPolicy, prelude::*};

use crate::ZONE;

/// Shorter than every wait here, and longer than a slow machine takes for what is no wait.
const NO_WAIT: Duration = Duration::from_secs(25);

/// Asks to wait 50 seconds, once.
fn refuse_once(server: &MockServer) {
    server.zone_settings_get(|_, then| {
        then.rate_limited(Duration::from_secs(50)).up_to_n_times(1);
    });
    server.zone_settings_get(|_, then| {
        then.result(json!({"enabled": true}));
    });
}

#[tokio::test(start_paused = true)]
async fn mocks_answer_under_paused_time() {
    let server = MockServer::start();
    let mock = server.zone_settings_get(|_, then| {
        then.result(json!({"enabled": true}));
    });
    for _ in 0..20 {
        let call = mock::client(&server).zone_settings(ZONE).get().result();
        let settings = tokio::time::timeout(Duration::from_secs(1), call).await.unwrap().unwrap();
        assert_eq!(settings.enabled, Some(true));
    }
    mock.assert_calls(20);
}

#[tokio::test(start_paused = true)]
async fn a_wait_takes_no_time_under_paused_time() {
    let server = MockServer::start();
    refuse_once(&server);
    let really = Instant::now();
    let client = mock::builder(&server).retry(RetryPolicy::new()).build().unwrap();
    client.zone_settings(ZONE).get().result().await.unwrap();
    assert!(really.elapsed() < NO_WAIT);
}

#[tokio::test]
async fn a_wait_takes_no_time_with_a_clock_that_moves_by_itself() {
    let server = MockServer::start();
    refuse_once(&server);
    let (clock, really) = (TestClock::auto_advancing(), Instant::now());
    let builder = mock::builder(&server).retry(RetryPolicy::new()).clock(clock.clone());
    builder.build().unwrap().zone_settings(ZONE).get().result().await.unwrap();
    assert_eq!(clock.waits().len(), 1);
    assert!(clock.elapsed() >= Duration::from_secs(50) && really.elapsed() < NO_WAIT);
}

#[tokio::test]
async fn a_timeout_takes_no_time_with_a_clock_that_a_test_moves() {
    let server = MockServer::start();
    server.zone_settings_get(|_, then| {
        then.result(json!({"enabled": true})).delay(Duration::from_secs(2));
    });
    let clock = TestClock::new();
    let client = mock::builder(&server).clock(clock.clone()).build().unwrap();
    let call = tokio::spawn(client.zone_settings(ZONE).get().result());
    clock.until_under_way(1).await;
    clock.advance(Duration::from_secs(30));
    assert!(call.await.unwrap().unwrap_err().is_timeout());
}
