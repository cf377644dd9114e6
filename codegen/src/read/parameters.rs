//! Reads the parameters of an operation: where each goes and how it is written there.
//!
//! OpenAPI has several ways to write lists and objects, chosen by `style` and `explode`. Lists stay
//! lists in Rust and are written as the document says. An object in a query becomes a parameter for
//! each of its fields. What has no form of its own is given as one text, and noted.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::api::path;
use crate::api::{Listing, Parameter, SCOPE, Type, TypeId, Types};
use crate::input::document::{Document, OperationAt, Pointer, flag, text};
use crate::input::header_name::header_fault;
use crate::input::written_query::{self, Written, WrittenValue};
use crate::schema::compose::{Composer, Direction};
use crate::schema::conjunction::Node;
use crate::schema::secrets::{is_named_secret, is_secret};

/// The parameter names that our fragments write the scope with.
const SCOPE_PARAMETERS: [&str; 2] = ["accounts_or_zones", "account_or_zone_id"];

/// The parameters of an operation, by where they go.
pub(super) struct Parameters {
    pub(super) path: Vec<Parameter>,
    pub(super) query: Vec<Parameter>,
    /// Parameters of the query that always have this value.
    pub(super) fixed_query: Vec<(String, String)>,
    /// What is all of the query.
    pub(super) whole_query: Option<Parameter>,
    pub(super) headers: Vec<Parameter>,
    pub(super) cookies: Vec<Parameter>,
}

/// A parameter, and how an object is written in its place.
struct Read<'d> {
    parameter: Parameter,
    style: &'d str,
    explode: bool,
}

/// Reads the parameters of an operation.
pub(super) fn read<'d>(
    at: &OperationAt<'d>,
    document: &'d Document,
    composer: &mut Composer<'d, '_>,
) -> Parameters {
    let mut found: BTreeMap<(&str, &str), Read<'d>> = BTreeMap::new();
    for (parameter, pointer) in at.parameters(document) {
        let (Some(name), Some(location)) = (text(parameter, "name"), text(parameter, "in")) else { continue };
        if can_be_sent(name, location) {
            found.insert((location, name), read_one(parameter, name, location, &pointer, composer));
        }
    }
    let mut path = Vec::new();
    for name in path::parameters(at.path) {
        if at.path.starts_with(SCOPE) && SCOPE_PARAMETERS.contains(&name) {
            continue;
        }
        path.push(match found.get(&("path", name)) {
            Some(read) => read.parameter.clone(),
            // What a document forgot to declare is a text.
            None => text_parameter(name, &mut composer.types),
        });
    }
    let written = written_query(at, &mut found, &mut composer.types);
    let (mut query, mut headers, mut cookies) = (written.parameters, Vec::new(), Vec::new());
    let mut whole_query: Option<Parameter> = None;
    for ((location, _), read) in found {
        match location {
            "query" => query.push(read),
            "querystring" => match &whole_query {
                None => whole_query = Some(read.parameter),
                Some(known) => {
                    let place = document.place(&at.pointer);
                    let (first, second) = (&known.name, &read.parameter.name);
                    let message =
                        format!("{first} and {second} are both the whole query: {second} isn't sent");
                    composer.report().note("degraded-parameter", place, message);
                }
            },
            "header" => headers.push(read.parameter),
            "cookie" => cookies.push(read.parameter),
            _ => {}
        }
    }
    let query = spread(query, &composer.types);
    Parameters { path, query, fixed_query: written.fixed, whole_query, headers, cookies }
}

/// Whether there is such a place in a request, and a parameter of this name can be sent there. Checking
/// reports what can't be.
fn can_be_sent(name: &str, location: &str) -> bool {
    match location {
        "path" | "query" | "querystring" => true,
        "header" | "cookie" => header_fault(name).is_none(),
        _ => false,
    }
}

/// What a path is written with for a query.
#[derive(Default)]
struct InPath<'d> {
    fixed: Vec<(String, String)>,
    parameters: Vec<Read<'d>>,
}

/// Reads the query that a path is written with. What it fixes is no parameter any more.
fn written_query<'d>(
    at: &OperationAt<'d>,
    found: &mut BTreeMap<(&str, &str), Read<'d>>,
    types: &mut Types,
) -> InPath<'d> {
    let mut in_path = InPath::default();
    for Written { name, value } in at.query.and_then(written_query::read).unwrap_or_default() {
        found.retain(|(location, known), _| !(*location == "query" && *known == name));
        match value {
            WrittenValue::Fixed(value) => in_path.fixed.push((name, value)),
            WrittenValue::Parameter(declared) => {
                let is_it = |key: &&(&str, &str)| matches!(key.0, "path" | "query") && key.1 == declared;
                let key = found.keys().find(is_it).copied();
                let declared = key.and_then(|key| found.remove(&key));
                let parameter = match declared {
                    Some(read) => Parameter { name, required: true, ..read.parameter },
                    None => text_parameter(&name, types),
                };
                in_path.parameters.push(Read { parameter, style: "form", explode: true });
            }
        }
    }
    in_path
}

/// A parameter of which nothing is known but that it must be given.
fn text_parameter(name: &str, types: &mut Types) -> Parameter {
    Parameter {
        name: name.to_owned(),
        ty: types.intern(if is_named_secret(name) { Type::Secret } else { Type::String }),
        required: true,
        listing: Listing::Repeated,
        doc: String::new(),
        deprecated: false,
        as_text: None,
    }
}

fn read_one<'d>(
    value: &'d Value,
    name: &str,
    location: &str,
    at: &Pointer,
    composer: &mut Composer<'d, '_>,
) -> Read<'d> {
    let (ty, schema_doc, deprecated) = match value.get("schema") {
        Some(schema) => {
            let node = Node { value: schema, pointer: at.child("schema") };
            let composed = composer.compose(node, Direction::Request);
            (composed.ty, composed.doc, composed.deprecated)
        }
        None => (composer.types.intern(Type::String), String::new(), false),
    };
    let ty = if matches!(name, "page" | "per_page") && location == "query" {
        composer.types.intern(Type::Unsigned)
    } else {
        as_text(ty, &mut composer.types)
    };
    let default = if matches!(location, "query" | "cookie") { "form" } else { "simple" };
    let style = text(value, "style").unwrap_or(default);
    let explode = value.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
    let as_text = not_written(value, composer.types.get(ty), (location, style, explode));
    if let Some(why) = &as_text {
        let place = composer.document().place(at);
        let message = format!("the parameter {name} {why}: given as one text");
        composer.report().note("degraded-parameter", place, message);
    }
    let ty = if as_text.is_some() { composer.types.intern(Type::String) } else { ty };
    let doc = text(value, "description").map_or(schema_doc, |doc| doc.trim().to_owned());
    let ty = match composer.types.get(ty) {
        Type::String if is_secret(name, &doc) => composer.types.intern(Type::Secret),
        _ => ty,
    };
    let listing = match (location, style, explode) {
        ("query", "spaceDelimited", false) => Listing::Joined(' '),
        ("query", "pipeDelimited", false) => Listing::Joined('|'),
        ("query", _, true) => Listing::Repeated,
        _ => Listing::Joined(','),
    };
    let parameter = Parameter {
        name: name.to_owned(),
        ty,
        required: flag(value, "required") || location == "path",
        listing,
        doc,
        deprecated: deprecated || flag(value, "deprecated"),
        as_text,
    };
    Read { parameter, style, explode }
}

/// What the document doesn't type is a text in a parameter, as everything is there.
fn as_text(ty: TypeId, types: &mut Types) -> TypeId {
    match *types.get(ty) {
        Type::Any => types.intern(Type::String),
        Type::Array(item) => {
            // There is no null in a list of texts.
            let item = types.without_null(item);
            let item = as_text(item, types);
            types.intern(Type::Array(item))
        }
        _ => ty,
    }
}

/// Why a parameter can't be written from its parts, if it can't.
fn not_written(value: &Value, ty: &Type, form: (&str, &str, bool)) -> Option<String> {
    if let Some(content) = value.get("content").and_then(Value::as_object) {
        let media: Vec<&str> = content.keys().map(String::as_str).collect();
        let whole = if form.0 == "querystring" { "the whole query, " } else { "" };
        return Some(format!("is {whole}written as {}", media.join(" or ")));
    }
    if form.0 == "querystring" {
        return Some("is the whole query".to_owned());
    }
    let structured = matches!(ty, Type::Array(_) | Type::Map(_) | Type::Object(_) | Type::Choice(_));
    let location = form.0;
    match form {
        ("path", "label" | "matrix", _) => Some(format!("is written in the style {}", form.1)),
        ("path" | "header" | "cookie", ..)
            if matches!(ty, Type::Map(_) | Type::Object(_) | Type::Choice(_)) =>
        {
            Some("is an object".to_owned())
        }
        ("path" | "cookie", ..) if structured => Some(format!("is a list in a {location}")),
        ("query", ..) if matches!(ty, Type::Map(_)) => Some("is an object of unknown fields".to_owned()),
        ("query", "form", false) | ("query", "spaceDelimited" | "pipeDelimited", _)
            if matches!(ty, Type::Object(_) | Type::Choice(_)) =>
        {
            Some("is an object in one value".to_owned())
        }
        _ => None,
    }
}

/// An object in a query is written as its fields, each a parameter: by their names in the style
/// `form`, as `name[field]` in the style `deepObject`.
fn spread(query: Vec<Read<'_>>, types: &Types) -> Vec<Parameter> {
    let mut out: BTreeMap<String, Parameter> = BTreeMap::new();
    for Read { parameter, style, explode } in query {
        match style {
            "deepObject" => deep(parameter, types, &mut out),
            "form" if explode => {
                for field in fields(&parameter, types, |name| name.to_owned()).unwrap_or(vec![parameter]) {
                    out.entry(field.name.clone()).or_insert(field);
                }
            }
            _ => drop(out.insert(parameter.name.clone(), parameter)),
        }
    }
    out.into_values().collect()
}

/// Objects inside the object are written in the same way. None contains itself: the composer leaves
/// that untyped.
fn deep(parameter: Parameter, types: &Types, out: &mut BTreeMap<String, Parameter>) {
    match fields(&parameter, types, |name| format!("{}[{name}]", parameter.name)) {
        Some(fields) => fields.into_iter().for_each(|field| deep(field, types, out)),
        None => drop(out.entry(parameter.name.clone()).or_insert(parameter)),
    }
}

/// The fields of a parameter that is an object, as parameters of these names.
fn fields(parameter: &Parameter, types: &Types, name: impl Fn(&str) -> String) -> Option<Vec<Parameter>> {
    let object = types.flat(parameter.ty)?;
    let fields = object.fields.iter().map(|field| Parameter {
        name: name(&field.name),
        ty: field.ty,
        required: parameter.required && object.required.contains(&field.name),
        listing: Listing::Repeated,
        doc: field.doc.clone(),
        deprecated: parameter.deprecated || field.deprecated,
        as_text: None,
    });
    Some(fields.collect())
}
