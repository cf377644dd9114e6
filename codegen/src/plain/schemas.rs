//! Types as schemas. A type with a name is a component, wherever it is used.

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, BooleanType, IntegerFormat, IntegerType, NumberFormat,
    NumberType, ObjectType, ReferenceOr, Schema, SchemaData, SchemaKind, StringFormat, StringType,
    Type as Kind, VariantOrUnknownOrEmpty as Format,
};
use serde_json::Value;

use super::names::{Names, are_unlike};
use crate::api::{LeftOut, Object, Roles, Type, TypeId, Types};
use crate::markdown::{self, code};
use crate::plan::Plan;

/// A text of a document, made harmless: generators write it into comments, and some run what they
/// find there.
pub(super) fn text(doc: &str) -> Option<String> {
    Some(markdown::lines(doc).join("\n")).filter(|text| !text.is_empty())
}

/// A schema with nothing said about it.
pub(super) fn plain(schema_kind: SchemaKind) -> Schema {
    Schema { schema_data: SchemaData::default(), schema_kind }
}

/// A text, of a format if there is one.
pub(super) fn string(format: Option<StringFormat>, enumeration: Vec<String>) -> Schema {
    let format = format.map_or(Format::Empty, Format::Item);
    let enumeration = enumeration.into_iter().map(Some).collect();
    plain(SchemaKind::Type(Kind::String(StringType { format, enumeration, ..StringType::default() })))
}

/// A text that must not be shown.
fn password() -> Schema {
    string(Some(StringFormat::Password), Vec::new())
}

/// Any value.
pub(super) fn any() -> Schema {
    plain(SchemaKind::Any(AnySchema::default()))
}

/// A list.
pub(super) fn list(items: ReferenceOr<Schema>) -> Schema {
    plain(SchemaKind::Type(Kind::Array(ArrayType {
        items: Some(boxed(items)),
        min_items: None,
        max_items: None,
        unique_items: false,
    })))
}

/// An object whose keys are any.
pub(super) fn map(value: AdditionalProperties) -> Schema {
    plain(SchemaKind::Type(Kind::Object(ObjectType {
        additional_properties: Some(value),
        ..ObjectType::default()
    })))
}

/// An object with these fields.
pub(super) fn object(properties: Vec<(String, ReferenceOr<Schema>)>, required: Vec<String>) -> Schema {
    let properties = properties.into_iter().map(|(name, schema)| (name, boxed(schema))).collect();
    plain(SchemaKind::Type(Kind::Object(ObjectType { properties, required, ..ObjectType::default() })))
}

pub(super) fn boxed(schema: ReferenceOr<Schema>) -> ReferenceOr<Box<Schema>> {
    match schema {
        ReferenceOr::Item(schema) => ReferenceOr::Item(Box::new(schema)),
        ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
    }
}

/// `true` or `false`.
pub(super) fn boolean() -> Schema {
    plain(SchemaKind::Type(Kind::Boolean(BooleanType::default())))
}

/// A whole number.
pub(super) fn integer(minimum: Option<i64>) -> Schema {
    let format = Format::Item(IntegerFormat::Int64);
    plain(SchemaKind::Type(Kind::Integer(IntegerType { format, minimum, ..IntegerType::default() })))
}

/// A reference to a component.
pub(super) fn component(name: &str) -> ReferenceOr<Schema> {
    ReferenceOr::Reference { reference: format!("#/components/schemas/{name}") }
}

/// What the schemas of one module are made with.
#[derive(Clone, Copy)]
pub(super) struct Schemas<'a> {
    pub(super) types: &'a Types,
    pub(super) names: &'a Names,
    pub(super) module: usize,
}

impl Schemas<'_> {
    /// The schema of a type where it is used.
    pub(super) fn of(&self, id: TypeId) -> ReferenceOr<Schema> {
        let id = self.types.past_circle(id);
        let named = match self.types.get(id) {
            Type::Identifier(name) => self.names.identifier(name),
            _ => self.names.component(self.module, id),
        };
        named.map_or_else(|| ReferenceOr::Item(self.written(id, false)), component)
    }

    /// The same, and null.
    fn or_null(&self, id: TypeId) -> Schema {
        match self.of(id) {
            ReferenceOr::Item(mut schema) => {
                // Any value may be null as it is.
                schema.schema_data.nullable |= matches!(schema.schema_kind, SchemaKind::Type(_));
                schema
            }
            // In OpenAPI 3.0 nothing stands beside a reference, and `nullable` counts beside a type only.
            reference => {
                let null = AnySchema { enumeration: vec![Value::Null], ..AnySchema::default() };
                let null = ReferenceOr::Item(plain(SchemaKind::Any(null)));
                plain(SchemaKind::OneOf { one_of: vec![reference, null] })
            }
        }
    }

    /// The schema of a type written out. Fields that only a server sends may all be missing.
    pub(super) fn written(&self, id: TypeId, sent: bool) -> Schema {
        let mut schema = match self.types.get(id) {
            Type::Any => any(),
            Type::Bool => boolean(),
            Type::Integer => integer(None),
            Type::Unsigned => integer(Some(0)),
            Type::Number => {
                let format = Format::Item(NumberFormat::Double);
                plain(SchemaKind::Type(Kind::Number(NumberType { format, ..NumberType::default() })))
            }
            Type::String | Type::Identifier(_) => string(None, Vec::new()),
            Type::Secret => password(),
            Type::Timestamp => string(Some(StringFormat::DateTime), Vec::new()),
            Type::File => string(Some(StringFormat::Binary), Vec::new()),
            Type::Array(item) => list(self.of(*item)),
            Type::Map(value) => map(match self.types.get(*value) {
                Type::Any => AdditionalProperties::Any(true),
                _ => AdditionalProperties::Schema(Box::new(self.of(*value))),
            }),
            Type::Optional(value) => self.or_null(*value),
            // Generators differ in what they make of schemas that are told apart.
            Type::Object(_) | Type::Choice(_) => self.fields(&self.types.flat(id).unwrap_or_default(), sent),
            Type::Enum(values) if are_unlike(values) => string(None, values.clone()),
            Type::Enum(_) => string(None, Vec::new()),
            Type::Numbers(values) => {
                let enumeration = values.iter().copied().map(Some).collect();
                let format = Format::Item(IntegerFormat::Int64);
                let ty = IntegerType { format, enumeration, ..IntegerType::default() };
                plain(SchemaKind::Type(Kind::Integer(ty)))
            }
            // What it leads to is written in its place.
            Type::Circle(_) => any(),
            Type::Union(forms) => {
                let one_of = forms.iter().map(|form| self.of(*form)).collect();
                plain(SchemaKind::OneOf { one_of })
            }
        };
        let doc = match self.types.get(id) {
            Type::Object(object) => &object.doc,
            _ => self.types.doc(id),
        };
        schema.schema_data.description = text(doc);
        if let Type::Enum(values) = self.types.get(id)
            && !are_unlike(values)
        {
            let values: Vec<String> = values.iter().map(|value| code(value)).collect();
            let one_of = format!("One of {}.", values.join(", "));
            let description = schema.schema_data.description.get_or_insert_default();
            *description = format!("{description}\n\n{one_of}").trim().to_owned();
        }
        schema
    }

    fn fields(&self, known: &Object, sent: bool) -> Schema {
        let fields = known.fields.iter().map(|field| {
            let mut schema =
                if field.nullable { ReferenceOr::Item(self.or_null(field.ty)) } else { self.of(field.ty) };
            if let ReferenceOr::Item(schema) = &mut schema {
                schema.schema_data.description = text(&field.doc);
                schema.schema_data.deprecated = field.deprecated;
            }
            (field.name.clone(), schema)
        });
        let required = if sent { known.required.clone() } else { Vec::new() };
        let required = required.into_iter().filter(|name| known.field(name).is_some()).collect();
        object(fields.collect(), required)
    }
}

impl Names {
    /// The enumerations that are texts here.
    pub(super) fn losses(&self, plan: &Plan) -> Vec<LeftOut> {
        let texts = self
            .components()
            .into_iter()
            .filter(|(_, (_, id))| matches!(plan.types.get(*id), Type::Enum(values) if !are_unlike(values)));
        let why = "its values differ in signs alone, so it is a text, and they are in its description";
        texts.map(|(name, _)| LeftOut { operation: name.to_owned(), why: why.to_owned() }).collect()
    }

    /// The schemas of all components.
    pub(super) fn schemas(&self, plan: &Plan) -> IndexMap<String, ReferenceOr<Schema>> {
        let roles: Vec<Roles> =
            plan.modules.iter().map(|module| Roles::of(module.operations(), &plan.types)).collect();
        let mut written = IndexMap::new();
        for (name, (module, id)) in self.components() {
            let schemas = Schemas { types: &plan.types, names: self, module };
            let sent = roles.iter().any(|roles| roles.request.contains(&id));
            written.insert(name.to_owned(), ReferenceOr::Item(schemas.written(id, sent)));
        }
        for (name, of) in self.identifiers() {
            let mut schema = string(None, Vec::new());
            schema.schema_data.description = text(&format!("Identifies a {of}."));
            written.insert(name.to_owned(), ReferenceOr::Item(schema));
        }
        written
    }
}
