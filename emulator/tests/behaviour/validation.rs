//! Requests that don't fit the documents.

use cloudflare_mtls_emulator::FailureResult;
use reqwest::Method;
use serde_json::{Value, json};

use crate::kit::{ID, Kit, access, authority, leaf, pulls};

#[tokio::test]
async fn identifiers_of_accounts_and_zones_are_checked() {
    let kit = Kit::start().await;
    for (path, pointer) in [
        ("/zones/nonsense/origin_tls_client_auth".to_owned(), "/path/zone_id"),
        (format!("/zones/{ID}0/access/certificates"), "/path/zone_id"),
        ("/accounts/nonsense/access/certificates".to_owned(), "/path/account_id"),
    ] {
        assert_eq!(kit.get(&path).await.fails(400, 1001).pointer(0), pointer);
    }
    let unknown = "0123456789abcdef0123456789abcdef";
    kit.get(&format!("/zones/{unknown}/origin_tls_client_auth")).await.fails(404, 7003);
    kit.get(&format!("/accounts/{unknown}/access/certificates")).await.fails(404, 7003);
}

#[tokio::test]
async fn all_that_is_wrong_is_reported_with_its_place() {
    let kit = Kit::start().await;
    let refused = kit.post(&pulls(), json!({"certificate": 7})).await;
    refused.fails(400, 1001);
    assert_eq!((refused.pointer(0), refused.pointer(1)), (&json!("/certificate"), &json!("/private_key")));

    let certificate = authority().certificate;
    let cases: [(Value, &str); 5] = [
        (json!({"certificate": certificate}), "/name"),
        (json!({"name": null, "certificate": certificate}), "/name"),
        (json!({"name": "any"}), "/certificate"),
        (
            json!({"name": "any", "certificate": certificate, "associated_hostnames": "x"}),
            "/associated_hostnames",
        ),
        (
            json!({"name": "any", "certificate": certificate, "associated_hostnames": ["a.com", 1]}),
            "/associated_hostnames/1",
        ),
    ];
    for (body, pointer) in cases {
        assert_eq!(kit.post(&access("accounts"), body).await.fails(400, 1001).pointer(0), pointer);
    }

    let settings = format!("{}/settings", pulls());
    for body in [json!({}), json!({"enabled": "true"}), json!({"enabled": null})] {
        assert_eq!(kit.put(&settings, body).await.fails(400, 1001).pointer(0), "/enabled");
    }
    assert_eq!(kit.put(&settings, json!([])).await.fails(400, 1001).pointer(0), "");
    let unknown = json!({"settings": [{"hostname": "example.com"}]});
    let refused = kit.put(&format!("{}/settings", access("zones")), unknown).await;
    assert_eq!(refused.fails(400, 1001).pointer(0), "/settings/0/china_network");
}

#[tokio::test]
async fn fields_that_no_document_knows_are_let_through() {
    let kit = Kit::start().await;
    let mut body = leaf().body();
    body["type"] = json!("custom");
    kit.post(&pulls(), body).await.result();
}

#[tokio::test]
async fn a_body_has_to_be_json() {
    let kit = Kit::start().await;
    let request = || kit.request(Method::PUT, &format!("{}/settings", pulls()));
    let json = "application/json";
    kit.send(request()).await.fails(400, 1001);
    kit.send(request().header("content-type", json).body("{\"enabled\": ")).await.fails(400, 1001);
    kit.send(request().header("content-type", json).body(vec![0xff])).await.fails(400, 1001);
    kit.send(request().header("content-type", "text/plain").body("{\"enabled\": true}"))
        .await
        .fails(415, 1001);
    kit.send(request().header("content-type", json).body(vec![b' '; 5 << 20])).await.fails(413, 1001);
    let charset = request().header("content-type", "application/json; charset=utf-8");
    kit.send(charset.body("{\"enabled\": true}")).await.result();
}

#[tokio::test]
async fn a_failure_has_one_of_two_results() {
    let kit = Kit::start().await;
    assert_eq!(kit.get("/nothing").await.body["result"], Value::Null);
    kit.emulator.change_settings(|settings| settings.behaviour.failure_result = FailureResult::Object);
    assert_eq!(kit.get("/nothing").await.body["result"], json!({}));
}

#[tokio::test]
async fn path_segments_are_unescaped_one_by_one() {
    let kit = Kit::start().await;
    kit.get(&format!("{}/hostnames/app%2Eexample.com", pulls())).await.fails(404, 1552);
    // An escaped slash parts no segments: this is one odd identifier.
    kit.get(&format!("{}/hostnames%2Fcertificates", pulls())).await.fails(400, 1415);
    kit.get(&format!("{}/%ff", pulls())).await.fails(404, 7003);
}
