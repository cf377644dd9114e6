//! What is in an uploaded certificate.
//!
//! The PEM is really parsed: issuer, serial number, signature algorithm, expiry
//! and fingerprint are the certificate's own, written the way the API's
//! documents write them. Names of signature algorithms follow the documents'
//! `SHA256WithRSA` and `ECDSAWithSHA256`.

use jiff::Timestamp;
use md5::{Digest as _, Md5};
use ring::digest::{SHA256, digest};
use rustls_pki_types::{CertificateDer, pem::PemObject as _};
use serde::{Deserialize, Serialize};
use x509_parser::{
    objects::{oid_registry, oid2abbrev},
    prelude::{AlgorithmIdentifier, FromDer as _, X509Certificate, X509Name},
};

/// Why a PEM text can't be taken for a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CertificateFault {
    /// There is no certificate in it that can be read.
    Unparsable,
    /// There is a private key in it, which would be returned to everybody who
    /// may read.
    HoldsPrivateKey,
}

/// The facts that the API reports about a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CertificateFacts {
    /// SHA-256 of the DER in hexadecimal: what makes two uploads identical.
    pub(crate) digest: String,
    /// `MD5 Fingerprint=1E:80:…`
    pub(crate) fingerprint: String,
    pub(crate) issuer: String,
    /// Decimal.
    pub(crate) serial_number: String,
    pub(crate) signature: String,
    pub(crate) expires_on: Timestamp,
}

/// A parsed certificate: the facts, and what an upload is checked against.
pub(crate) struct ParsedCertificate {
    pub(crate) facts: CertificateFacts,
    /// The issuer's whole distinguished name, as in the documents'
    /// `O=Example Inc.,L=California,ST=San Francisco,C=US`: the last part first.
    pub(crate) issuer_name: String,
    pub(crate) is_ca: bool,
    /// The SubjectPublicKeyInfo, in DER.
    pub(crate) public_key: Vec<u8>,
}

/// Reads the first certificate of a PEM text. A chain may follow it, as in the
/// files that servers are given.
pub(crate) fn parse(pem: &str) -> Result<ParsedCertificate, CertificateFault> {
    if pem.contains("PRIVATE KEY-----") {
        return Err(CertificateFault::HoldsPrivateKey);
    }
    let der = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|_| CertificateFault::Unparsable)?;
    read(&der)
}

/// Reads all certificates of a PEM text, in their order. There is at least one.
pub(crate) fn parse_all(pem: &str) -> Result<Vec<ParsedCertificate>, CertificateFault> {
    if pem.contains("PRIVATE KEY-----") {
        return Err(CertificateFault::HoldsPrivateKey);
    }
    let all = CertificateDer::pem_slice_iter(pem.as_bytes());
    let all: Vec<_> = all
        .map(|der| der.map_err(|_| CertificateFault::Unparsable).and_then(|der| read(&der)))
        .collect::<Result<_, _>>()?;
    if all.is_empty() { Err(CertificateFault::Unparsable) } else { Ok(all) }
}

fn read(der: &[u8]) -> Result<ParsedCertificate, CertificateFault> {
    let (rest, certificate) = X509Certificate::from_der(der).map_err(|_| CertificateFault::Unparsable)?;
    if !rest.is_empty() {
        return Err(CertificateFault::Unparsable);
    }
    let is_ca = matches!(
        certificate.basic_constraints(),
        Ok(Some(constraints)) if constraints.value.ca
    );
    Ok(ParsedCertificate {
        facts: CertificateFacts {
            digest: hexadecimal(digest(&SHA256, der).as_ref(), ""),
            fingerprint: fingerprint(der),
            issuer: issuer(certificate.issuer()),
            serial_number: certificate.tbs_certificate.serial.to_string(),
            signature: signature(&certificate.signature_algorithm),
            expires_on: timestamp(certificate.validity().not_after.timestamp()),
        },
        issuer_name: distinguished_name(certificate.issuer()),
        is_ca,
        public_key: certificate.public_key().raw.to_vec(),
    })
}

fn fingerprint(der: &[u8]) -> String {
    format!("MD5 Fingerprint={}", hexadecimal(&Md5::digest(der), ":").to_uppercase())
}

fn hexadecimal(bytes: &[u8], separator: &str) -> String {
    let digits: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.join(separator)
}

/// The authority's short name, as in the documents' "GlobalSign": the
/// organization, else the common name, else the whole distinguished name.
fn issuer(name: &X509Name<'_>) -> String {
    let organization = name.iter_organization().next();
    let common_name = name.iter_common_name().next();
    [organization, common_name]
        .into_iter()
        .flatten()
        .find_map(|attribute| attribute.as_str().ok())
        .map_or_else(|| name.to_string(), str::to_owned)
}

fn distinguished_name(name: &X509Name<'_>) -> String {
    let parts = name.iter_attributes().map(|part| {
        let kind = oid2abbrev(part.attr_type(), oid_registry());
        let kind = kind.map_or_else(|_| part.attr_type().to_id_string(), str::to_owned);
        let value = part.as_str().map_or_else(|_| "?".to_owned(), |text| text.replace(',', "\\,"));
        format!("{kind}={value}")
    });
    let mut parts: Vec<_> = parts.collect();
    parts.reverse();
    parts.join(",")
}

fn timestamp(seconds: i64) -> Timestamp {
    // "No expiry" is written as the last second of the year 9999, which lies
    // past what a timestamp can say.
    Timestamp::from_second(seconds).unwrap_or(if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

fn signature(algorithm: &AlgorithmIdentifier<'_>) -> String {
    let id = algorithm.algorithm.to_id_string();
    match id.as_str() {
        "1.2.840.113549.1.1.4" => "MD5WithRSA".into(),
        "1.2.840.113549.1.1.5" => "SHA1WithRSA".into(),
        "1.2.840.113549.1.1.11" => "SHA256WithRSA".into(),
        "1.2.840.113549.1.1.12" => "SHA384WithRSA".into(),
        "1.2.840.113549.1.1.13" => "SHA512WithRSA".into(),
        "1.2.840.113549.1.1.10" => rsa_pss(algorithm),
        "1.2.840.10045.4.1" => "ECDSAWithSHA1".into(),
        "1.2.840.10045.4.3.2" => "ECDSAWithSHA256".into(),
        "1.2.840.10045.4.3.3" => "ECDSAWithSHA384".into(),
        "1.2.840.10045.4.3.4" => "ECDSAWithSHA512".into(),
        "1.3.101.112" => "Ed25519".into(),
        _ => id,
    }
}

/// RSA-PSS names its hash in the parameters.
fn rsa_pss(algorithm: &AlgorithmIdentifier<'_>) -> String {
    use x509_parser::signature_algorithm::SignatureAlgorithm;
    let hash = match SignatureAlgorithm::try_from(algorithm) {
        Ok(SignatureAlgorithm::RSASSA_PSS(parameters)) => parameters.hash_algorithm_oid().to_id_string(),
        _ => String::new(),
    };
    match hash.as_str() {
        "2.16.840.1.101.3.4.2.1" => "SHA256WithRSAPSS",
        "2.16.840.1.101.3.4.2.2" => "SHA384WithRSAPSS",
        "2.16.840.1.101.3.4.2.3" => "SHA512WithRSAPSS",
        _ => "RSAPSS",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use x509_parser::asn1_rs::Oid;

    #[test]
    fn signatures_are_named_as_in_the_documents() {
        let name = |id: &[u64]| signature(&AlgorithmIdentifier::new(Oid::from(id).unwrap(), None));
        assert_eq!(name(&[1, 2, 840, 113549, 1, 1, 11]), "SHA256WithRSA");
        assert_eq!(name(&[1, 2, 840, 10045, 4, 3, 2]), "ECDSAWithSHA256");
        assert_eq!(name(&[1, 3, 101, 112]), "Ed25519");
        assert_eq!(name(&[1, 2, 3]), "1.2.3");
    }

    #[test]
    fn an_end_past_what_can_be_said_is_the_last_moment() {
        assert_eq!(timestamp(253_402_300_799), Timestamp::MAX);
        assert_eq!(timestamp(0), Timestamp::UNIX_EPOCH);
    }

    #[test]
    fn damaged_certificates_and_keys_are_never_a_panic() {
        use crate::private_key::{KeyMatch, compare};
        use std::fmt::Write as _;
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(vec!["app.example.com".into()]).unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        let public_key = parse(&pem).map(|parsed| parsed.public_key).unwrap_or_default();
        let mut readable = String::new();
        for text in [pem, key.serialize_pem()] {
            let body = text.find('\n').unwrap() + 1;
            for at in body..text.len() - 30 {
                for other in ["A", "/", "-", ""] {
                    let mut damaged = text.clone();
                    damaged.replace_range(at..=at, other);
                    let parsed = parse(&damaged).is_ok();
                    let matches = compare(&damaged, &public_key) == KeyMatch::Matches;
                    write!(readable, "{}", u8::from(parsed) + u8::from(matches)).unwrap();
                    // A key that isn't a key for sure.
                    assert_ne!(compare(&text, damaged.as_bytes()), KeyMatch::Matches);
                }
            }
        }
        // Some damage changes nothing that is looked at, and most does.
        assert!(readable.contains('0') && readable.contains('1'));
    }
}
