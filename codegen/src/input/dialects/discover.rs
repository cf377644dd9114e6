//! Goes through all that is read before anything is changed: reads the files that it refers to, and
//! learns which schemas have names (`$id`, `$anchor`) that references can use.
//!
//! What OpenAPI's grammar reaches from the top of a document is read anyway. A reference may also
//! lead to where the grammar says nothing (into an extension, into a file of schemas); such a place
//! is then read as what refers to it, which is a *start* of its own.

use std::collections::BTreeMap;

use serde_json::Value;

use super::forest::{Base, Forest, Spot, Unresolved, excerpt};
use crate::input::document::push;
use crate::input::grammar::{Kind, Thing};
use crate::report::Report;

/// A place to read from, and as what.
#[derive(Clone, Debug)]
pub(super) struct Start {
    pub(super) spot: Spot,
    pub(super) thing: Thing,
}

/// The starts that are known, by tree and pointer.
#[derive(Default)]
pub(super) struct Starts(BTreeMap<usize, BTreeMap<String, Thing>>);

impl Starts {
    /// Whether a place is read, from whichever start.
    fn covers(&self, tree: usize, pointer: &str) -> bool {
        let Some(starts) = self.0.get(&tree) else { return false };
        let ends = pointer.match_indices('/').map(|(at, _)| at).chain([pointer.len()]);
        ends.filter_map(|end| Some((end, starts.get(&pointer[..end])?))).any(|(end, thing)| {
            let way = pointer[end..].split('/').skip(1);
            let kind = way.fold(Kind::One(*thing), |kind, segment| {
                if segment.contains('~') {
                    kind.inside(&segment.replace("~1", "/").replace("~0", "~"))
                } else {
                    kind.inside(segment)
                }
            });
            matches!(kind, Kind::One(_))
        })
    }

    /// Adds a start, unless the place is read already.
    fn add(&mut self, start: &Start) -> bool {
        let new = !self.covers(start.spot.tree, &start.spot.pointer);
        if new {
            let starts = self.0.entry(start.spot.tree).or_default();
            starts.insert(start.spot.pointer.clone(), start.thing);
        }
        new
    }

    /// The starts in which all is read once: none lies where another reads anyway.
    pub(super) fn apart(self) -> Vec<Start> {
        let mut apart = Self::default();
        let mut sorted: Vec<Start> = Vec::new();
        for (tree, starts) in self.0 {
            let spot = |pointer| Spot { tree, pointer };
            sorted.extend(starts.into_iter().map(|(pointer, thing)| Start { spot: spot(pointer), thing }));
        }
        sorted.sort_by_key(|start| start.spot.pointer.matches('/').count());
        sorted.retain(|start| apart.add(start));
        sorted
    }
}

/// A reference that was met.
struct Met {
    reference: String,
    base: Base,
    thing: Thing,
    at: Spot,
    /// Whether it is the whole of what stands there, and not a hint that may be no reference.
    counts: bool,
}

/// Reads all that the documents refer to.
pub(super) fn discover(forest: &mut Forest, report: &mut Report) -> Starts {
    let mut starts = Starts::default();
    let mut waiting: Vec<Start> = Vec::new();
    for tree in 0..forest.trees.len() {
        let start = Start { spot: Spot { tree, pointer: String::new() }, thing: Thing::Document };
        starts.add(&start);
        waiting.push(start);
    }
    let mut met: Vec<Met> = Vec::new();
    loop {
        for start in waiting.drain(..) {
            let tree = start.spot.tree;
            // Taken out while it is read, since names go into the forest.
            let value = std::mem::take(&mut forest.trees[tree].value);
            if let Some(found) = value.pointer(&start.spot.pointer) {
                let base = forest.base(tree);
                let json_schema = forest.trees[tree].version.is_json_schema();
                let mut walk = Walk { forest, starts: &starts, met: &mut met, json_schema };
                walk.value(found, Kind::One(start.thing), &mut start.spot.pointer.clone(), &base);
            }
            forest.trees[tree].value = value;
        }
        for met in met.drain(..) {
            if let Some(spot) = resolve(&met, forest, report)
                && forest.trees[spot.tree].value.pointer(&spot.pointer).is_some()
            {
                let start = Start { spot, thing: met.thing };
                if starts.add(&start) {
                    waiting.push(start);
                }
            }
        }
        if waiting.is_empty() {
            return starts;
        }
    }
}

/// What a reference means, after reading its file; faults go to the report.
fn resolve(met: &Met, forest: &mut Forest, report: &mut Report) -> Option<Spot> {
    let mut found = forest.resolve(&met.reference, &met.base);
    if let Err(Unresolved::Unread(name)) = &found {
        let name = name.clone();
        if let Err(why) = forest.read(&name, met.base.tree, report) {
            if met.counts {
                let message = format!(
                    "the reference {} leads to the file {name}, which {why}",
                    excerpt(&met.reference)
                );
                let help = "add the file, or correct the reference";
                report.error("dangling-reference", forest.place(&met.at), message, help);
            }
            return None;
        }
        found = forest.resolve(&met.reference, &met.base);
    }
    match found {
        Ok(spot) => Some(spot),
        Err(Unresolved::Forbidden { code, message, help }) if met.counts => {
            report.error(code, forest.place(&met.at), message, help);
            None
        }
        // Checking reports what leads to nothing inside a document.
        Err(_) => None,
    }
}

struct Walk<'w> {
    forest: &'w mut Forest,
    starts: &'w Starts,
    met: &'w mut Vec<Met>,
    json_schema: bool,
}

impl Walk<'_> {
    fn value(&mut self, value: &Value, kind: Kind, at: &mut String, base: &Base) {
        match (value, kind) {
            (_, Kind::Data) => {}
            (Value::Object(_), Kind::One(thing)) => self.thing(value, thing, at, base),
            (Value::Object(_), Kind::Map(_) | Kind::Fields(_)) | (Value::Array(_), Kind::List(_)) => {
                self.children(value, kind, at, base);
            }
            // Drafts of JSON Schema wrote tuples so.
            (Value::Array(_), Kind::One(Thing::Schema)) if at.ends_with("/items") => {
                self.children(value, Kind::List(Thing::Schema), at, base);
            }
            _ => {}
        }
    }

    fn thing(&mut self, value: &Value, thing: Thing, at: &mut String, base: &Base) {
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        let mut own = None;
        if thing == Thing::Schema && self.json_schema {
            if let Some(id) = text("$id") {
                match id.strip_prefix('#') {
                    // Drafts of JSON Schema wrote anchors so.
                    Some(name) => self.forest.add_anchor(base, name, at.clone()),
                    None => {
                        let base = Forest::base_of(base, id, at);
                        self.forest.add_resource(&base);
                        own = Some(base);
                    }
                }
            }
            let base = own.as_ref().unwrap_or(base);
            for name in ["$anchor", "$dynamicAnchor"].into_iter().filter_map(text) {
                self.forest.add_anchor(base, name, at.clone());
            }
        }
        let base = own.as_ref().unwrap_or(base);
        let reference = text("$ref").or_else(|| text("$dynamicRef").filter(|_| self.json_schema));
        if let Some(reference) = reference
            && !matches!(thing, Thing::Document | Thing::Components | Thing::Operation | Thing::Encoding)
        {
            self.meet(reference, thing, at, base, true);
            // Elsewhere a reference stands for all of it.
            if !(thing == Thing::PathItem || thing == Thing::Schema && self.json_schema) {
                return;
            }
        }
        if thing == Thing::Schema
            && let Some(mapping) = value.pointer("/discriminator/mapping").and_then(Value::as_object)
        {
            // These may be names of components as well.
            for target in mapping.values().filter_map(Value::as_str).filter(|target| is_reference(target)) {
                self.meet(target, thing, at, base, false);
            }
        }
        self.children(value, Kind::One(thing), at, base);
    }

    /// Remembers a reference, unless it leads where everything is read anyway.
    fn meet(&mut self, reference: &str, thing: Thing, at: &str, base: &Base, counts: bool) {
        if let Some(fragment) = reference.strip_prefix('#').filter(|fragment| !fragment.contains('%'))
            && base.is_top()
            && self.starts.covers(base.tree, fragment)
        {
            return;
        }
        let at = Spot { tree: base.tree, pointer: at.to_owned() };
        self.met.push(Met { reference: reference.to_owned(), base: base.clone(), thing, at, counts });
    }

    fn children(&mut self, value: &Value, kind: Kind, at: &mut String, base: &Base) {
        let end = at.len();
        match value {
            Value::Object(fields) => {
                for (key, child) in fields.iter().filter(|(_, child)| child.is_object() || child.is_array()) {
                    push(at, key);
                    self.value(child, kind.inside(key), at, base);
                    at.truncate(end);
                }
            }
            Value::Array(items) => {
                for (index, child) in items.iter().enumerate() {
                    push(at, &index.to_string());
                    self.value(child, kind.inside(""), at, base);
                    at.truncate(end);
                }
            }
            _ => {}
        }
    }
}

/// Whether a value of a discriminator's mapping is a reference, and not the name of a component.
pub(super) fn is_reference(target: &str) -> bool {
    target.contains(['#', '/']) || [".json", ".yaml", ".yml"].iter().any(|end| target.ends_with(end))
}
