//! What checking finds out about operations besides what it says: what later passes have to know.

use std::collections::BTreeMap;

use crate::api::{LeftOut, Place};
use crate::input::document::{Document, METHODS, OTHER_METHODS, OperationAt, Pointer, operations_of};
use crate::report::{Mode, Report};

/// What later passes have to know of what was found.
#[derive(Default)]
pub(super) struct Findings {
    /// What is missing of operations, by their pointers.
    pub(super) lacks: BTreeMap<String, Vec<String>>,
    /// Operations to leave out, by their pointers: each for the first reason that was found.
    pub(super) left_out: BTreeMap<String, LeftOut>,
}

impl Findings {
    /// Says that something of an operation is missing.
    pub(super) fn lack(&mut self, operation: &Pointer, what: String) {
        let lacks = self.lacks.entry(operation.to_string()).or_default();
        if !lacks.contains(&what) {
            lacks.push(what);
        }
    }

    /// A fault with which an operation can't be generated.
    pub(super) fn leave_out(&mut self, operation: &Named<'_>, fault: Fault, report: &mut Report) {
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
pub(super) struct Named<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) pointer: &'a Pointer,
}

impl<'a> Named<'a> {
    pub(super) fn of(operation: &'a OperationAt<'_>) -> Self {
        Self { method: operation.method, path: operation.key, pointer: &operation.pointer }
    }
}

/// What is wrong.
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) place: Place,
    pub(super) message: String,
    pub(super) help: String,
}

/// The operation that something lies in, or all of the path item's: where they stand.
pub(super) fn operations_round(at: &Pointer, document: &Document) -> Vec<Pointer> {
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
