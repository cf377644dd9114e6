//! Makes one change of equal ones in several operations, and puts changes in the order in which
//! they are told.

use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use indexmap::IndexMap;

use super::change::{Affected, Change};
use super::describe::code;
use super::finding::{Finding, MAX_PLACES};
use super::operations::Found;

/// Equal changes: where they show, in order of path, method and operationId.
type Shown = BTreeMap<(String, String, String), Affected>;

/// The changes of all operations.
pub(super) fn tell(found: Found<'_>) -> Vec<Change> {
    let mut stories: IndexMap<(Rc<Finding>, String), Shown> = IndexMap::new();
    for (operation, findings) in found {
        for (finding, places) in findings.0 {
            // Two enums that change alike in fields of different names are two stories.
            let name = match places.at.first() {
                Some(at) if finding.kind.is_about_a_value() => leaf(at).to_owned(),
                _ => String::new(),
            };
            let affected = Affected {
                path: operation.path.clone(),
                method: operation.method.clone(),
                operation_id: operation.id.clone(),
                locations: places.at.into_iter().filter(|at| !at.is_empty()).collect(),
                further_locations: places.further,
            };
            let key = (operation.path.clone(), operation.method.clone(), operation.id.clone());
            stories.entry((finding, name)).or_default().insert(key, affected);
        }
    }
    fold_renamings(&mut stories);
    let mut changes: Vec<Change> = stories
        .into_iter()
        .map(|((finding, name), shown)| Change {
            level: finding.level,
            kind: finding.kind,
            what: match name.as_str() {
                "" => finding.what.clone(),
                name => format!("{} {}", code(name), finding.what),
            },
            reason: finding.reason.to_owned(),
            operations: shown.into_values().collect(),
        })
        .collect();
    changes.sort_by(|a, b| {
        (Reverse(a.level), a.kind, &a.operations, &a.what).cmp(&(
            Reverse(b.level),
            b.kind,
            &b.operations,
            &b.what,
        ))
    });
    changes
}

/// Types inside others are called after them, so that a new name of one is a new name of many:
/// those follow from the first and are not told.
fn fold_renamings(stories: &mut IndexMap<(Rc<Finding>, String), Shown>) {
    let renamings: Vec<(String, String)> =
        stories.keys().filter_map(|(finding, _)| finding.renaming()).collect();
    let follows = |finding: &Finding| {
        finding.renaming().and_then(|(before, after)| {
            let outer = renamings.iter().filter(|(old, new)| {
                before.strip_prefix(old.as_str()).is_some_and(|rest| {
                    rest.starts_with(char::is_uppercase) && after.strip_prefix(new.as_str()) == Some(rest)
                })
            });
            outer.min_by_key(|(old, _)| old.len()).cloned()
        })
    };
    let mut followed: BTreeMap<(String, String), Vec<Shown>> = BTreeMap::new();
    stories.retain(|(finding, _), shown| {
        let Some(outer) = follows(finding) else { return true };
        followed.entry(outer).or_default().push(std::mem::take(shown));
        false
    });
    for ((finding, _), shown) in stories {
        let inner = finding.renaming().and_then(|own| followed.remove(&own)).unwrap_or_default();
        // Where the outer type is, those inside it go without saying.
        let told: BTreeSet<_> = shown.keys().cloned().collect();
        for (key, affected) in inner.into_iter().flatten().filter(|(key, _)| !told.contains(key)) {
            match shown.entry(key) {
                Entry::Vacant(slot) => {
                    slot.insert(affected);
                }
                Entry::Occupied(mut known) => join(known.get_mut(), affected),
            }
        }
    }
}

/// Adds places in the same operation, as many as are kept.
fn join(known: &mut Affected, more: Affected) {
    let room = MAX_PLACES.saturating_sub(known.locations.len());
    let left = more.locations.len().saturating_sub(room) as u64;
    known.locations.extend(more.locations.into_iter().take(room));
    known.further_locations =
        known.further_locations.saturating_add(more.further_locations).saturating_add(left);
}

/// The last name in a location: `host` in `result[].hosts["a.b"].host[]`, `hosts[].*` for what is further
/// in `result.hosts[].*`.
fn leaf(whole: &str) -> &str {
    let mut at = whole;
    loop {
        let shorter = at.strip_suffix("[]").or_else(|| at.strip_suffix(".*")).or_else(|| {
            at.strip_suffix(')').and_then(|form| form.rsplit_once('(')).map(|(before, _)| before)
        });
        match shorter {
            Some(shorter) => at = shorter,
            None => break,
        }
    }
    match at.strip_suffix("\"]").and_then(|quoted| quoted.rsplit_once("[\"")) {
        Some((_, name)) => name,
        None => {
            let starts = at.rfind('.').map_or(0, |dot| dot + 1);
            let further = whole.rfind(".*").filter(|further| *further >= at.len());
            &whole[starts..further.map_or(at.len(), |further| further + ".*".len())]
        }
    }
}
