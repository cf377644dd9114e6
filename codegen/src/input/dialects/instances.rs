//! References where the form of OpenAPI 3.0 has none, or says less: path items, media types (3.2), and
//! parameters with a description of their own (3.1). What they refer to is put in their place. Schemas
//! are not copied; they are referred to.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::api::Place;
use crate::input::document::{MAX_REFERENCES, push, reference, text};
use crate::input::grammar::{Kind, Thing};
use crate::report::Report;

/// How much is copied: values, and a sixteenth of the characters in texts. The largest published
/// document is a quarter of that.
const MAX_COPIED: usize = 4_000_000;

/// What is put in the place of references.
struct Changes {
    /// How much more may be copied; none after more was to be.
    left: Option<usize>,
    /// Media types and parameters, by pointer.
    small: Vec<(String, Value)>,
    /// Path items that refer to others.
    path_items: Vec<String>,
}

impl Changes {
    fn add(&mut self, at: &str, value: Value) {
        self.left = self.left.and_then(|left| left.checked_sub(size(&value)));
        if self.left.is_some() {
            self.small.push((at.to_owned(), value));
        }
    }
}

/// Puts what is referred to in the place of such references.
pub(super) fn settle(
    root: &mut Value,
    starts: &[(String, Thing)],
    report: &mut Report,
) -> BTreeMap<String, String> {
    let mut changes = Changes { left: Some(MAX_COPIED), small: Vec::new(), path_items: Vec::new() };
    for (start, thing) in starts {
        let pointer = start.strip_prefix('#').unwrap_or(start);
        if let Some(value) = root.pointer(pointer) {
            find(value, Kind::One(*thing), &mut pointer.to_owned(), root, &mut changes);
        }
    }
    for (pointer, value) in changes.small {
        if let Some(place) = root.pointer_mut(&pointer) {
            *place = value;
        }
    }
    let mut origins = BTreeMap::new();
    let mut left = changes.left;
    for pointer in changes.path_items {
        let Some(item) = root.pointer(&pointer) else { continue };
        let whole = left.as_mut().and_then(|left| path_item(item, &pointer, root, left, &mut origins));
        let Some(whole) = whole else {
            left = None;
            break;
        };
        if let Some(place) = root.pointer_mut(&pointer) {
            *place = Value::Object(whole);
        }
    }
    if left.is_none() {
        report.error(
            "too-large",
            Place::default(),
            "references in path items, parameters and media types multiply the document",
            "write out large things once, and refer to their schemas from elsewhere",
        );
    }
    origins
}

fn find(value: &Value, kind: Kind, at: &mut String, root: &Value, changes: &mut Changes) {
    let end = at.len();
    match (value, kind) {
        (Value::Object(_), Kind::One(Thing::MediaType)) if reference(value).is_some() => {
            if let Some((target, pointer)) = follow(value, root) {
                changes.add(at, media_type(target, pointer));
            }
        }
        (Value::Object(_), Kind::One(Thing::Parameter)) if reference(value).is_some() => {
            let description = text(value, "description");
            if let Some((description, (target, pointer))) = description.zip(follow(value, root)) {
                changes.add(at, parameter(target, pointer, description));
            }
        }
        (_, Kind::Data | Kind::One(Thing::Schema)) => {}
        (Value::Object(fields), kind) => {
            // Only a path is called; other path items are there to be referred to.
            let called = kind == Kind::One(Thing::PathItem)
                && at.strip_prefix("/paths/").is_some_and(|path| !path.contains('/'));
            if called && reference(value).is_some() {
                changes.path_items.push(at.clone());
            }
            for (key, child) in fields {
                push(at, key);
                find(child, kind.inside(key), at, root, changes);
                at.truncate(end);
            }
        }
        (Value::Array(items), kind) => {
            for (index, child) in items.iter().enumerate() {
                push(at, &index.to_string());
                find(child, kind.inside(""), at, root, changes);
                at.truncate(end);
            }
        }
        _ => {}
    }
}

/// What a reference leads to in the end, and its pointer.
fn follow<'v>(mut value: &'v Value, root: &'v Value) -> Option<(&'v Value, &'v str)> {
    let mut pointer = "";
    for _ in 0..MAX_REFERENCES {
        let Some(target) = reference(value) else { return Some((value, pointer)) };
        pointer = target.strip_prefix('#')?;
        value = root.pointer(pointer)?;
    }
    None
}

/// A media type whose schemas are those of another.
fn media_type(target: &Value, pointer: &str) -> Value {
    let mut fields = Map::new();
    for keyword in ["schema", "itemSchema"] {
        if target.get(keyword).is_some() {
            fields.insert(keyword.to_owned(), json!({"$ref": format!("#{pointer}/{keyword}")}));
        }
    }
    if let Some(encoding) = target.get("encoding") {
        fields.insert("encoding".to_owned(), encoding.clone());
    }
    Value::Object(fields)
}

/// A parameter like another, with a description of its own.
fn parameter(target: &Value, pointer: &str, description: &str) -> Value {
    let mut fields = Map::new();
    for keyword in ["name", "in", "required", "deprecated", "style", "explode", "allowReserved"] {
        if let Some(value) = target.get(keyword) {
            fields.insert(keyword.to_owned(), value.clone());
        }
    }
    fields.insert("description".to_owned(), json!(description));
    if target.get("schema").is_some() {
        fields.insert("schema".to_owned(), json!({"$ref": format!("#{pointer}/schema")}));
    }
    if let Some(content) = target.get("content").and_then(Value::as_object) {
        let content = content.keys().map(|media| {
            let mut at = format!("#{pointer}/content");
            push(&mut at, media);
            (media.clone(), json!({"schema": {"$ref": format!("{at}/schema")}}))
        });
        fields.insert("content".to_owned(), Value::Object(content.collect()));
    }
    Value::Object(fields)
}

/// A path item with what it refers to. Its own fields win.
fn path_item(
    item: &Value,
    at: &str,
    root: &Value,
    left: &mut usize,
    origins: &mut BTreeMap<String, String>,
) -> Option<Map<String, Value>> {
    let mut whole = item.as_object().cloned().unwrap_or_default();
    let mut parameters: Vec<Vec<Value>> = Vec::new();
    let mut take = |fields: &mut Map<String, Value>| {
        if let Some(Value::Array(list)) = fields.remove("parameters") {
            parameters.push(list);
        }
    };
    take(&mut whole);
    for _ in 0..MAX_REFERENCES {
        let reference = whole.get("$ref").and_then(Value::as_str).map(str::to_owned);
        // What leads nowhere or in a circle keeps its reference, and is reported when it is checked.
        let Some(target) = reference.as_deref().and_then(|target| target.strip_prefix('#')) else { break };
        let Some(found) = root.pointer(target) else { break };
        *left = left.checked_sub(size(found))?;
        let mut found = found.as_object().cloned().unwrap_or_default();
        take(&mut found);
        whole.remove("$ref");
        for (key, value) in found {
            if !whole.contains_key(&key) {
                let mut now = at.to_owned();
                push(&mut now, &key);
                let mut before = target.to_owned();
                push(&mut before, &key);
                origins.insert(now, before);
                whole.insert(key, value);
            }
        }
    }
    if !parameters.is_empty() {
        // Later ones replace equal ones before them.
        let parameters: Vec<Value> = parameters.into_iter().rev().flatten().collect();
        whole.insert("parameters".to_owned(), Value::Array(parameters));
    }
    Some(whole)
}

/// How large a value is.
fn size(value: &Value) -> usize {
    match value {
        Value::Object(fields) => 1 + fields.values().map(size).sum::<usize>(),
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::String(text) => 1 + text.len() / 16,
        _ => 1,
    }
}
