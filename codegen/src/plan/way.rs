//! Where an operation belongs: the names that lead to it, from its path, or from the hints that the
//! document gives for that.

use crate::api::path::{is_parameter, renamed};
use crate::api::{Operation, SCOPE, Scope};
use crate::words::{pascal, singular, snake};

/// Whose a resource is. What comes first has the first choice of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    /// An account's or a zone's, as the caller says.
    Either,
    /// Nobody's, or whoever's token it is.
    Nobody,
    /// An account's.
    Account,
    /// A zone's.
    Zone,
}

/// The way to an operation's resource.
#[derive(Clone, Debug)]
pub(super) struct Way {
    /// The names on the way, the resource's own last; never empty.
    pub(super) names: Vec<String>,
    /// Whose the resource is.
    pub(super) owner: Owner,
    /// The path of the resource without the owner and the names of parameters; empty for an
    /// operation that says itself where it belongs.
    pub(super) pattern: String,
    /// What types are named after: each step of the way, in the singular where one is chosen.
    pub(super) words: Vec<String>,
}

impl Way {
    /// The way to an operation.
    pub(super) fn of(operation: &Operation) -> Self {
        let (owner, path) = owner(operation);
        if let Some(named) = &operation.named {
            let names: Vec<String> = named.group.iter().map(|name| name_of(name)).collect();
            let words = in_singular(&names, &vec![false; names.len()]);
            return Self { names, owner, pattern: String::new(), words };
        }
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let last = segments.iter().rposition(|segment| !is_parameter(segment)).map_or(0, |last| last + 1);
        let mut names = Vec::new();
        let mut chosen = Vec::new();
        let mut pattern = String::new();
        for (index, segment) in segments[..last].iter().enumerate() {
            pattern.push('/');
            if is_parameter(segment) {
                pattern.push_str(&renamed(segment, |_| String::new()));
                continue;
            }
            pattern.push_str(segment);
            names.push(name_of(segment));
            chosen.push(index + 1 < last && is_parameter(segments[index + 1]));
        }
        if names.is_empty() {
            names.push(name_of(""));
            chosen.push(false);
        }
        let words = in_singular(&names, &chosen);
        Self { names, owner, pattern, words }
    }

    /// What types are named after.
    pub(super) fn resource(&self) -> String {
        pascal(&self.words.join("_"))
    }

    /// What types are named after where the last name on the way is something that is done.
    pub(super) fn parent_resource(&self) -> String {
        let before = &self.words[..self.words.len() - 1];
        if before.is_empty() { String::new() } else { pascal(&before.join("_")) }
    }
}

fn name_of(segment: &str) -> String {
    // A sign before a name, as in `@cf`, is no word of it.
    let segment = segment.strip_prefix('@').filter(|rest| !rest.is_empty()).unwrap_or(segment);
    match snake(segment).trim_matches('_') {
        "" => "value".to_owned(),
        name => name.to_owned(),
    }
}

/// The names with the last one, and each one of which one is chosen, in the singular.
fn in_singular(names: &[String], chosen: &[bool]) -> Vec<String> {
    let last = names.len() - 1;
    let words = names.iter().zip(chosen).enumerate();
    words
        .map(|(index, (name, one))| if *one || index == last { singular(name) } else { name.clone() })
        .collect()
}

/// Whose an operation is, and its path from there on.
pub(super) fn owner(operation: &Operation) -> (Owner, &str) {
    let path = operation.path.as_str();
    if operation.scope == Scope::AccountOrZone {
        return (Owner::Either, path.strip_prefix(SCOPE).unwrap_or(path));
    }
    for (start, owner) in [("/accounts/{", Owner::Account), ("/zones/{", Owner::Zone)] {
        let rest = path.strip_prefix(start).and_then(|rest| rest.split_once("}/")).map(|(_, rest)| rest);
        if let Some(rest) = rest.filter(|rest| !rest.is_empty()) {
            return (owner, &path[path.len() - rest.len() - 1..]);
        }
    }
    (Owner::Nobody, path)
}
