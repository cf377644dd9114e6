//! Writes the typed mocks of a module: for each operation a method of the mock server, and the
//! methods that say which of its calls are meant.
//!
//! What `when` has are inherent methods of a type for each operation, round the runtime's `When`: no
//! trait has to be imported to find them. What a mock does is written by hand, in the runtime.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::docs;
use super::item::Item;
use super::parameters;
use super::target::RUNTIME;
use super::writer::{Writer, operation_ident};
use crate::api::{Body, Location, Outcome, Scope};
use crate::markdown::code;
use crate::plan::{Group, Method};
use crate::words::Taken;

/// What `When` has methods called for every operation.
const TAKEN: [&str; 6] = ["body", "body_includes", "header", "is_true", "part", "scope"];

impl Writer<'_> {
    /// The mocks of a module.
    pub(super) fn mocks(&self) -> Result<impl Iterator<Item = Item>, String> {
        let runtime: syn::Path = syn::parse_str(RUNTIME).map_err(|error| error.to_string())?;
        let mut operations = Vec::new();
        let mut signatures = Vec::new();
        let mut infos = Vec::new();
        let mut expects = false;
        for group in &self.module.groups {
            for method in &group.methods {
                let operation = operation_ident(method);
                let kind = if is_download(method) { quote!(Download) } else { quote!(Operation) };
                infos.push(quote!(<#operation as #kind>::INFO));
                let when = self.when_methods(group, method);
                expects |= !when.is_empty() || !method.operation.fixed_query.is_empty();
                signatures.push(server_method(method, &when));
                operations.push(operation);
            }
        }
        let server = format_ident!("{}", self.module.mock_extension());
        let mut imported = operations.clone();
        imported.sort();
        let parent = quote!(super);
        // For the methods that say which calls are meant, where there are any.
        let expect = if expects { quote!(::{self, Expect as _}) } else { quote!() };
        let items = [
            Item::Tokens(quote! {
                use #parent::operations::{#(#imported),*};
                use #runtime::mock #expect;
            }),
            Item::Tokens(quote! {
                #[doc = " All operations."]
                pub static OPERATIONS: &[OperationInfo] = &[#(#infos),*];
                #[doc = " A method for each operation, which mounts a mock of it on a server."]
                #[doc = ""]
                #[doc = " `define` is called once, at once, and says which calls are answered and how."]
                pub trait #server: mock::Mount { #(#signatures)* }
                impl #server for mock::MockServer {}
            }),
        ];
        // One at a time: they are most of the file.
        let impls = self.module.groups.iter().flat_map(move |group| {
            let methods = group.methods.iter();
            methods.map(move |method| Item::Tokens(when_impl(method, &self.when_methods(group, method))))
        });
        Ok(items.into_iter().chain(impls))
    }
}

/// Whether an operation answers with something that isn't JSON.
fn is_download(method: &Method) -> bool {
    method.operation.result == Outcome::Bytes
}

/// The status of success, where it isn't the usual 200. One without a body is no status of an answer
/// that has something to say.
fn success_status(method: &Method) -> Option<u16> {
    let says_nothing = method.operation.result == Outcome::Nothing;
    let statuses = method.operation.statuses.iter().filter_map(|status| status.parse::<u16>().ok());
    let status = statuses.filter(|status| says_nothing || !matches!(status, 204 | 205)).min()?;
    (status != 200).then_some(status)
}

/// A method that `When` has for an operation.
struct WhenMethod {
    name: syn::Ident,
    doc: TokenStream,
    /// From `fn` to the result.
    signature: TokenStream,
    body: TokenStream,
}

fn server_method(method: &Method, when: &[WhenMethod]) -> TokenStream {
    let name = format_ident!("{}", method.full_name);
    let operation = operation_ident(method);
    let names: Vec<String> = when.iter().map(|method| format!("`{}`", method.name)).collect();
    let has = match names.as_slice() {
        [] => String::new(),
        names => format!(" Its `when` has {}.", enumerated(names)),
    };
    let mount = if is_download(method) { format_ident!("mount_download") } else { format_ident!("mount") };
    let when_type = when_ident(method);
    // A call of another operation may differ in nothing but the query that a path is written with.
    let fixed = method.operation.fixed_query.iter();
    let fixed: Vec<TokenStream> =
        fixed.map(|(name, value)| quote!(when.expect_query(#name, #value);)).collect();
    let define = if fixed.is_empty() {
        quote!(mock::named(define))
    } else {
        quote! {
            |when: &mut mock::When<#operation>, then: &mut mock::Then<#operation>| {
                #(#fixed)*
                mock::named(define)(when, then);
            }
        }
    };
    let (status, define) = match success_status(method) {
        None => (String::new(), define),
        Some(status) => {
            let literal = Literal::u16_unsuffixed(status);
            (format!(" A success has status {status}."), quote!(mock::succeeding(#literal, #define)))
        }
    };
    let doc = docs::own(&format!("Mocks [`{operation}`].{has}{status}"));
    let request =
        docs::attributes(&code(&format!("{} {}", method.operation.method, method.operation.written_path())));
    quote! {
        #doc
        #[doc = ""]
        #request
        #[track_caller]
        fn #name(
            &self,
            define: impl FnOnce(&mut #when_type, &mut mock::Then<#operation>),
        ) -> mock::Mock<'_> {
            self.#mount(OPERATIONS, #define)
        }
    }
}

/// "a, b and c"
fn enumerated(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [start @ .., last] => format!("{} and {last}", start.join(", ")),
    }
}

/// The type of what `when` is for an operation.
fn when_ident(method: &Method) -> syn::Ident {
    format_ident!("{}", method.when())
}

fn when_impl(method: &Method, when: &[WhenMethod]) -> TokenStream {
    let (name, operation) = (when_ident(method), operation_ident(method));
    let doc = docs::own(&format!("What calls of [`{operation}`] can have."));
    let methods = when
        .iter()
        .map(|WhenMethod { doc, signature, body, .. }| quote!(#doc #[track_caller] pub #signature { #body }));
    let methods = (!when.is_empty()).then(|| quote!(impl #name { #(#methods)* }));
    quote! {
        #doc
        #[derive(Debug)]
        pub struct #name(mock::When<#operation>);
        mock::mock_when!(#name, #operation);
        #methods
    }
}

impl Writer<'_> {
    fn when_methods(&self, group: &Group, method: &Method) -> Vec<WhenMethod> {
        let mut used = Taken::of(TAKEN);
        let mut methods = Vec::new();
        if group.scope == Scope::AccountOrZone {
            methods.push(when_method(
                format_ident!("scope"),
                "Answers only calls for this account or zone.",
                quote!(scope: &Scope),
                quote!(self.expect_scope(scope)),
            ));
        }
        for parameter in &method.operation.path_parameters {
            let (ident, wire) = (format_ident!("{}", used.take(&parameter.name)), &parameter.name);
            let ty = self.path_type(parameter);
            methods.push(when_method(
                ident.clone(),
                &format!("Answers only calls with this {} in their path.", code(wire)),
                quote!(#ident: impl Into<#ty>),
                quote!(self.expect_path(#wire, Into::<#ty>::into(#ident))),
            ));
        }
        for sent in parameters::sent(method, used) {
            let (parameter, ident) = (sent.parameter, &sent.ident);
            let ty = self.query_type(&sent);
            let expect = self.hand_on("expect", &sent);
            let place = match sent.location {
                Location::Query => "query parameter",
                Location::WholeQuery => "whole query",
                Location::Header => "header",
                Location::Cookie => "cookie",
            };
            methods.push(when_method(
                ident.clone(),
                &format!("Answers only calls with this value of the {place} {}.", code(&parameter.name)),
                quote!(#ident: #ty),
                quote!(self.#expect),
            ));
        }
        let body = method.operation.body.as_ref();
        let ty = body.and_then(Body::typed).map(|id| self.rust_type(id));
        let expect = body.map(|body| match body {
            Body::Json(id) if self.types.get(*id).is_named() => quote!(expect_body(&Into::<#ty>::into(body))),
            Body::Free { .. } => quote!(expect_body(&Into::<Value>::into(body))),
            Body::Json(_) | Body::Fixed(_) => quote!(expect_body(&body)),
            Body::Form(_) => quote!(expect_fields(&Into::<#ty>::into(body))),
            Body::Parts(_) => quote!(expect_parts(&Into::<#ty>::into(body))),
            Body::Pairs => quote!(expect_pairs(body)),
            Body::Bytes(_) | Body::Text(_) => quote!(expect_bytes(body)),
            Body::Multipart => quote!(expect_form(&body)),
        });
        let argument = match &method.operation.body {
            // A text is compared byte by byte.
            Some(Body::Text(_)) => Some(quote!(impl Into<Bytes>)),
            Some(Body::Free { .. }) => Some(quote!(impl Into<Value>)),
            _ => self.body_type(method),
        };
        if let (Some(argument), Some(expect)) = (argument, expect) {
            methods.push(when_method(
                format_ident!("body"),
                "Answers only calls with exactly this body.",
                quote!(body: #argument),
                quote!(self.#expect),
            ));
        }
        if matches!(method.operation.body, Some(Body::Multipart | Body::Parts(_))) {
            methods.push(when_method(
                format_ident!("part"),
                "Answers only calls whose form has a part of this name with this in it, whatever else it \
                 has.",
                quote!(name: impl Into<String>, content: impl Into<Bytes>),
                quote!(self.expect_part(name, content)),
            ));
        }
        methods
    }
}

fn when_method(name: syn::Ident, doc: &str, argument: TokenStream, body: TokenStream) -> WhenMethod {
    let signature = quote!(fn #name(&mut self, #argument) -> &mut Self);
    WhenMethod { name, doc: docs::attributes(doc), signature, body }
}
