//! Lists that go by cursors: what is asked for, what is given, and how it ends, whatever the
//! service says.

use cloudflare_core::runtime::{Method, Operation, OperationInfo, Paged, Paging, Request};
use cloudflare_core::{Error, ErrorKind, RequestOptions, prelude::*};
use serde_json::{Value, json};

use crate::kit::fault_server::{self, Fault, FaultServer};
use crate::kit::{failure, page};

#[derive(Clone)]
struct Keys(Request);

impl Operation for Keys {
    type Result = Vec<u64>;
    const INFO: OperationInfo = OperationInfo::new(&crate::API, "keys", Method::GET, "/keys");
    fn into_request(self) -> Request {
        self.0
    }
    fn absent() -> Option<Vec<u64>> {
        Some(Vec::new())
    }
}

impl Paged for Keys {
    type Item = u64;
    const PAGING: Paging = Paging::Cursor("after");
    fn items_of(page: &Vec<u64>) -> &[u64] {
        page
    }
    fn into_items(page: Vec<u64>) -> Vec<u64> {
        page
    }
}

fn keys(server: &FaultServer) -> Keys {
    Keys(Request::new(&crate::kit::client(&server.url()), &Keys::INFO))
}

/// A server that answers with these, one after the other, and then with an empty last page.
fn serving(pages: Vec<(Value, Value)>) -> FaultServer {
    let mut pages = pages.into_iter();
    FaultServer::answering(move |_| {
        let (items, info) = pages.next().unwrap_or((json!([]), Value::Null));
        fault_server::json(200, &page(items, info))
    })
}

/// What was asked for, as it was written in the queries.
fn asked(server: &FaultServer) -> Vec<Option<String>> {
    server.received().iter().map(|request| request.query("after").map(str::to_owned)).collect()
}

async fn walked(list: impl Paged<Item = u64>) -> (Vec<u64>, Option<Error>) {
    let mut items = list.items();
    let mut seen = Vec::new();
    let error = loop {
        match items.try_next().await {
            Ok(Some(item)) => seen.push(item),
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    assert!(items.try_next().await.unwrap().is_none(), "nothing comes after the end");
    (seen, error)
}

/// A walk through these pages that ends well: its items, and what was asked for.
async fn through(pages: Vec<(Value, Value)>) -> (Vec<u64>, Vec<Option<String>>) {
    let server = serving(pages);
    let (items, error) = walked(keys(&server)).await;
    assert!(error.is_none(), "{error:?}");
    (items, asked(&server))
}

#[tokio::test]
async fn each_page_says_where_the_next_begins_and_the_last_says_nothing() {
    for last in [json!({"cursor": ""}), json!({"cursor": null}), json!({"count": 1}), Value::Null] {
        let pages = vec![
            (json!([1, 2]), json!({"count": 2, "cursor": "a"})),
            (json!([3]), json!({"cursors": {"before": "x", "after": "b"}})),
            (json!([4]), last.clone()),
        ];
        let expected = [None, Some("a".to_owned()), Some("b".to_owned())];
        assert_eq!(through(pages).await, (vec![1, 2, 3, 4], expected.to_vec()), "{last}");
    }
}

#[tokio::test]
async fn totals_and_page_sizes_end_nothing_and_an_empty_page_does_not_either() {
    let info = json!({"cursor": "a", "page": 7, "per_page": 100, "total_count": 1, "total_pages": 1});
    let pages = vec![(json!([1]), info), (json!([]), json!({"cursor": "b"})), (json!([2]), json!({}))];
    assert_eq!(through(pages).await.0, [1, 2]);
}

#[tokio::test]
async fn a_cursor_goes_back_as_it_came() {
    let odd = "a b+c/d=&after=?#%2F\u{e9}\u{1f600}\"\\\n";
    let server = serving(vec![(json!([1]), json!({"cursor": odd})), (json!([2]), json!({"cursor": 42}))]);
    assert_eq!(walked(keys(&server)).await.0, [1, 2]);
    let escaped = "a%20b%2Bc%2Fd%3D%26after%3D%3F%23%252F%C3%A9%F0%9F%98%80%22%5C%0A";
    // A number is a cursor like any other.
    assert_eq!(asked(&server), [None, Some(escaped.to_owned()), Some("42".to_owned())]);
}

#[tokio::test]
async fn a_walk_can_begin_anywhere_and_options_go_along() {
    let server = serving(vec![(json!([1]), json!({"cursor": "b"})), (json!([2]), Value::Null)]);
    let mut list = keys(&server);
    list.0.set_query("after", "a");
    let list = list.with_options(RequestOptions::new().header("x-a", "b"));
    assert_eq!(walked(list).await.0, [1, 2]);
    assert_eq!(asked(&server), [Some("a".to_owned()), Some("b".to_owned())]);
    assert!(server.received().iter().all(|request| request.header("x-a") == Some("b")));
}

#[tokio::test]
async fn a_service_that_goes_in_circles_ends_with_an_error() {
    // The items of a page are given before what is wrong with its cursor is said.
    let ways = [
        // The cursor that was asked for, again.
        (vec![(json!([1]), json!({"cursor": "a"})), (json!([2]), json!({"cursor": "a"}))], vec![1, 2]),
        // A longer circle.
        (
            vec![
                (json!([1]), json!({"cursor": "a"})),
                (json!([2]), json!({"cursor": "b"})),
                (json!([3]), json!({"cursor": "a"})),
            ],
            vec![1, 2, 3],
        ),
        // The parameter is ignored: page 1 for ever, with the same cursor or with others.
        (vec![(json!([1]), json!({"cursor": "a"})), (json!([1]), json!({"cursor": "a"}))], vec![1]),
        (vec![(json!([1]), json!({"cursor": "a"})), (json!([1]), json!({"cursor": "b"}))], vec![1]),
    ];
    for (pages, items) in ways {
        let requests = pages.len();
        let server = serving(pages);
        let (seen, error) = walked(keys(&server)).await;
        let error = error.unwrap();
        assert_eq!(
            (seen, error.kind(), server.requests()),
            (items, ErrorKind::Pagination, requests),
            "{error}"
        );
    }
    // Always another cursor, and never an item.
    let mut number = 0;
    let server = FaultServer::answering(move |_| {
        number += 1;
        fault_server::json(200, &page(json!([]), json!({"cursor": number.to_string()})))
    });
    let (_, error) = walked(keys(&server)).await;
    assert_eq!((error.unwrap().kind(), server.requests()), (ErrorKind::Pagination, 100));
}

#[tokio::test]
async fn a_cursor_that_no_request_can_carry_is_an_error_and_no_end() {
    for cursor in [json!(true), json!({"a": 1}), json!([]), json!(1.5)] {
        let server = serving(vec![(json!([1]), json!({"cursor": cursor}))]);
        let (seen, error) = walked(keys(&server)).await;
        let error = error.unwrap();
        assert_eq!((seen, error.kind(), server.requests()), (vec![1], ErrorKind::Pagination, 1));
        assert!(error.to_string().contains("no text") && error.status().is_some(), "{error}");
    }
}

#[tokio::test]
async fn a_failing_page_in_the_middle_ends_it_after_the_items_before() {
    for fault in [
        fault_server::json(200, &failure(7000, "broken")),
        Fault::Bytes(fault_server::response(400, &[], "{")),
    ] {
        let mut faults = vec![
            fault_server::json(200, &page(json!([1]), json!({"cursor": "a"}))),
            fault,
            fault_server::json(200, &page(json!([2]), Value::Null)),
        ]
        .into_iter();
        let server = FaultServer::answering(move |_| faults.next().unwrap());
        let (seen, error) = walked(keys(&server)).await;
        assert_eq!((seen, error.unwrap().kind(), server.requests()), (vec![1], ErrorKind::Api, 2));
    }
}

#[tokio::test]
async fn a_list_written_by_hand_goes_by_cursor_too() {
    let server = serving(vec![(json!([1]), json!({"cursor": "b"})), (json!([2]), Value::Null)]);
    let client = crate::kit::client(&server.url());
    let list = client.request(Method::GET, "/keys").query("limit", 1).list::<u64>().by_cursor("after");
    assert_eq!(walked(list.clone()).await.0, [1, 2]);
    assert_eq!(asked(&server), [None, Some("b".to_owned())]);
    assert!(server.received().iter().all(|request| request.query("limit") == Some("1")));
}

#[cfg(feature = "blocking")]
#[test]
fn without_async_it_is_the_same_walk() {
    use cloudflare_core::blocking::PaginateExt;
    let info = |cursor: &str| json!({"cursor": cursor});
    let server = serving(vec![(json!([1, 2]), info("a")), (json!([3]), info("b")), (json!([4]), info("a"))]);
    let mut items = PaginateExt::items(keys(&server));
    let seen: Vec<u64> = items.by_ref().take(4).map(Result::unwrap).collect();
    assert_eq!(seen, [1, 2, 3, 4]);
    assert_eq!(items.next().unwrap().unwrap_err().kind(), ErrorKind::Pagination);
    assert!(items.next().is_none());
    let server = serving(vec![(json!([1, 2]), info("a")), (json!([3]), Value::Null)]);
    assert_eq!(PaginateExt::pages(keys(&server)).map(Result::unwrap).count(), 2);
    assert_eq!(asked(&server), [None, Some("a".to_owned())]);
}
