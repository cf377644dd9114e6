//! What tells the items of a page from those of other pages.
//!
//! A list that comes again can't be known by its bytes alone: a time or the name of a request in
//! every item makes each page another. So an item is known by its `id`; one without by everything
//! in it that is named like a name or an identifier; and where that names two items of one page
//! alike, or nothing of the kind is there, by all of its text.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;

use serde_json::value::RawValue;

use crate::value::hashes::Hashes;
use crate::wire::fields::{each_item, fields_until};

/// What a page's items are known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Marks {
    /// One for each item, when every item has an identifier and no two have the same. One for the
    /// whole page otherwise.
    pub(crate) marks: Box<[u64]>,
    /// Whether these are of items.
    pub(crate) of_items: bool,
}

impl Marks {
    /// Those of a result, if it is a list.
    pub(super) fn of(result: &RawValue) -> Option<Self> {
        let (mut marks, mut identified) = (Vec::new(), true);
        each_item(result, usize::MAX, |item| match identity(item).filter(|_| identified) {
            Some(mark) => marks.push(mark),
            None => identified = false,
        })?;
        if identified && marks.iter().collect::<Hashes<_>>().len() == marks.len() {
            return Some(Self { marks: marks.into(), of_items: true });
        }
        let mut texts = DefaultHasher::new();
        each_item(result, usize::MAX, |item| item.get().hash(&mut texts))?;
        Some(Self { marks: Box::new([texts.finish()]), of_items: false })
    }
}

/// How much a field says about which item it is in.
enum Naming {
    /// It alone says it.
    Alone,
    /// It says it together with others of its kind.
    Together,
}

fn naming(field: &str) -> Option<Naming> {
    // These name the exchange and not the item.
    const OF_THE_EXCHANGE: [&str; 5] = ["request", "trace", "ray", "span", "correlation"];
    if field == "id" {
        return Some(Naming::Alone);
    }
    let last = field.rsplit('_').next().unwrap_or_default();
    let names = matches!(last, "id" | "uuid" | "uid" | "name" | "hostname" | "host" | "key" | "tag" | "ip");
    let of_item = !field.split('_').any(|word| OF_THE_EXCHANGE.contains(&word));
    (names && of_item).then_some(Naming::Together)
}

/// What identifies an item; an item that is no object is its own identifier.
fn identity(item: &RawValue) -> Option<u64> {
    if !item.get().starts_with('{') {
        return Some(hash(("", item.get())));
    }
    let (mut alone, mut together) = (None, None::<u64>);
    fields_until(
        item,
        |field| naming(field).map(|naming| (naming, field.to_owned())),
        |(naming, field), value| {
            if !says_something(value.get()) {
                return ControlFlow::Continue(());
            }
            let mark = hash((field, value.get()));
            match naming {
                Naming::Alone => {
                    alone = Some(mark);
                    return ControlFlow::Break(());
                }
                // In whatever order the fields come.
                Naming::Together => together = Some(together.unwrap_or_default().wrapping_add(mark)),
            }
            ControlFlow::Continue(())
        },
    );
    alone.or(together)
}

/// Whether a value is a text that isn't empty, or a number.
fn says_something(value: &str) -> bool {
    value.starts_with(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) && value != "\"\""
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn marks(json: &str) -> Marks {
        Marks::of(serde_json::from_str(json).unwrap()).unwrap()
    }

    #[test]
    fn items_are_known_by_what_identifies_them() {
        let same = |a: &str, b: &str| {
            let (a, b) = (marks(a), marks(b));
            assert!(a.of_items && b.of_items, "{a:?} {b:?}");
            a == b
        };
        // By `id` alone, whatever else there is.
        assert!(same(r#"[{"id":"a","name":"n","at":1}]"#, r#"[{"at":2, "name":"m", "id":"a"}]"#));
        assert!(same(r#"[{"id":1}]"#, r#"[{"id":1,"request_id":"x"}]"#));
        assert!(!same(r#"[{"id":"1"}]"#, r#"[{"id":1}]"#));
        // Else by all names together, in any order, without those of the exchange.
        assert!(same(
            r#"[{"hostname":"h","cert_id":"c","updated_at":"1","trace_id":"x"}]"#,
            r#"[{"cert_id":"c","hostname":"h","updated_at":"2","ray_id":"y"}]"#
        ));
        assert!(!same(r#"[{"hostname":"h","cert_id":"c"}]"#, r#"[{"hostname":"h","cert_id":"d"}]"#));
        assert!(same(r#"[{"id":"","name":"n"}]"#, r#"[{"id":null,"name":"n"}]"#));
        // What is no object is what it says.
        assert!(same(r#"["a", 2, [3]]"#, r#"["a",2,[3]]"#));
        assert!(!same(r#"["a"]"#, r#"["b"]"#));
    }

    #[test]
    fn a_page_is_one_thing_where_items_cannot_be_told_apart() {
        for json in [
            r#"[{"at":1}, {"at":2}]"#,
            r#"[{"name":"login","at":1}, {"name":"login","at":2}]"#,
            r#"[{"id":"a"}, {"at":2}]"#,
            "[0, 0]",
            r#"[{"request_id":"a"}]"#,
        ] {
            let marks = marks(json);
            assert!(!marks.of_items && marks.marks.len() == 1, "{json}");
            assert_ne!(marks, self::marks(&json.replace(['1', '0', 'a'], "3")), "{json}");
        }
        assert!(Marks::of(serde_json::from_str("{}").unwrap()).is_none());
        assert!(marks("[]").of_items && marks("[]").marks.is_empty());
    }
}
