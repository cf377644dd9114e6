//! What faults do.

use serde::{Deserialize, Serialize};

/// What a fault does to a request or its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum FaultKind {
    /// The answer is late by so many real milliseconds.
    Latency {
        /// Milliseconds.
        millis: u64,
    },
    /// 429, as JSON or as the gateway's HTML.
    TooManyRequests {
        /// What `retry-after` says, in seconds; no header without it.
        #[serde(default)]
        retry_after: Option<u64>,
        /// An HTML page in place of the envelope.
        #[serde(default)]
        html: bool,
    },
    /// A gateway's 5xx with an HTML page.
    ServerError {
        /// 500 to 599.
        #[serde(default = "bad_gateway")]
        status: u16,
    },
    /// The connection is reset before any answer.
    Reset,
    /// No answer at all: the connection stays open and silent until the client
    /// gives up.
    Timeout,
    /// The body ends half way through.
    Truncated,
    /// `success: false`, with status 200 unless it is given another.
    Failure {
        /// The status, 200 to 599.
        #[serde(default = "ok")]
        status: u16,
        /// The error's code.
        #[serde(default = "invalid_request")]
        code: u32,
        /// The error's message.
        #[serde(default = "failed_on_demand")]
        message: String,
    },
    /// `result: null` in an answer that is otherwise a success.
    NullResult,
    /// A certificate status that no document knows.
    UnknownStatus {
        /// The status.
        #[serde(default = "unknown_status")]
        status: String,
    },
    /// Fields that no document knows, at every level of the answer.
    UnknownFields,
    /// A success that comes with a message, in the newest documents' form.
    Message {
        /// The message's code.
        #[serde(default = "message_code")]
        code: u32,
        /// The message's text.
        #[serde(default = "message_text")]
        message: String,
    },
    /// The JSON is served as `text/plain`.
    PlainText,
}

fn bad_gateway() -> u16 {
    502
}

fn ok() -> u16 {
    200
}

fn invalid_request() -> u32 {
    1001
}

fn failed_on_demand() -> String {
    "Failed on demand".into()
}

fn message_code() -> u32 {
    1000
}

fn message_text() -> String {
    "A message on demand".into()
}

fn unknown_status() -> String {
    "pending_review".into()
}

impl FaultKind {
    /// A failure with one of the service's codes, and the status that this
    /// emulator gives it: `success: false` in place of the answer.
    pub fn failure(status: u16, code: u32, message: impl Into<String>) -> Self {
        Self::Failure { status, code, message: message.into() }
    }

    /// True if the fault takes the place of the API's own answer.
    pub(crate) fn replaces_the_answer(&self) -> bool {
        matches!(
            self,
            Self::TooManyRequests { .. }
                | Self::ServerError { .. }
                | Self::Reset
                | Self::Timeout
                | Self::Failure { .. }
        )
    }

    /// The name of the kind, as in JSON.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Latency { .. } => "latency",
            Self::TooManyRequests { .. } => "too_many_requests",
            Self::ServerError { .. } => "server_error",
            Self::Reset => "reset",
            Self::Timeout => "timeout",
            Self::Truncated => "truncated",
            Self::Failure { .. } => "failure",
            Self::NullResult => "null_result",
            Self::UnknownStatus { .. } => "unknown_status",
            Self::UnknownFields => "unknown_fields",
            Self::Message { .. } => "message",
            Self::PlainText => "plain_text",
        }
    }
}
