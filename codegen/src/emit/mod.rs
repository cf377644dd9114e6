//! Writes Rust: from a plan to the text of files.

mod aliases;
mod bodies;
mod docs;
mod enums;
mod mocks;
mod operations;
mod parameters;
mod progenitor;
mod types;

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::visit::{self, Visit};
use syn::{GenericArgument, PathArguments};

use crate::emit::operations::Writer;
use crate::lower::{Roles, lower};
use crate::model::Types;
use crate::plan::Module;

/// Where the generated code will live.
#[derive(Clone, Debug)]
pub struct Target {
    /// The path of the runtime's module: `crate::runtime` or `cloudflare_mtls::runtime`.
    pub runtime: &'static str,
    /// The trait that adds the groups to a client from elsewhere; none in the client's own crate.
    pub extension: Option<String>,
    /// Whether to write typed mocks.
    pub mocks: bool,
    /// The first lines of every file, without comment signs.
    pub preamble: Vec<String>,
}

/// The files of a module.
#[derive(Clone, Debug)]
pub struct Files {
    /// The data types.
    pub types: String,
    /// Groups and operations.
    pub operations: String,
    /// Typed mocks, where they are wanted.
    pub mocks: Option<String>,
}

/// Names that generated code takes from the runtime where it uses them.
const FROM_RUNTIME: [&str; 19] = [
    "AccountId",
    "Bytes",
    "Client",
    "Download",
    "Id",
    "Method",
    "Multipart",
    "Nullable",
    "Operation",
    "OperationInfo",
    "Paged",
    "Paging",
    "Request",
    "Scope",
    "Secret",
    "Timestamp",
    "UnknownValue",
    "ZoneId",
    "open_enum",
];

/// Writes a module.
pub fn module(module: &Module, types: &Types, target: &Target) -> Result<Files, String> {
    let roles = Roles::of(module, types);
    let lowered = lower(module, types, &roles)
        .map_err(|error| format!("the lowered document is not OpenAPI: {error}"))?;
    let generated = progenitor::run(&lowered)?;
    let data = types::emit(module, types, &roles, &generated)?;
    let operations = operations::emit(module, types, &generated, target)?;
    let mocks = match target.mocks {
        true => Some(mocks::emit(&Writer { module, types, generated: &generated }, target)?),
        false => None,
    };
    let named: BTreeSet<String> = module.names.values().chain(module.identifiers.keys()).cloned().collect();
    Ok(Files {
        types: print("Data types: what operations send and receive.", data, &BTreeSet::new(), target)?,
        operations: print("Groups and operations.", operations, &named, target)?,
        mocks: mocks
            .map(|items| print("Typed mocks of the operations.", items, &named, target))
            .transpose()?,
    })
}

/// Formats items as a file, with the imports that they need.
fn print(
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
    let runtime: syn::Path = syn::parse_str(target.runtime).map_err(|error| error.to_string())?;
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
        imports.extend(quote!(use super::types::{#(#from_types),*};));
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
    text.push_str(&space_out(&prettyplease::unparse(&file)));
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
        let after_item = line.starts_with("///") && previous.ends_with(';') && !previous.is_empty();
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

/// The name at the end of a path type.
fn last_segment(ty: &syn::Type) -> Option<String> {
    match ty {
        syn::Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

/// The last type argument of `Vec<T>`, `Option<T>` and the like.
fn only_argument(ty: &syn::Type) -> Option<syn::Type> {
    let syn::Type::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    arguments.args.iter().rev().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    })
}

/// What is inside an `Option`.
fn progenitor_option(ty: &syn::Type) -> Option<syn::Type> {
    (last_segment(ty).as_deref() == Some("Option")).then(|| only_argument(ty)).flatten()
}
