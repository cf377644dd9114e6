//! What a request is as HTTP: its URL and its headers.

use std::borrow::Cow;

use reqwest::Url;
use reqwest::header::{COOKIE, HeaderMap, HeaderName, HeaderValue};

use super::Request;
use crate::client::settings::{SECRET_HEADER, Settings};
use crate::error::{Error, Result};
use crate::transport::base_url::BaseUrl;
use crate::transport::credentials::CREDENTIAL_HEADERS;
use crate::value::redact::Redactor;
use crate::value::secret::Secret;
use crate::wire::{framing, path_template};

impl Request {
    /// The URL, with every parameter in its place.
    pub(crate) fn url(&self, base_url: &BaseUrl) -> Result<Url> {
        let secret = self.hidden.as_ref().is_some_and(|hidden| !hidden.path.is_empty());
        base_url.join(&self.path_and_query(|secret| secret.expose())?, secret)
    }

    /// What comes after the base URL, with `shown` of each secret.
    fn path_and_query<'s>(&'s self, shown: impl Fn(&'s Secret) -> &'s str) -> Result<String> {
        let hidden = self.hidden.as_deref();
        let hidden_path: &'s [_] = hidden.map_or(&[], |hidden| &hidden.path);
        let hidden_query: &'s [_] = hidden.map_or(&[], |hidden| &hidden.query);
        let parameters = self.path.len() + hidden_path.len();
        let (mut few, mut many) = ([false; 8], Vec::new());
        let used = few.get_mut(..parameters).unwrap_or_else(|| {
            many.resize(parameters, false);
            &mut many
        });
        let value = |name: &str, position: usize| {
            if let Some(scope) = &self.scope
                && position < 2
            {
                return Some(if position == 0 { scope.collection() } else { scope.id() });
            }
            if let Some(at) = self.path.iter().position(|(known, _)| known == name) {
                used[at] = true;
                return Some(self.path[at].1.as_str());
            }
            let at = hidden_path.iter().position(|(known, _)| known == name)?;
            used[self.path.len() + at] = true;
            Some(shown(&hidden_path[at].1))
        };
        let mut text =
            path_template::render(&self.operation.template, value).map_err(Error::invalid_request)?;
        if let Some(unused) = used.iter().position(|used| !used) {
            let names = self.path.iter().map(|(name, _)| name);
            let name =
                names.chain(hidden_path.iter().map(|(name, _)| name)).nth(unused).map_or("", |name| name);
            return Err(Error::invalid_request(format!("the path has no parameter {name}")));
        }
        let plain = self.query.iter().map(|(name, value)| (name, path_template::escape(value)));
        let joined = self.joined.iter().map(|(name, value)| (name, Cow::Borrowed(value.as_str())));
        let hidden = hidden_query.iter().map(|(name, value)| (name, path_template::escape(shown(value))));
        for (at, (name, value)) in plain.chain(joined).chain(hidden).enumerate() {
            text.push(if at == 0 { '?' } else { '&' });
            // What is the whole query has no name.
            if !name.is_empty() {
                text.push_str(&path_template::escape(name));
                text.push('=');
            }
            text.push_str(&value);
        }
        Ok(text)
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
            if framing::frames(&name) {
                return Err(Error::invalid_request(format!("the header {name} {}", framing::REFUSED)));
            }
            let mut value = HeaderValue::from_str(value).map_err(refused)?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={}", path_template::escape(value)))
            .collect();
        if !cookies.is_empty() {
            let refused = |name: &str| {
                Error::invalid_request(format!("a cookie has the name {name:?}, which no cookie can have"))
            };
            for (name, _) in &self.cookies {
                let splits = |c: char| !c.is_ascii_graphic() || "=;,\"\\".contains(c);
                if name.is_empty() || name.contains(splits) {
                    return Err(refused(name));
                }
            }
            let mut value = HeaderValue::from_str(&cookies.join("; ")).map_err(|_| refused(""))?;
            value.set_sensitive(true);
            headers.insert(COOKIE, value);
        }
        Ok(headers)
    }

    /// The path with its parameters, for people: without those that are secrets.
    pub(crate) fn path_sent(&self) -> Option<String> {
        const SECRET: &str = "[redacted]";
        let settings = self.settings().ok()?;
        let url = settings.base_url.join(&self.path_and_query(|_| SECRET).ok()?, true).ok()?;
        Some(match self.hidden.as_ref().is_some_and(|hidden| !hidden.path.is_empty()) {
            true => url.path().replace(&*path_template::escape(SECRET), SECRET),
            false => url.path().to_owned(),
        })
    }

    /// What to look for in the answer's texts: the credentials, and all secrets of the request.
    pub(crate) fn redactor(&self, settings: &Settings) -> Redactor {
        let body = self.body.iter().flat_map(|body| body.secrets.iter()).map(Secret::expose);
        let hidden = self.hidden.iter().flat_map(|hidden| hidden.values()).map(Secret::expose);
        // A short value is more likely a word, which error texts would miss.
        let headers = self.headers.iter().map(|(_, value)| value.as_str());
        let cookies = self.cookies.iter().map(|(_, value)| value.as_str());
        let long = headers.chain(cookies).filter(|value| value.len() >= SECRET_HEADER);
        settings.redactor.with(body.chain(hidden).chain(long))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::client::shared::Client;
    use crate::request::scope::Scope;
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
    fn a_text_can_be_the_whole_query() {
        let mut request = request("/a");
        request.set_whole_query("first");
        request.set_whole_query(r#"{"a":[1, "b&c"]}"#);
        let url = request.url(&base()).unwrap();
        assert_eq!(url.as_str(), "http://localhost/v4/a?%7B%22a%22%3A%5B1%2C%20%22b%26c%22%5D%7D");
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
