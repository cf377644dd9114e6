//! What a test is told when the call that it expected didn't come, and that no secret is in it.

use cloudflare_mtls::mock::{self, MockServer, MockServerExt, json};
use cloudflare_mtls::{Scope, prelude::*, types::*};

use crate::{ACCOUNT, CERTIFICATE, KEY, OTHER, PEM, ZONE, panic_of};

#[tokio::test]
async fn a_call_that_differs_is_described_and_secrets_are_not_shown() {
    let server = MockServer::start();
    let mock = server.zone_certificates_create(|when, then| {
        when.zone_id(ZONE).body(CreateZoneCertificate::new(PEM, KEY));
        then.result(json!({"id": CERTIFICATE, "private_key": KEY}));
    });
    let client = mock::client(&server);
    let other = CreateZoneCertificate::new("no pem", "canary-of-the-program");
    assert!(client.zone_certificates(OTHER).create(other).result().await.is_err());
    assert!(client.zone_settings(ZONE).get().result().await.is_err());
    let message = panic_of(|| mock.assert());
    for part in [
        "(POST /zones/{zone_id}/origin_tls_client_auth) with zone_id",
        "called 0 times, expected 1",
        &format!("POST /client/v4/zones/{OTHER}/origin_tls_client_auth"),
        &format!("zone_id: \"{OTHER}\", expected \"{ZONE}\""),
        "body /certificate: \"no pem\", expected \"[redacted]\"",
        "body /private_key: another secret than expected",
        &format!("GET /client/v4/zones/{ZONE}/origin_tls_client_auth/settings"),
    ] {
        assert!(message.contains(part), "{part} isn't in:\n{message}");
    }
    assert!(!message.contains("canary") && !message.contains("mock-token"), "{message}");
}

#[tokio::test]
async fn queries_headers_and_conditions_are_described() {
    let server = MockServer::start();
    let scope = Scope::account(ACCOUNT).unwrap();
    let mock = server.access_certificates_list(|when, then| {
        when.scope(&scope)
            .page(2)
            .header("Authorization", "Bearer canary")
            .is_true(|request| request.headers_vec().iter().any(|(name, _)| name == "x-never"));
        then.null_result();
    });
    let zone = Scope::zone(ZONE).unwrap();
    let list = mock::client(&server).access_certificates(&zone).list();
    assert!(list.clone().result().await.is_err());
    assert!(list.page(3).result().await.is_err());
    let message = panic_of(|| mock.assert_calls(2));
    for part in [
        "called 0 times, expected 2",
        "accounts_or_zones: \"zones\", expected \"accounts\"",
        "query page: not set, expected \"2\"",
        "query page: \"3\", expected \"2\"",
        "header Authorization: not the expected value",
        "condition 1 of the test isn't met",
    ] {
        assert!(message.contains(part), "{part} isn't in:\n{message}");
    }
    assert!(!message.contains("canary") && !message.contains("mock-token"), "{message}");
}

#[tokio::test]
async fn what_fits_is_told_by_headers_and_conditions() {
    let server = MockServer::start();
    let mock = server.zone_settings_get(|when, then| {
        when.header("authorization", "Bearer mock-token").is_true(|request| request.body_ref().is_empty());
        then.result(json!({"enabled": true}));
    });
    mock::client(&server).zone_settings(ZONE).get().result().await.unwrap();
    mock.assert();
}

#[tokio::test]
async fn a_body_can_be_given_in_part() {
    let server = MockServer::start();
    let mock = server.zone_certificates_create(|when, then| {
        when.body_includes(json!({"certificate": PEM}));
        then.result(json!({"status": "initializing"}));
    });
    let zone = mock::client(&server).zone_certificates(ZONE);
    zone.create(CreateZoneCertificate::new(PEM, "whatever key there is")).result().await.unwrap();
    assert!(zone.create(CreateZoneCertificate::new("canary", KEY)).result().await.is_err());
    mock.assert();
    let message = panic_of(|| mock.assert_calls(2));
    assert!(message.contains("body /certificate: another text than expected"), "{message}");
    assert!(!message.contains("canary"), "{message}");
}

#[test]
fn without_any_call_the_report_says_so() {
    let server = MockServer::start();
    let mock = server.zone_settings_get(|_, then| {
        then.null_result();
    });
    let message = panic_of(|| mock.assert());
    assert!(message.contains("no other call came this way"), "{message}");
}

#[tokio::test]
async fn a_long_report_is_cut() {
    let server = MockServer::start();
    let mock = server.zone_settings_get(|when, then| {
        when.zone_id(ZONE);
        then.null_result();
    });
    let client = mock::client(&server);
    for _ in 0..13 {
        assert!(client.zone_settings(OTHER).get().result().await.is_err());
    }
    let message = panic_of(|| mock.assert());
    assert!(message.contains("and 3 more"), "{message}");
    assert_eq!(message.matches("expected \"").count(), 10, "{message}");
}

#[test]
fn printed_mocks_show_no_body_and_no_result() {
    let server = MockServer::start();
    let mut printed = String::new();
    let mock = server.zone_certificates_create(|when, then| {
        when.zone_id(ZONE).body(CreateZoneCertificate::new(PEM, KEY)).header("x-key", KEY);
        then.result(json!({"private_key": KEY})).header("x-key", KEY).message(1, KEY);
        printed = format!("{when:?} {then:?}");
    });
    printed.push_str(&format!("{mock:?} {mock:#?}"));
    assert!(printed.contains(ZONE) && printed.contains("body: given"), "{printed}");
    assert!(printed.contains("200 a result"), "{printed}");
    assert!(!printed.contains("canary") && !printed.contains("BEGIN"), "{printed}");
    let failing = server.zone_settings_get(|_, then| {
        then.failure(400, 1408, KEY);
    });
    assert!(format!("{failing:?}").ends_with("400 a failure [1408])"), "{failing:?}");
}
