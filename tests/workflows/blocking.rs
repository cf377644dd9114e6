//! The same workflows without async.

use cloudflare_mtls::blocking::prelude::*;
use cloudflare_mtls::types::CertificateStatus;
use cloudflare_mtls::workflows::{Origin, Record, WorkflowErrorKind};

use crate::kit::{ID, Kit};
use crate::pairs::leaf;

#[test]
fn a_certificate_is_ensured_rotated_watched_and_listed() {
    // The emulator's threads; the client is called from none of them.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let kit = runtime.block_on(Kit::start());
    let (one, other) = (leaf(), leaf());
    let certificates = kit.client.zone_certificates(ID);
    let ensured = certificates.ensure(&one.certificate, &one.key).run().unwrap();
    assert_eq!(ensured.origin, Origin::Created);
    let statuses: Vec<_> =
        certificates.until_active(&ensured.id).sightings().map(|seen| seen.unwrap().status).collect();
    assert_eq!(statuses.last().unwrap(), "active");
    let rotation = certificates.rotate(&other.certificate, &other.key);
    assert_eq!(rotation.plan().unwrap().steps.len(), 4);
    let rotated = rotation.run().unwrap();
    let active = certificates.until_active(&rotated.id).run().unwrap();
    assert_eq!(active.status, Some(CertificateStatus::Active));
    assert_eq!(certificates.until_deleted(&ensured.id).run().unwrap().unwrap().id, Some(ensured.id));

    let report = kit.client.inventory(ID).zones([ID]).report().unwrap();
    assert_eq!(report.entries.len(), 1);
    let entries = kit.client.inventory(ID).zones([ID]).records();
    assert_eq!(entries.filter(|record| matches!(record, Ok(Record::Entry(_)))).count(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn where_blocking_is_impossible_nothing_is_sent() {
    let kit = Kit::start().await;
    let pair = leaf();
    let certificates = kit.client.zone_certificates(ID);
    let error = certificates.ensure(&pair.certificate, &pair.key).run().unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::Call);
    let mut watch = certificates.until_active("x").sightings();
    assert!(watch.next().unwrap().is_err() && watch.next().is_none());
    let mut records = kit.client.inventory(ID).records();
    assert!(records.next().unwrap().is_err() && records.next().is_none());
    assert_eq!(kit.emulator.received(), 0);
}

#[test]
fn connections_of_async_code_that_stands_still_are_not_used() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let kit = runtime.block_on(Kit::start());
    let client = cloudflare_mtls::Client::builder()
        .base_url(kit.emulator.base_url())
        .token(kit.emulator.token())
        .attempt_timeout(std::time::Duration::from_secs(5))
        .retry(cloudflare_mtls::RetryPolicy::none())
        .build()
        .unwrap();
    let pair = leaf();
    // Its connection is kept, and belongs to a runtime that nobody runs afterwards.
    let still = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let listed = cloudflare_mtls::EnvelopeExt::result(client.zone_certificates(ID).list());
    assert!(still.block_on(listed).unwrap().is_empty());
    let ensure = client.zone_certificates(ID).ensure(&pair.certificate, &pair.key);
    assert_eq!(ensure.plan().unwrap().steps.len(), 1);
    assert_eq!(ensure.run().unwrap().origin, Origin::Created);
    drop(still);
}
