//! What operations answer.

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, MediaType, ReferenceOr, Response, Responses, Schema, StatusCode, StringFormat,
};

use super::envelopes::Envelopes;
use super::schemas::{Schemas, any, boolean, component, integer, list, map, object, string};
use crate::api::{Operation, Outcome};

/// The component of what the service says of a request.
pub(super) const MESSAGE: &str = "ApiMessage";

/// The successful answers of an operation. With envelopes, `named` gives what is round the result a
/// name, and takes it for a component.
pub(super) fn responses(
    operation: &Operation,
    schemas: &Schemas<'_>,
    envelopes: Envelopes,
    named: impl FnOnce(Schema) -> ReferenceOr<Schema>,
) -> Responses {
    let result = match &operation.result {
        Outcome::List(item) => Some(ReferenceOr::Item(list(schemas.of(*item)))),
        Outcome::Single(ty) => Some(schemas.of(*ty)),
        Outcome::Nothing | Outcome::Bytes => None,
    };
    let (media, schema) = match (&operation.result, result) {
        (Outcome::Bytes, _) => {
            let bytes = string(Some(StringFormat::Binary), Vec::new());
            ("application/octet-stream", Some(ReferenceOr::Item(bytes)))
        }
        (_, result) if envelopes == Envelopes::With && !operation.bare => {
            ("application/json", Some(named(envelope(result, operation))))
        }
        (_, result) => ("application/json", result),
    };
    let mut content = IndexMap::new();
    if let Some(schema) = schema {
        content.insert(media.to_owned(), MediaType { schema: Some(schema), ..MediaType::default() });
    }
    let response = Response { description: "Success.".to_owned(), content, ..Response::default() };
    let mut statuses: IndexMap<StatusCode, ReferenceOr<Response>> = IndexMap::new();
    for status in operation.statuses.iter().filter_map(|status| code(status)) {
        statuses.insert(status, ReferenceOr::Item(response.clone()));
    }
    if statuses.is_empty() {
        statuses.insert(StatusCode::Range(2), ReferenceOr::Item(response));
    }
    Responses { responses: statuses, ..Responses::default() }
}

/// A status as documents write it, `200` or `2XX`; none for `default`, which failures have, too.
fn code(status: &str) -> Option<StatusCode> {
    match status.strip_suffix("XX") {
        Some(range) => range.parse().ok().map(StatusCode::Range),
        None => status.parse().ok().map(StatusCode::Code),
    }
}

/// What the service sends round a result.
fn envelope(result: Option<ReferenceOr<Schema>>, operation: &Operation) -> Schema {
    let messages = || component(MESSAGE);
    let mut fields = vec![
        ("success".to_owned(), ReferenceOr::Item(boolean())),
        ("errors".to_owned(), ReferenceOr::Item(list(messages()))),
        ("messages".to_owned(), ReferenceOr::Item(list(messages()))),
    ];
    fields.extend(result.map(|result| ("result".to_owned(), nullable(result))));
    if matches!(operation.result, Outcome::List(_)) {
        fields.push(("result_info".to_owned(), ReferenceOr::Item(map(AdditionalProperties::Any(true)))));
    }
    object(fields, vec!["success".to_owned()])
}

/// A result, which is null in what fails, and at times in what doesn't.
fn nullable(result: ReferenceOr<Schema>) -> ReferenceOr<Schema> {
    match result {
        ReferenceOr::Item(mut schema) if matches!(schema.schema_kind, openapiv3::SchemaKind::Type(_)) => {
            schema.schema_data.nullable = true;
            ReferenceOr::Item(schema)
        }
        other => other,
    }
}

/// What the service says of a request.
pub(super) fn message() -> Schema {
    let fields = vec![
        ("code".to_owned(), ReferenceOr::Item(integer(None))),
        ("message".to_owned(), ReferenceOr::Item(string(None, Vec::new()))),
        ("documentation_url".to_owned(), ReferenceOr::Item(string(None, Vec::new()))),
        ("source".to_owned(), ReferenceOr::Item(any())),
    ];
    object(fields, Vec::new())
}
