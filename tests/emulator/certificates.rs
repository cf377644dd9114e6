//! What is read from certificates, and that no key of one is returned or kept.

use cloudflare_mtls::types::CreateHostnameCertificate;
use cloudflare_mtls::{Timestamp, prelude::*};
use rcgen::{DistinguishedName, DnType, SerialNumber, date_time_ymd};
use serde_json::Value;

use crate::kit::{ID, Kit, START, refused};
use crate::origin_pulls::{KINDS, Kind};
use crate::pairs::{leaf, made};

#[tokio::test]
async fn the_facts_are_the_certificates_own() {
    let kit = Kit::start().await;
    let pair = made(|params| {
        params.serial_number = Some(SerialNumber::from(6_743_787_633_689_u64));
        params.not_after = date_time_ymd(2031, 5, 6);
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "An authority's name");
    });
    for kind in KINDS {
        let uploaded = kit.upload(kind, &pair).await.unwrap();
        assert_eq!(uploaded.certificate, pair.certificate);
        assert_eq!(uploaded.issuer, "An authority's name");
        assert_eq!(uploaded.signature, "ECDSAWithSHA256");
        assert_eq!(uploaded.expires_on, "2031-05-06T00:00:00Z".parse::<Timestamp>().unwrap());
        assert_eq!(uploaded.uploaded_on, START.parse::<Timestamp>().unwrap());
        assert_eq!(kit.read(kind, &uploaded.id).await.unwrap(), uploaded);
        assert_eq!(kit.list(kind).await, [uploaded]);
    }
    let listed = kit.client.hostname_certificates(ID).list().result().await.unwrap();
    assert_eq!(listed[0].serial_number.as_deref(), Some("6743787633689"));
}

/// The base64 between a PEM text's first and last line, of which no part may be seen.
fn inside(pem: &str) -> Vec<&str> {
    pem.lines().filter(|line| !line.starts_with("-----")).collect()
}

#[tokio::test]
async fn private_keys_are_neither_returned_nor_kept() {
    let kit = Kit::start().await;
    let pair = leaf();
    let zone = kit.upload(Kind::Zone, &pair).await.unwrap();
    let body = CreateHostnameCertificate::new(&*pair.certificate, &*pair.key);
    kit.client.hostname_certificates(ID).create(body).result().await.unwrap();
    // A key in the wrong place is a secret as well, and so is one in no form that keys have.
    refused(kit.upload_parts(Kind::Zone, &pair.key, &pair.key).await, 400, 1408, &[]);
    refused(kit.upload_parts(Kind::Zone, &leaf().certificate, "canary-key").await, 400, 2200, &[]);

    // The raw answer, past the client's types.
    let raw: Value = kit
        .client
        .request(cloudflare_mtls::Method::GET, "/zones/{zone}/origin_tls_client_auth/{id}")
        .path("zone", ID)
        .path("id", &zone.id)
        .result()
        .await
        .unwrap();
    assert!(raw["certificate"].is_string() && raw.get("private_key").is_none());

    let log = format!("{:?}", kit.emulator.requests());
    let state = kit.emulator.snapshot().to_json();
    let token = kit.emulator.token();
    for secret in inside(&pair.key).into_iter().chain([&*token, "canary-key"]) {
        assert!(!log.contains(secret), "in the log");
        assert!(!state.contains(secret), "in the state");
        assert!(!format!("{raw} {:?}", kit.emulator).contains(secret), "in the answer or Debug");
    }
    assert!(log.contains("[redacted]") && log.contains("BEGIN CERTIFICATE"));
}
