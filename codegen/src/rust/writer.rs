//! What all writers of a module's code look things up in.

use quote::format_ident;

use crate::api::{Roles, Types};
use crate::plan::{Group, Method, Module};

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

/// The structure that stands for a group.
pub(super) fn group_ident(group: &Group) -> syn::Ident {
    format_ident!("{}", group.structure)
}

/// The structure that stands for a call of a method.
pub(super) fn operation_ident(method: &Method) -> syn::Ident {
    format_ident!("{}", method.structure)
}
