//! Writes operations: what each call sends and what comes back.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::item::{self, Item, Text, WIDTH, shown};
use super::writer::{Writer, operation_ident};
use super::{docs, parameters};
use crate::api::{Body, Operation, Outcome, PagedBy, Type};
use crate::markdown::code;
use crate::plan::{Group, Method};

impl Writer<'_> {
    /// The structure that stands for a call of a method: what may be set, what is sent, what comes
    /// back.
    pub(super) fn operation(&self, group: &Group, method: &Method) -> Vec<Item> {
        let ident = operation_ident(method);
        let mut items = vec![self.call(group, method).into()];
        let mut setters = Vec::new();
        for sent in parameters::of_operation(group, method).filter(|sent| !sent.parameter.required) {
            let (parameter, name) = (sent.parameter, &sent.ident);
            let ty = self.query_type(&sent);
            let set = self.set(&sent);
            let doc = docs::attributes(&match parameter.doc.as_str() {
                "" => format!("Sets the parameter {}.", code(&parameter.name)),
                doc => doc.to_owned(),
            });
            let deprecated = parameter
                .deprecated
                .then(|| quote!(#[deprecated(note = "the API deprecates this parameter")]));
            setters.push(quote! {
                #doc
                #deprecated
                pub fn #name(mut self, #name: #ty) -> Self {
                    self.request.#set;
                    self
                }
            });
        }
        if let Some(Body::Free { demanded, .. }) = method.operation.body {
            let absent = if demanded { "an empty object is sent" } else { "nothing is sent" };
            let doc = docs::own(&format!(
                "Sets the body, of which the document says nothing. Without one, {absent}."
            ));
            setters.push(quote! {
                #doc
                pub fn body(mut self, body: impl Into<Value>) -> Self {
                    self.request = self.request.json(&Into::<Value>::into(body));
                    self
                }
            });
        }
        if !setters.is_empty() {
            items.push(Item::Tokens(quote!(impl #ident { #(#setters)* })));
        }
        items
    }

    /// What is sent and what comes back.
    fn call(&self, group: &Group, method: &Method) -> Text {
        let operation = &method.operation;
        let item = operation.result.item().map(|item| self.rust_type(item));
        let shown = item.as_ref().map(shown).unwrap_or_default();
        let inside = self.list_inside(operation);
        let answer = match (&operation.result, &operation.paging, &inside) {
            (Outcome::List(_), Some(paging), _) => format!("pages {shown}{}", asked_by(&paging.by)),
            (Outcome::Single(_), Some(paging), Some(list)) => {
                let (item, field, wire) = (item::shown(&list.item), &list.field, Literal::string(list.wire));
                let (item, list) = (format!("pages {item},"), format!("{field} {wire} of {shown}"));
                let by = asked_by(&paging.by);
                let narrow = item.len() + list.len() + by.len() + 12 <= WIDTH;
                format!("{item}{}{list}{by}", if narrow { " " } else { "\n            " })
            }
            (Outcome::List(_), None, _) => format!("list {shown}"),
            (Outcome::Nothing, ..) => "nothing".to_owned(),
            (Outcome::Bytes, ..) => "bytes".to_owned(),
            (Outcome::Single(_), ..) if operation.method == "DELETE" => format!("optional {shown}"),
            (Outcome::Single(_), ..) => shown,
        };
        let (id, path) = (Literal::string(&operation.id), Literal::string(&operation.path));
        let bare = if operation.bare { ", bare" } else { "" };
        let (http, other) = method_of(&operation.method);
        let mut sent = format!("{http} {path}{bare}");
        if let Some(other) = other {
            sent.push_str(&format!(",\n    sent_as({})", Literal::string(other)));
        }
        let permissions: Vec<String> =
            operation.permissions.iter().map(|name| Literal::string(name).to_string()).collect();
        if !permissions.is_empty() {
            sent.push_str(&format!(",\n    permissions(&[{}])", permissions.join(", ")));
        }
        let secrets: Vec<String> =
            self.secrets(group, method).iter().map(|name| Literal::string(name).to_string()).collect();
        if !secrets.is_empty() {
            sent.push_str(&format!(",\n    secrets(&[{}])", secrets.join(", ")));
        }
        let line = sent.rsplit('\n').next().unwrap_or_default().trim_start().len();
        let between = if line + answer.len() + 8 <= WIDTH { " " } else { "\n        " };
        let doc = format!("The operation that [`{}::{}`] makes.", group.structure, method.name);
        let text = format!(
            "operation! {{\n{}    {} = {id},\n    {sent}{between}=> {answer}\n}}\n",
            docs::own_comment("    ", &doc),
            method.structure,
        );
        let types: Vec<TokenStream> = item.into_iter().chain(inside.map(|list| list.item)).collect();
        Text::new("operation", text, &types)
    }
}

/// A list inside the result of an operation that is paged.
struct ListInside<'a> {
    /// The field, in Rust and in JSON.
    field: syn::Ident,
    wire: &'a str,
    /// What it is a list of.
    item: TokenStream,
}

impl Writer<'_> {
    fn list_inside<'a>(&'a self, operation: &'a Operation) -> Option<ListInside<'a>> {
        let (Outcome::Single(result), Some(wire)) = (&operation.result, &operation.paging.as_ref()?.list)
        else {
            return None;
        };
        let object = self.types.object(*result)?;
        let (place, field) = object.fields.iter().enumerate().find(|(_, field)| field.name == *wire)?;
        let Type::Array(item) = self.types.get(field.ty) else { return None };
        let field = self.field_idents(*result, object).nth(place)?;
        Some(ListInside { field, wire, item: self.rust_type(*item) })
    }
}

/// How the next page is asked for, behind the type of the items.
fn asked_by(by: &PagedBy) -> String {
    match by {
        PagedBy::Page => String::new(),
        PagedBy::Numbered(parameter) => format!(", numbered {}", Literal::string(parameter)),
        PagedBy::Cursor(parameter) => format!(", {}", Literal::string(parameter)),
        PagedBy::Offset(parameter) => format!(", offset {}", Literal::string(parameter)),
        PagedBy::StartIndex(parameter) => format!(", start {}", Literal::string(parameter)),
    }
}

/// The constant of a method. One that has none is sent by its name, and repeated as another is: QUERY
/// reads, and of the rest nobody knows.
fn method_of(method: &str) -> (&str, Option<&str>) {
    match method {
        "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" | "TRACE" => (method, None),
        "QUERY" => ("GET", Some(method)),
        _ => ("POST", Some(method)),
    }
}
