//! Turns items into the text of a file: with the imports that they need, formatted, spaced out.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::visit::{self, Visit};

use super::invocation;
use super::target::{RUNTIME, Target};

/// Names that generated code takes from the runtime where it uses them.
const FROM_RUNTIME: [&str; 16] = [
    "AccountId",
    "Bytes",
    "Download",
    "Id",
    "Multipart",
    "Nullable",
    "Operation",
    "OperationInfo",
    "Request",
    "Scope",
    "Secret",
    "Timestamp",
    "UnknownValue",
    "ZoneId",
    "open_enum",
    "operation",
];

/// Formats items as a file, with the imports that they need.
pub(super) fn print(
    doc: &str,
    items: Vec<TokenStream>,
    own: &BTreeSet<String>,
    target: &Target,
) -> Result<String, String> {
    let body: TokenStream = items.into_iter().collect();
    let mut file: syn::File =
        syn::parse2(body).map_err(|error| format!("generated code is not Rust: {error}"))?;
    let mut used = Used::default();
    used.visit_file(&file);
    let Used { names: used, macros } = used;
    let runtime: syn::Path = syn::parse_str(RUNTIME).map_err(|error| error.to_string())?;
    let from_runtime: Vec<_> = FROM_RUNTIME
        .iter()
        .filter(|name| {
            used.contains(**name) && (name.starts_with(char::is_uppercase) || macros.contains(**name))
        })
        .map(|name| format_ident!("{name}"))
        .collect();
    let from_types: Vec<_> =
        own.iter().filter(|name| used.contains(*name)).map(|name| format_ident!("{name}")).collect();
    let serde: Vec<_> = ["Deserialize", "Serialize"]
        .iter()
        .filter(|name| used.contains(**name))
        .map(|name| format_ident!("{name}"))
        .collect();
    let mut imports = TokenStream::new();
    if used.contains("BTreeMap") {
        imports.extend(quote!(
            use std::collections::BTreeMap;
        ));
    }
    if !serde.is_empty() {
        imports.extend(quote!(use serde::{#(#serde),*};));
    }
    if !from_types.is_empty() {
        // Relative to where the code will be, and not to this file.
        let parent = quote!(super);
        imports.extend(quote!(use #parent::types::{#(#from_types),*};));
    }
    if used.contains("Client") {
        let root = quote!(crate);
        imports.extend(quote!(use #root::Client;));
    }
    if !from_runtime.is_empty() {
        imports.extend(quote!(use #runtime::{#(#from_runtime),*};));
    }
    let json: Vec<_> = ["Map", "Value"]
        .iter()
        .filter(|name| used.contains(**name))
        .map(|name| format_ident!("{name}"))
        .collect();
    if !json.is_empty() {
        imports.extend(quote!(use #runtime::serde_json::{#(#json),*};));
    }
    let doc = format!(" {doc}");
    let head: syn::File = syn::parse2(quote!(#![doc = #doc] #imports)).map_err(|error| error.to_string())?;
    file.attrs = head.attrs;
    file.items.splice(0..0, head.items);
    let mut text = String::new();
    for line in &target.preamble {
        text.push_str(&format!("// {line}\n"));
    }
    text.push('\n');
    let operations = invocation::take(&mut file)?;
    let formatted = invocation::put_back(&prettyplease::unparse(&file), &operations);
    text.push_str(&space_out(&formatted));
    Ok(text)
}

/// Puts an empty line between the items of an impl and after the head of the file, as a person
/// would; the printer leaves none.
fn space_out(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut previous = "";
    for line in text.lines() {
        let indent = |line: &str| line.len() - line.trim_start().len();
        let after_block = previous.trim() == "}" && indent(previous) == indent(line) && !line.is_empty();
        let after_head = previous.starts_with("//!") && !line.is_empty() && !line.starts_with("//!");
        let after_item = line.starts_with("///") && previous.ends_with(';') && !previous.starts_with("//");
        let after_imports = (previous.starts_with("use ") || previous == "};") && !line.starts_with("use ");
        if after_block
            || after_head
            || after_item
            || (after_imports && !line.is_empty() && !line.starts_with(' '))
        {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        previous = line;
    }
    out
}

/// The names that a file uses without a path before them: first segments of paths, and derives.
#[derive(Default)]
struct Used {
    names: BTreeSet<String>,
    /// Those of macros, which arguments may be called as well.
    macros: BTreeSet<String>,
}

impl<'ast> Visit<'ast> for Used {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        if let Some(first) = path.segments.first() {
            self.names.insert(first.ident.to_string());
        }
        visit::visit_path(self, path);
    }

    /// What is written inside a macro is used as well.
    fn visit_macro(&mut self, used: &'ast syn::Macro) {
        self.macros.extend(used.path.get_ident().map(ToString::to_string));
        if used.path.is_ident("operation") {
            // For the facts, which methods take from what the macro makes.
            let download =
                used.tokens.clone().into_iter().last().is_some_and(|last| last.to_string() == "bytes");
            self.names.insert(if download { "Download" } else { "Operation" }.to_owned());
        }
        self.names(used.tokens.clone());
        visit::visit_macro(self, used);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if attribute.path().is_ident("derive")
            && let syn::Meta::List(list) = &attribute.meta
        {
            for token in list.tokens.clone() {
                if let TokenTree::Ident(ident) = token {
                    self.names.insert(ident.to_string());
                }
            }
        }
    }
}

impl Used {
    fn names(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => drop(self.names.insert(ident.to_string())),
                TokenTree::Group(group) => self.names(group.stream()),
                _ => {}
            }
        }
    }
}
