//! Where requests go.

use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use reqwest::Url;

use crate::error::{Error, Result};
use crate::wire::path_template::is_plain;

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
    /// The URL below which the last one stood.
    parent: Arc<Mutex<Option<Parent>>>,
    loopback: bool,
    secure: bool,
}

/// What one member of a collection has in common with the next.
struct Parent {
    /// Up to the last slash, as it was rendered.
    path: String,
    url: Url,
}

impl BaseUrl {
    /// Checks `text`. Plain http carries credentials in the clear, so it is for loopback
    /// addresses unless `allow_http` says otherwise.
    pub(crate) fn parse(text: &str, allow_http: bool) -> Result<Self> {
        // The text isn't repeated in errors: it may hold a password.
        let wrong = |what: &str| Error::configuration(format!("the base URL {what}"));
        let url = Url::parse(text.trim()).map_err(|error| {
            let example = "expected is one like https://api.cloudflare.com/client/v4";
            wrong(&format!("can't be parsed ({error}); {example}")).with_source(error)
        })?;
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
            parent: Arc::default(),
            loopback,
            url,
        })
    }

    fn parsed(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        match self.url.path().trim_end_matches('/') {
            "" => url.set_path(path),
            base => url.set_path(&[base, path].concat()),
        }
        url
    }

    /// The URL of a path whose last segment needs no escape. Parsing is most of what a URL costs, and
    /// calls that follow each other mostly differ in what comes last.
    fn below(&self, parent: &str, last: &str) -> Url {
        // Whoever finds it taken parses.
        let Ok(mut known) = self.parent.try_lock() else { return self.parsed(&format!("{parent}/{last}")) };
        let url = match &*known {
            Some(known) if known.path == parent => known.url.clone(),
            _ => {
                let url = self.parsed(parent);
                *known = Some(Parent { path: parent.to_owned(), url: url.clone() });
                url
            }
        };
        drop(known);
        pushed(url, last)
    }

    /// The URL of a rendered path (with its query, if any) below the base. A path that has a secret in it
    /// isn't remembered.
    pub(crate) fn join(&self, path_and_query: &str, secret: bool) -> Result<Url> {
        let (path, query) = match path_and_query.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (path_and_query, None),
        };
        let mut url = match path.rsplit_once('/') {
            Some((parent, last)) if !secret && !parent.is_empty() && is_plain(last) => {
                self.below(parent, last)
            }
            _ => self.parsed(path),
        };
        if query.is_some() {
            url.set_query(query);
        }
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

/// The URL with one more segment.
fn pushed(mut url: Url, segment: &str) -> Url {
    // Only a URL that names no host has no segments, and base URLs name one.
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.push(segment);
    }
    url
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
            let url = base.join("/zones/a%2Fb?page=1", false).unwrap();
            assert_eq!(url.as_str(), "http://127.0.0.1:1/client/v4/zones/a%2Fb?page=1");
        }
        assert_eq!(
            BaseUrl::parse("http://localhost", false).unwrap().join("/a", false).unwrap().path(),
            "/a"
        );
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
    fn what_is_remembered_makes_no_difference() {
        for base in ["http://localhost", "http://localhost/client/v4"] {
            let base = BaseUrl::parse(base, false).unwrap();
            for path in
                ["/a/b", "/a/c", "/a/c?d=e", "/a/", "/a/", "/a", "/x/y/b", "/x/b%2F", "/a/b", "/a/b c"]
            {
                let url = base.join(path, true);
                for _ in 0..2 {
                    let again = base.join(path, false);
                    assert_eq!(again.as_ref().ok(), url.as_ref().ok(), "{path}");
                    assert!(again.is_err() || again.unwrap().as_str().ends_with(path), "{path}");
                }
            }
            assert!(base.join("/a/secret/b", true).is_ok());
            let known = base.parent.lock().unwrap();
            assert!(known.as_ref().is_some_and(|known| !known.path.contains("secret")));
        }
    }

    #[test]
    fn an_escaped_climb_is_refused() {
        let base = BaseUrl::parse("http://localhost/client/v4", false).unwrap();
        for path in ["/a/%2e%2e/b", "/a/..", "/a/.%2E"] {
            assert!(base.join(path, false).unwrap_err().to_string().contains("written"), "{path}");
        }
    }
}
