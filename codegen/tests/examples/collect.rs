//! The examples of a document, read from it as it stands: a second reading, which shares nothing with the
//! generator's.
//!
//! There are two kinds. *Given* ones are written out: beside a media type, or beside the schema of a whole
//! body or result. *Composed* ones are made of what stands beside the schemas of single fields, so that
//! nearly every operation has one; of alternatives each is taken in turn.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// How deep schemas are followed. What is deeper has no example.
const DEPTH: usize = 12;

/// How many alternatives of one schema are tried.
const ALTERNATIVES: usize = 12;

/// Which way an example goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    Request,
    Response,
}

/// An example of what an operation sends or answers.
#[derive(Clone, Debug)]
pub struct Case {
    pub method: String,
    /// As the document writes it.
    pub path: String,
    pub way: Way,
    /// Whether the document writes it out.
    pub given: bool,
    pub body: Value,
    /// The schema of the whole body.
    pub schema: Value,
}

impl Case {
    /// Which example it is, for messages.
    pub fn label(&self) -> String {
        let kind = if self.given { "given" } else { "composed" };
        format!("{:?} of {} {} ({kind})", self.way, self.method, self.path)
    }
}

/// A document, to look things up in.
#[derive(Clone, Copy)]
pub struct Document<'d>(pub &'d Value);

impl<'d> Document<'d> {
    /// What a chain of references leads to.
    pub fn follow(self, mut value: &'d Value) -> &'d Value {
        for _ in 0..64 {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else { break };
            match reference.strip_prefix('#').and_then(|pointer| self.0.pointer(pointer)) {
                Some(target) => value = target,
                None => break,
            }
        }
        value
    }

    /// A schema and the members of its `allOf`, at any depth.
    pub fn flatten(self, schema: &'d Value) -> Vec<&'d Value> {
        let mut all = Vec::new();
        self.flatten_into(schema, 0, &mut all);
        all
    }

    fn flatten_into(self, schema: &'d Value, depth: usize, all: &mut Vec<&'d Value>) {
        let schema = self.follow(schema);
        all.push(schema);
        let members = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        if depth < DEPTH {
            members.for_each(|member| self.flatten_into(member, depth + 1, all));
        }
    }
}

/// All examples of a document, each once.
pub fn collect(root: &Value) -> Vec<Case> {
    let document = Document(root);
    let mut cases = Vec::new();
    let mut seen = BTreeSet::new();
    for (path, item) in root.get("paths").and_then(Value::as_object).into_iter().flatten() {
        let item = document.follow(item);
        for method in ["get", "post", "put", "patch", "delete"] {
            let Some(operation) = item.get(method) else { continue };
            let mut add = |way, given, body: Value, schema: &Value| {
                if seen.insert((method, path, way == Way::Request, body.to_string())) {
                    let (method, path, schema) = (method.to_uppercase(), path.clone(), schema.clone());
                    cases.push(Case { method, path, way, given, body, schema });
                }
            };
            let body = operation.get("requestBody").map(|body| document.follow(body));
            for entry in body.into_iter().flat_map(|body| json_of(document, body)) {
                of_entry(document, entry, Way::Request, &mut add);
            }
            let responses = operation.get("responses").and_then(Value::as_object).into_iter().flatten();
            for (_, response) in responses.filter(|(status, _)| status.starts_with('2')) {
                for entry in json_of(document, document.follow(response)) {
                    of_entry(document, entry, Way::Response, &mut add);
                }
            }
        }
    }
    cases
}

/// The entries of media types of JSON.
fn json_of<'d>(document: Document<'d>, owner: &'d Value) -> Vec<&'d Value> {
    let content = owner.get("content").and_then(Value::as_object).into_iter().flatten();
    let json =
        content.filter(|(media, _)| media.split(';').next().is_some_and(|media| media == "application/json"));
    json.map(|(_, entry)| document.follow(entry)).collect()
}

/// The examples of a media type's entry.
fn of_entry(document: Document<'_>, entry: &Value, way: Way, add: &mut impl FnMut(Way, bool, Value, &Value)) {
    let nothing = Value::Bool(true);
    let schema = entry.get("schema").unwrap_or(&nothing);
    let many = entry.get("examples").and_then(Value::as_object).into_iter().flatten();
    let many = many.filter_map(|(_, example)| document.follow(example).get("value"));
    for example in entry.get("example").into_iter().chain(many) {
        add(way, true, example.clone(), schema);
    }
    let leaves = document.flatten(schema);
    for body in given(&leaves) {
        add(way, true, body, schema);
    }
    let results = leaves.iter().filter_map(|leaf| leaf.pointer("/properties/result"));
    let results: Vec<&Value> = results.flat_map(|result| document.flatten(result)).collect();
    if way == Way::Response {
        for result in given(&results) {
            add(way, true, envelope(result), schema);
        }
    }
    for choice in 0..ALTERNATIVES {
        let composing = Composing { document, way, choice };
        let Some(mut body) = composing.compose(schema, 0, false) else { break };
        // What a document's example of a success says of itself isn't what is looked at.
        if let Some(fields) = body.as_object_mut().filter(|_| way == Way::Response && !results.is_empty()) {
            fields.insert("success".to_owned(), Value::Bool(true));
            fields.insert("errors".to_owned(), json!([]));
            fields.insert("messages".to_owned(), json!([]));
            fields.remove("result_info");
            if fields.get("result").is_none_or(Value::is_null) {
                break;
            }
        }
        add(way, false, body, schema);
    }
}

/// The examples that stand beside schemas which hold together; those of objects are one.
fn given(leaves: &[&Value]) -> Vec<Value> {
    let all: Vec<&Value> = leaves.iter().copied().flat_map(examples).collect();
    if all.len() > 1 && all.iter().all(|example| example.is_object()) {
        let mut merged = Value::Null;
        all.into_iter().for_each(|example| merge(&mut merged, example.clone()));
        return vec![merged];
    }
    all.into_iter().cloned().collect()
}

/// The examples beside a schema itself.
fn examples(schema: &Value) -> impl Iterator<Item = &Value> {
    let many = schema.get("examples").and_then(Value::as_array).into_iter().flatten();
    schema.get("example").into_iter().chain(many)
}

fn envelope(result: Value) -> Value {
    json!({"success": true, "errors": [], "messages": [], "result": result})
}

/// Makes examples of those that fields have.
#[derive(Clone, Copy)]
struct Composing<'d> {
    document: Document<'d>,
    way: Way,
    /// Which of alternatives is taken; the last, where there are fewer.
    choice: usize,
}

impl Composing<'_> {
    /// An example of a schema; one that is demanded is made up where there is none.
    fn compose(self, schema: &Value, depth: usize, demanded: bool) -> Option<Value> {
        if depth > DEPTH {
            return None;
        }
        let leaves = self.document.flatten(schema);
        let field = |name: &str| leaves.iter().find_map(|leaf| leaf.get(name));
        let mut made: Option<Value> = None;
        let mut add = |value: Value| merge(made.get_or_insert(Value::Null), value);
        // An object is made of its fields, so that as many of them as possible are seen.
        let has_fields = leaves.iter().any(|leaf| leaf.get("properties").is_some());
        let own: Vec<&Value> = leaves.iter().copied().flat_map(examples).collect();
        if !own.is_empty() && (depth > 1 || !has_fields) {
            own.into_iter().take(1).for_each(|example| add(example.clone()));
            return made;
        }
        for keyword in ["oneOf", "anyOf"] {
            for alternatives in leaves.iter().filter_map(|leaf| leaf.get(keyword)?.as_array()) {
                let last = alternatives.len().saturating_sub(1);
                if let Some(alternative) = alternatives.get(self.choice.min(last))
                    && let Some(value) = self.compose(alternative, depth + 1, demanded)
                {
                    add(value);
                }
            }
        }
        let required: BTreeSet<&str> = leaves
            .iter()
            .filter_map(|leaf| leaf.get("required")?.as_array())
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let other_way = if self.way == Way::Request { "readOnly" } else { "writeOnly" };
        for (name, property) in leaves.iter().filter_map(|leaf| leaf.get("properties")?.as_object()).flatten()
        {
            let of_other_way = |leaf: &&Value| leaf.get(other_way) == Some(&Value::Bool(true));
            if self.document.flatten(property).iter().any(of_other_way) {
                continue;
            }
            let demanded = self.way == Way::Request && required.contains(name.as_str());
            if let Some(value) = self.compose(property, depth + 1, demanded) {
                add(Value::Object(Map::from_iter([(name.clone(), value)])));
            }
        }
        if let Some(items) = field("items")
            && let Some(item) = self.compose(items, depth + 1, false)
        {
            add(json!([item]));
        }
        if let Some(values) = field("additionalProperties").filter(|values| values.is_object())
            && let Some(value) = self.compose(values, depth + 1, false)
        {
            add(json!({"example": value}));
        }
        if made.is_none() {
            made = field("const").or_else(|| field("enum")?.get(0)).or_else(|| field("default")).cloned();
        }
        if made.is_none() && demanded {
            made = made_up(field("type"), has_fields);
        }
        made
    }
}

/// Something of a type, for a field that has to be there.
fn made_up(ty: Option<&Value>, has_fields: bool) -> Option<Value> {
    let first = ty.and_then(|ty| ty.as_str().or_else(|| ty.get(0)?.as_str()));
    match first {
        Some("string") => Some(json!("text")),
        Some("integer" | "number") => Some(json!(1)),
        Some("boolean") => Some(json!(true)),
        Some("array") => Some(json!([])),
        Some("object") => Some(json!({})),
        _ if has_fields => Some(json!({})),
        _ => Some(json!("text")),
    }
}

/// Puts what is known of a value beside what was known of it before.
fn merge(known: &mut Value, more: Value) {
    match (known, more) {
        (Value::Object(known), Value::Object(more)) => {
            for (name, value) in more {
                merge(known.entry(name).or_insert(Value::Null), value);
            }
        }
        (known @ Value::Null, more) => *known = more,
        (known, more) if known.is_object() == more.is_object() => *known = more,
        _ => {}
    }
}
