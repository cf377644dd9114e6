//! Which operation a request's path belongs to.
//!
//! Path templates overlap: `/…/certificates/{certificate_id}` also fits `/…/certificates/settings`,
//! which is another operation. As in the service, the template that says more about the path has
//! it; a mock that takes any certificate doesn't answer a call for the settings.

use std::cmp::Ordering;

use percent_encoding::percent_decode_str;

use super::BASE_PATH;
use crate::wire::operation::OperationInfo;

/// The parameter of scopes that is one of two words.
const COLLECTION: &str = "accounts_or_zones";

/// A template's parameters by name, with what they are in a path; `None` when the path doesn't
/// have the template's form. The path may begin with [`BASE_PATH`].
pub(super) fn parameters<'t>(template: &'t str, path: &str) -> Option<Vec<(&'t str, String)>> {
    let path = path.strip_prefix(BASE_PATH).filter(|rest| rest.starts_with('/')).unwrap_or(path);
    let mut parameters = Vec::new();
    let mut segments = path.split('/');
    for pattern in template.split('/') {
        let segment = percent_decode_str(segments.next()?).decode_utf8_lossy();
        segment_parameters(pattern, &segment, &mut parameters)?;
    }
    segments.next().is_none().then_some(parameters)
}

/// Reads one segment: literal text and parameters in turn. A parameter isn't empty and goes on to
/// the next literal.
fn segment_parameters<'t>(
    mut pattern: &'t str,
    mut segment: &str,
    parameters: &mut Vec<(&'t str, String)>,
) -> Option<()> {
    while let Some((literal, rest)) = pattern.split_once('{') {
        segment = segment.strip_prefix(literal)?;
        let (name, rest) = rest.split_once('}')?;
        let next = rest.split('{').next().unwrap_or_default();
        let end = if next.is_empty() { segment.len() } else { segment.find(next)? };
        let (value, left) = segment.split_at(end);
        if value.is_empty() || (name == COLLECTION && !matches!(value, "accounts" | "zones")) {
            return None;
        }
        parameters.push((name, value.to_owned()));
        (pattern, segment) = (rest, left);
    }
    (pattern == segment).then_some(())
}

/// A path and a query of an operation without the values that are secrets.
pub(super) fn without_secrets(info: &OperationInfo, path: &str, query: Option<&str>) -> String {
    const SECRET: &str = "[redacted]";
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let hides = |name: &str| info.secrets.contains(&name);
    let read = parameters(info.path, path).unwrap_or_default();
    let mut shown = match read.iter().any(|(name, _)| hides(name)) {
        // As the template has it, since a value may be written in several ways.
        true => read.iter().fold(info.path.to_owned(), |shown, (name, value)| {
            shown.replace(&format!("{{{name}}}"), if hides(name) { SECRET } else { value })
        }),
        false => path.to_owned(),
    };
    for (at, part) in query.into_iter().flat_map(|query| query.split('&')).enumerate() {
        shown.push(if at == 0 { '?' } else { '&' });
        match part.split_once('=') {
            Some((name, _)) if hides(&decoded(name)) => {
                shown.push_str(name);
                shown.push('=');
                shown.push_str(SECRET);
            }
            _ => shown.push_str(part),
        }
    }
    shown
}

/// Whether a request is this operation's, going by method and path: none of the others fits it
/// better.
pub(super) fn is_of(operation: &OperationInfo, others: &[OperationInfo], method: &str, path: &str) -> bool {
    let fits = |info: &OperationInfo| info.method() == method && parameters(info.path, path).is_some();
    fits(operation)
        && !others.iter().any(|other| fits(other) && compare(other.path, operation.path) == Ordering::Greater)
}

/// Which of two templates that fit the same path says more about it: the one that has a literal
/// where they first differ.
fn compare(a: &str, b: &str) -> Ordering {
    let differing = a.split('/').zip(b.split('/')).find(|(a, b)| a.contains('{') != b.contains('{'));
    match differing {
        Some((a, _)) if a.contains('{') => Ordering::Less,
        Some(_) => Ordering::Greater,
        None => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::wire::api::CORE;
    use reqwest::Method;

    const ONE: &str = "/{accounts_or_zones}/{account_or_zone_id}/c/{certificate_id}";

    #[test]
    fn parameters_are_read_where_they_stand() {
        let read = parameters(ONE, "/client/v4/zones/z%2F1/c/a%20b").unwrap();
        assert_eq!(
            read,
            [
                ("accounts_or_zones", "zones".to_owned()),
                ("account_or_zone_id", "z/1".to_owned()),
                ("certificate_id", "a b".to_owned())
            ]
        );
        assert!(parameters(ONE, "/accounts/a/c/1").is_some());
        for other in ["/users/a/c/1", "/zones/a/c", "/zones/a/c/", "/zones/a/c/1/2", "/zones/a/d/1", "/"] {
            assert_eq!(parameters(ONE, other), None, "{other}");
        }
        let parts = parameters("/{a}-{b}.pem", "/1-2.pem").unwrap();
        assert_eq!(parts, [("a", "1".to_owned()), ("b", "2".to_owned())]);
    }

    #[test]
    fn secrets_of_paths_and_queries_are_left_out() {
        let info =
            OperationInfo::new(&CORE, "test", Method::GET, "/c/{id}/{token}").secrets(&["token", "key"]);
        let shown = without_secrets(&info, "/client/v4/c/a%20b/hunter%32", Some("a=1&key=hunter2&k%65y=x&b"));
        assert_eq!(shown, "/c/a b/[redacted]?a=1&key=[redacted]&k%65y=[redacted]&b");
        let info = OperationInfo::new(&CORE, "test", Method::GET, "/c/{id}").secrets(&["key"]);
        assert_eq!(without_secrets(&info, "/client/v4/c/1", Some("key=x")), "/client/v4/c/1?key=[redacted]");
        assert_eq!(without_secrets(&info, "/client/v4/c/1", None), "/client/v4/c/1");
    }

    #[test]
    fn the_more_literal_template_has_the_path() {
        let info = |path| OperationInfo::new(&CORE, "test", Method::GET, path);
        let all = [info("/c/{id}"), info("/c/settings"), info("/{any}/settings")];
        let whose = |path: &str| -> Vec<usize> {
            (0..all.len()).filter(|&at| is_of(&all[at], &all, "GET", path)).collect()
        };
        assert_eq!(whose("/c/settings"), [1]);
        assert_eq!(whose("/c/1"), [0]);
        assert_eq!(whose("/d/settings"), [2]);
        assert!(!is_of(&all[0], &all, "POST", "/c/1"));
    }
}
