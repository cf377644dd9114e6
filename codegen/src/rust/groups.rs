//! Writes groups: the structures that hold what chooses a resource, with the methods that people
//! call.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::writer::{Writer, group_ident, operation_ident};
use super::{docs, parameters};
use crate::api::{Outcome, Parameter, Scope};
use crate::markdown::code;
use crate::plan::{Group, Method};

impl Writer<'_> {
    /// The structure that stands for a group, with its methods.
    pub(super) fn group(&self, position: usize, group: &Group) -> TokenStream {
        let ident = group_ident(group);
        let doc = docs::attributes(&group.doc);
        let fields = self.group_fields(group);
        let methods = group.methods.iter().map(|method| self.method(group, method));
        let leads = self.leads_on(position);
        quote! {
            #doc
            #[derive(Clone, Debug)]
            pub struct #ident { pub(crate) client: Client, #(#fields),* }
            impl #ident { #(#methods)* #(#leads)* }
        }
    }

    fn method(&self, group: &Group, method: &Method) -> TokenStream {
        let name = format_ident!("{}", method.name);
        let operation = operation_ident(method);
        let doc = docs::attributes(&operation_doc(method));
        let (arguments, _) = self.method_arguments(group, method);
        let deprecated = method
            .operation
            .deprecated
            .then(|| quote!(#[deprecated(note = "the API deprecates this operation")]));
        let many = allow_many(&arguments);
        // By the operation's type: a constant of it that stands here would be worked out once more.
        let mut build = match method.operation.result {
            Outcome::Bytes => quote!(Request::of_download::<#operation>(&self.client)),
            _ => quote!(Request::of::<#operation>(&self.client)),
        };
        if group.scope == Scope::AccountOrZone {
            build = quote!(#build.scope(&self.scope));
        }
        for (shared, parameter) in method.shared_parameters(group) {
            let (ident, wire) = (format_ident!("{}", shared.name), &parameter.name);
            let ty = self.path_type(shared).to_string();
            // Numbers are copied.
            let borrow = (ty != "i64" && ty != "u64").then(|| quote!(&));
            let path = self.path_setter(shared);
            build = quote!(#build.#path(#wire, #borrow self.#ident));
        }
        let mut lets = Vec::new();
        for parameter in method.own_parameters(group) {
            let (ident, wire, ty) =
                (format_ident!("{}", parameter.name), &parameter.name, self.path_type(parameter));
            lets.push(quote!(let #ident: #ty = #ident.into();));
            let path = self.path_setter(parameter);
            build = quote!(#build.#path(#wire, #ident));
        }
        // What a path is always written with, and what must be given.
        let fixed = method.operation.fixed_query.iter();
        let mut required: Vec<TokenStream> =
            fixed.map(|(name, value)| quote!(request.set_query(#name, #value);)).collect();
        required.extend(
            parameters::of_operation(group, method)
                .filter(|sent| sent.parameter.required)
                .map(|sent| self.set(&sent))
                .map(|set| quote!(request.#set;)),
        );
        build = self.with_body(build, method, &mut lets);
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

    /// What fills a parameter of a path.
    fn path_setter(&self, parameter: &Parameter) -> syn::Ident {
        format_ident!("{}", if self.is_secret(parameter) { "secret_path" } else { "path" })
    }

    /// The arguments of a method: its own path parameters, required queries, and the body.
    pub(super) fn method_arguments(
        &self,
        group: &Group,
        method: &Method,
    ) -> (Vec<TokenStream>, Vec<syn::Ident>) {
        let mut arguments = Vec::new();
        let mut names = Vec::new();
        for parameter in method.own_parameters(group) {
            let (ident, ty) = (format_ident!("{}", parameter.name), self.path_type(parameter));
            arguments.push(quote!(#ident: impl Into<#ty>));
            names.push(ident);
        }
        for sent in parameters::of_operation(group, method).filter(|sent| sent.parameter.required) {
            let (ident, ty) = (&sent.ident, self.query_type(&sent));
            arguments.push(quote!(#ident: #ty));
            names.push(sent.ident);
        }
        if let Some(ty) = self.body_type(method) {
            arguments.push(quote!(body: #ty));
            names.push(format_ident!("body"));
        }
        (arguments, names)
    }
}

/// Required parameters are arguments, however many the document has.
pub(super) fn allow_many(arguments: &[TokenStream]) -> Option<TokenStream> {
    // Seven with `self`.
    (arguments.len() > 6).then(|| quote!(#[allow(clippy::too_many_arguments)]))
}

fn operation_doc(method: &Method) -> String {
    let operation = &method.operation;
    let mut paragraphs = vec![match operation.doc.as_str() {
        "" => format!("{}.", code(&operation.id)),
        doc => doc.to_owned(),
    }];
    paragraphs.extend(operation.hints.iter().cloned());
    // What must be given has no setter that could be marked.
    let deprecated = operation
        .sent_parameters()
        .map(|(_, parameter)| parameter)
        .filter(|parameter| parameter.required && parameter.deprecated)
        .map(|parameter| format!("The API deprecates the parameter {}.", code(&parameter.name)));
    paragraphs.extend(deprecated);
    let names: Vec<String> = operation.permissions.iter().map(|name| code(name)).collect();
    match names.as_slice() {
        [] => {}
        [only] => paragraphs.push(format!("A token needs {only}.")),
        several => paragraphs.push(format!("A token needs one of: {}.", several.join(", "))),
    }
    paragraphs.push(code(&format!("{} {}", operation.method, operation.written_path())));
    paragraphs.join("\n\n")
}
