//! Composes objects: the fields that all members of a conjunction define together.

use std::collections::BTreeMap;

use indexmap::IndexSet;
use serde_json::Value;

use super::compose::{Composer, Direction};
use super::conjunction::Node;
use super::examples::{self, type_of_values};
use super::secrets;
use crate::api::{Field, Object, Type, Why};
use crate::input::document::text;
use crate::words::{singular, snake};

/// What says which one of several is meant.
const IDENTIFIERS: [&str; 3] = ["id", "identifier", "uuid"];

impl<'d> Composer<'d, '_> {
    pub(super) fn object(&mut self, leaves: &[Node<'d>], direction: Direction) -> (Type, Option<Why>) {
        let mut properties: BTreeMap<&'d str, Vec<Node<'d>>> = BTreeMap::new();
        let mut required: IndexSet<&str> = IndexSet::new();
        let mut additional: Option<Node<'d>> = None;
        for leaf in leaves {
            if let Some(own) = leaf.value.get("properties").and_then(Value::as_object) {
                let at = leaf.pointer.child("properties");
                for (name, value) in own {
                    let node = Node { value, pointer: at.child(name) };
                    properties.entry(name).or_default().push(node);
                }
            }
            for name in leaf.value.get("required").and_then(Value::as_array).into_iter().flatten() {
                required.extend(name.as_str());
            }
            if let Some(value) = leaf.value.get("additionalProperties").filter(|value| value.is_object()) {
                additional = Some(Node { value, pointer: leaf.pointer.child("additionalProperties") });
            }
        }
        if properties.is_empty() {
            let values = additional.map(|node| self.compose(node, direction.of_fields()));
            let says_nothing = values.as_ref().is_none_or(|values| values.why == Some(Why::NoType));
            if says_nothing && let Some(shown) = type_of_values(leaves, &mut self.types) {
                return (Type::Map(shown), None);
            }
            let Some(values) = values else { return (Type::Any, Some(Why::BareObject)) };
            return (Type::Map(self.inside(&values)), values.why);
        }
        let (mut fields, mut identifiers) = (Vec::new(), Vec::new());
        let tag = properties.get("type").cloned();
        for (name, nodes) in properties {
            let composed = self.conjunction(nodes, direction.of_fields());
            let left_out = match direction {
                Direction::RequestItem if IDENTIFIERS.contains(&name) => {
                    // Who makes a new one doesn't know it.
                    required.retain(|required| !composed.read_only || *required != name);
                    false
                }
                // What a body's own example shows is sent, whatever a schema that answers share says.
                Direction::Request | Direction::RequestItem => {
                    composed.read_only && !examples::sent(leaves, name, &self.of_bodies)
                }
                Direction::Response => composed.write_only,
            };
            // An object of which nothing else is left is one that is there, and this says which.
            let says_which = direction == Direction::Request && IDENTIFIERS.contains(&name);
            if left_out && !says_which {
                continue;
            }
            let texts = *self.types.get(self.types.innermost(composed.ty)) == Type::String;
            // A list is called after several of what its items are.
            let one = match self.types.get(composed.ty) {
                Type::String => name.to_owned(),
                _ => singular(&snake(name)),
            };
            let secret = texts
                && (secrets::is_secret(&one, &composed.doc) || secrets::is_of_secret(name, tag.as_deref()));
            let ty = if secret { secrets::kept_secret(&mut self.types, composed.ty) } else { composed.ty };
            let of = if left_out { &mut identifiers } else { &mut fields };
            of.push(Field {
                name: name.to_owned(),
                ty,
                nullable: composed.nullable,
                doc: composed.doc,
                deprecated: composed.deprecated,
                why: composed.why,
            });
        }
        if fields.is_empty() {
            fields = identifiers;
        }
        let required = required
            .into_iter()
            // They are sorted by name.
            .filter(|name| fields.binary_search_by(|field: &Field| field.name.as_str().cmp(name)).is_ok())
            .map(str::to_owned)
            .collect();
        let others = additional
            .filter(|node| node.value.as_object().is_some_and(|keywords| !keywords.is_empty()))
            .map(|node| {
                let values = self.compose(node, direction.of_fields());
                self.inside(&values)
            });
        // A description beside a mere reference is about the place that refers.
        let doc = leaves
            .iter()
            .filter(|leaf| leaf.value.get("properties").is_some())
            .find_map(|leaf| text(leaf.value, "description"))
            .unwrap_or_default()
            .trim()
            .to_owned();
        (Type::Object(Object { doc, fields, required, others, ..Object::default() }), None)
    }
}
