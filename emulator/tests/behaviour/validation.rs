//! Requests that don't fit the documents.

use cloudflare_mtls_emulator::FailureResult;
use reqwest::Method;
use serde_json::{Value, json};

use crate::kit::{Answer, ID, Kit, access, authority, hostnames, leaf, pulls};

/// All the places that a refusal names.
fn pointers(refused: &Answer) -> Vec<&str> {
    let errors = refused.fails(400, 1001).body["errors"].as_array().unwrap().iter();
    errors.map(|error| error["source"]["pointer"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn identifiers_of_accounts_and_zones_are_checked() {
    let kit = Kit::start().await;
    for (path, pointer) in [
        ("/zones/nonsense/origin_tls_client_auth".to_owned(), "/path/zone_id"),
        (format!("/zones/{ID}0/access/certificates"), "/path/zone_id"),
        ("/zones/example.com/origin_tls_client_auth".to_owned(), "/path/zone_id"),
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
    for (body, places) in [
        (json!({"certificate": 7}), vec!["/certificate", "/private_key"]),
        (json!({"private_key": leaf().key}), vec!["/certificate"]),
        (json!({"certificate": leaf().certificate}), vec!["/private_key"]),
        (json!([]), vec![""]),
        (json!("text"), vec![""]),
    ] {
        assert_eq!(pointers(&kit.post(&pulls(), body).await), places);
    }

    let certificate = authority().certificate;
    let two = json!(["a.com", 1, "-"]);
    let refused = json!({"name": "any", "certificate": certificate, "associated_hostnames": two});
    assert_eq!(
        pointers(&kit.post(&access("accounts"), refused).await),
        ["/associated_hostnames/1", "/associated_hostnames/2"]
    );
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
    kit.put(&settings, json!({"enabled": true})).await.result();
    for body in [json!({}), json!({"enabled": "false"}), json!({"enabled": null}), json!({"enabled": 0})] {
        assert_eq!(kit.put(&settings, body).await.fails(400, 1001).pointer(0), "/enabled");
    }
    assert_eq!(kit.get(&settings).await.result()["enabled"], true);
    assert_eq!(kit.put(&settings, json!([])).await.fails(400, 1001).pointer(0), "");
    let settings = format!("{}/settings", access("zones"));
    let unknown = json!({"settings": [{"hostname": "example.com"}]});
    assert_eq!(
        pointers(&kit.put(&settings, unknown).await),
        ["/settings/0/china_network", "/settings/0/client_certificate_forwarding"]
    );
    assert_eq!(pointers(&kit.put(&settings, json!({"settings": [7]})).await), ["/settings/0"]);

    let association = json!({"hostname": "a.example.com", "enabled": "yes", "cert_id": 7});
    for (body, places) in [
        (json!({}), vec!["/config"]),
        (json!({"config": {}}), vec!["/config"]),
        (json!({"config": [association]}), vec!["/config/0/cert_id", "/config/0/enabled"]),
    ] {
        assert_eq!(pointers(&kit.put(&hostnames(), body).await), places);
    }
}

#[tokio::test]
async fn an_update_of_an_access_certificate_needs_its_hostnames() {
    let kit = Kit::start().await;
    let body = json!({"name": "any", "certificate": authority().certificate});
    let one = format!("{}/{}", access("accounts"), kit.post(&access("accounts"), body).await.id());
    let refused = kit.put(&one, json!({"name": "other"})).await;
    assert_eq!(pointers(&refused), ["/associated_hostnames"]);
    let refused = kit.put(&one, json!({"name": 7, "associated_hostnames": []})).await;
    assert_eq!(pointers(&refused), ["/name"]);
}

#[tokio::test]
async fn fields_that_no_document_knows_are_let_through() {
    let kit = Kit::start().await;
    let mut body = leaf().body();
    body["type"] = json!("custom");
    kit.post(&pulls(), body).await.result();
    // Only hostname settings are documented to have no further ones.
    let setting = json!({
        "hostname": "example.com", "china_network": false, "client_certificate_forwarding": true, "a/b": 1,
    });
    let path = format!("{}/settings", access("accounts"));
    let refused = kit.put(&path, json!({"settings": [setting]})).await;
    assert_eq!(pointers(&refused), ["/settings/0/a~1b"]);
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
