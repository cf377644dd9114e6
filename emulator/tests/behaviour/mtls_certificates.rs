//! An account's own certificates.

use cloudflare_mtls_emulator::{Credential, Emulator, MtlsCertificateType};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa};
use reqwest::Method;
use serde_json::{Value, json};

use crate::kit::{
    ID, Kit, Pair, UNKNOWN_UUID, authority, authority_hostnames, leaf, made, mtls_certificates,
};

fn ca(pair: &Pair) -> Value {
    json!({"certificates": pair.certificate, "ca": true})
}

fn one(id: &str) -> String {
    format!("{}/{id}", mtls_certificates())
}

async fn upload(kit: &Kit) -> String {
    kit.post(&mtls_certificates(), ca(&authority())).await.id()
}

async fn listed(kit: &Kit, query: &str) -> Vec<String> {
    let answer = kit.get(&format!("{}{query}", mtls_certificates())).await;
    let items = answer.result().as_array().unwrap().iter();
    items.map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

fn named(params: &mut CertificateParams) {
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.serial_number = Some(235_217_144_297_u64.into());
    params.distinguished_name = Default::default();
    for (part, value) in [
        (DnType::CountryName, "US"),
        (DnType::StateOrProvinceName, "San Francisco"),
        (DnType::LocalityName, "California"),
        (DnType::OrganizationName, "Example Inc."),
    ] {
        params.distinguished_name.push(part, value);
    }
}

#[tokio::test]
async fn an_authority_is_uploaded_shown_and_deleted() {
    let kit = Kit::start().await;
    let pair = made(named);
    let mut body = ca(&pair);
    body["name"] = json!("example_ca_cert");
    let created = kit.post(&mtls_certificates(), body).await;
    assert_eq!(created.status, 200);
    let id = created.id();
    assert_eq!(id.len(), 36);
    let mut expected = json!({
        "id": id,
        "name": "example_ca_cert",
        "ca": true,
        "certificates": pair.certificate,
        "issuer": "O=Example Inc.,L=California,ST=San Francisco,C=US",
        "serial_number": "235217144297",
        "signature": "ECDSAWithSHA256",
        "type": "custom",
        "expires_on": "4096-01-01T00:00:00Z",
        "uploaded_on": "2030-01-01T00:00:00Z",
        "updated_at": "2030-01-01T00:00:00Z",
    });
    assert_eq!(*created.result(), expected);
    expected.as_object_mut().unwrap().remove("updated_at");
    kit.step(60);
    assert_eq!(*kit.get(&one(&id)).await.result(), expected);
    assert_eq!(*kit.get(&mtls_certificates()).await.result(), json!([expected]));
    assert_eq!(*kit.get(&format!("{}/associations", one(&id))).await.result(), json!([]));

    assert_eq!(*kit.delete(&one(&id)).await.result(), expected);
    for gone in [
        kit.get(&one(&id)).await,
        kit.delete(&one(&id)).await,
        kit.get(&format!("{}/associations", one(&id))).await,
    ] {
        gone.fails(404, 1472);
    }
    // Once it is gone it can be uploaded again, and is another one.
    assert_ne!(kit.post(&mtls_certificates(), ca(&pair)).await.id(), id);
}

#[tokio::test]
async fn a_leaf_can_come_with_its_key() {
    let kit = Kit::start().await;
    let (pair, other) = (leaf(), leaf());
    let body = |key: &str| json!({"certificates": pair.certificate, "ca": false, "private_key": key});
    assert_eq!(
        kit.post(&mtls_certificates(), body(&other.key)).await.fails(400, 2200).pointer(0),
        "/private_key"
    );
    assert_eq!(
        kit.post(&mtls_certificates(), body("none")).await.fails(400, 2200).pointer(0),
        "/private_key"
    );
    let created = kit.post(&mtls_certificates(), body(&pair.key)).await;
    assert_eq!(created.result()["ca"], false);
    assert_eq!(created.result().get("private_key"), None);
    assert_eq!(created.result().get("name"), None);
    assert!(!kit.emulator.snapshot().to_json().contains("PRIVATE KEY"));
    let key_line = pair.key.lines().nth(1).unwrap();
    let log = kit.control(Method::GET, "/requests", Value::Null).await.1.to_string();
    assert!(log.contains("mtls_certificates.create") && !log.contains(key_line));
    // No document asks for a key.
    kit.post(&mtls_certificates(), json!({"certificates": other.certificate, "ca": false})).await.result();
    // An authority may have one too.
    let authority = authority();
    let mut with_key = ca(&authority);
    with_key["private_key"] = json!(authority.key);
    kit.post(&mtls_certificates(), with_key).await.result();
}

#[tokio::test]
async fn bundles_are_read_whole() {
    let kit = Kit::start().await;
    let (first, second) = (authority(), authority());
    let bundle = format!("{}\n{}", first.certificate, second.certificate);
    let body = |text: &str| json!({"certificates": text, "ca": true});
    let id = kit.post(&mtls_certificates(), body(&bundle)).await.id();
    assert_eq!(kit.get(&one(&id)).await.result()["certificates"], bundle);
    // The same in another order is the same; a part of it is another.
    let turned = format!("{}{}", second.certificate, first.certificate);
    assert_eq!(
        kit.post(&mtls_certificates(), body(&turned)).await.fails(409, 1471).pointer(0),
        "/certificates"
    );
    kit.post(&mtls_certificates(), body(&first.certificate)).await.result();

    let with_leaf = format!("{}{}", second.certificate, leaf().certificate);
    let refused = kit.post(&mtls_certificates(), body(&with_leaf)).await;
    assert_eq!(refused.fails(400, 1001).pointer(0), "/ca");
    assert!(refused.body["errors"][0]["message"].as_str().unwrap().contains("certificate 2"));
    let broken =
        format!("{}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", second.certificate);
    kit.post(&mtls_certificates(), body(&broken)).await.fails(400, 1408);
    let expired = made(|params| {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.not_after = rcgen::date_time_ymd(2020, 1, 1);
    });
    kit.post(&mtls_certificates(), body(&format!("{}{}", second.certificate, expired.certificate)))
        .await
        .fails(400, 1408);
    // A leaf may bring its chain.
    let chain = format!("{}{}", leaf().certificate, second.certificate);
    kit.post(&mtls_certificates(), json!({"certificates": chain, "ca": false})).await.result();
}

#[tokio::test]
async fn what_is_wrong_with_an_upload_has_a_code() {
    let kit = Kit::start().await;
    let authority = authority();
    for (body, code, pointer) in [
        (json!({"ca": true}), 1001, "/certificates"),
        (json!({"certificates": authority.certificate}), 1001, "/ca"),
        (json!({"certificates": authority.certificate, "ca": "yes"}), 1001, "/ca"),
        (json!({"certificates": "none", "ca": true}), 1408, "/certificates"),
        (
            json!({"certificates": format!("{}{}", authority.certificate, authority.key), "ca": true}),
            1408,
            "/certificates",
        ),
        (json!({"certificates": authority.certificate, "ca": false}), 1411, "/certificates"),
        (json!({"certificates": leaf().certificate, "ca": true}), 1001, "/ca"),
    ] {
        assert_eq!(kit.post(&mtls_certificates(), body).await.fails(400, code).pointer(0), pointer);
    }
    kit.post(&mtls_certificates(), ca(&authority)).await.result();
    kit.post(&mtls_certificates(), ca(&authority)).await.fails(409, 1471);
    kit.get(&one(UNKNOWN_UUID)).await.fails(404, 1472);
    kit.delete(&one("none")).await.fails(400, 1001);
}

#[tokio::test]
async fn an_account_has_five_authorities() {
    let kit = Kit::start().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(upload(&kit).await);
    }
    kit.post(&mtls_certificates(), ca(&authority())).await.fails(400, 12130);
    // Leaves are counted apart.
    kit.post(&mtls_certificates(), json!({"certificates": leaf().certificate, "ca": false})).await.result();
    kit.delete(&one(&ids[0])).await.result();
    upload(&kit).await;
    kit.emulator.change_settings(|settings| settings.quotas.account_authorities = 6);
    upload(&kit).await;
    kit.post(&mtls_certificates(), ca(&authority())).await.fails(400, 12130);
}

#[tokio::test]
async fn the_list_is_by_type() {
    let kit = Kit::start().await;
    let (custom, gateway, access) = (upload(&kit).await, upload(&kit).await, upload(&kit).await);
    assert!(kit.emulator.set_mtls_certificate_type(&gateway, MtlsCertificateType::GatewayManaged));
    let change = json!({"type": "access_managed"});
    assert_eq!(
        kit.control(Method::PATCH, &format!("/mtls_certificates/{access}"), change.clone()).await.0,
        204
    );
    assert_eq!(
        kit.control(Method::PATCH, &format!("/mtls_certificates/{UNKNOWN_UUID}"), change).await.0,
        404
    );
    for (query, expected) in [
        ("", vec![&custom, &gateway, &access]),
        ("?type=custom", vec![&custom]),
        ("?type=gateway_managed,access_managed", vec![&gateway, &access]),
        ("?type=custom&type=access_managed", vec![&custom, &access]),
        ("?type=custom%2Cgateway_managed", vec![&custom, &gateway]),
    ] {
        let expected: Vec<String> = expected.into_iter().cloned().collect();
        assert_eq!(listed(&kit, query).await, expected, "{query}");
    }
    let refused = kit.get(&format!("{}?type=custom,other", mtls_certificates())).await;
    assert_eq!(refused.fails(400, 1001).pointer(0), "/query/type");
}

#[tokio::test]
async fn what_is_in_use_can_not_be_deleted() {
    let kit = Kit::start().await;
    let (id, other) = (upload(&kit).await, upload(&kit).await);
    let associations = async || kit.get(&format!("{}/associations", one(&id))).await.result().clone();
    let put = async |hostnames: Value, id: &str| {
        let body = json!({"hostnames": hostnames, "mtls_certificate_id": id});
        kit.put(&authority_hostnames(), body).await.result().clone()
    };
    put(json!(["api.example.com"]), &id).await;
    put(json!(["api.example.com"]), &other).await;
    assert_eq!(associations().await, json!([{"service": "api_shield", "status": "pending_deployment"}]));
    kit.delete(&one(&id)).await.fails(409, 1433);
    kit.step(2);
    assert_eq!(associations().await, json!([{"service": "api_shield", "status": "active"}]));
    kit.delete(&one(&id)).await.fails(409, 1433);

    // What else uses it is said by hand.
    assert!(kit.emulator.set_mtls_certificate_services(&id, [("gateway", "pending_deployment")]));
    assert_eq!(
        associations().await,
        json!([{"service": "api_shield", "status": "active"}, {"service": "gateway", "status": "pending_deployment"}])
    );
    put(json!([]), &id).await;
    let refused = kit.delete(&one(&id)).await;
    assert!(refused.fails(409, 1433).body["errors"][0]["message"].as_str().unwrap().contains("gateway"));
    let none = json!({"services": []});
    assert_eq!(kit.control(Method::PATCH, &format!("/mtls_certificates/{id}"), none).await.0, 204);
    assert_eq!(associations().await, json!([]));
    kit.delete(&one(&id)).await.result();
    kit.delete(&one(&other)).await.fails(409, 1433);
}

#[tokio::test]
async fn accounts_and_credentials_are_kept_apart() {
    let other = "0123456789abcdef0123456789abcdef";
    let builder = Emulator::builder()
        .account(ID, "first")
        .account(other, "second")
        .credential(Credential::token("full"))
        .credential(Credential::token("reader").read_only())
        .credential(Credential::token("elsewhere").only([other]));
    let kit = Kit::of(builder).await;
    let pair = authority();
    let id = kit.post(&mtls_certificates(), ca(&pair)).await.id();
    let elsewhere = mtls_certificates().replace(ID, other);
    kit.get(&format!("{elsewhere}/{id}")).await.fails(404, 1472);
    kit.delete(&format!("{elsewhere}/{id}")).await.fails(404, 1472);
    assert_eq!(*kit.get(&elsewhere).await.result(), json!([]));
    assert_ne!(kit.post(&elsewhere, ca(&pair)).await.id(), id);
    kit.get(&format!("/zones/{ID}/mtls_certificates")).await.fails(404, 7003);

    let snapshot = kit.emulator.snapshot();
    let kit = kit.with_token("reader");
    kit.get(&one(&id)).await.result();
    kit.post(&mtls_certificates(), ca(&authority())).await.fails(403, 10000);
    kit.delete(&one(&id)).await.fails(403, 10000);
    let kit = kit.with_token("elsewhere");
    kit.get(&one(&id)).await.fails(403, 9109);

    let copy = Kit::of(Emulator::builder().snapshot(snapshot)).await;
    assert_eq!(copy.get(&one(&id)).await.id(), id);
}
