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

#[tokio::test]
async fn a_call_that_no_mock_fits_says_so_itself() {
    let server = MockServer::start();
    server.zone_certificates_create(|when, then| {
        when.zone_id(ZONE).body(CreateZoneCertificate::new(PEM, KEY));
        then.result(json!({"id": CERTIFICATE}));
    });
    server.zone_certificates_create(|when, then| {
        when.zone_id(OTHER);
        then.result(json!({"id": CERTIFICATE}));
    });
    server.zone_settings_get(|_, then| {
        then.null_result();
    });
    let client = mock::client(&server);
    let zone = client.zone_certificates(ACCOUNT);
    let other = CreateZoneCertificate::new("no\npem", "canary-of-the-program");
    let error = zone.create(other).result().await.unwrap_err();
    let text = error.to_string();
    for part in [
        "no mock fits this call",
        &format!("POST /client/v4/zones/{ACCOUNT}/origin_tls_client_auth"),
        &format!("zone_id: \"{ACCOUNT}\", expected \"{ZONE}\""),
        &format!("zone_id: \"{ACCOUNT}\", expected \"{OTHER}\""),
        "body /private_key: another secret than expected",
    ] {
        assert!(text.contains(part), "{part} isn't in: {text}");
    }
    assert!(!text.contains("canary") && !text.contains("mock-token") && text.lines().count() == 1, "{text}");
    // The nearest is the one that wants least.
    let (first, second) = (text.find(&format!("expected \"{OTHER}\"")), text.find("body /private_key"));
    assert!(first < second, "{text}");
    assert!(!error.outcome_unknown() && !error.is_retryable() && !error.is_not_found(), "{error:?}");
}

#[tokio::test]
async fn without_a_mock_of_the_operation_those_of_others_are_named() {
    let server = MockServer::start();
    let client = mock::client(&server);
    let zone = Scope::zone(ZONE).unwrap();
    let call = || client.access_certificates(&zone).list().page(3).result();
    let text = call().await.unwrap_err().to_string();
    assert!(text.contains("no mock fits this call; there is no mock"), "{text}");
    server.zone_settings_get(|_, then| {
        then.null_result();
    });
    let text = call().await.unwrap_err().to_string();
    assert!(text.contains("access/certificates?page=3; the mocks that"), "{text}");
    assert!(text.contains("of other operations: zone-settings-get"), "{text}");
    // One that has answered all it may is as good as none.
    server.access_certificates_list(|_, then| {
        then.null_result().up_to_n_times(1);
    });
    call().await.unwrap();
    let text = call().await.unwrap_err().to_string();
    assert!(text.contains("that could still answer one are of other operations"), "{text}");
}

#[tokio::test]
async fn many_mocks_and_differences_are_counted() {
    let server = MockServer::start();
    for _ in 0..5 {
        server.zone_settings_get(|when, then| {
            when.zone_id(ZONE);
            then.null_result();
        });
    }
    let text = mock::client(&server).zone_settings(OTHER).get().result().await.unwrap_err().to_string();
    assert!(text.ends_with("; and 2 mocks more of this operation"), "{text}");
    assert_eq!(text.matches("expected \"").count(), 3, "{text}");
}

#[tokio::test]
async fn calls_at_once_have_each_its_own_report() {
    let server = MockServer::start();
    server.zone_settings_get(|when, then| {
        when.zone_id(ZONE);
        then.null_result();
    });
    let client = mock::client(&server);
    let calls = (0..32).map(|number| {
        let client = client.clone();
        tokio::spawn(async move {
            let zone = format!("{number:032}");
            (client.zone_settings(&*zone).get().result().await.unwrap_err().to_string(), zone)
        })
    });
    for call in calls.collect::<Vec<_>>() {
        let (text, zone) = call.await.unwrap();
        assert!(text.contains(&format!("zone_id: \"{zone}\"")), "{text}");
        assert_eq!(text.matches("zone_id: ").count(), 2, "{text}");
    }
}
