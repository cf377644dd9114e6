//! Failures that the service or a gateway before it reports.
//!
//! The table in the crate's documentation (`runtime/src/faults.md`) says the same in words.

use std::time::Duration;

use cloudflare_core::prelude::*;
use cloudflare_core::runtime::OperationInfo;
use cloudflare_core::{ErrorKind, Method, Scope};

use crate::kit::clock::VirtualClock;
use crate::kit::failure;
use crate::kit::fault_server::{Fault, FaultServer, json as answer, json_with, response};
use crate::kit::tried::{Delete, Get, Post, Put, client, fine, html, tried};

#[tokio::test]
async fn html_from_a_gateway() {
    for status in [502, 504, 520, 521, 522, 523, 524] {
        let seen = tried(Get, [html(status)]).await;
        let error = seen.is(ErrorKind::Api, 3);
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.excerpt(), Some(&*format!("{status} Gateway no")));
        assert_eq!((error.cf_ray(), error.attempts()), (Some("8f0-FRA"), 3));
        assert!(error.is_retryable() && !error.outcome_unknown());
        assert_eq!(error.is_timeout(), status == 504 || status == 524);
        tried(Put, [html(status), fine()]).await.succeeds(2);
        let seen = tried(Post, [html(status), fine()]).await;
        let error = seen.is(ErrorKind::Api, 1);
        assert!(error.outcome_unknown() && !error.is_retryable());
    }
    let seen = tried(Get, [html(501)]).await;
    assert!(!seen.is(ErrorKind::Api, 1).is_retryable());
}

#[tokio::test]
async fn status_429_with_each_form_of_retry_after() {
    let refused = failure(10_000, "slow down");
    for (name, value, wait) in [
        ("retry-after", "7", 7_000),
        ("retry-after-ms", "1500", 1_500),
        // The clock stands at 08:49:37.
        ("retry-after", "Sun, 06 Nov 1994 08:49:46 GMT", 9_000),
        ("ratelimit", "\"default\";r=0;t=11", 11_000),
    ] {
        for method in [Get, Post] {
            let seen = tried(method, [json_with(429, &[(name, value)], &refused), fine()]).await;
            seen.succeeds(2);
            let wait = Duration::from_millis(wait);
            assert!(wait <= seen.waited && seen.waited <= wait + wait / 10, "{name} {:?}", seen.waited);
        }
    }
}

#[tokio::test]
async fn status_429_without_retry_after() {
    for method in [Get, Post] {
        let seen = tried(method, [answer(429, &failure(1, "m"))]).await;
        let error = seen.is(ErrorKind::Api, 3);
        assert!(error.is_rate_limited() && error.is_retryable() && !error.outcome_unknown());
        assert!(seen.waited <= Duration::from_millis(500 + 1000), "{:?}", seen.waited);
    }
    let page = Fault::Bytes(response(429, &[("content-type", "text/html")], "<h1>slow down</h1>"));
    let seen = tried(Get, [page]).await;
    assert_eq!(seen.is(ErrorKind::Api, 3).excerpt(), Some("slow down"));
}

#[tokio::test]
async fn a_wait_past_the_cap_surfaces_at_once() {
    for status in [429, 503] {
        let asks = json_with(status, &[("retry-after", "300")], &failure(1, "m"));
        let seen = tried(Get, [asks]).await;
        let error = seen.is(ErrorKind::Api, 1);
        assert_eq!(error.retry_after(), Some(Duration::from_secs(300)));
        assert_eq!((error.attempts(), seen.waited), (1, Duration::ZERO));
        assert!(error.to_string().contains("not tried again: the service asks to wait 300s"), "{error}");
    }
}

#[tokio::test]
async fn an_absurd_wait_is_not_taken_for_none() {
    for absurd in ["1e15", "99999999999999999999", "1e300", "18446744073709551615"] {
        for name in ["retry-after", "retry-after-ms"] {
            for method in [Get, Post] {
                let seen = tried(method, [json_with(429, &[(name, absurd)], &failure(1, "m")), fine()]).await;
                let error = seen.is(ErrorKind::Api, 1);
                assert!(error.retry_after() > Some(Duration::from_secs(1 << 30)), "{error}");
                assert_eq!(seen.waited, Duration::ZERO);
            }
        }
    }
}

#[tokio::test]
async fn a_date_is_measured_by_the_date_of_its_answer() {
    // The service's clock is a day behind the client's, which stands at 08:49:37 on the 6th.
    let headers =
        [("date", "Sat, 05 Nov 1994 08:00:00 GMT"), ("retry-after", "Sat, 05 Nov 1994 08:00:20 GMT")];
    let seen = tried(Get, [json_with(429, &headers, &failure(1, "m")), fine()]).await;
    seen.succeeds(2);
    let wait = Duration::from_secs(20);
    assert!(wait <= seen.waited && seen.waited <= wait + wait / 10, "{:?}", seen.waited);
}

#[tokio::test]
async fn status_408_and_503() {
    let status = |status| answer(status, &failure(1, "m"));
    for code in [408, 503] {
        tried(Get, [status(code), fine()]).await.succeeds(2);
        let seen = tried(Post, [status(code), fine()]).await;
        assert!(seen.is(ErrorKind::Api, 1).outcome_unknown());
    }
    // To be asked to come back says nothing about what became of it.
    for after in ["0", "2"] {
        let asks = || json_with(503, &[("retry-after", after)], &failure(1, "m"));
        let seen = tried(Post, [asks(), fine()]).await;
        let error = seen.is(ErrorKind::Api, 1);
        assert!(error.outcome_unknown() && !error.is_retryable(), "{error}");
        assert_eq!((error.retry_after().is_some(), seen.waited), (true, Duration::ZERO));
        tried(Put, [asks(), fine()]).await.succeeds(2);
    }
}

#[tokio::test]
async fn an_operation_can_say_whether_it_may_be_repeated() {
    for (method, idempotent, requests) in [
        (Method::POST, None, 1),
        (Method::PATCH, None, 1),
        (Method::PUT, None, 3),
        (Method::TRACE, None, 3),
        (Method::POST, Some(true), 3),
        (Method::PUT, Some(false), 1),
        (Method::GET, Some(false), 1),
    ] {
        for fault in [html(502), Fault::Reset(vec![])] {
            let server = FaultServer::with([fault]);
            let mut request = client(&server.url(), &VirtualClock::new()).request(method.clone(), "/search");
            if let Some(idempotent) = idempotent {
                request = request.idempotent(idempotent);
            }
            let error = request.result().await.unwrap_err();
            assert_eq!(server.requests(), requests, "{method} {idempotent:?}");
            assert_eq!(error.is_retryable(), requests > 1, "{method} {idempotent:?}");
            let read = [Method::GET, Method::TRACE].contains(&method);
            assert_eq!(error.outcome_unknown(), !read, "{method} {idempotent:?}");
        }
    }
    let info = OperationInfo::new(&crate::API, "a", Method::POST, "/a");
    assert!(!info.idempotent && info.idempotent(true).idempotent);
}

#[tokio::test]
async fn an_answer_after_failures_says_how_often_it_was_tried() {
    let server = FaultServer::with([html(502), Fault::Reset(vec![]), fine()]);
    let clock = VirtualClock::new();
    let gadgets = client(&server.url(), &clock).gadgets(&Scope::account("a").unwrap());
    let envelope = gadgets.get("g").send().await.unwrap();
    assert_eq!((envelope.attempts(), server.requests(), clock.waits().len()), (3, 3, 2));
}

#[tokio::test]
async fn an_unsure_attempt_is_remembered() {
    // Processed, perhaps, and then not let in again: nobody knows.
    let refused = || answer(429, &failure(1, "m"));
    let seen = tried(Put, [Fault::Reset(vec![]), refused()]).await;
    assert!(seen.is(ErrorKind::Api, 3).outcome_unknown());
    // Processed, perhaps, and now gone: known.
    let gone = answer(404, &failure(1551, "not found"));
    let seen = tried(Delete, [Fault::Reset(vec![]), gone]).await;
    let error = seen.is(ErrorKind::Api, 2);
    assert!(error.is_not_found() && !error.outcome_unknown() && error.attempts() == 2);
}
