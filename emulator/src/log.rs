//! The requests that were received, for assertions in tests.
//!
//! The log is kept small by design: bodies stand in it as text, only those of
//! senders that were recognised, and the oldest requests leave once all
//! together take up more than a budget of bytes.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::{Value, value::RawValue};

use crate::settings::LogSettings;

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
    /// The path as it was sent, with the base path; secrets replaced.
    pub path: String,
    /// The query as it was sent, without the question mark; secrets replaced.
    pub query: Option<String>,
    /// The headers in the order sent, names in lower case; secrets replaced.
    pub headers: Vec<(String, String)>,
    /// The JSON body as text, secrets replaced; `None` if there was none, it
    /// wasn't JSON, it was longer than 256 KiB, or the sender wasn't recognised.
    /// The control endpoint shows it as the JSON that it is.
    #[serde(serialize_with = "as_json")]
    pub body: Option<String>,
    /// The length of the body as it was sent, in bytes; of one that is too
    /// long, the length that is taken at most.
    pub body_length: usize,
    /// The operation, as `access_certificates.create`; `None` for a request
    /// that fits none.
    pub operation: Option<&'static str>,
    /// Which credential was recognised: a label, never the secret.
    pub caller: Option<String>,
    /// The answer's status; `None` if there was no answer.
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

    /// The body, parsed.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_str(self.body.as_deref()?).ok()
    }

    /// What it takes up, in bytes.
    fn size(&self) -> usize {
        let headers =
            self.headers.iter().map(|(name, value)| size_of::<(String, String)>() + name.len() + value.len());
        size_of::<Self>()
            + headers.sum::<usize>()
            + [&self.method, &self.path, &self.cf_ray].map(String::len).iter().sum::<usize>()
            + [&self.query, &self.body, &self.caller]
                .iter()
                .filter_map(|text| text.as_ref())
                .map(String::len)
                .sum::<usize>()
            + size_of_val(self.codes.as_slice())
            + size_of_val(self.faults.as_slice())
    }
}

/// The text is JSON, and is written as such.
fn as_json<S: Serializer>(body: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    let raw = body.as_deref().and_then(|text| serde_json::from_str::<&RawValue>(text).ok());
    raw.serialize(serializer)
}

/// The latest requests.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    /// Each with its size in bytes.
    kept: VecDeque<(usize, LoggedRequest)>,
    /// The sum of the sizes.
    size: usize,
    received: u64,
}

impl RequestLog {
    /// The number that the next request gets.
    pub(crate) fn next_number(&self) -> u64 {
        self.received + 1
    }

    /// Keeps a request, and forgets the oldest ones that there is no more room
    /// for.
    pub(crate) fn push(&mut self, mut request: LoggedRequest, room: &LogSettings) {
        self.received += 1;
        request.number = self.received;
        let size = request.size();
        self.size += size;
        self.kept.push_back((size, request));
        while self.kept.len() > room.capacity || self.size > room.budget_bytes {
            let Some((size, _)) = self.kept.pop_front() else { break };
            self.size -= size;
        }
    }

    pub(crate) fn requests(&self) -> Vec<LoggedRequest> {
        self.kept.iter().map(|(_, request)| request.clone()).collect()
    }

    pub(crate) fn received(&self) -> u64 {
        self.received
    }

    pub(crate) fn clear(&mut self) {
        self.kept.clear();
        self.size = 0;
    }
}
