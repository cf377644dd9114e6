//! Reads what documents say of their operations, as lines that can be compared.
//!
//! It knows what it needs of OpenAPI 3.0 to 3.2 and no more, and stops where a document goes
//! beyond that: a comparison that leaves something out would say that nothing differs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// The first two parameters of the fragments' paths for both scopes.
const SCOPE: &str = "/{accounts_or_zones}/{account_or_zone_id}";

/// Documents by their names, which refer to each other.
pub struct Documents(BTreeMap<String, Value>);

/// A place: the document that it is in, and what is there.
#[derive(Clone, Copy)]
struct At<'d> {
    file: &'d str,
    value: &'d Value,
}

/// What the members of a schema come to.
#[derive(Default)]
struct Schema<'d> {
    kinds: BTreeSet<&'d str>,
    time: bool,
    nullable: bool,
    fields: BTreeMap<&'d str, Vec<At<'d>>>,
    required: BTreeSet<&'d str>,
    items: Vec<At<'d>>,
    values: BTreeSet<String>,
}

impl Documents {
    pub fn new(trees: impl IntoIterator<Item = (String, Value)>) -> Self {
        let name = |name: String| name.rsplit('/').next().unwrap_or_default().to_owned();
        Self(trees.into_iter().map(|(file, tree)| (name(file), tree)).collect())
    }

    /// A line for each fact, by operation.
    pub fn facts(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut facts = BTreeMap::new();
        for (file, tree) in &self.0 {
            for (path, item) in tree["paths"].as_object().into_iter().flatten() {
                let scopes = if path.starts_with(SCOPE) { &["/accounts/{}", "/zones/{}"][..] } else { &[""] };
                for (method, operation) in item.as_object().unwrap() {
                    if method == "parameters" {
                        continue;
                    }
                    let shared = item.get("parameters").unwrap_or(&Value::Null);
                    let lines = self.operation(At { file, value: operation }, At { file, value: shared });
                    for scope in scopes {
                        let rest = if scope.is_empty() { path.as_str() } else { &path[SCOPE.len()..] };
                        let key = format!("{} {scope}{}", method.to_uppercase(), unnamed(rest));
                        facts.insert(key, lines.clone());
                    }
                }
            }
        }
        facts
    }

    fn operation(&self, at: At<'_>, shared: At<'_>) -> BTreeSet<String> {
        let mut lines = BTreeSet::new();
        for name in at.value["x-api-token-group"].as_array().into_iter().flatten() {
            lines.insert(format!("allowed by {}", name.as_str().unwrap()));
        }
        let own = at.value["parameters"].as_array();
        for parameter in own.into_iter().chain(shared.value.as_array()).flatten() {
            let At { file, value } = self.follow(At { file: at.file, value: parameter });
            let (location, name) = (value["in"].as_str().unwrap(), value["name"].as_str().unwrap());
            // Those of paths are in the key, and their names change.
            if location == "path" {
                continue;
            }
            let place = format!("{location} {name}");
            if value["required"] == true {
                lines.insert(format!("{place} is required"));
            }
            self.write(&[At { file, value: &value["schema"] }], &place, &mut lines);
        }
        if let Some(body) = at.value.get("requestBody") {
            let At { file, value } = self.follow(At { file: at.file, value: body });
            if let Some(schema) = schema_of(value) {
                self.write(&[At { file, value: schema }], "body", &mut lines);
            }
        }
        let answers = at.value["responses"].as_object().unwrap();
        let (status, answer) = answers.iter().find(|(status, _)| status.starts_with('2')).unwrap();
        lines.insert(format!("status {status}"));
        let At { file, value } = self.follow(At { file: at.file, value: answer });
        let envelope = self.read(&[At { file, value: schema_of(value).unwrap() }]);
        let result = envelope.fields.get("result").map(Vec::as_slice).unwrap_or_default();
        self.write(result, "result", &mut lines);
        lines
    }

    /// Writes lines for a schema, given in one or more parts that are all true.
    fn write(&self, parts: &[At<'_>], place: &str, lines: &mut BTreeSet<String>) {
        let schema = self.read(parts);
        let kind = match schema.kinds.iter().copied().collect::<Vec<_>>()[..] {
            ["string"] if schema.time => "time",
            ["string"] => "text",
            ["array"] => "list",
            ["object"] => "object",
            [] if !schema.fields.is_empty() => "object",
            [one] => one,
            ref other => panic!("{place} is one of {other:?}, which this reader doesn't know"),
        };
        lines.insert(format!("{place}: {kind}"));
        // An envelope whose list is null stands for an empty one: that isn't said in all documents.
        if schema.nullable && place != "result" {
            lines.insert(format!("{place} may be null"));
        }
        lines.extend(schema.values.iter().map(|value| format!("{place} can be {value}")));
        lines.extend(schema.required.iter().map(|name| format!("{place}.{name} is required")));
        if kind == "list" {
            match (place.starts_with("query"), self.read(&schema.items)) {
                // One or several values: how many is said by the kind.
                (true, items) => {
                    lines.extend(items.values.iter().map(|value| format!("{place} can be {value}")));
                }
                (false, _) => self.write(&schema.items, &format!("{place}[]"), lines),
            }
        }
        for (name, parts) in &schema.fields {
            self.write(parts, &format!("{place}.{name}"), lines);
        }
    }

    /// The conjunction of the parts and of what they consist of.
    fn read<'d>(&'d self, parts: &[At<'d>]) -> Schema<'d> {
        let mut schema = Schema::default();
        let mut waiting = parts.to_vec();
        while let Some(part) = waiting.pop() {
            let At { file, value } = self.follow(part);
            for unknown in ["oneOf", "anyOf", "not", "if", "const", "additionalItems", "prefixItems"] {
                assert!(value.get(unknown).is_none(), "{unknown} isn't known to this reader: {value}");
            }
            let at = |value| At { file, value };
            waiting.extend(value["allOf"].as_array().into_iter().flatten().map(at));
            match &value["type"] {
                Value::String(kind) => drop(schema.kinds.insert(kind)),
                Value::Array(kinds) => {
                    let kinds = kinds.iter().map(|kind| kind.as_str().unwrap());
                    let (null, others): (Vec<&str>, Vec<&str>) = kinds.partition(|kind| *kind == "null");
                    schema.nullable |= !null.is_empty();
                    schema.kinds.extend(others);
                }
                _ => {}
            }
            schema.nullable |= value["nullable"] == true;
            schema.time |= value["format"] == "date-time";
            for (name, field) in value["properties"].as_object().into_iter().flatten() {
                schema.fields.entry(name).or_default().push(at(field));
            }
            schema
                .required
                .extend(value["required"].as_array().into_iter().flatten().filter_map(Value::as_str));
            schema
                .items
                .extend(value.get("items").filter(|items| **items != Value::Object(Map::new())).map(at));
            schema.values.extend(value["enum"].as_array().into_iter().flatten().map(Value::to_string));
        }
        schema
    }

    /// What stands where a place refers to.
    fn follow<'d>(&'d self, mut at: At<'d>) -> At<'d> {
        while let Some(target) = at.value.get("$ref").and_then(Value::as_str) {
            let (file, pointer) = target.split_once('#').unwrap();
            if !file.is_empty() {
                at.file = self.0.get_key_value(file).unwrap_or_else(|| panic!("there is no {file}")).0;
            }
            at.value = self.0[at.file].pointer(pointer).unwrap_or_else(|| panic!("{target} leads nowhere"));
        }
        at
    }
}

/// The JSON schema of a body or an answer.
fn schema_of(value: &Value) -> Option<&Value> {
    value["content"]["application/json"].get("schema")
}

/// A path without the names of its parameters.
fn unnamed(path: &str) -> String {
    let segments = path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}
