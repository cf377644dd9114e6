//! Composes what has no fields: lists, texts and numbers, and the JSON types that a conjunction allows.

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
                let item = self.conjunction(items, direction);
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
        let mut values: Option<IndexSet<&str>> = None;
        for leaf in leaves {
            let Some(own) = leaf.value.get("enum").and_then(Value::as_array) else { continue };
            let own: IndexSet<&str> = own.iter().filter_map(Value::as_str).collect();
            let both = match values {
                None => own,
                Some(known) => known.into_iter().filter(|value| own.contains(value)).collect(),
            };
            if both.is_empty() && !enum_has_null(leaf.value) {
                let place = self.document.place(&leaf.pointer.child("enum"));
                let help = "make the members of the allOf agree on at least one value";
                self.report.fault("allof-conflict", place, "no value is in every enum here", help);
                return Type::String;
            }
            values = Some(both);
        }
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
        let never_negative = leaves.iter().any(|leaf| {
            // Above -1 there is 0.
            let least = if flag(leaf.value, "exclusiveMinimum") { -1.0 } else { 0.0 };
            leaf.value.get("minimum").and_then(Value::as_f64).is_some_and(|minimum| minimum >= least)
        });
        if never_negative { Type::Unsigned } else { Type::Integer }
    }
}
