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
    // Identifiers, which most values are, have nothing to escape.
    if is_plain(value) { Cow::Borrowed(value) } else { utf8_percent_encode(value, ESCAPED).into() }
}

/// Whether there is nothing to escape in a text.
pub(crate) fn is_plain(text: &str) -> bool {
    text.bytes().fold(0, |kinds, byte| kinds | KINDS[usize::from(byte)]) & MEANT == 0
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
    if !template.starts_with('/') {
        return Err(format!("the path {template:?} doesn't begin with a slash"));
    }
    let mut path = String::with_capacity(template.len() + 64);
    let mut position = 0;
    // Where the segment begins in the path.
    let mut segment = 0;
    let mut rest = template;
    loop {
        let (literal, after, kinds) = until(SLASH | OPENS, rest);
        push_literal(&mut path, literal, kinds)?;
        let inside = match after.as_bytes().first() {
            None => break,
            Some(b'/') => {
                if segment > 0 {
                    check_segment(template, &path[segment..], false)?;
                }
                path.push('/');
                segment = path.len();
                rest = &after[1..];
                continue;
            }
            Some(_) => &after[1..],
        };
        let (name, after, kinds) = until(SLASH | CLOSES, inside);
        let Some(after) = after.strip_prefix('}') else {
            return Err(format!("the path {template:?} has a brace that isn't closed"));
        };
        check_for_refused(name, kinds)?;
        let given = value(name, position).ok_or_else(|| format!("the path parameter {name} isn't set"))?;
        if given.trim_start().is_empty() {
            return Err(format!("the path parameter {name} is empty"));
        }
        path.push_str(&escape(given));
        position += 1;
        rest = after;
    }
    check_segment(template, &path[segment..], true)?;
    Ok(path)
}

/// What stands before the next byte of one of these kinds, the rest from there on, and which kinds of
/// bytes are in the former.
fn until(ends: u8, text: &str) -> (&str, &str, u8) {
    let (mut end, mut seen) = (text.len(), 0);
    for (at, byte) in text.bytes().enumerate() {
        let kind = KINDS[usize::from(byte)];
        if kind & ends != 0 {
            end = at;
            break;
        }
        seen |= kind;
    }
    // All bytes that end a piece are ASCII.
    let (before, after) = text.split_at(end);
    (before, after, seen)
}

/// Refuses a template that has a query in it, or what ends or splits a line.
fn check_for_refused(part: &str, kinds: u8) -> Result<(), String> {
    // Few have a byte that needs a second look.
    if kinds & SUSPECT == 0 {
        return Ok(());
    }
    let refused = |c: &char| matches!(c, '?' | '#' | '\\') || c.is_control();
    match part.chars().find(refused) {
        None => Ok(()),
        Some(found) => Err(format!(
            "the path has {found:?} in it: query parameters are set one by one, other text is a path \
             parameter"
        )),
    }
}

/// Refuses a segment that leads elsewhere.
fn check_segment(template: &str, segment: &str, is_last: bool) -> Result<(), String> {
    match segment {
        // A path may end with a slash, which is another path than the one without.
        "" if is_last => Ok(()),
        "" => Err(format!("the path {template:?} has an empty segment")),
        // A URL parser takes these for directions even when they are escaped, so they can't
        // be sent as values at all.
        "." | ".." => Err(format!(
            "a parameter of the path {template:?} is {segment:?}, which would lead to another path"
        )),
        _ => Ok(()),
    }
}

/// Some URL parser gives the byte a meaning.
const MEANT: u8 = 1;
/// It may not stand in a template, or may be part of such a character.
const SUSPECT: u8 = 2;
const SLASH: u8 = 4;
const OPENS: u8 = 8;
const CLOSES: u8 = 16;

const KINDS: [u8; 256] = {
    let mut kinds = [MEANT | SUSPECT; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        kinds[byte as usize] = match byte {
            b'?' | b'#' | b'\\' => MEANT | SUSPECT,
            b'/' => MEANT | SLASH,
            b'{' => MEANT | OPENS,
            b'}' => MEANT | CLOSES,
            b'-' | b'.' | b'_' | b'~' => 0,
            _ if byte.is_ascii_alphanumeric() => 0,
            _ => MEANT,
        };
        byte += 1;
    }
    kinds
};

/// Adds text of the template itself; what it has escaped already stays as it is.
fn push_literal(path: &mut String, text: &str, kinds: u8) -> Result<(), String> {
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
    if kinds & MEANT == 0 {
        path.push_str(text);
        return Ok(());
    }
    check_for_refused(text, kinds)?;
    for part in utf8_percent_encode(text, LITERAL) {
        path.push_str(part);
    }
    Ok(())
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
