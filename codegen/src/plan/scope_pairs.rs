//! Makes one operation of two: the same one for accounts and for zones.

use crate::api::{Operation, Outcome, Types, Untyped};
use crate::report::Report;

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
    if let (Some(known), Some(other)) = (&mut first.body, &second.body)
        && let (Some(known), Some(other)) = (known.typed_mut(), other.typed())
    {
        *known = types.join(*known, other, Untyped::SaysLess);
    }
    for permission in second.permissions {
        if !first.permissions.contains(&permission) {
            first.permissions.push(permission);
        }
    }
    for parameter in second.query {
        if !first.query.iter().any(|known| known.name == parameter.name) {
            first.query.push(parameter);
        }
    }
    first.query.sort_by(|a, b| a.name.cmp(&b.name));
    first
}
