//! Writes a module of the plan as the kind of OpenAPI document that progenitor does well on.
//!
//! Everything that it does badly on published documents has been taken out by now: no allOf, no
//! unions, no envelopes, no failures, no constraints on what a server sends. Names in the lowered
//! document are positions (`T3`, `f0`, `op_7`), which no rule for identifiers can trip over; the
//! Rust names go in afterwards. What has a Rust type by hand (secrets, timestamps, enums, …)
//! stands as a reference to a component of its own.

use std::collections::BTreeMap;

use openapiv3::OpenAPI;
use serde_json::{Map, Value, json};

use crate::api::{Body, Object, Operation, Outcome, Roles, Type, TypeId, Types};
use crate::plan::Module;

/// A lowered module.
#[derive(Debug)]
pub struct Lowered {
    /// The document for progenitor.
    pub document: OpenAPI,
    /// The Rust name for each component of the document.
    pub components: BTreeMap<String, String>,
}

/// Components for types that exist in Rust before anything is generated.
const GIVEN: [(&str, &str); 2] = [("GivenSecret", "Secret"), ("GivenTimestamp", "Timestamp")];

/// The lowered name of the operation at this position in the module.
pub fn operation_name(index: usize) -> String {
    format!("op_{index}")
}

/// The lowered name of the field at this position in its object.
pub fn field_name(index: usize) -> String {
    format!("f{index}")
}

/// Lowers a module.
pub fn lower(module: &Module, types: &Types, roles: &Roles) -> Result<Lowered, serde_json::Error> {
    let mut components = BTreeMap::new();
    let mut schemas = Map::new();
    for (component, rust) in GIVEN {
        components.insert(component.to_owned(), rust.to_owned());
        schemas.insert(component.to_owned(), json!({"type": "object"}));
    }
    for identifier in module.identifiers.keys() {
        let component = identifier_component(module, identifier);
        components.insert(component.clone(), identifier.clone());
        schemas.insert(component, json!({"type": "object"}));
    }
    for (id, name) in &module.names {
        let component = type_component(*id);
        components.insert(component.clone(), name.clone());
        let schema = match types.get(*id) {
            Type::Object(object) => object_schema(object, module, types, roles.response.contains(id)),
            Type::Union(members) => union_schema(members, module, types),
            _ => json!({"type": "object"}),
        };
        schemas.insert(component, schema);
    }
    let mut paths = Map::new();
    for (index, operation) in module.operations().enumerate() {
        let (path, item) = operation_item(index, operation, module, types);
        paths.insert(path, item);
    }
    let document = serde_json::from_value(json!({
        "openapi": "3.0.3",
        "info": {"title": "lowered", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }))?;
    Ok(Lowered { document, components })
}

fn type_component(id: TypeId) -> String {
    format!("T{}", id.0)
}

fn identifier_component(module: &Module, identifier: &str) -> String {
    let position = module.identifiers.keys().position(|known| known == identifier).unwrap_or_default();
    format!("I{position}")
}

fn refer(component: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{component}")})
}

fn schema(id: TypeId, module: &Module, types: &Types) -> Value {
    match types.get(id) {
        Type::Any => json!({}),
        Type::Bool => json!({"type": "boolean"}),
        Type::Integer => json!({"type": "integer", "format": "int64"}),
        Type::Unsigned => json!({"type": "integer", "format": "uint64"}),
        Type::Number => json!({"type": "number", "format": "double"}),
        Type::String => json!({"type": "string"}),
        Type::Secret => refer("GivenSecret"),
        Type::Timestamp => refer("GivenTimestamp"),
        Type::Array(item) => json!({"type": "array", "items": schema(*item, module, types)}),
        Type::Map(item) => json!({"type": "object", "additionalProperties": schema(*item, module, types)}),
        Type::Object(_) | Type::Enum(_) | Type::Union(_) => refer(&type_component(id)),
        Type::Identifier(name) => refer(&identifier_component(module, name)),
    }
}

/// Fields that a server sends are all optional, whatever the document promises.
fn object_schema(object: &Object, module: &Module, types: &Types, received: bool) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (index, field) in object.fields.iter().enumerate() {
        let mut value = schema(field.ty, module, types);
        if is_required(object, &field.name, received) {
            required.push(field_name(index));
        } else if matches!(types.get(field.ty), Type::Array(_) | Type::Map(_)) {
            value["nullable"] = json!(true);
        }
        properties.insert(field_name(index), value);
    }
    json!({"type": "object", "properties": properties, "required": required})
}

/// A union stands as an object with a field for each member, for the sake of their types.
fn union_schema(members: &[TypeId], module: &Module, types: &Types) -> Value {
    let names: Vec<String> = (0..members.len()).map(field_name).collect();
    let properties: Map<String, Value> = members
        .iter()
        .zip(&names)
        .map(|(member, name)| (name.clone(), schema(*member, module, types)))
        .collect();
    json!({"type": "object", "properties": properties, "required": names})
}

/// Whether a field's Rust type is the plain one, without `Option` or `Nullable` round it.
pub fn is_required(object: &Object, name: &str, received: bool) -> bool {
    !received
        && object.required.iter().any(|required| required == name)
        && object.field(name).is_some_and(|field| !field.nullable)
}

fn operation_item(index: usize, operation: &Operation, module: &Module, types: &Types) -> (String, Value) {
    let name = operation_name(index);
    let mut path = format!("/{name}");
    let mut parameters = Vec::new();
    for (position, parameter) in operation.path_parameters.iter().enumerate() {
        path.push_str(&format!("/{{p{position}}}"));
        parameters.push(json!({
            "name": format!("p{position}"), "in": "path", "required": true,
            "schema": schema(parameter.ty, module, types),
        }));
    }
    for (position, (_, parameter)) in operation.sent_parameters().enumerate() {
        parameters.push(json!({
            "name": format!("q{position}"), "in": "query", "required": parameter.required,
            "schema": schema(parameter.ty, module, types),
        }));
    }
    let answer = match &operation.result {
        Outcome::List(item) => json!({"type": "array", "items": schema(*item, module, types)}),
        Outcome::Single(ty) => schema(*ty, module, types),
        Outcome::Nothing | Outcome::Bytes => json!({}),
    };
    let mut lowered = json!({
        "operationId": name,
        "parameters": parameters,
        "responses": {"200": {"description": "", "content": {"application/json": {"schema": answer}}}},
    });
    if let Some(body) = operation.body.as_ref().and_then(Body::typed) {
        lowered["requestBody"] = json!({
            "required": true,
            "content": {"application/json": {"schema": schema(body, module, types)}},
        });
    }
    // The HTTP method is ours to write; progenitor only needs one that may carry a body.
    (path, json!({"post": lowered}))
}
