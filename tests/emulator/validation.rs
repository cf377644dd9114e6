//! Requests that the service refuses as they are: what a failure looks like in both forms, paths that
//! stay what they are, and a zone that nobody knows.

use cloudflare_mtls::types::Association;
use cloudflare_mtls::{Error, Method, Scope, prelude::*};
use cloudflare_mtls_emulator::FailureResult;
use serde_json::{Value, json};

use crate::kit::{ID, Kit, UNKNOWN, refused};
use crate::origin_pulls::Kind;
use crate::pairs::leaf;

const PULLS: &str = "/zones/{id}/origin_tls_client_auth";

async fn send(kit: &Kit, method: Method, path: &str, body: &Value) -> Result<Value, Error> {
    kit.client.request(method, path).path("id", ID).json(body).result().await
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

#[tokio::test]
async fn an_unknown_account_or_zone_is_not_a_missing_certificate() {
    let kit = Kit::start().await;
    // A tool that deletes must not take a mistyped zone for a certificate that is gone.
    let certificates = kit.client.zone_certificates(UNKNOWN);
    refused(certificates.list().result().await, 404, 7003, &[]);
    refused(certificates.delete(UNKNOWN).result().await, 404, 7003, &[]);
    for scope in [Scope::account(UNKNOWN).unwrap(), Scope::zone(UNKNOWN).unwrap()] {
        refused(kit.access(&scope).list().result().await, 404, 7003, &[]);
    }
}
