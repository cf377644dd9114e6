//! Which calls a mock answers.

use std::fmt;
use std::marker::PhantomData;

use httpmock::HttpMockRequest;
use serde::Serialize;

use super::expected::Expected;
use crate::wire::operation::OperationInfo;

/// Says which calls of an operation a mock answers; all of them, while nothing is said.
///
/// This is what an operation has that a program wrote itself. One that was generated has a type of its own,
/// with methods for its path parameters, its query parameters and its body, which take what the operation
/// takes, beside those here, which are in [`Common`](super::Common).
///
/// ```
/// # use cloudflare_core::mock::{MockServer, Mount, json};
/// # use cloudflare_core::runtime::{Api, Client, Method, Operation, OperationInfo, Paged, Request};
/// # static API: Api = Api::new("gadgets", "1.0.0");
/// # #[derive(Clone)]
/// # struct GadgetsList(Request);
/// # impl GadgetsList {
/// #     fn new(client: &Client) -> Self { Self(Request::new(client, &Self::INFO)) }
/// # }
/// # impl Operation for GadgetsList {
/// #     type Result = Vec<serde_json::Value>;
/// #     const INFO: OperationInfo = OperationInfo::new(&API, "gadgets-list", Method::GET, "/gadgets");
/// #     fn into_request(self) -> Request { self.0 }
/// # }
/// # impl Paged for GadgetsList {
/// #     type Item = serde_json::Value;
/// #     fn items_of(page: &Self::Result) -> &[Self::Item] { page }
/// #     fn into_items(page: Self::Result) -> Vec<Self::Item> { page }
/// # }
/// # let server = MockServer::start();
/// server.mount::<GadgetsList>(&[], |when, then| {
///     when.header("accept", "application/json").is_true(|request| request.query_params().is_empty());
///     then.result(json!([]));
/// });
/// ```
pub struct When<O> {
    pub(super) expected: Expected,
    operation: PhantomData<fn() -> O>,
}

impl<O> When<O> {
    pub(super) fn new(operation: OperationInfo, others: &'static [OperationInfo]) -> Self {
        Self { expected: Expected::new(operation, others), operation: PhantomData }
    }

    /// Answers only calls whose body has these fields with these values, at every level of it; it
    /// may have others besides. For a body of which a test doesn't know everything, such as a key
    /// that the program makes.
    ///
    /// # Panics
    /// When `fields` doesn't serialize.
    #[track_caller]
    pub fn body_includes(&mut self, fields: impl Serialize) -> &mut Self {
        self.expected.body(&fields, false);
        self
    }

    /// Answers only calls with this header. Reports never show its value.
    pub fn header(&mut self, name: impl Into<String>, value: impl Into<String>) -> &mut Self {
        self.expected.header(name.into(), value.into());
        self
    }

    /// Answers only calls that meet a condition of the test's own. It must not wait for anything:
    /// the server decides on one request at a time.
    pub fn is_true(
        &mut self,
        condition: impl Fn(&HttpMockRequest) -> bool + Send + Sync + 'static,
    ) -> &mut Self {
        self.expected.is_true(Box::new(condition));
        self
    }
}

impl<O> fmt::Debug for When<O> {
    /// Operation and parameters; of bodies and headers only that they are given.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "When({:?})", self.expected)
    }
}
