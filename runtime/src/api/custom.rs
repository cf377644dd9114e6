//! Operations that aren't generated: the escape hatch.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::api::download::Download;
use crate::api::operation::Operation;
use crate::api::paging::{Paged, Paging};
use crate::client::shared::Client;
use crate::request::Request;
use crate::value::secret::Secret;
use crate::wire::api::{Api, CORE};
use crate::wire::operation::{OperationContext, OperationInfo};

/// What errors and traces call an operation that isn't in the API document.
const INFO: OperationInfo = OperationInfo::new(&CORE, "request", Method::GET, "/");

impl Client {
    /// An operation that isn't generated: any method, and a path below the base URL.
    ///
    /// The path may have parameters in braces, filled with [`CustomRequest::path`]; values are
    /// escaped, so build no path by pasting text together. It gets the same envelope, retries,
    /// limits, hooks and paging as every other operation.
    ///
    /// ```no_run
    /// # async fn example(client: cloudflare_core::Client) -> Result<(), cloudflare_core::Error> {
    /// use cloudflare_core::{Method, prelude::*};
    ///
    /// let zone: serde_json::Value = client
    ///     .request(Method::GET, "/zones/{zone_id}")
    ///     .path("zone_id", "023e105f4ecef8ad9ca31a8372d0c353")
    ///     .result()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, path: impl Into<String>) -> CustomRequest {
        CustomRequest::new(&CORE, self, method, path)
    }
}

/// An operation written by hand; [`Client::request`] makes one.
///
/// Its result is any type that can be read from JSON: a [`Value`] until
/// [`typed`](Self::typed) or [`list`](Self::list) says otherwise.
#[must_use = "an operation does nothing until it is sent"]
pub struct CustomRequest<T = Value> {
    request: Request,
    result: PhantomData<fn() -> T>,
}

impl CustomRequest {
    /// A request of the crate that this API is of; [`Client::request`] of a generated crate's own
    /// client makes one.
    pub fn new(api: &'static Api, client: &Client, method: Method, path: impl Into<String>) -> Self {
        let info = OperationInfo::new(api, INFO.id, method, INFO.path);
        let template = Cow::Owned(path.into());
        let operation = OperationContext { template, ..OperationContext::from(&info) };
        Self { request: Request::for_operation(client, operation), result: PhantomData }
    }
}

impl<T> CustomRequest<T> {
    /// Fills the path parameter of this name.
    pub fn path(mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) -> Self {
        self.request.set_path(name, value);
        self
    }

    /// Sets a query parameter; setting it again replaces it.
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) -> Self {
        self.request.set_query(name, value);
        self
    }

    /// Fills a path parameter with a secret, such as a key that a path ends with. It is in no `Debug` and
    /// no error, which show `[redacted]` in its place, and is taken out of what the service says. (A
    /// [hook](crate::Hook) sees the URL as it is sent.)
    pub fn secret_path(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Secret>) -> Self {
        self.request.set_secret_path(name.into(), value.into());
        self
    }

    /// Sets a query parameter to a secret, which is shown as little as that of
    /// [`secret_path`](Self::secret_path).
    pub fn secret_query(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Secret>) -> Self {
        self.request.set_secret_query(name, value);
        self
    }

    /// Says whether sending it twice does what sending it once does, so that it may be repeated
    /// when nobody knows whether it was processed. By default that is so for GET, HEAD, OPTIONS,
    /// TRACE, PUT and DELETE; a POST that only looks something up is another such request.
    pub fn idempotent(mut self, idempotent: bool) -> Self {
        self.request.set_idempotent(idempotent);
        self
    }

    /// Makes `value`, as JSON, the body. A [`Secret`] in a structure is known as one; a
    /// [`Value`] has none, so what is secret of it is a [`secret_member`](Self::secret_member).
    pub fn json<B: Serialize + ?Sized>(mut self, value: &B) -> Self {
        self.request.set_json(value);
        self
    }

    /// Adds a text that is a secret to the JSON object that the body is, before or after
    /// [`json`](Self::json) says what else is in it; without that it is the whole object. The secret is
    /// taken out of what the service says. A body that is something else, or that has a member of this
    /// name, is an [invalid request](crate::ErrorKind::InvalidRequest) error when it is sent.
    ///
    /// ```no_run
    /// # async fn example(client: cloudflare_core::Client, key: cloudflare_core::Secret) -> Result<(), cloudflare_core::Error> {
    /// use cloudflare_core::{Method, prelude::*};
    ///
    /// client
    ///     .request(Method::POST, "/zones/{zone_id}/things")
    ///     .path("zone_id", "023e105f4ecef8ad9ca31a8372d0c353")
    ///     .json(&serde_json::json!({"name": "example"}))
    ///     .secret_member("private_key", key)
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn secret_member(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Secret>) -> Self {
        self.request.set_secret_member(name.into(), value.into());
        self
    }

    /// Reads the result as an `R`. An answer without a result is an `R` if `null` is one, as it
    /// is for an `Option`.
    pub fn typed<R>(self) -> CustomRequest<R> {
        CustomRequest { request: self.request, result: PhantomData }
    }

    /// Reads the result as a list, which can be walked page by page with
    /// [`PaginateExt`](crate::PaginateExt). An answer without a result is an empty list.
    pub fn list<R>(self) -> CustomList<R> {
        CustomList { request: self.request, paging: Paging::Page, result: PhantomData }
    }

    /// Takes the answer as it comes, in place of JSON in an envelope; see
    /// [`DownloadExt`](crate::DownloadExt).
    pub fn download(self) -> CustomDownload {
        CustomDownload { request: self.request }
    }
}

impl<T: DeserializeOwned + Send + 'static> Operation for CustomRequest<T> {
    type Result = T;
    const INFO: OperationInfo = INFO;

    fn into_request(self) -> Request {
        self.request
    }

    fn absent() -> Option<T> {
        serde_json::from_str("null").ok()
    }
}

/// A list written by hand; [`CustomRequest::list`] makes one.
#[must_use = "an operation does nothing until it is sent"]
pub struct CustomList<T> {
    request: Request,
    paging: Paging,
    result: PhantomData<fn() -> T>,
}

impl<T> CustomList<T> {
    /// Walks the list by the cursor that each page gives, in place of page numbers; the query
    /// parameter of this name takes it.
    pub fn by_cursor(mut self, parameter: &'static str) -> Self {
        self.paging = Paging::Cursor(parameter);
        self
    }

    /// Walks the list by how many items come before a page, in place of page numbers; the query
    /// parameter of this name takes it.
    pub fn by_offset(mut self, parameter: &'static str) -> Self {
        self.paging = Paging::Offset(parameter);
        self
    }

    /// Walks the list by the place of a page's first item, where the first of all is 1, in place of page
    /// numbers; the query parameter of this name takes it.
    pub fn by_start_index(mut self, parameter: &'static str) -> Self {
        self.paging = Paging::StartIndex(parameter);
        self
    }
}

impl<T: DeserializeOwned + Send + 'static> Operation for CustomList<T> {
    type Result = Vec<T>;
    const INFO: OperationInfo = INFO;

    fn into_request(self) -> Request {
        self.request
    }

    fn absent() -> Option<Vec<T>> {
        Some(Vec::new())
    }
}

impl<T: DeserializeOwned + Send + 'static> Paged for CustomList<T> {
    type Item = T;

    fn paging(&self) -> Paging {
        self.paging
    }

    fn items_of(page: &Vec<T>) -> &[T] {
        page
    }

    fn into_items(page: Vec<T>) -> Vec<T> {
        page
    }
}

/// A download written by hand; [`CustomRequest::download`] makes one.
#[derive(Clone, Debug)]
#[must_use = "an operation does nothing until it is sent"]
pub struct CustomDownload {
    request: Request,
}

impl Download for CustomDownload {
    const INFO: OperationInfo = INFO;

    fn into_request(self) -> Request {
        self.request
    }
}

// Written out because `T` itself needs neither.
impl<T> Clone for CustomRequest<T> {
    fn clone(&self) -> Self {
        Self { request: self.request.clone(), result: PhantomData }
    }
}

impl<T> Clone for CustomList<T> {
    fn clone(&self) -> Self {
        Self { request: self.request.clone(), paging: self.paging, result: PhantomData }
    }
}

impl<T> fmt::Debug for CustomRequest<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CustomRequest").field(&self.request).finish()
    }
}

impl<T> fmt::Debug for CustomList<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CustomList").field(&self.request).finish()
    }
}
