//! Reads multipart forms as structures of fields and files.
//!
//! What a document says of a part goes for its value; that a part is a file, it says in one of several
//! ways: `format: binary`, a media type of its content, an example such as `@photo.png`, or
//! nothing but a name.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::api::{Field, Object, Type, TypeId};
use crate::input::document::{Document, text};
use crate::schema::compose::{Composer, Direction};
use crate::schema::conjunction::{Node, alternatives, flatten};
use crate::words::snake;

/// How deep alternatives inside alternatives are looked through for files.
const DEPTH: usize = 8;

/// The structure that a form is made of; none where its schema describes no fields.
pub(super) fn read<'d>(
    node: Node<'d>,
    document: &'d Document,
    composer: &mut Composer<'d, '_>,
) -> Option<TypeId> {
    let composed = composer.compose(node.clone(), Direction::Request);
    let object = composer.types.flat(composed.ty)?.into_owned();
    let mut parts = BTreeMap::new();
    find_parts(vec![node], document, DEPTH, &mut parts);
    let fields = object.fields.into_iter().map(|field| {
        let file = parts.get(field.name.as_str()).and_then(|nodes| file(&field, nodes, document));
        let Some(file) = file else { return field };
        let mut ty = composer.types.intern(Type::File);
        if file == File::Several {
            ty = composer.types.intern(Type::Array(ty));
        }
        Field { ty, why: None, ..field }
    });
    let object = Object { fields: fields.collect(), ..object };
    Some(composer.types.intern(Type::Object(object)))
}

/// How many files a part is.
#[derive(PartialEq, Eq)]
enum File {
    One,
    Several,
}

/// Whether a part is a file, or several.
fn file(field: &Field, nodes: &[Node<'_>], document: &Document) -> Option<File> {
    let leaves = flatten(document, nodes.to_vec());
    let items: Vec<Node<'_>> = leaves
        .iter()
        .filter_map(|leaf| {
            let value = leaf.value.get("items")?;
            Some(Node { value, pointer: leaf.pointer.child("items") })
        })
        .collect();
    let text = leaves.iter().all(|leaf| leaf.value.get("type").is_none_or(|ty| ty == "string"));
    let last = snake(&field.name);
    let last = last.rsplit('_').find(|word| !word.is_empty());
    let named = matches!(last, Some("file" | "files"));
    if !items.is_empty() {
        let items = flatten(document, items);
        return items.iter().any(is_file).then_some(File::Several);
    }
    let plain = text && leaves.iter().all(|leaf| leaf.value.get("enum").is_none());
    (leaves.iter().any(is_file) || plain && named).then_some(File::One)
}

/// Whether a schema describes the content of a file.
fn is_file(leaf: &Node<'_>) -> bool {
    text(leaf.value, "format") == Some("binary")
        || text(leaf.value, "contentEncoding") == Some("binary")
        || text(leaf.value, "contentMediaType").is_some_and(|media| !media.contains("json"))
        // As a command line names a file.
        || text(leaf.value, "example").is_some_and(|example| example.starts_with('@'))
        || text(leaf.value, "description")
            .is_some_and(|said| said.to_lowercase().trim_start().starts_with("a byte sequence"))
}

/// The definitions of parts, by name, in schemas that hold together and in their alternatives.
fn find_parts<'d>(
    nodes: Vec<Node<'d>>,
    document: &'d Document,
    depth: usize,
    parts: &mut BTreeMap<&'d str, Vec<Node<'d>>>,
) {
    let leaves = flatten(document, nodes);
    for leaf in &leaves {
        let at = leaf.pointer.child("properties");
        let properties = leaf.value.get("properties").and_then(Value::as_object);
        for (name, value) in properties.into_iter().flatten() {
            parts.entry(name).or_default().push(Node { value, pointer: at.child(name) });
        }
    }
    if let Some(depth) = depth.checked_sub(1) {
        for alternative in
            alternatives(&leaves, document).into_iter().flat_map(|alternatives| alternatives.set)
        {
            find_parts(vec![alternative], document, depth, parts);
        }
    }
}
