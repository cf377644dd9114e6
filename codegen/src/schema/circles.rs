//! Composes schemas that contain themselves.
//!
//! At a reference that closes a circle stands the circle, and what it leads to is composed when everything
//! else has been: so nothing is read inside itself, and it doesn't matter where reading begins.

use super::compose::{Composed, Composer, Direction, Key, Waiting};
use super::conjunction::{Node, alternatives};
use crate::api::{Merged, Type, Why};
use crate::input::document::{Document, Pointer};

/// Keywords that say something about the place where a schema is used, and nothing about its type.
const ABOUT: [&str; 9] = [
    "allOf",
    "default",
    "deprecated",
    "description",
    "example",
    "nullable",
    "readOnly",
    "title",
    "writeOnly",
];

/// Whether a schema only says something about its place, round what it extends.
fn is_about_place(leaf: &Node<'_>, document: &Document) -> bool {
    let silent = |keyword: &String| {
        ABOUT.contains(&keyword.as_str())
            // One alternative is what is extended.
            || (matches!(keyword.as_str(), "oneOf" | "anyOf")
                && alternatives(std::slice::from_ref(leaf), document).is_empty())
    };
    leaf.value.as_object().is_some_and(|keywords| keywords.keys().all(silent))
}

impl<'d> Composer<'d, '_> {
    /// The circle that closes at a place, by the schemas that hold there.
    pub(super) fn circle(&mut self, at: Pointer, leaves: Vec<Node<'d>>, direction: Direction) -> Composed {
        let said = self.said_of(&leaves);
        // What is only said about the place makes no other type.
        let telling: Vec<Node<'d>> =
            leaves.iter().filter(|leaf| !is_about_place(leaf, self.document)).cloned().collect();
        let leaves = if telling.is_empty() { leaves } else { telling };
        let key: Key = (leaves.iter().map(|leaf| std::ptr::from_ref(leaf.value)).collect(), direction);
        let number = match self.circles.get(&key) {
            Some(known) => *known,
            None => {
                let number = self.types.open_circle();
                self.circles.insert(key, number);
                self.waiting.push_back(Waiting { number, at, leaves, direction });
                number
            }
        };
        // It is the reason where no type comes of it.
        Composed { ty: self.types.intern(Type::Circle(number)), why: Some(Why::Recursive), ..said }
    }

    /// Composes what all circles lead to. Types that have been composed before are to be rewritten by
    /// what this gives: circles that are the same are one.
    pub fn close_circles(&mut self) -> Merged {
        let mut closed = Vec::new();
        while let Some(Waiting { number, at, leaves, direction }) = self.waiting.pop_front() {
            let composed = self.of_leaves(&at, leaves, direction);
            closed.push((number, at, composed.ty));
        }
        for (number, _, ty) in &closed {
            self.types.close_circle(*number, *ty);
        }
        for number in self.types.open_nameless_circles() {
            if let Some((_, at, _)) = closed.get(number) {
                let place = self.document.place(at);
                let message = "the schema contains itself here, and nothing else: left untyped";
                self.report.note("recursive-schema", place, message);
            }
        }
        self.types.merge_circles()
    }
}
