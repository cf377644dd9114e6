//! What has changed inside one operation or type, before it is known where else it did.

use std::rc::Rc;

use indexmap::IndexMap;

use super::change::{Kind, Level};

/// A change without its places. Equal ones are one story.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Finding {
    pub(super) kind: Kind,
    pub(super) level: Level,
    pub(super) what: String,
    pub(super) reason: &'static str,
    /// What else must agree for two changes to be one: the types that they are in; for types that
    /// are called otherwise, the two names.
    pub(super) within: String,
}

impl Finding {
    pub(super) fn new(kind: Kind, level: Level, what: String, reason: &'static str) -> Rc<Self> {
        Rc::new(Self { kind, level, what, reason, within: String::new() })
    }

    /// The old and the new name of a type that is called otherwise.
    pub(super) fn renaming(&self) -> Option<(String, String)> {
        let (before, after) = self.within.split_once(' ').filter(|_| self.kind == Kind::TypeRenamed)?;
        Some((before.to_owned(), after.to_owned()))
    }
}

/// How many places of one change are kept for an operation; the others are counted. Without a
/// bound, types that hold one another many times over would have more places than there is memory.
pub(super) const MAX_PLACES: usize = 16;

/// Where changes show inside an operation or a type.
#[derive(Clone, Debug, Default)]
pub(super) struct Findings(pub(super) IndexMap<Rc<Finding>, Places>);

#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    pub(super) at: Vec<String>,
    pub(super) further: u64,
}

impl Findings {
    pub(super) fn add(&mut self, finding: Rc<Finding>, at: String) {
        let places = self.0.entry(finding).or_default();
        if places.at.len() < MAX_PLACES {
            places.at.push(at);
        } else {
            places.further = places.further.saturating_add(1);
        }
    }

    /// Adds what was found inside something that stands at `prefix`.
    pub(super) fn add_inside(&mut self, prefix: &str, inside: &Self) {
        for (finding, places) in &inside.0 {
            for at in &places.at {
                self.add(Rc::clone(finding), format!("{prefix}{at}"));
            }
            if let Some(known) = self.0.get_mut(finding) {
                known.further = known.further.saturating_add(places.further);
            }
        }
    }
}
