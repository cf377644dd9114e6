//! Requests that don't fit the documents. Most of them the typed client can't even send, so they go
//! by the escape hatch.

use cloudflare_mtls::types::{Association, CreateAccessCertificate};
use cloudflare_mtls::{Error, Method, prelude::*};
use cloudflare_mtls_emulator::FailureResult;
use serde_json::{Value, json};

use crate::kit::{ID, Kit, account, pointers, refused};
use crate::origin_pulls::Kind;
use crate::pairs::{authority, leaf};

const PULLS: &str = "/zones/{id}/origin_tls_client_auth";
const HOSTNAMES: &str = "/zones/{id}/origin_tls_client_auth/hostnames";
const ACCESS: &str = "/accounts/{id}/access/certificates";
const ACCESS_SETTINGS: &str = "/accounts/{id}/access/certificates/settings";

async fn send(kit: &Kit, method: Method, path: &str, body: &Value) -> Result<Value, Error> {
    kit.client.request(method, path).path("id", ID).json(body).result().await
}

#[tokio::test]
async fn a_missing_field_or_a_wrong_type_is_pointed_at() {
    let kit = Kit::start().await;
    let (pem, pair) = (authority().certificate, leaf());
    let cases = [
        (Method::POST, PULLS, json!({"private_key": pair.key}), vec!["/certificate"]),
        (Method::POST, PULLS, json!({"certificate": pair.certificate}), vec!["/private_key"]),
        // All that is wrong, and not the first of it.
        (Method::POST, PULLS, json!({"certificate": 7}), vec!["/certificate", "/private_key"]),
        (Method::POST, PULLS, json!([]), vec![""]),
        (Method::POST, PULLS, json!("text"), vec![""]),
        (Method::POST, ACCESS, json!({"certificate": pem}), vec!["/name"]),
        (Method::POST, ACCESS, json!({"certificate": pem, "name": null}), vec!["/name"]),
        (Method::POST, ACCESS, json!({"name": "any"}), vec!["/certificate"]),
        (
            Method::POST,
            ACCESS,
            json!({"certificate": pem, "name": "any", "associated_hostnames": "x"}),
            vec!["/associated_hostnames"],
        ),
        (
            Method::POST,
            ACCESS,
            json!({"certificate": pem, "name": "any", "associated_hostnames": ["a.com", 1, "-"]}),
            vec!["/associated_hostnames/1", "/associated_hostnames/2"],
        ),
        (Method::PUT, HOSTNAMES, json!({}), vec!["/config"]),
        (Method::PUT, HOSTNAMES, json!({"config": {}}), vec!["/config"]),
        (Method::PUT, HOSTNAMES, json!({"config": ["text"]}), vec!["/config/0"]),
        (
            Method::PUT,
            HOSTNAMES,
            json!({"config": [{"hostname": "a.example.com", "enabled": "yes", "cert_id": 7}]}),
            vec!["/config/0/cert_id", "/config/0/enabled"],
        ),
        (Method::PUT, ACCESS_SETTINGS, json!({"settings": [7]}), vec!["/settings/0"]),
        (
            Method::PUT,
            ACCESS_SETTINGS,
            json!({"settings": [{"hostname": "example.com"}]}),
            vec!["/settings/0/china_network", "/settings/0/client_certificate_forwarding"],
        ),
    ];
    for (method, path, body, expected) in cases {
        let error = refused(send(&kit, method, path, &body).await, 400, 1001, &[]);
        assert_eq!(pointers(&error), expected, "{path} {error}");
        assert!(error.errors().iter().all(|error| error.code() == 1001));
    }
}

#[tokio::test]
async fn an_update_of_an_access_certificate_needs_its_hostnames() {
    let kit = Kit::start().await;
    let body = CreateAccessCertificate::new("any", authority().certificate);
    let id = kit.access(&account()).create(body).result().await.unwrap().id.unwrap();
    let path = format!("{ACCESS}/{id}");
    let error = refused(send(&kit, Method::PUT, &path, &json!({"name": "other"})).await, 400, 1001, &[]);
    assert_eq!(pointers(&error), ["/associated_hostnames"]);
    let body = json!({"name": 7, "associated_hostnames": []});
    assert_eq!(pointers(&refused(send(&kit, Method::PUT, &path, &body).await, 400, 1001, &[])), ["/name"]);
}

#[tokio::test]
async fn a_body_has_to_be_there_and_not_too_long() {
    let kit = Kit::start().await;
    let empty = kit.client.request(Method::POST, PULLS).path("id", ID);
    assert_eq!(pointers(&refused(empty.result().await, 400, 1001, &[])), [""]);
    let endless = json!({"certificate": "x".repeat(5 << 20), "private_key": ""});
    refused(send(&kit, Method::POST, PULLS, &endless).await, 413, 1001, &[]);
    assert_eq!(kit.list(Kind::Zone).await, []);
}

#[tokio::test]
async fn fields_that_no_document_knows_are_let_through() {
    let kit = Kit::start().await;
    let mut body = leaf().body();
    body["field_of_tomorrow"] = json!({"any": 1});
    send(&kit, Method::POST, PULLS, &body).await.unwrap();
    // Only hostname settings are documented to have no further ones.
    let setting = json!({
        "hostname": "example.com", "china_network": false, "client_certificate_forwarding": true, "a/b": 1,
    });
    let body = json!({"settings": [setting]});
    let error = refused(send(&kit, Method::PUT, ACCESS_SETTINGS, &body).await, 400, 1001, &[]);
    assert_eq!(pointers(&error), ["/settings/0/a~1b"]);
}

#[tokio::test]
async fn a_failure_has_one_of_two_results_and_the_client_reads_both() {
    let kit = Kit::start().await;
    let mut lines = Vec::new();
    for form in [FailureResult::Null, FailureResult::Object] {
        kit.emulator.change_settings(|settings| settings.behaviour.failure_result = form);
        let error = refused(send(&kit, Method::POST, PULLS, &json!({})).await, 400, 1001, &[]);
        assert_eq!(error.errors().len(), 2);
        lines.push(error.to_string().replace(error.cf_ray().unwrap(), "RAY"));
    }
    assert_eq!(lines[0], lines[1]);
}

#[tokio::test]
async fn what_stands_in_a_path_stays_one_segment() {
    let kit = Kit::start().await;
    let hostnames = kit.client.hostname_associations(ID);
    for odd in ["a/b", "certificates/x", "ü.example.com", "100%", "a?b#c"] {
        refused(hostnames.get(odd).result().await, 404, 1552, &["not found"]);
    }
    // One odd identifier, and no list of hostname certificates.
    let certificates = kit.client.zone_certificates(ID);
    refused(certificates.get("hostnames/certificates").result().await, 400, 1415, &[]);

    let id = kit.upload(Kind::Hostname, &leaf()).await.unwrap().id;
    let wildcard = Association::enable("*.example.com", &*id);
    hostnames.update([wildcard]).result().await.unwrap();
    let seen = hostnames.get("*.example.com").result().await.unwrap();
    assert_eq!(seen.hostname.as_deref(), Some("*.example.com"));
}
