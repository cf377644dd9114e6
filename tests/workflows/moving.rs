//! Hostnames move from one certificate to another: any number of them, each with an outcome of its
//! own; and they are released only by who wants them released.

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::Association;
use cloudflare_mtls::workflows::{Event, MoveOutcome, Moves, WorkflowErrorKind};
use cloudflare_mtls_emulator::{Emulator, Fault, FaultKind, Status};

use crate::kit::{ID, Kit, SECOND, UNKNOWN};
use crate::pairs::leaf;

fn hostnames(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("h{number:03}.example.com")).collect()
}

/// A kit in which a certificate can have any number of hostnames.
async fn roomy() -> Kit {
    Kit::of(Emulator::builder().settings(|settings| settings.quotas.associations = 1_000)).await
}

async fn associate(kit: &Kit, hostnames: &[String], id: &str) {
    for batch in hostnames.chunks(100) {
        let config: Vec<_> = batch.iter().map(|hostname| Association::enable(hostname, id)).collect();
        kit.client.hostname_associations(ID).update(config).result().await.unwrap();
    }
    kit.emulator.advance(2 * SECOND);
    kit.emulator.clear_requests();
}

async fn used_by(kit: &Kit, hostname: &str) -> Option<String> {
    let association = kit.client.hostname_associations(ID).get(hostname).result().await.ok()?;
    association.enabled?;
    Some(association.cert_id?.to_string())
}

fn count(moves: &Moves, wanted: impl Fn(&MoveOutcome) -> bool) -> usize {
    moves.hostnames.iter().filter(|moved| wanted(&moved.outcome)).count()
}

#[tokio::test]
async fn three_hundred_move_in_batches() {
    let kit = roomy().await;
    let (old, new) = (kit.active_hostname(&leaf()).await, kit.active_hostname(&leaf()).await);
    let hostnames = hostnames(300);
    associate(&kit, &hostnames, &old).await;
    let certificates = kit.client.hostname_certificates(ID);
    let plan = certificates.move_all(old.as_str(), new.as_str()).plan().await.unwrap();
    assert!(plan.to_string().contains("1. move 100 hostnames (h000.example.com, "), "{plan}");
    let moves = certificates.move_all(old.as_str(), new.as_str()).run().await.unwrap();
    assert_eq!(count(&moves, |outcome| matches!(outcome, MoveOutcome::Moved)), 300);
    assert_eq!(kit.received("hostname_associations.update"), 3);
    for hostname in [&hostnames[0], &hostnames[299]] {
        assert_eq!(used_by(&kit, hostname).await.as_deref(), Some(new.as_str()));
        let served = kit.emulator.history().served(ID, hostname);
        assert!(served.iter().skip(1).all(|stretch| stretch.certificate_id.is_some()), "{served:?}");
    }
    // Again, and nothing is sent.
    let moves = certificates.move_hostnames(&hostnames, new.as_str()).run().await.unwrap();
    assert_eq!(count(&moves, |outcome| matches!(outcome, MoveOutcome::AlreadyThere)), 300);
    assert_eq!(kit.received("hostname_associations.update"), 3);
}

#[tokio::test]
async fn those_that_are_refused_stay_and_the_others_move() {
    let kit = roomy().await;
    let (old, new) = (kit.active_hostname(&leaf()).await, kit.active_hostname(&leaf()).await);
    let mut all = hostnames(150);
    associate(&kit, &all, &old).await;
    all.insert(70, "Foreign.example.org".to_owned());
    let certificates = kit.client.hostname_certificates(ID);
    let moves = certificates.move_hostnames(&all, new.as_str()).run().await.unwrap();
    let refused: Vec<_> = moves.refused().collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].0, "foreign.example.org");
    assert!(refused[0].1.has_code(12036));
    assert_eq!(count(&moves, |outcome| matches!(outcome, MoveOutcome::Moved)), 150);
    assert_eq!(kit.received("hostname_associations.update"), 3);
}

#[tokio::test]
async fn a_refusal_that_points_nowhere_is_narrowed_down() {
    let kit = roomy().await;
    let (old, new) = (kit.active_hostname(&leaf()).await, kit.active_hostname(&leaf()).await);
    let all = hostnames(100);
    associate(&kit, &all, &old).await;
    let vague = FaultKind::Failure { status: 400, code: 1001, message: "no".into() };
    kit.emulator.inject(Fault::new(vague).on("hostname_associations.update").times(3)).unwrap();
    let certificates = kit.client.hostname_certificates(ID);
    let moves = certificates.move_all(old.as_str(), new.as_str()).run().await.unwrap();
    assert_eq!(count(&moves, |outcome| matches!(outcome, MoveOutcome::Moved)), 100);
    assert_eq!(moves.refused().count(), 0);
    // The whole, its first half, a quarter; then that quarter's halves and what is left.
    assert_eq!(kit.received("hostname_associations.update"), 7);
}

#[tokio::test]
async fn as_many_move_as_fit() {
    let kit = Kit::start().await;
    let (old, other) = (kit.active_hostname(&leaf()).await, kit.active_hostname(&leaf()).await);
    let new = kit.active_hostname(&leaf()).await;
    let all = hostnames(150);
    associate(&kit, &all[..100], &old).await;
    associate(&kit, &all[100..], &other).await;
    let certificates = kit.client.hostname_certificates(ID);
    let moves = certificates.move_hostnames(&all, new.as_str()).run().await.unwrap();
    assert_eq!(count(&moves, |outcome| matches!(outcome, MoveOutcome::Moved)), 100);
    assert!(moves.refused().all(|(_, error)| error.is_quota_exceeded()));
    assert_eq!(moves.refused().count(), 50);
    assert!(kit.received("hostname_associations.update") <= 4);
}

#[tokio::test]
async fn only_a_certificate_that_is_or_will_be_active_gets_hostnames() {
    let kit = Kit::start().await;
    let certificates = kit.client.hostname_certificates(ID);
    let error = certificates.move_hostnames(["a.example.com"], UNKNOWN).run().await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::Missing);
    let id = kit.active_hostname(&leaf()).await;
    for held in [Status::PendingDeletion, Status::Deleted, Status::DeploymentTimedOut] {
        kit.emulator.set_status(&id, held);
        let error = certificates.move_hostnames(["a.example.com"], id.as_str()).run().await.unwrap_err();
        assert_eq!(error.kind(), WorkflowErrorKind::Missing, "{error}");
    }
    assert_eq!(kit.received("hostname_associations.update"), 0);
    let pair = leaf();
    let ensured = certificates.ensure(&pair.certificate, &pair.key).run().await.unwrap();
    // A hostname that used none before is switched on.
    certificates.move_hostnames(["a.example.com"], &ensured.id).run().await.unwrap();
    assert_eq!(kit.status(ensured.id.as_str()), "active");
    assert_eq!(used_by(&kit, "a.example.com").await.as_deref(), Some(ensured.id.as_str()));
    kit.client.hostname_associations(ID).until_active("a.example.com").await.unwrap();
}

#[tokio::test]
async fn an_association_that_hangs_is_an_error_that_names_it() {
    let kit = Kit::start().await;
    let (old, new) = (kit.active_hostname(&leaf()).await, kit.active_hostname(&leaf()).await);
    associate(&kit, &hostnames(2), &old).await;
    kit.emulator.change_settings(|settings| settings.behaviour.deployments_time_out = true);
    let certificates = kit.client.hostname_certificates(ID);
    let error = certificates.move_all(old.as_str(), new.as_str()).run().await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::GaveUp);
    assert!(error.to_string().contains("h000.example.com"), "{error}");
}

#[tokio::test]
async fn releasing_leaves_alone_what_was_moved() {
    let kit = Kit::start().await;
    let (old, new) = (kit.active_hostname(&leaf()).await, kit.active_hostname(&leaf()).await);
    let all = hostnames(3);
    associate(&kit, &all, &old).await;
    let certificates = kit.client.hostname_certificates(ID);
    certificates.move_hostnames([&all[0]], new.as_str()).run().await.unwrap();
    let plan = certificates.detach(old.as_str()).plan().await.unwrap().to_string();
    assert!(plan.contains(&format!("release h001.example.com, h002.example.com from {old}")), "{plan}");
    let detached = certificates.detach(old.as_str()).run().await.unwrap();
    assert_eq!(detached.released, all[1..]);
    assert_eq!(used_by(&kit, &all[0]).await.as_deref(), Some(new.as_str()));
    assert_eq!(used_by(&kit, &all[1]).await, None);
    kit.client.hostname_associations(ID).until_deleted(&all[1]).await.unwrap();
    let removed = certificates.remove(old.as_str()).run().await.unwrap();
    assert!(removed.deleted && removed.released.is_empty());
    assert_eq!(kit.status(&old), "deleted");
    // Both can be run again.
    assert!(certificates.detach(old.as_str()).run().await.unwrap().released.is_empty());
    assert!(!certificates.remove(old.as_str()).run().await.unwrap().deleted);
    assert!(!certificates.remove(UNKNOWN).run().await.unwrap().deleted);
}

#[tokio::test]
async fn a_batch_that_falls_into_parts_is_stopped_after_one_request() {
    let kit = roomy().await;
    let (old, new) = (kit.active_hostname(&leaf()).await, kit.active_hostname(&leaf()).await);
    let all = hostnames(100);
    associate(&kit, &all, &old).await;
    // Refused without saying which: it is halved, and halved again.
    let refusal = FaultKind::Failure { status: 400, code: 1001, message: "no".into() };
    kit.emulator.inject(Fault::new(refusal).on("hostname_associations.update").times(3)).unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let stop = std::sync::Mutex::new(Some(stop));
    let certificates = kit.client.hostname_certificates(ID);
    let moving = certificates.move_hostnames(&all, new.as_str()).observe(move |event| {
        if let Event::Begun { .. } = event {
            stop.lock().unwrap().take();
        }
    });
    let moving = moving.stop_when(async move { drop(stopped.await) });
    assert_eq!(moving.run().await.unwrap_err().kind(), WorkflowErrorKind::Stopped);
    assert_eq!(kit.received("hostname_associations.update"), 1);
    // Run again, it comes to its end: two more are refused, and the parts are sent by themselves.
    let moves = certificates.move_hostnames(&all, new.as_str()).run().await.unwrap();
    assert_eq!(count(&moves, |outcome| matches!(outcome, MoveOutcome::Moved)), 100);
}
