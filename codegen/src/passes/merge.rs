//! Makes one of two operations or types that stand for the same thing.
//!
//! The same operation exists for accounts and for zones, and documents describe the two with
//! small differences; the table may call two answers by one name. Fields are joined, and where
//! the two disagree about one, it is left untyped and noted.

use crate::diagnostic::{Place, Report};
use crate::model::{Object, Operation, Outcome, Type, TypeId, Types};

/// Merges the operation for zones into that for accounts.
pub fn operations(
    mut first: Operation,
    second: Operation,
    types: &mut Types,
    report: &mut Report,
) -> Operation {
    let place = &second.place;
    first.result = match (&first.result, &second.result) {
        (Outcome::Nothing, other) => other.clone(),
        (Outcome::List(_), Outcome::Single(_)) | (Outcome::Single(_), Outcome::List(_)) => {
            report.note(
                "scope-difference",
                place.clone(),
                "one scope answers with a list and the other doesn't",
            );
            first.result.clone()
        }
        (known, other) => match (known.item(), other.item()) {
            (Some(a), Some(b)) => known.with_item(self::types(a, b, types, place, report)),
            _ => known.clone(),
        },
    };
    if let (Some(known), Some(other)) = (&mut first.body, &second.body) {
        known.ty = self::types(known.ty, other.ty, types, place, report);
    }
    for parameter in second.query {
        if !first.query.iter().any(|known| known.name == parameter.name) {
            first.query.push(parameter);
        }
    }
    first.query.sort_by(|a, b| a.name.cmp(&b.name));
    first
}

/// The type that holds what either holds.
pub fn types(a: TypeId, b: TypeId, types: &mut Types, place: &Place, report: &mut Report) -> TypeId {
    if a == b {
        return a;
    }
    let merged = match (types.get(a).clone(), types.get(b).clone()) {
        (Type::Any, _) => return b,
        (_, Type::Any) => return a,
        (Type::Object(first), Type::Object(second)) => {
            Type::Object(objects(first, second, types, place, report))
        }
        (Type::Array(first), Type::Array(second)) => {
            Type::Array(self::types(first, second, types, place, report))
        }
        (Type::Enum(mut first), Type::Enum(second)) => {
            first.extend(second.into_iter().filter(|value| !first.contains(value)).collect::<Vec<_>>());
            Type::Enum(first)
        }
        (Type::Integer | Type::Unsigned, Type::Integer | Type::Unsigned) => Type::Integer,
        (Type::Number, Type::Integer | Type::Unsigned) | (Type::Integer | Type::Unsigned, Type::Number) => {
            Type::Number
        }
        (Type::String, Type::Enum(_) | Type::Secret) => return b,
        (Type::Enum(_) | Type::Secret, Type::String) => return a,
        _ => {
            report.note(
                "merge-conflict",
                place.clone(),
                "two forms of the same field differ in type: left untyped",
            );
            Type::Any
        }
    };
    let id = types.intern(merged);
    let doc = if types.doc(a).is_empty() { types.doc(b) } else { types.doc(a) }.to_owned();
    types.describe(id, &doc);
    id
}

fn objects(first: Object, second: Object, types: &mut Types, place: &Place, report: &mut Report) -> Object {
    let mut merged = first;
    if merged.doc.is_empty() {
        merged.doc = second.doc;
    }
    // What only one of the two requires is not required.
    merged.required.retain(|name| second.required.contains(name));
    for field in second.fields {
        match merged.fields.iter_mut().find(|known| known.name == field.name) {
            Some(known) => {
                known.ty = self::types(known.ty, field.ty, types, place, report);
                known.nullable |= field.nullable;
                if known.doc.is_empty() {
                    known.doc = field.doc;
                }
            }
            None => merged.fields.push(field),
        }
    }
    merged.fields.sort_by(|a, b| a.name.cmp(&b.name));
    merged
}
