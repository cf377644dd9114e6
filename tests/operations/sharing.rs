//! Two generated crates on one core client: one pool of connections, one retry budget, one pacer, and
//! for each crate its own name and its own codes.

use std::time::Duration;

use cloudflare_mtls::{ErrorKind, RetryPolicy, ZoneId, prelude::*};
use serde_json::json;

use crate::fault_server::{Fault, FaultServer, json as answer, json_with};
use crate::kit::{TOKEN, failure, success};

const ZONE: ZoneId = ZoneId::from_static("699d98642c564d2e855e9661899b7252");

/// The clients of both crates.
struct Both {
    mtls: cloudflare_mtls::Client,
    dns: cloudflare_dns::Client,
}

fn builder(server: &FaultServer) -> cloudflare_mtls::ClientBuilder {
    let retry = RetryPolicy::new().max_retries(1).backoff(Duration::from_millis(1));
    cloudflare_mtls::Client::builder().base_url(server.url()).token(TOKEN).retry(retry).retry_budget(1)
}

impl Both {
    fn sharing(server: &FaultServer) -> Self {
        let mtls = builder(server).build().unwrap();
        Self { dns: cloudflare_dns::Client::from(mtls.core().clone()), mtls }
    }

    /// What sharing is told apart from.
    fn apart(server: &FaultServer) -> Self {
        let other = builder(server).build().unwrap();
        Self {
            mtls: builder(server).build().unwrap(),
            dns: cloudflare_dns::Client::from(other.core().clone()),
        }
    }

    async fn mtls(&self) -> Result<(), cloudflare_mtls::Error> {
        self.mtls.zone_certificates(ZONE).list().result().await.map(drop)
    }

    async fn dns(&self) -> Result<(), cloudflare_mtls::Error> {
        self.dns.dns_records(ZONE).list().result().await.map(drop)
    }
}

#[tokio::test]
async fn connections_are_one_pool() {
    for (both, connections) in [(Both::sharing as fn(&FaultServer) -> Both, 1), (Both::apart, 2)] {
        let server = FaultServer::with([answer(200, &success(json!([])))]);
        let both = both(&server);
        for _ in 0..3 {
            both.mtls().await.unwrap();
            both.dns().await.unwrap();
        }
        assert_eq!((server.requests(), server.connections()), (6, connections));
    }
}

#[tokio::test]
async fn a_stop_that_one_is_told_stops_the_other() {
    for (both, stopped) in [(Both::sharing as fn(&FaultServer) -> Both, true), (Both::apart, false)] {
        let stop = json_with(429, &[("retry-after", "300")], &failure(971, "Please wait"));
        let server = FaultServer::with([stop, answer(200, &success(json!([])))]);
        let both = both(&server);
        assert!(both.mtls().await.unwrap_err().is_rate_limited());
        let outcome = both.dns().await;
        assert_eq!(outcome.as_ref().is_err_and(|error| error.kind() == ErrorKind::HeldBack), stopped);
        assert_eq!(server.requests(), if stopped { 1 } else { 2 });
        if let Err(error) = outcome {
            assert_eq!(error.operation(), Some("dns-records-for-a-zone-list-dns-records"));
            assert!(error.retry_after().is_some_and(|wait| wait > Duration::from_secs(250)), "{error}");
        }
    }
}

#[tokio::test]
async fn retries_are_taken_from_one_budget() {
    for (both, requests) in [(Both::sharing as fn(&FaultServer) -> Both, 3), (Both::apart, 4)] {
        let server =
            FaultServer::with([Fault::Bytes(b"HTTP/1.1 500 x\r\ncontent-length: 0\r\n\r\n".to_vec())]);
        let both = both(&server);
        assert_eq!(both.mtls().await.unwrap_err().attempts(), 2);
        let error = both.dns().await.unwrap_err();
        assert_eq!((error.attempts(), server.requests()), (requests - 2, requests as usize), "{error}");
    }
}

#[tokio::test]
async fn each_crate_has_its_name_and_its_codes() {
    let codes = |code| answer(400, &failure(code, "It is there already"));
    let server = FaultServer::with([codes(1406), codes(1406), codes(81_057), codes(81_057), codes(81_057)]);
    let both = Both::sharing(&server);
    assert!(both.mtls().await.unwrap_err().is_already_exists());
    assert!(!both.dns().await.unwrap_err().is_already_exists());
    assert!(!both.mtls().await.unwrap_err().is_already_exists());
    assert!(both.dns().await.unwrap_err().is_already_exists());
    // What isn't generated belongs to the crate whose client was asked.
    let by_hand = both.dns.request(cloudflare_mtls::Method::POST, "/zones/z/dns_records").result().await;
    assert!(by_hand.unwrap_err().is_already_exists());

    let version = env!("CARGO_PKG_VERSION");
    let agents: Vec<String> =
        server.received().iter().map(|sent| sent.header("user-agent").unwrap().to_owned()).collect();
    let mtls = format!("cloudflare-mtls/{version} cloudflare-core/{version}");
    let dns = format!("cloudflare-dns/0.1.0 cloudflare-core/{version}");
    assert_eq!(agents, [mtls.clone(), dns.clone(), mtls, dns.clone(), dns]);
}
