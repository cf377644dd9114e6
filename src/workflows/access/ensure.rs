//! Having Access trust an authority, once.

use std::time::Duration;

use super::{Trusted, all, attach, delete};
use crate::generated::operations::AccessCertificatesGroup;
use crate::generated::types::{AccessCertificate, AccessCertificateId, CreateAccessCertificate};
use crate::workflows::arrival::Arrival;
use crate::workflows::drive::Level;
use crate::workflows::ensure::{Ensured, Origin};
use crate::workflows::error::{Result, WorkflowError, WorkflowErrorKind};
use crate::workflows::fitness::{Fitness, fitness_setting};
use crate::workflows::identity::Identity;
use crate::workflows::kind::CertificateKind;
use crate::workflows::plan::Step;
use crate::workflows::run::{Run, RunSettings};
use crate::workflows::workflow::{driven, run_settings};
use cloudflare_core::Error;
use cloudflare_core::prelude::*;

/// How long an upload without an answer is looked for before it is sent again, in looks: about 20
/// seconds. The service takes the same certificate twice, so patience is all there is.
const LOOKS: u32 = 6;

const KIND: CertificateKind = CertificateKind::Access;

/// Adds an Access certificate unless it is there.
///
/// Made by [`AccessCertificatesGroup::ensure`]. It is known by its fingerprint, name and expiry.
#[derive(Debug)]
#[must_use = "a workflow does nothing until it is run"]
pub struct EnsureAccessCertificate {
    group: AccessCertificatesGroup,
    name: String,
    certificate: String,
    hostnames: Vec<String>,
    fitness: Fitness,
    run: RunSettings,
}

impl EnsureAccessCertificate {
    pub(in crate::workflows) fn new(
        group: &AccessCertificatesGroup,
        name: String,
        certificate: String,
    ) -> Self {
        let run = RunSettings::new(Duration::from_secs(10 * 60));
        let (hostnames, fitness) = (Vec::new(), Fitness::default());
        Self { group: group.clone(), name, certificate, hostnames, fitness, run }
    }

    /// Hostnames that are to use it, beside those that do already.
    pub fn hostnames(mut self, hostnames: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let hostnames = hostnames.into_iter().map(|hostname| hostname.into().to_ascii_lowercase());
        self.hostnames = hostnames.collect();
        self
    }

    fitness_setting!();
    run_settings!(
        /// Without it, 10 minutes.
    );

    fn level(&self) -> Result<EnsureLevel> {
        self.fitness.authority(&self.group.client, &self.certificate)?;
        let upload = AccessUpload::new(&self.group, Some(self.name.clone()), &self.certificate)?;
        Ok(EnsureLevel { upload, hostnames: self.hostnames.clone() })
    }
}

driven!(EnsureAccessCertificate, Ensured<AccessCertificate>);

struct EnsureLevel {
    upload: AccessUpload,
    hostnames: Vec<String>,
}

impl Level for EnsureLevel {
    type Seen = Vec<Trusted>;
    type Output = Ensured<AccessCertificate>;

    fn of(&self) -> String {
        let AccessUpload { group, identity, .. } = &self.upload;
        format!("ensure the {KIND} {identity}… in {}", group.scope)
    }

    async fn look(&mut self) -> Result<Vec<Trusted>, Error> {
        self.upload.look().await
    }

    fn compare(&mut self, seen: &Vec<Trusted>, _: &Run) -> Result<Vec<Step>> {
        let mut steps = self.upload.steps(seen, self.upload.name.clone().as_deref());
        let found = self.upload.find(seen);
        let lacks = found.map_or_else(|| self.hostnames.clone(), |found| found.lacks(&self.hostnames));
        if !lacks.is_empty() {
            let to = found.map(|found| found.id.to_string());
            steps.push(Step::Attach { hostnames: lacks, to, zone: None });
        }
        Ok(steps)
    }

    async fn act(&mut self, step: &Step, seen: &Vec<Trusted>) -> Result<(), Error> {
        match (step, self.upload.find(seen)) {
            (Step::Attach { hostnames, .. }, Some(found)) => {
                attach(&self.upload.group, found, hostnames).await
            }
            (step, _) => self.upload.act(step).await,
        }
    }

    fn finish(self, seen: Vec<Trusted>) -> Result<Self::Output> {
        self.upload.ensured(&seen)
    }
}

/// One certificate that is to be there: the part that ensuring and rotating have in common.
pub(super) struct AccessUpload {
    pub(super) group: AccessCertificatesGroup,
    pub(super) identity: Identity,
    /// The name that it has to have; `None` for any.
    pub(super) name: Option<String>,
    certificate: String,
    answered: Option<AccessCertificateId>,
    arrival: Arrival,
}

impl AccessUpload {
    pub(super) fn new(
        group: &AccessCertificatesGroup,
        name: Option<String>,
        certificate: &str,
    ) -> Result<Self> {
        Ok(Self {
            group: group.clone(),
            identity: Identity::of_pem(certificate)?,
            name,
            certificate: certificate.to_owned(),
            answered: None,
            arrival: Arrival::default(),
        })
    }

    /// All certificates of the account or the zone. Before the one that is meant is added they are
    /// read twice: a list can come empty, and the service takes the same certificate twice.
    pub(super) async fn look(&self) -> Result<Vec<Trusted>, Error> {
        let seen = all(&self.group).await?;
        if self.is_known() || self.find(&seen).is_some() { Ok(seen) } else { all(&self.group).await }
    }

    fn is_it(&self, one: &Trusted) -> bool {
        one.is(&self.identity) && self.name.as_ref().is_none_or(|name| *name == one.name)
    }

    /// The certificate. Of several, the one that was there first: two runs choose the same.
    pub(super) fn find<'a>(&self, seen: &'a [Trusted]) -> Option<&'a Trusted> {
        let found = seen.iter().filter(|one| self.is_it(one));
        found.min_by(|one, other| one.order().cmp(&other.order()))
    }

    /// Whether it was there, or is on its way.
    pub(super) fn is_known(&self) -> bool {
        self.arrival.is_known()
    }

    /// What is to be done until the certificate is there once.
    pub(super) fn steps(&mut self, seen: &[Trusted], name: Option<&str>) -> Vec<Step> {
        let sha256 = self.identity.sha256().to_owned();
        let Some(found) = self.find(seen) else {
            // A list that doesn't show what is there can't be believed in anything else either.
            if self.is_known() {
                self.arrival.missed();
                return vec![Step::AwaitUpload { kind: KIND, sha256 }];
            }
            let name = name.map(str::to_owned);
            return vec![Step::Add { sha256, name }];
        };
        self.arrival.seen();
        // Somebody else was first: this run's own is one too many, and nothing uses it.
        let own = self.answered.as_ref().filter(|own| **own != found.id);
        let own = seen.iter().find(|one| Some(&one.id) == own && one.hostnames.is_empty());
        own.map(|own| Step::Delete { kind: KIND, id: own.id.to_string() }).into_iter().collect()
    }

    pub(super) async fn act(&mut self, step: &Step) -> Result<(), Error> {
        match step {
            Step::Add { name, .. } => self.add(name.clone().unwrap_or_default()).await,
            Step::Delete { id, .. } => delete(&self.group, id).await,
            _ => Ok(()),
        }
    }

    async fn add(&mut self, name: String) -> Result<(), Error> {
        let body = CreateAccessCertificate::new(name, self.certificate.as_str());
        let answer = self.group.create(body).result().await;
        self.answered = self.arrival.answered(answer, LOOKS)?.id;
        Ok(())
    }

    pub(super) fn ensured(&self, seen: &[Trusted]) -> Result<Ensured<AccessCertificate>> {
        let Some(found) = self.find(seen) else {
            return Err(WorkflowError::new(WorkflowErrorKind::Missing, "the certificate is gone again"));
        };
        let is_own = self.answered.as_ref() == Some(&found.id);
        let origin = if is_own { Origin::Created } else { Origin::Adopted };
        Ok(Ensured { id: found.id.clone(), certificate: found.certificate.clone(), origin })
    }
}
