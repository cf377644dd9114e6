//! Gives types their Rust names.
//!
//! A name says where a type is used: the resource of its group, the method that sends it, the
//! field that holds it. Component keys play no part. The table can name a type itself; answers
//! that it calls by one name are one type.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::naming::Naming;
use super::table::Table;
use super::tree::{Module, Plan};
use crate::api::Place;
use crate::api::{Body, Object, Type, TypeId, Types, Untyped};
use crate::report::{Mode, Report};
use crate::words::{pascal, snake};

/// Names all types of a plan.
pub fn name(plan: &mut Plan, table: Option<&Table>, report: &mut Report) {
    let none = Table::default();
    let table = table.unwrap_or(&none);
    for module in &mut plan.modules {
        mark_secrets(module, &mut plan.types, table, report);
        merge_named(module, &mut plan.types, report);
        call_fields(module, &mut plan.types, table);
        let mut used = identify(module, &mut plan.types, table, report);
        let mut naming = Naming::new(&plan.types, table);
        naming.walk(module);
        used.append(&mut naming.used);
        let places = places(module, &plan.types);
        if report.mode() == Mode::Strict {
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
        check_fields(module, &plan.types, &places, report);
        for key in table.types.keys().filter(|key| !used.contains(*key)) {
            let message = format!("[types] names {key}, and there is no object or enum there");
            report.fault("unused-table-entry", table.place("/types"), message, "correct it, or take it out");
        }
    }
}

/// Makes secrets of the fields that the table says hold them.
fn mark_secrets(module: &mut Module, types: &mut Types, table: &Table, report: &mut Report) {
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
        if let Some(body) = method.operation.body.as_mut().and_then(Body::typed_mut) {
            *body = types.rewrite(*body, &mark);
        }
        if let Some(item) = method.operation.result.item() {
            method.operation.result = method.operation.result.with_item(types.rewrite(item, &mark));
        }
        for name in secrets.iter().filter(|name| !found.borrow().contains(*name)) {
            report.fault(
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
fn merge_named(module: &mut Module, types: &mut Types, report: &mut Report) {
    let mut named: BTreeMap<String, TypeId> = BTreeMap::new();
    for method in module.groups.iter_mut().flat_map(|group| &mut group.methods) {
        if let (Some(name), Some(item)) = (&method.naming.wished_result, method.operation.result.item()) {
            method.operation.result = method.operation.result.with_item(called(item, name, types));
        }
        if let (Some(name), Some(body)) =
            (&method.naming.wished_body, method.operation.body.as_mut().and_then(Body::typed_mut))
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
                if report.mode() == Mode::Strict && pass == 0 {
                    report.error(
                        "name-collision",
                        operation.place.clone(),
                        format!("the operations table calls different types {name}"),
                        "give them different names, or the same schema",
                    );
                }
                let merged = types.join(known, ty, Untyped::SaysLess);
                named.insert(name.clone(), merged);
                merged
            };
            if let Some(item) = operation.result.item() {
                let item = unify(&method.naming.wished_result, item, report);
                operation.result = operation.result.with_item(item);
            }
            if let Some(body) = operation.body.as_mut().and_then(Body::typed_mut) {
                *body = unify(&method.naming.wished_body, *body, report);
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
fn identify(module: &mut Module, types: &mut Types, table: &Table, report: &mut Report) -> BTreeSet<String> {
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
                identify_parameter(module, types, owner, member, ty)
            };
            if !found {
                report.fault(
                    "unknown-table-entry",
                    table.place(format!("/identifiers/{identifier}")),
                    format!("there is no text at {place}"),
                    "correct it, or take it out",
                );
            }
        }
    }
    used
}

/// Identifies a parameter wherever the group has it: in paths, and in queries where it is a text.
fn identify_parameter(
    module: &mut Module,
    types: &mut Types,
    group: &str,
    parameter: &str,
    ty: TypeId,
) -> bool {
    let mut found = false;
    for group in module.groups.iter_mut().filter(|known| known.name == group) {
        let operations = group.methods.iter_mut().map(|method| &mut method.operation);
        let (own, sent): (Vec<_>, Vec<_>) =
            operations.map(|operation| (&mut operation.path_parameters, &mut operation.query)).unzip();
        let in_paths = group.parameters.iter_mut().chain(own.into_iter().flatten());
        for known in in_paths.filter(|known| known.name == parameter) {
            known.ty = ty;
            found = true;
        }
        for known in sent.into_iter().flatten().filter(|known| known.name == parameter) {
            let Some(identified) = identified(known.ty, ty, types) else { continue };
            known.ty = identified;
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
    let known = types.object(target).and_then(|object| object.field(field)).map(|field| field.ty);
    let Some(ty) = known.and_then(|known| identified(known, ty, types)) else { return false };
    set_field(module, types, target, field, ty);
    true
}

/// The type with its texts identified: a text, or a list or map of texts.
fn identified(known: TypeId, identifier: TypeId, types: &mut Types) -> Option<TypeId> {
    let ty = match *types.get(known) {
        Type::Any | Type::String | Type::Identifier(_) => return Some(identifier),
        Type::Array(item) => Type::Array(identified(item, identifier, types)?),
        Type::Map(item) => Type::Map(identified(item, identifier, types)?),
        Type::Optional(value) => Type::Optional(identified(value, identifier, types)?),
        _ => return None,
    };
    Some(types.intern(ty))
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
        if let Some(body) = method.operation.body.as_mut().and_then(Body::typed_mut) {
            *body = types.rewrite(*body, &replace);
        }
    }
}

/// The first operation that uses each type.
fn places(module: &Module, types: &Types) -> BTreeMap<TypeId, Place> {
    let mut places = BTreeMap::new();
    for operation in module.operations() {
        let parameters = operation.parameters().map(|parameter| parameter.ty);
        let body = operation.body.as_ref().and_then(Body::typed);
        for id in parameters.chain(body).chain(operation.result.item()) {
            types.visit(id, &mut |id| match places.entry(id) {
                Entry::Vacant(slot) => {
                    slot.insert(operation.place.clone());
                    true
                }
                Entry::Occupied(_) => false,
            });
        }
    }
    places
}

/// Finds fields and enum values that are told apart in JSON and not in Rust.
fn check_fields(module: &Module, types: &Types, places: &BTreeMap<TypeId, Place>, report: &mut Report) {
    for (id, name) in &module.names {
        let members: Vec<(&str, String)> = match types.get(*id) {
            Type::Object(object) => {
                object.fields.iter().map(|field| (field.name.as_str(), snake(&field.name))).collect()
            }
            Type::Enum(values) => values.iter().map(|value| (value.as_str(), pascal(value))).collect(),
            Type::Choice(choice) => {
                choice.variants.iter().map(|variant| (variant.name.as_str(), pascal(&variant.name))).collect()
            }
            _ => continue,
        };
        let mut taken: BTreeMap<String, &str> = BTreeMap::new();
        for (member, rust) in members {
            if let Some(first) = taken.insert(rust.clone(), member) {
                report.fault(
                    "name-collision",
                    places.get(id).cloned().unwrap_or_default(),
                    format!("in {name}, {first:?} and {member:?} would both be called {rust} in Rust"),
                    "rename one of the two, or leave one out",
                );
            }
        }
    }
}
