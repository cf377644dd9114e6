//! Client certificates that the service issues: from a signing request, revoked, taken back, listed
//! by status and page by page.

use cloudflare_mtls::types::{
    ClientCertificate, ClientCertificateFilter, ClientCertificateId, ClientCertificateStatus,
    CreateClientCertificate,
};
use cloudflare_mtls::{Error, prelude::*};
use futures_util::TryStreamExt;
use rcgen::{CertificateParams, DnType, KeyPair, PublicKeyData as _};

use crate::kit::{ID, Kit, SECOND, pointers, refused};

use ClientCertificateStatus::{Active, PendingReactivation, PendingRevocation, Revoked};

/// A signing request, and the key that it was made with.
fn request(name: &str) -> (String, KeyPair) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    for (kind, value) in [
        (DnType::CommonName, name),
        (DnType::OrganizationName, "Example Inc."),
        (DnType::OrganizationalUnitName, "Devices"),
        (DnType::CountryName, "DE"),
        (DnType::StateOrProvinceName, "Hessen"),
        (DnType::LocalityName, "Kassel"),
    ] {
        params.distinguished_name.push(kind, value);
    }
    let key = KeyPair::generate().unwrap();
    (params.serialize_request(&key).unwrap().pem().unwrap(), key)
}

async fn issue(kit: &Kit, csr: &str, days: u64) -> Result<ClientCertificate, Error> {
    kit.client.client_certificates(ID).create(CreateClientCertificate::new(csr, days)).result().await
}

async fn issued(kit: &Kit) -> ClientCertificateId {
    issue(kit, &request("device").0, 30).await.unwrap().id.unwrap()
}

async fn status(kit: &Kit, id: &ClientCertificateId) -> ClientCertificateStatus {
    kit.client.client_certificates(ID).get(id).result().await.unwrap().status.unwrap()
}

/// Lets time pass until the certificate is in this state, and not for ever.
async fn until(kit: &Kit, id: &ClientCertificateId, wanted: &ClientCertificateStatus) {
    for _ in 0..3_600 {
        if status(kit, id).await == *wanted {
            return;
        }
        kit.step(SECOND);
    }
    panic!("it isn't {wanted} within an hour");
}

#[tokio::test]
async fn a_certificate_is_issued_for_what_the_request_says() {
    let kit = Kit::start().await;
    let (csr, key) = request("device-1");
    let issued = issue(&kit, &csr, 30).await.unwrap();
    assert_eq!((&issued.status, issued.validity_days), (&Some(Active), Some(30)));
    assert_eq!(issued.csr.as_deref(), Some(csr.as_str()));
    for (found, expected) in [
        (&issued.common_name, "device-1"),
        (&issued.organization, "Example Inc."),
        (&issued.organizational_unit, "Devices"),
        (&issued.country, "DE"),
        (&issued.state, "Hessen"),
        (&issued.location, "Kassel"),
    ] {
        assert_eq!(found.as_deref(), Some(expected));
    }
    let (from, until) = (issued.issued_on.as_deref().unwrap(), issued.expires_on.as_deref().unwrap());
    assert_eq!((from, until), ("2030-01-01T00:00:00Z", "2030-01-31T00:00:00Z"));
    assert_eq!(issued.fingerprint_sha256.as_ref().unwrap().len(), 64);
    assert_eq!(issued.ski.as_ref().unwrap().len(), 40);
    assert!(issued.serial_number.as_ref().unwrap().chars().all(|digit| digit.is_ascii_hexdigit()));
    let by = issued.certificate_authority.as_ref().unwrap();
    assert!(by.id.is_some() && by.name.is_some());
    // The certificate has the request's key, and the service never saw the private one.
    let certificate = issued.certificate.as_ref().unwrap();
    assert!(certificate.starts_with("-----BEGIN CERTIFICATE-----"));
    let der = pem_bytes(certificate);
    assert!(der.windows(key.der_bytes().len()).any(|window| window == key.der_bytes()));
    let got = kit.client.client_certificates(ID).get(issued.id.clone().unwrap()).result().await.unwrap();
    assert_eq!(got, issued);
}

/// The bytes of a PEM text.
fn pem_bytes(text: &str) -> Vec<u8> {
    use tokio_rustls::rustls::pki_types::{CertificateDer, pem::PemObject as _};
    CertificateDer::from_pem_slice(text.as_bytes()).unwrap().to_vec()
}

#[tokio::test]
async fn a_key_in_the_place_of_a_request_is_not_repeated() {
    let kit = Kit::start().await;
    let (_, key) = request("device");
    let error = refused(issue(&kit, &key.serialize_pem(), 30).await, 400, 1001, &[]);
    assert_eq!(pointers(&error), ["/csr"]);
    assert!(!format!("{error} {error:?}").contains("PRIVATE KEY"), "the error shows a key");
}

#[tokio::test]
async fn a_revocation_is_pending_and_then_final() {
    let kit = Kit::start().await;
    let id = issued(&kit).await;
    let certificates = kit.client.client_certificates(ID);
    let whole = certificates.get(&id).result().await.unwrap();
    let revoked = certificates.revoke(&id).result().await.unwrap().unwrap();
    assert_eq!(revoked.status, Some(PendingRevocation));
    assert_eq!((&revoked.id, &revoked.certificate), (&whole.id, &whole.certificate));
    refused(certificates.revoke(&id).result().await, 409, 1001, &[]);
    until(&kit, &id, &Revoked).await;
    kit.step(3_600 * SECOND);
    assert_eq!(status(&kit, &id).await, Revoked);
    refused(certificates.revoke(&id).result().await, 409, 1001, &[]);
    refused(certificates.reactivate(&id).result().await, 409, 1001, &[]);
}

#[tokio::test]
async fn a_revocation_is_taken_back_while_it_is_pending() {
    let kit = Kit::start().await;
    let id = issued(&kit).await;
    let certificates = kit.client.client_certificates(ID);
    refused(certificates.reactivate(&id).result().await, 409, 1001, &[]);
    certificates.revoke(&id).result().await.unwrap();
    let back = certificates.reactivate(&id).result().await.unwrap();
    assert_eq!(back.status, Some(PendingReactivation));
    refused(certificates.reactivate(&id).result().await, 409, 1001, &[]);
    until(&kit, &id, &Active).await;
    // And it can be revoked again.
    certificates.revoke(&id).result().await.unwrap();
    until(&kit, &id, &Revoked).await;
    let sent: Vec<_> = kit.emulator.requests().into_iter().filter(|sent| sent.method == "PATCH").collect();
    assert!(sent.iter().all(|sent| sent.body.as_deref() == Some(r#"{"reactivate":true}"#)), "{sent:?}");
}

#[tokio::test]
async fn certificates_are_listed_by_status_and_page_by_page() {
    let kit = Kit::start().await;
    let mut ids = Vec::new();
    for _ in 0..12 {
        ids.push(issued(&kit).await);
    }
    let certificates = kit.client.client_certificates(ID);
    certificates.revoke(&ids[3]).result().await.unwrap();
    until(&kit, &ids[3], &Revoked).await;
    certificates.revoke(&ids[5]).result().await.unwrap();

    let of = async |list: cloudflare_mtls::operations::ClientCertificatesList| {
        let items: Vec<_> = list.items().try_collect().await.unwrap();
        items.into_iter().map(|item| item.id.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(of(certificates.list().status(ClientCertificateFilter::All).per_page(5)).await, ids);
    assert_eq!(of(certificates.list().status(Revoked)).await, [ids[3].clone()]);
    assert_eq!(of(certificates.list().status(PendingRevocation)).await, [ids[5].clone()]);
    assert_eq!(of(certificates.list().status(Active).per_page(50)).await.len(), 10);
    assert!(of(certificates.list().status(PendingReactivation)).await.is_empty());

    let page = certificates.list().status("all").page(3).per_page(5).send().await.unwrap();
    let info = page.result_info().unwrap();
    assert_eq!((info.page, info.per_page, info.total_count), (Some(3), Some(5), Some(12)));
    assert_eq!(page.into_result().unwrap().len(), 2);
    let part = certificates.list().status("all").limit(2).offset(4).result().await.unwrap();
    let part: Vec<_> = part.into_iter().map(|item| item.id.unwrap()).collect();
    assert_eq!(part, ids[4..6]);
}
