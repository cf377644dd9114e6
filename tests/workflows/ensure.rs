//! A certificate is there afterwards, and once.

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::workflows::{Origin, Step, WorkflowErrorKind};
use cloudflare_mtls_emulator::{Fault, FaultKind, Status};

use crate::kit::{ID, Kit, SECOND};
use crate::pairs::leaf;

#[tokio::test]
async fn what_is_there_is_adopted_and_what_was_deleted_comes_back() {
    let kit = Kit::start().await;
    let pair = leaf();
    let certificates = kit.client.zone_certificates(ID);
    let created = certificates.ensure(&pair.certificate, &pair.key).run().await.unwrap();
    assert_eq!(created.origin, Origin::Created);

    // Whatever the text looks like: it is the same certificate.
    let spaced = format!("# comment\r\n{}", pair.certificate.replace('\n', "\r\n"));
    let adopted = certificates.ensure(spaced, &pair.key).run().await.unwrap();
    assert_eq!((adopted.origin, &adopted.id), (Origin::Adopted, &created.id));
    assert_eq!(kit.received("zone_certificates.create"), 1);

    certificates.delete(&created.id).result().await.unwrap();
    let plan = certificates.ensure(&pair.certificate, &pair.key).plan().await.unwrap();
    assert!(matches!(plan.steps[..], [Step::AwaitDeleted { .. }, Step::Upload { .. }]), "{plan}");
    // One on its way out is waited for, without asking again and again to be told so.
    let revived = certificates.ensure(&pair.certificate, &pair.key).run().await.unwrap();
    assert_eq!((revived.origin, &revived.id), (Origin::Revived, &created.id));
    assert_eq!(kit.received("zone_certificates.create"), 2);
    assert!(kit.clock.waited() >= 2 * SECOND);
    kit.emulator.advance(2 * SECOND);
    assert_eq!(kit.status(created.id.as_str()), "active");
}

#[tokio::test]
async fn a_lost_answer_is_a_look_and_an_adoption() {
    let kit = Kit::start().await;
    let pair = leaf();
    kit.emulator
        .inject(Fault::new(FaultKind::Reset).on("zone_certificates.create").times(1).taking_effect())
        .unwrap();
    let ensured = kit.client.zone_certificates(ID).ensure(&pair.certificate, &pair.key).run().await.unwrap();
    assert_eq!(ensured.origin, Origin::Adopted);
    assert_eq!(kit.received("zone_certificates.create"), 1);
}

#[tokio::test]
async fn an_upload_that_never_arrived_is_sent_again_after_a_while() {
    let kit = Kit::start().await;
    let pair = leaf();
    kit.emulator.inject(Fault::new(FaultKind::Reset).on("zone_certificates.create").times(1)).unwrap();
    let ensured = kit.client.zone_certificates(ID).ensure(&pair.certificate, &pair.key).run().await.unwrap();
    assert_eq!(ensured.origin, Origin::Created);
    assert_eq!(kit.received("zone_certificates.create"), 2);
    // It was looked for before it was sent again.
    assert!(kit.received("zone_certificates.list") >= 4);
}

#[tokio::test]
async fn what_can_not_be_right_is_said_before_anything_is_sent() {
    let kit = Kit::start().await;
    let pair = leaf();
    let certificates = kit.client.zone_certificates(ID);
    for (certificate, says) in [("", "no certificate"), (pair.key.as_str(), "private key")] {
        let error = certificates.ensure(certificate, &pair.key).run().await.unwrap_err();
        assert_eq!(error.kind(), WorkflowErrorKind::Unfit);
        assert!(error.to_string().contains(says), "{error}");
    }
    assert_eq!(kit.emulator.received(), 0);
}

#[tokio::test]
async fn one_that_the_service_gave_up_is_an_error_that_says_what_helps() {
    let kit = Kit::start().await;
    let pair = leaf();
    let id = kit.active_zone(&pair).await;
    kit.emulator.set_status(&id, Status::DeploymentTimedOut);
    let certificates = kit.client.zone_certificates(ID);
    let error = certificates.ensure(&pair.certificate, &pair.key).run().await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::GaveUp);
    let line = error.to_string();
    assert!(line.contains(&id) && line.contains("deployment_timed_out") && line.contains("remove"), "{line}");

    // What it says is what helps.
    certificates.remove(id.as_str()).run().await.unwrap();
    let ensured = certificates.ensure(&pair.certificate, &pair.key).run().await.unwrap();
    assert_eq!((ensured.origin, ensured.id.as_str()), (Origin::Revived, id.as_str()));
}
