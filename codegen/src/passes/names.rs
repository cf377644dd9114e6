//! Gives types their Rust names.
//!
//! A name says where a type is used: the resource of its group, the method that sends it, the
//! field that holds it. Component keys play no part. The table can name a type itself; answers
//! that it calls by one name are one type.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Place, Report};
use crate::model::{Body, Object, Outcome, Type, TypeId, Types};
use crate::passes::merge::{self, Untyped};
use crate::plan::{Group, Module, Plan, group_structure};
use crate::table::Table;
use crate::words::{pascal, singular, snake};

/// Names that generated code uses for something else.
const TAKEN: [&str; 33] = [
    "AccountId",
    "BTreeMap",
    "Box",
    "Bytes",
    "Client",
    "Clone",
    "Debug",
    "Default",
    "Deserialize",
    "Download",
    "Err",
    "Error",
    "Id",
    "Map",
    "Method",
    "Multipart",
    "Nullable",
    "Ok",
    "Operation",
    "OperationInfo",
    "Option",
    "Paged",
    "Request",
    "Result",
    "Scope",
    "Secret",
    "Serialize",
    "String",
    "Timestamp",
    "UnknownValue",
    "Value",
    "Vec",
    "ZoneId",
];

/// Names all types of a plan.
pub fn name(plan: &mut Plan, table: Option<&Table>, strict: bool, report: &mut Report) {
    let none = Table::default();
    let table = table.unwrap_or(&none);
    for module in &mut plan.modules {
        mark_secrets(module, &mut plan.types, table, strict, report);
        merge_named(module, &mut plan.types, strict, report);
        call_fields(module, &mut plan.types, table);
        let mut used = identify(module, &mut plan.types, table, strict, report);
        let mut naming = Naming::new(&plan.types, table);
        naming.walk(module);
        used.append(&mut naming.used);
        let places = places(module, &plan.types);
        if strict {
            for (id, name, first, second) in &naming.collisions {
                report.error(
                    "name-collision",
                    places.get(id).cloned().unwrap_or_default(),
                    format!("{first} and {second} are different types, and both would be called {name}"),
                    "name one of them in [types], as \"Type.field\" = \"Name\"",
                );
            }
        }
        module.names = naming.names.into_iter().map(|(name, id)| (id, name)).collect();
        check_fields(module, &plan.types, &places, strict, report);
        for key in table.types.keys().filter(|key| !used.contains(*key)) {
            let message = format!("[types] names {key}, and there is no object or enum there");
            report.fault(
                strict,
                "unused-table-entry",
                table.place("/types"),
                message,
                "correct it, or take it out",
            );
        }
    }
}

/// Makes secrets of the fields that the table says hold them.
fn mark_secrets(module: &mut Module, types: &mut Types, table: &Table, strict: bool, report: &mut Report) {
    for method in module.groups.iter_mut().flat_map(|group| &mut group.methods) {
        if method.secrets.is_empty() {
            continue;
        }
        let secrets = &method.secrets;
        let found: std::cell::RefCell<BTreeSet<String>> = std::cell::RefCell::default();
        let mark = |types: &Types, id: TypeId| -> Option<Type> {
            let mut object = types.object(id)?.clone();
            let secret = types.find(&Type::Secret)?;
            let mut changed = false;
            for field in object.fields.iter_mut().filter(|field| secrets.contains(&field.name)) {
                found.borrow_mut().insert(field.name.clone());
                changed |= field.ty != secret;
                field.ty = secret;
            }
            changed.then_some(Type::Object(object))
        };
        types.intern(Type::Secret);
        if let Some(body) = method.operation.body.as_mut().and_then(Body::json_mut) {
            *body = types.rewrite(*body, &mark);
        }
        if let Some(item) = method.operation.result.item() {
            method.operation.result = method.operation.result.with_item(types.rewrite(item, &mark));
        }
        for name in secrets.iter().filter(|name| !found.borrow().contains(*name)) {
            report.fault(
                strict,
                "unknown-table-entry",
                table.place("/operations"),
                format!(
                    "{} {} has no field {name} to keep secret",
                    method.operation.method, method.operation.path
                ),
                "correct `secrets`",
            );
        }
    }
}

/// Makes one type of all answers (and of all bodies) that the table calls by one name.
fn merge_named(module: &mut Module, types: &mut Types, strict: bool, report: &mut Report) {
    let mut named: BTreeMap<String, TypeId> = BTreeMap::new();
    for method in module.groups.iter_mut().flat_map(|group| &mut group.methods) {
        if let (Some(name), Some(item)) = (&method.result_name, method.operation.result.item()) {
            method.operation.result = method.operation.result.with_item(called(item, name, types));
        }
        if let (Some(name), Some(body)) =
            (&method.body_name, method.operation.body.as_mut().and_then(Body::json_mut))
        {
            *body = called(*body, name, types);
        }
    }
    // The second time round, every answer gets what the first made of all of them.
    for pass in 0..2 {
        for method in module.groups.iter_mut().flat_map(|group| &mut group.methods) {
            let operation = &mut method.operation;
            let mut unify = |name: &Option<String>, ty: TypeId, report: &mut Report| -> TypeId {
                let Some(name) = name else { return ty };
                let Some(known) = named.get(name).copied() else {
                    named.insert(name.clone(), ty);
                    return ty;
                };
                if known == ty {
                    return ty;
                }
                if strict && pass == 0 {
                    report.error(
                        "name-collision",
                        operation.place.clone(),
                        format!("the operations table calls different types {name}"),
                        "give them different names, or the same schema",
                    );
                }
                let merged = merge::types(known, ty, Untyped::SaysLess, types);
                named.insert(name.clone(), merged);
                merged
            };
            if let Some(item) = operation.result.item() {
                let item = unify(&method.result_name, item, report);
                operation.result = operation.result.with_item(item);
            }
            if let Some(body) = operation.body.as_mut().and_then(Body::json_mut) {
                *body = unify(&method.body_name, *body, report);
            }
        }
    }
}

/// The same type, set apart by a name of its own where it is an object.
fn called(id: TypeId, name: &str, types: &mut Types) -> TypeId {
    match types.object(id).cloned() {
        Some(object) => types.intern(Type::Object(Object { name: Some(name.to_owned()), ..object })),
        None => id,
    }
}

/// Gives identifiers their types. Returns the table's entries that were used.
fn identify(
    module: &mut Module,
    types: &mut Types,
    table: &Table,
    strict: bool,
    report: &mut Report,
) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (identifier, places) in &table.identifiers {
        let resource = identifier.strip_suffix("Id").unwrap_or(identifier);
        module.identifiers.insert(identifier.clone(), resource.to_owned());
        let ty = types.intern(Type::Identifier(identifier.clone()));
        for place in places {
            let Some((owner, member)) = place.split_once('.') else {
                report.error(
                    "unknown-table-entry",
                    table.place(format!("/identifiers/{identifier}")),
                    format!("{place} is neither group.parameter nor Type.field"),
                    "write it as one of the two",
                );
                continue;
            };
            let found = if owner.starts_with(char::is_uppercase) {
                identify_field(module, types, table, (owner, member), ty, &mut used)
            } else {
                identify_parameter(module, owner, member, ty)
            };
            if !found {
                report.fault(
                    strict,
                    "unknown-table-entry",
                    table.place(format!("/identifiers/{identifier}")),
                    format!("there is no {place}"),
                    "correct it, or take it out",
                );
            }
        }
    }
    used
}

fn identify_parameter(module: &mut Module, group: &str, parameter: &str, ty: TypeId) -> bool {
    let mut found = false;
    for group in module.groups.iter_mut().filter(|known| known.name == group) {
        let shared = group.parameters.iter_mut();
        let own = group.methods.iter_mut().flat_map(|method| &mut method.operation.path_parameters);
        for known in shared.chain(own).filter(|known| known.name == parameter) {
            known.ty = ty;
            found = true;
        }
    }
    found
}

fn identify_field(
    module: &mut Module,
    types: &mut Types,
    table: &Table,
    (owner, field): (&str, &str),
    ty: TypeId,
    used: &mut BTreeSet<String>,
) -> bool {
    let Some(target) = find_field(module, types, table, owner, field, used) else { return false };
    set_field(module, types, target, field, ty);
    true
}

/// Names the objects inside others that the table names, so that they are one type with whatever
/// else it calls by that name.
fn call_fields(module: &mut Module, types: &mut Types, table: &Table) {
    for (key, name) in &table.types {
        let Some((owner, field)) = key.split_once('.') else { continue };
        let Some(target) = find_field(module, types, table, owner, field, &mut BTreeSet::new()) else {
            continue;
        };
        let Some(ty) = types.object(target).and_then(|object| object.field(field)).map(|field| field.ty)
        else {
            continue;
        };
        let call = |types: &Types, id: TypeId| -> Option<Type> {
            types.object(id).map(|object| Type::Object(Object { name: Some(name.clone()), ..object.clone() }))
        };
        let ty = types.rewrite(ty, &call);
        set_field(module, types, target, field, ty);
    }
}

/// The type of this name, if it has this field.
fn find_field(
    module: &Module,
    types: &Types,
    table: &Table,
    owner: &str,
    field: &str,
    used: &mut BTreeSet<String>,
) -> Option<TypeId> {
    let mut naming = Naming::new(types, table);
    naming.walk(module);
    used.append(&mut naming.used);
    let target = naming.names.get(owner).copied()?;
    types.object(target)?.field(field).map(|_| target)
}

/// Gives a field another type wherever its object is used.
fn set_field(module: &mut Module, types: &mut Types, target: TypeId, field: &str, ty: TypeId) {
    let replace = |types: &Types, id: TypeId| -> Option<Type> {
        if id != target {
            return None;
        }
        let mut object = types.object(id)?.clone();
        for known in object.fields.iter_mut().filter(|known| known.name == field) {
            known.ty = ty;
        }
        Some(Type::Object(object))
    };
    for method in module.groups.iter_mut().flat_map(|group| &mut group.methods) {
        if let Some(item) = method.operation.result.item() {
            method.operation.result = method.operation.result.with_item(types.rewrite(item, &replace));
        }
        if let Some(body) = method.operation.body.as_mut().and_then(Body::json_mut) {
            *body = types.rewrite(*body, &replace);
        }
    }
}

/// The names given so far.
struct Naming<'a> {
    types: &'a Types,
    table: &'a Table,
    names: BTreeMap<String, TypeId>,
    done: BTreeMap<TypeId, String>,
    /// Types whose name was taken: the name, what has it, and what wanted it.
    collisions: Vec<(TypeId, String, String, String)>,
    used: BTreeSet<String>,
    origins: BTreeMap<String, String>,
    /// The names of the module's other structures.
    taken: BTreeSet<String>,
}

impl<'a> Naming<'a> {
    fn new(types: &'a Types, table: &'a Table) -> Self {
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

    fn walk(&mut self, module: &Module) {
        // Operations import the types that they use.
        self.taken = module.aliases.iter().map(|alias| group_structure(&alias.group)).collect();
        for group in &module.groups {
            self.taken.insert(group_structure(&group.name));
            self.taken.extend(group.methods.iter().map(|method| group.operation_structure(method)));
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
                    (&method.body_name, operation.body.as_ref().and_then(Body::json))
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
    }

    fn walk_group(&mut self, group: &Group) {
        for method in &group.methods {
            let operation = &method.operation;
            let origin = format!("{}.{}", group.name, method.name);
            let verb = pascal(&method.name);
            if let Some(body) = operation.body.as_ref().and_then(Body::json) {
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
            for parameter in
                operation.query.iter().chain(&operation.headers).chain(&operation.path_parameters)
            {
                let wished = format!("{}{}", group.resource, pascal(&parameter.name));
                self.give(parameter.ty, &wished, &format!("the parameter {} of {origin}", parameter.name));
            }
        }
    }

    /// Names a type, or what it is a list or map of.
    fn give(&mut self, id: TypeId, wished: &str, origin: &str) {
        match self.types.get(id) {
            Type::Array(item) | Type::Map(item) => self.give(*item, wished, origin),
            Type::Object(_) | Type::Enum(_) | Type::Union(_) if !self.done.contains_key(&id) => {
                let mut name = pascal(wished);
                while TAKEN.contains(&name.as_str()) || self.taken.contains(&name) {
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
            _ => {}
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
        match types.get(id) {
            Type::Object(object) => {
                for field in &object.fields {
                    let key = format!("{name}.{}", field.name);
                    let wished = match self.table.types.get(&key) {
                        Some(wished) => wished.clone(),
                        None => {
                            let word = snake(&field.name);
                            let word = word.trim_matches('_');
                            let many = matches!(types.get(field.ty), Type::Array(_) | Type::Map(_));
                            format!("{name}{}", pascal(&if many { singular(word) } else { word.to_owned() }))
                        }
                    };
                    if self.walk_inner(field.ty, &wished, &key, depth) && self.table.types.contains_key(&key)
                    {
                        self.used.insert(key);
                    }
                }
            }
            Type::Union(members) => {
                for member in members {
                    let many = matches!(types.get(*member), Type::Array(_) | Type::Map(_));
                    let wished = format!("{name}{}", if many { "Item" } else { "Value" });
                    self.walk_inner(*member, &wished, name, depth);
                }
            }
            _ => {}
        }
    }

    /// Names a type inside another, and what that holds. Says whether it is one that has a name.
    fn walk_inner(&mut self, id: TypeId, wished: &str, origin: &str, depth: usize) -> bool {
        let mut inner = id;
        while let Type::Array(item) | Type::Map(item) = self.types.get(inner) {
            inner = *item;
        }
        if !matches!(self.types.get(inner), Type::Object(_) | Type::Enum(_) | Type::Union(_)) {
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
    let by = |wanted: &dyn Fn(&crate::model::Operation) -> bool| {
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

/// The first operation that uses each type.
fn places(module: &Module, types: &Types) -> BTreeMap<TypeId, Place> {
    let mut places = BTreeMap::new();
    for operation in module.groups.iter().flat_map(|group| &group.methods).map(|method| &method.operation) {
        let parameters = operation.path_parameters.iter().chain(&operation.query).chain(&operation.headers);
        let mut waiting: Vec<TypeId> = parameters.map(|parameter| parameter.ty).collect();
        waiting.extend(operation.body.as_ref().and_then(Body::json));
        waiting.extend(operation.result.item());
        while let Some(id) = waiting.pop() {
            if places.contains_key(&id) {
                continue;
            }
            places.insert(id, operation.place.clone());
            match types.get(id) {
                Type::Array(item) | Type::Map(item) => waiting.push(*item),
                Type::Object(object) => waiting.extend(object.fields.iter().map(|field| field.ty)),
                Type::Union(members) => waiting.extend(members),
                _ => {}
            }
        }
    }
    places
}

/// Finds fields and enum values that are told apart in JSON and not in Rust.
fn check_fields(
    module: &Module,
    types: &Types,
    places: &BTreeMap<TypeId, Place>,
    strict: bool,
    report: &mut Report,
) {
    for (id, name) in &module.names {
        let members: Vec<(&str, String)> = match types.get(*id) {
            Type::Object(object) => {
                object.fields.iter().map(|field| (field.name.as_str(), snake(&field.name))).collect()
            }
            Type::Enum(values) => values.iter().map(|value| (value.as_str(), pascal(value))).collect(),
            _ => continue,
        };
        let mut taken: BTreeMap<String, &str> = BTreeMap::new();
        for (member, rust) in members {
            if let Some(first) = taken.insert(rust.clone(), member) {
                report.fault(
                    strict,
                    "name-collision",
                    places.get(id).cloned().unwrap_or_default(),
                    format!("in {name}, {first:?} and {member:?} would both be called {rust} in Rust"),
                    "rename one of the two, or leave one out",
                );
            }
        }
    }
}
