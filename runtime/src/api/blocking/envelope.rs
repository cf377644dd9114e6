//! Sending an operation without async.

use super::wait::wait_for;
use crate::api::operation::Operation;
use crate::call;
use crate::decode;
use crate::decode::envelope::Envelope;
use crate::error::Result;

/// Sends an operation and waits for the answer. Every [`Operation`] has these methods.
pub trait EnvelopeExt: Operation {
    /// Sends the operation and gives the whole envelope.
    ///
    /// # Errors
    /// As the [async method](crate::EnvelopeExt::send), and
    /// [`Blocking`](crate::ErrorKind::Blocking) where blocking is impossible.
    fn send(self) -> Result<Envelope<Self::Result>> {
        let mut request = self.into_request();
        request.set_blocking();
        wait_for(call::call(request, |answer| decode::decode(answer, Self::absent)))?
    }

    /// Sends the operation and gives its result.
    ///
    /// # Errors
    /// As the [async method](crate::EnvelopeExt::result), and
    /// [`Blocking`](crate::ErrorKind::Blocking) where blocking is impossible.
    fn result(self) -> Result<Self::Result> {
        self.send()?.into_result()
    }
}

impl<O: Operation> EnvelopeExt for O {}
