//! Client certificates that the emulator issues.

use std::sync::Arc;

use cloudflare_mtls_emulator::{Credential, Emulator, Fault, FaultKind};
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
    kit::{ID, Kit, UNKNOWN_UUID, client_certificates, leaf, made},
    requests::{Requested, requested, requested_for, requested_for_rsa},
};

async fn issue(kit: &Kit) -> Value {
    let body = json!({"csr": requested().csr, "validity_days": 30});
    kit.post(&client_certificates(), body).await.result().clone()
}

fn one(certificate: &Value) -> String {
    format!("{}/{}", client_certificates(), certificate["id"].as_str().unwrap())
}

async fn status(kit: &Kit, certificate: &Value) -> String {
    kit.get(&one(certificate)).await.result()["status"].as_str().unwrap().to_owned()
}

fn der(pem: &str) -> CertificateDer<'static> {
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

#[tokio::test]
async fn a_certificate_is_revoked_and_taken_back_step_by_step() {
    let kit = Kit::start().await;
    let certificate = issue(&kit).await;
    let revoked = kit.delete(&one(&certificate)).await;
    assert_eq!(revoked.result()["status"], "pending_revocation");
    assert_eq!(revoked.result()["certificate"], certificate["certificate"]);
    kit.delete(&one(&certificate)).await.fails(409, 1001);
    kit.step(1);
    assert_eq!(status(&kit, &certificate).await, "pending_revocation");

    let back = kit.patch(&one(&certificate), json!({"reactivate": true})).await;
    assert_eq!(back.result()["status"], "pending_reactivation");
    kit.patch(&one(&certificate), json!({"reactivate": true})).await.fails(409, 1001);
    kit.step(1);
    assert_eq!(status(&kit, &certificate).await, "pending_reactivation");
    kit.step(1);
    assert_eq!(status(&kit, &certificate).await, "active");
    kit.patch(&one(&certificate), json!({"reactivate": true})).await.fails(409, 1001);
    // What changes nothing is taken.
    for nothing in [json!({}), json!({"reactivate": false})] {
        assert_eq!(kit.patch(&one(&certificate), nothing).await.result()["status"], "active");
    }

    kit.delete(&one(&certificate)).await.result();
    kit.step(2);
    assert_eq!(status(&kit, &certificate).await, "revoked");
    kit.delete(&one(&certificate)).await.fails(409, 1001);
    kit.patch(&one(&certificate), json!({"reactivate": true})).await.fails(409, 1001);

    // A revocation can also come in the middle of a reactivation.
    let second = issue(&kit).await;
    kit.delete(&one(&second)).await.result();
    kit.patch(&one(&second), json!({"reactivate": true})).await.result();
    assert_eq!(kit.delete(&one(&second)).await.result()["status"], "pending_revocation");
}

#[tokio::test]
async fn a_deletion_takes_a_body_and_none() {
    let kit = Kit::start().await;
    let (first, second) = (issue(&kit).await, issue(&kit).await);
    kit.delete(&one(&first)).await.result();
    kit.send(kit.request(Method::DELETE, &one(&second)).json(&json!({}))).await.result();
}

#[tokio::test]
async fn a_request_is_checked() {
    let kit = Kit::start().await;
    let good = requested().csr;
    let refused = async |body: Value| kit.post(&client_certificates(), body).await;
    for (body, pointer) in [
        (json!({"csr": good}), "/validity_days"),
        (json!({"validity_days": 30}), "/csr"),
        (json!({"csr": good, "validity_days": 0}), "/validity_days"),
        (json!({"csr": good, "validity_days": 3_651}), "/validity_days"),
        (json!({"csr": good, "validity_days": -1}), "/validity_days"),
        (json!({"csr": good, "validity_days": 1.5}), "/validity_days"),
        (json!({"csr": good, "validity_days": "30"}), "/validity_days"),
        (json!({"csr": "none", "validity_days": 30}), "/csr"),
        (json!({"csr": leaf().certificate, "validity_days": 30}), "/csr"),
        (json!({"csr": format!("{good}{}", leaf().key), "validity_days": 30}), "/csr"),
        (json!({"csr": 7, "validity_days": 30}), "/csr"),
    ] {
        assert_eq!(refused(body).await.fails(400, 1001).pointer(0), pointer);
    }
    assert_eq!(*kit.get(&client_certificates()).await.result(), json!([]));

    // A request for another key, signed by its own: the last byte of the signature is another.
    let der = pem::parse(&good).unwrap();
    let mut bytes = der.contents().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    let forged = pem::encode(&pem::Pem::new("CERTIFICATE REQUEST", bytes));
    let answer = refused(json!({"csr": forged, "validity_days": 30})).await;
    let message = answer.fails(400, 1001).body["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains("signature"), "{message}");

    // What a request wants beside a name is not granted.
    let wishes = requested_for(&rcgen::PKCS_ECDSA_P256_SHA256, |params| {
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        params.subject_alt_names.push(rcgen::SanType::DnsName("www.example.com".try_into().unwrap()));
    });
    let issued = refused(json!({"csr": wishes.csr, "validity_days": 30})).await;
    let der = self::der(issued.result()["certificate"].as_str().unwrap());
    let (_, certificate) = X509Certificate::from_der(&der).unwrap();
    assert!(!certificate.is_ca() && certificate.subject_alternative_name().unwrap().is_none());

    // A nameless one is taken.
    let nameless =
        requested_for(&rcgen::PKCS_ED25519, |params| params.distinguished_name = Default::default());
    let issued = refused(json!({"csr": nameless.csr, "validity_days": 3_650})).await;
    assert_eq!(issued.result()["common_name"], "");
}

#[tokio::test]
async fn times_that_no_certificate_can_have_are_refused() {
    let kit = Kit::start().await;
    for now in ["-009999-01-02T01:59:59Z", "1969-12-31T23:59:59Z"] {
        kit.emulator.set_now(now.parse().unwrap());
        let body = json!({"csr": requested().csr, "validity_days": 1});
        kit.post(&client_certificates(), body).await.fails(400, 1001);
    }
    kit.emulator.set_now("9999-12-30T00:00:00Z".parse().unwrap());
    let body = json!({"csr": requested().csr, "validity_days": 3_650});
    assert!(
        kit.post(&client_certificates(), body).await.result()["expires_on"]
            .as_str()
            .unwrap()
            .starts_with("9999-12-30")
    );
}

#[tokio::test]
async fn identifiers_are_checked() {
    let kit = Kit::start().await;
    let path = |id: &str| format!("{}/{id}", client_certificates());
    for (id, status, code) in [(UNKNOWN_UUID, 404, 1551), ("none", 400, 1415)] {
        kit.get(&path(id)).await.fails(status, code);
        kit.delete(&path(id)).await.fails(status, code);
        kit.patch(&path(id), json!({"reactivate": true})).await.fails(status, code);
        kit.patch(&path(id), json!({})).await.fails(status, code);
    }
}

#[tokio::test]
async fn there_is_a_quota_of_those_in_use() {
    let kit = Kit::start().await;
    assert_eq!(kit.emulator.settings().quotas.client_certificates, 100);
    kit.emulator.change_settings(|settings| settings.quotas.client_certificates = 2);
    let first = issue(&kit).await;
    issue(&kit).await;
    let third = json!({"csr": requested().csr, "validity_days": 30});
    kit.post(&client_certificates(), third.clone()).await.fails(400, 12130);
    kit.delete(&one(&first)).await.result();
    kit.post(&client_certificates(), third.clone()).await.fails(400, 12130);
    kit.step(2);
    kit.post(&client_certificates(), third).await.result();
}

async fn page(kit: &Kit, query: &str) -> (Vec<usize>, Value) {
    let answer = kit.get(&format!("{}{query}", client_certificates())).await;
    let names = answer.result().as_array().unwrap().iter();
    let numbers = names.map(|item| item["common_name"].as_str().unwrap().parse().unwrap());
    (numbers.collect(), answer.body["result_info"].clone())
}

#[tokio::test]
async fn the_list_has_statuses_pages_and_windows() {
    let kit = Kit::start().await;
    let mut all = Vec::new();
    for number in 0..55 {
        let named = requested_for(&rcgen::PKCS_ED25519, |params| {
            params.distinguished_name.push(rcgen::DnType::CommonName, number.to_string());
        });
        let body = json!({"csr": named.csr, "validity_days": 30});
        all.push(kit.post(&client_certificates(), body).await.result().clone());
    }
    kit.delete(&one(&all[3])).await.result();
    kit.step(5);
    kit.delete(&one(&all[5])).await.result();
    kit.delete(&one(&all[7])).await.result();
    kit.patch(&one(&all[7]), json!({"reactivate": true})).await.result();

    for (query, expected) in [
        ("?status=revoked", vec![3]),
        ("?status=pending_revocation", vec![5]),
        ("?status=pending_reactivation", vec![7]),
        ("?per_page=5", vec![0, 1, 2, 3, 4]),
        ("?per_page=5&page=2", vec![5, 6, 7, 8, 9]),
        ("?per_page=50&page=2", vec![50, 51, 52, 53, 54]),
        ("?status=active&per_page=5&page=2", vec![8, 9, 10, 11, 12]),
        ("?limit=3", vec![0, 1, 2]),
        ("?limit=3&offset=50", vec![50, 51, 52]),
        ("?limit=3&page=2", vec![3, 4, 5]),
        ("?offset=52", vec![52, 53, 54]),
        ("?offset=99", vec![]),
        ("?per_page=5&page=99", vec![]),
    ] {
        assert_eq!(page(&kit, query).await.0, expected, "{query}");
    }
    for (query, count, total) in [
        ("", 20, 55),
        ("?status=all&per_page=50", 50, 55),
        ("?status=active", 20, 52),
        ("?per_page=51", 50, 55),
        ("?limit=500", 50, 55),
    ] {
        let (items, info) = page(&kit, query).await;
        assert_eq!((items.len(), &info["total_count"]), (count, &json!(total)), "{query}");
    }
    for (query, pointer) in [
        ("?per_page=4", "/query/per_page"),
        ("?page=0", "/query/page"),
        ("?limit=0", "/query/limit"),
        ("?offset=-1", "/query/offset"),
        ("?status=deleted", "/query/status"),
        ("?status=", "/query/status"),
    ] {
        let refused = kit.get(&format!("{}{query}", client_certificates())).await;
        assert_eq!(refused.fails(400, 1001).pointer(0), pointer, "{query}");
    }
}

#[tokio::test]
async fn zones_and_credentials_are_kept_apart() {
    let other = "0123456789abcdef0123456789abcdef";
    let builder = Emulator::builder()
        .zone(ID, "example.com")
        .zone(other, "example.org")
        .credential(Credential::token("full"))
        .credential(Credential::token("reader").read_only());
    let kit = Kit::of(builder).await;
    let certificate = issue(&kit).await;
    let elsewhere = one(&certificate).replace(ID, other);
    kit.get(&elsewhere).await.fails(404, 1551);
    kit.delete(&elsewhere).await.fails(404, 1551);
    assert_eq!(*kit.get(&client_certificates().replace(ID, other)).await.result(), json!([]));

    // Faults, the log and statuses by hand work as they do elsewhere.
    kit.emulator
        .inject(Fault::new(FaultKind::Reset).on("client-certificates-create").times(1).taking_effect())
        .unwrap();
    let body = json!({"csr": requested().csr, "validity_days": 30});
    assert!(kit.request(Method::POST, &client_certificates()).json(&body).send().await.is_err());
    assert_eq!(page_count(&kit).await, 2);
    let logged = kit.emulator.requests().into_iter().rev().nth(1).unwrap();
    assert_eq!((logged.operation, logged.json()), (Some("client_certificates.create"), Some(body)));
    let id = certificate["id"].as_str().unwrap();
    let held = json!({"status": "revoked"});
    assert_eq!(kit.control(Method::PUT, &format!("/status/{id}"), held).await.0, 204);
    assert_eq!(status(&kit, &certificate).await, "revoked");

    let kit = kit.with_token("reader");
    kit.get(&one(&certificate)).await.result();
    kit.delete(&one(&certificate)).await.fails(403, 10000);
    kit.patch(&one(&certificate), json!({"reactivate": true})).await.fails(403, 10000);
    kit.post(&client_certificates(), json!({})).await.fails(403, 10000);
}

async fn page_count(kit: &Kit) -> usize {
    kit.get(&client_certificates()).await.result().as_array().unwrap().len()
}

#[tokio::test]
async fn a_snapshot_takes_them_along() {
    let kit = Kit::start().await;
    let certificate = issue(&kit).await;
    kit.delete(&one(&certificate)).await.result();
    let snapshot = kit.emulator.snapshot();
    assert!(!snapshot.to_json().contains("PRIVATE"));
    let other = Kit::of(Emulator::builder().seed(5).snapshot(snapshot)).await;
    assert_eq!(other.get(&one(&certificate)).await.body, kit.get(&one(&certificate)).await.body);
    other.step(2);
    assert_eq!(status(&other, &certificate).await, "revoked");
}
