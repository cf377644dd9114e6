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
    let refuse = |message| Failure::bad_request(1408, message).at("/certificate");
    let parsed = certificate::parse(pem).map_err(|fault| match fault {
        CertificateFault::Unparsable => refuse("The certificate can't be parsed"),
        CertificateFault::HoldsPrivateKey => refuse("The certificate must not hold a private key"),
    })?;
    if parsed.facts.expires_on <= now {
        return Err(refuse("The certificate has expired"));
    }
    Ok(parsed)
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
    let refuse = |message| Err(Failure::bad_request(2200, message).at("/private_key"));
    match private_key::compare(private_key, &parsed.public_key) {
        KeyMatch::Matches => Ok(Upload { id, certificate: pem.to_owned(), facts: parsed.facts }),
        KeyMatch::Differs => refuse("The private key does not match the certificate"),
        KeyMatch::Unreadable => refuse(
            "The private key can't be read, or is of a kind that is not supported; \
             RSA of 2048 to 4096 bits, ECDSA on P-256 and P-384, and Ed25519 are",
        ),
    }
}
