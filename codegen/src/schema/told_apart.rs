//! Finds what tells the objects of several alternatives apart: a field that has one value in each of
//! them, or the one field that each has for itself.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::Value;

use super::compose::Composer;
use super::conjunction::{Alternatives, Node};
use crate::api::{Kind, Object, Type, TypeId, Untyped};
use crate::input::document::{Pointer, reference, text};

/// How many fields all variants of all choices may have together. A document that calls one large object
/// by many values, or offers it at many places, would otherwise make a structure of it for each of them.
/// The document of August 2024 has 5,400.
const MOST_FIELDS: usize = 200_000;

/// An alternative's position, and its type.
pub(super) type Placed = (usize, TypeId);

/// The values by which an alternative is told from the others.
type Told = Vec<(String, Object)>;

impl<'d> Composer<'d, '_> {
    /// The alternatives' types, with one in the place of the objects that are told apart. `types` has
    /// one for each alternative, with its position.
    pub(super) fn told_apart(&mut self, alternatives: &Alternatives<'d>, types: Vec<Placed>) -> Vec<TypeId> {
        // A discriminator goes by what schemas are called, too.
        let said = alternatives.discriminator.map(|said| {
            let targets: Vec<&str> =
                alternatives.set.iter().map(|node| reference(node.value).unwrap_or_default()).collect();
            format!("{said}{targets:?}")
        });
        let key = (types, alternatives.exclusive, said);
        if let Some(known) = self.known_told.get(&key) {
            return known.clone();
        }
        let is_object = |ty: &TypeId| self.types.get(*ty).kind() == Some(Kind::Object);
        let (objects, others): (Vec<Placed>, Vec<Placed>) = key.0.iter().partition(|(_, ty)| is_object(ty));
        let told = match self.objects_told_apart(alternatives, objects) {
            Some(told) => others.into_iter().map(|(_, ty)| ty).chain([told]).collect(),
            None => key.0.iter().map(|(_, ty)| *ty).collect::<Vec<TypeId>>(),
        };
        self.known_told.insert(key, told.clone());
        told
    }

    /// One type in the place of objects, if something tells them apart.
    fn objects_told_apart(
        &mut self,
        alternatives: &Alternatives<'d>,
        objects: Vec<Placed>,
    ) -> Option<TypeId> {
        let fields =
            objects.iter().filter_map(|(_, ty)| self.types.object(*ty)).map(|object| object.fields.len() + 1);
        let fields: usize = fields.sum();
        if self.told + fields > MOST_FIELDS {
            return None;
        }
        self.told += fields;
        let known: BTreeSet<TypeId> = objects.iter().map(|(_, ty)| *ty).collect();
        let flat: Option<Vec<(usize, Object)>> = objects
            .iter()
            .map(|(position, ty)| Some((*position, self.types.flat(*ty)?.into_owned())))
            .collect();
        let objects = flat.filter(|_| known.len() > 1)?;
        // Whatever else there is belongs to no single one of them.
        if objects.iter().any(|(_, object)| object.name.is_some()) {
            return None;
        }
        match self.by_tag(alternatives, &objects) {
            Some((tag, told)) => Some(self.types.told_by_tag(Object::default(), &tag, told)),
            // Of alternatives that can hold together, several may have their key in one object.
            None if alternatives.exclusive => {
                let objects: Vec<Object> = objects.into_iter().map(|(_, object)| object).collect();
                self.types.told_by_key(Object::default(), &objects)
            }
            None => None,
        }
    }

    /// The tag, and the object for each of its values.
    fn by_tag(
        &mut self,
        alternatives: &Alternatives<'d>,
        objects: &[(usize, Object)],
    ) -> Option<(String, Told)> {
        let mut values: BTreeMap<&str, BTreeMap<usize, &str>> = BTreeMap::new();
        for (position, object) in objects {
            for field in &object.fields {
                if let Type::Enum(own) = self.types.get(field.ty)
                    && let [only] = own.as_slice()
                {
                    values.entry(&field.name).or_default().insert(*position, only);
                }
            }
        }
        let (tag, told) = match alternatives.discriminator.and_then(|said| text(said, "propertyName")) {
            Some(tag) => {
                let own = values.remove(tag).unwrap_or_default();
                (tag, self.by_discriminator(alternatives, objects, &own)?)
            }
            None => {
                values.retain(|_, of| of.len() == objects.len());
                // The one that tells most of them apart; of several, the one that must be there.
                let best = values.into_iter().max_by_key(|(tag, of)| {
                    let distinct: BTreeSet<&str> = of.values().copied().collect();
                    let required =
                        objects.iter().all(|(_, object)| object.required.iter().any(|name| name == tag));
                    (distinct.len(), required, *tag == "type", std::cmp::Reverse(*tag))
                });
                let (tag, of) = best?;
                (tag, of.into_iter().map(|(position, value)| (value.to_owned(), position)).collect())
            }
        };
        let mut by_value: IndexMap<String, BTreeSet<usize>> = IndexMap::new();
        for (value, position) in told {
            by_value.entry(value).or_default().insert(position);
        }
        let of: BTreeMap<usize, &Object> =
            objects.iter().map(|(position, object)| (*position, object)).collect();
        let fields = by_value.values().flatten().filter_map(|position| of.get(position));
        let fields: usize = fields.map(|object| object.fields.len() + 1).sum();
        let map = objects.iter().any(|(_, object)| object.field(tag).is_none() && object.others.is_some());
        if by_value.len() < 2 || self.told + fields > MOST_FIELDS || map {
            return None;
        }
        self.told += fields;
        let tag = tag.to_owned();
        let told = by_value.into_iter().map(|(value, positions)| {
            let same: Vec<Object> = positions
                .iter()
                .filter_map(|position| of.get(position))
                .map(|object| (*object).clone())
                .collect();
            let object = match <[Object; 1]>::try_from(same) {
                Ok([only]) => only,
                Err(several) => self.types.join_objects(several, Untyped::AllowsAll),
            };
            (value, object)
        });
        let told = told.collect();
        Some((tag, told))
    }

    /// The values by which a discriminator calls the alternatives: their own, where the tag has one
    /// value there, else those that the mapping gives, else the name of the schema. None where one of
    /// them has no value.
    fn by_discriminator(
        &self,
        alternatives: &Alternatives<'d>,
        objects: &[(usize, Object)],
        own: &BTreeMap<usize, &str>,
    ) -> Option<Vec<(String, usize)>> {
        let mapping =
            alternatives.discriminator.and_then(|said| said.get("mapping")).and_then(Value::as_object);
        let mut mapped: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (value, target) in mapping.into_iter().flatten() {
            if let Some(target) = target.as_str() {
                mapped.entry(canonical(target)).or_default().push(value);
            }
        }
        // The order of a mapping means nothing.
        mapped.values_mut().for_each(|values| values.sort_unstable());
        let mut told = Vec::new();
        for (position, _) in objects {
            let node: &Node<'_> = alternatives.set.get(*position)?;
            let target = reference(node.value).map(canonical);
            match (own.get(position), target) {
                (Some(value), _) => told.push(((*value).to_owned(), *position)),
                (None, Some(target)) => match mapped.get(&target) {
                    Some(values) => told.extend(values.iter().map(|value| ((*value).to_owned(), *position))),
                    None => told.push((Pointer::parse(&target).segments().pop()?.to_owned(), *position)),
                },
                (None, None) => return None,
            }
        }
        Some(told)
    }
}

/// A schema as references and mappings name it: a mapping may have the name alone.
fn canonical(target: &str) -> String {
    match target.strip_prefix('#') {
        Some(pointer) => Pointer::parse(pointer).to_string(),
        None => Pointer::parse("/components/schemas").child(target).to_string(),
    }
}
