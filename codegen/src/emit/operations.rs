//! Writes a module's groups and operations: the methods that people call, and what each of them
//! sends.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::docs;
use crate::emit::progenitor::{Generated, Signature};
use crate::emit::{Target, only_argument, parameters};
use crate::lower::operation_name;
use crate::markdown::code;
use crate::model::{Outcome, Paging, Parameter, Scope, Type, Types};
use crate::plan::{Group, Method, Module, group_structure};

/// The groups and operations of a module.
pub(super) fn emit(
    module: &Module,
    types: &Types,
    generated: &Generated,
    target: &Target,
) -> Result<Vec<TokenStream>, String> {
    let writer = Writer { module, types, generated };
    let mut items = vec![writer.client(target)];
    let mut index = 0;
    for group in &module.groups {
        items.push(writer.group(group, index)?);
        for method in &group.methods {
            items.push(writer.operation(group, method, index)?);
            index += 1;
        }
    }
    for alias in &module.aliases {
        items.extend(writer.alias(alias));
    }
    Ok(items)
}

pub(super) struct Writer<'a> {
    pub(super) module: &'a Module,
    pub(super) types: &'a Types,
    pub(super) generated: &'a Generated,
}

pub(super) fn group_ident(group: &str) -> syn::Ident {
    format_ident!("{}", group_structure(group))
}

pub(super) fn operation_ident(group: &Group, method: &Method) -> syn::Ident {
    format_ident!("{}", group.operation_structure(method))
}

/// The arguments that choose a group's resource, and how the group keeps them.
struct GroupParameters {
    arguments: Vec<TokenStream>,
    fields: Vec<TokenStream>,
    values: Vec<TokenStream>,
}

impl Writer<'_> {
    /// The methods of the client: one a group.
    fn client(&self, target: &Target) -> TokenStream {
        let mut signatures = Vec::new();
        let mut bodies = Vec::new();
        for group in &self.module.groups {
            self.client_method(&group.name, group, None, &mut signatures, &mut bodies);
        }
        for alias in &self.module.aliases {
            if let Some(group) = self.module.groups.iter().find(|group| group.name == alias.of) {
                self.client_method(&alias.group, group, Some(&alias.note), &mut signatures, &mut bodies);
            }
        }
        match &target.extension {
            None => quote! { impl Client { #(#signatures { #bodies })* } },
            Some(name) => {
                let name = format_ident!("{name}");
                let doc = docs::attributes(&format!("Adds the groups of {} to the client.", self.module.doc));
                let declared = signatures.iter().map(|signature| strip_pub(signature.clone()));
                let bare = signatures.iter().map(|signature| strip_docs(strip_pub(signature.clone())));
                quote! {
                    #doc
                    pub trait #name { #(#declared;)* }
                    impl #name for Client { #(#bare { #bodies })* }
                }
            }
        }
    }

    fn client_method(
        &self,
        name: &str,
        group: &Group,
        deprecated: Option<&str>,
        signatures: &mut Vec<TokenStream>,
        bodies: &mut Vec<TokenStream>,
    ) {
        let method = format_ident!("{name}");
        let ident = group_ident(name);
        let doc = docs::attributes(&group.doc);
        let deprecated = deprecated.map(|note| quote!(#[deprecated(note = #note)]));
        let GroupParameters { arguments, values, .. } = self.group_parameters(group);
        signatures.push(quote! { #doc #deprecated pub fn #method(&self, #(#arguments),*) -> #ident });
        bodies.push(if deprecated.is_some() {
            let of = format_ident!("{}", group.name);
            let names = self.group_argument_names(group);
            quote!(#ident(self.#of(#(#names),*)))
        } else {
            quote!(#ident { client: self.clone(), #(#values),* })
        });
    }

    fn group_argument_names(&self, group: &Group) -> Vec<syn::Ident> {
        let scope = (group.scope == Scope::AccountOrZone).then(|| format_ident!("scope"));
        scope
            .into_iter()
            .chain(group.parameters.iter().map(|parameter| format_ident!("{}", parameter.name)))
            .collect()
    }

    fn group_parameters(&self, group: &Group) -> GroupParameters {
        let mut parts = GroupParameters { arguments: Vec::new(), fields: Vec::new(), values: Vec::new() };
        if group.scope == Scope::AccountOrZone {
            parts.arguments.push(quote!(scope: &Scope));
            parts.fields.push(quote!(scope: Scope));
            parts.values.push(quote!(scope: scope.clone()));
        }
        for parameter in &group.parameters {
            let (ident, ty) = (format_ident!("{}", parameter.name), self.path_type(parameter));
            parts.arguments.push(quote!(#ident: impl Into<#ty>));
            parts.fields.push(quote!(#ident: #ty));
            parts.values.push(quote!(#ident: #ident.into()));
        }
        parts
    }

    /// Path segments are texts, whatever the document says of them, except where they have an
    /// identifier type of their own.
    pub(super) fn path_type(&self, parameter: &Parameter) -> TokenStream {
        match (self.types.get(parameter.ty), parameter.name.as_str()) {
            (Type::Identifier(name), _) => {
                let name = format_ident!("{name}");
                quote!(#name)
            }
            (_, "account_id") => quote!(AccountId),
            (_, "zone_id") => quote!(ZoneId),
            (Type::Integer, _) => quote!(i64),
            (Type::Unsigned, _) => quote!(u64),
            _ => quote!(String),
        }
    }

    pub(super) fn signature(&self, index: usize) -> Result<&Signature, String> {
        self.generated
            .signatures
            .get(&operation_name(index))
            .ok_or_else(|| format!("progenitor made no method {}", operation_name(index)))
    }

    fn group(&self, group: &Group, first: usize) -> Result<TokenStream, String> {
        let ident = group_ident(&group.name);
        let doc = docs::attributes(&group.doc);
        let fields = self.group_parameters(group).fields;
        let mut methods = Vec::new();
        for (offset, method) in group.methods.iter().enumerate() {
            methods.push(self.method(group, method, self.signature(first + offset)?));
        }
        Ok(quote! {
            #doc
            #[derive(Clone, Debug)]
            pub struct #ident { client: Client, #(#fields),* }
            impl #ident { #(#methods)* }
        })
    }

    fn method(&self, group: &Group, method: &Method, signature: &Signature) -> TokenStream {
        let name = format_ident!("{}", method.name);
        let operation = operation_ident(group, method);
        let doc = docs::attributes(&operation_doc(method));
        let (arguments, _) = self.method_arguments(group, method, signature);
        let deprecated = method
            .operation
            .deprecated
            .then(|| quote!(#[deprecated(note = "the API deprecates this operation")]));
        let many = allow_many(&arguments);
        let mut build = quote!(Request::new(&self.client, &#operation::INFO));
        if group.scope == Scope::AccountOrZone {
            build = quote!(#build.scope(&self.scope));
        }
        for parameter in &group.parameters {
            let (ident, wire) = (format_ident!("{}", parameter.name), &parameter.name);
            let ty = self.path_type(parameter).to_string();
            // Numbers are copied.
            let borrow = (ty != "i64" && ty != "u64").then(|| quote!(&));
            build = quote!(#build.path(#wire, #borrow self.#ident));
        }
        let mut lets = Vec::new();
        for parameter in method.own_parameters(group) {
            let (ident, wire, ty) =
                (format_ident!("{}", parameter.name), &parameter.name, self.path_type(parameter));
            lets.push(quote!(let #ident: #ty = #ident.into();));
            build = quote!(#build.path(#wire, #ident));
        }
        let required: Vec<TokenStream> = parameters::of_operation(group, method, signature)
            .filter(|sent| sent.parameter.required)
            .map(|sent| self.hand_on("set", &sent))
            .map(|set| quote!(request.#set;))
            .collect();
        build = self.with_body(build, method, signature, &mut lets);
        let finish = if required.is_empty() {
            quote!(#operation { request: #build })
        } else {
            quote!(let mut request = #build; #(#required)* #operation { request })
        };
        quote! {
            #doc
            #deprecated
            #many
            pub fn #name(&self, #(#arguments),*) -> #operation { #(#lets)* #finish }
        }
    }

    /// The arguments of a method: its own path parameters, required queries, and the body.
    pub(super) fn method_arguments(
        &self,
        group: &Group,
        method: &Method,
        signature: &Signature,
    ) -> (Vec<TokenStream>, Vec<syn::Ident>) {
        let mut arguments = Vec::new();
        let mut names = Vec::new();
        for parameter in method.own_parameters(group) {
            let (ident, ty) = (format_ident!("{}", parameter.name), self.path_type(parameter));
            arguments.push(quote!(#ident: impl Into<#ty>));
            names.push(ident);
        }
        for sent in parameters::of_operation(group, method, signature).filter(|sent| sent.parameter.required)
        {
            let (ident, ty) = (&sent.ident, self.query_type(&sent));
            arguments.push(quote!(#ident: #ty));
            names.push(sent.ident);
        }
        if let Some(ty) = self.body_type(method, signature) {
            arguments.push(quote!(body: #ty));
            names.push(format_ident!("body"));
        }
        (arguments, names)
    }

    fn operation(&self, group: &Group, method: &Method, index: usize) -> Result<TokenStream, String> {
        let signature = self.signature(index)?;
        let ident = operation_ident(group, method);
        let group_name = group_ident(&group.name);
        let operation = &method.operation;
        let doc = docs::own(&format!("The operation that [`{group_name}::{}`] makes.", method.name));
        let mut setters = Vec::new();
        for sent in parameters::of_operation(group, method, signature).filter(|sent| !sent.parameter.required)
        {
            let (parameter, name) = (sent.parameter, &sent.ident);
            let ty = self.query_type(&sent);
            let set = self.hand_on("set", &sent);
            let doc = docs::attributes(&match parameter.doc.as_str() {
                "" => format!("Sets the parameter {}.", code(&parameter.name)),
                doc => doc.to_owned(),
            });
            let deprecated = parameter
                .deprecated
                .then(|| quote!(#[deprecated(note = "the API deprecates this parameter")]));
            setters.push(quote! {
                #doc
                #deprecated
                pub fn #name(mut self, #name: #ty) -> Self {
                    self.request.#set;
                    self
                }
            });
        }
        let setters = (!setters.is_empty()).then(|| quote!(impl #ident { #(#setters)* }));
        let result = &signature.result;
        let optional = operation.method == "DELETE" && matches!(operation.result, Outcome::Single(_));
        let (result, absent) = match operation.result {
            Outcome::List(_) => (quote!(#result), Some(quote!(Some(Vec::new())))),
            Outcome::Nothing | Outcome::Bytes => (quote!(Option<Value>), Some(quote!(Some(None)))),
            Outcome::Single(_) if optional => (quote!(Option<#result>), Some(quote!(Some(None)))),
            Outcome::Single(_) => (quote!(#result), None),
        };
        let absent = absent.map(|value| quote!(fn absent() -> Option<Self::Result> { #value }));
        let paged = operation.paging.as_ref().map(|paging| {
            let item = only_argument(&signature.result);
            let by = match paging {
                Paging::Page => None,
                Paging::Cursor(parameter) => {
                    Some(quote!(fn paging(&self) -> Paging { Paging::Cursor(#parameter) }))
                }
            };
            quote!(impl Paged for #ident { type Item = #item; #by })
        });
        let (id, http, path) = (&operation.id, format_ident!("{}", operation.method), &operation.path);
        let bare = operation.bare.then(|| quote!(.bare()));
        let info = quote!(const INFO: OperationInfo = OperationInfo::new(#id, Method::#http, #path) #bare;);
        let sending = if operation.result == Outcome::Bytes {
            quote! {
                impl Download for #ident {
                    #info
                    fn into_request(self) -> Request { self.request }
                }
            }
        } else {
            quote! {
                impl Operation for #ident {
                    type Result = #result;
                    #info
                    fn into_request(self) -> Request { self.request }
                    #absent
                }
            }
        };
        Ok(quote! {
            #doc
            #[derive(Clone, Debug)]
            #[must_use = "an operation does nothing until it is sent"]
            pub struct #ident { request: Request }
            #setters
            #sending
            #paged
        })
    }
}

/// Required parameters are arguments, however many the document has.
pub(super) fn allow_many(arguments: &[TokenStream]) -> Option<TokenStream> {
    // Seven with `self`.
    (arguments.len() > 6).then(|| quote!(#[allow(clippy::too_many_arguments)]))
}

fn operation_doc(method: &Method) -> String {
    let operation = &method.operation;
    let first = match operation.doc.as_str() {
        "" => format!("{}.", code(&operation.id)),
        doc => doc.to_owned(),
    };
    // What must be given has no setter that could be marked.
    let deprecated: Vec<String> = operation
        .sent_parameters()
        .map(|(_, parameter)| parameter)
        .filter(|parameter| parameter.required && parameter.deprecated)
        .map(|parameter| format!("\n\nThe API deprecates the parameter {}.", code(&parameter.name)))
        .collect();
    let call = code(&format!("{} {}", operation.method, operation.path));
    format!("{first}{}\n\n{call}", deprecated.concat())
}

/// Drops `pub` from a method's signature, for use in a trait.
fn strip_pub(tokens: TokenStream) -> TokenStream {
    tokens.into_iter().filter(|token| token.to_string() != "pub").collect()
}

/// Drops attributes from a signature.
fn strip_docs(tokens: TokenStream) -> TokenStream {
    let mut after_hash = false;
    tokens
        .into_iter()
        .filter(|token| {
            let hash = matches!(token, proc_macro2::TokenTree::Punct(punct) if punct.as_char() == '#');
            let drop = hash || std::mem::replace(&mut after_hash, hash);
            if hash {
                after_hash = true;
            }
            !drop
        })
        .collect()
}
