//! Paths without what changes between documents: the names of their parameters.

/// The two segments that stand for the scope in a path.
pub const SCOPE: &str = "/{accounts_or_zones}/{account_or_zone_id}";

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
        key.push_str(if segment.starts_with('{') { "{}" } else { segment });
    }
    key
}
