//! Hostname associations, and the three states of `enabled`.

use cloudflare_mtls::types::{Association, CertificateStatus, HostnameAssociation};
use cloudflare_mtls::{Error, prelude::*};
use serde_json::{Value, json};

use crate::kit::{ID, Kit, SECOND, pointers, refused};
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
async fn a_hostname_moves_from_one_certificate_to_another() {
    let kit = Kit::start().await;
    let (old, new) = (certificate(&kit).await, certificate(&kit).await);
    associate(&kit, [Association::enable(APP, &*old)]).await.unwrap();
    associate(&kit, [Association::enable(APP, &*new)]).await.unwrap();
    assert_eq!(read(&kit, APP).await.unwrap().cert_id.unwrap().as_str(), new);
    kit.delete(Kind::Hostname, &old).await.unwrap();
    refused(kit.delete(Kind::Hostname, &new).await, 409, 1433, IN_USE);
}
