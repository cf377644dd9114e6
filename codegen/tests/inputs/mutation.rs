//! Documents with something wrong in them: changes to trees and to texts.

use cloudflare_mtls_codegen::Source;
use serde_json::{Map, Value, json};

use super::Input;
use super::random::Random;
use super::shapes::with_trees;

/// Texts that have meant trouble somewhere.
const TEXTS: [&str; 29] = [
    "",
    " ",
    "self",
    "Self",
    "type",
    "r#type",
    "_",
    "1",
    "-1",
    "<=",
    "a b",
    "a-b",
    "a_b",
    "Ω≈ç√",
    "\u{200b}",
    "\"",
    "\\",
    "*/",
    "`",
    "```",
    "{",
    "{}",
    "/",
    "#/components/schemas",
    "\n\n",
    "$ref",
    "?a={b}&c",
    "../x.yaml#/y",
    "https://example.com/x#/y",
];

/// Keywords and values for them.
fn keyword(random: &mut Random, pointers: &[String]) -> (String, Value) {
    let reference = json!({"$ref": format!("#{}", random.pick(pointers))});
    let other = json!({"$ref": format!("#{}", random.pick(pointers))});
    let text = *random.pick(&TEXTS);
    let choices = [
        (
            "type",
            json!(random.pick(&["object", "array", "string", "integer", "number", "boolean", "null", "x"])),
        ),
        ("allOf", json!([reference, other])),
        ("anyOf", json!([reference, {"type": "string"}])),
        ("oneOf", json!([other, {"type": "null"}, {"type": "array", "items": reference}])),
        ("items", reference.clone()),
        ("properties", json!({text: reference, "id": other})),
        ("additionalProperties", other.clone()),
        ("required", json!([text, "id", 1])),
        ("enum", json!([text, "a", "A", "a_", null])),
        ("enum", json!([true])),
        ("enum", json!([])),
        ("format", json!(random.pick(&["date-time", "password", "binary", "uuid"]))),
        ("nullable", json!(true)),
        ("readOnly", json!(true)),
        ("description", json!(text)),
        ("name", json!(text)),
        ("operationId", json!(text)),
        ("tags", json!([text])),
        ("default", json!({"a": [text]})),
        ("minimum", json!(-1e300)),
        ("content", json!({text: {"schema": reference}})),
        ("parameters", json!([{"name": text, "in": "query", "schema": reference}, reference])),
        ("responses", json!({text: reference, "2XX": other})),
        ("$ref", json!(format!("#{}", random.pick(pointers)))),
        ("$ref", json!(text)),
        ("type", json!(["string", "null", "object"])),
        ("const", json!(text)),
        ("prefixItems", json!([reference, other])),
        ("patternProperties", json!({text: reference})),
        ("unevaluatedProperties", other.clone()),
        ("if", json!({})),
        ("then", reference.clone()),
        ("dependentSchemas", json!({text: other})),
        ("exclusiveMinimum", json!(-1)),
        ("examples", json!([text])),
        ("contentMediaType", json!(text)),
        ("$id", json!(text)),
        ("$anchor", json!(text)),
        ("$defs", json!({text: reference})),
        ("$dynamicRef", json!(format!("#{text}"))),
        ("itemSchema", reference.clone()),
        ("query", json!({"operationId": text, "responses": {}})),
        ("additionalOperations", json!({"COPY": reference, text: {"responses": {}}})),
        ("pathItems", json!({text: reference})),
        ("mediaTypes", json!({text: other})),
        ("$self", json!(text)),
        ("openapi", json!(random.pick(&["3.0.3", "3.1.1", "3.2.0"]))),
        ("x-api-token-group", json!([text])),
    ];
    let (name, value) = random.pick(&choices);
    ((*name).to_owned(), value.clone())
}

/// A value of any kind.
fn any(random: &mut Random) -> Value {
    match random.below(9) {
        0 => Value::Null,
        1 => json!(random.chance(2)),
        2 => json!(random.below(1_000)),
        3 => json!(-0.5),
        4 => json!(u64::MAX),
        5 => json!([]),
        6 => json!({}),
        7 => json!([{"$ref": "#/components"}]),
        _ => json!(random.pick(&TEXTS)),
    }
}

/// Changes documents in a few places.
pub fn mutate_trees(trees: &mut [(String, Value)], random: &mut Random) {
    for _ in 0..=random.below(4) {
        let position = random.below(trees.len());
        let tree = &mut trees[position].1;
        let mut pointers = Vec::new();
        collect(tree, String::new(), &mut pointers);
        let at = random.pick(&pointers).clone();
        let copied = tree.pointer(random.pick::<String>(&pointers)).cloned().unwrap_or_default();
        let (name, value) = keyword(random, &pointers);
        let Some(node) = tree.pointer_mut(&at) else { continue };
        change(node, (name, value), copied, random);
        // Copies of copies grow fast, and size is not what is tested here.
        if tree.to_string().len() > 200_000 {
            return;
        }
    }
}

fn change(node: &mut Value, (name, value): (String, Value), copied: Value, random: &mut Random) {
    match random.below(10) {
        0 => *node = any(random),
        1 => *node = copied,
        2 => *node = json!([node.take()]),
        3 => *node = json!({"allOf": [node.take(), copied]}),
        4..=6 => match node {
            Value::Object(fields) => drop(fields.insert(name, value)),
            _ => *node = value,
        },
        _ => match node {
            Value::Object(fields) if !fields.is_empty() => change_key(fields, copied, random),
            Value::Array(items) if !items.is_empty() => {
                let index = random.below(items.len());
                match random.below(3) {
                    0 => drop(items.remove(index)),
                    1 => items.insert(index, copied),
                    _ => items[index] = any(random),
                }
            }
            Value::String(text) if random.chance(2) => text.push_str(random.pick::<&str>(&TEXTS)),
            _ => *node = any(random),
        },
    }
}

fn change_key(fields: &mut Map<String, Value>, copied: Value, random: &mut Random) {
    let keys: Vec<String> = fields.keys().cloned().collect();
    let key = random.pick(&keys);
    match random.below(3) {
        0 => drop(fields.remove(key)),
        1 => {
            let value = fields.remove(key).unwrap_or_default();
            let new = if random.chance(2) { random.pick(&keys) } else { *random.pick(&TEXTS) };
            fields.insert(new.to_owned(), value);
        }
        _ => drop(fields.insert((*random.pick(&TEXTS)).to_owned(), copied)),
    }
}

/// Pointers to all nodes of a tree.
fn collect(value: &Value, at: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, child) in fields {
                let key = key.replace('~', "~0").replace('/', "~1");
                collect(child, format!("{at}/{key}"), pointers);
            }
        }
        Value::Array(items) => {
            for (index, child) in items.iter().enumerate() {
                collect(child, format!("{at}/{index}"), pointers);
            }
        }
        _ => {}
    }
    pointers.push(at);
}

/// Cuts, repeats and overwrites parts of a text.
pub fn mutate_text(source: &mut Source, random: &mut Random) {
    let mut characters: Vec<char> = source.text.chars().collect();
    for _ in 0..=random.below(3) {
        if characters.is_empty() {
            break;
        }
        let at = random.below(characters.len());
        let end = (at + random.below(200)).min(characters.len());
        match random.below(5) {
            0 => characters.truncate(at),
            1 => drop(characters.drain(at..end)),
            2 => {
                let part: Vec<char> = characters[at..end].to_vec();
                let to = random.below(characters.len());
                characters.splice(to..to, part);
            }
            3 => {
                let text: Vec<char> = random.pick(&TEXTS).chars().collect();
                characters.splice(at..at, text);
            }
            _ => {
                characters[at] = *random.pick(&['{', '}', '[', ']', ':', '\t', '&', '*', '!', '|', '\0', '"'])
            }
        }
    }
    source.text = characters.into_iter().collect();
}

/// The input with something changed: in its trees mostly, at times in its texts or its table.
pub fn mutate(input: &Input, trees: &[(String, Value)], random: &mut Random) -> Input {
    let mut mutated = if random.chance(6) {
        let mut mutated = input.clone();
        let position = random.below(mutated.sources.len());
        mutate_text(&mut mutated.sources[position], random);
        mutated
    } else {
        let mut trees = trees.to_vec();
        mutate_trees(&mut trees, random);
        with_trees(input, &trees)
    };
    if let Some(table) = &mut mutated.table
        && random.chance(8)
    {
        mutate_text(table, random);
    }
    mutated
}
