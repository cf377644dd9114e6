//! Certificates that an account brings along: authorities and leaves, and what uses them; and which
//! hostnames of a zone ask for an authority's certificates.

use cloudflare_mtls::types::{
    CreateMtlsCertificate, MtlsCertificate, MtlsCertificateId, MtlsCertificateType,
    UpdateCertificateAuthorityHostnames,
};
use cloudflare_mtls::{Error, prelude::*};

use crate::kit::{ID, Kit, SECOND, refused};
use crate::pairs::{authority, leaf};

const NOT_FOUND: &[&str] = &["not found"];
const ALREADY_EXISTS: &[&str] = &["conflict", "already exists"];
const IN_USE: &[&str] = &["conflict", "in use"];
const API: &str = "api.example.com";
const WWW: &str = "www.example.com";

async fn create(kit: &Kit, body: CreateMtlsCertificate) -> Result<MtlsCertificate, Error> {
    kit.client.mtls_certificates(ID).create(body).result().await
}

async fn uploaded(kit: &Kit) -> MtlsCertificateId {
    create(kit, CreateMtlsCertificate::authority(authority().certificate)).await.unwrap().id.unwrap()
}

/// Replaces the hostnames of an authority, the service's own where none is named.
async fn ask<const N: usize>(
    kit: &Kit,
    of: Option<&MtlsCertificateId>,
    hostnames: [&str; N],
) -> Result<Vec<String>, Error> {
    let body = match of {
        Some(id) => UpdateCertificateAuthorityHostnames::for_authority(id, hostnames),
        None => UpdateCertificateAuthorityHostnames::for_managed_authority(hostnames),
    };
    let answer = kit.client.certificate_authority_hostnames(ID).update(body).result().await?;
    Ok(answer.hostnames.unwrap())
}

async fn asking(kit: &Kit, of: Option<&MtlsCertificateId>) -> Result<Vec<String>, Error> {
    let get = kit.client.certificate_authority_hostnames(ID).get();
    let get = match of {
        Some(id) => get.mtls_certificate_id(id),
        None => get,
    };
    Ok(get.result().await?.hostnames.unwrap())
}

#[tokio::test]
async fn an_authority_is_stored_as_it_was_uploaded() {
    let kit = Kit::start().await;
    let pem = authority().certificate;
    let stored = create(&kit, CreateMtlsCertificate::authority(&*pem).name("devices")).await.unwrap();
    assert_eq!((stored.ca, stored.name.as_deref()), (Some(true), Some("devices")));
    assert_eq!(stored.certificates.as_deref(), Some(pem.as_str()));
    assert_eq!(stored.type_, Some(MtlsCertificateType::Custom));
    assert!(stored.serial_number.as_ref().unwrap().chars().all(|digit| digit.is_ascii_digit()));
    assert!(stored.issuer.is_some() && stored.signature.is_some() && stored.expires_on.is_some());
    assert_eq!(stored.uploaded_on.unwrap().to_string(), crate::kit::START);
    assert!(stored.updated_at.is_some(), "the answer to an upload has it");

    let certificates = kit.client.mtls_certificates(ID);
    let got = certificates.get(stored.id.as_ref().unwrap()).result().await.unwrap();
    assert_eq!(got.updated_at, None, "other answers don't");
    let mut expected = stored.clone();
    expected.updated_at = None;
    assert_eq!(got, expected);
    assert_eq!(certificates.list().result().await.unwrap(), [got]);
}

#[tokio::test]
async fn a_leaf_comes_with_its_key_which_is_not_returned() {
    let kit = Kit::start().await;
    let pair = leaf();
    let body = CreateMtlsCertificate::leaf(&*pair.certificate, &*pair.key);
    let stored = create(&kit, body).await.unwrap();
    assert_eq!(stored.ca, Some(false));
    assert!(!format!("{:?}", kit.emulator.requests()).contains("PRIVATE KEY"), "the log shows a key");
    let other = CreateMtlsCertificate::leaf(&*leaf().certificate, &*pair.key);
    refused(create(&kit, other).await, 400, 2200, &[]);
}

#[tokio::test]
async fn a_key_in_the_place_of_a_certificate_is_not_repeated() {
    let kit = Kit::start().await;
    let error = create(&kit, CreateMtlsCertificate::authority(leaf().key)).await;
    let error = refused(error, 400, 1408, &[]);
    assert!(!format!("{error} {error:?}").contains("PRIVATE KEY"), "the error shows a key");
}

#[tokio::test]
async fn an_identical_certificate_is_there_until_it_is_deleted() {
    let kit = Kit::start().await;
    let pem = authority().certificate;
    let upload = || CreateMtlsCertificate::authority(&*pem);
    let id = create(&kit, upload()).await.unwrap().id.unwrap();
    refused(create(&kit, upload().name("another")).await, 409, 1471, ALREADY_EXISTS);
    let certificates = kit.client.mtls_certificates(ID);
    let deleted = certificates.delete(&id).result().await.unwrap().unwrap();
    assert_eq!((deleted.id.as_ref(), deleted.certificates.as_ref()), (Some(&id), Some(&pem)));
    refused(certificates.get(&id).result().await, 404, 1472, NOT_FOUND);
    refused(certificates.delete(&id).result().await, 404, 1472, NOT_FOUND);
    refused(certificates.associations(&id).result().await, 404, 1472, NOT_FOUND);
    create(&kit, upload()).await.unwrap();
}

#[tokio::test]
async fn certificates_are_listed_by_type() {
    let kit = Kit::start().await;
    let id = uploaded(&kit).await;
    let certificates = kit.client.mtls_certificates(ID);
    use MtlsCertificateType::{AccessManaged, Custom, GatewayManaged};
    for (types, found) in [
        (vec![Custom], 1),
        (vec![GatewayManaged], 0),
        (vec![GatewayManaged, AccessManaged], 0),
        (vec![GatewayManaged, Custom], 1),
        (vec![], 1),
    ] {
        let listed = certificates.list().type_(types.clone()).result().await.unwrap();
        assert_eq!(listed.len(), found, "{types:?}");
        assert!(listed.iter().all(|one| one.id.as_ref() == Some(&id)));
    }
}

#[tokio::test]
async fn each_authority_has_a_list_of_hostnames_that_is_replaced() {
    let kit = Kit::start().await;
    let (ours, other) = (uploaded(&kit).await, uploaded(&kit).await);
    assert_eq!(asking(&kit, None).await.unwrap(), [""; 0]);
    assert_eq!(ask(&kit, Some(&ours), [API, WWW]).await.unwrap(), [API, WWW]);
    assert_eq!(ask(&kit, None, [API]).await.unwrap(), [API]);
    assert_eq!(ask(&kit, Some(&ours), [WWW]).await.unwrap(), [WWW]);
    assert_eq!(asking(&kit, Some(&ours)).await.unwrap(), [WWW]);
    assert_eq!(asking(&kit, Some(&other)).await.unwrap(), [""; 0]);
    assert_eq!(asking(&kit, None).await.unwrap(), [API], "the others keep theirs");
    assert_eq!(ask(&kit, None, []).await.unwrap(), [""; 0]);
    assert_eq!(asking(&kit, Some(&ours)).await.unwrap(), [WWW]);
}

#[tokio::test]
async fn a_certificate_in_use_can_not_be_deleted() {
    let kit = Kit::start().await;
    let (old, new) = (uploaded(&kit).await, uploaded(&kit).await);
    let certificates = kit.client.mtls_certificates(ID);
    assert_eq!(certificates.associations(&old).result().await.unwrap(), []);
    ask(&kit, Some(&old), [API]).await.unwrap();
    let [used] = certificates.associations(&old).result().await.unwrap().try_into().unwrap();
    assert!(used.service.is_some());
    assert_eq!(used.status.as_deref(), Some("pending_deployment"));
    kit.step(60 * SECOND);
    let [used] = certificates.associations(&old).result().await.unwrap().try_into().unwrap();
    assert_eq!(used.status.as_deref(), Some("active"));
    refused(certificates.delete(&old).result().await, 409, 1433, IN_USE);

    // Replaced as its documentation says: the hostnames ask for the new one first.
    ask(&kit, Some(&new), [API]).await.unwrap();
    assert_eq!(asking(&kit, Some(&new)).await.unwrap(), [API]);
    refused(certificates.delete(&old).result().await, 409, 1433, IN_USE);
    ask(&kit, Some(&old), []).await.unwrap();
    certificates.delete(&old).result().await.unwrap();
    assert_eq!(asking(&kit, Some(&new)).await.unwrap(), [API]);
}
