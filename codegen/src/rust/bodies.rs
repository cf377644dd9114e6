//! Writes what a method takes for its body, and how the body gets into the request.

use proc_macro2::TokenStream;
use quote::quote;

use super::writer::Writer;
use crate::api::Body;
use crate::plan::Method;

impl Writer<'_> {
    /// What the method takes for its body, if it has one that a caller gives.
    pub(super) fn body_type(&self, method: &Method) -> Option<TokenStream> {
        Some(match method.operation.body.as_ref()? {
            Body::Json(id) | Body::Form(id) | Body::Parts(id) => {
                let ty = self.rust_type(*id);
                if self.types.get(*id).is_named() { quote!(impl Into<#ty>) } else { ty }
            }
            Body::Pairs => quote!(impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>),
            Body::Multipart => quote!(Multipart),
            Body::Text(_) => quote!(impl Into<String>),
            Body::Bytes(_) => quote!(impl Into<Bytes>),
            // Where it is given, it is set.
            Body::Free { .. } | Body::Fixed(_) => return None,
        })
    }

    /// The request with its body. What the body has to be turned into before goes to `lets`.
    pub(super) fn with_body(
        &self,
        request: TokenStream,
        method: &Method,
        lets: &mut Vec<TokenStream>,
    ) -> TokenStream {
        let Some(body) = &method.operation.body else { return request };
        if let Some(id) = body.typed().filter(|id| self.types.get(*id).is_named()) {
            let ty = self.rust_type(id);
            lets.push(quote!(let body: #ty = body.into();));
        }
        match body {
            Body::Json(_) => quote!(#request.json(&body)),
            Body::Form(_) => quote!(#request.form(&body)),
            Body::Free { demanded: false, .. } => request,
            Body::Free { .. } => quote!(#request.bytes("application/json", "{}")),
            Body::Fixed(json) => quote!(#request.bytes("application/json", #json)),
            Body::Parts(_) => quote!(#request.parts(&body)),
            Body::Pairs => quote!(#request.pairs(body)),
            Body::Multipart => quote!(#request.multipart(body)),
            Body::Text(media) => quote!(#request.text(#media, body)),
            Body::Bytes(media) => quote!(#request.bytes(#media, body)),
        }
    }
}
