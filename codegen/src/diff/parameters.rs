//! Parameters in path, query and headers.
//!
//! What must be given is an argument of the method, what may be given is a setter of the call;
//! that is why a change between the two breaks code in either direction. Values without a form of
//! their own in a query are texts in Rust, whatever the document says of them.

use super::change::{Kind, Level};
use super::describe::{code, describe, step};
use super::finding::{Finding, Findings};
use super::types::{Modules, Walk, Way};
use crate::api::{Listing, Operation, Parameter, Type, TypeId, Types};

/// Compares the parameters of an operation.
pub(super) fn compare(
    old: &Operation,
    new: &Operation,
    modules: Modules,
    walk: &mut Walk<'_>,
    found: &mut Findings,
) {
    for (before, after) in old.path_parameters.iter().zip(&new.path_parameters) {
        let first = segment(before.ty, &walk.old.plan.types);
        let second = segment(after.ty, &walk.new.plan.types);
        if first != second {
            let what = format!("was `{first}`, is `{second}`");
            let finding = Finding::new(
                Kind::TypeChanged,
                Level::Breaking,
                what,
                "the method takes an argument of another type",
            );
            found.add(finding, format!("path{}", step(&after.name)));
        }
    }
    sent(("query", "query parameter"), &old.query, &new.query, modules, walk, found);
    let whole = |query: &Option<Parameter>| Vec::from_iter(query.clone());
    let (before, after) = (whole(&old.whole_query), whole(&new.whole_query));
    sent(("query", "whole query"), &before, &after, modules, walk, found);
    sent(("header", "header"), &old.headers, &new.headers, modules, walk, found);
    sent(("cookie", "cookie"), &old.cookies, &new.cookies, modules, walk, found);
}

/// A segment of a path is a text, unless it is a number.
fn segment(ty: TypeId, types: &Types) -> &'static str {
    match types.get(ty) {
        Type::Integer => "i64",
        Type::Unsigned => "u64",
        _ => "String",
    }
}

fn sent(
    (place, noun): (&str, &str),
    old: &[Parameter],
    new: &[Parameter],
    modules: Modules,
    walk: &mut Walk<'_>,
    found: &mut Findings,
) {
    for before in old {
        let at = format!("{place}{}", step(&before.name));
        let name = code(&before.name);
        let Some(after) = new.iter().find(|after| after.name == before.name) else {
            let what = format!("the {noun} {name} is gone");
            let reason = if before.required {
                "the method has an argument less"
            } else {
                "its setter goes, and code that sets it no longer compiles"
            };
            found.add(Finding::new(Kind::ParameterRemoved, Level::Breaking, what, reason), at);
            continue;
        };
        match (before.required, after.required) {
            (false, true) => {
                let what = format!("the {noun} {name} must be given");
                let reason = "its setter goes, and the method takes another argument";
                found.add(Finding::new(Kind::ParameterRequired, Level::Breaking, what, reason), at.clone());
            }
            (true, false) => {
                let what = format!("the {noun} {name} needn't be given any more");
                let reason = "the method has an argument less, and the call a setter more; the API takes what it \
                              took before";
                found.add(Finding::new(Kind::ParameterOptional, Level::Breaking, what, reason), at.clone());
            }
            _ => {}
        }
        match (before.deprecated, after.deprecated) {
            (false, true) => {
                let what = format!("the {noun} {name} is deprecated");
                let reason = match after.required {
                    true => "it still has to be given; the documentation says so",
                    false => "its setter is marked as deprecated: callers get a warning",
                };
                let finding = Finding::new(Kind::ParameterDeprecated, Level::Deprecating, what, reason);
                found.add(finding, at.clone());
            }
            (true, false) => {
                let what = format!("the {noun} {name} is no longer deprecated");
                let reason = "callers get no warning any more";
                let finding = Finding::new(Kind::ParameterUndeprecated, Level::Additive, what, reason);
                found.add(finding, at.clone());
            }
            _ => {}
        }
        let is_list = matches!(walk.new.plan.types.get(after.ty), Type::Array(_));
        if is_list && before.listing != after.listing {
            let what = format!("the {noun} {name} is written {}, was {}", listing(after), listing(before));
            let reason = "callers give a list as before; a client made from the old document writes it in the \
                          old way";
            found.add(Finding::new(Kind::ParameterWritten, Level::Additive, what, reason), at.clone());
        }
        types(before.ty, after.ty, &at, modules, walk, found);
    }
    for after in new.iter().filter(|after| !old.iter().any(|before| before.name == after.name)) {
        let name = code(&after.name);
        let ty = match text_only(after.ty, &walk.new.plan.types) {
            true => "`String`".to_owned(),
            false => describe(after.ty, &walk.new.plan.types),
        };
        let (level, must, reason) = if after.required {
            (Level::Breaking, "that must be given, ", "the method takes another argument")
        } else {
            (Level::Additive, "", "a setter more; calls without it stay as they are")
        };
        let what = format!("new {noun} {name}, {must}{ty}");
        let at = format!("{place}{}", step(&after.name));
        found.add(Finding::new(Kind::ParameterAdded, level, what, reason), at);
    }
}

/// How a list is written, in words.
fn listing(parameter: &Parameter) -> String {
    match parameter.listing {
        Listing::Repeated => "as one parameter for each item".to_owned(),
        Listing::Joined(separator) => format!("as one value with `{separator}` between items"),
    }
}

fn types(old: TypeId, new: TypeId, at: &str, modules: Modules, walk: &mut Walk<'_>, found: &mut Findings) {
    let (before, after) = (&walk.old.plan.types, &walk.new.plan.types);
    if let (Type::Array(first), Type::Array(second)) = (before.get(old), after.get(new)) {
        return types(*first, *second, &format!("{at}[]"), modules, walk, found);
    }
    match (text_only(old, before), text_only(new, after)) {
        (true, true) => {}
        (false, false) => found.add_inside(at, &walk.types(modules, old, new, Way::Sent)),
        (was_text, _) => {
            let shown =
                |is_text: bool, described: String| if is_text { "`String`".to_owned() } else { described };
            let first = shown(was_text, describe(old, before));
            let second = shown(!was_text, describe(new, after));
            if first != second {
                let what = format!("was {first}, is {second}");
                let reason = "its setter or argument takes another Rust type";
                found.add(Finding::new(Kind::TypeChanged, Level::Breaking, what, reason), at.to_owned());
            }
        }
    }
}

/// Whether a value is given as a plain text because a query has no other form for it.
fn text_only(ty: TypeId, types: &Types) -> bool {
    matches!(
        types.get(ty),
        Type::Any
            | Type::Map(_)
            | Type::Object(_)
            | Type::Choice(_)
            | Type::Union(_)
            | Type::Circle(_)
            | Type::Secret
    )
}
