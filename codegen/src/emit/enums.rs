//! Writes enums: those of texts, which keep values that they don't know, and unions, whose values
//! are of different JSON kinds.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::docs;
use crate::emit::progenitor::Generated;
use crate::lower::{Roles, field_name};
use crate::markdown::code;
use crate::model::{Kind, Type, TypeId, Types};
use crate::words::pascal;

/// A value of one of several JSON kinds, with a place for any other.
pub(super) fn emit_union(
    name: &str,
    id: TypeId,
    members: &[TypeId],
    types: &Types,
    roles: &Roles,
    generated: &Generated,
) -> Result<TokenStream, String> {
    let ident = format_ident!("{name}");
    let deserialize = roles.response.contains(&id).then(|| quote!(, Deserialize));
    let fields = generated
        .fields
        .get(&format!("T{}", id.0))
        .ok_or_else(|| format!("progenitor made no structure of {name}"))?;
    let mut variants = Vec::new();
    let mut conversions = Vec::new();
    for (index, member) in members.iter().enumerate() {
        let ty = fields
            .get(&field_name(index))
            .ok_or_else(|| format!("progenitor made no member {index} of {name}"))?;
        let ty = super::progenitor_option(ty).unwrap_or_else(|| ty.clone());
        let (variant, what) = match types.get(*member).kind() {
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
        if *types.get(*member) == Type::String {
            conversions.push(quote! {
                impl From<&str> for #ident {
                    fn from(value: &str) -> Self { Self::#variant(value.to_owned()) }
                }
            });
        }
    }
    let doc = docs::own(&format!("`{name}`, which comes in several forms."));
    // A box round a large form would be in the way of whoever makes or matches one.
    let object = members.iter().any(|member| types.object(*member).is_some());
    let allow = object.then(|| quote!(#[allow(clippy::large_enum_variant)]));
    Ok(quote! {
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
    })
}

pub(super) fn emit_enum(name: &str, doc: &str, values: &[String]) -> TokenStream {
    let ident = format_ident!("{name}");
    let mut used = BTreeSet::new();
    let variants: Vec<(syn::Ident, &String)> = values
        .iter()
        .map(|value| {
            let mut variant = pascal(value);
            while !used.insert(variant.clone()) {
                variant.push('_');
            }
            (format_ident!("{variant}"), value)
        })
        .collect();
    let mut unknown = if used.contains("Unknown") { "Unrecognized" } else { "Unknown" }.to_owned();
    while used.contains(&unknown) {
        unknown.push('_');
    }
    let unknown = format_ident!("{unknown}");
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
