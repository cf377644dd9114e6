//! What can go wrong with a request.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cloudflare_mtls::{Attempt, Hook, HookError, IncomingResponse, OutgoingRequest};
use cloudflare_mtls_emulator::{Emulator, Fault, FaultKind};

use super::scenarios::{Scenario, Stage};
use super::witness::Witness;
use crate::kit::Kit;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// None at all.
    None,
    /// The service asks to wait.
    RateLimited,
    /// A failure of the service, before or after the request took effect.
    Server { status: u16, effect: bool },
    /// The connection breaks, before or after the request took effect.
    Reset { effect: bool },
    /// No answer in time, before or after the request took effect.
    Timeout { effect: bool },
    /// The service refuses with a code.
    Code { code: u32, message: &'static str },
    /// The answer is cut off; the request took effect.
    Truncated,
    /// A success without its result; the request took effect.
    NullResult,
    /// Statuses that no document knows.
    UnknownStatus,
    /// The process is killed before the request leaves.
    KilledBefore,
    /// The process is killed when the answer has come.
    KilledAfter,
    /// Another process does the same, from beginning to end, before the request leaves.
    SecondWriter,
    /// Another process does the same when the answer has come.
    SecondWriterAfter,
}

pub(super) const TROUBLES: &[Trouble] = &[
    Trouble::RateLimited,
    Trouble::Server { status: 500, effect: false },
    Trouble::Server { status: 500, effect: true },
    Trouble::Server { status: 503, effect: false },
    Trouble::Server { status: 503, effect: true },
    Trouble::Reset { effect: false },
    Trouble::Reset { effect: true },
    Trouble::Timeout { effect: false },
    Trouble::Timeout { effect: true },
    Trouble::Code { code: 12132, message: "access.api.error.conflict: settings are still being updated" },
    Trouble::Code { code: 1433, message: "The certificate is in use" },
    Trouble::Code { code: 1406, message: "The certificate already exists" },
    Trouble::Code { code: 1406, message: "Bad response certificate service" },
    Trouble::Truncated,
    Trouble::NullResult,
    Trouble::UnknownStatus,
    Trouble::KilledBefore,
    Trouble::KilledAfter,
    Trouble::SecondWriter,
    Trouble::SecondWriterAfter,
];

impl Trouble {
    pub(super) fn is_second_writer(self) -> bool {
        matches!(self, Self::SecondWriter | Self::SecondWriterAfter)
    }

    /// Has the emulator make it.
    pub(super) fn inject(self, emulator: &Emulator, at: usize) {
        let inject = |kind, effect| {
            let fault = Fault::new(kind).after(at as u64).times(1);
            emulator.inject(if effect { fault.taking_effect() } else { fault }).unwrap();
        };
        match self {
            Self::RateLimited => {
                inject(FaultKind::TooManyRequests { retry_after: Some(20), html: false }, false);
            }
            Self::Server { status, effect } => inject(FaultKind::ServerError { status }, effect),
            Self::Reset { effect } => inject(FaultKind::Reset, effect),
            Self::Timeout { effect } => inject(FaultKind::Timeout, effect),
            Self::Code { code, message } => {
                inject(FaultKind::Failure { status: 409, code, message: message.into() }, false)
            }
            Self::Truncated => inject(FaultKind::Truncated, true),
            Self::NullResult => inject(FaultKind::NullResult, true),
            Self::UnknownStatus => {
                inject(FaultKind::UnknownStatus { status: "pending_review".into() }, true);
            }
            Self::None
            | Self::KilledBefore
            | Self::KilledAfter
            | Self::SecondWriter
            | Self::SecondWriterAfter => {}
        }
    }

    /// The hook that makes what the emulator can't, and has the witness look on.
    pub(super) fn hook(
        self,
        kit: &Kit,
        scenario: &'static Scenario,
        stage: &Stage,
        witness: &Arc<Witness>,
        at: usize,
    ) -> Arc<dyn Hook> {
        // The other process sends its requests beside those that are counted.
        let other = Arc::new(Witness::new(kit));
        let other = kit.another(cloudflare_mtls::RetryPolicy::none(), Some(other));
        let stage = stage.clone();
        let second = Box::new(move || {
            let run = (scenario.run)(other.clone(), stage.clone());
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(run)).map(drop)
        });
        Arc::new(Striking {
            trouble: self,
            at,
            seen: AtomicUsize::new(0),
            witness: Arc::clone(witness),
            second,
        })
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

type Second = Box<dyn Fn() -> Result<(), cloudflare_mtls::workflows::WorkflowError> + Send + Sync>;

struct Striking {
    trouble: Trouble,
    at: usize,
    seen: AtomicUsize,
    witness: Arc<Witness>,
    second: Second,
}

impl Hook for Striking {
    fn before_send(&self, attempt: &Attempt<'_>, request: &mut OutgoingRequest) -> Result<(), HookError> {
        let number = self.seen.fetch_add(1, Ordering::SeqCst);
        if number == self.at && self.trouble == Trouble::KilledBefore {
            return Err("killed".into());
        }
        if number == self.at && self.trouble == Trouble::SecondWriter {
            (self.second)()?;
        }
        self.witness.before_send(attempt, request)
    }

    fn received(&self, _: &Attempt<'_>, _: &mut IncomingResponse) -> Result<(), HookError> {
        if self.seen.load(Ordering::SeqCst) == self.at + 1 {
            match self.trouble {
                Trouble::KilledAfter => return Err("killed".into()),
                Trouble::SecondWriterAfter => (self.second)()?,
                _ => {}
            }
        }
        Ok(())
    }
}
