//! Which hostnames ask for client certificates of which authority.

use cloudflare_mtls_emulator::{Credential, Emulator};
use serde_json::{Value, json};

use crate::kit::{ID, Kit, UNKNOWN_UUID, authority, authority_hostnames, leaf, mtls_certificates};

async fn upload(kit: &Kit) -> String {
    let body = json!({"certificates": authority().certificate, "ca": true});
    kit.post(&mtls_certificates(), body).await.id()
}

async fn get(kit: &Kit, query: &str) -> Value {
    kit.get(&format!("{}{query}", authority_hostnames())).await.result()["hostnames"].clone()
}

#[tokio::test]
async fn each_authority_has_a_list_that_is_replaced() {
    let kit = Kit::start().await;
    let (first, second) = (upload(&kit).await, upload(&kit).await);
    assert_eq!(get(&kit, "").await, json!([]));
    let put = async |body: Value| kit.put(&authority_hostnames(), body).await.result().clone();
    assert_eq!(
        put(json!({"hostnames": ["API.example.com", "www.example.com"]})).await,
        json!({"hostnames": ["api.example.com", "www.example.com"]})
    );
    put(json!({"hostnames": ["example.com"], "mtls_certificate_id": first})).await;
    // One hostname can ask for certificates of several authorities.
    put(json!({"hostnames": ["example.com", "b.example.com"], "mtls_certificate_id": second})).await;
    put(json!({"hostnames": ["c.example.com"]})).await;
    assert_eq!(get(&kit, "").await, json!(["c.example.com"]));
    assert_eq!(get(&kit, &format!("?mtls_certificate_id={first}")).await, json!(["example.com"]));
    put(json!({"hostnames": [], "mtls_certificate_id": first})).await;
    assert_eq!(get(&kit, &format!("?mtls_certificate_id={first}")).await, json!([]));
    assert_eq!(
        get(&kit, &format!("?mtls_certificate_id={second}")).await,
        json!(["example.com", "b.example.com"])
    );
}

#[tokio::test]
async fn what_is_wrong_changes_nothing() {
    let kit = Kit::start().await;
    let own = upload(&kit).await;
    let body = json!({"certificates": leaf().certificate, "ca": false});
    let leaf = kit.post(&mtls_certificates(), body).await.id();
    kit.put(&authority_hostnames(), json!({"hostnames": ["example.com"]})).await.result();
    for (body, status, code, pointer) in [
        (json!({}), 400, 1001, "/hostnames"),
        (json!({"mtls_certificate_id": own}), 400, 1001, "/hostnames"),
        (json!({"hostnames": "example.com"}), 400, 1001, "/hostnames"),
        (json!({"hostnames": ["example.com", 7]}), 400, 1001, "/hostnames/1"),
        (json!({"hostnames": ["example.com", "not a name"]}), 400, 1001, "/hostnames/1"),
        (json!({"hostnames": ["example.com", "example.org"]}), 400, 12036, "/hostnames/1"),
        (json!({"hostnames": ["example.com", "EXAMPLE.com"]}), 400, 1001, "/hostnames/1"),
        (json!({"hostnames": [], "mtls_certificate_id": "short"}), 400, 1001, "/mtls_certificate_id"),
        (json!({"hostnames": [], "mtls_certificate_id": null}), 400, 1001, "/mtls_certificate_id"),
        (json!({"hostnames": [], "mtls_certificate_id": leaf}), 400, 1001, "/mtls_certificate_id"),
        (json!({"hostnames": [], "mtls_certificate_id": UNKNOWN_UUID}), 404, 1472, "/mtls_certificate_id"),
    ] {
        let refused = kit.put(&authority_hostnames(), body.clone()).await;
        assert_eq!(refused.fails(status, code).pointer(0), pointer, "{body}");
    }
    for (query, status, code) in [
        (format!("?mtls_certificate_id={UNKNOWN_UUID}"), 404, 1472),
        (format!("?mtls_certificate_id={leaf}"), 400, 1001),
        ("?mtls_certificate_id=short".into(), 400, 1001),
        ("?mtls_certificate_id=".into(), 400, 1001),
    ] {
        let refused = kit.get(&format!("{}{query}", authority_hostnames())).await;
        assert_eq!(refused.fails(status, code).pointer(0), "/query/mtls_certificate_id", "{query}");
    }
    assert_eq!(get(&kit, "").await, json!(["example.com"]));
}

#[tokio::test]
async fn an_authority_is_known_in_the_zones_of_its_account_alone() {
    let (zone, account) = ("0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210");
    let builder = Emulator::builder()
        .account(ID, "first")
        .account(account, "second")
        .zone(ID, "example.com")
        .zone_of(account, zone, "example.org")
        .credential(Credential::token("full"))
        .credential(Credential::token("reader").read_only());
    let kit = Kit::of(builder).await;
    let own = upload(&kit).await;
    let elsewhere = authority_hostnames().replace(ID, zone);
    let body = json!({"hostnames": ["example.org"], "mtls_certificate_id": own});
    kit.put(&elsewhere, body).await.fails(404, 1472);
    kit.put(&elsewhere, json!({"hostnames": ["example.org"]})).await.result();
    assert_eq!(get(&kit, "").await, json!([]));

    let snapshot = kit.emulator.snapshot();
    let kit = kit.with_token("reader");
    kit.get(&elsewhere).await.result();
    kit.put(&elsewhere, json!({"hostnames": []})).await.fails(403, 10000);
    let copy = Kit::of(Emulator::builder().snapshot(snapshot)).await;
    assert_eq!(copy.get(&elsewhere).await.result()["hostnames"], json!(["example.org"]));
}
