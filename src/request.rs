//! A request as an operation describes it, before it becomes HTTP.

mod body;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use reqwest::Url;
use reqwest::header::{COOKIE, HeaderMap, HeaderName, HeaderValue};

use crate::base_url::BaseUrl;
use crate::client::Client;
use crate::credentials::CREDENTIAL_HEADERS;
use crate::error::{Error, Result};
use crate::operation::{OperationContext, OperationInfo};
use crate::options::RequestOptions;
use crate::path_template;
use crate::redact::Redactor;
use crate::scope::Scope;
use crate::settings::Settings;

pub(crate) use self::body::Body;

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
    pub fn new(client: &Client, info: &OperationInfo) -> Self {
        Self::for_operation(client, OperationContext::from(info))
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

    pub(crate) fn set_path(&mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) {
        set(&mut self.path, name.into(), value.to_string());
    }

    /// Sets a query parameter; setting it again replaces it.
    pub fn set_query(&mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) {
        set(&mut self.query, name.into(), value.to_string());
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
            other => path_template::escape(&other.to_string()),
        };
        let values: Vec<String> =
            values.into_iter().map(|value| path_template::escape(&value.to_string())).collect();
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

    /// The headers that the operation documents as parameters.
    pub(crate) fn headers(&self) -> Result<HeaderMap> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let refused = |_| Error::invalid_request(format!("the header {name} can't have this value"));
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| Error::invalid_request(format!("{name} is no name of a header")))?;
            if CREDENTIAL_HEADERS.contains(&name) {
                return Err(Error::invalid_request(format!("the header {name} is set by the credentials")));
            }
            headers.insert(name, HeaderValue::from_str(value).map_err(refused)?);
        }
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={}", path_template::escape(value)))
            .collect();
        if !cookies.is_empty() {
            let refused = |_| Error::invalid_request("a cookie has a name that a header can't carry");
            headers.insert(COOKIE, HeaderValue::from_str(&cookies.join("; ")).map_err(refused)?);
        }
        Ok(headers)
    }

    /// The value of a query parameter, if it is set.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn operation(&self) -> &OperationContext {
        &self.operation
    }

    /// The request with options for this call; those that are set win over those that were set
    /// before.
    pub(crate) fn with_options(mut self, options: RequestOptions) -> Self {
        let before = self.options.take().map(|before| *before).unwrap_or_default();
        self.options = Some(Box::new(options.or(before)));
        self
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
        if self.blocking {
            Arc::make_mut(&mut settings).connecting.blocking = true;
        }
        Ok(settings)
    }

    /// The URL, with every parameter in its place.
    pub(crate) fn url(&self, base_url: &BaseUrl) -> Result<Url> {
        let mut used = vec![false; self.path.len()];
        let value = |name: &str, position: usize| {
            if let Some(scope) = &self.scope
                && position < 2
            {
                return Some(if position == 0 { scope.collection() } else { scope.id() });
            }
            let at = self.path.iter().position(|(known, _)| known == name)?;
            used[at] = true;
            Some(self.path[at].1.as_str())
        };
        let mut text =
            path_template::render(&self.operation.template, value).map_err(Error::invalid_request)?;
        if let Some(unused) = used.iter().position(|used| !used) {
            let name = &self.path[unused].0;
            return Err(Error::invalid_request(format!("the path has no parameter {name}")));
        }
        let plain = self.query.iter().map(|(name, value)| (name, Cow::Owned(path_template::escape(value))));
        let joined = self.joined.iter().map(|(name, value)| (name, Cow::Borrowed(value)));
        for (at, (name, value)) in plain.chain(joined).enumerate() {
            text.push(if at == 0 { '?' } else { '&' });
            text.push_str(&path_template::escape(name));
            text.push('=');
            text.push_str(&value);
        }
        base_url.join(&text)
    }

    /// The path with its parameters, for people.
    pub(crate) fn path_sent(&self) -> Option<String> {
        let settings = self.settings().ok()?;
        Some(self.url(&settings.base_url).ok()?.path().to_owned())
    }

    /// What to look for in the answer's texts: the credentials, the body's secrets.
    pub(crate) fn redactor(&self, settings: &Settings) -> Redactor {
        let mut redactor = settings.redactor.clone();
        for secret in self.body.iter().flat_map(|body| body.secrets.iter()) {
            redactor.add(secret);
        }
        redactor
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |pairs: &[(Cow<'static, str>, String)]| -> Vec<String> {
            pairs.iter().map(|(name, _)| name.to_string()).collect()
        };
        f.debug_struct("Request")
            .field("operation", &self.operation.id)
            .field("method", &self.operation.method)
            .field("path", &self.operation.template)
            .field("path_parameters", &names(&self.path))
            .field("query", &names(&self.query))
            .field("body_bytes", &self.body.as_ref().map(|body| body.bytes.len()))
            .finish_non_exhaustive()
    }
}

fn set(pairs: &mut Vec<(Cow<'static, str>, String)>, name: Cow<'static, str>, value: String) {
    match pairs.iter_mut().find(|(known, _)| *known == name) {
        Some(pair) => pair.1 = value,
        None => pairs.push((name, value)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::secret::Secret;
    use reqwest::Method;

    fn request(template: &'static str) -> Request {
        let client = Client::builder().token("t").base_url("http://localhost/v4").build().unwrap();
        Request::new(&client, &OperationInfo::new("test", Method::PUT, template))
    }

    fn base() -> BaseUrl {
        BaseUrl::parse("http://localhost/v4", false).unwrap()
    }

    #[test]
    fn scope_path_and_query_find_their_places() {
        let scope = Scope::zone("z/1").unwrap();
        let mut request = request("/{where}/{which}/c/{id}").scope(&scope).path("id", "a b");
        request.set_query("page", 1);
        request.set_query("per page", "5&6");
        request.set_query("page", 2);
        let url = request.url(&base()).unwrap();
        assert_eq!(url.as_str(), "http://localhost/v4/zones/z%2F1/c/a%20b?page=2&per%20page=5%266");
        assert_eq!(request.query("page"), Some("2"));
    }

    #[test]
    fn wrong_parameters_are_refused() {
        let says = |request: Request| request.url(&base()).unwrap_err().to_string();
        assert!(says(request("/c/{id}")).contains("id isn't set"));
        assert!(says(request("/c/{id}").path("id", "")).contains("id is empty"));
        assert!(says(request("/c/{id}").path("id", "1").path("other", "2")).contains("no parameter other"));
    }

    #[test]
    fn a_body_that_does_not_serialize_is_an_error_later() {
        let map = std::collections::HashMap::from([((1, 2), 3)]);
        let request = request("/c").json(&map);
        let error = request.body().err().unwrap();
        assert!(error.to_string().contains("serialize") && std::error::Error::source(&error).is_some());
        assert!(request.json(&1).body().is_ok());
    }

    #[test]
    fn debug_shows_names_and_the_redactor_knows_the_body() {
        let request = request("/c/{id}")
            .path("id", "hunter1")
            .json(&serde_json::json!({"a": 1}))
            .json(&Secret::new("hunter2"));
        let shown = format!("{request:?}");
        assert!(shown.contains("\"id\"") && !shown.contains("hunter"), "{shown}");
        assert_eq!(request.redactor(&request.settings().unwrap()).redact("was hunter2"), "was [redacted]");
    }
}
