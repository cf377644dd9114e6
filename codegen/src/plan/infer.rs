//! Types results that a document narrows to a bare object.
//!
//! Published documents describe some operations of a resource in full and leave the others with
//! `result: {type: object}`. Where the list of the same collection types its items, a single
//! answer is one of those.

use std::collections::BTreeMap;

use crate::api::http_key;
use crate::api::{Api, Outcome, Type, TypeId};
use crate::report::Report;

/// Gives untyped single results the type of the items of their collection's list.
pub fn infer(api: &mut Api, report: &mut Report) {
    let mut items: BTreeMap<String, TypeId> = BTreeMap::new();
    for operation in &api.operations {
        if operation.method == "GET"
            && operation.suffix.is_none()
            && let Outcome::List(item) = operation.result
            && matches!(api.types.get(item), Type::Object(_) | Type::Choice(_))
        {
            items.insert(http_key("GET", &operation.path), item);
        }
    }
    for operation in &mut api.operations {
        let Outcome::Single(ty) = operation.result else { continue };
        if *api.types.get(ty) != Type::Any {
            continue;
        }
        let collection = match operation.path.rsplit_once('/') {
            Some((start, last)) if last.starts_with('{') => start,
            _ => operation.path.as_str(),
        };
        if let Some(item) = items.get(&http_key("GET", collection)) {
            operation.result = Outcome::Single(*item);
            report.note(
                "bare-result",
                operation.place.clone(),
                format!("the result is a bare object: typed as an item of GET {collection}"),
            );
        }
    }
}
