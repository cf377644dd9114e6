//! Nothing is uploaded twice: what the emulator's log and lists say after an upload met a fault.

use cloudflare_mtls::types::CreateAccessCertificate;
use cloudflare_mtls::{Error, ErrorKind, prelude::*};
use cloudflare_mtls_emulator::{Fault, FaultKind};

use crate::kit::{Kit, SECOND, account, predicates, refused};
use crate::origin_pulls::{KINDS, Kind};
use crate::pairs::{Pair, leaf};

/// The three operations that upload a certificate.
#[derive(Clone, Copy, Debug)]
enum Upload {
    Pull(Kind),
    Access,
}

const UPLOADS: [Upload; 3] = [Upload::Pull(Kind::Zone), Upload::Pull(Kind::Hostname), Upload::Access];

impl Upload {
    async fn send(self, kit: &Kit, pair: &Pair) -> Result<(), Error> {
        match self {
            Self::Pull(kind) => kit.upload(kind, pair).await.map(drop),
            Self::Access => {
                let body = CreateAccessCertificate::new("any", &*pair.certificate);
                kit.access(&account()).create(body).result().await.map(drop)
            }
        }
    }

    fn operation(self) -> String {
        match self {
            Self::Pull(kind) => kind.operation("create"),
            Self::Access => "access_certificates.create".to_owned(),
        }
    }

    /// How many certificates there are.
    async fn kept(self, kit: &Kit) -> usize {
        match self {
            Self::Pull(kind) => kit.list(kind).await.len(),
            Self::Access => kit.access(&account()).list().result().await.unwrap().len(),
        }
    }
}

/// What comes of an upload that meets a fault.
struct Expected {
    /// The error, and whether its caller has to look before doing it again.
    error: Option<(ErrorKind, bool)>,
    requests: usize,
    kept: usize,
}

const fn fails(kind: ErrorKind, outcome_unknown: bool, kept: usize) -> Expected {
    Expected { error: Some((kind, outcome_unknown)), requests: 1, kept }
}

const fn succeeds(requests: usize) -> Expected {
    Expected { error: None, requests, kept: 1 }
}

#[tokio::test]
async fn an_upload_is_repeated_only_when_it_was_not_processed() {
    let page = |status| FaultKind::ServerError { status };
    let failure = || FaultKind::failure(200, 1001, "no");
    let too_many = |html| FaultKind::TooManyRequests { retry_after: Some(3), html };
    for (kind, takes_effect, expected) in [
        (page(500), false, fails(ErrorKind::Api, true, 0)),
        (page(502), false, fails(ErrorKind::Api, true, 0)),
        (page(502), true, fails(ErrorKind::Api, true, 1)),
        (page(503), true, fails(ErrorKind::Api, true, 1)),
        (page(504), true, fails(ErrorKind::Api, true, 1)),
        (page(522), true, fails(ErrorKind::Api, true, 1)),
        (page(501), false, fails(ErrorKind::Api, false, 0)),
        (FaultKind::Reset, false, fails(ErrorKind::Transport, true, 0)),
        (FaultKind::Reset, true, fails(ErrorKind::Transport, true, 1)),
        (FaultKind::Truncated, false, fails(ErrorKind::Transport, true, 1)),
        (failure(), false, fails(ErrorKind::Api, false, 0)),
        (FaultKind::NullResult, false, fails(ErrorKind::EmptyResult, false, 1)),
        // A refusal for the rate says that nothing was done.
        (too_many(false), false, succeeds(2)),
        (too_many(true), false, succeeds(2)),
        (FaultKind::PlainText, false, succeeds(1)),
        (FaultKind::UnknownFields, false, succeeds(1)),
        (FaultKind::UnknownStatus { status: "odd".into() }, false, succeeds(1)),
        (FaultKind::Message { code: 1000, message: "soon".into() }, false, succeeds(1)),
    ] {
        for upload in UPLOADS {
            let kit = Kit::start().await;
            let mut fault = Fault::new(kind.clone()).on(upload.operation()).times(1);
            fault.takes_effect = takes_effect;
            kit.emulator.inject(fault).unwrap();
            let outcome = upload.send(&kit, &leaf()).await;
            let what = format!("{upload:?} {kind:?} {takes_effect}: {outcome:?}");
            assert!(kit.emulator.faults().is_empty(), "{what}");
            assert_eq!(kit.received(&upload.operation()), expected.requests, "{what}");
            assert_eq!(upload.kept(&kit).await, expected.kept, "{what}");
            let error = outcome.err().map(|error| {
                assert_eq!(error.attempts(), 1, "{what}");
                assert!(!error.is_retryable(), "{what}");
                (error.kind(), error.outcome_unknown())
            });
            assert_eq!(error, expected.error, "{what}");
        }
    }
}

#[tokio::test]
async fn an_upload_whose_answer_is_late_is_not_sent_again() {
    for upload in UPLOADS {
        let kit = Kit::start().await;
        kit.emulator.inject(Fault::latency(60 * SECOND).on(upload.operation()).times(1)).unwrap();
        kit.limits_run_out(1);
        let error = upload.send(&kit, &leaf()).await.unwrap_err();
        assert_eq!(predicates(&error), ["timeout", "outcome unknown"]);
        assert_eq!(kit.received(&upload.operation()), 1);
        assert_eq!(upload.kept(&kit).await, 1);
    }
}

#[tokio::test]
async fn after_a_lost_answer_the_upload_is_found_or_refused_as_a_duplicate() {
    for kind in KINDS {
        let kit = Kit::start().await;
        let pair = leaf();
        kit.emulator
            .inject(Fault::new(FaultKind::Reset).on(kind.operation("create")).times(1).taking_effect())
            .unwrap();
        assert!(kit.upload(kind, &pair).await.unwrap_err().outcome_unknown());
        // What a caller does then: look, or send it again and see.
        let [found] = kit.list(kind).await.try_into().unwrap();
        assert_eq!(found.certificate, pair.certificate);
        refused(kit.upload(kind, &pair).await, 409, 1406, &["conflict", "already exists"]);
        assert_eq!(kit.list(kind).await.len(), 1);
    }
}

#[tokio::test]
async fn a_deletion_is_repeated_after_a_lost_answer_and_finds_itself_done() {
    for kind in KINDS {
        let kit = Kit::start().await;
        let id = kit.upload(kind, &leaf()).await.unwrap().id;
        kit.emulator
            .inject(Fault::new(FaultKind::Reset).on(kind.operation("delete")).times(1).taking_effect())
            .unwrap();
        // The second attempt finds it on its way out already, and that is an answer.
        let error = kit.delete(kind, &id).await.unwrap_err();
        assert!(error.is_settling() && error.has_code(1414) && !error.outcome_unknown(), "{error}");
        assert_eq!((error.attempts(), kit.received(&kind.operation("delete"))), (2, 2));
    }
    let kit = Kit::start().await;
    let access = kit.access(&account());
    Upload::Access.send(&kit, &leaf()).await.unwrap();
    let id = access.list().result().await.unwrap()[0].id.clone().unwrap();
    kit.emulator
        .inject(
            Fault::new(FaultKind::ServerError { status: 502 })
                .on("access_certificates.delete")
                .times(1)
                .taking_effect(),
        )
        .unwrap();
    let error = access.delete(&id).result().await.unwrap_err();
    assert!(error.is_not_found() && !error.outcome_unknown(), "{error}");
    assert_eq!(Upload::Access.kept(&kit).await, 0);
}
