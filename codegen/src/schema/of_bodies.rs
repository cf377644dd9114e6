//! Which schemas belong to requests alone.
//!
//! What an example of a request shows is sent, also where a schema says that only the server sets it. But an
//! example beside a schema that answers share is one of an answer. So it counts where a schema stands in a
//! body, or is a component that bodies refer to and nothing else does.

use std::collections::HashSet;

use serde_json::Value;

use super::conjunction::Node;
use crate::input::document::{Document, reference};

/// Names of the components that only bodies refer to.
#[derive(Debug)]
pub(super) struct OfBodies<'d>(HashSet<&'d str>);

impl<'d> OfBodies<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        let (mut of_bodies, mut others) = (HashSet::new(), HashSet::new());
        let mut waiting: Vec<(&Value, bool)> = vec![(&document.root, false)];
        while let Some((value, in_body)) = waiting.pop() {
            match value {
                Value::Object(fields) => {
                    let name =
                        reference(value).and_then(|target| target.strip_prefix("#/components/schemas/"));
                    if let Some(name) = name.filter(|name| !name.contains(['/', '~', '%'])) {
                        if in_body {
                            of_bodies.insert(name)
                        } else {
                            others.insert(name)
                        };
                    }
                    let is_body = |key: &str| matches!(key, "requestBody" | "requestBodies");
                    waiting.extend(fields.iter().map(|(key, value)| (value, in_body || is_body(key))));
                }
                Value::Array(items) => waiting.extend(items.iter().map(|item| (item, in_body))),
                _ => {}
            }
        }
        of_bodies.retain(|name| !others.contains(name));
        Self(of_bodies)
    }

    /// Whether a schema is of requests alone.
    pub(super) fn has(&self, leaf: &Node<'_>) -> bool {
        match leaf.pointer.segments().as_slice() {
            ["paths", _, _, part, ..] => *part == "requestBody",
            ["components", "requestBodies", ..] => true,
            ["components", "schemas", name, ..] => self.0.contains(name),
            _ => false,
        }
    }
}
