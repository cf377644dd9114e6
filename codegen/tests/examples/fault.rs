//! Why an example isn't one: where it contradicts the schema beside which it stands.
//!
//! Only what is wanted here is looked at. It is asked for examples that can't be read or written, and
//! an example is excused by nothing else.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Map, Value};

use super::collect::Document;

/// How deep values are compared.
const DEPTH: usize = 24;

/// What in a value contradicts its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, as a JSON pointer.
    pub at: String,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It is of another type or form, in words.
    Other(String),
    /// A field that is required isn't there.
    Lacks(String),
    /// The schema has no such field.
    Undeclared,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Other(how) => write!(f, "{}: {how}", self.at),
            What::Lacks(name) => write!(f, "{}: lacks {name}, which is required", self.at),
            What::Undeclared => write!(f, "{}: the schema has no such field", self.at),
        }
    }
}

/// What in a value contradicts a schema.
pub fn faults(root: &Value, schema: &Value, value: &Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    Looking { document: Document(root) }.look(schema, value, "", 0, &mut faults);
    faults
}

#[derive(Clone, Copy)]
struct Looking<'d> {
    document: Document<'d>,
}

impl Looking<'_> {
    fn look(self, schema: &Value, value: &Value, at: &str, depth: usize, faults: &mut Vec<Fault>) {
        // Null stands for what isn't there.
        if value.is_null() || depth > DEPTH {
            return;
        }
        for leaf in self.document.flatten(schema) {
            self.plain(leaf, value, at, depth, faults);
        }
        let Some(fields) = value.as_object() else { return };
        let mut declared = BTreeSet::new();
        if self.declared(schema, &mut declared, 0) {
            let unknown = fields.keys().filter(|name| !declared.contains(*name));
            faults.extend(unknown.map(|name| Fault { at: below(at, name), what: What::Undeclared }));
        }
    }

    /// What a schema says itself, without its `allOf`.
    fn plain(self, schema: &Value, value: &Value, at: &str, depth: usize, faults: &mut Vec<Fault>) {
        let allowed: Vec<&str> = match schema.get("type") {
            Some(Value::String(ty)) => vec![ty],
            Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let mut other = |how: String| faults.push(Fault { at: at.to_owned(), what: What::Other(how) });
        if !allowed.is_empty() && !allowed.iter().any(|ty| is_of(ty, value)) {
            other(format!("{} is wanted and {} is there", allowed.join(" or "), kind(value)));
        }
        if let (Some("date-time"), Some(text)) =
            (schema.get("format").and_then(Value::as_str), value.as_str())
            && !is_moment(text)
        {
            other("no date and time of RFC 3339".to_owned());
        }
        if let (Some(minimum), Some(number)) = (schema.get("minimum").and_then(Value::as_f64), value.as_f64())
            && number < minimum
        {
            other("less than the minimum".to_owned());
        }
        for keyword in ["oneOf", "anyOf"] {
            let Some(alternatives) = schema.get(keyword).and_then(Value::as_array) else { continue };
            let mut unfit = alternatives.iter().map(|one| {
                let mut faults = Vec::new();
                self.look(one, value, at, depth + 1, &mut faults);
                faults.iter().any(|fault| fault.what != What::Undeclared)
            });
            if !alternatives.is_empty() && unfit.all(|unfit| unfit) {
                other("none of the alternatives".to_owned());
            }
        }
        match value {
            Value::Object(fields) => self.fields(schema, fields, at, depth, faults),
            Value::Array(items) => {
                let Some(schema) = schema.get("items") else { return };
                for (index, item) in items.iter().enumerate() {
                    self.look(schema, item, &format!("{at}/{index}"), depth + 1, faults);
                }
            }
            _ => {}
        }
    }

    fn fields(
        self,
        schema: &Value,
        fields: &Map<String, Value>,
        at: &str,
        depth: usize,
        faults: &mut Vec<Fault>,
    ) {
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        let missing = required.filter_map(Value::as_str).filter(|name| !fields.contains_key(*name));
        faults.extend(missing.map(|name| Fault { at: at.to_owned(), what: What::Lacks(name.to_owned()) }));
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, value) in fields {
            let known = properties.and_then(|properties| properties.get(name));
            let further = schema.get("additionalProperties").filter(|further| further.is_object());
            if let Some(schema) = known.or(further) {
                self.look(schema, value, &below(at, name), depth + 1, faults);
            }
        }
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

/// A pointer to a field.
pub fn below(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
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
