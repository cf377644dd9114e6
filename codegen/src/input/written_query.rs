//! Queries that are written into a path: `/scripts?include=drafts`.

use crate::input::dialects::decode;

/// A query parameter that a path is written with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// Its name.
    pub(crate) name: String,
    /// Its value.
    pub(crate) value: WrittenValue,
}

/// The value of such a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WrittenValue {
    /// Always this.
    Fixed(String),
    /// That of the parameter of this name, which the document may declare.
    Parameter(String),
}

/// Reads a query as a path is written with it. Gives nothing where there is more than one reading: for
/// a value that is only in part a parameter, and for a name that is one.
pub(crate) fn read(query: &str) -> Option<Vec<Written>> {
    let mut written: Vec<Written> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let braces = |text: &str| text.contains(['{', '}']);
        let value = match value.strip_prefix('{').and_then(|value| value.strip_suffix('}')) {
            Some(parameter) if !parameter.is_empty() && !braces(parameter) => {
                WrittenValue::Parameter(parameter.to_owned())
            }
            _ if braces(value) => return None,
            _ => WrittenValue::Fixed(plain(value)),
        };
        let name = plain(name);
        if name.is_empty() || braces(&name) || written.iter().any(|known| known.name == name) {
            return None;
        }
        written.push(Written { name, value });
    }
    Some(written)
}

fn plain(text: &str) -> String {
    decode(&text.replace('+', " "))
}

#[cfg(test)]
mod tests {
    use super::{Written, WrittenValue, read};

    #[test]
    fn queries_have_one_reading_or_none() {
        let fixed = |name: &str, value: &str| Written {
            name: name.to_owned(),
            value: WrittenValue::Fixed(value.to_owned()),
        };
        let parameter = |name: &str, value: &str| Written {
            name: name.to_owned(),
            value: WrittenValue::Parameter(value.to_owned()),
        };
        for (query, expected) in [
            ("", Some(vec![])),
            ("a=b", Some(vec![fixed("a", "b")])),
            ("a=b&c", Some(vec![fixed("a", "b"), fixed("c", "")])),
            ("a=%20x+y", Some(vec![fixed("a", " x y")])),
            ("a={b}&c=d", Some(vec![parameter("a", "b"), fixed("c", "d")])),
            ("a={b}-1", None),
            ("{a}=b", None),
            ("{a}", None),
            ("a={}", None),
            ("=b", None),
            ("a=1&a=2", None),
        ] {
            assert_eq!(read(query), expected, "{query}");
        }
    }
}
