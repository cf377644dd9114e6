//! Which operation a request is for.

use axum::http::Method;
use percent_encoding::percent_decode_str;

use super::{BASE_PATH, OPERATIONS, Operation};
use crate::{envelope::Failure, handlers::Scope};

/// A request's operation, with the parameters of its path.
pub(crate) struct Route {
    pub(crate) operation: &'static Operation,
    pub(crate) scope: Scope,
    /// The path's parameter below the scope; empty where it has none.
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
    let in_scope = |operation: &&Operation| operation.found.is_in(&scope);
    // The first path that fits decides, whatever its methods.
    let path = OPERATIONS
        .iter()
        .filter(in_scope)
        .find(|operation| fits(operation.path, below))
        .map(|operation| operation.path)
        .ok_or_else(Failure::no_route)?;
    let found: Vec<_> =
        OPERATIONS.iter().filter(in_scope).filter(|operation| operation.path == path).collect();
    let Some(operation) = found.iter().find(|operation| operation.method == *method) else {
        let allowed: Vec<_> = found.iter().map(|operation| operation.method.as_str()).collect();
        return Err(Failure::method(&allowed));
    };
    let parameter = path.iter().zip(below).find(|(pattern, _)| **pattern == "*");
    let parameter = parameter.map(|(_, segment)| segment.clone()).unwrap_or_default();
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
        assert_eq!(name(Method::GET, &format!("{pulls}/hostnames")), Ok("hostname_associations.list"));
        assert_eq!(name(Method::POST, &format!("{pulls}/hostnames")), Err(7001));
    }

    #[test]
    fn a_parameter_can_stand_in_the_middle() {
        let path = format!("{BASE_PATH}/accounts/{ID}/mtls_certificates/some-id/associations");
        let found = route(&Method::GET, &path).map(|route| (route.operation.name, route.parameter));
        assert_eq!(found.ok(), Some(("mtls_certificates.associations", "some-id".to_owned())));
        assert_eq!(name(Method::GET, "/accounts/ID/mtls_certificates//associations"), Err(7003));
        assert_eq!(name(Method::GET, "/zones/ID/mtls_certificates"), Err(7003));
        assert_eq!(name(Method::GET, "/accounts/ID/client_certificates"), Err(7003));
        assert_eq!(name(Method::PUT, "/zones/ID/client_certificates/x"), Err(7001));
    }

    #[test]
    fn what_is_no_route_has_a_code() {
        assert_eq!(name(Method::GET, "/accounts/ID/origin_tls_client_auth"), Err(7003));
        assert_eq!(name(Method::GET, "/users"), Err(7003));
        assert_eq!(name(Method::GET, "/zones/ID/access/certificates/"), Err(7003));
        assert_eq!(name(Method::PATCH, "/zones/ID/access/certificates"), Err(7001));
    }
}
