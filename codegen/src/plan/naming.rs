//! Walks a module and gives each type the most telling name that it can have.
//!
//! What the table names comes first, then resources, then what methods send and receive, then
//! what those hold.

use std::collections::{BTreeMap, BTreeSet};

use super::reserved::is_reserved;
use super::table::Table;
use super::tree::{Group, Module, group_structure};
use crate::api::{Body, Operation, Outcome, SCOPE, Step, Type, TypeId, Types};
use crate::words::{pascal, singular, snake};

/// The names given so far.
pub(super) struct Naming<'a> {
    pub(super) types: &'a Types,
    pub(super) table: &'a Table,
    pub(super) names: BTreeMap<String, TypeId>,
    pub(super) done: BTreeMap<TypeId, String>,
    /// Types whose name was taken: the name, what has it, and what wanted it.
    pub(super) collisions: Vec<(TypeId, String, String, String)>,
    pub(super) used: BTreeSet<String>,
    pub(super) origins: BTreeMap<String, String>,
    /// The names of the module's other structures.
    pub(super) taken: BTreeSet<String>,
}

impl<'a> Naming<'a> {
    pub(super) fn new(types: &'a Types, table: &'a Table) -> Self {
        Self {
            types,
            table,
            names: BTreeMap::new(),
            done: BTreeMap::new(),
            collisions: Vec::new(),
            used: BTreeSet::new(),
            origins: BTreeMap::new(),
            taken: BTreeSet::new(),
        }
    }

    pub(super) fn walk(&mut self, module: &Module) {
        // Operations import the types that they use.
        self.taken = module.aliases.iter().map(|alias| group_structure(&alias.group)).collect();
        self.taken.extend(module.identifiers.keys().cloned());
        self.taken.insert(module.mock_extension());
        for group in &module.groups {
            self.taken.insert(group_structure(&group.name));
            self.taken.extend(group.methods.iter().map(|method| group.operation_structure(method)));
            self.taken.extend(group.methods.iter().map(|method| group.mock_structure(method)));
        }
        // What the table names comes first, then resources, then what methods send and receive,
        // so that a type used in several ways gets the most telling of its names.
        for group in &module.groups {
            for method in &group.methods {
                let operation = &method.operation;
                if let (Some(name), Some(item)) = (&method.result_name, operation.result.item()) {
                    self.give(item, name, &format!("the result of {}.{}", group.name, method.name));
                }
                if let (Some(name), Some(body)) =
                    (&method.body_name, operation.body.as_ref().and_then(Body::typed))
                {
                    self.give(body, name, &format!("the body of {}.{}", group.name, method.name));
                }
            }
        }
        for group in &module.groups {
            if let Some(item) = resource_type(group) {
                self.give(item, &group.resource, &format!("the resource of {}", group.name));
            }
        }
        for group in &module.groups {
            self.walk_group(group);
        }
        let named: Vec<(TypeId, String)> = self.done.iter().map(|(id, name)| (*id, name.clone())).collect();
        for (id, name) in named {
            self.walk_fields(id, &name, 0);
        }
        for group in &module.groups {
            for method in &group.methods {
                self.walk_path(group, &method.operation);
            }
        }
    }

    /// Names the types of path parameters, last, since fields have better names for them, and by
    /// what stands before them: the names of path parameters change between documents.
    fn walk_path(&mut self, group: &Group, operation: &Operation) {
        let mut parameters = operation.path_parameters.iter();
        let mut before = "";
        for segment in operation.path.strip_prefix(SCOPE).unwrap_or(&operation.path).split('/') {
            let here = segment.matches('{').count();
            for parameter in parameters.by_ref().take(here) {
                let wished = format!("{}{}", group.resource, pascal(&singular(&snake(before))));
                self.walk_inner(parameter.ty, &wished, &format!("{segment} in {}", operation.path), 0);
            }
            if here == 0 {
                before = segment;
            }
        }
    }

    fn walk_group(&mut self, group: &Group) {
        for method in &group.methods {
            let operation = &method.operation;
            let origin = format!("{}.{}", group.name, method.name);
            let verb = pascal(&method.name);
            if let Some(body) = operation.body.as_ref().and_then(Body::typed) {
                self.give(body, &format!("{verb}{}", group.resource), &format!("the body of {origin}"));
            }
            if let Some(item) = operation.result.item() {
                let wished = match (&operation.result, operation.method.as_str()) {
                    (Outcome::List(_), "GET") => format!("{}Item", group.resource),
                    (_, "DELETE") => format!("Deleted{}", group.resource),
                    _ => format!("{}{verb}Result", group.resource),
                };
                self.give(item, &wished, &format!("the result of {origin}"));
            }
            for (_, parameter) in operation.sent_parameters() {
                let key = format!("{}.{}", group.name, parameter.name);
                let named = self.table.types.get(&key).cloned();
                let wished =
                    named.unwrap_or_else(|| format!("{}{}", group.resource, pascal(&parameter.name)));
                self.give(parameter.ty, &wished, &format!("the parameter {} of {origin}", parameter.name));
                if self.table.types.contains_key(&key) && self.has_name(parameter.ty) {
                    self.used.insert(key);
                }
            }
        }
    }

    /// Names a type, or what it is a list or map of.
    fn give(&mut self, id: TypeId, wished: &str, origin: &str) {
        let id = self.types.innermost(id);
        if !self.types.get(id).is_named() || self.done.contains_key(&id) {
            return;
        }
        let mut name = pascal(wished);
        while is_reserved(&name) || self.taken.contains(&name) {
            name.push_str("Data");
        }
        if self.names.contains_key(&name) {
            let first = self.origins.get(&name).cloned().unwrap_or_default();
            self.collisions.push((id, name.clone(), first, origin.to_owned()));
            let base = name.clone();
            let mut number = 2;
            while self.names.contains_key(&name) || self.taken.contains(&name) {
                name = format!("{base}{number}");
                number += 1;
            }
        }
        self.origins.insert(name.clone(), origin.to_owned());
        self.names.insert(name.clone(), id);
        self.done.insert(id, name);
    }

    /// Whether a type, or what it is a list or map of, is one that has a name.
    fn has_name(&self, id: TypeId) -> bool {
        match self.types.get(id) {
            Type::Array(item) | Type::Map(item) => self.has_name(*item),
            _ => self.done.contains_key(&id),
        }
    }

    /// Names what a type holds, after the type and the field.
    fn walk_fields(&mut self, id: TypeId, name: &str, depth: usize) {
        // Types are made from the inside out, so they can't contain themselves; the bound is for
        // the reader's peace of mind.
        if depth > 128 {
            return;
        }
        let types = self.types;
        for (step, child) in types.get(id).children() {
            let many = matches!(types.get(child), Type::Array(_) | Type::Map(_));
            let Step::Field(field) = step else {
                let wished = format!("{name}{}", if many { "Item" } else { "Value" });
                self.walk_inner(child, &wished, name, depth);
                continue;
            };
            let key = format!("{name}.{}", field.name);
            let wished = match self.table.types.get(&key) {
                Some(wished) => wished.clone(),
                None => {
                    let word = snake(&field.name);
                    let word = word.trim_matches('_');
                    format!("{name}{}", pascal(&if many { singular(word) } else { word.to_owned() }))
                }
            };
            if self.walk_inner(child, &wished, &key, depth) && self.table.types.contains_key(&key) {
                self.used.insert(key);
            }
        }
    }

    /// Names a type inside another, and what that holds. Says whether it is one that has a name.
    fn walk_inner(&mut self, id: TypeId, wished: &str, origin: &str, depth: usize) -> bool {
        let inner = self.types.innermost(id);
        if !self.types.get(inner).is_named() {
            return false;
        }
        let new = !self.done.contains_key(&inner);
        self.give(inner, wished, origin);
        if new && let Some(given) = self.done.get(&inner).cloned() {
            self.walk_fields(inner, &given, depth + 1);
        }
        true
    }
}

/// What a group holds: what `get` answers with, else the items of its list, else what is made.
fn resource_type(group: &Group) -> Option<TypeId> {
    let by = |wanted: &dyn Fn(&crate::api::Operation) -> bool| {
        group
            .methods
            .iter()
            .map(|method| &method.operation)
            .find(|operation| wanted(operation))?
            .result
            .item()
    };
    by(&|operation| operation.method == "GET" && matches!(operation.result, Outcome::Single(_)))
        .or_else(|| {
            by(&|operation| operation.method == "GET" && matches!(operation.result, Outcome::List(_)))
        })
        .or_else(|| by(&|operation| matches!(operation.method.as_str(), "POST" | "PUT" | "PATCH")))
}
