//! The end of a call: what is told to traces and hooks when it is over, exactly once, however it ends.
//!
//! A call whose future is dropped, or whose answer is dropped before all of it was read, ends here as
//! well: what is known of it by then stands in its [`Progress`].

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicU32, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use reqwest::StatusCode;

use super::trace::Span;
use crate::client::hook::{Attempt, Finished};
use crate::decode::answer::Answer;
use crate::error::{Error, ErrorKind};
use crate::request::Request;

/// What is known of a call from its beginning to its end.
pub(crate) struct Ending {
    number: u64,
    request: Request,
    span: Span,
    /// `None` before the call has begun: nothing is told of it then.
    started: Option<Instant>,
    /// When its answer came, if that isn't when it ends.
    came: Option<Instant>,
    progress: Progress,
    told: bool,
}

/// How far a call has come.
#[derive(Default)]
pub(super) struct Progress {
    attempts: AtomicU32,
    /// Of the last answer; 0 when none has come.
    status: AtomicU16,
    /// The request may have been processed, for all that is known.
    unsure: AtomicBool,
}

impl Progress {
    /// Another attempt begins.
    pub(super) fn attempt(&self, number: u32) {
        self.attempts.store(number, Ordering::Relaxed);
    }

    /// Whether the request may have been processed from now on.
    pub(super) fn unsure(&self, unsure: bool) {
        self.unsure.store(unsure, Ordering::Relaxed);
    }

    /// An answer has come.
    pub(super) fn answered(&self, status: StatusCode) {
        self.status.store(status.as_u16(), Ordering::Relaxed);
    }
}

impl Ending {
    /// The end of a call that hasn't begun.
    pub(super) fn new(request: Request) -> Box<Self> {
        Box::new(Self {
            number: 0,
            span: Span::none(),
            started: None,
            came: None,
            request,
            progress: Progress::default(),
            told: false,
        })
    }

    /// The call begins.
    pub(super) fn begin(&mut self) {
        /// Of the next call.
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        self.number = NUMBER.fetch_add(1, Ordering::Relaxed);
        self.span = Span::call(self.request.operation());
        self.started = Some(self.request.client().shared().clock.now());
    }

    pub(super) fn number(&self) -> u64 {
        self.number
    }

    pub(crate) fn request(&self) -> &Request {
        &self.request
    }

    /// When the call began.
    pub(super) fn started(&self) -> Option<Instant> {
        self.started
    }

    pub(super) fn span(&self) -> &Span {
        &self.span
    }

    pub(super) fn progress(&self) -> &Progress {
        &self.progress
    }

    /// The answer has come and isn't wanted yet: the time until it is is no part of the call.
    pub(crate) fn waits(&mut self) {
        self.came = Some(self.request.client().shared().clock.now());
    }

    /// An answer has come that is a success.
    pub(super) fn refill(&self) {
        self.request.client().shared().budget.refill();
    }

    /// The call is over with this answer.
    pub(super) fn succeeded(self: Box<Self>, answer: &Answer) {
        self.refill();
        self.tell(Ok(answer));
    }

    /// The call is over with this error, which learns what was asked for.
    pub(super) fn failed(self: Box<Self>, error: Error) -> Error {
        let error = error.with(|parts| parts.path = self.request.path_sent());
        self.tell(Err(&error));
        error
    }

    /// The call is over.
    pub(crate) fn tell(mut self: Box<Self>, outcome: Result<&Answer, &Error>) {
        self.told = true;
        self.told(outcome);
    }

    /// The call is over because its last attempt broke off after the answer had begun.
    pub(crate) fn broke_off(mut self: Box<Self>, error: &Error) {
        self.told = true;
        let attempt = Attempt::new(self.request.operation(), self.number, error.attempts());
        self.request.client().shared().hooks.iter().for_each(|hook| hook.failed(&attempt, error));
        self.told(Err(error));
    }

    fn told(&self, outcome: Result<&Answer, &Error>) {
        self.span.finished(outcome);
        let shared = self.request.client().shared();
        if shared.hooks.is_empty() {
            return;
        }
        let (attempts, status) = match outcome {
            Ok(answer) => (answer.attempts, Some(answer.status)),
            Err(error) => (error.attempts(), error.status()),
        };
        let operation = self.request.operation();
        let finished = Finished {
            call: self.number,
            operation: operation.id,
            method: &operation.method,
            path_template: &operation.template,
            attempts,
            elapsed: self.started.map_or(Duration::ZERO, |started| {
                self.came.unwrap_or_else(|| shared.clock.now()).saturating_duration_since(started)
            }),
            status,
            error: outcome.err(),
        };
        shared.hooks.iter().for_each(|hook| hook.finished(&finished));
    }

    /// What is told of a call that was given up.
    fn cancelled(&self) -> Error {
        let Progress { attempts, status, unsure } = &self.progress;
        Error::new(ErrorKind::Cancelled, "given up: it was dropped before its end")
            .with_operation(self.request.operation())
            .with(|parts| {
                parts.path = self.request.path_sent();
                parts.attempts = attempts.load(Ordering::Relaxed);
                parts.status = StatusCode::from_u16(status.load(Ordering::Relaxed)).ok();
                parts.outcome_unknown = unsure.load(Ordering::Relaxed);
            })
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        if self.told || self.started.is_none() {
            return;
        }
        self.told = true;
        let error = self.cancelled();
        if thread::panicking() {
            // A hook that panics as well would end the program.
            let _ = catch_unwind(AssertUnwindSafe(|| self.told(Err(&error))));
        } else {
            self.told(Err(&error));
        }
    }
}
