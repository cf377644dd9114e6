//! The client: what all calls share.

use std::fmt;
use std::sync::Arc;

use reqwest::header::HeaderMap;

use crate::auth::Credentials;
use crate::base_url::BaseUrl;
use crate::builder::ClientBuilder;
use crate::error::Result;
use crate::redact::Redactor;

/// A connection pool, credentials, and the settings of every call.
///
/// Cloning is cheap and all clones are one client: they share connections. Futures of a client
/// are `Send` and may be dropped at any time.
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
    pub(crate) base_url: BaseUrl,
    pub(crate) credentials: Credentials,
    /// Credentials, user agent and what the caller added.
    pub(crate) headers: HeaderMap,
    pub(crate) http: reqwest::Client,
    /// Knows the credentials.
    pub(crate) redactor: Redactor,
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

    /// Where requests go, without a slash at the end.
    pub fn base_url(&self) -> &str {
        self.inner.base_url.as_str()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.base_url)
            .field("credentials", &self.inner.credentials)
            .finish_non_exhaustive()
    }
}
