//! Which calls a mock answers.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use httpmock::HttpMockRequest;
use serde::Serialize;

use super::expected::Expected;
use crate::form;
use crate::multipart::Multipart;
use crate::operation::OperationInfo;
use crate::path_template;
use crate::scope::Scope;

/// Says which calls of an operation a mock answers; all of them, while nothing is said.
///
/// Each operation has methods of its own here, for its path parameters, its query parameters and
/// its body; they take what the operation takes. The methods that all operations share come first.
///
/// ```
/// # use cloudflare_mtls::mock::{MockServer, MockServerExt, json};
/// # use cloudflare_mtls::Scope;
/// # fn main() -> Result<(), cloudflare_mtls::Error> {
/// # let server = MockServer::start();
/// let scope = Scope::account("023e105f4ecef8ad9ca31a8372d0c353")?;
/// server.access_certificates_list(|when, then| {
///     when.scope(&scope).page(2).per_page(50);
///     then.result(json!([]));
/// });
/// # Ok(())
/// # }
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

/// For generated code, in this crate and in others.
#[doc(hidden)]
impl<O> When<O> {
    pub fn expect_scope(&mut self, scope: &Scope) -> &mut Self {
        self.expected.scope(scope);
        self
    }

    pub fn expect_path(&mut self, name: &'static str, value: impl ToString) -> &mut Self {
        self.expected.path(name, value.to_string());
        self
    }

    pub fn expect_query(&mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) -> &mut Self {
        self.expected.query(name.into(), value.to_string());
        self
    }

    pub fn expect_query_list(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        values: impl Iterator<Item = impl ToString>,
    ) -> &mut Self {
        let values: Vec<String> = values.map(|value| value.to_string()).collect();
        self.expected.query(name.into(), values.join(","));
        self
    }

    pub fn expect_query_joined(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        separator: char,
        values: impl Iterator<Item = impl ToString>,
    ) -> &mut Self {
        let values: Vec<String> = values.map(|value| value.to_string()).collect();
        self.expected.query(name.into(), values.join(&separator.to_string()));
        self
    }

    pub fn expect_header_list(
        &mut self,
        name: &str,
        values: impl Iterator<Item = impl ToString>,
    ) -> &mut Self {
        let values: Vec<String> = values.map(|value| value.to_string()).collect();
        self.expect_header(name, values.join(","))
    }

    pub fn expect_cookie(&mut self, name: &str, value: impl ToString) -> &mut Self {
        let cookie = format!("{name}={}", path_template::escape(&value.to_string()));
        self.is_true(move |request| {
            let mut headers = request.headers_vec().iter();
            headers.any(|(header, sent)| {
                header.eq_ignore_ascii_case("cookie") && sent.split("; ").any(|sent| sent == cookie)
            })
        })
    }

    pub fn expect_header(&mut self, name: &str, value: impl ToString) -> &mut Self {
        self.expected.header(name.to_owned(), value.to_string());
        self
    }

    #[track_caller]
    pub fn expect_body<T: Serialize + ?Sized>(&mut self, body: &T) -> &mut Self {
        self.expected.body(body, true);
        self
    }

    pub fn expect_bytes(&mut self, body: impl Into<Bytes>) -> &mut Self {
        self.expected.bytes(body.into());
        self
    }

    #[track_caller]
    pub fn expect_fields<T: Serialize + ?Sized>(&mut self, body: &T) -> &mut Self {
        match form::encode(body) {
            Ok(form) => self.expect_bytes(form.to_vec()),
            Err(error) => panic!("{:?}: the expected body is no form: {error}", self.expected),
        }
    }

    pub fn expect_pairs(
        &mut self,
        fields: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>,
    ) -> &mut Self {
        let fields: Vec<(String, String)> =
            fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        let form = form::encode_pairs(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        self.expect_bytes(form.to_vec())
    }

    pub fn expect_form(&mut self, form: &Multipart) -> &mut Self {
        self.expected.form(form);
        self
    }

    pub fn expect_part(&mut self, name: impl Into<String>, content: impl Into<Bytes>) -> &mut Self {
        self.expected.part(name.into(), content.into());
        self
    }
}

impl<O> fmt::Debug for When<O> {
    /// Operation and parameters; of bodies and headers only that they are given.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "When({:?})", self.expected)
    }
}
