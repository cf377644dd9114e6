//! What an error says of itself: predicates by code and status, and its one line.

use cloudflare_core::prelude::*;
use cloudflare_core::{Error, Method, RetryPolicy, Scope};
use serde_json::{Value, json};

use crate::kit::failure;
use crate::kit::fault_server::{Fault, FaultServer, json as answer, json_with, response};
use crate::kit::gadgets::CreateGadget;

async fn error_of(fault: Fault) -> Error {
    let server = FaultServer::with([fault]);
    let client = crate::kit::builder(&server.url()).retry(RetryPolicy::none()).build().unwrap();
    client.gadgets(&Scope::zone("z").unwrap()).create(CreateGadget::new("n", "k")).result().await.unwrap_err()
}

/// The predicates that hold, in alphabetical order.
fn holding(error: &Error) -> String {
    let mut names = Vec::new();
    for (name, holds) in [
        ("already_exists", error.is_already_exists()),
        ("authentication", error.is_authentication()),
        ("conflict", error.is_conflict()),
        ("connect", error.is_connect()),
        ("decode", error.is_decode()),
        ("in_use", error.is_in_use()),
        ("not_found", error.is_not_found()),
        ("quota_exceeded", error.is_quota_exceeded()),
        ("rate_limited", error.is_rate_limited()),
        ("retryable", error.is_retryable()),
        ("settling", error.is_settling()),
        ("timeout", error.is_timeout()),
        ("unknown", error.outcome_unknown()),
    ] {
        if holds {
            names.push(name);
        }
    }
    names.join(" ")
}

#[tokio::test]
async fn each_code_has_its_predicates_whatever_the_status() {
    for (code, message, holds) in [
        (1406, "already exists", "already_exists conflict"),
        (1406, "Bad response of the gadget service", ""),
        (1414, "pending deletion", "conflict retryable settling"),
        (1433, "in use", "conflict in_use"),
        (1551, "not found", "not_found"),
        (2200, "key does not match", ""),
        (12130, "quota", "quota_exceeded"),
        // What all parts of the service share.
        (7003, "could not route", ""),
        (9106, "missing header", "authentication"),
        (9109, "invalid token", "authentication"),
        (10000, "authentication error", "authentication"),
        (10001, "not allowed", "authentication"),
        (9_999_999, "nobody knows", ""),
    ] {
        for status in [200, 400] {
            let error = error_of(answer(status, &failure(code, message))).await;
            assert_eq!(holding(&error), holds, "{code} {message}: {error}");
        }
    }
}

#[tokio::test]
async fn codes_belong_to_the_api_that_was_called() {
    let server = FaultServer::answering(|_| answer(409, &failure(1406, "already exists")));
    let client = crate::kit::client(&server.url());
    let scope = Scope::zone("z").unwrap();
    let request = || (Method::POST, "/zones/z/gadgets");
    let of = |error: Error| holding(&error);
    let own = client.gadgets(&scope).create(CreateGadget::new("n", "k")).result().await;
    assert_eq!(of(own.unwrap_err()), "already_exists conflict");
    // By hand it is a call of the same API, from another client it isn't.
    let (method, path) = request();
    let by_hand = client.request(method, path).result().await;
    assert_eq!(of(by_hand.unwrap_err()), "already_exists conflict");
    let (method, path) = request();
    let elsewhere = client.core().request(method, path).result().await;
    assert_eq!(of(elsewhere.unwrap_err()), "conflict");
    let agents: Vec<String> =
        server.received().iter().map(|sent| sent.header("user-agent").unwrap().to_owned()).collect();
    let core = concat!("cloudflare-core/", env!("CARGO_PKG_VERSION"));
    assert_eq!(agents, [format!("gadgets/1.2.3 {core}"), format!("gadgets/1.2.3 {core}"), core.to_owned()]);
}

#[tokio::test]
async fn a_status_counts_where_no_code_is_known() {
    for (status, holds) in [
        (400, ""),
        (401, "authentication"),
        (403, "authentication"),
        (404, "not_found"),
        (408, "timeout unknown"),
        (409, "conflict"),
        (429, "rate_limited retryable"),
        (500, "unknown"),
        (501, ""),
        (503, "unknown"),
        (504, "timeout unknown"),
        (524, "timeout unknown"),
    ] {
        for fault in [answer(status, &failure(77, "m")), Fault::Bytes(response(status, &[], "<p>no</p>"))] {
            assert_eq!(holding(&error_of(fault).await), holds, "{status}");
        }
    }
    // A code says more than a status.
    assert_eq!(holding(&error_of(answer(404, &failure(7003, "could not route"))).await), "");
    assert_eq!(holding(&error_of(answer(409, &failure(12130, "quota"))).await), "quota_exceeded");
    assert_eq!(holding(&error_of(answer(429, &failure(10000, "m"))).await), "rate_limited retryable");
}

#[tokio::test]
async fn one_line_has_what_a_person_needs() {
    let errors: Vec<Value> = (1..=8).map(|n| json!({"code": n, "message": format!("m{n}\n")})).collect();
    let body = json!({"success": false, "errors": errors});
    let error = error_of(json_with(429, &[("cf-ray", "8f0-FRA"), ("retry-after", "300")], &body)).await;
    assert_eq!(
        error.to_string(),
        "gadgets-create (POST /client/v4/zones/z/gadgets): 429 Too Many Requests: \
         1 m1; 2 m2; 3 m3; 4 m4; 5 m5 and 3 more [cf-ray 8f0-FRA, retry after 300s]"
    );
    assert_eq!(error.errors().len(), 8);
    assert_eq!(error.path(), Some("/client/v4/zones/z/gadgets"));
    assert_eq!(error.path_template(), Some("/{accounts_or_zones}/{account_or_zone_id}/gadgets"));
    assert_eq!((error.operation(), error.method().unwrap().as_str()), (Some("gadgets-create"), "POST"));
    let limited = json_with(429, &[("ratelimit", "\"d\";r=0;t=9")], &body);
    assert_eq!(error_of(limited).await.retry_after().unwrap().as_secs(), 9);

    let shape = error_of(answer(200, &crate::kit::success(json!({"id": ["hunter2"]})))).await;
    assert_eq!(
        shape.to_string(),
        "gadgets-create (POST /client/v4/zones/z/gadgets): the result isn't what the document says: \
         invalid type: sequence, expected a string, at result.id: `{id: [1 × text of 7]}`"
    );
}

#[tokio::test]
async fn who_may_not_is_told_what_a_token_needs() {
    for fault in
        [answer(200, &failure(10000, "no")), answer(403, &json!({})), answer(401, &failure(9109, "who"))]
    {
        let error = error_of(fault).await;
        assert_eq!(error.permissions(), ["Gadgets Write", "Gadgets Admin"], "{error}");
        let shown = error.to_string();
        assert!(shown.contains("; a token for this needs one of: Gadgets Write, Gadgets Admin"), "{shown}");
        assert!(format!("{error:?}").contains("Gadgets Admin"), "{error:?}");
    }
    // Others are told nothing of it.
    let blocked = Fault::Bytes(response(403, &[("content-type", "text/html")], "<h1>You were blocked</h1>"));
    for fault in [
        answer(404, &json!({})),
        answer(429, &failure(10001, "slow down")),
        answer(500, &json!({})),
        answer(500, &failure(10000, "internal")),
        blocked,
    ] {
        let error = error_of(fault).await;
        assert!(error.permissions().is_empty() && !error.to_string().contains("token for"), "{error}");
    }
    // One is no choice, and an operation of which nobody knows has none.
    let server = FaultServer::answering(|_| answer(403, &failure(10000, "no")));
    let client = crate::kit::client(&server.url());
    let gadgets = client.gadgets(&Scope::zone("z").unwrap());
    let one = gadgets.copy("a", "b").result().await.unwrap_err().to_string();
    assert!(one.contains("; a token for this needs Gadgets Write"), "{one}");
    let none = gadgets.get("a").result().await.unwrap_err();
    assert!(none.is_authentication() && none.permissions().is_empty(), "{none}");
}
