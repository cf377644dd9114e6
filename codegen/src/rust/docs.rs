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
