//! Operations of methods that HTTP's own list doesn't have, and paths with more than one parameter in a
//! segment.

use cloudflare_core::Scope;
use cloudflare_core::prelude::*;
use serde_json::json;

use crate::kit::clock::VirtualClock;
use crate::kit::fault_server::{FaultServer, json as answer};
use crate::kit::gadgets::Gadgets;
use crate::kit::{failure, success};

fn gadgets(server: &FaultServer) -> Gadgets {
    let builder = crate::kit::builder(&server.url()).clock(VirtualClock::new());
    builder.build().unwrap().gadgets(&Scope::zone("z").unwrap())
}

#[tokio::test]
async fn a_method_is_sent_by_its_name() {
    let server = FaultServer::answering(|_| answer(200, &success(json!(null))));
    gadgets(&server).copy("a/b", "c.d").result().await.unwrap();
    let sent = &server.received()[0];
    assert_eq!(
        (sent.method.as_str(), sent.target.as_str()),
        ("COPY", "/client/v4/zones/z/gadgets/a%2Fb...c.d.png")
    );
    for (one, other) in [("", "c"), ("a", "")] {
        let error = gadgets(&server).copy(one, other).result().await.unwrap_err();
        assert!(error.to_string().contains("is empty"), "{error}");
    }
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn a_query_is_a_read_and_others_may_not_be_repeated() {
    let server = FaultServer::answering(|_| answer(503, &failure(1, "down")));
    let error = gadgets(&server).query().result().await.unwrap_err();
    assert_eq!(error.method().unwrap().as_str(), "QUERY", "{error}");
    assert!(error.attempts() > 1, "{error}");
    assert!(!error.outcome_unknown(), "{error}");
    assert_eq!(server.received()[0].target, "/client/v4/zones/z/gadgets/");

    let before = server.requests();
    let error = gadgets(&server).copy("a", "b").result().await.unwrap_err();
    assert_eq!((error.method().unwrap().as_str(), error.attempts()), ("COPY", 1), "{error}");
    assert!(error.outcome_unknown() && error.to_string().contains("(COPY /client/v4/zones/z"), "{error}");
    assert_eq!(server.requests(), before + 1);
}

/// What the page of an operation shows.
#[test]
fn the_method_of_an_operation_is_shown_as_it_is_sent() {
    use cloudflare_core::runtime::operation;
    assert_eq!(operation!(@method GET), "GET");
    assert_eq!(operation!(@method GET, bare, permissions(&["a", "b"])), "GET");
    assert_eq!(operation!(@method POST, permissions(&["a"]), sent_as("COPY"), bare), "COPY");
}
