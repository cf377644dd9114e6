//! What is read from certificates and their keys, and which of them are refused.

use cloudflare_mtls::types::{CreateAccessCertificate, CreateHostnameCertificate};
use cloudflare_mtls::{Timestamp, prelude::*};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384,
    PKCS_ED25519, SerialNumber, SignatureAlgorithm, date_time_ymd,
};
use serde_json::Value;

use crate::kit::{ID, Kit, SECOND, START, account, pointers, refused};
use crate::origin_pulls::{KINDS, Kind};
use crate::pairs::{Pair, authority, leaf, made};

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

fn pair_of(kind: &'static SignatureAlgorithm) -> Pair {
    let key = KeyPair::generate_for(kind).unwrap();
    let certificate = CertificateParams::new(Vec::new()).unwrap().self_signed(&key).unwrap();
    Pair { certificate: certificate.pem(), key: key.serialize_pem() }
}

#[tokio::test]
async fn a_key_has_to_be_its_certificates() {
    let kit = Kit::start().await;
    for (algorithm, signature) in [
        (&PKCS_ECDSA_P256_SHA256, "ECDSAWithSHA256"),
        (&PKCS_ECDSA_P384_SHA384, "ECDSAWithSHA384"),
        (&PKCS_ED25519, "Ed25519"),
    ] {
        let (pair, other) = (pair_of(algorithm), pair_of(algorithm));
        for kind in KINDS {
            let crossed = kit.upload_parts(kind, &pair.certificate, &other.key).await;
            assert_eq!(pointers(&refused(crossed, 400, 2200, &[])), ["/private_key"]);
            assert_eq!(kit.upload(kind, &pair).await.unwrap().signature, signature);
        }
    }
}

#[tokio::test]
async fn what_is_no_usable_leaf_is_refused() {
    let kit = Kit::start().await;
    let (good, ca) = (leaf(), authority());
    let expired = made(|params| params.not_after = date_time_ymd(2029, 12, 31));
    let hollow = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let with_key = format!("{}{}", good.certificate, good.key);
    let cases = [
        ("garbage", "garbage", good.key.as_str(), 1408, "/certificate"),
        ("no certificate inside", hollow, &good.key, 1408, "/certificate"),
        ("a key in the certificate's place", &good.key, &good.key, 1408, "/certificate"),
        ("a key beside the certificate", &with_key, &good.key, 1408, "/certificate"),
        ("expired", &expired.certificate, &expired.key, 1408, "/certificate"),
        ("an authority", &ca.certificate, &ca.key, 1411, "/certificate"),
        ("no key", &good.certificate, "garbage", 2200, "/private_key"),
        ("a certificate in the key's place", &good.certificate, &good.certificate, 2200, "/private_key"),
    ];
    for kind in KINDS {
        for (what, certificate, key, code, pointer) in cases {
            let error = refused(kit.upload_parts(kind, certificate, key).await, 400, code, &[]);
            assert_eq!(pointers(&error), [pointer], "{what}");
        }
        assert_eq!(kit.list(kind).await, []);
    }
}

#[tokio::test]
async fn a_certificate_expires_on_the_emulators_clock() {
    let kit = Kit::start().await;
    let pair = made(|params| params.not_after = date_time_ymd(2030, 1, 2));
    let day = 24 * 3_600 * SECOND;
    kit.step(day - SECOND);
    kit.upload(Kind::Zone, &pair).await.unwrap();
    kit.step(SECOND);
    refused(kit.upload(Kind::Hostname, &pair).await, 400, 1408, &[]);
}

#[tokio::test]
async fn access_takes_authorities_and_leaves_that_are_certificates() {
    let kit = Kit::start().await;
    let access = kit.access(&account());
    for pair in [authority(), leaf()] {
        let added = access.create(CreateAccessCertificate::new("any", pair.certificate)).result().await;
        added.unwrap();
    }
    let expired = made(|params| params.not_after = date_time_ymd(2029, 12, 31));
    let with_key = format!("{}{}", leaf().certificate, leaf().key);
    for refused_pem in ["garbage", &expired.certificate, &with_key] {
        let error = access.create(CreateAccessCertificate::new("any", refused_pem)).result().await;
        assert_eq!(pointers(&refused(error, 400, 1408, &[])), ["/certificate"]);
    }
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

#[tokio::test]
async fn an_access_certificates_text_is_never_returned() {
    let kit = Kit::start().await;
    let pair = authority();
    let body = CreateAccessCertificate::new("any", &pair.certificate);
    let id = kit.access(&account()).create(body).result().await.unwrap().id.unwrap();
    let raw: Value = kit
        .client
        .request(cloudflare_mtls::Method::GET, "/accounts/{account}/access/certificates/{id}")
        .path("account", ID)
        .path("id", &id)
        .result()
        .await
        .unwrap();
    assert_eq!(raw["name"], "any");
    assert!(!raw.to_string().contains("BEGIN"), "{raw}");
}
