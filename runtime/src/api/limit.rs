//! A limit for a whole walk through a list, on the client's clock.

use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind, Result};
use crate::request::Request;

/// How long a walk may take, and how far it has come.
#[derive(Debug)]
pub(crate) struct Limit {
    longest: Duration,
    /// When the first page was asked for.
    began: Option<Instant>,
    pages: u64,
    items: u64,
}

impl Limit {
    pub(crate) fn new(longest: Duration) -> Self {
        Self { longest, began: None, pages: 0, items: 0 }
    }

    /// The request for a page, which gets no more time than is left; an error when none is.
    pub(crate) fn admit(&mut self, request: Request) -> Result<Request> {
        let left = self.left(request.client().clock().now());
        if left.is_zero() {
            return Err(self.over().with_operation(request.operation()));
        }
        let total = request.settings()?.total_timeout.min(left);
        Ok(request.with_total_timeout(total))
    }

    /// A page has come.
    pub(crate) fn came(&mut self, items: usize) {
        self.pages += 1;
        self.items += items as u64;
    }

    /// An error of a page, as that of the walk when it is the walk that ran out of time.
    pub(crate) fn explain(&mut self, error: Error, now: Instant) -> Error {
        match error.is_timeout() && self.left(now).is_zero() {
            true => self.over().with_source(error),
            false => error,
        }
    }

    fn left(&mut self, now: Instant) -> Duration {
        let began = *self.began.get_or_insert(now);
        self.longest.saturating_sub(now.saturating_duration_since(began))
    }

    fn over(&self) -> Error {
        let Self { longest, pages, items, .. } = self;
        let detail = format!(
            "the {longest:?} for the whole list are over; {items} items on {pages} pages had come by then"
        );
        Error::new(ErrorKind::Timeout, detail).with(|parts| parts.timed_out = true)
    }
}
