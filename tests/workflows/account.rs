//! An account's own certificates: ensured by what is in the bundle, rotated with the hostnames of
//! its zones; and client certificates, waited for.

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::{
    ClientCertificateStatus, CreateClientCertificate, CreateMtlsCertificate,
    UpdateCertificateAuthorityHostnames,
};
use cloudflare_mtls::workflows::{Origin, WorkflowErrorKind};
use cloudflare_mtls_emulator::Emulator;

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
