//! What generated code has for each operation, read from its text as somebody reads it who uses it, and
//! what they would write to send an example.

use std::collections::{BTreeMap, BTreeSet};

use cloudflare_mtls_codegen::Output;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use serde_json::Value;
use syn::{FnArg, GenericArgument, ImplItem, Item, PathArguments, ReturnType, Type, UseTree};

use super::fault::below;

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
    structs: BTreeMap<String, Struct>,
    /// The forms of values that come in several, with their types, and whether they can be read.
    unions: BTreeMap<String, (bool, Vec<(String, Type)>)>,
    /// What objects are one of.
    kinds: BTreeMap<String, Kinds>,
}

/// What an object is one of.
struct Kinds {
    received: bool,
    /// The field that tells; none where it is which field there is.
    tag: Option<String>,
    /// The variants by what tells them from others, with their names and types.
    variants: BTreeMap<String, (String, Type)>,
}

#[derive(Default)]
struct Struct {
    /// Whether it can be read.
    received: bool,
    /// The Rust names and types of fields, by their names in JSON.
    fields: BTreeMap<String, (String, Type)>,
    others: Option<(String, Type)>,
    /// The field that says which of several it is, in the same object.
    kind: Option<(String, Type)>,
    /// The arguments of `new`, with their types.
    new: Vec<(String, Type)>,
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

fn text(tokens: &impl ToTokens) -> String {
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

/// `way Name { field: how = "wire", … } and others: T`
fn object(tokens: &TokenStream, module: &mut Module) {
    let tokens = bare(tokens);
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
fn named(ty: &Type) -> (String, Option<Type>) {
    let Type::Path(path) = ty else { return (String::new(), None) };
    let segment = path.path.segments.last().unwrap();
    (segment.ident.to_string(), inner(segment))
}

impl Module {
    /// What somebody writes who makes a value of this type that is this JSON; it can fail with what the
    /// type has no place for. Parts that can be read are read, by their pointers.
    pub fn expression(&self, ty: &Type, value: &Value, at: &str) -> Result<String, String> {
        if self.is_read(ty, &mut BTreeSet::new()) {
            return Ok(format!("case.read::<{}>({at:?})?", text(ty)));
        }
        let unfit = |wanted: &str| Err(format!("{at}: {wanted} is wanted"));
        match named(ty) {
            (name, Some(inner)) if name == "Option" => match value {
                Value::Null => Ok("None".to_owned()),
                value => Ok(format!("Some({})", self.expression(&inner, value, at)?)),
            },
            (name, Some(inner)) if name == "Nullable" => match value {
                Value::Null => Ok("cloudflare_core::Nullable::Null".to_owned()),
                value => {
                    Ok(format!("cloudflare_core::Nullable::Value({})", self.expression(&inner, value, at)?))
                }
            },
            (name, Some(inner)) if name == "Box" => {
                Ok(format!("Box::new({})", self.expression(&inner, value, at)?))
            }
            (name, Some(inner)) if name == "Vec" => {
                let Some(items) = value.as_array() else { return unfit("a list") };
                let items = items.iter().enumerate();
                let items = items.map(|(n, item)| self.expression(&inner, item, &format!("{at}/{n}")));
                Ok(format!("vec![{}]", items.collect::<Result<Vec<_>, _>>()?.join(", ")))
            }
            (name, Some(inner)) if name == "BTreeMap" => {
                let Some(entries) = value.as_object() else { return unfit("an object") };
                let entries = entries.iter().map(|(name, value)| {
                    let value = self.expression(&inner, value, &below(at, name))?;
                    Ok(format!("({name:?}.to_owned(), {value})"))
                });
                Ok(format!(
                    "[{}].into_iter().collect()",
                    entries.collect::<Result<Vec<_>, String>>()?.join(", ")
                ))
            }
            (name, None) => match (self.structs.get(&name), self.unions.get(&name)) {
                (Some(of), _) => self.object(&name, of, value, at),
                (_, Some((_, forms))) => self.form(&name, forms, value, at),
                _ if self.kinds.contains_key(&name) => self.kind(&name, value, at),
                _ => Err(format!("{at}: nobody knows the type {name}")),
            },
            (name, _) => Err(format!("{at}: nobody knows the type {name}<…>")),
        }
    }

    fn object(&self, name: &str, of: &Struct, value: &Value, at: &str) -> Result<String, String> {
        let Some(entries) = value.as_object() else { return Err(format!("{at}: an object is wanted")) };
        let by_ident = |ident: &str| of.fields.iter().find(|(_, (field, _))| field == ident);
        let mut set = BTreeSet::new();
        let mut arguments = Vec::new();
        // What the structure has no field for belongs to the one of several that it is.
        let kind = match &of.kind {
            Some((field, ty)) => {
                let mut rest = entries.clone();
                rest.retain(|wire, _| !of.fields.contains_key(wire));
                set.extend(rest.keys().filter_map(|wire| Some(entries.get_key_value(wire)?.0)));
                Some((field, self.expression(ty, &Value::Object(rest), at)?))
            }
            None => None,
        };
        for (argument, ty) in &of.new {
            if let Some((field, kind)) = &kind
                && *field == argument
            {
                arguments.push(kind.clone());
                continue;
            }
            let Some((wire, (_, field))) = by_ident(argument) else {
                return Err(format!("{at}: new has an argument {argument}, and {name} no such field"));
            };
            let Some(value) = entries.get(wire) else {
                return Err(format!("{at}: {wire} has to be given"));
            };
            set.insert(wire);
            let (wrapper, inner) = named(field);
            let whole = wrapper != "Option" || text(ty).contains("Option <");
            let ty = if whole { field } else { inner.as_ref().unwrap_or(field) };
            arguments.push(self.expression(ty, value, &below(at, wire))?);
        }
        let mut made = format!("{{ let mut made = {name}::new({});", arguments.join(", "));
        for (wire, value) in entries.iter().filter(|(wire, _)| !set.contains(wire)) {
            let at = below(at, wire);
            match (of.fields.get(wire), &of.others) {
                (Some((field, ty)), _) => {
                    made.push_str(&format!(" made.{field} = {};", self.expression(ty, value, &at)?));
                }
                (None, Some((field, ty))) => {
                    let value = self.expression(ty, value, &at)?;
                    made.push_str(&format!(" made.{field}.insert({wire:?}.to_owned(), {value});"));
                }
                (None, None) => return Err(format!("{at}: {name} has no such field")),
            }
        }
        if let Some((field, kind)) = kind.filter(|(field, _)| !of.new.iter().any(|(name, _)| name == *field))
        {
            made.push_str(&format!(" made.{field} = {kind};"));
        }
        made.push_str(" made }");
        Ok(made)
    }

    /// The one of several that an object is.
    fn kind(&self, name: &str, value: &Value, at: &str) -> Result<String, String> {
        let Some(entries) = value.as_object() else { return Err(format!("{at}: an object is wanted")) };
        let kinds = &self.kinds[name];
        let given = match &kinds.tag {
            Some(tag) => entries.get(tag).and_then(Value::as_str),
            None if entries.len() == 1 => entries.keys().next().map(String::as_str),
            None => None,
        };
        match (given.and_then(|given| Some((given, kinds.variants.get(given)?))), &kinds.tag) {
            (Some((_, (variant, ty))), Some(tag)) => {
                let mut rest = entries.clone();
                rest.remove(tag);
                Ok(format!("{name}::{variant}({})", self.expression(ty, &Value::Object(rest), at)?))
            }
            (Some((key, (variant, ty))), None) => {
                let value = self.expression(ty, &entries[key], &below(at, key))?;
                Ok(format!("{name}::{variant}({value})"))
            }
            (None, _) => {
                let names: Vec<&String> = entries.keys().collect();
                Ok(format!("{name}::Other(case.part({at:?}, &{names:?})?)"))
            }
        }
    }

    fn form(&self, name: &str, forms: &[(String, Type)], value: &Value, at: &str) -> Result<String, String> {
        let form = match value {
            Value::Null => "",
            Value::Bool(_) => "Bool",
            Value::Number(_) => "Number",
            Value::String(_) => "Text",
            Value::Array(_) => "List",
            Value::Object(_) => "Object",
        };
        match forms.iter().find(|(known, _)| known == form) {
            Some((_, ty)) => Ok(format!("{name}::{form}({})", self.expression(ty, value, at)?)),
            None => Ok(format!("{name}::Other(case.read({at:?})?)")),
        }
    }

    /// Whether values of a type can be read, and all that is in them is kept.
    fn is_read(&self, ty: &Type, seen: &mut BTreeSet<String>) -> bool {
        let (name, inner) = named(ty);
        if !seen.insert(text(ty)) {
            return true;
        }
        let of = self.structs.get(&name).is_none_or(|of| {
            of.received
                && of.fields.values().all(|(_, ty)| self.is_read(ty, seen))
                && of.others.as_ref().is_none_or(|(_, ty)| self.is_read(ty, seen))
                && of.kind.as_ref().is_none_or(|(_, ty)| self.is_read(ty, seen))
        });
        let forms = self
            .unions
            .get(&name)
            .is_none_or(|(received, forms)| *received && forms.iter().all(|(_, ty)| self.is_read(ty, seen)));
        let kinds = self.kinds.get(&name).is_none_or(|kinds| {
            // A part of an object can't be read alone.
            kinds.received && kinds.variants.values().all(|(_, ty)| self.is_read(ty, seen))
        });
        // What is absent and what is null are two things in what is sent only.
        of && forms && kinds && name != "Nullable" && inner.is_none_or(|ty| self.is_read(&ty, seen))
    }
}
