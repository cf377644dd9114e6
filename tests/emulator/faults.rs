//! Faults on demand, and what the client makes of each when it reads, updates or deletes. Uploads,
//! which are not to be repeated, are in `faults_of_uploads`.

use std::time::{Duration, Instant};

use cloudflare_mtls::types::{Association, CertificateStatus};
use cloudflare_mtls::{Error, ErrorKind, prelude::*};
use cloudflare_mtls_emulator::{Emulator, Fault, FaultKind};

use crate::kit::{ID, Kit, SECOND, predicates, refused};
use crate::origin_pulls::{KINDS, Kind};
use crate::pairs::leaf;

const GET: &str = "zone_settings.get";
const PUT: &str = "zone_settings.update";

async fn get(kit: &Kit) -> Result<Option<bool>, Error> {
    Ok(kit.client.zone_settings(ID).get().result().await?.enabled)
}

async fn put(kit: &Kit) -> Result<Option<bool>, Error> {
    Ok(kit.client.zone_settings(ID).update(true).result().await?.enabled)
}

fn html(status: u16) -> FaultKind {
    FaultKind::ServerError { status }
}

fn too_many(retry_after: Option<u64>, html: bool) -> FaultKind {
    FaultKind::TooManyRequests { retry_after, html }
}

fn failure(code: u32, message: &str) -> FaultKind {
    FaultKind::failure(200, code, message)
}

/// A fault that passes is got over, whether or not the request took effect.
#[tokio::test]
async fn what_passes_is_got_over() {
    for kind in [
        html(500),
        html(502),
        html(503),
        html(504),
        html(522),
        FaultKind::Reset,
        FaultKind::Truncated,
        too_many(None, false),
        too_many(None, true),
        too_many(Some(7), false),
    ] {
        for takes_effect in [false, true] {
            let kit = Kit::start().await;
            let mut fault = Fault::new(kind.clone()).times(2);
            fault.takes_effect = takes_effect;
            kit.emulator.inject(fault.clone()).unwrap();
            assert_eq!(get(&kit).await.unwrap(), Some(false), "{kind:?}");
            assert_eq!(kit.received(GET), 3, "{kind:?}");
            kit.emulator.inject(fault).unwrap();
            assert_eq!(put(&kit).await.unwrap(), Some(true), "{kind:?}");
            assert_eq!(kit.received(PUT), 3, "{kind:?}");
            assert!(kit.emulator.faults().is_empty());
        }
    }
}

/// A fault that stays is tried four times, or once where that can't help.
#[tokio::test]
async fn what_stays_is_an_error_that_says_what_it_is() {
    let server = |status: u16| (html(status), ErrorKind::Api, Some(status));
    let of_reads = &["retryable"][..];
    let timeout = &["timeout", "retryable"];
    let limited = &["rate limited", "retryable"];
    for ((kind, error_kind, status), requests, says) in [
        (server(500), 4, of_reads),
        (server(501), 1, &[]),
        (server(502), 4, of_reads),
        (server(503), 4, of_reads),
        (server(504), 4, timeout),
        (server(522), 4, of_reads),
        ((FaultKind::Reset, ErrorKind::Transport, None), 4, of_reads),
        ((FaultKind::Truncated, ErrorKind::Transport, Some(200)), 4, of_reads),
        ((too_many(None, false), ErrorKind::Api, Some(429)), 4, limited),
        ((too_many(None, true), ErrorKind::Api, Some(429)), 4, limited),
        ((too_many(Some(61), false), ErrorKind::Api, Some(429)), 1, limited),
        ((FaultKind::NullResult, ErrorKind::EmptyResult, Some(200)), 1, &["empty result"]),
        ((failure(1001, "no"), ErrorKind::Api, Some(200)), 1, &[]),
    ] {
        let kit = Kit::of(Emulator::builder().fault(Fault::new(kind.clone()))).await;
        let error = get(&kit).await.unwrap_err();
        assert_eq!(error.kind(), error_kind, "{error}");
        assert_eq!(error.status().map(|status| status.as_u16()), status, "{error}");
        assert_eq!(predicates(&error), says, "{error}");
        assert_eq!((kit.received(GET), error.attempts() as usize), (requests, requests), "{error}");
        assert_eq!(error.cf_ray().is_some(), status.is_some(), "{error}");

        // The client doesn't come back before it may.
        kit.pass(61 * SECOND).await;
        // Of an update nobody knows what became of it, unless an answer says so.
        let error = put(&kit).await.unwrap_err();
        let unsure = matches!(kind, FaultKind::Reset | FaultKind::Truncated)
            || matches!(kind, FaultKind::ServerError { status } if status != 501);
        assert_eq!(error.outcome_unknown(), unsure, "{error}");
        assert_eq!(kit.received(PUT), kit.received(GET).min(requests), "{error}");
    }
}

#[tokio::test]
async fn a_gateways_page_is_quoted() {
    let kit = Kit::of(Emulator::builder().fault(Fault::new(html(502)))).await;
    let error = get(&kit).await.unwrap_err();
    assert!(error.excerpt().unwrap().contains("502 Bad Gateway"), "{error}");
    assert!(!error.to_string().contains('<'), "{error}");
    assert!(error.errors().is_empty());
}

#[tokio::test]
async fn a_wait_that_is_asked_for_is_kept() {
    let kit = Kit::start().await;
    kit.emulator.inject(Fault::new(too_many(Some(7), false)).times(1)).unwrap();
    get(&kit).await.unwrap();
    let [wait] = kit.clock.waits()[..] else { panic!("one wait") };
    assert!(7 * SECOND <= wait && wait <= 8 * SECOND, "{wait:?}");
    // Without it, the wait is the client's own choice of at most half a second.
    kit.emulator.inject(Fault::new(too_many(None, true)).times(1)).unwrap();
    get(&kit).await.unwrap();
    assert!(kit.clock.waited() - wait <= SECOND / 2);
}

#[tokio::test]
async fn a_late_answer_is_awaited_or_given_up() {
    let kit = Kit::start().await;
    let late = Duration::from_millis(60);
    kit.emulator.inject(Fault::latency(late).times(1)).unwrap();
    let began = Instant::now();
    get(&kit).await.unwrap();
    assert!(began.elapsed() >= late, "{:?}", began.elapsed());

    kit.emulator.clear_requests();
    kit.emulator.inject(Fault::latency(60 * SECOND).times(1)).unwrap();
    kit.limits_run_out(1);
    get(&kit).await.unwrap();
    assert_eq!(kit.received(GET), 2);

    kit.emulator.inject(Fault::latency(60 * SECOND)).unwrap();
    kit.limits_run_out(u64::MAX);
    let error = get(&kit).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 4));
    assert_eq!(predicates(&error), ["timeout", "retryable"]);
    assert!(put(&kit).await.unwrap_err().outcome_unknown());
}

#[tokio::test]
async fn a_failure_is_one_although_its_status_is_200() {
    let kit = Kit::start().await;
    for (code, message, says) in [
        (1001, "no", &[][..]),
        (1551, "not found", &["not found"]),
        (1406, "already exists", &["conflict", "already exists"]),
        // The same code for a fault of the service's own.
        (1406, "Bad response certificate service", &[]),
        (70_001, "above 65,535", &[]),
    ] {
        kit.emulator.inject(Fault::new(failure(code, message)).times(2)).unwrap();
        let error = refused(get(&kit).await, 200, i64::from(code), says);
        assert_eq!(error.errors()[0].message(), message);
        refused(put(&kit).await, 200, i64::from(code), says);
    }
}

#[tokio::test]
async fn a_null_result_is_an_empty_list_or_no_result() {
    let kit = Kit::start().await;
    for kind in KINDS {
        let id = kit.upload(kind, &leaf()).await.unwrap().id;
        kit.emulator.inject(Fault::new(FaultKind::NullResult).times(3)).unwrap();
        assert_eq!(kit.list(kind).await, []);
        let error = kit.read(kind, &id).await.unwrap_err();
        assert_eq!(predicates(&error), ["empty result"]);
        // A deletion promises none.
        let deleted = match kind {
            Kind::Zone => kit.client.zone_certificates(ID).delete(&*id).result().await.unwrap().is_none(),
            Kind::Hostname => {
                kit.client.hostname_certificates(ID).delete(&*id).result().await.unwrap().is_none()
            }
        };
        assert!(deleted);
        assert_eq!(kit.status(kind, &id).await, CertificateStatus::PendingDeletion);
    }
}

#[tokio::test]
async fn a_status_of_tomorrow_is_kept() {
    let kit = Kit::start().await;
    let tomorrow = || Fault::new(FaultKind::UnknownStatus { status: "pending_review".into() }).times(2);
    for kind in KINDS {
        let id = kit.upload(kind, &leaf()).await.unwrap().id;
        kit.emulator.inject(tomorrow()).unwrap();
        let read = kit.status(kind, &id).await;
        assert!(matches!(read, CertificateStatus::Unknown(_)), "{read:?}");
        assert_eq!(read.as_str(), "pending_review");
        assert_eq!(kit.list(kind).await[0].status, read);
        assert_eq!(kit.status(kind, &id).await, CertificateStatus::Initializing);
        if kind == Kind::Hostname {
            let associations = kit.client.hostname_associations(ID);
            let enable = [Association::enable("app.example.com", &*id)];
            associations.update(enable).result().await.unwrap();
            kit.emulator.inject(tomorrow().times(1)).unwrap();
            let seen = associations.get("app.example.com").result().await.unwrap();
            assert_eq!((seen.status, seen.cert_status), (Some(read.clone()), Some(read)));
        }
    }
}

#[tokio::test]
async fn fields_and_messages_and_media_types_of_tomorrow_change_nothing() {
    let kit = Kit::start().await;
    let id = kit.upload(Kind::Zone, &leaf()).await.unwrap().id;
    let before = kit.read(Kind::Zone, &id).await.unwrap();
    for kind in [
        FaultKind::UnknownFields,
        FaultKind::PlainText,
        FaultKind::Message { code: 1000, message: "soon".into() },
    ] {
        kit.emulator.inject(Fault::new(kind.clone()).times(2)).unwrap();
        assert_eq!(kit.read(Kind::Zone, &id).await.unwrap(), before, "{kind:?}");
        assert_eq!(kit.list(Kind::Zone).await, std::slice::from_ref(&before), "{kind:?}");
        assert!(kit.emulator.faults().is_empty());
    }
    // Errors in plain text are errors all the same.
    kit.emulator.inject(Fault::new(FaultKind::PlainText).times(1)).unwrap();
    refused(kit.read(Kind::Zone, "no-identifier").await, 400, 1415, &[]);
}

#[tokio::test]
async fn a_message_reaches_the_caller() {
    let kit = Kit::start().await;
    let soon = FaultKind::Message { code: 1000, message: "This will change soon".into() };
    kit.emulator.inject(Fault::new(soon).times(1)).unwrap();
    let envelope = kit.client.zone_settings(ID).get().send().await.unwrap();
    let [message] = envelope.messages() else { panic!("one message") };
    assert_eq!((message.code(), message.message()), (1000, "This will change soon"));
    assert_eq!(message.documentation_url(), Some("https://example.com/documentation"));
    assert_eq!(message.source_pointer(), Some("/result"));
    assert!(envelope.into_result().is_ok());
    let envelope = kit.client.zone_settings(ID).get().send().await.unwrap();
    assert!(envelope.messages().is_empty());
}

#[tokio::test]
async fn a_fault_is_for_an_operation_a_resource_or_everything() {
    let refuses = |on: Option<&str>| {
        let fault = Fault::new(failure(1001, "no")).times(2);
        match on {
            Some(on) => fault.on(on),
            None => fault,
        }
    };
    for (on, expected) in [
        (Some(PUT), [true, false, true]),
        (Some("zone_settings"), [false, false, true]),
        (Some("zone_certificates"), [true, true, false]),
        (None, [false, false, true]),
    ] {
        let kit = Kit::of(Emulator::builder().fault(refuses(on))).await;
        let list = kit.client.zone_certificates(ID).list();
        let succeeded = [get(&kit).await.is_ok(), put(&kit).await.is_ok(), list.result().await.is_ok()];
        assert_eq!(succeeded, expected, "{on:?}");
    }
}

#[tokio::test]
async fn a_fault_comes_late_so_many_times_or_by_chance() {
    let kit = Kit::of(Emulator::builder().fault(Fault::new(failure(1001, "no")).after(1).times(2))).await;
    let mut succeeded = Vec::new();
    for _ in 0..4 {
        succeeded.push(get(&kit).await.is_ok());
    }
    assert_eq!(succeeded, [true, false, false, true]);

    let by_chance = async |seed| {
        let fault = Fault::new(failure(1001, "no")).with_probability(0.5);
        let kit = Kit::of(Emulator::builder().seed(seed).fault(fault)).await;
        let mut succeeded = Vec::new();
        for _ in 0..32 {
            succeeded.push(get(&kit).await.is_ok());
        }
        succeeded
    };
    let first = by_chance(1).await;
    assert!(first.contains(&true) && first.contains(&false));
    assert_eq!(first, by_chance(1).await);
    assert_ne!(first, by_chance(2).await);
}

#[tokio::test]
async fn while_everything_fails_the_client_stops_repeating() {
    let kit = Kit::of(Emulator::builder().fault(Fault::new(html(503)))).await;
    for _ in 0..30 {
        get(&kit).await.unwrap_err();
    }
    // Each of them once, and 20 retries for all: the budget.
    assert_eq!(kit.received(GET), 50);
    let error = get(&kit).await.unwrap_err();
    assert!(error.to_string().contains("too many calls have failed lately"), "{error}");
}
