//! Runs progenitor on a lowered module and takes from its output what we go on with: the
//! structures' fields and the methods' signatures, as syntax.
//!
//! What is left out is what no user of this client calls: a second `Client`, builders, error
//! types, schema dumps, conversions. Paths are shortened and the lowered names replaced by the
//! Rust ones on the way.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};
use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle};
use syn::visit_mut::{self, VisitMut};
use syn::{FnArg, GenericArgument, Pat, PathArguments, ReturnType, Type};

use crate::rust::lower::Lowered;

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
    let mut simplify = Simplify { components: &lowered.components };
    let mut generated = Generated::default();
    for item in items(tokens) {
        if item.words("mod", "types") {
            for item in items(item.block) {
                let Some(name) = item.structure() else { continue };
                let fields: syn::FieldsNamed =
                    syn::parse2(item.whole_block()).map_err(|error| error.to_string())?;
                generated.fields.insert(name, read_fields(fields, &mut simplify));
            }
        } else if item.words("impl", "Client") {
            let methods = items(item.block).filter(|item| item.head.iter().any(|token| is(token, "async")));
            for method in methods {
                // Its body is most of the output, and of no use here.
                let head: syn::TraitItemFn =
                    syn::parse2(method.declaration()).map_err(|error| error.to_string())?;
                let name = head.sig.ident.to_string();
                let signature = read_signature(head.sig, &mut simplify)
                    .ok_or_else(|| format!("progenitor's method {name} has an unknown form"))?;
                generated.signatures.insert(name, signature);
            }
        }
    }
    Ok(generated)
}

/// An item as far as its tokens tell: what stands before its block, and what is in it. Most of what
/// progenitor writes is left out unread, which takes a third of the time.
struct RawItem {
    head: Vec<TokenTree>,
    block: TokenStream,
}

/// The items of a file or block, one after the other.
fn items(tokens: TokenStream) -> impl Iterator<Item = RawItem> {
    let mut tokens = tokens.into_iter();
    std::iter::from_fn(move || {
        let mut head = Vec::new();
        for token in tokens.by_ref() {
            match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    return Some(RawItem { head, block: group.stream() });
                }
                TokenTree::Punct(end) if end.as_char() == ';' => {
                    return Some(RawItem { head, block: TokenStream::new() });
                }
                other => head.push(other),
            }
        }
        None
    })
}

impl RawItem {
    /// Whether its head has these two words, one behind the other.
    fn words(&self, first: &str, second: &str) -> bool {
        self.head.windows(2).any(|pair| is(&pair[0], first) && is(&pair[1], second))
    }

    /// The name of the structure that it is.
    fn structure(&self) -> Option<String> {
        let keyword = self.head.iter().position(|token| is(token, "struct"))?;
        Some(self.head.get(keyword + 1)?.to_string())
    }

    fn whole_block(self) -> TokenStream {
        TokenTree::Group(Group::new(Delimiter::Brace, self.block)).into()
    }

    /// Its head alone, as a function without a body.
    fn declaration(self) -> TokenStream {
        let head = self.head.into_iter().skip_while(|token| !is(token, "async"));
        head.chain([TokenTree::Punct(Punct::new(';', Spacing::Alone))]).collect()
    }
}

fn is(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

fn read_fields(fields: syn::FieldsNamed, simplify: &mut Simplify<'_>) -> BTreeMap<String, Type> {
    let fields = fields.named.into_iter().filter_map(|field| {
        let mut ty = field.ty;
        simplify.visit_type_mut(&mut ty);
        Some((field.ident?.to_string(), ty))
    });
    fields.collect()
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
