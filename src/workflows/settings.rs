//! Changing some of Access's hostname settings and keeping the others.
//!
//! The settings are one list that every update replaces, and nothing tells whether it changed since
//! it was read. So it is read until two reads agree, written at once, and looked at again after a
//! moment: who read before and wrote after has overwritten it then, and it is merged again on top
//! of that.

use std::time::{Duration, Instant};

use serde::Deserialize;

use super::drive::Level;
use super::error::{Result, WorkflowError, WorkflowErrorKind};
use super::plan::{Step, names};
use super::run::{Run, RunSettings};
use super::workflow::{driven, run_settings};
use crate::generated::operations::AccessSettingsGroup;
use crate::generated::types::{HostnameSettings, UpdateAccessSettings};
use cloudflare_core::prelude::*;
use cloudflare_core::{Error, Method};

/// How long after a write the list is looked at once more.
const SETTLE: Duration = Duration::from_secs(2);
/// How many reads may disagree before the last one is taken.
const READS: u32 = 5;

/// Changes the settings of some hostnames and keeps all others.
///
/// Made by [`AccessSettingsGroup::merge`]. A change that somebody else makes meanwhile is kept; the
/// API has no way to notice one that falls between the last read and the write.
#[derive(Debug)]
#[must_use = "a workflow does nothing until it is run"]
pub struct MergeSettings {
    group: AccessSettingsGroup,
    wanted: Vec<HostnameSettings>,
    domains: Option<Vec<String>>,
    run: RunSettings,
}

/// What merging comes to.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Merged {
    /// All settings of the account or the zone, as they were seen last.
    pub settings: Vec<HostnameSettings>,
    /// How often the list was written: 0 when everything was as wanted.
    pub writes: u32,
}

impl MergeSettings {
    pub(super) fn new(group: &AccessSettingsGroup, wanted: Vec<HostnameSettings>) -> Self {
        let run = RunSettings::new(Duration::from_secs(5 * 60));
        Self { group: group.clone(), wanted, domains: None, run }
    }

    /// The domains that hostnames may belong to; one of another is refused before anything is sent.
    /// Without it, a zone's name is asked for, where the credentials can read it.
    pub fn domains(mut self, domains: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.domains = Some(domains.into_iter().map(Into::into).collect());
        self
    }

    run_settings!(
        /// Without it, 5 minutes.
    );

    fn level(&self) -> Result<MergeLevel> {
        let nameless = self.wanted.iter().any(|one| one.hostname.as_deref().is_none_or(str::is_empty));
        let mut hostnames: Vec<_> = self.wanted.iter().map(hostname_of).collect();
        hostnames.sort();
        let twice = hostnames.windows(2).find_map(|two| match two {
            [one, other] if one == other => Some(one.clone()),
            _ => None,
        });
        let problem = match twice {
            _ if nameless => "an entry of the settings has no hostname".to_owned(),
            Some(hostname) => format!("the settings have two entries for {hostname}"),
            None => {
                let domains = self.domains.clone();
                let (group, wanted) = (self.group.clone(), self.wanted.clone());
                return Ok(MergeLevel { group, wanted, domains, asked: false, as_wanted: None, writes: 0 });
            }
        };
        Err(WorkflowError::new(WorkflowErrorKind::Unfit, problem))
    }
}

driven!(MergeSettings, Merged);

struct MergeLevel {
    group: AccessSettingsGroup,
    wanted: Vec<HostnameSettings>,
    /// The domains that are in reach, where they are known.
    domains: Option<Vec<String>>,
    /// Whether the service was asked for the domains.
    asked: bool,
    /// Since when this run has seen the list as it is wanted.
    as_wanted: Option<Instant>,
    writes: u32,
}

impl Level for MergeLevel {
    type Seen = Vec<HostnameSettings>;
    type Output = Merged;

    fn of(&self) -> String {
        format!("change the settings of {} in {}", names(&self.hostnames()), self.group.scope)
    }

    async fn look(&mut self) -> Result<Self::Seen, Error> {
        if self.domains.is_none() && !self.asked && !self.group.scope.is_account() {
            self.domains = zone_name(&self.group).await.map(|name| vec![name]);
            self.asked = true;
        }
        read(&self.group).await
    }

    fn compare(&mut self, seen: &Self::Seen, run: &Run) -> Result<Vec<Step>> {
        self.refuse_foreign()?;
        let hostnames = differing(&self.wanted, seen);
        if hostnames.is_empty() {
            let since = *self.as_wanted.get_or_insert(run.now());
            // What this run didn't write, nobody can have read before.
            let late = run.now().saturating_duration_since(since) < SETTLE;
            let wait = (self.writes > 0 && late).then(|| Step::AwaitSettings { hostnames: self.hostnames() });
            return Ok(wait.into_iter().collect());
        }
        self.as_wanted = None;
        Ok(vec![Step::MergeSettings { hostnames }, Step::AwaitSettings { hostnames: self.hostnames() }])
    }

    async fn act(&mut self, _: &Step, seen: &Self::Seen) -> Result<(), Error> {
        self.writes += 1;
        put(&self.group, seen, &self.wanted).await
    }

    fn finish(self, seen: Self::Seen) -> Result<Merged> {
        Ok(Merged { settings: seen, writes: self.writes })
    }
}

impl MergeLevel {
    fn hostnames(&self) -> Vec<String> {
        self.wanted.iter().map(hostname_of).collect()
    }

    fn refuse_foreign(&self) -> Result<()> {
        let Some(domains) = &self.domains else { return Ok(()) };
        let mut foreign = self.hostnames();
        foreign.retain(|hostname| !domains.iter().any(|domain| belongs_to(hostname, domain)));
        if foreign.is_empty() {
            return Ok(());
        }
        let problem = format!("{} belongs to none of {}", names(&foreign), domains.join(", "));
        Err(WorkflowError::new(WorkflowErrorKind::Unfit, problem))
    }
}

/// The name of the zone that a group is of, where that can be read.
async fn zone_name(group: &AccessSettingsGroup) -> Option<String> {
    #[derive(Deserialize)]
    struct Zone {
        name: Option<String>,
    }
    let zone = group.client.request(Method::GET, "/zones/{zone_id}").path("zone_id", group.scope.id());
    zone.typed::<Zone>().result().await.ok()?.name
}

fn belongs_to(hostname: &str, domain: &str) -> bool {
    let domain = domain.trim_end_matches('.').to_ascii_lowercase();
    hostname.strip_suffix(&domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

pub(super) fn hostname_of(one: &HostnameSettings) -> String {
    one.hostname.as_deref().unwrap_or_default().to_ascii_lowercase()
}

fn same(one: &HostnameSettings, other: &HostnameSettings) -> bool {
    hostname_of(one) == hostname_of(other)
        && one.china_network.unwrap_or_default() == other.china_network.unwrap_or_default()
        && one.client_certificate_forwarding.unwrap_or_default()
            == other.client_certificate_forwarding.unwrap_or_default()
}

/// The hostnames of `wanted` that `seen` has other settings for, or none.
fn differing(wanted: &[HostnameSettings], seen: &[HostnameSettings]) -> Vec<String> {
    wanted.iter().filter(|one| !seen.iter().any(|other| same(one, other))).map(hostname_of).collect()
}

/// The entries of `before` for hostnames that `seen` has no settings for.
pub(super) fn lost(before: &[HostnameSettings], seen: &[HostnameSettings]) -> Vec<HostnameSettings> {
    let is_lost = |one: &&HostnameSettings| !seen.iter().any(|other| hostname_of(other) == hostname_of(one));
    before.iter().filter(is_lost).cloned().collect()
}

/// Reads the list until two reads agree: what was read is going to be written, and one answer that
/// came empty would take everybody's settings away.
pub(super) async fn read(group: &AccessSettingsGroup) -> Result<Vec<HostnameSettings>, Error> {
    let mut last = group.list().result().await?;
    for _ in 1..READS {
        let again = group.list().result().await?;
        if again == last {
            break;
        }
        last = again;
    }
    Ok(last)
}

/// Writes the list with some entries changed or added.
pub(super) async fn put(
    group: &AccessSettingsGroup,
    seen: &[HostnameSettings],
    wanted: &[HostnameSettings],
) -> Result<(), Error> {
    let others = seen.iter().filter(|one| !wanted.iter().any(|other| hostname_of(other) == hostname_of(one)));
    let merged: Vec<_> = others.chain(wanted).cloned().collect();
    group.update(UpdateAccessSettings::new(merged)).result().await.map(drop)
}
