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
        let optional = operation.method == "DELETE" && matches!(operation.result, Outcome::Single(_));
        let item = operation.result.item().map(|item| self.rust_type(item));
        let (result, absent) = match operation.result {
            Outcome::List(_) => (quote!(Vec<#item>), Some(quote!(Some(Vec::new())))),
            Outcome::Nothing | Outcome::Bytes => (quote!(Option<Value>), Some(quote!(Some(None)))),
            Outcome::Single(_) if optional => (quote!(Option<#item>), Some(quote!(Some(None)))),
            Outcome::Single(_) => (quote!(#item), None),
        };
        let absent = absent.map(|value| quote!(fn absent() -> Option<Self::Result> { #value }));
        let paged = operation.paging.as_ref().map(|paging| {
            let by = match paging {
                Paging::Page => None,
                Paging::Cursor(parameter) => {
                    Some(quote!(fn paging(&self) -> Paging { Paging::Cursor(#parameter) }))
                }
            };
            quote!(impl Paged for #ident { type Item = #item; #by })
        });
        let (id, http, path) = (&operation.id, format_ident!("{}", operation.method), &operation.path);
        let bare = operation.bare.then(|| quote!(.bare()));
        let info = quote!(const INFO: OperationInfo = OperationInfo::new(#id, Method::#http, #path) #bare;);
        let sending = if operation.result == Outcome::Bytes {
            quote! {
                impl Download for #ident {
                    #info
                    fn into_request(self) -> Request { self.request }
                }
            }
        } else {
            quote! {
                impl Operation for #ident {
                    type Result = #result;
                    #info
                    fn into_request(self) -> Request { self.request }
                    #absent
                }
            }
        };
        quote! {
            #doc
            #[derive(Clone, Debug)]
            #[must_use = "an operation does nothing until it is sent"]
            pub struct #ident { request: Request }
            #setters
            #sending
            #paged
        }
    }
}
