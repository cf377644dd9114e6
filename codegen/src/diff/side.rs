//! One of the two clients that are compared, and its calls.

use crate::api::Roles;
use crate::plan::{Group, Method, Plan};

/// One of the two clients that are compared.
pub(super) struct Side<'a> {
    pub(super) plan: &'a Plan,
    /// Which types are sent and received, module by module.
    pub(super) roles: Vec<Roles>,
}

impl<'a> Side<'a> {
    pub(super) fn of(plan: &'a Plan) -> Self {
        let roles = plan.modules.iter().map(|module| Roles::of(module.operations(), &plan.types)).collect();
        Self { plan, roles }
    }

    pub(super) fn calls(&self) -> Vec<Call<'a>> {
        let mut calls = Vec::new();
        for (module, known) in self.plan.modules.iter().enumerate() {
            for group in &known.groups {
                calls.extend(group.methods.iter().map(|method| Call {
                    module,
                    name: &known.name,
                    group,
                    method,
                }));
            }
        }
        calls
    }
}

/// An operation and where the client has it.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    /// The module's position.
    pub(super) module: usize,
    /// The module's name.
    pub(super) name: &'a str,
    pub(super) group: &'a Group,
    pub(super) method: &'a Method,
}
