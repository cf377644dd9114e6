//! An account's own certificates: ensured by what is in the bundle, rotated with the hostnames of
//! its zones; and client certificates, waited for.

use cloudflare_mtls::RetryPolicy;
use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::{
    ClientCertificateStatus, CreateClientCertificate, CreateMtlsCertificate,
    UpdateCertificateAuthorityHostnames,
};
use cloudflare_mtls::workflows::{Event, Origin, Step, WorkflowErrorKind};
use cloudflare_mtls_emulator::{Emulator, Fault, FaultKind};

use crate::kit::{ID, Kit, SECOND, UNKNOWN};
use crate::pairs::{authority, leaf};

const OTHER: &str = "0123456789abcdef0123456789abcdef";

async fn upload(kit: &Kit) -> String {
    let body = CreateMtlsCertificate::authority(authority().certificate).name("devices");
    let uploaded = kit.client.mtls_certificates(ID).create(body).result().await.unwrap();
    kit.emulator.clear_requests();
    uploaded.id.unwrap().to_string()
}

async fn hostnames(kit: &Kit, zone: &str, id: &str) -> Vec<String> {
    let group = kit.client.certificate_authority_hostnames(zone);
    group.get().mtls_certificate_id(id).result().await.unwrap().hostnames.unwrap()
}

async fn ask(kit: &Kit, zone: &str, id: &str, hostnames: &[&str]) {
    let body = UpdateCertificateAuthorityHostnames::for_authority(id, hostnames.iter().copied());
    kit.client.certificate_authority_hostnames(zone).update(body).result().await.unwrap();
    kit.emulator.advance(2 * SECOND);
    kit.emulator.clear_requests();
}

#[tokio::test]
async fn a_bundle_is_known_by_what_is_in_it() {
    let kit = Kit::start().await;
    let (one, other) = (authority().certificate, authority().certificate);
    let certificates = kit.client.mtls_certificates(ID);
    let ensure = |bundle: String, name: &str| {
        certificates.ensure(CreateMtlsCertificate::authority(bundle).name(name)).run()
    };
    let created = ensure(format!("{one}{other}"), "devices").await.unwrap();
    assert_eq!(created.origin, Origin::Created);
    let adopted = ensure(format!("{other}\n{one}"), "another name").await.unwrap();
    assert_eq!((adopted.origin, &adopted.id), (Origin::Adopted, &created.id));
    assert_ne!(ensure(one, "devices").await.unwrap().id, created.id);
    assert_eq!(kit.received("mtls_certificates.create"), 2);
    let pair = leaf();
    let body = CreateMtlsCertificate::leaf(&pair.certificate, &pair.key);
    assert_eq!(certificates.ensure(body).run().await.unwrap().origin, Origin::Created);
}

#[tokio::test]
async fn hostnames_of_all_zones_ask_for_both_until_the_old_one_goes() {
    let kit = Kit::of(Emulator::builder().zone(ID, "example.com").zone(OTHER, "example.net")).await;
    let old = upload(&kit).await;
    ask(&kit, ID, &old, &["a.example.com", "b.example.com"]).await;
    ask(&kit, OTHER, &old, &["a.example.net"]).await;
    let new = CreateMtlsCertificate::authority(authority().certificate).name("devices");
    let certificates = kit.client.mtls_certificates(ID);
    let rotation = || certificates.rotate(old.as_str(), new.clone()).zones([ID, OTHER]);
    let plan = rotation().plan().await.unwrap().to_string();
    assert!(plan.contains("2. have a.example.com, b.example.com trust the new certificate"), "{plan}");
    assert!(plan.contains(&format!("6. delete the account certificate {old}")), "{plan}");

    let kept = rotation().keep_old().run().await.unwrap();
    assert_eq!(kept.moved, ["a.example.com", "b.example.com", "a.example.net"]);
    assert_eq!(hostnames(&kit, ID, &old).await, hostnames(&kit, ID, kept.id.as_str()).await);
    let rotated = rotation().run().await.unwrap();
    assert_eq!((rotated.origin, &rotated.id), (Origin::Adopted, &kept.id));
    assert_eq!(rotated.deleted[0].as_str(), old);
    assert_eq!(hostnames(&kit, OTHER, rotated.id.as_str()).await, ["a.example.net"]);
    for (zone, hostname) in [(ID, "b.example.com"), (OTHER, "a.example.net")] {
        let trusted =
            kit.emulator.history().trusted("certificate_authority_hostnames", "zones", zone, hostname);
        assert!(trusted.iter().all(|stretch| !stretch.certificate_ids.is_empty()), "{trusted:?}");
    }
    assert!(rotation().plan().await.unwrap().is_done());
    let error = certificates.rotate(UNKNOWN, CreateMtlsCertificate::authority(authority().certificate));
    let error = error.zones([ID]).run().await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::Missing);
}

#[tokio::test]
async fn a_service_that_can_not_be_moved_is_named() {
    let kit = Kit::start().await;
    let old = upload(&kit).await;
    ask(&kit, ID, &old, &["a.example.com"]).await;
    kit.emulator.set_mtls_certificate_services(&old, [("gateway", "active")]);
    let new = CreateMtlsCertificate::authority(authority().certificate);
    let certificates = kit.client.mtls_certificates(ID);
    let rotation = || certificates.rotate(old.as_str(), new.clone()).zones([ID]).deadline(300 * SECOND);
    let error = rotation().run().await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::Deadline);
    assert!(error.to_string().contains("no longer used by gateway"), "{error}");
    // The hostnames are with the new one.
    assert_eq!(hostnames(&kit, ID, &old).await, [""; 0]);
    assert!(rotation().plan().await.unwrap().to_string().contains("note: "));
    kit.emulator.set_mtls_certificate_services(&old, [("", ""); 0]);
    assert_eq!(rotation().run().await.unwrap().deleted[0].as_str(), old);
}

#[tokio::test]
async fn an_authority_is_cleared_everywhere_and_removed() {
    let kit = Kit::of(Emulator::builder().zone(ID, "example.com").zone(OTHER, "example.net")).await;
    let old = upload(&kit).await;
    let certificates = kit.client.mtls_certificates(ID);
    ask(&kit, ID, &old, &["a.example.com"]).await;
    ask(&kit, OTHER, &old, &["a.example.net", "b.example.net"]).await;
    // The zones are those that the service lists.
    let plan = certificates.remove(old.as_str()).plan().await.unwrap().to_string();
    assert!(plan.contains("3. delete the account certificate"), "{plan}");
    let detached = certificates.detach(old.as_str()).run().await.unwrap();
    assert_eq!(detached.released, ["a.example.net", "b.example.net", "a.example.com"]);
    assert!(certificates.detach(old.as_str()).run().await.unwrap().released.is_empty());
    ask(&kit, ID, &old, &["a.example.com"]).await;
    let removed = certificates.remove(old.as_str()).zones([ID, ID]).run().await.unwrap();
    assert_eq!((removed.released, removed.deleted), (vec!["a.example.com".to_owned()], true));
    let again = certificates.remove(old.as_str()).run().await.unwrap();
    assert_eq!((again.released.len(), again.deleted), (0, false));
    // A leaf is nobody's authority, and no zone is asked about it.
    let pair = leaf();
    let body = CreateMtlsCertificate::leaf(&pair.certificate, &pair.key);
    let leaf = certificates.ensure(body).run().await.unwrap().id;
    kit.emulator.clear_requests();
    assert!(certificates.remove(&leaf).run().await.unwrap().deleted);
    assert_eq!(kit.received("certificate_authority_hostnames.get"), 0);
}

#[tokio::test]
async fn a_removal_names_the_service_that_still_uses_it() {
    let kit = Kit::start().await;
    let old = upload(&kit).await;
    kit.emulator.set_mtls_certificate_services(&old, [("gateway", "active")]);
    let removal = || kit.client.mtls_certificates(ID).remove(old.as_str()).deadline(60 * SECOND);
    let plan = removal().plan().await.unwrap().to_string();
    assert!(plan.contains("note: ") && plan.contains("gateway"), "{plan}");
    let error = removal().run().await.unwrap_err();
    assert_eq!(error.kind(), WorkflowErrorKind::Deadline);
    assert!(error.to_string().contains("no longer used by gateway"), "{error}");
    assert_eq!(kit.received("mtls_certificates.delete"), 0);
}

#[tokio::test]
async fn a_list_of_zones_that_comes_empty_once_is_not_believed() {
    let kit = Kit::start().await;
    let old = upload(&kit).await;
    ask(&kit, ID, &old, &["a.example.com"]).await;
    // The certificates are looked at first, then the zones.
    kit.emulator.inject(Fault::new(FaultKind::NullResult).after(1).times(1)).unwrap();
    let removed = kit.client.mtls_certificates(ID).remove(old.as_str()).run().await.unwrap();
    assert_eq!((removed.released, removed.deleted), (vec!["a.example.com".to_owned()], true));
    assert_eq!(kit.received("mtls_certificates.delete"), 1);
}

#[tokio::test]
async fn a_rotation_in_fifty_zones_sends_some_hundred_requests() {
    let zones: Vec<_> = (0..50).map(|number| format!("{number:032x}")).collect();
    let mut builder = Emulator::builder();
    for zone in &zones {
        builder = builder.zone(zone, "example.com");
    }
    let kit = Kit::of(builder).await;
    let old = upload(&kit).await;
    for zone in &zones {
        ask(&kit, zone, &old, &["a.example.com"]).await;
    }
    let new = CreateMtlsCertificate::authority(authority().certificate);
    let rotated = kit.client.mtls_certificates(ID).rotate(old.as_str(), new).run().await.unwrap();
    assert_eq!((rotated.moved.len(), rotated.deleted.len()), (50, 1));
    let sent = kit.emulator.requests().len();
    assert!(sent < 1_200, "{sent} requests, and 1,200 are allowed in five minutes");
    assert_eq!(kit.received("certificate_authority_hostnames.update"), 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostname_that_comes_to_the_old_authority_at_the_last_moment_is_not_cut_off() {
    let kit = Kit::start().await;
    let old = upload(&kit).await;
    ask(&kit, ID, &old, &["a.example.com"]).await;
    let new = CreateMtlsCertificate::authority(authority().certificate);
    let (emulator, other) = (kit.emulator.handle(), kit.another(RetryPolicy::none(), None));
    let id = old.clone();
    let late = move |event: &Event<'_>| {
        let Event::Begun { step: Step::Clear { hostnames, .. } } = event else { return };
        if hostnames.len() > 1 {
            return;
        }
        let body =
            UpdateCertificateAuthorityHostnames::for_authority(&id, ["a.example.com", "late.example.com"]);
        let added = other.certificate_authority_hostnames(ID).update(body).result();
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(added)).unwrap();
        emulator.advance(2 * SECOND);
    };
    let rotation = kit.client.mtls_certificates(ID).rotate(old.as_str(), new).observe(late);
    let rotated = tokio::spawn(rotation.run()).await.unwrap().unwrap();
    assert_eq!(rotated.moved, ["a.example.com", "late.example.com"]);
    for hostname in ["a.example.com", "late.example.com"] {
        let trusted =
            kit.emulator.history().trusted("certificate_authority_hostnames", "zones", ID, hostname);
        assert!(trusted.iter().skip(1).all(|stretch| !stretch.certificate_ids.is_empty()), "{trusted:?}");
    }
}

#[tokio::test]
async fn a_revocation_is_waited_for_and_one_that_is_taken_back() {
    let kit = Kit::start().await;
    let key = rcgen::KeyPair::generate().unwrap();
    let csr =
        rcgen::CertificateParams::new(Vec::new()).unwrap().serialize_request(&key).unwrap().pem().unwrap();
    let certificates = kit.client.client_certificates(ID);
    let issued = certificates.create(CreateClientCertificate::new(csr, 30)).result().await.unwrap();
    let id = issued.id.unwrap();
    certificates.until_active(&id).await.unwrap();
    certificates.revoke(&id).result().await.unwrap();
    assert_eq!(certificates.until_active(&id).await.unwrap_err().kind(), WorkflowErrorKind::Missing);
    certificates.reactivate(&id).result().await.unwrap();
    let settled = certificates.until_settled(&id).await.unwrap().unwrap();
    assert_eq!(settled.status, Some(ClientCertificateStatus::Active));
    certificates.revoke(&id).result().await.unwrap();
    let revoked = certificates.until_revoked(&id).await.unwrap().unwrap();
    assert_eq!(revoked.status, Some(ClientCertificateStatus::Revoked));
}
