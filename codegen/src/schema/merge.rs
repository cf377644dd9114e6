//! Makes one of two operations or types that stand for the same thing.
//!
//! The same operation exists for accounts and for zones, and documents describe the two with
//! small differences; the table may call two answers by one name; a union offers alternatives.
//! Objects are joined field by field. Where two forms are of different JSON kinds, the type is
//! one or the other, which a decoder can tell apart.

use crate::api::{Object, Operation, Outcome, Type, TypeId, Types};
use crate::report::Report;

/// What an untyped form beside a typed one means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Untyped {
    /// One document says less than the other: the typed form is right.
    SaysLess,
    /// Anything is allowed: so it is for both together.
    AllowsAll,
}

/// Merges the operation for zones into that for accounts.
pub fn operations(
    mut first: Operation,
    second: Operation,
    types: &mut Types,
    report: &mut Report,
) -> Operation {
    first.result = match (&first.result, &second.result) {
        (Outcome::Nothing, other) => other.clone(),
        (Outcome::List(_), Outcome::Single(_)) | (Outcome::Single(_), Outcome::List(_)) => {
            let place = second.place.clone();
            report.note("scope-difference", place, "one scope answers with a list and the other doesn't");
            first.result.clone()
        }
        (known, other) => match (known.item(), other.item()) {
            (Some(a), Some(b)) => known.with_item(self::types(a, b, Untyped::SaysLess, types)),
            _ => known.clone(),
        },
    };
    if let (Some(known), Some(other)) = (&mut first.body, &second.body)
        && let (Some(known), Some(other)) = (known.typed_mut(), other.typed())
    {
        *known = self::types(*known, other, Untyped::SaysLess, types);
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
pub fn types(a: TypeId, b: TypeId, untyped: Untyped, types: &mut Types) -> TypeId {
    if a == b {
        return a;
    }
    // Two types are merged once, however many ways lead to both.
    if let Some(known) = types.merged.get(&(a, b, untyped)) {
        return *known;
    }
    let merged = merge(a, b, untyped, types);
    types.merged.insert((a, b, untyped), merged);
    merged
}

fn merge(a: TypeId, b: TypeId, untyped: Untyped, types: &mut Types) -> TypeId {
    let merged = match (types.get(a).clone(), types.get(b).clone()) {
        (Type::Any, _) => return if untyped == Untyped::SaysLess { b } else { a },
        (_, Type::Any) => return if untyped == Untyped::SaysLess { a } else { b },
        (Type::Union(members), _) => return union(members, &[b], untyped, types),
        (_, Type::Union(members)) => return union(vec![a], &members, untyped, types),
        (Type::Object(first), Type::Object(second)) => Type::Object(objects(first, second, untyped, types)),
        (Type::Object(object), Type::Map(_)) | (Type::Map(_), Type::Object(object)) => Type::Object(object),
        (Type::Map(first), Type::Map(second)) => Type::Map(self::types(first, second, untyped, types)),
        (Type::Array(first), Type::Array(second)) => Type::Array(self::types(first, second, untyped, types)),
        (Type::Enum(mut first), Type::Enum(second)) => {
            for value in second {
                if !first.contains(&value) {
                    first.push(value);
                }
            }
            Type::Enum(first)
        }
        (Type::Number, Type::Integer | Type::Unsigned) | (Type::Integer | Type::Unsigned, Type::Number) => {
            Type::Number
        }
        (Type::Integer | Type::Unsigned, Type::Integer | Type::Unsigned) => Type::Integer,
        (Type::Secret, _) | (_, Type::Secret) if same_kind(a, b, types) => Type::Secret,
        // An enum keeps values that it doesn't know, so it holds any text.
        (Type::Enum(values), _) | (_, Type::Enum(values)) if same_kind(a, b, types) => Type::Enum(values),
        _ if same_kind(a, b, types) => Type::String,
        _ => return union(vec![a], &[b], untyped, types),
    };
    let id = types.intern(merged);
    let doc = if types.doc(a).is_empty() { types.doc(b) } else { types.doc(a) }.to_owned();
    types.describe(id, &doc);
    id
}

fn same_kind(a: TypeId, b: TypeId, types: &Types) -> bool {
    types.get(a).kind() == types.get(b).kind()
}

/// A union with one member of each kind.
fn union(mut members: Vec<TypeId>, more: &[TypeId], untyped: Untyped, types: &mut Types) -> TypeId {
    let more: Vec<TypeId> = more
        .iter()
        .flat_map(|other| match types.get(*other) {
            Type::Union(inner) => inner.clone(),
            _ => vec![*other],
        })
        .collect();
    for other in &more {
        match members.iter().position(|known| same_kind(*known, *other, types)) {
            Some(position) => members[position] = self::types(members[position], *other, untyped, types),
            None => members.push(*other),
        }
    }
    members.sort_by_key(|member| types.get(*member).kind());
    types.intern(Type::Union(members))
}

fn objects(first: Object, second: Object, untyped: Untyped, types: &mut Types) -> Object {
    let mut merged = first;
    if merged.doc.is_empty() {
        merged.doc = second.doc;
    }
    // What only one of the two requires is not required.
    merged.required.retain(|name| second.required.contains(name));
    for field in second.fields {
        match merged.fields.iter_mut().find(|known| known.name == field.name) {
            Some(known) => {
                known.ty = self::types(known.ty, field.ty, untyped, types);
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

/// An object that has the fields of both, and requires what either requires.
pub fn conjunction(first: Object, second: Object, types: &mut Types) -> Object {
    let mut required = first.required.clone();
    required.extend(second.required.iter().filter(|name| !first.required.contains(name)).cloned());
    Object { required, ..objects(first, second, Untyped::SaysLess, types) }
}
