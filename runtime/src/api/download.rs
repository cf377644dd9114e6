//! Operations that answer with something that isn't JSON: a file, an image, a text.

use std::future::Future;

use bytes::Bytes;

use crate::api::byte_stream::ByteStream;
use crate::api::with_options::WithOptions;
use crate::call;
use crate::client::options::RequestOptions;
use crate::client::shared::Client;
use crate::decode;
use crate::decode::envelope::Envelope;
use crate::error::Result;
use crate::request::{Request, Wanted};
use crate::wire::operation::OperationInfo;

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

impl Request {
    /// A request for an operation that answers with bytes, without parameters or body.
    #[doc(hidden)]
    pub fn of_download<O: Download>(client: &impl AsRef<Client>) -> Self {
        Self::new(client, &O::INFO)
    }
}

/// Sends an operation that answers with bytes. Every [`Download`] has these methods.
///
/// ```no_run
/// # use cloudflare_core::runtime::Download;
/// use cloudflare_core::prelude::*;
/// use std::io::Write;
///
/// # async fn example<O: Download>(recording: O) -> Result<(), Box<dyn std::error::Error>> {
/// let mut file = std::fs::File::create("recording.pcap")?;
/// let mut pieces = recording.stream().await?;
/// while let Some(piece) = pieces.try_next().await? {
///     file.write_all(&piece)?;
/// }
/// # Ok(())
/// # }
/// ```
pub trait DownloadExt: Download {
    /// Sends the operation; the answer's bytes with status and headers. The answer is read up to
    /// the client's body limit.
    ///
    /// # Errors
    /// As [`EnvelopeExt::send`](crate::EnvelopeExt::send), a failure that comes as JSON included.
    fn send(self) -> impl Future<Output = Result<Envelope<Bytes>>> + Send {
        call::call(self.into_request().wanting(Wanted::Bytes), decode::raw)
    }

    /// Sends the operation and gives the answer's bytes.
    ///
    /// # Errors
    /// As [`send`](DownloadExt::send).
    fn bytes(self) -> impl Future<Output = Result<Bytes>> + Send {
        let answer = self.send();
        async { answer.await?.into_result() }
    }

    /// Sends the operation and gives the answer as soon as its headers are there; its bytes are
    /// read piece by piece.
    ///
    /// Timeouts and retries go until the answer begins. Nothing is sent again after that; see
    /// [`ByteStream`] for how long it may take and how large it may be.
    ///
    /// # Errors
    /// As [`send`](DownloadExt::send). An answer labelled as JSON or plain text is looked into
    /// before it is given, so that a failure in it is an error here, also when its status is 200.
    fn stream(self) -> impl Future<Output = Result<ByteStream>> + Send {
        ByteStream::open(self.into_request())
    }

    /// The operation with these options; as
    /// [`OperationExt::with_options`](crate::OperationExt::with_options).
    fn with_options(self, options: RequestOptions) -> WithOptions<Self> {
        WithOptions::new(self, options)
    }
}

impl<O: Download> DownloadExt for O {}

impl<O: Download> Download for WithOptions<O> {
    const INFO: OperationInfo = O::INFO;

    fn into_request(self) -> Request {
        let (operation, options) = self.parts();
        operation.into_request().with_options(options)
    }
}
