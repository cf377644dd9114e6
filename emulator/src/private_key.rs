//! Does a private key belong to a certificate?
//!
//! rustls reads the key, as it would to serve with it, and says what its public
//! half is; a key whose halves don't belong together isn't read at all. The key
//! is looked at once, while the request is handled, and nothing of it is kept.

use rustls::crypto::ring::sign::any_supported_type;
use rustls_pki_types::{PrivateKeyDer, pem::PemObject as _};

/// What comparing a private key with a certificate's public key finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyMatch {
    Matches,
    Differs,
    /// The PEM holds no private key that can be read without a passphrase, or
    /// one of a kind that isn't taken: RSA of 2,048 to 4,096 bits, ECDSA on P-256
    /// and P-384, and Ed25519 are.
    Unreadable,
}

/// Compares a private key in PEM (PKCS#1, SEC1 or PKCS#8) with a certificate's
/// SubjectPublicKeyInfo in DER.
pub(crate) fn compare(private_key_pem: &str, public_key: &[u8]) -> KeyMatch {
    let key = PrivateKeyDer::from_pem_slice(private_key_pem.as_bytes()).ok();
    let key = key.and_then(|key| any_supported_type(&key).ok());
    match key.as_ref().and_then(|key| key.public_key()) {
        Some(its_public_key) if its_public_key.as_ref() == public_key => KeyMatch::Matches,
        Some(_) => KeyMatch::Differs,
        None => KeyMatch::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::certificate;
    use aws_lc_rs::{encoding::AsDer as _, rsa};
    use rcgen::{
        CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519,
        PKCS_RSA_SHA256,
    };
    use rustls_pki_types::PrivatePkcs8KeyDer;
    use x509_parser::asn1_rs::{Any, FromDer as _, OctetString, Sequence};

    fn certificate_of(key: &KeyPair) -> Vec<u8> {
        let params = CertificateParams::new(vec!["example.com".into()]).unwrap();
        let pem = params.self_signed(key).unwrap().pem();
        certificate::parse(&pem).map(|parsed| parsed.public_key).unwrap_or_default()
    }

    /// rcgen signs with RSA keys here and doesn't make them.
    fn rsa_key() -> KeyPair {
        let key = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).unwrap();
        let der = key.as_der().unwrap().as_ref().to_vec();
        KeyPair::from_pkcs8_der_and_sign_algo(&PrivatePkcs8KeyDer::from(der), &PKCS_RSA_SHA256).unwrap()
    }

    #[test]
    fn every_kind_of_key_matches_itself_and_no_other() {
        let kinds = [&PKCS_ECDSA_P256_SHA256, &PKCS_ECDSA_P384_SHA384, &PKCS_ED25519];
        let mut keys: Vec<_> = kinds
            .iter()
            .flat_map(|kind| [KeyPair::generate_for(kind).unwrap(), KeyPair::generate_for(kind).unwrap()])
            .collect();
        keys.extend([rsa_key(), rsa_key()]);
        for (index, key) in keys.iter().enumerate() {
            let public = certificate_of(key);
            for (other_index, other) in keys.iter().enumerate() {
                let expected = if index == other_index { KeyMatch::Matches } else { KeyMatch::Differs };
                assert_eq!(compare(&other.serialize_pem(), &public), expected, "{index} {other_index}");
            }
        }
    }

    /// The key inside of PKCS#8, in PEM under its own name.
    fn unwrapped(key: &KeyPair, label: &str) -> String {
        let pkcs8 = key.serialize_der();
        let (_, sequence) = Sequence::from_der(&pkcs8).unwrap();
        let (rest, _version) = Any::from_der(&sequence.content).unwrap();
        let (rest, _algorithm) = Any::from_der(rest).unwrap();
        let (_, inner) = OctetString::from_der(rest).unwrap();
        pem::encode(&pem::Pem::new(label, inner.as_ref()))
    }

    #[test]
    fn keys_come_in_older_forms_too() {
        let curve = KeyPair::generate().unwrap();
        let rsa = rsa_key();
        for (key, label) in [(&curve, "EC PRIVATE KEY"), (&rsa, "RSA PRIVATE KEY")] {
            let text = unwrapped(key, label);
            assert_eq!(compare(&text, &certificate_of(key)), KeyMatch::Matches, "{label}");
            let other = certificate_of(&KeyPair::generate().unwrap());
            assert_eq!(compare(&text, &other), KeyMatch::Differs, "{label}");
        }
    }

    #[test]
    fn a_text_that_is_no_key_is_unreadable() {
        let key = KeyPair::generate().unwrap();
        let public = certificate_of(&key);
        let hollow = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        // The label says that it needs a passphrase.
        let locked = key.serialize_pem().replace("PRIVATE", "ENCRYPTED PRIVATE");
        for text in ["no key", hollow, &locked] {
            assert_eq!(compare(text, &public), KeyMatch::Unreadable);
        }
        assert_eq!(compare(&key.serialize_pem(), b"nothing"), KeyMatch::Differs);
    }
}
