//! Which authorities' certificates were asked of a hostname's visitors, at any
//! moment.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;

use super::{Change, Event, History};

/// A stretch of time with one answer to the question whose certificates were
/// taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Trusted {
    /// When it begins.
    pub from: Timestamp,
    /// When it ends; `None` if it goes on.
    pub until: Option<Timestamp>,
    /// The identifiers of the authorities, in order. The one that the service
    /// manages goes by `managed`.
    pub certificate_ids: Vec<String>,
}

impl History {
    /// Which Access certificates of an account or a zone had a hostname, or which
    /// authorities in a zone, from the first that is known of it on. `resource`
    /// is `access_certificates` or `certificate_authority_hostnames`, `scope`
    /// `accounts` or `zones`.
    ///
    /// A hostname is an authority's from the request on that says so, and until
    /// one that says otherwise.
    pub fn trusted(&self, resource: &str, scope: &str, scope_id: &str, hostname: &str) -> Vec<Trusted> {
        let mut present: BTreeSet<String> = BTreeSet::new();
        let mut line: Vec<Trusted> = Vec::new();
        let events = self
            .events
            .iter()
            .filter(|event| event.resource == resource && event.scope == scope && event.scope_id == scope_id);
        for event in events {
            let id = event.id.clone().unwrap_or_else(|| "managed".to_owned());
            if event.change != Change::Deleted && has(event, hostname) {
                present.insert(id);
            } else {
                present.remove(&id);
            }
            let certificate_ids: Vec<_> = present.iter().cloned().collect();
            match line.last_mut() {
                None if certificate_ids.is_empty() => continue,
                Some(last) if last.certificate_ids == certificate_ids => continue,
                // What ends as it begins was at no moment.
                Some(last) if last.from == event.at => {
                    last.certificate_ids = certificate_ids;
                    continue;
                }
                Some(last) => last.until = Some(event.at),
                None => {}
            }
            line.push(Trusted { from: event.at, until: None, certificate_ids });
        }
        line
    }
}

fn has(event: &Event, hostname: &str) -> bool {
    event.details.hostnames.iter().flatten().any(|its| its.eq_ignore_ascii_case(hostname))
}
