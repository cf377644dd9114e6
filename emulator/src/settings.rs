//! What can be set about an emulator, before it starts or while it runs.
//!
//! One plain structure with a JSON form, so that the library, the program's
//! flags and the control endpoints all change the same thing. Durations are in
//! milliseconds on the emulator's clock.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The emulator's settings. `Default` is what a newcomer wants: seconds in
/// place of minutes, the documented quotas, and no rate limit within reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Settings {
    /// How long things take.
    pub timing: Timing,
    /// How many of each thing there can be.
    pub quotas: Quotas,
    /// How lists are cut into pages.
    pub pagination: Pagination,
    /// Requests per credential; `None` sends no rate limit headers at all.
    pub rate_limit: Option<RateLimit>,
    /// Requests per client address, whoever sends them.
    pub address_limit: Option<RateLimit>,
    /// Where the documents and the live service leave room.
    pub behaviour: Behaviour,
    /// The requests kept in the log.
    pub log: LogSettings,
    /// The events kept in the history.
    pub history: HistorySettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            timing: Timing::default(),
            quotas: Quotas::default(),
            pagination: Pagination::default(),
            // The headers are there for a client to read, and the limit is out
            // of a test suite's reach.
            rate_limit: Some(RateLimit::new(1_000_000, Duration::from_secs(300))),
            address_limit: None,
            behaviour: Behaviour::default(),
            log: LogSettings::default(),
            history: HistorySettings::default(),
        }
    }
}

/// How long things take, in milliseconds on the emulator's clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Timing {
    /// From upload until `pending_deployment`.
    pub initialize_after_millis: u64,
    /// From upload until `active`.
    pub activate_after_millis: u64,
    /// From deletion until `deleted`.
    pub delete_after_millis: u64,
    /// From clearing an Access certificate's hostnames until it can be deleted.
    pub settle_after_millis: u64,
    /// From the revocation of a client certificate until `revoked`.
    pub revoke_after_millis: u64,
    /// From the reactivation of a client certificate until `active`.
    pub reactivate_after_millis: u64,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            initialize_after_millis: 250,
            activate_after_millis: 2_000,
            delete_after_millis: 2_000,
            settle_after_millis: 1_000,
            revoke_after_millis: 2_000,
            reactivate_after_millis: 2_000,
        }
    }
}

impl Timing {
    pub(crate) fn initialize_after(&self) -> Duration {
        Duration::from_millis(self.initialize_after_millis)
    }

    pub(crate) fn activate_after(&self) -> Duration {
        Duration::from_millis(self.activate_after_millis)
    }

    pub(crate) fn delete_after(&self) -> Duration {
        Duration::from_millis(self.delete_after_millis)
    }

    pub(crate) fn revoke_after(&self) -> Duration {
        Duration::from_millis(self.revoke_after_millis)
    }

    pub(crate) fn reactivate_after(&self) -> Duration {
        Duration::from_millis(self.reactivate_after_millis)
    }

    pub(crate) fn settle_after(&self) -> Duration {
        Duration::from_millis(self.settle_after_millis)
    }
}

/// How many of each thing there can be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Quotas {
    /// Access certificates per account or zone.
    pub access_certificates: usize,
    /// Zone certificates per zone.
    pub zone_certificates: usize,
    /// Hostname certificates per zone.
    pub hostname_certificates: usize,
    /// Hostnames associated with one hostname certificate.
    pub associations: usize,
    /// Hostname settings per account or zone.
    pub hostname_settings: usize,
    /// Authorities that an account brings.
    pub account_authorities: usize,
    /// Leaf certificates that an account brings.
    pub account_leaves: usize,
    /// Client certificates per zone that aren't revoked.
    pub client_certificates: usize,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            access_certificates: 50,
            zone_certificates: 100,
            hostname_certificates: 10,
            associations: 100,
            hostname_settings: 1_000,
            account_authorities: 5,
            account_leaves: 100,
            client_certificates: 100,
        }
    }
}

/// How lists are cut into pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Pagination {
    /// Items per page of Access certificates when the request doesn't say; of
    /// other lists the documents do.
    pub default_per_page: u64,
    /// The least `per_page` that is taken for Access certificates; a smaller one
    /// is refused.
    pub min_per_page: u64,
    /// The most items of a page of any list: a larger `per_page` counts as this
    /// one, unless the list's document has one that is smaller still.
    pub max_per_page: u64,
    /// Answer page 1 whatever page was asked for, as some lists do.
    pub ignore_page: bool,
    /// What the `result_info` of a list says.
    pub result_info: ResultInfo,
}

impl Default for Pagination {
    fn default() -> Self {
        Self {
            default_per_page: 50,
            min_per_page: 1,
            max_per_page: 1_000,
            ignore_page: false,
            result_info: ResultInfo::default(),
        }
    }
}

/// What the `result_info` of a list says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ResultInfo {
    /// All five numbers, as in the newest documents.
    #[default]
    Full,
    /// No `total_pages`, as in the older ones.
    WithoutTotalPages,
    /// No `result_info` at all.
    Absent,
}

/// So many requests in so long, and a penalty for going past it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RateLimit {
    /// Requests answered in one window.
    pub requests: u64,
    /// The length of a window, in seconds.
    pub window_seconds: u64,
    /// Refuse everything for so many seconds once the limit is passed; without
    /// it, until the window ends.
    #[serde(default)]
    pub penalty_seconds: Option<u64>,
}

impl RateLimit {
    /// `requests` in `window`, and refusals until the window ends.
    pub fn new(requests: u64, window: Duration) -> Self {
        Self { requests, window_seconds: window.as_secs(), penalty_seconds: None }
    }

    /// What the API documents for one user: 1,200 requests in five minutes, and
    /// five minutes of refusals after that.
    pub fn documented() -> Self {
        Self { requests: 1_200, window_seconds: 300, penalty_seconds: Some(300) }
    }
}

/// Where the documents and the live service leave room, or differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Behaviour {
    /// New deployments end in `deployment_timed_out`.
    pub deployments_time_out: bool,
    /// New deletions end in `deletion_timed_out`.
    pub deletions_time_out: bool,
    /// Deleted zone and hostname certificates still show in lists.
    pub lists_show_deleted: bool,
    /// A certificate that isn't deployed yet can't be deleted or associated
    /// (1434).
    pub refuse_while_pending: bool,
    /// What stands under `result` in a failure.
    pub failure_result: FailureResult,
    /// What the items of the list of hostname certificates look like.
    pub hostname_certificate_items: HostnameCertificateItems,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            deployments_time_out: false,
            deletions_time_out: false,
            lists_show_deleted: true,
            refuse_while_pending: false,
            failure_result: FailureResult::default(),
            hostname_certificate_items: HostnameCertificateItems::default(),
        }
    }
}

/// What stands under `result` in a failure: the documents show both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FailureResult {
    /// `null`
    #[default]
    Null,
    /// `{}`
    Object,
}

/// What the items of the list of hostname certificates look like: documents
/// disagree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HostnameCertificateItems {
    /// As a single certificate is shown: the document of 2026, and what the live
    /// service is reported to send.
    #[default]
    Certificate,
    /// As an association is shown, one item for each hostname of a certificate
    /// and one without a hostname for a certificate that has none: the document
    /// of 2024.
    Association,
}

/// The requests kept in the log: the latest ones that both bounds leave room
/// for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct LogSettings {
    /// How many of the latest requests are kept.
    pub capacity: usize,
    /// How many bytes of memory they may take up together.
    pub budget_bytes: usize,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self { capacity: 1_000, budget_bytes: 16 << 20 }
    }
}

/// The events kept in the history: the latest ones that both bounds leave room
/// for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct HistorySettings {
    /// How many of the latest events are kept.
    pub capacity: usize,
    /// How many bytes of memory they may take up together.
    pub budget_bytes: usize,
}

impl Default for HistorySettings {
    fn default() -> Self {
        Self { capacity: 50_000, budget_bytes: 32 << 20 }
    }
}

impl Settings {
    /// These settings with the fields of `patch` laid over them: an object
    /// changes the fields that it names, and `null` turns a limit off.
    ///
    /// # Errors
    /// A sentence that names an unknown field or a value of the wrong type.
    pub fn merged(&self, patch: &Value) -> Result<Self, String> {
        if !patch.is_object() {
            return Err("settings are changed by an object with the fields to change".into());
        }
        let mut whole = serde_json::to_value(self).map_err(|error| error.to_string())?;
        merge(&mut whole, patch, "")?;
        serde_json::from_value(whole).map_err(|error| error.to_string())
    }
}

fn merge(into: &mut Value, patch: &Value, path: &str) -> Result<(), String> {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            for (name, value) in patch {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                merge(into.entry(name.as_str()).or_insert(Value::Null), value, &path)?;
            }
        }
        // Serde would take a list for a structure, and leave what the list
        // doesn't have at its default.
        (_, Value::Array(_)) => {
            return Err(format!("{path}: no setting is a list; a group of settings is an object"));
        }
        (into, patch) => *into = patch.clone(),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn a_patch_changes_what_it_names() {
        let patch = json!({"timing": {"activate_after_millis": 5}, "rate_limit": {"requests": 3, "window_seconds": 60}});
        let merged = Settings::default().merged(&patch).unwrap();
        assert_eq!(merged.timing.activate_after_millis, 5);
        assert_eq!(merged.timing.delete_after_millis, 2_000);
        let limit = merged.rate_limit.as_ref().unwrap();
        assert_eq!((limit.requests, limit.penalty_seconds), (3, None));
        let cleared = merged.merged(&json!({"rate_limit": null})).unwrap();
        assert_eq!(cleared.rate_limit, None);
    }

    #[test]
    fn a_list_is_no_patch() {
        for patch in [json!([]), json!({"timing": []}), json!({"timing": {"settle_after_millis": [1]}})] {
            assert!(Settings::default().merged(&patch).unwrap_err().contains("object"), "{patch}");
        }
        let error = Settings::default().merged(&json!({"timing": {"settle_after_millis": [1]}})).unwrap_err();
        assert!(error.starts_with("timing.settle_after_millis: "), "{error}");
    }

    #[test]
    fn an_unknown_name_is_an_error() {
        let refused = Settings::default().merged(&json!({"timing": {"activate": 1}}));
        assert!(refused.unwrap_err().contains("activate"));
    }
}
