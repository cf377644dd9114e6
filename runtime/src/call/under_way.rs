//! A call under way: what it goes by, and the time that it has left.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::Url;

use super::ending::{Ending, Progress};
use super::trace::{self, Why};
use crate::client::hook::{Attempt, WaitReason};
use crate::client::settings::Settings;
use crate::client::shared::Shared;
use crate::error::Result;
use crate::request::Request;
use crate::value::redact::Redactor;
use crate::wire::operation::OperationContext;

/// A call under way.
pub(super) struct Call<'a> {
    /// Which call of this process.
    pub(super) number: u64,
    pub(super) request: &'a Request,
    pub(super) operation: &'a OperationContext,
    pub(super) shared: &'a Shared,
    pub(super) settings: Arc<Settings>,
    pub(super) http: reqwest::Client,
    pub(super) url: Url,
    pub(super) redactor: Redactor,
    pub(super) started: Instant,
    pub(super) progress: &'a Progress,
    pub(super) attempts: u32,
    /// An attempt before this one may have been processed.
    pub(super) unsure: bool,
}

impl<'a> Call<'a> {
    /// Checks everything that can be wrong before anything is sent.
    pub(super) fn new(ending: &'a Ending) -> Result<Self> {
        let request = ending.request();
        let shared = request.client().shared();
        let settings = request.settings()?;
        request.body()?;
        request.headers()?;
        let url = request.url(&settings.base_url)?;
        let redactor = request.redactor(&settings);
        ending.span().identifies(request, &redactor);
        Ok(Self {
            url,
            http: settings.http(&shared.pools)?,
            redactor,
            started: ending.started().unwrap_or_else(|| shared.clock.now()),
            operation: request.operation(),
            number: ending.number(),
            progress: ending.progress(),
            request,
            shared,
            settings,
            attempts: 0,
            unsure: false,
        })
    }

    /// Time left for the call.
    pub(super) fn left(&self) -> Duration {
        self.left_at(self.shared.clock.now())
    }

    /// Time left for the call at some time.
    pub(super) fn left_at(&self, now: Instant) -> Duration {
        let spent = now.saturating_duration_since(self.started);
        self.settings.total_timeout.saturating_sub(spent)
    }

    pub(super) async fn wait(&self, reason: WaitReason, why: Why, wait: Duration) {
        if wait.is_zero() {
            return;
        }
        self.waits(reason, why, wait);
        self.shared.clock.sleep(wait).await;
    }

    /// Tells traces and hooks that there is a wait.
    pub(super) fn waits(&self, reason: WaitReason, why: Why, wait: Duration) {
        trace::waiting(reason, why, wait, self.attempts + 1);
        let attempt = Attempt::new(self.operation, self.number, self.attempts + 1);
        self.shared.hooks.iter().for_each(|hook| hook.waiting(&attempt, reason, wait));
    }
}
