//! Lists over several pages: what is asked for, what is given, and how it ends.

use cloudflare_core::prelude::*;
use cloudflare_core::{Error, Scope};
use futures_util::{FutureExt, TryStreamExt};
use serde_json::{Value, json};

use crate::kit::fault_server::{self, FaultServer};
use crate::kit::gadgets::ListGadgets;
use crate::kit::page;

/// A server that answers page 1 with the first of these, and so on; others are empty.
fn serving(pages: Vec<Value>) -> FaultServer {
    FaultServer::answering(move |request| {
        let number: usize = request.query("page").unwrap().parse().unwrap();
        let empty = page(json!([]), Value::Null);
        fault_server::json(200, pages.get(number - 1).unwrap_or(&empty))
    })
}

fn list(server: &FaultServer) -> ListGadgets {
    crate::kit::client(&server.url()).gadgets(&Scope::zone("z").unwrap()).list()
}

/// A list of gadgets with these one-letter names.
fn named(names: &str) -> Value {
    names.chars().map(|name| json!({"id": name})).collect()
}

/// The ids of all items, the error that ended the walk if one did, and the number of requests.
async fn walk(
    pages: Vec<Value>,
    change: impl Fn(ListGadgets) -> ListGadgets,
) -> (String, Option<Error>, usize) {
    let server = serving(pages);
    let mut items = change(list(&server)).items();
    let mut ids = String::new();
    let error = loop {
        match items.try_next().await {
            Ok(Some(item)) => ids.push_str(item.id.unwrap().as_str()),
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    assert!(items.try_next().await.unwrap().is_none(), "nothing comes after the end");
    (ids, error, server.requests())
}

/// A walk that ends well.
async fn walked(pages: Vec<Value>, change: impl Fn(ListGadgets) -> ListGadgets) -> (String, usize) {
    let (ids, error, requests) = walk(pages, change).await;
    assert!(error.is_none(), "{error:?}");
    (ids, requests)
}

#[tokio::test]
async fn items_that_are_null_are_left_out_and_counted() {
    let info = json!({"per_page": 3});
    let first = json!([{"id": "a"}, null, {"id": "b"}]);
    // A page of which nothing is left is none that ends the list.
    let second = json!([null, null, null]);
    let third = json!([null, {"id": "c"}]);
    let pages: Vec<Value> =
        [&first, &second, &third].into_iter().map(|items| page(items.clone(), info.clone())).collect();
    let (ids, requests) = walked(pages, |list| list.per_page(3)).await;
    assert_eq!((ids.as_str(), requests), ("abc", 3));

    let server = serving(vec![page(first.clone(), Value::Null)]);
    let gadgets = list(&server).page(1).result().await.unwrap();
    assert_eq!(gadgets.len(), 2);

    // What is wrong beside them is still an error, and who asks for any JSON gets the nulls.
    let server = serving(vec![page(json!([null, {"id": 7}]), Value::Null)]);
    assert!(list(&server).page(1).result().await.unwrap_err().is_decode());
    let server = fault_server::FaultServer::answering(move |_| {
        fault_server::json(200, &page(first.clone(), Value::Null))
    });
    let any =
        crate::kit::client(&server.url()).request(cloudflare_core::Method::GET, "/things").list::<Value>();
    assert_eq!(any.result().await.unwrap().len(), 3);
}

#[tokio::test]
async fn an_error_names_the_place_and_no_value() {
    let answer = page(json!([{"id": "a"}, {"id": ["hunter2"]}]), Value::Null);
    let error = list(&serving(vec![answer])).page(1).result().await.unwrap_err();
    assert_eq!(error.json_path(), Some("result[1].id"), "{error}");
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("result[1].id") && !shown.contains("hunter2"), "{shown}");
}

#[tokio::test]
async fn two_pages_cost_two_requests_by_any_kind_of_total() {
    for info in [
        json!({"page": 0, "per_page": 2, "total_pages": 2}),
        json!({"page": 0, "per_page": 2, "total_count": 4}),
        json!({"page": 0, "total_count": 4.0}),
        json!({"page": 0, "per_page": "2", "count": 2, "total_count": 4, "total_pages": 2.0}),
    ] {
        let pages = ["ab", "cd"].iter().enumerate().map(|(at, names)| {
            let mut info = info.clone();
            info["page"] = json!(at + 1);
            page(named(names), info)
        });
        assert_eq!(walked(pages.collect(), |list| list).await, ("abcd".to_owned(), 2), "{info}");
    }
}

#[tokio::test]
async fn without_totals_a_short_or_an_empty_page_ends_it() {
    let short = vec![page(named("ab"), json!({"per_page": 2})), page(named("c"), json!({"per_page": 2}))];
    assert_eq!(walked(short, |list| list).await, ("abc".to_owned(), 2));
    let asked = vec![page(named("ab"), Value::Null), page(named("c"), Value::Null)];
    assert_eq!(walked(asked.clone(), |list| list.per_page(2)).await, ("abc".to_owned(), 2));
    assert_eq!(walked(asked, |list| list).await, ("abc".to_owned(), 2));
    assert_eq!(walked(vec![], |list| list).await, (String::new(), 1));
    assert_eq!(walked(vec![page(Value::Null, Value::Null)], |list| list).await, (String::new(), 1));
    // A total that promises more than there is doesn't make it ask for ever.
    let promising = vec![page(named("a"), json!({"total_pages": 1_000_000}))];
    let (ids, error, requests) = walk(promising, |list| list).await;
    assert_eq!((ids.as_str(), requests), ("a", 2));
    assert!(error.unwrap().to_string().contains("page 2 of the list is empty"));
}

#[tokio::test]
async fn it_begins_where_the_caller_says() {
    let info = |page: u64| json!({"page": page, "per_page": 1, "total_count": 3});
    let pages = vec![page(named("a"), info(1)), page(named("b"), info(2)), page(named("c"), info(3))];
    assert_eq!(walked(pages, |list| list.page(2)).await, ("bc".to_owned(), 2));
}

#[tokio::test]
async fn a_service_that_ignores_the_page_ends_it_with_an_error() {
    let first = |info| page(named("ab"), info);
    let (ids, error, requests) = walk(vec![first(Value::Null), first(Value::Null)], |list| list).await;
    assert_eq!((ids.as_str(), requests), ("ab", 2));
    assert!(error.unwrap().to_string().contains("repeats an earlier page"));

    let one = json!({"page": 1, "per_page": 2, "total_count": 9});
    let (ids, error, requests) = walk(vec![first(one.clone()), page(named("xy"), one)], |list| list).await;
    assert_eq!((ids.as_str(), requests), ("ab", 2));
    let error = error.unwrap();
    assert_eq!(error.kind(), cloudflare_core::ErrorKind::Pagination);
    assert!(error.to_string().contains("page 2 of the list was asked for and page 1 came"), "{error}");

    // Not only the page just before.
    let ring = vec![first(Value::Null), page(named("cd"), Value::Null), first(Value::Null)];
    assert_eq!(walk(ring, |list| list).await.2, 3);
}

#[tokio::test]
async fn pages_come_in_their_envelopes() {
    let info = json!({"page": 1, "per_page": 2, "count": 1, "total_count": 1, "total_pages": 1});
    let server = serving(vec![page(named("a"), info)]);
    let pages: Vec<_> = list(&server).pages().try_collect().await.unwrap();
    assert_eq!(pages.len(), 1);
    assert_eq!(pages[0].result_info().unwrap().total_count, Some(1));
    assert_eq!(pages[0].result().unwrap().len(), 1);
}

#[tokio::test]
async fn an_error_ends_it_and_what_came_before_was_given() {
    let bad = json!({"success": false, "errors": [{"code": 1001, "message": "no"}]});
    let (ids, error, requests) = walk(vec![page(named("ab"), Value::Null), bad], |list| list).await;
    assert_eq!((ids.as_str(), requests), ("ab", 2));
    assert!(error.unwrap().has_code(1001));
}

#[tokio::test]
async fn nothing_is_fetched_ahead_and_a_dropped_stream_sends_nothing_more() {
    let server = serving(vec![page(named("ab"), Value::Null), page(named("cd"), Value::Null)]);
    let mut items = list(&server).items();
    assert_eq!(server.requests(), 0);
    for _ in 0..2 {
        items.try_next().await.unwrap().unwrap();
    }
    drop(items);
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn a_dropped_future_loses_no_item() {
    let server = serving(vec![page(named("ab"), json!({"total_pages": 1}))]);
    let mut items = list(&server).items();
    for _ in 0..3 {
        // Polled once and dropped: the request it began goes on.
        assert!(items.try_next().now_or_never().is_none());
    }
    let mut ids = String::new();
    while let Some(item) = items.try_next().await.unwrap() {
        ids.push_str(item.id.unwrap().as_str());
    }
    assert_eq!((ids.as_str(), server.requests()), ("ab", 1));
}

#[tokio::test]
async fn operations_clients_and_streams_can_be_spawned() {
    let server = serving(vec![page(named("a"), json!({"total_pages": 1}))]);
    let mut items = list(&server).items();
    let first = tokio::spawn(async move { items.try_next().await }).await.unwrap().unwrap();
    assert_eq!(first.unwrap().id.unwrap(), "a");
}
