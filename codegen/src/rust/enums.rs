//! Writes enums of texts, which keep values that they don't know.

use proc_macro2::Literal;

use super::docs;
use super::item::Text;
use crate::markdown::{code, lines};
use crate::words::{Taken, pascal};

/// One of several texts.
pub(super) fn open_enum(name: &str, doc: &str, values: &[String]) -> Text {
    let mut used = Taken::default();
    let mut variants = String::new();
    for value in values {
        let variant = used.take(&pascal(value));
        let text = Literal::string(value);
        // The macro shows a text as code where nothing in it stands against that.
        let shown = lines(&code(value)).join(" ");
        let doc = match shown == format!("`{value}`") {
            true => String::new(),
            false => format!(" => {}", Literal::string(&shown)),
        };
        variants.push_str(&format!("        {variant} = {text}{doc},\n"));
    }
    let unknown = if used.has("Unknown") { "Unrecognized" } else { "Unknown" };
    let unknown = used.take(unknown);
    let doc = match doc {
        "" => format!("The values of `{name}`."),
        doc => doc.to_owned(),
    };
    let doc = docs::comment("    ", &doc);
    let text = format!("open_enum! {{\n{doc}    pub enum {name}, else {unknown} {{\n{variants}    }}\n}}\n");
    Text::new("open_enum", text, &[])
}
