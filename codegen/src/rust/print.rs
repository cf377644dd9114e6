//! Turns items into the text of a file: with the imports that they need, formatted, spaced out.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::visit::{self, Visit};

use super::item::Item;
use super::target::{RUNTIME, Target};

/// Names that generated code takes from the runtime where it uses them.
const FROM_RUNTIME: [&str; 18] = [
    "AccountId",
    "Bytes",
    "FilePart",
    "Id",
    "Multipart",
    "Nullable",
    "Number",
    "Request",
    "Scope",
    "Secret",
    "Timestamp",
    "ZoneId",
    "kinds",
    "object",
    "one_of",
    "open_enum",
    "open_numbers",
    "operation",
];

/// Formats items as a file, with the imports that they need.
pub(super) fn print(
    doc: &str,
    items: impl IntoIterator<Item = Item>,
    own: &BTreeSet<String>,
    target: &Target,
) -> Result<String, String> {
    let mut used = Used::default();
    let mut body = String::new();
    for item in items {
        match item {
            Item::Tokens(tokens) => body.push_str(&laid_out(tokens, &mut used)?),
            Item::Text(text) => {
                body.push_str(&text.text);
                used.macros.insert(text.invoked.to_owned());
                used.names.extend(text.names);
            }
        }
    }
    let head = laid_out(head(doc, &used, own)?, &mut Used::default())?;
    let preamble: String = target.preamble.iter().map(|line| format!("// {line}\n")).collect();
    Ok(format!("{preamble}\n{}", space_out(&format!("{head}{body}"))))
}

/// Items as text. Notes the names in them that may have to be imported.
fn laid_out(tokens: TokenStream, used: &mut Used) -> Result<String, String> {
    let file: syn::File =
        syn::parse2(tokens).map_err(|error| format!("generated code is not Rust: {error}"))?;
    used.visit_file(&file);
    Ok(prettyplease::unparse(&file))
}

/// The head of a file: what it is, and what it imports.
fn head(doc: &str, used: &Used, own: &BTreeSet<String>) -> Result<TokenStream, String> {
    let runtime: syn::Path = syn::parse_str(RUNTIME).map_err(|error| error.to_string())?;
    let mut imports = TokenStream::new();
    if used.names.contains("BTreeMap") {
        imports.extend(quote!(
            use std::collections::BTreeMap;
        ));
    }
    let mut import = |from: TokenStream, names: &mut dyn Iterator<Item = &str>| {
        let names: Vec<_> = names.filter(|name| used.has(name)).map(|name| format_ident!("{name}")).collect();
        if !names.is_empty() {
            imports.extend(quote!(use #from::{#(#names),*};));
        }
    };
    // Relative to where the code will be, and not to this file.
    let parent = quote!(super);
    import(quote!(#parent::types), &mut own.iter().map(String::as_str));
    let root = quote!(crate);
    import(quote!(#root), &mut ["Client"].into_iter());
    import(quote!(#runtime), &mut FROM_RUNTIME.into_iter());
    import(quote!(#runtime::serde_json), &mut ["Map", "Value"].into_iter());
    let doc = format!(" {doc}");
    Ok(quote!(#![doc = #doc] #imports))
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
        let after_macro = previous.ends_with(");") && previous.starts_with(['}', 'o']) && !line.is_empty();
        if after_block
            || after_macro
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

impl Used {
    fn has(&self, name: &str) -> bool {
        match !name.starts_with(|first: char| first.is_ascii_lowercase()) {
            true => self.names.contains(name),
            false => self.macros.contains(name),
        }
    }
}

impl<'ast> Visit<'ast> for Used {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        if let Some(first) = path.segments.first() {
            self.names.insert(first.ident.to_string());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, used: &'ast syn::Macro) {
        self.macros.extend(used.path.get_ident().map(ToString::to_string));
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
