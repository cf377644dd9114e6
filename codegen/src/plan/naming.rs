//! Walks a module and gives each type the most telling name that it can have.
//!
//! What the table names comes first, then resources, then what methods send and receive, then
//! what those hold. What several ways lead to is named by the shortest.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::fmt;

use super::held::{Held, held};
use super::reserved::is_reserved;
use super::table::Table;
use super::tree::{Group, Method, Module};
use crate::api::{Body, Operation, Outcome, SCOPE, Step, Type, TypeId, Types};
use crate::words::{pascal, singular, snake};

/// What the enum is called that an object has beside its fields, behind the object's name.
const KIND: &str = "Kind";

/// The names given so far.
pub(super) struct Naming<'a> {
    types: &'a Types,
    table: &'a Table,
    pub(super) names: BTreeMap<String, TypeId>,
    done: BTreeMap<TypeId, String>,
    /// Types whose name was taken: the name, what has it, and what wanted it.
    pub(super) collisions: Vec<(TypeId, String, String, String)>,
    /// The entries of the table that named something.
    pub(super) used: BTreeSet<String>,
    origins: BTreeMap<String, String>,
    /// The number to go on with for a name that is taken.
    numbers: HashMap<String, usize>,
    /// The names of the module's other structures.
    taken: BTreeSet<String>,
    /// Named types in the order in which they got their names, whose fields are still to be named.
    waiting: VecDeque<(TypeId, String)>,
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
            numbers: HashMap::new(),
            taken: BTreeSet::new(),
            waiting: VecDeque::new(),
        }
    }

    pub(super) fn walk(&mut self, module: &Module) {
        // Operations import the types that they use.
        self.taken = module.aliases.iter().map(|alias| alias.structure.clone()).collect();
        self.taken.extend(module.identifiers.keys().cloned());
        self.taken.insert(module.mock_extension());
        for group in &module.groups {
            self.taken.insert(group.structure.clone());
            self.taken.extend(group.methods.iter().map(|method| method.structure.clone()));
            self.taken.extend(group.methods.iter().map(Method::when));
        }
        let mut methods: Vec<Call<'_>> = Vec::new();
        for group in &module.groups {
            methods.extend(group.methods.iter().map(|method| Call { group, method }));
        }
        methods.sort_by_key(|call| call.method.naming.depth);
        for call in &methods {
            let (naming, operation) = (&call.method.naming, &call.method.operation);
            if let (Some(name), Some(item)) = (&naming.wished_result, operation.result.item()) {
                self.give(item, name, &format!("the result of {call}"));
            }
            if let (Some(name), Some(body)) =
                (&naming.wished_body, operation.body.as_ref().and_then(Body::typed))
            {
                self.give(body, name, &format!("the body of {call}"));
            }
        }
        for (resource, operations) in by_resource(&methods) {
            if let Some(item) = resource_type(&operations, self.types) {
                self.give(item, resource, &format!("the resource {resource}"));
            }
        }
        let shared = shared_parameters(&methods, self.types);
        for call in &methods {
            self.walk_call(call, &shared);
        }
        self.walk_waiting();
        // Last, since fields have better names for them.
        for call in &methods {
            self.walk_path(&call.method.naming.resource, &call.method.operation);
            self.walk_waiting();
        }
    }

    /// Names the types of path parameters by what stands before them: the names of path parameters
    /// change between documents.
    fn walk_path(&mut self, resource: &str, operation: &Operation) {
        let mut parameters = operation.path_parameters.iter();
        let mut before = "";
        for segment in operation.path.strip_prefix(SCOPE).unwrap_or(&operation.path).split('/') {
            let here = segment.matches('{').count();
            for parameter in parameters.by_ref().take(here) {
                let wished = format!("{resource}{}", pascal(&singular(&snake(before))));
                self.give(parameter.ty, &wished, &format!("{segment} in {}", operation.path));
            }
            if here == 0 {
                before = segment;
            }
        }
    }

    fn walk_call(&mut self, call: &Call<'_>, shared: &BTreeMap<TypeId, String>) {
        let (naming, operation) = (&call.method.naming, &call.method.operation);
        let (resource, verb) = (&naming.resource, pascal(&naming.verb));
        if let Some(body) = operation.body.as_ref().and_then(Body::typed) {
            let wished = naming.body.clone().unwrap_or_else(|| format!("{verb}{resource}"));
            self.give(body, &wished, &format!("the body of {call}"));
        }
        let held = held(operation, self.types).filter(|_| naming.result.is_none());
        if let Some(Held::Items(item)) = held {
            self.give(item, &format!("{resource}Item"), &format!("the items of {call}"));
        }
        if let Some(item) = operation.result.item() {
            let wished = match (&operation.result, operation.method.as_str()) {
                (Outcome::List(_), "GET") => format!("{resource}Item"),
                (_, "DELETE") => format!("Deleted{resource}"),
                _ if matches!(held, Some(Held::Items(_))) => format!("{resource}List"),
                _ => format!("{resource}{verb}Result"),
            };
            self.give(item, &wished, &format!("the result of {call}"));
        }
        for (_, parameter) in operation.sent_parameters() {
            let name = pascal(&parameter.name);
            let inner = self.types.innermost(parameter.ty);
            let alone = shared.get(&inner).map(|name| pascal(name)).filter(|name| self.is_free(name));
            let key = format!("{}.{}", call.group.name, parameter.name);
            let named = self.table.types.get(&key).cloned();
            let wished = named.or(alone).unwrap_or_else(|| format!("{resource}{name}"));
            let origin = format!("the parameter {} of {call}", parameter.name);
            if self.give(parameter.ty, &wished, &origin) && self.table.types.contains_key(&key) {
                self.used.insert(key);
            }
        }
    }

    /// How many fields of an object have the same name and type but for a number.
    fn numbered<'t>(&self, children: impl Iterator<Item = (Step<'t>, TypeId)>) -> Numbered {
        let mut numbered = Numbered::new();
        for (step, child) in children {
            let Step::Field(field) = step else { continue };
            if field.name.contains(|sign: char| sign.is_ascii_digit())
                && let Some(stem) = without_number(&snake(&field.name))
            {
                *numbered.entry((stem.to_owned(), self.types.innermost(child))).or_default() += 1;
            }
        }
        numbered
    }

    /// Whether nothing has a name, and nothing else may need it.
    fn is_free(&self, name: &str) -> bool {
        !is_reserved(name) && !self.taken.contains(name) && !self.names.contains_key(name)
    }

    /// Names a type, or what it is a list or map of. Says whether it is one that has a name.
    fn give(&mut self, id: TypeId, wished: &str, origin: &str) -> bool {
        self.give_one_of(id, &[wished.to_owned()], origin)
    }

    /// The same, by the first of several names that nothing else has.
    fn give_one_of(&mut self, id: TypeId, wished: &[String], origin: &str) -> bool {
        let id = self.types.innermost(id);
        if !self.types.get(id).is_named() {
            return false;
        }
        if self.done.contains_key(&id) {
            return true;
        }
        let mut names = wished.iter().map(|wished| self.allowed(wished));
        let first = names.next().unwrap_or_default();
        let free = std::iter::once(first.clone()).chain(names).find(|name| !self.names.contains_key(name));
        let name = free.unwrap_or_else(|| {
            let other = self.origins.get(&first).cloned().unwrap_or_default();
            self.collisions.push((id, first.clone(), other, origin.to_owned()));
            let number = self.numbers.entry(first.clone()).or_insert(2);
            loop {
                let numbered = format!("{first}{number}");
                *number += 1;
                if !self.names.contains_key(&numbered) && !self.taken.contains(&numbered) {
                    break numbered;
                }
            }
        });
        self.origins.insert(name.clone(), origin.to_owned());
        self.names.insert(name.clone(), id);
        self.done.insert(id, name.clone());
        self.waiting.push_back((id, name));
        true
    }

    /// A name as a type can have it.
    fn allowed(&self, wished: &str) -> String {
        let mut name = pascal(wished);
        while is_reserved(&name) || self.taken.contains(&name) {
            name.push_str("Data");
        }
        name
    }

    /// Names what the named types hold, after the type and the field: what is held directly before
    /// what that holds.
    fn walk_waiting(&mut self) {
        let types = self.types;
        while let Some((id, name)) = self.waiting.pop_front() {
            // What several fields have is named by the shortest.
            let mut children: Vec<_> = types.get(id).children().collect();
            children.sort_by_key(|(step, _)| match step {
                Step::Field(field) => field.name.len(),
                _ => 0,
            });
            // What an object is one of is called after the object.
            let owner = match types.get(id) {
                Type::Choice(_) => name.strip_suffix(KIND).filter(|owner| !owner.is_empty()).unwrap_or(&name),
                _ => &name,
            };
            let numbered = self.numbered(children.iter().copied());
            for (step, child) in children {
                let many = matches!(types.get(child), Type::Array(_) | Type::Map(_));
                let Step::Field(field) = step else {
                    let what = match step {
                        Step::Kinds => KIND,
                        _ if many => "Item",
                        _ => "Value",
                    };
                    let wished = format!("{name}{what}");
                    self.give(child, &wished, &name);
                    continue;
                };
                let key = format!("{name}.{}", field.name);
                let wished = match self.table.types.get(&key) {
                    Some(wished) => vec![wished.clone()],
                    None => {
                        let word = snake(&field.name);
                        let word = word.trim_matches('_');
                        let word = if many { singular(word) } else { word.to_owned() };
                        // `lan_1` and `lan_2`, of one type, are each a `lan`.
                        let stem = without_number(&word).filter(|stem| {
                            let like = (stem.to_string(), types.innermost(child));
                            numbered.get(&like).is_some_and(|count| *count > 1)
                        });
                        let word = stem.unwrap_or(&word);
                        let whole = format!("{owner}{}", pascal(word));
                        let other = format!("{whole}{}", if many { "Item" } else { "Value" });
                        vec![joined(owner, word), whole, other]
                    }
                };
                if self.give_one_of(child, &wished, &key) && self.table.types.contains_key(&key) {
                    self.used.insert(key);
                }
            }
        }
    }
}

/// A method and its group, as messages name it.
#[derive(Clone, Copy)]
struct Call<'m> {
    group: &'m Group,
    method: &'m Method,
}

impl fmt::Display for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.group.name, self.method.name)
    }
}

/// The operations on each resource, in the order in which resources come first.
fn by_resource<'m>(methods: &[Call<'m>]) -> Vec<(&'m str, Vec<&'m Operation>)> {
    let mut resources: Vec<(&str, Vec<&Operation>)> = Vec::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for Call { method, .. } in methods {
        let naming = &method.naming;
        let resource = naming.result.as_ref().unwrap_or(&naming.resource).as_str();
        let position = *known.entry(resource).or_insert(resources.len());
        match resources.get_mut(position) {
            Some((_, operations)) => operations.push(&method.operation),
            None => resources.push((resource, vec![&method.operation])),
        }
    }
    resources
}

/// How many fields there are of a name without its number, and of a type.
type Numbered = HashMap<(String, TypeId), usize>;

/// A field's name without the number behind it, if it has one. What stands right behind letters is part of
/// a word: `ipv4`.
fn without_number(field: &str) -> Option<&str> {
    let stem = field.trim_end_matches(|sign: char| sign.is_ascii_digit());
    stem.strip_suffix('_').filter(|name| stem.len() < field.len() && !name.is_empty())
}

/// What a resource is: what `get` answers with, else the items of its list, else what is made.
fn resource_type(operations: &[&Operation], types: &Types) -> Option<TypeId> {
    let got = |operation: &&&Operation| operation.method == "GET";
    let one = |operation: &&Operation| match (&operation.result, held(operation, types)) {
        (_, Some(Held::One(one))) => Some(one),
        (Outcome::Single(one), None) => Some(*one),
        _ => None,
    };
    let item = |operation: &&Operation| match (&operation.result, held(operation, types)) {
        (_, Some(Held::Items(item))) => Some(item),
        (Outcome::List(item), _) => Some(*item),
        _ => None,
    };
    let made = |operation: &&Operation| match operation.method.as_str() {
        "POST" | "PUT" | "PATCH" => operation.result.item(),
        _ => None,
    };
    let gets = || operations.iter().filter(got);
    gets().find_map(one).or_else(|| gets().find_map(item)).or_else(|| operations.iter().find_map(made))
}

/// A type's name and a field's, without saying a word twice where they meet: the `issue_type` of an
/// `Issue` is an `IssueType`.
fn joined(name: &str, field: &str) -> String {
    let rest = field.split_once('_').and_then(|(first, rest)| {
        let same = name.strip_suffix(&pascal(first)).is_some();
        (same && !rest.is_empty()).then_some(rest)
    });
    format!("{name}{}", pascal(rest.unwrap_or(field)))
}

/// The enums that parameters of several resources take: they are about the parameter, by the name
/// that most have for it, and about no resource.
fn shared_parameters(methods: &[Call<'_>], types: &Types) -> BTreeMap<TypeId, String> {
    let mut users: BTreeMap<TypeId, (BTreeMap<&str, usize>, BTreeSet<&str>)> = BTreeMap::new();
    for Call { method, .. } in methods {
        for (_, parameter) in method.operation.sent_parameters() {
            let id = types.innermost(parameter.ty);
            if matches!(types.get(id), Type::Enum(_) | Type::Numbers(_)) {
                let (names, resources) = users.entry(id).or_default();
                *names.entry(&parameter.name).or_default() += 1;
                resources.insert(&method.naming.resource);
            }
        }
    }
    let shared = users.into_iter().filter(|(_, (_, resources))| resources.len() > 1);
    let named = shared.filter_map(|(id, (names, _))| {
        let (name, _) = names.into_iter().max_by_key(|(name, count)| (*count, Reverse(*name)))?;
        Some((id, name.to_owned()))
    });
    named.collect()
}
