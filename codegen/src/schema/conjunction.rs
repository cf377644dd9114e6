//! Schemas as conjunctions of plain ones: `allOf` taken apart, references followed.

use std::collections::HashSet;

use serde_json::Value;

use crate::input::document::{Document, Pointer};
use crate::input::shape::is_null;

/// A schema and where it stands.
#[derive(Clone, Debug)]
pub struct Node<'d> {
    /// The schema object.
    pub value: &'d Value,
    /// Where it stands.
    pub pointer: Pointer,
}

/// All schemas whose conjunction the nodes stand for, node by node: own keywords first, then
/// `allOf` members, the later, more specific ones before the earlier. An alternative beside which
/// there is none but null is no alternative, and a member.
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
        let leaf = Node { value, pointer };
        waiting.extend(members(&leaf, document));
        leaves.push(leaf);
    }
    leaves
}

/// The schemas that a schema is a conjunction of besides its own keywords.
pub fn members<'d>(leaf: &Node<'d>, document: &Document) -> Vec<Node<'d>> {
    let only = ALTERNATIVES.into_iter().filter_map(|keyword| only_one(leaf.list(keyword), document));
    only.chain(leaf.list("allOf")).collect()
}

const ALTERNATIVES: [&str; 2] = ["oneOf", "anyOf"];

/// The one alternative beside which there is none but null.
fn only_one<'d>(set: Vec<Node<'d>>, document: &Document) -> Option<Node<'d>> {
    let mut others = set.into_iter().filter(|member| !member.is_null(document));
    others.next().filter(|_| others.next().is_none())
}

impl<'d> Node<'d> {
    /// The schemas that a keyword lists.
    pub fn list(&self, keyword: &str) -> Vec<Self> {
        let at = self.pointer.child(keyword);
        let list = self.value.get(keyword).and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .enumerate()
            .map(|(index, value)| Node { value, pointer: at.child(index.to_string()) })
            .collect()
    }

    /// Whether nothing but null satisfies the schema.
    pub fn is_null(&self, document: &Document) -> bool {
        document.follow(self.value, self.pointer.clone()).is_some_and(|(schema, _)| is_null(schema))
    }

    /// Whether null is the schema's only alternative.
    pub fn offers_nothing_else(&self, document: &Document) -> bool {
        ALTERNATIVES.iter().any(|keyword| {
            let set = self.list(keyword);
            !set.is_empty() && set.iter().all(|member| member.is_null(document))
        })
    }

    /// Whether null is one of the schema's alternatives.
    pub fn offers_null(&self, document: &Document) -> bool {
        ALTERNATIVES.iter().any(|keyword| self.list(keyword).iter().any(|member| member.is_null(document)))
    }
}

/// Schemas of which at least one holds.
#[derive(Clone, Debug)]
pub struct Alternatives<'d> {
    /// The schemas, without null.
    pub set: Vec<Node<'d>>,
    /// Whether only one of them does.
    pub exclusive: bool,
    /// What the document says that tells them apart.
    pub discriminator: Option<&'d Value>,
}

/// The alternatives that the leaves offer, set by set. What is no alternative but a member isn't among
/// them.
pub fn alternatives<'d>(leaves: &[Node<'d>], document: &Document) -> Vec<Alternatives<'d>> {
    let mut sets = Vec::new();
    for leaf in leaves {
        for keyword in ALTERNATIVES {
            let mut set = leaf.list(keyword);
            set.retain(|member| !member.is_null(document));
            if set.len() > 1 {
                let discriminator = leaf.value.get("discriminator");
                sets.push(Alternatives { set, exclusive: keyword == "oneOf", discriminator });
            }
        }
    }
    sets
}
