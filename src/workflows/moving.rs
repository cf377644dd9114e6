//! Moving hostnames from one certificate to another.
//!
//! An update with the new certificate's identifier replaces the old association, so a hostname is
//! never without one. It is not voided in between, nor afterwards: an association belongs to the
//! hostname, and voiding it would cut off the new certificate.

use std::sync::Arc;
use std::time::Duration;

use super::associations::{Mover, Use, unsettled, use_of, uses, using};
use super::drive::Level;
use super::error::{Result, WorkflowError, WorkflowErrorKind};
use super::kind::CertificateKind;
use super::origin_pulls::{Stored, one};
use super::plan::Step;
use super::run::{Run, RunSettings};
use super::standing::Standing;
use super::workflow::{driven, run_settings};
use crate::generated::operations::HostnameCertificatesGroup;
use crate::generated::types::{HostnameCertificate, HostnameCertificateId};
use cloudflare_core::Error;

/// Has hostnames use a certificate, whichever they used before.
///
/// Made by [`HostnameCertificatesGroup::move_hostnames`] and
/// [`HostnameCertificatesGroup::move_all`]. A hostname whose association is switched off stays so.
#[derive(Debug)]
#[must_use = "a workflow does nothing until it is run"]
pub struct MoveHostnames {
    group: HostnameCertificatesGroup,
    which: Which,
    to: HostnameCertificateId,
    run: RunSettings,
}

#[derive(Clone, Debug)]
pub(super) enum Which {
    These(Vec<String>),
    AllOf(HostnameCertificateId),
}

/// What moving comes to, hostname by hostname.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Moves {
    /// One entry for each hostname, in alphabetical order.
    pub hostnames: Vec<Moved>,
}

/// What became of one hostname.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Moved {
    /// The hostname, in lower case.
    pub hostname: String,
    /// What became of it.
    pub outcome: MoveOutcome,
}

/// What became of a hostname that was to be moved.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum MoveOutcome {
    /// This run moved it, and it was seen in use.
    Moved,
    /// It used the certificate already.
    AlreadyThere,
    /// The service refuses it; it is where it was.
    Refused(Arc<Error>),
}

impl Moves {
    /// The hostnames that were refused, with the service's answers.
    pub fn refused(&self) -> impl Iterator<Item = (&str, &Error)> {
        self.hostnames.iter().filter_map(|moved| match &moved.outcome {
            MoveOutcome::Refused(error) => Some((moved.hostname.as_str(), &**error)),
            _ => None,
        })
    }
}

impl MoveHostnames {
    pub(super) fn new(group: &HostnameCertificatesGroup, which: Which, to: HostnameCertificateId) -> Self {
        Self { group: group.clone(), which, to, run: RunSettings::new(Duration::from_secs(10 * 60)) }
    }

    run_settings!(
        /// Without it, 10 minutes.
    );

    fn level(&self) -> Result<MoveLevel> {
        let associations = self.group.client.hostname_associations(&self.group.zone_id);
        Ok(MoveLevel {
            group: self.group.clone(),
            which: self.which.clone(),
            to: self.to.clone(),
            mover: Mover::new(associations),
        })
    }
}

driven!(MoveHostnames, Moves);

struct MoveLevel {
    group: HostnameCertificatesGroup,
    which: Which,
    to: HostnameCertificateId,
    mover: Mover,
}

/// The certificate, and what all hostnames of the zone use.
struct Seen {
    to: Option<Stored<HostnameCertificate>>,
    uses: Vec<Use>,
}

impl MoveLevel {
    /// The hostnames that are meant, in order.
    fn meant(&self, uses: &[Use]) -> Vec<String> {
        match &self.which {
            Which::AllOf(from) => using(uses, from),
            Which::These(hostnames) => {
                let mut hostnames: Vec<_> =
                    hostnames.iter().map(|hostname| hostname.to_ascii_lowercase()).collect();
                hostnames.sort();
                hostnames.dedup();
                hostnames
            }
        }
    }

    fn is_there(&self, hostname: &str, uses: &[Use]) -> bool {
        use_of(uses, hostname).is_some_and(|present| present.certificate == self.to)
    }
}

impl Level for MoveLevel {
    type Seen = Seen;
    type Output = Moves;

    fn of(&self) -> String {
        format!("move hostnames to the hostname certificate {}", self.to)
    }

    async fn look(&mut self) -> Result<Seen, Error> {
        let to = one(&self.group, &self.to).await?;
        Ok(Seen { to, uses: uses(&self.mover.group).await? })
    }

    fn compare(&mut self, seen: &Seen, _: &Run) -> Result<Vec<Step>> {
        let id = self.to.to_string();
        let mut steps = Vec::new();
        match &seen.to {
            Some(to) => steps.extend(step_until_usable(to)?),
            None => {
                let problem = format!("there is no hostname certificate {id}");
                return Err(WorkflowError::new(WorkflowErrorKind::Missing, problem));
            }
        }
        let is_open =
            |hostname: &String| !self.mover.is_refused(hostname) && !self.is_there(hostname, &seen.uses);
        let open: Vec<_> = self.meant(&seen.uses).into_iter().filter(is_open).collect();
        steps.extend(self.mover.steps(&open, Some(&self.to)));
        let mut late = unsettled(&seen.uses, &self.to)?;
        if let Which::These(_) = self.which {
            let meant = self.meant(&seen.uses);
            late.retain(|hostname| meant.contains(hostname));
        }
        late.extend(open);
        if !late.is_empty() {
            steps.push(Step::AwaitMoved { hostnames: late, to: Some(id) });
        }
        Ok(steps)
    }

    async fn act(&mut self, step: &Step, seen: &Seen) -> Result<(), Error> {
        let Step::Move { hostnames, .. } = step else { return Ok(()) };
        let to = self.to.to_string();
        self.mover.send(hostnames, &to, &seen.uses).await
    }

    fn doubts(&self, seen: &Seen) -> bool {
        seen.uses.is_empty()
    }

    fn finish(self, seen: Seen) -> Result<Moves> {
        let outcome = |hostname: &String| {
            let refused = self.mover.refused.iter().find(|(refused, _)| refused == hostname);
            match refused {
                Some((_, error)) => MoveOutcome::Refused(Arc::clone(error)),
                None if self.mover.moved.contains(hostname) => MoveOutcome::Moved,
                None => MoveOutcome::AlreadyThere,
            }
        };
        let mut hostnames = self.meant(&seen.uses);
        // What was meant by the old certificate isn't there any more.
        hostnames.extend(self.mover.moved.iter().cloned());
        hostnames.sort();
        hostnames.dedup();
        let hostnames = hostnames.into_iter().map(|hostname| Moved { outcome: outcome(&hostname), hostname });
        Ok(Moves { hostnames: hostnames.collect() })
    }
}

/// What is to be waited for before hostnames can use a certificate.
///
/// # Errors
/// When it won't become active.
pub(super) fn step_until_usable(to: &Stored<HostnameCertificate>) -> Result<Option<Step>> {
    match to.standing {
        Standing::Active => Ok(None),
        Standing::Coming | Standing::Unknown => Ok(Some(Step::AwaitActive {
            kind: CertificateKind::Hostname,
            id: Some(to.id.to_string()),
            status: Some(to.status.clone()),
        })),
        _ => {
            let problem = format!("the hostname certificate {} is {}, and won't be active", to.id, to.status);
            Err(WorkflowError::new(WorkflowErrorKind::Missing, problem))
        }
    }
}
