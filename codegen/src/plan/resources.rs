//! The tree of resources of a document without a table: by what leads to each operation.
//!
//! A path's segments are the names on the way, and so are the document's own hints where it has
//! them. A step that has operations of its own takes the parameters that stand before it in its path,
//! those that steps before it took left out; one that only leads on takes nothing. What has a single
//! operation and leads nowhere is a method of the step before it.
//!
//! Nothing here looks at more than an operation's own way and at what stands on it, so that what a
//! document adds elsewhere renames nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::arguments::{places, rename, shared};
use super::scope_pairs;
use super::tree::{Group, Method, Module, Plan, TypeNaming};
use super::verbs::{folded_name, is_of_one, method_name, says_what_is_done, verb};
use super::way::{Owner, Way};
use crate::api::path::is_parameter;
use crate::api::{Api, Operation, Parameter, Scope};
use crate::markdown::code;
use crate::report::Report;
use crate::reserved;
use crate::words::{Taken, pascal, snake};

/// Groups by path.
pub fn by_path(api: Api, report: &mut Report) -> Plan {
    let Api { operations, mut types } = api;
    let mut roots: BTreeMap<String, Vec<Resource>> = BTreeMap::new();
    for mut operation in scope_pairs::join(operations, &mut types, report) {
        rename(&mut operation);
        let way = Way::of(&operation);
        let resources = roots.entry(reserved::module(&way.names[0])).or_default();
        let known = resources.iter_mut().find(|known| {
            known.way.names == way.names && known.way.owner == way.owner && known.way.pattern == way.pattern
        });
        match known {
            Some(resource) => resource.operations.push(operation),
            None => resources.push(Resource { way, operations: vec![operation] }),
        }
    }
    // All of them are methods of one client.
    let names: BTreeSet<String> =
        roots.values().flatten().map(|resource| resource.way.names[0].clone()).collect();
    let mut modules: Vec<Module> =
        roots.into_iter().map(|(name, resources)| Forest::grow(resources, &names).module(name)).collect();
    let mut taken = Taken::default();
    for group in modules.iter_mut().flat_map(|module| &mut module.groups) {
        if group.parent.is_none() {
            group.name = taken.take(&group.name);
        }
    }
    Plan { modules, types, ..Plan::default() }
}

/// Operations on one resource.
struct Resource {
    way: Way,
    operations: Vec<Operation>,
}

/// A step of the tree: a resource, or a place that leads to some.
struct Node {
    /// The name of the method that leads here.
    name: String,
    /// What it was led past: the names of steps that don't go with it.
    past: String,
    /// The word in its name that tells it from another of the same name.
    told_by: Option<&'static str>,
    parent: Option<usize>,
    /// The names on the way, as documents have them.
    names: Vec<String>,
    owner: Owner,
    parameters: Vec<Parameter>,
    /// What stands before each parameter in the path.
    places: Vec<String>,
    resource: Option<Resource>,
}

/// The nodes of a module, each behind its parent.
struct Forest<'r> {
    nodes: Vec<Node>,
    /// Which have these names on their way. A document can have as many steps as it has paths, so none is
    /// looked for by going through all.
    by_way: HashMap<Vec<String>, Vec<usize>>,
    /// Which are called this below the same step.
    by_name: HashMap<(Option<usize>, String), Vec<usize>>,
    /// The number to go on with for a name below a step.
    numbers: HashMap<(Option<usize>, String), usize>,
    /// The first names on all ways, those of other modules among them.
    roots: &'r BTreeSet<String>,
}

impl<'r> Forest<'r> {
    /// Puts resources where they belong, those with the shorter way first.
    fn grow(mut resources: Vec<Resource>, roots: &'r BTreeSet<String>) -> Self {
        // Of resources with one way, the one that has the first choice comes first.
        resources.sort_by(|a, b| {
            let key = |way: &Way| (way.names.len(), way.names.clone(), way.owner);
            // What is done to a member has the first choice, as with methods.
            key(&a.way).cmp(&key(&b.way)).then(b.way.pattern.len().cmp(&a.way.pattern.len()))
        });
        let (by_way, by_name, numbers) = Default::default();
        let mut forest = Self { nodes: Vec::new(), by_way, by_name, numbers, roots };
        for resource in resources {
            forest.add(resource);
        }
        forest
    }

    fn add(&mut self, resource: Resource) {
        let parameters = shared(&resource.operations);
        let places: Vec<String> = resource
            .operations
            .first()
            .map(|operation| places(&operation.path))
            .unwrap_or_default()
            .into_iter()
            .take(parameters.len())
            .collect();
        let names = resource.way.names.clone();
        let owner = resource.way.owner;
        let mut parent = None;
        let mut skipped: Vec<String> = Vec::new();
        for length in 1..names.len() {
            let here = self.by_way.get(&names[..length]).map_or(&[][..], Vec::as_slice);
            let leads = |node: &Node| {
                let compatible = node.owner == owner || node.gives_nothing();
                node.parent == parent && compatible && places.starts_with(&node.places)
            };
            if let Some(node) = here.iter().copied().find(|node| leads(&self.nodes[*node])) {
                parent = Some(node);
                skipped.clear();
            } else if here.iter().all(|node| self.nodes[*node].resource.is_none()) {
                parent = Some(self.lead(parent, &names[..length], &skipped));
                skipped.clear();
            } else {
                skipped.push(resource.way.words[length - 1].clone());
            }
        }
        let past = skipped.join("_");
        skipped.extend(names.last().cloned());
        let (name, told_by) = self.unused(parent, &skipped.join("_"), owner);
        let resource = Some(resource);
        self.push(Node { name, past, told_by, parent, names, owner, parameters, places, resource });
    }

    fn push(&mut self, node: Node) -> usize {
        let index = self.nodes.len();
        self.by_way.entry(node.names.clone()).or_default().push(index);
        self.by_name.entry((node.parent, node.name.clone())).or_default().push(index);
        self.nodes.push(node);
        index
    }

    /// The steps of this name below a step.
    fn called(&self, parent: Option<usize>, name: &str) -> &[usize] {
        self.by_name.get(&(parent, name.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// Makes a step that has no operations of its own.
    fn lead(&mut self, parent: Option<usize>, names: &[String], skipped: &[String]) -> usize {
        let (owner, parameters, places) = match parent.map(|parent| &self.nodes[parent]) {
            Some(parent) => (parent.owner, parent.parameters.clone(), parent.places.clone()),
            None => (Owner::Nobody, Vec::new(), Vec::new()),
        };
        let mut name: Vec<&str> = skipped.iter().map(String::as_str).collect();
        name.extend(names.last().map(String::as_str));
        let (name, told_by) = self.unused(parent, &name.join("_"), owner);
        let names = names.to_vec();
        let (past, resource) = (String::new(), None);
        self.push(Node { name, past, told_by, parent, names, owner, parameters, places, resource })
    }

    /// The name of a step, if need be with a word that tells it from one that has the name already:
    /// whose it is, or that it isn't of one member. The word is given, too.
    fn unused(&mut self, parent: Option<usize>, name: &str, owner: Owner) -> (String, Option<&'static str>) {
        let plain = snake(name);
        let same = self.called(parent, &plain);
        if same.is_empty() {
            return (plain, None);
        }
        let taken = |name: &str| {
            !self.called(parent, name).is_empty() || parent.is_none() && self.roots.contains(name)
        };
        let of_same_owner = same.iter().any(|node| self.nodes[*node].owner == owner);
        let word = match owner {
            Owner::Account if !of_same_owner => "account",
            Owner::Zone if !of_same_owner => "zone",
            _ => "all",
        };
        let base = snake(&format!("{word}_{name}"));
        let mut unique = base.clone();
        let place = (parent, base);
        let mut number = self.numbers.get(&place).copied().unwrap_or(2);
        while taken(&unique) {
            unique = format!("{}_{number}", place.1);
            number += 1;
        }
        self.numbers.insert(place, number);
        (unique, Some(word))
    }

    /// The module of these steps.
    fn module(mut self, name: String) -> Module {
        let mut methods: Vec<Vec<Method>> = self.nodes.iter_mut().map(Node::take_methods).collect();
        let folded = self.fold(&mut methods);
        let roots = self.nodes.iter().filter(|node| node.parent.is_none());
        let paths: BTreeSet<String> =
            roots.filter_map(|root| Some(code(&format!("/{}", root.names.first()?)))).collect();
        let paths = paths.into_iter().collect::<Vec<_>>().join(", ");
        let mut module = Module { name, doc: format!("{paths} and what is below."), ..Module::default() };
        // Where each step is once those that became methods are left out.
        let mut places: Vec<Option<usize>> = Vec::new();
        let mut full_names: Vec<String> = Vec::new();
        let mut used = Used::default();
        used.names.insert(module.mock_extension());
        let resources: BTreeSet<String> =
            methods.iter().flatten().map(|method| method.naming.resource.clone()).collect();
        for (index, (node, methods)) in self.nodes.iter().zip(methods).enumerate() {
            let full_name = match node.parent {
                Some(parent) => format!("{}_{}", full_names[parent], node.name),
                None => node.name.clone(),
            };
            full_names.push(full_name.clone());
            if folded.contains(&index) {
                places.push(None);
                continue;
            }
            places.push(Some(module.groups.len()));
            let parent = node.parent.and_then(|parent| places[parent]);
            let name = node.call(parent.map(|parent| &module.groups[parent]));
            // Of an API's own groups this would be one.
            let suffix =
                if resources.contains(&pascal(&format!("{full_name}_group"))) { "resource" } else { "group" };
            let (_, structure) = unique(&format!("{full_name}_{suffix}"), &mut used);
            let mut group = Group {
                name,
                structure,
                parent,
                doc: node.doc(&methods),
                scope: if node.owner == Owner::Either { Scope::AccountOrZone } else { Scope::Fixed },
                parameters: node.parameters.clone(),
                methods,
            };
            for method in &mut group.methods {
                (method.full_name, method.structure) =
                    unique(&format!("{full_name}_{}", method.name), &mut used);
            }
            module.groups.push(group);
        }
        module
    }

    /// Makes methods of steps that have a single operation and lead nowhere. Says which did.
    fn fold(&self, methods: &mut [Vec<Method>]) -> BTreeSet<usize> {
        let mut folded = BTreeSet::new();
        let leading: BTreeSet<usize> = self.nodes.iter().filter_map(|node| node.parent).collect();
        let mut method_names: Vec<HashSet<String>> = methods
            .iter()
            .map(|methods| methods.iter().map(|method| method.name.clone()).collect())
            .collect();
        for (index, node) in self.nodes.iter().enumerate() {
            let Some(parent) = node.parent else { continue };
            let leads_on = leading.contains(&index);
            let gets_its_owner = node.owner != Owner::Either || self.nodes[parent].owner == Owner::Either;
            let [only] = methods[index].as_slice() else { continue };
            if leads_on || !gets_its_owner || only.operation.named.is_some() {
                continue;
            }
            let name = match (node.told_by, node.names.last()) {
                (None, Some(last)) => folded_name(&node.past, last, &only.operation),
                _ => folded_name("", &node.name, &only.operation),
            };
            let is_taken = method_names[parent].contains(&name)
                || self.called(Some(parent), &name).iter().any(|other| *other != index);
            if is_taken {
                continue;
            }
            let mut method = only.clone();
            method_names[parent].insert(name.clone());
            method.name = name;
            methods[index].clear();
            methods[parent].push(method);
            folded.insert(index);
        }
        folded
    }
}

/// Names of structures of one module.
#[derive(Default)]
struct Used {
    names: HashSet<String>,
    /// The number to go on with for a name.
    numbers: HashMap<String, usize>,
}

/// A name that nothing before it has, in snake case, and as a structure's.
fn unique(name: &str, used: &mut Used) -> (String, String) {
    let number = used.numbers.entry(name.to_owned()).or_insert(1);
    loop {
        let name = if *number == 1 { snake(name) } else { snake(&format!("{name}_{number}")) };
        let structure = pascal(&name);
        // Mocks have another of each.
        let when = pascal(&format!("when_{name}"));
        *number += 1;
        if !used.names.contains(&structure) && !used.names.contains(&when) {
            used.names.extend([structure.clone(), when]);
            return (name, structure);
        }
    }
}

impl Node {
    /// Whether one gets here without saying whose or which it is.
    fn gives_nothing(&self) -> bool {
        self.parameters.is_empty() && self.owner != Owner::Either
    }

    /// Its operations as methods. What is done to one member has the first choice of names:
    /// operations on whole collections are added later to documents, and are not to rename what was
    /// there before.
    fn take_methods(&mut self) -> Vec<Method> {
        let Some(Resource { way, operations }) = self.resource.take() else { return Vec::new() };
        let mut taken: BTreeSet<String> = BTreeSet::from(["clone".to_owned()]);
        let mut names: Vec<String> = vec![String::new(); operations.len()];
        for of_one in [true, false] {
            for (name, operation) in names.iter_mut().zip(&operations) {
                if is_of_one(operation) == of_one {
                    *name = method_name(operation, &taken);
                    taken.insert(name.clone());
                }
            }
        }
        let told_by = self.told_by.map(pascal).unwrap_or_default();
        let lone = operations.len() == 1;
        let methods = names.into_iter().zip(operations).map(|(name, operation)| {
            let last = self.names.last().map(String::as_str).unwrap_or_default();
            let done = lone && self.parent.is_some() && says_what_is_done(last, &operation);
            let naming = TypeNaming {
                resource: format!("{told_by}{}", way.resource()),
                verb: if lone { verb(&operation) } else { name.clone() },
                body: done.then(|| format!("{}{told_by}{}", pascal(last), way.parent_resource())),
                // The call has the name of what it does.
                result: done.then(|| format!("{told_by}{}{}Result", way.parent_resource(), pascal(last))),
                depth: way.names.len(),
                ..TypeNaming::default()
            };
            let (full_name, structure) = (String::new(), String::new());
            Method { name, full_name, structure, operation, naming, secrets: Vec::new() }
        });
        methods.collect()
    }

    /// The name of the method that leads here, which none of the parent's own methods has.
    fn call(&self, parent: Option<&Group>) -> String {
        let mut name = self.name.clone();
        let is_taken = |name: &str| match parent {
            Some(parent) => name == "clone" || parent.methods.iter().any(|method| method.name == name),
            None => false,
        };
        while is_taken(&name) {
            name.push('_');
        }
        if parent.is_none() { reserved::client_method(name) } else { name }
    }

    fn doc(&self, methods: &[Method]) -> String {
        let own = methods.iter().find(|method| method.naming.depth == self.names.len());
        match own {
            Some(method) => format!("Operations on {}.", code(collection_path(&method.operation.path))),
            None => format!("What is below {}.", code(&format!("/{}", self.names.join("/")))),
        }
    }
}

/// The path without a last parameter.
fn collection_path(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some((start, last)) if is_parameter(last) && !start.is_empty() => start,
        _ => path,
    }
}
