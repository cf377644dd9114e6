//! What the mocks made of a call that none of them answered, for the error that the call gives.
//!
//! The mocks decide on the server's side and the call fails on the client's. A client of a mock
//! server numbers its calls in a header, and what each mock made of a call is noted under that
//! number as long as the call goes on.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

use httpmock::HttpMockRequest;

/// The header that numbers calls.
pub(super) const HEADER: &str = "x-mock-call";

/// So many mocks of the operation are described, and of each so many differences; the operations of
/// other mocks are named up to a number.
const DESCRIBED: usize = 3;
const DIFFERENCES: usize = 5;
const NAMED: usize = 8;

/// What mocks made of the calls that go on, by the calls' numbers.
static CALLS: Mutex<BTreeMap<u64, Noted>> = Mutex::new(BTreeMap::new());

/// What mocks made of a call.
#[derive(Default)]
struct Noted {
    /// What was asked: method, path and query.
    line: String,
    /// Mocks of the operation: what each wants, and what was different.
    differing: Vec<(String, Vec<String>)>,
    /// Mocks of other operations, by name.
    others: Vec<&'static str>,
}

fn calls() -> MutexGuard<'static, BTreeMap<u64, Noted>> {
    CALLS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A call is about to be sent, or sent again.
pub(super) fn expect(call: u64) {
    calls().insert(call, Noted::default());
}

/// The call is over.
pub(super) fn forget(call: u64) {
    calls().remove(&call);
}

/// A mock was asked for a call, in a line. `differing` is what the mock wants and what was different,
/// unless the call is one of another operation than the mock's.
pub(super) fn note(
    request: &HttpMockRequest,
    line: impl FnOnce() -> String,
    operation: &'static str,
    differing: Option<(String, Vec<String>)>,
) {
    let mut numbers = request.headers_vec().iter().filter(|(name, _)| name == HEADER);
    let number = numbers.next().and_then(|(_, number)| number.parse().ok());
    let mut calls = calls();
    let Some(noted) = number.and_then(|number: u64| calls.get_mut(&number)) else { return };
    if noted.line.is_empty() {
        noted.line = line();
    }
    match differing {
        Some(differing) => noted.differing.push(differing),
        None if noted.others.contains(&operation) => {}
        None => noted.others.push(operation),
    }
}

/// Why no mock answered the call, in a line.
pub(super) fn report(call: u64) -> String {
    let Some(mut noted) = calls().remove(&call) else { return "no mock fits this call".to_owned() };
    let mut text = "no mock fits this call".to_owned();
    if !noted.line.is_empty() {
        let _ = write!(text, ", {}", noted.line);
    }
    noted.differing.sort_by_key(|(_, differences)| differences.len());
    for (mock, differences) in noted.differing.iter().take(DESCRIBED) {
        let told = differences.iter().take(DIFFERENCES).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = match differences.len().saturating_sub(DIFFERENCES) {
            0 => String::new(),
            more => format!(" and {more} differences more"),
        };
        let _ = write!(text, "; {mock}: {told}{more}");
    }
    match noted.differing.len().saturating_sub(DESCRIBED) {
        0 => {}
        more => {
            let _ = write!(text, "; and {more} mocks more of this operation");
        }
    }
    if !noted.differing.is_empty() {
        return text;
    }
    let named = noted.others.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    let more = match noted.others.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    text.push_str(match named.is_empty() {
        true => "; there is no mock that could still answer one",
        false => "; the mocks that could still answer one are of other operations: ",
    });
    text.push_str(&named);
    text.push_str(&more);
    text
}
