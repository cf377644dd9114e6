//! Certificates with their keys, made on the spot. The client's tests on the
//! emulator (`tests/emulator/` of the workspace) use this file too.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair};
use serde_json::{Value, json};

/// A certificate and its key, in PEM.
pub(crate) struct Pair {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

impl Pair {
    pub(crate) fn body(&self) -> Value {
        json!({ "certificate": self.certificate, "private_key": self.key })
    }
}

/// A self-signed leaf.
pub(crate) fn leaf() -> Pair {
    made(|_| {})
}

/// A self-signed certificate, changed as wanted.
pub(crate) fn made(change: impl FnOnce(&mut CertificateParams)) -> Pair {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["app.example.com".into()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, "leaf of the tests");
    change(&mut params);
    Pair { certificate: params.self_signed(&key).unwrap().pem(), key: key.serialize_pem() }
}

/// An authority's certificate.
pub(crate) fn authority() -> Pair {
    made(|params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained))
}
