//! What a schema says beside its own keywords: alternatives of which one holds, and fields that hold
//! under conditions.

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
        for set in alternatives(leaves, self.document) {
            let mut types = Vec::new();
            let mut silent = Vec::new();
            let mut bare_object = false;
            for alternative in set {
                let narrows = self.only_narrows(&alternative);
                let composed = self.alternative(alternative, direction);
                // An alternative that is what it is an alternative of.
                if composed.why == Some(Why::Recursive) && *self.types.get(composed.ty) == Type::Any {
                    continue;
                }
                nullable |= composed.nullable;
                let says_nothing = composed.why == Some(Why::NoType) && narrows;
                bare_object |= composed.why == Some(Why::BareObject);
                if says_nothing { &mut silent } else { &mut types }.push(composed.ty);
            }
            let types = if types.is_empty() { silent } else { types };
            let mut joined = self.types.join_all(types, Untyped::AllowsAll);
            // "An object or a text" is how documents write that they describe something elsewhere.
            if bare_object && self.is_text_or_other(joined) {
                joined = self.types.intern(Type::Any);
            }
            ty = match (self.types.get(ty).clone(), self.types.get(joined).clone()) {
                // An object without fields that can be a text only in another place.
                (Type::Any, _) if why == Some(Why::BareObject) => self.only_objects(joined).unwrap_or(ty),
                (Type::Any, _) => joined,
                (Type::Object(first), Type::Object(second)) => {
                    let both = self.types.conjunction(first, second);
                    self.types.intern(Type::Object(both))
                }
                // Alternatives of a type that is stated are constraints on it.
                _ => ty,
            };
        }
        (self.with_demands(ty, leaves), nullable)
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
            Type::Object(_) | Type::Map(_) => Some(ty),
            _ => None,
        }
    }

    /// The object with what is demanded beside its alternatives: fields that only they define.
    fn with_demands(&mut self, ty: TypeId, leaves: &[Node<'d>]) -> TypeId {
        let Type::Object(mut object) = self.types.get(ty).clone() else { return ty };
        let demands = leaves.iter().filter_map(|leaf| leaf.value.get("required")).filter_map(Value::as_array);
        for name in demands.flatten().filter_map(Value::as_str) {
            if object.field(name).is_some() && !object.required.iter().any(|known| known == name) {
                object.required.push(name.to_owned());
            }
        }
        self.types.intern(Type::Object(object))
    }
}
