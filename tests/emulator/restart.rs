//! State that is taken along: snapshots, the state file, and starting over.

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::{Association, CertificateStatus, CreateAccessCertificate, HostnameSettings};
use cloudflare_mtls_emulator::{Emulator, Snapshot};

use crate::kit::{ID, Kit, SECOND, account, refused};
use crate::origin_pulls::{KINDS, Kind, Seen};
use crate::pairs::{authority, leaf};

/// Puts something of everything into an emulator.
async fn fill(kit: &Kit) {
    kit.upload(Kind::Zone, &leaf()).await.unwrap();
    let id = kit.upload(Kind::Hostname, &leaf()).await.unwrap().id;
    let enable = Association::enable("app.example.com", &*id);
    kit.client.hostname_associations(ID).update([enable]).result().await.unwrap();
    kit.client.zone_settings(ID).update(true).result().await.unwrap();
    let body = CreateAccessCertificate::new("any", authority().certificate);
    kit.access(&account()).create(body).result().await.unwrap();
    let setting = HostnameSettings::new("example.com", false, true);
    kit.access_settings(&account()).update([setting]).result().await.unwrap();
}

/// All that a client can see of an emulator.
async fn seen(kit: &Kit) -> (Vec<Vec<Seen>>, String) {
    let mut certificates = Vec::new();
    for kind in KINDS {
        certificates.push(kit.list(kind).await);
    }
    let rest = (
        kit.client.hostname_associations(ID).get("app.example.com").result().await,
        kit.client.zone_settings(ID).get().result().await.unwrap(),
        kit.access(&account()).list().result().await.unwrap(),
        kit.access_settings(&account()).list().result().await.unwrap(),
    );
    (
        certificates,
        format!(
            "{:?} {:?} {:?} {:?}",
            rest.0.map_err(|error| error.errors().to_vec()),
            rest.1,
            rest.2,
            rest.3
        ),
    )
}

#[tokio::test]
async fn a_snapshot_brings_everything_back() {
    let kit = Kit::start().await;
    let empty = seen(&kit).await;
    fill(&kit).await;
    kit.step(SECOND);
    let before = seen(&kit).await;
    assert_ne!(before, empty);
    let json = kit.emulator.snapshot().to_json();

    kit.emulator.reset();
    assert_eq!(seen(&kit).await, empty);
    let snapshot = Snapshot::from_json(&json).unwrap();
    kit.emulator.restore(&snapshot);
    let other = Kit::of(Emulator::builder().snapshot(snapshot)).await;
    for kit in [&kit, &other] {
        assert_eq!(seen(kit).await, before);
        // The journeys go on from where they were.
        kit.step(SECOND);
        assert_eq!(kit.list(Kind::Zone).await[0].status, CertificateStatus::Active);
    }
    // And so does the sequence of identifiers.
    let further = leaf();
    let [mine, theirs] = [kit.upload(Kind::Zone, &further).await, other.upload(Kind::Zone, &further).await];
    assert_eq!(mine.unwrap().id, theirs.unwrap().id);
}

#[tokio::test]
async fn a_state_file_outlives_a_restart() {
    let directory = std::env::temp_dir().join(format!("client-emulator-state-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let start = || Kit::of(Emulator::builder().state_file(directory.join("state.json")));

    let kit = start().await;
    let pair = leaf();
    let id = kit.upload(Kind::Zone, &pair).await.unwrap().id;
    fill(&kit).await;
    let before = seen(&kit).await;
    // Not stopped in good order: every change was written when it was answered.
    drop(kit);
    let kit = start().await;
    assert_eq!(seen(&kit).await, before);
    refused(kit.upload(Kind::Zone, &pair).await, 409, 1406, &["conflict", "already exists"]);
    kit.delete(Kind::Zone, &id).await.unwrap();
    kit.step(2 * SECOND);
    kit.emulator.stop().await;
    let kit = start().await;
    assert_eq!(kit.status(Kind::Zone, &id).await, CertificateStatus::Deleted);
    std::fs::remove_dir_all(&directory).unwrap();
}

#[tokio::test]
async fn a_reset_keeps_accounts_and_settings_and_empties_the_rest() {
    let kit = Kit::of(Emulator::builder().settings(|settings| settings.quotas.zone_certificates = 1)).await;
    kit.upload(Kind::Zone, &leaf()).await.unwrap();
    kit.emulator.reset();
    assert!(kit.emulator.requests().is_empty());
    assert_eq!(kit.list(Kind::Zone).await, []);
    kit.upload(Kind::Zone, &leaf()).await.unwrap();
    refused(kit.upload(Kind::Zone, &leaf()).await, 400, 12130, &["quota exceeded"]);
}
