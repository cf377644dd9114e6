//! Recognises how a list is paged, from the parameters of its operation and the `result_info` of its
//! answers.
//!
//! The runtime walks lists by page numbers and by cursors. A list that is divided in another way,
//! or whose document says only half of it, is noted: its caller has to ask for each part.

use std::collections::BTreeSet;

use crate::api::{Outcome, Paging, Parameter, Type};
use crate::input::document::OperationAt;
use crate::report::Mode;
use crate::schema::compose::Composer;
use crate::words::snake;

/// Where the runtime finds the cursor for the next page in `result_info`.
const CURSORS: [&str; 3] = ["cursor", "cursors.after", "next_cursor"];

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
    let gives_cursor = CURSORS.iter().any(|name| info.contains(name));
    let named = |wanted: &dyn Fn(&str) -> bool| {
        query.iter().find(|parameter| wanted(&snake(&parameter.name))).map(|parameter| parameter.name.clone())
    };
    let numbered = query.iter().any(|parameter| parameter.name == "page");
    let cursor = named(&|name| name == "cursor" || name.ends_with("_cursor"))
        .or_else(|| named(&|name| TAKES_CURSOR.contains(&name)).filter(|_| gives_cursor));
    let paging = match cursor {
        // Documents that number all their lists in one shared schema do so here, too.
        Some(parameter) if gives_cursor || !numbered => Some(Paging::Cursor(parameter)),
        _ => numbered.then_some(Paging::Page),
    };
    if let Outcome::List(_) = result
        && paging.is_some()
    {
        return paging;
    }
    // Our own fragments say how lists are paged in the operations table.
    if composer.report().mode() == Mode::Strict {
        return None;
    }
    let offset = named(&|name| matches!(name, "offset" | "start" | "skip" | "start_after"));
    if let Some(why) = unrecognised(result, paging.as_ref(), offset.as_deref(), info, composer) {
        let place = composer.document().place(&at.pointer);
        composer.report().note("unrecognised-paging", place, why);
    }
    None
}

/// Why what looks like a list in parts isn't walked.
fn unrecognised(
    result: &Outcome,
    paging: Option<&Paging>,
    offset: Option<&str>,
    info: &BTreeSet<&str>,
    composer: &Composer<'_, '_>,
) -> Option<String> {
    let parts = match (paging, offset) {
        (Some(Paging::Cursor(parameter)), _) => format!("the operation takes the cursor `{parameter}`"),
        (Some(Paging::Page), _) => "the operation takes a page".to_owned(),
        (None, Some(offset)) => format!("the operation takes `{offset}`"),
        (None, None) => String::new(),
    };
    match result {
        // A `result_info` with page numbers, which documents share among all lists, says nothing of an
        // operation that has no parameter for another page: it answers with all of its list.
        Outcome::List(_) if !parts.is_empty() => {
            Some(format!("{parts}, which isn't followed: ask for each part of the list"))
        }
        Outcome::List(_) if CURSORS.iter().any(|name| info.contains(name)) => Some(
            "answers give a cursor, and the operation has no parameter that takes it: not paged".to_owned(),
        ),
        Outcome::Single(ty) if !parts.is_empty() => {
            let lists: Vec<String> = composer
                .types
                .flat(*ty)
                .into_iter()
                .flat_map(|object| object.into_owned().fields)
                .filter(|field| matches!(composer.types.get(field.ty), Type::Array(_)))
                .map(|field| format!("`{}`", field.name))
                .collect();
            let inside = match lists.as_slice() {
                [] if *composer.types.get(*ty) == Type::Any => "its result is untyped".to_owned(),
                [] => return None,
                lists => format!("its list is inside the result, as {}", lists.join(" or ")),
            };
            Some(format!("{parts}, and {inside}: ask for each part"))
        }
        _ => None,
    }
}
