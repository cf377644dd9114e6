//! Parts of a document that have another pointer once it is rewritten, and the references to them.

use std::collections::BTreeMap;

use serde_json::Value;

/// From where to where parts have moved, as references in the one document.
#[derive(Default)]
pub(super) struct Moves(BTreeMap<String, String>);

impl Moves {
    /// Remembers that something has moved.
    pub(super) fn add(&mut self, from: String, to: String) {
        self.0.insert(from, to);
    }

    /// Lets all references in a value lead to where their targets are now.
    pub(super) fn follow(&self, value: &mut Value) {
        if self.0.is_empty() {
            return;
        }
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(reference)) = fields.get_mut("$ref") {
                    self.redirect(reference);
                }
                fields.values_mut().for_each(|child| self.follow(child));
            }
            Value::Array(items) => items.iter_mut().for_each(|child| self.follow(child)),
            _ => {}
        }
    }

    /// What is inside has moved before what is round it, so the longest way there is taken first.
    fn redirect(&self, reference: &mut String) {
        let before = reference.clone();
        let ends = before.match_indices('/').map(|(at, _)| at).chain([before.len()]);
        for end in ends.collect::<Vec<_>>().into_iter().rev() {
            if let Some(to) = self.0.get(&before[..end])
                && reference.starts_with(&before[..end])
            {
                reference.replace_range(..end, to);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Moves;

    #[test]
    fn references_lead_to_where_their_targets_are_now() {
        let mut moves = Moves::default();
        moves.add("#/a/items".into(), "#/a/items/anyOf/2".into());
        moves.add("#/a/items/x/items".into(), "#/a/items/x/items/anyOf/1".into());
        for (before, after) in [
            ("#/a", "#/a"),
            ("#/a/items", "#/a/items/anyOf/2"),
            ("#/a/itemsets", "#/a/itemsets"),
            ("#/a/items/x/items/y", "#/a/items/anyOf/2/x/items/anyOf/1/y"),
        ] {
            let mut reference = before.to_owned();
            moves.redirect(&mut reference);
            assert_eq!(reference, after);
        }
    }
}
