//! Faults on demand: what a network or a gateway does to an API.
//!
//! A fault names the operations that it is for, how often it strikes and what
//! it does. Chances are drawn from the emulator's seed, so that a run with
//! faults can be repeated.

use std::{fmt, time::Duration};

use fastrand::Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    handlers::Scope,
    operation::{Named, known_instead_of},
};

/// How many faults can be in force at a time: each request looks at all of them.
const MOST: usize = 10_000;

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

/// A fault: what it does, to which operations, and how often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Map<String, Value>", into = "FaultForm")]
#[non_exhaustive]
pub struct Fault {
    /// What it does.
    pub kind: FaultKind,
    /// What it is for: an operation (`access_certificates.create`), a resource
    /// (`access_certificates`), or an operationId of this project's fragments or
    /// of the published documents; any request without it.
    pub operation: Option<String>,
    /// How many requests are hit before the fault is over; no end without it.
    pub times: Option<u64>,
    /// How many matching requests go free first.
    pub skip: u64,
    /// The chance that a matching request is hit, 0 to 1; all without it.
    pub probability: Option<f64>,
    /// The request takes effect all the same: for a fault in place of the
    /// answer, whether the emulator's state changed.
    pub takes_effect: bool,
}

/// The JSON form of a fault: one flat object.
#[derive(Serialize, Deserialize)]
struct FaultForm {
    #[serde(flatten)]
    kind: FaultKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    operation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
    #[serde(default)]
    skip: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    probability: Option<f64>,
    #[serde(default)]
    takes_effect: bool,
}

impl TryFrom<Map<String, Value>> for Fault {
    type Error = String;

    /// Serde can't both flatten the kind and refuse unknown fields, and a field
    /// with a slip in its name must not be lost.
    fn try_from(fields: Map<String, Value>) -> Result<Self, String> {
        let names: Vec<_> = fields.keys().cloned().collect();
        let form: FaultForm =
            serde_json::from_value(Value::Object(fields)).map_err(|error| error.to_string())?;
        let kind = serde_json::to_value(&form.kind).map_err(|error| error.to_string())?;
        let common = ["operation", "times", "skip", "probability", "takes_effect"];
        let unknown = names.iter().find(|name| !common.contains(&name.as_str()) && kind.get(name).is_none());
        if let Some(name) = unknown {
            return Err(format!("a {} fault has no field {name}", form.kind.name()));
        }
        let FaultForm { kind, operation, times, skip, probability, takes_effect } = form;
        let fault = Self { kind, operation, times, skip, probability, takes_effect };
        fault.named().map_err(|error| error.to_string())?;
        Ok(fault)
    }
}

impl From<Fault> for FaultForm {
    fn from(fault: Fault) -> Self {
        let Fault { kind, operation, times, skip, probability, takes_effect } = fault;
        Self { kind, operation, times, skip, probability, takes_effect }
    }
}

impl Fault {
    /// A fault that hits every request.
    pub fn new(kind: FaultKind) -> Self {
        Self { kind, operation: None, times: None, skip: 0, probability: None, takes_effect: false }
    }

    /// Every answer is late by `delay`.
    pub fn latency(delay: Duration) -> Self {
        let millis = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        Self::new(FaultKind::Latency { millis })
    }

    /// For one operation (`access_certificates.create`) or resource
    /// (`access_certificates`) alone.
    #[must_use]
    pub fn on(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// Over after so many requests were hit.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// Lets so many matching requests go free first.
    #[must_use]
    pub fn after(mut self, skip: u64) -> Self {
        self.skip = skip;
        self
    }

    /// Hits with a chance of 0 to 1.
    #[must_use]
    pub fn with_probability(mut self, probability: f64) -> Self {
        self.probability = Some(probability);
        self
    }

    /// The request takes effect before the fault strikes.
    #[must_use]
    pub fn taking_effect(mut self) -> Self {
        self.takes_effect = true;
        self
    }

    /// The operations that it is for, or why there can't be such a fault.
    fn named(&self) -> Result<Option<Named>, InvalidFault> {
        let refuse = |message: String| Err(InvalidFault(message));
        match self.kind {
            FaultKind::ServerError { status } if !(500..=599).contains(&status) => {
                return refuse(format!("a server error has a status of 500 to 599, and not {status}"));
            }
            FaultKind::Failure { status, .. } if !(200..=599).contains(&status) => {
                return refuse(format!("a failure has a status of 200 to 599, and not {status}"));
            }
            _ => {}
        }
        if let Some(probability) = self.probability.filter(|chance| !(0.0..=1.0).contains(chance)) {
            return refuse(format!("a probability is a number from 0 to 1, and not {probability}"));
        }
        let Some(name) = &self.operation else {
            return Ok(None);
        };
        match Named::find(name) {
            Some(named) => Ok(Some(named)),
            None => {
                let instead = known_instead_of(name);
                refuse(format!("{name} is no operation, no resource and no operationId: {instead}"))
            }
        }
    }
}

/// Why there can't be such a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidFault(String);

impl fmt::Display for InvalidFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for InvalidFault {}

/// The faults in force.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Vec<InForce>,
    issued: u64,
}

#[derive(Debug)]
struct InForce {
    number: u64,
    fault: Fault,
    /// What the fault's operation stands for; any request without it.
    named: Option<Named>,
}

/// A fault that struck a request.
#[derive(Clone, Debug)]
pub(crate) struct Strike {
    pub(crate) kind: FaultKind,
    pub(crate) takes_effect: bool,
}

impl Faults {
    /// Adds a fault and returns the number that it is removed by.
    pub(crate) fn add(&mut self, fault: Fault) -> Result<u64, InvalidFault> {
        let named = fault.named()?;
        if self.list.len() >= MOST {
            return Err(InvalidFault(format!("there are {MOST} faults in force already")));
        }
        self.issued += 1;
        self.list.push(InForce { number: self.issued, fault, named });
        Ok(self.issued)
    }

    pub(crate) fn remove(&mut self, number: u64) -> bool {
        let before = self.list.len();
        self.list.retain(|known| known.number != number);
        self.list.len() != before
    }

    pub(crate) fn clear(&mut self) {
        self.list.clear();
    }

    pub(crate) fn list(&self) -> Vec<(u64, Fault)> {
        self.list.iter().map(|known| (known.number, known.fault.clone())).collect()
    }

    /// Draws the faults that strike a request, in the order they were added.
    pub(crate) fn strike(&mut self, request: Option<(&str, &Scope)>, rng: &mut Rng) -> Vec<Strike> {
        let mut strikes = Vec::new();
        for InForce { fault, named, .. } in &mut self.list {
            let is_for = match (&named, request) {
                (None, _) => true,
                (Some(named), Some((operation, scope))) => named.is_for(operation, scope),
                (Some(_), None) => false,
            };
            if !is_for {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            if fault.probability.is_some_and(|probability| rng.f64() >= probability) {
                continue;
            }
            if let Some(times) = &mut fault.times {
                if *times == 0 {
                    continue;
                }
                *times -= 1;
            }
            strikes.push(Strike { kind: fault.kind.clone(), takes_effect: fault.takes_effect });
        }
        self.list.retain(|known| known.fault.times != Some(0));
        strikes
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_fault_strikes_where_and_as_often_as_it_says() {
        let mut faults = Faults::default();
        let mut rng = Rng::with_seed(1);
        faults.add(Fault::new(FaultKind::Reset).on("zone_certificates").after(1).times(2)).unwrap();
        let scope = Scope::Zone(String::new());
        let mut hits = |operation| faults.strike(Some((operation, &scope)), &mut rng).len();
        assert_eq!(hits("access_certificates.list"), 0);
        let seen: Vec<_> = (0..4).map(|_| hits("zone_certificates.list")).collect();
        assert_eq!(seen, [0, 1, 1, 0]);
        assert!(faults.list().is_empty());
    }

    #[test]
    fn what_can_not_be_is_refused_with_what_can() {
        let mut faults = Faults::default();
        let mut refusal = |fault: Fault| faults.add(fault).unwrap_err().to_string();
        let reset = || Fault::new(FaultKind::Reset);
        let made = refusal(reset().on("zone_certificates.make"));
        assert!(
            made.contains("zone_certificates.make") && made.contains("zone_certificates.create"),
            "{made}"
        );
        let spelled = refusal(reset().on("zone_certificate"));
        assert!(spelled.contains("the resources are access_settings, access_certificates"), "{spelled}");
        assert!(refusal(Fault::new(FaultKind::ServerError { status: 42 })).contains("42"));
        assert!(refusal(reset().with_probability(f64::NAN)).contains("NaN"));
        for _ in 0..MOST {
            faults.add(reset()).unwrap();
        }
        assert!(faults.add(reset()).unwrap_err().to_string().contains("10000"));
    }

    #[test]
    fn chances_repeat_with_the_seed() {
        let run = || {
            let mut faults = Faults::default();
            faults.add(Fault::new(FaultKind::Reset).with_probability(0.5)).unwrap();
            let mut rng = Rng::with_seed(7);
            (0..64).map(|_| faults.strike(None, &mut rng).len()).collect::<Vec<_>>()
        };
        let hits: usize = run().iter().sum();
        assert_eq!(run(), run());
        assert!((16..=48).contains(&hits), "{hits}");
    }

    #[test]
    fn the_json_form_has_defaults() {
        let read: Fault = serde_json::from_str(r#"{"kind": "server_error", "times": 1}"#).unwrap();
        assert_eq!(read, Fault::new(FaultKind::ServerError { status: 502 }).times(1));
        for bad in [
            r#"{"kind": "earthquake"}"#,
            r#"{"kind": "reset", "time": 1}"#,
            r#"{"kind": "reset", "status": 502}"#,
            r#"{"kind": "reset", "probability": 2}"#,
            r#"{"kind": "reset", "operation": "zone_certificates.make"}"#,
            r#"{"kind": "server_error", "status": 42}"#,
            r#"{"kind": "server_error", "status": 404}"#,
            r#"{"kind": "failure", "status": 600}"#,
        ] {
            assert!(serde_json::from_str::<Fault>(bad).is_err(), "{bad}");
        }
        let text = serde_json::to_string(&read).unwrap();
        assert_eq!(serde_json::from_str::<Fault>(&text).unwrap(), read);
    }
}
