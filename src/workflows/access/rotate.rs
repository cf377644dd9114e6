//! The rotation of an authority that Access trusts.
//!
//! The certificate of an Access certificate can't be changed, so a new one is added beside the old,
//! and hostnames trust both until the old one is cleared: visitors with either certificate get in
//! all the time.

use super::ensure::AccessUpload;
use super::{Trusted, attach, clear, delete, one};
use crate::generated::operations::{AccessCertificatesGroup, AccessSettingsGroup};
use crate::generated::types::{AccessCertificate, AccessCertificateId, HostnameSettings};
use crate::workflows::drive::Level;
use crate::workflows::error::{Result, WorkflowError, WorkflowErrorKind};
use crate::workflows::kind::CertificateKind;
use crate::workflows::plan::Step;
use crate::workflows::rotate::{Afterwards, Rotated, RotationSettings, rotation_settings};
use crate::workflows::run::Run;
use crate::workflows::settings::{hostname_of, lost, put, read};
use crate::workflows::workflow::driven;
use cloudflare_core::Error;
use cloudflare_core::prelude::*;

const KIND: CertificateKind = CertificateKind::Access;

/// Replaces an authority that Access trusts by another, for all hostnames that use it.
///
/// Made by [`AccessCertificatesGroup::rotate`]. Until the old one is cleared its hostnames trust
/// both; [`grace`](Self::grace) gives visitors time to get certificates of the new one.
#[derive(Debug)]
#[must_use = "a workflow does nothing until it is run"]
pub struct RotateAccessCertificate {
    group: AccessCertificatesGroup,
    old: AccessCertificateId,
    name: Option<String>,
    certificate: String,
    rotation: RotationSettings,
}

impl RotateAccessCertificate {
    pub(in crate::workflows) fn new(
        group: &AccessCertificatesGroup,
        old: AccessCertificateId,
        certificate: String,
    ) -> Self {
        Self { group: group.clone(), old, name: None, certificate, rotation: RotationSettings::new() }
    }

    /// What people will know the new one by. Without it, the name that the old one has.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    rotation_settings!(
        /// Leaves the old one as it is: hostnames go on trusting both.
        keep_old,
        /// Lets this time pass between hostnames trusting both and the end of the old one.
        grace
    );

    fn level(&self) -> Result<RotateLevel> {
        self.rotation.fitness.authority(&self.group.client, &self.certificate)?;
        Ok(RotateLevel {
            upload: AccessUpload::new(&self.group, self.name.clone(), &self.certificate)?,
            settings: self.group.client.access_settings(&self.group.scope),
            old: self.old.clone(),
            afterwards: self.rotation.afterwards(),
            before: None,
            moved: Vec::new(),
            deleted: Vec::new(),
        })
    }
}

driven!(RotateAccessCertificate, Rotated<AccessCertificate>, rotation);

struct RotateLevel {
    upload: AccessUpload,
    settings: AccessSettingsGroup,
    old: AccessCertificateId,
    afterwards: Afterwards,
    /// The settings that the hostnames had when this run began.
    before: Option<Vec<HostnameSettings>>,
    moved: Vec<String>,
    deleted: Vec<AccessCertificateId>,
}

struct Seen {
    certificates: Vec<Trusted>,
    settings: Vec<HostnameSettings>,
}

impl Seen {
    fn certificate(&self, id: &AccessCertificateId) -> Option<&Trusted> {
        self.certificates.iter().find(|one| one.id == *id)
    }
}

impl Level for RotateLevel {
    type Seen = Seen;
    type Output = Rotated<AccessCertificate>;

    fn of(&self) -> String {
        let AccessUpload { group, identity, .. } = &self.upload;
        format!("rotate the {KIND} {} of {} to {identity}…", self.old, group.scope)
    }

    async fn look(&mut self) -> Result<Seen, Error> {
        let mut certificates = self.upload.look().await?;
        if !certificates.iter().any(|trusted| trusted.id == self.old) {
            // A list can come empty.
            certificates.extend(one(&self.upload.group, &self.old).await?);
        }
        Ok(Seen { certificates, settings: self.settings.list().result().await? })
    }

    fn compare(&mut self, seen: &Seen, run: &Run) -> Result<Vec<Step>> {
        let old = seen.certificate(&self.old);
        let new = self.upload.find(&seen.certificates);
        if new.is_some_and(|new| new.id == self.old) {
            let problem = format!("the certificate given is {} itself: there is nothing to rotate", self.old);
            return Err(WorkflowError::new(WorkflowErrorKind::Unfit, problem));
        }
        if let (None, None, false) = (old, new, self.upload.is_known()) {
            let problem = format!(
                "the {KIND} {} isn't there and neither is the new one: nothing says which hostnames are meant",
                self.old
            );
            return Err(WorkflowError::new(WorkflowErrorKind::Missing, problem));
        }
        let hostnames = old.map(|old| old.hostnames.clone()).unwrap_or_default();
        let is_theirs = |one: &HostnameSettings| {
            let hostname = hostname_of(one);
            hostnames.contains(&hostname) || new.is_some_and(|new| new.hostnames.contains(&hostname))
        };
        self.before
            .get_or_insert_with(|| seen.settings.iter().filter(|one| is_theirs(one)).cloned().collect());

        let name = self.upload.name.clone().or_else(|| old.map(|old| old.name.clone()));
        let mut steps = self.upload.steps(&seen.certificates, name.as_deref());
        let lacks = new.map_or_else(|| hostnames.clone(), |new| new.lacks(&hostnames));
        if !lacks.is_empty() {
            let to = new.map(|new| new.id.to_string());
            steps.push(Step::Attach { hostnames: lacks, to, zone: None });
        }
        let lost = lost(self.before.as_deref().unwrap_or_default(), &seen.settings);
        if !lost.is_empty() {
            steps.push(Step::MergeSettings { hostnames: lost.iter().map(hostname_of).collect() });
        }
        let Some(old) = old.filter(|_| !self.afterwards.keep_old) else { return Ok(steps) };
        let ready = steps.is_empty();
        steps.extend(self.afterwards.wait(ready, run));
        let certificate = old.id.to_string();
        if !old.hostnames.is_empty() {
            let hostnames = old.hostnames.clone();
            steps.push(Step::Clear { hostnames, certificate: certificate.clone(), zone: None });
        }
        steps.push(Step::Delete { kind: KIND, id: certificate });
        Ok(steps)
    }

    async fn act(&mut self, step: &Step, seen: &Seen) -> Result<(), Error> {
        let group = &self.upload.group;
        match (step, self.upload.find(&seen.certificates)) {
            (Step::Attach { hostnames, .. }, Some(new)) => {
                attach(group, new, hostnames).await?;
                self.moved.extend_from_slice(hostnames);
            }
            (Step::MergeSettings { .. }, _) => {
                // Seen once, an empty list is no proof.
                let settings = read(&self.settings).await?;
                let lost = lost(self.before.as_deref().unwrap_or_default(), &settings);
                if !lost.is_empty() {
                    put(&self.settings, &settings, &lost).await?;
                }
            }
            (Step::Clear { certificate, .. }, _) => clear(group, certificate).await?,
            (Step::Delete { id, .. }, _) if *id == self.old.as_str() => {
                delete(group, id).await?;
                self.deleted.push(self.old.clone());
            }
            (step, _) => self.upload.act(step).await?,
        }
        Ok(())
    }

    fn finish(self, seen: Seen) -> Result<Self::Output> {
        let ensured = self.upload.ensured(&seen.certificates)?;
        Ok(Rotated {
            id: ensured.id,
            certificate: ensured.certificate,
            origin: ensured.origin,
            moved: self.moved,
            deleted: self.deleted,
            left_alone: seen.certificate(&self.old).map(|old| old.id.clone()).into_iter().collect(),
        })
    }
}
