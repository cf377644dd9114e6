//! Spans and events for `tracing`, with the feature of that name; nothing without it.
//!
//! A call is a span `cloudflare.call` and each attempt in it a span `cloudflare.attempt`. They
//! carry names, statuses, times and identifiers (scope, zone, account, certificate, and other path
//! parameters that are identifiers by their name): never a query, a header's value or a body.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use reqwest::StatusCode;

use crate::client::hook::WaitReason;
use crate::decode::answer::Answer;
use crate::error::{Error, ErrorKind};
use crate::request::Request;
use crate::value::redact::Redactor;
use crate::wire::operation::OperationContext;

/// A span, or nothing.
#[derive(Clone)]
pub(super) struct Span {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

#[cfg(feature = "tracing")]
impl Span {
    /// The span of nothing yet.
    pub(super) fn none() -> Self {
        Self { span: tracing::Span::none() }
    }

    /// The span of a call.
    pub(super) fn call(operation: &OperationContext) -> Self {
        use tracing::field::Empty;
        let span = tracing::info_span!(
            "cloudflare.call",
            operation = operation.id,
            method = operation.method.as_str(),
            path = &*operation.template,
            scope = Empty,
            account_id = Empty,
            zone_id = Empty,
            certificate_id = Empty,
            parameters = Empty,
            status = Empty,
            cf_ray = Empty,
            attempts = Empty,
            error = Empty,
        );
        Self { span }
    }

    /// The span of an attempt.
    pub(super) fn attempt(operation: &OperationContext, attempt: u32) -> Self {
        use tracing::field::Empty;
        let span = tracing::debug_span!(
            "cloudflare.attempt",
            operation = operation.id,
            attempt,
            status = Empty,
            cf_ray = Empty,
            bytes = Empty,
            error = Empty,
        );
        Self { span }
    }

    /// Notes what the call is about.
    pub(super) fn identifies(&self, request: &Request, redactor: &Redactor) {
        /// The longest identifier that is noted, in characters.
        const LONGEST: usize = 120;
        if self.span.is_disabled() {
            return;
        }
        let note = |field: &str, value: &str| {
            self.span.record(field, &*redactor.excerpt(value, LONGEST));
        };
        if let Some(scope) = request.scope_of() {
            note("scope", &scope.to_string());
            note(if scope.is_account() { "account_id" } else { "zone_id" }, scope.id());
        }
        let (mut certificate, mut others) = (None, Vec::new());
        for (name, value) in request.path_parameters().filter(|(name, _)| is_identifier(name)) {
            match name {
                "account_id" | "zone_id" => note(name, value),
                _ if certificate.is_none() && name.contains("certificate") => certificate = Some(value),
                _ => others.push(format!("{name}={}", redactor.excerpt(value, LONGEST))),
            }
        }
        if let Some(certificate) = certificate {
            note("certificate_id", certificate);
        }
        if !others.is_empty() {
            self.span.record("parameters", &*others.join(", "));
        }
    }

    /// Runs `future` inside the span.
    pub(super) fn wrap<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        tracing::Instrument::instrument(future, self.span.clone())
    }

    /// Notes how an attempt ended.
    pub(super) fn ended(&self, outcome: &Result<Box<Answer>, Error>) {
        match outcome {
            Ok(_) if self.span.is_disabled() => {}
            Ok(answer) => {
                self.span.record("status", answer.status.as_u16());
                self.span.record("cf_ray", answer.head.ray());
                self.span.record("bytes", answer.body.len());
            }
            Err(error) => {
                self.span.record("error", tracing::field::debug(error.kind()));
            }
        }
    }

    /// Notes how a call ended.
    pub(super) fn finished(&self, outcome: Result<&Answer, &Error>) {
        let (status, cf_ray, attempts) = match outcome {
            // Nobody listens.
            Ok(_) if self.span.is_disabled() => return,
            Ok(answer) => (Some(answer.status.as_u16()), answer.head.ray(), answer.attempts),
            Err(error) => {
                self.span.record("error", tracing::field::debug(error.kind()));
                let _entered = self.span.enter();
                tracing::debug!(error = %error, retryable = error.is_retryable(), "call failed");
                (error.status().map(|status| status.as_u16()), error.cf_ray(), error.attempts())
            }
        };
        self.span.record("status", status);
        self.span.record("cf_ray", cf_ray);
        self.span.record("attempts", attempts);
    }
}

/// Whether a parameter of this name is an identifier: any other may hold anything.
#[cfg(feature = "tracing")]
fn is_identifier(name: &str) -> bool {
    let last = name.rsplit(['_', '-']).next().unwrap_or(name);
    ["id", "identifier", "uuid"].iter().any(|word| last.eq_ignore_ascii_case(word))
}

/// What led to a wait.
#[derive(Clone, Copy)]
pub(super) enum Why {
    /// An answer that may be another next time.
    Answer(StatusCode),
    /// No answer.
    Failure(ErrorKind),
    /// The pacer spreads what is left.
    LittleLeft,
    /// The service has told this client to stop.
    Stopped,
    /// All that the rate limit allows is on its way.
    UsedUp,
    /// No place among the requests in flight is free.
    Full,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(status) => write!(f, "status {}", status.as_u16()),
            Self::Failure(kind) => write!(f, "{kind:?}"),
            Self::LittleLeft => f.write_str("little of the rate limit is left"),
            Self::Stopped => f.write_str("the service has told this client to stop"),
            Self::UsedUp => f.write_str("all that the rate limit allows is on its way"),
            Self::Full => f.write_str("as many requests as may be are in flight"),
        }
    }
}

/// Notes a wait before an attempt, in the span that is entered.
#[cfg(feature = "tracing")]
pub(super) fn waiting(reason: WaitReason, why: Why, wait: Duration, attempt: u32) {
    let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(?reason, %why, wait_ms, attempt, "waiting");
}

#[cfg(not(feature = "tracing"))]
impl Span {
    pub(super) fn none() -> Self {
        Self {}
    }

    pub(super) fn call(_: &OperationContext) -> Self {
        Self {}
    }

    pub(super) fn attempt(_: &OperationContext, _: u32) -> Self {
        Self {}
    }

    pub(super) fn identifies(&self, _: &Request, _: &Redactor) {}

    pub(super) fn wrap<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        future
    }

    pub(super) fn ended(&self, _: &Result<Box<Answer>, Error>) {}

    pub(super) fn finished(&self, _: Result<&Answer, &Error>) {}
}

#[cfg(not(feature = "tracing"))]
pub(super) fn waiting(_: WaitReason, _: Why, _: Duration, _: u32) {}
