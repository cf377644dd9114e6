//! The rotation of a zone's certificate.
//!
//! A zone certificate is in use from the moment it is active, so there is nothing to move: the new
//! one is waited for, and the ones before it are deleted.

use super::{Afterwards, Level, Rotated, RotationSettings, rotation_settings, steps_to_delete};
use crate::generated::operations::ZoneCertificatesGroup;
use crate::generated::types::{ZoneCertificate, ZoneCertificateId};
use crate::workflows::ensure::Upload;
use crate::workflows::error::Result;
use crate::workflows::kind::CertificateKind;
use crate::workflows::origin_pulls::{Stored, delete};
use crate::workflows::plan::Step;
use crate::workflows::run::Run;
use crate::workflows::standing::Standing;
use crate::workflows::workflow::driven;
use cloudflare_core::{Error, Secret};

/// Replaces a zone's certificate by another.
///
/// Made by [`ZoneCertificatesGroup::rotate`]. Without [`replacing`](Self::replacing), the old ones
/// are all certificates of the zone that were uploaded before the new one; of two rotations to
/// different certificates, the later upload wins.
#[derive(Debug)]
#[must_use = "a workflow does nothing until it is run"]
pub struct RotateZoneCertificate {
    group: ZoneCertificatesGroup,
    certificate: String,
    private_key: Secret,
    replacing: Option<Vec<ZoneCertificateId>>,
    rotation: RotationSettings,
}

impl RotateZoneCertificate {
    pub(in crate::workflows) fn new(
        group: &ZoneCertificatesGroup,
        certificate: String,
        private_key: Secret,
    ) -> Self {
        Self {
            group: group.clone(),
            certificate,
            private_key,
            replacing: None,
            rotation: RotationSettings::new(),
        }
    }

    /// Deletes these certificates and no others.
    pub fn replacing(mut self, old: impl IntoIterator<Item = impl Into<ZoneCertificateId>>) -> Self {
        self.replacing = Some(old.into_iter().map(Into::into).collect());
        self
    }

    rotation_settings!(
        /// Deletes nothing.
        keep_old,
        /// Lets this time pass between the new certificate being active and the deletion of the old
        /// ones.
        grace
    );

    fn level(&self) -> Result<RotateLevel> {
        self.rotation.fitness.leaf(&self.group.client, &self.certificate, &self.private_key)?;
        Ok(RotateLevel {
            upload: Upload::new(&self.group, &self.certificate, &self.private_key)?,
            replacing: self.replacing.clone(),
            afterwards: self.rotation.afterwards(),
            before: None,
            deleted: Vec::new(),
        })
    }
}

driven!(RotateZoneCertificate, Rotated<ZoneCertificate>, rotation);

struct RotateLevel {
    upload: Upload<ZoneCertificatesGroup>,
    replacing: Option<Vec<ZoneCertificateId>>,
    afterwards: Afterwards,
    /// What was there before this run uploaded anything, if it has to.
    before: Option<Vec<ZoneCertificateId>>,
    deleted: Vec<ZoneCertificateId>,
}

type Seen = Vec<Stored<ZoneCertificate>>;

impl RotateLevel {
    /// The certificates beside the new one: those to be deleted, and those to be left alone.
    fn others<'a>(
        &self,
        seen: &'a Seen,
    ) -> (Vec<&'a Stored<ZoneCertificate>>, Vec<&'a Stored<ZoneCertificate>>) {
        let new = self.upload.find(seen);
        let others = seen.iter().filter(|stored| new.is_none_or(|new| new.id != stored.id));
        others.partition(|stored| match &self.replacing {
            _ if self.afterwards.keep_old => false,
            Some(ids) => ids.contains(&stored.id),
            None => self.is_older(stored, new),
        })
    }

    fn is_older(&self, stored: &Stored<ZoneCertificate>, new: Option<&Stored<ZoneCertificate>>) -> bool {
        // One that is yet to be uploaded is newer than all.
        let Some(new) = new.filter(|new| !matches!(new.standing, Standing::Going | Standing::Gone)) else {
            return true;
        };
        match (stored.order(), new.order()) {
            (Some(one), Some(other)) => one < other,
            _ => self.before.as_ref().is_some_and(|before| before.contains(&stored.id)),
        }
    }
}

impl Level for RotateLevel {
    type Seen = Seen;
    type Output = Rotated<ZoneCertificate>;

    fn of(&self) -> String {
        let Upload { group, identity, .. } = &self.upload;
        format!("rotate zone {} to the zone certificate {identity}…", group.zone_id)
    }

    async fn look(&mut self) -> Result<Seen, Error> {
        self.upload.look().await
    }

    fn compare(&mut self, seen: &Seen, run: &Run) -> Result<Vec<Step>> {
        let kind = CertificateKind::Zone;
        let mut steps = self.upload.steps(seen)?;
        if !steps.is_empty() && self.before.is_none() {
            self.before = Some(seen.iter().map(|stored| stored.id.clone()).collect());
        }
        match self.upload.find(seen).filter(|_| steps.is_empty()) {
            Some(new) if new.standing == Standing::Active => {}
            new => steps.push(Step::AwaitActive {
                kind,
                id: new.map(|new| new.id.to_string()),
                status: new.map(|new| new.status.clone()),
            }),
        }
        let ready = steps.is_empty();
        let mut deletions = Vec::new();
        for old in self.others(seen).0 {
            deletions.extend(steps_to_delete::<ZoneCertificatesGroup>(old, &self.deleted)?);
        }
        if !deletions.is_empty() {
            steps.extend(self.afterwards.wait(ready, run));
        }
        steps.extend(deletions);
        Ok(steps)
    }

    async fn act(&mut self, step: &Step, seen: &Seen) -> Result<(), Error> {
        let Step::Delete { id, .. } = step else { return self.upload.act(step, seen).await };
        delete(&self.upload.group, id).await?;
        self.deleted.push(id.as_str().into());
        Ok(())
    }

    fn doubts(&self, _: &Seen) -> bool {
        self.upload.saw_nothing()
    }

    fn finish(self, seen: Seen) -> Result<Self::Output> {
        let ensured = self.upload.ensured(&seen)?;
        let left_alone = self.others(&seen).1.into_iter().filter(|stored| stored.standing != Standing::Gone);
        Ok(Rotated {
            left_alone: left_alone.map(|stored| stored.id.clone()).collect(),
            id: ensured.id,
            certificate: ensured.certificate,
            origin: ensured.origin,
            moved: Vec::new(),
            deleted: self.deleted,
        })
    }

    fn notes(&self, seen: &Seen) -> Vec<String> {
        let left_alone = self.others(seen).1.into_iter();
        left_alone
            .filter(|stored| stored.standing != Standing::Gone)
            .map(|stored| format!("the zone certificate {} ({}) is left alone", stored.id, stored.status))
            .collect()
    }
}
