//! Operations with settings of their own.

use std::future::IntoFuture;
use std::time::Duration;

use crate::api::envelope_ext::{Awaited, awaited};
use crate::api::operation::Operation;
use crate::api::paging::{Paged, Paging};
use crate::client::options::RequestOptions;
use crate::client::retry::RetryPolicy;
use crate::error::Result;
use crate::request::Request;
use crate::value::secret::Secret;
use crate::wire::operation::OperationInfo;

/// Gives one call settings of its own. Every [`Operation`] has these methods.
pub trait OperationExt: Operation {
    /// The operation with these options. It can be sent and paged like the operation itself;
    /// set its parameters before.
    fn with_options(self, options: RequestOptions) -> WithOptions<Self> {
        WithOptions::new(self, options)
    }

    /// Allows the whole call this long; see [`RequestOptions::total_timeout`]. Of a list that is walked,
    /// each page is a call; [`within`](crate::Items::within) limits the walk.
    fn with_timeout(self, total: Duration) -> WithOptions<Self> {
        self.with_options(RequestOptions::new().total_timeout(total))
    }

    /// Sends it again as this policy says; see [`RequestOptions::retry`].
    fn with_retry(self, policy: RetryPolicy) -> WithOptions<Self> {
        self.with_options(RequestOptions::new().retry(policy))
    }

    /// Sends it again this often at most, and for the rest as the client's policy says; see
    /// [`RequestOptions::max_retries`].
    fn with_max_retries(self, retries: u32) -> WithOptions<Self> {
        self.with_options(RequestOptions::new().max_retries(retries))
    }

    /// Adds a header; see [`RequestOptions::header`].
    fn with_header(self, name: impl Into<String>, value: impl Into<Secret>) -> WithOptions<Self> {
        self.with_options(RequestOptions::new().header(name, value))
    }
}

impl<O: Operation> OperationExt for O {}

/// An operation with settings of its own; [`OperationExt`] and
/// [`DownloadExt`](crate::DownloadExt) make one.
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is sent"]
pub struct WithOptions<O> {
    operation: O,
    options: RequestOptions,
}

impl<O> WithOptions<O> {
    pub(crate) fn new(operation: O, options: RequestOptions) -> Self {
        Self { operation, options }
    }

    pub(crate) fn parts(self) -> (O, RequestOptions) {
        (self.operation, self.options)
    }
}

impl<O: Operation> Operation for WithOptions<O> {
    type Result = O::Result;
    const INFO: OperationInfo = O::INFO;

    fn into_request(self) -> Request {
        self.operation.into_request().with_options(self.options)
    }

    fn absent() -> Option<Self::Result> {
        O::absent()
    }
}

impl<O: Operation> IntoFuture for WithOptions<O> {
    type Output = Result<O::Result>;
    type IntoFuture = Awaited<O::Result>;

    fn into_future(self) -> Self::IntoFuture {
        awaited(self)
    }
}

impl<O: Paged> Paged for WithOptions<O> {
    type Item = O::Item;
    const PAGING: Paging = O::PAGING;
    const LIST: Option<&'static str> = O::LIST;

    fn paging(&self) -> Paging {
        self.operation.paging()
    }

    fn items_of(page: &O::Result) -> &[O::Item] {
        O::items_of(page)
    }

    fn into_items(page: O::Result) -> Vec<O::Item> {
        O::into_items(page)
    }
}
