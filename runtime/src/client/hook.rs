//! Seeing and amending what is sent and what comes back.
//!
//! A [`Hook`] is called at fixed points of every call. Metrics, request signing, audit logs and
//! tests that inject failures are built on it; `examples/hooks.rs` has one of each.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode, Url};

use crate::error::Error;
use crate::value::redact::Redactor;
use crate::wire::operation::OperationContext;

/// The error of a hook that refuses. The call's error says what it says, in one line and without the
/// secrets of the call, and has it as its source.
pub type HookError = Box<dyn std::error::Error + Send + Sync>;

/// A hook's refusal of an answer that no service gave: nothing was processed. It says so itself, in
/// the place of the words round a refusal.
#[derive(Debug)]
pub(crate) struct NoService(pub(crate) String);

impl fmt::Display for NoService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoService {}

/// Is told what happens, and may amend requests and answers.
///
/// All methods do nothing unless they are written. They run on the task that makes the call: they
/// must not block for long. Each call that has begun has one [`finished`](Hook::finished), also when its
/// future is dropped; what was under way then has neither `received` nor `failed`.
pub trait Hook: Send + Sync + 'static {
    /// A request is about to leave, with credentials and all: what is changed here is sent.
    ///
    /// # Errors
    /// An error refuses the request; nothing is sent and nothing is tried again.
    fn before_send(&self, attempt: &Attempt<'_>, request: &mut OutgoingRequest) -> Result<(), HookError> {
        let _ = (attempt, request);
        Ok(())
    }

    /// An answer has come, whole and unread, whatever its status: what is changed here is read.
    ///
    /// A success that is read [piece by piece](crate::DownloadExt::stream) has no body here yet;
    /// one that is set here comes in its place.
    ///
    /// # Errors
    /// An error refuses the answer; nothing is tried again.
    fn received(&self, attempt: &Attempt<'_>, response: &mut IncomingResponse) -> Result<(), HookError> {
        let _ = (attempt, response);
        Ok(())
    }

    /// No answer came, or not all of one: a download that breaks off is told here as well.
    fn failed(&self, attempt: &Attempt<'_>, error: &Error) {
        let _ = (attempt, error);
    }

    /// The client is going to wait: before sending the request again, to keep within a rate limit, or
    /// for a place among the requests in flight.
    fn waiting(&self, attempt: &Attempt<'_>, reason: WaitReason, wait: Duration) {
        let _ = (attempt, reason, wait);
    }

    /// The call is over: its answer has been read, or it failed, or it was given up. Whoever drops the
    /// call's future, or a download before its end, gives it up: then the error is of the kind
    /// [`Cancelled`](crate::ErrorKind::Cancelled), and this runs where it is dropped.
    fn finished(&self, call: &Finished<'_>) {
        let _ = call;
    }
}

/// A hook that a program shares with its client, to ask it later what it has seen.
impl<H: Hook + ?Sized> Hook for Arc<H> {
    fn before_send(&self, attempt: &Attempt<'_>, request: &mut OutgoingRequest) -> Result<(), HookError> {
        (**self).before_send(attempt, request)
    }

    fn received(&self, attempt: &Attempt<'_>, response: &mut IncomingResponse) -> Result<(), HookError> {
        (**self).received(attempt, response)
    }

    fn failed(&self, attempt: &Attempt<'_>, error: &Error) {
        (**self).failed(attempt, error);
    }

    fn waiting(&self, attempt: &Attempt<'_>, reason: WaitReason, wait: Duration) {
        (**self).waiting(attempt, reason, wait);
    }

    fn finished(&self, call: &Finished<'_>) {
        (**self).finished(call);
    }
}

/// Which attempt of which operation.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// The operation's name in the API document.
    pub operation: &'a str,
    /// The HTTP method.
    pub method: &'a Method,
    /// The path below the base URL, with its parameters in braces: few enough for a metric.
    pub path_template: &'a str,
    /// 1 for the first. In [`Hook::waiting`], the attempt that comes after the wait.
    pub number: u32,
    /// Which call: the same number in all that is told of one call, and never again in this process.
    pub call: u64,
}

impl<'a> Attempt<'a> {
    pub(crate) fn new(operation: &'a OperationContext, call: u64, number: u32) -> Self {
        Self {
            operation: operation.id,
            method: &operation.method,
            path_template: &operation.template,
            number,
            call,
        }
    }
}

/// Why the client waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitReason {
    /// Before the same request again, as the retry policy says.
    Backoff,
    /// Before the same request again, as the service says.
    RetryAfter,
    /// Because little of a rate limit is left, or none.
    RateLimit,
    /// For a place among the [requests in flight](crate::ClientBuilder::max_in_flight). How long it
    /// takes nobody knows; what is told is the longest that it may.
    InFlight,
}

/// A request about to leave. Its `Debug` shows no header value and no body.
pub struct OutgoingRequest {
    pub(crate) inner: reqwest::Request,
    pub(crate) body: Option<Bytes>,
}

impl OutgoingRequest {
    /// Where it goes.
    pub fn url(&self) -> &Url {
        self.inner.url()
    }

    /// Its headers, the credentials among them.
    pub fn headers(&self) -> &HeaderMap {
        self.inner.headers()
    }

    /// Its headers, to change.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        self.inner.headers_mut()
    }

    /// Its body, which may hold private keys.
    pub fn body(&self) -> Option<&[u8]> {
        self.body.as_deref()
    }

    /// Gives it another body.
    pub fn set_body(&mut self, body: impl Into<Bytes>) {
        self.body = Some(body.into());
    }
}

impl fmt::Debug for OutgoingRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutgoingRequest")
            .field("method", self.inner.method())
            .field("headers", &names(self.headers()))
            .field("body_bytes", &self.body.as_ref().map(Bytes::len))
            .finish_non_exhaustive()
    }
}

/// An answer as it came. Its `Debug` shows no header value and no body.
pub struct IncomingResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) elapsed: Duration,
    /// What `Debug` leaves out.
    pub(crate) redactor: Redactor,
}

impl IncomingResponse {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Gives it another status.
    pub fn set_status(&mut self, status: StatusCode) {
        self.status = status;
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The headers, to change.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.headers
    }

    /// The body after decompression, which may hold private keys.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Gives it another body.
    pub fn set_body(&mut self, body: impl Into<Bytes>) {
        self.body = body.into();
    }

    /// Time from when the request left to the last byte of the answer, or to its headers when its
    /// body is read piece by piece.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

impl fmt::Debug for IncomingResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IncomingResponse")
            .field("status", &self.status.as_u16())
            .field("headers", &self.redactor.shown(&names(&self.headers)))
            .field("body_bytes", &self.body.len())
            .field("elapsed", &self.elapsed)
            .finish()
    }
}

fn names(headers: &HeaderMap) -> Vec<&str> {
    headers.keys().map(|name| name.as_str()).collect()
}

/// How a call ended.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Finished<'a> {
    /// Which call: the [number](Attempt::call) of its attempts.
    pub call: u64,
    /// The operation's name in the API document.
    pub operation: &'a str,
    /// The HTTP method.
    pub method: &'a Method,
    /// The path below the base URL, with its parameters in braces.
    pub path_template: &'a str,
    /// How often the request was sent.
    pub attempts: u32,
    /// Time for all of it, waits included.
    pub elapsed: Duration,
    /// The HTTP status of the last answer, if one came.
    pub status: Option<StatusCode>,
    /// Why it failed, if it did, or that it was given up.
    pub error: Option<&'a Error>,
}
