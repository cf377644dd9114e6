//! Makes one of several types that stand for the same thing.
//!
//! The same operation exists for accounts and for zones, and documents describe the two with
//! small differences; the table may call two answers by one name; a union offers alternatives.
//! Objects are joined field by field. Where forms are of different JSON kinds, the type is
//! one or the other, which a decoder can tell apart.
//!
//! All that are to be one are joined at once: a union of thousands of constants would otherwise make
//! an enum for each number of them.

use std::collections::{BTreeMap, HashSet};

use indexmap::{IndexMap, IndexSet};

use super::choice::Parts;
use super::types::{Field, Kind, Object, Type, TypeId, Types, Untyped, Why};

impl Types {
    /// The type that holds what either holds.
    pub fn join(&mut self, a: TypeId, b: TypeId, untyped: Untyped) -> TypeId {
        self.join_all(vec![a, b], untyped)
    }

    /// The type that holds what any of them holds.
    pub fn join_all(&mut self, mut types: Vec<TypeId>, untyped: Untyped) -> TypeId {
        let mut seen = HashSet::new();
        types.retain(|ty| seen.insert(*ty));
        if let [only] = types.as_slice() {
            return *only;
        }
        // The same types are joined once, however many ways lead to them.
        let key = (types, untyped);
        if let Some(known) = self.joined.get(&key) {
            return *known;
        }
        let joined = self.join_anew(&key.0, untyped);
        self.joined.insert(key, joined);
        joined
    }

    fn join_anew(&mut self, types: &[TypeId], untyped: Untyped) -> TypeId {
        let any = self.intern(Type::Any);
        if types.iter().any(|ty| matches!(self.get(*ty), Type::Optional(_))) {
            let values = types.iter().map(|ty| self.without_null(*ty)).collect();
            let joined = self.join_all(values, untyped);
            return self.optional(joined);
        }
        // What a circle is isn't known while types are read: it is itself, and beside others anything.
        if types.iter().any(|ty| matches!(self.get(*ty), Type::Circle(_))) {
            let mut others = types.iter().filter(|ty| **ty != any);
            return match (others.next(), others.next(), untyped) {
                (Some(only), None, Untyped::SaysLess) => *only,
                _ => any,
            };
        }
        let mut forms: BTreeMap<Kind, Vec<TypeId>> = BTreeMap::new();
        // A union keeps what is of none of its forms.
        let mut open = false;
        for ty in types {
            let members = match self.get(*ty) {
                Type::Any => {
                    open |= untyped == Untyped::AllowsAll;
                    continue;
                }
                Type::Union(members) => {
                    open |= members.len() == 1;
                    members.clone()
                }
                _ => vec![*ty],
            };
            for member in members {
                if let Some(kind) = self.get(member).kind() {
                    forms.entry(kind).or_default().push(member);
                }
            }
        }
        let mut members: Vec<TypeId> =
            forms.into_iter().map(|(kind, types)| self.join_form(kind, &types, untyped)).collect();
        match members.len() {
            0 => any,
            1 if !open => members.remove(0),
            _ => self.intern(Type::Union(members)),
        }
    }

    /// Joins types of one JSON kind.
    fn join_form(&mut self, kind: Kind, types: &[TypeId], untyped: Untyped) -> TypeId {
        if let Some((first, rest)) = types.split_first()
            && rest.iter().all(|ty| ty == first)
        {
            return *first;
        }
        let joined = match kind {
            Kind::Bool => Type::Bool,
            Kind::Number => self.join_numbers(types),
            Kind::Text => self.join_texts(types),
            Kind::List => {
                let items = self.inside(types, |ty| match ty {
                    Type::Array(item) => Some(*item),
                    _ => None,
                });
                Type::Array(self.join_all(items, untyped))
            }
            Kind::Object => {
                let objects: Vec<Parts> = types.iter().filter_map(|ty| self.parts(*ty)).collect();
                if objects.iter().any(Parts::is_told) {
                    return self.join_parts(objects, untyped);
                }
                let objects: Vec<Object> = types.iter().filter_map(|ty| self.object(*ty)).cloned().collect();
                if objects.is_empty() {
                    let values = self.inside(types, |ty| match ty {
                        Type::Map(value) => Some(*value),
                        _ => None,
                    });
                    Type::Map(self.join_all(values, untyped))
                } else {
                    Type::Object(self.join_objects(objects, untyped))
                }
            }
        };
        let id = self.intern(joined);
        let docs = types.iter().map(|ty| self.doc(*ty));
        let doc = docs.into_iter().find(|doc| !doc.is_empty()).unwrap_or_default().to_owned();
        self.describe(id, &doc);
        id
    }

    fn inside(&self, types: &[TypeId], inner: impl Fn(&Type) -> Option<TypeId>) -> Vec<TypeId> {
        types.iter().filter_map(|ty| inner(self.get(*ty))).collect()
    }

    fn join_numbers(&self, types: &[TypeId]) -> Type {
        let mut values: IndexSet<i64> = IndexSet::new();
        let mut named = true;
        for ty in types {
            match self.get(*ty) {
                Type::Numbers(own) => values.extend(own),
                _ => named = false,
            }
        }
        // Where any number will do, a few that have names are in the way of whoever gives one.
        if named {
            return Type::Numbers(values.into_iter().collect());
        }
        let has = |wanted: &Type| types.iter().any(|ty| self.get(*ty) == wanted);
        let never_negative = !has(&Type::Integer) && values.iter().all(|value| *value >= 0);
        match (has(&Type::Number), never_negative) {
            (true, _) => Type::Number,
            (false, true) => Type::Unsigned,
            (false, false) => Type::Integer,
        }
    }

    fn join_texts(&self, types: &[TypeId]) -> Type {
        if types.iter().any(|ty| *self.get(*ty) == Type::Secret) {
            return Type::Secret;
        }
        if types.iter().any(|ty| *self.get(*ty) == Type::File) {
            return Type::File;
        }
        // An enum keeps values that it doesn't know, so it holds any text.
        let mut values: IndexSet<&String> = IndexSet::new();
        for ty in types {
            if let Type::Enum(own) = self.get(*ty) {
                values.extend(own);
            }
        }
        if values.is_empty() { Type::String } else { Type::Enum(values.into_iter().cloned().collect()) }
    }

    /// The object with the fields of all; what they are told apart by is fields as well.
    pub fn join_objects(&mut self, objects: Vec<Object>, untyped: Untyped) -> Object {
        let objects: Vec<Object> = objects.into_iter().map(|object| self.plain(object)).collect();
        let mut name = None;
        let mut doc = String::new();
        let mut fields: IndexMap<String, (Field, Vec<TypeId>)> = IndexMap::new();
        let mut required: Option<Vec<String>> = None;
        let mut others = Vec::new();
        for object in objects {
            others.extend(object.others);
            if required.is_none() {
                name = object.name;
            }
            if doc.is_empty() {
                doc = object.doc;
            }
            // What only some of them require is not required.
            required = Some(match required {
                None => object.required,
                Some(mut known) => {
                    let own: HashSet<&String> = object.required.iter().collect();
                    known.retain(|name| own.contains(name));
                    known
                }
            });
            for field in object.fields {
                match fields.get_mut(&field.name) {
                    Some((known, types)) => {
                        // Who says nothing of a field that another describes only repeats its name.
                        let silent = |field: &Field| field.why == Some(Why::NoType);
                        if silent(known) && !silent(&field) {
                            types.clear();
                            known.why = field.why;
                        }
                        if silent(known) || !silent(&field) {
                            types.push(field.ty);
                        }
                        known.nullable |= field.nullable;
                        if known.doc.is_empty() {
                            known.doc = field.doc;
                        }
                    }
                    None => {
                        let ty = field.ty;
                        fields.insert(field.name.clone(), (field, vec![ty]));
                    }
                }
            }
        }
        let mut fields: Vec<Field> = fields
            .into_values()
            .map(|(field, types)| {
                let ty = self.join_all(types, untyped);
                let why = field.why.filter(|_| self.holds_any(ty));
                Field { ty, why, ..field }
            })
            .collect();
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        let others = (!others.is_empty()).then(|| self.join_all(others, untyped));
        Object { name, doc, fields, required: required.unwrap_or_default(), others, ..Object::default() }
    }

    /// An object that has the fields of both, and requires what either requires.
    pub fn conjunction(&mut self, first: Object, second: Object) -> Object {
        let (first, second) = (self.plain(first), self.plain(second));
        let required: IndexSet<String> = first.required.iter().chain(&second.required).cloned().collect();
        let required = required.into_iter().collect();
        Object { required, ..self.join_objects(vec![first, second], Untyped::SaysLess) }
    }
}
