//! The tree of what will be written: modules, the resources in them, and their methods.

use std::collections::BTreeMap;

use crate::api::{LeftOut, Operation, Parameter, Scope, TypeId, Types};
use crate::words::pascal;

/// A whole client.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The modules, by name.
    pub modules: Vec<Module>,
    /// The types of all modules.
    pub types: Types,
    /// Operations of the document that aren't in it, sorted.
    pub left_out: Vec<LeftOut>,
}

/// Groups that share a module and the names of its types.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// The module's name; empty for a client that has only one.
    pub name: String,
    /// What the module holds.
    pub doc: String,
    /// The groups, each behind its parent.
    pub groups: Vec<Group>,
    /// Deprecated names of groups.
    pub aliases: Vec<Alias>,
    /// The named types and their names.
    pub names: BTreeMap<TypeId, String>,
    /// Identifier types by name: what each identifies.
    pub identifiers: BTreeMap<String, String>,
}

impl Module {
    /// The trait that adds mocks of its operations to the mock server.
    pub fn mock_extension(&self) -> String {
        match self.name.as_str() {
            "" => "MockServerExt".to_owned(),
            name => pascal(&format!("{name}_mock_ext")),
        }
    }

    /// The operations of all groups.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.groups.iter().flat_map(|group| &group.methods).map(|method| &method.operation)
    }

    /// The groups that a group leads to; without one, those that the client leads to.
    pub fn children(&self, parent: Option<usize>) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(move |group| group.parent == parent)
    }

    /// The group that leads to this one, if it isn't the client.
    pub fn parent(&self, group: &Group) -> Option<&Group> {
        group.parent.and_then(|parent| self.groups.get(parent))
    }
}

/// A resource with the path parameters that all its operations share, or a place that leads to
/// others.
#[derive(Clone, Debug)]
pub struct Group {
    /// The name of the method that leads here, in snake case.
    pub name: String,
    /// The name of the structure that stands for it.
    pub structure: String,
    /// Where in the module its parent is; none where the client leads here.
    pub parent: Option<usize>,
    /// What the group is for.
    pub doc: String,
    /// Whether the group is for an account or a zone.
    pub scope: Scope,
    /// The path parameters that all methods share, those that the parent has first.
    pub parameters: Vec<Parameter>,
    /// Its operations.
    pub methods: Vec<Method>,
}

/// An operation by its Rust name.
#[derive(Clone, Debug)]
pub struct Method {
    /// The method's name.
    pub name: String,
    /// The name that tells it from all other methods of the module, in snake case.
    pub full_name: String,
    /// The name of the structure that stands for a call of it.
    pub structure: String,
    /// What it calls.
    pub operation: Operation,
    /// What its types are named after.
    pub naming: TypeNaming,
    /// Fields that hold secrets.
    pub secrets: Vec<String>,
}

/// What the types of an operation are named after.
#[derive(Clone, Debug, Default)]
pub struct TypeNaming {
    /// The Rust name of what the operation is about, in the singular.
    pub resource: String,
    /// What is done to it.
    pub verb: String,
    /// The name of the body's type, where the verb and the resource don't make it.
    pub body: Option<String>,
    /// The name of the result's type, where the resource isn't it.
    pub result: Option<String>,
    /// How long the way to the resource is. What several share is named by the shortest.
    pub depth: usize,
    /// The name wished for the body's type.
    pub wished_body: Option<String>,
    /// The name wished for the type of the result or its items.
    pub wished_result: Option<String>,
}

impl Method {
    /// The name of the structure with what mocks of it can ask of a call.
    pub fn when(&self) -> String {
        pascal(&format!("when_{}", self.full_name))
    }

    /// The path parameters that are this method's own arguments.
    pub fn own_parameters(&self, group: &Group) -> &[Parameter] {
        self.operation.path_parameters.get(group.parameters.len()..).unwrap_or_default()
    }

    /// The path parameters that the group has, each by the group's name for it and by the
    /// operation's.
    pub fn shared_parameters<'a>(
        &'a self,
        group: &'a Group,
    ) -> impl Iterator<Item = (&'a Parameter, &'a Parameter)> {
        group.parameters.iter().zip(&self.operation.path_parameters)
    }
}

/// Deprecated names for the methods of a group.
#[derive(Clone, Debug)]
pub struct Alias {
    /// The deprecated name of the method that leads to the group.
    pub name: String,
    /// The name of the structure that stands for it.
    pub structure: String,
    /// The group that it stands for.
    pub of: String,
    /// The methods that it had.
    pub methods: Vec<String>,
    /// What to use in its place.
    pub note: String,
}
