//! Writes the methods that lead to groups, from the client and from one group to the next, each with
//! the arguments that choose its resource.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs;
use super::writer::{Writer, group_ident};
use crate::api::{Parameter, Scope, Type};
use crate::plan::{Group, Module};

/// What leads from a parent to a group.
struct Lead {
    arguments: Vec<TokenStream>,
    /// The names of the arguments.
    names: Vec<syn::Ident>,
    /// What the group's fields are set to.
    values: Vec<TokenStream>,
}

impl Lead {
    fn to(group: &Group, module: &Module, writer: &Writer<'_>) -> Self {
        let mut lead = Self { arguments: Vec::new(), names: Vec::new(), values: Vec::new() };
        let parent = module.parent(group);
        if group.scope == Scope::AccountOrZone {
            if parent.is_some_and(|parent| parent.scope == Scope::AccountOrZone) {
                lead.values.push(quote!(scope: self.scope.clone()));
            } else {
                lead.arguments.push(quote!(scope: &Scope));
                lead.names.push(format_ident!("scope"));
                lead.values.push(quote!(scope: scope.clone()));
            }
        }
        let given = parent.map(|parent| parent.parameters.as_slice()).unwrap_or_default();
        for (index, parameter) in group.parameters.iter().enumerate() {
            let ident = format_ident!("{}", parameter.name);
            if let Some(given) = given.get(index) {
                let given = format_ident!("{}", given.name);
                lead.values.push(quote!(#ident: self.#given.clone()));
                continue;
            }
            let ty = writer.path_type(parameter);
            lead.arguments.push(quote!(#ident: impl Into<#ty>));
            lead.values.push(quote!(#ident: #ident.into()));
            lead.names.push(ident);
        }
        lead
    }
}

impl Writer<'_> {
    /// The methods of the client: one a group that it leads to.
    pub(super) fn client(&self) -> TokenStream {
        let client = quote!(self.clone());
        let roots = self.module.children(None).map(|group| self.lead(group, &client));
        let aliases = self.module.aliases.iter().filter_map(|alias| {
            let group = self.module.groups.iter().find(|group| group.name == alias.of)?;
            let (method, of) = (format_ident!("{}", alias.name), format_ident!("{}", group.name));
            let (ident, note) = (format_ident!("{}", alias.structure), &alias.note);
            let doc = docs::attributes(&group.doc);
            let Lead { arguments, names, .. } = Lead::to(group, self.module, self);
            Some(quote! {
                #doc
                #[deprecated(note = #note)]
                pub fn #method(&self, #(#arguments),*) -> #ident { #ident(self.#of(#(#names),*)) }
            })
        });
        quote! { impl Client { #(#roots)* #(#aliases)* } }
    }

    /// The methods of a group that lead on.
    pub(super) fn leads_on(&self, position: usize) -> impl Iterator<Item = TokenStream> {
        let client = quote!(self.client.clone());
        self.module.children(Some(position)).map(move |group| self.lead(group, &client))
    }

    fn lead(&self, group: &Group, client: &TokenStream) -> TokenStream {
        let (method, ident) = (format_ident!("{}", group.name), group_ident(group));
        let doc = docs::attributes(&group.doc);
        let Lead { arguments, values, .. } = Lead::to(group, self.module, self);
        quote! {
            #doc
            pub fn #method(&self, #(#arguments),*) -> #ident { #ident { client: #client, #(#values),* } }
        }
    }

    /// What a group keeps.
    pub(super) fn group_fields(&self, group: &Group) -> Vec<TokenStream> {
        let scope = (group.scope == Scope::AccountOrZone).then(|| quote!(pub(crate) scope: Scope));
        let parameters = group.parameters.iter().map(|parameter| {
            let (ident, ty) = (format_ident!("{}", parameter.name), self.path_type(parameter));
            quote!(pub(crate) #ident: #ty)
        });
        scope.into_iter().chain(parameters).collect()
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
            (Type::Secret, _) => quote!(Secret),
            (Type::Integer, _) => quote!(i64),
            (Type::Unsigned, _) => quote!(u64),
            _ => quote!(String),
        }
    }
}
