//! The end of a call: what is told to traces and hooks when it is over.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use super::trace::Span;
use crate::client::hook::Finished;
use crate::decode::envelope::Envelope;
use crate::error::Error;
use crate::request::Request;

/// What is known of a call from its beginning to its end.
pub(crate) struct Ending {
    number: u64,
    request: Request,
    span: Span,
    started: Instant,
}

impl Ending {
    /// A call begins.
    pub(super) fn new(request: Request) -> Self {
        /// Of the next call.
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        let started = request.client().shared().clock.now();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        Self { number, span: Span::call(request.operation()), started, request }
    }

    pub(super) fn number(&self) -> u64 {
        self.number
    }

    pub(crate) fn request(&self) -> &Request {
        &self.request
    }

    pub(super) fn span(&self) -> &Span {
        &self.span
    }

    /// The call is over.
    pub(crate) fn tell<T>(self, outcome: Result<&Envelope<T>, &Error>) {
        self.span.finished(
            outcome.map(|envelope| (envelope.status().as_u16(), envelope.cf_ray(), envelope.attempts())),
        );
        let shared = self.request.client().shared();
        if shared.hooks.is_empty() {
            return;
        }
        let (attempts, status) = match outcome {
            Ok(envelope) => (envelope.attempts(), Some(envelope.status())),
            Err(error) => (error.attempts(), error.status()),
        };
        let operation = self.request.operation();
        let finished = Finished {
            call: self.number,
            operation: operation.id,
            method: &operation.method,
            path_template: &operation.template,
            attempts,
            elapsed: shared.clock.now().saturating_duration_since(self.started),
            status,
            error: outcome.err(),
        };
        shared.hooks.iter().for_each(|hook| hook.finished(&finished));
    }
}
