//! Identifiers of which a document gives no type, only examples.

use serde_json::Value;

use super::conjunction::Node;
use crate::words::snake;

/// Whether a field of this name identifies something.
pub(super) fn is_named_identifier(name: &str) -> bool {
    matches!(snake(name).rsplit('_').next(), Some("id" | "identifier" | "uid" | "uuid"))
}

/// Whether schemas that hold together have examples, and all of them are texts.
pub(super) fn examples_are_texts(leaves: &[Node<'_>]) -> bool {
    let examples = leaves.iter().flat_map(|leaf| {
        let many = leaf.value.get("examples").and_then(Value::as_array);
        leaf.value.get("example").into_iter().chain(many.into_iter().flatten())
    });
    let mut examples = examples.peekable();
    examples.peek().is_some() && examples.all(Value::is_string)
}
