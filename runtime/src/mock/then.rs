//! How a mock answers.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use serde::Serialize;
use serde_json::Value;

use super::answer::{self, Content, MockAnswer, PageInfo};
use super::check;
use crate::api::download::Download;
use crate::api::operation::Operation;
use crate::api::paging::Paged;
use crate::wire::operation::OperationInfo;

/// Says how a mock answers the calls of an operation. One of the methods that give a content has
/// to be called ([`result`](Self::result), [`bytes`](Self::bytes), [`failure`](Self::failure) and so
/// on); the last one counts.
///
/// ```
/// # use cloudflare_core::mock::{MockServer, Mount};
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
/// // The service is in trouble once, and then nobody may see the list.
/// server.mount::<GadgetsList>(&[], |_, then| {
///     then.gateway_error(502).up_to_n_times(1);
/// });
/// server.mount::<GadgetsList>(&[], |_, then| {
///     then.failure(403, 10000, "Authentication error").message(1, "ask somebody else");
/// });
/// ```
pub struct Then<O> {
    pub(super) answer: MockAnswer,
    /// The operation's name in the API document.
    id: &'static str,
    operation: PhantomData<fn() -> O>,
}

impl<O> Then<O> {
    pub(super) fn new(operation: &OperationInfo) -> Self {
        let answer = MockAnswer { bare: operation.bare, ..MockAnswer::default() };
        Self { answer, id: operation.id, operation: PhantomData }
    }

    fn content(&mut self, content: Content) -> &mut Self {
        self.answer.content = Some(content);
        self
    }

    /// Answers with a failure: an envelope with `success: false` and one error. The service sends
    /// such an envelope with status 200, too.
    ///
    /// # Panics
    /// As [`status`](Self::status).
    #[track_caller]
    pub fn failure(&mut self, status: u16, code: i64, message: impl Into<String>) -> &mut Self {
        self.failures(status, [(code, message)])
    }

    /// Answers with a failure that has these errors, each a code and a message, or none at all.
    ///
    /// # Panics
    /// As [`status`](Self::status).
    #[track_caller]
    pub fn failures(
        &mut self,
        status: u16,
        errors: impl IntoIterator<Item = (i64, impl Into<String>)>,
    ) -> &mut Self {
        let errors = errors.into_iter().map(|(code, message)| (code, message.into())).collect();
        self.status(status).content(Content::Failure(errors))
    }

    /// Answers as a gateway does when it can't reach the service: with a page in HTML.
    ///
    /// # Panics
    /// As [`status`](Self::status).
    #[track_caller]
    pub fn gateway_error(&mut self, status: u16) -> &mut Self {
        self.status(status).content(Content::Html)
    }

    /// Refuses with status 429 and asks to wait: in whole seconds, rounded up, as `retry-after`,
    /// and to the millisecond as `retry-after-ms`, so that a test of retries needn't take seconds.
    pub fn rate_limited(&mut self, retry_after: Duration) -> &mut Self {
        self.answer.status = Some(StatusCode::TOO_MANY_REQUESTS);
        let seconds = retry_after.as_millis().div_ceil(1000);
        self.header("retry-after", seconds.to_string())
            .header("retry-after-ms", retry_after.as_millis().to_string())
            .content(Content::Failure(vec![(10429, "too many requests".to_owned())]))
    }

    /// Adds a message to the envelope, beside whatever it holds.
    pub fn message(&mut self, code: i64, text: impl Into<String>) -> &mut Self {
        self.answer.messages.push((code, text.into()));
        self
    }

    /// Answers with this HTTP status; while nothing else is said, with the one that the operation's
    /// document has for success.
    ///
    /// # Panics
    /// When it isn't the status of an answer: less than 200 or more than 599.
    #[track_caller]
    pub fn status(&mut self, status: u16) -> &mut Self {
        let known = StatusCode::from_u16(status).ok().filter(|_| (200..600).contains(&status));
        let Some(known) = known else { panic!("{}: {status} is no status of an answer", self.id) };
        self.answer.status = Some(known);
        self
    }

    /// Adds a header to the answer, such as `cf-ray`; one that is there already is replaced.
    pub fn header(&mut self, name: impl Into<String>, value: impl Into<String>) -> &mut Self {
        let name = name.into();
        self.answer.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
        self.answer.headers.push((name, value.into()));
        self
    }

    /// Waits before answering, for tests of timeouts.
    pub fn delay(&mut self, delay: Duration) -> &mut Self {
        self.answer.delay = delay;
        self
    }

    /// Answers so many calls and no more; the mocks mounted later have the rest.
    ///
    /// # Panics
    /// When it is 0.
    #[track_caller]
    pub fn up_to_n_times(&mut self, calls: usize) -> &mut Self {
        assert!(calls > 0, "{}: a mock that answers no call", self.id);
        self.answer.limit = Some(calls);
        self
    }
}

/// Results in JSON, as all operations have them but those that answer with bytes.
impl<O: Operation> Then<O> {
    /// Answers with success and this result: JSON, or a value of the operation's own type (whose
    /// secret fields are left out, as ever).
    ///
    /// # Panics
    /// When the result can't be read as the operation's result, or has a field that the
    /// operation's type doesn't know; the message says where and shows no value. For an answer as
    /// a later version of the service may give it there is [`raw_result`](Self::raw_result).
    #[track_caller]
    pub fn result(&mut self, result: impl Serialize) -> &mut Self {
        let result = value::<O>(result);
        checked::<O>(&result);
        self.content(Content::Result(result))
    }

    /// Answers with success and this result, whatever it is. Nothing is checked: a test of what a
    /// program does when the service changes.
    ///
    /// # Panics
    /// When the result doesn't serialize.
    #[track_caller]
    pub fn raw_result(&mut self, result: impl Serialize) -> &mut Self {
        self.content(Content::Result(value::<O>(result)))
    }

    /// Answers with success and `result: null`: an empty list, a deletion with nothing to tell, and
    /// else an error of its own ([`is_empty_result`](crate::Error::is_empty_result)).
    pub fn null_result(&mut self) -> &mut Self {
        self.content(Content::Result(Value::Null))
    }
}

/// Operations that answer with bytes.
impl<O: Download> Then<O> {
    /// Answers with these bytes, or this text, of a media type such as `image/png`.
    pub fn bytes(&mut self, media_type: impl Into<String>, content: impl Into<Bytes>) -> &mut Self {
        self.content(Content::Raw { media_type: media_type.into(), content: content.into() })
    }
}

/// Lists that come in pages.
impl<O: Paged> Then<O> {
    /// Answers with one page of a list: its items, which page it is, how many items a page may
    /// have, and how many there are on all pages. It gives no cursor: of a list that goes by cursors
    /// it is the last page.
    ///
    /// # Panics
    /// As [`result`](Then::result).
    #[track_caller]
    pub fn page<I: Serialize>(
        &mut self,
        items: impl IntoIterator<Item = I>,
        page: u64,
        per_page: u64,
        total: u64,
    ) -> &mut Self {
        let items = list::<O, I>(items);
        let info = PageInfo { page, per_page, total, ..PageInfo::default() };
        self.content(Content::Page { items, info, list: O::LIST })
    }

    /// Answers with whichever page of this list a call asks for, as the service does: by its number,
    /// its cursor or its offset. A page has `per_page` items, or fewer where the call asks for fewer; a
    /// page past the last one is empty. A list inside an object comes in an object with nothing else.
    ///
    /// One mock stands for all pages: its [`calls`](super::Mock::calls) are the pages that were
    /// fetched.
    ///
    /// ```
    /// # use cloudflare_core::mock::{self, MockServer, Mount, json};
    /// # use cloudflare_core::prelude::*;
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
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), cloudflare_core::Error> {
    /// # let server = MockServer::start();
    /// let mock = server.mount::<GadgetsList>(&[], |_, then| {
    ///     then.pages((1..=5).map(|n| json!({"name": format!("gadget {n}")})), 2);
    /// });
    ///
    /// let mut items = GadgetsList::new(&mock::client(&server)).items();
    /// let mut count = 0;
    /// while let Some(gadget) = items.try_next().await? {
    ///     count += 1;
    ///     assert_eq!(gadget["name"], format!("gadget {count}"));
    /// }
    /// assert_eq!(count, 5);
    /// mock.assert_calls(3);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    /// As [`result`](Then::result), and when `per_page` is 0.
    #[track_caller]
    pub fn pages<I: Serialize>(&mut self, items: impl IntoIterator<Item = I>, per_page: u64) -> &mut Self {
        assert!(per_page > 0, "{}: pages without room for an item", O::INFO.id);
        let items = list::<O, I>(items);
        self.content(Content::Pages { items, per_page, paging: O::PAGING, list: O::LIST })
    }
}

#[track_caller]
fn list<O: Paged, I: Serialize>(items: impl IntoIterator<Item = I>) -> Vec<Value> {
    let mut list = Vec::new();
    for item in items {
        list.push(value::<O>(item));
    }
    checked::<O>(&answer::placed(&list, O::LIST));
    list
}

#[track_caller]
fn value<O: Operation>(value: impl Serialize) -> Value {
    match serde_json::to_value(value) {
        Ok(value) => value,
        Err(error) => panic!("{}: the mocked result doesn't serialize: {error}", O::INFO.id),
    }
}

#[track_caller]
fn checked<O: Operation>(result: &Value) {
    if let Err(message) = check::check::<O>(result) {
        panic!("{message}");
    }
}

impl<O> fmt::Debug for Then<O> {
    /// What kind of answer it is, without anything from it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Then({}: {:?})", self.id, self.answer)
    }
}
