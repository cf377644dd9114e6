//! The checked-in code is what the generator gives: the client's own, and the example crate's.

#![allow(clippy::unwrap_used, unreachable_pub)]

mod inputs;

use std::collections::BTreeSet;
use std::fs;

use cloudflare_mtls_codegen::input::bundle::bundle;
use cloudflare_mtls_codegen::input::restrict::restrict;
use cloudflare_mtls_codegen::skeleton::{Codes, Options, Runtime};
use cloudflare_mtls_codegen::{File, Mode, Report, standalone};
use serde_json::Value;
use sha2::{Digest, Sha256};

use inputs::{fragments, published, read, workspace};

/// Fails unless the files lie in `folder` as they are here, and no other code in `code` below it.
fn assert_fresh(folder: &str, code: &str, files: &[File], command: &str) {
    let path = workspace().join(folder);
    let mut wrong = Vec::new();
    for file in files {
        match fs::read_to_string(path.join(&file.path)) {
            Ok(text) if text == file.text => {}
            Ok(_) => wrong.push(format!("{folder}/{} differs", file.path)),
            Err(error) => wrong.push(format!("{folder}/{}: {error}", file.path)),
        }
    }
    let wanted: BTreeSet<_> = files.iter().map(|file| path.join(&file.path)).collect();
    let mut folders = vec![path.join(code)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let found = entry.unwrap().path();
            if found.is_dir() {
                folders.push(found);
            } else if !wanted.contains(&found) {
                wrong.push(format!("{} is no longer generated", found.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\nmend it with: {command}", wrong.join("\n"));
}

#[test]
fn the_checked_in_client_is_what_the_fragments_give() {
    let output = fragments().generate().unwrap_or_else(|report| panic!("openapi/ has errors:\n{report}"));
    assert_fresh("src/generated", "", &output.files, "cargo codegen");
}

#[test]
fn the_example_crate_is_what_its_document_gives() {
    let document = read(&workspace().join("examples/dns/openapi.yaml"), "openapi.yaml");
    let mut report = Report::default();
    let options = Options {
        name: "cloudflare-dns".to_owned(),
        runtime: Runtime::Path("../../runtime".to_owned()),
        select: Vec::new(),
        mocks: true,
        mode: Mode::Published,
        codes: Codes::parse(&read(&workspace().join("examples/dns/codes.toml"), "codes.toml"), &mut report),
    };
    let output = standalone(&[document], &options).unwrap_or_else(|report| panic!("{report}"));
    let command = "cargo codegen crate --spec examples/dns/openapi.yaml --codes examples/dns/codes.toml \
                   --name cloudflare-dns --mocks --out examples/dns";
    assert_fresh("examples/dns", "src", &output.files, command);
    assert_eq!(
        fs::read_to_string(workspace().join("examples/dns/.generated-files")).unwrap(),
        record(&output.files),
        "the record of what was generated differs; mend it with: {command}"
    );
}

/// What a document says without its sentences and examples, which are ours in the example's.
fn facts(value: &Value, names: bool) -> Value {
    const SENTENCES: [&str; 6] = ["description", "summary", "title", "example", "examples", "security"];
    match value {
        Value::Object(fields) => {
            let is_fact = |name: &str| names || !(SENTENCES.contains(&name) || name.starts_with("x-"));
            let fields = fields.iter().filter(|(name, _)| is_fact(name));
            let inside = |name: &str| !names && matches!(name, "properties" | "schemas");
            fields.map(|(name, value)| (name.clone(), facts(value, inside(name)))).collect()
        }
        Value::Array(items) => items.iter().map(|item| facts(item, false)).collect(),
        other => other.clone(),
    }
}

#[test]
fn the_example_s_document_says_what_the_published_one_says() {
    let Some(whole) = published("full/cloudflare-2024-08-06.json") else { return };
    let mut report = Report::new(Mode::Published);
    let mut theirs = bundle(&whole[0].sources, &mut report);
    restrict(&mut theirs, &["/zones/*/dns_records*".to_owned()], false, &mut report);
    let ours = read(&workspace().join("examples/dns/openapi.yaml"), "openapi.yaml");
    let ours = bundle(&[ours], &mut report);
    assert!(!report.has_errors(), "{report}");
    let mut compared = 0;
    for section in ["/paths", "/components/schemas"] {
        let side = |root: &Value| facts(root.pointer(section).unwrap(), section != "/paths");
        let (theirs, ours) = (side(&theirs.root), side(&ours.root));
        let (theirs, ours) = (theirs.as_object().unwrap(), ours.as_object().unwrap());
        let names: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
        compared += names.len();
        for name in names {
            assert_eq!(ours.get(name), theirs.get(name), "{section}/{name}: ours, and the published one");
        }
    }
    assert!(compared > 50, "{compared} places");
}

/// The record that the command keeps beside what it wrote.
fn record(files: &[File]) -> String {
    let mut text = String::from(
        "# What `cargo codegen` wrote here. It replaces and removes these files and no others; one that was\n\
         # edited is kept. Keep this list with them.\n",
    );
    for file in files {
        let hash = Sha256::digest(file.text.as_bytes());
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        text.push_str(&format!("{hash}  {}\n", file.path));
    }
    text
}

#[test]
fn the_fragments_have_no_faults() {
    let output = fragments().generate().unwrap();
    let notes: Vec<String> = output.report.notes().map(ToString::to_string).collect();
    assert!(notes.is_empty(), "{}", notes.join("\n"));
    assert_eq!(output.coverage.operations, 32, "39 operations, of which 7 are for accounts and for zones");
}
