//! Composes what has no fields: lists, texts and numbers, and the JSON types that a conjunction allows.

use std::hash::Hash;

use indexmap::IndexSet;
use serde_json::Value;

use super::compose::{Composed, Composer, Direction};
use super::conjunction::Node;
use super::examples::{are_moments, type_of_items};
use crate::api::{Type, TypeId, Why};
use crate::input::document::{flag, text};
use crate::input::shape::{Shape, enum_has_null, shapes_of};

impl<'d> Composer<'d, '_> {
    /// The JSON types that the leaves agree on; none where they say nothing.
    pub(super) fn shapes(&mut self, leaves: &[Node<'d>]) -> Vec<Shape> {
        let mut agreed: Option<(Vec<Shape>, &Node<'d>)> = None;
        for leaf in leaves {
            let shapes = shapes_of(leaf.value);
            if shapes.is_empty() {
                continue;
            }
            agreed = match agreed {
                None => Some((shapes, leaf)),
                Some((known, first)) => {
                    let both = Shape::common(&known, &shapes);
                    if both.is_empty() {
                        let place = self.document.place(&leaf.pointer);
                        let message = format!(
                            "this is {} here and {} at {}: nothing can be both",
                            Shape::names(&shapes),
                            Shape::names(&known),
                            self.document.place(&first.pointer),
                        );
                        let help = "make the members of the allOf agree";
                        self.report.fault("allof-conflict", place, message, help);
                        // What comes first is the more specific.
                        Some((known, first))
                    } else {
                        let first = if both == known { first } else { leaf };
                        Some((both, first))
                    }
                }
            };
        }
        agreed.map_or(Vec::new(), |(shapes, _)| shapes)
    }

    pub(super) fn array(&mut self, leaves: &[Node<'d>], direction: Direction) -> (Type, Option<Why>) {
        let items: Vec<Node<'d>> = leaves
            .iter()
            .filter_map(|leaf| {
                let value = leaf.value.get("items")?;
                Some(Node { value, pointer: leaf.pointer.child("items") })
            })
            .collect();
        let shown = type_of_items(leaves, &mut self.types);
        let item = match (items.is_empty(), shown) {
            (true, shown) => {
                let item = self.any(Why::NoItems);
                shown.map_or(item.clone(), |ty| Composed { ty, why: None, ..item })
            }
            (false, shown) => {
                let item = self.conjunction(items, direction.of_items());
                match shown {
                    Some(ty) if item.why == Some(Why::NoType) => Composed { ty, why: None, ..item },
                    _ => item,
                }
            }
        };
        (Type::Array(self.inside(&item)), item.why)
    }

    /// The type of an item or of a map's value.
    pub(super) fn inside(&mut self, item: &Composed) -> TypeId {
        if item.nullable { self.types.optional(item.ty) } else { item.ty }
    }

    pub(super) fn string(&mut self, leaves: &[Node<'d>]) -> Type {
        let values = self.values(leaves, |value| value.as_str());
        if let Some(values) = values.filter(|values| !values.is_empty()) {
            return Type::Enum(values.into_iter().map(str::to_owned).collect());
        }
        match leaves.iter().find_map(|leaf| text(leaf.value, "format")) {
            Some("date-time") if are_moments(leaves) => Type::Timestamp,
            Some("password") => Type::Secret,
            _ => Type::String,
        }
    }

    pub(super) fn integer(&mut self, leaves: &[Node<'d>]) -> Type {
        if let Some(numbers) = self.numbers(leaves) {
            return numbers;
        }
        let never_negative = leaves.iter().any(|leaf| {
            // Above -1 there is 0.
            let least = if flag(leaf.value, "exclusiveMinimum") { -1.0 } else { 0.0 };
            leaf.value.get("minimum").and_then(Value::as_f64).is_some_and(|minimum| minimum >= least)
        });
        if never_negative { Type::Unsigned } else { Type::Integer }
    }

    pub(super) fn number(&mut self, leaves: &[Node<'d>]) -> Type {
        self.numbers(leaves).unwrap_or(Type::Number)
    }

    /// One of several whole numbers; none where no enum lists them, or one lists fractions.
    fn numbers(&mut self, leaves: &[Node<'d>]) -> Option<Type> {
        let listed = leaves.iter().filter_map(|leaf| leaf.value.get("enum").and_then(Value::as_array));
        if listed.flatten().any(|value| value.is_number() && whole(value).is_none()) {
            return None;
        }
        let values = self.values(leaves, whole)?;
        (!values.is_empty()).then(|| Type::Numbers(values.into_iter().collect()))
    }

    /// The values of one kind that every enum of the leaves lists; none where there is no enum, or no
    /// value is in all of them.
    fn values<T: Copy + Eq + Hash>(
        &mut self,
        leaves: &[Node<'d>],
        of_kind: impl Fn(&'d Value) -> Option<T>,
    ) -> Option<IndexSet<T>> {
        let mut values: Option<IndexSet<T>> = None;
        for leaf in leaves {
            let Some(own) = leaf.value.get("enum").and_then(Value::as_array) else { continue };
            let all: Vec<&'d Value> = own.iter().collect();
            let own: IndexSet<T> = all.iter().copied().filter_map(&of_kind).collect();
            // A number's values that are written as texts list nothing.
            if own.is_empty() && !all.is_empty() && values.is_none() {
                continue;
            }
            let both = match values {
                None => own,
                Some(known) => known.into_iter().filter(|value| own.contains(value)).collect(),
            };
            if both.is_empty() && !enum_has_null(leaf.value) {
                let place = self.document.place(&leaf.pointer.child("enum"));
                let help = "make the members of the allOf agree on at least one value";
                self.report.fault("allof-conflict", place, "no value is in every enum here", help);
                return None;
            }
            values = Some(both);
        }
        values
    }
}

/// A whole number, however it is written.
fn whole(value: &Value) -> Option<i64> {
    // Beyond that, whole numbers have no float of their own.
    let float = || value.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 9e15);
    value.as_i64().or_else(|| float().filter(|_| !value.is_u64()).map(|float| float as i64))
}
