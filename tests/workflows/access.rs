//! Authorities that Access trusts: ensured by their fingerprint, rotated with their hostnames, and
//! removed when the service lets it.

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::{CreateAccessCertificate, HostnameSettings, UpdateAccessSettings};
use cloudflare_mtls::workflows::{Origin, WorkflowErrorKind};
use cloudflare_mtls::{Client, Scope};
use cloudflare_mtls_emulator::{Fault, FaultKind};

use crate::kit::{ID, Kit, SECOND, UNKNOWN};
use crate::pairs::authority;

fn account() -> Scope {
    Scope::account(ID).unwrap()
}

/// The name and hostnames of all certificates.
async fn all(client: &Client) -> Vec<(String, Vec<String>)> {
    let list = client.access_certificates(&account()).list().result().await.unwrap();
    list.into_iter().map(|one| (one.name.unwrap(), one.associated_hostnames.unwrap())).collect()
}

async fn add(kit: &Kit, name: &str, hostnames: &[&str]) -> String {
    let body = CreateAccessCertificate::new(name, authority().certificate);
    let body = body.associated_hostnames(hostnames.iter().copied());
    let added = kit.client.access_certificates(&account()).create(body).result().await.unwrap();
    kit.emulator.clear_requests();
    added.id.unwrap().to_string()
}

#[tokio::test]
async fn one_is_known_by_fingerprint_and_name() {
    let kit = Kit::start().await;
    let (first, second) = (authority(), authority());
    let certificates = kit.client.access_certificates(&account());
    let ensure = |name: &str| certificates.ensure(name, &first.certificate);
    let created = ensure("devices").hostnames(["App.example.com"]).run().await.unwrap();
    assert_eq!(created.origin, Origin::Created);
    let adopted = ensure("devices").hostnames(["b.example.com"]).run().await.unwrap();
    assert_eq!((adopted.origin, &adopted.id), (Origin::Adopted, &created.id));
    // Hostnames are added to those that are there.
    let hostnames = adopted.certificate.associated_hostnames.unwrap();
    assert_eq!(hostnames, ["app.example.com", "b.example.com"]);
    // Another name, or another certificate of this name, is another one.
    assert_ne!(ensure("guests").run().await.unwrap().id, created.id);
    let other = certificates.ensure("devices", &second.certificate).run().await.unwrap();
    assert_ne!(other.id, created.id);
    assert_eq!(kit.received("access_certificates.create"), 3);
}

#[tokio::test]
async fn an_answer_that_is_lost_or_an_empty_list_makes_no_second_one() {
    let kit = Kit::start().await;
    let pair = authority();
    let certificates = kit.client.access_certificates(&account());
    let on = |kind, operation: &str| Fault::new(kind).on(format!("access_certificates.{operation}")).times(1);
    kit.emulator.inject(on(FaultKind::Reset, "create").taking_effect()).unwrap();
    // The first look after it doesn't show anything.
    kit.emulator.inject(on(FaultKind::NullResult, "list").after(2)).unwrap();
    let ensured = certificates.ensure("devices", &pair.certificate).run().await.unwrap();
    assert_eq!(ensured.origin, Origin::Adopted);
    kit.emulator.inject(on(FaultKind::NullResult, "list")).unwrap();
    let again = certificates.ensure("devices", &pair.certificate).run().await.unwrap();
    assert_eq!(again.id, ensured.id);
    assert_eq!(kit.received("access_certificates.create"), 1);
}

#[tokio::test]
async fn hostnames_trust_both_until_the_old_one_goes() {
    let kit = Kit::start().await;
    let scope = account();
    let old = add(&kit, "devices", &["a.example.com", "b.example.com"]).await;
    let settings = [
        HostnameSettings::new("a.example.com", false, true),
        HostnameSettings::new("z.example.com", false, false),
    ];
    let settings = UpdateAccessSettings::new(settings);
    kit.client.access_settings(&scope).update(settings).result().await.unwrap();
    let new = authority();
    let certificates = kit.client.access_certificates(&scope);
    let rotation = || certificates.rotate(old.as_str(), &new.certificate);

    let plan = rotation().plan().await.unwrap().to_string();
    let steps: Vec<_> = plan.lines().skip(1).map(str::trim).collect();
    assert!(steps[0].starts_with("1. add the Access certificate") && steps[0].ends_with("as \"devices\""));
    assert_eq!(steps[1], "2. have a.example.com, b.example.com trust the new certificate");
    assert_eq!(steps[2], format!("3. have a.example.com, b.example.com no longer trust {old}"));
    assert_eq!(steps[3], format!("4. delete the Access certificate {old}"));

    let kept = rotation().keep_old().run().await.unwrap();
    assert_eq!(kept.left_alone[0].as_str(), old);
    let both = vec!["a.example.com".to_owned(), "b.example.com".to_owned()];
    let seen = all(&kit.client).await;
    assert_eq!(seen, [("devices".to_owned(), both.clone()), ("devices".to_owned(), both.clone())]);

    // A month later.
    let rotated = rotation().run().await.unwrap();
    assert_eq!((rotated.origin, &rotated.id), (Origin::Adopted, &kept.id));
    assert_eq!(rotated.deleted[0].as_str(), old);
    assert_eq!(all(&kit.client).await, [("devices".to_owned(), both)]);
    let left = kit.client.access_settings(&scope).list().result().await.unwrap();
    assert_eq!(left.len(), 2);
    // And again: nothing is left to do.
    assert!(rotation().plan().await.unwrap().is_done());
    rotation().run().await.unwrap();
    assert_eq!(kit.received("access_certificates.create"), 1);
}

#[tokio::test]
async fn a_rotation_from_nothing_is_an_error() {
    let kit = Kit::start().await;
    let new = authority();
    let certificates = kit.client.access_certificates(&account());
    let error = certificates.rotate(UNKNOWN, &new.certificate).run().await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::Missing);
    assert!(error.to_string().contains(UNKNOWN), "{error}");
    let ensured = certificates.ensure("devices", &new.certificate).run().await.unwrap();
    let error = certificates.rotate(&ensured.id, &new.certificate).run().await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::Unfit);
    assert_eq!(kit.received("access_certificates.create"), 1);
}

#[tokio::test]
async fn one_in_use_is_removed_when_the_service_lets_it() {
    let kit = Kit::start().await;
    kit.emulator.change_settings(|settings| settings.timing.settle_after_millis = 45_000);
    let id = add(&kit, "devices", &["a.example.com"]).await;
    let certificates = kit.client.access_certificates(&account());
    let detached = certificates.detach(id.as_str()).run().await.unwrap();
    assert_eq!(detached.released, ["a.example.com"]);
    let removed = certificates.remove(id.as_str()).run().await.unwrap();
    assert!(removed.deleted && removed.released.is_empty());
    assert!(kit.clock.waited() >= 45 * SECOND);
    certificates.until_deleted(id.as_str()).await.unwrap();
    assert!(!certificates.remove(id.as_str()).run().await.unwrap().deleted);
}

#[tokio::test]
async fn settings_are_merged_and_foreign_ones_refused_before_sending() {
    let kit = Kit::start().await;
    let settings = kit.client.access_settings(&account());
    let entry = |hostname: &str, on| HostnameSettings::new(hostname, false, on);
    settings.update([entry("a.example.com", false), entry("b.example.com", true)]).result().await.unwrap();
    let merged =
        settings.merge([entry("A.example.com", true), entry("c.example.com", true)]).run().await.unwrap();
    assert_eq!(merged.writes, 1);
    let mut hostnames: Vec<_> = merged
        .settings
        .iter()
        .map(|one| (one.hostname.clone().unwrap().to_lowercase(), one.client_certificate_forwarding.unwrap()))
        .collect();
    hostnames.sort();
    let all = ["a.example.com", "b.example.com", "c.example.com"];
    assert_eq!(hostnames, all.map(|hostname| (hostname.to_owned(), true)));
    assert_eq!(settings.merge([entry("c.example.com", true)]).run().await.unwrap().writes, 0);

    let foreign = settings.merge([entry("a.example.com", true), entry("x.example.org", true)]);
    let error = foreign.domains(["example.com"]).run().await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::Unfit);
    assert!(error.to_string().contains("x.example.org"), "{error}");
    // Where nobody said which domains there are, the service does.
    let error = settings.merge([entry("x.example.org", true)]).run().await.unwrap_err();
    assert!(error.last_call().unwrap().has_code(12036), "{error}");
    for twice in [vec![entry("a.example.com", true), entry("A.Example.com", false)], vec![entry("", true)]] {
        assert_eq!(settings.merge(twice).run().await.unwrap_err().kind(), WorkflowErrorKind::Unfit);
    }
}

#[tokio::test]
async fn two_that_merge_at_once_both_get_what_they_want() {
    let kit = Kit::start().await;
    let settings = kit.client.access_settings(&account());
    let entry = |hostname: String| HostnameSettings::new(hostname, false, true);
    settings.update([entry("kept.example.com".into())]).result().await.unwrap();
    for round in 0..5 {
        let run = |side: &str| settings.merge([entry(format!("{side}-{round}.example.com"))]).run();
        let (one, other, third) = tokio::join!(run("a"), run("b"), run("c"));
        one.unwrap();
        other.unwrap();
        third.unwrap();
        let list = settings.list().result().await.unwrap();
        assert_eq!(list.len(), 1 + (round + 1) * 3, "{list:?}");
    }
}

#[tokio::test]
async fn an_empty_list_takes_nobodys_settings_away() {
    let kit = Kit::start().await;
    let settings = kit.client.access_settings(&account());
    let entry = |hostname: &str| HostnameSettings::new(hostname, false, true);
    settings.update([entry("a.example.com")]).result().await.unwrap();
    kit.emulator.inject(Fault::new(FaultKind::NullResult).on("access_settings.list").times(1)).unwrap();
    settings.merge([entry("b.example.com")]).run().await.unwrap();
    assert_eq!(settings.list().result().await.unwrap().len(), 2);
}
