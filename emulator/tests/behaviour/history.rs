//! What the emulator tells of its past.

use cloudflare_mtls_emulator::{Change, Emulator, Served, Status};
use reqwest::Method;
use serde_json::{Value, json};

use crate::kit::{ID, Kit, access, authority, hostname_certificates, hostnames, leaf, pulls};

const APP: &str = "app.example.com";

async fn certificate(kit: &Kit) -> String {
    kit.post(&hostname_certificates(), leaf().body()).await.id()
}

async fn associate(kit: &Kit, id: &str, enabled: Value) {
    let item = json!({"hostname": APP, "cert_id": id, "enabled": enabled});
    kit.put(&hostnames(), json!({"config": [item]})).await.result();
}

/// The stretches as seconds since the start, and the certificate.
fn told(served: &[Served]) -> Vec<(i64, Option<i64>, Option<&str>)> {
    let start: jiff::Timestamp = "2030-01-01T00:00:00Z".parse().unwrap();
    let seconds = |at: jiff::Timestamp| at.as_second() - start.as_second();
    served
        .iter()
        .map(|stretch| (seconds(stretch.from), stretch.until.map(seconds), stretch.certificate_id.as_deref()))
        .collect()
}

#[tokio::test]
async fn a_careful_move_leaves_no_moment_without_a_certificate() {
    let kit = Kit::start().await;
    let old = certificate(&kit).await;
    associate(&kit, &old, json!(true)).await;
    kit.step(10);
    let new = certificate(&kit).await;
    kit.step(10);
    associate(&kit, &new, json!(true)).await;
    kit.step(10);
    kit.delete(&format!("{}/{old}", hostname_certificates())).await.result();
    kit.step(10);
    let served = kit.emulator.history().served(ID, "APP.example.com");
    assert_eq!(told(&served), [(0, Some(2), None), (2, Some(22), Some(&*old)), (22, None, Some(&*new))]);
    let over_http = kit.control(Method::GET, &format!("/history/served/{ID}/{APP}"), Value::Null).await;
    assert_eq!(over_http, (reqwest::StatusCode::OK, json!(served)));
}

#[tokio::test]
async fn mistakes_show() {
    // The old certificate is deleted before the new association is deployed.
    let kit = Kit::start().await;
    let (old, new) = (certificate(&kit).await, certificate(&kit).await);
    associate(&kit, &old, json!(true)).await;
    kit.step(10);
    associate(&kit, &new, json!(true)).await;
    kit.step(1);
    kit.delete(&format!("{}/{old}", hostname_certificates())).await.result();
    kit.step(10);
    // Then the hostname is voided, although it was moved, and in the end switched on and off.
    associate(&kit, &new, Value::Null).await;
    kit.step(10);
    associate(&kit, &new, json!(true)).await;
    kit.step(10);
    associate(&kit, &new, json!(false)).await;
    assert_eq!(
        told(&kit.emulator.history().served(ID, APP)),
        [
            (0, Some(2), None),
            (2, Some(11), Some(&*old)),
            (11, Some(12), None),
            (12, Some(21), Some(&*new)),
            (21, Some(33), None),
            (33, Some(41), Some(&*new)),
            (41, None, None),
        ]
    );
    assert!(kit.emulator.history().served(ID, "other.example.com").is_empty());
}

#[tokio::test]
async fn zone_certificates_are_in_use_while_the_setting_is_on() {
    let kit = Kit::start().await;
    let first = kit.post(&pulls(), leaf().body()).await.id();
    kit.step(5);
    kit.put(&format!("{}/settings", pulls()), json!({"enabled": true})).await.result();
    kit.step(5);
    let second = kit.post(&pulls(), leaf().body()).await.id();
    kit.step(5);
    kit.delete(&format!("{}/{first}", pulls())).await.result();
    kit.step(5);
    kit.delete(&format!("{}/{second}", pulls())).await.result();
    let expected =
        [(0, Some(5), None), (5, Some(12), Some(&*first)), (12, Some(20), Some(&*second)), (20, None, None)];
    assert_eq!(told(&kit.emulator.history().served_by_zone(ID)), expected);
    let over_http = kit.control(Method::GET, &format!("/history/served/{ID}"), Value::Null).await.1;
    assert_eq!(over_http.as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn events_say_what_which_request_did() {
    let kit = Kit::start().await;
    let pair = leaf();
    let id = kit.post(&pulls(), pair.body()).await.id();
    kit.post(&pulls(), pair.body()).await.fails(409, 1406);
    kit.delete(&format!("{}/{id}", pulls())).await.result();
    kit.step(5);
    kit.post(&pulls(), pair.body()).await.result();
    kit.emulator.set_status(&id, Status::DeploymentTimedOut);
    let history = kit.emulator.history();
    let seen: Vec<_> = history
        .events
        .iter()
        .map(|event| {
            (event.change, event.request, event.details.status.clone(), event.at.as_second() - 1_893_456_000)
        })
        .collect();
    assert_eq!(
        seen,
        [
            (Change::Created, Some(1), None, 0),
            (Change::Status, Some(1), Some(Status::Initializing), 0),
            (Change::Deleted, Some(3), None, 0),
            (Change::Status, Some(3), Some(Status::PendingDeletion), 0),
            (Change::Status, None, Some(Status::Deleted), 2),
            (Change::Revived, Some(4), None, 5),
            (Change::Status, Some(4), Some(Status::Initializing), 5),
            (Change::Status, None, Some(Status::DeploymentTimedOut), 5),
        ]
    );
    // The same certificate twice has the same digest.
    assert!(history.events[0].details.digest.is_some());
    assert_eq!(history.events[0].details.digest, history.events[5].details.digest);
    assert!(history.events.iter().all(|event| event.id.as_deref() == Some(&*id) && event.scope_id == ID));

    let (status, told) = kit.control(Method::GET, "/history", Value::Null).await;
    assert_eq!((status.as_u16(), &told["forgotten"]), (200, &json!(0)));
    assert_eq!(
        told["events"][4],
        json!({
            "number": 5,
            "at": "2030-01-01T00:00:02Z",
            "change": "status",
            "resource": "zone_certificates",
            "scope": "zones",
            "scope_id": ID,
            "id": id,
            "status": "deleted",
        })
    );
}

#[tokio::test]
async fn everything_that_is_kept_has_a_history() {
    let kit = Kit::start().await;
    let certificate =
        json!({"name": "a", "certificate": authority().certificate, "associated_hostnames": [APP]});
    let id = kit.post(&access("accounts"), certificate).await.id();
    kit.put(&format!("{}/{id}", access("accounts")), json!({"associated_hostnames": []})).await.result();
    let setting = json!({"hostname": APP, "china_network": false, "client_certificate_forwarding": true});
    kit.put(&format!("{}/settings", access("zones")), json!({"settings": [setting]})).await.result();
    kit.step(5);
    kit.delete(&format!("{}/{id}", access("accounts"))).await.result();
    let body = json!({"certificates": authority().certificate, "ca": true});
    let own = kit.post(&crate::kit::mtls_certificates(), body).await.id();
    let body = json!({"hostnames": [APP], "mtls_certificate_id": own});
    kit.put(&crate::kit::authority_hostnames(), body).await.result();
    let body = json!({"csr": crate::requests::requested().csr, "validity_days": 1});
    let client = kit.post(&crate::kit::client_certificates(), body).await.id();
    kit.delete(&format!("{}/{client}", crate::kit::client_certificates())).await.result();
    kit.step(5);
    let events = kit.emulator.history().events;
    let seen: Vec<_> = events
        .iter()
        .map(|event| {
            let hostnames = event.details.hostnames.as_ref().map(Vec::len);
            (event.resource, event.scope, event.change, hostnames, event.details.status.clone())
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("access_certificates", "accounts", Change::Created, Some(1), None),
            ("access_certificates", "accounts", Change::Updated, Some(0), None),
            ("access_settings", "zones", Change::Updated, Some(1), None),
            ("access_certificates", "accounts", Change::Deleted, Some(0), None),
            ("mtls_certificates", "accounts", Change::Created, None, None),
            ("certificate_authority_hostnames", "zones", Change::Updated, Some(1), None),
            ("client_certificates", "zones", Change::Created, None, None),
            ("client_certificates", "zones", Change::Status, None, Some(Status::Active)),
            ("client_certificates", "zones", Change::Deleted, None, None),
            ("client_certificates", "zones", Change::Status, None, Some(Status::PendingRevocation)),
            ("client_certificates", "zones", Change::Status, None, Some(Status::Revoked)),
        ]
    );
}

#[tokio::test]
async fn authorities_that_had_a_hostname_are_told() {
    let kit = Kit::start().await;
    let upload = async |hostnames: Value| {
        let body =
            json!({"name": "a", "certificate": authority().certificate, "associated_hostnames": hostnames});
        kit.post(&access("accounts"), body).await.id()
    };
    let old = upload(json!([APP])).await;
    kit.step(5);
    let new = upload(json!(["other.example.com"])).await;
    let put = async |id: &str, hostnames: Value| {
        let body = json!({"associated_hostnames": hostnames});
        kit.put(&format!("{}/{id}", access("accounts")), body).await.result();
    };
    put(&new, json!(["other.example.com", APP])).await;
    kit.step(5);
    put(&old, json!([])).await;
    kit.step(5);
    kit.delete(&format!("{}/{old}", access("accounts"))).await.result();
    put(&new, json!([])).await;
    let trusted = kit.emulator.history().trusted("access_certificates", "accounts", ID, "APP.example.com");
    let mut both = vec![old.clone(), new.clone()];
    both.sort();
    let seen: Vec<_> = trusted
        .iter()
        .map(|stretch| (stretch.from.as_second() - 1_893_456_000, stretch.certificate_ids.clone()))
        .collect();
    assert_eq!(seen, [(0, vec![old]), (5, both), (10, vec![new]), (15, vec![])]);
    // The zone of the same identifier is another place.
    assert!(kit.emulator.history().trusted("access_certificates", "zones", ID, APP).is_empty());

    kit.put(&crate::kit::authority_hostnames(), json!({"hostnames": [APP]})).await.result();
    let path = format!("/history/trusted/certificate_authority_hostnames/zones/{ID}/{APP}");
    let (_, told) = kit.control(Method::GET, &path, Value::Null).await;
    assert_eq!(told[0]["certificate_ids"], json!(["managed"]));
}

#[tokio::test]
async fn a_history_begins_anew_with_a_snapshot() {
    let kit = Kit::start().await;
    let id = certificate(&kit).await;
    associate(&kit, &id, json!(true)).await;
    kit.step(1);
    let other = Kit::of(Emulator::builder().snapshot(kit.emulator.snapshot())).await;
    other.step(9);
    let expected = [(1, Some(2), None), (2, None, Some(&*id))];
    assert_eq!(told(&other.emulator.history().served(ID, APP)), expected);
    let first = other.emulator.history().events[0].clone();
    assert_eq!((first.change, first.request), (Change::Present, None));
    other.emulator.reset();
    assert!(other.emulator.history().events.is_empty());
}

#[tokio::test]
async fn a_history_is_bounded() {
    let kit = Kit::start().await;
    kit.emulator.change_settings(|settings| settings.history.capacity = 4);
    for enabled in [true, false, true, false, true, false] {
        kit.put(&format!("{}/settings", pulls()), json!({"enabled": enabled})).await.result();
    }
    let history = kit.emulator.history();
    assert_eq!((history.events.len(), history.forgotten), (4, 2));
    assert_eq!(history.events[0].number, 3);
}
