//! Cutting lists into pages, and saying so in `result_info`.

use serde_json::{Map, Value};

use crate::{
    envelope::{Answer, Failure},
    settings::{Pagination, ResultInfo},
    validate::Query,
};

/// How many items a page of a list can have, as its document says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// When the request doesn't say.
    pub(crate) default: u64,
    /// A smaller `per_page` is refused.
    pub(crate) least: u64,
    /// A larger one counts as this.
    pub(crate) most: u64,
}

impl Bounds {
    /// Those of a list whose document leaves them to the service.
    pub(crate) fn of(settings: &Pagination) -> Self {
        Self { default: settings.default_per_page, least: settings.min_per_page, most: settings.max_per_page }
    }
}

/// Answers a list that documents `page` and `per_page`. A page past the end is
/// empty, and a `per_page` past the greatest counts as the greatest.
pub(crate) fn paged(
    items: Vec<Value>,
    query: &Query,
    bounds: Bounds,
    settings: &Pagination,
) -> Result<Answer, Failure> {
    cut(items, query, bounds, settings, (0, None))
}

/// The same for a list that documents `limit` and `offset` as well: the pages
/// begin after `offset` items, and none has more than `limit`.
pub(crate) fn limited(
    items: Vec<Value>,
    query: &Query,
    bounds: Bounds,
    settings: &Pagination,
) -> Result<Answer, Failure> {
    let mut errors = Vec::new();
    let offset = query.whole_number("offset", 0, &mut errors).unwrap_or(0);
    let limit = query.whole_number("limit", 1, &mut errors);
    if !errors.is_empty() {
        return Err(Failure::invalid(errors));
    }
    cut(items, query, bounds, settings, (offset, limit))
}

fn cut(
    items: Vec<Value>,
    query: &Query,
    bounds: Bounds,
    settings: &Pagination,
    (offset, limit): (u64, Option<u64>),
) -> Result<Answer, Failure> {
    let mut errors = Vec::new();
    let page = query.whole_number("page", 1, &mut errors).unwrap_or(1);
    let asked = query.whole_number("per_page", bounds.least.max(1), &mut errors);
    if !errors.is_empty() {
        return Err(Failure::invalid(errors));
    }
    let per_page = match (asked, limit) {
        (Some(asked), Some(limit)) => asked.min(limit),
        (None, Some(limit)) => limit,
        (Some(asked), None) => asked,
        (None, None) => bounds.default,
    };
    // Not clamp, which panics on bounds that contradict each other.
    let per_page = per_page.min(bounds.most).min(settings.max_per_page).max(1);
    let page = if settings.ignore_page { 1 } else { page };
    let total = items.len() as u64;
    let start = page.saturating_sub(1).saturating_mul(per_page).saturating_add(offset).min(total);
    let end = start.saturating_add(per_page).min(total);
    // Both bounds lie within the list's length, which is a usize.
    let cut: Vec<_> = items.into_iter().skip(start as usize).take((end - start) as usize).collect();
    Ok(answer(cut, page, per_page, total, settings.result_info))
}

/// Answers a list that documents no paging: all of it, whatever page is asked
/// for.
pub(crate) fn unpaged(items: Vec<Value>, settings: &Pagination) -> Answer {
    let total = items.len() as u64;
    let per_page = total.max(settings.default_per_page).max(1);
    answer(items, 1, per_page, total, settings.result_info)
}

fn answer(items: Vec<Value>, page: u64, per_page: u64, total: u64, form: ResultInfo) -> Answer {
    let numbers = [
        ("count", items.len() as u64),
        ("page", page),
        ("per_page", per_page),
        ("total_count", total),
        ("total_pages", total.div_ceil(per_page)),
    ];
    let shown = match form {
        ResultInfo::Full => 5,
        ResultInfo::WithoutTotalPages => 4,
        ResultInfo::Absent => 0,
    };
    let info: Map<_, _> =
        numbers.into_iter().take(shown).map(|(name, number)| (name.to_owned(), number.into())).collect();
    let mut answer = Answer::ok(Value::Array(items));
    answer.result_info = (shown > 0).then_some(Value::Object(info));
    answer
}
