//! Operations: where they are, what they are called, what they take.

use std::collections::HashMap;

use indexmap::IndexMap;
use openapiv3::{Operation as Written, Parameter as Sent, PathItem, ReferenceOr, Schema};

use super::answers::responses;
use super::envelopes::Envelopes;
use super::names::{Names, Unlike};
use super::schemas::{Schemas, component, text};
use super::takes;
use crate::api::path::{self, renamed};
use crate::api::{LeftOut, SCOPE, Scope};
use crate::plan::{Method, Module, Plan};
use crate::words::pascal;

/// The scopes of an operation that works for accounts and for zones: what stands before its path, the
/// name of its parameter, and what is added to its name.
const SCOPES: [(&str, &str, &str); 2] =
    [("/accounts/", "account_id", "for_account"), ("/zones/", "zone_id", "for_zone")];

/// What has been written of all operations.
#[derive(Default)]
pub(super) struct Operations {
    pub(super) paths: IndexMap<String, PathItem>,
    pub(super) answers: IndexMap<String, ReferenceOr<Schema>>,
    pub(super) count: usize,
    pub(super) left_out: Vec<LeftOut>,
    pub(super) looser: Vec<LeftOut>,
    /// The paths by what they are without the names of parameters.
    shapes: HashMap<String, String>,
    ids: Unlike,
    /// The names of components.
    components: Unlike,
}

/// What is written of a module's operations, and with what.
#[derive(Clone, Copy)]
struct Ground<'a> {
    module: &'a Module,
    schemas: Schemas<'a>,
    envelopes: Envelopes,
}

impl Operations {
    /// Nothing yet, beside components of these names.
    pub(super) fn new(names: &Names) -> Self {
        Self { components: names.taken.clone(), ..Self::default() }
    }

    /// Writes the operations of a module.
    pub(super) fn module(
        &mut self,
        index: usize,
        module: &Module,
        plan: &Plan,
        names: &Names,
        envelopes: Envelopes,
    ) {
        let schemas = Schemas { types: &plan.types, names, module: index };
        let ground = Ground { module, schemas, envelopes };
        for (tag, method) in module.groups.iter().flat_map(|group| {
            let tag = if module.name.is_empty() { &group.name } else { &module.name };
            group.methods.iter().map(move |method| (tag, method))
        }) {
            match method.operation.scope {
                Scope::Fixed => self.operation(tag, method, &method.operation.path, None, ground),
                Scope::AccountOrZone => {
                    let rest = method.operation.path.strip_prefix(SCOPE).unwrap_or_default();
                    for (before, name, suffix) in SCOPES {
                        let path = format!("{before}{{{name}}}{rest}");
                        self.operation(tag, method, &path, Some((name, suffix)), ground);
                    }
                }
            }
        }
    }

    /// The path as an earlier operation has it: two that differ in the names of parameters alone are one
    /// to a document.
    fn as_before(&mut self, path: String, mut parameters: Vec<Sent>) -> (String, Vec<Sent>) {
        let known = self.shapes.entry(renamed(&path, |_| String::new())).or_insert_with(|| path.clone());
        for (parameter, name) in parameters.iter_mut().zip(path::parameters(known)) {
            if let Sent::Path { parameter_data, .. } = parameter {
                parameter_data.name = name.to_owned();
            }
        }
        (known.clone(), parameters)
    }

    /// Writes an operation at a path, or says why it is left out.
    fn operation(
        &mut self,
        tag: &str,
        method: &Method,
        path: &str,
        scope: Option<(&str, &str)>,
        ground: Ground<'_>,
    ) {
        let operation = &method.operation;
        let shown = format!("{} {path}{}", operation.method, operation.suffix.as_deref().unwrap_or_default());
        let left_out = |why: String| LeftOut { operation: shown.clone(), why };
        let body = match operation.body.as_ref().map(|body| takes::body(body, &ground.schemas)).transpose() {
            Ok(body) => body,
            Err(why) => return self.left_out.push(left_out(why)),
        };
        if let Some(cookie) = operation.cookies.iter().find(|cookie| cookie.required) {
            let why = format!("it needs the cookie {}, and few generators send cookies", cookie.name);
            return self.left_out.push(left_out(why));
        }
        if let Some(query) = operation.whole_query.as_ref().filter(|query| query.required) {
            let why = format!("it needs {} as its whole query, which OpenAPI 3.0 doesn't know", query.name);
            return self.left_out.push(left_out(why));
        }
        let (path, path_parameters) =
            takes::path(operation, path, scope.map(|(name, _)| name), &ground.schemas);
        let (path, path_parameters) = self.as_before(path, path_parameters);
        let mut item = self.paths.get(&path).cloned().unwrap_or_default();
        let Some(slot) = slot(&mut item, &operation.method) else {
            let why = format!("OpenAPI 3.0 knows no method {}", operation.method);
            return self.left_out.push(left_out(why));
        };
        if slot.is_some() {
            let why = "another operation has this method and path, and a document has room for one";
            return self.left_out.push(left_out(why.to_owned()));
        }
        let id = self.ids.take(&id(ground.module, method, scope.map(|(_, suffix)| suffix)));
        for why in takes::losses(operation, &ground.schemas) {
            self.looser.push(left_out(why));
        }
        let (components, answers) = (&mut self.components, &mut self.answers);
        let named = |schema: Schema| {
            let wished = format!("{}Answer", pascal(&id));
            let name = components.take(&wished);
            answers.insert(name.clone(), ReferenceOr::Item(schema));
            component(&name)
        };
        *slot = Some(Written {
            tags: vec![tag.to_owned()],
            description: text(&operation.doc),
            responses: responses(operation, &ground.schemas, ground.envelopes, named),
            operation_id: Some(id),
            parameters: path_parameters
                .into_iter()
                .chain(takes::sent(operation, &ground.schemas))
                .map(ReferenceOr::Item)
                .collect(),
            request_body: body.map(ReferenceOr::Item),
            deprecated: operation.deprecated,
            ..Written::default()
        });
        self.paths.insert(path, item);
        self.count += 1;
    }
}

/// The operationId.
fn id(module: &Module, method: &Method, suffix: Option<&str>) -> String {
    let name = &method.full_name;
    let module = &module.name;
    let in_front = module.is_empty() || name == module || name.starts_with(&format!("{module}_"));
    let mut id = if in_front { name.clone() } else { format!("{module}_{name}") };
    if let Some(suffix) = suffix {
        id.push('_');
        id.push_str(suffix);
    }
    id
}

/// The place of a method at a path, if OpenAPI has one for it.
fn slot<'p>(item: &'p mut PathItem, method: &str) -> Option<&'p mut Option<Written>> {
    Some(match method {
        "GET" => &mut item.get,
        "PUT" => &mut item.put,
        "POST" => &mut item.post,
        "DELETE" => &mut item.delete,
        "OPTIONS" => &mut item.options,
        "HEAD" => &mut item.head,
        "PATCH" => &mut item.patch,
        "TRACE" => &mut item.trace,
        _ => return None,
    })
}
