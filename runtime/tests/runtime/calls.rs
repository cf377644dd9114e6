//! What all attempts of a call, and all calls of a client, keep to: deadlines, budgets, rate
//! limits, requests in flight, and settings for one call alone.

use std::time::Duration;

use crate::kit::ClientBuilder;
use cloudflare_core::prelude::*;
use cloudflare_core::{Credentials, ErrorKind, Method, RequestOptions, RetryPolicy, Scope};
use futures_util::FutureExt;
use serde_json::json;

use crate::kit::clock::VirtualClock;
use crate::kit::fault_server::{Fault, FaultServer, json as answer, json_with, response};
use crate::kit::gadgets::{CreateGadget, Gadgets};
use crate::kit::{failure, success};

const SECOND: Duration = Duration::from_secs(1);

/// Gadgets of a client with a virtual clock.
fn gadgets(
    server: &FaultServer,
    clock: &VirtualClock,
    set: impl Fn(ClientBuilder) -> ClientBuilder,
) -> Gadgets {
    let builder = set(crate::kit::builder(&server.url()).clock(clock.clone()));
    builder.build().unwrap().gadgets(&Scope::account("acc").unwrap())
}

fn fine() -> Fault {
    answer(200, &success(json!({"id": "g"})))
}

fn down() -> Fault {
    answer(500, &failure(1, "down"))
}

#[tokio::test]
async fn a_wait_that_does_not_fit_into_the_deadline_surfaces_at_once() {
    let server = FaultServer::with([json_with(429, &[("retry-after", "20")], &failure(1, "m"))]);
    let clock = VirtualClock::new();
    let gadgets = gadgets(&server, &clock, |builder| builder.total_timeout(50 * SECOND).pacing(false));
    let error = gadgets.get("g").result().await.unwrap_err();
    // At 0, 20 and 40 seconds; the next would be at 60.
    assert_eq!((server.requests(), error.attempts()), (3, 3));
    assert_eq!(error.retry_after(), Some(20 * SECOND));
    assert!(error.is_rate_limited() && error.to_string().contains("doesn't fit"), "{error}");
    assert!(clock.waited() < 50 * SECOND);
}

#[tokio::test]
async fn the_whole_call_ends_in_time_even_when_an_attempt_would_not() {
    let server = FaultServer::with([Fault::Silence]);
    let clock = VirtualClock::new();
    clock.limits_run_out_with(server.silences());
    let gadgets = gadgets(&server, &clock, |builder| builder);
    let error = gadgets.get("g").with_timeout(20 * SECOND).result().await.unwrap_err();
    assert_eq!((error.kind(), server.requests()), (ErrorKind::Timeout, 1));
    assert!(error.is_timeout() && error.to_string().contains("whole call"), "{error}");
}

#[tokio::test]
async fn clones_share_a_retry_budget_that_successes_earn_back() {
    let server = FaultServer::with([down()]);
    let clock = VirtualClock::new();
    let gadgets = gadgets(&server, &clock, |builder| builder.retry_budget(4));
    let mut sent = Vec::new();
    for _ in 0..4 {
        let before = server.requests();
        let error = gadgets.clone().get("g").result().await.unwrap_err();
        sent.push(server.requests() - before);
        assert_eq!(
            error.to_string().contains("too many calls have failed lately"),
            sent.len() > 1,
            "{error}"
        );
    }
    assert_eq!(sent, [4, 2, 1, 1]);
}

#[tokio::test]
async fn waits_grow_and_are_never_longer_than_their_bound() {
    let server = FaultServer::with([down()]);
    for _ in 0..20 {
        let clock = VirtualClock::new();
        let policy = RetryPolicy::new().max_retries(5).backoff_cap(2 * SECOND);
        let gadgets = gadgets(&server, &clock, |builder| builder.retry(policy.clone()));
        gadgets.get("g").result().await.unwrap_err();
        let bounds = [500, 1000, 2000, 2000, 2000].map(Duration::from_millis);
        assert_eq!(clock.waits().len(), 5);
        assert!(clock.waits().iter().zip(bounds).all(|(wait, bound)| *wait <= bound), "{:?}", clock.waits());
    }
}

#[tokio::test]
async fn a_stop_stops_all_clones() {
    let refused = json_with(429, &[("retry-after", "30")], &failure(1, "m"));
    let server = FaultServer::with([refused, fine()]);
    let clock = VirtualClock::new();
    let gadgets =
        gadgets(&server, &clock, |builder| builder.retry(RetryPolicy::none().max_wait(40 * SECOND)));
    assert!(gadgets.get("a").result().await.unwrap_err().is_rate_limited());
    assert_eq!(clock.waited(), Duration::ZERO);
    gadgets.clone().get("b").result().await.unwrap();
    assert_eq!(clock.waited(), 30 * SECOND);
}

#[tokio::test]
async fn a_stop_that_is_too_long_holds_back_without_sending() {
    let refused = json_with(429, &[("retry-after", "240")], &failure(1, "m"));
    let server = FaultServer::with([refused, fine()]);
    let clock = VirtualClock::new();
    let gadgets = gadgets(&server, &clock, |builder| builder);
    gadgets.get("a").result().await.unwrap_err();
    let error = gadgets.create(CreateGadget::new("n", "k")).result().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), server.requests()), (ErrorKind::HeldBack, 0, 1));
    assert!(error.is_rate_limited() && error.is_retryable() && !error.outcome_unknown());
    assert_eq!(error.retry_after(), Some(240 * SECOND));
    // Another user's limits are another's.
    let other = RequestOptions::new().credentials(Credentials::token("another-token"));
    gadgets.get("a").with_options(other).result().await.unwrap();
    gadgets.get("a").with_options(RequestOptions::new().pacing(false)).result().await.unwrap();
}

#[tokio::test]
async fn the_last_of_a_quota_is_spread_and_limits_are_exposed() {
    let headers = [("ratelimit", "\"default\";r=3;t=30"), ("ratelimit-policy", "\"default\";q=100;w=60")];
    let server = FaultServer::with([json_with(200, &headers, &success(json!({})))]);
    let clock = VirtualClock::new();
    let gadgets = gadgets(&server, &clock, |builder| builder);
    let envelope = gadgets.get("g").send().await.unwrap();
    assert_eq!(envelope.rate_limits().limits()[0].remaining, 3);
    assert_eq!(envelope.rate_limits().policies()[0].quota, 100);
    for _ in 0..2 {
        gadgets.get("g").send().await.unwrap();
    }
    // The first of the three at once, the second a third of the time later.
    assert_eq!(clock.waits(), [10 * SECOND]);
}

#[tokio::test]
async fn no_more_requests_are_in_flight_than_allowed() {
    let slow = vec![(Duration::from_millis(20), response(200, &[], success(json!({})).to_string()))];
    let server = FaultServer::with([Fault::Slowly(slow)]);
    let gadgets = gadgets(&server, &VirtualClock::new(), |builder| builder.max_in_flight(2));
    let calls: Vec<_> = (0..8).map(|_| tokio::spawn(gadgets.get("g").result())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(server.requests(), 8);
    assert!(server.connections() <= 2, "{}", server.connections());
}

#[tokio::test]
async fn a_dropped_call_gives_its_place_back() {
    let server = FaultServer::with([Fault::Silence, fine()]);
    let gadgets = gadgets(&server, &VirtualClock::new(), |builder| builder.max_in_flight(1));
    let mut never = Box::pin(gadgets.get("g").result());
    while server.requests() == 0 {
        assert!((&mut never).now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    drop(never);
    gadgets.get("g").result().await.unwrap();
    // Waiting for a place counts towards the whole call.
    let server = FaultServer::with([Fault::Silence]);
    let gadgets = self::gadgets(&server, &VirtualClock::new(), |builder| builder.max_in_flight(1));
    let holder = tokio::spawn(gadgets.get("g").result());
    while server.requests() == 0 {
        tokio::task::yield_now().await;
    }
    let call = gadgets.create(CreateGadget::new("n", "k")).with_timeout(Duration::from_millis(30));
    let error = call.result().await.unwrap_err();
    assert!(error.is_timeout() && error.attempts() == 0 && !error.outcome_unknown(), "{error:?}");
    holder.abort();
}

#[tokio::test]
async fn one_call_can_have_settings_of_its_own() {
    let elsewhere = FaultServer::with([fine()]);
    let server = FaultServer::with([down()]);
    let clock = VirtualClock::new();
    let gadgets = gadgets(&server, &clock, |builder| {
        builder.user_agent("tool/1").header("x-a", "client").header("x-b", "client")
    });
    let options = RequestOptions::new()
        .base_url(elsewhere.url())
        .credentials(Credentials::api_key("a@example.com", "another-key"))
        .user_agent("job/2")
        .header("x-b", "call")
        .connect_timeout(8 * SECOND)
        .attempt_timeout(9 * SECOND)
        .body_limit(1000);
    gadgets.get("g").with_options(options).with_header("x-c", "later").result().await.unwrap();
    let received = &elsewhere.received()[0];
    let product = concat!("gadgets/1.2.3 cloudflare-core/", env!("CARGO_PKG_VERSION"));
    for (name, value) in [
        ("user-agent", Some(&*format!("{product} job/2"))),
        ("x-a", Some("client")),
        ("x-b", Some("call")),
        ("x-c", Some("later")),
        ("x-auth-key", Some("another-key")),
        ("authorization", None),
    ] {
        assert_eq!(received.header(name), value, "{name}");
    }
    let never = gadgets.get("g").with_retry(RetryPolicy::none());
    assert_eq!(never.result().await.unwrap_err().attempts(), 1);
    assert_eq!(server.received()[0].header("user-agent"), Some(&*format!("{product} tool/1")));

    for wrong in [
        RequestOptions::new().base_url("http://example.com"),
        RequestOptions::new().credentials(Credentials::token("a\nb")),
        RequestOptions::new().header("authorization", "x"),
        RequestOptions::new().header("bad name", "x"),
        RequestOptions::new().header("x", "a\r\nb"),
        RequestOptions::new().total_timeout(Duration::ZERO),
        RequestOptions::new().header("TE", "trailers"),
        RequestOptions::new().attempt_timeout(Duration::from_secs(2)).total_timeout(Duration::from_secs(1)),
    ] {
        let error = gadgets.get("g").with_options(wrong).result().await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Configuration, 0), "{error}");
    }
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn options_of_one_call_hold_for_all_its_pages() {
    let server = FaultServer::answering(|request| {
        let page = request.query("page").unwrap();
        let items = json!([{"id": page}]);
        answer(200, &crate::kit::page(items, json!({"total_pages": 2})))
    });
    let gadgets = gadgets(&server, &VirtualClock::new(), |builder| builder);
    let mut items = gadgets.list().with_header("x-job", "nightly").items();
    while items.try_next().await.unwrap().is_some() {}
    let headers: Vec<_> = server.received().iter().map(|r| r.header("x-job").unwrap().to_owned()).collect();
    assert_eq!(headers, ["nightly", "nightly"]);
}

#[test]
fn a_wrong_configuration_fails_when_the_client_is_built() {
    let builder = || crate::kit::builder("http://127.0.0.1:1");
    for (builder, says) in [
        (crate::kit::Client::builder(), "no credentials"),
        (builder().token("canary-0123\n\n"), "token begins or ends"),
        (builder().token("canary 0123"), "token contains a space"),
        (builder().token("canary\u{e9}0123"), "token contains a character"),
        (builder().token(""), "token is empty"),
        (builder().base_url("http://192.0.2.1/"), "allow_insecure_http"),
        (builder().base_url("https://u:canary-0123@example.com"), "password"),
        (builder().user_agent("a\nb"), "user agent"),
        (builder().header("x-auth-key", "canary-0123"), "set by the credentials"),
        (builder().header("content-length", "1"), "framed"),
        (builder().header("x", "canary\n0123"), "can't carry"),
        (builder().connect_timeout(Duration::ZERO), "connect timeout is zero"),
        (builder().body_limit(0), "body limit is zero"),
        (builder().max_in_flight(0), "in flight"),
    ] {
        let shown = format!("{builder:?}");
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(says), "{error}");
        assert!(!format!("{shown}{error}{error:?}").contains("canary"), "{shown} {error:?}");
    }
    assert!(builder().base_url("http://192.0.2.1/").allow_insecure_http(true).build().is_ok());
}

#[tokio::test]
async fn an_http_client_of_the_callers_own_follows_no_redirect() {
    let redirect = || Fault::Bytes(response(302, &[("location", "/elsewhere")], ""));
    let follows = cloudflare_core::reqwest::redirect::Policy::limited(5);
    let reqwest = cloudflare_core::reqwest::Client::builder().redirect(follows);
    let server = FaultServer::with([redirect()]);
    let client = crate::kit::builder(&server.url()).http_client_builder(reqwest).build().unwrap();
    let error = client.request(Method::GET, "/x").result().await.unwrap_err();
    assert!(error.is_redirect() && server.requests() == 1, "{error}");
}

#[tokio::test]
async fn the_escape_hatch_has_all_that_operations_have() {
    let server = FaultServer::answering(|request| match request.query("page") {
        Some(page) => answer(200, &crate::kit::page(json!([{"n": page}]), json!({"total_pages": 2}))),
        None if request.target.ends_with("/nothing") => answer(200, &success(json!(null))),
        None => answer(200, &success(json!({"n": request.body.len(), "target": request.target}))),
    });
    let client = crate::kit::client(&server.url());
    let value = client
        .request(Method::PATCH, "/zones/{zone_id}/things")
        .path("zone_id", "a/b")
        .query("per page", 5)
        .json(&json!({"a": 1}))
        .result()
        .await
        .unwrap();
    assert_eq!(value, json!({"n": 7, "target": "/client/v4/zones/a%2Fb/things?per%20page=5"}));

    #[derive(serde::Deserialize)]
    struct Thing {
        n: String,
    }
    let mut things = client.request(Method::GET, "/things").list::<Thing>().items();
    let mut seen = String::new();
    while let Some(thing) = things.try_next().await.unwrap() {
        seen.push_str(&thing.n);
    }
    assert_eq!(seen, "12");

    let nothing = || client.request(Method::GET, "/nothing");
    assert_eq!(nothing().typed::<Option<u8>>().result().await.unwrap(), None);
    assert_eq!(nothing().list::<u8>().result().await.unwrap(), [0_u8; 0]);
    assert!(nothing().typed::<u8>().result().await.unwrap_err().is_empty_result());

    let before = server.requests();
    for path in ["no-slash", "/a//b", "/a/../b", "/a/%2e%2e/b", "/a?b=c", "/{id}", "https://example.com/"] {
        let error = client.request(Method::GET, path).result().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{path}: {error}");
    }
    assert_eq!(server.requests(), before);
}
