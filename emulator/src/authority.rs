//! The authority that issues client certificates: each account has one.
//!
//! The real service keeps the key of its managed authority to itself. Here a TLS
//! test has to trust certificates that the emulator issued, so the authority's
//! certificate is offered, and all of it follows from the emulator's seed and the
//! account's identifier: the same at every start, and over restarts with a state
//! file. Ed25519 makes that possible, whose keys are any 32 bytes and whose
//! signatures hold no chance. It also means that everybody who knows the seed
//! has the key: such an authority is for tests and to be trusted by nothing
//! else.

use std::time::Duration;

use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyIdMethod, KeyPair, KeyUsagePurpose, PKCS_ED25519, PublicKeyData as _, SerialNumber, date_time_ymd,
};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use rustls_pki_types::PrivatePkcs8KeyDer;

use crate::{
    clock::add,
    identifier::uuid_of,
    request::{CertificateRequest, Subject},
};

/// What stands before the 32 bytes of an Ed25519 key in PKCS#8.
const PKCS8_HEAD: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// An authority's certificate is good from 2000 until 2100, whatever the
/// emulator's clock says.
const VALID_FROM: i64 = 946_684_800;
const VALID_UNTIL: i64 = 4_102_444_800;

/// The last second of the year 9999.
const LAST_SECOND: u64 = 253_402_300_799;

/// An account's authority.
pub(crate) struct Authority {
    pub(crate) id: String,
    pub(crate) name: String,
    issuer: Issuer<'static, KeyPair>,
    params: CertificateParams,
}

/// Why there is no certificate. Keys and times are checked before, so what is
/// left is a fault of this program.
pub(crate) type SigningError = rcgen::Error;

/// What goes into a client certificate beside what was asked for.
pub(crate) struct Terms {
    /// 20 bytes.
    pub(crate) serial_number: [u8; 20],
    pub(crate) issued_on: Timestamp,
    pub(crate) validity_days: u32,
}

/// A certificate that was issued.
pub(crate) struct Issued {
    pub(crate) pem: String,
    /// SHA-256 of the DER, in hexadecimal.
    pub(crate) fingerprint: String,
    /// The subject key identifier, in hexadecimal.
    pub(crate) ski: String,
    pub(crate) issued_on: Timestamp,
    pub(crate) expires_on: Timestamp,
}

impl Authority {
    /// The authority of an account, for an emulator with this secret.
    pub(crate) fn of(account_id: &str, secret: u64) -> Result<Self, SigningError> {
        let draw = |what: &str| -> [u8; 32] {
            let drawn = digest(&SHA256, format!("{what} of {account_id} from {secret}").as_bytes());
            let mut bytes = [0; 32];
            bytes.copy_from_slice(drawn.as_ref());
            bytes
        };
        let pkcs8 = [&PKCS8_HEAD[..], &draw("key")].concat();
        let key = KeyPair::from_pkcs8_der_and_sign_algo(&PrivatePkcs8KeyDer::from(pkcs8), &PKCS_ED25519)?;
        let name = format!("Managed CA for account {account_id}");
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::OrganizationName, "cloudflare-mtls-emulator, for tests alone");
        params.distinguished_name.push(DnType::CommonName, name.as_str());
        params.serial_number = Some(serial_number(&draw("serial number")));
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.key_identifier_method = KeyIdMethod::PreSpecified(key_identifier(key.der_bytes()));
        set_validity(&mut params, VALID_FROM, VALID_UNTIL)?;
        let issuer = Issuer::new(params.clone(), key);
        let id = draw("identifier").iter().take(16).fold(0, |bits, byte| bits << 8 | u128::from(*byte));
        Ok(Self { id: uuid_of(id), name, issuer, params })
    }

    /// Its own certificate, in PEM: the same one every time.
    pub(crate) fn pem(&self) -> Result<String, SigningError> {
        Ok(self.params.self_signed(self.issuer.key())?.pem())
    }

    /// Issues a client certificate for a request that was checked.
    pub(crate) fn issue(&self, request: &CertificateRequest, terms: &Terms) -> Result<Issued, SigningError> {
        let ski = key_identifier(request.public_key.der_bytes());
        // A certificate's times are whole seconds.
        let issued_on = Timestamp::from_second(terms.issued_on.as_second()).unwrap_or(terms.issued_on);
        let lifetime = Duration::from_secs(u64::from(terms.validity_days) * 86_400);
        let expires_on = add(issued_on, lifetime);
        let mut params = CertificateParams::default();
        params.distinguished_name = name_of(&request.subject);
        params.serial_number = Some(SerialNumber::from_slice(&terms.serial_number));
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        params.key_identifier_method = KeyIdMethod::PreSpecified(ski.clone());
        params.use_authority_key_identifier_extension = true;
        set_validity(&mut params, issued_on.as_second(), expires_on.as_second())?;
        let certificate = params.signed_by(&request.public_key, &self.issuer)?;
        Ok(Issued {
            pem: certificate.pem(),
            fingerprint: hexadecimal(digest(&SHA256, certificate.der()).as_ref()),
            ski: hexadecimal(&ski),
            issued_on,
            expires_on,
        })
    }
}

/// Sets when a certificate is good, in seconds from 1970 until the end of 9999:
/// no other time can be written in one.
fn set_validity(params: &mut CertificateParams, from: i64, until: i64) -> Result<(), SigningError> {
    let at = |second: i64| {
        let seconds = u64::try_from(second).ok().filter(|seconds| *seconds <= LAST_SECOND);
        Ok(date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds.ok_or(SigningError::Time)?))
    };
    (params.not_before, params.not_after) = (at(from)?, at(until)?);
    Ok(())
}

/// As RFC 5280 makes it, and openssl: SHA-1 of the key's bits.
fn key_identifier(key: &[u8]) -> Vec<u8> {
    digest(&SHA1_FOR_LEGACY_USE_ONLY, key).as_ref().to_vec()
}

/// Positive, and of 20 bytes at most, as certificates want it.
fn serial_number(bytes: &[u8; 32]) -> SerialNumber {
    let mut serial: Vec<u8> = bytes.iter().take(20).copied().collect();
    if let Some(first) = serial.first_mut() {
        *first = *first & 0x7f | 0x40;
    }
    SerialNumber::from_slice(&serial)
}

fn name_of(subject: &Subject) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    for (kind, value) in [
        (DnType::CountryName, &subject.country),
        (DnType::StateOrProvinceName, &subject.state),
        (DnType::LocalityName, &subject.location),
        (DnType::OrganizationName, &subject.organization),
        (DnType::OrganizationalUnitName, &subject.organizational_unit),
        (DnType::CommonName, &subject.common_name),
    ] {
        if let Some(value) = value {
            name.push(kind, value.as_str());
        }
    }
    name
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
