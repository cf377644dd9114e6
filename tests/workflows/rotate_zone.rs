//! A zone's certificate is replaced, and the zone never has none.

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::workflows::{Origin, Plan, WorkflowErrorKind};
use cloudflare_mtls_emulator::Status;

use crate::kit::{ID, Kit, Lines, SECOND};
use crate::pairs::leaf;

#[tokio::test]
async fn the_plan_is_what_is_done() {
    let kit = Kit::start().await;
    let (old, new) = (leaf(), leaf());
    let old = kit.active_zone(&old).await;
    let rotation = kit.client.zone_certificates(ID).rotate(&new.certificate, &new.key);
    let plan = rotation.plan().await.unwrap();
    let text = plan.to_string();
    assert_eq!(kit.received("zone_certificates.create"), 0);
    let steps: Vec<_> = text.lines().skip(1).map(|line| line.trim()).collect();
    assert!(steps[0].starts_with("1. upload the zone certificate with SHA-256 "), "{text}");
    assert_eq!(
        steps[1..],
        [
            "2. wait until it is active",
            &format!("3. delete the zone certificate {old}"),
            &format!("4. wait until the zone certificate {old} is deleted"),
        ],
        "{text}"
    );
    let data = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&data).unwrap(), plan);

    let lines = Lines::default();
    let rotated = rotation.observe(lines.take()).run().await.unwrap();
    assert_eq!(rotated.origin, Origin::Created);
    assert_eq!(rotated.deleted.iter().map(|id| id.as_str()).collect::<Vec<_>>(), [old.as_str()]);
    assert_eq!((kit.status(rotated.id.as_str()), kit.status(&old)), ("active".into(), "deleted".into()));
    let done: Vec<_> = lines.all().into_iter().filter(|line| line.starts_with("done: ")).collect();
    assert_eq!(done.len(), 2, "{done:?}");

    // Running it again finds nothing to do.
    let again = kit.client.zone_certificates(ID).rotate(&new.certificate, &new.key);
    assert!(again.plan().await.unwrap().is_done());
    let again = again.run().await.unwrap();
    assert_eq!((again.origin, again.id), (Origin::Adopted, rotated.id));
    assert!(again.deleted.is_empty());
}

#[tokio::test]
async fn what_was_uploaded_later_is_left_alone() {
    let kit = Kit::start().await;
    let (mine, theirs) = (leaf(), leaf());
    let mine_id = kit.active_zone(&mine).await;
    let theirs_id = kit.active_zone(&theirs).await;
    let rotation = kit.client.zone_certificates(ID).rotate(&mine.certificate, &mine.key);
    let plan = rotation.plan().await.unwrap();
    assert!(plan.is_done(), "{plan}");
    assert!(plan.notes[0].contains(&theirs_id), "{plan}");
    let rotated = rotation.run().await.unwrap();
    assert_eq!(rotated.left_alone[0].as_str(), theirs_id);
    // Unless it is named: going back is a rotation, too.
    let back = kit.client.zone_certificates(ID).rotate(&mine.certificate, &mine.key);
    let back = back.replacing([theirs_id.as_str()]).run().await.unwrap();
    assert_eq!((back.id.as_str(), back.deleted[0].as_str()), (mine_id.as_str(), theirs_id.as_str()));
}

#[tokio::test]
async fn the_old_one_can_be_kept_or_kept_for_a_while() {
    let kit = Kit::start().await;
    let (first, second, third) = (leaf(), leaf(), leaf());
    let old = kit.active_zone(&first).await;
    let certificates = kit.client.zone_certificates(ID);
    let kept = certificates.rotate(&second.certificate, &second.key).keep_old().run().await.unwrap();
    assert_eq!(kept.left_alone[0].as_str(), old);
    assert_eq!(kit.status(&old), "active");

    let before = kit.clock.waited();
    // The deadline doesn't count the grace period.
    let rotation = certificates.rotate(&third.certificate, &third.key);
    let rotation = rotation.grace(3600 * SECOND).deadline(60 * SECOND);
    assert!(rotation.plan().await.unwrap().to_string().contains("let 3600 s pass"));
    let rotated = rotation.run().await.unwrap();
    assert_eq!(rotated.deleted.len(), 2);
    assert!(kit.clock.waited() - before >= 3600 * SECOND);
}

#[tokio::test]
async fn one_that_does_not_become_active_leaves_the_old_one_in_use() {
    let kit = Kit::start().await;
    let (old, new) = (leaf(), leaf());
    let old = kit.active_zone(&old).await;
    kit.emulator.change_settings(|settings| settings.behaviour.deployments_time_out = true);
    let certificates = kit.client.zone_certificates(ID);
    let error = certificates.rotate(&new.certificate, &new.key).run().await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::GaveUp);
    assert_eq!(kit.status(&old), "active");
    assert_eq!(kit.received("zone_certificates.delete"), 0);
}

#[tokio::test]
async fn a_deletion_that_hangs_is_tried_again_by_the_next_run() {
    let kit = Kit::start().await;
    let (old, new) = (leaf(), leaf());
    let old = kit.active_zone(&old).await;
    kit.emulator.change_settings(|settings| settings.behaviour.deletions_time_out = true);
    let certificates = kit.client.zone_certificates(ID);
    let error = certificates.rotate(&new.certificate, &new.key).run().await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::GaveUp);
    assert!(error.to_string().contains(&old), "{error}");
    kit.emulator.change_settings(|settings| settings.behaviour.deletions_time_out = false);
    let rotated = certificates.rotate(&new.certificate, &new.key).run().await.unwrap();
    assert_eq!(rotated.deleted[0].as_str(), old);
    assert_eq!(kit.status(&old), "deleted");
}

#[tokio::test]
async fn time_that_is_over_says_what_is_left() {
    let kit = Kit::start().await;
    let (old, new) = (leaf(), leaf());
    let old = kit.active_zone(&old).await;
    kit.emulator.change_settings(|settings| settings.timing.activate_after_millis = 3_600_000);
    let certificates = kit.client.zone_certificates(ID);
    let rotation = certificates.rotate(&new.certificate, &new.key).deadline(60 * SECOND);
    let error = rotation.run().await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::Deadline);
    assert_eq!(error.left().len(), 3, "{error}");
    let line = error.to_string();
    assert!(
        line.contains("pending_deployment") && line.contains(&format!("delete the zone certificate {old}"))
    );
    // And the next run goes on.
    kit.emulator.advance(3600 * SECOND);
    let rotated = certificates.rotate(&new.certificate, &new.key).run().await.unwrap();
    assert_eq!((rotated.origin, kit.status(&old)), (Origin::Adopted, "deleted".into()));
}

#[tokio::test]
async fn two_at_once_end_well() {
    let kit = Kit::start().await;
    let (old, new) = (leaf(), leaf());
    let old = kit.active_zone(&old).await;
    let certificates = kit.client.zone_certificates(ID);
    let run = || certificates.rotate(&new.certificate, &new.key).run();
    let (one, other) = tokio::join!(run(), run());
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.id, other.id);
    assert_eq!((kit.status(one.id.as_str()), kit.status(&old)), ("active".into(), "deleted".into()));

    // Two to different certificates: the later upload stays.
    let (left, right) = (leaf(), leaf());
    let run = |pair| {
        let pair: &crate::pairs::Pair = pair;
        certificates.rotate(&pair.certificate, &pair.key).run()
    };
    let (_, _) = tokio::join!(run(&left), run(&right));
    let list = certificates.list().result().await.unwrap();
    let active: Vec<_> =
        list.iter().filter(|one| kit.status(one.id.as_ref().unwrap().as_str()) == "active").collect();
    assert_eq!(active.len(), 1);
}

#[tokio::test]
async fn a_signal_stops_it_after_the_request_under_way() {
    let kit = Kit::start().await;
    let (old, new) = (leaf(), leaf());
    let old = kit.active_zone(&old).await;
    let certificates = kit.client.zone_certificates(ID);
    let (sender, receiver) = tokio::sync::oneshot::channel::<()>();
    let sender = std::sync::Mutex::new(Some(sender));
    let rotation = certificates
        .rotate(&new.certificate, &new.key)
        .stop_when(async { drop(receiver.await) })
        .observe(move |_| {
            // The upload begins.
            sender.lock().unwrap().take().map(|sender| sender.send(()));
        });
    let error = rotation.run().await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::Stopped);
    assert!(!error.left().is_empty());
    assert_eq!(kit.received("zone_certificates.create"), 1);
    assert_eq!(kit.received("zone_certificates.delete"), 0);
    assert_eq!(kit.status(&old), "active");
    kit.emulator.set_status(&old, Status::Active);
    certificates.rotate(&new.certificate, &new.key).run().await.unwrap();
    assert_eq!(kit.received("zone_certificates.create"), 1);
}

#[tokio::test]
async fn without_any_time_it_looks_and_changes_nothing() {
    let kit = Kit::start().await;
    let (old, pair) = (kit.active_zone(&leaf()).await, leaf());
    let certificates = kit.client.zone_certificates(ID);
    let rotation = || certificates.rotate(&pair.certificate, &pair.key);
    let error = rotation().deadline(std::time::Duration::ZERO).run().await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::Deadline);
    assert!(error.left().len() >= 3, "{error}");
    assert_eq!(kit.received("zone_certificates.create"), 0);
    assert_eq!(kit.status(&old), "active");
    // What is as wanted takes no time.
    rotation().run().await.unwrap();
    rotation().deadline(std::time::Duration::ZERO).run().await.unwrap();
}
