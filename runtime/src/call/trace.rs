//! Spans and events for `tracing`, with the feature of that name; nothing without it.
//!
//! A call is a span `cloudflare.call` and each attempt in it a span `cloudflare.attempt`. They
//! carry names, statuses and times: never a URL with its parameters, a header's value or a body.

use std::future::Future;
use std::time::Duration;

use crate::decode::answer::Answer;
use crate::error::Error;
use crate::wire::operation::OperationContext;

/// A span, or nothing.
#[derive(Clone)]
pub(super) struct Span {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

#[cfg(feature = "tracing")]
impl Span {
    /// The span of a call.
    pub(super) fn call(operation: &OperationContext) -> Self {
        use tracing::field::Empty;
        let span = tracing::info_span!(
            "cloudflare.call",
            operation = operation.id,
            method = operation.method.as_str(),
            path = &*operation.template,
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

    /// Runs `future` inside the span.
    pub(super) fn wrap<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        tracing::Instrument::instrument(future, self.span.clone())
    }

    /// Notes how an attempt ended.
    pub(super) fn ended(&self, outcome: &Result<Answer, Error>) {
        match outcome {
            Ok(answer) => {
                self.span.record("status", answer.status.as_u16());
                self.span.record("cf_ray", answer.cf_ray.as_deref());
                self.span.record("bytes", answer.body.len());
            }
            Err(error) => {
                self.span.record("error", tracing::field::debug(error.kind()));
            }
        }
    }

    /// Notes how a call ended.
    pub(super) fn finished(&self, outcome: Result<(u16, Option<&str>, u32), &Error>) {
        let (status, cf_ray, attempts) = match outcome {
            Ok((status, cf_ray, attempts)) => (Some(status), cf_ray, attempts),
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

/// Notes a wait before an attempt, in the span that is entered.
#[cfg(feature = "tracing")]
pub(super) fn waiting(reason: crate::client::hook::WaitReason, wait: Duration, attempt: u32) {
    let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(?reason, wait_ms, attempt, "waiting");
}

#[cfg(not(feature = "tracing"))]
impl Span {
    pub(super) fn call(_: &OperationContext) -> Self {
        Self {}
    }

    pub(super) fn attempt(_: &OperationContext, _: u32) -> Self {
        Self {}
    }

    pub(super) fn wrap<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        future
    }

    pub(super) fn ended(&self, _: &Result<Answer, Error>) {}

    pub(super) fn finished(&self, _: Result<(u16, Option<&str>, u32), &Error>) {}
}

#[cfg(not(feature = "tracing"))]
pub(super) fn waiting(_: crate::client::hook::WaitReason, _: Duration, _: u32) {}
