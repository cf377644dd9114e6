//! What is in one certificate, and how several belong together.

use std::time::Duration;

use x509_parser::error::X509Error;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{X509Certificate, X509Name};
use x509_parser::public_key::PublicKey;

use super::problem::Problem;
use crate::workflows::identity::Identity;
use cloudflare_core::Timestamp;

/// The least that an RSA key has, in bits.
const RSA_BITS: usize = 2048;

/// What is in one certificate.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CertificateFacts {
    /// Whose certificate it is: the common name, else the whole name.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// In decimal digits, as the service writes it.
    pub serial_number: String,
    /// The SHA-256 of its DER, in lower-case hexadecimal digits.
    pub sha256: String,
    /// When it begins to be valid.
    pub not_before: Timestamp,
    /// When it stops being valid.
    pub not_after: Timestamp,
    /// The kind and length of its key, such as `RSA 2048` or `ECDSA P-256`.
    pub key: String,
    /// The algorithm that it is signed with, such as `SHA256WithRSA`.
    pub signature: String,
    /// The DNS names that it covers, wildcards among them.
    pub hostnames: Vec<String>,
    /// Whether it can sign others.
    pub is_authority: bool,
    strength: Strength,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Strength {
    key: bool,
    signature: bool,
    /// Whether documents of the service name this kind of key.
    documented: bool,
    /// Whether it is signed by itself.
    is_own: bool,
}

impl CertificateFacts {
    pub(super) fn of(certificate: &X509Certificate<'_>) -> Self {
        let (key, key_is_strong, documented) = key(certificate);
        let (signature, signature_is_strong) = signature(certificate);
        let names = certificate.subject_alternative_name().ok().flatten();
        let names = names.iter().flat_map(|names| &names.value.general_names);
        let hostnames = names.filter_map(|name| match name {
            GeneralName::DNSName(name) => Some(shown(name).to_ascii_lowercase()),
            _ => None,
        });
        Self {
            subject: name(certificate.subject()),
            issuer: name(certificate.issuer()),
            serial_number: certificate.tbs_certificate.serial.to_string(),
            sha256: Identity::of_der(certificate.as_raw()).sha256().to_owned(),
            not_before: timestamp(certificate.validity().not_before.timestamp()),
            not_after: timestamp(certificate.validity().not_after.timestamp()),
            key,
            signature,
            hostnames: hostnames.collect(),
            is_authority: is_authority(certificate),
            strength: Strength {
                key: key_is_strong,
                signature: signature_is_strong,
                documented,
                is_own: certificate.subject().as_raw() == certificate.issuer().as_raw(),
            },
        }
    }

    pub(super) fn validity(&self, now: Timestamp, wanted: Duration) -> Option<Problem> {
        let subject = self.subject.clone();
        let needed = now.checked_add(wanted).ok();
        if self.not_after <= now {
            Some(Problem::Expired { subject, on: self.not_after })
        } else if self.not_before > now {
            Some(Problem::NotYetValid { subject, from: self.not_before })
        } else if self.not_after < needed.unwrap_or(Timestamp::MAX) {
            Some(Problem::ExpiresSoon { subject, on: self.not_after, wanted })
        } else {
            None
        }
    }

    pub(super) fn weakness(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if !self.strength.key {
            problems.push(Problem::WeakKey { subject: self.subject.clone(), key: self.key.clone() });
        }
        // What an authority's own certificate is signed with convinces nobody anyway.
        let convinces = !(self.is_authority && self.strength.is_own);
        if convinces && !self.strength.signature {
            let algorithm = self.signature.clone();
            problems.push(Problem::WeakSignature { subject: self.subject.clone(), algorithm });
        }
        problems
    }

    pub(super) fn notes(&self, now: Timestamp, soon: Duration) -> Vec<String> {
        let mut notes = Vec::new();
        if self.not_after < now.checked_add(soon).unwrap_or(Timestamp::MAX) {
            let days = self.not_after.duration_since(now).as_hours() / 24;
            notes.push(format!("the certificate ({}) expires in {days} days", self.subject));
        }
        if self.strength.key && !self.strength.documented {
            notes.push(format!(
                "the certificate ({}) has a key of a kind that the service's documents don't name: {}",
                self.subject, self.key
            ));
        }
        notes
    }
}

/// What is wrong with the order of a chain: each certificate has to be signed by the next.
pub(super) fn order(chain: &[X509Certificate<'_>]) -> Option<Problem> {
    chain.windows(2).enumerate().find_map(|(index, two)| {
        let [one, next] = two else { return None };
        let named = one.issuer().as_raw() == next.subject().as_raw();
        let signed = match one.verify_signature(Some(next.public_key())) {
            Ok(()) => true,
            // An algorithm that can't be checked here: names are all there is.
            Err(X509Error::SignatureUnsupportedAlgorithm) => named,
            Err(_) => false,
        };
        (!named || !signed).then(|| Problem::WrongOrder {
            position: index + 2,
            subject: name(next.subject()),
            expected: name(one.issuer()),
        })
    })
}

/// Whether one of the names covers a hostname. A wildcard stands for one label.
pub(super) fn covers(names: &[String], hostname: &str) -> bool {
    let hostname = hostname.trim_end_matches('.').to_ascii_lowercase();
    names.iter().any(|name| match name.strip_prefix("*.") {
        Some(domain) => {
            hostname.split_once('.').is_some_and(|(label, rest)| !label.is_empty() && rest == domain)
        }
        None => *name == hostname,
    })
}

/// Old authorities' certificates don't say that they are any.
fn is_authority(certificate: &X509Certificate<'_>) -> bool {
    match certificate.basic_constraints() {
        Ok(Some(constraints)) => constraints.value.ca,
        _ => {
            let is_old = certificate.version() != x509_parser::x509::X509Version::V3;
            is_old && certificate.subject().as_raw() == certificate.issuer().as_raw()
        }
    }
}

/// The key in words, whether it is strong enough, and whether documents name its kind.
fn key(certificate: &X509Certificate<'_>) -> (String, bool, bool) {
    let info = certificate.public_key();
    match info.parsed() {
        Ok(PublicKey::RSA(rsa)) => {
            let bits = rsa.key_size();
            (format!("RSA {bits}"), bits >= RSA_BITS, true)
        }
        Ok(PublicKey::EC(_)) => {
            let parameters = info.algorithm.parameters.as_ref();
            let curve = parameters.and_then(|parameters| parameters.as_oid().ok());
            match curve.map(|curve| curve.to_id_string()).as_deref() {
                Some("1.2.840.10045.3.1.7") => ("ECDSA P-256".to_owned(), true, true),
                Some("1.3.132.0.34") => ("ECDSA P-384".to_owned(), true, true),
                Some("1.3.132.0.35") => ("ECDSA P-521".to_owned(), true, false),
                other => (format!("ECDSA on {}", other.unwrap_or("an unknown curve")), false, false),
            }
        }
        _ => match info.algorithm.algorithm.to_id_string().as_str() {
            "1.3.101.112" => ("Ed25519".to_owned(), true, false),
            "1.3.101.113" => ("Ed448".to_owned(), false, false),
            "1.2.840.10040.4.1" => ("DSA".to_owned(), false, false),
            other => (format!("a key of the kind {other}"), false, false),
        },
    }
}

/// The signature's algorithm as the service writes it, and whether it is one to rely on.
fn signature(certificate: &X509Certificate<'_>) -> (String, bool) {
    let id = certificate.signature_algorithm.algorithm.to_id_string();
    let (name, is_strong) = match id.as_str() {
        "1.2.840.113549.1.1.2" => ("MD2WithRSA", false),
        "1.2.840.113549.1.1.4" => ("MD5WithRSA", false),
        "1.2.840.113549.1.1.5" => ("SHA1WithRSA", false),
        "1.2.840.113549.1.1.11" => ("SHA256WithRSA", true),
        "1.2.840.113549.1.1.12" => ("SHA384WithRSA", true),
        "1.2.840.113549.1.1.13" => ("SHA512WithRSA", true),
        "1.2.840.113549.1.1.10" => ("RSAPSS", true),
        "1.2.840.10045.4.1" => ("ECDSAWithSHA1", false),
        "1.2.840.10045.4.3.2" => ("ECDSAWithSHA256", true),
        "1.2.840.10045.4.3.3" => ("ECDSAWithSHA384", true),
        "1.2.840.10045.4.3.4" => ("ECDSAWithSHA512", true),
        "1.2.840.10040.4.3" => ("DSAWithSHA1", false),
        "1.3.101.112" => ("Ed25519", true),
        other => (other, true),
    };
    (name.to_owned(), is_strong)
}

fn name(name: &X509Name<'_>) -> String {
    let common = name.iter_common_name().find_map(|attribute| attribute.as_str().ok());
    shown(&common.map_or_else(|| name.to_string(), str::to_owned))
}

/// Without control characters, which a terminal would obey.
fn shown(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

fn timestamp(seconds: i64) -> Timestamp {
    // "No expiry" is the last second of 9999, which lies past what a timestamp can say.
    Timestamp::from_second(seconds).unwrap_or(if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX })
}
