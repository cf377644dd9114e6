//! Writes unions: enums whose values are of different JSON kinds.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::item::{Item, Text, shown};
use super::writer::Writer;
use crate::api::{Kind, Type, TypeId};

impl Writer<'_> {
    /// A value of one of several JSON kinds, with a place for any other.
    pub(super) fn union(&self, name: &str, id: TypeId, members: &[TypeId]) -> Vec<Item> {
        let way = if self.roles.response.contains(&id) { "received" } else { "sent" };
        let types: Vec<TokenStream> = members.iter().map(|member| self.rust_type(*member)).collect();
        let mut forms = String::new();
        for (member, ty) in members.iter().zip(&types) {
            let form = match self.types.get(*member).kind() {
                Some(Kind::Bool) => "Bool",
                Some(Kind::Number) => "Number",
                Some(Kind::Text) => "Text",
                Some(Kind::List) => "List",
                Some(Kind::Object) | None => "Object",
            };
            forms.push_str(&format!("        {form}({}),\n", shown(ty)));
        }
        // A box round a large form would be in the way of whoever makes or matches one.
        let object =
            members.iter().any(|member| matches!(self.types.get(*member), Type::Object(_) | Type::Choice(_)));
        let allow = if object { "    #[allow(clippy::large_enum_variant)]\n" } else { "" };
        let text = format!(
            "one_of! {{\n    /// `{name}`, which comes in several forms.\n{allow}    \
             {way} pub enum {name} {{\n{forms}    }}\n}}\n"
        );
        let mut items = vec![Text::new("one_of", text, &types).into()];
        if members.iter().any(|member| *self.types.get(*member) == Type::String) {
            let ident = format_ident!("{name}");
            items.push(Item::Tokens(quote! {
                impl From<&str> for #ident {
                    fn from(value: &str) -> Self { Self::Text(value.to_owned()) }
                }
            }));
        }
        items
    }
}
