//! Every kind of answer, as the client takes it.

use std::time::{Duration, Instant};

use cloudflare_mtls::mock::{self, MockServer, MockServerExt, json};
use cloudflare_mtls::{ErrorKind, RetryPolicy, Scope, prelude::*, types::*};

use crate::{ACCOUNT, CERTIFICATE, ZONE};

#[tokio::test]
async fn failures_have_their_codes_and_messages() {
    let server = MockServer::start();
    let one = server.zone_certificates_create(|_, then| {
        then.failure(400, 1406, "already exists").message(7, "remark").up_to_n_times(1);
    });
    let several = server.zone_certificates_create(|_, then| {
        then.failures(403, [(10000, "Authentication error"), (9109, "Unauthorized")]);
    });
    let zone = mock::client(&server).zone_certificates(ZONE);
    let error = zone.create(CreateZoneCertificate::new("pem", "key!")).result().await.unwrap_err();
    assert!(error.is_already_exists(), "{error}");
    assert_eq!(error.messages()[0].message(), "remark");
    let error = zone.create(CreateZoneCertificate::new("pem", "key!")).result().await.unwrap_err();
    assert!(error.is_authentication(), "{error}");
    let codes: Vec<i64> = error.errors().iter().map(|error| error.code()).collect();
    assert_eq!(codes, [10000, 9109]);
    one.assert();
    several.assert();
}

#[tokio::test]
async fn a_failure_can_have_status_200() {
    let server = MockServer::start();
    server.zone_settings_get(|_, then| {
        then.failure(200, 1001, "invalid");
    });
    let error = mock::client(&server).zone_settings(ZONE).get().result().await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Api, 200));
}

#[tokio::test]
async fn null_is_what_the_operation_says() {
    let server = MockServer::start();
    server.zone_settings_get(|_, then| {
        then.null_result();
    });
    server.zone_certificates_list(|_, then| {
        then.null_result();
    });
    server.zone_certificates_delete(|_, then| {
        then.null_result();
    });
    let client = mock::client(&server);
    assert!(client.zone_settings(ZONE).get().result().await.unwrap_err().is_empty_result());
    assert!(client.zone_certificates(ZONE).list().result().await.unwrap().is_empty());
    assert!(client.zone_certificates(ZONE).delete(CERTIFICATE).result().await.unwrap().is_none());
}

#[tokio::test]
async fn status_headers_and_messages_come_with_a_result() {
    let server = MockServer::start();
    server.zone_settings_update(|_, then| {
        then.result(json!({"enabled": true}))
            .status(202)
            .header("CF-Ray", "first")
            .header("cf-ray", "8f00ba4-FRA")
            .message(1, "one")
            .message(2, "two");
    });
    let envelope = mock::client(&server).zone_settings(ZONE).update(true).send().await.unwrap();
    assert_eq!((envelope.status().as_u16(), envelope.cf_ray()), (202, Some("8f00ba4-FRA")));
    let messages: Vec<_> = envelope.messages().iter().map(|message| message.message()).collect();
    assert_eq!(messages, ["one", "two"]);
    assert_eq!(envelope.result().unwrap().enabled, Some(true));
}

#[tokio::test]
async fn a_gateway_answers_in_html() {
    let server = MockServer::start();
    server.zone_settings_get(|_, then| {
        then.gateway_error(502);
    });
    let error = mock::client(&server).zone_settings(ZONE).get().result().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 502);
    assert!(error.to_string().contains("502 Bad Gateway"), "{error}");
    assert!(error.errors().is_empty());
}

#[tokio::test]
async fn retries_are_seen_without_waiting_for_seconds() {
    let server = MockServer::start();
    let limited = server.zone_settings_get(|_, then| {
        then.rate_limited(Duration::from_millis(20)).up_to_n_times(1);
    });
    let down = server.zone_settings_get(|_, then| {
        then.gateway_error(503).up_to_n_times(1);
    });
    let up = server.zone_settings_get(|_, then| {
        then.result(json!({"enabled": false}));
    });
    let policy = RetryPolicy::new().backoff(Duration::from_millis(1));
    let client = mock::builder(&server).retry(policy).build().unwrap();
    let envelope = client.zone_settings(ZONE).get().send().await.unwrap();
    assert_eq!(envelope.attempts(), 3);
    for mock in [limited, down, up] {
        mock.assert();
    }
}

#[tokio::test]
async fn a_rate_limit_says_how_long_to_wait() {
    let server = MockServer::start();
    server.zone_settings_get(|_, then| {
        then.rate_limited(Duration::from_millis(1500));
    });
    let error = mock::client(&server).zone_settings(ZONE).get().result().await.unwrap_err();
    assert!(error.is_rate_limited(), "{error}");
    assert_eq!(error.retry_after(), Some(Duration::from_millis(1500)));
}

#[tokio::test]
async fn a_delay_runs_into_a_timeout() {
    let server = MockServer::start();
    server.zone_settings_get(|_, then| {
        then.result(json!({})).delay(Duration::from_millis(400));
    });
    let patient = mock::client(&server);
    let started = Instant::now();
    patient.zone_settings(ZONE).get().result().await.unwrap();
    assert!(started.elapsed() >= Duration::from_millis(400));
    let hasty = mock::builder(&server).total_timeout(Duration::from_millis(50)).build().unwrap();
    assert!(hasty.zone_settings(ZONE).get().result().await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn one_page_has_its_result_info() {
    let server = MockServer::start();
    server.access_certificates_list(|_, then| {
        then.page([json!({"name": "x"})], 3, 2, 5);
    });
    let scope = Scope::account(ACCOUNT).unwrap();
    let list = mock::client(&server).access_certificates(&scope).list();
    let envelope = list.send().await.unwrap();
    let info = envelope.result_info().unwrap();
    assert_eq!((info.page, info.per_page, info.count), (Some(3), Some(2), Some(1)));
    assert_eq!((info.total_count, info.total_pages), (Some(5), Some(3)));
}

#[tokio::test]
async fn a_whole_list_is_one_mock() {
    let names = |count: usize| (0..count).map(|n| json!({"name": n.to_string()}));
    // How many there are, how many are asked for on a page, and how many requests that takes.
    for (count, per_page, requests) in [
        (0, None, 1),
        (1, None, 1),
        (3, None, 1),
        (4, None, 2),
        (6, None, 2),
        (5, Some(2), 3),
        (5, Some(9), 2),
    ] {
        let server = MockServer::start();
        let mock = server.access_certificates_list(|_, then| {
            then.pages(names(count), 3);
        });
        let scope = Scope::zone(ZONE).unwrap();
        let mut list = mock::client(&server).access_certificates(&scope).list();
        if let Some(per_page) = per_page {
            list = list.per_page(per_page);
        }
        let (mut items, mut found) = (list.items(), Vec::new());
        while let Some(item) = items.try_next().await.unwrap() {
            found.push(item.name.unwrap());
        }
        let expected: Vec<String> = (0..count).map(|n| n.to_string()).collect();
        assert_eq!(found, expected, "{count} {per_page:?}");
        mock.assert_calls(requests);
    }
}

#[tokio::test]
async fn a_page_past_the_end_is_empty() {
    let server = MockServer::start();
    server.access_certificates_list(|_, then| {
        then.pages([json!({}), json!({})], 1);
    });
    let scope = Scope::account(ACCOUNT).unwrap();
    let list = mock::client(&server).access_certificates(&scope).list();
    let envelope = list.page(u64::MAX).per_page(u64::MAX).send().await.unwrap();
    assert!(envelope.result().unwrap().is_empty());
    assert_eq!(envelope.result_info().unwrap().total_count, Some(2));
}

#[tokio::test]
async fn a_deleted_mock_answers_no_more() {
    let server = MockServer::start();
    let first = server.zone_settings_get(|_, then| {
        then.result(json!({"enabled": true}));
    });
    let second = server.zone_settings_get(|_, then| {
        then.result(json!({"enabled": false}));
    });
    let settings = mock::client(&server).zone_settings(ZONE);
    assert_eq!(settings.get().result().await.unwrap().enabled, Some(true));
    first.delete();
    assert_eq!(settings.get().result().await.unwrap().enabled, Some(false));
    second.assert();
}
