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
        let groups = self.module.groups.iter().map(|group| self.client_method(&group.name, group, None));
        let aliases = self.module.aliases.iter().filter_map(|alias| {
            let group = self.module.groups.iter().find(|group| group.name == alias.of)?;
            Some(self.client_method(&alias.group, group, Some(&alias.note)))
        });
        let methods = groups.chain(aliases);
        quote! { impl Client { #(#methods)* } }
    }

    fn client_method(&self, name: &str, group: &Group, deprecated: Option<&str>) -> TokenStream {
        let method = format_ident!("{name}");
        let ident = group_ident(name);
        let doc = docs::attributes(&group.doc);
        let GroupParameters { arguments, values, .. } = self.group_parameters(group);
        let made = if deprecated.is_some() {
            let of = format_ident!("{}", group.name);
            let names = self.group_argument_names(group);
            quote!(#ident(self.#of(#(#names),*)))
        } else {
            quote!(#ident { client: self.clone(), #(#values),* })
        };
        let deprecated = deprecated.map(|note| quote!(#[deprecated(note = #note)]));
        quote! { #doc #deprecated pub fn #method(&self, #(#arguments),*) -> #ident { #made } }
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
