//! Where a certificate or an association is between upload and deletion.
//!
//! A status is not stored: what is stored is when the steps are due, and the
//! status follows from the time that it is asked at. So nothing has to run in
//! the background, and stepping the clock is enough to move everything on.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{clock::add, settings::Settings};

/// The status of a certificate or an association, as the API names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// Just uploaded.
    Initializing,
    /// On its way to the network.
    PendingDeployment,
    /// On its way out of the network.
    PendingDeletion,
    /// In use.
    Active,
    /// Gone; still readable by its identifier.
    Deleted,
    /// The deployment was given up.
    DeploymentTimedOut,
    /// The deletion was given up.
    DeletionTimedOut,
    /// A client certificate on its way to `revoked`.
    PendingRevocation,
    /// A client certificate that is no longer taken.
    Revoked,
    /// A client certificate on its way back from `pending_revocation`.
    PendingReactivation,
    /// A status that the documents don't know, for tests of what a client makes
    /// of it.
    #[serde(untagged)]
    Other(String),
}

impl Status {
    /// True on the way in: not deployed yet and not given up.
    pub(crate) fn is_deploying(&self) -> bool {
        matches!(self, Self::Initializing | Self::PendingDeployment)
    }
}

/// The statuses that something goes through, each with the moment it begins at,
/// in order.
pub(crate) type Steps = Vec<(Timestamp, Status)>;

/// Either a journey with the moments of its steps, or a status held by hand.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub(crate) enum Lifecycle {
    Deploying { started_at: Timestamp, pending_at: Timestamp, done_at: Timestamp, times_out: bool },
    Deleting { started_at: Timestamp, done_at: Timestamp, times_out: bool },
    Held { status: Status, since: Timestamp },
}

impl Lifecycle {
    pub(crate) fn deploy(now: Timestamp, settings: &Settings) -> Self {
        let done_at = add(now, settings.timing.activate_after());
        Self::Deploying {
            started_at: now,
            pending_at: add(now, settings.timing.initialize_after()).min(done_at),
            done_at,
            times_out: settings.behaviour.deployments_time_out,
        }
    }

    pub(crate) fn delete(now: Timestamp, settings: &Settings) -> Self {
        Self::Deleting {
            started_at: now,
            done_at: add(now, settings.timing.delete_after()),
            times_out: settings.behaviour.deletions_time_out,
        }
    }

    pub(crate) fn hold(status: Status, since: Timestamp) -> Self {
        Self::Held { status, since }
    }

    pub(crate) fn status(&self, now: Timestamp) -> Status {
        match self {
            Self::Deploying { done_at, times_out, .. } if now >= *done_at => {
                if *times_out {
                    Status::DeploymentTimedOut
                } else {
                    Status::Active
                }
            }
            Self::Deploying { pending_at, .. } if now >= *pending_at => Status::PendingDeployment,
            Self::Deploying { .. } => Status::Initializing,
            Self::Deleting { done_at, times_out, .. } if now >= *done_at => {
                if *times_out {
                    Status::DeletionTimedOut
                } else {
                    Status::Deleted
                }
            }
            Self::Deleting { .. } => Status::PendingDeletion,
            Self::Held { status, .. } => status.clone(),
        }
    }

    /// The statuses from here on. One that ends as it begins isn't seen by
    /// anybody, and is left out.
    pub(crate) fn steps(&self) -> Steps {
        let mut steps = match self {
            Self::Deploying { started_at, pending_at, done_at, .. } => vec![
                (*started_at, Status::Initializing),
                (*pending_at, Status::PendingDeployment),
                (*done_at, self.status(*done_at)),
            ],
            Self::Deleting { started_at, done_at, .. } => {
                vec![(*started_at, Status::PendingDeletion), (*done_at, self.status(*done_at))]
            }
            Self::Held { status, since } => vec![(*since, status.clone())],
        };
        // Of those that begin together the last one counts.
        steps.reverse();
        steps.dedup_by_key(|(at, _)| *at);
        steps.reverse();
        steps
    }

    /// When the present status began.
    pub(crate) fn changed_at(&self, now: Timestamp) -> Timestamp {
        match self {
            Self::Deploying { started_at, pending_at, done_at, .. } => {
                [*done_at, *pending_at].into_iter().find(|at| now >= *at).unwrap_or(*started_at)
            }
            Self::Deleting { started_at, done_at, .. } => {
                if now >= *done_at {
                    *done_at
                } else {
                    *started_at
                }
            }
            Self::Held { since, .. } => *since,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::time::Duration;

    fn at(seconds: u64) -> Timestamp {
        add("2030-01-01T00:00:00Z".parse().unwrap(), Duration::from_secs(seconds))
    }

    fn settings() -> Settings {
        let mut settings = Settings::default();
        settings.timing.initialize_after_millis = 1_000;
        settings.timing.activate_after_millis = 3_000;
        settings.timing.delete_after_millis = 2_000;
        settings
    }

    #[test]
    fn a_deployment_goes_through_its_steps() {
        let journey = Lifecycle::deploy(at(0), &settings());
        let seen: Vec<_> = (0..4).map(|second| journey.status(at(second))).collect();
        assert_eq!(
            seen,
            [Status::Initializing, Status::PendingDeployment, Status::PendingDeployment, Status::Active]
        );
        assert_eq!(journey.changed_at(at(2)), at(1));
        assert_eq!(journey.changed_at(at(9)), at(3));
    }

    #[test]
    fn a_journey_can_time_out() {
        let mut settings = settings();
        settings.behaviour.deployments_time_out = true;
        settings.behaviour.deletions_time_out = true;
        assert_eq!(Lifecycle::deploy(at(0), &settings).status(at(3)), Status::DeploymentTimedOut);
        let deletion = Lifecycle::delete(at(0), &settings);
        assert_eq!(deletion.status(at(1)), Status::PendingDeletion);
        assert_eq!(deletion.status(at(2)), Status::DeletionTimedOut);
    }

    #[test]
    fn steps_are_those_that_can_be_seen() {
        let seen =
            [(at(0), Status::Initializing), (at(1), Status::PendingDeployment), (at(3), Status::Active)];
        assert_eq!(Lifecycle::deploy(at(0), &settings()).steps(), seen);
        let mut settings = settings();
        settings.timing.activate_after_millis = 0;
        assert_eq!(Lifecycle::deploy(at(5), &settings).steps(), [(at(5), Status::Active)]);
    }

    #[test]
    fn statuses_are_written_as_the_api_writes_them() {
        let text = |status: &Status| serde_json::to_string(status).unwrap();
        assert_eq!(text(&Status::DeploymentTimedOut), r#""deployment_timed_out""#);
        assert_eq!(text(&Status::Other("held".into())), r#""held""#);
        let read: Status = serde_json::from_str(r#""active""#).unwrap();
        assert_eq!(read, Status::Active);
    }
}
