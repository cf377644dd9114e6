//! The rotation of a hostname certificate, with all hostnames that use it.

use super::{Afterwards, Level, Rotated, RotationSettings, rotation_settings, steps_to_delete};
use crate::generated::operations::HostnameCertificatesGroup;
use crate::generated::types::{HostnameCertificate, HostnameCertificateId};
use crate::workflows::associations::{Mover, Use, unsettled, uses, using};
use crate::workflows::ensure::Upload;
use crate::workflows::error::{Result, WorkflowError, WorkflowErrorKind};
use crate::workflows::kind::CertificateKind;
use crate::workflows::origin_pulls::{Stored, delete, one};
use crate::workflows::plan::Step;
use crate::workflows::run::Run;
use crate::workflows::standing::Standing;
use crate::workflows::workflow::driven;
use cloudflare_core::{Error, Secret};

/// Replaces a hostname certificate by another, for all hostnames that use it.
///
/// Made by [`HostnameCertificatesGroup::rotate`]. Hostnames keep whether their association is
/// switched on, and none is ever voided.
#[derive(Debug)]
#[must_use = "a workflow does nothing until it is run"]
pub struct RotateHostnameCertificate {
    group: HostnameCertificatesGroup,
    old: HostnameCertificateId,
    certificate: String,
    private_key: Secret,
    rotation: RotationSettings,
}

impl RotateHostnameCertificate {
    pub(in crate::workflows) fn new(
        group: &HostnameCertificatesGroup,
        old: HostnameCertificateId,
        certificate: String,
        private_key: Secret,
    ) -> Self {
        Self { group: group.clone(), old, certificate, private_key, rotation: RotationSettings::new() }
    }

    rotation_settings!(
        /// Leaves the old certificate where it is, used by no hostname.
        keep_old,
        /// Lets this time pass between all hostnames using the new certificate and the deletion of the
        /// old one.
        grace
    );

    fn level(&self) -> Result<RotateLevel> {
        let associations = self.group.client.hostname_associations(&self.group.zone_id);
        self.rotation.fitness.leaf(&self.group.client, &self.certificate, &self.private_key)?;
        Ok(RotateLevel {
            upload: Upload::new(&self.group, &self.certificate, &self.private_key)?,
            old: self.old.clone(),
            afterwards: self.rotation.afterwards(),
            mover: Mover::new(associations),
            deleted: Vec::new(),
        })
    }
}

driven!(RotateHostnameCertificate, Rotated<HostnameCertificate>, rotation);

struct RotateLevel {
    upload: Upload<HostnameCertificatesGroup>,
    old: HostnameCertificateId,
    afterwards: Afterwards,
    mover: Mover,
    deleted: Vec<HostnameCertificateId>,
}

struct Seen {
    certificates: Vec<Stored<HostnameCertificate>>,
    uses: Vec<Use>,
}

impl RotateLevel {
    fn old<'a>(&self, seen: &'a Seen) -> Option<&'a Stored<HostnameCertificate>> {
        seen.certificates.iter().find(|stored| stored.id == self.old)
    }
}

impl Level for RotateLevel {
    type Seen = Seen;
    type Output = Rotated<HostnameCertificate>;

    fn of(&self) -> String {
        let Upload { group, identity, .. } = &self.upload;
        format!("rotate the hostname certificate {} of zone {} to {identity}…", self.old, group.zone_id)
    }

    async fn look(&mut self) -> Result<Seen, Error> {
        let mut certificates = self.upload.look().await?;
        if !certificates.iter().any(|stored| stored.id == self.old) {
            // Lists don't have to show what is deleted.
            certificates.extend(one(&self.upload.group, &self.old).await?);
        }
        Ok(Seen { certificates, uses: uses(&self.mover.group).await? })
    }

    fn compare(&mut self, seen: &Seen, run: &Run) -> Result<Vec<Step>> {
        let kind = CertificateKind::Hostname;
        let mut steps = self.upload.steps(&seen.certificates)?;
        let new = self.upload.find(&seen.certificates);
        let old = self.old(seen);
        if new.is_some_and(|new| new.id == self.old) {
            let problem = format!("the certificate given is {} itself: there is nothing to rotate", self.old);
            return Err(WorkflowError::new(WorkflowErrorKind::Unfit, problem));
        }
        if old.is_none_or(|old| old.standing == Standing::Gone) && new.is_none() {
            let problem = format!(
                "the hostname certificate {} isn't there and neither is the new one: nothing says which \
                 hostnames are meant",
                self.old
            );
            return Err(WorkflowError::new(WorkflowErrorKind::Missing, problem));
        }
        let new = new.filter(|_| steps.is_empty());
        match new {
            Some(new) if new.standing == Standing::Active => {}
            new => steps.push(Step::AwaitActive {
                kind,
                id: new.map(|new| new.id.to_string()),
                status: new.map(|new| new.status.clone()),
            }),
        }

        let mut open = using(&seen.uses, &self.old);
        open.retain(|hostname| !self.mover.is_refused(hostname));
        let id = new.map(|new| &new.id);
        steps.extend(self.mover.steps(&open, id));
        let mut late = id.map(|id| unsettled(&seen.uses, id)).transpose()?.unwrap_or_default();
        late.extend(open);
        if !late.is_empty() {
            steps.push(Step::AwaitMoved { hostnames: late, to: id.map(ToString::to_string) });
        }

        let ready = steps.is_empty();
        if ready && let Some(refusal) = self.mover.refusal(&id.map(ToString::to_string).unwrap_or_default()) {
            return Err(refusal);
        }
        let Some(old) = old.filter(|_| !self.afterwards.keep_old) else { return Ok(steps) };
        let deletion = steps_to_delete::<HostnameCertificatesGroup>(old, &self.deleted)?;
        if !deletion.is_empty() {
            steps.extend(self.afterwards.wait(ready, run));
        }
        steps.extend(deletion);
        Ok(steps)
    }

    async fn act(&mut self, step: &Step, seen: &Seen) -> Result<(), Error> {
        match step {
            Step::Move { hostnames, to: Some(to) } => self.mover.send(hostnames, to, &seen.uses).await,
            Step::Delete { id, .. } => {
                delete(&self.upload.group, id).await?;
                self.deleted.push(id.as_str().into());
                Ok(())
            }
            step => self.upload.act(step, &seen.certificates).await,
        }
    }

    fn doubts(&self, seen: &Seen) -> bool {
        seen.uses.is_empty() || self.upload.saw_nothing()
    }

    fn finish(self, seen: Seen) -> Result<Self::Output> {
        let ensured = self.upload.ensured(&seen.certificates)?;
        let kept = self.old(&seen).filter(|old| old.standing != Standing::Gone);
        Ok(Rotated {
            left_alone: kept.map(|old| old.id.clone()).into_iter().collect(),
            id: ensured.id,
            certificate: ensured.certificate,
            origin: ensured.origin,
            moved: self.mover.moved,
            deleted: self.deleted,
        })
    }
}
