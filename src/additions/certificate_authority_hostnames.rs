//! The two lists of hostnames that one request can replace, each by its name.
//!
//! The API has one request for all authorities and takes the service's own where none is named.
//! A forgotten identifier replaces the wrong list, so both cases are constructors here, next to the
//! generated setters. Neither lets the hostnames be left out.

use crate::types::{MtlsCertificateId, UpdateCertificateAuthorityHostnames};

impl UpdateCertificateAuthorityHostnames {
    /// All hostnames that are to ask for certificates of an authority that the account uploaded.
    /// They replace the ones that it has in the zone; an empty list removes them all.
    ///
    /// ```
    /// use cloudflare_mtls::types::UpdateCertificateAuthorityHostnames;
    ///
    /// let hostnames = UpdateCertificateAuthorityHostnames::for_authority(
    ///     "b2134436-2555-4acf-be5b-26c48136575e",
    ///     ["api.example.com"],
    /// );
    /// assert_eq!(
    ///     serde_json::to_string(&hostnames)?,
    ///     r#"{"hostnames":["api.example.com"],"mtls_certificate_id":"b2134436-2555-4acf-be5b-26c48136575e"}"#,
    /// );
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn for_authority(
        mtls_certificate_id: impl Into<MtlsCertificateId>,
        hostnames: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self::for_managed_authority(hostnames).mtls_certificate_id(mtls_certificate_id)
    }

    /// All hostnames that are to ask for certificates of the service's own authority, which issues
    /// the zone's client certificates. They replace the ones that it has in the zone; an empty list
    /// removes them all.
    ///
    /// ```
    /// use cloudflare_mtls::types::UpdateCertificateAuthorityHostnames;
    ///
    /// let none = UpdateCertificateAuthorityHostnames::for_managed_authority([""; 0]);
    /// assert_eq!(serde_json::to_string(&none)?, r#"{"hostnames":[]}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn for_managed_authority(hostnames: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::new().hostnames(hostnames)
    }
}
