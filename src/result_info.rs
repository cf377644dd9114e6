//! What a list says about itself: the envelope's `result_info`.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Where a page stands in its list. Every part is optional, and a part that isn't a whole
/// number counts as missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
}

impl ResultInfo {
    /// Reads the field, or gives `None` when it isn't an object.
    pub(crate) fn read(field: Option<Value>) -> Option<Self> {
        let Some(Value::Object(fields)) = field else {
            return None;
        };
        let number = |name| fields.get(name).and_then(whole);
        let cursor = fields.get("cursor").or_else(|| fields.get("cursors").and_then(|c| c.get("after")));
        Some(Self {
            count: number("count"),
            page: number("page"),
            per_page: number("per_page"),
            total_count: number("total_count"),
            total_pages: number("total_pages"),
            cursor: cursor.and_then(Value::as_str).filter(|c| !c.is_empty()).map(str::to_owned),
        })
    }
}

impl<'de> Deserialize<'de> for ResultInfo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(Self::read(Some(value)).unwrap_or_default())
    }
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

    #[test]
    fn whole_numbers_in_any_spelling_and_nothing_else() {
        let info = ResultInfo::read(Some(json!({
            "count": 20, "page": 2.0, "per_page": "20", "total_count": -1, "total_pages": 1.5
        })))
        .unwrap();
        assert_eq!((info.count, info.page, info.per_page), (Some(20), Some(2), Some(20)));
        assert_eq!((info.total_count, info.total_pages), (None, None));
        assert_eq!(ResultInfo::read(Some(json!([]))), None);
        assert_eq!(ResultInfo::read(None), None);
    }

    #[test]
    fn cursors_of_both_forms() {
        for json in [json!({"cursor": "abc"}), json!({"cursors": {"after": "abc"}})] {
            assert_eq!(ResultInfo::read(Some(json)).unwrap().cursor.as_deref(), Some("abc"));
        }
    }
}
