//! A reply on its way out: the bytes, and what faults make of them.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use bytes::Bytes;
use serde_json::{Value, json};

use crate::{
    envelope::{Answer, Failure},
    fault::FaultKind,
    settings::FailureResult,
};

/// Marks a response that is not to be sent: the connection is reset instead.
#[derive(Clone, Copy)]
pub(crate) struct ResetConnection;

pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    content: Content,
    pub(crate) ending: Ending,
    truncated: bool,
}

/// What becomes of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It is sent.
    Answer,
    /// The connection is reset in its place.
    Reset,
    /// Nothing is sent, and the connection stays open.
    Silence,
}

enum Content {
    Json(Value),
    Html(String),
}

impl Reply {
    fn json(status: StatusCode, body: Value) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Self { status, headers, content: Content::Json(body), ending: Ending::Answer, truncated: false }
    }

    fn html(status: StatusCode) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=UTF-8"));
        let title = format!("{} {}", status.as_u16(), status.canonical_reason().unwrap_or("Error"));
        let page = format!(
            "<!DOCTYPE html>\n<html>\n<head><title>{title}</title></head>\n\
             <body>\n<center><h1>{title}</h1></center>\n<hr><center>emulator</center>\n</body>\n</html>\n"
        );
        Self { status, headers, content: Content::Html(page), ending: Ending::Answer, truncated: false }
    }

    pub(crate) fn success(answer: Answer) -> Self {
        Self::json(answer.status, answer.into_body())
    }

    pub(crate) fn failure(failure: Failure, result: FailureResult) -> Self {
        let (retry_after, allow) = (failure.retry_after, failure.allow.clone());
        let mut reply = Self::json(failure.status, failure.into_body(result));
        if let Some(seconds) = retry_after {
            reply.headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if let Some(allow) = allow.and_then(|allow| HeaderValue::from_str(&allow).ok()) {
            reply.headers.insert(header::ALLOW, allow);
        }
        reply
    }

    /// The codes of the errors in it.
    pub(crate) fn codes(&self) -> Vec<u32> {
        let Content::Json(body) = &self.content else {
            return Vec::new();
        };
        let errors = body.get("errors").and_then(Value::as_array);
        errors
            .into_iter()
            .flatten()
            .filter_map(|error| error.get("code")?.as_u64()?.try_into().ok())
            .collect()
    }

    /// Lets a fault work on the reply; those that replace it did already.
    pub(crate) fn suffer(&mut self, kind: &FaultKind) {
        match (kind, &mut self.content) {
            (FaultKind::Truncated, _) => self.truncated = true,
            (FaultKind::PlainText, Content::Json(_)) => {
                let plain = HeaderValue::from_static("text/plain; charset=utf-8");
                self.headers.insert(header::CONTENT_TYPE, plain);
            }
            (FaultKind::NullResult, Content::Json(body)) if body["success"] == true => {
                body["result"] = Value::Null;
            }
            (FaultKind::UnknownStatus { status }, Content::Json(body)) => {
                replace_status(&mut body["result"], status);
            }
            (FaultKind::UnknownFields, Content::Json(body)) => add_unknown_fields(body),
            (FaultKind::Message { code, message }, Content::Json(body)) => {
                body["messages"] = json!([{
                    "code": code,
                    "message": message,
                    "documentation_url": "https://example.com/documentation",
                    "source": { "pointer": "/result" },
                }]);
            }
            _ => {}
        }
    }

    pub(crate) fn into_response(self) -> Response {
        let bytes = match self.content {
            Content::Json(body) => Bytes::from(body.to_string()),
            Content::Html(page) => Bytes::from(page),
        };
        let length = bytes.len();
        let body = if self.truncated {
            Body::from_stream(HalfOf { rest: Some(bytes), flushed: false })
        } else {
            Body::from(bytes)
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
        if self.ending != Ending::Answer {
            response.extensions_mut().insert(ResetConnection);
        }
        response
    }
}

/// The reply of a fault that takes the place of the API's own.
pub(crate) fn fault_reply(kind: &FaultKind, result: FailureResult) -> Reply {
    match kind {
        FaultKind::TooManyRequests { retry_after, html } => {
            let mut reply = if *html {
                Reply::html(StatusCode::TOO_MANY_REQUESTS)
            } else {
                Reply::failure(Failure::too_many_requests(0), result)
            };
            reply.headers.remove(header::RETRY_AFTER);
            if let Some(seconds) = retry_after {
                reply.headers.insert(header::RETRY_AFTER, (*seconds).into());
            }
            reply
        }
        FaultKind::ServerError { status } => {
            Reply::html(StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_GATEWAY))
        }
        FaultKind::Failure { status, code, message } => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::OK);
            Reply::failure(Failure::new(status, *code, message.as_str()), result)
        }
        FaultKind::Timeout => Reply { ending: Ending::Silence, ..Reply::html(StatusCode::GATEWAY_TIMEOUT) },
        _ => Reply { ending: Ending::Reset, ..Reply::html(StatusCode::BAD_GATEWAY) },
    }
}

fn replace_status(value: &mut Value, status: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace_status(item, status)),
        Value::Object(fields) => {
            for name in ["status", "cert_status"] {
                if let Some(field) = fields.get_mut(name) {
                    *field = status.into();
                }
            }
        }
        _ => {}
    }
}

fn add_unknown_fields(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(add_unknown_fields),
        Value::Object(fields) => {
            fields.values_mut().for_each(add_unknown_fields);
            fields.insert("field_of_tomorrow".into(), json!({ "depth": [1, null, "text"] }));
        }
        _ => {}
    }
}

/// The first half of a body, and then an error: the connection is closed before
/// as many bytes as were promised.
struct HalfOf {
    rest: Option<Bytes>,
    flushed: bool,
}

impl futures_core::Stream for HalfOf {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(bytes) = self.rest.take() {
            return Poll::Ready(Some(Ok(bytes.slice(..bytes.len() / 2))));
        }
        if !self.flushed {
            // A body that waits is when hyper sends what it has so far. An
            // error at once would take the head and the first half with it.
            self.flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionAborted.into())))
    }
}
