//! The envelope round every answer.

use std::fmt;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::decode::answer::Answer;
use crate::decode::marks::Marks;
use crate::error::Result;
use crate::wire::api_message::ApiMessage;
use crate::wire::rate_limits::RateLimits;
use crate::wire::result_info::ResultInfo;

/// A successful answer: the result, and all that came with it.
pub struct Envelope<T> {
    result: Option<T>,
    answer: Box<Answer>,
}

impl<T> Envelope<T> {
    pub(crate) fn new(result: Option<T>, answer: Box<Answer>) -> Self {
        Self { result, answer }
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
    /// [`is_empty_result`](crate::Error::is_empty_result) when there is none.
    pub fn into_result(self) -> Result<T> {
        let Self { result, answer } = self;
        result.ok_or_else(|| answer.without_result())
    }

    /// What the service remarks, such as a deprecation; of more than 100 messages the first.
    pub fn messages(&self) -> &[ApiMessage] {
        &self.answer.said.messages
    }

    /// Errors that came with a success; usually there are none. Of more than 100 the first.
    pub fn errors(&self) -> &[ApiMessage] {
        &self.answer.said.errors
    }

    /// Where a page stands in its list.
    pub fn result_info(&self) -> Option<&ResultInfo> {
        self.answer.said.result_info.as_ref()
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.answer.status
    }

    /// The HTTP headers. Values that repeat a secret of the request are marked sensitive, so that
    /// their `Debug` doesn't show them.
    pub fn headers(&self) -> &HeaderMap {
        self.answer.head.headers()
    }

    /// The service's name for the exchange: what its support asks for.
    pub fn cf_ray(&self) -> Option<&str> {
        self.answer.head.ray()
    }

    /// What the answer says about rate limits.
    pub fn rate_limits(&self) -> &RateLimits {
        &self.answer.limits
    }

    /// How often the request was sent until this answer came; 1 without retries.
    pub fn attempts(&self) -> u32 {
        self.answer.attempts
    }

    /// The envelope without its result, and the result.
    pub(crate) fn split(self) -> (Envelope<()>, Option<T>) {
        (Envelope { result: Some(()), answer: self.answer }, self.result)
    }

    /// Everything but the result.
    pub(crate) fn answer(&self) -> &Answer {
        &self.answer
    }

    /// The marks of a page, for keeps.
    pub(crate) fn take_marks(&mut self) -> Option<Marks> {
        self.answer.said.marks.take()
    }
}

impl<T: fmt::Debug> fmt::Debug for Envelope<T> {
    /// Header values aren't shown: they may hold cookies. In the result, secrets that the service
    /// repeats aren't either.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("operation", &self.answer.operation.id)
            .field("status", &self.answer.status.as_u16())
            .field("cf_ray", &self.cf_ray())
            .field("result", &self.answer.head.redactor.shown(&self.result))
            .field("errors", &self.errors())
            .field("messages", &self.messages())
            .field("result_info", &self.result_info())
            .field("attempts", &self.attempts())
            .finish_non_exhaustive()
    }
}
