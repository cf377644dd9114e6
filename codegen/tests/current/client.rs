//! What a generated client consists of, as lines that can be compared: the fields of its types, the
//! values of its enums, and what its methods take and give.

use std::collections::{BTreeMap, BTreeSet};

use cloudflare_mtls_codegen::Output;
use quote::ToTokens;
use syn::{Fields, ImplItem, Item, Visibility};

/// A line for each fact, by type.
pub fn facts(output: &Output) -> BTreeMap<String, BTreeSet<String>> {
    let mut facts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in output.files.iter().filter(|file| ["operations.rs", "types.rs"].contains(&file.path.as_str()))
    {
        for item in syn::parse_file(&file.text).unwrap().items {
            let (name, lines) = match item {
                Item::Struct(item) => (item.ident.to_string(), fields(&item.fields)),
                Item::Enum(item) => {
                    let values = item.variants.iter().map(|variant| variant.ident.to_string());
                    (item.ident.to_string(), values.collect())
                }
                Item::Type(item) => (item.ident.to_string(), vec![written(&item.ty)]),
                Item::Impl(item) if item.trait_.is_none() => (written(&item.self_ty), methods(&item.items)),
                _ => continue,
            };
            facts.entry(name).or_default().extend(lines);
        }
    }
    facts
}

fn fields(fields: &Fields) -> Vec<String> {
    let public = fields.iter().filter(|field| matches!(field.vis, Visibility::Public(_)));
    public.map(|field| format!("{}: {}", written(&field.ident), written(&field.ty))).collect()
}

fn methods(items: &[ImplItem]) -> Vec<String> {
    items
        .iter()
        .filter_map(|item| match item {
            ImplItem::Fn(method) if matches!(method.vis, Visibility::Public(_)) => Some(written(&method.sig)),
            _ => None,
        })
        .collect()
}

/// Rust on one line, with a space where the words need one.
fn written(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let mut out = String::new();
    for word in text.split_whitespace() {
        let apart = |c: char| c.is_alphanumeric() || c == '_';
        if out.ends_with(apart) && word.starts_with(apart) {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
