//! Lists whose next page is asked for while the items of one are worked on, without async.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use cloudflare_core::blocking::prelude::*;
use cloudflare_core::blocking::{Items, Pages};
use cloudflare_core::{
    Attempt, Error, ErrorKind, Finished, Hook, HookError, OutgoingRequest, RetryPolicy, Scope,
};
use serde_json::{Value, json};

use crate::kit::fault_server::{self, Fault, FaultServer};
use crate::kit::gadgets::ListGadgets;
use crate::kit::stepped_clock::SteppedClock;
use crate::kit::{Client, ClientBuilder, builder, numbered, page, success};

/// Longer than anything takes that happens at all.
const SOON: Duration = Duration::from_secs(20);

fn list(client: &Client) -> ListGadgets {
    client.gadgets(&Scope::zone("z").unwrap()).list()
}

fn client(server: &FaultServer) -> Client {
    builder(&server.url()).retry(RetryPolicy::none()).build().unwrap()
}

/// A server that says which pages it is asked for, and answers each by this.
fn telling(answer: impl Fn(&str) -> Fault + Send + 'static) -> (FaultServer, Receiver<String>) {
    let (tell, told) = channel();
    let server = FaultServer::answering(move |request| match request.query("page") {
        None => fault_server::json(200, &success(json!({"id": "g"}))),
        Some(number) => {
            let answer = answer(number);
            let _ = tell.send(number.to_owned());
            answer
        }
    });
    (server, told)
}

fn next(items: &mut Items<ListGadgets>) -> String {
    items.next().unwrap().unwrap().id.unwrap().to_string()
}

fn walked(mut items: Items<ListGadgets>) -> (Vec<String>, Option<Error>) {
    let mut ids = Vec::new();
    loop {
        match items.next() {
            Some(Ok(item)) => ids.push(item.id.unwrap().to_string()),
            None => return (ids, None),
            Some(Err(error)) => {
                assert!(items.next().is_none(), "nothing comes after the end");
                return (ids, Some(error));
            }
        }
    }
}

/// What one page ahead looks like, wherever it is called from.
fn one_page_ahead() {
    let (server, told) = telling(|number| fault_server::json(200, &numbered(number, 4)));
    let mut items = list(&client(&server)).items().read_ahead();
    assert!(told.try_recv().is_err(), "nothing is sent before the walk begins");
    assert_eq!(next(&mut items), "1a");
    assert_eq!(told.recv_timeout(SOON).unwrap(), "1");
    assert_eq!(told.recv_timeout(SOON).unwrap(), "2", "though nobody asks `items`");
    assert_eq!(next(&mut items), "1b");
    assert_eq!(server.requests(), 2);
    assert_eq!(next(&mut items), "2a");
    assert_eq!(told.recv_timeout(SOON).unwrap(), "3");
    let (rest, error) = walked(items);
    assert!(error.is_none(), "{error:?}");
    assert_eq!(rest, ["2b", "3a", "3b", "4a", "4b"]);
    assert_eq!(server.requests(), 4);
}

#[test]
fn a_page_is_asked_for_while_nobody_waits_for_it_and_no_more_than_one() {
    one_page_ahead();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_it_is_inside_a_runtime_and_on_its_threads_for_blocking_work() {
    one_page_ahead();
    tokio::spawn(async { one_page_ahead() }).await.unwrap();
    tokio::task::spawn_blocking(one_page_ahead).await.unwrap();
}

#[tokio::test]
async fn on_the_only_thread_of_a_runtime_nothing_is_sent() {
    let (server, _told) = telling(|number| fault_server::json(200, &numbered(number, 4)));
    let (ids, error) = walked(list(&client(&server)).items().read_ahead());
    assert_eq!((ids.len(), error.unwrap().kind(), server.requests()), (0, ErrorKind::Blocking, 0));
}

#[test]
fn an_error_comes_after_the_items_before_it_as_without() {
    let answers: [fn(&str) -> Fault; 3] = [
        |number| match number {
            "3" => fault_server::json(500, &json!({})),
            number => fault_server::json(200, &numbered(number, 4)),
        },
        // The same page for ever.
        |_| fault_server::json(200, &page(json!([{"id": "a"}, {"id": "b"}]), Value::Null)),
        |_| fault_server::json(403, &json!({})),
    ];
    for answer in answers {
        let (without, _) = telling(answer);
        let (with, _) = telling(answer);
        let (ids, error) = walked(list(&client(&without)).items());
        let (ids_ahead, error_ahead) = walked(list(&client(&with)).items().read_ahead());
        assert_eq!(ids, ids_ahead);
        assert_eq!(without.requests(), with.requests());
        let said = |error: Error| (error.kind(), error.status(), error.to_string());
        assert_eq!(error.map(said).unwrap(), error_ahead.map(said).unwrap());
    }
}

#[test]
fn the_limit_of_a_walk_holds_ahead() {
    let clock = SteppedClock::new();
    let time = clock.clone();
    let (server, _told) = telling(move |number| {
        time.advance(Duration::from_secs(10));
        fault_server::json(200, &numbered(number, 9))
    });
    let client = builder(&server.url()).clock(clock).build().unwrap();
    let (ids, error) = walked(list(&client).items().within(Duration::from_secs(30)).read_ahead());
    let error = error.unwrap();
    assert_eq!((ids.len(), server.requests(), error.kind()), (6, 3, ErrorKind::Timeout));
    assert_eq!(error.to_string().matches("6 items on 3 pages").count(), 1, "{error}");
}

/// Tells how each call ended.
struct Ends(Sender<Option<ErrorKind>>);

impl Hook for Ends {
    fn finished(&self, call: &Finished<'_>) {
        self.0.send(call.error.map(Error::kind)).unwrap();
    }
}

#[test]
fn dropping_the_walk_gives_up_the_page_ahead() {
    let (server, told) = telling(|number| match number {
        "1" => fault_server::json(200, &numbered(number, 3)),
        _ => Fault::Silence,
    });
    let (tell, ends) = channel();
    let client = builder(&server.url()).hook(Ends(tell)).build().unwrap();
    let mut pages: Pages<_> = list(&client).pages().read_ahead();
    assert_eq!(pages.next().unwrap().unwrap().result().unwrap().len(), 2);
    assert_eq!(ends.recv_timeout(SOON).unwrap(), None);
    assert_eq!(told.recv_timeout(SOON).unwrap(), "1");
    assert_eq!(told.recv_timeout(SOON).unwrap(), "2");
    drop(pages);
    assert_eq!(ends.recv_timeout(SOON).unwrap(), Some(ErrorKind::Cancelled));
    // With the client goes the hook: nothing else ends afterwards.
    drop(client);
    assert_eq!(ends.recv_timeout(SOON), Err(RecvTimeoutError::Disconnected), "told once");
    assert_eq!(server.requests(), 2);
}

/// Does this with the client before the second page is asked for.
struct BeforeTheSecond(Client, fn(&Client));

impl Hook for BeforeTheSecond {
    fn before_send(&self, _: &Attempt<'_>, request: &mut OutgoingRequest) -> Result<(), HookError> {
        if request.url().as_str().contains("page=2") {
            (self.1)(&self.0);
        }
        Ok(())
    }
}

fn with_hook(server: &FaultServer, before: fn(&Client)) -> ClientBuilder {
    builder(&server.url()).hook(BeforeTheSecond(client(server), before))
}

#[test]
#[should_panic(expected = "of the hook")]
fn a_hook_that_panics_ahead_panics_where_the_page_is_wanted() {
    let (server, _told) = telling(|number| fault_server::json(200, &numbered(number, 3)));
    let client = with_hook(&server, |_| panic!("of the hook")).build().unwrap();
    walked(list(&client).items().read_ahead());
}

#[test]
fn a_hook_that_blocks_ahead_stops_nobody() {
    let (server, _told) = telling(|number| fault_server::json(200, &numbered(number, 3)));
    let asks = |client: &Client| {
        let gadgets = client.gadgets(&Scope::zone("z").unwrap());
        assert_eq!(gadgets.get("g").result().unwrap().id.unwrap(), "g");
    };
    let client = with_hook(&server, asks).build().unwrap();
    let (ids, error) = walked(list(&client).items().read_ahead());
    assert!(error.is_none(), "{error:?}");
    assert_eq!(ids, ["1a", "1b", "2a", "2b", "3a", "3b"]);
}
