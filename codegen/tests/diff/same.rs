//! What is no change: other component keys, another order, other parameter names in paths, other
//! wording; and what bounds the work.

use cloudflare_mtls_codegen::Source;
use cloudflare_mtls_codegen::diff::{Options, compare};
use serde_json::{Map, Value, json};

use super::documents::{THING, THINGS, assert_changes, diff, document, lines, operation, schema};

/// Numbers that look random and are the same in every run.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }
}

/// The document with other component keys and its maps in another order.
pub(crate) fn disguise(value: &Value, chance: &mut Chance) -> Value {
    let names: Vec<String> = value["components"]["schemas"]
        .as_object()
        .map(|schemas| schemas.keys().cloned().collect())
        .unwrap_or_default();
    let renamed: Vec<(String, String)> = names
        .into_iter()
        .map(|name| {
            let key = format!("{:x}_x", chance.next());
            (name, key)
        })
        .collect();
    let mut out = shuffled(value, &renamed, chance);
    if let Some(schemas) = out["components"]["schemas"].as_object_mut() {
        let taken = std::mem::take(schemas);
        for (name, schema) in taken {
            let key = renamed.iter().find(|(known, _)| *known == name).map_or(name, |(_, key)| key.clone());
            schemas.insert(key, schema);
        }
    }
    out
}

fn shuffled(value: &Value, renamed: &[(String, String)], chance: &mut Chance) -> Value {
    match value {
        Value::Object(fields) => {
            let mut entries: Vec<(String, Value)> = fields
                .iter()
                .map(|(name, value)| match value.as_str() {
                    Some(target) if name == "$ref" => {
                        let known = target.strip_prefix("#/components/schemas/").unwrap_or_default();
                        let key = renamed.iter().find(|(name, _)| name == known);
                        let target = key.map_or_else(
                            || target.to_owned(),
                            |(_, key)| format!("#/components/schemas/{key}"),
                        );
                        (name.clone(), json!(target))
                    }
                    _ => (name.clone(), shuffled(value, renamed, chance)),
                })
                .collect();
            for index in (1..entries.len()).rev() {
                let other = usize::try_from(chance.next() % (index as u64 + 1)).unwrap();
                entries.swap(index, other);
            }
            Value::Object(entries.into_iter().collect::<Map<_, _>>())
        }
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| shuffled(item, renamed, chance)).collect())
        }
        other => other.clone(),
    }
}

#[test]
fn other_component_keys_in_another_order_are_no_change() {
    let plain = document();
    for seed in 1..50 {
        let other = disguise(&plain, &mut Chance(seed));
        assert_ne!(plain.to_string(), other.to_string());
        assert_eq!(lines(&diff(&plain, &other)), [""; 0], "seed {seed}");
    }
}

#[test]
fn a_disguise_hides_no_change() {
    let plain = document();
    let mut other = disguise(&plain, &mut Chance(7));
    operation(&mut other, THING, "get")["deprecated"] = json!(true);
    assert_eq!(diff(&plain, &other).changes.len(), 1);
}

#[test]
fn inlined_references_are_no_change() {
    assert_changes(
        |new| {
            let host = schema(new, "host").clone();
            schema(new, "thing")["properties"]["hosts"]["items"] = host;
        },
        &[],
    );
}

#[test]
fn other_names_of_path_parameters_are_no_change() {
    assert_changes(
        |new| {
            let text = new.to_string().replace("thing_id", "identifier").replace("zone_id", "uuid");
            *new = serde_json::from_str(&text).unwrap();
        },
        &[],
    );
}

#[test]
fn wording_is_no_change() {
    assert_changes(
        |new| {
            schema(new, "thing")["description"] = json!("Another thing.");
            schema(new, "thing")["properties"]["id"]["description"] = json!("Said in other words.");
            schema(new, "thing")["properties"]["id"]["example"] = json!("x");
            operation(new, THINGS, "get")["summary"] = json!("Lists things");
            operation(new, THINGS, "get")["parameters"][1]["description"] = json!("Only those.");
            new["info"]["version"] = json!("2");
        },
        &[],
    );
}

#[test]
fn constraints_are_no_change() {
    assert_changes(|new| schema(new, "thing")["properties"]["id"]["maxLength"] = json!(36), &[]);
}

#[test]
fn types_that_hold_one_another_many_times_over_take_no_longer() {
    // 2^40 places.
    let tower = |leaf: &str| {
        let mut document = document();
        *schema(&mut document, "level0") = json!({"type": "object", "properties": {"leaf": {"type": leaf}}});
        for level in 1..=40 {
            let below = json!({"$ref": format!("#/components/schemas/level{}", level - 1)});
            let properties = json!({"left": below, "right": below});
            *schema(&mut document, &format!("level{level}")) =
                json!({"type": "object", "properties": properties});
        }
        schema(&mut document, "thing")["properties"]["tower"] =
            json!({"$ref": "#/components/schemas/level40"});
        document
    };
    let found = diff(&tower("string"), &tower("boolean"));
    assert_eq!(found.changes.len(), 1);
    let affected = &found.changes[0].operations[0];
    assert_eq!(affected.locations.len(), 16);
    assert_eq!(affected.further_locations, (1 << 40) - 16);
}

#[test]
fn errors_of_both_documents_come_together() {
    let broken = Source::new("broken.json", "{");
    let other = Source::new("other.yaml", "openapi: 2.0");
    let report = compare(&broken, &other, &Options::default()).unwrap_err();
    let places: Vec<&str> = report.errors().map(|error| error.place.file.as_str()).collect();
    assert_eq!(places, ["broken.json", "other.yaml"]);
}
