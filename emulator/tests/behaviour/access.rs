//! Access certificates and hostname settings, of accounts and zones.

use cloudflare_mtls_emulator::Emulator;
use serde_json::{Value, json};

use crate::kit::{ID, Kit, UNKNOWN_UUID, access, authority, leaf};

fn named(name: &str) -> Value {
    json!({ "name": name, "certificate": authority().certificate })
}

#[tokio::test]
async fn a_certificate_is_added_changed_and_deleted() {
    let kit = Kit::start().await;
    for scope in ["accounts", "zones"] {
        let path = access(scope);
        let mut body = named("Allow devs");
        body["associated_hostnames"] = json!(["admin.example.com"]);
        let created = kit.post(&path, body).await;
        assert_eq!(created.status, 201);
        let result = created.result();
        assert_eq!(result["name"], "Allow devs");
        assert_eq!(result["associated_hostnames"], json!(["admin.example.com"]));
        assert_eq!(result["created_at"], "2030-01-01T00:00:00Z");
        assert!(result.get("certificate").is_none() && result.get("private_key").is_none());
        let one = format!("{path}/{}", created.id());
        assert_eq!(kit.get(&one).await.body, created.body);
        assert_eq!(kit.get(&path).await.result()[0], *result);

        kit.step(60);
        let changed = kit.put(&one, json!({"associated_hostnames": [], "name": "Devs"})).await;
        assert_eq!(
            (&changed.result()["name"], &changed.result()["associated_hostnames"]),
            (&json!("Devs"), &json!([]))
        );
        assert_eq!(changed.result()["updated_at"], "2030-01-01T00:01:00Z");
        assert_eq!(kit.put(&one, json!({"associated_hostnames": []})).await.result()["name"], "Devs");

        kit.step(60);
        assert_eq!(*kit.delete(&one).await.result(), json!({"id": created.id()}));
        kit.get(&one).await.fails(404, 12135);
        kit.delete(&one).await.fails(404, 12135);
        kit.put(&one, json!({"associated_hostnames": []})).await.fails(404, 12135);
        kit.emulator.set_now("2030-01-01T00:00:00Z".parse().unwrap());
    }
}

#[tokio::test]
async fn a_certificate_with_hostnames_can_not_be_deleted_and_settles_late() {
    let kit = Kit::start().await;
    let mut body = named("held");
    body["associated_hostnames"] = json!(["admin.example.com"]);
    let one = format!("{}/{}", access("accounts"), kit.post(&access("accounts"), body).await.id());
    let refused = kit.delete(&one).await;
    let message = refused.fails(409, 12132).body["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains("certificate_has_active_associations"), "{message}");

    kit.put(&one, json!({"associated_hostnames": []})).await.result();
    let early = kit.delete(&one).await;
    let message = early.fails(409, 12132).body["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains("settings are still being updated"), "{message}");
    kit.step(1);
    kit.delete(&one).await.result();
}

#[tokio::test]
async fn there_is_a_quota() {
    let kit = Kit::of(Emulator::builder().settings(|settings| settings.quotas.access_certificates = 2)).await;
    for name in ["first", "second"] {
        kit.post(&access("zones"), named(name)).await.result();
    }
    kit.post(&access("zones"), named("third")).await.fails(400, 12130);
    // The account has a quota of its own.
    kit.post(&access("accounts"), named("first")).await.result();
}

#[tokio::test]
async fn settings_replace_the_list() {
    let kit = Kit::start().await;
    for scope in ["accounts", "zones"] {
        let path = format!("{}/settings", access(scope));
        assert_eq!(*kit.get(&path).await.result(), json!([]));
        let setting = |hostname| json!({"hostname": hostname, "china_network": false, "client_certificate_forwarding": true});
        let first = json!([setting("admin.example.com"), setting("www.example.com")]);
        let put = kit.put(&path, json!({"settings": first})).await;
        assert_eq!((put.status.as_u16(), put.result()), (202, &first));
        let second = json!([setting("example.com")]);
        kit.put(&path, json!({"settings": second})).await.result();
        assert_eq!(*kit.get(&path).await.result(), second);

        let foreign = json!({"settings": [setting("example.com"), setting("www.example.org")]});
        assert_eq!(kit.put(&path, foreign).await.fails(400, 12036).pointer(0), "/settings/1/hostname");
        let doubled = json!({"settings": [setting("example.com"), setting("EXAMPLE.com")]});
        assert_eq!(kit.put(&path, doubled).await.fails(400, 1001).pointer(0), "/settings/1/hostname");
        let mut further = setting("example.com");
        further["colour"] = json!("blue");
        let further = json!({"settings": [further]});
        assert_eq!(kit.put(&path, further).await.fails(400, 1001).pointer(0), "/settings/0/colour");
        assert_eq!(*kit.get(&path).await.result(), second);
    }
}

#[tokio::test]
async fn identifiers_are_checked_for_their_form() {
    let kit = Kit::start().await;
    for unknown in [UNKNOWN_UUID, ID] {
        kit.get(&format!("{}/{unknown}", access("accounts"))).await.fails(404, 12135);
    }
    let invalid = kit.get(&format!("{}/no-identifier", access("accounts"))).await;
    assert_eq!(invalid.fails(400, 1001).pointer(0), "/path/certificate_id");
}

#[tokio::test]
async fn a_leaf_is_taken_too() {
    // No document asks for an authority here.
    let kit = Kit::start().await;
    let body = json!({"name": "leaf", "certificate": leaf().certificate});
    kit.post(&access("accounts"), body).await.result();
}

#[tokio::test]
async fn hostnames_that_come_back_end_the_settling() {
    let kit = Kit::start().await;
    let path = access("accounts");
    let one = format!("{path}/{}", kit.post(&path, named("held")).await.id());
    for hostnames in [json!(["admin.example.com"]), json!([]), json!(["admin.example.com"])] {
        kit.put(&one, json!({ "associated_hostnames": hostnames })).await.result();
    }
    kit.step(10);
    let refused = kit.delete(&one).await;
    let message = refused.fails(409, 12132).body["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains("certificate_has_active_associations"), "{message}");
    // One that never had a hostname has nothing to settle.
    let free = format!("{path}/{}", kit.post(&path, named("free")).await.id());
    kit.delete(&free).await.result();
}

fn setting(hostname: &str, china_network: bool) -> Value {
    json!({"hostname": hostname, "china_network": china_network, "client_certificate_forwarding": true})
}

#[tokio::test]
async fn settings_that_are_refused_change_nothing() {
    let kit = Kit::of(Emulator::builder().settings(|settings| settings.quotas.hostname_settings = 2)).await;
    for scope in ["accounts", "zones"] {
        let path = format!("{}/settings", access(scope));
        let put = async |hostnames: &[&str]| {
            let settings: Vec<_> = hostnames.iter().map(|hostname| setting(hostname, false)).collect();
            kit.put(&path, json!({ "settings": settings })).await
        };
        let kept = put(&["example.com"]).await.result().clone();
        // At each that is of another zone.
        let foreign = put(&["www.example.org", "example.com", "notexample.com"]).await;
        foreign.fails(400, 12036);
        assert_eq!(
            (foreign.pointer(0), foreign.pointer(1)),
            (&json!("/settings/0/hostname"), &json!("/settings/2/hostname"))
        );
        assert_eq!(put(&["no hostname"]).await.fails(400, 1001).pointer(0), "/settings/0/hostname");
        put(&["a.example.com", "b.example.com", "c.example.com"]).await.fails(400, 12130);
        assert_eq!(*kit.get(&path).await.result(), kept);
    }
}

#[tokio::test]
async fn the_china_network_has_to_be_enabled_for_the_zone() {
    let kit = Kit::start().await;
    for scope in ["accounts", "zones"] {
        kit.emulator.set_china_network(ID, false);
        let path = format!("{}/settings", access(scope));
        let body = json!({"settings": [setting("example.com", true)]});
        let refused = kit.put(&path, body.clone()).await;
        assert_eq!(refused.fails(400, 1001).pointer(0), "/settings/0/china_network");
        assert!(kit.emulator.set_china_network(ID, true));
        assert_eq!(kit.put(&path, body.clone()).await.result()[0]["china_network"], true);
    }
}
