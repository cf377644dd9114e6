//! Faults on demand: what a network or a gateway does to an API.
//!
//! A fault names the operations that it is for, how often it strikes and what
//! it does. Chances are drawn from the emulator's seed, so that a run with
//! faults can be repeated.

mod in_force;
mod kind;

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) use self::in_force::{Faults, Strike};
pub use self::kind::FaultKind;
use crate::operation::{Named, known_instead_of};

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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

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
