//! Objects that are told apart: by a field that has one value in each, or by the one field that each
//! has for itself.
//!
//! What all of them have is a structure's own; what differs is an enum inside it, or the enum alone
//! where they have nothing in common. A way back leads to the object that has the fields of all
//! ([`Types::flat`]), which is what forms, queries and whatever isn't told apart need.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use indexmap::{IndexMap, IndexSet};

use super::types::{By, Choice, Field, Object, Type, TypeId, Types, Untyped, Why};

/// An object in two parts: what it has in any case, and what it is one of.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    common: Object,
    choice: Option<Choice>,
}

impl Parts {
    /// Whether the object is one of several.
    pub(super) fn is_told(&self) -> bool {
        self.choice.is_some()
    }
}

impl Types {
    /// An object that is one of several, which a tag tells apart: for each value of the tag, the whole
    /// object. What `base` has, all of them have.
    pub fn told_by_tag(&mut self, base: Object, tag: &str, objects: Vec<(String, Object)>) -> TypeId {
        let required = requires(&base, tag) || objects.iter().all(|(_, object)| requires(object, tag));
        let mut base = without(base, tag);
        let mut objects: Vec<(String, Object)> =
            objects.into_iter().map(|(value, object)| (value, without(self.plain(object), tag))).collect();
        self.share(&mut base, &mut objects);
        let values = objects.iter().map(|(value, _)| value.clone()).collect();
        if objects.iter().all(|(_, object)| object.fields.is_empty() && object.others.is_none()) {
            // The tag is all that there is to tell: a field like any other.
            if required {
                base.required.push(tag.to_owned());
            }
            base.fields.push(self.tag(tag, values));
            base.fields.sort_by(|a, b| a.name.cmp(&b.name));
            return self.intern(Type::Object(base));
        }
        let flat = self.flat_of(tag, values, objects.iter().map(|(_, object)| object.clone()).collect());
        let variants = objects.into_iter().map(|(value, object)| {
            let doc = object.doc.clone();
            let ty = self.intern(Type::Object(Object { variant: Some(value.clone()), ..object }));
            Field { name: value, ty, nullable: false, doc, deprecated: false, why: None }
        });
        let variants = variants.collect();
        self.chosen(base, Choice { by: By::Tag(tag.to_owned()), required, variants, flat })
    }

    /// An object that is one of several, each of which has one field that no other has; none where that
    /// isn't how they are.
    pub fn told_by_key(&mut self, base: Object, objects: &[Object]) -> Option<TypeId> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for field in objects.iter().flat_map(|object| &object.fields) {
            *counts.entry(field.name.as_str()).or_default() += 1;
        }
        // What only some of them have would have no place.
        if counts.values().any(|count| *count != 1 && *count != objects.len()) {
            return None;
        }
        let mut variants = Vec::new();
        let mut required = true;
        for object in objects {
            let mut own = object.fields.iter().filter(|field| counts.get(field.name.as_str()) == Some(&1));
            let (field, None) = (own.next()?, own.next()) else { return None };
            if object.others.is_some() || object.kinds.is_some() || base.field(&field.name).is_some() {
                return None;
            }
            required &= object.required.contains(&field.name);
            variants.push(Field { nullable: false, ..field.clone() });
        }
        let own: HashSet<&str> = variants.iter().map(|field| field.name.as_str()).collect();
        let common = |object: &Object| Object {
            fields: object
                .fields
                .iter()
                .filter(|field| !own.contains(field.name.as_str()))
                .cloned()
                .collect(),
            required: object.required.iter().filter(|name| !own.contains(name.as_str())).cloned().collect(),
            ..object.clone()
        };
        let mut shared: Vec<(String, Object)> =
            objects.iter().map(|object| (String::new(), common(object))).collect();
        let mut base = base;
        self.share(&mut base, &mut shared);
        let alone = base.fields.is_empty();
        // Beside others, a field that needn't be there is a field like any other.
        if shared.iter().any(|(_, object)| !object.fields.is_empty()) || (!alone && !required) {
            return None;
        }
        let mut fields = variants.clone();
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        let flat = self.intern(Type::Object(Object { fields, ..Object::default() }));
        Some(self.chosen(base, Choice { by: By::Key, required, variants, flat }))
    }

    /// The choice alone where nothing is common to all.
    fn chosen(&mut self, common: Object, choice: Choice) -> TypeId {
        let kinds = self.intern(Type::Choice(choice));
        if common.fields.is_empty() && common.name.is_none() {
            self.describe(kinds, &common.doc);
            return kinds;
        }
        self.intern(Type::Object(Object { kinds: Some(kinds), ..common }))
    }

    /// Moves to `base` what all objects have alike, so that no field is in both.
    fn share(&mut self, base: &mut Object, objects: &mut [(String, Object)]) {
        let mut found: IndexMap<String, Vec<Field>> = IndexMap::new();
        let mut demands: HashMap<String, usize> = HashMap::new();
        for (_, object) in objects.iter() {
            for field in &object.fields {
                found.entry(field.name.clone()).or_default().push(field.clone());
            }
            let required: HashSet<&String> = object.required.iter().collect();
            required.into_iter().for_each(|name| *demands.entry(name.clone()).or_default() += 1);
        }
        let mut common: BTreeMap<String, Field> =
            base.fields.drain(..).map(|field| (field.name.clone(), field)).collect();
        let mut required: IndexSet<String> = base.required.drain(..).collect();
        let mut moved: HashSet<String> = HashSet::new();
        // What a field is in those that say nothing of it, and what the base says of it.
        let mut said: HashMap<String, TypeId> = HashMap::new();
        let mut kept: HashMap<String, TypeId> = HashMap::new();
        for (name, fields) in found {
            let own = common.get(&name).cloned();
            let all = fields.len() == objects.len();
            let saying: Vec<TypeId> =
                fields.iter().filter(|field| !is_silent(field)).map(|field| field.ty).collect();
            let alike = saying.windows(2).all(|pair| pair[0] == pair[1]);
            match &own {
                None if !all || !alike => {
                    if let (true, Some(ty)) = (alike, saying.first()) {
                        said.insert(name, *ty);
                    }
                    continue;
                }
                // Each says for itself what it is.
                Some(own) if all && !alike => {
                    kept.insert(name.clone(), own.ty);
                    common.remove(&name);
                    required.shift_remove(&name);
                    continue;
                }
                _ => {}
            }
            if demands.get(&name) == Some(&objects.len()) {
                required.insert(name.clone());
            }
            if let Some(field) = self.shared(own.as_ref(), &fields, saying) {
                common.insert(name.clone(), field);
                moved.insert(name);
            }
        }
        base.fields = common.into_values().collect();
        base.required = required.into_iter().collect();
        for (_, object) in objects {
            object.fields.retain(|field| !moved.contains(&field.name));
            object.required.retain(|name| !moved.contains(name));
            for field in &mut object.fields {
                if let Some(ty) = said.get(&field.name).filter(|_| is_silent(field)) {
                    (field.ty, field.why) = (*ty, None);
                }
                if let Some(known) = kept.get(&field.name) {
                    field.ty = self.join(*known, field.ty, Untyped::SaysLess);
                    field.why = field.why.filter(|_| self.holds_any(field.ty));
                }
            }
        }
    }

    /// One field in the place of the base's own, if it has one, and those of the objects, of which
    /// these say what type it is.
    fn shared(&mut self, own: Option<&Field>, fields: &[Field], saying: Vec<TypeId>) -> Option<Field> {
        let first = own.or(fields.first())?;
        let own_type = own.filter(|field| !is_silent(field)).map(|field| field.ty);
        let types: Vec<TypeId> = own_type.into_iter().chain(saying).collect();
        let ty = if types.is_empty() { first.ty } else { self.join_all(types, Untyped::SaysLess) };
        let mut docs = fields.iter().map(|field| field.doc.as_str()).filter(|doc| !doc.is_empty());
        let doc = match (own.map_or("", |own| own.doc.as_str()), docs.next()) {
            // What is said of one of several is said of no other.
            ("", Some(doc)) if docs.all(|other| other == doc) => doc,
            (own, _) => own,
        };
        let mut all = own.into_iter().chain(fields);
        Some(Field {
            name: first.name.clone(),
            ty,
            nullable: all.clone().any(|field| field.nullable),
            doc: doc.to_owned(),
            deprecated: all.all(|field| field.deprecated),
            why: first.why.filter(|_| self.holds_any(ty)),
        })
    }

    fn tag(&mut self, tag: &str, values: Vec<String>) -> Field {
        let ty = self.intern(Type::Enum(values));
        Field { name: tag.to_owned(), ty, nullable: false, doc: String::new(), deprecated: false, why: None }
    }

    /// The object with the tag and with the fields of all.
    fn flat_of(&mut self, tag: &str, values: Vec<String>, objects: Vec<Object>) -> TypeId {
        let mut flat = self.join_objects(objects, Untyped::AllowsAll);
        flat.fields.push(self.tag(tag, values));
        flat.fields.sort_by(|a, b| a.name.cmp(&b.name));
        self.intern(Type::Object(Object { doc: String::new(), name: None, ..flat }))
    }

    /// The object, or each of the objects that it is one of, with fields that are demanded of it.
    pub fn demanding(&mut self, id: TypeId, names: &IndexSet<&str>) -> TypeId {
        match self.get(id).clone() {
            Type::Object(mut object) => {
                let known: HashSet<String> = object.required.iter().cloned().collect();
                let fields: HashSet<&str> = object.fields.iter().map(|field| field.name.as_str()).collect();
                let more = names.iter().filter(|name| fields.contains(*name) && !known.contains(**name));
                object.required.extend(more.map(|name| (*name).to_owned()));
                object.kinds = object.kinds.map(|kinds| self.demanding(kinds, names));
                self.intern(Type::Object(object))
            }
            Type::Choice(mut choice) => {
                if let By::Tag(tag) = &choice.by {
                    choice.required |= names.contains(tag.as_str());
                    for variant in &mut choice.variants {
                        variant.ty = self.demanding(variant.ty, names);
                    }
                }
                self.intern(Type::Choice(choice))
            }
            _ => id,
        }
    }

    /// An object by its parts; none of what is no object.
    pub(super) fn parts(&self, id: TypeId) -> Option<Parts> {
        match self.get(id) {
            Type::Object(object) => {
                let choice = object.kinds.and_then(|kinds| self.choice(kinds)).cloned();
                Some(Parts { common: Object { kinds: None, ..object.clone() }, choice })
            }
            Type::Choice(choice) => {
                let doc = self.doc(id).to_owned();
                Some(Parts { common: Object { doc, ..Object::default() }, choice: Some(choice.clone()) })
            }
            _ => None,
        }
    }

    /// The choice behind an id, where it is one.
    pub fn choice(&self, id: TypeId) -> Option<&Choice> {
        match self.get(id) {
            Type::Choice(choice) => Some(choice),
            _ => None,
        }
    }

    /// The object with all fields that a value may have, whatever tells it apart; none of what is no
    /// object.
    pub fn flat(&self, id: TypeId) -> Option<Cow<'_, Object>> {
        match self.get(id) {
            Type::Object(object) if object.kinds.is_none() => Some(Cow::Borrowed(object)),
            Type::Choice(choice) => self.object(choice.flat).map(Cow::Borrowed),
            Type::Object(_) => self.parts(id).map(|parts| Cow::Owned(self.flattened(parts))),
            _ => None,
        }
    }

    /// The object with all fields that it may have.
    pub(super) fn plain(&self, object: Object) -> Object {
        let choice = object.kinds.and_then(|kinds| self.choice(kinds)).cloned();
        self.flattened(Parts { common: Object { kinds: None, ..object }, choice })
    }

    fn flattened(&self, parts: Parts) -> Object {
        let Parts { mut common, choice } = parts;
        let Some(choice) = choice else { return common };
        if let Some(flat) = self.object(choice.flat) {
            // No field is in both.
            common.fields.extend(flat.fields.iter().cloned());
            common.fields.sort_by(|a, b| a.name.cmp(&b.name));
            common.required.extend(flat.required.iter().cloned());
            common.others = common.others.or(flat.others);
        }
        if let By::Tag(tag) = choice.by
            && choice.required
        {
            common.required.push(tag);
        }
        common
    }

    /// Joins objects some of which are told apart.
    pub(super) fn join_parts(&mut self, parts: Vec<Parts>, untyped: Untyped) -> TypeId {
        let by = parts.first().and_then(|parts| parts.choice.as_ref()).map(|choice| choice.by.clone());
        let alike = parts.iter().all(|parts| parts.choice.as_ref().map(|choice| &choice.by) == by.as_ref());
        let Some(By::Tag(tag)) = by.filter(|_| alike) else {
            let objects = parts.into_iter().map(|parts| self.flattened(parts)).collect();
            let joined = self.join_objects(objects, untyped);
            return self.intern(Type::Object(joined));
        };
        let mut objects: IndexMap<String, Vec<Object>> = IndexMap::new();
        let mut commons = Vec::new();
        let mut required = true;
        for Parts { common, choice } in parts {
            for variant in choice.iter().flat_map(|choice| &choice.variants) {
                let object = self.object(variant.ty).cloned().unwrap_or_default();
                objects.entry(variant.name.clone()).or_default().push(Object { variant: None, ..object });
            }
            required &= choice.is_some_and(|choice| choice.required);
            commons.push(common);
        }
        // What only some have beside the choice, and all that the others are one of, needs the long way.
        let mut base = self.join_objects(commons, untyped);
        let joined: Vec<(String, Object)> = objects
            .into_iter()
            .map(|(value, objects)| (value, self.join_objects(objects, untyped)))
            .collect();
        if required {
            base.required.push(tag.clone());
        }
        self.told_by_tag(base, &tag, joined)
    }

    /// What satisfies both, where both are objects.
    pub fn both(&mut self, first: TypeId, second: TypeId) -> Option<TypeId> {
        let (first, second) = (self.parts(first)?, self.parts(second)?);
        let (plain, told) = match (&first.choice, &second.choice) {
            (None, None) => {
                let both = self.conjunction(first.common, second.common);
                return Some(self.intern(Type::Object(both)));
            }
            (None, Some(_)) => (first.common, second),
            (Some(_), None) => (second.common, first),
            (Some(_), Some(_)) => {
                let (first, second) = (self.flattened(first), self.flattened(second));
                let both = self.conjunction(first, second);
                return Some(self.intern(Type::Object(both)));
            }
        };
        let Parts { common, choice } = told;
        let choice = choice?;
        let whole = |types: &Self, common: &Object, choice: &Choice| {
            types.flattened(Parts { common: common.clone(), choice: Some(choice.clone()) })
        };
        // Whatever else there is would be taken from the variants.
        if plain.others.is_some() || common.others.is_some() {
            let told = whole(self, &common, &choice);
            let both = self.conjunction(plain, told);
            return Some(self.intern(Type::Object(both)));
        }
        match &choice.by {
            By::Tag(tag) => {
                let mut base = self.conjunction(plain, common);
                if choice.required && !requires(&base, tag) {
                    base.required.push(tag.clone());
                }
                let objects = choice.variants.iter().map(|variant| {
                    let object = self.object(variant.ty).cloned().unwrap_or_default();
                    (variant.name.clone(), Object { variant: None, ..object })
                });
                let objects = objects.collect();
                Some(self.told_by_tag(base, tag, objects))
            }
            By::Key => {
                let base = self.conjunction(plain.clone(), common.clone());
                let objects: Vec<Object> =
                    choice.variants.iter().map(|field| alone(field, choice.required)).collect();
                if let Some(told) = self.told_by_key(base, &objects) {
                    return Some(told);
                }
                let told = whole(self, &common, &choice);
                let both = self.conjunction(plain, told);
                Some(self.intern(Type::Object(both)))
            }
        }
    }
}

/// An object of one field.
fn alone(field: &Field, required: bool) -> Object {
    let required = if required { vec![field.name.clone()] } else { Vec::new() };
    Object { fields: vec![field.clone()], required, ..Object::default() }
}

fn requires(object: &Object, name: &str) -> bool {
    object.required.iter().any(|required| required == name)
}

fn without(mut object: Object, name: &str) -> Object {
    object.fields.retain(|field| field.name != name);
    object.required.retain(|required| required != name);
    object
}

/// Who says nothing of a field that another describes only repeats its name.
fn is_silent(field: &Field) -> bool {
    field.why == Some(Why::NoType)
}
