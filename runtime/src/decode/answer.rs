//! What came back, before anybody has read it, and then with what was read of it.

use bytes::Bytes;
use reqwest::StatusCode;
use tokio::sync::OwnedSemaphorePermit;

use crate::decode::marks::Marks;
use crate::error::{Error, ErrorKind};
use crate::wire::api_message::ApiMessage;
use crate::wire::head::Head;
use crate::wire::operation::OperationContext;
use crate::wire::rate_limits::RateLimits;
use crate::wire::result_info::ResultInfo;

/// What came back. It stays in the box that it was put in, whatever becomes of it.
pub(crate) struct Answer {
    pub(crate) operation: OperationContext,
    pub(crate) status: StatusCode,
    pub(crate) head: Head,
    /// The whole of it, or the beginning; nothing once it has been read.
    pub(crate) body: Bytes,
    /// What comes after the beginning, where a success is read piece by piece.
    pub(crate) unread: Option<Box<Unread>>,
    pub(crate) limits: RateLimits,
    pub(crate) attempts: u32,
    /// An earlier attempt may have been processed.
    pub(crate) unsure: bool,
    /// Why there was no further attempt, when there could have been.
    pub(crate) gave_up: Option<String>,
    /// Nothing until it has been read.
    pub(crate) said: Said,
}

/// What an answer says beside its result.
#[derive(Default)]
pub(crate) struct Said {
    pub(crate) errors: Vec<ApiMessage>,
    pub(crate) messages: Vec<ApiMessage>,
    pub(crate) result_info: Option<ResultInfo>,
    /// What the items of a page are known by: a list that repeats itself is found out by it.
    pub(crate) marks: Option<Marks>,
    /// How many items of a list are null, and not in the result.
    pub(crate) left_out: usize,
}

impl Answer {
    /// An error about what came in it.
    pub(crate) fn fault(&self, error: Error) -> Error {
        error.with_operation(&self.operation).with(|parts| {
            parts.status = Some(self.status);
            parts.cf_ray = self.head.ray().map(str::to_owned);
            parts.limits = self.limits.clone();
            parts.attempts = self.attempts;
        })
    }

    /// The error of a success that lacks the result which was promised.
    pub(crate) fn without_result(self: Box<Self>) -> Error {
        let error = Error::new(ErrorKind::EmptyResult, "the call succeeded and the answer has no result");
        let error = self.fault(error);
        error.with(|parts| parts.messages = self.said.messages)
    }
}

/// The rest of a success that its caller reads piece by piece.
pub(crate) struct Unread {
    response: reqwest::Response,
    /// The request is in flight until all of it has come.
    _in_flight: Option<OwnedSemaphorePermit>,
}

impl Unread {
    pub(crate) fn new(response: reqwest::Response, in_flight: Option<OwnedSemaphorePermit>) -> Self {
        Self { response, _in_flight: in_flight }
    }

    /// The next piece; `None` at the end.
    pub(crate) async fn piece(&mut self) -> Result<Option<Bytes>, reqwest::Error> {
        self.response.chunk().await
    }
}
