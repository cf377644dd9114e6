//! The HTTP clients under a client: connection pools that never follow a redirect and never
//! repeat a request by themselves.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::error::{Error, Result};

/// Where connections come from.
pub(crate) enum Pools {
    /// The caller's own.
    Given(reqwest::Client),
    /// Made here, one for each way of connecting that was asked for.
    Made(Mutex<Vec<(Connecting, reqwest::Client)>>),
}

/// What tells one pool from another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Connecting {
    pub(crate) timeout: Duration,
    /// To this machine: a proxy can't reach it under the same name.
    pub(crate) loopback: bool,
    /// For blocking calls, whose connections live on a runtime of their own. A connection that
    /// lives on a runtime which isn't running, as while it blocks, would never answer.
    pub(crate) blocking: bool,
}

/// More pools than this are somebody computing timeouts; the oldest is let go then.
const MOST_POOLS: usize = 8;

impl Pools {
    /// Pools to be made when they are needed.
    pub(crate) fn new() -> Self {
        Self::Made(Mutex::new(Vec::new()))
    }

    /// The caller's HTTP client.
    pub(crate) fn given(http: reqwest::Client) -> Result<Self> {
        check(&http)?;
        Ok(Self::Given(http))
    }

    /// The caller's HTTP client from its builder, which is told not to follow redirects.
    pub(crate) fn from_builder(http: reqwest::ClientBuilder) -> Result<Self> {
        let http = http.redirect(reqwest::redirect::Policy::none()).retry(reqwest::retry::never());
        Ok(Self::Given(http.build().map_err(cannot_build)?))
    }

    /// The HTTP client that connects this way.
    pub(crate) fn get(&self, connecting: Connecting) -> Result<reqwest::Client> {
        let pools = match self {
            Self::Given(http) => return Ok(http.clone()),
            Self::Made(pools) => pools,
        };
        let mut pools = pools.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, http)) = pools.iter().find(|(known, _)| *known == connecting) {
            return Ok(http.clone());
        }
        let http = make(connecting)?;
        if pools.len() == MOST_POOLS {
            // The first is the client's own way of connecting.
            pools.remove(1);
        }
        pools.push((connecting, http.clone()));
        Ok(http)
    }
}

fn make(connecting: Connecting) -> Result<reqwest::Client> {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(connecting.timeout);
    if connecting.loopback {
        builder = builder.no_proxy();
    }
    builder.build().map_err(cannot_build)
}

fn cannot_build(error: reqwest::Error) -> Error {
    Error::configuration("the HTTP client can't be built").with_source(error)
}

/// Refuses an HTTP client that follows redirects: it would carry API keys to wherever it is
/// sent. The policy of a finished client shows in its `Debug` and nowhere else; should that text
/// ever change, the client is refused and no key is lost.
pub(crate) fn check(http: &reqwest::Client) -> Result<()> {
    let shown = format!("{http:?}");
    let policy = shown.split_once("redirect_policy").map(|(_, policy)| policy);
    if policy.is_some_and(|policy| policy.trim_start_matches([':', ' ', '"']).starts_with("Policy(None")) {
        return Ok(());
    }
    Err(Error::configuration(
        "the HTTP client follows redirects, and would carry the credentials along: build it with \
         reqwest::redirect::Policy::none(), or give its builder to http_client_builder()",
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use reqwest::redirect::Policy;

    #[test]
    fn http_clients_that_follow_redirects_are_refused() {
        let with = |policy| reqwest::Client::builder().redirect(policy).build().unwrap();
        assert!(check(&with(Policy::none())).is_ok());
        assert!(check(&with(Policy::limited(3))).is_err());
        assert!(check(&with(Policy::custom(|attempt| attempt.stop()))).is_err());
        assert!(check(&reqwest::Client::new()).unwrap_err().to_string().contains("redirect"));
        assert!(Pools::from_builder(reqwest::Client::builder().redirect(Policy::limited(3))).is_ok());
    }

    #[test]
    fn pools_are_made_once_and_not_without_end() {
        let pools = Pools::new();
        for millis in (1..=20).chain([1, 20]) {
            let timeout = Duration::from_millis(millis);
            pools.get(Connecting { timeout, loopback: true, blocking: false }).unwrap();
        }
        let Pools::Made(made) = pools else { panic!() };
        let timeouts: Vec<_> = made.lock().unwrap().iter().map(|(c, _)| c.timeout.as_millis()).collect();
        assert_eq!(timeouts, [1, 14, 15, 16, 17, 18, 19, 20]);
    }
}
