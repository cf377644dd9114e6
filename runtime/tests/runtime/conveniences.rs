//! What people look for and find: conversions, policies that are changed in one thing, limits of walks,
//! and awaiting an operation.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cloudflare_core::prelude::*;
use cloudflare_core::{ErrorKind, Finished, Hook, RequestOptions, RetryPolicy, Scope, ZoneId};
use serde_json::{Value, json};

use crate::kit::fault_server::{self, Fault, FaultServer, json as answer, json_with};
use crate::kit::gadgets::{GadgetId, GadgetStatus};
use crate::kit::stepped_clock::SteppedClock;
use crate::kit::{builder, client, failure, page, success};

fn zone() -> Scope {
    Scope::from(ZoneId::from("z"))
}

#[tokio::test]
async fn an_operation_is_awaited_for_its_result() {
    let server = FaultServer::answering(|_| answer(200, &success(json!({"id": "g"}))));
    let gadgets = client(&server.url()).gadgets(&zone());
    assert_eq!(gadgets.get("g").await.unwrap().id.unwrap(), "g");
    let patient = gadgets.get("g").with_timeout(Duration::from_secs(5));
    assert_eq!(patient.await.unwrap().id.unwrap(), "g");
    // It is as good as any other future.
    let task = tokio::spawn(gadgets.get("g").into_future());
    assert!(task.await.unwrap().is_ok());
}

#[test]
fn a_policy_is_changed_in_one_thing() {
    let policy = RetryPolicy::new()
        .max_retries(7)
        .backoff(Duration::from_millis(3))
        .backoff_cap(Duration::from_millis(5))
        .max_wait(Duration::from_secs(9));
    let client = builder("http://127.0.0.1:1").retry(policy.clone()).build().unwrap();
    assert_eq!(RetryPolicy::from(&client), policy);
    assert_eq!(RetryPolicy::from(client.core()), policy);
    let fewer = RetryPolicy::from(&client).max_retries(1);
    assert_eq!((fewer.retries(), fewer.longest_wait()), (1, Duration::from_secs(9)));
    assert_eq!(fewer.first_backoff(), Duration::from_millis(3));
    assert_eq!(fewer.longest_backoff(), Duration::from_millis(5));
}

#[tokio::test]
async fn the_number_of_retries_is_changed_for_one_call() {
    let policy = RetryPolicy::new().max_retries(4).backoff(Duration::ZERO);
    for (change, requests) in [
        (RequestOptions::new(), 5),
        (RequestOptions::new().max_retries(2), 3),
        (RequestOptions::new().max_retries(0), 1),
        // What is set last counts.
        (RequestOptions::new().max_retries(2).retry(policy.clone().max_retries(1)), 2),
        (RequestOptions::new().retry(policy.clone()).max_retries(3), 4),
    ] {
        let server = FaultServer::answering(|_| answer(500, &failure(1, "m")));
        let gadgets = builder(&server.url()).retry(policy.clone()).build().unwrap().gadgets(&zone());
        gadgets.get("g").with_options(change.clone()).await.unwrap_err();
        assert_eq!(server.requests(), requests, "{change:?}");
    }
    let server = FaultServer::answering(|_| answer(500, &failure(1, "m")));
    let gadgets = builder(&server.url()).retry(policy).build().unwrap().gadgets(&zone());
    gadgets.get("g").with_max_retries(1).await.unwrap_err();
    assert_eq!(server.requests(), 2);
}

/// A list without an end, and a clock that each of its pages takes ten seconds of.
fn endless(clock: &SteppedClock) -> FaultServer {
    let clock = clock.clone();
    FaultServer::answering(move |request| {
        clock.advance(Duration::from_secs(10));
        let number = request.query("page").unwrap_or("1").to_owned();
        let items = json!([{"id": format!("{number}a")}, {"id": format!("{number}b")}]);
        fault_server::json(200, &page(items, Value::Null))
    })
}

#[tokio::test]
async fn a_walk_has_a_limit_of_its_own() {
    let clock = SteppedClock::new();
    let server = endless(&clock);
    let client = builder(&server.url()).clock(clock).build().unwrap();
    let mut items = client.gadgets(&zone()).list().items().within(Duration::from_secs(30));
    let mut came = 0;
    let error = loop {
        match items.try_next().await {
            Ok(item) => came += usize::from(item.is_some()),
            Err(error) => break error,
        }
    };
    assert_eq!((came, server.requests(), error.kind()), (6, 3, ErrorKind::Timeout));
    let said = error.to_string();
    assert!(error.is_timeout() && said.contains("30s") && said.contains("6 items on 3 pages"), "{said}");
    assert!(items.try_next().await.unwrap().is_none(), "nothing comes after the end");
}

#[tokio::test]
async fn a_page_under_way_ends_with_its_walk() {
    let server = FaultServer::with([Fault::Silence]);
    let client = builder(&server.url()).retry(RetryPolicy::none()).build().unwrap();
    let mut pages = client.gadgets(&zone()).list().pages().within(Duration::from_millis(50));
    let error = pages.try_next().await.unwrap_err();
    let said = error.to_string();
    assert!(error.is_timeout() && said.contains("0 items on 0 pages"), "{said}");
}

#[test]
fn identifiers_and_statuses_are_texts_where_texts_are_wanted() {
    let id = GadgetId::from("g");
    assert_eq!(id, "g");
    assert_eq!("g", id);
    assert_eq!(id, "g".to_owned());
    assert_eq!("g".to_owned(), id);
    assert_eq!(*"g", id);
    assert!(HashSet::from([id.clone()]).contains("g"));
    assert_eq!(HashMap::from([(id.clone(), 1)]).get("g"), Some(&1));
    assert_eq!(BTreeMap::from([(id, 1)]).get("g"), Some(&1));
    assert_eq!("active".parse::<GadgetStatus>().unwrap(), GadgetStatus::Active);
    let status = GadgetStatus::from("active".to_owned());
    assert_eq!(status, "active");
    assert_eq!(status, *"active");
    assert_eq!(status.as_ref(), "active");
}

#[test]
fn a_known_status_is_never_an_unknown_one() {
    let read: GadgetStatus = serde_json::from_str("\"active\"").unwrap();
    assert_eq!(read, GadgetStatus::Active);
    // A status that was written and is known by now, in whatever way it comes back.
    let unknown = GadgetStatus::from("later");
    let written = serde_json::to_string(&unknown).unwrap();
    assert_eq!(serde_json::from_str::<GadgetStatus>(&written).unwrap(), unknown);
    assert_eq!(GadgetStatus::from(unknown.as_str().replace("later", "active")), GadgetStatus::Active);
}

#[tokio::test]
async fn what_an_error_says_is_written_for_logs() {
    let headers = [
        ("ratelimit", "\"default\";r=3;t=7"),
        ("ratelimit-policy", "\"burst\";q=100;w=60"),
        ("retry-after", "90"),
    ];
    let server = FaultServer::with([json_with(429, &headers, &failure(10000, "m"))]);
    let client = builder(&server.url()).retry(RetryPolicy::none()).build().unwrap();
    let error = client.gadgets(&zone()).get("g").await.unwrap_err();
    let logged = json!({"kind": error.kind(), "errors": error.errors(), "limits": error.rate_limits()});
    let limits = json!({
        "limits": [{"name": "default", "remaining": 3, "reset": 7.0}],
        "policies": [{"name": "burst", "quota": 100, "window": 60.0}],
        "retry_after": 90.0,
    });
    assert_eq!(logged, json!({"kind": "api", "errors": [{"code": 10000, "message": "m"}], "limits": limits}));
    assert_eq!(error.kind().to_string(), "api");
}

#[derive(Default)]
struct Counting(AtomicUsize);

impl Hook for Counting {
    fn finished(&self, _: &Finished<'_>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn a_hook_may_be_shared() {
    let server = FaultServer::answering(|_| answer(200, &success(json!({"id": "g"}))));
    let counting = Arc::new(Counting::default());
    let client = builder(&server.url()).hook(Arc::clone(&counting)).build().unwrap();
    client.gadgets(&zone()).get("g").await.unwrap();
    assert_eq!(counting.0.load(Ordering::Relaxed), 1);
}
