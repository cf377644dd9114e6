//! Rate limits under load: who goes, who waits and who is refused when many call at once, and what
//! a stop stops.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::kit::ClientBuilder;
use cloudflare_core::prelude::*;
use cloudflare_core::{Error, ErrorKind, RetryPolicy, Scope};
use serde_json::json;
use tokio::task::JoinHandle;

use crate::kit::fault_server::{Fault, FaultServer, json as answer, json_with, response};
use crate::kit::gadgets::{Gadget, Gadgets};
use crate::kit::stepped_clock::SteppedClock;
use crate::kit::{failure, success};

const SECOND: Duration = Duration::from_secs(1);

/// The headers of Cloudflare's documentation, with other numbers: the limit and its policy have
/// different names.
fn headers(remaining: u64, reset: u64, quota: u64, window: u64) -> [(&'static str, String); 2] {
    [
        ("ratelimit", format!("\"default\";r={remaining};t={reset}")),
        ("ratelimit-policy", format!("\"burst\";q={quota};w={window}")),
    ]
}

fn fine_with(headers: &[(&'static str, String)]) -> Fault {
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    json_with(200, &headers, &success(json!({"id": "g"})))
}

fn fine() -> Fault {
    answer(200, &success(json!({"id": "g"})))
}

fn refused() -> Vec<u8> {
    response(429, &[("retry-after", "30")], failure(971, "slow down").to_string())
}

/// Gadgets of a client that never repeats a call.
fn gadgets(
    server: &FaultServer,
    clock: &SteppedClock,
    set: impl Fn(ClientBuilder) -> ClientBuilder,
) -> Gadgets {
    let builder = crate::kit::builder(&server.url()).clock(clock.clone()).retry(RetryPolicy::none());
    set(builder).build().unwrap().gadgets(&Scope::account("acc").unwrap())
}

/// So many calls at once.
fn burst(gadgets: &Gadgets, calls: usize) -> Vec<JoinHandle<Result<Gadget, Error>>> {
    (0..calls).map(|_| tokio::spawn(gadgets.get("g").result())).collect()
}

/// Lets everything else go on until this is so.
async fn until(what: &str, mut is: impl FnMut() -> bool) {
    let soon = tokio::time::timeout(10 * SECOND, async {
        while !is() {
            tokio::task::yield_now().await;
        }
    });
    assert!(soon.await.is_ok(), "never: {what}");
}

fn finished(calls: &[JoinHandle<Result<Gadget, Error>>]) -> usize {
    calls.iter().filter(|call| call.is_finished()).count()
}

/// How the calls ended: successes, and those that were held back with the waits that they were told.
async fn ended(calls: Vec<JoinHandle<Result<Gadget, Error>>>) -> (usize, Vec<Duration>) {
    let (mut fine, mut held_back) = (0, Vec::new());
    for call in calls {
        match call.await.unwrap() {
            Ok(_) => fine += 1,
            Err(error) => {
                assert_eq!((error.kind(), error.attempts()), (ErrorKind::HeldBack, 0), "{error}");
                held_back.push(error.retry_after().unwrap());
            }
        }
    }
    (fine, held_back)
}

#[tokio::test]
async fn a_burst_gets_all_requests_that_are_left() {
    let mut first = true;
    let server = FaultServer::answering(move |_| match std::mem::take(&mut first) {
        true => fine_with(&headers(100, 300, 1200, 300)),
        false => fine(),
    });
    let clock = SteppedClock::new();
    let gadgets = gadgets(&server, &clock, |builder| builder);
    gadgets.get("g").result().await.unwrap();
    let calls = burst(&gadgets, 150);
    // One at once; 99 wait, no longer than a minute each; 50 are told to wait for the reset.
    until("100 have a turn", || server.requests() == 2 && clock.sleepers() == 99 && finished(&calls) == 51)
        .await;
    for sent in 2..=20 {
        clock.advance(3 * SECOND);
        until("one more is sent", || server.requests() == 1 + sent && clock.sleepers() == 100 - sent).await;
    }
    clock.advance(3 * SECOND);
    until("all are sent that may be", || server.requests() == 101).await;
    let (fine, held_back) = ended(calls).await;
    assert_eq!((fine, held_back.len()), (100, 50));
    assert!(held_back.iter().all(|wait| *wait == 300 * SECOND), "{held_back:?}");
    // None is left, and after the reset there are again.
    let error = gadgets.get("g").result().await.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::HeldBack, Some(clock.left(300 * SECOND))));
    assert!(error.to_string().contains("all that the rate limit allows"), "{error}");
    clock.advance(clock.left(300 * SECOND));
    gadgets.get("g").result().await.unwrap();
}

#[tokio::test]
async fn calls_that_are_refused_or_dropped_take_nothing_from_others() {
    let mut first = true;
    let server = FaultServer::answering(move |_| match std::mem::take(&mut first) {
        true => fine_with(&headers(5, 50, 100, 60)),
        false => fine(),
    });
    let clock = SteppedClock::new();
    let gadgets =
        gadgets(&server, &clock, |builder| builder.retry(RetryPolicy::none().max_wait(45 * SECOND)));
    // The second is the first of the five that are left, and goes at once.
    for _ in 0..2 {
        gadgets.get("g").result().await.unwrap();
    }
    for _ in 0..20 {
        let calls = burst(&gadgets, 4);
        until("they wait for their turns", || clock.sleepers() == 4).await;
        let (_, held_back) = ended(burst(&gadgets, 3)).await;
        assert_eq!(held_back, [50 * SECOND; 3]);
        calls.iter().for_each(JoinHandle::abort);
        until("they have gone", || clock.sleepers() == 0).await;
    }
    // Eighty have given up and sixty were refused, and all four turns are there.
    let calls = burst(&gadgets, 4);
    until("they wait for their turns", || clock.sleepers() == 4).await;
    clock.advance(45 * SECOND);
    assert_eq!(ended(calls).await, (4, vec![]));
}

#[tokio::test]
async fn the_documented_headers_slow_the_client_down() {
    // A tenth of 1200 is 120, and one below it leaves at once: with 118 left the calls are a 119th of
    // the time apart.
    let server = FaultServer::answering({
        let mut left = 123;
        move |_| {
            left -= 1;
            fine_with(&headers(left, 357, 1200, 360))
        }
    });
    let clock = SteppedClock::new();
    let gadgets = gadgets(&server, &clock, |builder| builder);
    for _ in 0..5 {
        gadgets.get("g").result().await.unwrap();
    }
    let call = burst(&gadgets, 1);
    until("it waits", || clock.sleepers() == 1).await;
    clock.advance(Duration::from_millis(2_999));
    tokio::task::yield_now().await;
    assert_eq!((server.requests(), clock.sleepers()), (5, 1));
    clock.advance(Duration::from_millis(1));
    assert_eq!(ended(call).await.0, 1);
}

#[tokio::test]
async fn a_stop_is_seen_by_calls_that_wait_for_a_place_in_flight() {
    for in_flight in [1, 3] {
        // The first to arrive are refused after all have begun.
        let slowly = vec![(Duration::from_millis(50), refused())];
        let count = AtomicUsize::new(0);
        let server =
            FaultServer::answering(move |_| match count.fetch_add(1, Ordering::SeqCst) < in_flight {
                true => Fault::Slowly(slowly.clone()),
                false => fine(),
            });
        let clock = SteppedClock::new();
        let gadgets = gadgets(&server, &clock, |builder| builder.max_in_flight(in_flight));
        let calls = burst(&gadgets, 40);
        let waiting = 40 - in_flight;
        until("the others wait", || finished(&calls) == in_flight && clock.sleepers() == waiting).await;
        assert_eq!(server.requests(), in_flight, "nothing leaves after a stop");
        clock.advance(29 * SECOND);
        tokio::task::yield_now().await;
        assert_eq!((server.requests(), clock.sleepers()), (in_flight, waiting));
        clock.advance(SECOND);
        let mut fine = 0;
        for call in calls {
            match call.await.unwrap() {
                Ok(_) => fine += 1,
                Err(error) => assert_eq!(error.status().unwrap().as_u16(), 429),
            }
        }
        assert_eq!((fine, server.requests()), (waiting, 40));
    }
}

#[tokio::test]
async fn a_stop_is_seen_by_calls_that_have_just_waited() {
    let count = Arc::new(AtomicUsize::new(0));
    let number = Arc::clone(&count);
    let server = FaultServer::answering(move |_| match number.fetch_add(1, Ordering::SeqCst) {
        0 => fine_with(&headers(6, 60, 100, 60)),
        // Arrives while the five wait for their turns.
        1 => Fault::Bytes(refused()),
        _ => fine(),
    });
    let clock = SteppedClock::new();
    let gadgets = gadgets(&server, &clock, |builder| builder);
    gadgets.get("g").result().await.unwrap();
    let calls = burst(&gadgets, 6);
    until("one is refused and five wait", || finished(&calls) == 1 && clock.sleepers() == 5).await;
    // Their turns come every 10 seconds, and the stop is over at 30.
    for seconds in 1..=29 {
        clock.advance(SECOND);
        until("all wait", || clock.sleepers() == 5).await;
        assert_eq!(server.requests(), 2, "after {seconds} s");
    }
    clock.advance(31 * SECOND);
    let mut fine = 0;
    for call in calls {
        fine += usize::from(call.await.unwrap().is_ok());
    }
    assert_eq!((fine, count.load(Ordering::SeqCst)), (5, 7));
}
