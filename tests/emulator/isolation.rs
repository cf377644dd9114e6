//! Accounts, zones and emulators know nothing of each other.

use cloudflare_mtls::types::{
    Association, CreateAccessCertificate, CreateHostnameCertificate, CreateZoneCertificate, HostnameSettings,
};
use cloudflare_mtls::{Method, Scope, prelude::*};
use cloudflare_mtls_emulator::Emulator;

use crate::kit::{ID, Kit, UNKNOWN, account, pointers, refused, scopes};
use crate::pairs::{authority, leaf};

const OTHER_ACCOUNT: &str = "fedcba9876543210fedcba9876543210";
const OTHER_ZONE: &str = "76543210fedcba9876543210fedcba98";
const NOT_FOUND: &[&str] = &["not found"];

/// Two accounts with a zone each.
async fn with_two_zones() -> Kit {
    let builder = Emulator::builder()
        .account(ID, "first")
        .account(OTHER_ACCOUNT, "second")
        .zone(ID, "example.com")
        .zone_of(OTHER_ACCOUNT, OTHER_ZONE, "example.org");
    Kit::of(builder).await
}

#[tokio::test]
async fn certificates_belong_to_one_zone() {
    let kit = with_two_zones().await;
    let pair = leaf();
    let mine = kit.client.zone_certificates(ID);
    let theirs = kit.client.zone_certificates(OTHER_ZONE);
    let body = || CreateZoneCertificate::new(&*pair.certificate, &*pair.key);
    let id = mine.create(body()).result().await.unwrap().id.unwrap();
    assert_eq!(theirs.list().result().await.unwrap(), []);
    refused(theirs.get(&id).result().await, 404, 1551, NOT_FOUND);
    refused(theirs.delete(&id).result().await, 404, 1551, NOT_FOUND);
    // Nor is it a duplicate there.
    assert_ne!(theirs.create(body()).result().await.unwrap().id, Some(id));

    let mine = kit.client.hostname_certificates(ID);
    let theirs = kit.client.hostname_certificates(OTHER_ZONE);
    let body = || CreateHostnameCertificate::new(&*pair.certificate, &*pair.key);
    let id = mine.create(body()).result().await.unwrap().id.unwrap();
    assert_eq!(theirs.list().result().await.unwrap(), []);
    refused(theirs.get(&id).result().await, 404, 1551, NOT_FOUND);
    refused(theirs.delete(&id).result().await, 404, 1551, NOT_FOUND);
    // A hostname can't use another zone's certificate.
    let foreign = Association::enable("app.example.org", &id);
    let update = kit.client.hostname_associations(OTHER_ZONE).update([foreign]);
    assert_eq!(pointers(&refused(update.result().await, 404, 1551, NOT_FOUND)), ["/config/0/cert_id"]);
    assert_ne!(theirs.create(body()).result().await.unwrap().id, Some(id));

    kit.client.zone_settings(ID).update(true).result().await.unwrap();
    assert_eq!(kit.client.zone_settings(OTHER_ZONE).get().result().await.unwrap().enabled, Some(false));
}

#[tokio::test]
async fn what_access_knows_belongs_to_one_account_or_zone() {
    for scope in scopes() {
        let kit = with_two_zones().await;
        let body = CreateAccessCertificate::new("any", authority().certificate);
        let id = kit.access(&scope).create(body).result().await.unwrap().id.unwrap();
        let setting = HostnameSettings::new("example.com", false, true);
        kit.access_settings(&scope).update([setting]).result().await.unwrap();
        let all = [
            account(),
            Scope::zone(ID).unwrap(),
            Scope::account(OTHER_ACCOUNT).unwrap(),
            Scope::zone(OTHER_ZONE).unwrap(),
        ];
        for other in all.iter().filter(|other| **other != scope) {
            assert_eq!(kit.access(other).list().result().await.unwrap(), []);
            refused(kit.access(other).get(&id).result().await, 404, 12135, NOT_FOUND);
            refused(kit.access(other).delete(&id).result().await, 404, 12135, NOT_FOUND);
            assert_eq!(kit.access_settings(other).list().result().await.unwrap(), []);
        }
        kit.access(&scope).delete(&id).result().await.unwrap();
    }
}

#[tokio::test]
async fn an_account_speaks_for_its_own_zones() {
    let kit = with_two_zones().await;
    kit.emulator.add_zone("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "example.net", ID);
    let update = async |scope: &Scope, hostname: &str| {
        let setting = HostnameSettings::new(hostname, false, false);
        kit.access_settings(scope).update([setting]).result().await
    };
    for own in ["www.example.com", "www.example.net"] {
        update(&account(), own).await.unwrap();
    }
    refused(update(&account(), "www.example.org").await, 400, 12036, &[]);
    refused(update(&Scope::zone(ID).unwrap(), "www.example.net").await, 400, 12036, &[]);
}

#[tokio::test]
async fn an_unknown_account_or_zone_is_not_a_missing_certificate() {
    let kit = Kit::start().await;
    // A tool that deletes must not take a mistyped zone for a certificate that is gone.
    let certificates = kit.client.zone_certificates(UNKNOWN);
    refused(certificates.list().result().await, 404, 7003, &[]);
    refused(certificates.delete(UNKNOWN).result().await, 404, 7003, &[]);
    for scope in [Scope::account(UNKNOWN).unwrap(), Scope::zone(UNKNOWN).unwrap()] {
        refused(kit.access(&scope).list().result().await, 404, 7003, &[]);
    }
}

#[tokio::test]
async fn identifiers_of_accounts_and_zones_have_a_form() {
    let kit = Kit::start().await;
    for wrong in ["nonsense", &format!("{ID}0"), "example.com"] {
        let list = kit.client.zone_certificates(wrong).list();
        assert_eq!(pointers(&refused(list.result().await, 400, 1001, &[])), ["/path/zone_id"]);
        let list = kit.access(&Scope::account(wrong).unwrap()).list();
        assert_eq!(pointers(&refused(list.result().await, 400, 1001, &[])), ["/path/account_id"]);
    }
}

#[tokio::test]
async fn routes_and_methods_that_do_not_exist() {
    let kit = Kit::start().await;
    let request = |method: Method, path: &str| kit.client.request(method, path).result();
    refused(request(Method::GET, "/nothing").await, 404, 7003, &[]);
    let of_an_account = format!("/accounts/{ID}/origin_tls_client_auth");
    refused(request(Method::GET, &of_an_account).await, 404, 7003, &[]);
    let no_operation = format!("/zones/{ID}/origin_tls_client_auth/hostnames");
    refused(request(Method::POST, &no_operation).await, 405, 7001, &[]);
}
