//! The HTTP clients under a client: connection pools that never follow a redirect and never
//! repeat a request by themselves.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::error::{Error, Result};

/// Where connections come from.
pub(crate) enum Pools {
    /// One, from the caller's builder, for this way of connecting.
    Given(Connecting, reqwest::Client),
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

    /// The HTTP client of the caller's builder, finished here: it follows no redirects, repeats nothing,
    /// and reaches this machine without a proxy. `timeout` is what the caller asked for beside the
    /// builder.
    pub(crate) fn from_builder(
        builder: reqwest::ClientBuilder,
        connecting: Connecting,
        timeout: Option<Duration>,
    ) -> Result<Self> {
        let builder = match timeout {
            Some(timeout) => builder.connect_timeout(timeout),
            None => builder,
        };
        Ok(Self::Given(connecting, finish(builder, connecting)?))
    }

    /// The HTTP client that connects this way.
    pub(crate) fn get(&self, connecting: Connecting) -> Result<reqwest::Client> {
        let pools = match self {
            Self::Given(its, http) => {
                its.allows(connecting)?;
                return Ok(http.clone());
            }
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

impl Connecting {
    /// Whether the one HTTP client of a caller's builder, which connects like `self`, can do this.
    fn allows(self, wanted: Self) -> Result<()> {
        if self.loopback != wanted.loopback {
            let (its, wanted) = match self.loopback {
                true => ("this machine, without proxies", "another"),
                false => ("other machines, through its proxies", "this one"),
            };
            return Err(Error::configuration(format!(
                "the HTTP client of http_client_builder() was built to reach {its}, and the base URL of \
                 this call leads to {wanted}: build another client for it"
            )));
        }
        if self.timeout != wanted.timeout {
            return Err(Error::configuration(
                "connect_timeout() is set for this call, and the client has the one HTTP client of \
                 http_client_builder(): set it where the client is built",
            ));
        }
        Ok(())
    }
}

fn make(connecting: Connecting) -> Result<reqwest::Client> {
    let builder = reqwest::Client::builder().referer(false).connect_timeout(connecting.timeout);
    finish(builder, connecting)
}

/// What holds for every HTTP client, whoever began it. A redirect would carry API keys to wherever it
/// leads, and a proxy can't reach this machine, but would see what is sent to it.
fn finish(builder: reqwest::ClientBuilder, connecting: Connecting) -> Result<reqwest::Client> {
    let builder = builder.redirect(reqwest::redirect::Policy::none()).retry(reqwest::retry::never());
    let builder = if connecting.loopback { builder.no_proxy() } else { builder };
    builder.build().map_err(cannot_build)
}

fn cannot_build(error: reqwest::Error) -> Error {
    Error::configuration("the HTTP client can't be built").with_source(error)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_callers_builder_makes_one_pool() {
        let timeout = Duration::from_secs(1);
        let far = Connecting { timeout, loopback: false, blocking: false };
        let near = Connecting { loopback: true, ..far };
        for (its, other) in [(far, near), (near, far)] {
            let pools = Pools::from_builder(reqwest::Client::builder(), its, None).unwrap();
            assert!(pools.get(its).is_ok() && pools.get(Connecting { blocking: true, ..its }).is_ok());
            let error = pools.get(other).unwrap_err().to_string();
            assert!(error.contains("http_client_builder()") && error.contains("another client"), "{error}");
            let slower = Connecting { timeout: timeout * 2, ..its };
            let error = pools.get(slower).unwrap_err().to_string();
            assert!(error.contains("connect_timeout()"), "{error}");
        }
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
