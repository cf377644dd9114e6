//! A signing request to have a client certificate issued from. Its key is made here, and stays here.

use rcgen::{CertificateParams, DnType, KeyPair};

/// A request as PEM text for a certificate of this name, and the key that belongs to it.
pub(crate) fn make(name: &str) -> Result<(String, KeyPair), rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, name);
    let key = KeyPair::generate()?;
    Ok((params.serialize_request(&key)?.pem()?, key))
}
