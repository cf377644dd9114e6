//! What a status comes down to for someone who waits.

use crate::generated::types::{CertificateStatus, ClientCertificateStatus};

/// Where a certificate or an association stands between upload and deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// On its way in.
    Coming,
    /// In use, or ready for it.
    Active,
    /// On its way out.
    Going,
    /// Deleted, and maybe still readable.
    Gone,
    /// The service gave its deployment up.
    NotDeployed,
    /// The service gave its deletion up.
    NotDeleted,
    /// No status, or one that this version doesn't know: it may become anything.
    Unknown,
}

impl Standing {
    pub(super) fn of(status: Option<&CertificateStatus>) -> Self {
        match status {
            Some(CertificateStatus::Initializing | CertificateStatus::PendingDeployment) => Self::Coming,
            Some(CertificateStatus::Active) => Self::Active,
            Some(CertificateStatus::PendingDeletion) => Self::Going,
            Some(CertificateStatus::Deleted) => Self::Gone,
            Some(CertificateStatus::DeploymentTimedOut) => Self::NotDeployed,
            Some(CertificateStatus::DeletionTimedOut) => Self::NotDeleted,
            Some(CertificateStatus::Unknown(_)) | None => Self::Unknown,
        }
    }

    /// Of a certificate that the service issued: revoking is its deletion.
    pub(super) fn of_client(status: Option<&ClientCertificateStatus>) -> Self {
        match status {
            Some(ClientCertificateStatus::Active) => Self::Active,
            Some(ClientCertificateStatus::PendingReactivation) => Self::Coming,
            Some(ClientCertificateStatus::PendingRevocation) => Self::Going,
            Some(ClientCertificateStatus::Revoked) => Self::Gone,
            Some(ClientCertificateStatus::Unknown(_)) | None => Self::Unknown,
        }
    }
}

/// A status as a person reads it.
pub(super) fn words(status: Option<&CertificateStatus>) -> String {
    status.map_or_else(|| "no status".to_owned(), |status| status.as_str().to_owned())
}
