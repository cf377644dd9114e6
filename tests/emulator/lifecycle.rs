//! How zone and hostname certificates live: deployed and deleted step by step, or held at a status
//! that nobody knows yet.

use cloudflare_mtls::types::CertificateStatus;
use cloudflare_mtls_emulator::Status;

use crate::kit::{Kit, SECOND, UNKNOWN_UUID, millis, refused};
use crate::origin_pulls::{KINDS, Kind};
use crate::pairs::leaf;

const SETTLING: &[&str] = &["conflict", "settling", "retryable"];
const NOT_FOUND: &[&str] = &["not found"];

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
