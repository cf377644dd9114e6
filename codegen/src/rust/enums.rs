//! Writes enums of texts, which keep values that they don't know.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs;
use crate::markdown::code;
use crate::words::{Taken, pascal};

/// One of several texts.
pub(super) fn open_enum(name: &str, doc: &str, values: &[String]) -> TokenStream {
    let ident = format_ident!("{name}");
    let mut used = Taken::default();
    let variants: Vec<(syn::Ident, &String)> =
        values.iter().map(|value| (format_ident!("{}", used.take(&pascal(value))), value)).collect();
    let unknown = if used.has("Unknown") { "Unrecognized" } else { "Unknown" };
    let unknown = format_ident!("{}", used.take(unknown));
    let doc = match doc {
        "" => docs::attributes(&format!("The values of `{name}`.")),
        doc => docs::attributes(doc),
    };
    let declared = variants.iter().map(|(variant, value)| {
        let doc = docs::attributes(&code(value));
        quote! { #doc #variant, }
    });
    let texts = variants.iter().map(|(variant, value)| quote!(Self::#variant => #value,));
    let known = variants.iter().map(|(variant, value)| quote!(#value => Self::#variant,));
    quote! {
        #doc
        #[doc = ""]
        #[doc = " Values that the API adds later decode as the last variant, and are sent back as they came."]
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #ident {
            #(#declared)*
            #[doc = " A value that this version doesn't know."]
            #unknown(UnknownValue),
        }
        impl #ident {
            #[doc = " The value as the API writes it."]
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(#texts)*
                    Self::#unknown(value) => value.as_str(),
                }
            }
        }
        impl From<&str> for #ident {
            fn from(value: &str) -> Self {
                match value {
                    #(#known)*
                    other => Self::#unknown(UnknownValue::new(other)),
                }
            }
        }
        open_enum!(#ident);
    }
}
