//! Parts of JSON that has been read once and not been taken apart.
//!
//! What a service sends beside a result is read leniently, and of what nobody asks for nothing is
//! kept: an answer of a few megabytes must not become gigabytes because all of it was made into
//! values. Here objects and lists are gone through once, and their parts are given as the text
//! that they are.

use std::fmt;
use std::ops::ControlFlow;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// Gives `found` the values of those fields of an object that `wanted` knows by name; of a name that
/// comes twice, both. `false` when `json` is no object.
pub(crate) fn each_field<'a, K>(
    json: &'a RawValue,
    wanted: impl FnMut(&str) -> Option<K>,
    mut found: impl FnMut(K, &'a RawValue),
) -> bool {
    let found = |key, value| {
        found(key, value);
        ControlFlow::Continue(())
    };
    serde_json::Deserializer::from_str(json.get()).deserialize_any(Fields { wanted, found }).is_ok()
}

/// The same, until `found` has enough: what comes behind is not looked at.
pub(crate) fn fields_until<'a, K>(
    json: &'a RawValue,
    wanted: impl FnMut(&str) -> Option<K>,
    found: impl FnMut(K, &'a RawValue) -> ControlFlow<()>,
) {
    // A reader that stops amid an object is an error to the parser, and all that was wanted to the caller.
    let _ = serde_json::Deserializer::from_str(json.get()).deserialize_any(Fields { wanted, found });
}

/// The values of these fields of an object; of a name that comes twice, the last. `None` when `json`
/// is no object.
pub(crate) fn fields<'a, const N: usize>(
    json: &'a RawValue,
    names: [&str; N],
) -> Option<[Option<&'a RawValue>; N]> {
    let mut values = [None; N];
    let at = |name: &str| names.iter().position(|known| *known == name);
    each_field(json, at, |at, value| values[at] = Some(value)).then_some(values)
}

/// Gives `item` the first items of a list, at most `most`, and gives the number of all. `None` when
/// `json` is no list.
pub(crate) fn each_item<'a>(
    json: &'a RawValue,
    most: usize,
    item: impl FnMut(&'a RawValue),
) -> Option<usize> {
    serde_json::Deserializer::from_str(json.get()).deserialize_any(Items { most, item }).ok()
}

struct Fields<W, F> {
    wanted: W,
    found: F,
}

impl<'a, K, W, F> Visitor<'a> for Fields<W, F>
where
    W: FnMut(&str) -> Option<K>,
    F: FnMut(K, &'a RawValue) -> ControlFlow<()>,
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(Name(&mut self.wanted))? {
            match key {
                Some(key) => {
                    if (self.found)(key, map.next_value()?).is_break() {
                        return Ok(());
                    }
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Reads a name and keeps what it stands for.
struct Name<'w, W>(&'w mut W);

impl<'a, K, W: FnMut(&str) -> Option<K>> DeserializeSeed<'a> for Name<'_, W> {
    type Value = Option<K>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Option<K>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<K, W: FnMut(&str) -> Option<K>> Visitor<'_> for Name<'_, W> {
    type Value = Option<K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Option<K>, E> {
        Ok((self.0)(name))
    }
}

struct Items<F> {
    most: usize,
    item: F,
}

impl<'a, F: FnMut(&'a RawValue)> Visitor<'a> for Items<F> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'a>>(mut self, mut list: A) -> Result<usize, A::Error> {
        let mut count = 0;
        while count < self.most {
            let Some(item) = list.next_element()? else { return Ok(count) };
            (self.item)(item);
            count += 1;
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn raw(json: &str) -> &RawValue {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn fields_are_picked_out_of_objects_alone() {
        let json = raw(r#"{"a": 1, "\u0062": [2, {"a": 3}], "c": {"a": 4}, "a": "5"}"#);
        let [a, b, d] = fields(json, ["a", "b", "d"]).unwrap();
        assert_eq!((a.unwrap().get(), b.unwrap().get(), d.is_none()), (r#""5""#, r#"[2, {"a": 3}]"#, true));
        for other in ["[1]", "null", "1", "\"a\"", "true"] {
            assert!(fields(raw(other), ["a"]).is_none(), "{other}");
        }
    }

    #[test]
    fn what_comes_behind_enough_is_not_looked_at() {
        let mut seen = Vec::new();
        let all = |name: &str| Some(name.to_owned());
        fields_until(raw(r#"{"a": 1, "b": 2, "c": 3}"#), all, |name, _| {
            seen.push(name);
            if seen.len() == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(seen, ["a", "b"]);
    }

    #[test]
    fn items_are_counted_and_the_first_are_given() {
        let mut given = Vec::new();
        let count = each_item(raw(r#"[1, [2], {"a": 3}, 4]"#), 2, |item| given.push(item.get()));
        assert_eq!((count, given), (Some(4), vec!["1", "[2]"]));
        assert_eq!(each_item(raw("[]"), 9, |_| panic!()), Some(0));
        assert_eq!(each_item(raw("{}"), 9, |_| panic!()), None);
    }
}
