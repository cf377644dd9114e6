//! Names path parameters, and finds those that operations have in common.

use crate::api::path::{is_parameter, parameters, parts, renamed};
use crate::api::{Operation, Parameter, SCOPE, Scope};
use crate::words::{Taken, singular, snake};

/// Names parameters for what stands before them in the path, where the document's own name
/// (`identifier`, `uuid`) says nothing and has changed over time.
pub(super) fn rename(operation: &mut Operation) {
    let mut before = String::new();
    // What groups have fields and methods have variables called already.
    let mut used = Taken::of(["body", "client", "request", "scope"]);
    let mut parameters = operation.path_parameters.iter_mut();
    let start = if operation.scope == Scope::AccountOrZone { SCOPE } else { "" };
    let mut path = start.to_owned();
    for segment in operation.path[start.len()..].split('/').skip(1) {
        path.push('/');
        // What stands before a segment names it if it is one parameter and nothing else.
        let before_it = if parts(segment).len() == 1 { before.as_str() } else { "" };
        path.push_str(&renamed(segment, |name| {
            let argument = used.take(&argument_name(name, before_it));
            if let Some(parameter) = parameters.next() {
                parameter.name = argument.clone();
            }
            argument
        }));
        if !is_parameter(segment) {
            before = snake(segment).trim_matches('_').to_owned();
        }
    }
    operation.path = path;
}

fn argument_name(name: &str, before: &str) -> String {
    let name = snake(name);
    match before {
        "accounts" | "zones" => format!("{}_id", singular(before)),
        "" => name,
        _ if ["id", "identifier", "uuid", "tag", "identifier_tag"].contains(&name.as_str())
            || name.ends_with("_identifier") =>
        {
            let last = before.rsplit('_').next().unwrap_or(before);
            snake(&format!("{}_id", singular(last)))
        }
        _ => name,
    }
}

/// The leading path parameters that all these operations have, without those of a member.
pub(super) fn shared<'o>(operations: impl IntoIterator<Item = &'o Operation>) -> Vec<Parameter> {
    let mut operations = operations.into_iter();
    let Some(first) = operations.next() else { return Vec::new() };
    let of_first = places(&first.path);
    let mut count = of_collection(first);
    for other in operations {
        let same = of_first.iter().zip(&places(&other.path)).take_while(|(a, b)| a == b).count();
        count = count.min(same).min(of_collection(other));
    }
    first.path_parameters.iter().take(count).cloned().collect()
}

/// Where each parameter of a path stands, without the names of parameters, which change.
pub(super) fn places(path: &str) -> Vec<String> {
    let mut before = String::new();
    let mut places = Vec::new();
    for segment in path.strip_prefix(SCOPE).unwrap_or(path).split('/').skip(1) {
        before.push('/');
        before.push_str(&renamed(segment, |_| String::new()));
        places.extend((0..parameters(segment).len()).map(|position| format!("{before} {position}")));
    }
    places
}

/// How many path parameters belong to the collection and not to one of its members: those before
/// the last segment that is written out.
fn of_collection(operation: &Operation) -> usize {
    let segments = operation.path.rsplit('/').take_while(|segment| is_parameter(segment));
    let of_member: usize = segments.map(|segment| parameters(segment).len()).sum();
    operation.path_parameters.len().saturating_sub(of_member)
}
