//! Writes what a method takes for its body, and how the body gets into the request.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::operations::Writer;
use crate::emit::progenitor::Signature;
use crate::model::Body;
use crate::plan::Method;

impl Writer<'_> {
    /// What the method takes for its body, if it has one that a caller gives.
    pub(super) fn body_type(&self, method: &Method, signature: &Signature) -> Option<TokenStream> {
        Some(match (method.operation.body.as_ref()?, signature.arguments.get("body")) {
            (Body::Json(body) | Body::Form(body), Some(ty)) if self.is_named(*body) => quote!(impl Into<#ty>),
            (Body::Json(_) | Body::Form(_), ty) => quote!(#ty),
            (Body::Pairs, _) => quote!(impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>),
            (Body::Multipart, _) => quote!(Multipart),
            (Body::Text(_), _) => quote!(impl Into<String>),
            (Body::Bytes(_), _) => quote!(impl Into<Bytes>),
            (Body::Fixed(_), _) => return None,
        })
    }

    /// The request with its body. What the body has to be turned into before goes to `lets`.
    pub(super) fn with_body(
        &self,
        request: TokenStream,
        method: &Method,
        signature: &Signature,
        lets: &mut Vec<TokenStream>,
    ) -> TokenStream {
        let Some(body) = &method.operation.body else { return request };
        if let (Some(id), Some(ty)) = (body.typed(), signature.arguments.get("body"))
            && self.is_named(id)
        {
            lets.push(quote!(let body: #ty = body.into();));
        }
        match body {
            Body::Json(_) => quote!(#request.json(&body)),
            Body::Form(_) => quote!(#request.form(&body)),
            Body::Fixed(json) => quote!(#request.bytes("application/json", #json)),
            Body::Pairs => quote!(#request.pairs(body)),
            Body::Multipart => quote!(#request.multipart(body)),
            Body::Text(media) => quote!(#request.text(#media, body)),
            Body::Bytes(media) => quote!(#request.bytes(#media, body)),
        }
    }
}
