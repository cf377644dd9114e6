//! How long a run may take, whom it tells, and what ends it early.
//!
//! All time is the client's clock's. A workflow asks the service again and again; the pauses in
//! between grow, are longer where the service or the client's pacer asks for it, and never go
//! past the deadline.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant};

use super::error::{Result, WorkflowError, WorkflowErrorKind};
use super::event::Event;
use super::plan::Step;
use crate::client::Client;
use cloudflare_core::{Clock, Error, ErrorKind};

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// How many answers in a row may be unreadable.
const UNREADABLE: u32 = 3;

/// The time that a client goes by.
pub(super) fn clock(client: &Client) -> Arc<dyn Clock> {
    client.clock()
}

/// Is told what a run does.
type Observer = Arc<dyn Fn(&Event<'_>) + Send + Sync>;

type Signal = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What a caller says about a run before it starts.
pub(super) struct RunSettings {
    deadline: Duration,
    observer: Option<Observer>,
    /// Behind a lock that nobody waits for: a signal needn't be `Sync`, and a workflow is.
    stop: Mutex<Option<Signal>>,
}

impl RunSettings {
    pub(super) fn new(deadline: Duration) -> Self {
        Self { deadline, observer: None, stop: Mutex::default() }
    }

    /// For a plan, which takes no time.
    pub(super) fn none() -> Self {
        Self::new(Duration::ZERO)
    }

    pub(super) fn set_deadline(&mut self, deadline: Duration) {
        self.deadline = deadline;
    }

    pub(super) fn set_observer(&mut self, observer: impl Fn(&Event<'_>) + Send + Sync + 'static) {
        self.observer = Some(Arc::new(observer));
    }

    pub(super) fn set_stop(&mut self, signal: impl Future<Output = ()> + Send + 'static) {
        self.stop = Mutex::new(Some(Box::pin(signal)));
    }

    /// Begins to count the time, with `extra` on top of the deadline.
    pub(super) fn start(self, client: &Client, extra: Duration) -> Run {
        let clock = clock(client);
        let started = clock.now();
        Run {
            deadline: self.deadline.saturating_add(extra),
            observer: self.observer,
            stop: self.stop.into_inner().unwrap_or_else(PoisonError::into_inner),
            clock,
            started,
            pause: FIRST_PAUSE,
            waited_for: None,
            failure: None,
            unreadable: 0,
            reached: false,
        }
    }
}

impl fmt::Debug for RunSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunSettings").field("deadline", &self.deadline).finish_non_exhaustive()
    }
}

/// A run under way.
pub(super) struct Run {
    deadline: Duration,
    observer: Option<Observer>,
    stop: Option<Signal>,
    clock: Arc<dyn Clock>,
    started: Instant,
    /// The bound of the next pause.
    pause: Duration,
    /// The step that the last pause was for.
    waited_for: Option<Step>,
    /// The last call's failure.
    failure: Option<Error>,
    /// Answers in a row that couldn't be read.
    unreadable: u32,
    /// Whether the service was reached at all.
    reached: bool,
}

impl Run {
    pub(super) fn now(&self) -> Instant {
        self.clock.now()
    }

    pub(super) fn tell(&self, event: &Event<'_>) {
        #[cfg(feature = "tracing")]
        tracing::debug!(target: "cloudflare_mtls::workflow", "{event}");
        if let Some(observer) = &self.observer {
            observer(event);
        }
    }

    /// A call succeeded.
    pub(super) fn succeeded(&mut self) {
        self.reached = true;
        self.failure = None;
        self.unreadable = 0;
    }

    /// Something has changed, so that the next look can be soon.
    pub(super) fn progressed(&mut self) {
        self.pause = FIRST_PAUSE;
        self.waited_for = None;
    }

    /// Whether the caller wants it to stop.
    ///
    /// # Errors
    /// [`Stopped`](WorkflowErrorKind::Stopped), if so.
    pub(super) async fn go_on(&mut self) -> Result<()> {
        let Some(signal) = &mut self.stop else { return Ok(()) };
        let stopped = poll_fn(|context| Poll::Ready(signal.as_mut().poll(context).is_ready())).await;
        if stopped { Err(self.stopped()) } else { Ok(()) }
    }

    /// Pauses until it is time to look again at what `step` waits for.
    pub(super) async fn wait(&mut self, step: &Step) -> Result<()> {
        if self.waited_for.as_ref() != Some(step) {
            self.pause = FIRST_PAUSE;
            self.waited_for = Some(step.clone());
        }
        let wait = match step {
            // Its end is known.
            Step::Grace { seconds } => Duration::from_secs(*seconds),
            _ => self.next_pause(),
        };
        let wait = self.fitting(wait, Duration::ZERO)?;
        self.tell(&Event::Waiting { step, wait });
        self.sleep(wait).await
    }

    /// Takes a failed call in, and pauses if things can be looked at again.
    ///
    /// # Errors
    /// The failure, if it doesn't pass or there is no time for another look.
    pub(super) async fn fail(&mut self, step: Option<&Step>, error: Error) -> Result<()> {
        if !self.passes(step, &error) {
            return Err(WorkflowError::call(error));
        }
        self.reached |= error.status().is_some();
        let asked = error.retry_after().unwrap_or_default();
        let wait = self.next_pause().max(asked);
        let wait = match self.fitting(wait, asked) {
            Ok(wait) => wait,
            Err(out_of_time) => return Err(out_of_time.because(Some(error))),
        };
        self.tell(&Event::Failed { step, error: &error, wait });
        self.failure = Some(error);
        self.sleep(wait).await
    }

    /// Whether things can be as wanted later, or are already, for all that this failure says.
    fn passes(&mut self, step: Option<&Step>, error: &Error) -> bool {
        if matches!(error.kind(), ErrorKind::Decode | ErrorKind::EmptyResult | ErrorKind::BodyLimit) {
            self.unreadable += 1;
            return self.unreadable <= UNREADABLE;
        }
        if error.is_authentication() {
            return false;
        }
        match error.kind() {
            // A service that was never reached is more likely a mistake in an address.
            ErrorKind::Connect => self.reached,
            ErrorKind::HeldBack | ErrorKind::Timeout | ErrorKind::Transport | ErrorKind::Pagination => true,
            ErrorKind::Api => {
                let status = error.status().map_or(0, |status| status.as_u16());
                let of_the_service = status >= 500 || matches!(status, 408 | 425 | 429);
                // 1406 that isn't "already exists" is a fault of the service under a code.
                let under_a_code = error.has_code(1406);
                of_the_service || under_a_code || step.is_some() && error.is_conflict()
            }
            _ => false,
        }
    }

    fn next_pause(&mut self) -> Duration {
        let bound = self.pause;
        self.pause = (bound * 3 / 2).min(LONGEST_PAUSE);
        // Runs that began together don't stay together.
        bound.mul_f64(0.75 + fastrand::f64() / 4.0)
    }

    /// Whether there is time for another step.
    ///
    /// # Errors
    /// [`Deadline`](WorkflowErrorKind::Deadline), if not.
    pub(super) fn has_time(&self) -> Result<()> {
        self.fitting(Duration::ZERO, Duration::ZERO).map(drop)
    }

    /// As much of a pause as fits before the deadline, for one last look there.
    fn fitting(&self, wait: Duration, at_least: Duration) -> Result<Duration> {
        let spent = self.clock.now().saturating_duration_since(self.started);
        let left = self.deadline.saturating_sub(spent);
        if left.is_zero() || at_least > left {
            let deadline = self.deadline;
            let problem = format!("it isn't done after {deadline:?}, and no more time was given");
            return Err(WorkflowError::new(WorkflowErrorKind::Deadline, problem));
        }
        Ok(wait.min(left))
    }

    /// The error with the last failure as its source, where it has none of its own.
    pub(super) fn explain(&mut self, error: WorkflowError) -> WorkflowError {
        if error.kind() != WorkflowErrorKind::Deadline || error.last_call().is_some() {
            return error;
        }
        error.because(self.failure.take())
    }

    async fn sleep(&mut self, wait: Duration) -> Result<()> {
        let mut sleep = self.clock.sleep(wait);
        let Some(signal) = &mut self.stop else {
            sleep.await;
            return Ok(());
        };
        let stopped = poll_fn(|context| match signal.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(true),
            Poll::Pending => sleep.as_mut().poll(context).map(|()| false),
        })
        .await;
        if stopped { Err(self.stopped()) } else { Ok(()) }
    }

    fn stopped(&mut self) -> WorkflowError {
        // It has completed and must not be polled again.
        self.stop = None;
        WorkflowError::new(WorkflowErrorKind::Stopped, "it was asked to stop")
    }
}
