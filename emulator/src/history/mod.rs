//! What happened to the things that the emulator keeps, moment by moment.
//!
//! A status follows from the time that it is asked at, and leaves no trace. A
//! test of a rotation wants to know about every moment, also those that nobody
//! asked at: was there an active certificate for the hostname all the while, was
//! one uploaded twice, was the old one deleted too early? So each change is
//! noted as it is made, and each status at the moment that it begins.

pub(crate) mod notes;
mod served;
mod trusted;

use std::collections::{BTreeMap, HashMap, VecDeque};

use jiff::Timestamp;
use serde::Serialize;

pub use self::{served::Served, trusted::Trusted};
use crate::{
    lifecycle::{Status, Steps},
    settings::HistorySettings,
};

/// What happened to one thing at one moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Event {
    /// Counts from 1, without gaps, in the order in which things happened.
    pub number: u64,
    /// When it happened, on the emulator's clock.
    pub at: Timestamp,
    /// The number of the request that did it; `None` for what the time did, or
    /// somebody with a handle or a control endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<u64>,
    /// What happened.
    pub change: Change,
    /// The resource, as in the names of operations: `hostname_certificates`.
    pub resource: &'static str,
    /// `accounts` or `zones`.
    pub scope: &'static str,
    /// The account's or zone's identifier.
    pub scope_id: String,
    /// The identifier of the certificate, or of the association.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The rest of what is known, by what the thing is.
    #[serde(flatten)]
    pub details: Details,
}

/// What can happen to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Change {
    /// It was there when the history began: in a snapshot or a state file.
    Present,
    /// It was uploaded or issued.
    Created,
    /// It was uploaded again after its deletion, and got its identifier back.
    Revived,
    /// It, or the setting, was changed.
    Updated,
    /// Its deletion, revocation or voiding was accepted.
    Deleted,
    /// It has another status from here on.
    Status,
}

/// What an event says beside what happened to what.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Details {
    /// The status that began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// SHA-256 of a certificate in DER, in hexadecimal: the same for the same
    /// certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The hostname of an association.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// The certificate of an association, or the authority of its hostnames.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate_id: Option<String>,
    /// Whether an association, or zone-level origin pulls, are on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// The hostnames of an Access certificate, of Access settings or of an
    /// authority.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostnames: Option<Vec<String>>,
}

impl Event {
    /// What it takes up, in bytes.
    fn size(&self) -> usize {
        let Details { digest, hostname, certificate_id, hostnames, .. } = &self.details;
        let texts = [&self.id, digest, hostname, certificate_id].into_iter().flatten();
        let hostnames = hostnames.iter().flatten();
        size_of::<Self>()
            + self.scope_id.len()
            + texts.map(String::len).sum::<usize>()
            + hostnames.map(|hostname| size_of::<String>() + hostname.len()).sum::<usize>()
    }
}

/// What an emulator has to tell of its past.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct History {
    /// How many of the oldest events were forgotten to make room.
    pub forgotten: u64,
    /// The events that are kept, oldest first.
    pub events: Vec<Event>,
}

/// Something that happened, before it has a number.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    pub(crate) change: Change,
    pub(crate) thing: Thing,
    pub(crate) details: Details,
    /// The statuses from here on, if it has any.
    pub(crate) steps: Option<Steps>,
}

/// What something happened to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Thing {
    pub(crate) resource: &'static str,
    pub(crate) scope: &'static str,
    pub(crate) scope_id: String,
    pub(crate) id: Option<String>,
}

/// The history as it is written.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    /// Each with its size in bytes.
    kept: VecDeque<(usize, Event)>,
    /// The sum of the sizes.
    size: usize,
    noted: u64,
    /// Statuses that are yet to begin, in the order in which they will. The
    /// second number tells those apart that begin together.
    due: BTreeMap<(Timestamp, u64), (Thing, Details)>,
    /// Where the steps of a thing stand in `due`.
    steps_of: HashMap<Thing, Vec<(Timestamp, u64)>>,
    planned: u64,
}

impl Recorder {
    /// Writes down what happens now.
    pub(crate) fn note(&mut self, note: Note, request: Option<u64>, now: Timestamp, room: &HistorySettings) {
        self.settle(now, room);
        let Note { change, thing, details, steps } = note;
        if change != Change::Status {
            self.push(now, request, change, &thing, details.clone(), room);
        }
        if let Some(steps) = steps {
            for place in self.steps_of.remove(&thing).unwrap_or_default() {
                self.due.remove(&place);
            }
            // Of an association, who reads about its status wants to know which.
            let about = Details {
                hostname: details.hostname,
                certificate_id: details.certificate_id,
                ..Details::default()
            };
            let (begun, ahead): (Vec<_>, Vec<_>) = steps.into_iter().partition(|(at, _)| *at <= now);
            // What began before now and is over is nobody's news.
            if let Some((_, status)) = begun.into_iter().last() {
                let details = Details { status: Some(status), ..about.clone() };
                self.push(now, request, Change::Status, &thing, details, room);
            }
            for (at, status) in ahead {
                self.planned += 1;
                let place = (at, self.planned);
                self.due.insert(place, (thing.clone(), Details { status: Some(status), ..about.clone() }));
                self.steps_of.entry(thing.clone()).or_default().push(place);
            }
        }
    }

    /// Writes down the statuses that have begun.
    pub(crate) fn settle(&mut self, now: Timestamp, room: &HistorySettings) {
        while let Some(entry) = self.due.first_entry().filter(|entry| entry.key().0 <= now) {
            let place = *entry.key();
            let (thing, details) = entry.remove();
            if let Some(places) = self.steps_of.get_mut(&thing) {
                places.retain(|its| *its != place);
                if places.is_empty() {
                    self.steps_of.remove(&thing);
                }
            }
            self.push(place.0, None, Change::Status, &thing, details, room);
        }
    }

    pub(crate) fn history(&self) -> History {
        let forgotten = self.noted - self.kept.len() as u64;
        History { forgotten, events: self.kept.iter().map(|(_, event)| event.clone()).collect() }
    }

    fn push(
        &mut self,
        at: Timestamp,
        request: Option<u64>,
        change: Change,
        thing: &Thing,
        details: Details,
        room: &HistorySettings,
    ) {
        self.noted += 1;
        let Thing { resource, scope, scope_id, id } = thing.clone();
        let number = self.noted;
        let event = Event { number, at, request, change, resource, scope, scope_id, id, details };
        let size = event.size();
        self.size += size;
        self.kept.push_back((size, event));
        while self.kept.len() > room.capacity || self.size > room.budget_bytes {
            let Some((size, _)) = self.kept.pop_front() else { break };
            self.size -= size;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{clock::add, lifecycle::Lifecycle, settings::Settings};
    use std::time::Duration;

    fn at(millis: u64) -> Timestamp {
        add("2030-01-01T00:00:00Z".parse().unwrap(), Duration::from_millis(millis))
    }

    fn room(capacity: usize) -> HistorySettings {
        HistorySettings { capacity, ..HistorySettings::default() }
    }

    fn note(change: Change, id: &str, lifecycle: &Lifecycle) -> Note {
        let thing = Thing {
            resource: "zone_certificates",
            scope: "zones",
            scope_id: "z".into(),
            id: Some(id.into()),
        };
        Note { change, thing, details: Details::default(), steps: Some(lifecycle.steps()) }
    }

    fn seen(recorder: &Recorder) -> Vec<(u64, String, Change, Option<Status>)> {
        let events = recorder.history().events.into_iter();
        events
            .map(|event| {
                let millis = event.at.duration_since(at(0)).as_millis() as u64;
                (millis, event.id.unwrap(), event.change, event.details.status)
            })
            .collect()
    }

    #[test]
    fn statuses_are_noted_at_the_moment_they_begin_at() {
        let settings = Settings::default();
        let mut recorder = Recorder::default();
        let deploying = Lifecycle::deploy(at(0), &settings);
        recorder.note(note(Change::Created, "a", &deploying), Some(1), at(0), &room(100));
        recorder.note(
            note(Change::Created, "b", &Lifecycle::deploy(at(1_000), &settings)),
            Some(2),
            at(1_000),
            &room(100),
        );
        // Nobody looked for a long time. Of b the deletion came before it was active.
        recorder.note(
            note(Change::Deleted, "b", &Lifecycle::delete(at(2_500), &settings)),
            Some(3),
            at(2_500),
            &room(100),
        );
        recorder.settle(at(60_000), &room(100));
        let id = |id: &str| id.to_owned();
        assert_eq!(
            seen(&recorder),
            [
                (0, id("a"), Change::Created, None),
                (0, id("a"), Change::Status, Some(Status::Initializing)),
                (250, id("a"), Change::Status, Some(Status::PendingDeployment)),
                (1_000, id("b"), Change::Created, None),
                (1_000, id("b"), Change::Status, Some(Status::Initializing)),
                (1_250, id("b"), Change::Status, Some(Status::PendingDeployment)),
                (2_000, id("a"), Change::Status, Some(Status::Active)),
                (2_500, id("b"), Change::Deleted, None),
                (2_500, id("b"), Change::Status, Some(Status::PendingDeletion)),
                (4_500, id("b"), Change::Status, Some(Status::Deleted)),
            ]
        );
        assert!(recorder.due.is_empty() && recorder.steps_of.is_empty());
        let numbers: Vec<_> = recorder.history().events.iter().map(|event| event.number).collect();
        assert_eq!(numbers, (1..=10).collect::<Vec<_>>());
    }

    #[test]
    fn it_is_bounded_and_says_what_it_forgot() {
        let mut recorder = Recorder::default();
        for number in 0..1_000 {
            let held = Lifecycle::hold(Status::Active, at(number));
            recorder.note(note(Change::Created, "a", &held), None, at(number), &room(10));
            let deploying = Lifecycle::deploy(at(number), &Settings::default());
            recorder.note(note(Change::Updated, "a", &deploying), None, at(number), &room(10));
        }
        let history = recorder.history();
        assert_eq!((history.events.len(), history.forgotten), (10, recorder.noted - 10));
        assert!(recorder.due.len() <= 2 && recorder.steps_of.len() <= 1);
    }

    #[test]
    fn long_lists_of_hostnames_take_up_room() {
        let mut recorder = Recorder::default();
        let room = HistorySettings { budget_bytes: 100_000, ..HistorySettings::default() };
        for number in 0..100 {
            let mut note = note(Change::Updated, "a", &Lifecycle::hold(Status::Active, at(number)));
            note.steps = None;
            note.details.hostnames = Some(vec!["hostname.example.com".into(); 500]);
            recorder.note(note, None, at(number), &room);
            assert!(recorder.size <= 100_000);
        }
        assert_eq!(recorder.history().events.len(), 4);
    }
}
