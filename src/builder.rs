//! Building a client: every setting, and every check of one.
//!
//! Setters keep what they are given and [`build`](ClientBuilder::build) judges all of it, so that
//! a wrong setting is found when the program starts and not at the first call.

use std::env::VarError;
use std::fmt;
use std::time::Duration;

use reqwest::header::{ACCEPT, HeaderMap, HeaderValue, USER_AGENT};

use crate::auth::Credentials;
use crate::base_url::{self, BaseUrl};
use crate::client::{Client, Shared};
use crate::environment;
use crate::error::{Error, Result};
use crate::redact::Redactor;
use crate::secret::Secret;

/// What the user agent begins with.
const PRODUCT: &str = concat!("cloudflare-mtls/", env!("CARGO_PKG_VERSION"));

/// Collects a client's settings; [`Client::builder`] gives one.
#[must_use = "a builder does nothing until build() is called"]
#[derive(Default)]
pub struct ClientBuilder {
    token: Option<Credentials>,
    api_key: Option<Credentials>,
    user_service_key: Option<Credentials>,
    base_url: Option<String>,
    allow_insecure_http: bool,
    user_agent: Option<String>,
}

impl ClientBuilder {
    /// A builder with what the environment gives: `CLOUDFLARE_API_TOKEN`, or else
    /// `CLOUDFLARE_API_KEY` with `CLOUDFLARE_EMAIL`, or else `CLOUDFLARE_API_USER_SERVICE_KEY`;
    /// and `CLOUDFLARE_BASE_URL`. A token wins; an empty variable counts as not set.
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
        environment::read(variable)
    }

    /// Authenticates with an API token. It wins over the other two ways when several are set.
    pub fn token(mut self, token: impl Into<Secret>) -> Self {
        self.token = Some(Credentials::token(token));
        self
    }

    /// Authenticates with an e-mail address and the global API key.
    pub fn api_key(mut self, email: impl Into<Secret>, key: impl Into<Secret>) -> Self {
        self.api_key = Some(Credentials::api_key(email, key));
        self
    }

    /// Authenticates with a user service key.
    pub fn user_service_key(mut self, key: impl Into<Secret>) -> Self {
        self.user_service_key = Some(Credentials::user_service_key(key));
        self
    }

    /// Authenticates with these credentials and no others.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        (self.api_key, self.user_service_key) = (None, None);
        self.token = Some(credentials);
        self
    }

    /// Where requests go; the default is `https://api.cloudflare.com/client/v4`. A path is kept,
    /// and a slash at the end makes no difference. Plain http is for loopback addresses, unless
    /// [`allow_insecure_http`](Self::allow_insecure_http) permits more.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Permits a base URL that is plain http to another machine. Everybody on the way can read
    /// the credentials then.
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.allow_insecure_http = allow;
        self
    }

    /// Text that follows `cloudflare-mtls/<version>` in the user agent, such as `my-tool/1.2`.
    pub fn user_agent(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent = Some(suffix.into());
        self
    }

    /// Checks everything and builds the client. Nothing is sent.
    ///
    /// # Errors
    /// [Configuration](crate::ErrorKind::Configuration): no credentials, credentials that a
    /// header can't carry, a base URL that isn't one or isn't safe, a user agent that can't be
    /// sent, or a TLS set-up that fails.
    pub fn build(self) -> Result<Client> {
        let base_url =
            BaseUrl::parse(self.base_url.as_deref().unwrap_or(base_url::DEFAULT), self.allow_insecure_http)?;
        let Some(credentials) = self.token.or(self.api_key).or(self.user_service_key) else {
            return Err(Error::configuration(
                "no credentials: give a token, or an e-mail address and an API key, or a user service key",
            ));
        };
        let mut redactor = Redactor::default();
        credentials.register(&mut redactor);
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, user_agent(self.user_agent.as_deref())?);
        headers.extend(credentials.headers()?);

        let mut http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(Duration::from_secs(10));
        if base_url.is_loopback() {
            // A proxy can't reach this machine under the same name.
            http = http.no_proxy();
        }
        let http = http
            .build()
            .map_err(|error| Error::configuration("the HTTP client can't be built").with_source(error))?;
        Ok(Client::from_shared(Shared { base_url, credentials, headers, http, redactor }))
    }
}

fn user_agent(suffix: Option<&str>) -> Result<HeaderValue> {
    let text = match suffix.map(str::trim).filter(|suffix| !suffix.is_empty()) {
        None => PRODUCT.to_owned(),
        Some(suffix) => format!("{PRODUCT} {suffix}"),
    };
    HeaderValue::from_str(&text)
        .map_err(|_| Error::configuration("the user agent contains a character that a header can't carry"))
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The base URL may hold a password as long as nobody has checked it.
        f.debug_struct("ClientBuilder")
            .field("token", &self.token)
            .field("api_key", &self.api_key)
            .field("user_service_key", &self.user_service_key)
            .field("base_url", &self.base_url.as_ref().map(|_| "…"))
            .field("user_agent", &self.user_agent)
            .finish_non_exhaustive()
    }
}
