//! Writes the typed mocks of a module: for each operation a method of the mock server, and the
//! methods that say which of its calls are meant.
//!
//! What `when` has are inherent methods of a type for each operation, round the runtime's `When`: no
//! trait has to be imported to find them. A macro of the runtime makes it of what is said here, and what
//! a mock does is written by hand, there as well.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::docs;
use super::item::{Item, Text, shown};
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
        for group in &self.module.groups {
            for method in &group.methods {
                let operation = operation_ident(method);
                let kind = if is_download(method) { quote!(Download) } else { quote!(Operation) };
                infos.push(quote!(<#operation as #kind>::INFO));
                let when = self.when_methods(group, method);
                signatures.push(server_method(method, &when));
                operations.push(operation);
            }
        }
        let server = format_ident!("{}", self.module.mock_extension());
        let mut imported = operations.clone();
        imported.sort();
        let parent = quote!(super);
        let items = [
            Item::Tokens(quote! {
                use #parent::operations::{#(#imported),*};
                use #runtime::mock;
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
            methods.map(move |method| when_type(method, &self.when_methods(group, method)).into())
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
    /// What the runtime's macro is told of it.
    expects: String,
    /// The type in that.
    ty: TokenStream,
    /// What is said of it, where its name in requests can't be read as it stands.
    doc: Option<String>,
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
    let when_type = format_ident!("{}", method.when());
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

/// The type, as the runtime's macro makes it.
fn when_type(method: &Method, when: &[WhenMethod]) -> Text {
    let (name, operation) = (method.when(), operation_ident(method));
    let doc = docs::own_comment("    ", &format!("What calls of [`{operation}`] can have."));
    let mut text = format!("mock::when! {{\n{doc}    {name} for {operation} {{");
    for WhenMethod { name, expects, doc, .. } in when {
        let doc = doc.as_ref().map(|doc| format!(" => {}", Literal::string(doc))).unwrap_or_default();
        text.push_str(&format!("\n        {name}: {expects}{doc},"));
    }
    text.push_str(if when.is_empty() { "}\n}\n" } else { "\n    }\n}\n" });
    let types: Vec<TokenStream> = when.iter().map(|method| method.ty.clone()).collect();
    Text::new("mock", text, &types)
}

impl Writer<'_> {
    fn when_methods(&self, group: &Group, method: &Method) -> Vec<WhenMethod> {
        let mut used = Taken::of(TAKEN);
        let mut methods = Vec::new();
        if group.scope == Scope::AccountOrZone {
            methods.push(when_method("scope", "scope()".to_owned(), TokenStream::new()));
        }
        for parameter in &method.operation.path_parameters {
            let (name, wire) = (used.take(&parameter.name), &parameter.name);
            let ty = match self.is_secret(parameter) {
                true => quote!(String),
                false => self.path_type(parameter),
            };
            let expects = format!("path({}, into {})", Literal::string(wire), shown(&ty));
            let doc = (!is_readable(wire))
                .then(|| format!("Answers only calls with this {} in their path.", code(wire)));
            methods.push(WhenMethod { doc, ..when_method(&name, expects, ty) });
        }
        for sent in parameters::sent(method, used) {
            let wire = &sent.parameter.name;
            let (expects, ty) = self.expects(&sent);
            let place = match sent.location {
                Location::Query => "query parameter",
                Location::WholeQuery => "whole query",
                Location::Header => "header",
                Location::Cookie => "cookie",
            };
            let doc = (!is_readable(wire))
                .then(|| format!("Answers only calls with this value of the {place} {}.", code(wire)));
            methods.push(WhenMethod { doc, ..when_method(&sent.ident.to_string(), expects, ty) });
        }
        methods.extend(method.operation.body.as_ref().and_then(|body| self.expects_body(body)));
        if matches!(method.operation.body, Some(Body::Multipart | Body::Parts(_))) {
            methods.push(when_method("part", "part()".to_owned(), TokenStream::new()));
        }
        methods
    }

    /// What is expected of a body that a caller gives.
    fn expects_body(&self, body: &Body) -> Option<WhenMethod> {
        let ty = body.typed().map(|id| self.rust_type(id)).unwrap_or_default();
        let expects = match body {
            Body::Json(id) if self.types.get(*id).is_named() => format!("json(into {})", shown(&ty)),
            Body::Json(_) => format!("json(plain {})", shown(&ty)),
            Body::Free { .. } => "json(into Value)".to_owned(),
            Body::Form(_) => format!("form(into {})", shown(&ty)),
            Body::Parts(_) => format!("parts(into {})", shown(&ty)),
            Body::Pairs => "pairs()".to_owned(),
            // A text is compared byte by byte.
            Body::Bytes(_) | Body::Text(_) => "bytes()".to_owned(),
            Body::Multipart => "multipart()".to_owned(),
            Body::Fixed(_) => return None,
        };
        Some(when_method("body", expects, ty))
    }
}

/// Whether a name can stand between backticks as it is.
fn is_readable(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'`')
}

fn when_method(name: &str, expects: String, ty: TokenStream) -> WhenMethod {
    WhenMethod { name: format_ident!("{name}"), expects, ty, doc: None }
}
