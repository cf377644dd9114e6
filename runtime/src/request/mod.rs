//! A request as an operation describes it, before it becomes HTTP.

mod body;
mod hidden;
mod rendered;
pub(crate) mod scope;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::client::options::RequestOptions;
use crate::client::settings::Settings;
use crate::client::shared::Client;
use crate::error::{Error, Result};
use crate::request::scope::Scope;
use crate::transport::blocking;
use crate::value::secret::Secret;
use crate::wire::multipart::Multipart;
use crate::wire::operation::{OperationContext, OperationInfo};
use crate::wire::path_template;

pub(crate) use self::body::Body;
use self::hidden::{Hidden, Named};

/// In which form an answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// JSON in an envelope.
    Envelope,
    /// Whatever it is, whole.
    Bytes,
    /// Whatever it is, piece by piece.
    Stream,
}

/// What is sent: an operation with its parameters and its body.
///
/// Generated operations hold one and fill it; nothing is checked or sent before the operation
/// is. Its `Debug` shows method, path template and the names of what is set, never a value.
#[derive(Clone)]
pub struct Request {
    client: Client,
    operation: OperationContext,
    scope: Option<Scope>,
    path: Vec<(Cow<'static, str>, String)>,
    query: Vec<(Cow<'static, str>, String)>,
    /// Lists in the query that are written as one value, escaped already.
    joined: Vec<(Cow<'static, str>, String)>,
    headers: Vec<(&'static str, String)>,
    cookies: Vec<(Cow<'static, str>, String)>,
    body: Option<Body>,
    /// What of all that is secret, if anything is.
    hidden: Option<Box<Hidden>>,
    /// What the caller set for this call alone.
    options: Option<Box<RequestOptions>>,
    /// Sent from a blocking call.
    blocking: bool,
    /// In which form the answer is wanted.
    wanted: Wanted,
    /// Why the body can't be sent.
    unsendable: Option<Arc<serde_json::Error>>,
}

impl Request {
    /// A request for an operation, without parameters or body.
    pub fn new(client: &impl AsRef<Client>, info: &OperationInfo) -> Self {
        Self::for_operation(client.as_ref(), OperationContext::from(info))
    }

    pub(crate) fn for_operation(client: &Client, operation: OperationContext) -> Self {
        Self {
            client: client.clone(),
            operation,
            scope: None,
            path: Vec::new(),
            query: Vec::new(),
            joined: Vec::new(),
            headers: Vec::new(),
            cookies: Vec::new(),
            body: None,
            hidden: None,
            options: None,
            blocking: false,
            wanted: Wanted::Envelope,
            unsendable: None,
        }
    }

    /// Fills the first two parameters of the template, which say where: `accounts` or `zones`,
    /// and the identifier.
    pub fn scope(mut self, scope: &Scope) -> Self {
        self.scope = Some(scope.clone());
        self
    }

    /// Fills the path parameter of this name. An empty value is an error when the request is
    /// sent; every other value is escaped, so that it stays one path segment.
    pub fn path(mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) -> Self {
        self.set_path(name, value);
        self
    }

    /// [`path`](Self::path) with a secret: it is in no `Debug`, and looked for in what comes back.
    pub fn secret_path(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Secret>) -> Self {
        self.set_secret_path(name.into(), value.into());
        self
    }

    pub(crate) fn set_path(&mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) {
        let name = name.into();
        self.forget(|hidden| &mut hidden.path, &name);
        set(&mut self.path, name, value.to_string());
    }

    /// Sets a query parameter; setting it again replaces it.
    pub fn set_query(&mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) {
        let name = name.into();
        self.forget(|hidden| &mut hidden.query, &name);
        set(&mut self.query, name, value.to_string());
    }

    /// [`set_path`](Self::set_path) with a secret.
    pub(crate) fn set_secret_path(&mut self, name: Cow<'static, str>, value: Secret) {
        self.path.retain(|(known, _)| *known != name);
        set(&mut self.hidden_mut().path, name, value);
    }

    /// [`set_query`](Self::set_query) with a secret: it is in no `Debug`, and looked for in what comes back.
    pub fn set_secret_query(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Secret>) {
        let name = name.into();
        self.query.retain(|(known, _)| *known != name);
        set(&mut self.hidden_mut().query, name, value.into());
    }

    /// Sets a secret member of the object that the JSON body is.
    pub(crate) fn set_secret_member(&mut self, name: Cow<'static, str>, value: Secret) {
        let base = self.body.take();
        let hidden = self.hidden_mut();
        if hidden.members.is_empty() {
            hidden.base = base;
        }
        set(&mut hidden.members, name, value);
        if self.unsendable.is_none() || self.hidden.as_ref().is_some_and(|hidden| hidden.base.is_some()) {
            self.compose();
        }
    }

    fn hidden_mut(&mut self) -> &mut Hidden {
        self.hidden.get_or_insert_default()
    }

    /// Lets go of a secret that another value takes the place of.
    fn forget(&mut self, of: impl FnOnce(&mut Hidden) -> &mut Named, name: &str) {
        if let Some(hidden) = &mut self.hidden {
            of(hidden).retain(|(known, _)| known != name);
        }
    }

    /// Makes the body anew, with its secret members.
    fn compose(&mut self) {
        let Some(hidden) = &self.hidden else { return };
        match hidden.compose() {
            Ok(body) => (self.body, self.unsendable) = (Some(body), None),
            Err(error) => (self.body, self.unsendable) = (None, Some(Arc::new(error))),
        }
    }

    /// Sets a query parameter that has several values, each written as a parameter of this name;
    /// setting it again replaces them all.
    pub fn set_query_list<T: ToString>(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        values: impl IntoIterator<Item = T>,
    ) {
        let name = name.into();
        self.query.retain(|(known, _)| *known != name);
        self.query.extend(values.into_iter().map(|value| (name.clone(), value.to_string())));
    }

    /// Makes a text the query, all of it, escaped: JSON, say, or a path into it. It has no name.
    pub fn set_whole_query(&mut self, text: impl AsRef<str>) {
        let text = path_template::escape(text.as_ref()).into_owned();
        set(&mut self.joined, Cow::Borrowed(""), text);
    }

    /// Sets a query parameter that has several values, written as one with `separator` between
    /// them; setting it again replaces them all. The separator is told from the same character
    /// inside a value: that one is escaped.
    pub fn set_query_joined<T: ToString>(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        separator: char,
        values: impl IntoIterator<Item = T>,
    ) {
        // A comma may stand in a query as it is, other separators may not.
        let separator = match separator {
            ',' => ",".to_owned(),
            other => path_template::escape(&other.to_string()).into_owned(),
        };
        let values: Vec<String> =
            values.into_iter().map(|value| path_template::escape(&value.to_string()).into_owned()).collect();
        let name = name.into();
        if values.is_empty() {
            self.joined.retain(|(known, _)| *known != name);
        } else {
            set(&mut self.joined, name, values.join(&separator));
        }
    }

    /// Sets a header that the operation documents as a parameter.
    pub fn set_header(&mut self, name: &'static str, value: impl ToString) {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_string()));
    }

    /// Sets a header that has several values, with commas between them.
    pub fn set_header_list<T: ToString>(&mut self, name: &'static str, values: impl IntoIterator<Item = T>) {
        let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
        self.set_header(name, values.join(","));
    }

    /// Sets a cookie that the operation documents as a parameter.
    pub fn set_cookie(&mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) {
        set(&mut self.cookies, name.into(), value.to_string());
    }

    /// Makes bytes of this media type the body.
    pub fn bytes(mut self, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        self.set_body(Ok(Body::bytes(content_type, body)));
        self
    }

    /// Makes a text of this media type the body, in UTF-8.
    pub fn text(mut self, content_type: &'static str, text: impl Into<String>) -> Self {
        self.set_body(Ok(Body::text(content_type, text.into())));
        self
    }

    /// Makes a multipart form the body.
    pub fn multipart(mut self, form: Multipart) -> Self {
        self.set_body(Ok(Body::multipart(&form)));
        self
    }

    /// Makes the fields of `value`, as a multipart form, the body: a list as a part for each of its items,
    /// what has fields of its own as JSON, nothing for null. When it doesn't serialize to an object, or a
    /// file lacks a name that it needs, sending the request gives an
    /// [invalid request](crate::ErrorKind::InvalidRequest) error.
    pub fn parts<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        self.set_body(Body::parts(value));
        self
    }

    /// Makes a form of these fields the body (`application/x-www-form-urlencoded`).
    pub fn pairs(mut self, fields: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Self {
        let fields: Vec<(String, Zeroizing<String>)> =
            fields.into_iter().map(|(name, value)| (name.into(), Zeroizing::new(value.into()))).collect();
        self.set_body(Ok(Body::pairs(&fields)));
        self
    }

    /// Makes the fields of `value`, as a form, the body: a list as a field for each of its items,
    /// nothing for null. When it doesn't serialize to an object, sending the request gives an
    /// [invalid request](crate::ErrorKind::InvalidRequest) error.
    pub fn form<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        self.set_body(Body::form(value));
        self
    }

    /// Makes `value`, as JSON, the body. When it doesn't serialize, sending the request gives
    /// an [invalid request](crate::ErrorKind::InvalidRequest) error.
    pub fn json<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        self.set_json(value);
        self
    }

    pub(crate) fn set_json<T: Serialize + ?Sized>(&mut self, value: &T) {
        self.set_body(Body::json(value));
    }

    fn set_body(&mut self, body: serde_json::Result<Body>) {
        match body {
            Ok(body) => (self.body, self.unsendable) = (Some(body), None),
            Err(error) => (self.body, self.unsendable) = (None, Some(Arc::new(error))),
        }
        if let Some(hidden) = self.hidden.as_mut().filter(|hidden| !hidden.members.is_empty()) {
            hidden.base = self.body.take();
            if self.unsendable.is_none() {
                self.compose();
            }
        }
    }

    /// The body, or the error that kept it from being one.
    pub(crate) fn body(&self) -> Result<Option<&Body>> {
        match &self.unsendable {
            None => Ok(self.body.as_ref()),
            Some(error) => {
                Err(Error::invalid_request("the body doesn't serialize").with_source(Arc::clone(error)))
            }
        }
    }

    /// The value of a query parameter, if it is set.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Where the operation acts, if it has a scope.
    #[cfg(feature = "tracing")]
    pub(crate) fn scope_of(&self) -> Option<&Scope> {
        self.scope.as_ref()
    }

    /// The path's parameters by name, without the scope.
    #[cfg(feature = "tracing")]
    pub(crate) fn path_parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.path.iter().map(|(name, value)| (&**name, value.as_str()))
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn operation(&self) -> &OperationContext {
        &self.operation
    }

    pub(crate) fn set_idempotent(&mut self, idempotent: bool) {
        self.operation.idempotent = idempotent;
    }

    /// The request with options for this call; those that are set win over those that were set
    /// before.
    pub(crate) fn with_options(mut self, options: RequestOptions) -> Self {
        let before = self.options.take().map(|before| *before).unwrap_or_default();
        self.options = Some(Box::new(options.or(before)));
        self
    }

    pub(crate) fn with_total_timeout(self, limit: Duration) -> Self {
        self.with_options(RequestOptions::new().total_timeout(limit))
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn set_blocking(&mut self) {
        self.blocking = true;
    }

    /// The request for an answer in this form.
    pub(crate) fn wanting(mut self, wanted: Wanted) -> Self {
        self.wanted = wanted;
        self
    }

    pub(crate) fn wanted(&self) -> Wanted {
        self.wanted
    }

    /// What the call goes by.
    pub(crate) fn settings(&self) -> Result<Arc<Settings>> {
        let shared = self.client.shared();
        let mut settings = match &self.options {
            None => Arc::clone(&shared.settings),
            Some(options) => Arc::new(Settings::overridden(options, &shared.options)?),
        };
        if self.blocking || blocking::is_here() {
            Arc::make_mut(&mut settings).connecting.blocking = true;
        }
        Ok(settings)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let none = Hidden::default();
        let hidden = self.hidden.as_deref().unwrap_or(&none);
        let names = |pairs: &[(Cow<'static, str>, String)], hidden: &Named| -> Vec<String> {
            let hidden = hidden.iter().map(|(name, _)| name.to_string());
            pairs.iter().map(|(name, _)| name.to_string()).chain(hidden).collect()
        };
        f.debug_struct("Request")
            .field("operation", &self.operation.id)
            .field("method", &self.operation.method)
            .field("path", &self.operation.template)
            .field("path_parameters", &names(&self.path, &hidden.path))
            .field("query", &names(&self.query, &hidden.query))
            .field("body_bytes", &self.body.as_ref().map(|body| body.bytes.len()))
            .finish_non_exhaustive()
    }
}

fn set<T>(pairs: &mut Vec<(Cow<'static, str>, T)>, name: Cow<'static, str>, value: T) {
    match pairs.iter_mut().find(|(known, _)| *known == name) {
        Some(pair) => pair.1 = value,
        None => pairs.push((name, value)),
    }
}
