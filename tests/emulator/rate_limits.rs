//! Rate limits: what the headers say, what a refusal looks like, and how the client stays within
//! them. Its waits take no time and move the emulator's clock on.

use std::time::Duration;

use cloudflare_mtls::{Client, ErrorKind, RetryPolicy, prelude::*};
use cloudflare_mtls_emulator::{Emulator, EmulatorBuilder, RateLimit};

use crate::kit::{ID, Kit, SECOND, UNKNOWN_UUID, predicates, refused};
use crate::origin_pulls::Kind;
use crate::pairs::leaf;

fn limited(limit: RateLimit) -> EmulatorBuilder {
    Emulator::builder().settings(|settings| settings.rate_limit = Some(limit))
}

fn small(requests: u64, seconds: u64) -> RateLimit {
    RateLimit::new(requests, Duration::from_secs(seconds))
}

/// Past the limit everything is refused for five minutes, as the service documents it.
fn with_penalty(requests: u64) -> RateLimit {
    let mut limit = RateLimit::documented();
    assert_eq!((limit.requests, limit.window_seconds, limit.penalty_seconds), (1_200, 300, Some(300)));
    limit.requests = requests;
    limit
}

async fn call(client: &Client) -> Result<(), cloudflare_mtls::Error> {
    client.zone_settings(ID).get().result().await.map(drop)
}

#[tokio::test]
async fn every_answer_says_how_much_is_left() {
    let kit = Kit::of(limited(small(100, 60))).await;
    for remaining in [99, 98] {
        let envelope = kit.client.zone_settings(ID).get().send().await.unwrap();
        let [limit] = envelope.rate_limits().limits() else { panic!("one limit") };
        assert_eq!((&*limit.name, limit.remaining, limit.reset), ("default", remaining, 60 * SECOND));
        let [policy] = envelope.rate_limits().policies() else { panic!("one policy") };
        assert_eq!((&*policy.name, policy.quota, policy.window), ("burst", 100, Some(60 * SECOND)));
        assert_eq!(envelope.rate_limits().retry_after(), None);
    }
    kit.pass(45 * SECOND).await;
    // A refusal for another reason counts and says so too.
    let error = kit.client.zone_certificates(ID).get(UNKNOWN_UUID).result().await.unwrap_err();
    let limit = &error.rate_limits().limits()[0];
    assert_eq!((limit.remaining, limit.reset), (97, 15 * SECOND));
    kit.pass(15 * SECOND).await;
    let envelope = kit.client.zone_settings(ID).get().send().await.unwrap();
    assert_eq!(envelope.rate_limits().limits()[0].remaining, 99);
}

#[tokio::test]
async fn past_the_limit_the_client_waits_as_long_as_it_is_told() {
    let kit = Kit::of(limited(small(3, 10))).await;
    let client = kit.builder().token(kit.emulator.token()).pacing(false).build().unwrap();
    for _ in 0..3 {
        call(&client).await.unwrap();
    }
    let envelope = client.zone_settings(ID).get().send().await.unwrap();
    assert_eq!(envelope.attempts(), 2);
    assert_eq!(kit.statuses(), [200, 200, 200, 429, 200].map(Some));
    let waited = kit.clock.waited();
    assert!(10 * SECOND <= waited && waited <= 11 * SECOND, "{waited:?}");
}

#[tokio::test]
async fn an_upload_that_was_refused_for_the_rate_is_sent_again_and_kept_once() {
    let kit = Kit::of(limited(small(2, 10))).await;
    let client = kit.builder().token(kit.emulator.token()).pacing(false).build().unwrap();
    let kit = Kit { client, ..kit };
    for _ in 0..2 {
        call(&kit.client).await.unwrap();
    }
    kit.upload(Kind::Zone, &leaf()).await.unwrap();
    assert_eq!(kit.received("zone_certificates.create"), 2);
    assert_eq!(kit.list(Kind::Zone).await.len(), 1);
}

#[tokio::test]
async fn a_refusal_says_when_to_come_back() {
    let kit = Kit::of(limited(small(1, 10))).await;
    let client =
        kit.builder().token(kit.emulator.token()).pacing(false).retry(RetryPolicy::none()).build().unwrap();
    call(&client).await.unwrap();
    kit.step(Duration::from_millis(3_500));
    let error = refused(call(&client).await, 429, 10429, &["rate limited", "retryable"]);
    // Seven seconds: rounded up, since coming back too early is refused again.
    assert_eq!(error.retry_after(), Some(7 * SECOND));
    assert_eq!(error.rate_limits().limits()[0].remaining, 0);
    kit.step(7 * SECOND);
    call(&client).await.unwrap();
}

#[tokio::test]
async fn the_documented_penalty_stops_all_clones() {
    let kit = Kit::of(limited(with_penalty(2))).await;
    // Of another process, say: this client doesn't know what the token has used up already.
    let other = kit.builder().token(kit.emulator.token()).pacing(false).build().unwrap();
    for _ in 0..2 {
        call(&other).await.unwrap();
    }
    // Five minutes are more than a call may be made to wait.
    let error = refused(call(&kit.client).await, 429, 10429, &["rate limited", "retryable"]);
    assert_eq!(error.retry_after(), Some(300 * SECOND));
    assert!(error.to_string().contains("not tried again"), "{error}");

    kit.pass(100 * SECOND).await;
    let received = kit.emulator.received();
    let held_back = call(&kit.client.clone()).await.unwrap_err();
    assert_eq!((held_back.kind(), held_back.attempts()), (ErrorKind::HeldBack, 0));
    assert_eq!(predicates(&held_back), ["rate limited", "retryable"]);
    assert_eq!(held_back.retry_after(), Some(200 * SECOND));
    assert_eq!(kit.emulator.received(), received, "nothing was sent");

    kit.pass(199 * SECOND).await;
    // The last second it waits by itself.
    call(&kit.client).await.unwrap();
    assert_eq!(kit.clock.waited(), 300 * SECOND);
}

/// How many of 300 calls in a row are refused, under a limit of 100 in a minute.
async fn three_hundred_calls(pacing: bool) -> (Kit, usize) {
    let kit = Kit::of(limited(small(100, 60))).await;
    let client = kit.builder().token(kit.emulator.token()).pacing(pacing).build().unwrap();
    for _ in 0..300 {
        call(&client).await.unwrap();
    }
    let refusals = kit.statuses().iter().filter(|status| **status == Some(429)).count();
    (kit, refusals)
}

#[tokio::test]
async fn the_pacer_slows_down_before_the_limit() {
    let (paced, refusals) = three_hundred_calls(true).await;
    assert_eq!(refusals, 0);
    // Three windows' worth of calls can't be had in less than two windows' time, and the third
    // window's end needn't be waited for by more than what the headers round up.
    let waited = paced.clock.waited();
    assert!(120 * SECOND <= waited && waited <= 185 * SECOND, "{waited:?}");
    // The end of a quota is spread: no single wait is as long as a window.
    assert!(paced.clock.waits().iter().all(|wait| *wait < 30 * SECOND), "{:?}", paced.clock.waits());

    let (_, refusals) = three_hundred_calls(false).await;
    assert_eq!(refusals, 2, "without it the limit is run into at the end of each window");
}
