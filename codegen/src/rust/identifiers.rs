//! Writes identifier types: one for each kind of thing, so that none takes another's place.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs;
use crate::plan::Module;

/// The type of one kind of identifier.
pub(super) fn identifier(identifier: &str, resource: &str, module: &Module) -> TokenStream {
    let name = format_ident!("{identifier}");
    let resource_ident = format_ident!("{resource}");
    let known = module.names.values().any(|name| name == resource);
    let doc =
        docs::own(&format!("Identifies one `{resource}`; no other kind of identifier can take its place."));
    if known {
        quote! { #doc pub type #name = Id<#resource_ident>; }
    } else {
        let marker = docs::own("What the identifier stands for; it has no values of its own.");
        quote! {
            #marker
            #[derive(Debug)]
            #[non_exhaustive]
            pub enum #resource_ident {}
            #doc
            pub type #name = Id<#resource_ident>;
        }
    }
}
