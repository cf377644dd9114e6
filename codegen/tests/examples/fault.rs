//! Why an example isn't one: where it contradicts the schema beside which it stands.
//!
//! Only what is wanted here is looked at. It is asked for examples that can't be read or written, and
//! an example is excused by nothing else.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::collect::{Document, Way};

/// How deep values are compared.
const DEPTH: usize = 24;

/// What in a value contradicts a schema, if anything does: where, and how.
pub fn fault(root: &Value, schema: &Value, value: &Value, way: Way) -> Option<String> {
    Looking { document: Document(root), way }.fault(schema, value, "", 0)
}

#[derive(Clone, Copy)]
struct Looking<'d> {
    document: Document<'d>,
    way: Way,
}

impl Looking<'_> {
    fn fault(self, schema: &Value, value: &Value, at: &str, depth: usize) -> Option<String> {
        // Null stands for what isn't there.
        if value.is_null() || depth > DEPTH {
            return None;
        }
        let leaves = self.document.flatten(schema);
        for leaf in &leaves {
            if let Some(fault) = self.plain(leaf, value, at, depth) {
                return Some(fault);
            }
        }
        let fields = value.as_object()?;
        let mut declared = BTreeSet::new();
        if self.way == Way::Request && self.declared(schema, &mut declared, 0) {
            let unknown = fields.keys().find(|name| !declared.contains(*name));
            return unknown.map(|name| format!("{at}/{name}: the schema has no such field"));
        }
        None
    }

    /// What a schema says itself, without its `allOf`.
    fn plain(self, schema: &Value, value: &Value, at: &str, depth: usize) -> Option<String> {
        let allowed: Vec<&str> = match schema.get("type") {
            Some(Value::String(ty)) => vec![ty],
            Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        if !allowed.is_empty() && !allowed.iter().any(|ty| is_of(ty, value)) {
            return Some(format!("{at}: {} is wanted and {} is there", allowed.join(" or "), kind(value)));
        }
        if let (Some("date-time"), Some(text)) =
            (schema.get("format").and_then(Value::as_str), value.as_str())
            && !is_moment(text)
        {
            return Some(format!("{at}: no date and time of RFC 3339"));
        }
        if let (Some(minimum), Some(number)) = (schema.get("minimum").and_then(Value::as_f64), value.as_f64())
            && number < minimum
        {
            return Some(format!("{at}: less than the minimum"));
        }
        for keyword in ["oneOf", "anyOf"] {
            let Some(alternatives) = schema.get(keyword).and_then(Value::as_array) else { continue };
            let mut faults = alternatives.iter().map(|one| self.fault(one, value, at, depth + 1));
            if !alternatives.is_empty() && faults.all(|fault| fault.is_some()) {
                return Some(format!("{at}: none of the alternatives"));
            }
        }
        match value {
            Value::Object(fields) => self.fields(schema, fields, at, depth),
            Value::Array(items) => {
                let schema = schema.get("items")?;
                let mut all = items.iter().enumerate();
                all.find_map(|(index, item)| self.fault(schema, item, &format!("{at}/{index}"), depth + 1))
            }
            _ => None,
        }
    }

    fn fields(self, schema: &Value, fields: &Map<String, Value>, at: &str, depth: usize) -> Option<String> {
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        let missing = required.filter_map(Value::as_str).find(|name| !fields.contains_key(*name));
        if let Some(name) = missing.filter(|_| self.way == Way::Request) {
            return Some(format!("{at}: lacks {name}, which is required"));
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, value) in fields {
            let known = properties.and_then(|properties| properties.get(name));
            let further = schema.get("additionalProperties").filter(|further| further.is_object());
            if let Some(schema) = known.or(further)
                && let Some(fault) = self.fault(schema, value, &format!("{at}/{name}"), depth + 1)
            {
                return Some(fault);
            }
        }
        None
    }

    /// The names of all fields that a schema knows, and whether it knows them all.
    fn declared(self, schema: &Value, names: &mut BTreeSet<String>, depth: usize) -> bool {
        let mut all = depth < DEPTH;
        let mut any = false;
        for leaf in self.document.flatten(schema) {
            all &= matches!(leaf.get("additionalProperties"), None | Some(Value::Bool(false)));
            for (name, _) in leaf.get("properties").and_then(Value::as_object).into_iter().flatten() {
                any = true;
                names.insert(name.clone());
            }
            for keyword in ["oneOf", "anyOf"] {
                for one in leaf.get(keyword).and_then(Value::as_array).into_iter().flatten() {
                    any = true;
                    all &= self.declared(one, names, depth + 1);
                }
            }
        }
        all && any
    }
}

fn is_of(ty: &str, value: &Value) -> bool {
    match ty {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|it| it.fract() == 0.0),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        // A type that there isn't says nothing.
        _ => true,
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Whether a text is a date and a time with its offset, by its form.
fn is_moment(text: &str) -> bool {
    let digits = |range: std::ops::Range<usize>| {
        text.get(range).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let letter =
        |index: usize, allowed: &[u8]| text.as_bytes().get(index).is_some_and(|it| allowed.contains(it));
    let date = digits(0..4) && letter(4, b"-") && digits(5..7) && letter(7, b"-") && digits(8..10);
    let time = letter(10, b"Tt ") && digits(11..13) && letter(13, b":") && digits(14..16) && letter(16, b":");
    let rest =
        text.get(19..).unwrap_or_default().trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = rest.strip_prefix(['+', '-']).is_some_and(|it| it.len() == 5 && it.as_bytes()[2] == b':');
    date && time && digits(17..19) && (rest.eq_ignore_ascii_case("z") || offset)
}
