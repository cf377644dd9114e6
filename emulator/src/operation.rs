//! The operations, and which of them a request is for.
//!
//! There are 19 templates under two scopes, 26 operations in all. Access is
//! found under accounts and zones, origin pulls under zones alone.

use axum::http::Method;
use percent_encoding::percent_decode_str;

use crate::{
    envelope::Failure,
    handlers::{
        Handler, Scope, access_certificates, access_settings, hostname_associations, hostname_certificates,
        zone_certificates, zone_settings,
    },
};

/// Where the API begins.
pub(crate) const BASE_PATH: &str = "/client/v4";

/// An operation.
pub(crate) struct Operation {
    /// The resource and what is done to it, as `access_certificates.create`.
    pub(crate) name: &'static str,
    method: Method,
    /// The path below the scope; `*` stands for the last parameter.
    path: &'static [&'static str],
    /// Found under accounts too.
    in_accounts: bool,
    pub(crate) handler: Handler,
}

impl Operation {
    /// Whether it changes anything, and so whether it needs a body and the
    /// permission to write.
    pub(crate) fn writes(&self) -> bool {
        self.method != Method::GET
    }

    pub(crate) fn takes_a_body(&self) -> bool {
        self.method == Method::POST || self.method == Method::PUT
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

const fn operation(
    name: &'static str,
    method: Method,
    path: &'static [&'static str],
    in_accounts: bool,
    handler: Handler,
) -> Operation {
    Operation { name, method, path, in_accounts, handler }
}

/// All operations. Fixed paths stand before those with a parameter in the same
/// place.
#[rustfmt::skip]
pub(crate) static OPERATIONS: [Operation; 19] = [
    operation("access_settings.list", Method::GET, SETTINGS, true, access_settings::list),
    operation("access_settings.update", Method::PUT, SETTINGS, true, access_settings::update),
    operation("access_certificates.list", Method::GET, CERTIFICATES, true, access_certificates::list),
    operation("access_certificates.create", Method::POST, CERTIFICATES, true, access_certificates::create),
    operation("access_certificates.get", Method::GET, CERTIFICATE, true, access_certificates::get),
    operation("access_certificates.update", Method::PUT, CERTIFICATE, true, access_certificates::update),
    operation("access_certificates.delete", Method::DELETE, CERTIFICATE, true, access_certificates::delete),
    operation("zone_settings.get", Method::GET, PULL_SETTINGS, false, zone_settings::get),
    operation("zone_settings.update", Method::PUT, PULL_SETTINGS, false, zone_settings::update),
    operation("hostname_certificates.list", Method::GET, HOSTNAME_CERTIFICATES, false, hostname_certificates::list),
    operation("hostname_certificates.create", Method::POST, HOSTNAME_CERTIFICATES, false, hostname_certificates::create),
    operation("hostname_certificates.get", Method::GET, HOSTNAME_CERTIFICATE, false, hostname_certificates::get),
    operation("hostname_certificates.delete", Method::DELETE, HOSTNAME_CERTIFICATE, false, hostname_certificates::delete),
    operation("hostname_associations.update", Method::PUT, HOSTNAMES, false, hostname_associations::update),
    operation("hostname_associations.get", Method::GET, HOSTNAME, false, hostname_associations::get),
    operation("zone_certificates.list", Method::GET, PULLS, false, zone_certificates::list),
    operation("zone_certificates.create", Method::POST, PULLS, false, zone_certificates::create),
    operation("zone_certificates.get", Method::GET, PULL, false, zone_certificates::get),
    operation("zone_certificates.delete", Method::DELETE, PULL, false, zone_certificates::delete),
];

/// True for the name of an operation or of a resource.
pub(crate) fn is_known(name: &str) -> bool {
    OPERATIONS.iter().any(|operation| is_or_belongs_to(operation.name, name))
}

/// True if `operation` is the one called `name`, or one of the resource called
/// so.
pub(crate) fn is_or_belongs_to(operation: &str, name: &str) -> bool {
    operation == name || operation.split_once('.').is_some_and(|(resource, _)| resource == name)
}

/// A request's operation, with the parameters of its path.
pub(crate) struct Route {
    pub(crate) operation: &'static Operation,
    pub(crate) scope: Scope,
    /// The last path parameter; empty where the path has none.
    pub(crate) parameter: String,
}

/// Finds the operation for a method and a path as it was sent.
pub(crate) fn route(method: &Method, path: &str) -> Result<Route, Failure> {
    let rest = path.strip_prefix(BASE_PATH).and_then(|rest| rest.strip_prefix('/'));
    // Split first and decode then: an escaped slash doesn't part segments.
    let segments: Vec<String> = rest
        .ok_or_else(Failure::no_route)?
        .split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8().map(Into::into))
        .collect::<Result<_, _>>()
        .map_err(|_| Failure::no_route())?;
    let [kind, id, below @ ..] = segments.as_slice() else {
        return Err(Failure::no_route());
    };
    let scope = match kind.as_str() {
        "accounts" => Scope::Account(id.clone()),
        "zones" => Scope::Zone(id.clone()),
        _ => return Err(Failure::no_route()),
    };
    let in_scope = |operation: &&Operation| operation.in_accounts || matches!(scope, Scope::Zone(_));
    // The first path that fits decides, whatever its methods.
    let path = OPERATIONS
        .iter()
        .filter(in_scope)
        .find(|operation| fits(operation.path, below))
        .map(|operation| operation.path)
        .ok_or_else(Failure::no_route)?;
    let found: Vec<_> = OPERATIONS.iter().filter(|operation| operation.path == path).collect();
    let Some(operation) = found.iter().find(|operation| operation.method == *method) else {
        let allowed: Vec<_> = found.iter().map(|operation| operation.method.as_str()).collect();
        return Err(Failure::method(&allowed));
    };
    let parameter = match path.last() {
        Some(&"*") => below.last().cloned().unwrap_or_default(),
        _ => String::new(),
    };
    Ok(Route { operation, scope, parameter })
}

fn fits(path: &[&str], segments: &[String]) -> bool {
    path.len() == segments.len()
        && path.iter().zip(segments).all(|(pattern, segment)| match *pattern {
            "*" => !segment.is_empty(),
            fixed => fixed == segment,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "023e105f4ecef8ad9ca31a8372d0c353";

    fn name(method: Method, path: &str) -> Result<&'static str, u32> {
        let path = path.replace("ID", ID);
        route(&method, &format!("{BASE_PATH}{path}"))
            .map(|route| route.operation.name)
            .map_err(|failure| failure.errors.first().map_or(0, |error| error.code))
    }

    #[test]
    fn there_are_26_operations() {
        let twice = OPERATIONS.iter().filter(|operation| operation.in_accounts).count();
        assert_eq!(OPERATIONS.len() + twice, 26);
    }

    #[test]
    fn fixed_paths_go_before_parameters() {
        let pulls = "/zones/ID/origin_tls_client_auth";
        assert_eq!(name(Method::GET, &format!("{pulls}/settings")), Ok("zone_settings.get"));
        assert_eq!(name(Method::GET, &format!("{pulls}/ID")), Ok("zone_certificates.get"));
        assert_eq!(
            name(Method::GET, &format!("{pulls}/hostnames/certificates")),
            Ok("hostname_certificates.list")
        );
        assert_eq!(
            name(Method::GET, &format!("{pulls}/hostnames/app.example.com")),
            Ok("hostname_associations.get")
        );
        assert_eq!(name(Method::GET, &format!("{pulls}/hostnames")), Err(7001));
    }

    #[test]
    fn what_is_no_route_has_a_code() {
        assert_eq!(name(Method::GET, "/accounts/ID/origin_tls_client_auth"), Err(7003));
        assert_eq!(name(Method::GET, "/users"), Err(7003));
        assert_eq!(name(Method::GET, "/zones/ID/access/certificates/"), Err(7003));
        assert_eq!(name(Method::PATCH, "/zones/ID/access/certificates"), Err(7001));
    }
}
