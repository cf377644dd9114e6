//! The rotation of an account's own authority, with the hostnames that ask for its certificates.
//!
//! As with Access, hostnames ask for certificates of either authority until the old one is cleared.
//! Other services that use an authority can't be moved by this API: the old one is deleted when
//! they have let go of it, and until then the workflow says who they are.

use super::ensure::AccountUpload;
use super::hostnames::{Askers, InZone};
use super::{Kept, all, one, services};
use crate::generated::operations::MtlsCertificatesGroup;
use crate::generated::types::{CreateMtlsCertificate, MtlsCertificate, MtlsCertificateId};
use crate::workflows::drive::Level;
use crate::workflows::error::{Result, WorkflowError, WorkflowErrorKind};
use crate::workflows::kind::CertificateKind;
use crate::workflows::plan::Step;
use crate::workflows::rotate::{Afterwards, Rotated, RotationSettings, rotation_settings};
use crate::workflows::run::Run;
use crate::workflows::workflow::driven;
use cloudflare_core::prelude::*;
use cloudflare_core::{Error, Id, ZoneId};

const KIND: CertificateKind = CertificateKind::Account;

/// Replaces an authority of an account's own by another, for all hostnames that ask for its
/// certificates.
///
/// Made by [`MtlsCertificatesGroup::rotate`]. Hostnames are looked for in the zones that are
/// [given](Self::zones); without any, in those that the service lists for the account.
#[derive(Debug)]
#[must_use = "a workflow does nothing until it is run"]
pub struct RotateAccountAuthority {
    group: MtlsCertificatesGroup,
    old: MtlsCertificateId,
    body: CreateMtlsCertificate,
    zones: Option<Vec<ZoneId>>,
    rotation: RotationSettings,
}

impl RotateAccountAuthority {
    pub(in crate::workflows) fn new(
        group: &MtlsCertificatesGroup,
        old: MtlsCertificateId,
        body: CreateMtlsCertificate,
    ) -> Self {
        Self { group: group.clone(), old, body, zones: None, rotation: RotationSettings::new() }
    }

    /// The zones whose hostnames are moved, in place of those that the service lists.
    pub fn zones(mut self, zones: impl IntoIterator<Item = impl Into<ZoneId>>) -> Self {
        self.zones = Some(zones.into_iter().map(Into::into).collect());
        self
    }

    rotation_settings!(
        /// Leaves the old one as it is: hostnames go on asking for certificates of either.
        keep_old,
        /// Lets this time pass between hostnames asking for both and the end of the old one.
        grace
    );

    fn level(&self) -> Result<RotateLevel> {
        Ok(RotateLevel {
            upload: AccountUpload::new(&self.group, &self.body, self.rotation.fitness)?,
            old: self.old.clone(),
            askers: Askers::new(&self.group, self.zones.clone()),
            afterwards: self.rotation.afterwards(),
            moved: Vec::new(),
            deleted: Vec::new(),
        })
    }
}

driven!(RotateAccountAuthority, Rotated<MtlsCertificate>, rotation);

struct RotateLevel {
    upload: AccountUpload,
    old: MtlsCertificateId,
    askers: Askers,
    afterwards: Afterwards,
    moved: Vec<String>,
    deleted: Vec<MtlsCertificateId>,
}

struct Seen {
    certificates: Vec<Kept>,
    zones: Vec<InZone>,
    /// Who uses the new one.
    new_services: Vec<(String, String)>,
    /// Who uses the old one, once no hostname does.
    old_services: Vec<(String, String)>,
}

impl Seen {
    fn certificate(&self, id: &MtlsCertificateId) -> Option<&Kept> {
        self.certificates.iter().find(|kept| kept.id == *id)
    }
}

impl Level for RotateLevel {
    type Seen = Seen;
    type Output = Rotated<MtlsCertificate>;

    fn of(&self) -> String {
        let AccountUpload { group, identity, .. } = &self.upload;
        format!("rotate the {KIND} {} of account {} to {identity}…", self.old, group.account_id)
    }

    async fn look(&mut self) -> Result<Seen, Error> {
        let group = &self.upload.group;
        let mut certificates = all(group).await?;
        if !certificates.iter().any(|kept| kept.id == self.old) {
            // A list can come empty.
            certificates.extend(one(group, &self.old).await?);
        }
        let new = self.upload.find(&certificates).map(|new| new.id.clone());
        let mut seen =
            Seen { certificates, zones: Vec::new(), new_services: Vec::new(), old_services: Vec::new() };
        if let Some(old) = seen.certificate(&self.old) {
            seen.zones = self.askers.look(old, new.as_ref()).await?;
            if seen.zones.iter().all(|zone| zone.old.is_empty()) {
                seen.old_services = services(group, &self.old).await?;
            }
        }
        if let Some(new) = &new {
            seen.new_services = services(group, new).await?;
        }
        Ok(seen)
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
        let mut steps = self.upload.steps(&seen.certificates);
        let to = new.map(|new| new.id.to_string());
        for zone in &seen.zones {
            let hostnames = zone.open();
            if !hostnames.is_empty() {
                steps.push(Step::Attach { hostnames, to: to.clone(), zone: Some(zone.zone.to_string()) });
            }
        }
        let late = seen.new_services.iter().filter(|(_, status)| status != "active");
        let late: Vec<_> = late.map(|(service, status)| format!("{service} ({status})")).collect();
        if let (Some(certificate), false) = (&to, late.is_empty()) {
            steps.push(Step::AwaitServices { certificate: certificate.clone(), services: late });
        }
        if old.is_none() || self.afterwards.keep_old {
            return Ok(steps);
        }
        let ready = steps.is_empty();
        steps.extend(self.afterwards.wait(ready, run));
        let certificate = self.old.to_string();
        for zone in seen.zones.iter().filter(|zone| !zone.old.is_empty()) {
            let (hostnames, zone) = (zone.old.clone(), Some(zone.zone.to_string()));
            steps.push(Step::Clear { hostnames, certificate: certificate.clone(), zone });
        }
        if !seen.old_services.is_empty() {
            let services = seen.old_services.iter().map(|(service, _)| service.clone()).collect();
            steps.push(Step::AwaitUnused { certificate: certificate.clone(), services });
        }
        steps.push(Step::Delete { kind: KIND, id: certificate });
        Ok(steps)
    }

    async fn act(&mut self, step: &Step, seen: &Seen) -> Result<(), Error> {
        match step {
            Step::Attach { hostnames, to: Some(to), zone: Some(zone) } => {
                self.askers.attach(zone, to, hostnames).await?;
                self.moved.extend_from_slice(hostnames);
            }
            Step::Clear { certificate, zone: Some(zone), .. } => {
                let new = self.upload.find(&seen.certificates).map(|new| &new.id);
                self.askers.clear(zone, certificate, new).await?;
            }
            Step::Delete { id, .. } => match self.upload.group.delete(Id::from(id.as_str())).result().await {
                Err(error) if !error.is_not_found() => return Err(error),
                _ => self.deleted.push(self.old.clone()),
            },
            _ => self.upload.upload().await?,
        }
        Ok(())
    }

    fn doubts(&self, _: &Seen) -> bool {
        self.askers.doubts()
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

    fn notes(&self, seen: &Seen) -> Vec<String> {
        let services: Vec<_> = seen.old_services.iter().map(|(service, _)| service.clone()).collect();
        super::unmovable(&self.old, &services)
    }
}
