//! Writes a document of OpenAPI 3.0 as one of 3.1 or 3.2 that describes the same API.
//!
//! Where a newer version has several ways to say a thing, they take turns, so that a document of
//! some size has them all.

use serde_json::{Map, Value, json};

/// The newer version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newer {
    V3_1,
    V3_2,
}

/// Where documents of 3.2 say that they are.
const HOME: &str = "https://example.com/apis/";

/// What is in turn.
#[derive(Default)]
struct Turns(usize);

impl Turns {
    fn next(&mut self, of: usize) -> usize {
        self.0 += 1;
        self.0 % of
    }
}

/// What a value is, as far as rewriting goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Document,
    Components,
    PathItem,
    Operation,
    Parameter,
    Body,
    MediaType,
    Example,
    Schema,
    /// Several of these, by name or in a list.
    Schemas,
    PathItems,
    Parameters,
    Bodies,
    MediaTypes,
    Examples,
    Else,
}

fn inside(at: At, key: &str) -> At {
    match (at, key) {
        (At::Document, "paths") => At::PathItems,
        (At::Document, "components") => At::Components,
        (At::Components, "schemas") => At::Schemas,
        (At::Components, "parameters" | "headers") => At::Parameters,
        (At::Components, "requestBodies" | "responses") => At::Bodies,
        (At::Components | At::MediaType | At::Parameter, "examples") => At::Examples,
        (At::PathItem, "get" | "post" | "put" | "patch" | "delete" | "head" | "options" | "trace") => {
            At::Operation
        }
        (At::PathItem | At::Operation, "parameters") => At::Parameters,
        (At::Operation, "requestBody") => At::Body,
        (At::Operation, "responses") => At::Bodies,
        (At::Body | At::Parameter, "content") => At::MediaTypes,
        (At::Body, "headers") => At::Parameters,
        (At::Parameter | At::MediaType, "schema") => At::Schema,
        (At::Schema, "properties" | "allOf" | "anyOf" | "oneOf") => At::Schemas,
        (At::Schema, "items" | "additionalProperties" | "not") => At::Schema,
        (At::Schemas, _) => At::Schema,
        (At::PathItems, key) if !key.starts_with("x-") => At::PathItem,
        (At::Parameters, _) => At::Parameter,
        (At::Bodies, _) => At::Body,
        (At::MediaTypes, _) => At::MediaType,
        (At::Examples, _) => At::Example,
        _ => At::Else,
    }
}

/// Writes a document as one of a newer version. Of several that belong together each has a name.
pub fn modernise(root: &mut Value, newer: Newer, name: &str) {
    let mut writer = Writer { newer, turns: Turns::default(), file: format!("{name}.json") };
    writer.value(root, At::Document);
    root["openapi"] = json!(if newer == Newer::V3_1 { "3.1.1" } else { "3.2.0" });
    root["webhooks"] = json!({"thing-made": {"post": {"responses": {"200": {"description": "Seen."}}}}});
    if newer == Newer::V3_1 {
        root["jsonSchemaDialect"] = json!("https://spec.openapis.org/oas/3.1/dialect/base");
        return;
    }
    root["$self"] = json!(format!("{HOME}{name}.json"));
    root["servers"] = json!([{"url": "https://example.com", "name": "first"}]);
    let tags = tags(root);
    root["tags"] = Value::Array(tags);
    share(root, name);
}

struct Writer {
    newer: Newer,
    turns: Turns,
    /// What the document is called at its home.
    file: String,
}

impl Writer {
    fn value(&mut self, value: &mut Value, at: At) {
        if at == At::Else {
            return;
        }
        match value {
            Value::Object(fields) => {
                for (key, child) in fields.iter_mut() {
                    self.value(child, inside(at, key));
                }
                match at {
                    At::Schema => self.schema(fields),
                    At::Example if self.newer == Newer::V3_2 => rename(fields, "value", "dataValue"),
                    _ => {}
                }
                self.reference(fields, at);
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item, inside(at, ""))),
            _ => {}
        }
    }

    /// In 3.2 a document has an address, and can be referred to by it.
    fn reference(&mut self, fields: &mut Map<String, Value>, at: At) {
        let Some(Value::String(target)) = fields.get_mut("$ref") else { return };
        if self.newer == Newer::V3_2 && at != At::Else && target.starts_with('#') {
            match self.turns.next(4) {
                0 => target.insert_str(0, &format!("{HOME}{}", self.file)),
                1 => target.insert_str(0, &self.file),
                2 => *target = target.replace('-', "%2D"),
                _ => {}
            }
        }
    }

    fn schema(&mut self, fields: &mut Map<String, Value>) {
        if fields.contains_key("$ref") {
            // In 3.0 what stands beside it is ignored.
            fields.retain(|key, _| key == "$ref");
            return;
        }
        exclusive(fields, "minimum", "exclusiveMinimum");
        exclusive(fields, "maximum", "exclusiveMaximum");
        if let Some(example) = fields.remove("example") {
            fields.insert("examples".to_owned(), json!([example]));
        }
        match fields.get("format").and_then(Value::as_str) {
            Some("binary") => {
                fields.remove("format");
                fields.insert("contentMediaType".to_owned(), json!("application/octet-stream"));
            }
            Some("byte") => {
                fields.remove("format");
                fields.insert("contentEncoding".to_owned(), json!("base64"));
            }
            _ => {}
        }
        if let Some([only]) = fields.get("enum").and_then(Value::as_array).map(Vec::as_slice)
            && self.turns.next(2) == 0
        {
            let only = only.clone();
            fields.remove("enum");
            match only {
                Value::Null if self.turns.next(2) == 0 => fields.insert("type".to_owned(), json!("null")),
                only => fields.insert("const".to_owned(), only),
            };
        }
        if fields.remove("nullable") == Some(json!(true)) {
            self.nullable(fields);
        } else if let Some([only]) = fields.get("allOf").and_then(Value::as_array).map(Vec::as_slice)
            && let Some(reference) = only.get("$ref").cloned()
            && self.turns.next(3) > 0
        {
            // What stands beside a reference counts.
            fields.remove("allOf");
            fields.insert("$ref".to_owned(), reference);
        }
    }

    /// Null, in one of the ways in which it can be allowed.
    fn nullable(&mut self, fields: &mut Map<String, Value>) {
        let typed = fields.get("type").is_some_and(Value::is_string);
        let turn = self.turns.next(3);
        if typed && turn == 0 {
            let kind = fields["type"].clone();
            fields.insert("type".to_owned(), json!([kind, "null"]));
            if let Some(Value::Array(values)) = fields.get_mut("enum") {
                values.push(Value::Null);
            }
            return;
        }
        let keyword = if turn == 1 { "anyOf" } else { "oneOf" };
        let about = ["description", "title", "readOnly", "writeOnly", "deprecated", "default", "examples"];
        let (about, inner): (Map<_, _>, Map<_, _>) =
            std::mem::take(fields).into_iter().partition(|(key, _)| about.contains(&key.as_str()));
        *fields = about;
        let nothing = if turn == 1 { json!({"type": "null"}) } else { json!({"const": null}) };
        fields.insert(keyword.to_owned(), json!([inner, nothing]));
    }
}

fn rename(fields: &mut Map<String, Value>, from: &str, to: &str) {
    if let Some(value) = fields.remove(from) {
        fields.insert(to.to_owned(), value);
    }
}

fn exclusive(fields: &mut Map<String, Value>, bound: &str, exclusive: &str) {
    if let Some(Value::Bool(is_exclusive)) = fields.remove(exclusive)
        && is_exclusive
        && let Some(limit) = fields.remove(bound)
    {
        fields.insert(exclusive.to_owned(), limit);
    }
}

/// Tags with parents, and a badge that is no place for an operation.
fn tags(root: &mut Value) -> Vec<Value> {
    let mut names = std::collections::BTreeSet::new();
    for item in root["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut()) {
        for operation in item.as_object_mut().into_iter().flat_map(|item| item.values_mut()) {
            if let Some(Value::Array(tags)) = operation.get_mut("tags") {
                names.extend(tags.iter().filter_map(Value::as_str).map(str::to_owned));
                tags.insert(0, json!("a badge"));
            }
        }
    }
    let mut tags =
        vec![json!({"name": "a badge", "kind": "badge"}), json!({"name": "all", "summary": "All"})];
    tags.extend(names.into_iter().map(|name| json!({"name": name, "parent": "all", "kind": "nav"})));
    tags
}

/// Moves every second path item and media type to the components, and one method of a path to the
/// additional ones.
fn share(root: &mut Value, name: &str) {
    let (mut items, mut media_types) = (Map::new(), Map::new());
    let paths = root["paths"].as_object_mut().into_iter().flat_map(|paths| paths.iter_mut());
    for (number, (_, item)) in paths.filter(|(path, _)| path.starts_with('/')).enumerate() {
        for operation in item.as_object_mut().into_iter().flat_map(|item| item.values_mut()) {
            let bodies = operation.get_mut("responses").and_then(Value::as_object_mut);
            let bodies = bodies.into_iter().flat_map(|bodies| bodies.values_mut());
            for content in bodies.filter_map(|body| body.get_mut("content")?.as_object_mut()) {
                for media_type in content.values_mut().filter(|media_type| media_type.is_object()) {
                    if media_types.len() < 2 * number {
                        let key = format!("{name}.M{}", media_types.len());
                        let reference = json!({"$ref": format!("#/components/mediaTypes/{key}")});
                        media_types.insert(key, std::mem::replace(media_type, reference));
                    }
                }
            }
        }
        if number % 3 == 1
            && let Some(put) = item.as_object_mut().and_then(|item| item.remove("put"))
        {
            item["additionalOperations"] = json!({"PUT": put});
        }
        if number % 2 == 1 {
            let key = format!("{name}.P{number}");
            let reference = json!({"$ref": format!("#/components/pathItems/{key}")});
            items.insert(key, std::mem::replace(item, reference));
        }
    }
    if !root["components"].is_object() {
        root["components"] = json!({});
    }
    root["components"]["pathItems"] = Value::Object(items);
    root["components"]["mediaTypes"] = Value::Object(media_types);
}
