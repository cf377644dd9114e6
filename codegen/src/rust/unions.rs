//! Writes unions: enums whose values are of different JSON kinds.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs;
use super::writer::Writer;
use crate::api::{Kind, Type, TypeId};

impl Writer<'_> {
    /// A value of one of several JSON kinds, with a place for any other.
    pub(super) fn union(&self, name: &str, id: TypeId, members: &[TypeId]) -> TokenStream {
        let ident = format_ident!("{name}");
        let deserialize = self.roles.response.contains(&id).then(|| quote!(, Deserialize));
        let mut variants = Vec::new();
        let mut conversions = Vec::new();
        for member in members {
            let ty = self.rust_type(*member);
            let (variant, what) = match self.types.get(*member).kind() {
                Some(Kind::Bool) => ("Bool", "true or false"),
                Some(Kind::Number) => ("Number", "a number"),
                Some(Kind::Text) => ("Text", "a text"),
                Some(Kind::List) => ("List", "a list"),
                Some(Kind::Object) | None => ("Object", "an object"),
            };
            let variant = format_ident!("{variant}");
            let doc = docs::own(&format!("When it is {what}."));
            variants.push(quote!(#doc #variant(#ty),));
            conversions.push(quote! {
                impl From<#ty> for #ident {
                    fn from(value: #ty) -> Self { Self::#variant(value) }
                }
            });
            if *self.types.get(*member) == Type::String {
                conversions.push(quote! {
                    impl From<&str> for #ident {
                        fn from(value: &str) -> Self { Self::#variant(value.to_owned()) }
                    }
                });
            }
        }
        let doc = docs::own(&format!("`{name}`, which comes in several forms."));
        // A box round a large form would be in the way of whoever makes or matches one.
        let object = members.iter().any(|member| self.types.object(*member).is_some());
        let allow = object.then(|| quote!(#[allow(clippy::large_enum_variant)]));
        quote! {
            #doc
            #allow
            #[derive(Clone, Debug, PartialEq, Serialize #deserialize)]
            #[serde(untagged)]
            #[non_exhaustive]
            pub enum #ident {
                #(#variants)*
                #[doc = " Anything else."]
                Other(Value),
            }
            #(#conversions)*
        }
    }
}
