//! Which certificate was in use for a hostname, at any moment.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::Serialize;

use super::{Change, Event, History};
use crate::lifecycle::Status;

/// A stretch of time with one answer to the question which certificate was in
/// use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Served {
    /// When it begins.
    pub from: Timestamp,
    /// When it ends; `None` if it goes on.
    pub until: Option<Timestamp>,
    /// The certificate in use; `None` if there was none.
    pub certificate_id: Option<String>,
}

impl History {
    /// Which hostname certificate the network showed for a hostname, from the
    /// first that is known of it on.
    ///
    /// It is the certificate of the last association that was deployed. While a
    /// hostname moves, the network goes on with the old certificate until the new
    /// association is active; so deleting the old one before that leaves the
    /// hostname without any. An association that is voided or switched off is
    /// out of use from that request on, a certificate from its deletion on.
    ///
    /// What was forgotten isn't known: see [`forgotten`](Self::forgotten).
    pub fn served(&self, zone_id: &str, hostname: &str) -> Vec<Served> {
        let mut statuses: HashMap<&str, &Status> = HashMap::new();
        let mut wanted: Option<(&str, bool)> = None;
        let mut deployed: Option<&str> = None;
        let mut line = Line::default();
        for event in self.events.iter().filter(|event| event.scope_id == zone_id) {
            match event.resource {
                "hostname_certificates" => follow(&mut statuses, event),
                "hostname_associations" if is_of(event, hostname) => {
                    match (event.change, &event.details.status) {
                        (Change::Deleted, _) => (wanted, deployed) = (None, None),
                        (Change::Status, Some(Status::Active)) => {
                            deployed = wanted.filter(|(_, enabled)| *enabled).map(|(id, _)| id);
                        }
                        (Change::Status, Some(Status::Deleted)) => deployed = None,
                        (Change::Status, _) => {}
                        _ => {
                            let enabled = event.details.enabled.unwrap_or_default();
                            wanted = event.details.certificate_id.as_deref().map(|id| (id, enabled));
                            if !enabled {
                                deployed = None;
                            }
                        }
                    }
                    line.begin(event.at);
                }
                _ => continue,
            }
            let in_use = deployed.filter(|id| statuses.get(id) == Some(&&Status::Active));
            line.put(event.at, in_use);
        }
        line.0
    }

    /// Which zone certificate the network showed, from the first that is known
    /// of the zone on: the latest active one, while the zone's setting is on.
    pub fn served_by_zone(&self, zone_id: &str) -> Vec<Served> {
        let mut statuses: HashMap<&str, &Status> = HashMap::new();
        let mut order: Vec<&str> = Vec::new();
        let mut enabled = false;
        let mut line = Line::default();
        for event in self.events.iter().filter(|event| event.scope_id == zone_id) {
            match event.resource {
                "zone_certificates" => {
                    follow(&mut statuses, event);
                    if let Some(id) = event.id.as_deref().filter(|_| event.change != Change::Status) {
                        order.retain(|known| *known != id);
                        order.push(id);
                    }
                }
                "zone_settings" => enabled = event.details.enabled.unwrap_or(enabled),
                _ => continue,
            }
            line.begin(event.at);
            let active = order.iter().rev().find(|id| statuses.get(*id) == Some(&&Status::Active));
            line.put(event.at, active.copied().filter(|_| enabled));
        }
        line.0
    }
}

fn follow<'a>(statuses: &mut HashMap<&'a str, &'a Status>, event: &'a Event) {
    if let (Some(id), Some(status)) = (&event.id, &event.details.status) {
        statuses.insert(id, status);
    }
}

fn is_of(event: &Event, hostname: &str) -> bool {
    event.details.hostname.as_deref().is_some_and(|its| its.eq_ignore_ascii_case(hostname))
}

/// Stretches of time, one after the other.
#[derive(Default)]
struct Line(Vec<Served>);

impl Line {
    /// Begins with nothing in use, unless it has begun.
    fn begin(&mut self, at: Timestamp) {
        if self.0.is_empty() {
            self.0.push(Served { from: at, until: None, certificate_id: None });
        }
    }

    /// From here on this certificate is in use. Before the beginning that says
    /// nothing.
    fn put(&mut self, at: Timestamp, certificate_id: Option<&str>) {
        let Some(last) = self.0.last_mut() else {
            return;
        };
        if last.certificate_id.as_deref() == certificate_id {
            return;
        }
        if last.from == at {
            // What ends as it begins was at no moment.
            last.certificate_id = certificate_id.map(str::to_owned);
            if let [.., before, last] = self.0.as_mut_slice()
                && before.certificate_id == last.certificate_id
            {
                before.until = None;
                self.0.pop();
            }
            return;
        }
        last.until = Some(at);
        self.0.push(Served { from: at, until: None, certificate_id: certificate_id.map(str::to_owned) });
    }
}
