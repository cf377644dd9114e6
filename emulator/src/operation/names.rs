//! The names that operations go by, for those who name one in a fault: here, in
//! this project's fragments, and in the published documents.

use super::{Found, OPERATIONS};
use crate::handlers::Scope;

/// What the published documents put before the operationId of an operation for
/// zones that has a twin for accounts.
const ZONE_LEVEL: &str = "zone-level-";

/// What else operations are called: as their HTTP methods suggest.
const SECOND_NAMES: [(&str, &str); 3] = [
    ("client_certificates.delete", "client_certificates.revoke"),
    ("client_certificates.update", "client_certificates.reactivate"),
    ("mtls_certificates.list_associations", "mtls_certificates.associations"),
];

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
            let reach = if [operation.name, resource].map(plain).contains(&wanted)
                || SECOND_NAMES
                    .iter()
                    .any(|(second, first)| *first == operation.name && plain(second) == wanted)
            {
                Reach::Everywhere
            } else if wanted == published {
                if operation.found == Found::Both { Reach::Accounts } else { Reach::Everywhere }
            } else if operation.found == Found::Both && wanted.strip_prefix(ZONE_LEVEL) == Some(&published) {
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
        assert!(known >= 19, "{known} operationIds");
    }

    #[test]
    fn the_operation_ids_of_published_documents_are_known() {
        let specs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/specs");
        for (document, least) in [
            ("slices/mtls-2024-08-06.json", 26),
            ("slices/mtls-family-2024-08-06.json", 38),
            ("current/mtls-family-2026-10-03.json", 39),
        ] {
            let Ok(text) = std::fs::read_to_string(specs.join(document)) else {
                eprintln!("skipped: {document} is not beside the repository");
                return;
            };
            let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
            let ids = parsed["paths"].as_object().unwrap().values().flat_map(|path| {
                path.as_object().unwrap().values().filter_map(|operation| operation["operationId"].as_str())
            });
            let ids: Vec<_> = ids.collect();
            assert!(ids.len() >= least, "{document}: {}", ids.len());
            for id in ids {
                assert!(Named::find(id).is_some(), "{document}: {id}");
            }
        }
    }
}
