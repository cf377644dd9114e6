//! What is traced with everything at TRACE, from this crate and from all below it. A program of its
//! own: whether anybody listens is decided once for all threads.

#![cfg(feature = "tracing")]
#![allow(clippy::unwrap_used)]

#[path = "runtime/kit/mod.rs"]
mod kit;

use std::io;

use cloudflare_core::prelude::*;
use cloudflare_core::{RetryPolicy, Scope};
use futures_util::FutureExt;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::kit::canary::{Printed, builder, every_call};
use crate::kit::fault_server::{Fault, FaultServer, json as answer, json_with};
use crate::kit::{failure, success};

use kit::API;

#[derive(Clone)]
struct Writer(Printed);

impl io::Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.text(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Writer {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// One test, because a subscriber of one thread changes what others see.
#[tokio::test]
async fn traces_show_what_happens_and_no_secret() {
    retries_and_waits_are_traced().await;
    waits_for_a_place_are_traced_and_so_is_who_gave_up().await;
    spans_carry_identifiers_and_nothing_else_of_a_path().await;
    #[cfg(feature = "blocking")]
    blocking_calls_are_traced_where_they_are_made();
    traces_print_no_secret().await;
}

async fn traces_print_no_secret() {
    let printed = Printed::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(Writer(printed.clone()))
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    every_call(&Printed::default()).await;
    drop(guard);
    let text = printed.0.lock().unwrap().clone();
    for part in [
        "cloudflare.call",
        "cloudflare.attempt",
        "operation=\"gadgets-create\"",
        "path=\"/{accounts_or_zones}/{account_or_zone_id}/gadgets\"",
        "status=400",
        "cf_ray=\"8f0\"",
        "attempts=1",
        "error=Transport",
    ] {
        assert!(text.contains(part), "{part} is traced");
    }
    printed.is_clean();
}

async fn retries_and_waits_are_traced() {
    let printed = Printed::default();
    let subscriber = tracing_subscriber::fmt().with_writer(Writer(printed.clone())).finish();
    let server = FaultServer::with([
        json_with(429, &[("retry-after", "2")], &failure(1, "m")),
        answer(200, &success(json!({}))),
    ]);
    let client = builder(&server.url(), &Printed::default()).retry(RetryPolicy::new()).build().unwrap();
    let guard = tracing::subscriber::set_default(subscriber);
    client.gadgets(&Scope::account("a").unwrap()).get("g").result().await.unwrap();
    drop(guard);
    let text = printed.0.lock().unwrap().clone();
    assert!(text.contains("waiting") && text.contains("reason=RetryAfter"), "{text}");
    assert!(text.contains("wait_ms=2") && text.contains("attempt=2"), "{text}");
    assert!(text.contains("why=status 429"), "{text}");
}

/// What is traced at TRACE while `work` runs.
async fn traced(work: impl Future<Output = ()>) -> String {
    let printed = Printed::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::CLOSE)
        .with_writer(Writer(printed.clone()))
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    work.await;
    drop(guard);
    printed.0.lock().unwrap().clone()
}

async fn waits_for_a_place_are_traced_and_so_is_who_gave_up() {
    let server = FaultServer::with([Fault::Silence]);
    let client = builder(&server.url(), &Printed::default()).max_in_flight(1).build().unwrap();
    let text = traced(async {
        let gadgets = client.gadgets(&Scope::account("a").unwrap());
        let (mut first, mut second) =
            (Box::pin(gadgets.get("g").result()), Box::pin(gadgets.get("h").result()));
        assert!((&mut first).now_or_never().is_none() && (&mut second).now_or_never().is_none());
    })
    .await;
    assert!(text.contains("reason=InFlight why=as many requests as may be are in flight"), "{text}");
    let closed = text.lines().filter(|line| line.contains("cloudflare_core") && line.contains(": close"));
    assert_eq!(closed.filter(|line| line.contains("error=Cancelled")).count(), 2, "{text}");
}

async fn spans_carry_identifiers_and_nothing_else_of_a_path() {
    let server = FaultServer::answering(|_| answer(200, &success(json!({}))));
    let client = builder(&server.url(), &Printed::default()).build().unwrap();
    let text = traced(async {
        client.gadgets(&Scope::zone("z1").unwrap()).get("g 1\n").result().await.unwrap();
        client.gadgets(&Scope::account("a1").unwrap()).get("g2").result().await.unwrap();
        let request = |path: &str| client.core().request(cloudflare_core::Method::GET, path);
        let mtls = request("/zones/{zone_id}/c/{mtls_certificate_id}/{link}");
        let mtls = mtls.path("zone_id", "z2").path("mtls_certificate_id", "c1").path("link", "hidden");
        mtls.result().await.unwrap();
    })
    .await;
    let spans: Vec<&str> = text.lines().filter(|line| line.contains("cloudflare_core")).collect();
    for part in [
        "scope=\"zones/z1\" zone_id=\"z1\"",
        "parameters=\"gadget_id=g 1\"",
        "scope=\"accounts/a1\" account_id=\"a1\"",
        "zone_id=\"z2\" certificate_id=\"c1\"",
    ] {
        assert!(spans.iter().any(|line| line.contains(part)), "{part} is in {text}");
    }
    assert!(!spans.iter().any(|line| line.contains("hidden")), "{text}");
}

#[cfg(feature = "blocking")]
fn blocking_calls_are_traced_where_they_are_made() {
    let printed = Printed::default();
    let subscriber = tracing_subscriber::fmt()
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(Writer(printed.clone()))
        .finish();
    let server = FaultServer::answering(|_| answer(200, &success(json!({}))));
    let client = builder(&server.url(), &Printed::default()).build().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
            let _guard = tracing::subscriber::set_default(subscriber);
            let _entered = runtime.enter();
            let _span = tracing::info_span!("rotation").entered();
            let gadget = client.gadgets(&Scope::zone("z").unwrap()).get("g");
            cloudflare_core::blocking::EnvelopeExt::result(gadget).unwrap();
        });
    });
    let text = printed.0.lock().unwrap().clone();
    assert!(text.contains("rotation:cloudflare.call{"), "{text}");
}
