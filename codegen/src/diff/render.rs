//! Writes a comparison for people: as text for a terminal, as Markdown for a changelog or a pull
//! request.
//!
//! A change that shows in many operations names the first few, unless which operations they are is
//! all there is to say, or everything is asked for.

use std::fmt::Write;

use super::change::{Affected, Change, Diff, Kind, Level};
use super::describe::{code, plain};
use super::entries::{Entry, entries};

/// How many operations of one change are named.
const OPERATIONS: usize = 5;

/// How many places in one operation are named.
const LOCATIONS: usize = 3;

/// How much is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The first few operations of a change.
    Brief,
    /// All of them.
    Full,
}

/// Levels in the order in which they are told, and their headings.
const LEVELS: [(Level, &str); 4] = [
    (Level::Breaking, "Breaking"),
    (Level::Deprecating, "Deprecated"),
    (Level::Additive, "Added"),
    (Level::Settled, "Not noticed by users of the client"),
];

/// One line that says how much changed: `2 breaking changes, 1 addition`.
pub fn summary(diff: &Diff) -> String {
    let counted = |level, one: &str, many: &str| {
        let count = diff.of(level).count();
        (count > 0).then(|| format!("{count} {}", if count == 1 { one } else { many }))
    };
    let parts: Vec<String> = [
        counted(Level::Breaking, "breaking change", "breaking changes"),
        counted(Level::Deprecating, "deprecation", "deprecations"),
        counted(Level::Additive, "addition", "additions"),
        counted(
            Level::Settled,
            "change that users of the client don't notice",
            "changes that users of the client don't notice",
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() { "no change for users of the client".to_owned() } else { parts.join(", ") }
}

/// Plain text.
pub fn text(diff: &Diff, detail: Detail) -> String {
    let mut out = format!("{} → {}\n{}\n", plain(&diff.old), plain(&diff.new), summary(diff));
    for (level, heading) in LEVELS {
        for (index, entry) in entries(diff.of(level)).iter().enumerate() {
            if index == 0 {
                line(&mut out, format_args!("\n{}", heading.to_uppercase()));
            }
            let change = match entry {
                Entry::Change(change) => change,
                Entry::Names { title, reason, changes } => {
                    line(&mut out, format_args!("  {title}"));
                    for change in changes {
                        line(&mut out, format_args!("    {}", name(change, false)));
                    }
                    line(&mut out, format_args!("    why  {}", reason));
                    continue;
                }
            };
            line(&mut out, format_args!("  {}", title(change, false)));
            let (named, more) = operations(change, detail);
            for operation in named {
                line(&mut out, format_args!("    in   {}{}", call(operation), identifier(operation, false)));
                let own = own_locations(change, operation, plain);
                if !own.is_empty() {
                    line(&mut out, format_args!("         at {own}"));
                }
            }
            if more > 0 {
                line(&mut out, format_args!("         and {}", further_operations(more)));
            }
            line(&mut out, format_args!("    why  {}", change.reason));
        }
    }
    out
}

/// Markdown: a heading a level, a list entry a change.
pub fn markdown(diff: &Diff, detail: Detail) -> String {
    let mut out = String::new();
    if diff.changes.is_empty() {
        line(&mut out, format_args!("No change for users of the client."));
    }
    for (level, heading) in LEVELS {
        for (index, told) in entries(diff.of(level)).iter().enumerate() {
            if index == 0 {
                let gap = if out.is_empty() { "" } else { "\n" };
                line(&mut out, format_args!("{gap}### {heading}\n"));
            }
            match told {
                Entry::Change(change) => entry(&mut out, change, detail),
                Entry::Names { title, reason, changes } => {
                    line(&mut out, format_args!("- {title}. {}", sentence(reason)));
                    for change in changes {
                        line(&mut out, format_args!("  - {}", name(change, true)));
                    }
                }
            }
        }
    }
    out
}

fn entry(out: &mut String, change: &Change, detail: Detail) {
    let (named, more) = operations(change, detail);
    let title = title(change, true);
    let reason = sentence(&change.reason);
    if let ([only], 0) = (named, more) {
        let place = format!("{}{}", code(&call(only)), identifier(only, true));
        let own = own_locations(change, only, code);
        let at = if own.is_empty() { String::new() } else { format!(", at {own}") };
        line(out, format_args!("- {place}: {title}{at}. {reason}"));
        return;
    }
    line(out, format_args!("- In {} operations: {title}. {reason}", change.operations.len()));
    for operation in named {
        let own = own_locations(change, operation, code);
        let at = if own.is_empty() { String::new() } else { format!(" at {own}") };
        line(out, format_args!("  - {}{}{at}", code(&call(operation)), identifier(operation, true)));
    }
    if more > 0 {
        line(out, format_args!("  - and {}", further_operations(more)));
    }
}

/// One of several things that have other names.
fn name(change: &Change, markdown: bool) -> String {
    match (change.kind, change.operations.as_slice()) {
        (Kind::CallChanged, [operation]) => {
            let called = change.what.strip_prefix("is called ").unwrap_or(&change.what);
            let place = call(operation);
            format!("{}: {called}", if markdown { code(&place) } else { place })
        }
        (_, operations) => {
            let what = change.what.strip_prefix("the type ").unwrap_or(&change.what);
            let what = what.strip_suffix(" here").unwrap_or(what);
            let count = operations.len();
            format!("{what}, in {count} {}", if count == 1 { "operation" } else { "operations" })
        }
    }
}

/// What changed, after the place where it did so, if that is the same everywhere and isn't said
/// anyway.
fn title(change: &Change, markdown: bool) -> String {
    match common_location(change).filter(|at| !says(change, at)) {
        Some(at) if markdown => format!("{}: {}", code(at), change.what),
        Some(at) => format!("{at}: {}", change.what),
        None => change.what.clone(),
    }
}

/// Whether what changed is told with the place's name in it.
fn says(change: &Change, at: &str) -> bool {
    match change.kind {
        Kind::BodyChanged
        | Kind::ResultChanged
        | Kind::EnvelopeChanged
        | Kind::PagingAdded
        | Kind::PagingRemoved
        | Kind::PagingChanged
        | Kind::StatusChanged => true,
        _ => change.what.starts_with(&code(at)),
    }
}

/// The only place where a change shows, in all its operations.
fn common_location(change: &Change) -> Option<&str> {
    let first = change.operations.first()?;
    let [at] = first.locations.as_slice() else { return None };
    let same = |other: &Affected| other.locations == first.locations && other.further_locations == 0;
    change.operations.iter().all(same).then_some(at.as_str())
}

/// The places of a change in one operation, where the title doesn't say them; each goes through
/// `shown`.
fn own_locations(change: &Change, operation: &Affected, shown: fn(&str) -> String) -> String {
    if common_location(change).is_some() {
        return String::new();
    }
    let named = operation.locations.len().min(LOCATIONS);
    let mut text = operation.locations[..named].iter().map(|at| shown(at)).collect::<Vec<_>>().join(", ");
    let left = (operation.locations.len() - named) as u64 + operation.further_locations;
    if left > 0 {
        text.push_str(&format!(" and {left} more {}", if left == 1 { "place" } else { "places" }));
    }
    text
}

/// The operations to name, and how many others there are.
fn operations(change: &Change, detail: Detail) -> (&[Affected], usize) {
    let all = change.operations.as_slice();
    // A list that would be cut by one is as short in full.
    if detail == Detail::Full || change.kind.is_about_operations() || all.len() <= OPERATIONS + 1 {
        return (all, 0);
    }
    (&all[..OPERATIONS], all.len() - OPERATIONS)
}

fn further_operations(more: usize) -> String {
    format!("{more} more operations (--verbose names them)")
}

fn call(operation: &Affected) -> String {
    plain(&format!("{} {}", operation.method, operation.path))
}

fn identifier(operation: &Affected, markdown: bool) -> String {
    match operation.operation_id.as_str() {
        "" => String::new(),
        id if markdown => format!(" ({})", code(id)),
        id => format!(" ({})", plain(id)),
    }
}

/// With a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), characters.as_str()),
        None => String::new(),
    }
}

fn line(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing to a String can't fail.
    let _ = writeln!(out, "{arguments}");
}
