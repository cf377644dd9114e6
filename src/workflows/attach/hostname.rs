//! Workflows of hostname certificates and of the associations of hostnames with them.

use super::{judged, same, subject};
use crate::generated::operations::{HostnameAssociationsGroup, HostnameCertificatesGroup};
use crate::generated::types::{HostnameAssociation, HostnameCertificate, HostnameCertificateId};
use crate::workflows::detach::{Detach, Remove};
use crate::workflows::ensure::Ensure;
use crate::workflows::moving::{MoveHostnames, Which};
use crate::workflows::rotate::RotateHostnameCertificate;
use crate::workflows::wait::{Goal, Subject, Until};
use cloudflare_core::Secret;
use cloudflare_core::prelude::*;

/// Operators' workflows, of the feature `workflows`.
impl HostnameCertificatesGroup {
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
    /// let certificates = client.hostname_certificates(zone);
    /// let ensured = certificates.ensure(pem, key).run().await?;
    /// certificates.move_hostnames(["app.example.com"], &ensured.id).run().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn ensure(&self, certificate: impl Into<String>, private_key: impl Into<Secret>) -> Ensure<Self> {
        Ensure::new(self, certificate.into(), private_key.into())
    }

    /// Has hostnames use a certificate, once it is active: any number, in batches, each with an
    /// outcome of its own. What they used before is left where it is.
    ///
    /// ```
    /// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulated::Stage { emulator: _emulator, client, zone, pem, key, .. } = emulated::stage().await?;
    /// use cloudflare_mtls::prelude::*;
    ///
    /// let certificates = client.hostname_certificates(&zone);
    /// let next = certificates.ensure(pem, key).run().await?.id;
    /// let moves = certificates.move_hostnames(["app.example.com", "else.example.org"], next).run().await?;
    /// // The one of another zone is refused, and the other one moved all the same.
    /// assert_eq!(moves.refused().map(|(hostname, _)| hostname).collect::<Vec<_>>(), ["else.example.org"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn move_hostnames(
        &self,
        hostnames: impl IntoIterator<Item = impl Into<String>>,
        to: impl Into<HostnameCertificateId>,
    ) -> MoveHostnames {
        let hostnames = hostnames.into_iter().map(Into::into).collect();
        MoveHostnames::new(self, Which::These(hostnames), to.into())
    }

    /// The same for all hostnames that use another certificate.
    ///
    /// ```
    /// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulated::Stage { emulator: _emulator, client, zone, old, pem, key, .. } = emulated::stage().await?;
    /// use cloudflare_mtls::prelude::*;
    ///
    /// let certificates = client.hostname_certificates(&zone);
    /// let next = certificates.ensure(pem, key).run().await?.id;
    /// let moves = certificates.move_all(&old, next).run().await?;
    /// assert_eq!(moves.hostnames.len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn move_all(
        &self,
        from: impl Into<HostnameCertificateId>,
        to: impl Into<HostnameCertificateId>,
    ) -> MoveHostnames {
        MoveHostnames::new(self, Which::AllOf(from.into()), to.into())
    }

    /// Replaces a certificate by another for all hostnames that use it: uploads the new one, waits
    /// until it is active, moves the hostnames, waits until they use it, then deletes the old one.
    ///
    /// ```
    /// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulated::Stage { emulator: _emulator, client, zone, old, pem, key, .. } = emulated::stage().await?;
    /// # let zone = zone.as_str();
    /// use cloudflare_mtls::prelude::*;
    ///
    /// let rotated = client.hostname_certificates(zone).rotate(old, pem, key).run().await?;
    /// println!("{} hostnames use {}", rotated.moved.len(), rotated.id);
    /// # Ok(())
    /// # }
    /// ```
    pub fn rotate(
        &self,
        old: impl Into<HostnameCertificateId>,
        certificate: impl Into<String>,
        private_key: impl Into<Secret>,
    ) -> RotateHostnameCertificate {
        RotateHostnameCertificate::new(self, old.into(), certificate.into(), private_key.into())
    }

    /// Ends the use of a certificate by all hostnames. No other certificate follows: to replace it,
    /// [`rotate`](Self::rotate).
    ///
    /// ```
    /// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulated::Stage { emulator: _emulator, client, zone, old, .. } = emulated::stage().await?;
    /// use cloudflare_mtls::prelude::*;
    ///
    /// let detached = client.hostname_certificates(&zone).detach(&old).run().await?;
    /// assert_eq!(detached.released, ["api.example.com", "app.example.com"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn detach(&self, certificate_id: impl Into<HostnameCertificateId>) -> Detach {
        Detach::new(self, certificate_id.into())
    }

    /// Ends the use of a certificate by all hostnames, deletes it, and waits until it is gone. No
    /// other certificate follows: to replace it, [`rotate`](Self::rotate).
    ///
    /// ```
    /// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulated::Stage { emulator: _emulator, client, zone, old, .. } = emulated::stage().await?;
    /// use cloudflare_mtls::prelude::*;
    ///
    /// let removed = client.hostname_certificates(&zone).remove(&old).run().await?;
    /// assert!(removed.deleted);
    /// # Ok(())
    /// # }
    /// ```
    pub fn remove(&self, certificate_id: impl Into<HostnameCertificateId>) -> Remove<Self> {
        Remove::new(self, certificate_id.into())
    }

    /// Waits until a certificate is active.
    pub fn until_active(
        &self,
        certificate_id: impl Into<HostnameCertificateId>,
    ) -> Until<HostnameCertificate> {
        Until::new(self.subject(certificate_id.into()), Goal::Active, same)
    }

    /// Waits until a certificate is deleted.
    pub fn until_deleted(
        &self,
        certificate_id: impl Into<HostnameCertificateId>,
    ) -> Until<HostnameCertificate, Option<HostnameCertificate>> {
        Until::new(self.subject(certificate_id.into()), Goal::Deleted, Some)
    }

    /// Waits until a certificate is active or deleted, whichever it is on its way to.
    pub fn until_settled(
        &self,
        certificate_id: impl Into<HostnameCertificateId>,
    ) -> Until<HostnameCertificate, Option<HostnameCertificate>> {
        Until::new(self.subject(certificate_id.into()), Goal::Settled, Some)
    }

    fn subject(&self, id: HostnameCertificateId) -> Subject<HostnameCertificate> {
        let zone = self.zone_id.clone();
        subject(
            &self.client,
            format!("hostname certificate {id}"),
            move |client| client.hostname_certificates(&zone).get(&id).result(),
            |seen| judged(seen.status.as_ref()),
        )
    }
}

/// Operators' workflows, of the feature `workflows`.
impl HostnameAssociationsGroup {
    /// Waits until a hostname's association is active.
    pub fn until_active(&self, hostname: impl Into<String>) -> Until<HostnameAssociation> {
        Until::new(self.subject(hostname.into()), Goal::Active, same)
    }

    /// Waits until a hostname has no association any more, as after it was voided.
    ///
    /// ```
    /// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulated::Stage { emulator: _emulator, client, zone, .. } = emulated::stage().await?;
    /// use cloudflare_mtls::{prelude::*, types::Association};
    ///
    /// let associations = client.hostname_associations(&zone);
    /// associations.update([Association::void("app.example.com")]).result().await?;
    /// associations.until_deleted("app.example.com").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn until_deleted(
        &self,
        hostname: impl Into<String>,
    ) -> Until<HostnameAssociation, Option<HostnameAssociation>> {
        Until::new(self.subject(hostname.into()), Goal::Deleted, Some)
    }

    /// Waits until a hostname's association is active or gone, whichever it is on its way to.
    pub fn until_settled(
        &self,
        hostname: impl Into<String>,
    ) -> Until<HostnameAssociation, Option<HostnameAssociation>> {
        Until::new(self.subject(hostname.into()), Goal::Settled, Some)
    }

    fn subject(&self, hostname: String) -> Subject<HostnameAssociation> {
        let zone = self.zone_id.clone();
        let what = format!("association of {hostname}");
        subject(
            &self.client,
            what,
            move |client| client.hostname_associations(&zone).get(hostname.as_str()).result(),
            |seen| judged(seen.status.as_ref()),
        )
    }
}
