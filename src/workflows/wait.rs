//! Waiting for what takes the service a while.
//!
//! A wait reads one certificate or association again and again until it is as wanted. Failures
//! that pass are waited through, and so are statuses that this version doesn't know; a status from
//! which the wanted one can't follow is an error at once.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;

use super::error::{Result, WorkflowError, WorkflowErrorKind};
use super::plan::Step;
use super::run::{Run, RunSettings};
use super::standing::Standing;
use super::stream::{Flow, Source};
use super::workflow::sealed::Sealed;
use super::workflow::{Workflow, run_settings};
use crate::client::Client;
use cloudflare_core::Error;

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    Active,
    Deleted,
    /// Nothing is under way.
    Settled,
}

type Read<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

type Reader<T> = Box<dyn Fn(&Client) -> Read<T> + Send + Sync>;

/// What is watched: how it is read, and what it says.
pub(super) struct Subject<T> {
    pub(super) client: Client,
    /// "zone certificate 2458…".
    pub(super) what: String,
    pub(super) read: Reader<T>,
    pub(super) standing: fn(&T) -> (Standing, String),
}

/// Waits until a certificate or an association is as wanted: `.await` it, or
/// [`watch`](Self::watch) it.
///
/// Made by `until_active`, `until_deleted`, `until_settled` and `until_revoked` of the groups. `O`
/// is what comes out: where something may be gone in the end, an `Option`.
///
/// ```
/// # #[path = "../../examples/support/emulated.rs"] mod emulated;
/// # use cloudflare_mtls::prelude::*;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulated::Stage { emulator: _emulator, client, zone, .. } = emulated::stage().await?;
/// # let zone = zone.as_str();
/// # let id = client.zone_certificates(zone).list().result().await?[0].id.clone().unwrap_or("none".into());
/// use std::time::Duration;
///
/// let active = client.zone_certificates(zone).until_active(id).deadline(Duration::from_secs(300)).await?;
/// println!("active until {:?}", active.expires_on);
/// # Ok(())
/// # }
/// ```
#[must_use = "a wait does nothing until it is awaited"]
pub struct Until<T, O = T> {
    subject: Subject<T>,
    goal: Goal,
    end: fn(Option<T>) -> Option<O>,
    run: RunSettings,
}

impl<T, O> Until<T, O> {
    pub(super) fn new(subject: Subject<T>, goal: Goal, end: fn(Option<T>) -> Option<O>) -> Self {
        Self { subject, goal, end, run: RunSettings::new(Duration::from_secs(10 * 60)) }
    }

    run_settings!(
        /// Without it, 10 minutes.
    );

    fn start(self) -> Watching<T> {
        let run = self.run.start(&self.subject.client, Duration::ZERO);
        Watching { subject: self.subject, goal: self.goal, run, last: None, over: false }
    }
}

impl<T: Send + 'static, O> Until<T, O> {
    /// What is seen on the way, look by look: the last one is the end.
    pub fn watch(self) -> Watch<T> {
        Watch { flow: Flow::new(self.start()) }
    }
}

impl<T, O> Sealed for Until<T, O> {}

impl<T: Send + 'static, O: Send + 'static> Workflow for Until<T, O> {
    type Output = O;

    async fn work(self) -> Result<O> {
        let end = self.end;
        let mut watching = self.start();
        let mut last = None;
        while let Some(sighting) = watching.look().await? {
            last = sighting.item;
        }
        // Where something has to be there, the watch doesn't end well without it.
        end(last).ok_or_else(|| watching.missing())
    }
}

impl<T: Send + 'static, O: Send + 'static> IntoFuture for Until<T, O> {
    type Output = Result<O>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<O>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.work())
    }
}

impl<T, O> fmt::Debug for Until<T, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Until").field("what", &self.subject.what).field("goal", &self.goal).finish()
    }
}

/// What one look showed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Sighting<T> {
    /// What is watched; `None` when it isn't there any more.
    pub item: Option<T>,
    /// Its status as the service writes it.
    pub status: String,
    /// Whether this is what was waited for, so that no further look follows.
    pub is_end: bool,
}

/// A wait under way, as a [`Stream`] and by [`try_next`](Self::try_next).
///
/// Between two looks it pauses. After an error, or the end, there is nothing more.
#[must_use = "a stream does nothing until it is polled"]
pub struct Watch<T: Send + 'static> {
    flow: Flow<Watching<T>>,
}

impl<T: Send + 'static> Watch<T> {
    /// What the next look shows; `None` after the end.
    ///
    /// # Errors
    /// As [`run`](super::WorkflowExt::run).
    pub async fn try_next(&mut self) -> Result<Option<Sighting<T>>> {
        std::future::poll_fn(|context| self.flow.poll(context)).await.transpose()
    }
}

impl<T: Send + 'static> Stream for Watch<T> {
    type Item = Result<Sighting<T>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().flow.poll(context)
    }
}

impl<T: Send + 'static> fmt::Debug for Watch<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("over", &self.flow.is_over()).finish_non_exhaustive()
    }
}

impl<T: Send + 'static> Source for Watching<T> {
    type Item = Result<Sighting<T>>;

    async fn next(&mut self) -> Option<Self::Item> {
        let seen = self.look().await;
        self.over |= seen.is_err();
        seen.transpose()
    }
}

/// A wait between two looks.
struct Watching<T> {
    subject: Subject<T>,
    goal: Goal,
    run: Run,
    /// The step that the last look left.
    last: Option<Step>,
    over: bool,
}

impl<T> Watching<T> {
    /// Pauses, unless it is the first look, and looks.
    async fn look(&mut self) -> Result<Option<Sighting<T>>> {
        if self.over {
            return Ok(None);
        }
        let seen = self.look_again().await;
        seen.map(Some).map_err(|error| {
            let of = format!("wait until {} is {}", self.subject.what, self.goal.word());
            self.run.explain(error).about(of, self.last.as_slice())
        })
    }

    async fn look_again(&mut self) -> Result<Sighting<T>> {
        self.run.go_on().await?;
        if let Some(step) = &self.last {
            self.run.wait(step).await?;
        }
        loop {
            let item = match (self.subject.read)(&self.subject.client).await {
                Ok(item) => Some(item),
                Err(error) if error.is_not_found() => None,
                Err(error) => {
                    self.run.fail(None, error).await?;
                    continue;
                }
            };
            self.run.succeeded();
            let (standing, status) = match &item {
                Some(item) => (self.subject.standing)(item),
                None if self.goal == Goal::Active => return Err(self.missing()),
                None => (Standing::Gone, "not there".to_owned()),
            };
            let is_end = self.judge(standing, &status)?;
            self.over = is_end;
            self.last = Some(Step::AwaitStatus {
                what: self.subject.what.clone(),
                wanted: self.goal.word().to_owned(),
                status: status.clone(),
            });
            return Ok(Sighting { item, status, is_end });
        }
    }

    /// Whether it is over; an error if the goal can't be reached from here.
    fn judge(&self, standing: Standing, status: &str) -> Result<bool> {
        match (self.goal, standing) {
            (Goal::Active, Standing::Active)
            | (Goal::Deleted, Standing::Gone)
            | (Goal::Settled, Standing::Active | Standing::Gone) => Ok(true),
            // A deletion leads out of it.
            (Goal::Deleted, Standing::NotDeployed) => Ok(false),
            (_, Standing::NotDeployed | Standing::NotDeleted) => {
                let problem = format!("the service gave up: it is {status}");
                Err(WorkflowError::new(WorkflowErrorKind::GaveUp, problem))
            }
            (Goal::Active, Standing::Going | Standing::Gone) => {
                let problem = format!("it is {status}, and won't be active");
                Err(WorkflowError::new(WorkflowErrorKind::Missing, problem))
            }
            _ => Ok(false),
        }
    }

    fn missing(&self) -> WorkflowError {
        let problem = format!("there is no {}", self.subject.what);
        WorkflowError::new(WorkflowErrorKind::Missing, problem)
    }
}

impl Goal {
    fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Deleted => "deleted",
            Self::Settled => "settled",
        }
    }
}
