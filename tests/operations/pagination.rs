//! Paged lists, walked page by page and item by item: one of them in every way, the others once.

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::AccessCertificate;
use cloudflare_mtls::{Error, ErrorKind, Scope};
use futures_util::{StreamExt, TryStreamExt};
use serde_json::{Value, json};

use crate::kit::{ACCOUNT, Answer, Api, Sent, ZONE, page};

/// Certificates `from` to below `to`, named by their number.
fn certificates(from: u64, to: u64) -> Value {
    (from..to).map(|number| json!({"id": format!("id-{number}"), "name": number.to_string()})).collect()
}

/// A page of a list that gives all its totals.
fn counted(number: u64, per_page: u64, total: u64) -> Answer {
    let from = (number - 1) * per_page;
    let to = (from + per_page).min(total);
    let info = json!({
        "count": to.saturating_sub(from), "page": number, "per_page": per_page,
        "total_count": total, "total_pages": total.div_ceil(per_page),
    });
    Answer::json(200, &page(certificates(from, to.max(from)), info))
}

fn names(items: &[AccessCertificate]) -> Vec<u64> {
    items.iter().map(|item| item.name.as_deref().unwrap().parse().unwrap()).collect()
}

fn queries(api: &Api) -> Vec<String> {
    api.sent().iter().map(|sent| sent.query.clone().unwrap_or_default()).collect()
}

fn scopes() -> [Scope; 2] {
    [Scope::account(ACCOUNT).unwrap(), Scope::zone(ZONE).unwrap()]
}

#[tokio::test]
async fn two_pages_cost_two_requests() {
    for scope in scopes() {
        let api = Api::in_turn([counted(1, 2, 4), counted(2, 2, 4)]).await;
        let items = api.client().access_certificates(&scope).list().per_page(2).items();
        let items: Vec<_> = items.try_collect().await.unwrap();
        assert_eq!(names(&items), [0, 1, 2, 3]);
        assert_eq!(queries(&api), ["per_page=2&page=1", "per_page=2&page=2"]);
        let path = format!("/client/v4/{scope}/access/certificates");
        assert!(api.sent().iter().all(|sent| sent.path == path && sent.method == "GET"), "{:?}", api.sent());
    }
}

#[tokio::test]
async fn pages_come_in_their_envelopes() {
    let api = Api::in_turn([counted(1, 2, 3), counted(2, 2, 3)]).await;
    let mut pages = api.client().access_certificates(&scopes()[0]).list().per_page(2).pages();
    let first = pages.try_next().await.unwrap().unwrap();
    assert_eq!(first.result_info().unwrap().total_count, Some(3));
    assert_eq!((first.status().as_u16(), first.cf_ray()), (200, Some("8f00ba4-FRA")));
    assert_eq!(api.requests(), 1, "nothing is fetched ahead");
    let second = pages.try_next().await.unwrap().unwrap();
    assert_eq!(names(&second.into_result().unwrap()), [2]);
    assert!(pages.try_next().await.unwrap().is_none());
    assert!(pages.try_next().await.unwrap().is_none());
    assert_eq!(api.requests(), 2);
}

#[tokio::test]
async fn every_paged_list_is_walked_with_its_filters() {
    let two_pages = || {
        [1, 2].map(|number| {
            let info = json!({"page": number, "per_page": 1, "total_count": 2, "total_pages": 2});
            Answer::json(
                200,
                &page(json!([{"hostname": number.to_string(), "csr": number.to_string()}]), info),
            )
        })
    };
    let api = Api::in_turn(two_pages()).await;
    let list = api.client().hostname_associations(ZONE).list().status(["active", "deleted"]).per_page(1);
    let items: Vec<_> = list.items().try_collect().await.unwrap();
    let hostnames: Vec<_> = items.iter().map(|item| item.hostname.as_deref().unwrap()).collect();
    assert_eq!(hostnames, ["1", "2"]);
    assert_eq!(
        queries(&api),
        ["per_page=1&page=1&status=active,deleted", "per_page=1&page=2&status=active,deleted"]
    );

    let api = Api::in_turn(two_pages()).await;
    let list = api.client().client_certificates(ZONE).list().status("revoked");
    let items: Vec<_> = list.items().try_collect().await.unwrap();
    let requests: Vec<_> = items.iter().map(|item| item.csr.as_deref().unwrap()).collect();
    assert_eq!(requests, ["1", "2"]);
    assert_eq!(queries(&api), ["status=revoked&page=1", "status=revoked&page=2"]);
}

#[tokio::test]
async fn each_way_of_knowing_the_end() {
    let without = |keys: &[&str], answer: Value| {
        let mut answer = answer;
        for key in keys {
            answer["result_info"].as_object_mut().unwrap().remove(*key);
        }
        answer
    };
    let full = |number: u64, from: u64, to: u64| {
        page(
            certificates(from, to),
            json!({"page": number, "per_page": 2, "total_count": 4, "total_pages": 2}),
        )
    };
    let bare = |from, to| json!({"success": true, "result": certificates(from, to)});
    for (way, answers) in [
        ("total_pages", vec![full(1, 0, 2), full(2, 2, 4)]),
        (
            "total_count",
            vec![without(&["total_pages"], full(1, 0, 2)), without(&["total_pages"], full(2, 2, 4))],
        ),
        (
            "a short page",
            vec![
                without(&["total_pages", "total_count"], full(1, 0, 2)),
                without(&["total_pages", "total_count"], full(2, 2, 3)),
            ],
        ),
        (
            "an empty page",
            vec![
                without(&["total_pages", "total_count"], full(1, 0, 2)),
                without(&["total_pages", "total_count"], full(2, 0, 0)),
            ],
        ),
        ("a short page without result_info", vec![bare(0, 2), bare(2, 3)]),
        ("a null page", vec![bare(0, 2), json!({"success": true, "result": null})]),
    ] {
        let count = answers.len();
        let expected: usize =
            answers.iter().filter_map(|answer| answer["result"].as_array()).map(Vec::len).sum();
        let api = Api::in_turn(answers.iter().map(|answer| Answer::json(200, answer))).await;
        let items = api.client().access_certificates(&scopes()[1]).list().per_page(2).items();
        let items: Result<Vec<_>, Error> = items.try_collect().await;
        let items = items.unwrap_or_else(|error| panic!("by {way}: {error}"));
        assert_eq!(items.len(), expected, "by {way}");
        assert_eq!(api.requests(), count, "by {way}: {:?}", queries(&api));
    }
}

#[tokio::test]
async fn an_empty_list_is_one_request() {
    for answer in [
        Answer::success(200, json!([])),
        Answer::success(200, Value::Null),
        Answer::json(
            200,
            &page(json!([]), json!({"page": 1, "per_page": 20, "total_count": 0, "total_pages": 0})),
        ),
        Answer::new(204, ""),
    ] {
        let api = Api::in_turn([answer]).await;
        let mut items = api.client().access_certificates(&scopes()[0]).list().items();
        assert!(items.try_next().await.unwrap().is_none());
        assert_eq!(queries(&api), ["page=1"]);
    }
}

#[tokio::test]
async fn a_walk_begins_where_the_caller_says() {
    let api = Api::in_turn([counted(2, 2, 5), counted(3, 2, 5)]).await;
    let items = api.client().access_certificates(&scopes()[0]).list().page(2).per_page(2).items();
    assert_eq!(names(&items.try_collect::<Vec<_>>().await.unwrap()), [2, 3, 4]);
    assert_eq!(queries(&api), ["page=2&per_page=2", "page=3&per_page=2"]);
}

#[tokio::test]
async fn a_service_that_ignores_the_page_ends_the_walk_with_an_error() {
    // Says page 1 each time, or says nothing and repeats itself, or the other page's number.
    let honest = counted(1, 2, 6);
    let silent = Answer::success(200, certificates(0, 2));
    let lying = |sent: &Sent| {
        let number: u64 = sent.query.as_deref().unwrap().rsplit_once("page=").unwrap().1.parse().unwrap();
        let info = json!({"page": number, "per_page": 2});
        Some(Answer::json(200, &page(certificates(0, 2), info)))
    };
    for (what, api) in [
        ("says page 1 for ever", Api::always(honest).await),
        ("repeats itself", Api::always(silent).await),
        ("repeats itself under other numbers", Api::start(lying).await),
    ] {
        let mut items = api.client().access_certificates(&scopes()[0]).list().per_page(2).items();
        assert!(items.try_next().await.unwrap().is_some() && items.try_next().await.unwrap().is_some());
        let error = items.try_next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Pagination, "{what}: {error:?}");
        assert_eq!(error.operation(), Some("access-certificates-list"), "{what}");
        assert!(error.to_string().contains("page 2"), "{what}: {error}");
        assert!(items.try_next().await.unwrap().is_none(), "{what}: an error is the end");
        assert_eq!(api.requests(), 2, "{what}");
    }
}

#[tokio::test]
async fn an_error_in_the_middle_ends_the_walk() {
    let api = Api::in_turn([counted(1, 1, 3), Answer::failure(400, 1001, "no more")]).await;
    let items = api.client().access_certificates(&scopes()[0]).list().per_page(1).items();
    let all: Vec<_> = items.collect().await;
    assert_eq!(all.len(), 2, "one item, one error: {all:?}");
    assert!(all[1].as_ref().unwrap_err().has_code(1001));
    assert_eq!(api.requests(), 2);
}

#[tokio::test]
async fn dropping_a_walk_sends_nothing_more() {
    let api = Api::always(counted(1, 2, 100)).await;
    let items = api.client().access_certificates(&scopes()[0]).list().per_page(2).items();
    let taken: Vec<_> = items.take(2).try_collect().await.unwrap();
    assert_eq!(names(&taken), [0, 1]);
    assert_eq!(api.requests(), 1);
    let unpolled = api.client().access_certificates(&scopes()[0]).list().pages();
    drop(unpolled);
    assert_eq!(api.requests(), 1);
}
