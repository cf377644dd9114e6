//! From a request to an answer: one exchange over HTTP.

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};
use crate::limits::RateLimits;
use crate::operation::OperationContext;
use crate::redact::Redactor;
use crate::request::Request;

/// What came back, whole and unread.
pub(crate) struct Answer {
    pub(crate) operation: OperationContext,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) limits: RateLimits,
    pub(crate) attempts: u32,
    pub(crate) redactor: Redactor,
}

/// Sends a request and waits for all of its answer.
pub(crate) async fn send(request: Request) -> Result<Answer> {
    let operation = request.operation().clone();
    exchange(&request).await.map_err(|error| error.with_operation(&operation))
}

async fn exchange(request: &Request) -> Result<Answer> {
    let url = request.url()?;
    let body = request.body()?;
    let shared = request.client().shared();
    let operation = request.operation();
    let mut http = reqwest::Request::new(operation.method.clone(), url);
    http.headers_mut().extend(shared.headers.clone());
    if let Some(body) = body {
        http.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *http.body_mut() = Some(body.bytes.clone().into());
    }
    let mut response = shared.http.execute(http).await.map_err(transport)?;
    let status = response.status();
    let headers = response.headers().clone();
    let mut read = Zeroizing::new(Vec::new());
    while let Some(chunk) = response.chunk().await.map_err(transport)? {
        read.extend_from_slice(&chunk);
    }
    Ok(Answer {
        operation: operation.clone(),
        status,
        limits: RateLimits::read(&headers, std::time::SystemTime::now()),
        headers,
        body: Bytes::from_owner(read),
        attempts: 1,
        redactor: request.redactor(),
    })
}

fn transport(error: reqwest::Error) -> Error {
    let timed_out = error.is_timeout();
    let (kind, detail) = match (error.is_connect(), timed_out) {
        (true, true) => (ErrorKind::Connect, "connecting took too long"),
        (true, false) => (ErrorKind::Connect, "no connection"),
        (false, true) => (ErrorKind::Timeout, "no answer in time"),
        (false, false) => (ErrorKind::Transport, "the connection broke"),
    };
    Error::new(kind, detail).with_source(error.without_url()).with(|parts| {
        parts.timed_out = timed_out;
        parts.attempts = 1;
    })
}
