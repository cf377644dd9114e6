//! What a request is as HTTP: its URL and its headers.

use std::borrow::Cow;

use reqwest::Url;
use reqwest::header::{COOKIE, HeaderMap, HeaderName, HeaderValue};

use super::Request;
use crate::client::settings::Settings;
use crate::error::{Error, Result};
use crate::transport::base_url::BaseUrl;
use crate::transport::credentials::CREDENTIAL_HEADERS;
use crate::value::redact::Redactor;
use crate::wire::path_template;

impl Request {
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
        let plain = self.query.iter().map(|(name, value)| (name, path_template::escape(value)));
        let joined = self.joined.iter().map(|(name, value)| (name, Cow::Borrowed(value.as_str())));
        for (at, (name, value)) in plain.chain(joined).enumerate() {
            text.push(if at == 0 { '?' } else { '&' });
            text.push_str(&path_template::escape(name));
            text.push('=');
            text.push_str(&value);
        }
        base_url.join(&text)
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

    /// The path with its parameters, for people.
    pub(crate) fn path_sent(&self) -> Option<String> {
        let settings = self.settings().ok()?;
        Some(self.url(&settings.base_url).ok()?.path().to_owned())
    }

    /// What to look for in the answer's texts: the credentials, the body's secrets.
    pub(crate) fn redactor(&self, settings: &Settings) -> Redactor {
        settings.redactor.with(self.body.iter().flat_map(|body| body.secrets.iter()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::client::shared::Client;
    use crate::request::scope::Scope;
    use crate::value::secret::Secret;
    use crate::wire::api::CORE;
    use crate::wire::operation::OperationInfo;
    use reqwest::Method;

    fn request(template: &'static str) -> Request {
        let client = Client::builder().token("t").base_url("http://localhost/v4").build().unwrap();
        Request::new(&client, &OperationInfo::new(&CORE, "test", Method::PUT, template))
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
