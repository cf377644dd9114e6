//! Lists of services that count badly, cap pages, ignore what they are asked, or change while they
//! are walked: every item is given, or the walk ends with an error, and it does end.

use cloudflare_core::prelude::*;
use cloudflare_core::{Error, ErrorKind, Method};
use serde_json::{Value, json};

use crate::kit::fault_server::{self, FaultServer};
use crate::kit::page;

/// What a walk came to.
struct Walked {
    /// The identifiers of all items, in order.
    seen: Vec<u64>,
    error: Option<Error>,
    /// The `page` parameters, in order.
    asked: Vec<u64>,
}

impl Walked {
    /// It gave these and ended well, after so many requests.
    #[track_caller]
    fn gave(&self, ids: impl IntoIterator<Item = u64>, requests: usize, what: &str) {
        assert!(self.error.is_none(), "{what}: {:?}", self.error);
        assert_eq!(self.seen, ids.into_iter().collect::<Vec<_>>(), "{what}");
        assert_eq!(self.asked.len(), requests, "{what}: {:?}", self.asked);
    }

    /// It ended with an error that says this.
    #[track_caller]
    fn failed(&self, says: &str) {
        let error = self.error.as_ref().expect("the walk fails");
        assert_eq!(error.kind(), ErrorKind::Pagination, "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
}

/// Walks a list of objects with an `id`; `answer` says what is on a page of this number.
async fn walk(query: &[(&'static str, u64)], answer: impl Fn(u64) -> Value + Send + 'static) -> Walked {
    let server = FaultServer::answering(move |request| {
        fault_server::json(200, &answer(request.query("page").unwrap().parse().unwrap()))
    });
    let mut request = crate::kit::client(&server.url()).request(Method::GET, "/things");
    for (name, value) in query {
        request = request.query(*name, value);
    }
    let mut items = request.list::<Value>().items();
    let mut seen = Vec::new();
    let error = loop {
        match items.try_next().await {
            Ok(Some(item)) => seen.push(item["id"].as_u64().unwrap_or(0)),
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
        assert!(server.requests() < 3_000, "it doesn't end");
    };
    assert!(items.try_next().await.unwrap().is_none(), "nothing comes after the end");
    let asked = server.received().iter().map(|r| r.query("page").unwrap().parse().unwrap()).collect();
    Walked { seen, error, asked }
}

/// Items `from` to below `to`.
fn items(from: u64, to: u64) -> Value {
    (from..to).map(|id| json!({"id": id})).collect()
}

/// The items of page `number` (the first is 1) of a list of `total`, in pages of `size`.
fn cut(number: u64, size: u64, total: u64) -> Value {
    items(((number - 1) * size).min(total), (number * size).min(total))
}

#[tokio::test]
async fn a_service_that_caps_pages_loses_nothing() {
    // 150 items in pages of 50, whatever was asked for, with all that it may say about it.
    for (info, requests) in [
        (Value::Null, 4),
        (json!({}), 4),
        (json!({"count": 50}), 4),
        (json!({"per_page": 50}), 4),
        (json!({"per_page": 50, "total_count": 150}), 3),
        // What was asked for comes back as if it held.
        (json!({"per_page": 100, "total_count": 150}), 3),
        (json!({"per_page": 100, "total_count": 150, "total_pages": 2}), 3),
        (json!({"total_count": 150}), 3),
        (json!({"total_pages": 3}), 3),
    ] {
        let what = info.to_string();
        let walked = walk(&[("per_page", 100)], move |number| page(cut(number, 50, 150), info.clone())).await;
        walked.gave(0..150, requests, &what);
    }
    // The last page isn't full: it is shorter than one before.
    let walked = walk(&[("per_page", 100)], |number| page(cut(number, 50, 120), Value::Null)).await;
    walked.gave(0..120, 3, "shorter than before");
    // One page, and nobody says how large pages are: an empty one says that it was the last.
    let walked = walk(&[("per_page", 100)], |number| page(cut(number, 50, 20), Value::Null)).await;
    walked.gave(0..20, 2, "the only page");
}

#[tokio::test]
async fn an_empty_page_where_there_should_be_more_is_an_error() {
    for info in [
        json!({"total_pages": 4}),
        json!({"total_pages": 2}),
        json!({"total_count": 150}),
        json!({"per_page": 50, "total_count": 150}),
        json!({"per_page": 50, "total_count": 150, "total_pages": 3}),
    ] {
        // Said on every page, and said on the first alone.
        for empty in [info.clone(), Value::Null] {
            let info = info.clone();
            let walked = walk(&[], move |number| match number {
                1 => page(items(0, 50), info.clone()),
                _ => page(json!([]), empty.clone()),
            });
            let walked = walked.await;
            assert_eq!((walked.seen.len(), walked.asked.as_slice()), (50, &[1, 2][..]));
            walked.failed("page 2 of the list is empty");
        }
    }
    for info in [json!({"total_pages": 2}), json!({"total_count": 1})] {
        let walked = walk(&[], move |_| page(Value::Null, info.clone())).await;
        walked.failed("page 1 of the list is empty");
    }
    // An empty list has one page, for some.
    for info in [json!({"total_pages": 1}), json!({"total_pages": 0, "total_count": 0}), Value::Null] {
        let what = info.to_string();
        walk(&[], move |_| page(json!([]), info.clone())).await.gave([], 1, &what);
    }
}

#[tokio::test]
async fn totals_that_cannot_be_true_count_as_none() {
    // Fewer than there are on the first page.
    for info in [json!({"total_pages": 0}), json!({"total_count": 0}), json!({"total_count": 20})] {
        let what = info.to_string();
        let walked = walk(&[], move |number| page(cut(number, 50, 120), info.clone()));
        walked.await.gave(0..120, 3, &what);
    }
    // The number of items on this page, from the second page on.
    let walked = walk(&[], |number| {
        let total = if number == 1 { 120 } else { 50 };
        page(cut(number, 50, 120), json!({"total_count": total}))
    });
    walked.await.gave(0..120, 3, "smaller than what was seen");
}

#[tokio::test]
async fn totals_may_change_on_the_way() {
    // It grows by a page, then by another.
    let walked = walk(&[], |number| {
        page(
            cut(number, 2, 8),
            json!({"total_pages": (number + 1).min(4), "total_count": (number + 1).min(4) * 2}),
        )
    });
    walked.await.gave(0..8, 4, "grows");
    // What was the third page is gone when it is asked for.
    let walked = walk(&[], |number| match number {
        1 | 2 => page(cut(number, 2, 6), json!({"total_pages": 3, "total_count": 6})),
        _ => page(json!([]), json!({"total_pages": 2, "total_count": 4})),
    });
    walked.await.gave(0..4, 3, "shrinks");
    // Items that this user may not see are counted: page 3 is the last, for all that totals say.
    let walked = walk(&[], |number| {
        let hidden = number.min(3) * 10 - 1;
        let shown: Vec<_> = cut(number, 10, 30).as_array().unwrap().clone();
        let shown: Vec<_> = shown.into_iter().filter(|item| item["id"] != hidden).collect();
        page(json!(shown), json!({"per_page": 10, "total_count": 30, "total_pages": 3}))
    });
    walked.await.gave((0..30).filter(|id| id % 10 != 9), 4, "hidden items");
}

#[tokio::test]
async fn a_page_past_the_last_may_be_the_last_one_again() {
    // Nothing but the hidden item makes the walk ask for it, and totals say that it isn't there.
    for echo in [true, false] {
        let walked = walk(&[], move |number| {
            let number = number.min(2);
            let mut info = json!({"per_page": 2, "total_count": 4, "total_pages": 2});
            if echo {
                info["page"] = json!(number);
            }
            page(if number == 1 { items(0, 2) } else { items(2, 3) }, info)
        });
        walked.await.gave(0..3, 3, "clamped");
    }
}

#[tokio::test]
async fn a_walk_cannot_begin_at_what_is_no_number() {
    let server = FaultServer::with([fault_server::json(200, &page(json!([]), Value::Null))]);
    let request = crate::kit::client(&server.url()).request(Method::GET, "/things").query("page", "two");
    let error = request.list::<Value>().items().try_next().await.unwrap_err();
    assert_eq!((error.kind(), server.requests()), (ErrorKind::InvalidRequest, 0), "{error}");
}

#[tokio::test]
async fn a_walk_may_begin_anywhere() {
    for (info, requests) in [
        (json!({"total_pages": 5}), 3),
        (json!({"per_page": 2, "total_count": 10}), 3),
        (Value::Null, 4),
        // Nothing says how many were on the pages before.
        (json!({"total_count": 10}), 4),
    ] {
        let what = info.to_string();
        let walked = walk(&[("page", 3)], move |number| page(cut(number, 2, 10), info.clone()));
        walked.await.gave(4..10, requests, &what);
    }
    // Past the end.
    let walked = walk(&[("page", 9)], |_| {
        page(json!([]), json!({"per_page": 2, "total_count": 10, "total_pages": 5}))
    });
    walked.await.gave([], 1, "past the end");
    // Where pages are counted from 0.
    for info in
        [json!({"total_pages": 3}), json!({"total_count": 6}), json!({"per_page": 2, "total_count": 6})]
    {
        let what = info.to_string();
        let walked = walk(&[("page", 0)], move |number| {
            let mut info = info.clone();
            info["page"] = json!(number);
            page(cut(number + 1, 2, 6), info)
        });
        walked.await.gave(0..6, 3, &what);
    }
}

/// Walks a list of a service that ignores `page` and puts another `volatile` value into every item
/// of every answer.
async fn ignoring(item: Value, volatile: &'static str, info: Value) -> Walked {
    let times = std::sync::atomic::AtomicU64::new(0);
    walk(&[], move |_| {
        let items: Value = (0..3)
            .map(|at| {
                let mut item = item.clone();
                for value in item.as_object_mut().unwrap().values_mut() {
                    *value = json!(format!("{}-{at}", value.as_str().unwrap()));
                }
                let time = times.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                item[volatile] = json!(format!("2026-01-01T00:00:00.{time:06}Z"));
                item
            })
            .collect();
        page(items, info.clone())
    })
    .await
}

#[tokio::test]
async fn a_service_that_ignores_the_page_is_found_out_by_what_identifies_items() {
    for item in [
        json!({"id": "a", "name": "n"}),
        json!({"uuid": "a"}),
        json!({"name": "n"}),
        json!({"hostname": "h", "cert_id": "c", "status": "active"}),
    ] {
        for volatile in ["updated_at", "request_id", "seen", "ray"] {
            for info in [Value::Null, json!({"total_count": 9}), json!({"per_page": 3, "total_pages": 3})] {
                let walked = ignoring(item.clone(), volatile, info).await;
                assert_eq!((walked.seen.len(), walked.asked.len()), (3, 2), "{item} {volatile}");
                walked.failed("page 2 of the list repeats an earlier page");
            }
        }
    }
    // One that goes round.
    let walked = walk(&[], |number| page(cut((number - 1) % 3 + 1, 2, 6), Value::Null)).await;
    assert_eq!((walked.seen.len(), walked.asked.len()), (6, 4));
    walked.failed("page 4 of the list repeats");
}

#[tokio::test]
async fn a_list_that_nothing_tells_the_end_of_has_one_all_the_same() {
    let walked = ignoring(json!({"status": "up"}), "at", Value::Null).await;
    assert_eq!((walked.seen.len(), walked.asked.len()), (3_000, 1_000));
    walked.failed("after 1000 pages without totals");
    // By its totals it has one.
    let walked = ignoring(json!({"status": "up"}), "at", json!({"total_pages": 1_200})).await;
    walked.gave(std::iter::repeat_n(0, 3_600), 1_200, "by totals");
}

#[tokio::test]
async fn items_that_move_while_a_list_is_walked_are_no_error() {
    // Two new ones come in front after the first page: two items come twice.
    let walked = walk(&[], |number| match number {
        1 => page(items(2, 6), json!({"total_count": 8})),
        2 => page(items(4, 8), json!({"total_count": 10})),
        _ => page(items(8, 10), json!({"total_count": 10})),
    });
    walked.await.gave((2..6).chain(4..8).chain(8..10), 3, "two new ones");
    // As many as a page has, or more: nothing on page 2 is new.
    let walked = walk(&[], |number| match number {
        1 => page(items(0, 2), json!({"total_count": 4})),
        2 => page(items(0, 2), json!({"total_count": 6})),
        _ => page(items(2, 4), json!({"total_count": 6})),
    });
    walked.await.gave([0, 1, 0, 1, 2, 3], 3, "a page of new ones");
    // One came in front and the last one went: what is left on the last page has been given.
    let walked = walk(&[], |number| match number {
        1 => page(items(0, 3), Value::Null),
        _ => page(items(2, 3), Value::Null),
    });
    walked.await.gave([0, 1, 2, 2], 2, "moved to the last page");
    // Growing for ever is no excuse.
    let walked = walk(&[], |number| page(items(0, 2), json!({"total_count": number * 100}))).await;
    assert_eq!(walked.asked.len(), 12);
    walked.failed("repeats an earlier page");
}

/// Numbers that look random and are the same in every run.
fn dice(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    }
}

#[tokio::test]
async fn of_any_honest_service_every_item_comes_once() {
    for seed in 0..150 {
        let mut dice = dice(seed);
        let (total, largest, wanted) = (dice(160), 1 + dice(40), 1 + dice(100));
        let size = largest.min(wanted);
        let first = dice(5).min(1);
        let says = dice(32);
        // Totals are right, and the page size is what was asked for, when there are totals.
        let lies = says & 3 > 0 && dice(2) == 0;
        let query = [("per_page", wanted), ("page", first)];
        let walked = walk(&query[..if first == 0 { 2 } else { 1 }], move |number| {
            let number = number + 1 - first;
            let mut info = json!({});
            if says & 1 > 0 {
                info["total_count"] = json!(total);
            }
            if says & 2 > 0 {
                info["total_pages"] = json!(total.div_ceil(size));
            }
            if says & 4 > 0 {
                info["per_page"] = json!(if lies { wanted } else { size });
            }
            if says & 8 > 0 {
                info["page"] = json!(number - 1 + first);
            }
            match says & 16 > 0 && total == 0 {
                true => page(Value::Null, info),
                false => page(cut(number, size, total), info),
            }
        });
        let walked = walked.await;
        let most = total.div_ceil(size) as usize + 1;
        assert!(walked.asked.len() <= most, "{seed}: {:?}", walked.asked);
        walked.gave(
            0..total,
            walked.asked.len(),
            &format!("seed {seed}, {total} in {size} of {wanted}, {says:b}"),
        );
    }
}
