//! Parameters: that those of the path and the declared ones are the same, and that each can be sent.

use std::collections::BTreeSet;

use serde_json::Value;

use super::findings::{Fault, Findings, Named};
use crate::api::path;
use crate::input::document::{Document, OperationAt, Pointer, flag, text};
use crate::input::header_name::header_fault;
use crate::input::written_query::{self, WrittenValue};
use crate::report::{Mode, Report};

/// Checks the parameters of an operation.
pub(super) fn check(
    operation: &OperationAt<'_>,
    document: &Document,
    findings: &mut Findings,
    report: &mut Report,
) {
    let declared = operation.parameters(document);
    check_template(operation, &declared, document, report);
    for (parameter, pointer) in &declared {
        if let Some(why) = unsendable(parameter) {
            let name = text(parameter, "name").map(|name| format!(" {name}")).unwrap_or_default();
            let message = format!("the parameter{name} {why}");
            let help = "give it a `name`, and an `in` of path, query, header or cookie".to_owned();
            let fault = Fault { code: "invalid-parameter", place: document.place(pointer), message, help };
            if flag(parameter, "required") {
                findings.leave_out(&Named::of(operation), fault, report);
            } else if report.mode() == Mode::Published {
                findings.lack(&operation.pointer, format!("{}: left out", fault.message));
                report.note(fault.code, fault.place, format!("{}: left out", fault.message));
            } else {
                report.error(fault.code, fault.place, fault.message, fault.help);
            }
        }
    }
}

/// That the parameters in the path and the declared ones are the same.
fn check_template(
    operation: &OperationAt<'_>,
    declared: &[(&Value, Pointer)],
    document: &Document,
    report: &mut Report,
) {
    let names: BTreeSet<&str> = declared
        .iter()
        .filter(|(parameter, _)| text(parameter, "in") == Some("path"))
        .filter_map(|(parameter, _)| text(parameter, "name"))
        .collect();
    let template: BTreeSet<&str> = path::parameters(operation.path).into_iter().collect();
    for name in template.difference(&names) {
        report.mended(
            "undeclared-path-parameter",
            document.place(&operation.pointer),
            format!("the path has {{{name}}}, and no path parameter of that name is declared"),
            format!("declare a parameter `name: {name}` with `in: path` and `required: true`"),
            "it is a text",
        );
    }
    let written = operation.query.and_then(written_query::read).unwrap_or_default();
    let in_query = |name: &str| {
        written
            .iter()
            .any(|written| matches!(&written.value, WrittenValue::Parameter(parameter) if parameter == name))
    };
    for (parameter, pointer) in declared {
        if text(parameter, "in") == Some("path")
            && let Some(name) = text(parameter, "name")
            && !template.contains(name)
            && !in_query(name)
        {
            report.mended(
                "unused-path-parameter",
                document.place(pointer),
                format!("the path parameter {name} does not occur in the path {}", operation.path),
                "put it into the path, or take the parameter out",
                "left out",
            );
        }
    }
}

/// Why a parameter can't be sent, if it can't.
fn unsendable(parameter: &Value) -> Option<&'static str> {
    let Some(name) = text(parameter, "name").filter(|name| !name.is_empty()) else {
        return Some("has no name");
    };
    match text(parameter, "in") {
        Some("path" | "query" | "querystring") => None,
        Some("header" | "cookie") => header_fault(name),
        Some(_) => Some("is in no place that a request has"),
        None => Some("doesn't say where it is"),
    }
}
