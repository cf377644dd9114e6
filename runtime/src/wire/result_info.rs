//! What a list says about itself: the envelope's `result_info`.

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
}

impl ResultInfo {
    /// Reads the field, or gives `None` when it isn't an object.
    pub(crate) fn read(field: &RawValue) -> Option<Self> {
        let numbers = ["count", "page", "per_page", "total_count", "total_pages"];
        let [count, page, per_page, total_count, total_pages] = fields(field, numbers)?;
        let [cursor, cursors, next_cursor] = fields(field, ["cursor", "cursors", "next_cursor"])?;
        let after = cursors.and_then(|cursors| fields(cursors, ["after"])?[0]);
        let cursors = [cursor, after, next_cursor];
        let cursor = cursors.into_iter().flatten().find(|cursor| !["null", "\"\""].contains(&cursor.get()));
        let text = cursor.and_then(|cursor| match scalar(cursor)? {
            Value::String(text) => Some(text),
            Value::Number(number) if !number.is_f64() => Some(number.to_string()),
            _ => None,
        });
        let number = |field: Option<&RawValue>| whole(&scalar(field?)?);
        Some(Self {
            count: number(count),
            page: number(page),
            per_page: number(per_page),
            total_count: number(total_count),
            total_pages: number(total_pages),
            odd_cursor: cursor.is_some() && text.is_none(),
            cursor: text,
        })
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
    fn cursors_of_all_forms() {
        for json in [
            json!({"cursor": "7"}),
            json!({"cursors": {"before": "6", "after": "7"}}),
            json!({"cursor": "", "next_cursor": "7"}),
            json!({"cursor": 7}),
        ] {
            let info = read(json).unwrap();
            assert_eq!((info.cursor.as_deref(), info.odd_cursor), (Some("7"), false));
        }
        for json in [json!({"cursor": ""}), json!({"cursor": null}), json!({"cursors": []}), json!({})] {
            let info = read(json).unwrap();
            assert_eq!((info.cursor, info.odd_cursor), (None, false));
        }
        for json in [json!({"cursor": true}), json!({"cursor": {}}), json!({"cursor": 1e30})] {
            let info = read(json).unwrap();
            assert_eq!((info.cursor, info.odd_cursor), (None, true));
        }
    }
}
