//! One call against one fault: what the caller sees, how many requests were sent, how long it
//! took.

use std::time::{Duration, Instant};

use super::Client;
use cloudflare_core::prelude::*;
use cloudflare_core::{Error, ErrorKind, RetryPolicy, Scope};
use serde_json::json;

use super::clock::VirtualClock;
use super::fault_server::{Fault, FaultServer, json as answer, response};
use super::gadgets::{CreateGadget, Gadget};
use super::{TOKEN, builder, success};

/// What came of one call.
pub struct Seen {
    pub outcome: Result<Gadget, Error>,
    pub requests: usize,
    pub connections: usize,
    /// In virtual time.
    pub waited: Duration,
}

impl Seen {
    #[track_caller]
    pub fn error(&self) -> &Error {
        self.outcome.as_ref().expect_err("the call fails")
    }

    /// Checks the kind and the number of requests, and what is true of every error.
    #[track_caller]
    pub fn is(&self, kind: ErrorKind, requests: usize) -> &Error {
        let error = self.error();
        let line = error.to_string();
        assert_eq!((error.kind(), self.requests), (kind, requests), "{line}\n{error:?}");
        assert!(!line.contains('\n') && !line.contains(TOKEN), "{line}");
        error
    }

    #[track_caller]
    pub fn succeeds(&self, requests: usize) {
        assert!(self.outcome.is_ok(), "{:?}", self.outcome);
        assert_eq!(self.requests, requests);
    }
}

#[derive(Clone, Copy)]
pub enum Method {
    Get,
    Put,
    Delete,
    Post,
}

pub use Method::{Delete, Get, Post, Put};

/// Two retries.
pub fn client(base_url: &str, clock: &VirtualClock) -> Client {
    builder(base_url)
        .retry(RetryPolicy::new().max_retries(2))
        .attempt_timeout(Duration::from_secs(10))
        .body_limit(64 * 1024)
        .clock(clock.clone())
        .build()
        .unwrap()
}

pub async fn call(client: &Client, method: Method) -> Result<Gadget, Error> {
    let gadgets = client.gadgets(&Scope::account("acc").unwrap());
    let body = CreateGadget::new("n", "canary-private-key");
    match method {
        Get => gadgets.get("g").result().await,
        Put => gadgets.update("g", body).result().await,
        Post => gadgets.create(body).result().await,
        Delete => {
            let deleted = gadgets.delete("g").result().await;
            deleted.map(|_| serde_json::from_value(json!({})).unwrap())
        }
    }
}

pub async fn tried(method: Method, faults: impl IntoIterator<Item = Fault>) -> Seen {
    tried_on(FaultServer::with(faults), VirtualClock::new(), method).await
}

/// [`tried`] with attempts that take no longer than until the server falls silent.
pub async fn tried_until_silence(method: Method, faults: impl IntoIterator<Item = Fault>) -> Seen {
    let (server, clock) = (FaultServer::with(faults), VirtualClock::new());
    clock.limits_run_out_with(server.silences());
    tried_on(server, clock, method).await
}

async fn tried_on(server: FaultServer, clock: VirtualClock, method: Method) -> Seen {
    let began = Instant::now();
    let outcome = call(&client(&server.url(), &clock), method).await;
    assert!(began.elapsed() < Duration::from_secs(9), "{:?}", began.elapsed());
    Seen { outcome, requests: server.requests(), connections: server.connections(), waited: clock.waited() }
}

pub fn fine() -> Fault {
    answer(200, &success(json!({"id": "g"})))
}

pub fn html(status: u16) -> Fault {
    let page = format!("<html><head><title>{status} Gateway</title></head><body>no</body></html>");
    Fault::Bytes(response(status, &[("content-type", "text/html"), ("cf-ray", "8f0-FRA")], page))
}

/// A head that announces more than it sends.
pub fn head(more: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\n{more}\r\n\r\n").into_bytes()
}
