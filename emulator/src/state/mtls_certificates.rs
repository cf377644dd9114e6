//! An account's own certificates: authorities that its zones ask clients'
//! certificates of, and leaves that other services use.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::envelope::Failure;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct MtlsCertificates {
    pub(crate) list: Vec<MtlsCertificate>,
}

/// One certificate or a bundle, under one identifier. Of a private key nothing is
/// kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct MtlsCertificate {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) ca: bool,
    /// As it was uploaded.
    pub(crate) certificates: String,
    /// SHA-256 of each certificate's DER, sorted: what makes two uploads
    /// identical.
    pub(crate) digests: Vec<String>,
    /// The whole distinguished name.
    pub(crate) issuer: String,
    pub(crate) serial_number: String,
    pub(crate) signature: String,
    pub(crate) expires_on: Timestamp,
    pub(crate) kind: MtlsCertificateType,
    pub(crate) uploaded_on: Timestamp,
    /// What uses it beside the hostnames of zones; said by hand, since the
    /// emulator has no such services.
    #[serde(default)]
    pub(crate) services: Vec<Service>,
}

/// Who manages one of an account's own certificates. One that is uploaded is the
/// account's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MtlsCertificateType {
    /// The account.
    Custom,
    /// Gateway.
    GatewayManaged,
    /// Access.
    AccessManaged,
}

impl MtlsCertificateType {
    /// The kind with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "custom" => Some(Self::Custom),
            "gateway_managed" => Some(Self::GatewayManaged),
            "access_managed" => Some(Self::AccessManaged),
            _ => None,
        }
    }
}

/// A service that uses a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Service {
    pub(crate) service: String,
    pub(crate) status: String,
}

impl Service {
    pub(crate) fn new(service: impl Into<String>, status: impl Into<String>) -> Self {
        Self { service: service.into(), status: status.into() }
    }
}

impl MtlsCertificate {
    pub(crate) fn view(&self) -> Value {
        let mut view = json!({
            "id": self.id,
            "ca": self.ca,
            "certificates": self.certificates,
            "expires_on": self.expires_on,
            "issuer": self.issuer,
            "serial_number": self.serial_number,
            "signature": self.signature,
            "type": self.kind,
            "uploaded_on": self.uploaded_on,
        });
        if let Some(name) = &self.name {
            view["name"] = name.as_str().into();
        }
        view
    }
}

impl MtlsCertificates {
    pub(crate) fn find(&self, id: &str) -> Result<&MtlsCertificate, Failure> {
        self.list.iter().find(|certificate| certificate.id == id).ok_or_else(not_found)
    }

    /// Keeps a certificate, unless an identical one is there or there is no
    /// room for another of its sort.
    pub(crate) fn add(&mut self, certificate: MtlsCertificate, quota: usize) -> Result<(), Failure> {
        if self.list.iter().any(|known| known.digests == certificate.digests) {
            let message = "An identical certificate already exists";
            return Err(Failure::conflict(1471, message).at("/certificates"));
        }
        let of_its_sort = self.list.iter().filter(|known| known.ca == certificate.ca);
        if of_its_sort.count() >= quota {
            let sort = if certificate.ca { "authorities" } else { "leaf certificates" };
            return Err(Failure::quota(format!("There can be at most {quota} {sort} here")));
        }
        self.list.push(certificate);
        Ok(())
    }
}

fn not_found() -> Failure {
    Failure::not_found(1472, "No mTLS certificate has that identifier")
}
