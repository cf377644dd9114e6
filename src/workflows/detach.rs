//! Ending the use of a certificate, and deleting it.
//!
//! Both can be run again at any time: what is released or deleted already is as wanted. Which
//! hostnames use the certificate is looked up right before they are released, so one that has been
//! moved isn't touched.

use std::time::Duration;

use super::associations::{Use, steps_to_void, uses, using, void};
use super::drive::Level;
use super::ensure::gave_up;
use super::error::Result;
use super::origin_pulls::{OriginPullCertificates, Stored, delete, one};
use super::plan::Step;
use super::run::{Run, RunSettings};
use super::standing::Standing;
use super::workflow::{driven, run_settings};
use crate::generated::operations::{HostnameAssociationsGroup, HostnameCertificatesGroup};
use crate::generated::types::HostnameCertificateId;
use cloudflare_core::{Error, Id};

/// Ends the use of a hostname certificate by all hostnames.
///
/// Made by [`HostnameCertificatesGroup::detach`].
#[derive(Debug)]
#[must_use = "a workflow does nothing until it is run"]
pub struct Detach {
    group: HostnameCertificatesGroup,
    id: HostnameCertificateId,
    run: RunSettings,
}

impl Detach {
    pub(super) fn new(group: &HostnameCertificatesGroup, id: HostnameCertificateId) -> Self {
        Self { group: group.clone(), id, run: RunSettings::new(Duration::from_secs(10 * 60)) }
    }

    run_settings!(
        /// Without it, 10 minutes.
    );

    fn level(&self) -> Result<DetachLevel> {
        let associations = self.group.client.hostname_associations(&self.group.zone_id);
        Ok(DetachLevel { group: associations, id: self.id.clone(), released: Vec::new() })
    }
}

/// What detaching comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Detached {
    /// The hostnames that this run released.
    pub released: Vec<String>,
}

driven!(Detach, Detached);

struct DetachLevel {
    group: HostnameAssociationsGroup,
    id: HostnameCertificateId,
    released: Vec<String>,
}

impl Level for DetachLevel {
    type Seen = Vec<Use>;
    type Output = Detached;

    fn of(&self) -> String {
        format!("release all hostnames from the hostname certificate {}", self.id)
    }

    async fn look(&mut self) -> Result<Vec<Use>, Error> {
        uses(&self.group).await
    }

    fn compare(&mut self, seen: &Vec<Use>, _: &Run) -> Result<Vec<Step>> {
        let mut steps = steps_to_void(&using(seen, &self.id), &self.id);
        let going = |one: &&Use| one.certificate == self.id && one.standing == Standing::Going;
        let mut hostnames: Vec<_> = seen.iter().filter(going).map(|one| one.hostname.clone()).collect();
        hostnames.sort();
        if !hostnames.is_empty() {
            steps.push(Step::AwaitVoided { hostnames, certificate: self.id.to_string() });
        }
        Ok(steps)
    }

    async fn act(&mut self, step: &Step, _: &Vec<Use>) -> Result<(), Error> {
        let Step::Void { hostnames, certificate } = step else { return Ok(()) };
        void(&self.group, hostnames, certificate).await?;
        self.released.extend_from_slice(hostnames);
        Ok(())
    }

    fn doubts(&self, seen: &Vec<Use>) -> bool {
        seen.is_empty()
    }

    fn finish(self, _: Vec<Use>) -> Result<Detached> {
        Ok(Detached { released: self.released })
    }
}

/// Deletes a certificate, and waits until it is gone. Hostnames that use it are released first.
///
/// Made by [`ZoneCertificatesGroup::remove`](crate::operations::ZoneCertificatesGroup::remove) and
/// [`HostnameCertificatesGroup::remove`].
#[derive(Debug)]
#[must_use = "a workflow does nothing until it is run"]
pub struct Remove<G: OriginPullCertificates> {
    group: G,
    id: Id<G::Certificate>,
    run: RunSettings,
}

/// What removing comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Removed {
    /// The hostnames that this run released.
    pub released: Vec<String>,
    /// Whether this run deleted it; otherwise it was gone, or on its way out.
    pub deleted: bool,
}

impl<G: OriginPullCertificates> Remove<G> {
    pub(super) fn new(group: &G, id: Id<G::Certificate>) -> Self {
        Self { group: group.clone(), id, run: RunSettings::new(Duration::from_secs(10 * 60)) }
    }

    run_settings!(
        /// Without it, 10 minutes.
    );

    fn level(&self) -> Result<RemoveLevel<G>> {
        Ok(RemoveLevel {
            group: self.group.clone(),
            associations: self.group.associations(),
            id: self.id.clone(),
            released: Vec::new(),
            deleted: false,
        })
    }
}

driven!(Remove<G: OriginPullCertificates>, Removed);

struct RemoveLevel<G: OriginPullCertificates> {
    group: G,
    associations: Option<HostnameAssociationsGroup>,
    id: Id<G::Certificate>,
    released: Vec<String>,
    deleted: bool,
}

/// The certificate, and the hostnames that use it.
struct InUse<C> {
    stored: Option<Stored<C>>,
    hostnames: Vec<String>,
}

impl<G: OriginPullCertificates> Level for RemoveLevel<G> {
    type Seen = InUse<G::Certificate>;
    type Output = Removed;

    fn of(&self) -> String {
        format!("remove the {} {}", G::KIND, self.id)
    }

    async fn look(&mut self) -> Result<Self::Seen, Error> {
        let stored = one(&self.group, &self.id).await?;
        let hostnames = match (&self.associations, &stored) {
            (Some(group), Some(_)) => using(&uses(group).await?, &self.id.as_str().into()),
            _ => Vec::new(),
        };
        Ok(InUse { stored, hostnames })
    }

    fn compare(&mut self, seen: &Self::Seen, _: &Run) -> Result<Vec<Step>> {
        let (kind, id) = (G::KIND, self.id.to_string());
        let Some(stored) = &seen.stored else { return Ok(Vec::new()) };
        let status = Some(stored.status.clone());
        match stored.standing {
            Standing::Gone => Ok(Vec::new()),
            Standing::Going => Ok(vec![Step::AwaitDeleted { kind, id, status }]),
            // What another run left behind is worth another try.
            Standing::NotDeleted if self.deleted => Err(gave_up(kind, &id, &stored.status)),
            _ => {
                let mut steps = steps_to_void(&seen.hostnames, &self.id.as_str().into());
                steps.push(Step::Delete { kind, id: id.clone() });
                steps.push(Step::AwaitDeleted { kind, id, status: None });
                Ok(steps)
            }
        }
    }

    async fn act(&mut self, step: &Step, _: &Self::Seen) -> Result<(), Error> {
        match (step, &self.associations) {
            (Step::Void { hostnames, certificate }, Some(group)) => {
                void(group, hostnames, certificate).await?;
                self.released.extend_from_slice(hostnames);
            }
            (Step::Delete { id, .. }, _) => {
                delete(&self.group, id).await?;
                self.deleted = true;
            }
            _ => {}
        }
        Ok(())
    }

    fn finish(self, _: Self::Seen) -> Result<Removed> {
        Ok(Removed { released: self.released, deleted: self.deleted })
    }
}
