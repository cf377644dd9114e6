//! Writes a schema of JSON Schema 2020-12 as one of OpenAPI 3.0.
//!
//! What 3.0 has no keyword for is said by one that it has, as far as it concerns types: a tuple is a
//! list of what its places hold, patterns of names are a map, conditions are [`WHEN`]. Parts stay
//! where they are and are referred to from there. Keywords that only narrow values (`not`, `contains`,
//! `propertyNames`, `dependentRequired`) are left as they are: no type comes of them.

use serde_json::{Map, Value, json};

use super::forest::{Base, excerpt};
use super::kinds;
use super::rewrite::Rewriter;
use crate::input::grammar::{INTERNAL, Kind, Thing, WHEN};
use crate::input::shape::is_null;

/// Keywords that say nothing about a schema that a reference doesn't say.
const SILENT: [&str; 9] = [
    "$ref",
    "$id",
    "$schema",
    "$comment",
    "$anchor",
    "$dynamicAnchor",
    "$vocabulary",
    "$defs",
    "definitions",
];

/// Keywords that are about a schema, and not part of what it says.
const ABOUT: [&str; 5] = ["deprecated", "description", "example", "nullable", "title"];

/// Keywords that are as often true or false as a schema.
const FURTHER: [&str; 3] = ["/additionalProperties", "/unevaluatedProperties", "/unevaluatedItems"];

impl Rewriter<'_> {
    pub(super) fn schema(&mut self, value: &mut Value, base: &Base) {
        match value {
            // These say whether there is more, and 3.0 has them, too.
            Value::Bool(_) if FURTHER.iter().any(|keyword| self.at.ends_with(keyword)) => {}
            // Anything, and nothing.
            Value::Bool(true) => *value = json!({}),
            Value::Bool(false) => *value = json!({"not": {}}),
            Value::Object(fields) => self.schema_object(fields, base),
            _ => {}
        }
    }

    fn schema_object(&mut self, fields: &mut Map<String, Value>, base: &Base) {
        fields.retain(|key, _| !key.starts_with(INTERNAL));
        let own = self.base_of(fields, base);
        let base = own.as_ref().unwrap_or(base);
        self.reference(fields, base);
        if fields.contains_key("$ref") && !self.version.is_json_schema() {
            fields.retain(|key, _| key == "$ref");
            return;
        }
        if let Some(dialect) = fields.get("$schema").and_then(Value::as_str).map(str::to_owned) {
            self.dialect(&dialect);
        }
        self.discriminator(fields, base);
        impossible(fields);
        self.draft_tuple(fields);
        self.fields(fields, Kind::One(Thing::Schema), base);
        self.kinds(fields);
        self.nullable(fields);
        self.tuple(fields);
        self.further_properties(fields);
        self.conditions(fields);
        self.beside_reference(fields);
    }

    /// Writes the reference as one in the one document. A dynamic reference leads to its anchor, which
    /// is where it leads unless a schema is extended at another place.
    fn reference(&mut self, fields: &mut Map<String, Value>, base: &Base) {
        if self.version.is_json_schema()
            && !fields.contains_key("$ref")
            && let Some(Value::String(dynamic)) = fields.get("$dynamicRef")
        {
            let reference = Value::String(dynamic.clone());
            fields.insert("$ref".to_owned(), reference);
            self.note("dynamic-reference", "the dynamic reference is read as a plain one");
        }
        if let Some(Value::String(reference)) = fields.get_mut("$ref") {
            self.localise(reference, base);
        }
    }

    fn kinds(&mut self, fields: &mut Map<String, Value>) {
        let json_schema = self.version.is_json_schema();
        let several = fields.get("type").is_some_and(Value::is_array);
        if several && !json_schema {
            self.stray("type: […]");
        }
        let is_bool = |key: &str| fields.get(key).is_some_and(Value::is_boolean);
        let stray =
            ["nullable", "exclusiveMinimum", "exclusiveMaximum"].into_iter().filter(|key| is_bool(key));
        for keyword in stray.filter(|_| json_schema).collect::<Vec<_>>() {
            self.stray(keyword);
        }
        let unknown = kinds::types(fields);
        if several && !unknown.is_empty() {
            let message = format!("{} is no type", excerpt(&unknown.join(", ")));
            self.note("unknown-type", message);
        }
        if kinds::constant(fields) && !json_schema {
            self.stray("const");
        }
        if kinds::bounds(fields) && !json_schema {
            self.stray("exclusiveMinimum: number");
        }
        kinds::examples(fields);
        kinds::content(fields);
    }

    /// One alternative besides null is no alternative: it holds, and null is allowed. One that stands
    /// elsewhere has a description of its own, and is left to what composes schemas.
    fn nullable(&mut self, fields: &mut Map<String, Value>) {
        for keyword in ["anyOf", "oneOf"] {
            let Some(members) = fields.get(keyword).and_then(Value::as_array) else { continue };
            let mut others = members.iter().enumerate().filter(|(_, member)| !is_null(member));
            let (Some((index, Value::Object(only))), None) = (others.next(), others.next()) else { continue };
            let meets =
                |key: &String| key != keyword && fields.contains_key(key) && !ABOUT.contains(&key.as_str());
            if members.len() == 1 || only.contains_key("$ref") || only.keys().any(meets) {
                continue;
            }
            let only = only.clone();
            fields.remove(keyword);
            for (key, value) in only {
                fields.entry(key).or_insert(value);
            }
            fields.insert("nullable".to_owned(), json!(true));
            let here = self.here();
            self.moves.add(format!("{here}/{keyword}/{index}"), here);
        }
    }

    /// `items` that is an array is what `prefixItems` is now.
    fn draft_tuple(&mut self, fields: &mut Map<String, Value>) {
        if fields.get("items").is_some_and(Value::is_array)
            && !fields.contains_key("prefixItems")
            && let Some(items) = fields.remove("items")
        {
            fields.insert("prefixItems".to_owned(), items);
            if let Some(rest) = fields.remove("additionalItems") {
                fields.insert("items".to_owned(), rest);
            }
            let here = self.here();
            self.moves.add(format!("{here}/items"), format!("{here}/prefixItems"));
        }
    }

    /// A tuple is a list: each of its items is what one of its places holds.
    fn tuple(&mut self, fields: &mut Map<String, Value>) {
        let places = fields.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
        if places == 0 {
            if fields.contains_key("contains") && !fields.contains_key("type") {
                fields.insert("type".to_owned(), json!("array"));
            }
            return;
        }
        let mut members: Vec<Value> =
            (0..places).map(|index| self.refer(&["prefixItems", &index.to_string()])).collect();
        let rest = fields.remove("items").or_else(|| fields.get("unevaluatedItems").cloned());
        // What says nothing about the items after those would say nothing about them all.
        if let Some(rest) = rest.filter(|rest| rest.as_object().is_some_and(|rest| !rest.is_empty())) {
            let here = self.here();
            self.moves.add(format!("{here}/items"), format!("{here}/items/anyOf/{places}"));
            members.push(rest);
        }
        let items = match members.len() {
            1 => members.remove(0),
            _ => json!({"anyOf": members}),
        };
        fields.insert("items".to_owned(), items);
    }

    /// Properties by the patterns of their names, and those that nothing else speaks of, are further
    /// properties.
    fn further_properties(&mut self, fields: &mut Map<String, Value>) {
        let patterns: Vec<String> = fields
            .get("patternProperties")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|patterns| patterns.keys().cloned())
            .collect();
        let unevaluated = fields.get("unevaluatedProperties");
        let mut members: Vec<Value> =
            patterns.iter().map(|pattern| self.refer(&["patternProperties", pattern])).collect();
        if let Some(unevaluated) = unevaluated.filter(|_| !fields.contains_key("additionalProperties")) {
            match unevaluated {
                Value::Object(_) => members.push(self.refer(&["unevaluatedProperties"])),
                Value::Bool(false) if members.is_empty() => {
                    fields.insert("additionalProperties".to_owned(), json!(false));
                }
                _ => {}
            }
        }
        let names =
            ["dependentRequired", "dependentSchemas", "maxProperties", "minProperties", "propertyNames"];
        let object = !members.is_empty() || names.iter().any(|keyword| fields.contains_key(*keyword));
        let other = ["type", "properties", "$ref", "allOf", "anyOf", "oneOf", "enum", "items"];
        if object && !other.iter().any(|keyword| fields.contains_key(*keyword)) {
            fields.insert("type".to_owned(), json!("object"));
        }
        if members.is_empty() {
            return;
        }
        if let Some(additional @ Value::Object(_)) = fields.remove("additionalProperties") {
            let here = self.here();
            let at = members.len();
            let moved = format!("{here}/additionalProperties");
            self.moves.add(moved.clone(), format!("{moved}/anyOf/{at}"));
            members.push(additional);
        }
        let further = match members.len() {
            1 => members.remove(0),
            _ => json!({"anyOf": members}),
        };
        fields.insert("additionalProperties".to_owned(), further);
    }

    /// What holds under a condition may be there.
    fn conditions(&mut self, fields: &mut Map<String, Value>) {
        let mut members = Vec::new();
        if fields.contains_key("if") {
            let parts = ["then", "else"].into_iter().filter(|part| says_something(fields.get(*part)));
            members.extend(parts.map(|part| self.refer(&[part])));
        }
        if let Some(dependent) = fields.get("dependentSchemas").and_then(Value::as_object) {
            let names = dependent.iter().filter(|(_, schema)| says_something(Some(schema)));
            members.extend(names.map(|(name, _)| self.refer(&["dependentSchemas", name])));
        }
        if !members.is_empty() {
            fields.insert(WHEN.to_owned(), Value::Array(members));
        }
    }

    /// What stands beside a reference holds together with what it leads to.
    fn beside_reference(&mut self, fields: &mut Map<String, Value>) {
        let counts = |key: &String| !SILENT.contains(&key.as_str()) && !key.starts_with("x-");
        if !fields.contains_key("$ref") || !fields.keys().any(counts) {
            return;
        }
        let Some(reference) = fields.remove("$ref") else { return };
        let mut members = vec![json!({"$ref": reference})];
        if let Some(Value::Array(others)) = fields.remove("allOf") {
            let here = self.here();
            for index in 0..others.len() {
                self.moves.add(format!("{here}/allOf/{index}"), format!("{here}/allOf/{}", index + 1));
            }
            // The later ones are the more specific.
            members.extend(others);
        }
        fields.insert("allOf".to_owned(), Value::Array(members));
    }
}

/// Takes out what can't be: a property that nothing satisfies isn't there, and neither is such an
/// alternative.
fn impossible(fields: &mut Map<String, Value>) {
    if let Some(Value::Object(properties)) = fields.get_mut("properties") {
        properties.retain(|_, schema| *schema != Value::Bool(false));
    }
    for keyword in ["anyOf", "oneOf"] {
        if let Some(Value::Array(members)) = fields.get_mut(keyword) {
            members.retain(|schema| *schema != Value::Bool(false));
        }
    }
    // No items, or none after those of a tuple: the type is a list all the same.
    if fields.get("items") == Some(&Value::Bool(false)) {
        fields.remove("items");
        if !fields.contains_key("prefixItems") {
            fields.insert("type".to_owned(), json!("array"));
        }
    }
}

/// Whether a schema under a condition adds anything to what holds without one.
fn says_something(schema: Option<&Value>) -> bool {
    let fields = schema.and_then(Value::as_object);
    fields.is_some_and(|fields| {
        ["properties", "allOf", "anyOf", "oneOf", "$ref", "additionalProperties"]
            .iter()
            .any(|keyword| fields.contains_key(*keyword))
    })
}
