//! Writes one tree as OpenAPI 3.0 would say it, in place: what stands where it stood keeps its
//! pointer, so that messages name the places of the document as it was given.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::discover::{Start, is_reference};
use super::forest::{Base, Forest, Spot, Unresolved, excerpt};
use super::moves::Moves;
use super::version::Version;
use crate::api::Place;
use crate::input::document::{CUT_OFF, METHODS, OTHER_METHODS, push};
use crate::input::grammar::{INTERNAL, Kind, Thing};
use crate::report::Report;

/// Rewrites what is read of one tree.
pub(super) struct Rewriter<'f> {
    forest: &'f Forest,
    tree: usize,
    pub(super) version: Version,
    /// The pointer of what is being rewritten.
    pub(super) at: String,
    /// The operation that it lies in.
    operation: Option<String>,
    /// What kinds of tags there are, by name.
    tags: BTreeMap<String, String>,
    pub(super) moves: &'f mut Moves,
    report: &'f mut Report,
}

/// Rewrites a tree from one start.
pub(super) fn rewrite(
    value: &mut Value,
    start: &Start,
    forest: &Forest,
    moves: &mut Moves,
    report: &mut Report,
) {
    let tree = start.spot.tree;
    let tags = kinds_of_tags(value);
    let Some(found) = value.pointer_mut(&start.spot.pointer) else { return };
    let mut rewriter = Rewriter {
        forest,
        tree,
        version: forest.trees[tree].version,
        at: start.spot.pointer.clone(),
        operation: None,
        tags,
        moves,
        report,
    };
    rewriter.value(found, Kind::One(start.thing), &forest.base(tree));
}

/// What the document calls a tag's kind: `nav` is for navigation, as tags without one are.
fn kinds_of_tags(root: &Value) -> BTreeMap<String, String> {
    let tags = root.get("tags").and_then(Value::as_array).into_iter().flatten();
    let text = |tag: &Value, key: &str| tag.get(key).and_then(Value::as_str).map(str::to_owned);
    tags.filter_map(|tag| Some((text(tag, "name")?, text(tag, "kind")?))).collect()
}

impl<'f> Rewriter<'f> {
    fn value(&mut self, value: &mut Value, kind: Kind, base: &Base) {
        match (&mut *value, kind) {
            (_, Kind::One(Thing::Schema)) => self.schema(value, base),
            (Value::Object(fields), Kind::One(thing)) => self.thing(fields, thing, base),
            (Value::Object(_), Kind::Map(_) | Kind::Fields(_)) | (Value::Array(_), Kind::List(_)) => {
                self.children(value, kind, base);
            }
            _ => {}
        }
    }

    pub(super) fn children(&mut self, value: &mut Value, kind: Kind, base: &Base) {
        match value {
            Value::Object(fields) => self.fields(fields, kind, base),
            Value::Array(items) => {
                for (index, child) in items.iter_mut().enumerate() {
                    self.child(&index.to_string(), child, kind.inside(""), base);
                }
            }
            _ => {}
        }
    }

    pub(super) fn fields(&mut self, fields: &mut Map<String, Value>, kind: Kind, base: &Base) {
        for (key, child) in fields {
            self.child(key, child, kind.inside(key), base);
        }
    }

    fn child(&mut self, key: &str, child: &mut Value, kind: Kind, base: &Base) {
        if kind != Kind::Data {
            let end = self.at.len();
            push(&mut self.at, key);
            self.value(child, kind, base);
            self.at.truncate(end);
        }
    }

    /// The reference to something below what is being rewritten.
    pub(super) fn refer(&self, segments: &[&str]) -> Value {
        let mut reference = self.here();
        segments.iter().for_each(|segment| push(&mut reference, segment));
        json!({"$ref": reference})
    }

    /// The reference to what is being rewritten.
    pub(super) fn here(&self) -> String {
        self.forest.local(&Spot { tree: self.tree, pointer: self.at.clone() })
    }

    /// The base of a schema, which may have an address of its own.
    pub(super) fn base_of(&self, fields: &Map<String, Value>, base: &Base) -> Option<Base> {
        let id = fields.get("$id").and_then(Value::as_str).filter(|id| !id.starts_with('#'))?;
        self.version.is_json_schema().then(|| Forest::base_of(base, id, &self.at))
    }

    /// Writes a reference as one in the document that all trees become.
    pub(super) fn localise(&self, reference: &mut String, base: &Base) {
        // Most are written so already.
        let plain = reference.starts_with("#/") && !reference.contains('%') && base.is_top();
        if plain && !self.forest.trees[self.tree].referred && reference.len() < 256 {
            return;
        }
        match self.forest.resolve(reference, base) {
            Ok(spot) => *reference = self.forest.local(&spot),
            Err(Unresolved::TooLong) => {
                *reference = format!("{}{CUT_OFF}", excerpt(reference).trim_end_matches('…'))
            }
            // One that can't be followed has been reported, or is going to be, as one that leads to
            // nothing. A text without end would be no message.
            Err(_) => *reference = excerpt(reference),
        }
    }

    /// The place of what is being rewritten.
    fn place(&self) -> Place {
        let file = self.forest.trees[self.tree].name.clone();
        Place { file, operation: self.operation.clone(), pointer: self.at.clone() }
    }

    pub(super) fn note(&mut self, code: &'static str, message: impl Into<String>) {
        let place = self.place();
        self.report.note(code, place, message);
    }

    /// A keyword that the document's version doesn't have, which is taken as it is meant.
    pub(super) fn stray(&mut self, keyword: &str) {
        let message = format!("OpenAPI {} has no `{keyword}` like this: taken as it is meant", self.version);
        let place = self.place();
        let help = "write it as the document's version does, or state the version that has it";
        self.report.fault("stray-keyword", place, message, help);
    }

    fn thing(&mut self, fields: &mut Map<String, Value>, thing: Thing, base: &Base) {
        fields.retain(|key, _| !key.starts_with(INTERNAL));
        if let Some(Value::String(reference)) = fields.get_mut("$ref") {
            self.localise(reference, base);
            if thing != Thing::PathItem {
                let json_schema = self.version.is_json_schema();
                fields.retain(|key, _| {
                    key == "$ref" || json_schema && matches!(key.as_str(), "summary" | "description")
                });
                return;
            }
        }
        match thing {
            Thing::Document => self.document(fields),
            Thing::PathItem => additional_operations(fields),
            Thing::Operation => self.operation(fields),
            _ => {}
        }
        self.fields(fields, Kind::One(thing), base);
        match thing {
            Thing::Parameter => self.parameter(fields),
            Thing::MediaType => self.media_type(fields),
            Thing::Operation => self.operation = None,
            _ => {}
        }
    }

    fn document(&mut self, fields: &mut Map<String, Value>) {
        if let Some(webhooks) = fields.remove("webhooks") {
            let count = webhooks.as_object().map_or(0, Map::len);
            let left_out =
                if count == 1 { "1 webhook is".to_owned() } else { format!("{count} webhooks are") };
            let message = format!("{left_out} left out: the service calls them, and not a client");
            self.note("webhooks", message);
        }
        let dialect = fields.get("jsonSchemaDialect").and_then(Value::as_str).map(str::to_owned);
        if let Some(dialect) = dialect {
            self.dialect(&dialect);
        }
    }

    /// Notes a dialect of JSON Schema that isn't the one that OpenAPI builds on.
    pub(super) fn dialect(&mut self, dialect: &str) {
        let known = ["https://spec.openapis.org/oas/3.", "https://json-schema.org/draft/2020-12/"];
        if !known.iter().any(|start| dialect.starts_with(start)) {
            let message = format!(
                "the dialect {} isn't known: its keywords are read as those of JSON Schema 2020-12",
                excerpt(dialect)
            );
            self.note("unknown-dialect", message);
        }
    }

    fn operation(&mut self, fields: &mut Map<String, Value>) {
        let path = self.at.strip_prefix("/paths/").map(|rest| rest.replace("~1", "/").replace("~0", "~"));
        if let Some((path, method)) = path.as_deref().and_then(|path| path.rsplit_once('/')) {
            let (path, method) = match path.strip_suffix(&format!("/{OTHER_METHODS}")) {
                Some(path) => (path, method.to_owned()),
                None => (path, method.to_uppercase()),
            };
            let id = fields.get("operationId").and_then(Value::as_str);
            let id = id.map(|id| format!(", operationId {id}")).unwrap_or_default();
            self.operation = Some(format!("{method} {path}{id}"));
        }
        if fields.remove("callbacks").is_some() {
            self.note("callbacks", "the callbacks are left out: the service makes them, and not a client");
        }
        // An operation is filed under its first tag: one for navigation, where there is one.
        if let Some(Value::Array(tags)) = fields.get_mut("tags") {
            let other = |tag: &Value| {
                let kind = tag.as_str().and_then(|tag| self.tags.get(tag));
                kind.is_some_and(|kind| kind != "nav")
            };
            tags.sort_by_key(other);
        }
    }

    /// A parameter that is the whole query is, if it is a form, one for each of the form's fields.
    fn parameter(&mut self, fields: &mut Map<String, Value>) {
        if fields.get("in").and_then(Value::as_str) != Some("querystring") {
            return;
        }
        let media =
            fields.get("content").and_then(Value::as_object).and_then(|content| content.keys().next());
        let form = media.filter(|media| media.starts_with("application/x-www-form-urlencoded")).cloned();
        if let Some(form) = form {
            let schema = self.refer(&["content", &form, "schema"]);
            fields.insert("in".to_owned(), json!("query"));
            fields.insert("style".to_owned(), json!("form"));
            fields.insert("explode".to_owned(), json!(true));
            fields.insert("schema".to_owned(), schema);
            // What it refers to stays where it is, under a name that nobody reads as content.
            let content = fields.remove("content").unwrap_or_default();
            fields.insert(format!("{INTERNAL}content"), content);
            let here = self.here();
            self.moves.add(format!("{here}/content"), format!("{here}/{INTERNAL}content"));
        }
    }

    /// Items of a sequence that comes as one JSON array are the items of that array.
    fn media_type(&mut self, fields: &mut Map<String, Value>) {
        let media = self.at.rsplit('/').next().unwrap_or_default().replace("~1", "/");
        let json = media == "application/json" || media.starts_with("application/json;");
        if json && fields.contains_key("itemSchema") && !fields.contains_key("schema") {
            let items = self.refer(&["itemSchema"]);
            fields.insert("schema".to_owned(), json!({"type": "array", "items": items}));
        }
    }

    /// Writes the targets of a discriminator as references in the one document.
    pub(super) fn discriminator(&self, fields: &mut Map<String, Value>, base: &Base) {
        let mapping = fields.get_mut("discriminator").and_then(|value| value.get_mut("mapping"));
        for target in mapping.and_then(Value::as_object_mut).into_iter().flatten().map(|(_, target)| target) {
            if let Value::String(target) = target
                && is_reference(target)
            {
                self.localise(target, base);
            }
        }
    }
}

/// A method that has a field of its own is at home there.
fn additional_operations(fields: &mut Map<String, Value>) {
    let Some(Value::Object(mut others)) = fields.remove(OTHER_METHODS) else { return };
    let own: Vec<String> = others
        .keys()
        .filter(|method| {
            let method = method.to_lowercase();
            METHODS.iter().any(|(key, _)| *key == method) && !fields.contains_key(&method)
        })
        .cloned()
        .collect();
    for method in own {
        if let Some(operation) = others.shift_remove(&method) {
            fields.entry(method.to_lowercase()).or_insert(operation);
        }
    }
    if !others.is_empty() {
        fields.insert(OTHER_METHODS.to_owned(), Value::Object(others));
    }
}
