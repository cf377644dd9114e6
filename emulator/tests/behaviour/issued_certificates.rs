//! What an issued client certificate is: what is said of it is true, a server that trusts its authority takes
//! it, and the authority is the same at every start.

use std::sync::Arc;

use cloudflare_mtls_emulator::Emulator;
use reqwest::Method;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, pem::PemObject as _},
    server::WebPkiClientVerifier,
};
use serde_json::{Value, json};
use x509_parser::prelude::{FromDer as _, ParsedExtension, X509Certificate};

use crate::{
    client_certificates::one,
    kit::{ID, Kit, UNKNOWN_UUID, client_certificates, made},
    requests::{Requested, requested, requested_for, requested_for_rsa},
};

pub(crate) fn der(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn what_is_said_of_a_certificate_is_true() {
    let kit = Kit::start().await;
    kit.emulator.advance(std::time::Duration::from_millis(1_500));
    let kinds = [&rcgen::PKCS_ECDSA_P256_SHA256, &rcgen::PKCS_ECDSA_P384_SHA384, &rcgen::PKCS_ED25519];
    let requests = kinds.map(|kind| requested_for(kind, |_| {}));
    for Requested { csr, key } in requests.into_iter().chain([requested_for_rsa()]) {
        let created = kit.post(&client_certificates(), json!({"csr": csr, "validity_days": 30})).await;
        assert_eq!(created.status, 200);
        let result = created.result();
        for (name, value) in [
            ("common_name", json!("somebody")),
            ("country", json!("US")),
            ("state", json!("CA")),
            ("location", json!("Somewhere")),
            ("organization", json!("Organization")),
            ("organizational_unit", json!("Unit")),
            ("csr", json!(csr)),
            ("validity_days", json!(30)),
            ("status", json!("active")),
            ("issued_on", json!("2030-01-01T00:00:01Z")),
            ("expires_on", json!("2030-01-31T00:00:01Z")),
            ("signature", json!("Ed25519")),
        ] {
            assert_eq!(result[name], value, "{name}");
        }
        assert_eq!(result["id"].as_str().unwrap().len(), 36);
        assert_eq!(kit.get(&one(result)).await.result(), result);

        let der = der(result["certificate"].as_str().unwrap());
        let (_, certificate) = X509Certificate::from_der(&der).unwrap();
        assert_eq!(result["fingerprint_sha256"], hexadecimal(digest(&SHA256, &der).as_ref()));
        assert_eq!(result["serial_number"], hexadecimal(certificate.raw_serial()));
        assert_eq!(certificate.raw_serial().len(), 20);
        assert_eq!(certificate.validity().not_before.timestamp(), 1_893_456_001);
        assert_eq!(certificate.validity().not_after.timestamp(), 1_893_456_001 + 30 * 86_400);
        assert_eq!(
            certificate.subject().to_string(),
            "C=US, ST=CA, L=Somewhere, O=Organization, OU=Unit, CN=somebody"
        );
        assert_eq!(certificate.public_key().subject_public_key.data, key.public_key_raw());
        let ski = certificate.extensions().iter().find_map(|extension| match extension.parsed_extension() {
            ParsedExtension::SubjectKeyIdentifier(ski) => Some(hexadecimal(ski.0)),
            _ => None,
        });
        let sha1 = hexadecimal(digest(&SHA1_FOR_LEGACY_USE_ONLY, key.public_key_raw()).as_ref());
        assert_eq!((result["ski"].as_str(), &sha1), (ski.as_deref(), &ski.clone().unwrap()));
        assert!(!certificate.is_ca());
        let usage = certificate.extended_key_usage().unwrap().unwrap().value;
        assert!(usage.client_auth && !usage.server_auth);

        // Signed by the authority that is said to have issued it.
        let authority = kit.emulator.certificate_authority(ID).unwrap();
        assert_eq!(
            (&result["certificate_authority"]["id"], &result["certificate_authority"]["name"]),
            (&json!(authority.id), &json!(authority.name))
        );
        let root = self::der(&authority.certificate);
        let (_, root) = X509Certificate::from_der(&root).unwrap();
        certificate.verify_signature(Some(root.public_key())).unwrap();
        assert_eq!(certificate.issuer(), root.subject());
    }
}

/// Carries bytes between both sides until the handshake is over.
fn shake_hands(client: &mut ClientConnection, server: &mut ServerConnection) -> Result<(), rustls::Error> {
    while client.is_handshaking() || server.is_handshaking() {
        let mut bytes = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut bytes).unwrap();
        }
        let mut unread = bytes.as_slice();
        while !unread.is_empty() {
            server.read_tls(&mut unread).unwrap();
            server.process_new_packets()?;
        }
        let mut bytes = Vec::new();
        while server.wants_write() {
            server.write_tls(&mut bytes).unwrap();
        }
        let mut unread = bytes.as_slice();
        while !unread.is_empty() {
            client.read_tls(&mut unread).unwrap();
            client.process_new_packets()?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_server_that_trusts_the_authority_takes_it() {
    // Certificates that are good now, by the clock of the server.
    let emulator = Emulator::start().await.unwrap();
    let http = reqwest::Client::new();
    let Requested { csr, key } = requested();
    let url = format!("{}{}", emulator.base_url(), client_certificates());
    let body = json!({"csr": csr, "validity_days": 1});
    let answer = http.post(url).bearer_auth(emulator.token()).json(&body).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    let issued = der(answer["result"]["certificate"].as_str().unwrap());
    let authority = der(&emulator.certificate_authority(ID).unwrap().certificate);

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let own = made(|_| {});
    let (own_certificate, own_key) =
        (der(&own.certificate), PrivateKeyDer::from_pem_slice(own.key.as_bytes()).unwrap());
    let server_trusting = |root: &CertificateDer<'static>| {
        let mut roots = RootCertStore::empty();
        roots.add(root.clone()).unwrap();
        let verifier =
            WebPkiClientVerifier::builder_with_provider(roots.into(), provider.clone()).build().unwrap();
        let config = ServerConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(verifier)
            .with_single_cert(vec![own_certificate.clone()], own_key.clone_key())
            .unwrap();
        ServerConnection::new(config.into()).unwrap()
    };
    let client = || {
        let mut roots = RootCertStore::empty();
        roots.add(own_certificate.clone()).unwrap();
        let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
        let config = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_client_auth_cert(vec![issued.clone()], key)
            .unwrap();
        ClientConnection::new(config.into(), "app.example.com".try_into().unwrap()).unwrap()
    };
    let mut server = server_trusting(&authority);
    shake_hands(&mut client(), &mut server).unwrap();
    assert_eq!(server.peer_certificates().unwrap(), std::slice::from_ref(&issued));
    // Another emulator's authority is another one.
    let other = Emulator::builder().seed(1).start().await.unwrap();
    let other = der(&other.certificate_authority(ID).unwrap().certificate);
    assert_ne!(other, authority);
    assert!(shake_hands(&mut client(), &mut server_trusting(&other)).is_err());
}

#[tokio::test]
async fn the_authority_is_the_same_at_every_start() {
    let first = Kit::start().await;
    let second = Kit::start().await;
    assert_eq!(first.emulator.certificate_authorities(), second.emulator.certificate_authorities());
    let (status, listed) = first.control(Method::GET, "/certificate_authorities", Value::Null).await;
    assert_eq!(status, 200);
    let authority = first.emulator.certificate_authority(ID).unwrap();
    assert_eq!(listed, json!([authority]));
    assert!(authority.certificate.starts_with("-----BEGIN CERTIFICATE-----"));
    assert_eq!(authority.account_id, ID);

    // The same requests give the same certificates, to the last bit.
    let csr = requested().csr;
    let body = json!({"csr": csr, "validity_days": 30});
    let one = first.post(&client_certificates(), body.clone()).await;
    let two = second.post(&client_certificates(), body).await;
    assert_eq!(one.result(), two.result());

    // Accounts have authorities of their own, zones of an account share one, and a snapshot takes
    // them along to an emulator with another seed.
    let (zone, account) = ("0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210");
    first.emulator.add_zone(zone, "example.org", ID);
    assert_eq!(first.emulator.certificate_authority(zone).unwrap(), authority);
    first.emulator.add_zone(zone, "example.org", account);
    let other = first.emulator.certificate_authority(zone).unwrap();
    assert!(other.id != authority.id && other.certificate != authority.certificate);
    let third = Emulator::builder().seed(77).snapshot(first.emulator.snapshot()).start().await.unwrap();
    assert_eq!(third.certificate_authorities(), first.emulator.certificate_authorities());
    assert!(third.certificate_authority(UNKNOWN_UUID).is_none());
}
