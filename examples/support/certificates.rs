//! Certificates to upload, made when they are needed: no key is kept in a file.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair};

/// A certificate and its private key, as PEM text.
pub(crate) struct Pair {
    pub(crate) certificate: String,
    pub(crate) private_key: String,
}

/// A certificate authority, as Access trusts one. Its key isn't uploaded.
pub(crate) fn authority(name: &str) -> Result<Pair, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    self_signed(params, name)
}

/// A leaf certificate, as origins are shown one.
pub(crate) fn leaf(name: &str) -> Result<Pair, rcgen::Error> {
    self_signed(CertificateParams::new(vec![name.to_owned()])?, name)
}

fn self_signed(mut params: CertificateParams, name: &str) -> Result<Pair, rcgen::Error> {
    params.distinguished_name.push(DnType::CommonName, name);
    let now = rcgen::date_time_ymd(YEAR, 1, 1);
    params.not_before = now;
    params.not_after = rcgen::date_time_ymd(YEAR + 10, 1, 1);
    let key = KeyPair::generate()?;
    Ok(Pair { certificate: params.self_signed(&key)?.pem(), private_key: key.serialize_pem() })
}

/// The certificates' first year: in the past, and not so far that they have expired.
const YEAR: i32 = 2026;
