//! The envelope that every answer of the API comes in.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::settings::FailureResult;

/// A successful answer: the status, the result and, for lists, the page.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) result: Value,
    pub(crate) result_info: Option<Value>,
}

impl Answer {
    pub(crate) fn ok(result: Value) -> Self {
        Self { status: StatusCode::OK, result, result_info: None }
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn into_body(self) -> Value {
        let mut body = Map::new();
        body.insert("success".into(), true.into());
        body.insert("errors".into(), json!([]));
        body.insert("messages".into(), json!([]));
        body.insert("result".into(), self.result);
        if let Some(result_info) = self.result_info {
            body.insert("result_info".into(), result_info);
        }
        Value::Object(body)
    }
}

/// One entry of `errors`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) code: u32,
    pub(crate) message: String,
    /// Where in the request the trouble is: a JSON pointer into the body, or
    /// `/path/NAME` and `/query/NAME` for parameters.
    pub(crate) pointer: Option<String>,
}

/// A refusal. It has at least one error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) status: StatusCode,
    pub(crate) errors: Vec<ApiError>,
    /// What `retry-after` is to say, in seconds.
    pub(crate) retry_after: Option<u64>,
    /// What `allow` is to say.
    pub(crate) allow: Option<String>,
}

impl Failure {
    pub(crate) fn new(status: StatusCode, code: u32, message: impl Into<String>) -> Self {
        let error = ApiError { code, message: message.into(), pointer: None };
        Self { status, errors: vec![error], retry_after: None, allow: None }
    }

    /// The same, pointing at a place in the request.
    pub(crate) fn at(mut self, pointer: impl Into<String>) -> Self {
        if let Some(error) = self.errors.first_mut() {
            error.pointer = Some(pointer.into());
        }
        self
    }

    pub(crate) fn into_body(self, result: FailureResult) -> Value {
        let errors: Vec<_> = self
            .errors
            .into_iter()
            .map(|error| match error.pointer {
                Some(pointer) => json!({
                    "code": error.code,
                    "message": error.message,
                    "source": { "pointer": pointer },
                }),
                None => json!({ "code": error.code, "message": error.message }),
            })
            .collect();
        json!({
            "success": false,
            "errors": errors,
            "messages": [],
            "result": match result {
                FailureResult::Null => Value::Null,
                FailureResult::Object => json!({}),
            },
        })
    }
}

/// The codes of the documents and the refusals that they stand for. Where no
/// document gives a code, the nearest one is used and the README says so.
impl Failure {
    pub(crate) fn invalid(errors: Vec<ApiError>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, errors, retry_after: None, allow: None }
    }

    pub(crate) fn invalid_at(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, 1001, message).at(pointer)
    }

    pub(crate) fn no_route() -> Self {
        Self::new(StatusCode::NOT_FOUND, 7003, "No route for that URI")
    }

    pub(crate) fn unknown_scope(kind: &str, id: &str) -> Self {
        let message = format!("Could not route to /{kind}/{id}: there is no such object");
        Self::new(StatusCode::NOT_FOUND, 7003, message)
    }

    pub(crate) fn method(allowed: &[&str]) -> Self {
        let allowed = allowed.join(", ");
        let message = format!("That method is not available for that URI; {allowed} would be");
        let mut failure = Self::new(StatusCode::METHOD_NOT_ALLOWED, 7001, message);
        failure.allow = Some(allowed);
        failure
    }

    pub(crate) fn forbidden(code: u32, message: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, message)
    }

    pub(crate) fn too_many_requests(retry_after: u64) -> Self {
        let message = "Please wait and consider throttling your request speed";
        let mut failure = Self::new(StatusCode::TOO_MANY_REQUESTS, 10429, message);
        failure.retry_after = Some(retry_after);
        failure
    }

    pub(crate) fn conflict(code: u32, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    pub(crate) fn not_found(code: u32, message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, message)
    }

    pub(crate) fn bad_request(code: u32, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub(crate) fn quota(message: impl Into<String>) -> Self {
        Self::bad_request(12130, message)
    }
}
