//! Zone and hostname certificates: their life, and the zone's setting.

use cloudflare_mtls_emulator::{Emulator, Status};
use reqwest::Method;
use serde_json::json;

use crate::kit::{Kit, UNKNOWN_UUID, hostname_certificates, leaf, pulls};

#[tokio::test]
async fn a_certificate_is_deployed_and_deleted_step_by_step() {
    let kit = Kit::start().await;
    for path in [pulls(), hostname_certificates()] {
        let created = kit.post(&path, leaf().body()).await;
        assert_eq!(created.status, 200);
        assert_eq!(created.result()["status"], "initializing");
        assert_eq!(created.result()["uploaded_on"].as_str().unwrap().len(), "2030-01-01T00:00:00Z".len());
        let one = format!("{path}/{}", created.id());

        kit.step(1);
        assert_eq!(kit.get(&one).await.result()["status"], "pending_deployment");
        kit.step(1);
        assert_eq!(kit.get(&one).await.result()["status"], "active");

        let deleted = kit.delete(&one).await;
        assert_eq!(deleted.result()["status"], "pending_deletion");
        assert_eq!(deleted.result()["certificate"], created.result()["certificate"]);
        kit.delete(&one).await.fails(409, 1414);
        kit.step(2);
        assert_eq!(kit.get(&one).await.result()["status"], "deleted");
        kit.delete(&one).await.fails(404, 1551);
    }
}

#[tokio::test]
async fn an_identical_upload_is_refused_until_deletion_is_through_and_then_revives() {
    let kit = Kit::start().await;
    for path in [pulls(), hostname_certificates()] {
        let pair = leaf();
        let created = kit.post(&path, pair.body()).await;
        assert_eq!(kit.post(&path, pair.body()).await.fails(409, 1406).pointer(0), "/certificate");
        // Other white space is not another certificate.
        let mut spaced = pair.body();
        spaced["certificate"] = format!("\n{}\n\n", pair.certificate.replace('\n', "\r\n")).into();
        kit.post(&path, spaced).await.fails(409, 1406);

        kit.delete(&format!("{path}/{}", created.id())).await.result();
        let refused = kit.post(&path, pair.body()).await;
        assert!(refused.fails(409, 1406).body.to_string().contains("pending deletion"));
        kit.step(2);
        let revived = kit.post(&path, pair.body()).await;
        assert_eq!(revived.id(), created.id());
        assert_eq!(revived.result()["status"], "initializing");
        assert_ne!(revived.result()["uploaded_on"], created.result()["uploaded_on"]);
        assert_eq!(kit.get(&path).await.result().as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn journeys_time_out_on_demand() {
    let kit = Kit::start().await;
    kit.emulator.change_settings(|settings| {
        settings.behaviour.deployments_time_out = true;
        settings.behaviour.deletions_time_out = true;
    });
    for path in [pulls(), hostname_certificates()] {
        let created = kit.post(&path, leaf().body()).await;
        let one = format!("{path}/{}", created.id());
        kit.step(1);
        assert_eq!(kit.get(&one).await.result()["status"], "pending_deployment");
        for step in [1, 3_600] {
            kit.step(step);
            assert_eq!(kit.get(&one).await.result()["status"], "deployment_timed_out");
        }
        assert_eq!(kit.delete(&one).await.result()["status"], "pending_deletion");
        for step in [2, 3_600] {
            kit.step(step);
            assert_eq!(kit.get(&one).await.result()["status"], "deletion_timed_out");
        }

        assert!(kit.emulator.set_status(&created.id(), Status::Other("held".into())));
        assert_eq!(kit.get(&one).await.result()["status"], "held");
        assert_eq!(kit.emulator.certificate_status(&created.id()), Some(Status::Other("held".into())));
    }
    assert!(!kit.emulator.set_status(UNKNOWN_UUID, Status::Active));
}

#[tokio::test]
async fn deleted_certificates_show_in_lists_unless_told_otherwise() {
    let kit = Kit::start().await;
    for path in [pulls(), hostname_certificates()] {
        kit.emulator.change_settings(|settings| settings.behaviour.lists_show_deleted = true);
        let one = format!("{path}/{}", kit.post(&path, leaf().body()).await.id());
        kit.delete(&one).await.result();
        kit.step(2);
        assert_eq!(kit.get(&path).await.result()[0]["status"], "deleted");
        kit.emulator.change_settings(|settings| settings.behaviour.lists_show_deleted = false);
        assert_eq!(*kit.get(&path).await.result(), json!([]));
        assert_eq!(kit.get(&one).await.result()["status"], "deleted");
    }
}

#[tokio::test]
async fn a_pending_certificate_can_be_refused() {
    let kit =
        Kit::of(Emulator::builder().settings(|settings| settings.behaviour.refuse_while_pending = true))
            .await;
    for path in [pulls(), hostname_certificates()] {
        let one = format!("{path}/{}", kit.post(&path, leaf().body()).await.id());
        kit.delete(&one).await.fails(409, 1434);
        kit.step(2);
        kit.delete(&one).await.result();
    }
}

#[tokio::test]
async fn a_certificate_can_not_be_changed() {
    let kit = Kit::start().await;
    let created = kit.post(&pulls(), leaf().body()).await;
    let one = format!("{}/{}", pulls(), created.id());
    for method in [Method::PUT, Method::PATCH, Method::POST] {
        let refused = kit.send(kit.request(method, &one).json(&leaf().body())).await;
        assert_eq!(refused.fails(405, 7001).header("allow"), Some("GET, DELETE"));
    }
    assert_eq!(kit.get(&one).await.body, created.body);
}

#[tokio::test]
async fn zone_and_hostname_certificates_know_nothing_of_each_other() {
    let kit = Kit::start().await;
    let pair = leaf();
    let zone = kit.post(&pulls(), pair.body()).await.id();
    let hostname = kit.post(&hostname_certificates(), pair.body()).await.id();
    assert_ne!(zone, hostname);
    kit.get(&format!("{}/{zone}", hostname_certificates())).await.fails(404, 1551);
    kit.get(&format!("{}/{hostname}", pulls())).await.fails(404, 1551);
}

#[tokio::test]
async fn a_zone_has_ten_hostname_certificates() {
    let kit = Kit::start().await;
    let mut ids = Vec::new();
    for _ in 0..10 {
        ids.push(kit.post(&hostname_certificates(), leaf().body()).await.id());
    }
    let further = leaf();
    kit.post(&hostname_certificates(), further.body()).await.fails(400, 12130);
    // Zone certificates are counted apart.
    kit.post(&pulls(), further.body()).await.result();
    // One on its way out counts, one that is gone doesn't.
    kit.delete(&format!("{}/{}", hostname_certificates(), ids[0])).await.result();
    kit.post(&hostname_certificates(), further.body()).await.fails(400, 12130);
    kit.step(2);
    kit.post(&hostname_certificates(), further.body()).await.result();
}

#[tokio::test]
async fn zone_certificates_have_a_quota_too() {
    let kit = Kit::of(Emulator::builder().settings(|settings| settings.quotas.zone_certificates = 2)).await;
    for _ in 0..2 {
        kit.post(&pulls(), leaf().body()).await.result();
    }
    kit.post(&pulls(), leaf().body()).await.fails(400, 12130);
}

#[tokio::test]
async fn unknown_identifiers_have_codes() {
    let kit = Kit::start().await;
    for path in [pulls(), hostname_certificates()] {
        for unknown in [UNKNOWN_UUID, "458ce5a0c354c7f82c78e9487d3ff601"] {
            kit.get(&format!("{path}/{unknown}")).await.fails(404, 1551);
            kit.delete(&format!("{path}/{unknown}")).await.fails(404, 1551);
        }
        kit.get(&format!("{path}/no-identifier")).await.fails(400, 1415);
        kit.delete(&format!("{path}/no-identifier")).await.fails(400, 1415);
    }
}

#[tokio::test]
async fn the_zone_setting_is_off_until_it_is_put_on() {
    let kit = Kit::start().await;
    let settings = format!("{}/settings", pulls());
    let certificate = kit.post(&pulls(), leaf().body()).await;
    assert_eq!(certificate.result()["enabled"], false);
    assert_eq!(*kit.get(&settings).await.result(), json!({"enabled": false}));
    assert_eq!(*kit.put(&settings, json!({"enabled": true})).await.result(), json!({"enabled": true}));
    assert_eq!(*kit.get(&settings).await.result(), json!({"enabled": true}));
    assert_eq!(kit.get(&pulls()).await.result()[0]["enabled"], true);
}
