//! Does a private key belong to a certificate?
//!
//! rustls reads the key, as it would to serve with it, and says what its public half is.

use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;
use zeroize::Zeroize;

use super::problem::Problem;

/// What is wrong with a private key.
pub(super) enum KeyProblem {
    None,
    Encrypted,
    Unreadable,
    OfAnother,
}

impl From<KeyProblem> for Problem {
    fn from(problem: KeyProblem) -> Self {
        match problem {
            KeyProblem::None => Self::NoKey,
            KeyProblem::Encrypted => Self::KeyEncrypted,
            KeyProblem::Unreadable => Self::KeyUnreadable,
            KeyProblem::OfAnother => Self::KeyOfAnother,
        }
    }
}

/// Compares a private key in PEM with a certificate's SubjectPublicKeyInfo in DER.
pub(super) fn compare(private_key: &str, public_key: &[u8]) -> Option<KeyProblem> {
    if private_key.contains("BEGIN ENCRYPTED") || private_key.contains("4,ENCRYPTED") {
        return Some(KeyProblem::Encrypted);
    }
    if !private_key.contains("PRIVATE KEY-----") {
        return Some(KeyProblem::None);
    }
    let Ok(mut der) = PrivateKeyDer::from_pem_slice(private_key.as_bytes()) else {
        return Some(KeyProblem::Unreadable);
    };
    let key = any_supported_type(&der);
    der.zeroize();
    match key.ok().and_then(|key| key.public_key().map(|public| public.as_ref() == public_key)) {
        Some(true) => None,
        Some(false) => Some(KeyProblem::OfAnother),
        None => Some(KeyProblem::Unreadable),
    }
}
