//! What an answer is about, where an object stands round it.
//!
//! `GET …/buckets` can answer with `{"buckets": […]}`, and `GET …/buckets/{name}` with `{"bucket": {…}}`. The
//! resource is what is inside; what is round it is called after the list, or after what was asked.

use crate::api::path::is_parameter;
use crate::api::{Operation, Outcome, Type, TypeId, Types};
use crate::words::{singular, snake};

/// What the answer to a GET has inside an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// Items of this type, in a list.
    Items(TypeId),
    /// One of this type, and nothing else.
    One(TypeId),
}

/// What an answer is about, if an object is round that: the objects in the list that is walked or that the
/// path is called like, or the only field, called like one of the path's members. Of `cf_interconnects`
/// `interconnects` say enough.
pub(super) fn held(operation: &Operation, types: &Types) -> Option<Held> {
    let Outcome::Single(result) = operation.result else { return None };
    let object = types.object(result).filter(|object| operation.method == "GET" && object.kinds.is_none())?;
    let is_object = |id: &TypeId| matches!(types.get(*id), Type::Object(_) | Type::Choice(_));
    let collection = snake(operation.path.rsplit('/').find(|segment| !is_parameter(segment))?);
    if operation.path.rsplit('/').next().is_some_and(is_parameter) {
        let [only] = object.fields.as_slice() else { return None };
        let is_it = is_called(&snake(&only.name), &singular(&collection));
        return Some(types.past_circle(only.ty)).filter(|one| is_it && is_object(one)).map(Held::One);
    }
    let walked = operation.paging.as_ref().and_then(|paging| paging.list.as_deref());
    let list = match walked {
        Some(walked) => object.field(walked)?,
        None => object.fields.iter().find(|field| is_called(&snake(&field.name), &collection))?,
    };
    let Type::Array(_) = types.get(types.past_circle(list.ty)) else { return None };
    Some(types.innermost(list.ty)).filter(is_object).map(Held::Items)
}

/// Whether a field is called like what the path is, or like the last words of that.
fn is_called(field: &str, path: &str) -> bool {
    path.strip_suffix(field)
        .is_some_and(|before| !field.is_empty() && (before.is_empty() || before.ends_with('_')))
}
