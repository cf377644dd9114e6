//! What is traced with everything at TRACE, from this crate and from all below it. A program of its
//! own: whether anybody listens is decided once for all threads.

#![cfg(feature = "tracing")]
#![allow(clippy::unwrap_used)]

#[path = "runtime/kit/mod.rs"]
mod kit;

use std::io;

use cloudflare_core::prelude::*;
use cloudflare_core::{RetryPolicy, Scope};
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::kit::canary::{Printed, builder, every_call};
use crate::kit::fault_server::{FaultServer, json as answer, json_with};
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
}
