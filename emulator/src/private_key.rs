//! Does a private key belong to a certificate?
//!
//! The key is looked at once, while the request is handled, and nothing of it
//! is kept. RSA keys hold their public half, which is compared; for elliptic
//! curves the public half is computed again from the secret one, so that a key
//! file that lies about it is found out.

use ring::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    },
};
use rustls_pki_types::{PrivateKeyDer, pem::PemObject as _};
use x509_parser::{
    asn1_rs::{Any, FromDer as _, Integer, OctetString, Oid, Sequence},
    prelude::{AlgorithmIdentifier, SubjectPublicKeyInfo},
};

const RSA: &str = "1.2.840.113549.1.1.1";
const ELLIPTIC_CURVE: &str = "1.2.840.10045.2.1";
const P256: &str = "1.2.840.10045.3.1.7";
const P384: &str = "1.3.132.0.34";
const ED25519: &str = "1.3.101.112";

/// What comparing a private key with a certificate's public key finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyMatch {
    Matches,
    Differs,
    /// The PEM holds no private key that can be read without a passphrase.
    Unreadable,
    /// The certificate's kind of key isn't one that the service takes.
    Unsupported,
}

/// Compares a private key in PEM (PKCS#1, SEC1 or PKCS#8) with a certificate's
/// SubjectPublicKeyInfo.
pub(crate) fn compare(private_key_pem: &str, public_key: &[u8]) -> KeyMatch {
    let Ok((_, public)) = SubjectPublicKeyInfo::from_der(public_key) else {
        return KeyMatch::Unsupported;
    };
    let public = match PublicKey::new(&public) {
        Some(public) => public,
        None => return KeyMatch::Unsupported,
    };
    let Ok(private) = PrivateKeyDer::from_pem_slice(private_key_pem.as_bytes()) else {
        return KeyMatch::Unreadable;
    };
    let compared = match &private {
        PrivateKeyDer::Pkcs1(key) => public.matches_rsa(key.secret_pkcs1_der()),
        PrivateKeyDer::Sec1(key) => public.matches_sec1(key.secret_sec1_der()),
        PrivateKeyDer::Pkcs8(key) => public.matches_pkcs8(key.secret_pkcs8_der()),
        _ => None,
    };
    match compared {
        Some(true) => KeyMatch::Matches,
        Some(false) => KeyMatch::Differs,
        None => KeyMatch::Unreadable,
    }
}

/// The certificate's half. `None` from a comparison means that the private half
/// couldn't be read.
enum PublicKey<'a> {
    Rsa { modulus: &'a [u8], exponent: &'a [u8] },
    EllipticCurve { p384: bool, point: &'a [u8] },
    Ed25519(&'a [u8]),
}

impl<'a> PublicKey<'a> {
    fn new(info: &'a SubjectPublicKeyInfo<'_>) -> Option<Self> {
        let bits: &[u8] = &info.subject_public_key.data;
        match info.algorithm.algorithm.to_id_string().as_str() {
            RSA => {
                let numbers = integers(bits)?;
                Some(Self::Rsa { modulus: numbers.first()?, exponent: numbers.get(1)? })
            }
            ELLIPTIC_CURVE => match curve(&info.algorithm)?.as_str() {
                P256 => Some(Self::EllipticCurve { p384: false, point: bits }),
                P384 => Some(Self::EllipticCurve { p384: true, point: bits }),
                _ => None,
            },
            ED25519 => Some(Self::Ed25519(bits)),
            _ => None,
        }
    }

    /// RSAPrivateKey: version, modulus, public exponent, …
    fn matches_rsa(&self, pkcs1: &[u8]) -> Option<bool> {
        let numbers = integers(pkcs1)?;
        let (its_modulus, its_exponent) = (numbers.get(1)?, numbers.get(2)?);
        Some(matches!(self, Self::Rsa { modulus, exponent }
            if modulus == its_modulus && exponent == its_exponent))
    }

    /// ECPrivateKey: version, private key, [0] curve, [1] public key.
    fn matches_sec1(&self, sec1: &[u8]) -> Option<bool> {
        let (_, sequence) = Sequence::from_der(sec1).ok()?;
        let (rest, _version) = Integer::from_der(&sequence.content).ok()?;
        let (_, scalar) = OctetString::from_der(rest).ok()?;
        let Self::EllipticCurve { p384, point } = self else {
            return Some(false);
        };
        let algorithm = if *p384 { &ECDSA_P384_SHA384_ASN1_SIGNING } else { &ECDSA_P256_SHA256_ASN1_SIGNING };
        // Fails unless the point is the scalar's, and on a scalar of another
        // curve's length.
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            algorithm,
            scalar.as_ref(),
            point,
            &SystemRandom::new(),
        );
        Some(pair.is_ok())
    }

    /// PrivateKeyInfo: version, algorithm, private key as octets.
    fn matches_pkcs8(&self, pkcs8: &[u8]) -> Option<bool> {
        let (_, sequence) = Sequence::from_der(pkcs8).ok()?;
        let (rest, _version) = Integer::from_der(&sequence.content).ok()?;
        let (rest, algorithm) = AlgorithmIdentifier::from_der(rest).ok()?;
        let (_, key) = OctetString::from_der(rest).ok()?;
        match algorithm.algorithm.to_id_string().as_str() {
            RSA => self.matches_rsa(key.as_ref()),
            ELLIPTIC_CURVE => {
                let curve = curve(&algorithm)?;
                match self {
                    Self::EllipticCurve { p384, .. } if curve == if *p384 { P384 } else { P256 } => {
                        self.matches_sec1(key.as_ref())
                    }
                    _ => Some(false),
                }
            }
            ED25519 => {
                let (_, seed) = OctetString::from_der(key.as_ref()).ok()?;
                let Self::Ed25519(point) = self else {
                    return Some(false);
                };
                Some(Ed25519KeyPair::from_seed_and_public_key(seed.as_ref(), point).is_ok())
            }
            _ => Some(false),
        }
    }
}

fn curve(algorithm: &AlgorithmIdentifier<'_>) -> Option<String> {
    let parameters: &Any<'_> = algorithm.parameters.as_ref()?;
    Oid::try_from(parameters).ok().map(|curve| curve.to_id_string())
}

/// The big-endian magnitudes of the integers that a DER sequence starts with.
fn integers(der: &[u8]) -> Option<Vec<&[u8]>> {
    let (_, sequence) = Any::from_der(der).ok()?;
    let mut rest = sequence.data;
    let mut numbers = Vec::new();
    while let Ok((after, number)) = Any::from_der(rest) {
        if number.header.tag() != x509_parser::asn1_rs::Tag::Integer {
            break;
        }
        let start = number.data.iter().position(|byte| *byte != 0).unwrap_or(number.data.len());
        numbers.push(number.data.get(start..)?);
        rest = after;
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::certificate;
    use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519};

    fn certificate_of(key: &KeyPair) -> Vec<u8> {
        let params = CertificateParams::new(vec!["example.com".into()]).unwrap();
        let pem = params.self_signed(key).unwrap().pem();
        certificate::parse(&pem).map(|parsed| parsed.public_key).unwrap_or_default()
    }

    #[test]
    fn every_kind_of_key_matches_itself_and_no_other() {
        let kinds = [&PKCS_ECDSA_P256_SHA256, &PKCS_ECDSA_P384_SHA384, &PKCS_ED25519];
        let keys: Vec<_> = kinds
            .iter()
            .flat_map(|kind| [KeyPair::generate_for(kind).unwrap(), KeyPair::generate_for(kind).unwrap()])
            .collect();
        for (index, key) in keys.iter().enumerate() {
            let public = certificate_of(key);
            for (other_index, other) in keys.iter().enumerate() {
                let expected = if index == other_index { KeyMatch::Matches } else { KeyMatch::Differs };
                assert_eq!(compare(&other.serialize_pem(), &public), expected, "{index} {other_index}");
            }
        }
    }

    /// A DER element of less than 64 KiB.
    fn der(tag: u8, content: &[u8]) -> Vec<u8> {
        let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x82, high, low], content].concat()
    }

    fn pem(label: &str, der: &[u8]) -> String {
        let text = base64(der);
        format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
    }

    fn base64(bytes: &[u8]) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let quartets = bytes.chunks(3).map(|three| {
            let bits = (0..3).fold(0, |bits, at| bits << 8 | u32::from(*three.get(at).unwrap_or(&0)));
            let digit = |at: usize| {
                if at <= three.len() { DIGITS[(bits >> (18 - 6 * at) & 63) as usize] } else { b'=' }
            };
            String::from_utf8((0..4).map(digit).collect()).unwrap()
        });
        quartets.collect()
    }

    #[test]
    fn rsa_keys_are_compared_by_their_public_half() {
        // Numbers of the right form; that they make no key doesn't matter here.
        let modulus = |last| [&[0, 0xc1], &[7; 254][..], &[last]].concat();
        let numbers = |last| [der(2, &modulus(last)), der(2, &[1, 0, 1])].concat();
        let algorithm = [0x30, 13, 6, 9, 42, 134, 72, 134, 247, 13, 1, 1, 1, 5, 0];
        let public = {
            let bits = [vec![0], der(0x30, &numbers(3))].concat();
            der(0x30, &[algorithm.to_vec(), der(3, &bits)].concat())
        };
        let private = |last| der(0x30, &[vec![2, 1, 0], numbers(last), der(2, &[5])].concat());
        let wrapped = |last| der(0x30, &[vec![2, 1, 0], algorithm.to_vec(), der(4, &private(last))].concat());
        for (label, mine, other) in
            [("RSA PRIVATE KEY", private(3), private(5)), ("PRIVATE KEY", wrapped(3), wrapped(5))]
        {
            assert_eq!(compare(&pem(label, &mine), &public), KeyMatch::Matches, "{label}");
            assert_eq!(compare(&pem(label, &other), &public), KeyMatch::Differs, "{label}");
        }
        let curve = KeyPair::generate().unwrap();
        assert_eq!(compare(&curve.serialize_pem(), &public), KeyMatch::Differs);
        assert_eq!(compare(&pem("RSA PRIVATE KEY", &private(3)), &certificate_of(&curve)), KeyMatch::Differs);
    }

    #[test]
    fn a_text_that_is_no_key_is_unreadable() {
        let public = certificate_of(&KeyPair::generate().unwrap());
        assert_eq!(compare("no key", &public), KeyMatch::Unreadable);
        let hollow = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        assert_eq!(compare(hollow, &public), KeyMatch::Unreadable);
        assert_eq!(compare(hollow, b"nothing"), KeyMatch::Unsupported);
    }
}
