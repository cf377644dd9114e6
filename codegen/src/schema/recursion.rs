//! Finds where schemas contain themselves.
//!
//! Reading stops at the references that close a circle, where the circle stands for what they lead to.
//! Which ones those are is worked out once, from the references alone, and not while schemas are read:
//! it then depends neither on where reading begins nor on what anything is called, and what has been
//! read once can be kept. A schema that merely extends another by `allOf`, or has it for an alternative,
//! closes nothing; a property or an item that does so with what contains it does.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::conjunction::{Node, members};
use crate::input::document::{Document, Pointer, reference};
use crate::input::grammar::WHEN;

/// The references that close circles.
#[derive(Clone, Debug, Default)]
pub struct Recursion {
    /// Targets of references that lie on a circle → the circle. Two targets on circles that
    /// touch have the same number.
    circles: BTreeMap<String, usize>,
}

impl Recursion {
    /// Works out the circles of a document.
    pub fn of(document: &Document) -> Self {
        let mut targets = BTreeSet::new();
        find_references(&document.root, &mut targets);
        let targets: Vec<String> = targets.into_iter().collect();
        let numbers: BTreeMap<&str, usize> =
            targets.iter().enumerate().map(|(number, target)| (target.as_str(), number)).collect();
        let edges: Vec<Vec<usize>> = targets
            .iter()
            .map(|target| {
                let mut inside = BTreeSet::new();
                if let Some(value) = document.get(&Pointer::parse(target)) {
                    find_references(value, &mut inside);
                }
                inside.iter().filter_map(|target| numbers.get(target.as_str()).copied()).collect()
            })
            .collect();
        let components = strongly_connected(&edges);
        let mut sizes = vec![0_usize; targets.len()];
        for component in &components {
            sizes[*component] += 1;
        }
        let circles = targets
            .iter()
            .enumerate()
            .filter(|(number, _)| sizes[components[*number]] > 1 || edges[*number].contains(number))
            .map(|(number, target)| (target.clone(), components[number]))
            .collect();
        Self { circles }
    }

    /// Whether the schema at a place is, extends, or can be one that contains the place.
    pub fn closes(&self, node: &Node<'_>, document: &Document) -> bool {
        !self.circles.is_empty() && self.closes_at(node, &node.pointer, document)
    }

    fn closes_at(&self, node: &Node<'_>, at: &Pointer, document: &Document) -> bool {
        if let Some(target) = reference(node.value) {
            let Some(circle) = self.circles.get(&canonical(target)) else { return false };
            let mut above = Pointer::default();
            return at.segments().into_iter().any(|segment| {
                above = above.child(segment);
                self.circles.get(&above.to_string()) == Some(circle)
            });
        }
        let alternatives = ["oneOf", "anyOf", WHEN].into_iter().flat_map(|keyword| node.list(keyword));
        let mut parts = members(node, document).into_iter().chain(alternatives);
        parts.any(|part| self.closes_at(&part, at, document))
    }
}

/// A reference's target in the one form in which pointers are written.
fn canonical(target: &str) -> String {
    Pointer::parse(target.strip_prefix('#').unwrap_or(target)).to_string()
}

/// The targets of all references at any depth.
fn find_references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(target) = reference(value) {
                found.insert(canonical(target));
            }
            for (key, child) in fields {
                if !matches!(key.as_str(), "example" | "examples" | "default" | "enum") {
                    find_references(child, found);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| find_references(item, found)),
        _ => {}
    }
}

/// The strongly connected component of each node, by Kosaraju's two walks. Both keep their own
/// stack: a document may chain more references than a thread's stack has room for.
fn strongly_connected(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut backwards = vec![Vec::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        for to in targets {
            backwards[*to].push(from);
        }
    }
    let mut seen = vec![false; edges.len()];
    let mut finished = Vec::with_capacity(edges.len());
    for start in 0..edges.len() {
        walk(start, edges, &mut seen, &mut finished);
    }
    let mut seen = vec![false; edges.len()];
    let mut components = vec![0; edges.len()];
    for start in finished.into_iter().rev() {
        let mut members = Vec::new();
        walk(start, &backwards, &mut seen, &mut members);
        for member in members {
            components[member] = start;
        }
    }
    components
}

/// Visits what can be reached from a node and wasn't seen yet, and lists it as it is left.
fn walk(start: usize, edges: &[Vec<usize>], seen: &mut [bool], left: &mut Vec<usize>) {
    if std::mem::replace(&mut seen[start], true) {
        return;
    }
    let mut open = vec![(start, 0)];
    while let Some((node, next)) = open.last_mut() {
        match edges[*node].get(*next) {
            Some(to) => {
                *next += 1;
                if !std::mem::replace(&mut seen[*to], true) {
                    open.push((*to, 0));
                }
            }
            None => {
                left.push(*node);
                open.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::strongly_connected;

    #[test]
    fn circles_are_told_apart() {
        // 0 ⇄ 1 → 2 → 3 → 4 → 2, and 5 alone.
        let found = strongly_connected(&[vec![1], vec![0, 2], vec![3], vec![4], vec![2], vec![]]);
        assert_eq!(found[0], found[1]);
        assert_eq!(found[2], found[3]);
        assert_eq!(found[3], found[4]);
        assert_ne!(found[0], found[2]);
        assert_ne!(found[5], found[0]);
        assert_ne!(found[5], found[2]);
    }
}
