//! Lists that go by offsets, and lists that stand inside an object: the same promises as for those
//! that have page numbers and are the result, whatever the service says.

// `operation!` makes public items, as in a crate.
#![allow(unreachable_pub)]

use cloudflare_core::prelude::*;
use cloudflare_core::runtime::{Operation, Paged, Paging, Request, operation};
use cloudflare_core::{Error, ErrorKind, Method};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::kit::fault_server::{self, FaultServer, Received};
use crate::kit::{page, success};

/// What an object with a list in it is, as the generator writes one.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Shelf {
    #[serde(default)]
    things: Option<Vec<Value>>,
    #[serde(default)]
    title: Option<String>,
}

operation! {
    /// By page numbers.
    Numbered = "shelf-numbered",
    GET "/shelf" => pages Value, things "things" of Shelf
}

operation! {
    /// By cursors.
    ByCursor = "shelf-cursor",
    GET "/shelf" => pages Value, things "things" of Shelf, "after"
}

operation! {
    /// By offsets.
    ByOffset = "shelf-offset",
    GET "/shelf" => pages Value, things "things" of Shelf, offset "skip"
}

operation! {
    /// Without an envelope.
    Bare = "shelf-bare",
    GET "/shelf", bare => pages Value, things "things" of Shelf, offset "skip"
}

operation! {
    /// By the place of the first item.
    Scim = "shelf-scim",
    GET "/shelf", bare => pages Value, things "things" of Shelf, start "startIndex"
}

operation! {
    /// By page numbers that are called otherwise, of which the whole answer speaks.
    OtherNumber = "shelf-number",
    GET "/shelf", bare => pages Value, things "things" of Shelf, numbered "page_no"
}

fn request<O: Operation>(server: &FaultServer) -> Request {
    Request::new(&crate::kit::client(&server.url()), &O::INFO)
}

/// The identifiers of all items, and the error that ended the walk if one did.
async fn walked<O: Paged<Item = Value>>(list: O, server: &FaultServer) -> (Vec<u64>, Option<Error>) {
    let mut items = list.items();
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
    (seen, error)
}

fn number(request: &Received, name: &str) -> Option<u64> {
    request.query(name).map(|number| number.parse().unwrap())
}

/// The numbers that were asked for.
fn asked(server: &FaultServer, name: &str) -> Vec<Option<u64>> {
    server.received().iter().map(|request| number(request, name)).collect()
}

fn items(from: u64, to: u64) -> Value {
    (from..to).map(|id| json!({"id": id})).collect()
}

/// The items after `skip` of a list of `total`, at most `size`.
fn cut(skip: u64, size: u64, total: u64) -> Value {
    items(skip.min(total), (skip + size).min(total))
}

/// Walks a list by offsets; `answer` says what comes after so many items.
async fn by_offset(
    query: &[(&'static str, u64)],
    answer: impl Fn(u64) -> Value + Send + 'static,
) -> (Vec<u64>, Option<Error>, Vec<Option<u64>>) {
    let server = FaultServer::answering(move |request| {
        fault_server::json(200, &answer(number(request, "offset").unwrap()))
    });
    let mut list = crate::kit::client(&server.url()).request(Method::GET, "/things");
    for (name, value) in query {
        list = list.query(*name, value);
    }
    let (seen, error) = walked(list.list::<Value>().by_offset("offset"), &server).await;
    (seen, error, asked(&server, "offset"))
}

#[track_caller]
fn ended_well(seen: &[u64], error: Option<&Error>, ids: impl IntoIterator<Item = u64>, what: &str) {
    assert!(error.is_none(), "{what}: {error:?}");
    assert_eq!(seen, ids.into_iter().collect::<Vec<_>>(), "{what}");
}

#[track_caller]
fn failed(error: Option<&Error>, says: &str) {
    let error = error.expect("the walk fails");
    assert_eq!(error.kind(), ErrorKind::Pagination, "{error}");
    assert!(error.to_string().contains(says), "{error}");
}

#[tokio::test]
async fn a_start_index_counts_from_one() {
    // As SCIM answers: what is on this page, and how much there is.
    let answer = |request: &Received| {
        let page = cut(number(request, "startIndex").unwrap() - 1, 4, 10);
        let (count, start) = (page.as_array().unwrap().len(), number(request, "startIndex"));
        let whole = json!({"schemas": ["urn"], "totalResults": 10, "itemsPerPage": count, "startIndex": start,
            "things": page});
        fault_server::json(200, &whole)
    };
    let server = FaultServer::answering(answer);
    let (seen, error) = walked(Scim { request: request::<Scim>(&server) }, &server).await;
    ended_well(&seen, error.as_ref(), 0..10, "all");
    assert_eq!(asked(&server, "startIndex"), [Some(1), Some(5), Some(9)]);

    // From where the caller begins; before the first item is the first, as the standard says.
    for (from, first, asks) in [(7, 6, vec![Some(7)]), (0, 0, vec![Some(0), Some(5), Some(9)])] {
        let server = FaultServer::answering(move |request| {
            let start = number(request, "startIndex").unwrap().max(1);
            let things = cut(start - 1, 4, 10);
            fault_server::json(200, &json!({"totalResults": 10, "things": things}))
        });
        let mut request = request::<Scim>(&server);
        request.set_query("startIndex", from);
        let (seen, error) = walked(Scim { request }, &server).await;
        ended_well(&seen, error.as_ref(), first..10, "some");
        let asked = asked(&server, "startIndex");
        assert_eq!(asked[1..], asks[1..], "{asked:?}");
    }
}

#[tokio::test]
async fn items_that_are_null_are_left_out_and_counted() {
    #[derive(Clone, Default, Deserialize)]
    pub struct Lists {
        things: Option<Vec<Vec<u64>>>,
    }
    operation! {
        /// A list of lists.
        OfLists = "shelf-lists",
        GET "/shelf" => pages Vec<u64>, things "things" of Lists, offset "skip"
    }
    // An offset that left one out would ask for an item twice.
    let all = json!([[1], null, [2, null], [3], [null], null]);
    let server = FaultServer::answering(move |request| {
        let skip = number(request, "skip").unwrap_or(0) as usize;
        let things: Vec<Value> = all.as_array().unwrap().iter().skip(skip).take(3).cloned().collect();
        let result = json!({"things": things, "total_count": 6});
        fault_server::json(200, &json!({"success": true, "errors": [], "messages": [], "result": result}))
    });
    let mut walk = OfLists { request: request::<OfLists>(&server) }.items();
    let mut seen = Vec::new();
    while let Some(list) = walk.try_next().await.unwrap() {
        seen.push(list);
    }
    assert_eq!(seen, [vec![1], vec![2], vec![3], vec![]]);
    assert_eq!(asked(&server, "skip"), [Some(0), Some(3)]);
}

#[tokio::test]
async fn an_offset_goes_by_what_came() {
    for (info, requests) in [
        (Value::Null, 4),
        // What was asked for comes back as if it held.
        (json!({"offset": 0, "limit": 100}), 4),
        (json!({"total_count": 150}), 3),
        (json!({"total": 150}), 3),
        (json!({"per_page": 100, "total_count": 150}), 3),
        (json!({"per_page": 50, "total_count": 150, "total_pages": 3, "page": 1}), 3),
        // Too small to be true, once more is known.
        (json!({"total_count": 20}), 4),
        // Pages that nobody counts.
        (json!({"total_pages": 1}), 4),
    ] {
        let what = info.to_string();
        let answer = move |skip| page(cut(skip, 50, 150), info.clone());
        let (seen, error, asked) = by_offset(&[("limit", 100)], answer).await;
        ended_well(&seen, error.as_ref(), 0..150, &what);
        assert_eq!(asked, [0, 50, 100, 150].map(Some)[..requests], "{what}");
    }
    // Shorter than one before.
    let (seen, error, asked) = by_offset(&[], |skip| page(cut(skip, 50, 120), Value::Null)).await;
    ended_well(&seen, error.as_ref(), 0..120, "shorter");
    assert_eq!(asked.len(), 3);
}

#[tokio::test]
async fn an_offset_may_begin_anywhere() {
    for info in [Value::Null, json!({"total_count": 10})] {
        let answer = move |skip| page(cut(skip, 4, 10), info.clone());
        let (seen, error, asked) = by_offset(&[("offset", 3)], answer).await;
        ended_well(&seen, error.as_ref(), 3..10, "from 3");
        assert_eq!(asked, [Some(3), Some(7)]);
    }
    let answer = |_| page(json!([]), json!({"total_count": 10}));
    let (seen, error, asked) = by_offset(&[("offset", 99)], answer).await;
    ended_well(&seen, error.as_ref(), [], "past the end");
    assert_eq!(asked.len(), 1);
    let server = FaultServer::with([fault_server::json(200, &page(json!([]), Value::Null))]);
    let list = crate::kit::client(&server.url()).request(Method::GET, "/things").query("offset", "-1");
    let (_, error) = walked(list.list::<Value>().by_offset("offset"), &server).await;
    assert_eq!((error.unwrap().kind(), server.requests()), (ErrorKind::InvalidRequest, 0));
}

#[tokio::test]
async fn a_service_that_ignores_the_offset_is_found_out() {
    for info in [Value::Null, json!({"total_count": 9}), json!({"offset": 0, "total": 9})] {
        let (seen, error, asked) = by_offset(&[], move |_| page(items(0, 3), info.clone())).await;
        assert_eq!((seen, asked), (vec![0, 1, 2], vec![Some(0), Some(3)]));
        failed(error.as_ref(), "the list's page after 3 items repeats an earlier page");
    }
    // By its total there is no more, so nothing more is asked for.
    let (seen, error, asked) = by_offset(&[], |_| page(items(0, 3), json!({"total_count": 3}))).await;
    ended_well(&seen, error.as_ref(), 0..3, "all at once");
    assert_eq!(asked.len(), 1);
    // Nothing identifies its items, and nothing says how many there are.
    let (seen, error, asked) = by_offset(&[], |_| page(json!([{"at": 1}, {"at": 2}]), Value::Null)).await;
    assert_eq!((seen.len(), asked.len()), (2, 2));
    failed(error.as_ref(), "repeats an earlier page");
}

#[tokio::test]
async fn an_empty_page_ends_a_list_unless_its_total_promises_more() {
    let (seen, error, asked) = by_offset(&[], |skip| match skip {
        0 => page(items(0, 2), Value::Null),
        _ => page(json!([]), Value::Null),
    })
    .await;
    ended_well(&seen, error.as_ref(), 0..2, "nothing says so");
    assert_eq!(asked.len(), 2);
    for empty in [json!({"total_count": 9}), Value::Null] {
        let (seen, error, asked) = by_offset(&[], move |skip| match skip {
            0 => page(items(0, 2), json!({"total_count": 9})),
            _ => page(json!([]), empty.clone()),
        })
        .await;
        assert_eq!((seen, asked.len()), (vec![0, 1], 2));
        failed(error.as_ref(), "the list's page after 2 items is empty, and by its totals there is more");
    }
}

/// Walks a list inside an object by page numbers; `answer` is the result for a page of this number.
async fn inside(answer: impl Fn(u64) -> Value + Send + 'static) -> (Vec<u64>, Option<Error>, usize) {
    let server = FaultServer::answering(move |request| {
        fault_server::json(200, &success(answer(number(request, "page").unwrap())))
    });
    let (seen, error) = walked(Numbered { request: request::<Numbered>(&server) }, &server).await;
    (seen, error, server.requests())
}

fn shelf(things: Value, info: Value) -> Value {
    let mut shelf = json!({"title": "a", "things": things});
    shelf.as_object_mut().unwrap().extend(info.as_object().cloned().unwrap_or_default());
    shelf
}

#[tokio::test]
async fn a_list_inside_an_object_is_walked_by_what_stands_beside_it() {
    for (info, requests) in [
        (Value::Null, 4),
        (json!({"count": 6}), 4),
        (json!({"total_count": 6}), 3),
        (json!({"total": 6}), 3),
        (json!({"page": 0, "per_page": 2, "count": 6}), 4),
        (json!({"pagination": {"pageSize": 2, "totalCount": 6, "totalPages": 3}}), 3),
        (json!({"result_info": {"total_pages": 3}}), 3),
        // The number of items on this page, under a name that might be that of all.
        (json!({"total": 2}), 4),
    ] {
        let what = info.to_string();
        let (seen, error, asked) = inside(move |number| {
            let mut info = info.clone();
            if info.get("page").is_some() {
                info["page"] = json!(number);
            }
            shelf(cut((number - 1) * 2, 2, 6), info)
        })
        .await;
        ended_well(&seen, error.as_ref(), 0..6, &what);
        assert_eq!(asked, requests, "{what}");
    }
}

#[tokio::test]
async fn a_list_inside_an_object_that_repeats_itself_or_stops_short_is_an_error() {
    for info in [Value::Null, json!({"total": 9}), json!({"request_id": "x", "total_count": 9})] {
        let (seen, error, asked) = inside(move |number| {
            let mut answer = shelf(items(0, 3), info.clone());
            answer["title"] = json!(number);
            answer["title"] = json!(format!("{number}"));
            answer
        })
        .await;
        assert_eq!((seen, asked), (vec![0, 1, 2], 2));
        failed(error.as_ref(), "page 2 of the list repeats an earlier page");
    }
    // Another page than was asked for, by what stands beside it.
    let (seen, error, _) =
        inside(|number| shelf(items(number * 3, number * 3 + 3), json!({"page": 1}))).await;
    assert_eq!(seen, [3, 4, 5]);
    failed(error.as_ref(), "page 2 of the list was asked for and page 1 came");
    // The list is missing where there should be one.
    for missing in [json!({"title": "b"}), json!({"things": null}), json!({"things": []}), Value::Null] {
        let (seen, error, asked) = inside(move |number| match number {
            1 => shelf(items(0, 3), json!({"total": 9})),
            _ => missing.clone(),
        })
        .await;
        assert_eq!((seen, asked), (vec![0, 1, 2], 2));
        failed(error.as_ref(), "page 2 of the list is empty, and by its totals there is more");
    }
    // A list that isn't there is empty, when nothing says otherwise.
    let (seen, error, asked) = inside(|_| json!({"title": "b"})).await;
    ended_well(&seen, error.as_ref(), [], "no list");
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn a_page_is_the_whole_object() {
    let server = FaultServer::with([
        fault_server::json(200, &success(shelf(items(0, 2), json!({"total": 3})))),
        fault_server::json(200, &success(shelf(items(2, 3), json!({"total": 3})))),
    ]);
    let mut pages = Numbered { request: request::<Numbered>(&server) }.pages();
    let mut titles = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        assert_eq!(page.result_info().and_then(|info| info.total_count), Some(3));
        titles.push(page.into_result().unwrap().title.unwrap());
    }
    assert_eq!((titles, server.requests()), (vec!["a".to_owned(), "a".to_owned()], 2));
}

#[tokio::test]
async fn cursors_may_stand_beside_the_list_or_in_result_info() {
    /// How a service answers with items and the next cursor.
    type Answer = fn(Value, &str) -> Value;
    let ways: [(&str, Answer); 4] = [
        ("beside", |things, cursor| success(shelf(things, json!({"cursor": cursor})))),
        ("next", |things, cursor| success(shelf(things, json!({"next": cursor, "total": 1})))),
        ("camel case", |things, cursor| success(shelf(things, json!({"nextCursor": cursor})))),
        ("info", |things, cursor| page(shelf(things, json!({})), json!({"cursors": {"after": cursor}}))),
    ];
    for (what, answer) in ways {
        let server = FaultServer::answering(move |request| {
            let (things, cursor) = match request.query("after") {
                None => (items(0, 2), "b"),
                Some("b") => (json!([]), "c"),
                Some("c") => (items(2, 3), ""),
                Some(other) => panic!("{other}"),
            };
            fault_server::json(200, &answer(things, cursor))
        });
        let (seen, error) = walked(ByCursor { request: request::<ByCursor>(&server) }, &server).await;
        ended_well(&seen, error.as_ref(), 0..3, what);
        assert_eq!(server.requests(), 3, "{what}");
    }
    // The same place for ever.
    let server = FaultServer::answering(|_| {
        fault_server::json(200, &success(shelf(items(0, 2), json!({"cursor": "b"}))))
    });
    let (seen, error) = walked(ByCursor { request: request::<ByCursor>(&server) }, &server).await;
    assert_eq!((seen, server.requests()), (vec![0, 1], 2));
    failed(error.as_ref(), "nothing came but what came before");
}

#[tokio::test]
async fn without_an_envelope_it_is_the_same_walk() {
    for wrapped in 0..3 {
        let server = FaultServer::answering(move |request| {
            let answer = shelf(cut(number(request, "skip").unwrap(), 2, 5), json!({"total": 5}));
            let answer = match wrapped {
                0 => answer,
                1 => success(answer),
                // It says `success` beside its own fields.
                _ => {
                    let mut answer = answer;
                    answer["success"] = json!(true);
                    answer["errors"] = json!([]);
                    answer
                }
            };
            fault_server::json(200, &answer)
        });
        let (seen, error) = walked(Bare { request: request::<Bare>(&server) }, &server).await;
        ended_well(&seen, error.as_ref(), 0..5, &wrapped.to_string());
        assert_eq!(asked(&server, "skip"), [Some(0), Some(2), Some(4)]);
    }
}

#[tokio::test]
async fn a_page_number_may_be_called_otherwise() {
    let server = FaultServer::answering(|request| {
        assert_eq!(request.query("page"), None);
        let things = cut((number(request, "page_no").unwrap() - 1) * 2, 2, 5);
        fault_server::json(200, &json!({"success": true, "things": things, "paging": {"total_count": 5}}))
    });
    let (seen, error) = walked(OtherNumber { request: request::<OtherNumber>(&server) }, &server).await;
    ended_well(&seen, error.as_ref(), 0..5, "numbered");
    assert_eq!(asked(&server, "page_no"), [Some(1), Some(2), Some(3)]);
}

#[tokio::test]
async fn options_go_along_and_say_where_the_list_is() {
    assert_eq!((WithOptionsOf::LIST, WithOptionsOf::PAGING), (Some("things"), Paging::Offset("skip")));
    let server = FaultServer::answering(|request| {
        assert_eq!(request.header("x-a"), Some("b"));
        fault_server::json(200, &success(shelf(cut(number(request, "skip").unwrap(), 2, 3), Value::Null)))
    });
    let list = ByOffset { request: request::<ByOffset>(&server) }.with_header("x-a", "b");
    let (seen, error) = walked(list, &server).await;
    ended_well(&seen, error.as_ref(), 0..3, "with options");
}

type WithOptionsOf = cloudflare_core::WithOptions<ByOffset>;

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
    for seed in 0..100 {
        let mut dice = dice(seed);
        let (total, size, says) = (dice(160), 1 + dice(40), dice(16));
        let server = FaultServer::answering(move |request| {
            let skip = number(request, "skip").unwrap();
            let mut info = json!({});
            for (bit, name) in [(1, "total"), (2, "total_count"), (4, "totalCount")] {
                if says & bit > 0 {
                    info[name] = json!(total);
                }
            }
            let things = if total == 0 && says & 8 > 0 { Value::Null } else { cut(skip, size, total) };
            fault_server::json(200, &success(shelf(things, info)))
        });
        let (seen, error) = walked(ByOffset { request: request::<ByOffset>(&server) }, &server).await;
        ended_well(&seen, error.as_ref(), 0..total, &format!("seed {seed}"));
        assert!(server.requests() as u64 <= total.div_ceil(size) + 1, "seed {seed}");
    }
}

#[cfg(feature = "blocking")]
#[test]
fn without_async_it_is_the_same_walk() {
    use cloudflare_core::blocking::PaginateExt;
    let server = FaultServer::answering(|request| {
        fault_server::json(200, &success(shelf(cut(number(request, "skip").unwrap(), 2, 5), Value::Null)))
    });
    let list = ByOffset { request: request::<ByOffset>(&server) };
    let ids: Vec<u64> =
        PaginateExt::items(list.clone()).map(|item| item.unwrap()["id"].as_u64().unwrap()).collect();
    assert_eq!(ids, [0, 1, 2, 3, 4]);
    assert_eq!(PaginateExt::pages(list).map(Result::unwrap).count(), 3);
}

#[cfg(feature = "httpmock")]
#[tokio::test]
async fn a_mock_of_a_whole_list_goes_by_pages_cursors_and_offsets() {
    use cloudflare_core::mock::{self, MockServer, Mount};

    async fn walks<O: Paged<Item = Value>>(make: fn(Request) -> O) {
        let server = MockServer::start();
        let mock = server.mount::<O>(&[], |_, then| {
            then.pages((0..5).map(|id| json!({"id": id})), 2);
        });
        let mut items =
            make(Request::new(&mock::client::<cloudflare_core::Client>(&server), &O::INFO)).items();
        let mut seen = Vec::new();
        while let Some(item) = items.try_next().await.unwrap() {
            seen.push(item["id"].as_u64().unwrap());
        }
        assert_eq!(seen, [0, 1, 2, 3, 4]);
        mock.assert_calls(3);
    }
    walks(|request| Numbered { request }).await;
    walks(|request| ByCursor { request }).await;
    walks(|request| ByOffset { request }).await;
    walks(|request| Bare { request }).await;
    walks(|request| OtherNumber { request }).await;
}
