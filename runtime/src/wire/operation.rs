//! The facts of an operation.

use std::borrow::Cow;

use reqwest::Method;

use crate::wire::api::Api;
use crate::wire::safety::is_idempotent;

/// The facts of an operation that are known when the code is generated.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The API that it belongs to: its crate and its codes.
    pub api: &'static Api,
    /// The operation's name in the API document, as it appears in errors and traces.
    pub id: &'static str,
    /// The HTTP method, or where it is one of [another name](Self::sent_as), one that can be repeated
    /// like it; [`method`](Self::method) gives what is sent.
    pub method: Method,
    /// The name of a method that isn't among those of [`Method`].
    pub other_method: Option<&'static str>,
    /// The path below the base URL, with its parameters in braces.
    pub path: &'static str,
    /// Whether the document shows the answer without an envelope round the result.
    pub bare: bool,
    /// Whether sending it twice does what sending it once does, so that it may be repeated when
    /// nobody knows whether it was processed. True for GET, HEAD, OPTIONS, TRACE, PUT and DELETE,
    /// unless it is [said](Self::idempotent).
    pub idempotent: bool,
    /// The permissions of which a token needs one, by their names; empty where they aren't known.
    pub permissions: &'static [&'static str],
    /// The names of parameters of path and query that are secrets. No text for people has their values.
    pub secrets: &'static [&'static str],
}

impl OperationInfo {
    /// The facts of one operation, usable in a `const`.
    pub const fn new(api: &'static Api, id: &'static str, method: Method, path: &'static str) -> Self {
        let idempotent = is_idempotent(&method);
        Self {
            api,
            id,
            method,
            other_method: None,
            path,
            bare: false,
            idempotent,
            permissions: &[],
            secrets: &[],
        }
    }

    /// The same for an operation whose answer the document shows without an envelope. Answers in
    /// an envelope are taken too.
    pub const fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// The same for an operation of a method with this name, such as `QUERY` or `COPY`. Whether it can
    /// be repeated goes by the method that [`new`](Self::new) was given.
    pub const fn sent_as(mut self, method: &'static str) -> Self {
        self.other_method = Some(method);
        self
    }

    /// The same for an operation for which a token needs one of these permissions.
    pub const fn permissions(mut self, permissions: &'static [&'static str]) -> Self {
        self.permissions = permissions;
        self
    }

    /// The same for an operation of which these parameters, in path or query, are secrets.
    pub const fn secrets(mut self, secrets: &'static [&'static str]) -> Self {
        self.secrets = secrets;
        self
    }

    /// The HTTP method that is sent.
    pub fn method(&self) -> Method {
        // A name that no method can have was refused when the code was generated.
        let other = self.other_method.and_then(|name| Method::from_bytes(name.as_bytes()).ok());
        other.unwrap_or_else(|| self.method.clone())
    }

    /// The same for an operation of which it is known whether it can be repeated.
    pub const fn idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = idempotent;
        self
    }
}

/// Which operation an answer or an error belongs to: [`OperationInfo`], or what the caller of
/// [`Client::request`](crate::Client::request) gave.
#[derive(Clone, Debug)]
pub(crate) struct OperationContext {
    pub(crate) api: &'static Api,
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    pub(crate) template: Cow<'static, str>,
    pub(crate) bare: bool,
    pub(crate) idempotent: bool,
    pub(crate) permissions: &'static [&'static str],
}

impl From<&OperationInfo> for OperationContext {
    fn from(info: &OperationInfo) -> Self {
        Self {
            api: info.api,
            id: info.id,
            method: info.method(),
            template: Cow::Borrowed(info.path),
            bare: info.bare,
            idempotent: info.idempotent,
            permissions: info.permissions,
        }
    }
}
