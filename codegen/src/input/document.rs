//! One OpenAPI document with memory of where its parts came from.
//!
//! After bundling there is one tree of JSON values with local references only. The files that
//! its paths and components were written in are kept beside it for messages.

use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use serde_json::Value;

use crate::api::Place;
use crate::api::http_key;

/// The HTTP methods that OpenAPI allows in a path item, in the order in which we go through them.
pub const METHODS: [&str; 8] = ["get", "post", "put", "patch", "delete", "head", "options", "trace"];

/// The files that a document refers to, by name: a key at the top of the joined document.
pub const FILES: &str = "x-codegen-files";

/// How many references in a row are followed.
pub const MAX_REFERENCES: usize = 64;

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

    /// All operations, by path and then by method.
    pub fn operations(&self) -> Vec<OperationAt<'_>> {
        let mut found = Vec::new();
        let Some(paths) = self.root.get("paths").and_then(Value::as_object) else {
            return found;
        };
        let mut sorted: Vec<_> = paths.iter().collect();
        // By what doesn't change between documents first: the names of parameters do.
        sorted.sort_by_cached_key(|(path, _)| (http_key("", path), (*path).clone()));
        for (path, item) in sorted {
            for method in METHODS {
                if let Some(operation) = item.get(method).filter(|value| value.is_object()) {
                    found.push(OperationAt {
                        path,
                        method,
                        item,
                        operation,
                        pointer: Pointer::of(["paths", path, method]),
                    });
                }
            }
        }
        found
    }
}

/// The operation that something in a document lies in, as messages name it.
pub fn operation_label(root: &Value, segments: &[&str]) -> Option<String> {
    let ["paths", path, method, ..] = segments else { return None };
    let operation = root.get("paths")?.get(*path)?.get(*method)?;
    if !METHODS.contains(method) {
        return None;
    }
    let label = format!("{} {path}", method.to_uppercase());
    Some(match operation.get("operationId").and_then(Value::as_str) {
        Some(id) => format!("{label}, operationId {id}"),
        None => label,
    })
}

/// An operation and where it stands.
#[derive(Clone, Debug)]
pub struct OperationAt<'d> {
    /// The path template as written.
    pub path: &'d str,
    /// The method in lower case.
    pub method: &'static str,
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
        let item_pointer = Pointer::of(["paths", self.path]);
        let mut parameters: Vec<(&'d Value, Pointer)> = Vec::new();
        for (owner, pointer) in [(self.item, &item_pointer), (self.operation, &self.pointer)] {
            let Some(list) = owner.get("parameters").and_then(Value::as_array) else {
                continue;
            };
            for (index, parameter) in list.iter().enumerate() {
                let pointer = pointer.child("parameters").child(index.to_string());
                let Some((parameter, pointer)) = document.follow(parameter, pointer) else {
                    continue;
                };
                let key = |value: &Value| {
                    (text(value, "in").map(str::to_owned), text(value, "name").map(str::to_owned))
                };
                parameters.retain(|(known, _)| key(known) != key(parameter));
                parameters.push((parameter, pointer));
            }
        }
        parameters
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

/// The names between braces in a path template, in order.
pub fn template_parameters(path: &str) -> Vec<&str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')).collect()
}
