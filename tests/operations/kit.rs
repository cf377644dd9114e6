//! A server on this machine that answers what a test tells it to and keeps what it was sent.
//!
//! The tests compare what arrived with what was expected after the fact: a mock that matches
//! requests would answer 404 to a wrong one, and the test would report that instead of the
//! difference.

#![allow(dead_code, unused_imports, unreachable_pub, clippy::unwrap_used)]

#[path = "../../runtime/tests/runtime/kit/envelopes.rs"]
mod envelopes;

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex};

use cloudflare_mtls::{Client, ClientBuilder, RetryPolicy};
use httpmock::{HttpMockRequest, HttpMockResponse, MockServer};
use serde_json::Value;

pub use envelopes::{failure, page, success};

/// A token that no test output may show.
pub const TOKEN: &str = "canary-token-0123456789";
/// Two identifiers of 32 characters that can't be taken for each other.
pub const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";
pub const ZONE: &str = "699d98642c564d2e855e9661899b7252";
/// A certificate's identifier as the service really gives them: 36 characters.
pub const CERTIFICATE: &str = "2458ce5a-0c35-4c7f-82c7-8e9487d3ff60";

/// A request as it arrived.
#[derive(Clone)]
pub struct Sent {
    pub method: String,
    /// With its escapes, without the query.
    pub path: String,
    pub query: Option<String>,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Sent {
    fn new(request: &HttpMockRequest) -> Self {
        let uri = request.uri();
        Self {
            method: request.method_str().to_owned(),
            path: uri.path().to_owned(),
            query: uri.query().map(str::to_owned),
            headers: request.headers_vec().clone(),
            body: request.body_string(),
        }
    }

    /// The value of a header that must not come twice.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let value = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "{name} was sent twice");
        value
    }

    /// The body as JSON; `None` when there is no body.
    pub fn json(&self) -> Option<Value> {
        (!self.body.is_empty()).then(|| serde_json::from_str(&self.body).unwrap())
    }

    /// "GET /path?query", for messages.
    pub fn line(&self) -> String {
        let query = self.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{} {}{query}", self.method, self.path)
    }
}

impl fmt::Debug for Sent {
    /// Headers and bodies hold the secrets that no test may print.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line())
    }
}

/// An answer to give.
#[derive(Clone, Debug)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Answer {
    /// An answer of any kind, without a content type.
    pub fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, headers: vec![("cf-ray".into(), "8f00ba4-FRA".into())], body: body.into() }
    }

    /// An answer in JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, body.to_string()).header("content-type", "application/json")
    }

    /// The envelope of a success with this result.
    pub fn success(status: u16, result: Value) -> Self {
        Self::json(status, &success(result))
    }

    /// The envelope of a failure with one error.
    pub fn failure(status: u16, code: i64, message: &str) -> Self {
        Self::json(status, &failure(code, message))
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.into(), value.into()));
        self
    }

    fn response(&self) -> HttpMockResponse {
        HttpMockResponse::builder()
            .status(self.status)
            .headers(self.headers.clone())
            .body(self.body.clone())
            .build()
    }
}

/// What decides on the answer to a request.
type Decide = Box<dyn Fn(&Sent) -> Option<Answer> + Send>;

/// The server.
pub struct Api {
    server: MockServer,
    decide: Arc<Mutex<Decide>>,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Api {
    /// Gives every request this answer.
    pub async fn always(answer: Answer) -> Self {
        Self::start(move |_| Some(answer.clone())).await
    }

    /// Gives each answer once, in order, and then a failure that nobody expects.
    pub async fn in_turn(answers: impl IntoIterator<Item = Answer>) -> Self {
        let answers = Mutex::new(VecDeque::from_iter(answers));
        Self::start(move |_| answers.lock().unwrap().pop_front()).await
    }

    /// Lets the test decide by what was asked.
    pub async fn start(decide: impl Fn(&Sent) -> Option<Answer> + Send + 'static) -> Self {
        let server = MockServer::start_async().await;
        let decide: Arc<Mutex<Decide>> = Arc::new(Mutex::new(Box::new(decide)));
        let sent = Arc::new(Mutex::new(Vec::new()));
        let (decided, record) = (Arc::clone(&decide), Arc::clone(&sent));
        server
            .mock_async(|when, then| {
                when.any_request();
                then.respond_with(move |request| {
                    let request = Sent::new(request);
                    let answer = (decided.lock().unwrap())(&request);
                    record.lock().unwrap().push(request);
                    answer
                        .unwrap_or_else(|| Answer::failure(400, 999, "one request too many for this test"))
                        .response()
                });
            })
            .await;
        Self { server, decide, sent }
    }

    /// Gives every request from now on this answer. A table of hundreds of answers needs one
    /// server and one client only.
    pub fn now(&self, answer: Answer) {
        *self.decide.lock().unwrap() = Box::new(move |_| Some(answer.clone()));
    }

    pub fn base_url(&self) -> String {
        self.server.url("/client/v4")
    }

    /// A client of this server that never sends a request again by itself.
    pub fn client(&self) -> Client {
        self.builder().token(TOKEN).build().unwrap()
    }

    /// What [`client`](Self::client) is built with, but for the credentials. A wait, for a retry or
    /// for the rate limit, would only make a failing test slow.
    pub fn builder(&self) -> ClientBuilder {
        Client::builder().base_url(self.base_url()).retry(RetryPolicy::none()).pacing(false)
    }

    /// All requests so far.
    pub fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().clone()
    }

    /// The one request so far.
    pub fn only_request(&self) -> Sent {
        let sent = self.sent();
        let lines: Vec<_> = sent.iter().map(Sent::line).collect();
        assert_eq!(sent.len(), 1, "one request was expected, not {lines:?}");
        sent[0].clone()
    }

    pub fn requests(&self) -> usize {
        self.sent.lock().unwrap().len()
    }
}
