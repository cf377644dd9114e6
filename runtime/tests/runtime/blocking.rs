//! The same operations without async, in every place from which they may be called.

use crate::kit::Client;
use cloudflare_core::blocking::prelude::*;
use cloudflare_core::{ErrorKind, Scope};
use serde_json::json;

use crate::kit::fault_server::{Fault, FaultServer, json as answer};
use crate::kit::gadgets::Gadgets;
use crate::kit::{page, success};

/// One gadget by id, and lists of two pages.
fn server() -> FaultServer {
    FaultServer::answering(|request| match request.query("page") {
        Some(number) => answer(200, &page(json!([{"id": number}]), json!({"total_pages": 2}))),
        None => answer(200, &success(json!({"id": "g"}))),
    })
}

fn gadgets(client: &Client) -> Gadgets {
    client.gadgets(&Scope::zone("z").unwrap())
}

/// Everything that blocks.
fn use_it(client: &Client) {
    let gadgets = gadgets(client);
    assert_eq!(gadgets.get("g").result().unwrap().id.unwrap(), "g");
    assert_eq!(gadgets.get("g").send().unwrap().status(), 200);
    let ids: Vec<_> = gadgets.list().items().map(|item| item.unwrap().id.unwrap().to_string()).collect();
    assert_eq!(ids, ["1", "2"]);
    assert_eq!(gadgets.list().with_header("x-a", "b").pages().count(), 2);
    let error = gadgets.get("").result().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

#[test]
fn outside_any_runtime_and_on_several_threads() {
    let server = server();
    let client = crate::kit::client(&server.url());
    use_it(&client);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| use_it(&client));
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn inside_a_runtime_of_several_threads() {
    let server = server();
    let client = crate::kit::client(&server.url());
    use_it(&client);
    let other = client.clone();
    tokio::spawn(async move { use_it(&other) }).await.unwrap();
    let other = client.clone();
    tokio::task::spawn_blocking(move || use_it(&other)).await.unwrap();
    // Both kinds of calls on one client.
    cloudflare_core::EnvelopeExt::result(gadgets(&client).get("g")).await.unwrap();
    use_it(&client);
}

#[tokio::test]
async fn on_the_only_thread_of_a_runtime_it_is_an_error() {
    let server = server();
    let client = crate::kit::client(&server.url());
    cloudflare_core::EnvelopeExt::result(gadgets(&client).get("g")).await.unwrap();
    let requests = server.requests();
    let error = gadgets(&client).get("g").result().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Blocking);
    assert!(error.to_string().contains("spawn_blocking") && !error.is_retryable(), "{error}");
    let mut items = gadgets(&client).list().items();
    assert_eq!(items.next().unwrap().unwrap_err().kind(), ErrorKind::Blocking);
    assert!(items.next().is_none());
    assert_eq!(server.requests(), requests);
    // The way out.
    tokio::task::spawn_blocking(move || use_it(&client)).await.unwrap();
}

#[tokio::test]
async fn a_spawned_task_on_the_only_thread_is_refused_too() {
    let server = server();
    let client = crate::kit::client(&server.url());
    let outcome = tokio::spawn(async move { gadgets(&client).get("g").result() }).await.unwrap();
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Blocking);
}

#[test]
fn errors_and_ends_are_those_of_the_async_calls() {
    let server = FaultServer::with([
        answer(200, &page(json!([{"id": "a"}]), json!(null))),
        answer(200, &page(json!([{"id": "a"}]), json!(null))),
    ]);
    let mut items = gadgets(&crate::kit::client(&server.url())).list().items();
    assert!(items.next().unwrap().is_ok());
    assert_eq!(items.next().unwrap().unwrap_err().kind(), ErrorKind::Pagination);
    assert!(items.next().is_none());
    let server = FaultServer::with([Fault::Silence]);
    let client = crate::kit::builder(&server.url()).attempt_timeout(std::time::Duration::from_millis(50));
    let client = client.retry(cloudflare_core::RetryPolicy::none()).build().unwrap();
    assert!(gadgets(&client).get("g").result().unwrap_err().is_timeout());
}
