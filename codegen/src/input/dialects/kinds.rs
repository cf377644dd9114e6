//! Which values a schema allows, in the keywords of one schema object: types, null, constants,
//! bounds, encodings. Each is written as OpenAPI 3.0 writes it.

use serde_json::{Map, Value, json};

/// The kinds of JSON values that have types; null is another.
const KINDS: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

/// `type: [string, "null"]` becomes a type that is nullable. Several types stay an array, sorted, and
/// all of them say nothing. Gives the names that are no types.
pub(super) fn types(fields: &mut Map<String, Value>) -> Vec<String> {
    let Some(stated) = fields.get("type") else { return Vec::new() };
    let list = match stated {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    let unknown: Vec<String> = list
        .iter()
        .filter(|name| !name.as_str().is_some_and(|name| name == "null" || KINDS.contains(&name)))
        .map(|name| name.as_str().map_or_else(|| name.to_string(), str::to_owned))
        .collect();
    let has = |kind: &str| list.iter().any(|name| name == kind);
    let (null, number) = (has("null"), has("number"));
    let kinds: Vec<&str> =
        KINDS.into_iter().filter(|kind| has(kind) && !(*kind == "integer" && number)).collect();
    let several = stated.is_array();
    let all = kinds.len() == KINDS.len() - 1 && number;
    match kinds.as_slice() {
        [] if null => drop(fields.insert("type".to_owned(), json!("null"))),
        [] if several => drop(fields.remove("type")),
        [] => {}
        [only] => drop(fields.insert("type".to_owned(), json!(only))),
        _ if all => drop(fields.remove("type")),
        several => drop(fields.insert("type".to_owned(), json!(several))),
    }
    if null {
        fields.insert("nullable".to_owned(), json!(true));
    }
    unknown
}

/// A constant is an enum of one value.
pub(super) fn constant(fields: &mut Map<String, Value>) -> bool {
    let Some(value) = fields.remove("const") else { return false };
    fields.insert("enum".to_owned(), Value::Array(vec![value]));
    true
}

/// An exclusive bound that is a number becomes a bound that is marked as exclusive. Says whether
/// there was one.
pub(super) fn bounds(fields: &mut Map<String, Value>) -> bool {
    let mut found = false;
    for (bound, exclusive, sign) in
        [("minimum", "exclusiveMinimum", 1.0), ("maximum", "exclusiveMaximum", -1.0)]
    {
        let Some(limit) = fields.get(exclusive).filter(|value| value.is_number()).cloned() else { continue };
        found = true;
        let tighter = |other: &Value| {
            other.as_f64().zip(limit.as_f64()).is_some_and(|(other, limit)| other * sign > limit * sign)
        };
        if fields.get(bound).is_some_and(tighter) {
            fields.remove(exclusive);
        } else {
            fields.insert(bound.to_owned(), limit);
            fields.insert(exclusive.to_owned(), json!(true));
        }
    }
    found
}

/// The first of a schema's examples is its example.
pub(super) fn examples(fields: &mut Map<String, Value>) {
    if let Some(Value::Array(examples)) = fields.get("examples")
        && let Some(first) = examples.first().cloned()
    {
        fields.remove("examples");
        fields.entry("example").or_insert(first);
    }
}

/// What text is encoded in a text: base64 is the format `byte`, bytes as they are `binary`. A text
/// that holds a text, JSON for example, is a text.
pub(super) fn content(fields: &mut Map<String, Value>) {
    let text = |key: &str| fields.get(key).and_then(Value::as_str).map(str::to_ascii_lowercase);
    let format = match (text("contentEncoding").as_deref(), text("contentMediaType")) {
        (Some("base64" | "base64url"), _) => "byte",
        (Some("binary"), _) => "binary",
        (None, Some(media)) if !is_text(&media) => "binary",
        _ => return,
    };
    if fields.get("type").is_none() {
        fields.insert("type".to_owned(), json!("string"));
    }
    fields.entry("format").or_insert_with(|| json!(format));
}

fn is_text(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or_default().trim();
    essence.starts_with("text/")
        || ["json", "xml", "yaml", "javascript", "graphql", "x-www-form-urlencoded"]
            .iter()
            .any(|end| essence.ends_with(end))
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{bounds, constant, content, examples, types};

    #[track_caller]
    fn becomes(change: impl Fn(&mut Map<String, Value>), before: Value, after: &Value) {
        let Value::Object(mut fields) = before else { panic!("a schema is an object") };
        change(&mut fields);
        assert_eq!(&Value::Object(fields), after);
    }

    #[test]
    fn types_are_one_or_several() {
        for (stated, after) in [
            (json!(["string", "null"]), json!({"type": "string", "nullable": true})),
            (json!(["null"]), json!({"type": "null", "nullable": true})),
            (json!("null"), json!({"type": "null", "nullable": true})),
            (json!(["string"]), json!({"type": "string"})),
            (json!("integer"), json!({"type": "integer"})),
            (json!(["string", "integer", "string"]), json!({"type": ["integer", "string"]})),
            (json!(["number", "integer"]), json!({"type": "number"})),
            (json!(["string", "number", "boolean", "object", "array", "null"]), json!({"nullable": true})),
            (json!([]), json!({})),
            (json!(["cat"]), json!({})),
            (json!(["cat", "string"]), json!({"type": "string"})),
            (json!("cat"), json!({"type": "cat"})),
            (json!(1), json!({"type": 1})),
        ] {
            becomes(|fields| _ = types(fields), json!({"type": stated}), &after);
        }
    }

    #[test]
    fn constants_are_enums() {
        becomes(|fields| assert!(constant(fields)), json!({"const": null}), &json!({"enum": [null]}));
        let both = json!({"const": "a", "enum": ["a", "b"]});
        becomes(|fields| assert!(constant(fields)), both, &json!({"enum": ["a"]}));
    }

    #[test]
    fn the_tighter_bound_counts() {
        for (before, after) in [
            (json!({"exclusiveMinimum": 0}), json!({"exclusiveMinimum": true, "minimum": 0})),
            (json!({"exclusiveMinimum": 0, "minimum": 1}), json!({"minimum": 1})),
            (json!({"exclusiveMaximum": 9, "maximum": 9}), json!({"exclusiveMaximum": true, "maximum": 9})),
            (json!({"exclusiveMaximum": 9, "maximum": 8}), json!({"maximum": 8})),
            (
                json!({"exclusiveMaximum": true, "maximum": 8}),
                json!({"exclusiveMaximum": true, "maximum": 8}),
            ),
        ] {
            becomes(|fields| _ = bounds(fields), before, &after);
        }
    }

    #[test]
    fn the_first_example_is_kept() {
        becomes(examples, json!({"examples": ["a", "b"]}), &json!({"example": "a"}));
        becomes(examples, json!({"examples": ["a"], "example": "c"}), &json!({"example": "c"}));
        becomes(examples, json!({"examples": []}), &json!({"examples": []}));
    }

    #[test]
    fn encoded_texts_have_formats() {
        for (before, format) in [
            (json!({"contentEncoding": "base64"}), Some("byte")),
            (json!({"contentEncoding": "base64", "contentMediaType": "image/png"}), Some("byte")),
            (json!({"contentMediaType": "application/octet-stream"}), Some("binary")),
            (json!({"contentMediaType": "application/octet-stream", "format": "own"}), Some("own")),
            (json!({"contentMediaType": "application/json"}), None),
            (json!({"contentMediaType": "text/html; charset=utf-8"}), None),
            (json!({"contentEncoding": "quoted-printable"}), None),
        ] {
            let Value::Object(mut fields) = before else { panic!("a schema is an object") };
            content(&mut fields);
            assert_eq!(fields.get("format").and_then(Value::as_str), format, "{fields:?}");
        }
    }
}
