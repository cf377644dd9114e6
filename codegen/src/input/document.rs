//! One OpenAPI document with memory of where its parts came from.
//!
//! After bundling there is one tree of JSON values with local references only. The files that
//! its paths and components were written in are kept beside it for messages.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::rc::Rc;

use indexmap::IndexMap;
use serde_json::Value;

use super::grammar::{Kind, Thing};
use crate::api::http_key;
use crate::api::{LeftOut, Place};

/// The fields of a path item that hold operations, and their HTTP methods, in the order in which we go
/// through them. Operations of other methods stand in `additionalOperations`.
pub const METHODS: [(&str, &str); 9] = [
    ("get", "GET"),
    ("post", "POST"),
    ("put", "PUT"),
    ("patch", "PATCH"),
    ("delete", "DELETE"),
    ("head", "HEAD"),
    ("options", "OPTIONS"),
    ("trace", "TRACE"),
    ("query", "QUERY"),
];

/// The field of a path item that holds operations of other methods, by method.
pub const OTHER_METHODS: &str = "additionalOperations";

/// The files that a document refers to, by name: a key at the top of the joined document.
pub const FILES: &str = "x-codegen-files";

/// How many references in a row are followed.
pub const MAX_REFERENCES: usize = 64;

/// The longest reference that is followed, in bytes. Nothing that it could lead to is nested deeper.
pub const MAX_REFERENCE: usize = 4096;

/// How a reference ends that was longer than that, and was cut off. It leads to nothing.
pub const CUT_OFF: &str = "… (longer than 4096 bytes)";

/// A JSON pointer that is cheap to extend and to clone.
#[derive(Clone, Debug, Default)]
pub struct Pointer(Option<Rc<(Pointer, String)>>);

impl Pointer {
    /// The pointer to a child of what this one points at.
    #[must_use]
    pub fn child(&self, segment: impl Into<String>) -> Self {
        Self(Some(Rc::new((self.clone(), segment.into()))))
    }

    /// The pointer made of these segments.
    pub fn of<const N: usize>(segments: [&str; N]) -> Self {
        segments.into_iter().fold(Self::default(), |pointer, segment| pointer.child(segment))
    }

    /// The segments, unescaped, outermost first.
    pub fn segments(&self) -> Vec<&str> {
        let mut segments = Vec::new();
        let mut at = self;
        while let Some(link) = &at.0 {
            segments.push(link.1.as_str());
            at = &link.0;
        }
        segments.reverse();
        segments
    }

    /// Reads a reference's fragment, `/components/schemas/…`.
    pub fn parse(text: &str) -> Self {
        text.split('/').skip(1).fold(Self::default(), |pointer, segment| {
            pointer.child(segment.replace("~1", "/").replace("~0", "~"))
        })
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in self.segments() {
            write!(f, "/{}", segment.replace('~', "~0").replace('/', "~1"))?;
        }
        Ok(())
    }
}

/// A bundled document.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The whole tree.
    pub root: Value,
    /// Where path items and components came from: the pointer's first two or three segments → file.
    pub files: BTreeMap<String, String>,
    /// The file to name where `files` knows nothing.
    pub main_file: String,
    /// Where operations and their like were written that a path item refers to, by their pointers.
    pub origins: BTreeMap<String, String>,
    /// From where all that is read can be found, and what it is.
    pub starts: Vec<(String, Thing)>,
    /// What operations have in the document and not in what is read of it, by their pointers.
    pub lacks: BTreeMap<String, Vec<String>>,
    /// Operations that are in the document and not in what is read of it.
    pub left_out: Vec<LeftOut>,
}

impl Document {
    /// The place that a pointer stands for, with the operation that it lies in.
    pub fn place(&self, pointer: &Pointer) -> Place {
        let segments = pointer.segments();
        let operation = operation_label(&self.root, &segments);
        let start = |depth: usize| {
            segments.iter().take(depth).fold(Pointer::default(), |start, segment| start.child(*segment))
        };
        if let Some(origin) = self.origins.get(&start(3).to_string()) {
            let rest = &segments[3.min(segments.len())..];
            let written = rest.iter().fold(Pointer::parse(origin), |at, segment| at.child(*segment));
            return Place { operation, ..self.written(&written) };
        }
        Place { operation, ..self.written(pointer) }
    }

    /// The file in which something was written, and where in it.
    fn written(&self, pointer: &Pointer) -> Place {
        let segments = pointer.segments();
        if let [FILES, file, rest @ ..] = segments.as_slice() {
            let pointer = rest.iter().fold(Pointer::default(), |at, segment| at.child(*segment));
            return Place { pointer: pointer.to_string(), ..Place::file(*file) };
        }
        let depth = if segments.first() == Some(&"components") { 3 } else { 2 };
        let start =
            segments.iter().take(depth).fold(Pointer::default(), |start, segment| start.child(*segment));
        let file = self.files.get(&start.to_string()).unwrap_or(&self.main_file);
        Place { pointer: pointer.to_string(), ..Place::file(file) }
    }

    /// What a pointer points at.
    pub fn get(&self, pointer: &Pointer) -> Option<&Value> {
        pointer.segments().into_iter().try_fold(&self.root, |at, segment| match at {
            Value::Object(fields) => fields.get(segment),
            Value::Array(items) => items.get(segment.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// Follows a chain of references from a value to what it stands for.
    ///
    /// Gives nothing where the chain leads nowhere or round in a circle; [`crate::input::check`]
    /// reports those.
    pub fn follow<'d>(&'d self, mut value: &'d Value, mut pointer: Pointer) -> Option<(&'d Value, Pointer)> {
        for _ in 0..MAX_REFERENCES {
            let Some(reference) = reference(value) else {
                return Some((value, pointer));
            };
            pointer = Pointer::parse(reference.strip_prefix('#')?);
            value = self.get(&pointer)?;
        }
        None
    }

    /// Visits everything that refers to something else, with its pointer and what it is.
    pub fn references<'d>(&'d self, visit: &mut dyn FnMut(&str, Thing, &'d str)) {
        for (start, thing) in &self.starts {
            let pointer = start.strip_prefix('#').unwrap_or(start);
            if let Some(value) = self.root.pointer(pointer) {
                find_references(value, Kind::One(*thing), &mut pointer.to_owned(), visit);
            }
        }
    }

    /// All operations, by path and then by method.
    pub fn operations(&self) -> Vec<OperationAt<'_>> {
        let mut found = Vec::new();
        let Some(paths) = self.root.get("paths").and_then(Value::as_object) else {
            return found;
        };
        let mut sorted: Vec<_> = paths.iter().filter(|(path, _)| !path.starts_with("x-")).collect();
        // By what doesn't change between documents first: the names of parameters do.
        sorted.sort_by_cached_key(|(path, _)| (http_key("", path), (*path).clone()));
        for (key, item) in sorted {
            let at = Pointer::of(["paths", key]);
            for (method, operation, pointer) in operations_of(item, &at) {
                if operation.is_object() {
                    let (path, query, fragment) = parts_of(key);
                    found.push(OperationAt { key, path, query, fragment, method, item, operation, pointer });
                }
            }
        }
        found
    }
}

fn find_references<'d>(
    value: &'d Value,
    kind: Kind,
    at: &mut String,
    visit: &mut dyn FnMut(&str, Thing, &'d str),
) {
    let end = at.len();
    if let (Kind::One(thing), Some(target)) = (kind, reference(value)) {
        visit(at, thing, target);
    }
    match value {
        Value::Object(fields) => {
            for (key, child) in fields {
                let kind = kind.inside(key);
                if kind != Kind::Data {
                    push(at, key);
                    find_references(child, kind, at, visit);
                    at.truncate(end);
                }
            }
        }
        Value::Array(items) if matches!(kind, Kind::List(_)) => {
            for (index, child) in items.iter().enumerate() {
                push(at, &index.to_string());
                find_references(child, kind.inside(""), at, visit);
                at.truncate(end);
            }
        }
        _ => {}
    }
}

/// Makes the text of a pointer one segment longer.
pub(crate) fn push(at: &mut String, segment: &str) {
    at.push('/');
    if segment.contains(['~', '/']) {
        at.push_str(&segment.replace('~', "~0").replace('/', "~1"));
    } else {
        at.push_str(segment);
    }
}

/// What a path item has for operations: method, value, and where it stands.
pub fn operations_of<'d>(item: &'d Value, at: &Pointer) -> Vec<(&'d str, &'d Value, Pointer)> {
    let mut found = Vec::new();
    for (key, method) in METHODS {
        if let Some(operation) = item.get(key) {
            found.push((method, operation, at.child(key)));
        }
    }
    let others = item.get(OTHER_METHODS).and_then(Value::as_object).into_iter().flatten();
    let at = at.child(OTHER_METHODS);
    let mut others: Vec<_> =
        others.map(|(method, operation)| (method.as_str(), operation, at.child(method))).collect();
    others.sort_by_key(|(method, ..)| *method);
    found.extend(others);
    found
}

/// The path template, the query and the fragment that a path is written with.
fn parts_of(key: &str) -> (&str, Option<&str>, Option<&str>) {
    let (rest, fragment) = key.split_once('#').map_or((key, None), |(rest, part)| (rest, Some(part)));
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    (path, query, fragment)
}

/// The operation that something in a document lies in, as messages name it.
pub fn operation_label(root: &Value, segments: &[&str]) -> Option<String> {
    let ["paths", path, field, ..] = segments else { return None };
    let item = root.get("paths")?.get(*path)?;
    let (method, operation) = match METHODS.iter().find(|(key, _)| key == field) {
        Some((key, method)) => (*method, item.get(key)?),
        None if *field == OTHER_METHODS => {
            let method = *segments.get(3)?;
            (method, item.get(field)?.get(method)?)
        }
        None => return None,
    };
    let label = format!("{method} {path}");
    Some(match operation.get("operationId").and_then(Value::as_str) {
        Some(id) => format!("{label}, operationId {id}"),
        None => label,
    })
}

/// An operation and where it stands.
#[derive(Clone, Debug)]
pub struct OperationAt<'d> {
    /// The path as written.
    pub key: &'d str,
    /// The path template: without the query and the fragment that some documents write behind it.
    pub path: &'d str,
    /// That query, without the `?`.
    pub query: Option<&'d str>,
    /// That fragment, without the `#`.
    pub fragment: Option<&'d str>,
    /// The HTTP method as it is sent.
    pub method: &'d str,
    /// The path item, which may declare parameters for all its operations.
    pub item: &'d Value,
    /// The operation object.
    pub operation: &'d Value,
    /// Where the operation object is.
    pub pointer: Pointer,
}

impl<'d> OperationAt<'d> {
    /// The parameters of the path item and of the operation; the operation's replace equal ones.
    pub fn parameters(&self, document: &'d Document) -> Vec<(&'d Value, Pointer)> {
        let item_pointer = Pointer::of(["paths", self.key]);
        let mut parameters: IndexMap<_, (&'d Value, Pointer)> = IndexMap::new();
        let mut seen: HashSet<*const Value> = HashSet::new();
        for (owner, pointer) in [(self.item, &item_pointer), (self.operation, &self.pointer)] {
            let list = owner.get("parameters").and_then(Value::as_array).into_iter().flatten();
            for (index, parameter) in list.enumerate() {
                let pointer = pointer.child("parameters").child(index.to_string());
                let Some((parameter, pointer)) = document.follow(parameter, pointer) else { continue };
                // The same one again changes nothing.
                if !seen.insert(parameter) {
                    continue;
                }
                // The last of equal ones counts, where it stands.
                let key = (text(parameter, "in"), text(parameter, "name"));
                parameters.shift_remove(&key);
                parameters.insert(key, (parameter, pointer));
            }
        }
        parameters.into_values().collect()
    }
}

/// A string field of an object.
pub fn text<'v>(value: &'v Value, field: &str) -> Option<&'v str> {
    value.get(field).and_then(Value::as_str)
}

/// A boolean field of an object that is set to true.
pub fn flag(value: &Value, field: &str) -> bool {
    value.get(field).and_then(Value::as_bool).unwrap_or(false)
}

/// The target of a reference object.
pub fn reference(value: &Value) -> Option<&str> {
    text(value, "$ref")
}
