//! A call: from a request to an envelope or an error, with all the attempts it takes.
//!
//! [`call`] is the only way out of this crate. Each turn of its loop waits for the pacer and for
//! a place among the requests in flight, asks whether the request may leave after all, makes one
//! attempt, and decides whether to make another.
//! Dropping the future at any point gives everything back.

mod attempt;
mod body;
mod ending;
mod failure;
mod trace;
mod under_way;

use std::pin::{Pin, pin};
use std::time::{Duration, Instant};

use tokio::sync::OwnedSemaphorePermit;

use self::trace::Why;
use self::under_way::Call;
use crate::client::hook::WaitReason;
use crate::client::pacer::{Booking, Refused, Turn};
use crate::decode::answer::Answer;
use crate::decode::envelope::Envelope;
use crate::error::{Error, ErrorKind, Result};
use crate::request::Request;
use crate::wire::safety::{self, is_read};

pub(crate) use self::ending::Ending;
pub(crate) use self::failure::{broken_body, too_large};

/// Sends a request and reads its answer, which `read` decodes.
///
/// All that isn't the same for every type of result is here: it is compiled for each of them.
pub(crate) fn call<T>(
    request: Request,
    read: fn(Box<Answer>) -> Result<Envelope<T>>,
) -> impl Future<Output = Result<Envelope<T>>> + use<T> {
    let begun = begin(request);
    async move { finish(begun.await, read) }
}

/// The end of a call: what its answer says.
pub(crate) fn finish<T>(
    (ending, outcome): Begun,
    read: fn(Box<Answer>) -> Result<Envelope<T>>,
) -> Result<Envelope<T>> {
    match outcome.and_then(read) {
        Ok(envelope) => {
            ending.succeeded(envelope.answer());
            Ok(envelope)
        }
        Err(error) => Err(ending.failed(error)),
    }
}

/// The same for a call that isn't over when its answer has been decoded: how it ends is told by
/// the caller, unless it has ended with an error.
pub(crate) async fn open<T>(
    request: Request,
    read: fn(Box<Answer>) -> Result<T>,
) -> Result<(Box<Ending>, T)> {
    let (ending, outcome) = begin(request).await;
    match outcome.and_then(read) {
        Ok(opened) => {
            ending.refill();
            Ok((ending, opened))
        }
        Err(error) => Err(ending.failed(error)),
    }
}

/// A call up to its answer, which is the same for all types. What is large is put where it stays before
/// anything begins; and as it is a trait object it is compiled here, and not in each crate that makes calls.
pub(crate) fn begin(request: Request) -> UnderWay {
    let mut ending = Ending::new(request);
    Box::pin(async {
        ending.begin();
        let answer = {
            let run = pin!(run(&ending));
            ending.span().wrap(run).await
        };
        let answer = answer.map_err(|error| error.with_operation(ending.request().operation()));
        (ending, answer)
    })
}

/// A call up to its answer.
pub(crate) type UnderWay = Pin<Box<dyn Future<Output = Begun> + Send>>;

/// A call whose answer, or whose failure, nobody has looked at.
pub(crate) type Begun = (Box<Ending>, Result<Box<Answer>>);

async fn run(ending: &Ending) -> Result<Box<Answer>> {
    let mut call = Call::new(ending)?;
    call.run().await
}

/// What to do after an attempt.
enum Next {
    /// Nothing: the outcome stands.
    Stop,
    /// Nothing, although another attempt could help: why not.
    GiveUp(String),
    /// Another attempt after this wait.
    Again(WaitReason, Duration),
}

impl Call<'_> {
    async fn run(&mut self) -> Result<Box<Answer>> {
        let mut now = self.started;
        loop {
            let permit = self.admission(now).await?;
            let outcome = self.attempt(permit).await;
            self.progress.unsure(self.unsure | self.leaves_open(&outcome));
            match self.next(&outcome) {
                Next::Stop => return self.done(outcome, None),
                Next::GiveUp(why) => return self.done(outcome, Some(why)),
                Next::Again(reason, wait) => {
                    self.unsure |= self.leaves_open(&outcome);
                    let why = match outcome {
                        Ok(answer) => Why::Answer(answer.status),
                        Err(error) => Why::Failure(error.kind()),
                    };
                    self.wait(reason, why, wait).await;
                    now = self.shared.clock.now();
                }
            }
        }
    }

    /// Waits until the request may leave: for its turn, and for a place among the requests in flight.
    ///
    /// Whether it may is asked last, because the service may have said stop during either wait.
    ///
    /// It is `now`; the clock is read again after waits only.
    async fn admission(&self, mut now: Instant) -> Result<Option<OwnedSemaphorePermit>> {
        loop {
            let turn = self.turn(&mut now).await?;
            let permit = self.permit(&mut now).await?;
            if turn.is_none_or(|turn| turn.leaves(now)) {
                return Ok(permit);
            }
        }
    }

    /// Waits until the pacer lets the request go; fails at once when that would take too long.
    async fn turn(&self, now: &mut Instant) -> Result<Option<Booking<'_>>> {
        if !self.settings.pacing {
            return Ok(None);
        }
        loop {
            let longest = self.settings.retry.longest_wait();
            // A turn at the end of the call would leave no time for the exchange.
            let left = self.left_at(*now);
            let (wait, why) = match self.shared.pacer.turn(*now, longest.min(left / 2)) {
                Turn::After(wait, booking) => {
                    if !wait.is_zero() {
                        self.wait(WaitReason::RateLimit, Why::LittleLeft, wait).await;
                        *now = self.shared.clock.now();
                    }
                    return Ok(Some(booking));
                }
                Turn::Not(wait, why) => (wait, why),
            };
            if wait > longest || wait >= left {
                let detail = match why {
                    Refused::Stopped => "held back, because the service has told this client to stop",
                    Refused::UsedUp => "held back, because all that the rate limit allows is on its way",
                };
                return Err(Error::new(ErrorKind::HeldBack, detail).with(|parts| {
                    parts.wait = Some(wait);
                    parts.attempts = self.attempts;
                    parts.outcome_unknown = self.unsure;
                }));
            }
            let why = match why {
                Refused::Stopped => Why::Stopped,
                Refused::UsedUp => Why::UsedUp,
            };
            self.wait(WaitReason::RateLimit, why, wait).await;
            *now = self.shared.clock.now();
        }
    }

    /// What follows an attempt.
    fn next(&self, outcome: &Result<Box<Answer>>) -> Next {
        let (may_repeat, asked) = match outcome {
            Ok(answer) => {
                let asked = answer.limits.wait_asked(answer.status);
                (safety::may_repeat(self.operation.idempotent, answer.status), asked)
            }
            Err(error) => (error.is_safe_to_repeat() && error.parts().gave_up.is_none(), None),
        };
        let policy = &self.settings.retry;
        if !may_repeat || policy.retries() == 0 {
            return Next::Stop;
        }
        if let Some(asked) = asked
            && asked > policy.longest_wait()
        {
            let most = policy.longest_wait();
            return Next::GiveUp(format!("the service asks to wait {asked:?}, and {most:?} is the most"));
        }
        if self.attempts > policy.retries() {
            return Next::Stop;
        }
        let wait = policy.wait(self.attempts, asked, fastrand::f64());
        let left = self.left();
        if wait >= left {
            return Next::GiveUp(format!("a wait of {wait:?} doesn't fit into the {left:?} that are left"));
        }
        if !self.shared.budget.take() {
            return Next::GiveUp("too many calls have failed lately".to_owned());
        }
        let asked = asked.filter(|asked| !asked.is_zero());
        Next::Again(asked.map_or(WaitReason::Backoff, |_| WaitReason::RetryAfter), wait)
    }

    /// Whether the request may have been processed, for all that this outcome says.
    fn leaves_open(&self, outcome: &Result<Box<Answer>>) -> bool {
        match outcome {
            Ok(answer) => !is_read(&self.operation.method) && safety::leaves_open(answer.status),
            Err(error) => error.outcome_unknown(),
        }
    }

    /// The outcome, with what the attempts before it add.
    fn done(&self, outcome: Result<Box<Answer>>, gave_up: Option<String>) -> Result<Box<Answer>> {
        match outcome {
            Ok(mut answer) => {
                answer.unsure = self.unsure;
                answer.gave_up = gave_up;
                Ok(answer)
            }
            Err(error) => Err(error.with(|parts| {
                parts.outcome_unknown |= self.unsure;
                parts.gave_up = parts.gave_up.take().or(gave_up);
            })),
        }
    }
}
