//! What stands where in an OpenAPI document.
//!
//! Everything that reads a document of whatever version walks by this grammar, so that an example
//! that happens to hold a `$ref`, or a property that is called `schema`, is never taken for what it
//! isn't.

/// How keys begin that the one form has and no version of OpenAPI.
pub(crate) const INTERNAL: &str = "x-codegen-";

/// Schemas that a value may satisfy, besides those that it must: a keyword of schemas.
pub const WHEN: &str = "x-codegen-when";

/// An object of OpenAPI that has something to read in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// The whole.
    Document,
    /// What others refer to.
    Components,
    /// What can be done at a path.
    PathItem,
    /// One of these.
    Operation,
    /// A parameter.
    Parameter,
    /// What is sent.
    RequestBody,
    /// What comes back.
    Response,
    /// A header of an answer, or of a part of a body.
    Header,
    /// What a body of a media type is.
    MediaType,
    /// How a part of one is written.
    Encoding,
    /// Requests that the service makes.
    Callback,
    /// An example with a name.
    Example,
    /// A schema.
    Schema,
}

/// What a value is: such an object, several of them, or mere data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One.
    One(Thing),
    /// Several, in an array.
    List(Thing),
    /// Several, by name.
    Map(Thing),
    /// Several by name, beside extensions of the specification.
    Fields(Thing),
    /// Texts, numbers, examples, extensions: nothing to read.
    Data,
}

impl Kind {
    /// What stands inside a value of this kind, by its key or its index.
    pub(crate) fn inside(self, key: &str) -> Self {
        match self {
            Self::One(thing) => inside(thing, key),
            Self::List(thing) | Self::Map(thing) => Self::One(thing),
            Self::Fields(_) if key.starts_with("x-") => Self::Data,
            Self::Fields(thing) => Self::One(thing),
            Self::Data => Self::Data,
        }
    }
}

fn inside(thing: Thing, key: &str) -> Kind {
    match (thing, key) {
        (Thing::Document, "paths") => Kind::Fields(Thing::PathItem),
        (Thing::Document, "components") => Kind::One(Thing::Components),
        (Thing::Components, "examples") => Kind::Map(Thing::Example),
        (Thing::Components, "schemas") => Kind::Map(Thing::Schema),
        (Thing::Components, "responses") => Kind::Map(Thing::Response),
        (Thing::Components, "parameters") => Kind::Map(Thing::Parameter),
        (Thing::Components, "requestBodies") => Kind::Map(Thing::RequestBody),
        (Thing::Components, "headers") => Kind::Map(Thing::Header),
        (Thing::Components, "callbacks") => Kind::Map(Thing::Callback),
        (Thing::Components, "pathItems") => Kind::Map(Thing::PathItem),
        (Thing::Components, "mediaTypes") => Kind::Map(Thing::MediaType),
        (
            Thing::PathItem,
            "get" | "post" | "put" | "patch" | "delete" | "head" | "options" | "trace" | "query",
        ) => Kind::One(Thing::Operation),
        (Thing::PathItem, "additionalOperations") => Kind::Map(Thing::Operation),
        (Thing::PathItem | Thing::Operation, "parameters") => Kind::List(Thing::Parameter),
        (Thing::Operation, "requestBody") => Kind::One(Thing::RequestBody),
        (Thing::Operation, "responses") => Kind::Fields(Thing::Response),
        (Thing::Operation, "callbacks") => Kind::Map(Thing::Callback),
        (Thing::Callback, key) if !key.starts_with("x-") && key != "$ref" => Kind::One(Thing::PathItem),
        (Thing::Response | Thing::Encoding, "headers") => Kind::Map(Thing::Header),
        (Thing::Response | Thing::RequestBody | Thing::Parameter | Thing::Header, "content") => {
            Kind::Map(Thing::MediaType)
        }
        (Thing::Parameter | Thing::Header | Thing::MediaType, "schema") => Kind::One(Thing::Schema),
        (Thing::Parameter | Thing::Header | Thing::MediaType, "examples") => Kind::Map(Thing::Example),
        (Thing::MediaType, "itemSchema") => Kind::One(Thing::Schema),
        (Thing::MediaType | Thing::Encoding, "encoding") => Kind::Map(Thing::Encoding),
        (Thing::MediaType | Thing::Encoding, "prefixEncoding") => Kind::List(Thing::Encoding),
        (Thing::MediaType | Thing::Encoding, "itemEncoding") => Kind::One(Thing::Encoding),
        (
            Thing::Schema,
            "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas",
        ) => Kind::Map(Thing::Schema),
        (Thing::Schema, "allOf" | "anyOf" | "oneOf" | "prefixItems") => Kind::List(Thing::Schema),
        (
            Thing::Schema,
            "items"
            | "additionalProperties"
            | "unevaluatedProperties"
            | "unevaluatedItems"
            | "if"
            | "then"
            | "else"
            | "not"
            | "contains"
            | "propertyNames"
            | "contentSchema",
        ) => Kind::One(Thing::Schema),
        _ => Kind::Data,
    }
}
