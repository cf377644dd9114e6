//! What a list says about itself: the envelope's `result_info`, and where a list is inside an object,
//! what stands beside it.

use std::fmt;

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::wire::fields::fields;

/// Where a page stands in its list. Every part is optional, and a part that isn't of its kind
/// counts as missing.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResultInfo {
    /// Items on this page.
    pub count: Option<u64>,
    /// The number of this page; the first is 1.
    pub page: Option<u64>,
    /// Items on a full page.
    pub per_page: Option<u64>,
    /// Items in the whole list.
    pub total_count: Option<u64>,
    /// Pages in the whole list; only newer answers have it.
    pub total_pages: Option<u64>,
    /// Where the next page begins, for lists that use cursors in place of page numbers.
    pub cursor: Option<String>,
    /// There is a cursor, and it is nothing that a request could carry.
    pub(crate) odd_cursor: bool,
    /// The total is called nothing but `total`: it may as well be of this page.
    pub(crate) vague_total: bool,
}

/// The names of its parts, then those of what counts beside a list only: another cursor, and objects that
/// say what `result_info` does.
const NAMES: [&str; 23] = [
    "count",
    "page",
    "per_page",
    "pageSize",
    "total_count",
    "totalCount",
    "totalResults",
    "total",
    "total_pages",
    "totalPages",
    "cursor",
    "cursors",
    "next_cursor",
    "nextCursor",
    "next_page_token",
    "nextPageToken",
    "continuation_token",
    "next",
    "result_info",
    "pagination",
    "paging",
    "page_info",
    "pageInfo",
];

/// What an object says as `result_info` does, a cursor beside a list, and the objects that say more.
type Parts<'a> = (ResultInfo, Option<&'a RawValue>, [Option<&'a RawValue>; 5]);

impl ResultInfo {
    /// Reads the field, or gives `None` when it isn't an object.
    pub(crate) fn read(field: &RawValue) -> Option<Self> {
        Some(Self::parts(field)?.0)
    }

    /// Reads what an object says of the list that is in it.
    pub(crate) fn beside(object: &RawValue) -> Self {
        let Some((mut info, next, informing)) = Self::parts(object) else { return Self::default() };
        if info.cursor.is_none() && !info.odd_cursor {
            // An address of the next page is no cursor.
            info = info.with_cursor([next.filter(|next| !next.get().contains("://"))]);
        }
        informing.into_iter().flatten().filter_map(Self::read).fold(Self::default(), Self::or).or(info)
    }

    /// What an object says as `result_info` does, and what counts beside a list only. The object, which
    /// may have a whole list in it, is gone through once.
    fn parts(object: &RawValue) -> Option<Parts<'_>> {
        let [
            count,
            page,
            per_page,
            page_size,
            total_count,
            total_items,
            total_results,
            total,
            total_pages,
            pages,
            cursor,
            cursors,
            cursor_1,
            cursor_2,
            cursor_3,
            cursor_4,
            cursor_5,
            next,
            informing @ ..,
        ] = fields(object, NAMES)?;
        let after = cursors.and_then(|cursors| fields(cursors, ["after"])?[0]);
        let number = |field: Option<&RawValue>| whole(&scalar(field?)?);
        let sure = number(total_count).or_else(|| number(total_items)).or_else(|| number(total_results));
        let info = Self {
            count: number(count),
            page: number(page),
            per_page: number(per_page).or_else(|| number(page_size)),
            total_count: sure.or_else(|| number(total)),
            total_pages: number(total_pages).or_else(|| number(pages)),
            vague_total: sure.is_none() && total.is_some(),
            ..Self::default()
        };
        let cursors = [cursor, after, cursor_1, cursor_2, cursor_3, cursor_4, cursor_5];
        Some((info.with_cursor(cursors), next, informing))
    }

    /// What this says, and for the rest what another does.
    pub(crate) fn or(self, other: Self) -> Self {
        let of_self = self.cursor.is_some() || self.odd_cursor;
        Self {
            count: self.count.or(other.count),
            page: self.page.or(other.page),
            per_page: self.per_page.or(other.per_page),
            vague_total: if self.total_count.is_some() { self.vague_total } else { other.vague_total },
            total_count: self.total_count.or(other.total_count),
            total_pages: self.total_pages.or(other.total_pages),
            odd_cursor: if of_self { self.odd_cursor } else { other.odd_cursor },
            cursor: if of_self { self.cursor } else { other.cursor },
        }
    }

    /// The same with the first of these that is a cursor.
    fn with_cursor<const N: usize>(self, cursors: [Option<&RawValue>; N]) -> Self {
        let cursor = cursors.into_iter().flatten().find(|cursor| !["null", "\"\""].contains(&cursor.get()));
        let text = cursor.and_then(|cursor| match scalar(cursor)? {
            Value::String(text) => Some(text),
            Value::Number(number) if !number.is_f64() => Some(number.to_string()),
            _ => None,
        });
        Self { odd_cursor: cursor.is_some() && text.is_none(), cursor: text, ..self }
    }
}

impl fmt::Debug for ResultInfo {
    /// Without the cursor, which is the service's business.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResultInfo")
            .field("count", &self.count)
            .field("page", &self.page)
            .field("per_page", &self.per_page)
            .field("total_count", &self.total_count)
            .field("total_pages", &self.total_pages)
            .field("cursor", &self.cursor.as_ref().map(|_| "…"))
            .finish()
    }
}

impl<'de> Deserialize<'de> for ResultInfo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let raw = serde_json::value::to_raw_value(&value).map_err(serde::de::Error::custom)?;
        Ok(Self::read(&raw).unwrap_or_default())
    }
}

/// The value of a field that is no list and no object.
fn scalar(field: &RawValue) -> Option<Value> {
    if field.get().starts_with(['[', '{']) {
        return None;
    }
    serde_json::from_str(field.get()).ok()
}

/// 20, 20.0 and "20".
fn whole(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64().or_else(|| {
            number
                .as_f64()
                // Below 2^53 every whole float converts exactly.
                .filter(|f| f.fract() == 0.0 && (0.0..9_007_199_254_740_992.0).contains(f))
                .map(|f| f as u64)
        }),
        Value::String(digits) => digits.trim().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn read(json: Value) -> Option<ResultInfo> {
        ResultInfo::read(&serde_json::value::to_raw_value(&json).unwrap())
    }

    #[test]
    fn whole_numbers_in_any_spelling_and_nothing_else() {
        let info = read(json!({
            "count": 20, "page": 2.0, "per_page": "20", "total_count": -1, "total_pages": 1.5
        }))
        .unwrap();
        assert_eq!((info.count, info.page, info.per_page), (Some(20), Some(2), Some(20)));
        assert_eq!((info.total_count, info.total_pages), (None, None));
        assert_eq!(read(json!([])), None);
        assert_eq!(read(json!(1)), None);
    }

    #[test]
    fn an_object_says_of_the_list_in_it_what_result_info_would() {
        let beside = |json: Value| ResultInfo::beside(&serde_json::value::to_raw_value(&json).unwrap());
        let info = beside(json!({
            "things": [], "pagination": {"page": 2, "pageSize": 5, "totalCount": 12, "totalPages": 3},
            "page": 9, "total": 99
        }));
        assert_eq!((info.page, info.per_page), (Some(2), Some(5)));
        assert_eq!((info.total_count, info.total_pages, info.vague_total), (Some(12), Some(3), false));
        let info = beside(json!({"things": [], "total": 7, "page": 1, "nextCursor": "b"}));
        assert_eq!((info.total_count, info.page, info.vague_total), (Some(7), Some(1), true));
        assert_eq!(info.cursor.as_deref(), Some("b"));
        assert!(!beside(json!({"total_count": 7, "total": 7})).vague_total);
        assert_eq!(beside(json!({"next": 40})).cursor.as_deref(), Some("40"));
        assert_eq!(beside(json!({"cursor": "a", "next": "b"})).cursor.as_deref(), Some("a"));
        for json in [json!({"next": "https://a.example/?page=2"}), json!({"next": null}), json!(["x"])] {
            let info = beside(json);
            assert_eq!((info.cursor, info.odd_cursor), (None, false));
        }
        assert!(beside(json!({"next": {}})).odd_cursor);
    }

    #[test]
    fn what_one_place_says_comes_before_what_another_does() {
        let info = |json| read(json).unwrap();
        let both =
            info(json!({"page": 1, "cursor": "a"})).or(info(json!({"page": 2, "total": 3, "cursor": "b"})));
        assert_eq!((both.page, both.total_count, both.cursor.as_deref()), (Some(1), Some(3), Some("a")));
        assert!(info(json!({"cursor": []})).or(info(json!({"cursor": "b"}))).odd_cursor);
    }

    #[test]
    fn cursors_of_all_forms() {
        for json in [
            json!({"cursor": "7"}),
            json!({"cursors": {"before": "6", "after": "7"}}),
            json!({"cursor": "", "next_cursor": "7"}),
            json!({"next_page_token": "7"}),
            json!({"nextPageToken": "7", "total": 3}),
            json!({"continuation_token": "7", "next": "8"}),
            json!({"cursor": 7}),
        ] {
            let info = read(json).unwrap();
            assert_eq!((info.cursor.as_deref(), info.odd_cursor), (Some("7"), false));
        }
        let without =
            [json!({"cursor": ""}), json!({"cursor": null}), json!({"cursors": []}), json!({"next": "8"})];
        for json in without {
            let info = read(json).unwrap();
            assert_eq!((info.cursor, info.odd_cursor), (None, false));
        }
        for json in [json!({"cursor": true}), json!({"cursor": {}}), json!({"cursor": 1e30})] {
            let info = read(json).unwrap();
            assert_eq!((info.cursor, info.odd_cursor), (None, true));
        }
    }
}
