//! What generated code has for each operation, read from its text as somebody reads it who uses it.

use std::collections::{BTreeMap, BTreeSet};

use cloudflare_mtls_codegen::Output;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{FnArg, GenericArgument, ImplItem, Item, PathArguments, ReturnType, Type, UseTree};

/// An operation of a generated crate.
#[derive(Clone)]
pub struct Operation {
    pub module: String,
    /// The structure that stands for a call.
    pub name: String,
    /// Whether the answer is read as bytes.
    pub bytes: bool,
    /// The type of a body of JSON.
    pub body: Option<Type>,
}

/// What is known of a module's types.
#[derive(Default)]
pub struct Module {
    /// What it imports of other crates.
    pub imports: BTreeSet<String>,
    /// The names in JSON of fields that are read and never written.
    pub hidden: BTreeSet<String>,
    pub structs: BTreeMap<String, Struct>,
    /// The forms of values that come in several, with their types, and whether they can be read.
    pub unions: BTreeMap<String, (bool, Vec<(String, Type)>)>,
    /// What objects are one of.
    pub kinds: BTreeMap<String, Kinds>,
}

/// What an object is one of.
pub struct Kinds {
    pub received: bool,
    /// The field that tells; none where it is which field there is.
    pub tag: Option<String>,
    /// The variants by what tells them from others, with their names and types.
    pub variants: BTreeMap<String, (String, Type)>,
}

#[derive(Default)]
pub struct Struct {
    /// Whether it can be read.
    pub received: bool,
    /// The Rust names and types of fields, by their names in JSON.
    pub fields: BTreeMap<String, (String, Type)>,
    pub others: Option<(String, Type)>,
    /// The field that says which of several it is, in the same object.
    pub kind: Option<(String, Type)>,
    /// The arguments of `new`, with their types.
    pub new: Vec<(String, Type)>,
}

/// A generated crate: its operations by method and path, and its modules.
#[derive(Default)]
pub struct Written {
    operations: BTreeMap<(String, String), Operation>,
    pub modules: BTreeMap<String, Module>,
}

impl Written {
    pub fn read(output: &Output) -> Self {
        let mut written = Self::default();
        for file in &output.files {
            let Some((module, name)) = file.path.strip_prefix("src/").and_then(|path| path.split_once('/'))
            else {
                continue;
            };
            if name == "operations.rs" || name == "types.rs" {
                let file = syn::parse_file(&file.text).unwrap();
                written.file(module, &file.items);
            }
        }
        written
    }

    /// The operation of a path that a document writes.
    pub fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        self.operations.get(&(method.to_owned(), key(path)))
    }

    fn file(&mut self, module: &str, items: &[Item]) {
        let mut bodies: BTreeMap<String, Type> = BTreeMap::new();
        let mut operations = Vec::new();
        let known = self.modules.entry(module.to_owned()).or_default();
        for item in items {
            match item {
                Item::Use(item) => imports(&item.tree, "", &mut known.imports),
                Item::Macro(item) if item.mac.path.is_ident("operation") => {
                    operations.extend(operation(module, &item.mac.tokens));
                }
                Item::Macro(item) if item.mac.path.is_ident("object") => object(&item.mac.tokens, known),
                Item::Macro(item) if item.mac.path.is_ident("one_of") => union(&item.mac.tokens, known),
                Item::Macro(item) if item.mac.path.is_ident("kinds") => kinds(&item.mac.tokens, known),
                Item::Struct(item) => {
                    let of = known.structs.entry(item.ident.to_string()).or_default();
                    for field in &item.fields {
                        let name = field.ident.as_ref().unwrap().to_string();
                        of.fields.insert(name.clone(), (name, field.ty.clone()));
                    }
                }
                Item::Impl(item) => {
                    let Type::Path(of) = &*item.self_ty else { continue };
                    let of = of.path.segments.last().unwrap().ident.to_string();
                    for function in item.items.iter().filter_map(|item| match item {
                        ImplItem::Fn(function) => Some(function),
                        _ => None,
                    }) {
                        let arguments = function.sig.inputs.iter().filter_map(|argument| match argument {
                            FnArg::Typed(argument) => Some((text(&argument.pat), (*argument.ty).clone())),
                            FnArg::Receiver(_) => None,
                        });
                        if function.sig.ident == "new" {
                            known.structs.entry(of.clone()).or_default().new = arguments.collect();
                            continue;
                        }
                        let ReturnType::Type(_, made) = &function.sig.output else { continue };
                        if text(&function.block).contains(". json (& body)") {
                            let body = arguments.into_iter().find(|(name, _)| name == "body");
                            bodies.extend(body.map(|(_, ty)| (text(made), into(ty))));
                        }
                    }
                }
                _ => {}
            }
        }
        for (method, path, mut operation) in operations {
            operation.body = bodies.remove(&operation.name);
            let both = path.strip_prefix("/{accounts_or_zones}/{account_or_zone_id}");
            let paths = match both {
                Some(rest) => ["accounts", "zones"].map(|scope| format!("/{scope}/{{}}{rest}")).to_vec(),
                None => vec![path],
            };
            for path in paths {
                self.operations.insert((method.clone(), key(&path)), operation.clone());
            }
        }
    }
}

/// A path without the names of its parameters.
fn key(path: &str) -> String {
    let mut key = String::new();
    let mut inside = false;
    for character in path.chars() {
        match character {
            '{' => {
                inside = true;
                key.push_str("{}");
            }
            '}' => inside = false,
            _ if inside => {}
            other => key.push(other),
        }
    }
    key
}

pub fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}

/// What is imported of other crates, a line each.
fn imports(tree: &UseTree, path: &str, all: &mut BTreeSet<String>) {
    match tree {
        UseTree::Path(tree) => imports(&tree.tree, &format!("{path}{}::", tree.ident), all),
        UseTree::Name(tree) => {
            if path.starts_with("cloudflare_core::") || path.starts_with("std::") {
                all.insert(format!("{path}{}", tree.ident));
            }
        }
        UseTree::Group(tree) => tree.items.iter().for_each(|tree| imports(tree, path, all)),
        other => panic!("an import that generated code doesn't have: {}", text(other)),
    }
}

/// Tokens without attributes.
fn bare(tokens: &TokenStream) -> Vec<TokenTree> {
    let mut bare = Vec::new();
    let mut tokens = tokens.clone().into_iter();
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => drop(tokens.next()),
            _ => bare.push(token),
        }
    }
    bare
}

/// Parts between commas.
fn parts(tokens: &TokenStream) -> Vec<Vec<TokenTree>> {
    let tokens = bare(tokens);
    let parts = tokens.split(|token| matches!(token, TokenTree::Punct(it) if it.as_char() == ','));
    parts.filter(|part| !part.is_empty()).map(<[TokenTree]>::to_vec).collect()
}

fn literal(token: &TokenTree) -> Option<String> {
    syn::parse2::<syn::LitStr>(token.clone().into()).ok().map(|literal| literal.value())
}

/// `Name = "id", METHOD "path", … => answer`
fn operation(module: &str, tokens: &TokenStream) -> Option<(String, String, Operation)> {
    let tokens = bare(tokens);
    let name = tokens.first()?.to_string();
    let comma = tokens.iter().position(|token| token.to_string() == ",")?;
    let method = tokens.get(comma + 1)?.to_string();
    let path = literal(tokens.get(comma + 2)?)?;
    let rest: Vec<String> = tokens.iter().map(ToString::to_string).collect();
    // Methods of other names have no examples here.
    let bytes = rest.last().is_some_and(|last| last == "bytes");
    (!rest.contains(&"sent_as".to_owned()))
        .then(|| (method, path, Operation { module: module.to_owned(), name, bytes, body: None }))
}

/// `veiled way Name { field: how = "wire", … } and others: T`
fn object(tokens: &TokenStream, module: &mut Module) {
    let mut tokens = bare(tokens);
    if tokens.first().is_some_and(|first| first.to_string() == "veiled") {
        tokens.remove(0);
    }
    let [way, name, TokenTree::Group(fields), rest @ ..] = tokens.as_slice() else {
        panic!("an object of another form");
    };
    let of = module.structs.entry(name.to_string()).or_default();
    of.received = way.to_string() == "received";
    for field in parts(&fields.stream()) {
        if field.iter().any(|token| token.to_string() == "hidden") {
            let name = field.last().and_then(literal).unwrap_or_else(|| field[0].to_string());
            module.hidden.insert(name);
        }
        if let Some(wire) = field.last().and_then(literal)
            && let Some(known) = of.fields.remove(&field[0].to_string())
        {
            // Keys are Rust's names until the one in JSON is known, and no two of either are equal.
            of.fields.insert(format!("{wire}\0"), known);
        }
    }
    of.fields = std::mem::take(&mut of.fields)
        .into_iter()
        .map(|(name, field)| (name.trim_end_matches('\0').trim_start_matches("r#").to_owned(), field))
        .collect();
    for (place, word) in rest.iter().enumerate() {
        let word = word.to_string();
        if word != "and" && word != "of" {
            continue;
        }
        let field = rest.get(place + 1).and_then(|name| of.fields.remove(&name.to_string()));
        match word.as_str() {
            // A map of them.
            "and" => of.others = field.map(|(name, ty)| (name, named(&ty).1.unwrap())),
            _ => of.kind = field,
        }
    }
}

/// `way pub enum Name { Form(T), … }`
fn union(tokens: &TokenStream, module: &mut Module) {
    let tokens = bare(tokens);
    let [way, _, _, name, TokenTree::Group(forms)] = tokens.as_slice() else {
        panic!("a union of another form");
    };
    let forms = parts(&forms.stream()).into_iter().map(|form| match form.as_slice() {
        [name, TokenTree::Group(ty)] => (name.to_string(), syn::parse2(ty.stream()).unwrap()),
        _ => panic!("a form of another form"),
    });
    module.unions.insert(name.to_string(), (way.to_string() == "received", forms.collect()));
}

/// `way pub enum Name by "tag" { Variant(T) = "value", … }`, or `by key`
fn kinds(tokens: &TokenStream, module: &mut Module) {
    let tokens = bare(tokens);
    let [way, _, _, name, _, tag, TokenTree::Group(variants)] = tokens.as_slice() else {
        panic!("kinds of another form");
    };
    let variants = parts(&variants.stream()).into_iter().map(|variant| {
        let equals = variant.iter().position(|token| token.to_string() == "=").unwrap();
        let TokenTree::Group(ty) = &variant[1] else { panic!("a variant of another form") };
        let known = (variant[0].to_string(), syn::parse2(ty.stream()).unwrap());
        (literal(&variant[equals + 1]).unwrap(), known)
    });
    let kinds =
        Kinds { received: way.to_string() == "received", tag: literal(tag), variants: variants.collect() };
    module.kinds.insert(name.to_string(), kinds);
}

/// The type that an argument is turned into.
fn into(ty: Type) -> Type {
    let Type::ImplTrait(of) = &ty else { return ty };
    let Some(syn::TypeParamBound::Trait(bound)) = of.bounds.first() else { return ty };
    match bound.path.segments.last() {
        Some(segment) if segment.ident == "Into" => inner(segment).unwrap_or(ty),
        _ => ty,
    }
}

/// The last type between angle brackets.
fn inner(segment: &syn::PathSegment) -> Option<Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.last()? {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    }
}

/// The name of a type, and what is between its brackets.
pub fn named(ty: &Type) -> (String, Option<Type>) {
    let Type::Path(path) = ty else { return (String::new(), None) };
    let segment = path.path.segments.last().unwrap();
    (segment.ident.to_string(), inner(segment))
}
