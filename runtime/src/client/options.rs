//! What can be said differently for one call: the same settings that a client has.

use std::fmt;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};

use crate::client::retry::RetryPolicy;
use crate::error::{Error, Result};
use crate::transport::credentials::{CREDENTIAL_HEADERS, Credentials};
use crate::value::secret::Secret;
use crate::wire::framing;

/// Settings for one call, in place of the client's.
///
/// What isn't set is as the client has it. A wrong setting is a
/// [configuration](crate::ErrorKind::Configuration) error when the operation is sent, before
/// anything leaves.
///
/// ```no_run
/// # use cloudflare_core::runtime::Operation;
/// use std::time::Duration;
/// use cloudflare_core::{RequestOptions, RetryPolicy, prelude::*};
///
/// # async fn example<O: Operation>(operation: O) -> Result<(), cloudflare_core::Error> {
/// let options = RequestOptions::new()
///     .total_timeout(Duration::from_secs(5))
///     .retry(RetryPolicy::none())
///     .header("x-request-source", "nightly-job");
/// operation.with_options(options).send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct RequestOptions {
    pub(crate) base_url: Option<String>,
    pub(crate) allow_insecure_http: Option<bool>,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) user_agent: Option<String>,
    pub(crate) headers: Vec<(String, Secret)>,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) total_timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    /// In place of what the policy says.
    pub(crate) max_retries: Option<u32>,
    pub(crate) body_limit: Option<usize>,
    pub(crate) pacing: Option<bool>,
}

impl RequestOptions {
    /// Options that change nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Where the request goes; see [`ClientBuilder::base_url`](crate::ClientBuilder::base_url).
    /// Limits are counted per service and user, so the client's pacer leaves the call alone.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Permits plain http to another machine; see
    /// [`ClientBuilder::allow_insecure_http`](crate::ClientBuilder::allow_insecure_http).
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.allow_insecure_http = Some(allow);
        self
    }

    /// Who is asking. Limits are counted per user, so the client's pacer leaves the call alone.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Text that comes last in the user agent; see
    /// [`ClientBuilder::user_agent`](crate::ClientBuilder::user_agent).
    pub fn user_agent(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent = Some(suffix.into());
        self
    }

    /// Adds a header, or replaces one of the same name. Its value is treated as a secret.
    /// Headers that authenticate or frame the request, or describe its body, can't be set this way.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Time for a connection to come about; 10 seconds. A value that the client hasn't used yet
    /// opens another connection pool. On a client with a
    /// [`http_client_builder`](crate::ClientBuilder::http_client_builder) it is an error: that has the
    /// one pool.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = Some(limit);
        self
    }

    /// Time for one attempt, from its beginning to the last byte of the answer; 30 seconds.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = Some(limit);
        self
    }

    /// Time for the whole call, with all its attempts and waits; 120 seconds.
    pub fn total_timeout(mut self, limit: Duration) -> Self {
        self.total_timeout = Some(limit);
        self
    }

    /// How often and how patiently the request is sent again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self.max_retries = None;
        self
    }

    /// How often the request is sent again; for the rest the policy stays as it is.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = Some(retries);
        self
    }

    /// The largest answer to take, in bytes after decompression; 16 MiB.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = Some(bytes);
        self
    }

    /// Whether the client's pacer may hold the request back.
    pub fn pacing(mut self, pacing: bool) -> Self {
        self.pacing = Some(pacing);
        self
    }

    /// These options, and where they say nothing those of `base`.
    pub(crate) fn or(self, base: Self) -> Self {
        let mut headers = base.headers;
        headers.extend(self.headers);
        Self {
            base_url: self.base_url.or(base.base_url),
            allow_insecure_http: self.allow_insecure_http.or(base.allow_insecure_http),
            credentials: self.credentials.or(base.credentials),
            user_agent: self.user_agent.or(base.user_agent),
            headers,
            connect_timeout: self.connect_timeout.or(base.connect_timeout),
            attempt_timeout: self.attempt_timeout.or(base.attempt_timeout),
            total_timeout: self.total_timeout.or(base.total_timeout),
            // A number that was set before a whole policy is gone with it.
            max_retries: self.max_retries.or(base.max_retries.filter(|_| self.retry.is_none())),
            retry: self.retry.or(base.retry),
            body_limit: self.body_limit.or(base.body_limit),
            pacing: self.pacing.or(base.pacing),
        }
    }

    /// The policy, with the number of retries that was set beside it.
    pub(crate) fn retry_policy(&self) -> RetryPolicy {
        let policy = self.retry.clone().unwrap_or_default();
        match self.max_retries {
            Some(retries) => policy.max_retries(retries),
            None => policy,
        }
    }

    /// The added headers, checked and marked sensitive.
    pub(crate) fn extra_headers(&self) -> Result<HeaderMap> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let refused = |why: &str| Error::configuration(format!("the header {name:?} {why}"));
            let header: HeaderName =
                name.parse().map_err(|_| refused("has a name that no header can have"))?;
            if CREDENTIAL_HEADERS.contains(&header) {
                return Err(refused("is set by the credentials"));
            }
            if framing::frames(&header) {
                return Err(refused(framing::REFUSED));
            }
            if header == CONTENT_TYPE {
                return Err(refused("is set by the body, which knows its media type: leave it out"));
            }
            let mut value = HeaderValue::from_str(value.without_line_break())
                .map_err(|_| refused("has a value that a header can't carry"))?;
            value.set_sensitive(true);
            headers.insert(header, value);
        }
        Ok(headers)
    }

    /// Refuses limits that nothing can keep.
    pub(crate) fn check_limits(&self) -> Result<()> {
        for (name, limit) in [
            ("connect", self.connect_timeout),
            ("attempt", self.attempt_timeout),
            ("total", self.total_timeout),
        ] {
            if limit.is_some_and(|limit| limit.is_zero()) {
                return Err(Error::configuration(format!("the {name} timeout is zero")));
            }
        }
        if self.body_limit == Some(0) {
            return Err(Error::configuration("the body limit is zero"));
        }
        Ok(())
    }

    /// Refuses what was said in one place and can't all be meant: limits that keep each other from
    /// mattering, and two user agents. (What is said for a call wins over what the client has.)
    pub(crate) fn check_contradictions(&self) -> Result<()> {
        for ((shorter, part), (longer, whole)) in [
            (("connect", self.connect_timeout), ("attempt", self.attempt_timeout)),
            (("attempt", self.attempt_timeout), ("total", self.total_timeout)),
            (("connect", self.connect_timeout), ("total", self.total_timeout)),
        ] {
            if let (Some(part), Some(whole)) = (part, whole)
                && part > whole
            {
                return Err(Error::configuration(format!(
                    "{shorter}_timeout ({part:?}) is longer than {longer}_timeout ({whole:?}), which ends \
                     first: shorten the one or lengthen the other"
                )));
            }
        }
        let named = |(name, _): &(String, Secret)| name.eq_ignore_ascii_case(USER_AGENT.as_str());
        if self.user_agent.is_some() && self.headers.iter().any(named) {
            return Err(Error::configuration(
                "the header \"user-agent\" and user_agent() both say the user agent: leave out the header \
                 to add to it, or user_agent() to replace it",
            ));
        }
        Ok(())
    }
}

impl fmt::Debug for RequestOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let header_names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("RequestOptions")
            // It may hold a password as long as nobody has checked it.
            .field("base_url", &self.base_url.as_ref().map(|_| "…"))
            .field("credentials", &self.credentials)
            .field("user_agent", &self.user_agent)
            .field("headers", &header_names)
            .field("connect_timeout", &self.connect_timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("total_timeout", &self.total_timeout)
            .field("retry", &self.retry)
            .field("max_retries", &self.max_retries)
            .field("body_limit", &self.body_limit)
            .field("pacing", &self.pacing)
            .finish_non_exhaustive()
    }
}
