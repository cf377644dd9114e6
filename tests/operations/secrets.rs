//! Private keys and tokens: in the request, and nowhere else.

use std::error::Error as _;

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::{
    CreateHostnameCertificate, CreateMtlsCertificate, CreateZoneCertificate, HostnameAssociation,
    ZoneCertificate,
};
use cloudflare_mtls::{Error, Scope};
use serde_json::json;

use crate::cases::cases;
use crate::fixtures::{KEY, KEY_CANARY, PEM, association, zone_certificate};
use crate::kit::{ACCOUNT, Answer, Api, TOKEN, ZONE, failure};

/// Panics when text that a user may log contains a private key or the token.
fn clean(what: &str, text: &str) {
    for secret in [KEY_CANARY, TOKEN, "PRIVATE KEY"] {
        // The text itself isn't printed: it is what must not be in a log.
        assert!(!text.contains(secret), "{what} shows a secret");
    }
}

/// The error and everything below it, both ways.
fn printed(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!(" {cause} {cause:?}"));
        source = cause.source();
    }
    text
}

#[tokio::test]
async fn no_operation_shows_a_secret_unsent_or_answered() {
    let api = Api::always(Answer::new(500, "")).await;
    let client = api.client();
    clean("Debug of the client", &format!("{client:?}"));
    for case in cases() {
        api.now(Answer::success(case.status, case.result.clone()));
        let erased = (case.call)(&client);
        clean(&format!("Debug of {}", case.name), &erased.debug);
        let seen = erased.outcome.await.unwrap();
        clean(&format!("Debug of the answer to {}", case.name), &seen.debug);
        let result = seen.result.unwrap();
        clean(&format!("the serialized result of {}", case.name), &result.to_string());
    }
}

#[test]
fn bodies_show_no_key_but_send_it() {
    let zone = CreateZoneCertificate::new(PEM, KEY);
    clean("Debug of a zone certificate to upload", &format!("{zone:?} {zone:#?}"));
    assert_eq!(serde_json::to_value(&zone).unwrap()["private_key"], KEY);
    let hostname = CreateHostnameCertificate::new(PEM, KEY);
    clean("Debug of a hostname certificate to upload", &format!("{hostname:?} {hostname:#?}"));
    assert_eq!(serde_json::to_value(&hostname).unwrap()["private_key"], KEY);
    for uploaded in
        [CreateMtlsCertificate::leaf(PEM, KEY), CreateMtlsCertificate::authority(PEM).private_key(KEY)]
    {
        clean("Debug of an account's certificate to upload", &format!("{uploaded:?} {uploaded:#?}"));
        assert_eq!(serde_json::to_value(&uploaded).unwrap()["private_key"], KEY);
    }
}

#[test]
fn results_hold_the_key_but_neither_show_nor_serialize_it() {
    let zone: ZoneCertificate = serde_json::from_value(zone_certificate()).unwrap();
    let association: HostnameAssociation = serde_json::from_value(association()).unwrap();
    for key in [&zone.private_key, &association.private_key] {
        assert_eq!(key.as_ref().unwrap().expose(), KEY, "the caller gets it");
    }
    for text in [
        format!("{zone:?} {zone:#?} {association:?} {association:#?}"),
        serde_json::to_string(&zone).unwrap(),
        serde_json::to_string(&association).unwrap(),
    ] {
        clean("a result", &text);
    }
}

/// Services repeat what they were sent, and proxies before them do so in pages.
#[tokio::test]
async fn a_secret_that_comes_back_in_an_error_is_not_shown() {
    let escaped = serde_json::to_string(KEY).unwrap();
    let mut pointed = failure(1408, &format!("can't parse {KEY}"));
    pointed["messages"] = json!([{"code": 1, "message": format!("you sent Bearer {TOKEN}")}]);
    pointed["errors"][0]["documentation_url"] = json!(format!("https://example.com/?key={KEY}"));
    for (what, answer) in [
        ("an envelope", Answer::json(400, &pointed)),
        (
            "a page",
            Answer::new(502, format!("<html><body>{KEY} Authorization: Bearer {TOKEN}</body></html>")),
        ),
        ("plain text", Answer::new(500, format!("cannot parse {KEY}; token {TOKEN}"))),
        ("escaped text", Answer::new(500, format!("cannot parse {escaped}"))),
        ("a success that is text", Answer::new(200, format!("stored {KEY}"))),
        (
            "a success of another shape",
            Answer::success(200, json!({"status": {"key": KEY, "token": TOKEN}, "name": {"key": KEY}})),
        ),
        ("a success of another type", Answer::success(200, json!(KEY))),
        ("broken JSON", Answer::new(200, format!("{{\"success\": true, \"result\": {escaped}"))),
    ] {
        let api = Api::always(answer).await;
        let client = api.client();
        let zone = client.zone_certificates(ZONE).create(CreateZoneCertificate::new(PEM, KEY)).result();
        let hostname =
            client.hostname_certificates(ZONE).create(CreateHostnameCertificate::new(PEM, KEY)).result();
        let account =
            client.mtls_certificates(ACCOUNT).create(CreateMtlsCertificate::leaf(PEM, KEY)).result();
        let errors = [zone.await.unwrap_err(), hostname.await.unwrap_err(), account.await.unwrap_err()];
        for error in errors {
            clean(what, &printed(&error));
            for message in error.errors().iter().chain(error.messages()) {
                clean(what, &format!("{message} {message:?} {}", message.message()));
                clean(what, message.documentation_url().unwrap_or_default());
            }
            clean(what, error.excerpt().unwrap_or_default());
        }
    }
}

/// A result is read once more to find the place that doesn't fit; its values stay out of it.
#[tokio::test]
async fn a_decode_error_beside_a_key_shows_no_value() {
    let mut spoiled = zone_certificate();
    spoiled["uploaded_on"] = json!(KEY);
    let api = Api::always(Answer::success(200, json!([zone_certificate(), spoiled]))).await;
    let error = api.client().zone_certificates(ZONE).list().result().await.unwrap_err();
    assert_eq!(error.json_path(), Some("result[1].uploaded_on"));
    clean("a decode error", &printed(&error));
}

#[tokio::test]
async fn streams_and_groups_show_no_secret() {
    let api = Api::always(Answer::success(200, json!([]))).await;
    let client = api.client();
    let scope = Scope::account(ACCOUNT).unwrap();
    let group = client.access_certificates(&scope);
    let shown = format!(
        "{:?} {:?} {:?} {:?} {:?}",
        group.list().pages(),
        group.list().items(),
        group,
        client.zone_certificates(ZONE),
        api.builder().token(TOKEN),
    );
    clean("Debug of groups, streams and a builder", &shown);
}
