//! What came back, before anybody has read it.

use bytes::Bytes;
use reqwest::StatusCode;
use tokio::sync::OwnedSemaphorePermit;

use crate::wire::head::Head;
use crate::wire::operation::OperationContext;
use crate::wire::rate_limits::RateLimits;

/// What came back, whole and undecoded.
pub(crate) struct Answer {
    pub(crate) operation: OperationContext,
    pub(crate) status: StatusCode,
    pub(crate) head: Head,
    /// The whole of it, or the beginning.
    pub(crate) body: Bytes,
    /// What comes after the beginning, where a success is read piece by piece.
    pub(crate) unread: Option<Box<Unread>>,
    pub(crate) limits: RateLimits,
    pub(crate) attempts: u32,
    /// An earlier attempt may have been processed.
    pub(crate) unsure: bool,
    /// Why there was no further attempt, when there could have been.
    pub(crate) gave_up: Option<String>,
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
