//! What operations take: parameters and bodies.

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, HeaderStyle, MediaType, Parameter as Sent, ParameterData, ParameterSchemaOrContent,
    PathStyle, QueryStyle, ReferenceOr, RequestBody, Schema, StringFormat,
};

use super::names::Unlike;
use super::schemas::{Schemas, any, list, map, object, string, text};
use crate::api::path::{Part, parts};
use crate::api::{Body, Listing, Location, Operation, Parameter, Type, TypeId};

/// The path of an operation and its parameters. A name that another parameter has, too, is another
/// here: many generators have one place for both.
pub(super) fn path(
    operation: &Operation,
    path: &str,
    scope: Option<&str>,
    schemas: &Schemas<'_>,
) -> (String, Vec<Sent>) {
    let others = operation.sent_parameters().map(|(_, parameter)| parameter.name.as_str());
    let fixed = operation.fixed_query.iter().map(|(name, _)| name.as_str());
    let mut taken = Unlike::of(["body", "client"].into_iter().chain(others).chain(fixed));
    let mut known = operation.path_parameters.iter();
    let mut parameters = Vec::new();
    let mut written = String::new();
    let mut first = scope;
    for segment in path.split('/').skip(1) {
        written.push('/');
        for part in parts(segment) {
            match part {
                // A brace that is text.
                Part::Literal(text) => written.push_str(&text.replace('{', "%7B").replace('}', "%7D")),
                Part::Parameter(name) => {
                    let parameter = if first.take().is_some() { None } else { known.next() };
                    let name = taken.take(name);
                    written.push_str(&format!("{{{name}}}"));
                    let mut data = data(&name, string_of(parameter, schemas));
                    data.required = true;
                    data.description = parameter.and_then(|parameter| text(&parameter.doc));
                    data.deprecated = parameter.filter(|parameter| parameter.deprecated).map(|_| true);
                    parameters.push(Sent::Path { parameter_data: data, style: PathStyle::Simple });
                }
            }
        }
    }
    (written, parameters)
}

fn string_of(parameter: Option<&Parameter>, schemas: &Schemas<'_>) -> ReferenceOr<Schema> {
    match parameter {
        Some(parameter) => value(parameter.ty, schemas),
        None => ReferenceOr::Item(string(None, Vec::new())),
    }
}

/// The parameters beside the path. Cookies aren't among them.
pub(super) fn sent(operation: &Operation, schemas: &Schemas<'_>) -> Vec<Sent> {
    let mut sent = Vec::new();
    for (name, value) in &operation.fixed_query {
        let mut data = data(name, ReferenceOr::Item(string(None, vec![value.clone()])));
        data.required = true;
        sent.push(query(data));
    }
    for (location, parameter) in operation.sent_parameters() {
        let (schema, explode) = match (
            schemas.types.get(schemas.types.without_null(parameter.ty)),
            parameter.listing,
            location,
        ) {
            (Type::Array(item), Listing::Joined(',') | Listing::Repeated, Location::Query) => {
                let explode = parameter.listing == Listing::Repeated;
                (ReferenceOr::Item(list(value(*item, schemas))), (!explode).then_some(false))
            }
            _ => (value(parameter.ty, schemas), None),
        };
        let mut data = data(&parameter.name, schema);
        data.explode = explode;
        data.required = parameter.required;
        data.description = text(&parameter.doc);
        data.deprecated = parameter.deprecated.then_some(true);
        match location {
            Location::Query => sent.push(query(data)),
            Location::Header => sent.push(Sent::Header { parameter_data: data, style: HeaderStyle::Simple }),
            Location::Cookie | Location::WholeQuery => {}
        }
    }
    sent
}

fn query(parameter_data: ParameterData) -> Sent {
    Sent::Query { parameter_data, allow_reserved: false, style: QueryStyle::Form, allow_empty_value: None }
}

fn data(name: &str, schema: ReferenceOr<Schema>) -> ParameterData {
    ParameterData {
        name: name.to_owned(),
        description: None,
        required: false,
        deprecated: None,
        format: ParameterSchemaOrContent::Schema(schema),
        example: None,
        examples: IndexMap::new(),
        explode: None,
        extensions: IndexMap::new(),
    }
}

/// The schema of one value of a parameter. What has no form of its own in an address is a text.
fn value(id: TypeId, schemas: &Schemas<'_>) -> ReferenceOr<Schema> {
    let id = schemas.types.without_null(id);
    match schemas.types.get(id) {
        Type::Any
        | Type::Map(_)
        | Type::Object(_)
        | Type::Choice(_)
        | Type::Union(_)
        | Type::Array(_)
        | Type::Circle(_)
        | Type::Secret => ReferenceOr::Item(string(None, Vec::new())),
        _ => schemas.of(id),
    }
}

/// What of an operation's parameters is said more loosely than it is known, or not at all.
pub(super) fn losses(operation: &Operation, schemas: &Schemas<'_>) -> Vec<String> {
    let mut losses = Vec::new();
    for (location, parameter) in operation.sent_parameters() {
        let name = &parameter.name;
        match (location, schemas.types.get(schemas.types.without_null(parameter.ty))) {
            (Location::Cookie, _) => losses.push(format!("the cookie {name} can't be sent")),
            (Location::WholeQuery, _) => losses.push(format!("{name}, the whole query, can't be sent")),
            (Location::Query, Type::Array(_)) => {
                if let Listing::Joined(between) = parameter.listing
                    && between != ','
                {
                    losses.push(format!("the parameter {name} is one text, with {between:?} between values"));
                }
            }
            (Location::Header, Type::Array(_)) => {
                losses.push(format!("the header {name} is one text, with commas between values"));
            }
            (_, Type::Any | Type::Map(_) | Type::Object(_) | Type::Choice(_) | Type::Union(_)) => {
                losses.push(format!("the parameter {name} is one text"));
            }
            _ => {}
        }
    }
    losses
}

/// The body. The error says why it has no place in a plain document.
pub(super) fn body(body: &Body, schemas: &Schemas<'_>) -> Result<RequestBody, String> {
    let text = || ReferenceOr::Item(string(None, Vec::new()));
    let (media, schema) = match body {
        Body::Json(id) => ("application/json", schemas.of(*id)),
        Body::Free { ty, .. } => ("application/json", schemas.of(*ty)),
        Body::Fixed(json) => ("application/json", fixed(json)),
        Body::Form(id) => ("application/x-www-form-urlencoded", schemas.of(*id)),
        Body::Pairs => {
            let pairs = map(AdditionalProperties::Schema(Box::new(text())));
            ("application/x-www-form-urlencoded", ReferenceOr::Item(pairs))
        }
        Body::Text(media) if media == "text/plain" => ("text/plain", text()),
        Body::Bytes(media) if media == "application/octet-stream" => {
            let bytes = string(Some(StringFormat::Binary), Vec::new());
            ("application/octet-stream", ReferenceOr::Item(bytes))
        }
        Body::Parts(_) | Body::Multipart => {
            return Err(
                "it takes a multipart form, and a plain document has JSON, simple forms, text and bytes"
                    .to_owned(),
            );
        }
        Body::Text(media) | Body::Bytes(media) => {
            return Err(format!(
                "it takes {media}, and a plain document has JSON, simple forms, text and bytes"
            ));
        }
    };
    let content = MediaType { schema: Some(schema), ..MediaType::default() };
    Ok(RequestBody {
        content: [(media.to_owned(), content)].into_iter().collect(),
        required: !matches!(body, Body::Free { demanded: false, .. }),
        ..RequestBody::default()
    })
}

/// The schema of a body that is always this JSON.
fn fixed(json: &str) -> ReferenceOr<Schema> {
    let value: Option<serde_json::Value> = serde_json::from_str(json).ok();
    let empty = value.as_ref().and_then(serde_json::Value::as_object).is_some_and(|object| object.is_empty());
    let mut schema = if empty { object(Vec::new(), Vec::new()) } else { any() };
    schema.schema_data.description = Some(format!("Always {}.", crate::markdown::code(json)));
    schema.schema_data.example = value;
    ReferenceOr::Item(schema)
}
