//! Writes parameters of queries and headers: what a caller gives for them and how they are set.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::only_argument;
use crate::emit::operations::Writer;
use crate::model::{Parameter, Type, TypeId};
use crate::plan::{Group, Method};
use crate::words::snake;

/// What an operation has methods or a variable called already.
const TAKEN: [&str; 8] = ["body", "clone", "into_request", "items", "pages", "request", "result", "send"];

/// The names of a method's query parameters: arguments where they are required, else setters.
pub(super) fn query_idents(group: &Group, method: &Method) -> Vec<syn::Ident> {
    let mut used: BTreeSet<String> = TAKEN.map(str::to_owned).into();
    used.extend(method.own_parameters(group).iter().map(|parameter| parameter.name.clone()));
    method
        .operation
        .sent_parameters()
        .map(|parameter| {
            let mut name = snake(&parameter.name);
            while !used.insert(name.clone()) {
                name.push('_');
            }
            format_ident!("{name}")
        })
        .collect()
}

impl Writer<'_> {
    /// Whether a type has a name of its own that conversions lead to.
    pub(super) fn is_named(&self, ty: TypeId) -> bool {
        matches!(self.types.get(ty), Type::Object(_) | Type::Enum(_) | Type::Union(_))
    }

    /// What a setter or a method takes for a parameter. What has no form of its own in a query is
    /// a text.
    pub(super) fn query_type(&self, ty: TypeId, generated: Option<&syn::Type>) -> TokenStream {
        match (self.types.get(ty), generated) {
            (Type::Bool | Type::Integer | Type::Unsigned | Type::Number, Some(ty)) => quote!(#ty),
            (Type::Array(item), Some(list)) => {
                let item = self.query_text(*item, only_argument(list).as_ref());
                quote!(impl IntoIterator<Item = impl Into<#item>>)
            }
            (_, generated) => {
                let text = self.query_text(ty, generated);
                quote!(impl Into<#text>)
            }
        }
    }

    /// The type that a text in a query is converted to.
    pub(super) fn query_text(&self, ty: TypeId, generated: Option<&syn::Type>) -> TokenStream {
        match (self.types.get(ty), generated) {
            (
                Type::Any | Type::Map(_) | Type::Object(_) | Type::Union(_) | Type::Array(_) | Type::Secret,
                _,
            )
            | (_, None) => quote!(String),
            (_, Some(ty)) => quote!(#ty),
        }
    }

    /// The call of the request that sets a parameter to the argument of this name.
    pub(super) fn set_parameter(
        &self,
        method: &Method,
        position: usize,
        parameter: &Parameter,
        ident: &syn::Ident,
        generated: Option<&syn::Type>,
    ) -> TokenStream {
        let wire = &parameter.name;
        let header = position >= method.operation.query.len();
        match (self.types.get(parameter.ty), generated) {
            (Type::Bool | Type::Integer | Type::Unsigned | Type::Number, Some(_)) if header => {
                quote!(set_header(#wire, #ident))
            }
            (Type::Bool | Type::Integer | Type::Unsigned | Type::Number, Some(_)) => {
                quote!(set_query(#wire, #ident))
            }
            (Type::Array(item), Some(list)) if !header => {
                let item = self.query_text(*item, only_argument(list).as_ref());
                quote!(set_query_list(#wire, #ident.into_iter().map(Into::<#item>::into)))
            }
            (_, generated) => {
                let text = self.query_text(parameter.ty, generated);
                let set = format_ident!("{}", if header { "set_header" } else { "set_query" });
                quote!(#set(#wire, Into::<#text>::into(#ident)))
            }
        }
    }
}
