//! What a test can't mock: results that the operation's type can't hold or doesn't know, and
//! answers that aren't any. The panics come while the mock is mounted and show no value.

use cloudflare_core::runtime::Operation;
use cloudflare_mtls::mock::{self, Mock, MockServer, MockServerExt, json};
use cloudflare_mtls::operations::{ZoneCertificatesList, ZoneSettingsGet};
use cloudflare_mtls::{prelude::*, types::*};
use serde_json::Value;

use crate::{CERTIFICATE, KEY, ZONE, panic_of};

fn refused(result: Value) -> String {
    panic_of(|| {
        let server = MockServer::start();
        let _ = server.zone_certificates_list(|_, then| {
            then.result(result);
        });
    })
}

#[test]
fn a_result_of_the_wrong_type_is_refused_with_its_place() {
    let message = refused(json!([{}, {"private_key": KEY, "expires_on": KEY}]));
    assert!(message.starts_with(&format!("{}: ", ZoneCertificatesList::INFO.id)), "{message}");
    assert!(message.contains("result[1].expires_on"), "{message}");
    assert!(!message.contains("canary"), "{message}");
    let message = refused(json!({"private_key": KEY}));
    assert!(message.contains("expected a sequence") && !message.contains("canary"), "{message}");
}

#[test]
fn a_misspelt_field_is_refused_with_its_place() {
    let message = refused(json!([{"id": CERTIFICATE}, {"statsu": KEY}]));
    assert!(message.contains("result[1].statsu"), "{message}");
    assert!(message.contains("raw_result()") && !message.contains("canary"), "{message}");
}

#[test]
fn null_is_refused_where_a_result_is_promised() {
    let message = panic_of(|| {
        let server = MockServer::start();
        let _ = server.zone_settings_get(|_, then| {
            then.result(Value::Null);
        });
    });
    assert!(message.contains("null_result()"), "{message}");
}

#[test]
fn items_of_pages_are_checked() {
    let message = panic_of(|| {
        let server = MockServer::start();
        let _ = server.access_certificates_list(|_, then| {
            then.pages([json!({"name": 1})], 10);
        });
    });
    assert!(message.contains("result[0].name"), "{message}");
}

#[test]
fn a_mock_needs_an_answer() {
    let message = panic_of(|| {
        let server = MockServer::start();
        let _ = server.zone_settings_get(|when, then| {
            when.zone_id(ZONE);
            then.status(200);
        });
    });
    assert!(message.contains(ZoneSettingsGet::INFO.id) && message.contains("no answer"), "{message}");
}

#[test]
fn a_status_must_be_one() {
    for status in [0, 100, 600, 65535] {
        let message = panic_of(|| {
            let server = MockServer::start();
            let _ = server.zone_settings_get(|_, then| {
                then.failure(status, 1, "x");
            });
        });
        assert!(message.contains(&status.to_string()), "{message}");
    }
}

#[tokio::test]
async fn tomorrows_answers_can_be_mocked_when_that_is_meant() {
    let server = MockServer::start();
    let _: Mock<'_> = server.zone_certificates_get(|_, then| {
        then.raw_result(json!({"status": "suspended", "new_field": [1]}));
    });
    let certificate = mock::client(&server).zone_certificates(ZONE).get(CERTIFICATE).result().await.unwrap();
    assert_eq!(certificate.status.unwrap().as_str(), "suspended");
}

#[tokio::test]
async fn a_typed_value_is_a_result() {
    let mut typed = ZoneCertificate::default();
    typed.id = Some(CERTIFICATE.into());
    typed.status = Some(CertificateStatus::Active);
    let server = MockServer::start();
    let _ = server.zone_certificates_get(|_, then| {
        then.result(&typed);
    });
    let got = mock::client(&server).zone_certificates(ZONE).get(CERTIFICATE).result().await.unwrap();
    assert_eq!(got, typed);
}
