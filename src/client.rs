//! The client: what all calls share.

use std::fmt;
use std::sync::Arc;

use reqwest::Method;
use tokio::sync::Semaphore;

use crate::builder::ClientBuilder;
use crate::clock::Clock;
use crate::custom::CustomRequest;
use crate::error::Result;
use crate::hook::Hook;
use crate::http::Pools;
use crate::options::RequestOptions;
use crate::pacer::Pacer;
use crate::retry::RetryBudget;
use crate::settings::Settings;

/// A connection pool, credentials, and the settings of every call.
///
/// Cloning is cheap and all clones are one client: they share connections, the retry budget and
/// the pacer that keeps them within the rate limits. Futures of a client are `Send` and may be
/// dropped at any time.
///
/// ```no_run
/// # fn main() -> Result<(), cloudflare_mtls::Error> {
/// use cloudflare_mtls::Client;
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
    /// Starts a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// A client with the credentials and the base URL that the environment gives; see
    /// [`ClientBuilder::from_env`].
    ///
    /// # Errors
    /// [Configuration](crate::ErrorKind::Configuration), naming the variables that are missing
    /// or can't be used.
    pub fn from_env() -> Result<Self> {
        ClientBuilder::from_env()?.build()
    }

    pub(crate) fn from_shared(shared: Shared) -> Self {
        Self { inner: Arc::new(shared) }
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.inner
    }

    /// An operation that isn't generated: any method, and a path below the base URL.
    ///
    /// The path may have parameters in braces, filled with [`CustomRequest::path`]; values are
    /// escaped, so build no path by pasting text together. It gets the same envelope, retries,
    /// limits, hooks and paging as every other operation.
    ///
    /// ```no_run
    /// # async fn example(client: cloudflare_mtls::Client) -> Result<(), cloudflare_mtls::Error> {
    /// use cloudflare_mtls::{Method, prelude::*};
    ///
    /// let zone: serde_json::Value = client
    ///     .request(Method::GET, "/zones/{zone_id}")
    ///     .path("zone_id", "023e105f4ecef8ad9ca31a8372d0c353")
    ///     .result()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, path: impl Into<String>) -> CustomRequest {
        CustomRequest::new(self, method, path.into())
    }

    /// Where requests go, without a slash at the end.
    pub fn base_url(&self) -> &str {
        self.inner.settings.base_url.as_str()
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
