//! The story of a real document over time, where its snapshots are at hand: in a folder beside the
//! workspace that isn't part of the repository.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cloudflare_mtls_codegen::Source;
use cloudflare_mtls_codegen::diff::{Level, Options, compare};
use serde_json::{Map, Value, json};

use super::command::{run, stdout};
use super::documents::lines;
use super::same::{Chance, disguise};

/// The documents in a folder of specifications, in order of their names; none after having said so.
fn documents(folder: &str) -> Option<Vec<(String, Value)>> {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/specs").join(folder);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: there is no folder {}", folder.display());
        return None;
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "json"));
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        (path.file_name().unwrap().to_string_lossy().into_owned(), serde_json::from_str(&text).unwrap())
    };
    Some(paths.into_iter().map(read).collect())
}

fn source(name: &str, document: &Value) -> Source {
    Source::new(name, document.to_string())
}

/// The operations of a document with all references inlined, path parameters by position, and
/// neither wording nor order.
fn inlined(document: &Value) -> Value {
    let mut operations = Map::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let mut template = Vec::new();
        let mut key = Vec::new();
        for segment in path.split('/') {
            match segment.strip_prefix('{') {
                Some(name) => {
                    template.push(name.trim_end_matches('}').to_owned());
                    key.push("{}");
                }
                None => key.push(segment),
            }
        }
        for (method, operation) in item.as_object().unwrap() {
            let mut operation = inline(operation, document, &mut Vec::new(), false);
            if let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) {
                for parameter in parameters.iter_mut().filter(|parameter| parameter["in"] == "path") {
                    let position = template.iter().position(|name| parameter["name"] == **name);
                    parameter["name"] = json!(position);
                }
                parameters.sort_by_key(Value::to_string);
            }
            operations.insert(format!("{method} {}", key.join("/")), operation);
        }
    }
    sorted(&Value::Object(operations))
}

fn inline(value: &Value, document: &Value, open: &mut Vec<String>, names: bool) -> Value {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(target)) = fields.get("$ref").filter(|_| !names) {
                if let Some(position) = open.iter().position(|known| known == target) {
                    return json!({"circle": open.len() - position});
                }
                open.push(target.clone());
                let found = document.pointer(target.trim_start_matches('#')).unwrap();
                let found = inline(found, document, open, false);
                open.pop();
                return found;
            }
            let wording = ["description", "title", "summary", "example", "examples"];
            let kept = fields.iter().filter(|(name, _)| names || !wording.contains(&name.as_str()));
            kept.map(|(name, value)| {
                (name.clone(), inline(value, document, open, name == "properties" && !names))
            })
            .collect::<Map<_, _>>()
            .into()
        }
        Value::Array(items) => items.iter().map(|item| inline(item, document, open, false)).collect(),
        other => other.clone(),
    }
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut entries: Vec<_> =
                fields.iter().map(|(name, value)| (name.clone(), sorted(value))).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(entries.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

#[test]
fn snapshots_that_say_the_same_have_no_changes() {
    let Some(documents) = documents("history") else { return };
    let inlined: Vec<Value> = documents.iter().map(|(_, document)| inlined(document)).collect();
    let mut counts = BTreeMap::new();
    for (index, pair) in documents.windows(2).enumerate() {
        let [(old, before), (new, after)] = pair else { continue };
        let found = compare(&source(old, before), &source(new, after), &Options::default()).unwrap();
        *counts.entry(found.level()).or_insert(0) += 1;
        if inlined[index] == inlined[index + 1] {
            assert_eq!(lines(&found), [""; 0], "{old} → {new} say the same");
        }
    }
    let level = |level| counts.get(&level).copied().unwrap_or(0);
    let nothing = level(None);
    let [additive, deprecating, breaking] =
        [Level::Additive, Level::Deprecating, Level::Breaking].map(|at| level(Some(at)));
    eprintln!(
        "{} pairs: {nothing} nothing, {additive} additive, {deprecating} deprecating, {breaking} breaking",
        counts.values().sum::<usize>()
    );
    assert!(nothing > additive + deprecating + breaking, "names change far more often than the API");
}

#[test]
fn the_history_tells_what_happened() {
    let Some(documents) = documents("history") else { return };
    let told = |old: &str, new: &str| {
        let find = |day: &str| documents.iter().find(|(name, _)| name.starts_with(day)).unwrap();
        let ((old, before), (new, after)) = (find(old), find(new));
        lines(&compare(&source(old, before), &source(new, after), &Options::default()).unwrap())
    };
    let parameter = told("2023-06-21", "2023-06-23");
    assert_eq!(parameter.len(), 3, "{parameter:#?}");
    assert!(parameter[0].starts_with(
        "additive parameter-added, in GET /certificate_authorities/hostname_associations \
         query.mtls_certificate_id: new query parameter `mtls_certificate_id`, `String`"
    ));
    let statuses = told("2024-01-04", "2024-01-09");
    assert!(statuses.iter().any(|line| line.contains("success is `201`, was `200`")), "{statuses:#?}");
    assert!(
        statuses.iter().any(|line| line.starts_with("breaking field-optional")
            && line.contains("body.name: the field `name` needn't be given any more")),
        "{statuses:#?}"
    );
}

#[test]
fn a_disguised_snapshot_is_no_change() {
    let Some(documents) = documents("history") else { return };
    for (index, (name, document)) in documents.iter().enumerate().step_by(10) {
        let other = disguise(document, &mut Chance(index as u64 + 1));
        let found =
            compare(&source(name, document), &source("disguised", &other), &Options::default()).unwrap();
        assert_eq!(lines(&found), [""; 0], "{name}");
    }
}

#[test]
fn the_whole_api_compares_in_seconds() {
    let Some(documents) = documents("full") else { return };
    let [(old, before), (new, after)] = documents.as_slice() else {
        eprintln!("skipped: there aren't two full documents");
        return;
    };
    let (old, new) = (source(old, before), source(new, after));
    let start = Instant::now();
    let found = compare(&old, &new, &Options::default()).unwrap();
    // Without optimisation; a release build takes a tenth of that.
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    assert_eq!(found.level(), Some(Level::Breaking));
    let once: BTreeSet<String> = lines(&found).into_iter().collect();
    assert_eq!(once.len(), found.changes.len(), "every story is told once");
    assert!(compare(&new, &new, &Options::default()).unwrap().changes.is_empty());
}

#[test]
fn users_of_the_client_notice_nothing_of_the_newest_document() {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/specs");
    let [old, new] = ["full/cloudflare-2024-08-06.json", "current/mtls-family-2026-10-03.json"]
        .map(|name| specs.join(name));
    if !old.is_file() || !new.is_file() {
        eprintln!("skipped: there is no {} or no {}", old.display(), new.display());
        return;
    }
    // As CONTRIBUTING.md has it.
    let fragments = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi");
    let [old, new, fragments] = [&old, &new, &fragments].map(|path| path.to_str().unwrap());
    let output = run(&["diff", old, new, "--client", fragments, "--format", "markdown"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.starts_with("### Not noticed by users of the client\n"), "{text}");
    // Without the client's own names it is another story: those only moved.
    let output = run(&["diff", old, new, "--select", "*/origin_tls_client_auth*"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains(" methods are called otherwise\n"), "{text}");
    assert!(text.contains("\n  result[]: 9 fields are gone: `cert_id`, `cert_status`, "), "{text}");
}
