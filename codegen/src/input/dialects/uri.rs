//! References to other documents as far as we need them: taken apart, joined, decoded.

/// A reference's document and its fragment, without the `#`.
pub(super) fn split(reference: &str) -> (&str, &str) {
    reference.split_once('#').unwrap_or((reference, ""))
}

/// The scheme that a reference begins with, if it is one of its own and no relative reference. A
/// drive letter is one, too.
pub(super) fn scheme(reference: &str) -> Option<&str> {
    let (scheme, _) = reference.split_once(':')?;
    let rest = |character: char| character.is_ascii_alphanumeric() || matches!(character, '+' | '-' | '.');
    (scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.chars().all(rest))
        .then_some(scheme)
}

/// What a reference means in a document with this address, be it a URI or a file's path.
pub(super) fn join(base: &str, reference: &str) -> String {
    if reference.is_empty() {
        return base.to_owned();
    }
    if scheme(reference).is_some() {
        return reference.to_owned();
    }
    let (origin, path) = origin(base);
    if reference.starts_with("//") {
        let scheme = scheme(base).map(|scheme| format!("{scheme}:")).unwrap_or_default();
        return format!("{scheme}{reference}");
    }
    if reference.starts_with('/') {
        return format!("{origin}{}", without_dots(reference));
    }
    let joined = match path.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{reference}"),
        // An authority without a path has an empty one.
        None if origin.contains("//") => format!("/{reference}"),
        None => reference.to_owned(),
    };
    format!("{origin}{}", without_dots(&joined))
}

/// A URI's scheme and authority, and its path; of a file's path all is path.
fn origin(uri: &str) -> (&str, &str) {
    let after = match scheme(uri) {
        Some(scheme) => scheme.len() + 1,
        None => return ("", uri),
    };
    let authority = match uri[after..].strip_prefix("//") {
        Some(rest) => after + 2 + rest.find('/').unwrap_or(rest.len()),
        None => after,
    };
    uri.split_at(authority)
}

/// A path with `.` and `..` worked out. What leads above its beginning keeps its `..`.
pub(super) fn without_dots(path: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in path.split('/') {
        match name {
            "." => {}
            ".." if names.last().is_some_and(|last| !matches!(*last, ".." | "")) => drop(names.pop()),
            name => names.push(name),
        }
    }
    names.join("/")
}

/// A text with its percent signs decoded; as it is where that gives no text.
pub(crate) fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digit = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (first, digit(0), digit(1)) {
            // Two hexadecimal digits are a byte.
            bytes.push((high * 16 + low) as u8);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{decode, join, scheme};

    #[test]
    fn references_are_joined() {
        for (base, reference, joined) in [
            ("a.yaml", "b.yaml", "b.yaml"),
            ("a.yaml", "./b.yaml", "b.yaml"),
            ("x/a.yaml", "b.yaml", "x/b.yaml"),
            ("x/a.yaml", "../b.yaml", "b.yaml"),
            ("x/a.yaml", "y/../../b.yaml", "b.yaml"),
            ("x/a.yaml", "../../b.yaml", "../b.yaml"),
            ("a.yaml", "../../b.yaml", "../../b.yaml"),
            ("x/a.yaml", "/b.yaml", "/b.yaml"),
            ("a.yaml", "", "a.yaml"),
            ("https://h/x/a", "b", "https://h/x/b"),
            ("https://h/x/a", "/b", "https://h/b"),
            ("https://h/x/a", "//i/b", "https://i/b"),
            ("https://h", "b", "https://h/b"),
            ("https://h/x/a", "https://i/b", "https://i/b"),
            ("urn:example:a", "urn:example:b", "urn:example:b"),
        ] {
            assert_eq!(join(base, reference), joined, "{base} {reference}");
        }
    }

    #[test]
    fn schemes_are_seen() {
        assert_eq!(scheme("https://h/a"), Some("https"));
        assert_eq!(scheme("file:///a"), Some("file"));
        assert_eq!(scheme("C:\\a"), Some("C"));
        for relative in ["a.yaml", "./a:b", "a b:c", "#/a:b", "", ":"] {
            assert_eq!(scheme(relative), None, "{relative}");
        }
    }

    #[test]
    fn percent_signs_are_decoded() {
        for (text, decoded) in
            [("a%20b", "a b"), ("%7Bid%7d", "{id}"), ("100%", "100%"), ("%zz%c3%a9", "%zzé"), ("%ff", "%ff")]
        {
            assert_eq!(decode(text), decoded, "{text}");
        }
    }
}
