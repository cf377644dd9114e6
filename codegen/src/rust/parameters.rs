//! Writes parameters of queries and headers: what a caller gives for them and how they are set.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::item::shown;
use super::writer::Writer;
use crate::api::{Listing, Location, Outcome, Parameter, Type, TypeId};
use crate::plan::{Group, Method};
use crate::words::{Taken, snake};

/// What an operation has methods or a variable called already.
const TAKEN: [&str; 8] = ["body", "clone", "into_request", "items", "pages", "request", "result", "send"];

/// A parameter of a query or a header, as code names and types it.
pub(super) struct Sent<'a> {
    pub(super) parameter: &'a Parameter,
    pub(super) ident: syn::Ident,
    pub(super) location: Location,
}

/// A method's parameters beside the path, each by a name that none of `used` has: arguments where
/// they are required, else setters.
pub(super) fn sent<'a>(method: &'a Method, mut used: Taken) -> impl Iterator<Item = Sent<'a>> {
    method.operation.sent_parameters().map(move |(location, parameter)| Sent {
        parameter,
        ident: format_ident!("{}", used.take(&snake(&parameter.name))),
        location,
    })
}

/// The parameters beside the path as an operation has them.
pub(super) fn of_operation<'a>(
    group: &Group,
    method: &'a Method,
) -> impl Iterator<Item = Sent<'a>> + use<'a> {
    let of_download: &[&str] =
        if method.operation.result == Outcome::Bytes { &["bytes", "stream"] } else { &[] };
    let own = method.own_parameters(group).iter().map(|parameter| parameter.name.as_str());
    sent(method, Taken::of(TAKEN.into_iter().chain(of_download.iter().copied()).chain(own)))
}

impl Writer<'_> {
    /// What a setter or a method takes for a parameter. What has no form of its own in a query is
    /// a text.
    pub(super) fn query_type(&self, sent: &Sent<'_>) -> TokenStream {
        match self.given(sent) {
            Given::Plain(ty) => ty,
            Given::Into(text) => quote!(impl Into<#text>),
            Given::Secret => quote!(impl Into<Secret>),
            Given::Each(item, _) => quote!(impl IntoIterator<Item = impl Into<#item>>),
        }
    }

    /// The type that a text in a query is converted to.
    fn query_text(&self, id: TypeId) -> TokenStream {
        match self.types.get(id) {
            Type::Any
            | Type::Map(_)
            | Type::Object(_)
            | Type::Choice(_)
            | Type::Union(_)
            | Type::Array(_)
            | Type::Circle(_)
            | Type::Secret => {
                quote!(String)
            }
            _ => self.rust_type(id),
        }
    }

    /// The call that sets a parameter of a request to the argument.
    pub(super) fn set(&self, sent: &Sent<'_>) -> TokenStream {
        let (wire, ident) = (&sent.parameter.name, &sent.ident);
        if sent.location == Location::WholeQuery {
            return quote!(set_whole_query(Into::<String>::into(#ident)));
        }
        let call = format_ident!("set_{}", place(sent));
        match self.given(sent) {
            Given::Plain(_) => quote!(#call(#wire, #ident)),
            Given::Into(text) => quote!(#call(#wire, Into::<#text>::into(#ident))),
            Given::Secret => quote!(set_secret_query(#wire, #ident)),
            Given::Each(item, separator) => {
                let values = quote!(#ident.into_iter().map(Into::<#item>::into));
                match separator {
                    Some(separator) => {
                        let call = format_ident!("{call}_joined");
                        quote!(#call(#wire, #separator, #values))
                    }
                    None => {
                        let call = format_ident!("{call}_list");
                        quote!(#call(#wire, #values))
                    }
                }
            }
        }
    }

    /// What a mock's macro is told of a parameter, and the type in that: the conversions are those of
    /// [`set`](Self::set), so that a mock expects what a request sends.
    pub(super) fn expects(&self, sent: &Sent<'_>) -> (String, TokenStream) {
        let (place, name) = (place(sent), named(&sent.ident.to_string(), &sent.parameter.name));
        if sent.location == Location::WholeQuery {
            return ("whole_query(into String)".to_owned(), quote!(String));
        }
        match self.given(sent) {
            Given::Plain(ty) => (format!("{place}({name}plain {})", shown(&ty)), ty),
            Given::Into(ty) => (format!("{place}({name}into {})", shown(&ty)), ty),
            // A mock says nothing of its value: the facts of the operation name it among the secrets.
            Given::Secret => (format!("{place}({name}into String)"), quote!(String)),
            Given::Each(ty, Some(separator)) => {
                let separator = Literal::character(separator);
                let wire = Literal::string(&sent.parameter.name);
                (format!("{place}_joined({wire}, {separator}, each {})", shown(&ty)), ty)
            }
            Given::Each(ty, None) => (format!("{place}_list({name}each {})", shown(&ty)), ty),
        }
    }

    /// The names of an operation's parameters, in path and query, whose values are shown to nobody.
    pub(super) fn secrets<'m>(&self, group: &'m Group, method: &'m Method) -> Vec<&'m str> {
        let shared = method.shared_parameters(group);
        let own = method.own_parameters(group).iter().map(|parameter| (parameter, parameter));
        let in_path = shared.chain(own).filter(|(shared, _)| self.is_secret(shared));
        let in_path = in_path.map(|(_, parameter)| parameter.name.as_str());
        let in_query = method.operation.query.iter().filter(|parameter| self.is_secret(parameter));
        in_path.chain(in_query.map(|parameter| parameter.name.as_str())).collect()
    }

    /// Whether a parameter of a path or a query is a secret.
    pub(super) fn is_secret(&self, parameter: &Parameter) -> bool {
        *self.types.get(parameter.ty) == Type::Secret
    }

    fn given(&self, sent: &Sent<'_>) -> Given {
        match self.types.get(sent.parameter.ty) {
            // It is given as it is to be sent.
            _ if sent.location == Location::WholeQuery => Given::Into(quote!(String)),
            // Headers and cookies show their values nowhere.
            Type::Secret if sent.location == Location::Query => Given::Secret,
            Type::Bool | Type::Integer | Type::Unsigned => Given::Plain(self.rust_type(sent.parameter.ty)),
            Type::Array(item) if sent.location != Location::Cookie => {
                let separator = match (sent.location, sent.parameter.listing) {
                    (Location::Query, Listing::Joined(separator)) => Some(separator),
                    _ => None,
                };
                Given::Each(self.query_text(*item), separator)
            }
            _ => Given::Into(self.query_text(sent.parameter.ty)),
        }
    }
}

/// A name in requests, as the runtime's macro is told of it: where it isn't the method's.
pub(super) fn named(method: &str, wire: &str) -> String {
    if method == wire { String::new() } else { format!("{}, ", Literal::string(wire)) }
}

/// What a caller gives for a parameter.
enum Given {
    /// A value of this type.
    Plain(TokenStream),
    /// What becomes one.
    Into(TokenStream),
    /// What becomes a secret.
    Secret,
    /// Several of such; one value holds them all where there is a separator.
    Each(TokenStream, Option<char>),
}

/// Where a parameter stands, as functions of the runtime are called.
fn place(sent: &Sent<'_>) -> &'static str {
    match sent.location {
        Location::Query | Location::WholeQuery => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}
