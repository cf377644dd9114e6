//! Uploading only what isn't there.
//!
//! Of several runs, lost answers and second writers one certificate comes out, found by itself:
//! the service refuses an identical one (1406), and a run that is refused looks and adopts.

use std::time::Duration;

use super::arrival::Arrival;
use super::drive::Level;
use super::error::{Result, WorkflowError, WorkflowErrorKind};
use super::fitness::{Fitness, fitness_setting};
use super::identity::Identity;
use super::origin_pulls::{OriginPullCertificates, Stored, all, one};
use super::plan::Step;
use super::run::{Run, RunSettings};
use super::standing::Standing;
use super::workflow::{driven, run_settings};
use cloudflare_core::{Error, Id, Secret};

/// How long an upload without an answer is looked for before it is sent again, in looks.
pub(super) const LOOKS: u32 = 3;

/// How a certificate came to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// This run uploaded it.
    Created,
    /// It was there; maybe an upload of this run put it there whose answer was lost.
    Adopted,
    /// It had been deleted, and came back under its old identifier by this run's upload.
    Revived,
}

/// A certificate that is there, whether or not it was before.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Ensured<C> {
    /// The certificate's identifier.
    pub id: Id<C>,
    /// The certificate as the service has it, with its status.
    pub certificate: C,
    /// How it came to be there.
    pub origin: Origin,
}

/// Uploads a certificate unless it is there.
///
/// Made by [`ZoneCertificatesGroup::ensure`](crate::operations::ZoneCertificatesGroup::ensure) and
/// [`HostnameCertificatesGroup::ensure`](crate::operations::HostnameCertificatesGroup::ensure).
#[derive(Debug)]
#[must_use = "a workflow does nothing until it is run"]
pub struct Ensure<G> {
    group: G,
    certificate: String,
    private_key: Secret,
    fitness: Fitness,
    run: RunSettings,
}

impl<G: OriginPullCertificates> Ensure<G> {
    pub(super) fn new(group: &G, certificate: String, private_key: Secret) -> Self {
        let run = RunSettings::new(Duration::from_secs(10 * 60));
        let fitness = Fitness::default();
        Self { group: group.clone(), certificate, private_key, fitness, run }
    }

    fitness_setting!();
    run_settings!(
        /// Without it, 10 minutes: a certificate that is being deleted is waited for.
    );

    fn level(&self) -> Result<EnsureLevel<G>> {
        self.fitness.leaf(self.group.held(), &self.certificate, &self.private_key)?;
        Ok(EnsureLevel(Upload::new(&self.group, &self.certificate, &self.private_key)?))
    }
}

driven!(Ensure<G: OriginPullCertificates>, Ensured<G::Certificate>);

struct EnsureLevel<G: OriginPullCertificates>(Upload<G>);

impl<G: OriginPullCertificates> Level for EnsureLevel<G> {
    type Seen = Vec<Stored<G::Certificate>>;
    type Output = Ensured<G::Certificate>;

    fn of(&self) -> String {
        let Upload { group, identity, .. } = &self.0;
        format!("ensure the {} {identity}… in zone {}", G::KIND, group.zone())
    }

    async fn look(&mut self) -> Result<Self::Seen, Error> {
        self.0.look().await
    }

    fn compare(&mut self, seen: &Self::Seen, _: &Run) -> Result<Vec<Step>> {
        self.0.steps(seen)
    }

    async fn act(&mut self, step: &Step, seen: &Self::Seen) -> Result<(), Error> {
        self.0.act(step, seen).await
    }

    fn finish(self, seen: Self::Seen) -> Result<Self::Output> {
        self.0.ensured(&seen)
    }
}

/// One certificate that is to be there: the part that ensuring and rotating have in common.
pub(super) struct Upload<G: OriginPullCertificates> {
    pub(super) group: G,
    pub(super) identity: Identity,
    certificate: String,
    private_key: Secret,
    /// What the service answered to this run's upload.
    answered: Option<(Id<G::Certificate>, Origin)>,
    arrival: Arrival,
    saw_nothing: bool,
}

impl<G: OriginPullCertificates> Upload<G> {
    /// Checks what can be checked before anything is sent.
    pub(super) fn new(group: &G, certificate: &str, private_key: &Secret) -> Result<Self> {
        Ok(Self {
            group: group.clone(),
            identity: Identity::of_pem(certificate)?,
            certificate: certificate.to_owned(),
            private_key: private_key.clone(),
            answered: None,
            arrival: Arrival::default(),
            saw_nothing: false,
        })
    }

    /// All certificates of the group, and the one that was uploaded also where the list doesn't have
    /// it: one that no hostname uses has no place in a list of associations.
    pub(super) async fn look(&mut self) -> Result<Vec<Stored<G::Certificate>>, Error> {
        let mut seen = all(&self.group).await?;
        self.saw_nothing = seen.is_empty();
        if let Some((id, _)) = &self.answered
            && !seen.iter().any(|stored| stored.id == *id)
        {
            seen.extend(one(&self.group, id).await?);
        }
        Ok(seen)
    }

    /// Whether the last list was empty.
    pub(super) fn saw_nothing(&self) -> bool {
        self.saw_nothing
    }

    /// The certificate, in the best state that it is there in.
    pub(super) fn find<'a>(&self, seen: &'a [Stored<G::Certificate>]) -> Option<&'a Stored<G::Certificate>> {
        seen.iter().filter(|stored| self.is_it(stored)).min_by_key(|stored| match stored.standing {
            Standing::Active => 0,
            Standing::Coming => 1,
            Standing::Unknown => 2,
            Standing::Going => 3,
            Standing::NotDeployed | Standing::NotDeleted => 4,
            Standing::Gone => 5,
        })
    }

    fn is_it(&self, stored: &Stored<G::Certificate>) -> bool {
        match &stored.sha256 {
            Some(sha256) => sha256 == self.identity.sha256(),
            // The service doesn't always return the text, but it said what became of the upload.
            None => self.answered.as_ref().is_some_and(|(id, _)| *id == stored.id),
        }
    }

    /// What is to be done until the certificate is there, active or on its way.
    pub(super) fn steps(&mut self, seen: &[Stored<G::Certificate>]) -> Result<Vec<Step>> {
        let kind = G::KIND;
        let upload = |revives| Step::Upload { kind, sha256: self.identity.sha256().to_owned(), revives };
        let Some(found) = self.find(seen) else {
            if self.arrival.is_known() {
                self.arrival.missed();
                let sha256 = self.identity.sha256().to_owned();
                return Ok(vec![Step::AwaitUpload { kind, sha256 }]);
            }
            return Ok(vec![upload(None)]);
        };
        self.arrival.seen();
        let id = found.id.to_string();
        match found.standing {
            Standing::Active | Standing::Coming | Standing::Unknown => Ok(Vec::new()),
            Standing::Gone => Ok(vec![upload(Some(id))]),
            Standing::Going => {
                let status = Some(found.status.clone());
                let gone = Step::AwaitDeleted { kind, id: id.clone(), status };
                Ok(vec![gone, upload(Some(id))])
            }
            Standing::NotDeployed | Standing::NotDeleted => Err(gave_up(kind, &id, &found.status)),
        }
    }

    pub(super) async fn act(&mut self, step: &Step, seen: &[Stored<G::Certificate>]) -> Result<(), Error> {
        let Step::Upload { .. } = step else { return Ok(()) };
        let uploaded = self.group.upload(&self.certificate, &self.private_key).await;
        let certificate = self.arrival.answered(uploaded, LOOKS)?;
        if let Some(stored) = G::stored(certificate) {
            let was_there = seen.iter().any(|known| known.id == stored.id);
            let origin = if was_there { Origin::Revived } else { Origin::Created };
            self.answered = Some((stored.id, origin));
        }
        Ok(())
    }

    pub(super) fn ensured(&self, seen: &[Stored<G::Certificate>]) -> Result<Ensured<G::Certificate>> {
        let Some(found) = self.find(seen) else {
            // The comparison asks for an upload as long as it isn't there.
            return Err(WorkflowError::new(WorkflowErrorKind::Missing, "the certificate is gone again"));
        };
        let origin = match &self.answered {
            Some((id, origin)) if *id == found.id => *origin,
            _ => Origin::Adopted,
        };
        Ok(Ensured { id: found.id.clone(), certificate: found.certificate.clone(), origin })
    }
}

/// The service won't go on by itself.
pub(super) fn gave_up(kind: super::CertificateKind, id: &str, status: &str) -> WorkflowError {
    let problem = format!(
        "the service gave up on the {kind} {id}, which is {status}: remove it (`remove`), wait until it \
         is deleted, and run this again"
    );
    WorkflowError::new(WorkflowErrorKind::GaveUp, problem)
}
