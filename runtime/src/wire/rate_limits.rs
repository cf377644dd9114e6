//! What the service says about its rate limits, in the headers of every answer.
//!
//! `Ratelimit` and `Ratelimit-Policy` are lists of quoted names with parameters
//! (`"default";r=50;t=30`, `"burst";q=100;w=60`); `retry-after` comes in seconds, as an HTTP
//! date, or as `retry-after-ms`. What can't be read is left out: a malformed header is no
//! reason to fail a call that succeeded.

use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{DATE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::value::redact::Redactor;

const RETRY_AFTER_MS: HeaderName = HeaderName::from_static("retry-after-ms");

/// The longest name that is kept, in characters.
const LONGEST_NAME: usize = 100;

/// How much of a quota is left.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// The quota's name.
    pub name: String,
    /// Requests left until the reset.
    pub remaining: u64,
    /// Time until the quota is whole again; in whole seconds, as the service counts.
    pub reset: Duration,
}

/// How large a quota is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimitPolicy {
    /// The quota's name.
    pub name: String,
    /// Requests in a window.
    pub quota: u64,
    /// The window's length, in whole seconds.
    pub window: Option<Duration>,
}

/// The rate-limit headers of one answer. They are written, for logs, with times in seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RateLimits {
    limits: Vec<RateLimit>,
    policies: Vec<RateLimitPolicy>,
    retry_after: Option<Duration>,
}

// By hand: whoever depends on this crate compiles no macros for it.
impl Serialize for RateLimit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("RateLimit", 3)?;
        object.serialize_field("name", &self.name)?;
        object.serialize_field("remaining", &self.remaining)?;
        object.serialize_field("reset", &self.reset.as_secs_f64())?;
        object.end()
    }
}

impl Serialize for RateLimitPolicy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("RateLimitPolicy", 3)?;
        object.serialize_field("name", &self.name)?;
        object.serialize_field("quota", &self.quota)?;
        object.serialize_field("window", &self.window.map(|window| window.as_secs_f64()))?;
        object.end()
    }
}

impl Serialize for RateLimits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("RateLimits", 3)?;
        object.serialize_field("limits", &self.limits)?;
        object.serialize_field("policies", &self.policies)?;
        object.serialize_field("retry_after", &self.retry_after.map(|wait| wait.as_secs_f64()))?;
        object.end()
    }
}

impl RateLimits {
    /// Reads the headers. A date in `retry-after` is measured against that of the answer, and
    /// against `now` when it has none: the service's clock and this one needn't agree.
    pub(crate) fn read(headers: &HeaderMap, now: impl FnOnce() -> SystemTime, redactor: &Redactor) -> Self {
        let mut read = Self::default();
        let mut asks_to_wait = false;
        // Looking for each of them would hash more names than an answer has headers.
        for (name, value) in headers {
            match name.as_str() {
                "ratelimit" => {
                    for_each_item(value, redactor, |name, parameters| read.limit(name, parameters))
                }
                "ratelimit-policy" => {
                    for_each_item(value, redactor, |name, parameters| read.policy(name, parameters));
                }
                "retry-after" | "retry-after-ms" => asks_to_wait = true,
                _ => {}
            }
        }
        if asks_to_wait {
            read.retry_after = retry_after(headers, now);
        }
        read
    }

    fn limit(&mut self, name: String, parameters: &str) {
        if let (Some(remaining), Some(reset)) = (parameter(parameters, "r"), parameter(parameters, "t")) {
            self.limits.push(RateLimit { name, remaining, reset: Duration::from_secs(reset) });
        }
    }

    fn policy(&mut self, name: String, parameters: &str) {
        if let Some(quota) = parameter(parameters, "q") {
            let window = parameter(parameters, "w").map(Duration::from_secs);
            self.policies.push(RateLimitPolicy { name, quota, window });
        }
    }

    /// What is left of each quota that the answer names.
    pub fn limits(&self) -> &[RateLimit] {
        &self.limits
    }

    /// How large each quota is that the answer names.
    pub fn policies(&self) -> &[RateLimitPolicy] {
        &self.policies
    }

    /// How long the service asks to wait, from when the answer came.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// How long an answer of this status asks to wait: by `retry-after`, and when it refuses for
    /// the rate without one, until the used-up quotas are whole again.
    pub(crate) fn wait_asked(&self, status: StatusCode) -> Option<Duration> {
        let used_up =
            || self.limits.iter().filter(|limit| limit.remaining == 0).map(|limit| limit.reset).max();
        match status {
            StatusCode::TOO_MANY_REQUESTS => self.retry_after.or_else(used_up),
            _ => self.retry_after,
        }
    }

    /// The size of the quota that `limit` is what is left of, if the answer tells it.
    ///
    /// The service calls a limit `default` and its policy `burst`, so a limit without a policy of
    /// its name belongs to one that has no limit of its own and that it fits into. When it could be
    /// several the largest is taken, by which the client slows down the earliest.
    pub(crate) fn quota(&self, limit: &RateLimit) -> Option<u64> {
        if let Some(policy) = self.policies.iter().find(|policy| policy.name == limit.name) {
            return Some(policy.quota);
        }
        let free = |policy: &&RateLimitPolicy| !self.limits.iter().any(|limit| limit.name == policy.name);
        let fits = |policy: &&RateLimitPolicy| {
            limit.remaining <= policy.quota && policy.window.is_none_or(|window| limit.reset <= window)
        };
        self.policies.iter().filter(free).filter(fits).map(|policy| policy.quota).max()
    }
}

/// The wait that the headers ask for; milliseconds, being finer, come before seconds.
fn retry_after(headers: &HeaderMap, now: impl FnOnce() -> SystemTime) -> Option<Duration> {
    if let Some(millis) = text(headers, &RETRY_AFTER_MS).and_then(number) {
        return Some(Duration::from_millis(millis));
    }
    let value = text(headers, &RETRY_AFTER)?;
    if let Some(seconds) = number(value) {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    let answered = text(headers, &DATE).and_then(|date| httpdate::parse_http_date(date).ok());
    // A date that has passed means that there is nothing to wait for.
    Some(date.duration_since(answered.unwrap_or_else(now)).unwrap_or_default())
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// A whole number, or a decimal rounded up: waiting too short is worse. One that is too large for
/// its type is as large as that can be, and not absent: it is no leave to come back at once.
fn number(text: &str) -> Option<u64> {
    if let Ok(whole) = text.parse() {
        return Some(whole);
    }
    // Words that stand for numbers are none here.
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    text.parse::<f64>().ok().map(|f| f.ceil() as u64)
}

/// Calls `item` with the name and the parameters of every item of a line of a list header.
fn for_each_item(line: &HeaderValue, redactor: &Redactor, mut item: impl FnMut(String, &str)) {
    let Ok(line) = line.to_str() else { return };
    for part in outside_quotes(line, ',') {
        let mut pieces = outside_quotes(part, ';').into_iter();
        let name = pieces.next().unwrap_or_default().trim().trim_matches('"');
        let parameters = part.find(';').map_or("", |_| part.trim());
        if !parameters.is_empty() {
            item(redactor.excerpt(name, LONGEST_NAME), parameters);
        }
    }
}

/// The value of a parameter, a whole number that may stand in quotes.
fn parameter(item: &str, key: &str) -> Option<u64> {
    outside_quotes(item, ';').into_iter().skip(1).find_map(|piece| {
        let (name, value) = piece.split_once('=')?;
        (name.trim() == key).then(|| number(value.trim().trim_matches('"')))?
    })
}

/// Splits at `separator` where it isn't inside double quotes.
fn outside_quotes(text: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(|c| {
        quoted ^= c == '"';
        c == separator && !quoted
    })
    .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(lines: &[(&'static str, &str)]) -> RateLimits {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        // 1994-11-06T08:49:37Z, the date that the HTTP standard likes.
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        RateLimits::read(&headers, || now, &Redactor::default())
    }

    #[test]
    fn the_documented_forms() {
        let read =
            read(&[("ratelimit", r#""default";r=50;t=30"#), ("ratelimit-policy", r#""burst";q=100;w=60"#)]);
        assert_eq!(
            read.limits(),
            [RateLimit { name: "default".into(), remaining: 50, reset: Duration::from_secs(30) }]
        );
        let window = Some(Duration::from_secs(60));
        assert_eq!(read.policies(), [RateLimitPolicy { name: "burst".into(), quota: 100, window }]);
        assert_eq!(read.quota(&read.limits()[0]), Some(100));
    }

    #[test]
    fn a_limit_finds_its_policy() {
        for (limits, policies, sizes) in [
            // By name, wherever it stands, also where another would do.
            (r#""default";r=50;t=30"#, r#""burst";q=100;w=60, "default";q=1200;w=300"#, vec![Some(1200)]),
            (r#""a";r=5;t=3, "b";r=6;t=3"#, r#""b";q=10;w=60, "a";q=20;w=60"#, vec![Some(20), Some(10)]),
            // What is left over belongs together.
            (r#""default";r=5;t=3, "b";r=6;t=3"#, r#""b";q=10;w=60, "burst";q=20"#, vec![Some(20), Some(10)]),
            // The one that it fits into; of two such, the larger.
            (r#""default";r=900;t=200"#, r#""ip";q=200;w=1, "user";q=1200;w=300"#, vec![Some(1200)]),
            (r#""default";r=50;t=200"#, r#""ip";q=200;w=1, "user";q=1200;w=300"#, vec![Some(1200)]),
            (r#""default";r=5;t=1"#, r#""ip";q=200;w=1, "user";q=1200;w=300"#, vec![Some(1200)]),
            // None.
            (r#""default";r=50;t=30"#, r#""burst";q=10;w=60"#, vec![None]),
            (r#""default";r=50;t=30"#, "", vec![None]),
        ] {
            let read = read(&[("ratelimit", limits), ("ratelimit-policy", policies)]);
            let found: Vec<_> = read.limits().iter().map(|limit| read.quota(limit)).collect();
            assert_eq!(found, sizes, "{limits} {policies}");
        }
    }

    #[test]
    fn odd_spellings_and_nonsense() {
        let read = read(&[
            ("ratelimit", r#""a;,b" ; t=1 ; r=2 , junk, default;r=x;t=1"#),
            ("ratelimit", "second;r=0;t=9;pk=:abc=:"),
            ("ratelimit-policy", "\"\";w=60"),
        ]);
        let names: Vec<_> = read.limits().iter().map(|l| (l.name.as_str(), l.remaining)).collect();
        assert_eq!(names, [("a;,b", 2), ("second", 0)]);
        assert!(read.policies().is_empty());
    }

    #[test]
    fn each_form_of_retry_after() {
        let after = |name, value| read(&[(name, value)]).retry_after();
        assert_eq!(after("retry-after", "7"), Some(Duration::from_secs(7)));
        assert_eq!(after("retry-after", "1.2"), Some(Duration::from_secs(2)));
        assert_eq!(after("retry-after-ms", "250"), Some(Duration::from_millis(250)));
        let date = "Sun, 06 Nov 1994 08:49:40 GMT";
        assert_eq!(after("retry-after", date), Some(Duration::from_secs(3)));
        let past = "Sun, 06 Nov 1994 08:49:00 GMT";
        assert_eq!(after("retry-after", past), Some(Duration::ZERO));
        for nonsense in ["soon", "-1", "", "NaN", "inf", "infinity", "1e", "0x10", "+", "e5", "."] {
            assert_eq!(after("retry-after", nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn an_absurd_wait_is_longer_than_any_limit() {
        let after = |name, value: &str| read(&[(name, value)]).retry_after();
        for absurd in
            ["1e15", "1e99", "1e999", "99999999999999999999", "18446744073709551615.5", &"9".repeat(500)]
        {
            assert!(after("retry-after", absurd) > Some(Duration::from_secs(1 << 40)), "{absurd}");
            assert!(after("retry-after-ms", absurd) > Some(Duration::from_secs(1 << 39)), "{absurd}");
        }
        let absurd = read(&[("ratelimit", "\"d\";r=99999999999999999999;t=1e99")]);
        assert_eq!(absurd.limits()[0].remaining, u64::MAX);
    }

    #[test]
    fn dates_are_compared_with_that_of_the_answer() {
        // The service's clock is two hours behind this one's.
        let after = |date: &str, value| read(&[("date", date), ("retry-after", value)]).retry_after();
        let date = "Sun, 06 Nov 1994 06:49:37 GMT";
        assert_eq!(after(date, "Sun, 06 Nov 1994 06:49:47 GMT"), Some(Duration::from_secs(10)));
        assert_eq!(after(date, "Sun, 06 Nov 1994 06:49:30 GMT"), Some(Duration::ZERO));
        // Without a date of its own, or with one that is none, this machine's clock has to do.
        assert_eq!(after("yesterday", "Sun, 06 Nov 1994 08:49:40 GMT"), Some(Duration::from_secs(3)));
        assert_eq!(after(date, "7"), Some(Duration::from_secs(7)));
    }
}
