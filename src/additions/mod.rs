//! What people added to generated types: constructors where a generated one invites a mistake, and
//! conversions.
//!
//! Each goes with its type. A document that describes less than the fragments do gives a client
//! without the type, and then without the addition; `build.rs` says which are missing.

#[cfg(not(without = "Association"))]
mod association;
#[cfg(not(without = "UpdateCertificateAuthorityHostnames"))]
mod certificate_authority_hostnames;
#[cfg(not(any(without = "HostnameAssociationFilter", without = "ClientCertificateFilter")))]
mod filters;
#[cfg(not(without = "HostnameSettings"))]
mod hostname_settings;
#[cfg(not(without = "CreateMtlsCertificate"))]
mod mtls_certificate;
