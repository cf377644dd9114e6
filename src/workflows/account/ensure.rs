//! Having an account's certificate there, once.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{Kept, all, digests};
use crate::generated::operations::MtlsCertificatesGroup;
use crate::generated::types::{CreateMtlsCertificate, MtlsCertificate, MtlsCertificateId};
use crate::workflows::arrival::Arrival;
use crate::workflows::drive::Level;
use crate::workflows::ensure::{Ensured, LOOKS, Origin};
use crate::workflows::error::{Result, WorkflowError, WorkflowErrorKind};
use crate::workflows::fitness::{Fitness, fitness_setting};
use crate::workflows::identity::Identity;
use crate::workflows::kind::CertificateKind;
use crate::workflows::plan::Step;
use crate::workflows::run::{Run, RunSettings};
use crate::workflows::workflow::{driven, run_settings};
use cloudflare_core::Error;
use cloudflare_core::prelude::*;

const KIND: CertificateKind = CertificateKind::Account;

/// Uploads a certificate, or a bundle, to an account unless it is there.
///
/// Made by [`MtlsCertificatesGroup::ensure`]. It is known by the certificates in it, whatever its
/// name and their order.
#[derive(Debug)]
#[must_use = "a workflow does nothing until it is run"]
pub struct EnsureAccountCertificate {
    group: MtlsCertificatesGroup,
    body: CreateMtlsCertificate,
    fitness: Fitness,
    run: RunSettings,
}

impl EnsureAccountCertificate {
    pub(in crate::workflows) fn new(group: &MtlsCertificatesGroup, body: CreateMtlsCertificate) -> Self {
        let (fitness, run) = (Fitness::default(), RunSettings::new(Duration::from_secs(10 * 60)));
        Self { group: group.clone(), body, fitness, run }
    }

    fitness_setting!();
    run_settings!(
        /// Without it, 10 minutes.
    );

    fn level(&self) -> Result<EnsureLevel> {
        Ok(EnsureLevel(AccountUpload::new(&self.group, &self.body, self.fitness)?))
    }
}

driven!(EnsureAccountCertificate, Ensured<MtlsCertificate>);

struct EnsureLevel(AccountUpload);

impl Level for EnsureLevel {
    type Seen = Vec<Kept>;
    type Output = Ensured<MtlsCertificate>;

    fn of(&self) -> String {
        let AccountUpload { group, identity, .. } = &self.0;
        format!("ensure the {KIND} {identity}… in account {}", group.account_id)
    }

    async fn look(&mut self) -> Result<Vec<Kept>, Error> {
        all(&self.0.group).await
    }

    fn compare(&mut self, seen: &Vec<Kept>, _: &Run) -> Result<Vec<Step>> {
        Ok(self.0.steps(seen))
    }

    async fn act(&mut self, _: &Step, _: &Vec<Kept>) -> Result<(), Error> {
        self.0.upload().await
    }

    fn finish(self, seen: Vec<Kept>) -> Result<Self::Output> {
        self.0.ensured(&seen)
    }
}

/// One certificate that is to be there: the part that ensuring and rotating have in common.
pub(super) struct AccountUpload {
    pub(super) group: MtlsCertificatesGroup,
    /// Of the first certificate, for people to read.
    pub(super) identity: Identity,
    digests: BTreeSet<String>,
    body: CreateMtlsCertificate,
    answered: Option<MtlsCertificateId>,
    arrival: Arrival,
}

impl AccountUpload {
    /// Checks what can be checked before anything is sent.
    pub(super) fn new(
        group: &MtlsCertificatesGroup,
        body: &CreateMtlsCertificate,
        fitness: Fitness,
    ) -> Result<Self> {
        match (&body.private_key, body.ca) {
            (_, true) => fitness.authority(&group.client, &body.certificates)?,
            (Some(private_key), false) => fitness.leaf(&group.client, &body.certificates, private_key)?,
            (None, false) => {}
        }
        Ok(Self {
            group: group.clone(),
            identity: Identity::of_pem(&body.certificates)?,
            digests: digests(&body.certificates),
            body: body.clone(),
            answered: None,
            arrival: Arrival::default(),
        })
    }

    pub(super) fn find<'a>(&self, seen: &'a [Kept]) -> Option<&'a Kept> {
        seen.iter().find(|kept| kept.digests == self.digests)
    }

    /// Whether it was there, or is on its way.
    pub(super) fn is_known(&self) -> bool {
        self.arrival.is_known()
    }

    /// What is to be done until the certificate is there.
    pub(super) fn steps(&mut self, seen: &[Kept]) -> Vec<Step> {
        let (kind, sha256) = (KIND, self.identity.sha256().to_owned());
        if self.find(seen).is_some() {
            self.arrival.seen();
            return Vec::new();
        }
        // A list that doesn't show what is there can't be believed in anything else either.
        if self.is_known() {
            self.arrival.missed();
            return vec![Step::AwaitUpload { kind, sha256 }];
        }
        vec![Step::Upload { kind, sha256, revives: None }]
    }

    pub(super) async fn upload(&mut self) -> Result<(), Error> {
        let answer = self.group.create(self.body.clone()).result().await;
        self.answered = self.arrival.answered(answer, LOOKS)?.id;
        Ok(())
    }

    pub(super) fn ensured(&self, seen: &[Kept]) -> Result<Ensured<MtlsCertificate>> {
        let Some(found) = self.find(seen) else {
            return Err(WorkflowError::new(WorkflowErrorKind::Missing, "the certificate is gone again"));
        };
        let is_own = self.answered.as_ref() == Some(&found.id);
        let origin = if is_own { Origin::Created } else { Origin::Adopted };
        Ok(Ensured { id: found.id.clone(), certificate: found.certificate.clone(), origin })
    }
}
