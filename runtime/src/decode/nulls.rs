//! Reads a result without the items of lists, and the values of maps, that are null where their type has no
//! place for null.
//!
//! Who asks for the things that there are loses nothing, and one that isn't there must not hide the others,
//! however deep in the result. It is tried when a result couldn't be read as it came, so that nothing is
//! looked for in any other; and where null means something, the type has a place for it and nothing fails.

use serde_json::Value;
use serde_json::value::RawValue;

use super::explain::{self, Step};
use super::slot::Place;
use crate::wire::fields::{each_field, each_item};

/// In how many places of a type nulls are left out, such as in the list `tags` of any item of the list
/// `buckets`. For each of them the result is read once more.
const PLACES: usize = 32;

/// Reads a result that gave this error into its place, and gives how many items of its list were left out:
/// of the field `list`, or of the result where that is the list.
pub(super) fn read_without(
    result: &RawValue,
    error: &serde_json::Error,
    list: Option<&str>,
    place: &mut dyn Place,
) -> Option<usize> {
    let mut way = null(result, error)?;
    let mut text = result.get().to_owned();
    let mut left_out = 0;
    for _ in 0..PLACES {
        let whole: &RawValue = serde_json::from_str(&text).ok()?;
        let mut rest = Rest { text: String::with_capacity(text.len()), removed: 0 };
        rest.add(whole, &way);
        if is_list(&way, list) {
            left_out += rest.removed;
        }
        text = rest.text;
        let whole: &RawValue = serde_json::from_str(&text).ok()?;
        match place.read(whole.get()) {
            Ok(()) => return Some(left_out),
            Err(error) => way = null(whole, &error)?,
        }
    }
    None
}

/// The way to what an error is about, if that is a null in a list or in an object.
fn null(json: &RawValue, error: &serde_json::Error) -> Option<Vec<Step>> {
    let way = explain::way(json, error);
    let (_, last) = way.last()?;
    (last.get() == "null").then(|| way.into_iter().map(|(step, _)| step).collect())
}

/// Whether the way leads to an item of the list that the result is, or has in this field.
fn is_list(way: &[Step], list: Option<&str>) -> bool {
    match (way, list) {
        ([Step::Item(_)], None) => true,
        ([Step::Field(field), Step::Item(_)], Some(list)) => field == list,
        _ => false,
    }
}

/// JSON without some of its nulls.
struct Rest {
    text: String,
    removed: usize,
}

impl Rest {
    /// Adds a value without the nulls that a way leads to, whichever item of each list it goes through, and
    /// whichever value of the map that it ends in.
    fn add(&mut self, json: &RawValue, way: &[Step]) {
        let begins = |with: char| json.get().starts_with(with);
        let mut first = true;
        match way {
            [Step::Item(_), behind @ ..] if begins('[') => {
                self.text.push('[');
                each_item(json, usize::MAX, |item| {
                    if self.keeps(item, behind, &mut first) {
                        self.add(item, behind);
                    }
                });
                self.text.push(']');
            }
            [Step::Field(field), behind @ ..] if begins('{') => {
                self.text.push('{');
                each_field(
                    json,
                    |name| Some(name.to_owned()),
                    |name, value| {
                        if !self.keeps(value, behind, &mut first) {
                            return;
                        }
                        let on_the_way = name == *field;
                        self.text.push_str(&Value::from(name).to_string());
                        self.text.push(':');
                        self.add(value, if on_the_way { behind } else { &[] });
                    },
                );
                self.text.push('}');
            }
            // Another item may be of another form.
            _ => self.text.push_str(json.get()),
        }
    }

    /// Whether a part stays, from which this way leads on; then it is told from the one before it.
    fn keeps(&mut self, part: &RawValue, way: &[Step], first: &mut bool) -> bool {
        if way.is_empty() && part.get() == "null" {
            self.removed += 1;
            return false;
        }
        if !std::mem::take(first) {
            self.text.push(',');
        }
        true
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeMap;

    use serde::de::DeserializeOwned;

    use super::*;
    use crate::decode::slot::Slot;
    use crate::runtime::{Nullable, object};

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Bucket {
        name: Option<String>,
        tags: Option<Vec<String>>,
        sizes: Option<BTreeMap<String, Vec<u64>>>,
        lists: Option<Vec<Vec<u64>>>,
        nullable: Option<Vec<Option<u64>>>,
        any: Option<Value>,
        on: Nullable<bool>,
    }
    object!(received Bucket { name, tags, sizes, lists, nullable, any, on });

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Buckets {
        buckets: Option<Vec<Bucket>>,
    }
    object!(received Buckets { buckets });

    fn read<T: DeserializeOwned>(json: &str, list: Option<&str>) -> Option<(T, usize)> {
        let raw: &RawValue = serde_json::from_str(json).unwrap();
        let error = serde_json::from_str::<T>(raw.get()).err()?;
        let mut slot = Slot::<T> { result: None, absent: || None, identifiers: |_| None };
        let left_out = read_without(raw, &error, list, &mut slot)?;
        Some((slot.result?, left_out))
    }

    #[test]
    fn nulls_without_a_place_are_left_out_at_any_depth() {
        let json = r#"{"buckets": [null, {"tags": ["a", null], "on": null}, {"sizes": {"a": [1, null], "b": null, "c": []},
            "lists": [[null, 2], null, []], "nullable": [null, 3], "any": [null, {"x": null}], "tags": [null]}, null]}"#;
        let (read, left_out) = read::<Buckets>(json, Some("buckets")).unwrap();
        let expected: Buckets = serde_json::from_str(
            r#"{"buckets": [{"tags": ["a"], "on": null}, {"sizes": {"a": [1], "c": []}, "lists": [[2], []],
            "nullable": [null, 3], "any": [null, {"x": null}], "tags": []}]}"#,
        )
        .unwrap();
        assert_eq!((read, left_out), (expected, 2));
    }

    #[test]
    fn only_items_of_the_list_itself_are_counted() {
        assert_eq!(read::<Vec<u64>>("[null, 1, null]", None), Some((vec![1], 2)));
        assert_eq!(read::<Vec<Vec<u64>>>("[[null], [1], null]", None), Some((vec![vec![], vec![1]], 1)));
        let json = r#"{"buckets": [{"tags": [null]}, null]}"#;
        assert_eq!(read::<Buckets>(json, Some("buckets")).unwrap().1, 1);
        assert_eq!(read::<Buckets>(json, None).unwrap().1, 0);
    }

    #[test]
    fn what_else_is_wrong_stays_wrong() {
        for json in
            [r#"{"buckets": [null, {"name": 1}]}"#, r#"{"buckets": [1]}"#, r#"{"buckets": {"a": null}}"#]
        {
            assert_eq!(read::<Buckets>(json, None), None, "{json}");
        }
        assert_eq!(read::<(String, u8)>(r#"["a", null]"#, None), None);
        assert_eq!(read::<u8>("null", None), None);
    }

    #[test]
    fn a_map_of_more_lists_than_are_looked_at_is_refused() {
        let lists = |count: usize| {
            let lists: Vec<String> = (0..count).map(|at| format!(r#""k{at:03}":[null]"#)).collect();
            read::<BTreeMap<String, Vec<u8>>>(&format!("{{{}}}", lists.join(",")), None).is_some()
        };
        assert!(lists(PLACES) && !lists(PLACES + 1));
    }
}
