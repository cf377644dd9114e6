//! What all writers of a module's code look things up in.

use quote::format_ident;

use crate::api::{Roles, Types};
use crate::plan::{Group, Method, Module, group_structure};

/// A module to write, and how.
pub(super) struct Writer<'a> {
    pub(super) module: &'a Module,
    pub(super) types: &'a Types,
    pub(super) roles: Roles,
}

impl<'a> Writer<'a> {
    /// A writer of this module. The error is a fault of the passes before: a type without a name.
    pub(super) fn new(module: &'a Module, types: &'a Types) -> Result<Self, String> {
        let roles = Roles::of(module.operations(), types);
        let mut used = roles.request.iter().chain(&roles.response);
        match used.find(|id| types.get(**id).is_named() && !module.names.contains_key(id)) {
            Some(id) => Err(format!("no name was given to {:?}", types.get(*id))),
            None => Ok(Self { module, types, roles }),
        }
    }
}

/// The structure that stands for a group, or for an alias of one.
pub(super) fn group_ident(group: &str) -> syn::Ident {
    format_ident!("{}", group_structure(group))
}

/// The structure that stands for a call of a method.
pub(super) fn operation_ident(group: &Group, method: &Method) -> syn::Ident {
    format_ident!("{}", group.operation_structure(method))
}
