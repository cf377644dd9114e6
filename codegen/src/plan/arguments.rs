//! Names path parameters, and finds those that operations have in common.

use crate::api::{Operation, Parameter, SCOPE, Scope};
use crate::words::{singular, snake};

/// Names parameters for what stands before them in the path, where the document's own name
/// (`identifier`, `uuid`) says nothing and has changed over time.
pub(super) fn rename(operation: &mut Operation) {
    let mut before = String::new();
    // What groups have fields and methods have variables called already.
    let mut used: Vec<String> = ["body", "client", "request", "scope"].map(str::to_owned).into();
    let mut parameters = operation.path_parameters.iter_mut();
    let start = if operation.scope == Scope::AccountOrZone { SCOPE } else { "" };
    let mut path = start.to_owned();
    for segment in operation.path[start.len()..].split('/').skip(1) {
        path.push('/');
        let Some(name) = segment.strip_prefix('{').and_then(|segment| segment.strip_suffix('}')) else {
            before = snake(segment).trim_matches('_').to_owned();
            path.push_str(segment);
            continue;
        };
        let mut argument = argument_name(name, &before);
        while used.contains(&argument) {
            argument.push('_');
        }
        if let Some(parameter) = parameters.next() {
            parameter.name = argument.clone();
        }
        path.push_str(&format!("{{{argument}}}"));
        used.push(argument);
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

/// What stands before each parameter of a path, without the names of parameters, which change.
pub(super) fn places(path: &str) -> Vec<String> {
    let mut before = String::new();
    let mut places = Vec::new();
    for segment in path.strip_prefix(SCOPE).unwrap_or(path).split('/').skip(1) {
        let here = segment.matches('{').count();
        places.extend(std::iter::repeat_n(before.clone(), here));
        before.push('/');
        before.push_str(if here > 0 { "{}" } else { segment });
    }
    places
}

/// How many path parameters belong to the collection and not to one of its members: those before
/// the last segment that is written out.
fn of_collection(operation: &Operation) -> usize {
    let of_member: usize = operation
        .path
        .rsplit('/')
        .map(|segment| segment.matches('{').count())
        .take_while(|count| *count > 0)
        .sum();
    operation.path_parameters.len().saturating_sub(of_member)
}
