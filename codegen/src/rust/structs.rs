//! Writes the data types of a module.
//!
//! What a client receives has optional fields only, so that an answer that lacks one decodes.
//! What it sends is built with `new` and setters. What goes both ways has both. Enums keep
//! values that they don't know.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::docs;
use super::item::{Item, Text, WIDTH, listed, shown};
use super::writer::Writer;
use crate::api::{By, Choice, Field, Object, Type, TypeId, Wrapper};
use crate::markdown::{code, followed};
use crate::words::{Taken, snake};

impl Writer<'_> {
    /// A structure with the fields of an object.
    pub(super) fn structure(&self, name: &str, id: TypeId, object: &Object) -> Vec<Item> {
        Structure { name, id, object, writer: self }.write()
    }

    /// What the fields of an object are called, in their order.
    pub(super) fn field_idents(&self, id: TypeId, object: &Object) -> impl Iterator<Item = syn::Ident> {
        let mut used = taken(self.roles.request.contains(&id));
        object.fields.iter().map(move |field| field_ident(&field.name, &mut used))
    }
}

/// What no field may be called: what is sent has a setter for each, beside functions that it has
/// already.
fn taken(sent: bool) -> Taken {
    Taken::of(if sent { &["clone", "default", "from", "into", "new"][..] } else { &[] }.iter().copied())
}

fn field_ident(name: &str, used: &mut Taken) -> syn::Ident {
    format_ident!("{}", used.take(&snake(spoken(name))))
}

/// A structure to write.
struct Structure<'a> {
    name: &'a str,
    id: TypeId,
    object: &'a Object,
    writer: &'a Writer<'a>,
}

/// A field to write.
struct Member<'a> {
    field: &'a Field,
    ident: syn::Ident,
    /// The whole type.
    ty: TokenStream,
    /// The type inside `Option` or `Nullable`.
    inner: TokenStream,
    wrapper: Wrapper,
}

/// The field that holds further ones.
struct Others {
    ident: syn::Ident,
    /// The type of their values.
    ty: TokenStream,
}

/// The field that holds what the object is one of.
struct Kinds {
    ident: syn::Ident,
    ty: TokenStream,
    doc: String,
    /// Whether it must be given.
    required: bool,
}

impl Kinds {
    fn declaration(&self) -> TokenStream {
        let Self { ident, ty, doc, .. } = self;
        let doc = docs::attributes(doc);
        quote! { #doc pub #ident: #ty, }
    }

    fn setter(&self) -> TokenStream {
        let Self { ident, ty, .. } = self;
        let doc = docs::own("Sets what it is.");
        quote! {
            #doc
            #[must_use]
            pub fn #ident(mut self, #ident: impl Into<#ty>) -> Self {
                self.#ident = #ident.into();
                self
            }
        }
    }
}

impl Others {
    fn declaration(&self) -> TokenStream {
        let Self { ident, ty } = self;
        let doc = docs::own("Further fields, by name.");
        quote! { #doc pub #ident: BTreeMap<String, #ty>, }
    }

    fn setter(&self) -> TokenStream {
        let Self { ident, ty } = self;
        let doc = docs::own("Sets further fields, by name.");
        quote! {
            #doc
            #[must_use]
            pub fn #ident(mut self, #ident: impl IntoIterator<Item = (String, #ty)>) -> Self {
                self.#ident = #ident.into_iter().collect();
                self
            }
        }
    }
}

impl Structure<'_> {
    fn write(&self) -> Vec<Item> {
        let sent = self.writer.roles.request.contains(&self.id);
        let received = self.writer.roles.response.contains(&self.id);
        let (members, others, kinds) = self.members(sent, received);
        let name = format_ident!("{}", self.name);
        let doc = docs::attributes(&self.object.doc);
        let empty = members.iter().all(|member| member.wrapper != Wrapper::None)
            && (received || kinds.as_ref().is_none_or(|kinds| !kinds.required));
        let default = empty.then(|| quote!(Default,));
        // Of what has no type nobody knows what is secret in it.
        let untyped = self.object.fields.iter().map(|field| field.ty).chain(self.object.others);
        let veiled = untyped.into_iter().any(|ty| self.writer.types.holds_any(ty));
        let debug = (!veiled).then(|| quote!(Debug,));
        let fields = members.iter().map(Member::declaration);
        let more = others.as_ref().map(Others::declaration);
        let kind = kinds.as_ref().map(Kinds::declaration);
        let structure = quote! {
            #doc
            #[derive(Clone, #debug #default PartialEq)]
            #[non_exhaustive]
            pub struct #name { #(#fields)* #kind #more }
        };
        let way = if received { "received" } else { "sent" };
        let way = if veiled { format!("veiled {way}") } else { way.to_owned() };
        let mut items = vec![structure.into(), self.written(&members, (&others, &kinds), sent, &way).into()];
        items.extend(sent.then(|| self.constructors(&name, &members, (&others, &kinds)).into()));
        items
    }

    /// How it is written and read, and shown where that takes care.
    fn written(
        &self,
        members: &[Member<'_>],
        (others, kinds): (&Option<Others>, &Option<Kinds>),
        sent: bool,
        way: &str,
    ) -> Text {
        let fields: Vec<String> = members
            .iter()
            .map(|member| {
                let how = if self.writer.types.holds_secret(member.field.ty) && !sent {
                    // A secret that was received is never written anywhere.
                    ": hidden"
                } else if member.wrapper == Wrapper::OptionRequired {
                    ": kept"
                } else {
                    ""
                };
                let (ident, wire) = (member.ident.to_string(), &member.field.name);
                let wire = match ident == *wire {
                    true => String::new(),
                    false => format!(" = {}", Literal::string(wire)),
                };
                format!("{ident}{how}{wire}")
            })
            .collect();
        let start = format!("object!({way} {}", self.name);
        let (more, types) = match (others, kinds) {
            (_, Some(kinds)) => (format!(" of {}", kinds.ident), Vec::new()),
            (Some(others), None) => {
                let more = format!(" and {}: {}", others.ident, shown(&others.ty));
                (more, vec![others.ty.clone()])
            }
            (None, None) => (String::new(), Vec::new()),
        };
        let line = format!("{start} {{ {} }}{more});\n", fields.join(", "));
        let text = match line.len() <= WIDTH {
            true => line.replace("{  }", "{}"),
            false => format!("{start} {{\n{}}}{more});\n", listed("    ", &fields)),
        };
        Text::new("object", text, &types)
    }

    fn members(&self, sent: bool, received: bool) -> (Vec<Member<'_>>, Option<Others>, Option<Kinds>) {
        let mut used = taken(sent);
        let required: HashSet<&str> = self.object.required.iter().map(String::as_str).collect();
        let mut members = Vec::new();
        for field in &self.object.fields {
            let ident = field_ident(&field.name, &mut used);
            let inner = self.writer.rust_type(field.ty);
            let is_required = required.contains(field.name.as_str());
            let wrapper = Wrapper::where_required(is_required, field, sent, received);
            let ty = match wrapper {
                Wrapper::None => inner.clone(),
                Wrapper::Option | Wrapper::OptionRequired => quote!(Option<#inner>),
                Wrapper::Nullable => quote!(Nullable<#inner>),
            };
            members.push(Member { field, ident, ty, inner, wrapper });
        }
        let others = self.object.others.map(|ty| {
            let ident = format_ident!("{}", used.take("others"));
            Others { ident, ty: self.writer.inner_type(ty) }
        });
        let kinds = self.object.kinds.map(|id| self.kinds(id, &mut used));
        (members, others, kinds)
    }

    fn kinds(&self, id: TypeId, used: &mut Taken) -> Kinds {
        let (doc, required) = match self.writer.types.choice(id) {
            Some(Choice { by: By::Tag(tag), required, .. }) => {
                (format!("What it is, by {}, and what it has for that.", code(tag)), *required)
            }
            Some(choice) => ("Which of several it has.".to_owned(), choice.required),
            None => (String::new(), false),
        };
        let ident = format_ident!("{}", used.take("kind"));
        Kinds { ident, ty: self.writer.rust_type(id), doc, required }
    }

    /// `new` with the required fields, and a setter for every other.
    fn constructors(
        &self,
        name: &syn::Ident,
        members: &[Member<'_>],
        (others, kinds): (&Option<Others>, &Option<Kinds>),
    ) -> TokenStream {
        let by_name: HashMap<&str, &Member<'_>> =
            members.iter().map(|member| (member.field.name.as_str(), member)).collect();
        let required: Vec<&Member<'_>> =
            self.object.required.iter().filter_map(|name| by_name.get(name.as_str()).copied()).collect();
        let names: HashSet<&str> = required.iter().map(|member| member.field.name.as_str()).collect();
        let is_required = |member: &Member<'_>| names.contains(member.field.name.as_str());
        let arguments = required.iter().map(|member| {
            let (ident, argument) = (&member.ident, self.argument(member));
            quote!(#ident: #argument)
        });
        let values = members.iter().map(|member| {
            let ident = &member.ident;
            if !is_required(member) {
                let empty =
                    if member.wrapper == Wrapper::Nullable { quote!(Nullable::Absent) } else { quote!(None) };
                return quote!(#ident: #empty);
            }
            let value = self.conversion(member);
            match member.wrapper {
                Wrapper::Option => quote!(#ident: Some(#value)),
                _ if member.is_plain(&value) => quote!(#ident),
                _ => quote!(#ident: #value),
            }
        });
        let setters = members.iter().filter(|member| !is_required(member)).map(|member| {
            let (ident, argument, value) = (&member.ident, self.argument(member), self.conversion(member));
            let doc = docs::attributes(&match member.field.doc.as_str() {
                "" => format!("Sets {}.", code(&member.field.name)),
                doc => followed(&format!("Sets {}.", code(&member.field.name)), doc),
            });
            let value = if member.wrapper == Wrapper::Option { quote!(Some(#value)) } else { value };
            let deprecated = member.deprecated();
            quote! {
                #doc
                #deprecated
                #[must_use]
                pub fn #ident(mut self, #ident: #argument) -> Self {
                    self.#ident = #value;
                    self
                }
            }
        });
        let more = others.as_ref().map(|Others { ident, .. }| quote!(#ident: BTreeMap::new(),));
        let more_setter = others.as_ref().map(Others::setter);
        let kind_must = kinds.as_ref().is_some_and(|kinds| kinds.required);
        let arguments = arguments.chain(
            kinds.iter().filter(|_| kind_must).map(|Kinds { ident, ty, .. }| quote!(#ident: impl Into<#ty>)),
        );
        let kind = kinds.as_ref().map(|Kinds { ident, ty, .. }| match kind_must {
            true => quote!(#ident: #ident.into(),),
            false => quote!(#ident: #ty::default(),),
        });
        let kind_setter = kinds.as_ref().filter(|_| !kind_must).map(Kinds::setter);
        let doc = docs::own(if required.is_empty() && !kind_must {
            "Starts with nothing set."
        } else {
            "Starts with the fields that must be given."
        });
        let many = (required.len() + usize::from(kind_must) > 7)
            .then(|| quote!(#[allow(clippy::too_many_arguments)]));
        let default_lint = (required.is_empty() && !kind_must).then(|| quote!(#[must_use]));
        let from = self.conversion_from_only_field(name, &required).filter(|_| !kind_must);
        let deprecated = members.iter().any(|member| member.field.deprecated);
        let allow = deprecated.then(|| quote!(#[allow(deprecated)]));
        quote! {
            #allow
            impl #name {
                #doc
                #many
                #default_lint
                pub fn new(#(#arguments),*) -> Self { Self { #(#values,)* #kind #more } }
                #(#setters)*
                #kind_setter
                #more_setter
            }
            #from
        }
    }

    /// A body with one required list, text or switch can be made of that alone.
    fn conversion_from_only_field(&self, name: &syn::Ident, required: &[&Member<'_>]) -> Option<TokenStream> {
        let [member] = required else { return None };
        if matches!(member.wrapper, Wrapper::Nullable | Wrapper::OptionRequired) {
            // It may be null as well: what it is made of says which.
            return None;
        }
        let ident = &member.ident;
        let doc = docs::attributes(&format!("Sets {} alone.", code(&member.field.name)));
        match self.writer.types.get(member.field.ty) {
            Type::Array(item) => {
                let item_ty = self.writer.inner_type(*item);
                Some(match is_converted(self.writer.types.get(*item)) {
                    true => quote! {
                        impl<I: IntoIterator<Item = T>, T: Into<#item_ty>> From<I> for #name {
                            #doc
                            fn from(#ident: I) -> Self { Self::new(#ident) }
                        }
                    },
                    false => quote! {
                        impl<I: IntoIterator<Item = #item_ty>> From<I> for #name {
                            #doc
                            fn from(#ident: I) -> Self { Self::new(#ident) }
                        }
                    },
                })
            }
            Type::String | Type::Secret => {
                let ty = &member.inner;
                Some(quote! {
                    impl<T: Into<#ty>> From<T> for #name {
                        #doc
                        fn from(#ident: T) -> Self { Self::new(#ident) }
                    }
                })
            }
            Type::Bool => Some(quote! {
                impl From<bool> for #name {
                    #doc
                    fn from(#ident: bool) -> Self { Self::new(#ident) }
                }
            }),
            _ => None,
        }
    }

    /// What a constructor or setter takes for a field.
    fn argument(&self, member: &Member<'_>) -> TokenStream {
        let inner = &member.inner;
        if matches!(member.wrapper, Wrapper::Nullable | Wrapper::OptionRequired) {
            let ty = &member.ty;
            return quote!(impl Into<#ty>);
        }
        match self.writer.types.get(member.field.ty) {
            ty if is_converted(ty) => quote!(impl Into<#inner>),
            // A box is made of what it holds.
            Type::Circle(_) => quote!(impl Into<#inner>),
            Type::Array(item) => {
                let item_ty = self.writer.inner_type(*item);
                match is_converted(self.writer.types.get(*item)) {
                    true => quote!(impl IntoIterator<Item = impl Into<#item_ty>>),
                    false => quote!(impl IntoIterator<Item = #item_ty>),
                }
            }
            _ => quote!(#inner),
        }
    }

    /// The field's value, made from the argument of its name.
    fn conversion(&self, member: &Member<'_>) -> TokenStream {
        let ident = &member.ident;
        if matches!(member.wrapper, Wrapper::Nullable | Wrapper::OptionRequired) {
            return quote!(#ident.into());
        }
        match self.writer.types.get(member.field.ty) {
            ty if is_converted(ty) => quote!(#ident.into()),
            Type::Circle(_) => quote!(#ident.into()),
            Type::Array(item) => match is_converted(self.writer.types.get(*item)) {
                true => quote!(#ident.into_iter().map(Into::into).collect()),
                false => quote!(#ident.into_iter().collect()),
            },
            _ => quote!(#ident),
        }
    }
}

/// A name without the signs that say that it stands for others: `<any part name>`.
fn spoken(name: &str) -> &str {
    let inner = name.strip_prefix('<').and_then(|name| name.strip_suffix('>'));
    inner.filter(|inner| inner.contains(char::is_alphabetic)).unwrap_or(name)
}

/// Whether callers give something that becomes a value of this type.
fn is_converted(ty: &Type) -> bool {
    matches!(
        ty,
        Type::String
            | Type::Secret
            | Type::Number
            | Type::File
            | Type::Identifier(_)
            | Type::Enum(_)
            | Type::Choice(_)
            | Type::Numbers(_)
            | Type::Union(_)
    )
}

impl Member<'_> {
    /// Warns whoever reads or sets a field that the API deprecates.
    fn deprecated(&self) -> Option<TokenStream> {
        self.field.deprecated.then(|| quote!(#[deprecated(note = "the API deprecates this field")]))
    }

    fn is_plain(&self, value: &TokenStream) -> bool {
        self.ident == value.to_string()
    }

    fn declaration(&self) -> TokenStream {
        let (ident, ty) = (&self.ident, &self.ty);
        let doc = docs::attributes(&self.field.doc);
        let deprecated = self.deprecated();
        quote! { #doc #deprecated pub #ident: #ty, }
    }
}
