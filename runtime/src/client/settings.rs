//! All settings of a call, checked: the client's own, or those with a call's options over them.

use std::sync::OnceLock;
use std::time::Duration;

use reqwest::header::{ACCEPT, HeaderMap, HeaderValue, USER_AGENT};

use crate::client::options::RequestOptions;
use crate::client::retry::RetryPolicy;
use crate::error::{Error, Result};
use crate::transport::base_url::{self, BaseUrl};
use crate::transport::pools::{Connecting, Pools};
use crate::value::redact::Redactor;
use crate::wire::api::Api;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(120);
/// Values of added headers are looked for in answers from this length on.
pub(crate) const SECRET_HEADER: usize = 12;
const BODY_LIMIT: usize = 16 * 1024 * 1024;

/// What a call goes by.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) base_url: BaseUrl,
    /// Credentials and added headers.
    pub(crate) headers: HeaderMap,
    /// What comes last in the user agent.
    user_agent: Option<String>,
    /// All headers of a call of the API that was called first, which most clients call alone.
    sent_to: OnceLock<(&'static Api, HeaderMap)>,
    /// Knows the credentials and the values of added headers.
    pub(crate) redactor: Redactor,
    pub(crate) connecting: Connecting,
    pub(crate) attempt_timeout: Duration,
    pub(crate) total_timeout: Duration,
    pub(crate) retry: RetryPolicy,
    pub(crate) body_limit: usize,
    pub(crate) pacing: bool,
}

impl Settings {
    /// Checks `options` and fills in the defaults.
    pub(crate) fn new(options: &RequestOptions) -> Result<Self> {
        let base_url = BaseUrl::parse(
            options.base_url.as_deref().unwrap_or(base_url::DEFAULT),
            options.allow_insecure_http.unwrap_or(false),
        )?;
        let Some(credentials) = &options.credentials else {
            return Err(Error::configuration(
                "no credentials: give a token, or an e-mail address and an API key, or a user \
                 service key",
            ));
        };
        options.check_limits()?;
        let mut redactor = Redactor::default();
        credentials.register(&mut redactor);
        let mut headers = HeaderMap::new();
        headers.extend(options.extra_headers()?);
        headers.extend(credentials.headers()?);
        // A short value is more likely a word, which error texts would miss.
        let values = options.headers.iter().map(|(_, value)| value.without_line_break());
        values.filter(|value| value.len() >= SECRET_HEADER).for_each(|value| redactor.add_text(value));
        Ok(Self {
            connecting: Connecting {
                timeout: options.connect_timeout.unwrap_or(CONNECT_TIMEOUT),
                loopback: base_url.is_loopback(),
                blocking: false,
            },
            base_url,
            headers,
            user_agent: checked_suffix(options.user_agent.as_deref())?,
            sent_to: OnceLock::new(),
            redactor,
            attempt_timeout: options.attempt_timeout.unwrap_or(ATTEMPT_TIMEOUT),
            total_timeout: options.total_timeout.unwrap_or(TOTAL_TIMEOUT),
            retry: options.retry_policy(),
            body_limit: options.body_limit.unwrap_or(BODY_LIMIT),
            pacing: options.pacing.unwrap_or(true),
        })
    }

    /// The settings of a call with `options`, for a client that was built from `base`.
    pub(crate) fn overridden(options: &RequestOptions, base: &RequestOptions) -> Result<Self> {
        let elsewhere = options.base_url.is_some() || options.credentials.is_some();
        options.check_contradictions()?;
        let mut settings = Self::new(&options.clone().or(base.clone()))?;
        // The client's pacer counts for the client's user at the client's service.
        settings.pacing &= !elsewhere;
        Ok(settings)
    }

    /// The headers of every call of this API that wants JSON: credentials, added headers, the user agent
    /// unless an added header is one, and what is accepted, likewise.
    ///
    /// # Errors
    /// When the API has a name that a header can't carry.
    pub(crate) fn headers_for(&self, api: &'static Api) -> Result<HeaderMap> {
        if let Some((_, headers)) = self.sent_to.get().filter(|(known, _)| std::ptr::eq(*known, api)) {
            return Ok(headers.clone());
        }
        let mut headers = self.headers.clone();
        if !headers.contains_key(USER_AGENT) {
            headers.insert(USER_AGENT, self.user_agent(api)?);
        }
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        // Of two crates that share a client, the second makes its own each time.
        let _ = self.sent_to.set((api, headers.clone()));
        Ok(headers)
    }

    fn user_agent(&self, api: &'static Api) -> Result<HeaderValue> {
        let text = match &self.user_agent {
            None => api.product(),
            Some(suffix) => format!("{} {suffix}", api.product()),
        };
        HeaderValue::from_str(&text).map_err(|_| {
            Error::configuration("the crate's name or version contains a character that a header can't carry")
        })
    }

    /// The HTTP client for these settings.
    pub(crate) fn http(&self, pools: &Pools) -> Result<reqwest::Client> {
        if self.base_url.is_secure()
            && !cfg!(any(feature = "rustls", feature = "native-tls"))
            && matches!(pools, Pools::Made(_))
        {
            return Err(Error::configuration(
                "the base URL is https and this build has no TLS: enable the feature rustls or native-tls",
            ));
        }
        pools.get(self.connecting)
    }
}

/// What a caller adds to the user agent.
fn checked_suffix(suffix: Option<&str>) -> Result<Option<String>> {
    let Some(suffix) = suffix.map(str::trim).filter(|suffix| !suffix.is_empty()) else { return Ok(None) };
    match HeaderValue::from_str(suffix) {
        Ok(_) => Ok(Some(suffix.to_owned())),
        Err(_) => Err(Error::configuration("the user agent contains a character that a header can't carry")),
    }
}
