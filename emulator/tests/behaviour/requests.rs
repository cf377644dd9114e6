//! Certificate signing requests with their keys, made on the spot.

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, SignatureAlgorithm};

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
    let key = KeyPair::generate_for(kind).unwrap();
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
