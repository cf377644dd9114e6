//! Runs progenitor on a lowered module and takes from its output what we go on with: the
//! structures' fields and the methods' signatures, as syntax.
//!
//! What is left out is what no user of this client calls: a second `Client`, builders, error
//! types, schema dumps, conversions. Paths are shortened and the lowered names replaced by the
//! Rust ones on the way.

use std::collections::BTreeMap;

use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle};
use syn::visit_mut::{self, VisitMut};
use syn::{FnArg, GenericArgument, ImplItem, Item, Pat, PathArguments, ReturnType, Type};

use crate::lower::Lowered;

/// What progenitor made of a lowered module.
#[derive(Default)]
pub(super) struct Generated {
    /// Field types by component and field, by their lowered names.
    pub(super) fields: BTreeMap<String, BTreeMap<String, Type>>,
    /// Signatures by lowered operation name.
    pub(super) signatures: BTreeMap<String, Signature>,
}

/// The types in a method's signature.
pub(super) struct Signature {
    /// Arguments by name (`p0`, `q1`, `body`), without references and, for queries, without the
    /// `Option` of an optional one.
    pub(super) arguments: BTreeMap<String, Type>,
    /// What success decodes to.
    pub(super) result: Type,
}

/// Runs progenitor. The error is its message, or says what in its output is not as we know it.
pub(super) fn run(lowered: &Lowered) -> Result<Generated, String> {
    let mut settings = GenerationSettings::default();
    settings.with_interface(InterfaceStyle::Positional).with_map_type("::std::collections::BTreeMap");
    let tokens =
        Generator::new(&settings).generate_tokens(&lowered.document).map_err(|error| error.to_string())?;
    let file: syn::File = syn::parse2(tokens).map_err(|error| error.to_string())?;
    let mut simplify = Simplify { components: &lowered.components };
    let mut generated = Generated::default();
    for item in file.items {
        match item {
            Item::Mod(module) if module.ident == "types" => {
                for item in module.content.map(|(_, items)| items).unwrap_or_default() {
                    if let Item::Struct(item) = item {
                        read_struct(item, &mut simplify, &mut generated);
                    }
                }
            }
            Item::Impl(item) if item.trait_.is_none() => {
                for item in item.items {
                    if let ImplItem::Fn(function) = item
                        && function.sig.asyncness.is_some()
                    {
                        let name = function.sig.ident.to_string();
                        let signature = read_signature(function.sig, &mut simplify)
                            .ok_or_else(|| format!("progenitor's method {name} has an unknown form"))?;
                        generated.signatures.insert(name, signature);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(generated)
}

fn read_struct(item: syn::ItemStruct, simplify: &mut Simplify<'_>, generated: &mut Generated) {
    let fields = item
        .fields
        .into_iter()
        .filter_map(|field| {
            let mut ty = field.ty;
            simplify.visit_type_mut(&mut ty);
            Some((field.ident?.to_string(), ty))
        })
        .collect();
    generated.fields.insert(item.ident.to_string(), fields);
}

fn read_signature(signature: syn::Signature, simplify: &mut Simplify<'_>) -> Option<Signature> {
    let mut arguments = BTreeMap::new();
    for input in signature.inputs {
        let FnArg::Typed(typed) = input else { continue };
        let Pat::Ident(name) = *typed.pat else { return None };
        let name = name.ident.to_string();
        let mut ty = *typed.ty;
        if name.starts_with('q')
            && let Some(inner) = generic_argument(&ty, "Option")
        {
            ty = inner;
        }
        if let Type::Reference(reference) = ty {
            ty = *reference.elem;
        }
        simplify.visit_type_mut(&mut ty);
        arguments.insert(name, ty);
    }
    let ReturnType::Type(_, ty) = signature.output else { return None };
    let answer = generic_argument(&ty, "Result")?;
    let mut result = generic_argument(&answer, "ResponseValue")?;
    simplify.visit_type_mut(&mut result);
    Some(Signature { arguments, result })
}

/// The first type argument of a path type that ends in this name.
fn generic_argument(ty: &Type, name: &str) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    })
}

/// Shortens paths to their last segment and puts Rust names in the place of lowered ones.
struct Simplify<'a> {
    components: &'a BTreeMap<String, String>,
}

impl VisitMut for Simplify<'_> {
    fn visit_type_path_mut(&mut self, ty: &mut syn::TypePath) {
        visit_mut::visit_type_path_mut(self, ty);
        let Some(last) = ty.path.segments.pop() else { return };
        let mut segment = last;
        if let Some(name) = self.components.get(&segment.ident.to_string()) {
            segment.ident = syn::Ident::new(name, segment.ident.span());
        }
        ty.path = segment.into();
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        // A text argument is `&str` in signatures; the owned form is what structures hold.
        if let Type::Reference(reference) = ty {
            *ty = (*reference.elem).clone();
        }
        if let Type::Path(path) = ty
            && path.path.is_ident("str")
        {
            *ty = syn::parse_quote!(String);
        }
        visit_mut::visit_type_mut(self, ty);
    }
}
