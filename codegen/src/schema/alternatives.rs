//! What a schema says beside its own keywords: alternatives of which one holds, and fields that hold
//! under conditions.

use std::collections::HashSet;

use indexmap::IndexSet;
use serde_json::Value;

use super::compose::{Composer, Direction};
use super::conjunction::{Node, alternatives, flatten};
use crate::api::{Kind, Object, Type, TypeId, Untyped, Why};
use crate::input::grammar::WHEN;

impl<'d> Composer<'d, '_> {
    /// The object that also has the fields which hold under a condition; none where there are no such
    /// fields. None of them is required.
    pub(super) fn with_conditions(
        &mut self,
        base: TypeId,
        leaves: &[Node<'d>],
        direction: Direction,
    ) -> Option<TypeId> {
        let mut ty = base;
        for condition in leaves.iter().flat_map(|leaf| leaf.list(WHEN)) {
            let composed = self.alternative(condition, direction);
            let Type::Object(more) = self.types.get(composed.ty).clone() else { continue };
            let more = Object { required: Vec::new(), ..more };
            let known = match self.types.get(ty).clone() {
                Type::Object(known) => known,
                Type::Any => Object::default(),
                _ => continue,
            };
            let both = self.types.conjunction(known, more);
            ty = self.types.intern(Type::Object(both));
        }
        (ty != base).then_some(ty)
    }

    /// The type of a schema that also offers alternatives: each set of them is one type that holds
    /// what any of them holds, so work grows with the sum of alternatives and not their product.
    /// `why` says why the schema itself has no type, where it has none.
    pub(super) fn with_alternatives(
        &mut self,
        base: TypeId,
        why: Option<Why>,
        leaves: &[Node<'d>],
        direction: Direction,
    ) -> (TypeId, bool) {
        let mut ty = base;
        let mut nullable = false;
        for alternatives in alternatives(leaves, self.document) {
            let mut types = Vec::new();
            let mut silent = Vec::new();
            let mut bare_object = false;
            for (position, alternative) in alternatives.set.iter().enumerate() {
                let narrows = self.only_narrows(alternative);
                let composed = self.alternative(alternative.clone(), direction);
                // An alternative that is what it is an alternative of.
                if composed.why == Some(Why::Recursive) && *self.types.get(composed.ty) == Type::Any {
                    continue;
                }
                nullable |= composed.nullable;
                let says_nothing = composed.why == Some(Why::NoType) && narrows;
                bare_object |= composed.why == Some(Why::BareObject);
                if says_nothing { &mut silent } else { &mut types }.push((position, composed.ty));
            }
            let types = match (types.is_empty(), silent.is_empty()) {
                (false, true) => self.told_apart(&alternatives, types),
                (none, _) => {
                    let all = if none { silent } else { types };
                    all.into_iter().map(|(_, ty)| ty).collect()
                }
            };
            let mut joined = self.types.join_all(types, Untyped::AllowsAll);
            // "An object or a text" is how documents write that they describe something elsewhere.
            if bare_object && self.is_text_or_other(joined) {
                joined = self.types.intern(Type::Any);
            }
            ty = match (self.types.get(ty).clone(), self.types.get(joined).clone()) {
                // An object without fields that can be a text only in another place.
                (Type::Any, _) if why == Some(Why::BareObject) => self.only_objects(joined).unwrap_or(ty),
                (Type::Any, _) => joined,
                (Type::Object(_) | Type::Choice(_), Type::Object(_) | Type::Choice(_)) => {
                    self.types.both(ty, joined).unwrap_or(ty)
                }
                // Alternatives of a type that is stated are constraints on it.
                _ => ty,
            };
        }
        (self.with_demands(ty, leaves, direction), nullable)
    }

    /// Whether a schema without a type says something about the values all the same: it repeats what
    /// others describe, or narrows it. A schema without any keyword allows everything.
    fn only_narrows(&self, node: &Node<'d>) -> bool {
        let keywords = |leaf: &Node<'_>| leaf.value.as_object().is_some_and(|keywords| !keywords.is_empty());
        flatten(self.document, vec![node.clone()]).iter().any(keywords)
    }

    fn is_text_or_other(&self, ty: TypeId) -> bool {
        match self.types.get(ty) {
            Type::Union(members) => {
                matches!(members.as_slice(), [only] if self.types.get(*only).kind() == Some(Kind::Text))
            }
            _ => false,
        }
    }

    /// What of a type is an object; none where nothing is.
    fn only_objects(&mut self, ty: TypeId) -> Option<TypeId> {
        match self.types.get(ty) {
            Type::Union(members) => {
                let object = members.iter().copied();
                let mut object = object.filter(|member| self.types.get(*member).kind() == Some(Kind::Object));
                let object = object.next()?;
                Some(self.types.intern(Type::Union(vec![object])))
            }
            Type::Object(_) | Type::Choice(_) | Type::Map(_) => Some(ty),
            _ => None,
        }
    }

    /// The object with what is demanded beside its alternatives: fields that only they define. A list
    /// that names what only the server sets was written for answers, and demands nothing of a request.
    fn with_demands(&mut self, ty: TypeId, leaves: &[Node<'d>], direction: Direction) -> TypeId {
        let lists: Vec<Vec<&str>> = leaves
            .iter()
            .filter_map(|leaf| leaf.value.get("required").and_then(Value::as_array))
            .map(|list| list.iter().filter_map(Value::as_str).collect())
            .collect();
        if lists.iter().all(Vec::is_empty) {
            return ty;
        }
        let known = self.names(ty);
        let missing: Vec<&str> =
            lists.iter().flatten().copied().filter(|name| !known.contains(*name)).collect();
        let mut answers = HashSet::new();
        if direction != Direction::Response && !missing.is_empty() {
            let answer = self.of_leaves(&leaves[0].pointer, leaves.to_vec(), Direction::Response).ty;
            let own = |name: &str| leaves.iter().any(|leaf| leaf.value["properties"].get(name).is_some());
            answers = self.names(answer);
            answers.retain(|name| missing.contains(&name.as_str()) && !own(name));
        }
        let lists = lists.into_iter().filter(|list| !list.iter().any(|name| answers.contains(*name)));
        let demands: IndexSet<&str> = lists.flatten().collect();
        self.types.demanding(ty, &demands)
    }

    /// The names of all fields that a value may have.
    fn names(&self, ty: TypeId) -> HashSet<String> {
        let fields = self.types.flat(ty).map(|object| object.into_owned().fields).unwrap_or_default();
        fields.into_iter().map(|field| field.name).collect()
    }
}
