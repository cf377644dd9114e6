//! An answer's bytes as they arrive.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;

use crate::call::{self, Ending};
use crate::client::clock::{Clock, within};
use crate::client::paused;
use crate::decode::answer::Unread;
use crate::decode::envelope::Envelope;
use crate::decode::{self, Opened};
use crate::error::{Error, ErrorKind, Result};
use crate::request::{Request, Wanted};
use crate::wire::safety::is_read;

/// An answer's bytes as they arrive, as a [`Stream`] and by [`try_next`](Self::try_next);
/// [`DownloadExt::stream`](crate::DownloadExt::stream) gives one.
///
/// It ends when the whole answer has come. One that breaks off before is an error, never a short
/// success, and after an error there is nothing more. Each piece may take as long as an attempt
/// (30 seconds, if nothing else is set) and all of them together as long as they like; there is no
/// limit for their size unless [one is set](Self::limit). The client's body limit is for answers
/// that are kept in memory.
///
/// The request counts as in flight until the stream has ended or is dropped. Dropping it closes
/// the connection, and hooks learn that the call was given up.
#[must_use = "a stream reads nothing until it is polled"]
pub struct ByteStream {
    envelope: Envelope<()>,
    /// What came with the headers.
    beginning: Bytes,
    source: Source,
    clock: Arc<dyn Clock>,
    /// The longest that a piece may take.
    idle: Duration,
    limit: u64,
    seen: u64,
    ending: Option<Box<Ending>>,
}

/// Where further pieces come from.
enum Source {
    /// The connection.
    Waiting(Box<Unread>),
    /// The connection, which has been asked for a piece.
    Asked(Pin<Box<dyn Future<Output = Piece> + Send>>),
    /// Nowhere: that was all.
    Ended,
}

/// A piece, none at the end, and the connection for the next one.
type Piece = Result<Option<(Bytes, Box<Unread>)>, Broken>;

/// Why no piece came.
enum Broken {
    Connection(reqwest::Error),
    Idle,
}

impl ByteStream {
    /// Sends a request and waits for the beginning of its answer.
    pub(crate) async fn open(request: Request) -> Result<Self> {
        let request = request.wanting(Wanted::Stream);
        let (ending, opened) = call::open(request, decode::opened).await?;
        let Opened { envelope, beginning, unread } = opened;
        let idle = ending.request().settings()?.attempt_timeout;
        let clock = ending.request().client().clock();
        let source = unread.map_or(Source::Ended, Source::Waiting);
        Ok(Self { envelope, beginning, source, clock, idle, limit: u64::MAX, seen: 0, ending: Some(ending) })
    }

    /// The answer without its bytes: status, headers, rate limits, attempts.
    pub fn envelope(&self) -> &Envelope<()> {
        &self.envelope
    }

    /// Gives up with a [body limit](ErrorKind::BodyLimit) error when there are more bytes than
    /// this, counted after decompression.
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// Gives up with a [timeout](ErrorKind::Timeout) error when a piece takes longer than this; the
    /// attempt timeout, if it isn't set. Time that the caller takes between pieces doesn't count.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.idle = limit;
        self
    }

    /// The next piece, which is never empty; `None` after the last.
    ///
    /// Dropping the future loses nothing: what arrives meanwhile is given by the next call.
    ///
    /// # Errors
    /// [Transport](ErrorKind::Transport) when the answer breaks off,
    /// [timeout](ErrorKind::Timeout) when it stops coming, [decode](ErrorKind::Decode) when it
    /// can't be decompressed, [body limit](ErrorKind::BodyLimit) when it is larger than
    /// [was allowed](Self::limit).
    pub async fn try_next(&mut self) -> Result<Option<Bytes>> {
        poll_fn(|context| self.poll_piece(context)).await.transpose()
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        loop {
            let beginning = std::mem::take(&mut self.beginning);
            if !beginning.is_empty() {
                return Poll::Ready(Some(self.counted(beginning)));
            }
            match std::mem::replace(&mut self.source, Source::Ended) {
                Source::Ended => {
                    if let Some(ending) = self.ending.take() {
                        ending.tell(Ok(self.envelope.answer()));
                    }
                    return Poll::Ready(None);
                }
                Source::Waiting(unread) => {
                    self.source = Source::Asked(Box::pin(piece(unread, Arc::clone(&self.clock), self.idle)));
                }
                Source::Asked(mut asked) => match asked.as_mut().poll(context) {
                    Poll::Pending => {
                        self.source = Source::Asked(asked);
                        return Poll::Pending;
                    }
                    Poll::Ready(Ok(Some((piece, unread)))) => {
                        self.beginning = piece;
                        self.source = Source::Waiting(unread);
                    }
                    Poll::Ready(Ok(None)) => {}
                    Poll::Ready(Err(broken)) => return Poll::Ready(Some(Err(self.broken(broken)))),
                },
            }
        }
    }

    /// The piece, unless it is too much.
    fn counted(&mut self, piece: Bytes) -> Result<Bytes> {
        self.seen = self.seen.saturating_add(piece.len() as u64);
        if self.seen <= self.limit {
            return Ok(piece);
        }
        Err(self.failed(call::too_large(self.limit, self.envelope.status().as_u16())))
    }

    fn broken(&mut self, broken: Broken) -> Error {
        let status = self.envelope.status().as_u16();
        let error = match broken {
            Broken::Connection(error) => {
                call::broken_body(error, status, &self.envelope.answer().head.redactor)
            }
            Broken::Idle => {
                let detail = format!("nothing more of the answer (status {status}) within {:?}", self.idle);
                Error::new(ErrorKind::Timeout, detail).with(|parts| parts.timed_out = true)
            }
        };
        self.failed(error)
    }

    /// Ends the call with an error.
    fn failed(&mut self, error: Error) -> Error {
        self.source = Source::Ended;
        let mut error = self.envelope.answer().fault(error);
        if let Some(ending) = self.ending.take() {
            let request = ending.request();
            error = error.with(|parts| {
                parts.path = request.path_sent();
                parts.outcome_unknown = !is_read(&request.operation().method);
            });
            ending.broke_off(&error);
        }
        error
    }
}

/// Waits for the next piece.
async fn piece(mut unread: Box<Unread>, clock: Arc<dyn Clock>, idle: Duration) -> Piece {
    let (_, paused) = paused::now(&*clock);
    let _held = paused::hold(paused, idle);
    match within(&*clock, idle, unread.piece()).await {
        Some(Ok(piece)) => Ok(piece.map(|piece| (piece, unread))),
        Some(Err(error)) => Err(Broken::Connection(error)),
        None => Err(Broken::Idle),
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_piece(context)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("envelope", &self.envelope)
            .field("seen", &self.seen)
            .finish_non_exhaustive()
    }
}
