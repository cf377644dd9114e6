//! The one error of this crate.
//!
//! [`Error`] is opaque: what a caller decides on is asked by predicate
//! ([`is_not_found`](Error::is_not_found) and its siblings, all built on the table of codes of the API that was called),
//! and what a person needs at three in the morning is in its one-line `Display`: the operation,
//! the status, every code and message, the cf-ray. Neither `Display` nor `Debug` nor any source
//! in the chain contains a secret.

mod display;
mod kind;
mod predicates;

use std::error::Error as StdError;
use std::time::Duration;

use reqwest::{Method, StatusCode};

use crate::wire::api_message::ApiMessage;
use crate::wire::operation::OperationContext;
use crate::wire::rate_limits::RateLimits;

pub use self::kind::ErrorKind;

/// A `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// Why a call didn't give what was asked for.
///
/// One machine word wide. Ask the predicates before the [kind](Error::kind): they take the
/// service's codes into account.
///
/// ```
/// # fn show(error: cloudflare_core::Error) {
/// if error.is_not_found() {
///     // nothing to delete
/// } else if error.outcome_unknown() {
///     // look before sending it again
/// } else {
///     eprintln!("{error}");
/// }
/// # }
/// ```
pub struct Error {
    inner: Box<Inner>,
}

pub(crate) struct Inner {
    pub(crate) kind: ErrorKind,
    pub(crate) operation: Option<OperationContext>,
    /// The path with its parameters.
    pub(crate) path: Option<String>,
    /// What went wrong, as a part of a sentence, without secrets.
    pub(crate) detail: String,
    pub(crate) status: Option<StatusCode>,
    pub(crate) errors: Vec<ApiMessage>,
    pub(crate) errors_left_out: usize,
    pub(crate) messages: Vec<ApiMessage>,
    pub(crate) cf_ray: Option<String>,
    pub(crate) limits: RateLimits,
    pub(crate) attempts: u32,
    /// How long to wait before another try, where somebody said so.
    pub(crate) wait: Option<Duration>,
    /// Why it wasn't tried again although it could have been.
    pub(crate) gave_up: Option<String>,
    pub(crate) outcome_unknown: bool,
    /// It certainly wasn't processed, although it was sent.
    pub(crate) unprocessed: bool,
    /// The time ran out, whichever kind of failure that is.
    pub(crate) timed_out: bool,
    /// Trying again can't help, although the kind is one where it often does.
    pub(crate) permanent: bool,
    pub(crate) json_path: Option<String>,
    pub(crate) excerpt: Option<String>,
    pub(crate) source: Option<BoxError>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, detail: impl Into<String>) -> Self {
        Self {
            inner: Box::new(Inner {
                kind,
                operation: None,
                path: None,
                detail: detail.into(),
                status: None,
                errors: Vec::new(),
                errors_left_out: 0,
                messages: Vec::new(),
                cf_ray: None,
                limits: RateLimits::default(),
                attempts: 0,
                wait: None,
                gave_up: None,
                outcome_unknown: false,
                unprocessed: false,
                timed_out: false,
                permanent: false,
                json_path: None,
                excerpt: None,
                source: None,
            }),
        }
    }

    pub(crate) fn configuration(detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, detail)
    }

    pub(crate) fn invalid_request(detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.inner.source = Some(source.into());
        self
    }

    pub(crate) fn with_operation(mut self, operation: &OperationContext) -> Self {
        self.inner.operation = Some(operation.clone());
        self
    }

    /// Changes the parts of a failure that are learnt along the way.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(&mut self.inner);
        self
    }

    pub(crate) fn parts(&self) -> &Inner {
        &self.inner
    }

    /// What sort of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// The operation's name in the API document (`request` for the escape hatch); `None` when
    /// the error arose outside any operation.
    pub fn operation(&self) -> Option<&str> {
        self.inner.operation.as_ref().map(|operation| operation.id)
    }

    /// The HTTP method of the operation.
    pub fn method(&self) -> Option<&Method> {
        self.inner.operation.as_ref().map(|operation| &operation.method)
    }

    /// The operation's path, with its parameters in braces.
    pub fn path_template(&self) -> Option<&str> {
        self.inner.operation.as_ref().map(|operation| &*operation.template)
    }

    /// The path that was asked for, without its query; `None` when it couldn't be formed.
    pub fn path(&self) -> Option<&str> {
        self.inner.path.as_deref()
    }

    /// The HTTP status, when an answer came. A failure can have a 2xx status.
    pub fn status(&self) -> Option<StatusCode> {
        self.inner.status
    }

    /// Every error of the service's answer; of more than 100 the first, and the others are
    /// [counted](Self::errors_left_out).
    pub fn errors(&self) -> &[ApiMessage] {
        &self.inner.errors
    }

    /// How many errors the service's answer has that are not in [`errors`](Self::errors); usually
    /// none.
    pub fn errors_left_out(&self) -> usize {
        self.inner.errors_left_out
    }

    /// Every message that came beside the errors; of more than 100 the first.
    pub fn messages(&self) -> &[ApiMessage] {
        &self.inner.messages
    }

    /// Whether the service's answer has an error of this code.
    pub fn has_code(&self, code: i64) -> bool {
        self.inner.errors.iter().any(|error| error.code() == code)
    }

    /// The permissions of which a token needs one, by their names, when the service refused a call for its
    /// [credentials](Self::is_authentication) and the API document names them; empty otherwise, also when it
    /// was the page of a firewall that refused it.
    pub fn permissions(&self) -> &'static [&'static str] {
        let failed = self.inner.status.is_some_and(|status| status.is_server_error());
        match &self.inner.operation {
            // An excerpt is of something that the service didn't write.
            Some(operation) if !failed && self.inner.excerpt.is_none() && self.is_authentication() => {
                operation.permissions
            }
            _ => &[],
        }
    }

    /// The service's name for the exchange: what its support asks for.
    pub fn cf_ray(&self) -> Option<&str> {
        self.inner.cf_ray.as_deref()
    }

    /// How long to wait before trying again, if the service (or the client's pacer, on its
    /// behalf) says so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner.wait
    }

    /// The rate-limit headers of the answer; empty when none came.
    pub fn rate_limits(&self) -> &RateLimits {
        &self.inner.limits
    }

    /// How often the request was tried; 0 when it never left.
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// Where in the answer's JSON the reading failed, such as `result[3].expires_on`.
    pub fn json_path(&self) -> Option<&str> {
        self.inner.json_path.as_deref()
    }

    /// A short piece of the answer that couldn't be used: text for a page that isn't JSON, the
    /// shape alone (names and types, no values) for JSON.
    pub fn excerpt(&self) -> Option<&str> {
        self.inner.excerpt.as_deref()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_one_word_and_can_travel() {
        fn travels<T: Send + Sync + 'static>() {}
        travels::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<()>>(), size_of::<usize>());
    }
}
