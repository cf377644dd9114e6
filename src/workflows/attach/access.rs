//! Workflows of Access: its certificates and its hostname settings.

use super::{same, subject};
use crate::generated::operations::{AccessCertificatesGroup, AccessSettingsGroup};
use crate::generated::types::{AccessCertificate, AccessCertificateId, HostnameSettings};
use crate::workflows::access::{
    DetachAccessCertificate, EnsureAccessCertificate, RemoveAccessCertificate, RotateAccessCertificate,
};
use crate::workflows::settings::MergeSettings;
use crate::workflows::standing::Standing;
use crate::workflows::wait::{Goal, Subject, Until};
use cloudflare_core::prelude::*;

/// Operators' workflows, of the feature `workflows`.
impl AccessCertificatesGroup {
    /// Has Access trust an authority, once, whoever added it. It is known by its fingerprint, name
    /// and expiry, since its PEM is never returned.
    ///
    /// ```
    /// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulated::Stage { emulator: _emulator, client, scope, authority: pem, .. } = emulated::stage().await?;
    /// use cloudflare_mtls::prelude::*;
    ///
    /// let devices = client.access_certificates(&scope).ensure("devices", pem);
    /// let ensured = devices.hostnames(["admin.example.com"]).run().await?;
    /// println!("{} ({:?})", ensured.id, ensured.origin);
    /// # Ok(())
    /// # }
    /// ```
    pub fn ensure(&self, name: impl Into<String>, certificate: impl Into<String>) -> EnsureAccessCertificate {
        EnsureAccessCertificate::new(self, name.into(), certificate.into())
    }

    /// Replaces an authority by another for all hostnames that use it: adds the new one, has the
    /// hostnames trust both, then ends the use of the old one and deletes it.
    ///
    /// ```
    /// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulated::Stage { emulator: _emulator, client, scope, old_authority: old, authority: pem, .. } = emulated::stage().await?;
    /// use cloudflare_mtls::prelude::*;
    ///
    /// let certificates = client.access_certificates(&scope);
    /// // Now: hostnames trust both, and visitors have time to get certificates of the new one.
    /// certificates.rotate(&old, &pem).keep_old().run().await?;
    /// // In a month, by another run of the job: the old one goes.
    /// let rotated = certificates.rotate(&old, &pem).run().await?;
    /// assert_eq!(rotated.deleted, [old]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn rotate(
        &self,
        old: impl Into<AccessCertificateId>,
        certificate: impl Into<String>,
    ) -> RotateAccessCertificate {
        RotateAccessCertificate::new(self, old.into(), certificate.into())
    }

    /// Ends the use of an authority by all hostnames. Their visitors get in by others that the
    /// hostnames trust, if any: to replace it, [`rotate`](Self::rotate).
    pub fn detach(&self, certificate_id: impl Into<AccessCertificateId>) -> DetachAccessCertificate {
        DetachAccessCertificate::new(self, certificate_id.into())
    }

    /// Ends the use of an authority by all hostnames, and deletes it as soon as the service lets it.
    ///
    /// ```
    /// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulated::Stage { emulator: _emulator, client, scope, old_authority: old, .. } = emulated::stage().await?;
    /// use cloudflare_mtls::prelude::*;
    ///
    /// let removed = client.access_certificates(&scope).remove(old).run().await?;
    /// assert_eq!(removed.released, ["admin.example.com"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn remove(&self, certificate_id: impl Into<AccessCertificateId>) -> RemoveAccessCertificate {
        RemoveAccessCertificate::new(self, certificate_id.into())
    }

    /// Waits until a certificate is there. Access certificates have no status: one that is there is
    /// trusted.
    pub fn until_active(&self, certificate_id: impl Into<AccessCertificateId>) -> Until<AccessCertificate> {
        Until::new(self.subject(certificate_id.into()), Goal::Active, same)
    }

    /// Waits until a certificate is gone.
    pub fn until_deleted(
        &self,
        certificate_id: impl Into<AccessCertificateId>,
    ) -> Until<AccessCertificate, Option<AccessCertificate>> {
        Until::new(self.subject(certificate_id.into()), Goal::Deleted, Some)
    }

    fn subject(&self, id: AccessCertificateId) -> Subject<AccessCertificate> {
        let scope = self.scope.clone();
        subject(
            &self.client,
            format!("Access certificate {id}"),
            move |client| client.access_certificates(&scope).get(&id).result(),
            |_| (Standing::Active, "there".to_owned()),
        )
    }
}

/// Operators' workflows, of the feature `workflows`.
impl AccessSettingsGroup {
    /// Changes the settings of some hostnames and keeps all others, also those that somebody else
    /// changes meanwhile.
    ///
    /// ```
    /// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulated::Stage { emulator: _emulator, client, scope, .. } = emulated::stage().await?;
    /// use cloudflare_mtls::{prelude::*, types::HostnameSettings};
    ///
    /// let forward = HostnameSettings::new("admin.example.com", false, true);
    /// client.access_settings(&scope).merge([forward]).run().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn merge(&self, settings: impl IntoIterator<Item = HostnameSettings>) -> MergeSettings {
        MergeSettings::new(self, settings.into_iter().collect())
    }
}
