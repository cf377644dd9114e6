//! Sending an operation and opening the envelope of its answer.

use std::future::Future;
use std::pin::Pin;

use crate::api::operation::Operation;
use crate::call;
use crate::decode;
use crate::decode::answer::Answer;
use crate::decode::envelope::Envelope;
use crate::error::Result;
use crate::request::Request;

/// Sends an operation. Every [`Operation`] has these methods.
///
/// ```no_run
/// # use cloudflare_core::runtime::Operation;
/// use cloudflare_core::prelude::*;
///
/// # async fn example<O: Operation<Result = String> + Clone>(operation: O) -> Result<(), cloudflare_core::Error> {
/// let value: String = operation.clone().result().await?;
/// let envelope = operation.send().await?;
/// println!("{} {:?} {:?}", envelope.status(), envelope.cf_ray(), envelope.messages());
/// # Ok(())
/// # }
/// ```
pub trait EnvelopeExt: Operation {
    /// Sends the operation and gives the whole envelope.
    ///
    /// Dropping the future gives the call up; the service may have processed it by then.
    ///
    /// # Errors
    /// Everything but a success: see [`ErrorKind`](crate::ErrorKind). An envelope that says `success: false` is an
    /// error whatever its HTTP status.
    fn send(self) -> impl Future<Output = Result<Envelope<Self::Result>>> + Send {
        let request = self.into_request();
        call::call(request, |answer| decode::decode(answer, Self::absent))
    }

    /// Sends the operation and gives its result.
    ///
    /// # Errors
    /// As [`send`](Self::send), and [`is_empty_result`](crate::Error::is_empty_result) when the call
    /// succeeded without the result that the operation promises.
    fn result(self) -> impl Future<Output = Result<Self::Result>> + Send {
        let envelope = self.send();
        async move { envelope.await?.into_result() }
    }
}

impl<O: Operation> EnvelopeExt for O {}

/// What an operation becomes when it is awaited.
#[doc(hidden)]
pub type Awaited<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

/// The [`result`](EnvelopeExt::result) of an operation, in a box: a future needs a type with a name here.
#[doc(hidden)]
pub fn awaited<O: Operation>(operation: O) -> Awaited<O::Result> {
    boxed(operation.into_request(), |answer| decode::decode(answer, O::absent))
}

fn boxed<T: Send + 'static>(request: Request, read: fn(Box<Answer>) -> Result<Envelope<T>>) -> Awaited<T> {
    Box::pin(async move { call::call(request, read).await?.into_result() })
}
