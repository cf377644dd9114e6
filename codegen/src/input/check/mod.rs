//! Says what is wrong with a document before anything is made of it.
//!
//! Whatever would make the generated client wrong is found here, all of it in one go. How a fault is
//! taken depends on whose document it is (see [`Mode`](crate::report::Mode)): our own fragments are
//! held to the letter; in a published document, what is wrong with one operation is read in the one
//! plain way that there is, or the operation is left out, and the rest of the document is as good as
//! before.

mod content;
mod operations;
mod parameters;
mod references;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::api::{LeftOut, Place};
use crate::input::document::{Document, METHODS, OTHER_METHODS, OperationAt, Pointer, operations_of};
use crate::report::{Mode, Report};

/// Checks operations and references. Operations that have to be left out are taken out.
pub fn check(document: &mut Document, report: &mut Report) {
    let mut findings = Findings::default();
    references::check(document, &mut findings, report);
    references::check_circles(document, report);
    operations::check(document, &mut findings, report);
    let Findings { lacks, left_out } = findings;
    for (pointer, left_out) in left_out {
        remove(&mut document.root, &pointer);
        document.left_out.push(left_out);
    }
    document.left_out.sort();
    document.lacks = lacks;
}

/// What later passes have to know of what was found.
#[derive(Default)]
struct Findings {
    /// What is missing of operations, by their pointers.
    lacks: BTreeMap<String, Vec<String>>,
    /// Operations to leave out, by their pointers: each for the first reason that was found.
    left_out: BTreeMap<String, LeftOut>,
}

impl Findings {
    /// Says that something of an operation is missing.
    fn lack(&mut self, operation: &Pointer, what: String) {
        let lacks = self.lacks.entry(operation.to_string()).or_default();
        if !lacks.contains(&what) {
            lacks.push(what);
        }
    }

    /// A fault with which an operation can't be generated.
    fn leave_out(&mut self, operation: &Named<'_>, fault: Fault, report: &mut Report) {
        let Fault { code, place, message, help } = fault;
        if report.mode() != Mode::Published {
            report.error(code, place, message, help);
            return;
        }
        report.note(code, place, format!("{message}: the operation is left out"));
        let Named { method, path, pointer } = operation;
        let left_out = LeftOut { operation: format!("{method} {path}"), why: message };
        self.left_out.entry(pointer.to_string()).or_insert(left_out);
    }
}

/// An operation as it is named when it is left out.
struct Named<'a> {
    method: &'a str,
    path: &'a str,
    pointer: &'a Pointer,
}

impl<'a> Named<'a> {
    fn of(operation: &'a OperationAt<'_>) -> Self {
        Self { method: operation.method, path: operation.key, pointer: &operation.pointer }
    }
}

/// What is wrong.
struct Fault {
    code: &'static str,
    place: Place,
    message: String,
    help: String,
}

/// Takes an operation, or a path, out of the document.
fn remove(root: &mut Value, pointer: &str) {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return };
    if let Some(fields) = root.pointer_mut(parent).and_then(Value::as_object_mut) {
        fields.remove(&name.replace("~1", "/").replace("~0", "~"));
    }
}

/// The operation that something lies in, or all of the path item's: where they stand.
fn operations_round(at: &Pointer, document: &Document) -> Vec<Pointer> {
    let segments = at.segments();
    match segments[..] {
        ["paths", path, OTHER_METHODS, method, ..] => {
            vec![Pointer::of(["paths", path, OTHER_METHODS, method])]
        }
        ["paths", path, field, ..] if METHODS.iter().any(|(key, _)| *key == field) => {
            vec![Pointer::of(["paths", path, field])]
        }
        ["paths", path, ..] => {
            let at = Pointer::of(["paths", path]);
            let item = document.get(&at);
            let operations = item.map(|item| operations_of(item, &at));
            operations.into_iter().flatten().map(|(_, _, pointer)| pointer).collect()
        }
        _ => Vec::new(),
    }
}
