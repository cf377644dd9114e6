//! Progenitor's client of our fragments and our own send the same, operation by operation.
//!
//! Progenitor reads `fragments.json`, the plain document of `openapi/`, which is checked in so that its
//! macro can read it while this is compiled.

use std::collections::BTreeSet;

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::{
    Association, ClientCertificateFilter, CreateAccessCertificate, CreateClientCertificate,
    CreateHostnameCertificate, CreateMtlsCertificate, CreateZoneCertificate, HostnameAssociationFilter,
    HostnameSettings, MtlsCertificateType, UpdateAccessCertificate, UpdateAccessSettings,
    UpdateCertificateAuthorityHostnames, UpdateHostnameAssociations, UpdateZoneSettings,
};
use cloudflare_mtls::{Client, Scope};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::recorder::Recorder;

#[allow(clippy::all, dead_code, mismatched_lifetime_syntaxes, missing_docs, rustdoc::all)]
mod theirs {
    progenitor::generate_api!("tests/plain/fragments.json");
}

const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";
const ZONE: &str = "9a7806061c88ada191ed06f989cc3dac";
const ID: &str = "2458ce5a-0c35-4c7f-82c7-8e9487d3ff60";
const PEM: &str = "-----BEGIN CERTIFICATE-----\nMIIB \"quoted\" ü\n-----END CERTIFICATE-----\n";
const HOSTNAME: &str = "app.example.com";
/// A text that would end a path, were it not encoded. (What may stand in a path as it is, or
/// encoded, such as `*` and `+`, only our client encodes.)
const STRANGE: &str = "exämple.com/?x#y z%2F\"";

/// A value of a type of progenitor's.
fn of<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// Sends each pair, and compares what came.
macro_rules! compare {
    ($recorder:ident, $($name:literal: $ours:expr, $theirs:expr;)*) => {{
        let mut places = BTreeSet::new();
        $(
            // The server refuses everything: what is answered is no matter here.
            assert!($ours.send().await.is_err());
            let ours = $recorder.only($name);
            assert!($theirs.await.is_err());
            let theirs = $recorder.only($name);
            assert_eq!(ours, theirs, "{}", $name);
            places.insert((ours.method, ours.target));
        )*
        places
    }};
}

#[tokio::test]
async fn both_clients_send_the_same() {
    let recorder = Recorder::start().await;
    let ours = Client::builder().token("token-of-a-test").base_url(&recorder.url).build().unwrap();
    let theirs = theirs::Client::new(&recorder.url);
    let (account, zone) = (Scope::account(ACCOUNT).unwrap(), Scope::zone(ZONE).unwrap());
    let id = json!(ID);
    let in_account = ours.access_certificates(&account);
    let in_zone = ours.access_certificates(&zone);
    let settings = || {
        UpdateAccessSettings::new([
            HostnameSettings::new(HOSTNAME, false, true),
            HostnameSettings::new("other.example.com", true, false),
        ])
    };
    let settings_json = json!({"settings": [
        {"hostname": HOSTNAME, "china_network": false, "client_certificate_forwarding": true},
        {"hostname": "other.example.com", "china_network": true, "client_certificate_forwarding": false},
    ]});
    let pair = json!({"certificate": PEM, "private_key": "a key"});
    let places = compare!(recorder,
        "list of Access certificates, account": in_account.list().page(2).per_page(50),
            theirs.access_certificates_list_for_account(ACCOUNT, Some(2), Some(50));
        "create an Access certificate, account": in_account.create(CreateAccessCertificate::new("Allow devs", PEM).associated_hostnames([HOSTNAME])),
            theirs.access_certificates_create_for_account(ACCOUNT, &of(json!({"name": "Allow devs", "certificate": PEM, "associated_hostnames": [HOSTNAME]})));
        "get an Access certificate, account": in_account.get(ID),
            theirs.access_certificates_get_for_account(ACCOUNT, &of(id.clone()));
        "update an Access certificate, account": in_account.update(ID, UpdateAccessCertificate::new([HOSTNAME]).name("new")),
            theirs.access_certificates_update_for_account(ACCOUNT, &of(id.clone()), &of(json!({"associated_hostnames": [HOSTNAME], "name": "new"})));
        "delete an Access certificate, account": in_account.delete(ID),
            theirs.access_certificates_delete_for_account(ACCOUNT, &of(id.clone()));
        "list Access settings, account": ours.access_settings(&account).list(),
            theirs.access_settings_list_for_account(ACCOUNT);
        "update Access settings, account": ours.access_settings(&account).update(settings()),
            theirs.access_settings_update_for_account(ACCOUNT, &of(settings_json.clone()));
        "list of Access certificates, zone": in_zone.list().page(2).per_page(50),
            theirs.access_certificates_list_for_zone(ZONE, Some(2), Some(50));
        "create an Access certificate, zone": in_zone.create(CreateAccessCertificate::new("Allow devs", PEM).associated_hostnames([HOSTNAME])),
            theirs.access_certificates_create_for_zone(ZONE, &of(json!({"name": "Allow devs", "certificate": PEM, "associated_hostnames": [HOSTNAME]})));
        "get an Access certificate, zone": in_zone.get(ID),
            theirs.access_certificates_get_for_zone(ZONE, &of(id.clone()));
        "update an Access certificate, zone": in_zone.update(ID, UpdateAccessCertificate::new([HOSTNAME]).name("new")),
            theirs.access_certificates_update_for_zone(ZONE, &of(id.clone()), &of(json!({"associated_hostnames": [HOSTNAME], "name": "new"})));
        "delete an Access certificate, zone": in_zone.delete(ID),
            theirs.access_certificates_delete_for_zone(ZONE, &of(id.clone()));
        "list Access settings, zone": ours.access_settings(&zone).list(),
            theirs.access_settings_list_for_zone(ZONE);
        "update Access settings, zone": ours.access_settings(&zone).update(settings()),
            theirs.access_settings_update_for_zone(ZONE, &of(settings_json.clone()));
        "list of account certificates": ours.mtls_certificates(ACCOUNT).list().type_([MtlsCertificateType::Custom]),
            theirs.mtls_certificates_list(ACCOUNT, Some(&of(json!(["custom"]))));
        "create an account certificate": ours.mtls_certificates(ACCOUNT).create(CreateMtlsCertificate::new(PEM, true).name("a CA")),
            theirs.mtls_certificates_create(ACCOUNT, &of(json!({"certificates": PEM, "ca": true, "name": "a CA"})));
        "get an account certificate": ours.mtls_certificates(ACCOUNT).get(ID),
            theirs.mtls_certificates_get(ACCOUNT, &of(id.clone()));
        "delete an account certificate": ours.mtls_certificates(ACCOUNT).delete(ID),
            theirs.mtls_certificates_delete(ACCOUNT, &of(id.clone()));
        "associations of an account certificate": ours.mtls_certificates(ACCOUNT).associations(ID),
            theirs.mtls_certificates_associations(ACCOUNT, &of(id.clone()));
        "get hostnames of an authority": ours.certificate_authority_hostnames(ZONE).get().mtls_certificate_id(ID),
            theirs.certificate_authority_hostnames_get(ZONE, Some(&of(id.clone())));
        "update hostnames of an authority": ours.certificate_authority_hostnames(ZONE).update(UpdateCertificateAuthorityHostnames::new().hostnames([HOSTNAME]).mtls_certificate_id(ID)),
            theirs.certificate_authority_hostnames_update(ZONE, &of(json!({"hostnames": [HOSTNAME], "mtls_certificate_id": ID})));
        "list of client certificates": ours.client_certificates(ZONE).list().limit(5).offset(10).page(2).per_page(50).status(ClientCertificateFilter::PendingRevocation),
            theirs.client_certificates_list(ZONE, Some(5), Some(10), Some(2), Some(50), Some(of(json!("pending_revocation"))));
        "create a client certificate": ours.client_certificates(ZONE).create(CreateClientCertificate::new("a request", 365)),
            theirs.client_certificates_create(ZONE, &of(json!({"csr": "a request", "validity_days": 365})));
        "get a client certificate": ours.client_certificates(ZONE).get(ID),
            theirs.client_certificates_get(ZONE, &of(id.clone()));
        "revoke a client certificate": ours.client_certificates(ZONE).revoke(ID),
            theirs.client_certificates_revoke(ZONE, &of(id.clone()));
        "reactivate a client certificate": ours.client_certificates(ZONE).reactivate(ID),
            theirs.client_certificates_reactivate(ZONE, &of(id.clone()), &json!({"reactivate": true}));
        "list of zone certificates": ours.zone_certificates(ZONE).list(),
            theirs.zone_certificates_list(ZONE);
        "create of zone certificates": ours.zone_certificates(ZONE).create(CreateZoneCertificate::new(PEM, "a key")),
            theirs.zone_certificates_create(ZONE, &of(pair.clone()));
        "get of zone certificates": ours.zone_certificates(ZONE).get(ID),
            theirs.zone_certificates_get(ZONE, &of(id.clone()));
        "delete of zone certificates": ours.zone_certificates(ZONE).delete(ID),
            theirs.zone_certificates_delete(ZONE, &of(id.clone()));
        "list of hostname certificates": ours.hostname_certificates(ZONE).list(),
            theirs.hostname_certificates_list(ZONE);
        "create of hostname certificates": ours.hostname_certificates(ZONE).create(CreateHostnameCertificate::new(PEM, "a key")),
            theirs.hostname_certificates_create(ZONE, &of(pair.clone()));
        "get of hostname certificates": ours.hostname_certificates(ZONE).get(ID),
            theirs.hostname_certificates_get(ZONE, &of(id.clone()));
        "delete of hostname certificates": ours.hostname_certificates(ZONE).delete(ID),
            theirs.hostname_certificates_delete(ZONE, &of(id.clone()));
        "list of associations": ours.hostname_associations(ZONE).list().page(2).per_page(50).status([HostnameAssociationFilter::Active]),
            theirs.hostname_associations_list(ZONE, Some(2), Some(50), Some(&of(json!(["active"]))));
        "update associations": ours.hostname_associations(ZONE).update(UpdateHostnameAssociations::new([Association::new().hostname(HOSTNAME).cert_id(ID).enabled(true), Association::new().hostname("other.example.com")])),
            theirs.hostname_associations_update(ZONE, &of(json!({"config": [{"hostname": HOSTNAME, "cert_id": ID, "enabled": true}, {"hostname": "other.example.com"}]})));
        "get an association": ours.hostname_associations(ZONE).get(STRANGE),
            theirs.hostname_associations_get(ZONE, STRANGE);
        "get settings": ours.zone_settings(ZONE).get(),
            theirs.zone_settings_get(ZONE);
        "update settings": ours.zone_settings(ZONE).update(UpdateZoneSettings::new(true)),
            theirs.zone_settings_update(ZONE, &of(json!({"enabled": true})));
    );
    assert_eq!(places.len(), 39, "{places:?}");
}
