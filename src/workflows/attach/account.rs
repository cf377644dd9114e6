//! Workflows of an account's own certificates, and of those that the service issues.

use super::{same, subject};
use crate::generated::operations::{ClientCertificatesGroup, MtlsCertificatesGroup};
use crate::generated::types::{
    ClientCertificate, ClientCertificateId, ClientCertificateStatus, CreateMtlsCertificate, MtlsCertificateId,
};
use crate::workflows::account::{
    DetachAccountAuthority, EnsureAccountCertificate, RemoveAccountCertificate, RotateAccountAuthority,
};
use crate::workflows::standing::Standing;
use crate::workflows::wait::{Goal, Subject, Until};
use cloudflare_core::prelude::*;

/// Operators' workflows, of the feature `workflows`.
impl MtlsCertificatesGroup {
    /// Uploads a certificate or a bundle unless it is there already, whoever uploaded it under
    /// whichever name.
    ///
    /// ```
    /// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulated::Stage { emulator: _emulator, client, account, authority: pem, .. } = emulated::stage().await?;
    /// # let account = account.as_str();
    /// use cloudflare_mtls::{prelude::*, types::CreateMtlsCertificate};
    ///
    /// let devices = CreateMtlsCertificate::authority(pem).name("devices");
    /// let ensured = client.mtls_certificates(account).ensure(devices).run().await?;
    /// println!("{} ({:?})", ensured.id, ensured.origin);
    /// # Ok(())
    /// # }
    /// ```
    pub fn ensure(&self, body: impl Into<CreateMtlsCertificate>) -> EnsureAccountCertificate {
        EnsureAccountCertificate::new(self, body.into())
    }

    /// Replaces an authority by another for all hostnames that ask for its certificates: uploads the
    /// new one, has the hostnames ask for certificates of either, then ends the use of the old one
    /// and deletes it.
    ///
    /// ```
    /// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulated::Stage { emulator: _emulator, client, account, zone, own_authority: old, authority: pem, .. } = emulated::stage().await?;
    /// # let account = account.as_str();
    /// # let zone = zone.as_str();
    /// use cloudflare_mtls::{prelude::*, types::CreateMtlsCertificate};
    ///
    /// let new = CreateMtlsCertificate::authority(pem).name("devices");
    /// let rotation = client.mtls_certificates(account).rotate(old, new).zones([zone]);
    /// println!("{}", rotation.plan().await?);
    /// rotation.run().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn rotate(
        &self,
        old: impl Into<MtlsCertificateId>,
        new: impl Into<CreateMtlsCertificate>,
    ) -> RotateAccountAuthority {
        RotateAccountAuthority::new(self, old.into(), new.into())
    }

    /// Has no hostname ask for certificates of an authority any more. No other authority follows: to
    /// replace it, [`rotate`](Self::rotate).
    ///
    /// ```
    /// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulated::Stage { emulator: _emulator, client, account, zone, own_authority: old, .. } = emulated::stage().await?;
    /// use cloudflare_mtls::prelude::*;
    ///
    /// let detached = client.mtls_certificates(&account).detach(&old).zones([&zone]).run().await?;
    /// assert_eq!(detached.released, ["shield.example.com"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn detach(&self, certificate_id: impl Into<MtlsCertificateId>) -> DetachAccountAuthority {
        DetachAccountAuthority::new(self, certificate_id.into())
    }

    /// Has no hostname ask for a certificate's certificates any more, waits until no service uses it,
    /// and deletes it. No other follows: to replace it, [`rotate`](Self::rotate).
    ///
    /// ```
    /// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulated::Stage { emulator: _emulator, client, account, zone, own_authority: old, .. } = emulated::stage().await?;
    /// use cloudflare_mtls::prelude::*;
    ///
    /// let removal = client.mtls_certificates(&account).remove(&old).zones([&zone]);
    /// print!("{}", removal.plan().await?);
    /// assert!(removal.run().await?.deleted);
    /// # Ok(())
    /// # }
    /// ```
    pub fn remove(&self, certificate_id: impl Into<MtlsCertificateId>) -> RemoveAccountCertificate {
        RemoveAccountCertificate::new(self, certificate_id.into())
    }
}

/// Operators' workflows, of the feature `workflows`.
impl ClientCertificatesGroup {
    /// Waits until a certificate is active, as after it was reactivated.
    pub fn until_active(&self, certificate_id: impl Into<ClientCertificateId>) -> Until<ClientCertificate> {
        Until::new(self.subject(certificate_id.into()), Goal::Active, same)
    }

    /// Waits until a certificate is revoked.
    ///
    /// ```
    /// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulated::Stage { emulator: _emulator, client, zone, .. } = emulated::stage().await?;
    /// use cloudflare_mtls::{prelude::*, types::CreateClientCertificate};
    ///
    /// # let key = rcgen::KeyPair::generate()?;
    /// # let csr = rcgen::CertificateParams::new(Vec::new())?.serialize_request(&key)?.pem()?;
    /// let certificates = client.client_certificates(&zone);
    /// let issued = certificates.create(CreateClientCertificate::new(csr, 30)).result().await?;
    /// let id = issued.id.ok_or("no identifier")?;
    /// certificates.revoke(&id).result().await?;
    /// certificates.until_revoked(&id).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn until_revoked(
        &self,
        certificate_id: impl Into<ClientCertificateId>,
    ) -> Until<ClientCertificate, Option<ClientCertificate>> {
        Until::new(self.subject(certificate_id.into()), Goal::Deleted, Some)
    }

    /// Waits until a certificate is active or revoked, whichever it is on its way to.
    pub fn until_settled(
        &self,
        certificate_id: impl Into<ClientCertificateId>,
    ) -> Until<ClientCertificate, Option<ClientCertificate>> {
        Until::new(self.subject(certificate_id.into()), Goal::Settled, Some)
    }

    fn subject(&self, id: ClientCertificateId) -> Subject<ClientCertificate> {
        let zone = self.zone_id.clone();
        subject(
            &self.client,
            format!("client certificate {id}"),
            move |client| client.client_certificates(&zone).get(&id).result(),
            |seen| {
                let status = seen.status.as_ref();
                (
                    Standing::of_client(status),
                    status.map_or("no status", ClientCertificateStatus::as_str).to_owned(),
                )
            },
        )
    }
}
