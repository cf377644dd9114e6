//! How zone and hostname certificates live: deployed and deleted step by step, refused while they
//! are there already, revived, and never more than there may be.

use cloudflare_mtls::types::CertificateStatus;
use cloudflare_mtls::{Method, prelude::*};
use cloudflare_mtls_emulator::{Emulator, Status};

use crate::kit::{ID, Kit, SECOND, UNKNOWN, UNKNOWN_UUID, millis, refused};
use crate::origin_pulls::{KINDS, Kind};
use crate::pairs::leaf;

const ALREADY_EXISTS: &[&str] = &["conflict", "already exists"];
const SETTLING: &[&str] = &["conflict", "settling", "retryable"];
const NOT_FOUND: &[&str] = &["not found"];
const QUOTA: &[&str] = &["quota exceeded"];

#[tokio::test]
async fn a_certificate_is_deployed_and_deleted_step_by_step() {
    let kit = Kit::start().await;
    for kind in KINDS {
        let uploaded = kit.upload(kind, &leaf()).await.unwrap();
        let id = &uploaded.id;
        assert_eq!(uploaded.status, CertificateStatus::Initializing);
        // The status follows from the clock alone, to the millisecond.
        for (step, status) in [
            (249, CertificateStatus::Initializing),
            (1, CertificateStatus::PendingDeployment),
            (1_749, CertificateStatus::PendingDeployment),
            (1, CertificateStatus::Active),
            (3_600_000, CertificateStatus::Active),
        ] {
            kit.step(millis(step));
            assert_eq!(kit.status(kind, id).await, status);
        }

        let deleted = kit.delete(kind, id).await.unwrap();
        assert_eq!(deleted.status, CertificateStatus::PendingDeletion);
        // A deletion answers with the whole certificate.
        assert_eq!((&deleted.id, &deleted.certificate), (id, &uploaded.certificate));
        refused(kit.delete(kind, id).await, 409, 1414, SETTLING);
        kit.step(millis(1_999));
        assert_eq!(kit.status(kind, id).await, CertificateStatus::PendingDeletion);
        kit.step(millis(1));
        // Still readable, and no more to be deleted.
        assert_eq!(kit.status(kind, id).await, CertificateStatus::Deleted);
        refused(kit.delete(kind, id).await, 404, 1551, NOT_FOUND);
    }
}

#[tokio::test]
async fn a_certificate_can_not_be_changed() {
    let kit = Kit::start().await;
    let uploaded = kit.upload(Kind::Zone, &leaf()).await.unwrap();
    for method in [Method::PUT, Method::PATCH, Method::POST] {
        let change = kit
            .client
            .request(method, "/zones/{zone}/origin_tls_client_auth/{id}")
            .path("zone", ID)
            .path("id", &uploaded.id)
            .json(&leaf().body());
        let error = refused(change.result().await, 405, 7001, &[]);
        assert!(error.errors()[0].message().contains("GET, DELETE"), "{error}");
    }
    assert_eq!(kit.read(Kind::Zone, &uploaded.id).await.unwrap(), uploaded);
}

#[tokio::test]
async fn journeys_time_out_on_demand_and_stay_there() {
    let kit = Kit::of(Emulator::builder().settings(|settings| {
        settings.behaviour.deployments_time_out = true;
        settings.behaviour.deletions_time_out = true;
    }))
    .await;
    for kind in KINDS {
        let id = kit.upload(kind, &leaf()).await.unwrap().id;
        kit.step(millis(1_999));
        assert_eq!(kit.status(kind, &id).await, CertificateStatus::PendingDeployment);
        for step in [1, 3_600_000] {
            kit.step(millis(step));
            assert_eq!(kit.status(kind, &id).await, CertificateStatus::DeploymentTimedOut);
        }
        assert_eq!(kit.delete(kind, &id).await.unwrap().status, CertificateStatus::PendingDeletion);
        for step in [2_000, 3_600_000] {
            kit.step(millis(step));
            assert_eq!(kit.status(kind, &id).await, CertificateStatus::DeletionTimedOut);
        }
    }
}

#[tokio::test]
async fn a_certificate_is_held_at_a_status_on_demand() {
    let kit = Kit::start().await;
    let id = kit.upload(Kind::Zone, &leaf()).await.unwrap().id;
    for (held, seen) in [
        (Status::DeletionTimedOut, CertificateStatus::DeletionTimedOut),
        (Status::Other("pending_review".into()), "pending_review".into()),
    ] {
        assert!(kit.emulator.set_status(&id, held));
        kit.step(3_600 * SECOND);
        assert_eq!(kit.status(Kind::Zone, &id).await, seen);
    }
    assert!(!kit.emulator.set_status(UNKNOWN_UUID, Status::Active));
}

#[tokio::test]
async fn an_identical_upload_is_refused_until_the_deletion_is_through() {
    let kit = Kit::start().await;
    for kind in KINDS {
        let pair = leaf();
        let first = kit.upload(kind, &pair).await.unwrap();
        let error = refused(kit.upload(kind, &pair).await, 409, 1406, ALREADY_EXISTS);
        assert_eq!(error.errors()[0].source_pointer(), Some("/certificate"));
        // It's the certificate that counts, and not how its text is laid out.
        let spaced = pair.certificate.replace('\n', "\r\n");
        refused(kit.upload_parts(kind, &spaced, &pair.key).await, 409, 1406, ALREADY_EXISTS);

        kit.step(2 * SECOND);
        kit.delete(kind, &first.id).await.unwrap();
        let error = refused(kit.upload(kind, &pair).await, 409, 1406, ALREADY_EXISTS);
        assert!(error.to_string().contains("pending deletion"), "{error}");

        kit.step(2 * SECOND);
        let revived = kit.upload(kind, &pair).await.unwrap();
        assert_eq!((&revived.id, revived.status), (&first.id, CertificateStatus::Initializing));
        assert_eq!(revived.uploaded_on, kit.emulator.now());
        assert_ne!(revived.uploaded_on, first.uploaded_on);
        assert_eq!(kit.list(kind).await.len(), 1);
    }
}

#[tokio::test]
async fn zone_and_hostname_certificates_know_nothing_of_each_other() {
    let kit = Kit::start().await;
    let pair = leaf();
    let zone = kit.upload(Kind::Zone, &pair).await.unwrap();
    let hostname = kit.upload(Kind::Hostname, &pair).await.unwrap();
    assert_ne!(zone.id, hostname.id);
    refused(kit.read(Kind::Hostname, &zone.id).await, 404, 1551, NOT_FOUND);
    refused(kit.read(Kind::Zone, &hostname.id).await, 404, 1551, NOT_FOUND);
}

#[tokio::test]
async fn a_zone_has_ten_hostname_certificates() {
    let kit = Kit::start().await;
    let mut ids = Vec::new();
    for _ in 0..10 {
        ids.push(kit.upload(Kind::Hostname, &leaf()).await.unwrap().id);
    }
    let further = leaf();
    refused(kit.upload(Kind::Hostname, &further).await, 400, 12130, QUOTA);
    // Zone certificates are counted apart.
    kit.upload(Kind::Zone, &further).await.unwrap();
    // One on its way out counts, one that is gone doesn't.
    kit.delete(Kind::Hostname, &ids[0]).await.unwrap();
    refused(kit.upload(Kind::Hostname, &further).await, 400, 12130, QUOTA);
    kit.step(2 * SECOND);
    kit.upload(Kind::Hostname, &further).await.unwrap();
}

#[tokio::test]
async fn zone_certificates_have_a_quota_too() {
    let kit = Kit::of(Emulator::builder().settings(|settings| settings.quotas.zone_certificates = 2)).await;
    for _ in 0..2 {
        kit.upload(Kind::Zone, &leaf()).await.unwrap();
    }
    refused(kit.upload(Kind::Zone, &leaf()).await, 400, 12130, QUOTA);
}

#[tokio::test]
async fn a_deleted_certificate_shows_in_lists_unless_told_otherwise() {
    let kit = Kit::start().await;
    for kind in KINDS {
        kit.emulator.change_settings(|settings| settings.behaviour.lists_show_deleted = true);
        let id = kit.upload(kind, &leaf()).await.unwrap().id;
        kit.delete(kind, &id).await.unwrap();
        kit.step(2 * SECOND);
        let [listed] = kit.list(kind).await.try_into().unwrap();
        assert_eq!((listed.id, listed.status), (id.clone(), CertificateStatus::Deleted));
        kit.emulator.change_settings(|settings| settings.behaviour.lists_show_deleted = false);
        assert_eq!(kit.list(kind).await, []);
        assert_eq!(kit.status(kind, &id).await, CertificateStatus::Deleted);
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_deployed_yet_can_be_kept_from_deletion() {
    let kit =
        Kit::of(Emulator::builder().settings(|settings| settings.behaviour.refuse_while_pending = true))
            .await;
    for kind in KINDS {
        let id = kit.upload(kind, &leaf()).await.unwrap().id;
        refused(kit.delete(kind, &id).await, 409, 1434, SETTLING);
        kit.step(2 * SECOND);
        kit.delete(kind, &id).await.unwrap();
    }
}

#[tokio::test]
async fn identifiers_that_no_certificate_has() {
    let kit = Kit::start().await;
    for kind in KINDS {
        // Both forms that the documents show.
        for unknown in [UNKNOWN_UUID, UNKNOWN] {
            refused(kit.read(kind, unknown).await, 404, 1551, NOT_FOUND);
            refused(kit.delete(kind, unknown).await, 404, 1551, NOT_FOUND);
        }
        refused(kit.read(kind, "no-identifier").await, 400, 1415, &[]);
        refused(kit.delete(kind, "no-identifier").await, 400, 1415, &[]);
    }
}
