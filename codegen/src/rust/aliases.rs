//! Writes the deprecated names of groups.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs;
use super::groups::allow_many;
use super::writer::{Writer, group_ident, operation_ident};
use crate::markdown;
use crate::plan::Alias;

impl Writer<'_> {
    /// A deprecated group: a thin cover over the group that it stands for.
    pub(super) fn alias(&self, alias: &Alias) -> Option<TokenStream> {
        let group = self.module.groups.iter().find(|group| group.name == alias.of)?;
        let (ident, inner) = (format_ident!("{}", alias.structure), group_ident(group));
        let note = &alias.note;
        let methods = group.methods.iter().filter(|method| alias.methods.contains(&method.name));
        let methods = methods.map(|method| {
            let (arguments, names) = self.method_arguments(group, method);
            let (name, operation) = (format_ident!("{}", method.name), operation_ident(method));
            let many = allow_many(&arguments);
            let doc = docs::own(&format!("See [`{inner}::{name}`]."));
            quote! {
                #doc
                #[deprecated(note = #note)]
                #many
                pub fn #name(&self, #(#arguments),*) -> #operation { self.0.#name(#(#names),*) }
            }
        });
        let doc = docs::own(&format!("The deprecated name of [`{inner}`]: {}.", markdown::inline(note)));
        Some(quote! {
            #doc
            #[derive(Clone, Debug)]
            pub struct #ident(#inner);
            impl #ident { #(#methods)* }
        })
    }
}
