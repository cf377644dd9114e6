//! The rotation of an account's own authority, with the hostnames that ask for its certificates.
//!
//! As with Access, hostnames ask for certificates of either authority until the old one is cleared.
//! Other services that use an authority can't be moved by this API: the old one is deleted when
//! they have let go of it, and until then the workflow says who they are.

use std::time::Duration;

use super::ensure::AccountUpload;
use super::{Kept, all, one, services};
use crate::generated::operations::MtlsCertificatesGroup;
use crate::generated::types::{
    CreateMtlsCertificate, MtlsCertificate, MtlsCertificateId, UpdateCertificateAuthorityHostnames,
};
use crate::workflows::drive::Level;
use crate::workflows::error::{Result, WorkflowError, WorkflowErrorKind};
use crate::workflows::fitness::{Fitness, fitness_setting};
use crate::workflows::kind::CertificateKind;
use crate::workflows::plan::Step;
use crate::workflows::rotate::{Afterwards, Grace, Rotated};
use crate::workflows::run::{Run, RunSettings};
use crate::workflows::workflow::{driven, run_settings};
use crate::workflows::zones;
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
    fitness: Fitness,
    afterwards: Afterwards,
    run: RunSettings,
}

impl RotateAccountAuthority {
    pub(in crate::workflows) fn new(
        group: &MtlsCertificatesGroup,
        old: MtlsCertificateId,
        body: CreateMtlsCertificate,
    ) -> Self {
        Self {
            group: group.clone(),
            old,
            body,
            zones: None,
            fitness: Fitness::default(),
            afterwards: Afterwards::default(),
            run: RunSettings::new(Duration::from_secs(30 * 60)),
        }
    }

    /// The zones whose hostnames are moved, in place of those that the service lists.
    pub fn zones(mut self, zones: impl IntoIterator<Item = impl Into<ZoneId>>) -> Self {
        self.zones = Some(zones.into_iter().map(Into::into).collect());
        self
    }

    /// Leaves the old one as it is: hostnames go on asking for certificates of either.
    pub fn keep_old(mut self) -> Self {
        self.afterwards.keep_old = true;
        self
    }

    /// Lets this time pass between hostnames asking for both and the end of the old one. A run that
    /// goes on where another was killed waits the whole time again.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.afterwards.grace = grace;
        self
    }

    fitness_setting!();
    run_settings!(
        /// Without it, 30 minutes; the grace period comes on top.
    );

    fn level(&self) -> Result<RotateLevel> {
        Ok(RotateLevel {
            upload: AccountUpload::new(&self.group, &self.body, self.fitness)?,
            old: self.old.clone(),
            zones: self.zones.clone(),
            afterwards: self.afterwards,
            grace: Grace::default(),
            moved: Vec::new(),
            deleted: Vec::new(),
        })
    }
}

driven!(RotateAccountAuthority, Rotated<MtlsCertificate>, afterwards);

struct RotateLevel {
    upload: AccountUpload,
    old: MtlsCertificateId,
    /// The zones to look in, once they are known.
    zones: Option<Vec<ZoneId>>,
    afterwards: Afterwards,
    grace: Grace,
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

/// The hostnames of one zone that ask for certificates of the two.
struct InZone {
    zone: ZoneId,
    old: Vec<String>,
    new: Vec<String>,
}

impl InZone {
    /// The hostnames that ask for certificates of the old one alone.
    fn open(&self) -> Vec<String> {
        self.old.iter().filter(|hostname| !self.new.contains(hostname)).cloned().collect()
    }
}

impl Seen {
    fn certificate(&self, id: &MtlsCertificateId) -> Option<&Kept> {
        self.certificates.iter().find(|kept| kept.id == *id)
    }
}

impl RotateLevel {
    async fn hostnames(&self, zone: &ZoneId, id: &MtlsCertificateId) -> Result<Vec<String>, Error> {
        let group = self.upload.group.client.certificate_authority_hostnames(zone);
        match group.get().mtls_certificate_id(id).result().await {
            Ok(hostnames) => {
                let hostnames = hostnames.hostnames.unwrap_or_default().into_iter();
                Ok(hostnames.map(|hostname| hostname.to_ascii_lowercase()).collect())
            }
            Err(error) if error.is_not_found() => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Replaces an authority's hostnames in a zone. One that is gone has none.
    async fn put(&self, zone: &str, id: &str, hostnames: Vec<String>) -> Result<(), Error> {
        let none = hostnames.is_empty();
        let body = UpdateCertificateAuthorityHostnames::for_authority(id, hostnames);
        let group = self.upload.group.client.certificate_authority_hostnames(zone);
        match group.update(body).result().await {
            Err(error) if none && error.is_not_found() => Ok(()),
            outcome => outcome.map(drop),
        }
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
        let zones = match &self.zones {
            Some(zones) => zones.clone(),
            None => zones::all(&group.client, &group.account_id).await?,
        };
        let new = self.upload.find(&certificates).map(|new| new.id.clone());
        let mut seen =
            Seen { certificates, zones: Vec::new(), new_services: Vec::new(), old_services: Vec::new() };
        if seen.certificate(&self.old).is_some() {
            for zone in &zones {
                let old = self.hostnames(zone, &self.old).await?;
                let new = match &new {
                    // What the new one has beside them is nobody's business here.
                    Some(new) if !old.is_empty() => self.hostnames(zone, new).await?,
                    _ => Vec::new(),
                };
                seen.zones.push(InZone { zone: zone.clone(), old, new });
            }
            if seen.zones.iter().all(|zone| zone.old.is_empty()) {
                seen.old_services = services(group, &self.old).await?;
            }
        }
        if let Some(new) = &new {
            seen.new_services = services(group, new).await?;
        }
        self.zones = Some(zones);
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
        steps.extend(self.grace.step(self.afterwards.grace, ready, run));
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
                let present = seen.zones.iter().find(|one| one.zone == *zone.as_str());
                let present = present.map(|one| one.new.clone()).unwrap_or_default();
                self.put(zone, to, [present, hostnames.clone()].concat()).await?;
                self.moved.extend_from_slice(hostnames);
            }
            Step::Clear { certificate, zone: Some(zone), .. } => {
                self.put(zone, certificate, Vec::new()).await?;
            }
            Step::Delete { id, .. } => match self.upload.group.delete(Id::from(id.as_str())).result().await {
                Err(error) if !error.is_not_found() => return Err(error),
                _ => self.deleted.push(self.old.clone()),
            },
            _ => self.upload.upload().await?,
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

    fn notes(&self, seen: &Seen) -> Vec<String> {
        let services: Vec<_> = seen.old_services.iter().map(|(service, _)| service.as_str()).collect();
        if services.is_empty() {
            return Vec::new();
        }
        vec![format!("{} is used by {}, which this API can't move", self.old, services.join(", "))]
    }
}
