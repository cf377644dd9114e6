//! Which calls a mock answers.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use httpmock::HttpMockRequest;
use serde::Serialize;

use super::expected::Expected;
use crate::request::scope::Scope;
use crate::wire::form;
use crate::wire::multipart::Multipart;
use crate::wire::operation::OperationInfo;
use crate::wire::parts;
use crate::wire::path_template;

/// Says which calls of an operation a mock answers; all of them, while nothing is said.
///
/// Generated code has a type of its own round this one for each operation, with methods for its path
/// parameters, its query parameters and its body, which take what the operation takes. The methods
/// here are those that all operations share.
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

    /// What has been said so far; nothing is left.
    pub(super) fn take(&mut self) -> Self {
        let nothing = Self::new(self.expected.operation.clone(), self.expected.others);
        std::mem::replace(self, nothing)
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

/// For generated code: a type round [`When`], which has methods of its own for one operation.
#[doc(hidden)]
#[allow(missing_docs)]
pub trait Named<O> {
    fn new(when: When<O>) -> Self;

    fn when(&mut self) -> &mut When<O>;
}

/// For generated code: what calls of an operation can have, by where it stands in a request.
#[doc(hidden)]
#[allow(missing_docs)]
impl<O> When<O> {
    pub fn expect_scope(&mut self, scope: &Scope) {
        self.expected.scope(scope);
    }

    pub fn expect_path(&mut self, name: &'static str, value: impl ToString) {
        self.expected.path(name, value.to_string());
    }

    pub fn expect_query(&mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) {
        self.expected.query(name.into(), value.to_string());
    }

    pub fn expect_query_list(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        values: impl Iterator<Item = impl ToString>,
    ) {
        let values: Vec<String> = values.map(|value| value.to_string()).collect();
        self.expected.query(name.into(), values.join(","));
    }

    pub fn expect_query_joined(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        separator: char,
        values: impl Iterator<Item = impl ToString>,
    ) {
        let values: Vec<String> = values.map(|value| value.to_string()).collect();
        self.expected.query(name.into(), values.join(&separator.to_string()));
    }

    pub fn expect_whole_query(&mut self, text: impl AsRef<str>) {
        let query = path_template::escape(text.as_ref()).into_owned();
        self.expected.is_true(Box::new(move |request| {
            request.uri_str().split_once('?').is_some_and(|(_, sent)| sent == query)
        }));
    }

    pub fn expect_header_list(&mut self, name: &str, values: impl Iterator<Item = impl ToString>) {
        let values: Vec<String> = values.map(|value| value.to_string()).collect();
        self.expect_header(name, values.join(","))
    }

    pub fn expect_cookie(&mut self, name: &str, value: impl ToString) {
        let cookie = format!("{name}={}", path_template::escape(&value.to_string()));
        self.expected.is_true(Box::new(move |request| {
            let mut headers = request.headers_vec().iter();
            headers.any(|(header, sent)| {
                header.eq_ignore_ascii_case("cookie") && sent.split("; ").any(|sent| sent == cookie)
            })
        }));
    }

    pub fn expect_header(&mut self, name: &str, value: impl ToString) {
        self.expected.header(name.to_owned(), value.to_string());
    }

    #[track_caller]
    pub fn expect_body<T: Serialize + ?Sized>(&mut self, body: &T) {
        self.expected.body(body, true);
    }

    pub fn expect_bytes(&mut self, body: impl Into<Bytes>) {
        self.expected.bytes(body.into());
    }

    #[track_caller]
    pub fn expect_fields<T: Serialize + ?Sized>(&mut self, body: &T) {
        match form::encode(body) {
            Ok(form) => self.expect_bytes(form.to_vec()),
            Err(error) => panic!("{:?}: the expected body is no form: {error}", self.expected),
        }
    }

    pub fn expect_pairs(&mut self, fields: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) {
        let fields: Vec<(String, String)> =
            fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        let form = form::encode_pairs(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        self.expect_bytes(form.to_vec())
    }

    #[track_caller]
    pub fn expect_parts<T: Serialize + ?Sized>(&mut self, body: &T) {
        match parts::encode(body) {
            Ok(form) => self.expect_form(&form),
            Err(error) => panic!("{:?}: the expected body is no form: {error}", self.expected),
        }
    }

    pub fn expect_form(&mut self, form: &Multipart) {
        self.expected.form(form);
    }

    pub fn expect_part(&mut self, name: impl Into<String>, content: impl Into<Bytes>) {
        self.expected.part(name.into(), content.into());
    }
}

impl<O> fmt::Debug for When<O> {
    /// Operation and parameters; of bodies and headers only that they are given.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "When({:?})", self.expected)
    }
}
