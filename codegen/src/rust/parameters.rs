//! Writes parameters of queries and headers: what a caller gives for them and how they are set.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

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
        let id = sent.parameter.ty;
        match self.types.get(id) {
            Type::Bool | Type::Integer | Type::Unsigned => self.rust_type(id),
            Type::Array(item) if sent.location != Location::Cookie => {
                let item = self.query_text(*item);
                quote!(impl IntoIterator<Item = impl Into<#item>>)
            }
            _ => {
                let text = self.query_text(id);
                quote!(impl Into<#text>)
            }
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

    /// The call that hands a parameter's argument on: `set_query(…)` of a request with the verb
    /// `set`, `expect_query(…)` of a mock with `expect`. The conversions are the same, so that a
    /// mock expects what a request sends.
    pub(super) fn hand_on(&self, verb: &str, sent: &Sent<'_>) -> TokenStream {
        let (wire, ident) = (&sent.parameter.name, &sent.ident);
        let place = match sent.location {
            Location::Query | Location::WholeQuery => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        };
        if sent.location == Location::WholeQuery {
            let call = format_ident!("{verb}_whole_query");
            return quote!(#call(Into::<String>::into(#ident)));
        }
        let call = format_ident!("{verb}_{place}");
        match self.types.get(sent.parameter.ty) {
            Type::Bool | Type::Integer | Type::Unsigned => quote!(#call(#wire, #ident)),
            Type::Array(item) if sent.location != Location::Cookie => {
                let item = self.query_text(*item);
                let values = quote!(#ident.into_iter().map(Into::<#item>::into));
                match (sent.location, sent.parameter.listing) {
                    (Location::Query, Listing::Joined(separator)) => {
                        let call = format_ident!("{call}_joined");
                        quote!(#call(#wire, #separator, #values))
                    }
                    _ => {
                        let call = format_ident!("{call}_list");
                        quote!(#call(#wire, #values))
                    }
                }
            }
            _ => {
                let text = self.query_text(sent.parameter.ty);
                quote!(#call(#wire, Into::<#text>::into(#ident)))
            }
        }
    }
}
