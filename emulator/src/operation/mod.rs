//! The operations: 32 templates under two scopes, 39 operations in all.

mod names;
mod route;

use axum::http::Method;

use crate::handlers::{
    Handler, Scope, access_certificates, access_settings, certificate_authority_hostnames,
    client_certificates, hostname_associations, hostname_certificates, mtls_certificates, zone_certificates,
    zone_settings,
};

pub(crate) use self::{
    names::{Named, known_instead_of},
    route::{Route, route},
};

/// Where the API begins.
pub(crate) const BASE_PATH: &str = "/client/v4";

/// An operation.
pub(crate) struct Operation {
    /// The resource and what is done to it, as `access_certificates.create`.
    pub(crate) name: &'static str,
    method: Method,
    /// The path below the scope; `*` stands for the parameter.
    path: &'static [&'static str],
    found: Found,
    /// The published documents' operationId. Where the operation is found in
    /// both scopes, it is the accounts', and `zone-level-` goes before the zones'.
    published: &'static str,
    pub(crate) handler: Handler,
}

/// Under which scopes an operation is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Accounts,
    Zones,
    Both,
}

impl Found {
    fn is_in(self, scope: &Scope) -> bool {
        match scope {
            Scope::Account(_) => self != Self::Zones,
            Scope::Zone(_) => self != Self::Accounts,
        }
    }
}

impl Operation {
    /// Whether it changes anything, and so whether it needs a body and the
    /// permission to write.
    pub(crate) fn writes(&self) -> bool {
        self.method != Method::GET
    }

    /// Whether it needs a body. A deletion needs none, and takes any: the
    /// document of 2024 asked for `{}`.
    pub(crate) fn takes_a_body(&self) -> bool {
        [Method::POST, Method::PUT, Method::PATCH].contains(&self.method)
    }
}

const CERTIFICATES: &[&str] = &["access", "certificates"];
const CERTIFICATE: &[&str] = &["access", "certificates", "*"];
const SETTINGS: &[&str] = &["access", "certificates", "settings"];
const PULLS: &[&str] = &["origin_tls_client_auth"];
const PULL: &[&str] = &["origin_tls_client_auth", "*"];
const PULL_SETTINGS: &[&str] = &["origin_tls_client_auth", "settings"];
const HOSTNAMES: &[&str] = &["origin_tls_client_auth", "hostnames"];
const HOSTNAME: &[&str] = &["origin_tls_client_auth", "hostnames", "*"];
const HOSTNAME_CERTIFICATES: &[&str] = &["origin_tls_client_auth", "hostnames", "certificates"];
const HOSTNAME_CERTIFICATE: &[&str] = &["origin_tls_client_auth", "hostnames", "certificates", "*"];
const MTLS_CERTIFICATES: &[&str] = &["mtls_certificates"];
const MTLS_CERTIFICATE: &[&str] = &["mtls_certificates", "*"];
const MTLS_ASSOCIATIONS: &[&str] = &["mtls_certificates", "*", "associations"];
const CLIENT_CERTIFICATES: &[&str] = &["client_certificates"];
const CLIENT_CERTIFICATE: &[&str] = &["client_certificates", "*"];
const AUTHORITY_HOSTNAMES: &[&str] = &["certificate_authorities", "hostname_associations"];

const fn operation(
    name: &'static str,
    method: Method,
    path: &'static [&'static str],
    found: Found,
    handler: Handler,
    published: &'static str,
) -> Operation {
    Operation { name, method, path, found, published, handler }
}

/// All operations. Fixed paths stand before those with a parameter in the same
/// place.
#[rustfmt::skip]
pub(crate) static OPERATIONS: [Operation; 32] = [
    operation("access_settings.list", Method::GET, SETTINGS, Found::Both, access_settings::list,
        "access-mtls-authentication-list-mtls-certificates-hostname-settings"),
    operation("access_settings.update", Method::PUT, SETTINGS, Found::Both, access_settings::update,
        "access-mtls-authentication-update-an-mtls-certificate-settings"),
    operation("access_certificates.list", Method::GET, CERTIFICATES, Found::Both, access_certificates::list,
        "access-mtls-authentication-list-mtls-certificates"),
    operation("access_certificates.create", Method::POST, CERTIFICATES, Found::Both, access_certificates::create,
        "access-mtls-authentication-add-an-mtls-certificate"),
    operation("access_certificates.get", Method::GET, CERTIFICATE, Found::Both, access_certificates::get,
        "access-mtls-authentication-get-an-mtls-certificate"),
    operation("access_certificates.update", Method::PUT, CERTIFICATE, Found::Both, access_certificates::update,
        "access-mtls-authentication-update-an-mtls-certificate"),
    operation("access_certificates.delete", Method::DELETE, CERTIFICATE, Found::Both, access_certificates::delete,
        "access-mtls-authentication-delete-an-mtls-certificate"),
    operation("mtls_certificates.list", Method::GET, MTLS_CERTIFICATES, Found::Accounts, mtls_certificates::list,
        "mtls-certificate-management-list-mtls-certificates"),
    operation("mtls_certificates.create", Method::POST, MTLS_CERTIFICATES, Found::Accounts, mtls_certificates::create,
        "mtls-certificate-management-upload-mtls-certificate"),
    operation("mtls_certificates.get", Method::GET, MTLS_CERTIFICATE, Found::Accounts, mtls_certificates::get,
        "mtls-certificate-management-get-mtls-certificate"),
    operation("mtls_certificates.delete", Method::DELETE, MTLS_CERTIFICATE, Found::Accounts, mtls_certificates::delete,
        "mtls-certificate-management-delete-mtls-certificate"),
    operation("mtls_certificates.associations", Method::GET, MTLS_ASSOCIATIONS, Found::Accounts, mtls_certificates::associations,
        "mtls-certificate-management-list-mtls-certificate-associations"),
    operation("client_certificates.list", Method::GET, CLIENT_CERTIFICATES, Found::Zones, client_certificates::list,
        "client-certificate-for-a-zone-list-client-certificates"),
    operation("client_certificates.create", Method::POST, CLIENT_CERTIFICATES, Found::Zones, client_certificates::create,
        "client-certificate-for-a-zone-create-client-certificate"),
    operation("client_certificates.get", Method::GET, CLIENT_CERTIFICATE, Found::Zones, client_certificates::get,
        "client-certificate-for-a-zone-client-certificate-details"),
    operation("client_certificates.reactivate", Method::PATCH, CLIENT_CERTIFICATE, Found::Zones, client_certificates::reactivate,
        "client-certificate-for-a-zone-edit-client-certificate"),
    operation("client_certificates.revoke", Method::DELETE, CLIENT_CERTIFICATE, Found::Zones, client_certificates::revoke,
        "client-certificate-for-a-zone-delete-client-certificate"),
    operation("certificate_authority_hostnames.get", Method::GET, AUTHORITY_HOSTNAMES, Found::Zones, certificate_authority_hostnames::get,
        "client-certificate-for-a-zone-list-hostname-associations"),
    operation("certificate_authority_hostnames.update", Method::PUT, AUTHORITY_HOSTNAMES, Found::Zones, certificate_authority_hostnames::update,
        "client-certificate-for-a-zone-put-hostname-associations"),
    operation("zone_settings.get", Method::GET, PULL_SETTINGS, Found::Zones, zone_settings::get,
        "zone-level-authenticated-origin-pulls-get-enablement-setting-for-zone"),
    operation("zone_settings.update", Method::PUT, PULL_SETTINGS, Found::Zones, zone_settings::update,
        "zone-level-authenticated-origin-pulls-set-enablement-for-zone"),
    operation("hostname_certificates.list", Method::GET, HOSTNAME_CERTIFICATES, Found::Zones, hostname_certificates::list,
        "per-hostname-authenticated-origin-pull-list-certificates"),
    operation("hostname_certificates.create", Method::POST, HOSTNAME_CERTIFICATES, Found::Zones, hostname_certificates::create,
        "per-hostname-authenticated-origin-pull-upload-a-hostname-client-certificate"),
    operation("hostname_certificates.get", Method::GET, HOSTNAME_CERTIFICATE, Found::Zones, hostname_certificates::get,
        "per-hostname-authenticated-origin-pull-get-the-hostname-client-certificate"),
    operation("hostname_certificates.delete", Method::DELETE, HOSTNAME_CERTIFICATE, Found::Zones, hostname_certificates::delete,
        "per-hostname-authenticated-origin-pull-delete-hostname-client-certificate"),
    operation("hostname_associations.list", Method::GET, HOSTNAMES, Found::Zones, hostname_associations::list,
        "per-hostname-authenticated-origin-pull-list-hostname-associations"),
    operation("hostname_associations.update", Method::PUT, HOSTNAMES, Found::Zones, hostname_associations::update,
        "per-hostname-authenticated-origin-pull-enable-or-disable-a-hostname-for-client-authentication"),
    operation("hostname_associations.get", Method::GET, HOSTNAME, Found::Zones, hostname_associations::get,
        "per-hostname-authenticated-origin-pull-get-the-hostname-status-for-client-authentication"),
    operation("zone_certificates.list", Method::GET, PULLS, Found::Zones, zone_certificates::list,
        "zone-level-authenticated-origin-pulls-list-certificates"),
    operation("zone_certificates.create", Method::POST, PULLS, Found::Zones, zone_certificates::create,
        "zone-level-authenticated-origin-pulls-upload-certificate"),
    operation("zone_certificates.get", Method::GET, PULL, Found::Zones, zone_certificates::get,
        "zone-level-authenticated-origin-pulls-get-certificate-details"),
    operation("zone_certificates.delete", Method::DELETE, PULL, Found::Zones, zone_certificates::delete,
        "zone-level-authenticated-origin-pulls-delete-certificate"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_39_operations() {
        let twice = OPERATIONS.iter().filter(|operation| operation.found == Found::Both).count();
        assert_eq!(OPERATIONS.len() + twice, 39);
    }
}
