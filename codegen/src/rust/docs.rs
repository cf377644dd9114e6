//! Doc attributes: a document's texts, made harmless, and sentences of our own.

use proc_macro2::TokenStream;
use quote::quote;

use crate::markdown;

/// Doc attributes for a text of a document, or for one that holds something of a document.
pub(super) fn attributes(text: &str) -> TokenStream {
    of_lines(&markdown::lines(text))
}

/// Doc attributes for a sentence of our own, which may hold links, and nothing of a document but
/// Rust names.
pub(super) fn own(text: &str) -> TokenStream {
    of_lines(&markdown::own_lines(text))
}

fn of_lines(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// A doc comment for a text of a document, as lines of code.
pub(super) fn comment(indent: &str, text: &str) -> String {
    let lines = markdown::lines(text);
    lines.iter().map(|line| format!("{indent}/// {line}").trim_end().to_owned() + "\n").collect()
}

/// A doc comment for a sentence of our own, as lines of code.
pub(super) fn own_comment(indent: &str, text: &str) -> String {
    markdown::own_lines(text).iter().map(|line| format!("{indent}/// {line}\n")).collect()
}
