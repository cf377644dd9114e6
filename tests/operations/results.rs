//! What each operation makes of its documented result.

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::{
    CertificateStatus, ClientCertificateStatus, CreateClientCertificate, CreateMtlsCertificate,
    CreateZoneCertificate, HostnameCertificate, MtlsCertificateType, UpdateAccessCertificate,
    UpdateCertificateAuthorityHostnames,
};
use cloudflare_mtls::{Scope, Timestamp};
use serde_json::{Value, json};

use crate::cases::cases;
use crate::fixtures::{
    CSR, KEY, PEM, access_certificate, association, authority_hostnames, client_certificate,
    hostname_certificate, hostname_settings, listed_association, mtls_certificate,
    mtls_certificate_association, without_keys, zone_certificate,
};
use crate::kit::{ACCOUNT, Answer, Api, CERTIFICATE, ZONE};

fn at(text: &str) -> Option<Timestamp> {
    Some(text.parse().unwrap())
}

#[tokio::test]
async fn every_operation_gives_every_documented_field_of_its_result() {
    let api = Api::always(Answer::new(500, "")).await;
    let client = api.client();
    for case in cases() {
        api.now(Answer::success(case.status, case.result.clone()));
        let seen = (case.call)(&client).outcome.await;
        let seen = seen.unwrap_or_else(|error| panic!("{}: {error}", case.name));
        assert_eq!(seen.status, case.status, "{}", case.name);
        // Serialized again nothing is missing, and timestamps are written as they came.
        assert_eq!(seen.result, Some(without_keys(case.result)), "{}", case.name);
        assert_eq!(seen.cf_ray.as_deref(), Some("8f00ba4-FRA"), "{}", case.name);
    }
}

#[tokio::test]
async fn an_access_certificate() {
    let api = Api::always(Answer::success(200, access_certificate())).await;
    let certificates = api.client().access_certificates(&Scope::account(ACCOUNT).unwrap());
    let got = certificates.get(CERTIFICATE).result().await.unwrap();
    assert_eq!(got.id.as_ref().unwrap().as_str(), CERTIFICATE);
    assert_eq!(got.name.as_deref(), Some("Allow devs"));
    assert_eq!(got.associated_hostnames, Some(vec!["admin.example.com".to_owned()]));
    assert_eq!(
        got.fingerprint.as_deref(),
        Some("MD5 Fingerprint=1E:80:0F:7A:FD:31:55:96:DE:D5:CB:E2:F0:91:F6:91")
    );
    assert_eq!(got.created_at, at("2014-01-01T05:20:00.12345Z"));
    assert_eq!(got.expires_on, at("2034-01-01T05:20:00Z"));
    assert_eq!(got.updated_at, at("2014-02-01T05:20:00.123456Z"));
    let updated = certificates.update(got.id.unwrap(), UpdateAccessCertificate::new([""; 0])).result().await;
    assert_eq!(updated.unwrap().name.as_deref(), Some("Allow devs"));
}

#[tokio::test]
async fn two_certificates_are_listed() {
    let second = json!({"id": "f174e90a-fafe-4643-bbbc-4a0ed4fc8415", "name": "Allow ops"});
    let api = Api::always(Answer::success(200, json!([access_certificate(), second]))).await;
    let certificates = api.client().access_certificates(&Scope::zone(ZONE).unwrap());
    let listed = certificates.list().result().await.unwrap();
    let names: Vec<_> = listed.iter().map(|one| one.name.as_deref().unwrap()).collect();
    assert_eq!(names, ["Allow devs", "Allow ops"]);
    assert_eq!(listed[1].id.as_ref().unwrap(), &"f174e90a-fafe-4643-bbbc-4a0ed4fc8415");
    assert_eq!(listed[1].expires_on, None);
}

#[tokio::test]
async fn a_deleted_access_certificate_leaves_its_identifier() {
    let api = Api::always(Answer::success(200, json!({"id": CERTIFICATE}))).await;
    let certificates = api.client().access_certificates(&Scope::zone(ZONE).unwrap());
    let deleted = certificates.delete(CERTIFICATE).result().await.unwrap();
    assert_eq!(deleted.unwrap().id.unwrap().as_str(), CERTIFICATE);
}

#[tokio::test]
async fn hostname_settings_are_listed_and_answered_after_an_update() {
    let api =
        Api::always(Answer::success(202, json!([hostname_settings(), {"hostname": "b.example.com"}]))).await;
    let settings = api.client().access_settings(&Scope::account(ACCOUNT).unwrap());
    for all in [settings.list().result().await.unwrap(), settings.update([]).result().await.unwrap()] {
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].hostname.as_deref(), Some("admin.example.com"));
        assert_eq!(all[0].china_network, Some(false));
        assert_eq!(all[0].client_certificate_forwarding, Some(true));
        assert_eq!(all[1].china_network, None, "a field that didn't come isn't false");
    }
}

#[tokio::test]
async fn a_zone_certificate() {
    let api = Api::always(Answer::success(200, zone_certificate())).await;
    let certificates = api.client().zone_certificates(ZONE);
    let created = certificates.create(CreateZoneCertificate::new(PEM, KEY)).result().await.unwrap();
    assert_eq!(created.id.as_ref().unwrap().as_str(), CERTIFICATE);
    assert_eq!(created.certificate.as_deref(), Some(PEM));
    assert_eq!(created.private_key.as_ref().unwrap().expose(), KEY);
    assert_eq!(created.enabled, Some(true));
    assert_eq!(created.issuer.as_deref(), Some("GlobalSign"));
    assert_eq!(created.signature.as_deref(), Some("SHA256WithRSA"));
    assert_eq!(created.status, Some(CertificateStatus::Active));
    assert_eq!(created.expires_on, at("2100-01-01T05:20:00Z"));
    assert_eq!(created.uploaded_on, at("2014-01-01T05:20:00.1Z"));
    // All four operations speak of the same type, the deletion with "maybe" around it.
    assert_eq!(certificates.get(CERTIFICATE).result().await.unwrap(), created);
    assert_eq!(certificates.delete(CERTIFICATE).result().await.unwrap(), Some(created));
}

#[tokio::test]
async fn a_hostname_certificate() {
    let api = Api::always(Answer::success(200, hostname_certificate())).await;
    let certificates = api.client().hostname_certificates(ZONE);
    let got = certificates.get(CERTIFICATE).result().await.unwrap();
    assert_eq!(got.id.as_ref().unwrap().as_str(), CERTIFICATE);
    assert_eq!(got.certificate.as_deref(), Some(PEM));
    assert_eq!(got.issuer.as_deref(), Some("GlobalSign"));
    // Larger than any integer.
    assert_eq!(got.serial_number.as_deref(), Some("6743787633689793699141714808227354901"));
    assert_eq!(got.signature.as_deref(), Some("SHA256WithRSA"));
    assert_eq!(got.status, Some(CertificateStatus::PendingDeployment));
    assert_eq!(got.expires_on, at("2100-01-01T05:20:00Z"));
    assert_eq!(got.uploaded_on, at("2019-10-28T18:11:23.37411Z"));
    assert_eq!(certificates.delete(CERTIFICATE).result().await.unwrap(), Some(got));
}

/// The 2024 specification and the live service disagree about what the list holds.
#[tokio::test]
async fn hostname_certificates_are_listed_in_either_shape() {
    let mut as_association = association();
    as_association["cert_id"] = json!("f174e90a-fafe-4643-bbbc-4a0ed4fc8415");
    let api = Api::always(Answer::success(200, json!([hostname_certificate(), as_association]))).await;
    let listed: Vec<HostnameCertificate> =
        api.client().hostname_certificates(ZONE).list().result().await.unwrap();
    let [certificate, association] = &listed[..] else { panic!("two were listed, not {}", listed.len()) };

    assert_eq!(certificate.id.as_ref().unwrap().as_str(), CERTIFICATE);
    assert_eq!(certificate.status, Some(CertificateStatus::PendingDeployment));
    assert_eq!((&certificate.cert_id, &certificate.hostname, certificate.enabled), (&None, &None, None));

    assert_eq!(association.cert_id.as_ref().unwrap().as_str(), "f174e90a-fafe-4643-bbbc-4a0ed4fc8415");
    assert_eq!(association.cert_status, Some(CertificateStatus::Active));
    assert_eq!(association.status, Some(CertificateStatus::PendingDeployment));
    assert_eq!(association.hostname.as_deref(), Some("app.example.com"));
    assert_eq!(association.enabled, Some(true));
    assert_eq!(association.certificate.as_deref(), Some(PEM));
    assert_eq!(association.expires_on, at("2100-01-03T05:20:00Z"));
}

#[tokio::test]
async fn an_association() {
    let api = Api::always(Answer::success(200, association())).await;
    let got = api.client().hostname_associations(ZONE).get("app.example.com").result().await.unwrap();
    assert_eq!(got.hostname.as_deref(), Some("app.example.com"));
    assert_eq!(got.cert_id.as_ref().unwrap().as_str(), CERTIFICATE);
    assert_eq!(got.cert_status, Some(CertificateStatus::Active));
    assert_eq!(got.cert_updated_at, at("2100-01-01T05:20:00Z"));
    assert_eq!(got.cert_uploaded_on, at("2019-10-28T18:11:23.37411Z"));
    assert_eq!(got.certificate.as_deref(), Some(PEM));
    assert_eq!(got.created_at, at("2100-01-02T05:20:00Z"));
    assert_eq!(got.enabled, Some(true));
    assert_eq!(got.expires_on, at("2100-01-03T05:20:00Z"));
    assert_eq!(got.id.as_ref().unwrap().as_str(), "023e105f4ecef8ad9ca31a8372d0c353");
    assert_eq!(got.issuer.as_deref(), Some("GlobalSign"));
    assert_eq!(got.private_key.as_ref().unwrap().expose(), KEY);
    assert_eq!(got.serial_number.as_deref(), Some("6743787633689793699141714808227354901"));
    assert_eq!(got.signature.as_deref(), Some("SHA256WithRSA"));
    assert_eq!(got.status, Some(CertificateStatus::PendingDeployment));
    assert_eq!(got.updated_at, at("2100-01-04T05:20:00Z"));
}

#[tokio::test]
async fn a_voided_association_has_no_enabled() {
    let mut voided = association();
    voided["enabled"] = Value::Null;
    voided["status"] = json!("pending_deletion");
    let api = Api::always(Answer::success(200, json!([voided]))).await;
    let answered = api.client().hostname_associations(ZONE).update([]).result().await.unwrap();
    assert_eq!(answered[0].enabled, None);
    assert_eq!(answered[0].status, Some(CertificateStatus::PendingDeletion));
}

#[tokio::test]
async fn listed_associations_say_which_hostname_uses_which_certificate() {
    let api = Api::always(Answer::success(200, json!([listed_association(), association()]))).await;
    let listed = api.client().hostname_associations(ZONE).list().result().await.unwrap();
    let [bare, full] = &listed[..] else { panic!("two were listed, not {}", listed.len()) };
    assert_eq!(bare.hostname.as_deref(), Some("app.example.com"));
    assert_eq!(bare.cert_id.as_ref().unwrap().as_str(), CERTIFICATE);
    assert_eq!((bare.enabled, &bare.status), (Some(false), &Some(CertificateStatus::Active)));
    assert_eq!(bare.created_at, at("2100-01-02T05:20:00Z"));
    assert_eq!(bare.updated_at, at("2100-01-04T05:20:00Z"));
    assert_eq!((&bare.certificate, &bare.cert_status, bare.expires_on), (&None, &None, None));
    // Should a list say more, it isn't lost.
    assert_eq!(full.cert_status, Some(CertificateStatus::Active));
    assert_eq!(full.private_key.as_ref().unwrap().expose(), KEY);
}

#[tokio::test]
async fn an_account_s_certificate() {
    let api = Api::always(Answer::success(200, mtls_certificate())).await;
    let certificates = api.client().mtls_certificates(ACCOUNT);
    let got = certificates.get(CERTIFICATE).result().await.unwrap();
    assert_eq!(got.id.as_ref().unwrap().as_str(), CERTIFICATE);
    assert_eq!(got.name.as_deref(), Some("example_ca_cert"));
    assert_eq!(got.ca, Some(true));
    assert_eq!(got.certificates.as_deref(), Some(format!("{PEM}{PEM}").as_str()));
    assert_eq!(got.type_, Some(MtlsCertificateType::Custom));
    assert_eq!(got.issuer.as_deref(), Some("O=Example Inc.,L=California,ST=San Francisco,C=US"));
    assert_eq!(
        got.serial_number.as_deref(),
        Some("235217144297995885180570755458463043449861756659"),
        "larger than any integer"
    );
    assert_eq!(got.signature.as_deref(), Some("SHA256WithRSA"));
    assert_eq!(got.expires_on, at("2122-10-29T16:59:47Z"));
    assert_eq!(got.uploaded_on, at("2022-11-22T17:32:30.467938Z"));
    assert_eq!(got.updated_at, at("2022-11-23T17:32:30.467938Z"));
    let created = certificates.create(CreateMtlsCertificate::authority(PEM)).result().await.unwrap();
    assert_eq!(created, got);
    assert_eq!(certificates.delete(CERTIFICATE).result().await.unwrap(), Some(got));
}

#[tokio::test]
async fn what_uses_an_account_s_certificate() {
    let answered = json!([mtls_certificate_association(), {"service": "a new one"}]);
    let api = Api::always(Answer::success(200, answered)).await;
    let used = api.client().mtls_certificates(ACCOUNT).associations(CERTIFICATE).result().await.unwrap();
    assert_eq!(used[0].service.as_deref(), Some("gateway"));
    assert_eq!(used[0].status.as_deref(), Some("pending_deployment"));
    assert_eq!((used[1].service.as_deref(), &used[1].status), (Some("a new one"), &None));
}

#[tokio::test]
async fn a_client_certificate() {
    let api = Api::always(Answer::success(200, client_certificate())).await;
    let certificates = api.client().client_certificates(ZONE);
    let got = certificates.create(CreateClientCertificate::new(CSR, 3650)).result().await.unwrap();
    assert_eq!(got.id.as_ref().unwrap().as_str(), CERTIFICATE);
    assert_eq!((got.certificate.as_deref(), got.csr.as_deref()), (Some(PEM), Some(CSR)));
    let authority = got.certificate_authority.as_ref().unwrap();
    assert_eq!(authority.id.as_ref().unwrap().as_str(), "568b6b74-7b0c-4755-8840-4e3b8c24adeb");
    assert_eq!(authority.name.as_deref(), Some("Cloudflare Managed CA for account"));
    assert_eq!(got.status, Some(ClientCertificateStatus::Active));
    assert_eq!(got.common_name.as_deref(), Some("Cloudflare"));
    assert_eq!(got.organization.as_deref(), Some("Organization"));
    assert_eq!(got.organizational_unit.as_deref(), Some("Organizational Unit"));
    assert_eq!(got.country.as_deref(), Some("US"));
    assert_eq!((got.state.as_deref(), got.location.as_deref()), (Some("CA"), Some("Somewhere")));
    assert_eq!(
        got.fingerprint_sha256.as_deref(),
        Some("256c24690243359fb8cf139a125bd05ebf1d968b71e4caf330718e9f5c8a89ea")
    );
    assert_eq!(got.serial_number.as_deref(), Some("3bb94ff144ac567b9f75ad664b6c55f8d5e48182"));
    assert_eq!(got.ski.as_deref(), Some("8e375af1389a069a0f921f8cc8e1eb12d784b949"));
    assert_eq!(got.signature.as_deref(), Some("SHA256WithRSA"));
    assert_eq!(got.validity_days, Some(3650));
    // No document promises a form for these two, so they are as they came.
    assert_eq!(got.issued_on.as_deref(), Some("2023-02-23T23:18:00Z"));
    assert_eq!(got.expires_on.as_deref(), Some("2033-02-20T23:18:00Z"));
    assert_eq!(certificates.get(CERTIFICATE).result().await.unwrap(), got);
    assert_eq!(certificates.reactivate(CERTIFICATE).result().await.unwrap(), got);
    assert_eq!(certificates.revoke(CERTIFICATE).result().await.unwrap(), Some(got));
}

#[tokio::test]
async fn times_of_client_certificates_in_another_form_are_no_failure() {
    let mut odd = client_certificate();
    odd["issued_on"] = json!("2023-02-23 23:18:00 +0000 UTC");
    odd["expires_on"] = json!("");
    let api = Api::always(Answer::success(200, odd)).await;
    let got = api.client().client_certificates(ZONE).get(CERTIFICATE).result().await.unwrap();
    assert_eq!(got.issued_on.as_deref(), Some("2023-02-23 23:18:00 +0000 UTC"));
    assert_eq!(got.expires_on.as_deref(), Some(""));
}

#[tokio::test]
async fn an_authority_s_hostnames() {
    let api = Api::always(Answer::success(200, authority_hostnames())).await;
    let hostnames = api.client().certificate_authority_hostnames(ZONE);
    let expected = Some(vec!["api.example.com".to_owned(), "*.example.com".to_owned()]);
    assert_eq!(hostnames.get().result().await.unwrap().hostnames, expected);
    let body = UpdateCertificateAuthorityHostnames::for_managed_authority(["api.example.com"]);
    assert_eq!(hostnames.update(body).result().await.unwrap().hostnames, expected);
}

#[tokio::test]
async fn states_and_types_of_the_family_are_open() {
    let api = Api::always(Answer::new(500, "")).await;
    let client = api.client();
    for (text, known) in [
        ("active", Some(ClientCertificateStatus::Active)),
        ("pending_revocation", Some(ClientCertificateStatus::PendingRevocation)),
        ("revoked", Some(ClientCertificateStatus::Revoked)),
        ("pending_reactivation", Some(ClientCertificateStatus::PendingReactivation)),
        ("eclipsed", None),
    ] {
        api.now(Answer::success(200, json!({"status": text})));
        let status = client.client_certificates(ZONE).get("c").result().await.unwrap().status.unwrap();
        assert_eq!(status.as_str(), text);
        assert!(known.map_or(matches!(status, ClientCertificateStatus::Unknown(_)), |known| known == status));
    }
    for (text, known) in [
        ("custom", Some(MtlsCertificateType::Custom)),
        ("gateway_managed", Some(MtlsCertificateType::GatewayManaged)),
        ("access_managed", Some(MtlsCertificateType::AccessManaged)),
        ("managed_by_moonlight", None),
    ] {
        api.now(Answer::success(200, json!({"type": text})));
        let ty = client.mtls_certificates(ACCOUNT).get("c").result().await.unwrap().type_.unwrap();
        assert_eq!(ty.as_str(), text);
        assert!(known.map_or(matches!(ty, MtlsCertificateType::Unknown(_)), |known| known == ty));
    }
}

#[tokio::test]
async fn zone_settings_are_on_or_off() {
    for enabled in [true, false] {
        let api = Api::always(Answer::success(200, json!({"enabled": enabled}))).await;
        let settings = api.client().zone_settings(ZONE);
        assert_eq!(settings.get().result().await.unwrap().enabled, Some(enabled));
        assert_eq!(settings.update(enabled).result().await.unwrap().enabled, Some(enabled));
    }
}

#[tokio::test]
async fn an_identifier_from_an_answer_goes_into_the_next_request() {
    let api = Api::always(Answer::success(200, json!([zone_certificate()]))).await;
    let certificates = api.client().zone_certificates(ZONE);
    let id = certificates.list().result().await.unwrap().remove(0).id.unwrap();
    assert_eq!(id.as_str().len(), 36, "longer than the 32 that the documents allow");
    let api = Api::always(Answer::success(200, zone_certificate())).await;
    api.client().zone_certificates(ZONE).get(&id).result().await.unwrap();
    assert!(api.only_request().path.ends_with(&format!("/origin_tls_client_auth/{CERTIFICATE}")));
}

#[tokio::test]
async fn statuses_have_names_and_unknown_ones_survive() {
    let api = Api::always(Answer::new(500, "")).await;
    let client = api.client();
    for (text, known) in [
        ("initializing", Some(CertificateStatus::Initializing)),
        ("pending_deployment", Some(CertificateStatus::PendingDeployment)),
        ("pending_deletion", Some(CertificateStatus::PendingDeletion)),
        ("active", Some(CertificateStatus::Active)),
        ("deleted", Some(CertificateStatus::Deleted)),
        ("deployment_timed_out", Some(CertificateStatus::DeploymentTimedOut)),
        ("deletion_timed_out", Some(CertificateStatus::DeletionTimedOut)),
        ("quarantined_by_moonlight", None),
        ("Active", None),
        ("", None),
    ] {
        api.now(Answer::success(200, json!({"id": "c", "status": text})));
        let zone = client.zone_certificates(ZONE).get("c").result().await.unwrap().status.unwrap();
        let hostname = client.hostname_certificates(ZONE).get("c").result().await.unwrap().status.unwrap();
        let association = client.hostname_associations(ZONE).get("h").result().await.unwrap().status.unwrap();
        assert!(zone == hostname && zone == association, "{text}: {zone:?} {hostname:?} {association:?}");
        match known {
            Some(known) => assert_eq!(zone, known),
            None => assert!(matches!(&zone, CertificateStatus::Unknown(value) if value.as_str() == text)),
        }
        assert_eq!(zone.as_str(), text);
        assert_eq!(zone.to_string(), text);
        assert_eq!(CertificateStatus::from(text), zone);
        assert_eq!(serde_json::to_value(&zone).unwrap(), json!(text), "read and written it is the same");
    }
}

#[tokio::test]
async fn timestamps_of_every_precision_and_offset() {
    let api = Api::always(Answer::new(500, "")).await;
    let client = api.client();
    for (text, same) in [
        ("2014-01-01T05:20:00Z", "2014-01-01T05:20:00Z"),
        ("2014-01-01T05:20:00.1Z", "2014-01-01T05:20:00.1Z"),
        ("2014-01-01T05:20:00.12345Z", "2014-01-01T05:20:00.12345Z"),
        ("2014-01-01T05:20:00.123456Z", "2014-01-01T05:20:00.123456Z"),
        ("2014-01-01T05:20:00.123456789Z", "2014-01-01T05:20:00.123456789Z"),
        ("2014-01-01T06:20:00+01:00", "2014-01-01T05:20:00Z"),
        ("2014-01-01 05:20:00Z", "2014-01-01T05:20:00Z"),
    ] {
        api.now(Answer::success(200, json!({"expires_on": text})));
        let got = client.zone_certificates(ZONE).get("c").result().await;
        assert_eq!(got.unwrap_or_else(|error| panic!("{text}: {error}")).expires_on, at(same), "{text}");
    }
}
