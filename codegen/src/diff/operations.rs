//! Operations as wholes: which there are, where Rust has them, whether they are deprecated, what
//! they succeed with.
//!
//! Operations are matched by [`Operation::key`]. A document can have two operations that differ only
//! in the names of parameters; those are told apart by path and operationId.

use std::collections::BTreeMap;

use super::change::{Kind, Level};
use super::describe::{code, quoted};
use super::finding::{Finding, Findings};
use super::side::{Call, Side};
use super::types::Walk;
use super::{parameters, payload};
use crate::api::{Operation, SCOPE};

/// What was found, by operation; the operation is the new one where there is one.
pub(super) type Found<'a> = Vec<(&'a Operation, Findings)>;

/// Compares all operations of two clients.
pub(super) fn compare<'a>(old: &Side<'a>, new: &Side<'a>) -> Found<'a> {
    let (pairs, gone, added) = matched(old.calls(), new.calls());
    let mut walk = Walk::new(old, new);
    let mut found = Found::new();
    for (before, after) in pairs {
        found.push((&after.method.operation, pair(&before, &after, &mut walk)));
    }
    for call in &gone {
        let operation = &call.method.operation;
        let moved = added
            .iter()
            .map(|call| &call.method.operation)
            .find(|other| !operation.id.is_empty() && other.id == operation.id);
        let what = match moved {
            Some(other) => format!(
                "the operation is gone; {} is now {}",
                code(&operation.id),
                code(&format!("{} {}", other.method, other.path))
            ),
            None => "the operation is gone".to_owned(),
        };
        let reason = "its method goes, and code that calls it no longer compiles";
        found.push((operation, one(Kind::OperationRemoved, Level::Breaking, what, reason)));
    }
    for call in &added {
        let what = "new operation".to_owned();
        let reason = "a method more, which nobody has to call";
        let findings = one(Kind::OperationAdded, Level::Additive, what, reason);
        found.push((&call.method.operation, findings));
    }
    found
}

fn one(kind: Kind, level: Level, what: String, reason: &'static str) -> Findings {
    let mut findings = Findings::default();
    findings.add(Finding::new(kind, level, what, reason), String::new());
    findings
}

type Matched<'a> = (Vec<(Call<'a>, Call<'a>)>, Vec<Call<'a>>, Vec<Call<'a>>);

/// Pairs of operations, those that are gone, those that are new.
fn matched<'a>(old: Vec<Call<'a>>, new: Vec<Call<'a>>) -> Matched<'a> {
    let (mut pairs, gone, added) = matched_by(key, old, new);
    // What was for accounts and is for zones, too, is what it was.
    let (more, gone, added) = matched_by(|call| key_for_either(&call.method.operation), gone, added);
    pairs.extend(more);
    (pairs, gone, added)
}

fn matched_by<'a>(key: fn(&Call<'_>) -> String, old: Vec<Call<'a>>, new: Vec<Call<'a>>) -> Matched<'a> {
    let mut waiting: BTreeMap<String, Vec<Call<'a>>> = BTreeMap::new();
    for call in old {
        waiting.entry(key(&call)).or_default().push(call);
    }
    // Where several have one key, what is surely the same is taken before what may be.
    let same: [fn(&Operation, &Operation) -> bool; 3] =
        [|a, b| a.path == b.path && a.id == b.id, |a, b| a.path == b.path || a.id == b.id, |_, _| true];
    let mut left = new;
    let mut pairs = Vec::new();
    for is_same in same {
        let mut unmatched = Vec::new();
        for after in left {
            let known = waiting.get_mut(&key(&after)).and_then(|calls| {
                let position = calls
                    .iter()
                    .position(|before| is_same(&before.method.operation, &after.method.operation))?;
                Some(calls.remove(position))
            });
            match known {
                Some(before) => pairs.push((before, after)),
                None => unmatched.push(after),
            }
        }
        left = unmatched;
    }
    (pairs, waiting.into_values().flatten().collect(), left)
}

fn key(call: &Call<'_>) -> String {
    call.method.operation.key()
}

/// The key that an operation for accounts or zones alone has in common with one for either.
pub(super) fn key_for_either(operation: &Operation) -> String {
    let scoped = ["/accounts/{", "/zones/{"].iter().find_map(|start| {
        let (_, rest) = operation.path.strip_prefix(start)?.split_once("}/")?;
        Some(format!("{SCOPE}/{rest}"))
    });
    operation.key_at(scoped.as_deref().unwrap_or(&operation.path))
}

/// Compares an operation that both have.
fn pair(before: &Call<'_>, after: &Call<'_>, walk: &mut Walk<'_>) -> Findings {
    let (old, new) = (&before.method.operation, &after.method.operation);
    let mut found = Findings::default();
    let mut add = |kind, level, what: String, reason, at: &str| {
        found.add(Finding::new(kind, level, what, reason), at.to_owned());
    };
    match (old.deprecated, new.deprecated) {
        (false, true) => add(
            Kind::OperationDeprecated,
            Level::Deprecating,
            "the operation is deprecated".to_owned(),
            "its method is marked as deprecated: callers get a warning",
            "",
        ),
        (true, false) => add(
            Kind::OperationUndeprecated,
            Level::Additive,
            "the operation is no longer deprecated".to_owned(),
            "callers get no warning any more",
            "",
        ),
        _ => {}
    }
    if let Some((what, reason)) = call_change(before, after) {
        add(Kind::CallChanged, Level::Breaking, what, reason, "");
    }
    if old.statuses != new.statuses {
        let what = match (old.statuses.as_slice(), new.statuses.as_slice()) {
            ([], after) => format!("success is {}; the document didn't say", quoted(after)),
            (before, []) => format!("the document no longer says what success is; it was {}", quoted(before)),
            (before, after) => format!("success is {}, was {}", quoted(after), quoted(before)),
        };
        let reason = "any 2xx status is success for the client, whichever the document names";
        add(Kind::StatusChanged, Level::Additive, what, reason, "status");
    }
    let modules = (before.module, after.module);
    parameters::compare(old, new, modules, walk, &mut found);
    payload::compare(old, new, modules, walk, &mut found);
    found
}

/// Another place or name of an operation's method.
fn call_change(before: &Call<'_>, after: &Call<'_>) -> Option<(String, &'static str)> {
    (before.form() != after.form()).then(|| {
        let what = format!("is called {}, was {}", after.shown(), before.shown());
        (what, "a client without an operations table names operations by their paths and those around them")
    })
}
