//! From a path template and its parameters to a path.
//!
//! The template is walked once and each parameter is escaped where it stands. Replacing text in
//! the template instead would let one parameter's value be taken for the next parameter's name,
//! and let a value with a slash reach another operation.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the characters that no URL parser gives a meaning.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Escapes `value` for use as one path segment, or as a name or value of the query.
pub(crate) fn escape(value: &str) -> Cow<'_, str> {
    utf8_percent_encode(value, ESCAPED).into()
}

/// Renders `template`, asking `value` for each parameter by name and position.
///
/// # Errors
/// A sentence that names the parameter: not given, empty, or a value that would leave its place
/// in the path; or what is wrong with the template itself, which callers of the escape hatch
/// write by hand.
pub(crate) fn render<'a>(
    template: &str,
    mut value: impl FnMut(&str, usize) -> Option<&'a str>,
) -> Result<String, String> {
    let Some(segments) = template.strip_prefix('/') else {
        return Err(format!("the path {template:?} doesn't begin with a slash"));
    };
    let refused = |c: &char| matches!(c, '?' | '#' | '\\') || c.is_control();
    // Few templates have a byte that needs a second look.
    let suspect =
        template.bytes().any(|byte| !(b' '..=b'~').contains(&byte) || matches!(byte, b'?' | b'#' | b'\\'));
    if let Some(found) = suspect.then(|| template.chars().find(refused)).flatten() {
        return Err(format!(
            "the path has {found:?} in it: query parameters are set one by one, other text is a path parameter"
        ));
    }
    let mut path = String::with_capacity(template.len() + 64);
    let mut position = 0;
    let mut segments = segments.split('/').peekable();
    while let Some(segment) = segments.next() {
        let start = path.len() + 1;
        path.push('/');
        let mut rest = segment;
        while let Some(open) = rest.bytes().position(|byte| byte == b'{') {
            let Some(close) = rest[open..].bytes().position(|byte| byte == b'}') else {
                return Err(format!("the path {template:?} has a brace that isn't closed"));
            };
            let name = &rest[open + 1..open + close];
            let given =
                value(name, position).ok_or_else(|| format!("the path parameter {name} isn't set"))?;
            if given.trim().is_empty() {
                return Err(format!("the path parameter {name} is empty"));
            }
            push_literal(&mut path, &rest[..open]);
            path.push_str(&escape(given));
            position += 1;
            rest = &rest[open + close + 1..];
        }
        push_literal(&mut path, rest);
        match &path[start..] {
            // A path may end with a slash, which is another path than the one without.
            "" if segments.peek().is_none() => {}
            "" => return Err(format!("the path {template:?} has an empty segment")),
            // A URL parser takes these for directions even when they are escaped, so they can't
            // be sent as values at all.
            "." | ".." => return Err(format!("the path {template:?} would leave its place")),
            _ => {}
        }
    }
    Ok(path)
}

/// Text of the template itself; what it has escaped already stays as it is.
fn push_literal(path: &mut String, text: &str) {
    const LITERAL: &AsciiSet = &ESCAPED
        .remove(b'%')
        .remove(b'!')
        .remove(b'$')
        .remove(b'&')
        .remove(b'\'')
        .remove(b'(')
        .remove(b')')
        .remove(b'*')
        .remove(b'+')
        .remove(b',')
        .remove(b';')
        .remove(b'=')
        .remove(b':')
        .remove(b'@');
    for part in utf8_percent_encode(text, LITERAL) {
        path.push_str(part);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn one(template: &str, given: &str) -> Result<String, String> {
        render(template, |_, _| Some(given))
    }

    #[test]
    fn values_stay_inside_their_segment() {
        for (given, expected) in [
            ("abc-1_2.3~", "/zones/abc-1_2.3~/x"),
            ("a/b", "/zones/a%2Fb/x"),
            ("a?b#c%2F", "/zones/a%3Fb%23c%252F/x"),
            ("{name}", "/zones/%7Bname%7D/x"),
            ("é\\", "/zones/%C3%A9%5C/x"),
            ("...", "/zones/.../x"),
        ] {
            assert_eq!(one("/zones/{zone_id}/x", given).unwrap(), expected);
        }
    }

    #[test]
    fn empty_missing_and_climbing_values_are_refused() {
        for given in ["", " \t", ".", ".."] {
            assert!(one("/zones/{zone_id}/x", given).is_err(), "{given:?}");
        }
        let missing = render("/zones/{zone_id}", |_, _| None).unwrap_err();
        assert!(missing.contains("zone_id"), "{missing}");
    }

    #[test]
    fn a_value_is_not_taken_for_a_parameter() {
        let path = render("/{a}/{b}", |name, _| Some(if name == "a" { "{b}" } else { "2" }));
        assert_eq!(path.unwrap(), "/%7Bb%7D/2");
    }

    #[test]
    fn segments_have_several_parameters_and_text() {
        let given = |name: &str, _: usize| match name {
            "base" => Some("v1/2"),
            "head" => Some("main?"),
            "dot" => Some("."),
            _ => None,
        };
        for (template, expected) in [
            ("/compare/{base}...{head}", "/compare/v1%2F2...main%3F"),
            ("/scans/{head}.png", "/scans/main%3F.png"),
            ("/{base}{head}/", "/v1%2F2main%3F/"),
            ("/a{dot}b", "/a.b"),
        ] {
            assert_eq!(render(template, given).unwrap(), expected);
        }
        // Together they may be what neither is alone.
        for template in ["/a/{dot}{dot}/b", "/a/{dot}./b", "/{base}.{gone}"] {
            assert!(render(template, given).is_err(), "{template}");
        }
    }

    #[test]
    fn templates_written_by_hand_are_checked() {
        for template in ["zones", "/a//b", "//", "/a/../b", "/a/./b", "/a?b=c", "/a#b", "/a/{b", "/a\\b", ""]
        {
            assert!(one(template, "x").is_err(), "{template}");
        }
        for template in ["/", "/a/", "/a b/"] {
            assert_eq!(one(template, "x").unwrap(), template.replace(' ', "%20"));
        }
        assert_eq!(one("/a b/%2e%2ec/*", "x").unwrap(), "/a%20b/%2e%2ec/*");
    }
}
