//! Writes operations: what each call sends and what comes back.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::writer::{Writer, group_ident, operation_ident};
use super::{docs, parameters};
use crate::api::{Outcome, Paging};
use crate::markdown::code;
use crate::plan::{Group, Method};

impl Writer<'_> {
    /// The structure that stands for a call of a method: what may be set, what is sent, what comes
    /// back.
    pub(super) fn operation(&self, group: &Group, method: &Method) -> TokenStream {
        let ident = operation_ident(group, method);
        let group_name = group_ident(&group.name);
        let operation = &method.operation;
        let doc = docs::own(&format!("The operation that [`{group_name}::{}`] makes.", method.name));
        let mut setters = Vec::new();
        for sent in parameters::of_operation(group, method).filter(|sent| !sent.parameter.required) {
            let (parameter, name) = (sent.parameter, &sent.ident);
            let ty = self.query_type(&sent);
            let set = self.hand_on("set", &sent);
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
        let setters = (!setters.is_empty()).then(|| quote!(impl #ident { #(#setters)* }));
        let item = operation.result.item().map(|item| self.rust_type(item));
        let answer = match (&operation.result, &operation.paging) {
            (Outcome::List(_), None) => quote!(list #item),
            (Outcome::List(_), Some(Paging::Page)) => quote!(pages #item),
            (Outcome::List(_), Some(Paging::Cursor(parameter))) => quote!(pages #item, #parameter),
            (Outcome::Nothing, _) => quote!(nothing),
            (Outcome::Bytes, _) => quote!(bytes),
            (Outcome::Single(_), _) if operation.method == "DELETE" => quote!(optional #item),
            (Outcome::Single(_), _) => quote!(#item),
        };
        let (id, path) = (&operation.id, &operation.path);
        let (http, other) = method_of(&operation.method);
        let bare = operation.bare.then(|| quote!(, bare));
        let permissions = &operation.permissions;
        let permissions = (!permissions.is_empty()).then(|| quote!(, permissions(&[#(#permissions),*])));
        quote! {
            operation! { #doc #ident = #id, #http #path #other #bare #permissions => #answer }
            #setters
        }
    }
}

/// The constant of a method. One that has none is sent by its name, and repeated as another is: QUERY
/// reads, and of the rest nobody knows.
fn method_of(method: &str) -> (syn::Ident, Option<TokenStream>) {
    match method {
        "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" | "TRACE" => {
            (format_ident!("{method}"), None)
        }
        "QUERY" => (format_ident!("GET"), Some(quote!(, sent_as(#method)))),
        _ => (format_ident!("POST"), Some(quote!(, sent_as(#method)))),
    }
}
