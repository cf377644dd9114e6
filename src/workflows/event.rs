//! Seeing what a run does.

use std::fmt;
use std::time::Duration;

use super::plan::Step;
use cloudflare_core::Error;

/// What happens in a run. Shown as a line for a log or a terminal.
///
/// Workflows give these to the function of their setting `observe`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A step begins, and its request leaves.
    Begun {
        /// The step.
        step: &'a Step,
    },
    /// The service took a step's request.
    Done {
        /// The step.
        step: &'a Step,
    },
    /// What is waited for isn't there yet.
    Waiting {
        /// The step that waits.
        step: &'a Step,
        /// The time until the next look.
        wait: Duration,
    },
    /// A call failed in a way that passes, and things are looked at again.
    Failed {
        /// The step whose request it was; `None` when looking failed.
        step: Option<&'a Step>,
        /// The failure.
        error: &'a Error,
        /// The time until the next look.
        wait: Duration,
    },
}

impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Begun { step } => write!(f, "{step}"),
            Self::Done { step } => write!(f, "done: {step}"),
            Self::Waiting { step, wait } => write!(f, "{step}: looking again in {}", seconds(*wait)),
            Self::Failed { step: Some(step), error, wait } => {
                write!(f, "{step}: {error}; looking again in {}", seconds(*wait))
            }
            Self::Failed { step: None, error, wait } => {
                write!(f, "{error}; looking again in {}", seconds(*wait))
            }
        }
    }
}

fn seconds(wait: Duration) -> String {
    format!("{:.1} s", wait.as_secs_f64())
}
