//! The three things that are done to a hostname's association, each in a word.
//!
//! The API has one request for all of them and tells them apart by `enabled`: true, false, or an
//! explicit `null`. That `null` means "void" is easy to miss and leaving the field out does
//! something else, so the usual cases are constructors here, next to the generated setters.

use crate::types::{Association, HostnameCertificateId};

impl Association {
    /// Shows the certificate to the hostname's origin: `enabled` is true. A hostname that uses
    /// another certificate is moved to this one; nothing has to be voided for that.
    ///
    /// ```
    /// use cloudflare_mtls::types::Association;
    ///
    /// let association = Association::enable("app.example.com", "2458ce5a-0c35-4c7f-82c7-8e9487d3ff60");
    /// assert_eq!(
    ///     serde_json::to_string(&association)?,
    ///     r#"{"cert_id":"2458ce5a-0c35-4c7f-82c7-8e9487d3ff60","enabled":true,"hostname":"app.example.com"}"#,
    /// );
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn enable(hostname: impl Into<String>, certificate_id: impl Into<HostnameCertificateId>) -> Self {
        Self::new().hostname(hostname).cert_id(certificate_id).enabled(true)
    }

    /// Keeps the association and stops showing the certificate: `enabled` is false. The
    /// certificate still can't be deleted.
    ///
    /// ```
    /// use cloudflare_mtls::types::{Association, HostnameCertificateId};
    ///
    /// let certificate = HostnameCertificateId::from("2458ce5a-0c35-4c7f-82c7-8e9487d3ff60");
    /// let association = Association::disable("app.example.com", &certificate);
    /// assert_eq!(association.cert_id, Some(certificate));
    /// assert_eq!(association.enabled.value(), Some(&false));
    /// ```
    #[must_use]
    pub fn disable(hostname: impl Into<String>, certificate_id: impl Into<HostnameCertificateId>) -> Self {
        Self::new().hostname(hostname).cert_id(certificate_id).enabled(false)
    }

    /// Ends the association that the hostname has, with whichever certificate: `enabled` is sent as
    /// `null`, and no certificate is named. It is for a hostname that is to have none any more.
    ///
    /// When a certificate is replaced, nothing is voided: move each hostname by
    /// [`enable`](Self::enable) with the new certificate, verify that it has arrived there, then
    /// delete the old one. Voiding a hostname that was moved cuts it off from the new certificate.
    ///
    /// ```
    /// use cloudflare_mtls::types::Association;
    ///
    /// let association = Association::void("app.example.com");
    /// assert!(association.enabled.is_null());
    /// assert_eq!(
    ///     serde_json::to_string(&association)?,
    ///     r#"{"enabled":null,"hostname":"app.example.com"}"#,
    /// );
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn void(hostname: impl Into<String>) -> Self {
        Self::new().hostname(hostname).enabled(None)
    }
}
