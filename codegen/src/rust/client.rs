//! Writes the client's methods: one for each group, with the arguments that choose its resource.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs;
use super::writer::{Writer, group_ident};
use crate::api::{Parameter, Scope, Type};
use crate::plan::Group;

/// The arguments that choose a group's resource, and how the group keeps them.
pub(super) struct GroupParameters {
    arguments: Vec<TokenStream>,
    pub(super) fields: Vec<TokenStream>,
    values: Vec<TokenStream>,
}

impl Writer<'_> {
    /// The methods of the client: one a group.
    pub(super) fn client(&self) -> TokenStream {
        let mut signatures = Vec::new();
        let mut bodies = Vec::new();
        for group in &self.module.groups {
            self.client_method(&group.name, group, None, &mut signatures, &mut bodies);
        }
        for alias in &self.module.aliases {
            if let Some(group) = self.module.groups.iter().find(|group| group.name == alias.of) {
                self.client_method(&alias.group, group, Some(&alias.note), &mut signatures, &mut bodies);
            }
        }
        match &self.target.extension {
            None => quote! { impl Client { #(#signatures { #bodies })* } },
            Some(name) => {
                let name = format_ident!("{name}");
                let doc = docs::attributes(&format!("Adds the groups of {} to the client.", self.module.doc));
                let declared = signatures.iter().map(|signature| strip_pub(signature.clone()));
                let bare = signatures.iter().map(|signature| strip_docs(strip_pub(signature.clone())));
                quote! {
                    #doc
                    pub trait #name { #(#declared;)* }
                    impl #name for Client { #(#bare { #bodies })* }
                }
            }
        }
    }

    fn client_method(
        &self,
        name: &str,
        group: &Group,
        deprecated: Option<&str>,
        signatures: &mut Vec<TokenStream>,
        bodies: &mut Vec<TokenStream>,
    ) {
        let method = format_ident!("{name}");
        let ident = group_ident(name);
        let doc = docs::attributes(&group.doc);
        let deprecated = deprecated.map(|note| quote!(#[deprecated(note = #note)]));
        let GroupParameters { arguments, values, .. } = self.group_parameters(group);
        signatures.push(quote! { #doc #deprecated pub fn #method(&self, #(#arguments),*) -> #ident });
        bodies.push(if deprecated.is_some() {
            let of = format_ident!("{}", group.name);
            let names = self.group_argument_names(group);
            quote!(#ident(self.#of(#(#names),*)))
        } else {
            quote!(#ident { client: self.clone(), #(#values),* })
        });
    }

    fn group_argument_names(&self, group: &Group) -> Vec<syn::Ident> {
        let scope = (group.scope == Scope::AccountOrZone).then(|| format_ident!("scope"));
        scope
            .into_iter()
            .chain(group.parameters.iter().map(|parameter| format_ident!("{}", parameter.name)))
            .collect()
    }

    pub(super) fn group_parameters(&self, group: &Group) -> GroupParameters {
        let mut parts = GroupParameters { arguments: Vec::new(), fields: Vec::new(), values: Vec::new() };
        if group.scope == Scope::AccountOrZone {
            parts.arguments.push(quote!(scope: &Scope));
            parts.fields.push(quote!(scope: Scope));
            parts.values.push(quote!(scope: scope.clone()));
        }
        for parameter in &group.parameters {
            let (ident, ty) = (format_ident!("{}", parameter.name), self.path_type(parameter));
            parts.arguments.push(quote!(#ident: impl Into<#ty>));
            parts.fields.push(quote!(#ident: #ty));
            parts.values.push(quote!(#ident: #ident.into()));
        }
        parts
    }

    /// Path segments are texts, whatever the document says of them, except where they have an
    /// identifier type of their own.
    pub(super) fn path_type(&self, parameter: &Parameter) -> TokenStream {
        match (self.types.get(parameter.ty), parameter.name.as_str()) {
            (Type::Identifier(name), _) => {
                let name = format_ident!("{name}");
                quote!(#name)
            }
            (_, "account_id") => quote!(AccountId),
            (_, "zone_id") => quote!(ZoneId),
            (Type::Integer, _) => quote!(i64),
            (Type::Unsigned, _) => quote!(u64),
            _ => quote!(String),
        }
    }
}

/// Drops `pub` from a method's signature, for use in a trait.
fn strip_pub(tokens: TokenStream) -> TokenStream {
    tokens.into_iter().filter(|token| token.to_string() != "pub").collect()
}

/// Drops attributes from a signature.
fn strip_docs(tokens: TokenStream) -> TokenStream {
    let mut after_hash = false;
    tokens
        .into_iter()
        .filter(|token| {
            let hash = matches!(token, proc_macro2::TokenTree::Punct(punct) if punct.as_char() == '#');
            let drop = hash || std::mem::replace(&mut after_hash, hash);
            if hash {
                after_hash = true;
            }
            !drop
        })
        .collect()
}
