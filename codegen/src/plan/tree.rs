//! The tree of what will be written: modules of groups of methods, and the named types that they
//! use.

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
    /// By name.
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
}

/// A resource and the path parameters that all its operations share.
#[derive(Clone, Debug)]
pub struct Group {
    /// The name of the client's method, in snake case.
    pub name: String,
    /// The Rust name of what the group holds.
    pub resource: String,
    /// What the group is for.
    pub doc: String,
    /// Whether the group is for an account or a zone.
    pub scope: Scope,
    /// The path parameters that all methods share.
    pub parameters: Vec<Parameter>,
    /// Its operations.
    pub methods: Vec<Method>,
}

impl Group {
    /// The name of the structure that stands for a call of a method.
    pub fn operation_structure(&self, method: &Method) -> String {
        pascal(&format!("{}_{}", self.name, method.name))
    }

    /// The name of the structure with what mocks of a method can ask of a call.
    pub fn mock_structure(&self, method: &Method) -> String {
        pascal(&format!("when_{}_{}", self.name, method.name))
    }
}

/// The name of the structure that stands for a group, or for an alias of one.
pub fn group_structure(name: &str) -> String {
    pascal(&format!("{name}_group"))
}

/// An operation by its Rust name.
#[derive(Clone, Debug)]
pub struct Method {
    /// The method's name.
    pub name: String,
    /// What it calls.
    pub operation: Operation,
    /// The name wished for the body's type.
    pub body_name: Option<String>,
    /// The name wished for the type of the result or its items.
    pub result_name: Option<String>,
    /// Fields that hold secrets.
    pub secrets: Vec<String>,
}

impl Method {
    /// The path parameters that are this method's own arguments.
    pub fn own_parameters(&self, group: &Group) -> &[Parameter] {
        self.operation.path_parameters.get(group.parameters.len()..).unwrap_or_default()
    }
}

/// Deprecated names for the methods of a group.
#[derive(Clone, Debug)]
pub struct Alias {
    /// The deprecated group name.
    pub group: String,
    /// The group that it stands for.
    pub of: String,
    /// The methods that it had.
    pub methods: Vec<String>,
    /// What to use in its place.
    pub note: String,
}
