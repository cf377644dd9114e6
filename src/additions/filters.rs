//! A status that an answer has can be asked for in the next list.
//!
//! The types differ, since a list also takes `all`, which nothing that is listed can have.

use crate::types::{
    CertificateStatus, ClientCertificateFilter, ClientCertificateStatus, HostnameAssociationFilter,
};

/// ```
/// use cloudflare_mtls::types::{CertificateStatus, HostnameAssociationFilter};
///
/// let wanted = HostnameAssociationFilter::from(CertificateStatus::PendingDeployment);
/// assert_eq!(wanted, HostnameAssociationFilter::PendingDeployment);
/// ```
impl From<CertificateStatus> for HostnameAssociationFilter {
    fn from(status: CertificateStatus) -> Self {
        Self::from(status.as_str())
    }
}

impl From<ClientCertificateStatus> for ClientCertificateFilter {
    fn from(status: ClientCertificateStatus) -> Self {
        Self::from(status.as_str())
    }
}
