//! Building a client: every setting, and every check of one.
//!
//! Setters keep what they are given and [`build`](ClientBuilder::build) judges all of it, so that
//! a wrong setting is found when the program starts and not at the first call.

use std::env::VarError;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::client::clock::{Clock, SystemClock};
use crate::client::environment;
use crate::client::hook::Hook;
use crate::client::options::RequestOptions;
use crate::client::pacer::Pacer;
use crate::client::retry::{RetryBudget, RetryPolicy};
use crate::client::settings::Settings;
use crate::client::shared::{Client, Shared};
use crate::error::{Error, Result};
use crate::transport::credentials::Credentials;
use crate::transport::pools::Pools;
use crate::value::secret::Secret;

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
}

/// Collects a client's settings; [`Client::builder`] gives one.
///
/// Of several calls of one setter the last wins, also over what the environment gave, and so does the
/// last of the ways to authenticate. Settings that contradict each other fail at
/// [`build`](Self::build). One line break at the end of a credential or of a header's value is left
/// out, as files have it.
///
/// `C` is the client that comes of it: this crate's, or that of a generated crate, which stands on
/// one of this crate's.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
/// use cloudflare_core::{Client, RetryPolicy};
///
/// let client = Client::builder()
///     // The line break that usually ends such a file is no part of the token.
///     .token(std::fs::read_to_string("/run/secrets/token")?)
///     .user_agent("certificate-rotation/1.4")
///     .total_timeout(Duration::from_secs(60))
///     .retry(RetryPolicy::new().max_retries(5))
///     .max_in_flight(8)
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a builder does nothing until build() is called"]
pub struct ClientBuilder<C = Client> {
    options: RequestOptions,
    http_builder: Option<reqwest::ClientBuilder>,
    retry_budget: Option<u32>,
    max_in_flight: Option<usize>,
    hooks: Vec<Arc<dyn Hook>>,
    clock: Option<Arc<dyn Clock>>,
    built: PhantomData<fn() -> C>,
}

impl<C> Default for ClientBuilder<C> {
    fn default() -> Self {
        Self {
            options: RequestOptions::default(),
            http_builder: None,
            retry_budget: None,
            max_in_flight: None,
            hooks: Vec::new(),
            clock: None,
            built: PhantomData,
        }
    }
}

impl<C> ClientBuilder<C> {
    /// A builder with what the environment gives: `CLOUDFLARE_API_TOKEN`, or else
    /// `CLOUDFLARE_API_KEY` with `CLOUDFLARE_EMAIL`, or else `CLOUDFLARE_API_USER_SERVICE_KEY`;
    /// and `CLOUDFLARE_BASE_URL`. Of the variables a token wins, and an empty one counts as not set.
    /// Setters that are called afterwards win over the environment. Proxies of the environment are
    /// another matter: see [`http_client_builder`](Self::http_client_builder).
    ///
    /// # Errors
    /// [Configuration](crate::ErrorKind::Configuration), naming what is missing.
    pub fn from_env() -> Result<Self> {
        Self::from_variables(|name| std::env::var(name))
    }

    /// [`from_env`](Self::from_env) with variables from elsewhere: a file, a vault, a test.
    ///
    /// # Errors
    /// As `from_env`.
    pub fn from_variables(variable: impl Fn(&str) -> Result<String, VarError>) -> Result<Self> {
        let found = environment::read(variable)?;
        let builder = Self::default().credentials(found.credentials);
        Ok(match found.base_url {
            Some(base_url) => builder.base_url(base_url),
            None => builder,
        })
    }

    /// Authenticates with an API token, in place of what was said before.
    pub fn token(self, token: impl Into<Secret>) -> Self {
        self.credentials(Credentials::token(token))
    }

    /// Authenticates with an e-mail address and the global API key, in place of what was said before.
    pub fn api_key(self, email: impl Into<Secret>, key: impl Into<Secret>) -> Self {
        self.credentials(Credentials::api_key(email, key))
    }

    /// Authenticates with a user service key, in place of what was said before.
    pub fn user_service_key(self, key: impl Into<Secret>) -> Self {
        self.credentials(Credentials::user_service_key(key))
    }

    /// Authenticates with these credentials, in place of what was said before.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.options = self.options.credentials(credentials);
        self
    }

    /// Where requests go; the default is `https://api.cloudflare.com/client/v4`. A path is kept,
    /// and a slash at the end makes no difference. Plain http is for loopback addresses, unless
    /// [`allow_insecure_http`](Self::allow_insecure_http) permits more.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.options = self.options.base_url(base_url);
        self
    }

    /// Permits a base URL that is plain http to another machine. Everybody on the way can read
    /// the credentials then.
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.options = self.options.allow_insecure_http(allow);
        self
    }

    /// Text that comes last in the user agent, such as `my-tool/1.2`. Before it stand the crate whose
    /// operation is called and the runtime: `cloudflare-mtls/0.1.0 cloudflare-core/0.1.0`.
    pub fn user_agent(mut self, suffix: impl Into<String>) -> Self {
        self.options = self.options.user_agent(suffix);
        self
    }

    /// Adds a header to every request, or replaces one of the same name. Its value is treated
    /// as a secret. Headers that authenticate, that frame requests or that describe bodies can't be set
    /// this way.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.options = self.options.header(name, value);
        self
    }

    /// Time for a connection to come about; 10 seconds. It wins over one that is set on a
    /// [`http_client_builder`](Self::http_client_builder), whose default is kept where none is set
    /// here.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.options = self.options.connect_timeout(limit);
        self
    }

    /// Time for one attempt, from its beginning to the last byte of the answer; 30 seconds.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.options = self.options.attempt_timeout(limit);
        self
    }

    /// Time for a whole call, with all its attempts and waits; 120 seconds.
    pub fn total_timeout(mut self, limit: Duration) -> Self {
        self.options = self.options.total_timeout(limit);
        self
    }

    /// How often and how patiently requests are sent again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options = self.options.retry(policy);
        self
    }

    /// How many retries all clones together may spend before calls have to succeed to earn
    /// more, one for every ten; 20. It keeps a client from hammering a service that is down.
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = Some(retries);
        self
    }

    /// The largest answer to take, in bytes after decompression; 16 MiB.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.options = self.options.body_limit(bytes);
        self
    }

    /// Whether the clones slow down together before a rate limit is reached, and stop together
    /// when the service says so; they do by default.
    pub fn pacing(mut self, pacing: bool) -> Self {
        self.options = self.options.pacing(pacing);
        self
    }

    /// How many requests of all clones may be under way at a time; unlimited by default.
    pub fn max_in_flight(mut self, requests: usize) -> Self {
        self.max_in_flight = Some(requests);
        self
    }

    /// Sends with an HTTP client that is made by this builder: for proxies, client certificates,
    /// roots of trust. [`build`](Self::build) finishes it: it follows no redirects, which would carry
    /// the credentials along, and repeats nothing by itself. Its own timeouts apply beside this
    /// client's, and blocking calls share its connections.
    ///
    /// # Proxies
    /// Requests go through the proxies of this builder or, if it has none, through those of the
    /// environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, also in lower case, without what
    /// `NO_PROXY` names); `no_proxy()` on it keeps the environment out. So it is also without a builder
    /// of one's own. A proxy sees of https which host is called; of plain http, which
    /// [`allow_insecure_http`](Self::allow_insecure_http) permits, it sees the credentials.
    ///
    /// Loopback never goes through a proxy, whatever is set: 127.0.0.0/8, `::1`, either written as
    /// IPv4 in IPv6, `localhost` and names below it. A name of another kind that resolves to this
    /// machine isn't known as such. Since an HTTP client can't be both, a call with a
    /// [base URL of its own](crate::RequestOptions::base_url) on the other side of that line is
    /// refused on a client that has such a builder.
    pub fn http_client_builder(mut self, http: reqwest::ClientBuilder) -> Self {
        self.http_builder = Some(http);
        self
    }

    /// Lets `hook` see and amend what is sent and what comes back. Hooks are asked in the order
    /// in which they were added.
    pub fn hook(mut self, hook: impl Hook) -> Self {
        self.hooks.push(Arc::new(hook));
        self
    }

    /// Takes the time from `clock`; for tests of programs that use this crate.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Checks everything and builds the client. Nothing is sent.
    ///
    /// # Errors
    /// [Configuration](crate::ErrorKind::Configuration): no credentials, credentials or headers
    /// that can't be sent, a base URL that isn't one or isn't safe, a limit of zero, settings that
    /// contradict each other, or a TLS set-up that fails. Contradictions are an attempt that may take
    /// longer than the whole call, a connection that may take longer than an attempt, a user agent
    /// beside a header of that name, and retries without a budget.
    pub fn build(self) -> Result<C>
    where
        C: From<Client>,
    {
        self.options.check_contradictions()?;
        let settings = Settings::new(&self.options)?;
        if self.max_in_flight == Some(0) {
            return Err(Error::configuration("no request may be in flight, so none can be sent"));
        }
        if self.retry_budget == Some(0)
            && let Some(retries) =
                self.options.retry.as_ref().map(RetryPolicy::retries).filter(|most| *most > 0)
        {
            return Err(Error::configuration(format!(
                "retry() permits {retries} retries and retry_budget(0) none: leave the budget out, or set \
                 RetryPolicy::none()"
            )));
        }
        let pools = match self.http_builder {
            Some(builder) => Pools::from_builder(builder, settings.connecting, self.options.connect_timeout)?,
            None => Pools::new(),
        };
        // Made now, so that a TLS set-up that fails is found now.
        settings.http(&pools)?;
        Ok(C::from(Client::from_shared(Shared {
            options: self.options,
            settings: Arc::new(settings),
            pools,
            budget: RetryBudget::new(self.retry_budget.unwrap_or(RetryBudget::DEFAULT)),
            pacer: Pacer::default(),
            in_flight: self
                .max_in_flight
                .map(|most| Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS)))),
            hooks: self.hooks,
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock)),
        })))
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("options", &self.options)
            .field("retry_budget", &self.retry_budget)
            .field("max_in_flight", &self.max_in_flight)
            .field("hooks", &self.hooks.len())
            .finish_non_exhaustive()
    }
}
