//! Replacing one certificate by another without a moment in which none is in use.
//!
//! The new certificate is uploaded, waited for, put to use, and looked at in use; only then is the
//! old one touched. Every rotation is made of the same parts as the workflows beside it.

mod hostname;
mod zone;

use std::time::{Duration, Instant};

use super::drive::Level;
use super::ensure::{Origin, gave_up};
use super::error::Result;
use super::fitness::Fitness;
use super::origin_pulls::{OriginPullCertificates, Stored};
use super::plan::Step;
use super::run::{Run, RunSettings};
use super::standing::Standing;
use cloudflare_core::Id;

pub use self::hostname::RotateHostnameCertificate;
pub use self::zone::RotateZoneCertificate;

/// What a rotation comes to.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rotated<C> {
    /// The new certificate's identifier.
    pub id: Id<C>,
    /// The new certificate, in use.
    pub certificate: C,
    /// How it came to be there.
    pub origin: Origin,
    /// The hostnames that this run moved to it.
    pub moved: Vec<String>,
    /// The old certificates that this run deleted.
    pub deleted: Vec<Id<C>>,
    /// Certificates beside it that were left as they are.
    pub left_alone: Vec<Id<C>>,
}

/// What a caller says about a rotation, of whichever kind.
#[derive(Debug)]
pub(super) struct RotationSettings {
    pub(super) fitness: Fitness,
    pub(super) run: RunSettings,
    keep_old: bool,
    grace: Duration,
}

impl RotationSettings {
    pub(super) fn new() -> Self {
        let run = RunSettings::new(Duration::from_secs(30 * 60));
        Self { fitness: Fitness::default(), run, keep_old: false, grace: Duration::ZERO }
    }

    pub(super) fn keep_old(&mut self) {
        self.keep_old = true;
    }

    pub(super) fn set_grace(&mut self, grace: Duration) {
        self.grace = grace;
    }

    pub(super) fn grace(&self) -> Duration {
        self.grace
    }

    /// The part that a run goes by when the new one is in use.
    pub(super) fn afterwards(&self) -> Afterwards {
        Afterwards { keep_old: self.keep_old, grace: self.grace, since: None }
    }
}

/// The settings that all rotations have, kept in `rotation`.
macro_rules! rotation_settings {
    ($(#[$keep_old:meta])* keep_old, $(#[$grace:meta])* grace) => {
        $(#[$keep_old])*
        pub fn keep_old(mut self) -> Self {
            self.rotation.keep_old();
            self
        }

        $(#[$grace])*
        /// A run that goes on where another was killed waits the whole time again.
        pub fn grace(mut self, grace: std::time::Duration) -> Self {
            self.rotation.set_grace(grace);
            self
        }

        $crate::workflows::fitness::fitness_setting!(rotation);
        $crate::workflows::workflow::run_settings!(
            rotation;
            /// Without it, 30 minutes; the grace period comes on top.
        );
    };
}
pub(super) use rotation_settings;

/// What is to become of the old once the new is in use, and since when it is.
#[derive(Debug)]
pub(super) struct Afterwards {
    pub(super) keep_old: bool,
    grace: Duration,
    since: Option<Instant>,
}

impl Afterwards {
    /// The wait that is left, if any; it begins when everything is ready for it.
    pub(super) fn wait(&mut self, ready: bool, run: &Run) -> Option<Step> {
        let grace = self.grace;
        if grace.is_zero() {
            return None;
        }
        if !ready {
            self.since = None;
        }
        let left = match (ready, self.since) {
            (false, _) => grace,
            (true, None) => {
                self.since = Some(run.now());
                grace
            }
            (true, Some(since)) => grace.saturating_sub(run.now().saturating_duration_since(since)),
        };
        // Rounded up: it is never shorter than asked for.
        let seconds = left.as_secs().saturating_add(u64::from(left.subsec_nanos() > 0));
        (seconds > 0).then_some(Step::Grace { seconds })
    }
}

/// The steps from an old certificate that nothing uses to none.
fn steps_to_delete<G: OriginPullCertificates>(
    old: &Stored<G::Certificate>,
    deleted: &[Id<G::Certificate>],
) -> Result<Vec<Step>> {
    let (kind, id) = (G::KIND, old.id.to_string());
    let status = Some(old.status.clone());
    match old.standing {
        Standing::Gone => Ok(Vec::new()),
        Standing::Going => Ok(vec![Step::AwaitDeleted { kind, id, status }]),
        // One that another run left behind is worth another try, one of this run isn't.
        Standing::NotDeleted if deleted.contains(&old.id) => Err(gave_up(kind, &id, &old.status)),
        _ => {
            let gone = Step::AwaitDeleted { kind, id: id.clone(), status: None };
            Ok(vec![Step::Delete { kind, id }, gone])
        }
    }
}
