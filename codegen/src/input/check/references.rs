//! References that lead nowhere, and schemas that contain themselves.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::findings::{Fault, Findings, Named, operations_round};
use crate::input::document::{CUT_OFF, Document, MAX_REFERENCES, Pointer, operations_of, reference};
use crate::input::grammar::Thing;
use crate::report::{Mode, Report};

/// Where a reference leads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// To something.
    Good,
    /// To nothing.
    Dangling,
    /// From reference to reference.
    Endless,
    /// It was too long to be followed.
    TooLong,
}

/// Checks that every reference leads to something.
pub(super) fn check(document: &Document, findings: &mut Findings, report: &mut Report) {
    let mut fates = Fates::default();
    let mut bad: Vec<(Pointer, Thing, &str, Fate)> = Vec::new();
    document.references(&mut |at, thing, target| {
        let fate = fates.of(target, document);
        if fate != Fate::Good {
            bad.push((Pointer::parse(at), thing, target, fate));
        }
    });
    for (at, thing, target, fate) in bad {
        let (code, message, help) = match fate {
            Fate::Endless => (
                "endless-reference",
                format!("the reference {target} leads from reference to reference"),
                "let it lead to a definition: it goes in a circle, or over too many others",
            ),
            Fate::TooLong => (
                "reference-too-long",
                format!("the reference {target} isn't followed"),
                "give what it names a shorter name",
            ),
            Fate::Good | Fate::Dangling => (
                "dangling-reference",
                format!("the reference {target} leads to nothing"),
                "define what it names, or correct the reference",
            ),
        };
        let fault = Fault { code, place: document.place(&at), message, help: help.to_owned() };
        take(fault, &at, thing, document, findings, report);
    }
}

/// What a reference that leads to nothing means for what it stands in.
fn take(
    fault: Fault,
    at: &Pointer,
    thing: Thing,
    document: &Document,
    findings: &mut Findings,
    report: &mut Report,
) {
    let Fault { code, place, message, help } = fault;
    if report.mode() != Mode::Published {
        report.error(code, place, message, help);
        return;
    }
    let round = operations_round(at, document);
    match thing {
        Thing::Schema => report.note(code, place, format!("{message}: left untyped")),
        Thing::RequestBody | Thing::PathItem if !round.is_empty() || thing == Thing::PathItem => {
            leave_out(Fault { code, place, message, help }, at, document, findings, report);
        }
        _ => {
            let what = match thing {
                Thing::Parameter => Some("a parameter is left out"),
                Thing::Response => Some("an answer is read without a type"),
                _ => None,
            };
            for operation in what.iter().flat_map(|_| &round) {
                findings.lack(operation, format!("{}: {message}", what.unwrap_or_default()));
            }
            report.note(code, place, format!("{message}: {}", what.unwrap_or("left out")));
        }
    }
}

/// Leaves out the operation that something stands in, or what a path item may have had.
fn leave_out(fault: Fault, at: &Pointer, document: &Document, findings: &mut Findings, report: &mut Report) {
    let segments = at.segments();
    let ["paths", path, ..] = segments[..] else {
        // A component that nothing refers to, or that will be missed where something does.
        report.note(fault.code, fault.place, fault.message);
        return;
    };
    let item = Pointer::of(["paths", path]);
    if segments.len() == 2 {
        findings.leave_out(&Named { method: "*", path, pointer: &item }, fault, report);
        return;
    }
    let round = operations_round(at, document);
    let operations = document.get(&item).map(|value| operations_of(value, &item)).unwrap_or_default();
    let named = operations
        .iter()
        .find(|(_, _, pointer)| round.iter().any(|operation| operation.to_string() == pointer.to_string()));
    if let Some((method, _, pointer)) = named {
        findings.leave_out(&Named { method, path, pointer }, fault, report);
    }
}

/// Where references lead, as [`Document::follow`] goes. Each is followed once, however many others lead
/// through it.
#[derive(Default)]
struct Fates<'d> {
    /// How many references there are on the way, with the first; none where it ends in nothing.
    known: HashMap<&'d str, Option<usize>>,
}

impl<'d> Fates<'d> {
    fn of(&mut self, target: &'d str, document: &'d Document) -> Fate {
        if target.ends_with(CUT_OFF) {
            return Fate::TooLong;
        }
        // References into files have been made local by now, or have been reported.
        if !target.starts_with('#') {
            return Fate::Good;
        }
        let mut way: Vec<&'d str> = Vec::new();
        let mut next = target;
        let end = loop {
            if let Some(known) = self.known.get(next) {
                break *known;
            }
            // Longer than any way that is followed, until the end is found: a circle comes back here.
            self.known.insert(next, Some(MAX_REFERENCES));
            way.push(next);
            match leads_to(next, document).map(reference) {
                None => break None,
                Some(None) => break Some(0),
                Some(Some(further)) => next = further,
            }
        };
        for (before, target) in way.iter().rev().enumerate() {
            self.known.insert(target, end.map(|end| end.saturating_add(before + 1)));
        }
        match self.known.get(target).copied().flatten() {
            None => Fate::Dangling,
            Some(steps) if steps < MAX_REFERENCES => Fate::Good,
            Some(_) => Fate::Endless,
        }
    }
}

/// What a reference leads to. What is no pointer is an anchor that no schema has; those of schemas are
/// pointers by now.
fn leads_to<'d>(target: &str, document: &'d Document) -> Option<&'d Value> {
    let fragment = target.strip_prefix('#')?;
    let pointer = fragment.is_empty() || fragment.starts_with('/');
    document.get(&Pointer::parse(fragment)).filter(|_| pointer)
}

/// Finds schemas that contain themselves by `$ref` and `allOf` alone, which says nothing.
pub(super) fn check_circles(document: &Document, report: &mut Report) {
    let Some(schemas) = document.root.pointer("/components/schemas").and_then(Value::as_object) else {
        return;
    };
    let mut done = BTreeSet::new();
    for name in schemas.keys() {
        walk_composition(Pointer::of(["components", "schemas", name]), document, &mut done, report);
    }
}

/// A schema on the way down through references and `allOf`.
struct Open {
    key: String,
    members: Vec<Pointer>,
}

/// Goes through all that a schema is composed of. The way down is kept in a list and not on the
/// thread's stack, which a long chain would overflow.
fn walk_composition(start: Pointer, document: &Document, done: &mut BTreeSet<String>, report: &mut Report) {
    let mut open: Vec<Open> = Vec::new();
    let mut positions: BTreeMap<String, usize> = BTreeMap::new();
    let mut next = Some(start);
    loop {
        if let Some(pointer) = next.take() {
            let key = pointer.to_string();
            if let Some(position) = positions.get(&key) {
                let circle: Vec<&str> = open[*position..].iter().map(|open| open.key.as_str()).collect();
                report.mended(
                    "allof-cycle",
                    document.place(&pointer),
                    format!("this schema contains itself through references and allOf: {}", shown(&circle)),
                    "take one of the links out, or make it a property",
                    "the link that closes the circle is ignored",
                );
            } else if !done.contains(&key)
                && let Some(schema) = document.get(&pointer)
            {
                positions.insert(key.clone(), open.len());
                open.push(Open { key, members: members(schema, &pointer) });
            }
        }
        let Some(last) = open.last_mut() else { return };
        next = last.members.pop();
        if next.is_none()
            && let Some(left) = open.pop()
        {
            positions.remove(&left.key);
            done.insert(left.key);
        }
    }
}

/// What a schema refers to and is composed of, last first.
fn members(schema: &Value, at: &Pointer) -> Vec<Pointer> {
    let all_of = schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
    let at = at.child("allOf");
    let target = reference(schema).and_then(|target| target.strip_prefix('#')).map(Pointer::parse);
    (0..all_of).rev().map(|index| at.child(index.to_string())).chain(target).collect()
}

/// A circle from its first member back to it; the middle of a long one is left out.
fn shown(circle: &[&str]) -> String {
    let mut names: Vec<&str> = circle.iter().take(8).copied().collect();
    if circle.len() > names.len() {
        names.push("…");
    }
    names.extend(circle.first());
    names.join(" → ")
}
