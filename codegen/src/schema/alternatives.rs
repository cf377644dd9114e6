//! What a schema says beside its own keywords: alternatives of which one holds, and fields that hold
//! under conditions.

use super::compose::{Composer, Direction};
use super::conjunction::Node;
use crate::api::{Object, Type, TypeId, Untyped};
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
            let composed = self.compose(condition, direction);
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
    pub(super) fn with_alternatives(
        &mut self,
        base: TypeId,
        alternatives: Vec<Vec<Node<'d>>>,
        direction: Direction,
    ) -> (TypeId, bool) {
        let mut ty = base;
        let mut nullable = false;
        for set in alternatives {
            let mut types = Vec::new();
            for alternative in set {
                let composed = self.compose(alternative, direction);
                nullable |= composed.nullable;
                types.push(composed.ty);
            }
            let joined = self.types.join_all(types, Untyped::AllowsAll);
            ty = match (self.types.get(ty).clone(), self.types.get(joined).clone()) {
                (Type::Any, _) => joined,
                (Type::Object(first), Type::Object(second)) => {
                    let both = self.types.conjunction(first, second);
                    self.types.intern(Type::Object(both))
                }
                // Alternatives of a type that is stated are constraints on it.
                _ => ty,
            };
        }
        (ty, nullable)
    }
}
