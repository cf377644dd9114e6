//! Makes one change of equal ones in several operations, and puts changes in the order in which
//! they are told.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::rc::Rc;

use indexmap::IndexMap;

use super::describe::code;
use super::operations::Found;
use super::{Affected, Change, Finding};

/// The changes of all operations.
pub(super) fn tell(found: Found<'_>) -> Vec<Change> {
    let mut stories: IndexMap<(Rc<Finding>, String), BTreeMap<(String, String), Affected>> = IndexMap::new();
    for (operation, findings) in found {
        for (finding, places) in findings.0 {
            let leaf = places.at.first().map(|at| leaf(at).to_owned()).unwrap_or_default();
            let affected = Affected {
                path: operation.path.clone(),
                method: operation.method.clone(),
                operation_id: operation.id.clone(),
                locations: places.at.into_iter().filter(|at| !at.is_empty()).collect(),
                further_locations: places.further,
            };
            let key = (affected.path.clone(), affected.method.clone());
            stories.entry((finding, leaf)).or_default().insert(key, affected);
        }
    }
    let mut changes: Vec<Change> = stories
        .into_iter()
        .map(|((finding, leaf), affected)| Change {
            level: finding.level,
            kind: finding.kind,
            what: if finding.kind.is_about_a_value() {
                format!("{} {}", code(&leaf), finding.what)
            } else {
                finding.what.clone()
            },
            reason: finding.reason.to_owned(),
            operations: affected.into_values().collect(),
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

/// The last name in a location: `host` in `result[].hosts["a.b"].host[]`. Two enums that change
/// alike in fields of different names are two stories.
fn leaf(at: &str) -> &str {
    let mut at = at;
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
        None => at.rsplit('.').next().unwrap_or(at),
    }
}
