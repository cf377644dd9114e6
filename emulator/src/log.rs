//! The requests that were received, for assertions in tests.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

/// A request as it was received, without its secrets.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LoggedRequest {
    /// Counts from 1, without gaps.
    pub number: u64,
    /// When it came in, on the emulator's clock.
    pub at: Timestamp,
    /// `GET`, `POST`, …
    pub method: String,
    /// The path as it was sent, with the base path.
    pub path: String,
    /// The query as it was sent, without the question mark.
    pub query: Option<String>,
    /// The headers in the order sent, names in lower case; secrets replaced.
    pub headers: Vec<(String, String)>,
    /// The JSON body, secrets replaced; `None` if there was none, it wasn't JSON
    /// or it was longer than 256 KiB.
    pub body: Option<Value>,
    /// The length of the body as it was sent, in bytes.
    pub body_length: usize,
    /// The operation, as `access_certificates.create`; `None` for a request
    /// that fits none.
    pub operation: Option<&'static str>,
    /// Which credential was recognised: a label, never the secret.
    pub caller: Option<String>,
    /// The answer's status; `None` if the connection was reset instead.
    pub status: Option<u16>,
    /// The codes of the errors in the answer.
    pub codes: Vec<u32>,
    /// The answer's `cf-ray`.
    pub cf_ray: String,
    /// The kinds of the faults that struck.
    pub faults: Vec<&'static str>,
}

impl LoggedRequest {
    /// The value of the first header with this name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(its_name, _)| its_name == name).map(|(_, value)| value.as_str())
    }
}

/// The latest requests.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    kept: VecDeque<LoggedRequest>,
    received: u64,
}

impl RequestLog {
    /// Keeps a request, and forgets the oldest ones past `capacity`.
    pub(crate) fn push(&mut self, mut request: LoggedRequest, capacity: usize) {
        self.received += 1;
        request.number = self.received;
        self.kept.push_back(request);
        while self.kept.len() > capacity {
            self.kept.pop_front();
        }
    }

    pub(crate) fn requests(&self) -> Vec<LoggedRequest> {
        self.kept.iter().cloned().collect()
    }

    pub(crate) fn received(&self) -> u64 {
        self.received
    }

    pub(crate) fn clear(&mut self) {
        self.kept.clear();
    }
}
