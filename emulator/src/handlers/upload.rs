//! Checking an uploaded certificate and its private key.

use serde_json::Value;

use crate::{
    certificate::{self, CertificateFault, ParsedCertificate},
    envelope::Failure,
    private_key::{self, KeyMatch},
    state::certificates::Upload,
    validate::Fields,
};
use jiff::Timestamp;

/// Parses a certificate that isn't expired, whatever it is for.
pub(super) fn certificate(pem: &str, now: Timestamp) -> Result<ParsedCertificate, Failure> {
    let parsed = certificate::parse(pem).map_err(|fault| refused_certificate(fault).at("/certificate"))?;
    if parsed.facts.expires_on <= now {
        return Err(Failure::bad_request(1408, "The certificate has expired").at("/certificate"));
    }
    Ok(parsed)
}

/// Parses all certificates of a bundle, of which none is expired.
pub(super) fn bundle(pem: &str, now: Timestamp) -> Result<Vec<ParsedCertificate>, Failure> {
    let all = certificate::parse_all(pem).map_err(|fault| refused_certificate(fault).at("/certificates"))?;
    if let Some(expired) = all.iter().position(|parsed| parsed.facts.expires_on <= now) {
        let message = format!("Certificate {} has expired", expired + 1);
        return Err(Failure::bad_request(1408, message).at("/certificates"));
    }
    Ok(all)
}

/// The refusal of a text that is no certificate.
pub(super) fn refused_certificate(fault: CertificateFault) -> Failure {
    let message = match fault {
        CertificateFault::Unparsable => "The certificate can't be parsed",
        CertificateFault::HoldsPrivateKey => "The certificate must not hold a private key",
    };
    Failure::bad_request(1408, message)
}

/// The refusal of a private key that doesn't match.
pub(super) fn refused_key(found: KeyMatch) -> Failure {
    let message = match found {
        KeyMatch::Matches | KeyMatch::Differs => "The private key does not match the certificate",
        KeyMatch::Unreadable => {
            "The private key can't be read, or is of a kind that is not supported; \
             RSA of 2048 to 4096 bits, ECDSA on P-256 and P-384, and Ed25519 are"
        }
    };
    Failure::bad_request(2200, message).at("/private_key")
}

/// Checks the body `{certificate, private_key}`: a leaf and its key.
pub(super) fn leaf(body: &Value, id: String, now: Timestamp) -> Result<Upload, Failure> {
    let mut fields = Fields::of(body, "")?;
    let pem = fields.string("certificate");
    let private_key = fields.string("private_key");
    fields.finish()?;

    let parsed = certificate(pem, now)?;
    if parsed.is_ca {
        let message = "The certificate is not a leaf: it belongs to an authority";
        return Err(Failure::bad_request(1411, message).at("/certificate"));
    }
    match private_key::compare(private_key, &parsed.public_key) {
        KeyMatch::Matches => Ok(Upload { id, certificate: pem.to_owned(), facts: parsed.facts }),
        found => Err(refused_key(found)),
    }
}
