//! What each type of the model is in Rust.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::writer::Writer;
use crate::api::{Type, TypeId};

impl Writer<'_> {
    /// The Rust type of a value.
    pub(super) fn rust_type(&self, id: TypeId) -> TokenStream {
        match self.types.get(id) {
            Type::Any => quote!(Value),
            Type::Bool => quote!(bool),
            Type::Integer => quote!(i64),
            Type::Unsigned => quote!(u64),
            Type::Number => quote!(Number),
            Type::String => quote!(String),
            Type::Secret => quote!(Secret),
            Type::Timestamp => quote!(Timestamp),
            Type::File => quote!(FilePart),
            Type::Array(item) => {
                let item = self.inner_type(*item);
                quote!(Vec<#item>)
            }
            // As any JSON object is.
            Type::Map(value) if *self.types.get(self.types.past_circle(*value)) == Type::Any => {
                quote!(Map<String, Value>)
            }
            Type::Map(value) => {
                let value = self.inner_type(*value);
                quote!(BTreeMap<String, #value>)
            }
            Type::Optional(value) => {
                let value = self.rust_type(*value);
                quote!(Option<#value>)
            }
            Type::Object(_) | Type::Choice(_) | Type::Enum(_) | Type::Numbers(_) | Type::Union(_) => {
                match self.module.names.get(&id) {
                    Some(name) => {
                        let name = format_ident!("{name}");
                        quote!(#name)
                    }
                    // `Writer::new` lets no module through that has such a type.
                    None => quote!(Value),
                }
            }
            Type::Identifier(name) => {
                let name = format_ident!("{name}");
                quote!(#name)
            }
            Type::Circle(_) => {
                let inner = self.types.past_circle(id);
                let ty = self.rust_type(inner);
                // A list or a map has its items elsewhere already.
                if self.types.get(inner).is_named() { quote!(Box<#ty>) } else { ty }
            }
        }
    }

    /// The Rust type of what lists and maps hold: they need no box for what contains itself.
    pub(super) fn inner_type(&self, id: TypeId) -> TokenStream {
        match self.types.get(id) {
            Type::Optional(value) => {
                let value = self.inner_type(*value);
                quote!(Option<#value>)
            }
            _ => self.rust_type(self.types.past_circle(id)),
        }
    }
}
