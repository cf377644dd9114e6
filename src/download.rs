//! Operations that answer with something that isn't JSON: a file, an image, a text.

use std::future::Future;

use bytes::Bytes;

use crate::decode;
use crate::envelope::Envelope;
use crate::error::Result;
use crate::operation::OperationInfo;
use crate::request::Request;
use crate::send;

/// An operation whose answer has no envelope and is taken as it comes.
///
/// Generated structs implement this; [`DownloadExt`] sends them.
#[must_use = "an operation does nothing until it is sent"]
pub trait Download: Sized + Send {
    /// Name, method and path.
    const INFO: OperationInfo;

    /// The request that this operation stands for.
    fn into_request(self) -> Request;
}

/// Sends an operation that answers with bytes.
pub trait DownloadExt: Download {
    /// Sends the operation; the answer's bytes with status and headers. The answer is read up to
    /// the client's body limit.
    ///
    /// # Errors
    /// As [`EnvelopeExt::send`](crate::EnvelopeExt::send), a failure that comes as JSON included.
    fn send(self) -> impl Future<Output = Result<Envelope<Bytes>>> + Send {
        send::call(self.into_request(), decode::raw)
    }

    /// Sends the operation and gives the answer's bytes.
    ///
    /// # Errors
    /// As [`send`](DownloadExt::send).
    fn bytes(self) -> impl Future<Output = Result<Bytes>> + Send {
        let answer = self.send();
        async { answer.await?.into_result() }
    }
}

impl<O: Download> DownloadExt for O {}
