//! A hostname certificate is replaced, and no hostname is ever without one.

use cloudflare_mtls::RetryPolicy;
use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::Association;
use cloudflare_mtls::workflows::{Origin, WorkflowErrorKind};
use cloudflare_mtls_emulator::{Emulator, Fault, FaultKind, HostnameCertificateItems};

use crate::kit::{ID, Kit, SECOND, UNKNOWN};
use crate::pairs::leaf;

const HOSTNAMES: [&str; 3] = ["a.example.com", "b.example.com", "off.example.com"];

/// A certificate with three hostnames, one of them switched off.
async fn with_hostnames(kit: &Kit) -> String {
    let id = kit.active_hostname(&leaf()).await;
    let [one, other, off] = HOSTNAMES;
    let config = [
        Association::enable(one, id.as_str()),
        Association::enable(other, id.as_str()),
        Association::disable(off, id.as_str()),
    ];
    kit.client.hostname_associations(ID).update(config).result().await.unwrap();
    kit.emulator.advance(2 * SECOND);
    kit.emulator.clear_requests();
    id
}

/// The certificate of each hostname and whether it is switched on.
async fn uses(kit: &Kit) -> Vec<(String, Option<bool>)> {
    let mut uses = Vec::new();
    for hostname in HOSTNAMES {
        let one = kit.client.hostname_associations(ID).get(hostname).result().await.unwrap();
        uses.push((one.cert_id.unwrap().to_string(), one.enabled));
    }
    uses
}

fn assert_never_cut_off(kit: &Kit) {
    for hostname in &HOSTNAMES[..2] {
        let served = kit.emulator.history().served(ID, hostname);
        // The first stretch is before it had any.
        assert!(served[1..].iter().all(|stretch| stretch.certificate_id.is_some()), "{hostname}: {served:?}");
    }
}

#[tokio::test]
async fn the_plan_is_what_is_done() {
    let kit = Kit::start().await;
    let old = with_hostnames(&kit).await;
    let new = leaf();
    let certificates = kit.client.hostname_certificates(ID);
    let rotation = certificates.rotate(old.as_str(), &new.certificate, &new.key);
    let text = rotation.plan().await.unwrap().to_string();
    let steps: Vec<_> = text.lines().skip(1).map(|line| line.trim()).collect();
    assert!(steps[0].starts_with("1. upload the hostname certificate with SHA-256 "), "{text}");
    let all = HOSTNAMES.join(", ");
    assert_eq!(
        steps[1..],
        [
            "2. wait until it is active".to_owned(),
            format!("3. move {all} to the new certificate"),
            format!("4. wait until {all} use the new certificate"),
            format!("5. delete the hostname certificate {old}"),
            format!("6. wait until the hostname certificate {old} is deleted"),
        ]
    );
    let rotated = rotation.run().await.unwrap();
    assert_eq!((rotated.origin, rotated.moved.len()), (Origin::Created, 3));
    assert_eq!(kit.status(&old), "deleted");
    let id = rotated.id.to_string();
    // What was switched off stays so.
    assert_eq!(uses(&kit).await, [(id.clone(), Some(true)), (id.clone(), Some(true)), (id, Some(false))]);
    assert_never_cut_off(&kit);
    let again = certificates.rotate(old.as_str(), &new.certificate, &new.key).run().await.unwrap();
    assert!(again.moved.is_empty() && again.deleted.is_empty());
}

#[tokio::test]
async fn a_hostname_that_comes_to_the_old_one_meanwhile_is_moved_too() {
    let kit = Kit::start().await;
    let old = with_hostnames(&kit).await;
    let new = leaf();
    // Connections of its own: those of the run belong to a thread that stands still meanwhile.
    let (other, late) = (kit.another(RetryPolicy::none(), None), old.clone());
    let once = std::sync::atomic::AtomicBool::new(false);
    // Right before the deletion, somebody who knows of nothing associates one more.
    let rotation = kit.client.hostname_certificates(ID).rotate(old.as_str(), &new.certificate, &new.key);
    let rotation = rotation.observe(move |event| {
        let deletes = event.to_string().starts_with("delete the hostname certificate");
        if deletes && !once.swap(true, std::sync::atomic::Ordering::SeqCst) {
            let late = Association::enable("late.example.com", late.as_str());
            let late = other.hostname_associations(ID).update([late]);
            std::thread::scope(|scope| {
                let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                scope.spawn(move || runtime().block_on(late.result()).unwrap()).join().unwrap();
            });
        }
    });
    let rotated = tokio::task::spawn_blocking(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(rotation.run())
    });
    let rotated = rotated.await.unwrap().unwrap();
    assert!(rotated.moved.contains(&"late.example.com".to_owned()), "{:?}", rotated.moved);
    let late = kit.client.hostname_associations(ID).get("late.example.com").result().await.unwrap();
    assert_eq!(late.cert_id, Some(rotated.id));
    assert_eq!(kit.status(&old), "deleted");
}

#[tokio::test]
async fn the_old_one_stays_where_not_all_can_move() {
    let kit = Kit::start().await;
    let old = with_hostnames(&kit).await;
    let new = leaf();
    let refuse = FaultKind::Failure { status: 400, code: 12036, message: "not here".into() };
    kit.emulator.inject(Fault::new(refuse).on("hostname_associations.update")).unwrap();
    let certificates = kit.client.hostname_certificates(ID);
    let rotate = || certificates.rotate(old.as_str(), &new.certificate, &new.key).run();
    let error = rotate().await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::Refused);
    assert!(HOSTNAMES.iter().all(|hostname| error.to_string().contains(hostname)), "{error}");
    assert_eq!(kit.status(&old), "active");
    kit.emulator.clear_faults();
    kit.emulator.change_settings(|settings| settings.behaviour.deployments_time_out = true);
    // The certificate is active; its associations are what hangs.
    let error = rotate().await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::GaveUp);
    assert_eq!(kit.status(&old), "active");
    assert_never_cut_off(&kit);
}

#[tokio::test]
async fn a_rotation_from_nothing_or_to_itself_is_an_error() {
    let kit = Kit::start().await;
    let (one, other) = (leaf(), leaf());
    let id = kit.active_hostname(&one).await;
    let certificates = kit.client.hostname_certificates(ID);
    let error = certificates.rotate(UNKNOWN, &other.certificate, &other.key).run().await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::Missing);
    let error = certificates.rotate(id.as_str(), &one.certificate, &one.key).run().await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::Unfit);
    assert_eq!(kit.received("hostname_certificates.create"), 0);
    // One of which only its end is known any more is rotated already.
    let rotated = certificates.rotate(UNKNOWN, &one.certificate, &one.key).run().await.unwrap();
    assert_eq!(rotated.id.as_str(), id);
}

#[tokio::test]
async fn it_takes_lists_in_the_shape_of_either_document() {
    let kit = Kit::of(Emulator::builder().settings(|settings| {
        settings.behaviour.hostname_certificate_items = HostnameCertificateItems::Association;
        settings.behaviour.lists_show_deleted = false;
    }));
    let kit = kit.await;
    let old = with_hostnames(&kit).await;
    let new = leaf();
    let certificates = kit.client.hostname_certificates(ID);
    let rotated = certificates.rotate(old.as_str(), &new.certificate, &new.key).run().await.unwrap();
    assert_eq!((rotated.moved.len(), kit.status(&old)), (3, "deleted".to_owned()));
    assert_never_cut_off(&kit);
}

#[tokio::test]
async fn several_at_once_end_well() {
    let kit = Kit::start().await;
    let old = with_hostnames(&kit).await;
    let new = leaf();
    let certificates = kit.client.hostname_certificates(ID);
    let run = || certificates.rotate(old.as_str(), &new.certificate, &new.key).run();
    let (one, other, third) = tokio::join!(run(), run(), run());
    let (one, other, third) = (one.unwrap(), other.unwrap(), third.unwrap());
    assert!(one.id == other.id && other.id == third.id);
    assert_eq!(kit.status(&old), "deleted");
    assert_eq!(uses(&kit).await[0].0, one.id.as_str());
    assert_never_cut_off(&kit);
}

#[tokio::test]
async fn a_run_dropped_at_any_point_is_finished_by_the_next() {
    let new = leaf();
    for polls in (0..120).step_by(3) {
        let kit = Kit::start().await;
        let old = with_hostnames(&kit).await;
        let certificates = kit.client.hostname_certificates(ID);
        let rotate = || certificates.rotate(old.as_str(), &new.certificate, &new.key).run();
        // So many turns, and no more.
        let mut run = Box::pin(rotate());
        for _ in 0..polls {
            let turn =
                std::future::poll_fn(|context| std::task::Poll::Ready(run.as_mut().poll(context).is_ready()));
            if turn.await {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(run);
        rotate().await.unwrap();
        assert_eq!(kit.status(&old), "deleted", "after {polls} turns");
        assert_never_cut_off(&kit);
    }
}

#[tokio::test]
async fn a_grace_period_begins_when_all_have_moved() {
    let kit = Kit::start().await;
    let old = with_hostnames(&kit).await;
    let new = leaf();
    let certificates = kit.client.hostname_certificates(ID);
    let rotation = certificates.rotate(old.as_str(), &new.certificate, &new.key).grace(600 * SECOND);
    rotation.run().await.unwrap();
    let history = kit.emulator.history();
    let of = |resource: &str, change| {
        let mut events =
            history.events.iter().filter(|event| event.resource == resource && event.change == change);
        events.next_back().unwrap().at
    };
    let moved = of("hostname_associations", cloudflare_mtls_emulator::Change::Updated);
    let deleted = of("hostname_certificates", cloudflare_mtls_emulator::Change::Deleted);
    assert!(deleted.duration_since(moved).as_secs() >= 600, "{moved} {deleted}");
}
