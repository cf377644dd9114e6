//! The client: what all calls share.

use std::fmt;
use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::client::clock::Clock;
use crate::client::hook::Hook;
use crate::client::options::RequestOptions;
use crate::client::pacer::Pacer;
use crate::client::retry::{RetryBudget, RetryPolicy};
use crate::client::settings::Settings;
use crate::transport::pools::Pools;

/// A connection pool, credentials, and the settings of every call.
///
/// Cloning is cheap and all clones are one client: they share connections, the retry budget and
/// the pacer that keeps them within the rate limits. Futures of a client are `Send` and may be
/// dropped at any time.
///
/// ```no_run
/// # fn main() -> Result<(), cloudflare_core::Error> {
/// use cloudflare_core::Client;
///
/// let client = Client::builder().token("…").build()?;
/// let from_environment = Client::from_env()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Shared>,
}

/// What the clones of a client share.
pub(crate) struct Shared {
    /// What the client was built with, for calls with options of their own.
    pub(crate) options: RequestOptions,
    /// The same, checked.
    pub(crate) settings: Arc<Settings>,
    pub(crate) pools: Pools,
    pub(crate) budget: RetryBudget,
    pub(crate) pacer: Pacer,
    pub(crate) in_flight: Option<Arc<Semaphore>>,
    pub(crate) hooks: Vec<Arc<dyn Hook>>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Client {
    pub(crate) fn from_shared(shared: Shared) -> Self {
        Self { inner: Arc::new(shared) }
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.inner
    }

    /// The time that it goes by.
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.inner.clock)
    }

    /// Where requests go, without a slash at the end.
    pub fn base_url(&self) -> &str {
        self.inner.settings.base_url.as_str()
    }
}

/// The policy that a client goes by, of this crate or of a generated one.
///
/// ```
/// # fn main() -> Result<(), cloudflare_core::Error> {
/// use cloudflare_core::{Client, RetryPolicy};
///
/// let client = Client::builder().token("a-token").retry(RetryPolicy::new().max_retries(5)).build()?;
/// let hasty = RetryPolicy::from(&client).max_wait(std::time::Duration::from_secs(1));
/// assert_eq!(hasty.retries(), 5);
/// # Ok(())
/// # }
/// ```
impl<C: AsRef<Client>> From<&C> for RetryPolicy {
    fn from(client: &C) -> Self {
        client.as_ref().inner.settings.retry.clone()
    }
}

impl AsRef<Client> for Client {
    fn as_ref(&self) -> &Client {
        self
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.settings.base_url)
            .field("credentials", &self.inner.options.credentials)
            .finish_non_exhaustive()
    }
}
