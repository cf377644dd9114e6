//! Path templates: their parameters, and paths without what changes between documents, which is the
//! names of parameters.

/// The two segments that stand for the scope in a path.
pub const SCOPE: &str = "/{accounts_or_zones}/{account_or_zone_id}";

/// A part of a path's segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'p> {
    /// Text that is there as it stands.
    Literal(&'p str),
    /// The name of a parameter.
    Parameter(&'p str),
}

/// The parts of one segment. A brace that has no counterpart is text.
pub fn parts(segment: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = segment;
    while let Some(open) = rest.find('{')
        && let Some(close) = rest[open..].find('}')
    {
        if open > 0 {
            parts.push(Part::Literal(&rest[..open]));
        }
        parts.push(Part::Parameter(&rest[open + 1..open + close]));
        rest = &rest[open + close + 1..];
    }
    if !rest.is_empty() {
        parts.push(Part::Literal(rest));
    }
    parts
}

/// The names between braces in a path template, in order.
pub fn parameters(path: &str) -> Vec<&str> {
    let parts = path.split('/').flat_map(parts);
    parts
        .filter_map(|part| match part {
            Part::Parameter(name) => Some(name),
            Part::Literal(_) => None,
        })
        .collect()
}

/// Whether a segment is, or has in it, a parameter.
pub fn is_parameter(segment: &str) -> bool {
    parts(segment).iter().any(|part| matches!(part, Part::Parameter(_)))
}

/// A path in which each parameter has another name.
pub fn renamed(path: &str, mut name: impl FnMut(&str) -> String) -> String {
    let mut renamed = String::with_capacity(path.len());
    for (position, segment) in path.split('/').enumerate() {
        if position > 0 {
            renamed.push('/');
        }
        for part in parts(segment) {
            match part {
                Part::Literal(text) => renamed.push_str(text),
                Part::Parameter(old) => renamed.push_str(&format!("{{{}}}", name(old))),
            }
        }
    }
    renamed
}

/// Method and path without the names of parameters, which change between documents.
pub fn http_key(method: &str, path: &str) -> String {
    let mut key = method.trim().to_uppercase();
    key.push(' ');
    let (scoped, rest) = match path.strip_prefix(SCOPE) {
        Some(rest) => ("/{scope}", rest),
        None => ("", path),
    };
    key.push_str(scoped);
    for segment in rest.split('/').skip(1) {
        key.push('/');
        key.push_str(&renamed(segment, |_| String::new()));
    }
    key
}

#[cfg(test)]
mod tests {
    use super::{Part, http_key, parameters, parts};

    #[test]
    fn segments_have_parts() {
        let (literal, parameter) = (Part::Literal, Part::Parameter);
        for (segment, expected) in [
            ("zones", vec![literal("zones")]),
            ("{id}", vec![parameter("id")]),
            ("{event_t}.{event_n}", vec![parameter("event_t"), literal("."), parameter("event_n")]),
            ("{scan_id}.png", vec![parameter("scan_id"), literal(".png")]),
            ("{base}...{head}", vec![parameter("base"), literal("..."), parameter("head")]),
            ("a{b}c{d}", vec![literal("a"), parameter("b"), literal("c"), parameter("d")]),
            ("{a", vec![literal("{a")]),
            ("a}", vec![literal("a}")]),
            ("", vec![]),
        ] {
            assert_eq!(parts(segment), expected, "{segment}");
        }
        assert_eq!(parameters("/a/{b}/{c}.{d}/{e"), ["b", "c", "d"]);
    }

    #[test]
    fn keys_have_no_names() {
        for (path, key) in [
            ("/zones/{zone_id}/x", "GET /zones/{}/x"),
            ("/a/{x}.{y}/{z}.png", "GET /a/{}.{}/{}.png"),
            ("/{accounts_or_zones}/{account_or_zone_id}/x", "GET /{scope}/x"),
        ] {
            assert_eq!(http_key("get", path), key);
        }
    }
}
