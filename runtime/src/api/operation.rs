//! What generated code says about an operation.

use serde::de::DeserializeOwned;

use crate::client::shared::Client;
use crate::request::Request;
use crate::wire::operation::OperationInfo;

/// One call of the API that has been described and not been sent.
///
/// Generated structs implement this; what is done with an operation is in
/// [`EnvelopeExt`](crate::EnvelopeExt), [`PaginateExt`](crate::PaginateExt) and
/// [`OperationExt`](crate::OperationExt).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no operation",
    label = "can't be sent",
    note = "operations come from the methods of a client's resources, such as `client.zone_settings(zone).get()`"
)]
#[must_use = "an operation does nothing until it is sent"]
pub trait Operation: Sized + Send {
    /// What the envelope's `result` holds when the call succeeds.
    type Result: DeserializeOwned + Send + 'static;

    /// Name, method and path.
    const INFO: OperationInfo;

    /// The request that this operation stands for.
    fn into_request(self) -> Request;

    /// What a success without a result means: `result: null`, no `result`, or no body at all.
    ///
    /// An empty list for lists, `Some(None)` for deletions. `None`, the default, says that the
    /// operation promises a result, so that its absence is an error.
    fn absent() -> Option<Self::Result> {
        None
    }
}

impl Request {
    /// A request for an operation, without parameters or body.
    #[doc(hidden)]
    pub fn of<O: Operation>(client: &impl AsRef<Client>) -> Self {
        Self::new(client, &O::INFO)
    }
}
