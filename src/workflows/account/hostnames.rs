//! The hostnames, zone by zone, that ask visitors for certificates of an account's authority.
//!
//! An account has many zones, and each zone one list for each authority, which every update
//! replaces. So a list is read again right before it is written, and after a write it alone is
//! looked at, not all the others: with 50 zones that is the difference between some hundred
//! requests and some thousand.

use super::Kept;
use crate::client::Client;
use crate::generated::operations::MtlsCertificatesGroup;
use crate::generated::types::{MtlsCertificateId, UpdateCertificateAuthorityHostnames};
use crate::workflows::zones;
use cloudflare_core::prelude::*;
use cloudflare_core::{AccountId, Error, ZoneId};

/// The lists of one zone: of the authority that is looked at, and of the one that follows it.
#[derive(Clone, Debug)]
pub(super) struct InZone {
    pub(super) zone: ZoneId,
    pub(super) old: Vec<String>,
    /// Empty where the old one's list is: what else is on it is nobody's business here.
    pub(super) new: Vec<String>,
}

impl InZone {
    /// The hostnames that ask for certificates of the old one alone.
    pub(super) fn open(&self) -> Vec<String> {
        self.old.iter().filter(|hostname| !self.new.contains(hostname)).cloned().collect()
    }
}

/// The lists of all zones, as they were seen last.
pub(super) struct Askers {
    client: Client,
    account: AccountId,
    /// The zones that a caller gave; without any, those that the service lists.
    given: Option<Vec<ZoneId>>,
    seen: Vec<InZone>,
    /// The authority that follows, when they were seen.
    new: Option<MtlsCertificateId>,
    /// The zone that was written since, whose lists alone are to be read again.
    written: Option<ZoneId>,
    doubtful: bool,
}

impl Askers {
    pub(super) fn new(group: &MtlsCertificatesGroup, given: Option<Vec<ZoneId>>) -> Self {
        Self {
            client: group.client.clone(),
            account: group.account_id.clone(),
            given: given.map(zones::once),
            seen: Vec::new(),
            new: None,
            written: None,
            doubtful: false,
        }
    }

    /// Looks at the lists: at those of the zone that was written since the last look, or else at all.
    pub(super) async fn look(
        &mut self,
        old: &Kept,
        new: Option<&MtlsCertificateId>,
    ) -> Result<Vec<InZone>, Error> {
        // A leaf is nobody's authority, and has no such lists.
        if old.certificate.ca == Some(false) {
            return Ok(Vec::new());
        }
        let written = self.written.take().filter(|_| self.new.as_ref() == new);
        if let Some(zone) = written {
            let read = self.read(&zone, &old.id, new).await;
            // Without an answer, the next look is at all.
            let read = read.inspect_err(|_| self.new = None)?;
            if let Some(known) = self.seen.iter_mut().find(|known| known.zone == zone) {
                *known = read;
            }
            return Ok(self.seen.clone());
        }
        let zones = match &self.given {
            Some(zones) => zones.clone(),
            None => zones::once(zones::all(&self.client, &self.account).await?),
        };
        self.seen.clear();
        for zone in &zones {
            let read = self.read(zone, &old.id, new).await?;
            self.seen.push(read);
        }
        self.new = new.cloned();
        // A list of zones can come empty.
        self.doubtful = self.given.is_none() && zones.is_empty();
        Ok(self.seen.clone())
    }

    /// Whether there is more to look at before anything is taken away.
    pub(super) fn doubts(&self) -> bool {
        self.doubtful
    }

    /// Has hostnames of a zone ask for certificates of the new one, beside those that do.
    pub(super) async fn attach(&mut self, zone: &str, new: &str, hostnames: &[String]) -> Result<(), Error> {
        self.written = Some(zone.into());
        self.doubtful = true;
        let mut all = self.list(&zone.into(), &new.into()).await?;
        all.extend_from_slice(hostnames);
        all.sort();
        all.dedup();
        self.put(zone, new, all).await
    }

    /// Has no hostname of a zone ask for certificates of the old one. Whether it was done: a hostname
    /// that has come meanwhile and doesn't ask for those of the new one isn't cut off.
    pub(super) async fn clear(
        &mut self,
        zone: &str,
        old: &str,
        new: Option<&MtlsCertificateId>,
    ) -> Result<bool, Error> {
        self.written = Some(zone.into());
        if new.is_some() && !self.read(&zone.into(), &old.into(), new).await?.open().is_empty() {
            return Ok(false);
        }
        self.put(zone, old, Vec::new()).await.map(|()| true)
    }

    async fn read(
        &self,
        zone: &ZoneId,
        old: &MtlsCertificateId,
        new: Option<&MtlsCertificateId>,
    ) -> Result<InZone, Error> {
        let old = self.list(zone, old).await?;
        let new = match new {
            Some(new) if !old.is_empty() => self.list(zone, new).await?,
            _ => Vec::new(),
        };
        Ok(InZone { zone: zone.clone(), old, new })
    }

    async fn list(&self, zone: &ZoneId, id: &MtlsCertificateId) -> Result<Vec<String>, Error> {
        let group = self.client.certificate_authority_hostnames(zone);
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
        let group = self.client.certificate_authority_hostnames(zone);
        match group.update(body).result().await {
            Err(error) if none && error.is_not_found() => Ok(()),
            outcome => outcome.map(drop),
        }
    }
}
