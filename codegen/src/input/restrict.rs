//! Keeps the part of a document that was asked for.
//!
//! A pattern is a glob over an operation's path, tag or operationId. What no chosen operation
//! refers to, directly or through others, is dropped before anything is checked or composed, so
//! that a fault elsewhere in a large document is nobody's problem.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::api::Place;
use crate::input::document::{
    Document, FILES, METHODS, OTHER_METHODS, OperationAt, Pointer, operations_of, reference, text,
};
use crate::input::nearest::Nearest;
use crate::report::Report;

/// What is said of a pattern that matches nothing.
pub const SELECT_NOTHING: &str = "select-nothing";

/// Drops all operations that match none of the patterns, and components that are then unused. A pattern
/// that matches nothing is an error, or a note where that may be.
pub fn restrict(document: &mut Document, patterns: &[String], may_miss: bool, report: &mut Report) {
    if patterns.is_empty() {
        return;
    }
    let mut used = vec![false; patterns.len()];
    let mut keep: BTreeSet<(String, String)> = BTreeSet::new();
    for operation in document.operations() {
        let names = names_of(&operation);
        for (pattern, used) in patterns.iter().zip(&mut used) {
            if names.iter().any(|name| matches(pattern, name)) {
                *used = true;
                keep.insert((operation.key.to_owned(), operation.method.to_owned()));
            }
        }
    }
    let unused: Vec<usize> = (0..patterns.len()).filter(|at| !used[*at]).collect();
    let mut nearest: Vec<Nearest> = unused.iter().map(|at| Nearest::to(&patterns[*at])).collect();
    if !may_miss && !unused.is_empty() {
        for operation in document.operations() {
            let names = names_of(&operation);
            nearest.iter_mut().for_each(|nearest| names.iter().for_each(|name| nearest.sees(name)));
        }
    }
    for (at, nearest) in unused.into_iter().zip(nearest) {
        let message = missed(&patterns[at]);
        match may_miss {
            true => report.note(SELECT_NOTHING, Place::file(&document.main_file), message),
            false => {
                let help = match &nearest.name {
                    Some(name) => format!("{CORRECT}; is it {name:?}?"),
                    None => CORRECT.to_owned(),
                };
                report.error(SELECT_NOTHING, Place::file(&document.main_file), message, &help);
            }
        }
    }
    if let Some(paths) = document.root.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, item) in paths.iter_mut() {
            let Some(item) = item.as_object_mut() else { continue };
            let kept = |method: &str| keep.contains(&(path.clone(), method.to_owned()));
            for (key, method) in METHODS {
                if !kept(method) {
                    item.remove(key);
                }
            }
            if let Some(others) = item.get_mut(OTHER_METHODS).and_then(Value::as_object_mut) {
                others.retain(|method, _| kept(method));
            }
        }
        paths.retain(|_, item| !operations_of(item, &Pointer::default()).is_empty());
    }
    drop_unused(document);
}

/// What a pattern can match of an operation: its tags, its operationId and its path.
fn names_of<'d>(operation: &OperationAt<'d>) -> Vec<&'d str> {
    let tags = operation.operation.get("tags").and_then(Value::as_array);
    let names = tags.into_iter().flatten().filter_map(Value::as_str);
    names.chain(text(operation.operation, "operationId")).chain([operation.key]).collect()
}

/// What to do about a pattern that matches nothing.
pub const CORRECT: &str = "correct the pattern: `*` stands for any text, `?` for one character";

/// Says that a pattern matches nothing.
pub fn missed(pattern: &str) -> String {
    format!("no operation's path, tag or operationId matches {pattern}")
}

/// Whether a glob matches the whole of a text, in time proportional to their lengths' product.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut position) = (0, 0);
    // Where to go on if what follows the last `*` doesn't fit here.
    let mut star: Option<(usize, usize)> = None;
    while position < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, position));
                at += 1;
            }
            Some(wanted) if *wanted == '?' || *wanted == text[position] => {
                at += 1;
                position += 1;
            }
            _ => match star {
                Some((after, from)) => {
                    at = after + 1;
                    position = from + 1;
                    star = Some((after, from + 1));
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|rest| *rest == '*')
}

fn drop_unused(document: &mut Document) {
    let mut reached: BTreeSet<Vec<String>> = BTreeSet::new();
    let mut waiting: Vec<&Value> = document.root.get("paths").into_iter().collect();
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(fields) => {
                if let Some(target) = reference(value).and_then(|target| target.strip_prefix('#')) {
                    let pointer = Pointer::parse(target);
                    // A component, a file, or what stands at another place of the document.
                    let unit: Vec<&str> = match pointer.segments()[..] {
                        [section @ "components", kind, name, ..] => vec![section, kind, name],
                        ["paths", ..] => Vec::new(),
                        [section, name, ..] => vec![section, name],
                        _ => Vec::new(),
                    };
                    if !unit.is_empty() && reached.insert(unit.iter().map(ToString::to_string).collect()) {
                        let unit = unit.into_iter().fold(Pointer::default(), |at, segment| at.child(segment));
                        waiting.extend(document.get(&unit));
                    }
                }
                waiting.extend(fields.values());
            }
            Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
    if let Some(components) = document.root.get_mut("components").and_then(Value::as_object_mut) {
        for (section, things) in components.iter_mut().filter(|(section, _)| *section != "securitySchemes") {
            if let Some(things) = things.as_object_mut() {
                things.retain(|name, _| {
                    reached.contains(["components", section, name].map(str::to_owned).as_slice())
                });
            }
        }
    }
    if let Some(files) = document.root.get_mut(FILES).and_then(Value::as_object_mut) {
        files.retain(|name, _| reached.contains([FILES, name].map(str::to_owned).as_slice()));
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn globs() {
        for (pattern, text, expected) in [
            ("/zones/*/dns_records*", "/zones/{zone_id}/dns_records/{id}", true),
            ("/zones/*/dns_records", "/zones/{zone_id}/dns_records/{id}", false),
            ("DNS Records*", "DNS Records for a Zone", true),
            ("dns-records-for-a-zone-lis?", "dns-records-for-a-zone-list", true),
            ("*", "", true),
            ("a", "", false),
            ("*a*b", "xxaxxb", true),
            ("*a*b", "xxaxxbc", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
