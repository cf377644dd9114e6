//! Tells changes to the users of a client that has a description of its own: fragments, and an
//! operations table.
//!
//! Such a client doesn't follow the documents by itself. What it calls things stands in the table, so
//! no new document renames anything. And where its description already says what the new document
//! says, its users notice nothing, whatever the old document said: that is
//! [settled](Level::Settled). What is settled is found by comparing the client with the new document:
//! a change is, if these two don't differ where it shows, or if the client only has more to read there.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::change::{Kind, Level};
use super::finding::{Finding, Findings};
use super::operations::{self, Found, key_for_either};
use super::side::Side;
use crate::api::Body;
use crate::input::source::Source;
use crate::pipeline::{self, plan_of};
use crate::plan::Plan;
use crate::plan::table::Table;
use crate::report::{Mode, Report};

const SETTLED: &str = "the client is that way already";
const KEPT: &str = "the client still reads what answers had";
const FIXED: &str = "callers give no body: the client always sends the same";
const ELSEWHERE: &str = "the client doesn't have this operation";

/// A client's own description.
#[derive(Clone, Copy, Debug)]
pub struct Client<'a> {
    /// The fragments.
    pub fragments: &'a [Source],
    /// The operations table.
    pub table: &'a Source,
}

impl Client<'_> {
    /// What the client has.
    pub(super) fn plan(&self) -> Result<Plan, Report> {
        let mut report = Report::new(Mode::Strict);
        let table = Table::parse(self.table, &mut report);
        let options = pipeline::Options { table: table.as_ref(), ..pipeline::Options::default() };
        let plan = plan_of(self.fragments, &options, &mut report);
        if report.has_errors() { Err(report) } else { Ok(plan) }
    }
}

/// What a client has, and how it differs from the new document.
pub(super) struct Known {
    operations: BTreeSet<String>,
    /// Those of which the client sends a body that callers don't give.
    fixed: BTreeSet<String>,
    /// By operation: the kind and the places of each difference.
    differences: BTreeMap<String, Vec<Difference>>,
}

struct Difference {
    kind: Kind,
    at: Vec<String>,
    /// Whether there are more places than are kept.
    anywhere: bool,
}

impl Known {
    pub(super) fn new(client: &Side<'_>, new: &Side<'_>) -> Self {
        let mut differences: BTreeMap<String, Vec<Difference>> = BTreeMap::new();
        for (operation, findings) in operations::compare(client, new) {
            let known = differences.entry(key_for_either(operation)).or_default();
            known.extend(findings.0.into_iter().filter(|(finding, _)| !is_a_name(finding.kind)).map(
                |(finding, places)| Difference {
                    kind: finding.kind,
                    at: places.at,
                    anywhere: places.further > 0,
                },
            ));
        }
        let calls = client.calls();
        let all = calls.iter().map(|call| &call.method.operation);
        let fixed = all.clone().filter(|operation| matches!(operation.body, Some(Body::Fixed(_))));
        Self {
            fixed: fixed.map(key_for_either).collect(),
            operations: all.map(key_for_either).collect(),
            differences,
        }
    }

    /// The same changes as the client's users see them. Operations that the client doesn't have are
    /// only told of if they were asked for.
    pub(super) fn for_its_users<'a>(&self, found: Found<'a>, with_others: bool) -> Found<'a> {
        let mut told = Found::new();
        for (operation, findings) in found {
            let key = key_for_either(operation);
            let has = self.operations.contains(&key);
            if !has && !with_others {
                continue;
            }
            let mut kept = Findings::default();
            for (finding, places) in findings.0 {
                if is_a_name(finding.kind) {
                    continue;
                }
                let mut open = Vec::new();
                for at in places.at {
                    let reason = match has {
                        true => self.settles(&key, finding.kind, &at),
                        false => (finding.kind != Kind::OperationAdded).then_some(ELSEWHERE),
                    };
                    match reason {
                        Some(reason) => kept.add(settled(&finding, reason), at),
                        None => open.push(at),
                    }
                }
                // Of places that aren't kept nobody knows whether they are settled.
                if has && places.further > 0 && open.is_empty() {
                    open.push(String::new());
                }
                for at in open {
                    kept.add(Rc::clone(&finding), at);
                }
                if let Some(known) = kept.0.get_mut(&finding) {
                    known.further = known.further.saturating_add(places.further);
                }
            }
            told.push((operation, kept));
        }
        told
    }

    /// Why users of the client don't notice a change, if they don't.
    fn settles(&self, key: &str, kind: Kind, at: &str) -> Option<&'static str> {
        let is_received = at.starts_with("result");
        match kind {
            _ if self.agrees(key, kind, at) => Some(SETTLED),
            Kind::FieldRemoved | Kind::ValuesRemoved | Kind::FormRemoved if is_received => Some(KEPT),
            Kind::BodyChanged if self.fixed.contains(key) => Some(FIXED),
            _ => None,
        }
    }

    /// Whether the client is at this place as the new document says.
    fn agrees(&self, key: &str, kind: Kind, at: &str) -> bool {
        let differences = self.differences.get(key).map_or(&[][..], Vec::as_slice);
        !differences.iter().any(|difference| {
            if at.is_empty() {
                return difference.kind == kind;
            }
            difference.anywhere
                || difference.at.iter().any(|other| {
                    other == at
                        || is_inside(at, other)
                        || (kind.is_about_all_inside() && is_inside(other, at))
                })
        })
    }
}

/// Whether one place is inside another.
fn is_inside(place: &str, other: &str) -> bool {
    !other.is_empty() && place.strip_prefix(other).is_some_and(|rest| rest.starts_with(['.', '[', '(']))
}

fn is_a_name(kind: Kind) -> bool {
    matches!(kind, Kind::CallChanged | Kind::TypeRenamed)
}

fn settled(finding: &Finding, reason: &'static str) -> Rc<Finding> {
    Rc::new(Finding { level: Level::Settled, reason, ..finding.clone() })
}
