//! Where requests go.

use std::fmt;
use std::net::IpAddr;

use reqwest::Url;

use crate::error::{Error, Result};

/// The service's own address.
pub(crate) const DEFAULT: &str = "https://api.cloudflare.com/client/v4";

/// A checked base URL: https (or http where that is allowed), a host, maybe a path; no user,
/// query or fragment.
#[derive(Clone)]
pub(crate) struct BaseUrl {
    /// Without a slash at its end.
    text: String,
    /// The same, parsed: a URL below it needs no more than its own path to be looked at.
    url: Url,
    loopback: bool,
    secure: bool,
}

impl BaseUrl {
    /// Checks `text`. Plain http carries credentials in the clear, so it is for loopback
    /// addresses unless `allow_http` says otherwise.
    pub(crate) fn parse(text: &str, allow_http: bool) -> Result<Self> {
        // The text isn't repeated in errors: it may hold a password.
        let wrong = |what: &str| Error::configuration(format!("the base URL {what}"));
        let url = Url::parse(text.trim()).map_err(|error| wrong("can't be parsed").with_source(error))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("has a user name or password in it, which would be sent nowhere"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("has a query or a fragment, to which no path can be added"));
        }
        let Some(host) = url.host_str().filter(|host| !host.is_empty()) else {
            return Err(wrong("names no host"));
        };
        let loopback = is_loopback(host);
        match url.scheme() {
            "https" => {}
            "http" if loopback || allow_http => {}
            "http" => {
                return Err(wrong(
                    "is plain http to another machine, which would show the credentials to \
                     everybody on the way; allow_insecure_http(true) permits it",
                ));
            }
            other => return Err(wrong(&format!("has the scheme {other}, where https is expected"))),
        }
        Ok(Self {
            secure: url.scheme() == "https",
            text: url.as_str().trim_end_matches('/').to_owned(),
            loopback,
            url,
        })
    }

    /// The URL of a rendered path (with its query, if any) below the base.
    pub(crate) fn join(&self, path_and_query: &str) -> Result<Url> {
        let (path, query) = match path_and_query.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (path_and_query, None),
        };
        let mut url = self.url.clone();
        match self.url.path().trim_end_matches('/') {
            "" => url.set_path(path),
            base => url.set_path(&[base, path].concat()),
        }
        url.set_query(query);
        // A URL parser resolves `..`, also when it is escaped; then it is another path.
        if url.as_str().strip_prefix(&self.text) != Some(path_and_query) {
            return Err(Error::invalid_request("the path doesn't stay as it was written"));
        }
        Ok(url)
    }

    /// Whether it is this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether it is https.
    pub(crate) fn is_secure(&self) -> bool {
        self.secure
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether a host, as a parsed URL has it, is this machine in itself: an address of it in any form, or
/// a name that means nothing else. What other names resolve to isn't known here.
fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => address.is_loopback(),
        Ok(IpAddr::V6(address)) => {
            // `::ffff:127.0.0.1` and the older `::127.0.0.1`; `::1` is of the latter kind.
            address.is_loopback() || address.to_ipv4().is_some_and(|address| address.is_loopback())
        }
        Err(_) => {
            let name = host.strip_suffix('.').unwrap_or(host);
            name == "localhost" || name.ends_with(".localhost")
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn keeps_its_path_with_or_without_a_slash() {
        for text in ["http://127.0.0.1:1/client/v4", "http://127.0.0.1:1/client/v4/"] {
            let base = BaseUrl::parse(text, false).unwrap();
            let url = base.join("/zones/a%2Fb?page=1").unwrap();
            assert_eq!(url.as_str(), "http://127.0.0.1:1/client/v4/zones/a%2Fb?page=1");
        }
        assert_eq!(BaseUrl::parse("http://localhost", false).unwrap().join("/a").unwrap().path(), "/a");
    }

    #[test]
    fn what_is_refused() {
        for (text, says) in [
            ("", "parsed"),
            ("api.cloudflare.com", "parsed"),
            ("ftp://localhost", "scheme ftp"),
            ("http://example.com", "allow_insecure_http"),
            ("http://127.0.0.1.example.com", "allow_insecure_http"),
            ("https://user:hunter2@example.com", "password"),
            ("http://localhost?a=b", "query"),
            ("http://localhost#a", "fragment"),
        ] {
            let error = BaseUrl::parse(text, false).unwrap_err().to_string();
            assert!(error.contains(says) && !error.contains("hunter2"), "{text}: {error}");
        }
        for text in [
            "http://[::1]:80",
            "http://[0:0:0:0:0:0:0:1]",
            "http://[::ffff:127.0.0.1]",
            "http://[::ffff:7f01:203]",
            "http://[::127.0.0.1]",
            "http://a.localhost",
            "http://LOCALHOST.",
            "http://127.9.9.9",
            "http://127.1",
            "http://0x7f.1",
            "http://2130706433",
        ] {
            assert!(BaseUrl::parse(text, false).unwrap().is_loopback(), "{text}");
        }
        for text in ["http://0.0.0.0", "http://[::]", "http://[::ffff:192.0.2.1]", "http://localhost.example"]
        {
            assert!(!BaseUrl::parse(text, true).unwrap().is_loopback(), "{text}");
        }
        assert!(!BaseUrl::parse("http://example.com", true).unwrap().is_secure());
    }

    #[test]
    fn an_escaped_climb_is_refused() {
        let base = BaseUrl::parse("http://localhost/client/v4", false).unwrap();
        for path in ["/a/%2e%2e/b", "/a/..", "/a/.%2E"] {
            assert!(base.join(path).unwrap_err().to_string().contains("written"), "{path}");
        }
    }
}
