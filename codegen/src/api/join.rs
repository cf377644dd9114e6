//! Makes one of two types that stand for the same thing.
//!
//! The same operation exists for accounts and for zones, and documents describe the two with
//! small differences; the table may call two answers by one name; a union offers alternatives.
//! Objects are joined field by field. Where two forms are of different JSON kinds, the type is
//! one or the other, which a decoder can tell apart.

use super::types::{Object, Type, TypeId, Types, Untyped};

impl Types {
    /// The type that holds what either holds.
    pub fn join(&mut self, a: TypeId, b: TypeId, untyped: Untyped) -> TypeId {
        if a == b {
            return a;
        }
        // Two types are joined once, however many ways lead to both.
        if let Some(known) = self.joined.get(&(a, b, untyped)) {
            return *known;
        }
        let joined = self.join_anew(a, b, untyped);
        self.joined.insert((a, b, untyped), joined);
        joined
    }

    fn join_anew(&mut self, a: TypeId, b: TypeId, untyped: Untyped) -> TypeId {
        let joined = match (self.get(a).clone(), self.get(b).clone()) {
            (Type::Any, _) => return if untyped == Untyped::SaysLess { b } else { a },
            (_, Type::Any) => return if untyped == Untyped::SaysLess { a } else { b },
            (Type::Union(members), _) => return self.join_forms(members, &[b], untyped),
            (_, Type::Union(members)) => return self.join_forms(vec![a], &members, untyped),
            (Type::Object(first), Type::Object(second)) => {
                Type::Object(self.join_objects(first, second, untyped))
            }
            (Type::Object(object), Type::Map(_)) | (Type::Map(_), Type::Object(object)) => {
                Type::Object(object)
            }
            (Type::Map(first), Type::Map(second)) => Type::Map(self.join(first, second, untyped)),
            (Type::Array(first), Type::Array(second)) => Type::Array(self.join(first, second, untyped)),
            (Type::Enum(mut first), Type::Enum(second)) => {
                for value in second {
                    if !first.contains(&value) {
                        first.push(value);
                    }
                }
                Type::Enum(first)
            }
            (Type::Number, Type::Integer | Type::Unsigned)
            | (Type::Integer | Type::Unsigned, Type::Number) => Type::Number,
            (Type::Integer | Type::Unsigned, Type::Integer | Type::Unsigned) => Type::Integer,
            (Type::Secret, _) | (_, Type::Secret) if self.same_kind(a, b) => Type::Secret,
            // An enum keeps values that it doesn't know, so it holds any text.
            (Type::Enum(values), _) | (_, Type::Enum(values)) if self.same_kind(a, b) => Type::Enum(values),
            _ if self.same_kind(a, b) => Type::String,
            _ => return self.join_forms(vec![a], &[b], untyped),
        };
        let id = self.intern(joined);
        let doc = if self.doc(a).is_empty() { self.doc(b) } else { self.doc(a) }.to_owned();
        self.describe(id, &doc);
        id
    }

    fn same_kind(&self, a: TypeId, b: TypeId) -> bool {
        self.get(a).kind() == self.get(b).kind()
    }

    /// A union with one member of each kind.
    fn join_forms(&mut self, mut members: Vec<TypeId>, more: &[TypeId], untyped: Untyped) -> TypeId {
        let more: Vec<TypeId> = more
            .iter()
            .flat_map(|other| match self.get(*other) {
                Type::Union(inner) => inner.clone(),
                _ => vec![*other],
            })
            .collect();
        for other in &more {
            match members.iter().position(|known| self.same_kind(*known, *other)) {
                Some(position) => members[position] = self.join(members[position], *other, untyped),
                None => members.push(*other),
            }
        }
        members.sort_by_key(|member| self.get(*member).kind());
        self.intern(Type::Union(members))
    }

    fn join_objects(&mut self, first: Object, second: Object, untyped: Untyped) -> Object {
        let mut joined = first;
        if joined.doc.is_empty() {
            joined.doc = second.doc;
        }
        // What only one of the two requires is not required.
        joined.required.retain(|name| second.required.contains(name));
        for field in second.fields {
            match joined.fields.iter_mut().find(|known| known.name == field.name) {
                Some(known) => {
                    known.ty = self.join(known.ty, field.ty, untyped);
                    known.nullable |= field.nullable;
                    if known.doc.is_empty() {
                        known.doc = field.doc;
                    }
                }
                None => joined.fields.push(field),
            }
        }
        joined.fields.sort_by(|a, b| a.name.cmp(&b.name));
        joined
    }

    /// An object that has the fields of both, and requires what either requires.
    pub fn conjunction(&mut self, first: Object, second: Object) -> Object {
        let mut required = first.required.clone();
        required.extend(second.required.iter().filter(|name| !first.required.contains(name)).cloned());
        Object { required, ..self.join_objects(first, second, Untyped::SaysLess) }
    }
}
