//! What is read from certificates and keys, and what is refused.

use rcgen::{
    CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384,
    PKCS_ED25519, SerialNumber, date_time_ymd,
};
use serde_json::{Value, json};

use crate::kit::{Kit, Pair, access, authority, hostname_certificates, leaf, made, pulls};

#[tokio::test]
async fn facts_are_the_certificates_own() {
    let kit = Kit::start().await;
    let pair = made(|params| {
        params.serial_number = Some(SerialNumber::from(6_743_787_633_689_u64));
        params.not_after = date_time_ymd(2031, 5, 6);
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "An authority's name");
    });
    let created = kit.post(&hostname_certificates(), pair.body()).await;
    let result = created.result();
    assert_eq!(result["serial_number"], "6743787633689");
    assert_eq!(result["issuer"], "An authority's name");
    assert_eq!(result["expires_on"], "2031-05-06T00:00:00Z");
    assert_eq!(result["signature"], "ECDSAWithSHA256");
    assert_eq!(result["certificate"], pair.certificate);
    assert!(result.get("private_key").is_none());
}

#[tokio::test]
async fn the_issuer_is_the_organization_if_it_has_one() {
    let kit = Kit::start().await;
    let pair = made(|params| params.distinguished_name.push(DnType::OrganizationName, "GlobalSign"));
    assert_eq!(kit.post(&pulls(), pair.body()).await.result()["issuer"], "GlobalSign");
}

#[tokio::test]
async fn the_fingerprint_is_the_md5_of_the_certificate() {
    use md5::{Digest as _, Md5};
    let kit = Kit::start().await;
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec![]).unwrap().self_signed(&key).unwrap();
    let digits: Vec<_> = Md5::digest(certificate.der()).iter().map(|byte| format!("{byte:02X}")).collect();
    let body = json!({"name": "any", "certificate": certificate.pem()});
    let created = kit.post(&access("accounts"), body).await;
    assert_eq!(created.result()["fingerprint"], format!("MD5 Fingerprint={}", digits.join(":")));
}

fn pair_of(kind: &'static rcgen::SignatureAlgorithm) -> Pair {
    let key = KeyPair::generate_for(kind).unwrap();
    let certificate = CertificateParams::new(vec![]).unwrap().self_signed(&key).unwrap();
    Pair { certificate: certificate.pem(), key: key.serialize_pem() }
}

#[tokio::test]
async fn keys_of_every_kind_are_compared() {
    let kit = Kit::start().await;
    for (kind, signature) in [
        (&PKCS_ECDSA_P256_SHA256, "ECDSAWithSHA256"),
        (&PKCS_ECDSA_P384_SHA384, "ECDSAWithSHA384"),
        (&PKCS_ED25519, "Ed25519"),
    ] {
        let (mine, other) = (pair_of(kind), pair_of(kind));
        assert_eq!(kit.post(&pulls(), mine.body()).await.result()["signature"], signature);
        let crossed = Pair { certificate: pair_of(kind).certificate, key: other.key };
        let refused = kit.post(&pulls(), crossed.body()).await;
        assert_eq!(refused.fails(400, 2200).pointer(0), "/private_key");
    }
}

#[tokio::test]
async fn what_is_no_usable_leaf_is_refused() {
    let kit = Kit::start().await;
    let good = leaf();
    let with = |field: &str, value: &str| {
        let mut body = good.body();
        body[field] = value.into();
        body
    };
    let expired = made(|params| params.not_after = date_time_ymd(2029, 12, 31));
    let hollow = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let both = format!("{}{}", good.certificate, good.key);
    for path in [pulls(), hostname_certificates()] {
        let refused: [(Value, u32, &str); 9] = [
            (with("certificate", "garbage"), 1408, "/certificate"),
            (with("certificate", hollow), 1408, "/certificate"),
            (with("certificate", &both), 1408, "/certificate"),
            (authority().body(), 1411, "/certificate"),
            (expired.body(), 1408, "/certificate"),
            (with("certificate", &good.key), 1408, "/certificate"),
            (with("private_key", "garbage"), 2200, "/private_key"),
            (with("private_key", &good.certificate), 2200, "/private_key"),
            (with("private_key", &leaf().key), 2200, "/private_key"),
        ];
        for (body, code, pointer) in refused {
            assert_eq!(kit.post(&path, body).await.fails(400, code).pointer(0), pointer);
        }
        assert_eq!(*kit.get(&path).await.result(), json!([]));
    }
    for certificate in ["garbage", &expired.certificate, &both] {
        let body = json!({"name": "any", "certificate": certificate});
        let refused = kit.post(&access("zones"), body).await;
        assert_eq!(refused.fails(400, 1408).pointer(0), "/certificate");
    }
}

#[tokio::test]
async fn a_certificate_expires_on_the_emulators_clock() {
    let kit = Kit::start().await;
    let pair = made(|params| params.not_after = date_time_ymd(2030, 1, 2));
    kit.step(24 * 3_600 - 1);
    kit.post(&pulls(), pair.body()).await.result();
    kit.step(1);
    kit.post(&hostname_certificates(), pair.body()).await.fails(400, 1408);
}

#[tokio::test]
async fn a_chain_stands_for_its_first_certificate() {
    let kit = Kit::start().await;
    let pair = leaf();
    let mut body = pair.body();
    body["certificate"] = format!("{}{}", pair.certificate, authority().certificate).into();
    kit.post(&pulls(), body).await.result();
    kit.post(&pulls(), pair.body()).await.fails(409, 1406);
}
