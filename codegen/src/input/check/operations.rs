//! Operations one by one: that they are operations, where they are, what they are called.

use std::collections::BTreeMap;

use serde_json::Value;

use super::findings::{Fault, Findings, Named};
use super::{content, parameters};
use crate::api::path::{Part, parts};
use crate::input::document::{Document, OperationAt, Pointer, operations_of, text};
use crate::input::header_name::is_token;
use crate::input::written_query;
use crate::report::Report;

/// The longest path, in bytes.
const MAX_PATH: usize = 4096;

/// Checks all operations.
pub(super) fn check(document: &Document, findings: &mut Findings, report: &mut Report) {
    check_forms(document, findings, report);
    let mut ids: BTreeMap<&str, Pointer> = BTreeMap::new();
    for operation in document.operations() {
        check_id(&operation, &mut ids, document, report);
        let fillable = check_path(&operation, document, findings, report);
        check_method(&operation, document, findings, report);
        if fillable {
            parameters::check(&operation, document, findings, report);
        }
        content::check_body(&operation, document, report);
        content::check_responses(&operation, document, report);
    }
}

/// That path items and operations are objects.
fn check_forms(document: &Document, findings: &mut Findings, report: &mut Report) {
    let paths = document.root.get("paths").and_then(Value::as_object).into_iter().flatten();
    for (path, item) in paths.filter(|(path, _)| !path.starts_with("x-")) {
        let at = Pointer::of(["paths", path]);
        let mut leave_out = |method: &str, pointer: &Pointer, what: &str, report: &mut Report| {
            let fault = Fault {
                code: "not-openapi",
                place: document.place(pointer),
                message: format!("the {what} is not an object"),
                help: "write it as an object".to_owned(),
            };
            findings.leave_out(&Named { method, path, pointer }, fault, report);
        };
        if !item.is_object() {
            leave_out("*", &at, "path item", report);
        }
        for (method, operation, pointer) in operations_of(item, &at) {
            if !operation.is_object() {
                leave_out(method, &pointer, "operation", report);
            }
        }
    }
}

fn check_id<'d>(
    operation: &OperationAt<'d>,
    ids: &mut BTreeMap<&'d str, Pointer>,
    document: &Document,
    report: &mut Report,
) {
    match text(operation.operation, "operationId").filter(|id| !id.is_empty()) {
        None => report.mended(
            "missing-operation-id",
            document.place(&operation.pointer),
            "the operation has no operationId",
            "give it one that no other operation has",
            "it is called by its method and path",
        ),
        Some(id) => match ids.get(id) {
            Some(first) => report.fault(
                "duplicate-operation-id",
                document.place(&operation.pointer),
                format!("the operationId {id} is taken by {}", document.place(first)),
                "give each operation an operationId of its own",
            ),
            None => {
                ids.insert(id, operation.pointer.clone());
            }
        },
    }
}

/// That a path is a template which can be filled, and nothing else. Says whether it can.
fn check_path(
    operation: &OperationAt<'_>,
    document: &Document,
    findings: &mut Findings,
    report: &mut Report,
) -> bool {
    let place = || document.place(&operation.pointer);
    if let Some(why) = unfillable(operation.path) {
        let fault = Fault {
            code: "invalid-path",
            place: place(),
            message: format!("the path {why}"),
            help: "write a path that begins with a slash, with a name in each pair of braces".to_owned(),
        };
        findings.leave_out(&Named::of(operation), fault, report);
        return false;
    }
    if let Some(query) = operation.query {
        let help = "declare query parameters, with an enum of one value where it is always the same";
        if written_query::read(query).is_none() {
            let fault = Fault {
                code: "path-with-query",
                place: place(),
                message: "the path is written with a query that has more than one reading".to_owned(),
                help: help.to_owned(),
            };
            findings.leave_out(&Named::of(operation), fault, report);
            return false;
        }
        report.mended(
            "path-with-query",
            place(),
            "the path is written with a query",
            help,
            "its parameters are always sent",
        );
    }
    if operation.fragment.is_some() {
        report.mended(
            "path-with-fragment",
            place(),
            "the path is written with a fragment, which isn't sent",
            "take it out: operations of one method and path can't be told apart",
            "it only names the operation",
        );
    }
    true
}

/// Why a path can't be filled, if it can't.
fn unfillable(path: &str) -> Option<&'static str> {
    if !path.starts_with('/') {
        return Some("doesn't begin with a slash");
    }
    if path.len() > MAX_PATH {
        return Some("is longer than any that servers take");
    }
    if path.chars().any(|character| character == '\\' || character.is_control()) {
        return Some("has a character in it that no path can have");
    }
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    for (position, segment) in segments.iter().enumerate() {
        let parts = parts(segment);
        let is_wrong = |part: &Part<'_>| match part {
            Part::Literal(text) => text.contains(['{', '}']),
            Part::Parameter(name) => name.is_empty() || name.contains('{'),
        };
        if parts.iter().any(is_wrong) {
            return Some("has braces that aren't round one name each");
        }
        // A path may end with a slash, which is another path than the one without.
        if parts.is_empty() && position + 1 < segments.len() {
            return Some("has an empty segment");
        }
        if matches!(*segment, "." | "..") {
            return Some("has a segment that leads elsewhere");
        }
    }
    None
}

fn check_method(
    operation: &OperationAt<'_>,
    document: &Document,
    findings: &mut Findings,
    report: &mut Report,
) {
    if operation.method.is_empty() || !is_token(operation.method) || operation.method == "CONNECT" {
        let fault = Fault {
            code: "invalid-method",
            place: document.place(&operation.pointer),
            message: format!("{:?} is no method that a request to a server can have", operation.method),
            help: "name the method as it is sent: GET, COPY, LINK and the like".to_owned(),
        };
        findings.leave_out(&Named::of(operation), fault, report);
    }
}
