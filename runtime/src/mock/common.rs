//! What the `when` of every generated operation has: conditions that don't depend on the operation, and
//! for generated code all that its own methods expect.
//!
//! Each operation has a type of its own round [`Common`], which leads to it by `Deref`: so there are a
//! thousand types with their own methods, and what they share is here once.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use httpmock::HttpMockRequest;
use serde::Serialize;

use super::expected::Expected;
use crate::request::scope::Scope;
use crate::wire::multipart::Multipart;
use crate::wire::operation::OperationInfo;
use crate::wire::{form, parts, path_template};

/// What the `when` of every generated operation has, whose type is `W`.
pub struct Common<W> {
    expected: Arc<Mutex<Expected>>,
    new: fn(Common<W>) -> W,
    /// The same `when` once more. A method here has to return the operation's own type, which this is in,
    /// and can't come by that.
    again: Option<Box<W>>,
}

impl<W> Common<W> {
    /// The `when` of an operation.
    pub(super) fn when(
        operation: OperationInfo,
        others: &'static [OperationInfo],
        new: fn(Common<W>) -> W,
    ) -> (W, Arc<Mutex<Expected>>) {
        let expected = Arc::new(Mutex::new(Expected::new(operation, others)));
        (new(Self { expected: Arc::clone(&expected), new, again: None }), expected)
    }

    fn expected(&self) -> MutexGuard<'_, Expected> {
        lock(&self.expected)
    }

    fn again(&mut self) -> &mut W {
        let (expected, new) = (&self.expected, self.new);
        self.again
            .get_or_insert_with(|| Box::new(new(Self { expected: Arc::clone(expected), new, again: None })))
    }

    /// Answers only calls whose body has these fields with these values, at every level of it; it
    /// may have others besides. For a body of which a test doesn't know everything, such as a key
    /// that the program makes.
    ///
    /// # Panics
    /// When `fields` doesn't serialize.
    #[track_caller]
    pub fn body_includes(&mut self, fields: impl Serialize) -> &mut W {
        self.expected().body(&fields, false);
        self.again()
    }

    /// Answers only calls with this header. Reports never show its value.
    pub fn header(&mut self, name: impl Into<String>, value: impl Into<String>) -> &mut W {
        self.expected().header(name.into(), value.into());
        self.again()
    }

    /// Answers only calls that meet a condition of the test's own. It must not wait for anything:
    /// the server decides on one request at a time.
    pub fn is_true(
        &mut self,
        condition: impl Fn(&HttpMockRequest) -> bool + Send + Sync + 'static,
    ) -> &mut W {
        self.expected().is_true(Box::new(condition));
        self.again()
    }
}

/// For generated code: what calls of an operation can have, by where it stands in a request.
#[doc(hidden)]
#[allow(missing_docs)]
impl<W> Common<W> {
    pub fn expect_scope(&mut self, scope: &Scope) {
        self.expected().scope(scope);
    }

    pub fn expect_path(&mut self, name: &'static str, value: impl ToString) {
        self.expected().path(name, value.to_string());
    }

    pub fn expect_query(&mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) {
        self.expected().query(name.into(), value.to_string());
    }

    pub fn expect_query_list(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        values: impl Iterator<Item = impl ToString>,
    ) {
        self.expect_query(name, joined(values, ','));
    }

    pub fn expect_query_joined(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        separator: char,
        values: impl Iterator<Item = impl ToString>,
    ) {
        self.expect_query(name, joined(values, separator));
    }

    pub fn expect_whole_query(&mut self, text: impl AsRef<str>) {
        let query = path_template::escape(text.as_ref()).into_owned();
        self.expected().is_true(Box::new(move |request| {
            request.uri_str().split_once('?').is_some_and(|(_, sent)| sent == query)
        }));
    }

    pub fn expect_header(&mut self, name: &str, value: impl ToString) {
        self.expected().header(name.to_owned(), value.to_string());
    }

    pub fn expect_header_list(&mut self, name: &str, values: impl Iterator<Item = impl ToString>) {
        self.expect_header(name, joined(values, ','));
    }

    pub fn expect_cookie(&mut self, name: &str, value: impl ToString) {
        let cookie = format!("{name}={}", path_template::escape(&value.to_string()));
        self.expected().is_true(Box::new(move |request| {
            let mut headers = request.headers_vec().iter();
            headers.any(|(header, sent)| {
                header.eq_ignore_ascii_case("cookie") && sent.split("; ").any(|sent| sent == cookie)
            })
        }));
    }

    #[track_caller]
    pub fn expect_body<T: Serialize + ?Sized>(&mut self, body: &T) {
        self.expected().body(body, true);
    }

    pub fn expect_bytes(&mut self, body: impl Into<Bytes>) {
        self.expected().bytes(body.into());
    }

    #[track_caller]
    pub fn expect_fields<T: Serialize + ?Sized>(&mut self, body: &T) {
        match form::encode(body) {
            Ok(form) => self.expect_bytes(form.to_vec()),
            Err(error) => panic!("{:?}: the expected body is no form: {error}", self.expected()),
        }
    }

    pub fn expect_pairs(&mut self, fields: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) {
        let fields: Vec<(String, String)> =
            fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        let form = form::encode_pairs(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        self.expect_bytes(form.to_vec());
    }

    #[track_caller]
    pub fn expect_parts<T: Serialize + ?Sized>(&mut self, body: &T) {
        match parts::encode(body) {
            Ok(form) => self.expect_form(&form),
            Err(error) => panic!("{:?}: the expected body is no form: {error}", self.expected()),
        }
    }

    pub fn expect_form(&mut self, form: &Multipart) {
        self.expected().form(form);
    }

    pub fn expect_part(&mut self, name: impl Into<String>, content: impl Into<Bytes>) {
        self.expected().part(name.into(), content.into());
    }
}

/// A test that panicked elsewhere has left whole entries behind.
pub(super) fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The values as one text.
fn joined(values: impl Iterator<Item = impl ToString>, separator: char) -> String {
    let values: Vec<String> = values.map(|value| value.to_string()).collect();
    values.join(separator.encode_utf8(&mut [0; 4]))
}

impl<W> fmt::Debug for Common<W> {
    /// Operation and parameters; of bodies and headers only that they are given.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "When({:?})", self.expected())
    }
}
