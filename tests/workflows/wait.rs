//! Waiting ends when it should, and not sooner.

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::{CertificateStatus, CreateZoneCertificate};
use cloudflare_mtls::workflows::WorkflowErrorKind;
use cloudflare_mtls_emulator::{Fault, FaultKind, Status};

use crate::kit::{ID, Kit, SECOND, UNKNOWN};
use crate::pairs::leaf;

async fn upload(kit: &Kit) -> String {
    let pair = leaf();
    let body = CreateZoneCertificate::new(pair.certificate, pair.key);
    kit.client.zone_certificates(ID).create(body).result().await.unwrap().id.unwrap().to_string()
}

#[tokio::test]
async fn a_certificate_is_waited_for_until_it_is_active_and_until_it_is_gone() {
    let kit = Kit::start().await;
    let certificates = kit.client.zone_certificates(ID);
    let id = upload(&kit).await;
    let active = certificates.until_active(id.as_str()).await.unwrap();
    assert_eq!(active.status, Some(CertificateStatus::Active));
    assert_eq!(certificates.until_settled(id.as_str()).await.unwrap(), Some(active));
    certificates.delete(id.as_str()).result().await.unwrap();
    let gone = certificates.until_deleted(id.as_str()).await.unwrap().unwrap();
    assert_eq!(gone.status, Some(CertificateStatus::Deleted));
    // What was never there is gone, and won't be active.
    assert_eq!(certificates.until_deleted(UNKNOWN).await.unwrap(), None);
    let error = certificates.until_active(UNKNOWN).await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::Missing);
    assert!(error.to_string().contains(UNKNOWN), "{error}");
}

#[tokio::test]
async fn the_way_can_be_watched() {
    let kit = Kit::start().await;
    let id = upload(&kit).await;
    let mut watch = kit.client.zone_certificates(ID).until_active(id.as_str()).watch();
    let mut seen = Vec::new();
    while let Some(sighting) = watch.try_next().await.unwrap() {
        seen.push((sighting.status, sighting.is_end));
    }
    let (last, before) = seen.split_last().unwrap();
    assert_eq!(*last, ("active".to_owned(), true));
    assert!(before.iter().all(|(status, is_end)| status != "active" && !is_end), "{before:?}");
    assert_eq!(seen[0].0, "initializing");
    assert!(watch.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn failures_that_pass_and_unknown_statuses_are_waited_through() {
    let kit = Kit::start().await;
    let id = upload(&kit).await;
    let faults = [
        FaultKind::ServerError { status: 503 },
        FaultKind::TooManyRequests { retry_after: Some(7), html: false },
        FaultKind::Reset,
        FaultKind::Truncated,
        FaultKind::NullResult,
        FaultKind::UnknownStatus { status: "pending_review".into() },
    ];
    for (look, kind) in faults.into_iter().enumerate() {
        kit.emulator
            .inject(Fault::new(kind).on("zone_certificates.get").after(look as u64).times(1))
            .unwrap();
    }
    kit.client.zone_certificates(ID).until_active(id.as_str()).await.unwrap();
    // As long as the service asked for.
    assert!(kit.clock.waits().iter().any(|wait| *wait >= 7 * SECOND));
}

#[tokio::test]
async fn an_end_that_can_not_come_is_an_error_at_once() {
    let kit = Kit::start().await;
    let certificates = kit.client.zone_certificates(ID);
    let id = upload(&kit).await;
    for (held, kind) in [
        (Status::DeploymentTimedOut, WorkflowErrorKind::GaveUp),
        (Status::PendingDeletion, WorkflowErrorKind::Missing),
        (Status::Deleted, WorkflowErrorKind::Missing),
        (Status::DeletionTimedOut, WorkflowErrorKind::GaveUp),
    ] {
        kit.emulator.set_status(&id, held);
        assert_eq!(certificates.until_active(id.as_str()).await.unwrap_err().kind(), kind);
    }
    let error = certificates.until_deleted(id.as_str()).await.unwrap_err();
    assert!(error.to_string().contains("deletion_timed_out"), "{error}");
    assert_eq!(kit.clock.waited(), std::time::Duration::ZERO);

    let reader = kit.another(cloudflare_mtls::RetryPolicy::none(), None);
    kit.emulator
        .inject(Fault::new(FaultKind::Failure { status: 403, code: 10000, message: "no".into() }).times(1))
        .unwrap();
    let error = reader.zone_certificates(ID).until_active(id.as_str()).await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::Call);
    assert!(error.last_call().unwrap().is_authentication());
}

#[tokio::test]
async fn the_deadline_is_the_end_and_says_what_was_last_seen() {
    let kit = Kit::start().await;
    let id = upload(&kit).await;
    kit.emulator.set_status(&id, Status::Other("pending_review".into()));
    let certificates = kit.client.zone_certificates(ID);
    let error = certificates.until_active(id.as_str()).deadline(100 * SECOND).await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::Deadline);
    // The tests' clock takes the last pause, which ends at the deadline, for one that was drawn, and makes it
    // longer by a third at most.
    let waited = kit.clock.waited().as_secs();
    assert!((100..=104).contains(&waited), "{waited}");
    // Growing pauses: a hundred seconds are not a hundred requests.
    assert!(kit.received("zone_certificates.get") < 20);
    assert!(error.to_string().contains("pending_review"), "{error}");

    kit.emulator.inject(Fault::new(FaultKind::ServerError { status: 502 })).unwrap();
    let error = certificates.until_active(id.as_str()).deadline(20 * SECOND).await.unwrap_err();
    assert_eq!(error.last_call().unwrap().status().unwrap(), 502);
}

#[tokio::test]
async fn a_service_that_is_never_reached_is_an_error_at_once() {
    let client = cloudflare_mtls::Client::builder()
        .base_url("http://127.0.0.1:1")
        .token("t")
        .retry(cloudflare_mtls::RetryPolicy::none())
        .build()
        .unwrap();
    let error = client.zone_certificates(ID).until_active(UNKNOWN).await.unwrap_err();
    assert!(error.last_call().unwrap().is_connect(), "{error}");
}

#[tokio::test]
async fn a_signal_ends_a_wait() {
    let kit = Kit::start().await;
    let id = upload(&kit).await;
    kit.emulator.set_status(&id, Status::Initializing);
    let (sender, receiver) = tokio::sync::oneshot::channel::<()>();
    let wait = kit.client.zone_certificates(ID).until_active(id.as_str()).deadline(3600 * SECOND);
    let wait = wait.stop_when(async { drop(receiver.await) });
    let mut watch = wait.watch();
    watch.try_next().await.unwrap();
    sender.send(()).unwrap();
    let error = watch.try_next().await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::Stopped);
}
