//! What generated code says about an operation.

use std::borrow::Cow;

use reqwest::Method;
use serde::de::DeserializeOwned;

use crate::request::Request;

/// The facts of an operation that are known when the code is generated.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The operation's name in the API document, as it appears in errors and traces.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path below the base URL, with its parameters in braces.
    pub path: &'static str,
    /// Whether the document shows the answer without an envelope round the result.
    pub bare: bool,
}

impl OperationInfo {
    /// The facts of one operation, usable in a `const`.
    pub const fn new(id: &'static str, method: Method, path: &'static str) -> Self {
        Self { id, method, path, bare: false }
    }

    /// The same for an operation whose answer the document shows without an envelope. Answers in
    /// an envelope are taken too.
    pub const fn bare(mut self) -> Self {
        self.bare = true;
        self
    }
}

/// One call of the API that has been described and not been sent.
///
/// Generated structs implement this; what is done with an operation is in
/// [`EnvelopeExt`](crate::EnvelopeExt), [`PaginateExt`](crate::PaginateExt) and
/// [`OperationExt`](crate::OperationExt).
#[must_use = "an operation does nothing until it is sent"]
pub trait Operation: Sized + Send {
    /// What the envelope's `result` holds when the call succeeds.
    type Result: DeserializeOwned + Send + 'static;

    /// Name, method and path.
    const INFO: OperationInfo;

    /// The request that this operation stands for.
    fn into_request(self) -> Request;

    /// What a success without a result means: `result: null`, no `result`, or no body at all.
    ///
    /// An empty list for lists, `Some(None)` for deletions. `None`, the default, says that the
    /// operation promises a result, so that its absence is an error.
    fn absent() -> Option<Self::Result> {
        None
    }
}

/// Which operation an answer or an error belongs to: [`OperationInfo`], or what the caller of
/// [`Client::request`](crate::Client::request) gave.
#[derive(Clone, Debug)]
pub(crate) struct OperationContext {
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    pub(crate) template: Cow<'static, str>,
    pub(crate) bare: bool,
}

impl From<&OperationInfo> for OperationContext {
    fn from(info: &OperationInfo) -> Self {
        Self { id: info.id, method: info.method.clone(), template: Cow::Borrowed(info.path), bare: info.bare }
    }
}
