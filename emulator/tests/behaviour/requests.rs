//! Certificate signing requests with their keys, made on the spot.

use aws_lc_rs::{encoding::AsDer as _, rsa};
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, SignatureAlgorithm};
use rustls::pki_types::PrivatePkcs8KeyDer;

/// A request and its key, in PEM.
pub(crate) struct Requested {
    pub(crate) csr: String,
    pub(crate) key: KeyPair,
}

/// A request of somebody, with a key of the kind that is made by default.
pub(crate) fn requested() -> Requested {
    requested_for(&rcgen::PKCS_ECDSA_P256_SHA256, |_| {})
}

/// A request with a key of this kind, changed as wanted.
pub(crate) fn requested_for(
    kind: &'static SignatureAlgorithm,
    change: impl FnOnce(&mut CertificateParams),
) -> Requested {
    requested_with(KeyPair::generate_for(kind).unwrap(), change)
}

/// A request with an RSA key, which rcgen doesn't make here.
pub(crate) fn requested_for_rsa() -> Requested {
    let key = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).unwrap();
    let der = PrivatePkcs8KeyDer::from(key.as_der().unwrap().as_ref().to_vec());
    requested_with(KeyPair::from_pkcs8_der_and_sign_algo(&der, &rcgen::PKCS_RSA_SHA256).unwrap(), |_| {})
}

fn requested_with(key: KeyPair, change: impl FnOnce(&mut CertificateParams)) -> Requested {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    for (part, value) in [
        (DnType::CountryName, "US"),
        (DnType::StateOrProvinceName, "CA"),
        (DnType::LocalityName, "Somewhere"),
        (DnType::OrganizationName, "Organization"),
        (DnType::OrganizationalUnitName, "Unit"),
        (DnType::CommonName, "somebody"),
    ] {
        params.distinguished_name.push(part, value);
    }
    change(&mut params);
    Requested { csr: params.serialize_request(&key).unwrap().pem().unwrap(), key }
}
