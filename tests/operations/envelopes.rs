//! What surrounds a result: statuses, messages, a result that isn't there.

use cloudflare_mtls::ErrorKind;
use cloudflare_mtls::Scope;
use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::CreateAccessCertificate;
use serde_json::{Value, json};

use crate::cases::{Absent, cases};
use crate::fixtures::{access_certificate, without_keys, zone_certificate};
use crate::kit::{ACCOUNT, Answer, Api, CERTIFICATE, ZONE, page, success};

/// Each of the ways in which the service can succeed without a result.
fn without_result() -> [(&'static str, Answer); 6] {
    let without = json!({"success": true, "errors": [], "messages": []});
    [
        ("result: null", Answer::success(200, Value::Null)),
        ("no result", Answer::json(200, &without)),
        ("204 without a body", Answer::new(204, "")),
        ("200 without a body", Answer::new(200, "")),
        ("202 without a body", Answer::new(202, " \r\n")),
        ("an empty object for an envelope", Answer::json(200, &json!({}))),
    ]
}

#[tokio::test]
async fn a_success_without_a_result_is_an_empty_list_a_done_deletion_or_an_error() {
    let api = Api::always(Answer::new(500, "")).await;
    let client = api.client();
    for (what, answer) in without_result() {
        api.now(answer);
        for case in cases() {
            let seen = (case.call)(&client).outcome.await;
            let seen = seen.unwrap_or_else(|error| panic!("{} with {what}: {error}", case.name));
            let expected = match case.absent {
                Absent::EmptyList => Some(json!([])),
                Absent::Done => Some(Value::Null),
                Absent::Error => None,
            };
            assert_eq!(seen.result, expected, "{} with {what}", case.name);
        }
    }
}

#[tokio::test]
async fn a_promised_result_that_is_missing_is_an_error_of_its_own() {
    let api = Api::always(Answer::new(500, "")).await;
    let client = api.client();
    for (what, answer) in without_result() {
        api.now(answer);
        let error = client.zone_certificates(ZONE).get("c").result().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::EmptyResult, "{what}");
        assert!(error.is_empty_result() && !error.is_decode() && !error.is_not_found(), "{what}");
        assert!(error.status().unwrap().is_success(), "{what}");
        assert_eq!(error.cf_ray(), Some("8f00ba4-FRA"), "{what}");
        let text = error.to_string();
        assert!(text.contains("zone-certificates-get") && text.contains("no result"), "{what}: {text}");
        // The same answer to a deletion says that it is done.
        assert_eq!(client.zone_certificates(ZONE).delete("c").result().await.unwrap(), None, "{what}");
    }
}

#[tokio::test]
async fn a_deletion_answers_with_an_identifier_with_everything_or_with_nothing() {
    for (result, id) in [
        (json!({"id": CERTIFICATE}), Some(Some(CERTIFICATE))),
        (json!({}), Some(None)),
        (json!({"id": null}), Some(None)),
        (zone_certificate(), Some(Some(CERTIFICATE))),
        (Value::Null, None),
    ] {
        let api = Api::always(Answer::success(200, result.clone())).await;
        let client = api.client();
        let access = client.access_certificates(&Scope::account(ACCOUNT).unwrap()).delete("c").result();
        let access = access.await.unwrap().map(|deleted| deleted.id.map(String::from));
        let zone = client.zone_certificates(ZONE).delete("c").result().await.unwrap();
        let zone = zone.map(|deleted| deleted.id.map(String::from));
        let hostname = client.hostname_certificates(ZONE).delete("c").result().await.unwrap();
        let hostname = hostname.map(|deleted| deleted.id.map(String::from));
        let id = id.map(|id| id.map(str::to_owned));
        assert_eq!([access, zone, hostname], [id.clone(), id.clone(), id], "{result}");
    }
}

#[tokio::test]
async fn any_status_of_success_is_a_success() {
    let api = Api::always(Answer::new(500, "")).await;
    let client = api.client();
    for status in [200, 201, 202, 203, 206] {
        for case in cases() {
            api.now(Answer::success(status, case.result.clone()));
            let seen = (case.call)(&client).outcome.await;
            let seen = seen.unwrap_or_else(|error| panic!("{} with {status}: {error}", case.name));
            assert_eq!(seen.status, status, "{}: the status that came stays visible", case.name);
            assert_eq!(seen.result, Some(without_keys(case.result)), "{} with {status}", case.name);
        }
    }
}

#[tokio::test]
async fn errors_and_messages_may_be_null_or_absent() {
    let result = access_certificate();
    for envelope in [
        json!({"success": true, "errors": null, "messages": null, "result": result}),
        json!({"success": true, "result": result}),
        json!({"success": true, "errors": {}, "messages": "", "result": result}),
        json!({"result": result}),
        json!({"success": null, "errors": [], "messages": [], "result": result, "result_info": null}),
    ] {
        let api = Api::always(Answer::json(201, &envelope)).await;
        let certificates = api.client().access_certificates(&Scope::account(ACCOUNT).unwrap());
        let answer = certificates.create(CreateAccessCertificate::new("n", "pem")).send().await;
        let answer = answer.unwrap_or_else(|error| panic!("{envelope}: {error}"));
        assert_eq!(answer.into_result().unwrap().id.unwrap(), CERTIFICATE, "{envelope}");
    }
}

#[tokio::test]
async fn messages_beside_a_success_can_be_read() {
    let mut envelope = success(json!({"enabled": true}));
    envelope["messages"] = json!([
        {
            "code": 1000,
            "message": "this will go away",
            "documentation_url": "https://example.com/docs",
            "source": {"pointer": "/enabled"}
        },
        {"code": 70_000, "message": "and this"},
    ]);
    let api = Api::always(Answer::json(200, &envelope).header("x-extra", "42")).await;
    let answer = api.client().zone_settings(ZONE).get().send().await.unwrap();
    let [first, second] = answer.messages() else { panic!("{:?}", answer.messages()) };
    assert_eq!((first.code(), first.message()), (1000, "this will go away"));
    assert_eq!(first.documentation_url(), Some("https://example.com/docs"));
    assert_eq!(first.source_pointer(), Some("/enabled"));
    assert_eq!((second.code(), second.documentation_url(), second.source_pointer()), (70_000, None, None));
    assert!(answer.errors().is_empty());
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["x-extra"], "42");
    assert_eq!(answer.cf_ray(), Some("8f00ba4-FRA"));
    assert_eq!(answer.result().unwrap().enabled, Some(true));
}

#[tokio::test]
async fn every_list_says_where_its_page_stands_if_the_service_does() {
    let info = json!({"count": 1, "page": 1, "per_page": 20, "total_count": 2000, "total_pages": 100});
    let scope = Scope::zone(ZONE).unwrap();
    let api = Api::always(Answer::json(200, &page(json!([access_certificate()]), info))).await;
    let answer = api.client().access_certificates(&scope).list().send().await.unwrap();
    let info = answer.result_info().unwrap();
    assert_eq!((info.count, info.page, info.per_page), (Some(1), Some(1), Some(20)));
    assert_eq!((info.total_count, info.total_pages), (Some(2000), Some(100)));

    let api = Api::always(Answer::success(200, json!([access_certificate()]))).await;
    let answer = api.client().access_certificates(&scope).list().send().await.unwrap();
    assert!(answer.result_info().is_none());
}
