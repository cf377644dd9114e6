//! Downloads without async: bytes, pieces, and a reader.

use std::fmt;
use std::io;
use std::time::Duration;

use bytes::Bytes;

use super::wait::wait_for;
use crate::api::byte_stream;
use crate::api::download::Download;
use crate::api::with_options::WithOptions;
use crate::call;
use crate::client::options::RequestOptions;
use crate::decode;
use crate::decode::envelope::Envelope;
use crate::error::Result;
use crate::request::{Request, Wanted};

/// Sends an operation that answers with bytes and waits for them. Every [`Download`] has these
/// methods.
///
/// ```no_run
/// # use cloudflare_core::runtime::Download;
/// use cloudflare_core::blocking::prelude::*;
///
/// # fn example<O: Download>(recording: O) -> Result<(), Box<dyn std::error::Error>> {
/// let mut file = std::fs::File::create("recording.pcap")?;
/// std::io::copy(&mut recording.stream()?, &mut file)?;
/// # Ok(())
/// # }
/// ```
pub trait DownloadExt: Download {
    /// Sends the operation; the answer's bytes with status and headers.
    ///
    /// # Errors
    /// As the [async method](crate::DownloadExt::send), and
    /// [`Blocking`](crate::ErrorKind::Blocking) where blocking is impossible.
    fn send(self) -> Result<Envelope<Bytes>> {
        wait_for(call::call(blocking(self).wanting(Wanted::Bytes), decode::raw))?
    }

    /// Sends the operation and gives the answer's bytes.
    ///
    /// # Errors
    /// As [`send`](DownloadExt::send).
    fn bytes(self) -> Result<Bytes> {
        self.send()?.into_result()
    }

    /// Sends the operation and gives the answer as soon as its headers are there; its bytes are
    /// read piece by piece.
    ///
    /// # Errors
    /// As the [async method](crate::DownloadExt::stream), and
    /// [`Blocking`](crate::ErrorKind::Blocking) where blocking is impossible.
    fn stream(self) -> Result<ByteStream> {
        let pieces = wait_for(byte_stream::ByteStream::open(blocking(self)))??;
        Ok(ByteStream { pieces, left: Bytes::new(), refused: false })
    }

    /// The operation with these options; as
    /// [`OperationExt::with_options`](crate::OperationExt::with_options).
    fn with_options(self, options: RequestOptions) -> WithOptions<Self> {
        WithOptions::new(self, options)
    }
}

impl<O: Download> DownloadExt for O {}

fn blocking(operation: impl Download) -> Request {
    let mut request = operation.into_request();
    request.set_blocking();
    request
}

/// An answer's bytes as they arrive, as an iterator of pieces or as a [reader](io::Read); the
/// [async `ByteStream`](crate::ByteStream) without async.
#[must_use = "a stream reads nothing until it is advanced"]
pub struct ByteStream {
    pieces: byte_stream::ByteStream,
    /// What a reader hasn't taken yet of the last piece.
    left: Bytes,
    /// Blocking was impossible, which ends it like every error.
    refused: bool,
}

impl ByteStream {
    /// The answer without its bytes: status, headers, rate limits, attempts.
    pub fn envelope(&self) -> &Envelope<()> {
        self.pieces.envelope()
    }

    /// See [`limit`](crate::ByteStream::limit).
    pub fn limit(mut self, bytes: u64) -> Self {
        self.pieces = self.pieces.limit(bytes);
        self
    }

    /// See [`idle_timeout`](crate::ByteStream::idle_timeout).
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.pieces = self.pieces.idle_timeout(limit);
        self
    }
}

impl Iterator for ByteStream {
    type Item = Result<Bytes>;

    fn next(&mut self) -> Option<Self::Item> {
        if !self.left.is_empty() {
            return Some(Ok(std::mem::take(&mut self.left)));
        }
        if self.refused {
            return None;
        }
        match wait_for(self.pieces.try_next()) {
            Ok(piece) => piece.transpose(),
            Err(impossible) => {
                self.refused = true;
                Some(Err(impossible))
            }
        }
    }
}

/// Errors hold an [`Error`](crate::Error), which `get_ref` gives back.
impl io::Read for ByteStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let mut piece = match self.next() {
            None => return Ok(0),
            Some(piece) => piece.map_err(io::Error::other)?,
        };
        let length = piece.len().min(buffer.len());
        buffer[..length].copy_from_slice(&piece.split_to(length));
        self.left = piece;
        Ok(length)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces.fmt(f)
    }
}
