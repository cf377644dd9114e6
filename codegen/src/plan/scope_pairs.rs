//! Makes one operation of two: the same one for accounts and for zones.

use std::collections::BTreeMap;
use std::mem::discriminant;

use super::way::{Owner, owner};
use crate::api::{Body, Operation, Outcome, Parameter, SCOPE, Scope, Types, Untyped, http_key};
use crate::report::Report;

/// Joins the operations that exist for accounts and for zones, where the two differ in no more than
/// that and in what their types have.
pub(super) fn join(operations: Vec<Operation>, types: &mut Types, report: &mut Report) -> Vec<Operation> {
    let mut of_zones: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut slots: Vec<Option<Operation>> = operations.into_iter().map(Some).collect();
    let key = |operation: &Operation, wanted: Owner| match owner(operation) {
        (owner, rest) if owner == wanted => Some(http_key(&operation.method, &format!("{SCOPE}{}", rest))),
        _ => None,
    };
    for (index, operation) in slots.iter().enumerate() {
        if let Some(key) = operation.as_ref().and_then(|operation| key(operation, Owner::Zone)) {
            of_zones.entry(key).or_default().push(index);
        }
    }
    for index in 0..slots.len() {
        let Some(operation) = &slots[index] else { continue };
        let twins = key(operation, Owner::Account).and_then(|key| of_zones.get(&key)).into_iter().flatten();
        let twin =
            twins.copied().find(|twin| slots[*twin].as_ref().is_some_and(|twin| are_alike(operation, twin)));
        if let Some(twin) = twin
            && let (Some(mut first), Some(mut second)) = (slots[index].take(), slots[twin].take())
        {
            for_either(&mut first);
            for_either(&mut second);
            slots[index] = Some(merge(first, second, types, report));
        }
    }
    slots.into_iter().flatten().collect()
}

/// Whether two operations can be one: they send and answer with values of one kind.
fn are_alike(first: &Operation, second: &Operation) -> bool {
    let kind = |operation: &Operation| match &operation.body {
        Some(Body::Text(media) | Body::Bytes(media)) => Some(media.clone()),
        _ => None,
    };
    // One of the two documents may leave the schema out.
    let json = |operation: &Operation| matches!(operation.body, Some(Body::Json(_) | Body::Free { .. }));
    let bodies = json(first) && json(second)
        || first.body.as_ref().map(discriminant) == second.body.as_ref().map(discriminant)
            && kind(first) == kind(second);
    let results = discriminant(&first.result) == discriminant(&second.result)
        || [&first.result, &second.result].contains(&&Outcome::Nothing)
            && ![&first.result, &second.result].contains(&&Outcome::Bytes);
    let parameters =
        first.path_parameters.len() == second.path_parameters.len() && first.suffix == second.suffix;
    // One of the two documents may say less.
    let paging = first.paging == second.paging || first.paging.is_none() || second.paging.is_none();
    let queries = match (&first.whole_query, &second.whole_query) {
        (Some(first), Some(second)) => first.required == second.required,
        (first, second) => first.is_none() && second.is_none(),
    };
    bodies && results && parameters && paging && queries
}

/// The same operation for whichever of the two a caller says.
pub(super) fn for_either(operation: &mut Operation) {
    if let (Owner::Account | Owner::Zone, rest) = owner(operation)
        && !operation.path_parameters.is_empty()
    {
        operation.path = format!("{SCOPE}{rest}");
        operation.path_parameters.remove(0);
        operation.scope = Scope::AccountOrZone;
    }
}

/// Merges the operation for zones into that for accounts.
pub(super) fn merge(
    mut first: Operation,
    second: Operation,
    types: &mut Types,
    report: &mut Report,
) -> Operation {
    first.result = match (&first.result, &second.result) {
        (Outcome::Nothing, other) => other.clone(),
        (Outcome::List(_), Outcome::Single(_)) | (Outcome::Single(_), Outcome::List(_)) => {
            let place = second.place.clone();
            report.note("scope-difference", place, "one scope answers with a list and the other doesn't");
            first.result.clone()
        }
        (known, other) => match (known.item(), other.item()) {
            (Some(a), Some(b)) => known.with_item(types.join(a, b, Untyped::SaysLess)),
            _ => known.clone(),
        },
    };
    if let (Some(Body::Free { .. }), Some(Body::Json(_))) = (&first.body, &second.body) {
        first.body = second.body.clone();
        first.body_why = second.body_why;
    }
    if let (Some(known), Some(other)) = (&mut first.body, &second.body)
        && let (Some(known), Some(other)) = (known.typed_mut(), other.typed())
    {
        *known = types.join(*known, other, Untyped::SaysLess);
    }
    for (known, more) in [
        (&mut first.permissions, second.permissions),
        (&mut first.hints, second.hints),
        (&mut first.lacks, second.lacks),
    ] {
        for one in more {
            if !known.contains(&one) {
                known.push(one);
            }
        }
    }
    merge_parameters(&mut first.query, second.query, types);
    first.whole_query = first.whole_query.or(second.whole_query);
    merge_parameters(&mut first.headers, second.headers, types);
    merge_parameters(&mut first.cookies, second.cookies, types);
    if first.doc.is_empty() {
        first.doc = second.doc;
    }
    if first.deprecated != second.deprecated {
        let which = if first.deprecated { "accounts" } else { "zones" };
        first.doc.push_str(&format!("\n\nThe API deprecates this for {which}."));
        first.deprecated = false;
    }
    first.paging = first.paging.or(second.paging);
    first.bare |= second.bare;
    first.named = first.named.or(second.named);
    first.result_why = first.result_why.or(second.result_why);
    first.body_why = first.body_why.or(second.body_why);
    first.stands_for += second.stands_for;
    first
}

/// What only one of the two takes needn't be given.
fn merge_parameters(first: &mut Vec<Parameter>, second: Vec<Parameter>, types: &mut Types) {
    for parameter in first.iter_mut() {
        parameter.required &= second.iter().any(|other| other.name == parameter.name && other.required);
    }
    for other in second {
        match first.iter_mut().find(|known| known.name == other.name) {
            Some(known) if types.get(known.ty).kind() == types.get(other.ty).kind() => {
                known.ty = types.join(known.ty, other.ty, Untyped::SaysLess);
            }
            Some(_) => {}
            None => first.push(Parameter { required: false, ..other }),
        }
    }
    first.sort_by(|a, b| a.name.cmp(&b.name));
}
