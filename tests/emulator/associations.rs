//! Hostname associations, and the three states of `enabled`.

use cloudflare_mtls::types::{Association, CertificateStatus, HostnameAssociation};
use cloudflare_mtls::{Error, prelude::*};
use cloudflare_mtls_emulator::{Emulator, Status};
use serde_json::{Value, json};

use crate::kit::{ID, Kit, SECOND, UNKNOWN_UUID, pointers, refused};
use crate::origin_pulls::Kind;
use crate::pairs::leaf;

const APP: &str = "app.example.com";
const NOT_FOUND: &[&str] = &["not found"];
const IN_USE: &[&str] = &["conflict", "in use"];

async fn certificate(kit: &Kit) -> String {
    kit.upload(Kind::Hostname, &leaf()).await.unwrap().id
}

async fn associate<const N: usize>(
    kit: &Kit,
    config: [Association; N],
) -> Result<Vec<HostnameAssociation>, Error> {
    kit.client.hostname_associations(ID).update(config).result().await
}

async fn read(kit: &Kit, hostname: &str) -> Result<HostnameAssociation, Error> {
    kit.client.hostname_associations(ID).get(hostname).result().await
}

/// What the last update sent for its first hostname.
fn sent(kit: &Kit) -> Value {
    let requests = kit.emulator.requests();
    let last = requests.iter().rev().find(|request| request.method == "PUT").unwrap();
    last.json().unwrap()["config"][0].clone()
}

#[tokio::test]
async fn an_association_shows_its_certificate() {
    let kit = Kit::start().await;
    let id = certificate(&kit).await;
    kit.step(SECOND);
    let [put] = associate(&kit, [Association::enable(APP, &*id)]).await.unwrap().try_into().unwrap();
    assert!(put.id.is_some());
    assert_eq!(put.cert_id.as_ref().unwrap().as_str(), id);
    assert_eq!((put.enabled, put.status), (Some(true), Some(CertificateStatus::Initializing)));
    // The hostname's own journey begins after its certificate's, and each has its own status.
    assert_eq!(put.cert_status, Some(CertificateStatus::PendingDeployment));
    kit.step(SECOND);
    let seen = read(&kit, "APP.example.com").await.unwrap();
    assert_eq!(
        (&seen.status, &seen.cert_status),
        (&Some(CertificateStatus::PendingDeployment), &Some(CertificateStatus::Active))
    );
    kit.step(SECOND);

    let seen = read(&kit, APP).await.unwrap();
    let theirs = kit.client.hostname_certificates(ID).get(&*id).result().await.unwrap();
    assert_eq!((&seen.hostname, &seen.status), (&Some(APP.into()), &Some(CertificateStatus::Active)));
    assert_eq!((&seen.certificate, &seen.issuer), (&theirs.certificate, &theirs.issuer));
    assert_eq!((&seen.serial_number, &seen.signature), (&theirs.serial_number, &theirs.signature));
    assert_eq!((seen.expires_on, seen.cert_uploaded_on), (theirs.expires_on, theirs.uploaded_on));
    assert!(seen.certificate.is_some() && seen.serial_number.is_some());
    assert!(seen.created_at < seen.updated_at && seen.cert_updated_at < seen.updated_at);
    assert!(seen.private_key.is_none());
}

#[tokio::test]
async fn enabled_has_three_states_and_absence() {
    let kit = Kit::start().await;
    let id = certificate(&kit).await;
    let now_enabled = async || read(&kit, APP).await.unwrap().enabled;

    associate(&kit, [Association::enable(APP, &*id)]).await.unwrap();
    assert_eq!(sent(&kit), json!({"hostname": APP, "cert_id": id, "enabled": true}));
    assert_eq!(now_enabled().await, Some(true));

    associate(&kit, [Association::disable(APP, &*id)]).await.unwrap();
    assert_eq!(sent(&kit)["enabled"], false);
    assert_eq!(now_enabled().await, Some(false));

    // Left out, it isn't null, and what is there stays.
    associate(&kit, [Association::new().hostname(APP).cert_id(&*id)]).await.unwrap();
    assert_eq!(sent(&kit), json!({"hostname": APP, "cert_id": id}));
    assert_eq!(now_enabled().await, Some(false));

    let [voided] = associate(&kit, [Association::void(APP)]).await.unwrap().try_into().unwrap();
    assert_eq!(sent(&kit), json!({"hostname": APP, "enabled": null}));
    assert_eq!((voided.enabled, voided.status), (None, Some(CertificateStatus::PendingDeletion)));
    let again = refused(associate(&kit, [Association::void(APP)]).await, 404, 1553, NOT_FOUND);
    assert_eq!(pointers(&again), ["/config/0/hostname"]);
    kit.step(2 * SECOND);
    refused(read(&kit, APP).await, 404, 1552, NOT_FOUND);

    // Left out for a hostname that has none, it means true.
    associate(&kit, [Association::new().hostname(APP).cert_id(&*id)]).await.unwrap();
    assert_eq!(now_enabled().await, Some(true));
}

#[tokio::test]
async fn a_certificate_in_use_can_not_be_deleted() {
    let kit = Kit::start().await;
    let id = certificate(&kit).await;
    // Switched off is in use.
    associate(&kit, [Association::disable(APP, &*id)]).await.unwrap();
    refused(kit.delete(Kind::Hostname, &id).await, 409, 1433, IN_USE);
    associate(&kit, [Association::void(APP)]).await.unwrap();
    kit.delete(Kind::Hostname, &id).await.unwrap();

    let enable = || [Association::enable(APP, &*id)];
    let settling = &["conflict", "settling", "retryable"];
    refused(associate(&kit, enable()).await, 409, 1414, settling);
    kit.step(2 * SECOND);
    refused(associate(&kit, enable()).await, 404, 1551, NOT_FOUND);
}

#[tokio::test]
async fn a_hostname_moves_from_one_certificate_to_another() {
    let kit = Kit::start().await;
    let (old, new) = (certificate(&kit).await, certificate(&kit).await);
    associate(&kit, [Association::enable(APP, &*old)]).await.unwrap();
    associate(&kit, [Association::enable(APP, &*new)]).await.unwrap();
    assert_eq!(read(&kit, APP).await.unwrap().cert_id.unwrap().as_str(), new);
    kit.delete(Kind::Hostname, &old).await.unwrap();
    refused(kit.delete(Kind::Hostname, &new).await, 409, 1433, IN_USE);
}

#[tokio::test]
async fn a_certificate_has_a_hundred_associations() {
    let kit = Kit::start().await;
    let id = certificate(&kit).await;
    let hostname = |number: u32| format!("h{number}.example.com");
    let all: Vec<_> = (0..100).map(|number| Association::enable(hostname(number), &*id)).collect();
    let update = kit.client.hostname_associations(ID).update(all);
    assert_eq!(update.result().await.unwrap().len(), 100);

    let further = || [Association::enable(APP, &*id)];
    let error = refused(associate(&kit, further()).await, 400, 12130, &["quota exceeded"]);
    assert_eq!(pointers(&error), ["/config/0/cert_id"]);
    // One that is known already is no further one, and another certificate has its own hundred.
    associate(&kit, [Association::disable(hostname(0), &*id)]).await.unwrap();
    let other = certificate(&kit).await;
    associate(&kit, [Association::enable("other.example.com", &*other)]).await.unwrap();
    associate(&kit, [Association::void(hostname(7))]).await.unwrap();
    associate(&kit, further()).await.unwrap();
}

#[tokio::test]
async fn a_list_with_a_fault_changes_nothing() {
    let kit = Kit::start().await;
    let id = certificate(&kit).await;
    let www = || Association::new().hostname("www.example.com");
    for (bad, status, code, says, pointer) in [
        (Association::enable("www.example.org", &*id), 400, 12036, &[][..], "/config/1/hostname"),
        (www().enabled(true), 400, 1404, &[], "/config/1/cert_id"),
        (www().cert_id("no-identifier"), 400, 1415, &[], "/config/1/cert_id"),
        (www().cert_id(UNKNOWN_UUID), 404, 1551, NOT_FOUND, "/config/1/cert_id"),
        (Association::void("www.example.com"), 404, 1553, NOT_FOUND, "/config/1/hostname"),
        (Association::new().cert_id(&*id), 400, 1001, &[], "/config/1/hostname"),
        (Association::enable("-", &*id), 400, 1001, &[], "/config/1/hostname"),
        (Association::enable("APP.example.com", &*id), 400, 1001, &[], "/config/1/hostname"),
    ] {
        let error = refused(associate(&kit, [Association::enable(APP, &*id), bad]).await, status, code, says);
        assert_eq!(pointers(&error), [pointer]);
    }
    refused(read(&kit, APP).await, 404, 1552, NOT_FOUND);
}

#[tokio::test]
async fn a_certificate_that_is_not_deployed_yet_can_be_kept_from_use() {
    let kit =
        Kit::of(Emulator::builder().settings(|settings| settings.behaviour.refuse_while_pending = true))
            .await;
    let id = certificate(&kit).await;
    let enable = || [Association::enable(APP, &*id)];
    let settling = &["conflict", "settling", "retryable"];
    refused(associate(&kit, enable()).await, 409, 1434, settling);
    kit.step(2 * SECOND);
    associate(&kit, enable()).await.unwrap();
}

#[tokio::test]
async fn an_association_times_out_or_is_held_on_demand() {
    let kit = Kit::start().await;
    let id = certificate(&kit).await;
    kit.emulator.change_settings(|settings| settings.behaviour.deployments_time_out = true);
    associate(&kit, [Association::enable(APP, &*id)]).await.unwrap();
    kit.step(2 * SECOND);
    let seen = read(&kit, APP).await.unwrap();
    assert_eq!(seen.status, Some(CertificateStatus::DeploymentTimedOut));
    assert_eq!(seen.cert_status, Some(CertificateStatus::Active));
    assert!(kit.emulator.set_status(APP, Status::PendingDeletion));
    assert_eq!(read(&kit, APP).await.unwrap().status, Some(CertificateStatus::PendingDeletion));
}
