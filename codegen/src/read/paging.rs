//! Recognises how a list is paged, from the parameters of its operation and from what its answers say:
//! `result_info`, and of a list inside an object, that object.
//!
//! The runtime walks lists by page numbers, by cursors and by offsets. A list that is divided in another
//! way, or whose document says only half of it, is noted: its caller has to ask for each part.

use std::collections::BTreeSet;

use crate::api::path::is_parameter;
use crate::api::{Object, Outcome, PagedBy, Paging, Parameter, Type, TypeId, Types};
use crate::input::document::OperationAt;
use crate::report::Mode;
use crate::schema::compose::Composer;
use crate::words::snake;

/// Where the runtime finds the cursor for the next page in `result_info`.
const CURSORS: [&str; 7] = [
    "cursor",
    "cursors.after",
    "next_cursor",
    "nextCursor",
    "next_page_token",
    "nextPageToken",
    "continuation_token",
];

/// What counts the items of all pages beside a list of SCIM (RFC 7644), where the first item is 1.
const SCIM_TOTAL: &str = "totalResults";

/// Objects beside a list that say what `result_info` does.
const INFORMING: [&str; 5] = ["result_info", "pagination", "paging", "page_info", "pageInfo"];

/// Names of query parameters that take a cursor wherever answers give one.
const TAKES_CURSOR: [&str; 5] = ["after", "continuation_token", "next", "page_token", "starting_after"];

/// How the result is paged, if it is.
pub(super) fn recognise(
    at: &OperationAt<'_>,
    query: &[Parameter],
    result: &Outcome,
    info: &BTreeSet<&str>,
    composer: &mut Composer<'_, '_>,
) -> Option<Paging> {
    // Asking for the next page sends the request again.
    if at.method != "GET" {
        return None;
    }
    let inside = match result {
        Outcome::List(_) => None,
        // Our own fragments say how lists are paged in the operations table.
        Outcome::Single(ty) if composer.report().mode() != Mode::Strict => {
            Some(Inside::of(*ty, at, &composer.types))
        }
        _ => return None,
    };
    let in_info = CURSORS.iter().any(|name| info.contains(name));
    let gives_cursor = in_info || inside.as_ref().is_some_and(|inside| inside.gives_cursor);
    let by = asked_by(query, gives_cursor, inside.as_ref(), &composer.types);
    match (by, &inside) {
        (Some(by), None) => return Some(Paging { by, list: None }),
        (Some(by), Some(Inside { lists, .. })) if lists.len() == 1 => {
            return Some(Paging { by, list: lists.first().cloned() });
        }
        (by, _) if composer.report().mode() != Mode::Strict => {
            if let Some(why) = unrecognised(query, by.as_ref(), inside.as_ref(), in_info) {
                let place = composer.document().place(&at.pointer);
                composer.report().note("unrecognised-paging", place, why);
            }
        }
        _ => {}
    }
    None
}

/// A result that isn't a list, and may have one in it.
struct Inside {
    /// The fields that are lists: one, where it is the only one or the path is called like it.
    lists: Vec<String>,
    gives_cursor: bool,
    /// The list is one of SCIM, whose items are counted from 1.
    counts_from_one: bool,
    /// Nothing is known of the result.
    untyped: bool,
}

impl Inside {
    fn of(ty: TypeId, at: &OperationAt<'_>, types: &Types) -> Self {
        let mut inside = Self {
            lists: Vec::new(),
            gives_cursor: false,
            counts_from_one: false,
            untyped: *types.get(ty) == Type::Any,
        };
        let Some(object) = types.object(ty) else { return inside };
        inside.counts_from_one = object.field(SCIM_TOTAL).is_some();
        let lists = object.fields.iter().filter(|field| matches!(types.get(field.ty), Type::Array(_)));
        // What an envelope has beside its result is not what the operation lists, nor what SCIM says the
        // answer is an example of.
        let lists = lists
            .map(|field| &field.name)
            .filter(|name| !matches!(name.as_str(), "errors" | "messages"))
            .filter(|name| !(inside.counts_from_one && *name == "schemas"));
        inside.lists = lists.cloned().collect();
        let collection = at.path.rsplit('/').find(|segment| !is_parameter(segment)).map(snake);
        let of_path = inside.lists.iter().find(|name| Some(snake(name)) == collection);
        if let Some(list) = of_path.cloned() {
            inside.lists = vec![list];
        }
        let informing = INFORMING.iter().filter_map(|name| types.object(object.field(name)?.ty));
        inside.gives_cursor = object.field("next").is_some_and(|next| is_scalar(types.get(next.ty)))
            || std::iter::once(object).chain(informing).any(|object| gives_cursor(object, types));
        inside
    }
}

/// Whether an object gives the cursor for the next page, where the runtime looks for it.
fn gives_cursor(object: &Object, types: &Types) -> bool {
    CURSORS.iter().any(|name| match name.split_once('.') {
        None => object.field(name).is_some_and(|field| is_scalar(types.get(field.ty))),
        Some((outer, inner)) => {
            let outer = object.field(outer).and_then(|field| types.object(field.ty));
            outer.is_some_and(|outer| outer.field(inner).is_some())
        }
    })
}

/// Whether values can stand in a query.
fn is_scalar(ty: &Type) -> bool {
    matches!(ty, Type::Integer | Type::Unsigned | Type::Number | Type::String | Type::Secret | Type::Any)
}

/// How the next page is asked for, by the parameters that there are.
fn asked_by(
    query: &[Parameter],
    gives_cursor: bool,
    inside: Option<&Inside>,
    types: &Types,
) -> Option<PagedBy> {
    let named = |wanted: &dyn Fn(&str) -> bool| {
        query.iter().find(|parameter| wanted(&snake(&parameter.name))).map(|parameter| parameter.name.clone())
    };
    let numbered = query.iter().any(|parameter| parameter.name == "page");
    let cursor = named(&|name| name == "cursor" || name.ends_with("_cursor"))
        .or_else(|| named(&|name| TAKES_CURSOR.contains(&name)).filter(|_| gives_cursor));
    // Documents that number all their lists in one shared schema do so here, too.
    if let Some(parameter) = cursor.filter(|_| gives_cursor || !numbered && inside.is_none()) {
        return Some(PagedBy::Cursor(parameter));
    }
    if numbered {
        return Some(PagedBy::Page);
    }
    if let Some(parameter) = named(&|name| matches!(name, "page_no" | "page_num" | "page_number")) {
        return Some(PagedBy::Numbered(parameter));
    }
    if inside.is_some_and(|inside| inside.counts_from_one)
        && let Some(parameter) = named(&|name| name == "start_index")
    {
        return Some(PagedBy::StartIndex(parameter));
    }
    let offset = query.iter().find(|parameter| match snake(&parameter.name).as_str() {
        "offset" | "skip" => is_scalar(types.get(parameter.ty)),
        // A list that begins at a date has a `start`, too.
        "start" => matches!(types.get(parameter.ty), Type::Integer | Type::Unsigned | Type::Number),
        _ => false,
    });
    offset.map(|parameter| PagedBy::Offset(parameter.name.clone()))
}

/// Why what looks like a list in parts isn't walked.
fn unrecognised(
    query: &[Parameter],
    by: Option<&PagedBy>,
    inside: Option<&Inside>,
    in_info: bool,
) -> Option<String> {
    let takes = match by {
        Some(PagedBy::Cursor(parameter)) => Some(format!("the cursor `{parameter}`")),
        Some(PagedBy::Page | PagedBy::Numbered(_)) => Some("a page".to_owned()),
        Some(PagedBy::Offset(parameter) | PagedBy::StartIndex(parameter)) => Some(format!("`{parameter}`")),
        None => query
            .iter()
            .find(|parameter| {
                let name = snake(&parameter.name);
                name == "start_after"
                    || name == "start_index"
                    || inside.is_some() && (name == "cursor" || name.ends_with("_cursor"))
            })
            .map(|parameter| format!("`{}`", parameter.name)),
    };
    match (takes, inside) {
        // A `result_info` with page numbers, which documents share among all lists, says nothing of an
        // operation that has no parameter for another page: it answers with all of its list.
        (None, None) if in_info => Some(
            "answers give a cursor, and the operation has no parameter that takes it: not paged".to_owned(),
        ),
        (Some(takes), None) => {
            Some(format!("the operation takes {takes}, which isn't followed: ask for each part of the list"))
        }
        (Some(takes), Some(Inside { lists, untyped, .. })) => {
            let lists: Vec<String> = lists.iter().map(|name| format!("`{name}`")).collect();
            let inside = match lists.as_slice() {
                [] if *untyped => "its result is untyped".to_owned(),
                [] => return None,
                [list] => format!("nothing beside its list, {list}, says where the next part begins"),
                lists => format!("several lists are inside the result, {}", lists.join(" and ")),
            };
            Some(format!("the operation takes {takes}, and {inside}: ask for each part"))
        }
        (None, _) => None,
    }
}
