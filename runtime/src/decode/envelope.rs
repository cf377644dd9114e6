//! The envelope round every answer.

use std::fmt;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::decode::answer::Answer;
use crate::decode::marks::Marks;
use crate::error::{Error, ErrorKind, Result};
use crate::value::redact::Redactor;
use crate::wire::api_message::{ApiMessage, Messages};
use crate::wire::head::Head;
use crate::wire::operation::OperationContext;
use crate::wire::rate_limits::RateLimits;
use crate::wire::result_info::ResultInfo;

/// A successful answer: the result, and all that came with it.
pub struct Envelope<T> {
    result: Option<T>,
    errors: Vec<ApiMessage>,
    messages: Vec<ApiMessage>,
    result_info: Option<ResultInfo>,
    operation: OperationContext,
    status: StatusCode,
    /// Knows what `Debug` leaves out.
    head: Head,
    limits: RateLimits,
    attempts: u32,
    /// What the items of a page are known by: a list that repeats itself is found out by it.
    marks: Option<Marks>,
    /// How many items of a list are null, and not in the result.
    left_out: usize,
}

impl<T> Envelope<T> {
    pub(crate) fn new(
        result: Option<T>,
        [errors, messages]: [Messages; 2],
        result_info: Option<ResultInfo>,
        marks: Option<Marks>,
        answer: Answer,
    ) -> Self {
        Self {
            result,
            errors: errors.kept,
            messages: messages.kept,
            result_info,
            operation: answer.operation,
            status: answer.status,
            head: answer.head,
            limits: answer.limits,
            attempts: answer.attempts,
            marks,
            left_out: 0,
        }
    }

    /// The result. `None` when the service sent none and the operation promises one; an empty
    /// list and a deletion without a result are results. Items of a list that are null aren't in it,
    /// unless its items can be.
    pub fn result(&self) -> Option<&T> {
        self.result.as_ref()
    }

    /// The result, for keeps.
    ///
    /// # Errors
    /// [`is_empty_result`](Error::is_empty_result) when there is none.
    pub fn into_result(mut self) -> Result<T> {
        self.result.take().ok_or_else(|| {
            let error = Error::new(ErrorKind::EmptyResult, "the call succeeded and the answer has no result");
            self.fault(error).with(|parts| parts.messages = std::mem::take(&mut self.messages))
        })
    }

    /// What the service remarks, such as a deprecation; of more than 100 messages the first.
    pub fn messages(&self) -> &[ApiMessage] {
        &self.messages
    }

    /// Errors that came with a success; usually there are none. Of more than 100 the first.
    pub fn errors(&self) -> &[ApiMessage] {
        &self.errors
    }

    /// Where a page stands in its list.
    pub fn result_info(&self) -> Option<&ResultInfo> {
        self.result_info.as_ref()
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The HTTP headers. Values that repeat a secret of the request are marked sensitive, so that
    /// their `Debug` doesn't show them.
    pub fn headers(&self) -> &HeaderMap {
        self.head.headers()
    }

    /// The service's name for the exchange: what its support asks for.
    pub fn cf_ray(&self) -> Option<&str> {
        self.head.ray()
    }

    /// What the answer says about rate limits.
    pub fn rate_limits(&self) -> &RateLimits {
        &self.limits
    }

    /// How often the request was sent until this answer came; 1 without retries.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The envelope without its result, and the result.
    pub(crate) fn split(self) -> (Envelope<()>, Option<T>) {
        let envelope = Envelope {
            result: Some(()),
            errors: self.errors,
            messages: self.messages,
            result_info: self.result_info,
            operation: self.operation,
            status: self.status,
            head: self.head,
            limits: self.limits,
            attempts: self.attempts,
            marks: self.marks,
            left_out: self.left_out,
        };
        (envelope, self.result)
    }

    /// An error about what came in this answer.
    pub(crate) fn fault(&self, error: Error) -> Error {
        error.with_operation(&self.operation).with(|parts| {
            parts.status = Some(self.status);
            parts.cf_ray = self.cf_ray().map(str::to_owned);
            parts.limits = self.limits.clone();
            parts.attempts = self.attempts;
        })
    }

    /// What to look for in what the rest of this answer says.
    pub(crate) fn redactor(&self) -> &Redactor {
        &self.head.redactor
    }

    pub(crate) fn with_left_out(mut self, left_out: usize) -> Self {
        self.left_out = left_out;
        self
    }

    /// How many items the service sent that aren't in the result, since they are null.
    pub(crate) fn left_out(&self) -> usize {
        self.left_out
    }

    /// The marks of a page, for keeps.
    pub(crate) fn take_marks(&mut self) -> Option<Marks> {
        self.marks.take()
    }
}

impl<T: fmt::Debug> fmt::Debug for Envelope<T> {
    /// Header values aren't shown: they may hold cookies. In the result, secrets that the service
    /// repeats aren't either.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("operation", &self.operation.id)
            .field("status", &self.status.as_u16())
            .field("cf_ray", &self.cf_ray())
            .field("result", &self.head.redactor.shown(&self.result))
            .field("errors", &self.errors)
            .field("messages", &self.messages)
            .field("result_info", &self.result_info)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
