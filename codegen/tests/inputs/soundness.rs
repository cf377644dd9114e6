//! Whether a generated file is Rust whose names don't meet: what can be said without compiling.

use std::collections::{BTreeMap, BTreeSet};

use cloudflare_mtls_codegen::Output;
use quote::ToTokens;
use syn::{FnArg, ImplItem, Item, ItemFn, Pat, Signature, TraitItem, UseTree};

/// Checks all Rust files of an output; says what is wrong with the first that is.
pub fn check(output: &Output) -> Result<(), String> {
    for file in output.files.iter().filter(|file| file.path.ends_with(".rs")) {
        check_file(&file.text).map_err(|fault| format!("{}: {fault}", file.path))?;
    }
    let mut paths = BTreeSet::new();
    match output.files.iter().find(|file| !paths.insert(file.path.to_lowercase())) {
        Some(file) => Err(format!("two files are {}", file.path)),
        None => Ok(()),
    }
}

fn check_file(text: &str) -> Result<(), String> {
    let file = syn::parse_file(text).map_err(|error| format!("not Rust: {error}"))?;
    let mut names = Names::new("the file");
    let mut methods: BTreeMap<String, Names> = BTreeMap::new();
    for item in &file.items {
        match item {
            Item::Use(item) => imports(&item.tree, &mut names)?,
            Item::Mod(item) => names.add(&item.ident)?,
            Item::Type(item) => names.add(&item.ident)?,
            Item::Fn(ItemFn { sig, .. }) => names.add(&sig.ident)?,
            Item::Struct(item) => {
                names.add(&item.ident)?;
                let mut fields = Names::new(&item.ident.to_string());
                for ident in item.fields.iter().filter_map(|field| field.ident.as_ref()) {
                    fields.add(ident)?;
                }
            }
            Item::Enum(item) => {
                names.add(&item.ident)?;
                let mut variants = Names::new(&item.ident.to_string());
                for variant in &item.variants {
                    variants.add(&variant.ident)?;
                }
            }
            Item::Trait(item) => {
                names.add(&item.ident)?;
                let mut methods = Names::new(&item.ident.to_string());
                for item in &item.items {
                    if let TraitItem::Fn(function) = item {
                        methods.add(&function.sig.ident)?;
                        check_arguments(&function.sig)?;
                    }
                }
            }
            Item::Impl(item) => {
                let ty = item.self_ty.to_token_stream().to_string();
                let of =
                    item.trait_.as_ref().map(|of| of.0.to_token_stream().to_string()).unwrap_or_default();
                let key = format!("{of} for {ty}");
                if !of.is_empty() && methods.contains_key(&key) {
                    return Err(format!("{key} is implemented twice"));
                }
                let known = methods.entry(key).or_insert_with(|| Names::new(&ty));
                for item in &item.items {
                    if let ImplItem::Fn(function) = item {
                        known.add(&function.sig.ident)?;
                        check_arguments(&function.sig)?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn imports(tree: &UseTree, names: &mut Names) -> Result<(), String> {
    match tree {
        UseTree::Path(path) => imports(&path.tree, names),
        UseTree::Name(name) => names.add(&name.ident),
        UseTree::Rename(rename) => names.add(&rename.rename),
        UseTree::Group(group) => group.items.iter().try_for_each(|tree| imports(tree, names)),
        UseTree::Glob(_) => Ok(()),
    }
}

fn check_arguments(signature: &Signature) -> Result<(), String> {
    let mut arguments = Names::new(&signature.ident.to_string());
    for argument in &signature.inputs {
        if let FnArg::Typed(typed) = argument
            && let Pat::Ident(name) = &*typed.pat
        {
            arguments.add(&name.ident)?;
        }
    }
    Ok(())
}

/// The names in one scope, each once.
struct Names {
    scope: String,
    known: BTreeSet<String>,
}

impl Names {
    fn new(scope: &str) -> Self {
        Self { scope: scope.to_owned(), known: BTreeSet::new() }
    }

    fn add(&mut self, name: &syn::Ident) -> Result<(), String> {
        if self.known.insert(name.to_string()) {
            return Ok(());
        }
        Err(format!("{name} is there twice in {}", self.scope))
    }
}
