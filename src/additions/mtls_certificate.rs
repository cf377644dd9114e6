//! The two kinds of certificates that an account uploads, each by its name.
//!
//! The API tells them apart by a boolean beside the certificate, which a call of the generated
//! constructor shows as a bare `true` or `false`; and a leaf certificate without its key is
//! accepted by a constructor that doesn't ask for one.

use crate::types::CreateMtlsCertificate;
use cloudflare_core::Secret;

impl CreateMtlsCertificate {
    /// A certificate authority (bring your own CA): `ca` is true, and no key is sent. Checking
    /// visitors' certificates takes none; where a service has to sign with it, add
    /// [`private_key`](Self::private_key).
    ///
    /// ```
    /// use cloudflare_mtls::types::CreateMtlsCertificate;
    ///
    /// let authority = CreateMtlsCertificate::authority("-----BEGIN CERTIFICATE-----…").name("devices");
    /// assert_eq!(
    ///     serde_json::to_string(&authority)?,
    ///     r#"{"ca":true,"certificates":"-----BEGIN CERTIFICATE-----…","name":"devices"}"#,
    /// );
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn authority(certificates: impl Into<String>) -> Self {
        Self::new(certificates, true)
    }

    /// A leaf certificate with its key, for a service that shows it: `ca` is false.
    ///
    /// ```
    /// use cloudflare_mtls::types::CreateMtlsCertificate;
    ///
    /// let leaf = CreateMtlsCertificate::leaf("-----BEGIN CERTIFICATE-----…", "-----BEGIN PRIVATE KEY-----…");
    /// assert!(!leaf.ca && leaf.private_key.is_some());
    /// ```
    #[must_use]
    pub fn leaf(certificates: impl Into<String>, private_key: impl Into<Secret>) -> Self {
        Self::new(certificates, false).private_key(private_key)
    }
}
