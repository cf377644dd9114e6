//! The same operations without async, in every place from which they may be called.

use crate::kit::Client;
use cloudflare_core::blocking::prelude::*;
use cloudflare_core::{Attempt, ErrorKind, Hook, HookError, OutgoingRequest, Scope};
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

/// A runtime of so many threads; none for one that has only the caller's.
fn runtime(workers: Option<usize>) -> tokio::runtime::Runtime {
    let mut builder = match workers {
        None => tokio::runtime::Builder::new_current_thread(),
        Some(_) => tokio::runtime::Builder::new_multi_thread(),
    };
    builder.worker_threads(workers.unwrap_or(1)).enable_all().build().unwrap()
}

#[test]
fn under_unconstrained_it_works_everywhere() {
    let server = server();
    let client = crate::kit::client(&server.url());
    for workers in [None, Some(1), Some(2)] {
        let runtime = runtime(workers);
        let here = client.clone();
        runtime.block_on(tokio::task::unconstrained(async move { use_it(&here) }));
        let task = client.clone();
        let task = runtime.spawn(tokio::task::unconstrained(async move { use_it(&task) }));
        runtime.block_on(task).unwrap();
    }
}

#[test]
fn in_a_local_set_it_works_or_is_an_error() {
    let server = server();
    let client = crate::kit::client(&server.url());
    for workers in [None, Some(1), Some(2)] {
        let (runtime, local) = (runtime(workers), tokio::task::LocalSet::new());
        let here = client.clone();
        let outcomes = local.block_on(&runtime, async move {
            let (root, task) = (gadgets(&here).get("g"), gadgets(&here).get("g"));
            let free = tokio::task::unconstrained(async move { gadgets(&here).get("g").result() });
            tokio::task::spawn_local(free).await.unwrap().unwrap();
            let task = tokio::task::spawn_local(async move { task.result() });
            [root.result(), task.await.unwrap()]
        });
        for outcome in outcomes {
            match (workers, outcome) {
                (Some(_), outcome) => drop(outcome.unwrap()),
                (None, outcome) => assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Blocking),
            }
        }
    }
}

#[test]
fn a_local_set_on_a_thread_for_blocking_work_may_block() {
    let server = server();
    let client = crate::kit::client(&server.url());
    let runtime = runtime(Some(2));
    let handle = runtime.handle().clone();
    let work = runtime.spawn_blocking(move || {
        let local = tokio::task::LocalSet::new();
        handle.block_on(local.run_until(async move { use_it(&client) }));
    });
    runtime.block_on(work).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_blocking_is_announced_and_beside_other_tasks() {
    let server = server();
    let client = crate::kit::client(&server.url());
    let other = client.clone();
    tokio::spawn(async move { tokio::task::block_in_place(|| use_it(&other)) }).await.unwrap();
    // A task that this thread would have run next is run by another meanwhile.
    let other = client.clone();
    tokio::spawn(async move {
        let (told, heard) = std::sync::mpsc::channel();
        tokio::spawn(async move { told.send(()).unwrap() });
        use_it(&other);
        heard.recv_timeout(std::time::Duration::from_secs(20)).unwrap();
    })
    .await
    .unwrap();
}

/// Calls when it is dropped.
struct Calling(Client);

impl Drop for Calling {
    fn drop(&mut self) {
        // On the only thread of a runtime it is an error, and nowhere a panic.
        match gadgets(&self.0).get("g").result() {
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), ErrorKind::Blocking),
        }
    }
}

#[test]
fn from_a_drop_anywhere() {
    thread_local! {
        static LAST: std::cell::RefCell<Option<Calling>> = const { std::cell::RefCell::new(None) };
    }
    let server = server();
    let client = crate::kit::client(&server.url());
    drop(Calling(client.clone()));
    for workers in [None, Some(2)] {
        let runtime = runtime(workers);
        let dropped = Calling(client.clone());
        runtime.block_on(async move { drop(dropped) });
        // With the runtime, which drops its tasks.
        let dropped = Calling(client.clone());
        runtime.spawn(async move {
            std::future::pending::<()>().await;
            drop(dropped);
        });
    }
    // When a thread ends; joining it waits for that as well.
    let last = Calling(client.clone());
    std::thread::spawn(|| LAST.with(|place| *place.borrow_mut() = Some(last))).join().unwrap();
    // Nor does the last of a client itself need anything.
    runtime(None).block_on(async move { drop(client) });
}

/// Makes a call of its own before each.
struct Nested(Client);

impl Hook for Nested {
    fn before_send(&self, _: &Attempt<'_>, _: &mut OutgoingRequest) -> Result<(), HookError> {
        gadgets(&self.0).get("g").result()?;
        Ok(())
    }
}

/// Panics.
struct Panicking;

impl Hook for Panicking {
    fn before_send(&self, _: &Attempt<'_>, _: &mut OutgoingRequest) -> Result<(), HookError> {
        panic!("of the hook")
    }
}

#[test]
fn calls_in_calls_and_panics_come_through() {
    let server = server();
    let client = crate::kit::client(&server.url());
    let nested = crate::kit::builder(&server.url()).hook(Nested(client)).build().unwrap();
    let panicking = crate::kit::builder(&server.url()).hook(Panicking).build().unwrap();
    use_it(&nested);
    let runtime = runtime(Some(2));
    runtime.block_on(async {
        use_it(&nested);
        let call = std::panic::AssertUnwindSafe(|| gadgets(&panicking).get("g").result());
        let panic = std::panic::catch_unwind(call).unwrap_err();
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"of the hook"));
        use_it(&nested);
    });
}

#[test]
fn many_threads_at_once() {
    let server = server();
    let client = crate::kit::client(&server.url());
    let runtime = runtime(Some(2));
    std::thread::scope(|scope| {
        for number in 0..64 {
            let (client, handle) = (&client, runtime.handle());
            scope.spawn(move || {
                let _entered = (number % 2 == 0).then(|| handle.enter());
                gadgets(client).get("g").result().unwrap();
            });
        }
    });
}
