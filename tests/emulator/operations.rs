//! Each of the 39 operations succeeds once: what the client sends is what the emulator routes, and
//! what the emulator answers is what the client reads.

use std::collections::BTreeSet;

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::{
    Association, CreateAccessCertificate, CreateClientCertificate, CreateMtlsCertificate,
    HostnameAssociationFilter, HostnameSettings, UpdateAccessCertificate,
    UpdateCertificateAuthorityHostnames,
};

use crate::kit::{ID, Kit, scopes};
use crate::origin_pulls::{KINDS, Kind};
use crate::pairs::{authority, leaf};
use crate::signing_request;

#[tokio::test]
async fn all_39_operations() {
    let kit = Kit::start().await;
    for scope in scopes() {
        let (access, settings) = (kit.access(&scope), kit.access_settings(&scope));
        let body = CreateAccessCertificate::new("any", authority().certificate);
        let id = access.create(body).result().await.unwrap().id.unwrap();
        access.update(&id, UpdateAccessCertificate::new([""; 0])).result().await.unwrap();
        assert_eq!(access.list().result().await.unwrap(), [access.get(&id).result().await.unwrap()]);
        settings.update([HostnameSettings::new("example.com", false, true)]).result().await.unwrap();
        assert_eq!(settings.list().result().await.unwrap().len(), 1);
        access.delete(&id).result().await.unwrap();
    }
    for kind in KINDS {
        let uploaded = kit.upload(kind, &leaf()).await.unwrap();
        assert_eq!(kit.list(kind).await, [kit.read(kind, &uploaded.id).await.unwrap()]);
        if kind == Kind::Hostname {
            let associations = kit.client.hostname_associations(ID);
            associations.update([Association::enable("example.com", &*uploaded.id)]).result().await.unwrap();
            associations.get("example.com").result().await.unwrap();
            let listed = associations.list().status([HostnameAssociationFilter::All]).result().await.unwrap();
            assert_eq!(listed.len(), 1);
            associations.update([Association::void("example.com")]).result().await.unwrap();
        }
        kit.delete(kind, &uploaded.id).await.unwrap();
    }
    let settings = kit.client.zone_settings(ID);
    settings.update(true).result().await.unwrap();
    assert_eq!(settings.get().result().await.unwrap().enabled, Some(true));

    let (uploaded, hostnames) =
        (kit.client.mtls_certificates(ID), kit.client.certificate_authority_hostnames(ID));
    let body = CreateMtlsCertificate::authority(authority().certificate);
    let id = uploaded.create(body).result().await.unwrap().id.unwrap();
    uploaded.get(&id).result().await.unwrap();
    assert_eq!(uploaded.list().result().await.unwrap().len(), 1);
    let body = UpdateCertificateAuthorityHostnames::for_authority(&id, ["example.com"]);
    hostnames.update(body).result().await.unwrap();
    hostnames.get().mtls_certificate_id(&id).result().await.unwrap();
    assert_eq!(uploaded.associations(&id).result().await.unwrap().len(), 1);
    let none = UpdateCertificateAuthorityHostnames::for_authority(&id, [""; 0]);
    hostnames.update(none).result().await.unwrap();
    uploaded.delete(&id).result().await.unwrap();

    let issued = kit.client.client_certificates(ID);
    let (request, _) = signing_request::make("device").unwrap();
    let body = CreateClientCertificate::new(request, 30);
    let id = issued.create(body).result().await.unwrap().id.unwrap();
    assert_eq!(issued.list().result().await.unwrap(), [issued.get(&id).result().await.unwrap()]);
    issued.revoke(&id).result().await.unwrap();
    issued.reactivate(&id).result().await.unwrap();

    let requests = kit.emulator.requests();
    assert!(requests.iter().all(|request| matches!(request.status, Some(200..=202))));
    let called: BTreeSet<_> = requests
        .iter()
        .map(|request| (request.path.split('/').nth(3).unwrap(), request.operation.unwrap()))
        .collect();
    let of = |scope| called.iter().filter(|(its_scope, _)| *its_scope == scope).count();
    assert_eq!((of("accounts"), of("zones")), (12, 27), "{called:#?}");
}
