//! What is in a certificate signing request.

use rcgen::{
    PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PKCS_RSA_SHA256, PublicKeyData,
    SignatureAlgorithm,
};
use rustls_pki_types::{CertificateSigningRequestDer, pem::PemObject as _};
use serde::{Deserialize, Serialize};
use x509_parser::{
    certification_request::X509CertificationRequest,
    prelude::{FromDer as _, X509Name},
    x509::{AttributeTypeAndValue, SubjectPublicKeyInfo},
};

/// A request that was parsed, and whose sender has the private key.
pub(crate) struct CertificateRequest {
    pub(crate) subject: Subject,
    pub(crate) public_key: RequestedKey,
}

/// Who a certificate is for: the parts of the name that the API reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Subject {
    pub(crate) country: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) organization: Option<String>,
    pub(crate) organizational_unit: Option<String>,
    pub(crate) common_name: Option<String>,
}

/// A public key of a kind that certificates are issued for.
pub(crate) struct RequestedKey {
    bits: Vec<u8>,
    algorithm: &'static SignatureAlgorithm,
}

impl PublicKeyData for RequestedKey {
    fn der_bytes(&self) -> &[u8] {
        &self.bits
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.algorithm
    }
}

/// Reads a request in PEM. The error is a sentence that says what is wrong.
pub(crate) fn parse(pem: &str) -> Result<CertificateRequest, &'static str> {
    if pem.contains("PRIVATE KEY-----") {
        return Err("The CSR must not hold a private key");
    }
    let unreadable = "The CSR can't be parsed";
    let der = CertificateSigningRequestDer::from_pem_slice(pem.as_bytes()).map_err(|_| unreadable)?;
    let (rest, request) = X509CertificationRequest::from_der(&der).map_err(|_| unreadable)?;
    if !rest.is_empty() {
        return Err(unreadable);
    }
    let info = &request.certification_request_info;
    let algorithm = algorithm(&info.subject_pki)
        .ok_or("The CSR's kind of key is not supported; RSA, ECDSA on P-256 and P-384, and Ed25519 are")?;
    request
        .verify_signature()
        .map_err(|_| "The CSR's signature is not by its own key, or of no kind that is taken")?;
    let bits = info.subject_pki.subject_public_key.data.to_vec();
    Ok(CertificateRequest { subject: subject(&info.subject), public_key: RequestedKey { bits, algorithm } })
}

fn algorithm(key: &SubjectPublicKeyInfo<'_>) -> Option<&'static SignatureAlgorithm> {
    match key.algorithm.algorithm.to_id_string().as_str() {
        "1.2.840.113549.1.1.1" => Some(&PKCS_RSA_SHA256),
        "1.3.101.112" => Some(&PKCS_ED25519),
        "1.2.840.10045.2.1" => {
            let curve = key.algorithm.parameters.as_ref()?.as_oid().ok()?;
            match curve.to_id_string().as_str() {
                "1.2.840.10045.3.1.7" => Some(&PKCS_ECDSA_P256_SHA256),
                "1.3.132.0.34" => Some(&PKCS_ECDSA_P384_SHA384),
                _ => None,
            }
        }
        _ => None,
    }
}

fn subject(name: &X509Name<'_>) -> Subject {
    fn first<'a>(mut values: impl Iterator<Item = &'a AttributeTypeAndValue<'a>>) -> Option<String> {
        values.find_map(|value| value.as_str().ok()).map(str::to_owned)
    }
    Subject {
        country: first(name.iter_country()),
        state: first(name.iter_state_or_province()),
        location: first(name.iter_locality()),
        organization: first(name.iter_organization()),
        organizational_unit: first(name.iter_organizational_unit()),
        common_name: first(name.iter_common_name()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rcgen::{CertificateParams, DnType, KeyPair};

    fn request() -> String {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "somebody");
        params.serialize_request(&KeyPair::generate().unwrap()).unwrap().pem().unwrap()
    }

    #[test]
    fn damaged_requests_are_refused_and_never_a_panic() {
        let text = request();
        let whole = parse(&text).ok().unwrap();
        assert_eq!(whole.subject.common_name.as_deref(), Some("somebody"));
        let mut readable = 0;
        let body = text.find('\n').unwrap() + 1;
        for at in body..text.find("\n-----END").unwrap() {
            for other in ["A", "/", "-", ""] {
                let mut damaged = text.clone();
                damaged.replace_range(at..=at, other);
                // What is signed is what was signed.
                if let Ok(request) = parse(&damaged) {
                    assert_eq!(request.subject, whole.subject, "{at} {other}");
                    assert_eq!(request.public_key.bits, whole.public_key.bits, "{at} {other}");
                    readable += 1;
                }
            }
        }
        assert!(readable < 50, "{readable}");
        assert!(parse("").is_err());
        let key = KeyPair::generate().unwrap().serialize_pem();
        assert!(parse(&format!("{text}{key}")).is_err_and(|message| message.contains("private key")));
    }
}
