//! What bodies and answers carry.

use serde_json::Value;

use crate::input::document::{Document, OperationAt, Pointer};
use crate::input::media::{FORM, essence, is_json};
use crate::report::Report;

pub(super) fn check_body(operation: &OperationAt<'_>, document: &Document, report: &mut Report) {
    let Some(body) = operation.operation.get("requestBody") else { return };
    let Some((body, pointer)) = document.follow(body, operation.pointer.child("requestBody")) else {
        return;
    };
    check_content(body, &pointer, "request body", document, report);
}

pub(super) fn check_responses(operation: &OperationAt<'_>, document: &Document, report: &mut Report) {
    let Some(responses) = operation.operation.get("responses").and_then(Value::as_object) else {
        report.mended(
            "no-responses",
            document.place(&operation.pointer),
            "the operation declares no responses",
            "declare what it answers",
            "its answer is read without a type",
        );
        return;
    };
    let at = operation.pointer.child("responses");
    for (status, response) in responses {
        if let Some((response, pointer)) = document.follow(response, at.child(status)) {
            check_content(response, &pointer, "response", document, report);
        }
    }
    if !responses.keys().any(|status| status.starts_with('2') || status == "default") {
        report.fault(
            "no-success",
            document.place(&at),
            "no response for success (2xx) is declared",
            "declare what the operation answers when it succeeds",
        );
    }
}

/// Checks the media types of a body and that each says what it carries.
fn check_content(owner: &Value, at: &Pointer, what: &str, document: &Document, report: &mut Report) {
    let Some(content) = owner.get("content").and_then(Value::as_object) else {
        if what == "request body" {
            report.fault(
                "body-without-schema",
                document.place(at),
                "the request body has no content",
                "declare a media type with a schema",
            );
        }
        return;
    };
    for (media, entry) in content {
        let pointer = at.child("content").child(media);
        let media_type = essence(media);
        let typed_body = what == "request body" && (media_type == FORM || media_type.starts_with("text/"));
        if !is_json(media_type) && !typed_body {
            report.fault(
                "unsupported-media-type",
                document.place(&pointer),
                format!("the {what} has the media type {media}, for which there is no typed form"),
                "use application/json",
            );
        } else if entry.get("schema").is_none() {
            report.fault(
                "body-without-schema",
                document.place(&pointer),
                format!("the {what} has a media type and no schema"),
                "write the schema of the body",
            );
        }
    }
}
