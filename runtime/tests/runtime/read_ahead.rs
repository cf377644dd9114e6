//! Lists whose next page is asked for while the items of one are worked on.

use std::sync::mpsc;
use std::time::Duration;

use cloudflare_core::prelude::*;
use cloudflare_core::{Error, ErrorKind, Finished, Hook, Items, RetryPolicy, Scope};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::kit::fault_server::{self, Fault, FaultServer};
use crate::kit::gadgets::ListGadgets;
use crate::kit::stepped_clock::SteppedClock;
use crate::kit::{builder, numbered, page};

fn zone() -> Scope {
    Scope::zone("z").unwrap()
}

fn list(server: &FaultServer) -> ListGadgets {
    builder(&server.url()).retry(RetryPolicy::none()).build().unwrap().gadgets(&zone()).list()
}

/// A server that says which pages it is asked for, and answers each by this.
fn telling(answer: impl Fn(&str) -> Fault + Send + 'static) -> (FaultServer, UnboundedReceiver<String>) {
    let (tell, told) = unbounded_channel();
    let server = FaultServer::answering(move |request| {
        let number = request.query("page").unwrap().to_owned();
        let answer = answer(&number);
        let _ = tell.send(number);
        answer
    });
    (server, told)
}

async fn walked(mut items: Items<ListGadgets>) -> (Vec<String>, Option<Error>) {
    let mut ids = Vec::new();
    loop {
        match items.try_next().await {
            Ok(Some(item)) => ids.push(item.id.unwrap().to_string()),
            Ok(None) => return (ids, None),
            Err(error) => {
                assert!(items.try_next().await.unwrap().is_none(), "nothing comes after the end");
                return (ids, Some(error));
            }
        }
    }
}

#[tokio::test]
async fn a_page_is_asked_for_while_nobody_waits_for_it_and_no_more_than_one() {
    let (server, mut told) = telling(|number| fault_server::json(200, &numbered(number, 4)));
    let mut items = list(&server).items().read_ahead();
    assert_eq!(items.try_next().await.unwrap().unwrap().id.unwrap(), "1a");
    assert_eq!(told.recv().await.unwrap(), "1");
    assert_eq!(told.recv().await.unwrap(), "2", "though `items` isn't polled");
    assert_eq!(items.try_next().await.unwrap().unwrap().id.unwrap(), "1b");
    assert_eq!(server.requests(), 2);
    assert_eq!(items.try_next().await.unwrap().unwrap().id.unwrap(), "2a");
    assert_eq!(told.recv().await.unwrap(), "3");
    let (rest, error) = walked(items).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(rest, ["2b", "3a", "3b", "4a", "4b"]);
    assert_eq!(server.requests(), 4);
}

#[tokio::test]
async fn the_request_ahead_has_left_before_work_on_a_page_begins() {
    let (tell, told) = mpsc::channel();
    let server = FaultServer::answering(move |request| {
        let number = request.query("page").unwrap().to_owned();
        tell.send(number.clone()).unwrap();
        fault_server::json(200, &numbered(&number, 5))
    });
    let mut items = list(&server).items().read_ahead();
    for page in 1..=5_u8 {
        let item = items.try_next().await.unwrap().unwrap();
        assert_eq!(item.id.unwrap(), format!("{page}a"));
        // Work that doesn't wait for anything, on the only thread that there is.
        let asked = |_| told.recv_timeout(Duration::from_secs(10)).unwrap();
        let seen: Vec<String> = (0..if page == 1 { 2 } else { usize::from(page < 5) }).map(asked).collect();
        let expected = match page {
            1 => vec!["1", "2"],
            2 => vec!["3"],
            3 => vec!["4"],
            4 => vec!["5"],
            _ => vec![],
        };
        assert_eq!(seen, expected);
        assert!(items.try_next().await.unwrap().is_some());
    }
    assert!(items.try_next().await.unwrap().is_none());
    assert_eq!(server.requests(), 5);
}

#[tokio::test]
async fn an_error_comes_after_the_items_before_it_as_without() {
    let answers: [fn(&str) -> Fault; 4] = [
        |number| match number {
            "3" => fault_server::json(500, &json!({})),
            number => fault_server::json(200, &numbered(number, 4)),
        },
        // The same page for ever.
        |_| fault_server::json(200, &page(json!([{"id": "a"}, {"id": "b"}]), Value::Null)),
        // Nothing where there should be more.
        |number| match number {
            "1" => fault_server::json(200, &numbered(number, 3)),
            _ => fault_server::json(200, &page(json!([]), json!({"total_pages": 3, "total_count": 6}))),
        },
        |_| fault_server::json(403, &json!({})),
    ];
    // A page that was promised has been asked for when the one before it turns out to be no page.
    for (answer, too_many) in answers.into_iter().zip([0, 0, 1, 0]) {
        let (without, _) = telling(answer);
        let (with, _) = telling(answer);
        let (ids, error) = walked(list(&without).items()).await;
        let (ids_ahead, error_ahead) = walked(list(&with).items().read_ahead()).await;
        assert_eq!(ids, ids_ahead);
        // Whether it comes to the server before it is given up is nobody's promise.
        let most = without.requests() + too_many;
        assert!((without.requests()..=most).contains(&with.requests()), "{}", with.requests());
        let said = |error: Error| (error.kind(), error.status(), error.to_string());
        assert_eq!(error.map(said).unwrap(), error_ahead.map(said).unwrap());
    }
}

#[tokio::test]
async fn the_limit_of_a_walk_holds_ahead() {
    let clock = SteppedClock::new();
    let time = clock.clone();
    let (server, _told) = telling(move |number| {
        time.advance(Duration::from_secs(10));
        fault_server::json(200, &numbered(number, 9))
    });
    let client = builder(&server.url()).clock(clock).build().unwrap();
    let items = client.gadgets(&zone()).list().items().within(Duration::from_secs(30)).read_ahead();
    let (ids, error) = walked(items).await;
    let error = error.unwrap();
    assert_eq!((ids.len(), server.requests(), error.kind()), (6, 3, ErrorKind::Timeout));
    assert_eq!(error.to_string().matches("6 items on 3 pages").count(), 1, "{error}");
}

/// Tells how each call ended.
struct Ends(mpsc::Sender<Option<ErrorKind>>);

impl Hook for Ends {
    fn finished(&self, call: &Finished<'_>) {
        self.0.send(call.error.map(Error::kind)).unwrap();
    }
}

#[tokio::test]
async fn dropping_the_walk_gives_up_the_page_ahead() {
    let (server, mut told) = telling(|number| match number {
        "1" => fault_server::json(200, &numbered(number, 3)),
        _ => Fault::Silence,
    });
    let (tell, ends) = mpsc::channel();
    let client = builder(&server.url()).hook(Ends(tell)).build().unwrap();
    let mut pages = client.gadgets(&zone()).list().pages().read_ahead();
    assert_eq!(pages.try_next().await.unwrap().unwrap().result().unwrap().len(), 2);
    assert_eq!(ends.recv().unwrap(), None);
    assert_eq!(told.recv().await.unwrap(), "1");
    assert_eq!(told.recv().await.unwrap(), "2");
    drop(pages);
    // The task ends when the runtime has time for it.
    let end = loop {
        match ends.try_recv() {
            Ok(end) => break end,
            Err(_) => tokio::task::yield_now().await,
        }
    };
    assert_eq!(end, Some(ErrorKind::Cancelled));
    assert!(ends.recv_timeout(Duration::from_millis(20)).is_err(), "told once");
    assert_eq!(server.requests(), 2);
}

struct Panics;

impl Hook for Panics {
    fn before_send(
        &self,
        _: &cloudflare_core::Attempt<'_>,
        request: &mut cloudflare_core::OutgoingRequest,
    ) -> Result<(), cloudflare_core::HookError> {
        assert!(!request.url().as_str().contains("page=2"), "of the hook");
        Ok(())
    }
}

#[tokio::test]
#[should_panic(expected = "of the hook")]
async fn a_hook_that_panics_ahead_panics_where_the_page_is_wanted() {
    let (server, _told) = telling(|number| fault_server::json(200, &numbered(number, 3)));
    let client = builder(&server.url()).hook(Panics).build().unwrap();
    walked(client.gadgets(&zone()).list().items().read_ahead()).await;
}
