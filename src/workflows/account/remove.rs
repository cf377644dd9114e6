//! Ending the use of an account's certificate, and deleting it.
//!
//! The hostnames that ask for an authority's certificates are this API's to clear. Other services
//! that use a certificate are not: they are named, and waited for.

use std::time::Duration;

use super::hostnames::{Askers, InZone};
use super::{Kept, one, services};
use crate::generated::operations::MtlsCertificatesGroup;
use crate::generated::types::MtlsCertificateId;
use crate::workflows::detach::{Detached, Removed};
use crate::workflows::drive::Level;
use crate::workflows::error::Result;
use crate::workflows::kind::CertificateKind;
use crate::workflows::plan::Step;
use crate::workflows::run::{Run, RunSettings};
use crate::workflows::workflow::{driven, run_settings};
use cloudflare_core::prelude::*;
use cloudflare_core::{Error, Id, ZoneId};

const KIND: CertificateKind = CertificateKind::Account;

/// Has no hostname ask for certificates of an account's authority any more.
///
/// Made by [`MtlsCertificatesGroup::detach`]. Hostnames are looked for in the zones that are
/// [given](Self::zones); without any, in those that the service lists for the account.
#[derive(Debug)]
#[must_use = "a workflow does nothing until it is run"]
pub struct DetachAccountAuthority {
    removal: Removal,
}

/// Has no hostname ask for certificates of an account's certificate, and deletes it as soon as no
/// service uses it.
///
/// Made by [`MtlsCertificatesGroup::remove`]. Hostnames are looked for in the zones that are
/// [given](Self::zones); without any, in those that the service lists for the account.
#[derive(Debug)]
#[must_use = "a workflow does nothing until it is run"]
pub struct RemoveAccountCertificate {
    removal: Removal,
}

/// What both are told.
#[derive(Debug)]
struct Removal {
    group: MtlsCertificatesGroup,
    id: MtlsCertificateId,
    zones: Option<Vec<ZoneId>>,
    run: RunSettings,
}

impl Removal {
    fn new(group: &MtlsCertificatesGroup, id: MtlsCertificateId) -> Self {
        Self { group: group.clone(), id, zones: None, run: RunSettings::new(Duration::from_secs(10 * 60)) }
    }

    fn level(&self) -> RemoveLevel {
        RemoveLevel {
            group: self.group.clone(),
            id: self.id.clone(),
            askers: Askers::new(&self.group, self.zones.clone()),
            released: Vec::new(),
            deleted: false,
        }
    }
}

macro_rules! removal {
    ($name:ident, $level:ident, $output:ty, $make:expr) => {
        impl $name {
            pub(in crate::workflows) fn new(group: &MtlsCertificatesGroup, id: MtlsCertificateId) -> Self {
                Self { removal: Removal::new(group, id) }
            }

            /// The zones whose hostnames are looked at, in place of those that the service lists.
            pub fn zones(mut self, zones: impl IntoIterator<Item = impl Into<ZoneId>>) -> Self {
                self.removal.zones = Some(zones.into_iter().map(Into::into).collect());
                self
            }

            run_settings!(
                removal;
                /// Without it, 10 minutes.
            );

            fn level(&self) -> Result<$level> {
                Ok($make(self.removal.level()))
            }
        }

        driven!($name, $output, removal);
    };
}

removal!(DetachAccountAuthority, DetachLevel, Detached, DetachLevel);
removal!(RemoveAccountCertificate, RemoveLevel, Removed, std::convert::identity);

struct RemoveLevel {
    group: MtlsCertificatesGroup,
    id: MtlsCertificateId,
    askers: Askers,
    released: Vec<String>,
    deleted: bool,
}

/// The certificate, if it is there, and who uses it.
struct Seen {
    kept: Option<Kept>,
    zones: Vec<InZone>,
    services: Vec<String>,
}

impl RemoveLevel {
    fn clearing(&self, seen: &Seen) -> Vec<Step> {
        let asking = seen.zones.iter().filter(|zone| !zone.old.is_empty());
        asking
            .map(|asking| Step::Clear {
                hostnames: asking.old.clone(),
                certificate: self.id.to_string(),
                zone: Some(asking.zone.to_string()),
            })
            .collect()
    }
}

impl Level for RemoveLevel {
    type Seen = Seen;
    type Output = Removed;

    fn of(&self) -> String {
        format!("remove the {KIND} {} of account {}", self.id, self.group.account_id)
    }

    async fn look(&mut self) -> Result<Seen, Error> {
        let mut seen =
            Seen { kept: one(&self.group, &self.id).await?, zones: Vec::new(), services: Vec::new() };
        if let Some(kept) = &seen.kept {
            seen.zones = self.askers.look(kept, None).await?;
            if seen.zones.iter().all(|zone| zone.old.is_empty()) {
                let services = services(&self.group, &self.id).await?;
                seen.services = services.into_iter().map(|(service, _)| service).collect();
            }
        }
        Ok(seen)
    }

    fn compare(&mut self, seen: &Seen, _: &Run) -> Result<Vec<Step>> {
        if seen.kept.is_none() {
            return Ok(Vec::new());
        }
        let mut steps = self.clearing(seen);
        let certificate = self.id.to_string();
        if !seen.services.is_empty() {
            let services = seen.services.clone();
            steps.push(Step::AwaitUnused { certificate: certificate.clone(), services });
        }
        steps.push(Step::Delete { kind: KIND, id: certificate });
        Ok(steps)
    }

    async fn act(&mut self, step: &Step, _: &Seen) -> Result<(), Error> {
        match step {
            Step::Clear { hostnames, certificate, zone: Some(zone) } => {
                self.askers.clear(zone, certificate, None).await?;
                self.released.extend_from_slice(hostnames);
            }
            Step::Delete { id, .. } => match self.group.delete(Id::from(id.as_str())).result().await {
                Err(error) if !error.is_not_found() => return Err(error),
                _ => self.deleted = true,
            },
            _ => {}
        }
        Ok(())
    }

    fn doubts(&self, _: &Seen) -> bool {
        self.askers.doubts()
    }

    fn finish(self, _: Seen) -> Result<Removed> {
        Ok(Removed { released: self.released, deleted: self.deleted })
    }

    fn notes(&self, seen: &Seen) -> Vec<String> {
        super::unmovable(&self.id, &seen.services)
    }
}

struct DetachLevel(RemoveLevel);

impl Level for DetachLevel {
    type Seen = Seen;
    type Output = Detached;

    fn of(&self) -> String {
        format!("release all hostnames from the {KIND} {}", self.0.id)
    }

    async fn look(&mut self) -> Result<Seen, Error> {
        self.0.look().await
    }

    fn compare(&mut self, seen: &Seen, _: &Run) -> Result<Vec<Step>> {
        Ok(self.0.clearing(seen))
    }

    async fn act(&mut self, step: &Step, seen: &Seen) -> Result<(), Error> {
        self.0.act(step, seen).await
    }

    fn doubts(&self, seen: &Seen) -> bool {
        self.0.doubts(seen)
    }

    fn finish(self, _: Seen) -> Result<Detached> {
        Ok(Detached { released: self.0.released })
    }

    fn notes(&self, seen: &Seen) -> Vec<String> {
        self.0.notes(seen)
    }
}
