//! Types results of which a document says nothing by what it says of others.
//!
//! Published documents describe some operations of a resource in full and leave the others with
//! `result: {type: object}`. Where the list of the same collection types its items, a single
//! answer is one of those, and so is an object inside an answer that is called as the items are. And an
//! operation on one value of a path parameter answers what the operation on any of them does.

use std::collections::BTreeMap;

use crate::api::{Api, Object, Operation, Outcome, Type, TypeId, Types, Why, http_key};
use crate::report::Report;
use crate::words::{singular, snake};

/// Types bare results.
pub fn infer(api: &mut Api, report: &mut Report) {
    by_general_path(api, report);
    let mut items: BTreeMap<String, TypeId> = BTreeMap::new();
    let mut named: BTreeMap<String, (String, TypeId)> = BTreeMap::new();
    for operation in &api.operations {
        if operation.method != "GET" || operation.suffix.is_some() {
            continue;
        }
        let collection = http_key("GET", &operation.path);
        match operation.result {
            Outcome::List(item) if matches!(api.types.get(item), Type::Object(_) | Type::Choice(_)) => {
                items.insert(collection, item);
            }
            Outcome::Single(ty) => {
                named.extend(only_list(ty, &api.types).map(|found| (collection, found)));
            }
            _ => {}
        }
    }
    for operation in &mut api.operations {
        let Outcome::Single(ty) = operation.result else { continue };
        let collection = match operation.path.rsplit_once('/') {
            Some((start, last)) if last.starts_with('{') => start,
            _ => operation.path.as_str(),
        };
        let key = http_key("GET", collection);
        let typed = if *api.types.get(ty) == Type::Any {
            items.get(&key).map(|item| (*item, "the result is a bare object"))
        } else {
            let found = named.get(&key).and_then(|named| with_item(ty, named, &mut api.types));
            found.map(|ty| (ty, "an object in the result is bare"))
        };
        if let Some((ty, what)) = typed {
            let message = format!("{what}: typed as an item of GET {collection}");
            report.note("bare-result", operation.place.clone(), message);
            operation.result = Outcome::Single(ty);
        }
    }
}

/// The one field of an object that is a list of objects: what one of them is called, and its type.
fn only_list(ty: TypeId, types: &Types) -> Option<(String, TypeId)> {
    let fields = &types.object(ty)?.fields;
    let mut lists = fields.iter().filter_map(|field| match types.get(field.ty) {
        Type::Array(item) if types.object(*item).is_some() => Some((field, *item)),
        _ => None,
    });
    let (field, item) = lists.next()?;
    let name = snake(&field.name);
    let one = singular(&name);
    (lists.next().is_none() && one != name).then_some((one, item))
}

/// The object with its bare objects typed that are called as the items of a list are: `route` and
/// `modified_route` for `routes`.
fn with_item(ty: TypeId, (name, item): &(String, TypeId), types: &mut Types) -> Option<TypeId> {
    let mut object: Object = types.object(ty)?.clone();
    let mut found = false;
    for field in &mut object.fields {
        let called = snake(&field.name);
        let is_it =
            called.strip_suffix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('_'));
        if is_it && field.why == Some(Why::BareObject) && *types.get(field.ty) == Type::Any {
            (field.ty, field.why, found) = (*item, None, true);
        }
    }
    found.then(|| types.intern(Type::Object(object)))
}

/// Types the results of operations whose paths are written with a value where another path has a
/// parameter: `/run/@cf/a/b` beside `/run/{model}`. It is a value that has other signs than the words of
/// paths have; `/tokens/verify` beside `/tokens/{token_id}` is no token.
fn by_general_path(api: &mut Api, report: &mut Report) {
    let is_word =
        |segment: &str| segment.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_'));
    let mut general: BTreeMap<String, usize> = BTreeMap::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let typed = operation.result.item().is_some_and(|ty| *api.types.get(ty) != Type::Any);
        if typed && operation.suffix.is_none() && operation.path.ends_with('}') {
            general.insert(operation.key(), index);
        }
    }
    for index in 0..api.operations.len() {
        let Some(of) = general_of(&api.operations[index], &general, is_word) else { continue };
        let bare =
            matches!(api.operations[index].result, Outcome::Single(ty) if *api.types.get(ty) == Type::Any);
        if !bare || of == index {
            continue;
        }
        let (result, whole, path) = {
            let general = &api.operations[of];
            (general.result.clone(), general.bare, general.path.clone())
        };
        let operation = &mut api.operations[index];
        let message = format!("nothing is said of the result: typed as that of {} {path}", operation.method);
        report.note("bare-result", operation.place.clone(), message);
        (operation.result, operation.bare, operation.result_why) = (result, whole, None);
    }
}

fn general_of(
    operation: &Operation,
    general: &BTreeMap<String, usize>,
    is_word: impl Fn(&str) -> bool,
) -> Option<usize> {
    let mut start = operation.path.as_str();
    let mut value = false;
    while let Some((before, segment)) = start.rsplit_once('/') {
        if segment.contains('{') {
            return None;
        }
        value |= !is_word(segment);
        start = before;
        let found = general.get(&http_key(&operation.method, &format!("{start}/{{value}}")));
        if let Some(found) = found.filter(|_| value) {
            return Some(*found);
        }
    }
    None
}
