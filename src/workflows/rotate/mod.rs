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
use super::origin_pulls::{OriginPullCertificates, Stored};
use super::plan::Step;
use super::run::Run;
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

/// What is to become of the old once the new is in use.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Afterwards {
    pub(super) keep_old: bool,
    pub(super) grace: Duration,
}

/// The time that passes between the new in use and the end of the old.
#[derive(Debug, Default)]
pub(super) struct Grace {
    since: Option<Instant>,
}

impl Grace {
    /// The wait that is left, if any; it begins when everything is ready for it.
    pub(super) fn step(&mut self, grace: Duration, ready: bool, run: &Run) -> Option<Step> {
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
