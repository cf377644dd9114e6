//! Calls that are given up: hooks learn of each exactly once, wherever it stood.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cloudflare_core::prelude::*;
use cloudflare_core::{
    Attempt, Client, Error, ErrorKind, Finished, Hook, HookError, Method, OutgoingRequest, RequestOptions,
    Scope, WaitReason,
};
use futures_util::FutureExt;
use serde_json::json;

use crate::kit::fault_server::{Fault, FaultServer, json as answer, json_with};
use crate::kit::gadgets::{CreateGadget, Gadgets};
use crate::kit::stepped_clock::SteppedClock;
use crate::kit::{ClientBuilder, failure, success};

/// What was told, in order.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>, Option<&'static str>);

impl Told {
    fn note(&self, line: String) {
        let panics = self.1.is_some_and(|at| line.starts_with(at));
        self.0.lock().unwrap().push(line);
        assert!(!panics, "of the hook");
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// How often the end of a call was told, which is the only thing that comes last.
    fn ends(&self) -> usize {
        self.lines().iter().filter(|line| line.starts_with("finished")).count()
    }
}

impl Hook for Told {
    fn before_send(&self, attempt: &Attempt<'_>, _: &mut OutgoingRequest) -> Result<(), HookError> {
        self.note(format!("send {}", attempt.number));
        Ok(())
    }

    fn failed(&self, attempt: &Attempt<'_>, error: &Error) {
        self.note(format!("failed {} {:?}", attempt.number, error.kind()));
    }

    fn waiting(&self, attempt: &Attempt<'_>, reason: WaitReason, _: Duration) {
        self.note(format!("waiting {} {reason:?}", attempt.number));
    }

    fn finished(&self, call: &Finished<'_>) {
        let status = call.status.map(|status| status.as_u16());
        let error = call.error.map(|error| (error.kind(), error.outcome_unknown()));
        self.note(format!("finished {} {status:?} {error:?}", call.attempts));
    }
}

fn gadgets(builder: ClientBuilder, told: &Told) -> Gadgets {
    builder.hook(told.clone()).build().unwrap().gadgets(&Scope::zone("z").unwrap())
}

/// Polls a call until so much has been told, and drops it.
async fn given_up<F: Future>(call: F, told: &Told, last: &str) {
    let mut call = Box::pin(call);
    loop {
        assert!(call.as_mut().now_or_never().is_none(), "over too early: {:?}", told.lines());
        if told.lines().last().is_some_and(|line| line.starts_with(last)) {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn on_its_way() {
    let server = FaultServer::with([Fault::Silence, Fault::Silence]);
    let told = Told::default();
    let gadgets = gadgets(crate::kit::builder(&server.url()), &told);
    given_up(gadgets.get("g").result(), &told, "send").await;
    given_up(gadgets.create(CreateGadget::new("n", "k")).result(), &told, "send").await;
    assert_eq!(
        told.lines(),
        [
            "send 1",
            "finished 1 None Some((Cancelled, false))",
            "send 1",
            "finished 1 None Some((Cancelled, true))"
        ]
    );
}

#[tokio::test]
async fn before_it_has_begun_and_after_its_end() {
    let server = FaultServer::with([answer(200, &success(json!({})))]);
    let told = Told::default();
    let gadgets = gadgets(crate::kit::builder(&server.url()), &told);
    drop(gadgets.get("g").result());
    assert!(told.lines().is_empty());
    gadgets.get("g").result().await.unwrap();
    assert_eq!(told.lines(), ["send 1", "finished 1 Some(200) None"]);
}

#[tokio::test]
async fn while_it_waits_to_send_again() {
    for (fault, reason) in [
        (json_with(503, &[("retry-after", "9")], &failure(1, "m")), "RetryAfter"),
        (answer(502, &failure(1, "m")), "Backoff"),
    ] {
        let server = FaultServer::with([fault]);
        let told = Told::default();
        let builder = crate::kit::builder(&server.url()).clock(SteppedClock::new());
        given_up(gadgets(builder, &told).get("g").result(), &told, "waiting").await;
        let lines = told.lines();
        assert_eq!(lines[..2], ["send 1".to_owned(), format!("waiting 2 {reason}")]);
        assert!(lines[2].starts_with("finished 1 Some(50") && lines[2].contains("Cancelled, false"));
        assert_eq!(lines.len(), 3);
    }
}

#[tokio::test]
async fn while_it_waits_for_the_rate_limit_and_for_a_place() {
    let server =
        FaultServer::with([json_with(429, &[("retry-after", "9")], &failure(1, "m")), Fault::Silence]);
    let told = Told::default();
    let builder = crate::kit::builder(&server.url()).clock(SteppedClock::new()).max_in_flight(1);
    let first = gadgets(builder, &told);
    let retrying = first.get("g").with_retry(cloudflare_core::RetryPolicy::none()).result();
    retrying.await.unwrap_err();
    given_up(first.get("g").result(), &told, "waiting 1 RateLimit").await;
    let unpaced = || first.get("g").with_options(RequestOptions::new().pacing(false)).result();
    let mut holds = Box::pin(unpaced());
    while told.lines().last().is_none_or(|line| !line.starts_with("send")) {
        assert!(holds.as_mut().now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    given_up(unpaced(), &told, "waiting 1 InFlight").await;
    drop(holds);
    let cancelled = "finished 0 None Some((Cancelled, false))";
    assert_eq!(
        told.lines()[2..],
        [
            "waiting 1 RateLimit",
            cancelled,
            "send 1",
            "waiting 1 InFlight",
            cancelled,
            "finished 1 None Some((Cancelled, false))"
        ]
    );
}

#[tokio::test]
async fn at_every_step_it_ends_once() {
    // However often a call is polled before it is dropped.
    for polls in 0..60 {
        let server = FaultServer::with([
            answer(502, &failure(1, "m")),
            Fault::Reset(vec![]),
            answer(200, &success(json!({}))),
        ]);
        let told = Told::default();
        let builder = crate::kit::builder(&server.url()).clock(crate::kit::clock::VirtualClock::new());
        let mut call = Box::pin(gadgets(builder, &told).get("g").result());
        for _ in 0..polls {
            if call.as_mut().now_or_never().is_some() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(call);
        assert_eq!(told.ends(), usize::from(polls > 0), "{polls}: {:?}", told.lines());
        assert!(polls == 0 || told.lines().last().unwrap().starts_with("finished"));
    }
}

/// A client for downloads.
fn downloads(server: &FaultServer, told: &Told) -> Client {
    let builder = Client::builder().token(crate::kit::TOKEN).base_url(server.url());
    builder.hook(told.clone()).build().unwrap()
}

#[tokio::test]
async fn a_download_that_is_dropped_or_breaks_off() {
    let body = "x".repeat(100);
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: 1000\r\n\r\n{body}");
    for dropped in [true, false] {
        let server = FaultServer::with([Fault::Reset(head.clone().into_bytes())]);
        let told = Told::default();
        let client = downloads(&server, &told);
        let mut pieces = client.request(Method::GET, "/image").download().stream().await.unwrap();
        assert!(pieces.try_next().await.unwrap().is_some());
        assert_eq!(told.ends(), 0);
        if !dropped {
            assert_eq!(pieces.try_next().await.unwrap_err().kind(), ErrorKind::Transport);
            assert!(pieces.try_next().await.unwrap().is_none());
        }
        drop(pieces);
        let lines = told.lines();
        match dropped {
            true => assert_eq!(lines, ["send 1", "finished 1 Some(200) Some((Cancelled, false))"]),
            false => assert_eq!(
                lines,
                ["send 1", "failed 1 Transport", "finished 1 Some(200) Some((Transport, false))"]
            ),
        }
    }
}

#[tokio::test]
async fn a_download_that_was_read_is_over_once() {
    let server = FaultServer::with([answer(200, &json!({"a": 1}))]);
    let told = Told::default();
    let client = downloads(&server, &told);
    let mut pieces = client.request(Method::GET, "/image").download().stream().await.unwrap();
    while pieces.try_next().await.unwrap().is_some() {}
    assert!(pieces.try_next().await.unwrap().is_none());
    drop(pieces);
    assert_eq!(told.lines(), ["send 1", "finished 1 Some(200) None"]);
}

#[tokio::test]
async fn a_hook_that_panics_is_told_the_end_once() {
    for at in ["send", "failed", "waiting", "finished"] {
        let server = FaultServer::with([Fault::Reset(vec![]), answer(200, &success(json!({})))]);
        let told = Told(Arc::default(), Some(at));
        let call = gadgets(crate::kit::builder(&server.url()), &told).get("g").result();
        let outcome = AssertUnwindSafe(call).catch_unwind().await;
        assert!(outcome.is_err(), "{at}");
        assert_eq!(told.ends(), 1, "{at}: {:?}", told.lines());
    }
    // Also where it is told because it was dropped, and while another panic goes on.
    for panicking in [true, false] {
        let server = FaultServer::with([Fault::Silence]);
        let told = Told(Arc::default(), Some("finished"));
        let mut call = Box::pin(gadgets(crate::kit::builder(&server.url()), &told).get("g").result());
        assert!(call.as_mut().now_or_never().is_none());
        let outcome = catch_unwind(AssertUnwindSafe(move || {
            let _dropped = call;
            assert!(!panicking, "of the test");
        }));
        assert!(outcome.is_err());
        assert_eq!(told.ends(), 1);
    }
}
