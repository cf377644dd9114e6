//! Documents as trees, and the same API written another way: components under other names,
//! objects with their keys in another order.

use std::collections::BTreeMap;

use cloudflare_mtls_codegen::input::source::parse;
use cloudflare_mtls_codegen::{Report, Source};
use serde_json::{Map, Value};

use super::Input;
use super::random::Random;

/// The trees of an input's documents. All of them must parse.
pub fn trees(input: &Input) -> Vec<(String, Value)> {
    input
        .sources
        .iter()
        .map(|source| {
            let mut report = Report::default();
            let tree = parse(&source.name, &source.text, &mut report).unwrap_or_else(|| panic!("{report}"));
            (source.name.clone(), tree)
        })
        .collect()
}

/// The same input with these trees for documents, as JSON.
pub fn with_trees(input: &Input, trees: &[(String, Value)]) -> Input {
    let files = |name: &str| input.sources.iter().find(|source| source.name == name)?.files.clone();
    let sources = trees
        .iter()
        .map(|(name, tree)| Source { files: files(name), ..Source::new(name.clone(), tree.to_string()) });
    Input { sources: sources.collect(), ..input.clone() }
}

/// Gives every component a random name, in every document the same, and keeps references right.
pub fn rename_components(trees: &mut [(String, Value)], random: &mut Random) {
    let mut names: BTreeMap<(String, String), String> = BTreeMap::new();
    for (_, tree) in trees.iter() {
        for (kind, components) in tree.get("components").and_then(Value::as_object).into_iter().flatten() {
            for name in components.as_object().into_iter().flatten().map(|(name, _)| name) {
                names.entry((kind.clone(), name.clone())).or_insert_with(|| random_name(random));
            }
        }
    }
    for (_, tree) in trees {
        if let Some(kinds) = tree.get_mut("components").and_then(Value::as_object_mut) {
            for (kind, components) in kinds {
                let Some(components) = components.as_object_mut() else { continue };
                *components = std::mem::take(components)
                    .into_iter()
                    .map(|(name, value)| (names[&(kind.clone(), name)].clone(), value))
                    .collect();
            }
        }
        rename_references(tree, &names);
    }
}

/// A name of the kind that published documents have: `XxQGl0lR_certificates` and the like.
fn random_name(random: &mut Random) -> String {
    let letters: Vec<char> = ('a'..='z').chain('A'..='Z').chain('0'..='9').collect();
    let noise: String = (0..10).map(|_| *random.pick(&letters)).collect();
    let word = *random.pick(&["certificates", "api-response-single", "Result", "name", "x"]);
    match random.below(3) {
        0 => format!("{noise}_{word}"),
        1 => format!("{word}-{noise}"),
        _ => format!("S{noise}"),
    }
}

/// Writes a discriminator's mapping in full, with new names. A schema that it doesn't map is called by
/// its name, which is part of the API then, whatever the schema is renamed to.
fn rename_mapping(fields: &mut serde_json::Map<String, Value>, names: &BTreeMap<(String, String), String>) {
    let name = |target: &str| target.rsplit('/').next().unwrap_or_default().to_owned();
    let alternatives = ["oneOf", "anyOf"].into_iter().filter_map(|keyword| fields.get(keyword)?.as_array());
    let targets: Vec<String> =
        alternatives.flatten().filter_map(|schema| Some(name(schema.get("$ref")?.as_str()?))).collect();
    let Some(discriminator) = fields.get_mut("discriminator").and_then(Value::as_object_mut) else { return };
    let mapping = discriminator.entry("mapping").or_insert_with(|| Value::Object(Default::default()));
    let mapping = mapping.as_object_mut().unwrap();
    for target in targets {
        if !mapping.values().any(|known| known.as_str().map(name) == Some(target.clone())) {
            mapping.insert(target.clone(), target.into());
        }
    }
    for target in mapping.values_mut() {
        let old = name(target.as_str().unwrap());
        let new = names.get(&("schemas".to_owned(), old.clone())).unwrap_or(&old);
        *target = format!("#/components/schemas/{new}").into();
    }
}

fn rename_references(value: &mut Value, names: &BTreeMap<(String, String), String>) {
    match value {
        Value::Object(fields) => {
            rename_mapping(fields, names);
            if let Some(Value::String(target)) = fields.get_mut("$ref")
                && let Some((file, rest)) = target.split_once("#/components/")
            {
                let mut segments: Vec<String> = rest.split('/').map(str::to_owned).collect();
                if let [kind, name, ..] = segments.as_slice()
                    && let Some(new) = names
                        .get(&(kind.clone(), name.replace("~1", "/").replace("~0", "~").replace("%20", " ")))
                {
                    segments[1] = new.clone();
                }
                *target = format!("{file}#/components/{}", segments.join("/"));
            }
            for (_, child) in fields {
                rename_references(child, names);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename_references(item, names)),
        _ => {}
    }
}

/// Puts the keys of every object into another order.
pub fn reorder(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(fields) => {
            let mut entries: Vec<(String, Value)> = std::mem::take(fields).into_iter().collect();
            random.shuffle(&mut entries);
            for (_, child) in &mut entries {
                reorder(child, random);
            }
            *fields = entries.into_iter().collect::<Map<_, _>>();
        }
        Value::Array(items) => items.iter_mut().for_each(|item| reorder(item, random)),
        _ => {}
    }
}

/// The document with every reference replaced by what it names, and components left out: what
/// it says, whatever its components are called.
pub fn inlined(root: &Value) -> Value {
    // Components are reached by reference only.
    let paths = root.get("paths").cloned().unwrap_or_default();
    sorted(inline(&paths, root, &mut Vec::new()))
}

fn inline(value: &Value, root: &Value, open: &mut Vec<String>) -> Value {
    match value {
        Value::Object(fields) => {
            if let Some(target) = fields.get("$ref").and_then(Value::as_str) {
                if open.iter().any(|known| known == target) {
                    return Value::from("(recursion)");
                }
                let pointer = target.trim_start_matches('#');
                let Some(found) = root.pointer(pointer) else { return value.clone() };
                open.push(target.to_owned());
                let inlined = inline(found, root, open);
                open.pop();
                return inlined;
            }
            let entries = fields.iter().map(|(key, child)| (key.clone(), inline(child, root, open)));
            Value::Object(entries.collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| inline(item, root, open)).collect()),
        other => other.clone(),
    }
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<String, Value> =
                fields.into_iter().map(|(key, child)| (key, self::sorted(child))).collect();
            Value::Object(sorted.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(self::sorted).collect()),
        other => other,
    }
}

/// Says everything in other words: descriptions, summaries and titles.
pub fn reword(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(fields) => {
            for (key, child) in fields {
                match child {
                    Value::String(text) if matches!(key.as_str(), "description" | "summary" | "title") => {
                        *text = format!("{text} In other words {}.", random.below(1_000_000));
                    }
                    other => reword(other, random),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| reword(item, random)),
        _ => {}
    }
}

/// Gives every path parameter another name, in paths and where it is declared.
pub fn rename_path_parameters(root: &mut Value) {
    if let Some(paths) = root.get_mut("paths").and_then(Value::as_object_mut) {
        let old = std::mem::take(paths);
        paths.extend(old.into_iter().map(|(path, item)| (path.replace('{', "{other_"), item)));
    }
    rename_declarations(root);
}

fn rename_declarations(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let in_path = fields.get("in").is_some_and(|place| place == "path");
            if let (true, Some(Value::String(name))) = (in_path, fields.get_mut("name")) {
                name.insert_str(0, "other_");
            }
            for (_, child) in fields {
                rename_declarations(child);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(rename_declarations),
        _ => {}
    }
}
