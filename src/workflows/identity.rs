//! Which certificate a PEM text is.
//!
//! The service has no idempotency key, so a certificate is found again by itself: by the SHA-256
//! of its DER where the service returns the PEM, by its MD5 fingerprint, name and expiry where it
//! doesn't (Access). Hashes tell certificates apart here and protect nothing.

use std::fmt;

use cloudflare_core::Timestamp;
use md5::Md5;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use sha2::{Digest, Sha256};

use super::error::{WorkflowError, WorkflowErrorKind};
use super::plan::short;

/// What a certificate is known by.
///
/// ```
/// # #[path = "../../examples/support/certificates.rs"] mod certificates;
/// use cloudflare_mtls::workflows::Identity;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let pem = certificates::leaf("app.example.com")?.certificate;
/// let identity = Identity::of_pem(&pem)?;
/// assert_eq!(identity.sha256().len(), 64);
/// // As Access writes it.
/// assert!(identity.access_fingerprint().starts_with("MD5 Fingerprint="));
/// // Line endings and what stands around the certificate make no other certificate of it.
/// assert_eq!(Identity::of_pem(&pem.replace('\n', "\r\n"))?, identity);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    sha256: String,
    /// Lower-case hexadecimal digits.
    md5: String,
    expires_on: Option<Timestamp>,
}

impl Identity {
    /// The identity of the first certificate in a PEM text. A chain may follow it.
    ///
    /// # Errors
    /// [`Unfit`](WorkflowErrorKind::Unfit) when there is no certificate in it, or a private key.
    pub fn of_pem(pem: &str) -> Result<Self, WorkflowError> {
        if pem.contains("PRIVATE KEY-----") {
            return Err(unfit("the certificate's text holds a private key: give the two separately"));
        }
        let der = CertificateDer::from_pem_slice(pem.as_bytes())
            .map_err(|_| unfit("there is no certificate in the text: PEM is expected, BEGIN CERTIFICATE"))?;
        Ok(Self::of_der(&der))
    }

    /// The identity of a certificate in DER.
    pub fn of_der(der: &[u8]) -> Self {
        Self {
            sha256: hexadecimal(&Sha256::digest(der)),
            md5: hexadecimal(&Md5::digest(der)),
            expires_on: validity::not_after(der),
        }
    }

    /// The SHA-256 of the DER, in lower-case hexadecimal digits.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// When the certificate stops being valid; `None` when that can't be read from it.
    pub fn expires_on(&self) -> Option<Timestamp> {
        self.expires_on
    }

    /// The MD5 fingerprint as Access writes it: `MD5 Fingerprint=1E:80:…`.
    pub fn access_fingerprint(&self) -> String {
        let upper = self.md5.to_ascii_uppercase();
        let pairs: Vec<_> = upper.as_bytes().chunks(2).map(String::from_utf8_lossy).collect();
        format!("MD5 Fingerprint={}", pairs.join(":"))
    }

    /// Whether a fingerprint as the service writes it is this certificate's, whichever label,
    /// case and separators it has.
    pub(super) fn has_fingerprint(&self, text: &str) -> bool {
        let digits: String = text
            .rsplit('=')
            .next()
            .unwrap_or_default()
            .chars()
            .filter(char::is_ascii_hexdigit)
            .map(|digit| digit.to_ascii_lowercase())
            .collect();
        digits == self.md5 || digits == self.sha256
    }
}

/// The beginning of the SHA-256.
impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(short(&self.sha256))
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("sha256", &self.sha256)
            .field("expires_on", &self.expires_on)
            .finish_non_exhaustive()
    }
}

/// The SHA-256 of the first certificate of a PEM text.
pub(super) fn sha256_of(pem: &str) -> Option<String> {
    let der = CertificateDer::from_pem_slice(pem.as_bytes()).ok()?;
    Some(hexadecimal(&Sha256::digest(&der)))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unfit(problem: &str) -> WorkflowError {
    WorkflowError::new(WorkflowErrorKind::Unfit, problem)
}

/// The one field that is needed of a certificate's inside. A parser of certificates is a large
/// dependency, and comes with the feature `pem`.
mod validity {
    use cloudflare_core::Timestamp;

    const SEQUENCE: u8 = 0x30;
    const VERSION: u8 = 0xa0;
    const UTC_TIME: u8 = 0x17;
    const GENERALIZED_TIME: u8 = 0x18;

    /// The end of a certificate's validity.
    pub(super) fn not_after(der: &[u8]) -> Option<Timestamp> {
        let (certificate, _) = expect(der, SEQUENCE)?;
        let (mut rest, _) = expect(certificate, SEQUENCE)?;
        if let Some((_, after)) = expect(rest, VERSION) {
            rest = after;
        }
        // The serial number, the algorithm and the issuer.
        for _ in 0..3 {
            (_, _, rest) = element(rest)?;
        }
        let (validity, _) = expect(rest, SEQUENCE)?;
        let (_, _, rest) = element(validity)?;
        let (tag, time, _) = element(rest)?;
        timestamp(tag, std::str::from_utf8(time).ok()?)
    }

    fn expect(input: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
        element(input).filter(|(its_tag, ..)| *its_tag == tag).map(|(_, content, rest)| (content, rest))
    }

    /// Tag, content, and what comes after.
    fn element(input: &[u8]) -> Option<(u8, &[u8], &[u8])> {
        let (&[tag, first], rest) = input.split_first_chunk()?;
        let (length, rest) = match usize::from(first) {
            short @ 0..0x80 => (short, rest),
            long => {
                let (digits, rest) = rest.split_at_checked(long & 0x7f)?;
                let length = digits.iter().try_fold(0_usize, |length, digit| {
                    length.checked_mul(256)?.checked_add(usize::from(*digit))
                })?;
                (length, rest)
            }
        };
        let (content, rest) = rest.split_at_checked(length)?;
        Some((tag, content, rest))
    }

    fn timestamp(tag: u8, text: &str) -> Option<Timestamp> {
        let digits = text.strip_suffix('Z')?;
        let digits = match tag {
            // Two digits of a year: 1950 to 2049.
            UTC_TIME => format!("{}{digits}", if digits.get(..2)? < "50" { "20" } else { "19" }),
            GENERALIZED_TIME => digits.to_owned(),
            _ => return None,
        };
        if digits.len() != 14 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let part = |from: usize| digits.get(from..from + 2).unwrap_or_default();
        let year = digits.get(..4)?;
        let text = format!("{year}-{}-{}T{}:{}:{}Z", part(4), part(6), part(8), part(10), part(12));
        match text.parse() {
            Ok(timestamp) => Some(timestamp),
            // "No expiry" is the last second of 9999, which lies past what a timestamp can say.
            Err(_) => (year == "9999").then_some(Timestamp::MAX),
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn times_are_read_in_both_forms() {
            let read = |tag, text| timestamp(tag, text).map(|at: Timestamp| at.to_string());
            assert_eq!(read(UTC_TIME, "491231235959Z").as_deref(), Some("2049-12-31T23:59:59Z"));
            assert_eq!(read(UTC_TIME, "500101000000Z").as_deref(), Some("1950-01-01T00:00:00Z"));
            assert_eq!(read(GENERALIZED_TIME, "20500101000000Z").as_deref(), Some("2050-01-01T00:00:00Z"));
            assert_eq!(timestamp(GENERALIZED_TIME, "99991231235959Z"), Some(Timestamp::MAX));
            for odd in ["", "Z", "4912312359Z", "49123123595xZ", "491331235959Z", "491231235959"] {
                assert_eq!(read(UTC_TIME, odd), None, "{odd}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn certificate() -> rcgen::Certificate {
        let mut params = rcgen::CertificateParams::new(vec!["app.example.com".to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(2047, 3, 9);
        params.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap()
    }

    #[test]
    fn the_digests_are_the_published_ones() {
        let identity = Identity::of_der(b"abc");
        assert_eq!(identity.sha256(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(
            identity.access_fingerprint(),
            "MD5 Fingerprint=90:01:50:98:3C:D2:4F:B0:D6:96:3F:7D:28:E1:7F:72"
        );
        assert!(identity.has_fingerprint(&identity.access_fingerprint()));
        assert!(identity.has_fingerprint("900150983cd24fb0d6963f7d28e17f72"));
        assert!(identity.has_fingerprint(identity.sha256()));
        for other in ["", "MD5 Fingerprint=", "MD5 Fingerprint=90:01", "F900150983cd24fb0d6963f7d28e17f72"] {
            assert!(!identity.has_fingerprint(other), "{other}");
        }
    }

    #[test]
    fn the_expiry_is_read_and_damage_is_no_panic() {
        let certificate = certificate();
        let der = certificate.der();
        let expires_on = Identity::of_der(der).expires_on().unwrap();
        assert_eq!(expires_on.to_string(), "2047-03-09T00:00:00Z");
        for cut in 0..der.len() {
            Identity::of_der(&der[..cut]);
        }
        for at in 0..der.len() {
            for bits in [0x01, 0x80, 0xff] {
                let mut damaged = der.to_vec();
                damaged[at] ^= bits;
                Identity::of_der(&damaged);
            }
        }
    }

    #[test]
    fn a_text_without_a_certificate_or_with_a_key_is_refused() {
        let pem = certificate().pem();
        let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
        let both = format!("{pem}{key}");
        for (text, says) in [("", "no certificate"), (&key, "private key"), (&both, "private key")] {
            let error = Identity::of_pem(text).unwrap_err();
            assert_eq!(error.kind(), WorkflowErrorKind::Unfit);
            assert!(error.to_string().contains(says), "{error}");
            assert!(!error.to_string().contains(&key[40..60]), "{error}");
        }
        let identity = Identity::of_pem(&pem).unwrap();
        assert_eq!(sha256_of(&format!("some words\n{pem}")).unwrap(), identity.sha256());
        assert_ne!(sha256_of(&certificate().pem()).unwrap(), identity.sha256());
        assert_eq!(sha256_of("no words"), None);
    }
}
