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
    /// The published documents' operationId. Where the operation is found under
    /// accounts too, it is the one there, and [`ZONE_LEVEL`] goes before the
    /// zones'.
    published: &'static str,
    pub(crate) handler: Handler,
}

/// What the published documents put before the operationId of an operation for
/// zones that has a twin for accounts.
const ZONE_LEVEL: &str = "zone-level-";

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
    published: &'static str,
) -> Operation {
    Operation { name, method, path, in_accounts, published, handler }
}

/// All operations. Fixed paths stand before those with a parameter in the same
/// place.
#[rustfmt::skip]
pub(crate) static OPERATIONS: [Operation; 19] = [
    operation("access_settings.list", Method::GET, SETTINGS, true, access_settings::list,
        "access-mtls-authentication-list-mtls-certificates-hostname-settings"),
    operation("access_settings.update", Method::PUT, SETTINGS, true, access_settings::update,
        "access-mtls-authentication-update-an-mtls-certificate-settings"),
    operation("access_certificates.list", Method::GET, CERTIFICATES, true, access_certificates::list,
        "access-mtls-authentication-list-mtls-certificates"),
    operation("access_certificates.create", Method::POST, CERTIFICATES, true, access_certificates::create,
        "access-mtls-authentication-add-an-mtls-certificate"),
    operation("access_certificates.get", Method::GET, CERTIFICATE, true, access_certificates::get,
        "access-mtls-authentication-get-an-mtls-certificate"),
    operation("access_certificates.update", Method::PUT, CERTIFICATE, true, access_certificates::update,
        "access-mtls-authentication-update-an-mtls-certificate"),
    operation("access_certificates.delete", Method::DELETE, CERTIFICATE, true, access_certificates::delete,
        "access-mtls-authentication-delete-an-mtls-certificate"),
    operation("zone_settings.get", Method::GET, PULL_SETTINGS, false, zone_settings::get,
        "zone-level-authenticated-origin-pulls-get-enablement-setting-for-zone"),
    operation("zone_settings.update", Method::PUT, PULL_SETTINGS, false, zone_settings::update,
        "zone-level-authenticated-origin-pulls-set-enablement-for-zone"),
    operation("hostname_certificates.list", Method::GET, HOSTNAME_CERTIFICATES, false, hostname_certificates::list,
        "per-hostname-authenticated-origin-pull-list-certificates"),
    operation("hostname_certificates.create", Method::POST, HOSTNAME_CERTIFICATES, false, hostname_certificates::create,
        "per-hostname-authenticated-origin-pull-upload-a-hostname-client-certificate"),
    operation("hostname_certificates.get", Method::GET, HOSTNAME_CERTIFICATE, false, hostname_certificates::get,
        "per-hostname-authenticated-origin-pull-get-the-hostname-client-certificate"),
    operation("hostname_certificates.delete", Method::DELETE, HOSTNAME_CERTIFICATE, false, hostname_certificates::delete,
        "per-hostname-authenticated-origin-pull-delete-hostname-client-certificate"),
    operation("hostname_associations.update", Method::PUT, HOSTNAMES, false, hostname_associations::update,
        "per-hostname-authenticated-origin-pull-enable-or-disable-a-hostname-for-client-authentication"),
    operation("hostname_associations.get", Method::GET, HOSTNAME, false, hostname_associations::get,
        "per-hostname-authenticated-origin-pull-get-the-hostname-status-for-client-authentication"),
    operation("zone_certificates.list", Method::GET, PULLS, false, zone_certificates::list,
        "zone-level-authenticated-origin-pulls-list-certificates"),
    operation("zone_certificates.create", Method::POST, PULLS, false, zone_certificates::create,
        "zone-level-authenticated-origin-pulls-upload-certificate"),
    operation("zone_certificates.get", Method::GET, PULL, false, zone_certificates::get,
        "zone-level-authenticated-origin-pulls-get-certificate-details"),
    operation("zone_certificates.delete", Method::DELETE, PULL, false, zone_certificates::delete,
        "zone-level-authenticated-origin-pulls-delete-certificate"),
];

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

/// What a name stands for: operations, and in which scopes.
#[derive(Clone, Debug)]
pub(crate) struct Named(Vec<(&'static str, Reach)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Everywhere,
    Accounts,
    Zones,
}

impl Named {
    /// Finds an operation (`zone_certificates.create`), all of a resource
    /// (`zone_certificates`), or the operation with an operationId: of this
    /// project's fragments (`zone-certificates-create`) or of the published
    /// documents. `None` for a name that stands for nothing.
    pub(crate) fn find(name: &str) -> Option<Self> {
        let wanted = plain(name);
        let found = OPERATIONS.iter().filter_map(|operation| {
            let (resource, _) = operation.name.split_once('.')?;
            let published = plain(operation.published);
            let reach = if [operation.name, resource].map(plain).contains(&wanted) {
                Reach::Everywhere
            } else if wanted == published {
                if operation.in_accounts { Reach::Accounts } else { Reach::Everywhere }
            } else if operation.in_accounts && wanted.strip_prefix(ZONE_LEVEL) == Some(&published) {
                Reach::Zones
            } else {
                return None;
            };
            Some((operation.name, reach))
        });
        let found: Vec<_> = found.collect();
        (!found.is_empty()).then_some(Self(found))
    }

    /// Whether a request is for one of the operations.
    pub(crate) fn is_for(&self, operation: &str, scope: &Scope) -> bool {
        self.0.iter().any(|(name, reach)| {
            *name == operation
                && match reach {
                    Reach::Everywhere => true,
                    Reach::Accounts => matches!(scope, Scope::Account(_)),
                    Reach::Zones => matches!(scope, Scope::Zone(_)),
                }
        })
    }
}

/// One spelling for all: documents write `mtls` and `m-tls`, and hyphens where
/// names here have dots and underscores.
fn plain(name: &str) -> String {
    name.to_ascii_lowercase().replace(['.', '_'], "-").replace("m-tls", "mtls")
}

/// What there is in place of a name that stands for nothing: the operations of
/// its resource, or else the resources.
pub(crate) fn known_instead_of(name: &str) -> String {
    let mut resources: Vec<&str> = Vec::new();
    let mut operations: Vec<&str> = Vec::new();
    let asked = name.split_once('.').map_or(name, |(resource, _)| resource);
    for operation in &OPERATIONS {
        let resource = operation.name.split_once('.').map_or(operation.name, |(resource, _)| resource);
        if !resources.contains(&resource) {
            resources.push(resource);
        }
        if resource == asked {
            operations.push(operation.name);
        }
    }
    if operations.is_empty() {
        format!("the resources are {}", resources.join(", "))
    } else {
        format!("there are {}", operations.join(", "))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
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
    fn operations_have_several_names() {
        let (account, zone) = (Scope::Account(ID.into()), Scope::Zone(ID.into()));
        for (name, in_account, in_zone) in [
            ("access_certificates.list", true, true),
            ("access_certificates", true, true),
            ("access-certificates-list", true, true),
            ("access-mtls-authentication-list-mtls-certificates", true, false),
            ("access-m-tls-authentication-list-m-tls-certificates", true, false),
            ("zone-level-access-mtls-authentication-list-mtls-certificates", false, true),
        ] {
            let named = Named::find(name).unwrap();
            assert_eq!(named.is_for("access_certificates.list", &account), in_account, "{name}");
            assert_eq!(named.is_for("access_certificates.list", &zone), in_zone, "{name}");
            assert!(!named.is_for("access_settings.list", &zone), "{name}");
        }
        let pulls = Named::find("zone-level-authenticated-origin-pulls-upload-certificate").unwrap();
        assert!(pulls.is_for("zone_certificates.create", &zone));
        for nothing in ["", "zone_certificates.make", "list", "zone-level-zone-certificates-list"] {
            assert!(Named::find(nothing).is_none(), "{nothing}");
        }
    }

    #[test]
    fn the_operation_ids_of_the_fragments_are_known() {
        let fragments = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi");
        let Ok(files) = std::fs::read_dir(&fragments) else {
            eprintln!("skipped: the fragments are not beside this crate");
            return;
        };
        let mut known = 0;
        for file in files {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap_or_default();
            for id in text.lines().filter_map(|line| line.trim().strip_prefix("operationId: ")) {
                assert!(Named::find(id).is_some(), "{id}");
                known += 1;
            }
        }
        assert!(known >= OPERATIONS.len(), "{known} operationIds");
    }

    #[test]
    fn the_operation_ids_of_published_documents_are_known() {
        let specs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/specs");
        let document = "slices/mtls-2024-08-06.json";
        let Ok(text) = std::fs::read_to_string(specs.join(document)) else {
            eprintln!("skipped: {document} is not beside the repository");
            return;
        };
        let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
        let ids = parsed["paths"].as_object().unwrap().values().flat_map(|path| {
            path.as_object().unwrap().values().filter_map(|operation| operation["operationId"].as_str())
        });
        let ids: Vec<_> = ids.collect();
        assert!(ids.len() >= 26, "{}", ids.len());
        for id in ids {
            assert!(Named::find(id).is_some(), "{id}");
        }
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
