//! Writes enums of texts and of whole numbers, which keep values that they don't know.

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
    written("open_enum", name, doc, &variants, &mut used)
}

/// One of several whole numbers.
pub(super) fn open_numbers(name: &str, doc: &str, values: &[i64]) -> Text {
    let mut used = Taken::default();
    let mut variants = String::new();
    for value in values {
        let variant = used.take(&number(*value));
        variants.push_str(&format!("        {variant} = {value},\n"));
    }
    written("open_numbers", name, doc, &variants, &mut used)
}

/// The variant of a whole number.
pub(crate) fn number(value: i64) -> String {
    match value {
        ..0 => format!("Minus{}", value.unsigned_abs()),
        _ => pascal(&value.to_string()),
    }
}

fn written(by: &'static str, name: &str, doc: &str, variants: &str, used: &mut Taken) -> Text {
    let unknown = if used.has("Unknown") { "Unrecognized" } else { "Unknown" };
    let unknown = used.take(unknown);
    let doc = match doc {
        "" => format!("The values of `{name}`."),
        doc => doc.to_owned(),
    };
    let doc = docs::comment("    ", &doc);
    let text = format!("{by}! {{\n{doc}    pub enum {name}, else {unknown} {{\n{variants}    }}\n}}\n");
    Text::new(by, text, &[])
}
