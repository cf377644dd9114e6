//! One of the two clients that are compared, and its calls.

use super::describe::code;
use crate::api::{Roles, Scope};
use crate::plan::{Group, Method, Module, Plan};

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
                calls.extend(group.methods.iter().map(|method| Call { module, known, group, method }));
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
    known: &'a Module,
    pub(super) group: &'a Group,
    pub(super) method: &'a Method,
}

impl Call<'_> {
    /// What leads to the call, as the names and numbers of arguments of each step.
    pub(super) fn form(&self) -> Vec<(&str, bool, usize)> {
        let own = self.method.own_parameters(self.group).len();
        let steps =
            self.steps().into_iter().map(|step| (step.name.as_str(), step.takes_scope, step.takes.len()));
        steps.chain([(self.method.name.as_str(), false, own)]).collect()
    }

    /// The call as it is written, with the names of arguments.
    pub(super) fn shown(&self) -> String {
        let mut call = String::from("client");
        for step in self.steps() {
            let scope = step.takes_scope.then_some("scope");
            let arguments: Vec<&str> = scope.into_iter().chain(step.takes).collect();
            call.push_str(&format!(".{}({})", step.name, arguments.join(", ")));
        }
        let own: Vec<&str> =
            self.method.own_parameters(self.group).iter().map(|parameter| parameter.name.as_str()).collect();
        code(&format!("{call}.{}({})", self.method.name, own.join(", ")))
    }

    /// The steps that lead to the group, outermost first.
    fn steps(&self) -> Vec<Step<'_>> {
        let mut steps = Vec::new();
        let mut at = Some(self.group);
        while let Some(group) = at {
            let parent = self.known.parent(group);
            let given = parent.map_or(0, |parent| parent.parameters.len());
            let scoped = |group: &Group| group.scope == Scope::AccountOrZone;
            steps.push(Step {
                name: &group.name,
                takes_scope: scoped(group) && !parent.is_some_and(scoped),
                takes: group.parameters.iter().skip(given).map(|parameter| parameter.name.as_str()).collect(),
            });
            at = parent;
        }
        steps.reverse();
        steps
    }
}

/// A step on the way to a call.
struct Step<'a> {
    name: &'a String,
    takes_scope: bool,
    takes: Vec<&'a str>,
}
