//! Workflows of zone certificates.

use super::{judged, same, subject};
use crate::generated::operations::ZoneCertificatesGroup;
use crate::generated::types::{ZoneCertificate, ZoneCertificateId};
use crate::workflows::detach::Remove;
use crate::workflows::ensure::Ensure;
use crate::workflows::rotate::RotateZoneCertificate;
use crate::workflows::wait::{Goal, Subject, Until};
use cloudflare_core::Secret;
use cloudflare_core::prelude::*;

/// Operators' workflows, of the feature `workflows`.
impl ZoneCertificatesGroup {
    /// Uploads a certificate with its key unless it is there already, whoever uploaded it.
    ///
    /// ```
    /// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulated::Stage { emulator: _emulator, client, zone, pem, key, .. } = emulated::stage().await?;
    /// # let zone = zone.as_str();
    /// use cloudflare_mtls::prelude::*;
    ///
    /// let ensured = client.zone_certificates(zone).ensure(pem, key).run().await?;
    /// println!("{} ({:?})", ensured.id, ensured.origin);
    /// # Ok(())
    /// # }
    /// ```
    pub fn ensure(&self, certificate: impl Into<String>, private_key: impl Into<Secret>) -> Ensure<Self> {
        Ensure::new(self, certificate.into(), private_key.into())
    }

    /// Replaces the zone's certificate: uploads the new one, waits until it is active, then deletes
    /// the old ones.
    ///
    /// ```
    /// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulated::Stage { emulator: _emulator, client, zone, pem, key, .. } = emulated::stage().await?;
    /// # let zone = zone.as_str();
    /// use cloudflare_mtls::prelude::*;
    ///
    /// let rotation = client.zone_certificates(zone).rotate(pem, key);
    /// println!("{}", rotation.plan().await?);
    /// let rotated = rotation.observe(|event| println!("{event}")).run().await?;
    /// println!("{} is in use until {:?}", rotated.id, rotated.certificate.expires_on);
    /// # Ok(())
    /// # }
    /// ```
    pub fn rotate(
        &self,
        certificate: impl Into<String>,
        private_key: impl Into<Secret>,
    ) -> RotateZoneCertificate {
        RotateZoneCertificate::new(self, certificate.into(), private_key.into())
    }

    /// Deletes a certificate and waits until it is gone. Have another one active first.
    ///
    /// ```
    /// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulated::Stage { emulator: _emulator, client, zone, .. } = emulated::stage().await?;
    /// use cloudflare_mtls::prelude::*;
    ///
    /// let certificates = client.zone_certificates(&zone);
    /// for certificate in certificates.list().result().await? {
    ///     if let Some(id) = certificate.id {
    ///         certificates.remove(id).run().await?;
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn remove(&self, certificate_id: impl Into<ZoneCertificateId>) -> Remove<Self> {
        Remove::new(self, certificate_id.into())
    }

    /// Waits until a certificate is active.
    pub fn until_active(&self, certificate_id: impl Into<ZoneCertificateId>) -> Until<ZoneCertificate> {
        Until::new(self.subject(certificate_id.into()), Goal::Active, same)
    }

    /// Waits until a certificate is deleted.
    ///
    /// ```
    /// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulated::Stage { emulator: _emulator, client, zone, pem, key, .. } = emulated::stage().await?;
    /// use cloudflare_mtls::prelude::*;
    ///
    /// let certificates = client.zone_certificates(&zone);
    /// let id = certificates.ensure(pem, key).run().await?.id;
    /// certificates.delete(&id).result().await?;
    /// // What is left of it, if the service shows that.
    /// let gone = certificates.until_deleted(&id).await?;
    /// println!("{:?}", gone.map(|gone| gone.status));
    /// # Ok(())
    /// # }
    /// ```
    pub fn until_deleted(
        &self,
        certificate_id: impl Into<ZoneCertificateId>,
    ) -> Until<ZoneCertificate, Option<ZoneCertificate>> {
        Until::new(self.subject(certificate_id.into()), Goal::Deleted, Some)
    }

    /// Waits until a certificate is active or deleted, whichever it is on its way to.
    pub fn until_settled(
        &self,
        certificate_id: impl Into<ZoneCertificateId>,
    ) -> Until<ZoneCertificate, Option<ZoneCertificate>> {
        Until::new(self.subject(certificate_id.into()), Goal::Settled, Some)
    }

    fn subject(&self, id: ZoneCertificateId) -> Subject<ZoneCertificate> {
        let zone = self.zone_id.clone();
        subject(
            &self.client,
            format!("zone certificate {id}"),
            move |client| client.zone_certificates(&zone).get(&id).result(),
            |seen| judged(seen.status.as_ref()),
        )
    }
}
