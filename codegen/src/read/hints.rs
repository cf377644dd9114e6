//! What Cloudflare's documents say about an operation in extensions: what official libraries call it,
//! which permissions a token needs, on which plans there is the operation, and what has come of a
//! deprecated one.

use serde_json::Value;

use crate::api::Named;
use crate::input::document::{flag, text};
use crate::visible::is_invisible;

/// The plans, the least first.
const PLANS: [&str; 4] = ["free", "pro", "business", "enterprise"];

/// What an operation and its resource are called. The group is a list, or a text with dots between the
/// names.
pub(super) fn named(operation: &Value) -> Option<Named> {
    let names: Vec<&str> = match operation.get("x-fern-sdk-group-name")? {
        Value::String(names) => names.split('.').collect(),
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let group: Vec<String> = names
        .into_iter()
        .map(one_line)
        .filter(|name| name.contains(|letter: char| letter.is_ascii_alphanumeric()))
        .collect();
    let method = text(operation, "x-fern-sdk-method-name").map(one_line).filter(|name| !name.is_empty());
    (!group.is_empty()).then_some(Named { group, method })
}

/// The permissions of which a token needs one.
pub(super) fn permissions(operation: &Value) -> Vec<String> {
    let mut permissions: Vec<String> = Vec::new();
    let named = operation.get("x-api-token-group").and_then(Value::as_array).into_iter().flatten();
    for name in named.filter_map(Value::as_str).map(one_line).filter(|name| !name.is_empty()) {
        if !permissions.contains(&name) {
            permissions.push(name);
        }
    }
    permissions
}

/// Whether an operation is deprecated, in whichever way its document says so.
pub(super) fn is_deprecated(operation: &Value) -> bool {
    flag(operation, "deprecated")
        || text(operation, "x-fern-availability") == Some("deprecated")
        || operation.get("x-cfDeprecation").is_some_and(Value::is_object)
}

/// Sentences about an operation that stand beside its description.
pub(super) fn sentences(operation: &Value) -> Vec<String> {
    let mut sentences = Vec::new();
    let deprecation = operation.get("x-cfDeprecation");
    let instead = text(operation, "x-stainless-deprecation-message")
        .or_else(|| deprecation.and_then(|deprecation| text(deprecation, "description")));
    if let Some(instead) = instead.map(one_line).filter(|instead| !instead.is_empty()) {
        sentences.push(format!("Deprecated: {instead}"));
    }
    if let Some(end) = deprecation.and_then(|deprecation| text(deprecation, "eol")).map(one_line) {
        sentences.push(format!("Its end of life is {end}."));
    }
    match text(operation, "x-fern-availability") {
        None | Some("generally-available" | "deprecated") => {}
        Some(availability) => sentences.push(format!("Its availability is `{}`.", one_line(availability))),
    }
    if let Some(availability) = operation.get("x-cfPlanAvailability") {
        let plans: Vec<String> =
            PLANS.into_iter().filter(|plan| flag(availability, plan)).map(capitalised).collect();
        if !plans.is_empty() && plans.len() < PLANS.len() {
            let s = if plans.len() == 1 { "" } else { "s" };
            sentences.push(format!("There is this on the plan{s} {}.", plans.join(", ")));
        }
    }
    sentences
}

/// A text without what isn't seen, on one line.
fn one_line(text: &str) -> String {
    let seen = text.replace(is_invisible, " ");
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{is_deprecated, named, permissions, sentences};

    #[test]
    fn names_are_a_list_or_a_text() {
        let group = |value: serde_json::Value| named(&value).map(|named| named.group.join("/"));
        for value in [json!("zero-trust.access. keys"), json!(["zero-trust", "access", 1, "keys", ".."])] {
            let operation = json!({"x-fern-sdk-group-name": value, "x-fern-sdk-method-name": " "});
            assert_eq!(group(operation.clone()).as_deref(), Some("zero-trust/access/keys"));
            assert_eq!(named(&operation).and_then(|named| named.method), None);
        }
        for value in [json!(".."), json!([]), json!(null), json!({"a": "b"})] {
            assert_eq!(group(json!({"x-fern-sdk-group-name": value})), None);
        }
    }

    #[test]
    fn permissions_are_named_once() {
        let operation =
            json!({"x-api-token-group": ["SSL Write", "SSL\u{202e}Read\u{7}", "SSL  Write", "", null, 1]});
        assert_eq!(permissions(&operation), ["SSL Write", "SSL Read"]);
        for none in [json!({"x-api-token-group": null}), json!({}), json!({"x-api-token-group": "SSL"})] {
            assert!(permissions(&none).is_empty(), "{none}");
        }
    }

    #[test]
    fn deprecation_has_several_forms() {
        for deprecated in [
            json!({"deprecated": true}),
            json!({"x-fern-availability": "deprecated"}),
            json!({"x-cfDeprecation": {"eol": "2024-02-04"}}),
        ] {
            assert!(is_deprecated(&deprecated), "{deprecated}");
        }
        assert!(!is_deprecated(&json!({"x-fern-availability": "generally-available"})));
        let operation = json!({
            "x-cfDeprecation": {"description": "Use the\nother one.", "eol": "2024-02-04"},
        });
        assert_eq!(
            sentences(&operation),
            ["Deprecated: Use the other one.", "Its end of life is 2024-02-04."]
        );
    }

    #[test]
    fn plans_are_named_where_not_all_have_it() {
        let plans = |free: bool, enterprise: bool| {
            let plans = json!({"free": free, "pro": free, "business": true, "enterprise": enterprise});
            sentences(&json!({"x-cfPlanAvailability": plans}))
        };
        assert!(plans(true, true).is_empty());
        assert_eq!(plans(false, true), ["There is this on the plans Business, Enterprise."]);
        assert_eq!(plans(false, false), ["There is this on the plan Business."]);
        assert_eq!(sentences(&json!({"x-fern-availability": "beta"})), ["Its availability is `beta`."]);
    }
}
