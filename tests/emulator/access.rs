//! Access certificates and hostname settings, of accounts and of zones.

use cloudflare_mtls::types::{CreateAccessCertificate, HostnameSettings, UpdateAccessCertificate};
use cloudflare_mtls::{StatusCode, Timestamp, prelude::*};

use crate::kit::{Kit, SECOND, START, millis, refused, scopes};
use crate::pairs::authority;

const NOT_FOUND: &[&str] = &["not found"];

fn named(name: &str) -> CreateAccessCertificate {
    CreateAccessCertificate::new(name, authority().certificate)
}

fn no_hostnames() -> UpdateAccessCertificate {
    UpdateAccessCertificate::new([""; 0])
}

#[tokio::test]
async fn a_certificate_is_added_changed_and_deleted() {
    for scope in scopes() {
        let kit = Kit::start().await;
        let access = kit.access(&scope);
        let start: Timestamp = START.parse().unwrap();
        let body = named("Allow devs").associated_hostnames(["admin.example.com"]);
        let added = access.create(body).send().await.unwrap();
        assert_eq!(added.status(), StatusCode::CREATED);
        let added = added.into_result().unwrap();
        assert_eq!(added.name.as_deref(), Some("Allow devs"));
        assert_eq!(added.associated_hostnames, Some(vec!["admin.example.com".to_owned()]));
        assert_eq!((added.created_at, added.updated_at), (Some(start), Some(start)));
        let id = added.id.clone().unwrap();
        assert_eq!(access.get(&id).result().await.unwrap(), added);
        assert_eq!(access.list().result().await.unwrap(), std::slice::from_ref(&added));

        kit.step(60 * SECOND);
        let changed = access.update(&id, no_hostnames().name("Devs")).result().await.unwrap();
        assert_eq!(
            (changed.name.as_deref(), changed.associated_hostnames.as_deref()),
            (Some("Devs"), Some(&[][..]))
        );
        assert_eq!((changed.created_at, changed.updated_at), (Some(start), Some(kit.emulator.now())));
        // The certificate itself can't be changed.
        assert_eq!((&changed.fingerprint, changed.expires_on), (&added.fingerprint, added.expires_on));
        // A name that isn't sent stays.
        let kept =
            access.update(&id, UpdateAccessCertificate::new(["www.example.com"])).result().await.unwrap();
        assert_eq!(kept.name.as_deref(), Some("Devs"));

        access.update(&id, no_hostnames()).result().await.unwrap();
        kit.step(SECOND);
        let deleted = access.delete(&id).send().await.unwrap();
        assert_eq!(deleted.status(), StatusCode::OK);
        assert_eq!(deleted.into_result().unwrap().unwrap().id, Some(id.clone()));
        refused(access.get(&id).result().await, 404, 12135, NOT_FOUND);
        refused(access.update(&id, no_hostnames()).result().await, 404, 12135, NOT_FOUND);
        refused(access.delete(&id).result().await, 404, 12135, NOT_FOUND);
        assert_eq!(access.list().result().await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_certificate_with_hostnames_is_in_use_and_then_settles() {
    for scope in scopes() {
        let kit = Kit::start().await;
        let access = kit.access(&scope);
        let body = named("held").associated_hostnames(["admin.example.com"]);
        let id = access.create(body).result().await.unwrap().id.unwrap();
        let error = refused(access.delete(&id).result().await, 409, 12132, &["conflict", "in use"]);
        assert!(error.to_string().contains("certificate_has_active_associations"), "{error}");

        access.update(&id, no_hostnames()).result().await.unwrap();
        kit.step(millis(999));
        // The same code, and another meaning.
        let settling = &["conflict", "settling", "retryable"];
        let error = refused(access.delete(&id).result().await, 409, 12132, settling);
        assert!(error.to_string().contains("settings are still being updated"), "{error}");
        kit.step(millis(1));
        access.delete(&id).result().await.unwrap();
    }
}

fn setting(hostname: &str) -> HostnameSettings {
    HostnameSettings::new(hostname, false, true)
}

#[tokio::test]
async fn settings_replace_the_whole_list() {
    for scope in scopes() {
        let kit = Kit::start().await;
        let settings = kit.access_settings(&scope);
        assert_eq!(settings.list().result().await.unwrap(), []);
        let first = [setting("admin.example.com"), setting("www.example.com")];
        let answer = settings.update(first.clone()).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::ACCEPTED);
        assert_eq!(answer.into_result().unwrap(), first);
        for list in [vec![setting("example.com")], vec![]] {
            assert_eq!(settings.update(list.clone()).result().await.unwrap(), list);
            assert_eq!(settings.list().result().await.unwrap(), list);
        }
    }
}
