//! Which hostname uses which hostname certificate, as workflows see it, and changing that for many
//! hostnames at once.

use std::sync::Arc;

use super::error::{Result, WorkflowError, WorkflowErrorKind};
use super::plan::{Step, names};
use super::standing::{Standing, words};
use crate::generated::operations::HostnameAssociationsGroup;
use crate::generated::types::{
    Association, HostnameAssociation, HostnameAssociationFilter, HostnameCertificateId,
};
use cloudflare_core::prelude::*;
use cloudflare_core::{Error, ErrorKind};

/// The most that one request changes.
const BATCH: usize = 100;
/// The most that a page of the list holds.
const PAGE: u64 = 1000;

/// A hostname's use of a certificate.
#[derive(Clone, Debug)]
pub(super) struct Use {
    pub(super) hostname: String,
    pub(super) certificate: HostnameCertificateId,
    /// Whether the certificate is shown to the origin. `None` when the answer doesn't say, and
    /// when the association was voided.
    pub(super) enabled: Option<bool>,
    pub(super) standing: Standing,
    pub(super) status: String,
}

impl Use {
    fn of(association: HostnameAssociation) -> Option<Self> {
        Some(Self {
            hostname: association.hostname?.to_ascii_lowercase(),
            certificate: association.cert_id?,
            enabled: association.enabled,
            standing: Standing::of(association.status.as_ref()),
            status: words(association.status.as_ref()),
        })
    }

    /// Whether the certificate is used, or is going to be. One that was voided shows for a while.
    pub(super) fn is_live(&self) -> bool {
        match self.standing {
            Standing::Going | Standing::Gone => false,
            // Its deletion failed: `null` says that it was voided.
            Standing::NotDeleted => self.enabled.is_some(),
            _ => true,
        }
    }
}

/// All associations of a zone, whatever their state.
pub(super) async fn uses(group: &HostnameAssociationsGroup) -> Result<Vec<Use>, Error> {
    let list = group.list().status([HostnameAssociationFilter::All]).per_page(PAGE);
    let mut items = list.items();
    let mut uses = Vec::new();
    while let Some(association) = items.try_next().await? {
        uses.extend(Use::of(association));
    }
    Ok(uses)
}

/// The hostnames that use a certificate, in order.
pub(super) fn using(uses: &[Use], certificate: &HostnameCertificateId) -> Vec<String> {
    let mut hostnames: Vec<_> = uses
        .iter()
        .filter(|one| one.certificate == *certificate && one.is_live())
        .map(|one| one.hostname.clone())
        .collect();
    hostnames.sort();
    hostnames.dedup();
    hostnames
}

/// A hostname's live use of a certificate, if it has one.
pub(super) fn use_of<'a>(uses: &'a [Use], hostname: &str) -> Option<&'a Use> {
    uses.iter().find(|one| one.hostname == hostname && one.is_live())
}

/// The steps that release hostnames, a request each.
pub(super) fn steps_to_void(hostnames: &[String], certificate: &HostnameCertificateId) -> Vec<Step> {
    let certificate = certificate.to_string();
    hostnames
        .chunks(BATCH)
        .map(|batch| Step::Void { hostnames: batch.to_vec(), certificate: certificate.clone() })
        .collect()
}

/// The hostnames on a certificate whose association isn't deployed yet.
///
/// # Errors
/// When the service gave one of them up.
pub(super) fn unsettled(uses: &[Use], certificate: &HostnameCertificateId) -> Result<Vec<String>> {
    // One that is switched off shows nothing, and nothing waits for it.
    let shown = uses
        .iter()
        .filter(|one| one.certificate == *certificate && one.is_live() && one.enabled != Some(false));
    let mut unsettled = Vec::new();
    for one in shown {
        match one.standing {
            Standing::Active => {}
            Standing::NotDeployed | Standing::NotDeleted => {
                let problem = format!(
                    "the service gave up on {}, whose association with {certificate} is {}: associate it \
                     again and run this again",
                    one.hostname, one.status
                );
                return Err(WorkflowError::new(WorkflowErrorKind::GaveUp, problem));
            }
            _ => unsettled.push(one.hostname.clone()),
        }
    }
    unsettled.sort();
    Ok(unsettled)
}

/// Sends changes of associations, and keeps what became of each hostname.
pub(super) struct Mover {
    pub(super) group: HostnameAssociationsGroup,
    pub(super) moved: Vec<String>,
    pub(super) refused: Vec<(String, Arc<Error>)>,
    /// What a batch that was refused falls into: each part is sent by itself.
    parts: Vec<Vec<String>>,
}

impl Mover {
    pub(super) fn new(group: HostnameAssociationsGroup) -> Self {
        Self { group, moved: Vec::new(), refused: Vec::new(), parts: Vec::new() }
    }

    pub(super) fn is_refused(&self, hostname: &str) -> bool {
        self.refused.iter().any(|(refused, _)| refused == hostname)
    }

    /// The steps that move hostnames, a request each.
    pub(super) fn steps(&self, hostnames: &[String], to: Option<&HostnameCertificateId>) -> Vec<Step> {
        let in_part = |hostname: &String| self.parts.iter().any(|part| part.contains(hostname));
        let (parted, others): (Vec<_>, Vec<_>) = hostnames.iter().cloned().partition(in_part);
        let open = |part: &Vec<String>| -> Vec<_> {
            part.iter().filter(|hostname| parted.contains(hostname)).cloned().collect()
        };
        let parts = self.parts.iter().map(open).filter(|part| !part.is_empty());
        let batches = parts.chain(others.chunks(BATCH).map(<[String]>::to_vec));
        let to = to.map(ToString::to_string);
        batches.map(|hostnames| Step::Move { hostnames, to: to.clone() }).collect()
    }

    /// Has hostnames use a certificate, by one request. The service takes it as a whole or not at
    /// all: of one that is refused, those whom it is about are remembered, and the others have
    /// steps of their own.
    ///
    /// # Errors
    /// What concerns all of them.
    pub(super) async fn send(&mut self, hostnames: &[String], to: &str, uses: &[Use]) -> Result<(), Error> {
        let config: Vec<_> = hostnames.iter().map(|hostname| wanted(hostname, to, uses)).collect();
        match self.group.update(config).result().await {
            Ok(_) => self.moved.extend_from_slice(hostnames),
            Err(error) if is_refusal(&error) => {
                self.parts.retain(|part| part.iter().all(|hostname| !hostnames.contains(hostname)));
                let [one, other, refused] = parted(&error, hostnames.to_vec());
                self.parts.extend([one, other].into_iter().filter(|part| !part.is_empty()));
                let error = Arc::new(error);
                self.refused.extend(refused.into_iter().map(|hostname| (hostname, Arc::clone(&error))));
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// The error for hostnames that were refused, if there are any.
    pub(super) fn refusal(&mut self, to: &str) -> Option<WorkflowError> {
        let (_, error) = self.refused.first()?;
        let hostnames: Vec<_> = self.refused.iter().map(|(hostname, _)| hostname.clone()).collect();
        let problem = format!("the service refuses to move {} to {to}: {error}", names(&hostnames));
        Some(WorkflowError::new(WorkflowErrorKind::Refused, problem))
    }
}

/// The request for one hostname. One that is switched off stays so.
fn wanted(hostname: &str, to: &str, uses: &[Use]) -> Association {
    let association = Association::new().hostname(hostname).cert_id(to);
    match use_of(uses, hostname) {
        None => association.enabled(true),
        Some(present) => match present.enabled {
            Some(enabled) => association.enabled(enabled),
            // Left out, it stays what it is.
            None => association,
        },
    }
}

/// Whether the service refuses what a request asks for, as opposed to asking at this time or at all.
fn is_refusal(error: &Error) -> bool {
    let status = error.status().map_or(0, |status| status.as_u16());
    let passes = status >= 500 || matches!(status, 408 | 425 | 429) || error.is_conflict();
    error.kind() == ErrorKind::Api && !passes && !error.is_authentication() && !error.is_not_found()
}

/// What to do with a batch that was refused: two parts to send again, each of its own, and those
/// that are refused for good.
fn parted(error: &Error, mut batch: Vec<String>) -> [Vec<String>; 3] {
    let culprits = culprits(error);
    let first = culprits.iter().min().copied().filter(|first| *first < batch.len());
    match first {
        // Those before the first that doesn't fit do fit.
        Some(first) if error.is_quota_exceeded() => {
            let refused = batch.split_off(first);
            [batch, Vec::new(), refused]
        }
        Some(_) => {
            let (mut others, mut refused) = (Vec::new(), Vec::new());
            for (index, hostname) in batch.into_iter().enumerate() {
                if culprits.contains(&index) { refused.push(hostname) } else { others.push(hostname) }
            }
            [others, Vec::new(), refused]
        }
        None if batch.len() > 1 && !error.is_quota_exceeded() => {
            let other = batch.split_off(batch.len() / 2);
            [batch, other, Vec::new()]
        }
        None => [Vec::new(), Vec::new(), batch],
    }
}

/// The entries of a request that an error points at.
fn culprits(error: &Error) -> Vec<usize> {
    let index = |pointer: &str| {
        pointer.trim_start_matches('#').strip_prefix("/config/")?.split('/').next()?.parse().ok()
    };
    error.errors().iter().filter_map(|error| error.source_pointer()).filter_map(index).collect()
}

/// Releases hostnames from a certificate, whichever of them still use it.
pub(super) async fn void(
    group: &HostnameAssociationsGroup,
    hostnames: &[String],
    certificate: &str,
) -> Result<(), Error> {
    // The certificate is named so that a hostname that was moved this instant isn't meant.
    let config: Vec<_> =
        hostnames.iter().map(|hostname| Association::void(hostname.as_str()).cert_id(certificate)).collect();
    match group.update(config).result().await {
        Ok(_) => Ok(()),
        // One of them has no association any more: the next look shows which are left.
        Err(error) if error.is_not_found() => Ok(()),
        Err(error) => Err(error),
    }
}
