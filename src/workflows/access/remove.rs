//! Ending the use of an Access certificate, and deleting it.

use std::time::Duration;

use super::{Trusted, clear, delete, one};
use crate::generated::operations::AccessCertificatesGroup;
use crate::generated::types::AccessCertificateId;
use crate::workflows::detach::{Detached, Removed};
use crate::workflows::drive::Level;
use crate::workflows::error::Result;
use crate::workflows::kind::CertificateKind;
use crate::workflows::plan::Step;
use crate::workflows::run::{Run, RunSettings};
use crate::workflows::workflow::{driven, run_settings};
use cloudflare_core::Error;

/// Ends the use of an Access certificate by all hostnames.
///
/// Made by [`AccessCertificatesGroup::detach`].
#[derive(Debug)]
#[must_use = "a workflow does nothing until it is run"]
pub struct DetachAccessCertificate {
    group: AccessCertificatesGroup,
    id: AccessCertificateId,
    run: RunSettings,
}

/// Ends the use of an Access certificate by all hostnames, and deletes it.
///
/// Made by [`AccessCertificatesGroup::remove`]. That the hostnames are cleared takes effect after a
/// delay, which is waited out.
#[derive(Debug)]
#[must_use = "a workflow does nothing until it is run"]
pub struct RemoveAccessCertificate {
    group: AccessCertificatesGroup,
    id: AccessCertificateId,
    run: RunSettings,
}

impl DetachAccessCertificate {
    pub(in crate::workflows) fn new(group: &AccessCertificatesGroup, id: AccessCertificateId) -> Self {
        Self { group: group.clone(), id, run: RunSettings::new(Duration::from_secs(10 * 60)) }
    }

    run_settings!(
        /// Without it, 10 minutes.
    );

    fn level(&self) -> Result<DetachLevel> {
        Ok(DetachLevel(RemoveLevel::new(&self.group, &self.id)))
    }
}

impl RemoveAccessCertificate {
    pub(in crate::workflows) fn new(group: &AccessCertificatesGroup, id: AccessCertificateId) -> Self {
        Self { group: group.clone(), id, run: RunSettings::new(Duration::from_secs(10 * 60)) }
    }

    run_settings!(
        /// Without it, 10 minutes.
    );

    fn level(&self) -> Result<RemoveLevel> {
        Ok(RemoveLevel::new(&self.group, &self.id))
    }
}

driven!(DetachAccessCertificate, Detached);
driven!(RemoveAccessCertificate, Removed);

struct RemoveLevel {
    group: AccessCertificatesGroup,
    id: AccessCertificateId,
    released: Vec<String>,
    deleted: bool,
}

impl RemoveLevel {
    fn new(group: &AccessCertificatesGroup, id: &AccessCertificateId) -> Self {
        Self { group: group.clone(), id: id.clone(), released: Vec::new(), deleted: false }
    }

    /// The step that clears the hostnames, if there are any.
    fn clearing(&self, seen: Option<&Trusted>) -> Option<Step> {
        let hostnames =
            seen.map(|trusted| trusted.hostnames.clone()).filter(|hostnames| !hostnames.is_empty())?;
        Some(Step::Clear { hostnames, certificate: self.id.to_string(), zone: None })
    }
}

impl Level for RemoveLevel {
    type Seen = Option<Trusted>;
    type Output = Removed;

    fn of(&self) -> String {
        format!("remove the {} {}", CertificateKind::Access, self.id)
    }

    async fn look(&mut self) -> Result<Option<Trusted>, Error> {
        one(&self.group, &self.id).await
    }

    fn compare(&mut self, seen: &Option<Trusted>, _: &Run) -> Result<Vec<Step>> {
        let Some(trusted) = seen else { return Ok(Vec::new()) };
        let delete = Step::Delete { kind: CertificateKind::Access, id: trusted.id.to_string() };
        Ok(self.clearing(seen.as_ref()).into_iter().chain([delete]).collect())
    }

    async fn act(&mut self, step: &Step, _: &Option<Trusted>) -> Result<(), Error> {
        match step {
            Step::Clear { hostnames, certificate, .. } => {
                clear(&self.group, certificate).await?;
                self.released.extend_from_slice(hostnames);
            }
            Step::Delete { id, .. } => {
                delete(&self.group, id).await?;
                self.deleted = true;
            }
            _ => {}
        }
        Ok(())
    }

    fn finish(self, _: Option<Trusted>) -> Result<Removed> {
        Ok(Removed { released: self.released, deleted: self.deleted })
    }
}

struct DetachLevel(RemoveLevel);

impl Level for DetachLevel {
    type Seen = Option<Trusted>;
    type Output = Detached;

    fn of(&self) -> String {
        format!("release all hostnames from the {} {}", CertificateKind::Access, self.0.id)
    }

    async fn look(&mut self) -> Result<Option<Trusted>, Error> {
        self.0.look().await
    }

    fn compare(&mut self, seen: &Option<Trusted>, _: &Run) -> Result<Vec<Step>> {
        Ok(self.0.clearing(seen.as_ref()).into_iter().collect())
    }

    async fn act(&mut self, step: &Step, seen: &Option<Trusted>) -> Result<(), Error> {
        self.0.act(step, seen).await
    }

    fn finish(self, _: Option<Trusted>) -> Result<Detached> {
        Ok(Detached { released: self.0.released })
    }
}
