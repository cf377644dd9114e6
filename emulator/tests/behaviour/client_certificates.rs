//! Client certificates that the emulator issues.

use cloudflare_mtls_emulator::{Credential, Emulator, Fault, FaultKind};
use reqwest::Method;
use serde_json::{Value, json};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::{
    issued_certificates,
    kit::{ID, Kit, UNKNOWN_UUID, client_certificates, leaf},
    requests::{requested, requested_for},
};

async fn issue(kit: &Kit) -> Value {
    let body = json!({"csr": requested().csr, "validity_days": 30});
    kit.post(&client_certificates(), body).await.result().clone()
}

pub(crate) fn one(certificate: &Value) -> String {
    format!("{}/{}", client_certificates(), certificate["id"].as_str().unwrap())
}

async fn status(kit: &Kit, certificate: &Value) -> String {
    kit.get(&one(certificate)).await.result()["status"].as_str().unwrap().to_owned()
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
    let der = issued_certificates::der(issued.result()["certificate"].as_str().unwrap());
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
