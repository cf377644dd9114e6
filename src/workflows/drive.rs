//! The loop that all workflows are run by.
//!
//! Look at the service, compare with what is wanted, take the first step that the comparison
//! gives, look again. Nothing is remembered from one turn to the next that a run can't do without,
//! so a run that was killed is finished by running it again. A plan is what the comparison gives.

use std::future::Future;

use super::error::{Result, WorkflowError};
use super::event::Event;
use super::plan::{Plan, Step};
use super::run::Run;
use cloudflare_core::Error;

/// A workflow as the loop sees it.
pub(super) trait Level: Send {
    /// How things are at the service.
    type Seen: Send + Sync;
    /// What the caller gets in the end.
    type Output: Send;

    /// What is to be done, in a phrase.
    fn of(&self) -> String;

    /// Looks at the service.
    fn look(&mut self) -> impl Future<Output = Result<Self::Seen, Error>> + Send;

    /// The steps from how things are to how they should be; nothing when they are.
    ///
    /// # Errors
    /// When no step leads there.
    fn compare(&mut self, seen: &Self::Seen, run: &Run) -> Result<Vec<Step>>;

    /// Takes a step that isn't a wait.
    fn act(&mut self, step: &Step, seen: &Self::Seen) -> impl Future<Output = Result<(), Error>> + Send;

    /// What the caller gets.
    ///
    /// # Errors
    /// When the end is one that isn't good.
    fn finish(self, seen: Self::Seen) -> Result<Self::Output>;

    /// Whether what was seen is a thin reason to end, or to take anything away: lists come empty at
    /// times. It is looked at once more then.
    fn doubts(&self, seen: &Self::Seen) -> bool {
        let _ = seen;
        false
    }

    /// What a person should know beside the steps.
    fn notes(&self, seen: &Self::Seen) -> Vec<String> {
        let _ = seen;
        Vec::new()
    }
}

/// Runs a workflow to its end.
pub(super) async fn drive<L: Level>(mut level: L, mut run: Run) -> Result<L::Output> {
    let mut left = Vec::new();
    let of = level.of();
    let outcome = turn(&mut level, &mut run, &mut left).await;
    let outcome = outcome.and_then(|seen| {
        left.clear();
        level.finish(seen)
    });
    outcome.map_err(|error| run.explain(error).about(of, &left))
}

/// Turns until there is nothing left to do.
async fn turn<L: Level>(level: &mut L, run: &mut Run, left: &mut Vec<Step>) -> Result<L::Seen> {
    let mut taken: Option<Step> = None;
    let mut doubted = false;
    loop {
        run.go_on().await?;
        let seen = match level.look().await {
            Ok(seen) => seen,
            Err(error) => {
                run.fail(None, error).await?;
                continue;
            }
        };
        run.succeeded();
        *left = level.compare(&seen, run)?;
        let step = left.first();
        if !doubted && level.doubts(&seen) && step.is_none_or(Step::takes_away) {
            doubted = true;
            continue;
        }
        doubted = false;
        let Some(step) = step else { return Ok(seen) };
        // A step that was taken and is to be taken again didn't help: somebody undoes it, or it
        // takes a while to show.
        if step.is_wait() || taken.as_ref() == Some(step) {
            taken = None;
            run.wait(step).await?;
            continue;
        }
        run.go_on().await?;
        run.has_time()?;
        run.tell(&Event::Begun { step });
        match level.act(step, &seen).await {
            Ok(()) => {
                run.succeeded();
                run.progressed();
                run.tell(&Event::Done { step });
                taken = Some(step.clone());
            }
            Err(error) => run.fail(Some(step), error).await?,
        }
    }
}

/// Looks once and says what a run would do.
pub(super) async fn plan<L: Level>(mut level: L, run: Run) -> Result<Plan> {
    let of = level.of();
    let seen = level.look().await.map_err(|error| WorkflowError::call(error).about(of.clone(), &[]))?;
    let steps = level.compare(&seen, &run).map_err(|error| error.about(of.clone(), &[]))?;
    let notes = level.notes(&seen);
    Ok(Plan { of, steps, notes })
}
