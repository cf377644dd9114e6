//! Writes choices: enums of what an object is one of, which keep what they don't know.

use proc_macro2::{Literal, TokenStream};

use super::docs;
use super::item::{Item, Text, shown};
use super::writer::Writer;
use crate::api::{By, Choice, TypeId};
use crate::markdown::{code, lines};
use crate::words::{Taken, pascal};

impl Writer<'_> {
    /// An enum of objects that are told apart.
    pub(super) fn kinds(&self, name: &str, id: TypeId, choice: &Choice) -> Item {
        let sent = self.roles.request.contains(&id);
        let way = if self.roles.response.contains(&id) { "received" } else { "sent" };
        let mut used = Taken::of(["Other"]);
        let mut variants = String::new();
        let mut types: Vec<TokenStream> = Vec::new();
        for variant in &choice.variants {
            let ident = used.take(&pascal(&variant.name));
            let ty = self.rust_type(variant.ty);
            // A secret that was received is never written anywhere.
            let hidden = choice.by == By::Key && !sent && self.types.holds_secret(variant.ty);
            let how = if hidden { ": hidden" } else { "" };
            let value = Literal::string(&variant.name);
            // The macro shows a text as code where nothing in it stands against that.
            let seen = lines(&code(&variant.name)).join(" ");
            let doc = match seen == format!("`{}`", variant.name) {
                true => String::new(),
                false => format!(" => {}", Literal::string(&seen)),
            };
            variants.push_str(&format!("        {ident}({}){how} = {value}{doc},\n", shown(&ty)));
            types.push(ty);
        }
        let (by, told) = match &choice.by {
            By::Tag(tag) => (Literal::string(tag).to_string(), format!("told apart by {}", code(tag))),
            By::Key => ("key".to_owned(), "told apart by which field there is".to_owned()),
        };
        let doc = match self.types.doc(id) {
            "" => docs::comment("    ", &format!("What it is one of, {told}.")),
            doc => docs::comment("    ", doc),
        };
        let text = format!("kinds! {{\n{doc}    {way} pub enum {name} by {by} {{\n{variants}    }}\n}}\n");
        Text::new("kinds", text, &types).into()
    }
}
