//! Schemas as conjunctions of plain ones: `allOf` taken apart, references followed.

use std::collections::HashSet;

use serde_json::Value;

use crate::input::document::{Document, Pointer};

/// A schema and where it stands.
#[derive(Clone, Debug)]
pub struct Node<'d> {
    /// The schema object.
    pub value: &'d Value,
    /// Where it stands.
    pub pointer: Pointer,
}

/// All schemas whose conjunction the nodes stand for, node by node: own keywords first, then
/// `allOf` members, the later, more specific ones before the earlier.
pub fn flatten<'d>(document: &'d Document, nodes: Vec<Node<'d>>) -> Vec<Node<'d>> {
    let mut leaves: Vec<Node<'d>> = Vec::new();
    let mut waiting: Vec<Node<'d>> = nodes.into_iter().rev().collect();
    let mut seen: HashSet<*const Value> = HashSet::new();
    while let Some(node) = waiting.pop() {
        let Some((value, pointer)) = document.follow(node.value, node.pointer) else { continue };
        // The same schema twice adds nothing, and a circle ends here.
        let address: *const Value = value;
        if !seen.insert(address) {
            continue;
        }
        if let Some(members) = value.get("allOf").and_then(Value::as_array) {
            let at = pointer.child("allOf");
            for (index, member) in members.iter().enumerate() {
                waiting.push(Node { value: member, pointer: at.child(index.to_string()) });
            }
        }
        leaves.push(Node { value, pointer });
    }
    leaves
}

/// The alternatives that the leaves offer, set by set. A set of mere JSON types says nothing.
pub fn alternatives<'d>(leaves: &[Node<'d>]) -> Vec<Vec<Node<'d>>> {
    let mut sets = Vec::new();
    for leaf in leaves {
        for keyword in ["oneOf", "anyOf"] {
            let Some(members) = leaf.value.get(keyword).and_then(Value::as_array) else { continue };
            let at = leaf.pointer.child(keyword);
            sets.push(
                members
                    .iter()
                    .enumerate()
                    .map(|(index, value)| Node { value, pointer: at.child(index.to_string()) })
                    .collect(),
            );
        }
    }
    sets
}
