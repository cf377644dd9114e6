//! Writes enums of texts, which keep values that they don't know.

use std::collections::BTreeSet;

use proc_macro2::Literal;

use super::docs;
use super::item::Text;
use crate::markdown::{code, lines};
use crate::words::pascal;

/// One of several texts.
pub(super) fn open_enum(name: &str, doc: &str, values: &[String]) -> Text {
    let mut used = BTreeSet::new();
    let mut variants = String::new();
    for value in values {
        let mut variant = pascal(value);
        while !used.insert(variant.clone()) {
            variant.push('_');
        }
        let text = Literal::string(value);
        // The macro shows a text as code where nothing in it stands against that.
        let shown = lines(&code(value)).join(" ");
        let doc = match shown == format!("`{value}`") {
            true => String::new(),
            false => format!(" => {}", Literal::string(&shown)),
        };
        variants.push_str(&format!("        {variant} = {text}{doc},\n"));
    }
    let mut unknown = if used.contains("Unknown") { "Unrecognized" } else { "Unknown" }.to_owned();
    while used.contains(&unknown) {
        unknown.push('_');
    }
    let doc = match doc {
        "" => format!("The values of `{name}`."),
        doc => doc.to_owned(),
    };
    let doc = docs::comment("    ", &doc);
    let text = format!("open_enum! {{\n{doc}    pub enum {name}, else {unknown} {{\n{variants}    }}\n}}\n");
    Text::new("open_enum", text, &[])
}
