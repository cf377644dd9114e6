//! Reads operations: what stands beside their parameters, bodies and answers, and those.

use serde_json::Value;

use super::answer::{self, Answer};
use super::{body, hints, paging, parameters};
use crate::api::{Api, Operation, SCOPE, Scope};
use crate::input::document::{Document, OperationAt, text};
use crate::schema::compose::Composer;
use crate::words::snake;

/// Reads all operations of the composer's document.
pub fn read(mut composer: Composer<'_, '_>) -> Api {
    let document = composer.document();
    let mut operations: Vec<Operation> = document
        .operations()
        .iter()
        .map(|operation| read_operation(operation, document, &mut composer))
        .collect();
    let circles = composer.close_circles();
    let mut types = composer.types;
    for operation in &mut operations {
        operation.each_type(|ty| {
            let merged = circles.applied(*ty, &mut types);
            *ty = types.past_circle(merged);
        });
    }
    Api { operations, types }
}

fn read_operation<'d>(
    at: &OperationAt<'d>,
    document: &'d Document,
    composer: &mut Composer<'d, '_>,
) -> Operation {
    let Answer { result, why: result_why, bare, info } = answer::read(at, document, composer);
    let parameters = parameters::read(at, document, composer);
    let (body, body_why) = body::read(at, document, composer).unzip();
    let paging = paging::recognise(at, &parameters.query, &result, &info, composer);
    let id = text(at.operation, "operationId").filter(|id| !id.is_empty());
    Operation {
        id: id.map_or_else(|| own_id(at), str::to_owned),
        method: at.method.to_owned(),
        path: at.path.to_owned(),
        fixed_query: parameters.fixed_query,
        suffix: match (at.query, at.fragment) {
            (Some(query), _) => Some(format!("?{query}")),
            (None, Some(fragment)) => Some(format!("#{fragment}")),
            (None, None) => None,
        },
        permissions: hints::permissions(at.operation),
        hints: hints::sentences(at.operation),
        lacks: document.lacks.get(&at.pointer.to_string()).cloned().unwrap_or_default(),
        scope: if at.path.starts_with(SCOPE) { Scope::AccountOrZone } else { Scope::Fixed },
        tag: at.operation.pointer("/tags/0").and_then(Value::as_str).unwrap_or_default().to_owned(),
        doc: description(at.operation),
        deprecated: hints::is_deprecated(at.operation),
        path_parameters: parameters.path,
        query: parameters.query,
        whole_query: parameters.whole_query,
        headers: parameters.headers,
        cookies: parameters.cookies,
        body,
        result,
        statuses: answer::success_statuses(at).into_iter().cloned().collect(),
        bare,
        body_why: body_why.flatten(),
        result_why,
        paging,
        named: hints::named(at.operation),
        stands_for: 1,
        place: document.place(&at.pointer),
    }
}

/// What an operation is called that the document gives no operationId.
fn own_id(at: &OperationAt<'_>) -> String {
    snake(&format!("{} {}", at.method.to_lowercase(), at.key)).trim_matches('_').to_owned()
}

/// Summary and description, the summary first, without saying the same twice.
fn description(operation: &Value) -> String {
    let summary = text(operation, "summary").unwrap_or_default().trim();
    let description = text(operation, "description").unwrap_or_default().trim();
    if summary.is_empty() || description.is_empty() || description == summary {
        return format!("{summary}{}", if summary.is_empty() { description } else { "" });
    }
    let summary = summary.trim_end_matches('.');
    format!("{summary}.\n\n{description}")
}
