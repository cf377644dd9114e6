//! Writes the typed mocks of a module: for each operation a method of the mock server, and the
//! methods that say which of its calls are meant.
//!
//! Only the client's own crate has them: they are inherent methods of the runtime's `When`, so
//! they have to be in its crate. What a mock does is written by hand, in the runtime.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::operations::{Writer, operation_ident};
use crate::emit::parameters::{self, unused};
use crate::emit::{Target, docs};
use crate::model::{Body, Location, Outcome, Scope};
use crate::plan::{Group, Method};

/// What `When` has methods called for every operation.
const TAKEN: [&str; 5] = ["body", "body_includes", "header", "is_true", "scope"];

/// The mocks of a module.
pub(super) fn emit(writer: &Writer<'_>, target: &Target) -> Result<Vec<TokenStream>, String> {
    let runtime: syn::Path = syn::parse_str(target.runtime).map_err(|error| error.to_string())?;
    let mut operations = Vec::new();
    let mut signatures = Vec::new();
    let mut impls = Vec::new();
    let mut index = 0;
    for group in &writer.module.groups {
        for method in &group.methods {
            if has_envelope(method) {
                operations.push(operation_ident(group, method));
                let when = writer.when_methods(group, method, index)?;
                signatures.push(server_method(group, method, &when));
                impls.extend(when_impl(group, method, &when));
            }
            index += 1;
        }
    }
    let mut imported = operations.clone();
    imported.sort();
    Ok(vec![
        quote! {
            use super::operations::{#(#imported),*};
            use #runtime::mock;
        },
        quote! {
            #[doc = " All operations that can be mocked."]
            pub static OPERATIONS: &[OperationInfo] = &[#(<#operations as Operation>::INFO),*];
            #[doc = " A method for each operation, which mounts a mock of it on a server."]
            #[doc = ""]
            #[doc = " `define` is called once, at once, and says which calls are answered and how."]
            pub trait MockServerExt: mock::Mount { #(#signatures)* }
            impl MockServerExt for mock::MockServer {}
        },
        impls.into_iter().collect(),
    ])
}

/// Whether an operation answers with JSON in an envelope, which is what mocks give.
fn has_envelope(method: &Method) -> bool {
    method.operation.result != Outcome::Bytes && !method.operation.bare
}

/// A method that `When` has for an operation.
struct WhenMethod {
    name: syn::Ident,
    doc: TokenStream,
    tokens: TokenStream,
}

fn server_method(group: &Group, method: &Method, when: &[WhenMethod]) -> TokenStream {
    let name = format_ident!("{}_{}", group.name, method.name);
    let operation = operation_ident(group, method);
    let names: Vec<String> = when.iter().map(|method| format!("`{}`", method.name)).collect();
    let has = match names.as_slice() {
        [] => String::new(),
        names => format!(" Its `when` has {}.", enumerated(names)),
    };
    let doc = docs::own(&format!("Mocks [`{operation}`].{has}"));
    let request = format!(" `{} {}`", method.operation.method, method.operation.path);
    quote! {
        #doc
        #[doc = ""]
        #[doc = #request]
        #[track_caller]
        fn #name(
            &self,
            define: impl FnOnce(&mut mock::When<#operation>, &mut mock::Then<#operation>),
        ) -> mock::Mock<'_> {
            self.mount(OPERATIONS, define)
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

fn when_impl(group: &Group, method: &Method, when: &[WhenMethod]) -> Option<TokenStream> {
    let operation = operation_ident(group, method);
    let methods = when.iter().map(|WhenMethod { doc, tokens, .. }| quote!(#doc #tokens));
    let doc = docs::own(&format!("What calls of [`{operation}`] can have."));
    (!when.is_empty()).then(|| quote!(#doc impl mock::When<#operation> { #(#methods)* }))
}

impl Writer<'_> {
    fn when_methods(&self, group: &Group, method: &Method, index: usize) -> Result<Vec<WhenMethod>, String> {
        let signature = self.signature(index)?;
        let mut used: BTreeSet<String> = TAKEN.map(str::to_owned).into();
        let mut methods = Vec::new();
        if group.scope == Scope::AccountOrZone {
            methods.push(when_method(
                format_ident!("scope"),
                "Answers only calls for this account or zone.",
                quote!(scope: &Scope),
                quote!(self.expect_scope(scope)),
            ));
        }
        for parameter in group.parameters.iter().chain(method.own_parameters(group)) {
            let (ident, wire) = (unused(&parameter.name, &mut used), &parameter.name);
            let ty = self.path_type(parameter);
            methods.push(when_method(
                ident.clone(),
                &format!("Answers only calls with this `{wire}` in their path."),
                quote!(#ident: impl Into<#ty>),
                quote!(self.expect_path(#wire, Into::<#ty>::into(#ident))),
            ));
        }
        for sent in parameters::sent(method, signature, used) {
            let (parameter, ident) = (sent.parameter, &sent.ident);
            let ty = self.query_type(&sent);
            let expect = self.hand_on("expect", &sent);
            let place = match sent.location {
                Location::Query => "query parameter",
                Location::Header => "header",
                Location::Cookie => "cookie",
            };
            methods.push(when_method(
                ident.clone(),
                &format!("Answers only calls with this value of the {place} `{}`.", parameter.name),
                quote!(#ident: #ty),
                quote!(self.#expect),
            ));
        }
        let body = match (&method.operation.body, signature.arguments.get("body")) {
            (Some(Body::Json(body)), Some(ty)) if self.is_named(*body) => {
                Some((quote!(body: impl Into<#ty>), quote!(self.expect_body(&Into::<#ty>::into(body)))))
            }
            (Some(Body::Json(_)), Some(ty)) => Some((quote!(body: #ty), quote!(self.expect_body(&body)))),
            _ => None,
        };
        if let Some((argument, expect)) = body {
            methods.push(when_method(
                format_ident!("body"),
                "Answers only calls with exactly this body.",
                argument,
                expect,
            ));
        }
        Ok(methods)
    }
}

fn when_method(name: syn::Ident, doc: &str, argument: TokenStream, body: TokenStream) -> WhenMethod {
    let tokens = quote! {
        #[track_caller]
        pub fn #name(&mut self, #argument) -> &mut Self { #body }
    };
    WhenMethod { name, doc: docs::own(doc), tokens }
}
