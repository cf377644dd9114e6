//! One small document a behaviour, and the Rust that comes out of it.
//!
//! Every folder of `tests/golden` is a case: its documents, and beside them `types.rs` and
//! `operations.rs` as generated (in a folder a module, where there are several modules),
//! `notes.txt` where the run had something to say. After a change that is meant, accept the new
//! output with
//!
//! ```text
//! UPDATE_GOLDEN=1 cargo test -p cloudflare-mtls-codegen --test golden
//! ```
//!
//! and read the diff before you commit it.

#![allow(clippy::unwrap_used, unreachable_pub)]

mod inputs;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use cloudflare_mtls_codegen::Output;

use inputs::{Input, golden_cases, golden_folder, without_hash};

const ACCEPT: &str = "UPDATE_GOLDEN=1 cargo test -p cloudflare-mtls-codegen --test golden";

/// What should be in a case's folder beside its input.
fn expected(input: &Input) -> Result<BTreeMap<String, String>, String> {
    let mut files = BTreeMap::new();
    let output = input.generate().map_err(|report| format!("{} isn't generated:\n{report}", input.name))?;
    let written: Vec<(String, &str)> = code(&output);
    let lone = written.len() == 2;
    for (path, text) in written {
        let name = if lone { path.rsplit('/').next().unwrap().to_owned() } else { path.clone() };
        let text = at_home(&without_hash(text), lone);
        syn::parse_file(&text).map_err(|error| format!("{}: {path} isn't Rust: {error}", input.name))?;
        files.insert(name, text);
    }
    let notes: String = output.report.notes().map(|note| format!("{note}\n")).collect();
    if !notes.is_empty() {
        files.insert("notes.txt".to_owned(), notes);
    }
    Ok(files)
}

/// The text with its case's own client. Each case has one, in its module: they are compiled as parts
/// of one crate, which can't give one client the methods of all.
fn at_home(text: &str, lone: bool) -> String {
    let module = if lone { "super" } else { "super::super" };
    text.replace("use crate::Client;", &format!("use {module}::Client;"))
}

/// The files of types and operations: what differs between cases.
fn code(output: &Output) -> Vec<(String, &str)> {
    output
        .files
        .iter()
        .filter(|file| file.path.ends_with("types.rs") || file.path.ends_with("operations.rs"))
        .map(|file| (file.path.trim_start_matches("src/").to_owned(), file.text.as_str()))
        .collect()
}

#[test]
fn golden_cases_come_out_as_they_are() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| !value.is_empty());
    let mut differences = Vec::new();
    let mut modules = String::from(
        "//! The golden cases' outputs as modules, for the test that compiles them. Written by the golden\n\
         //! test with UPDATE_GOLDEN=1.\n",
    );
    for (folder, input) in golden_cases() {
        let expected = match expected(&input) {
            Ok(expected) => expected,
            Err(failure) => {
                differences.push(failure);
                continue;
            }
        };
        modules.push_str(&module(&input.name, &expected));
        compare(&folder, &expected, update, &mut differences);
    }
    let index = BTreeMap::from([("mod.rs".to_owned(), modules)]);
    compare(&golden_folder(), &index, update, &mut differences);
    assert!(
        differences.is_empty(),
        "{}\n{} file(s) differ. If that is meant, accept it with\n  {ACCEPT}\n",
        differences.join("\n"),
        differences.len(),
    );
}

/// The declaration of a case's modules.
fn module(name: &str, files: &BTreeMap<String, String>) -> String {
    let mut text = format!(
        "\npub mod {name} {{\n    \
         cloudflare_core::runtime::client! {{ pub struct Client; api: crate::API; }}\n"
    );
    for path in files.keys().filter_map(|file| file.strip_suffix("types.rs")) {
        match path.strip_suffix('/') {
            None => text.push_str("    pub mod operations;\n    pub mod types;\n"),
            Some(module) => text.push_str(&format!(
                "    pub mod {module} {{\n        pub mod operations;\n        pub mod types;\n    }}\n"
            )),
        }
    }
    text.push_str("}\n");
    text
}

/// The generated files of a case's folder, by their paths in it.
fn generated(folder: &Path, below: &str, deep: bool) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder.join(below)).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{below}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() && deep {
            found.extend(generated(folder, &format!("{name}/"), deep));
        } else if name.ends_with(".rs") || name == "notes.txt" {
            found.push(name);
        }
    }
    found
}

/// Compares the generated files of a folder with what they should be, or writes them.
fn compare(folder: &Path, expected: &BTreeMap<String, String>, update: bool, differences: &mut Vec<String>) {
    let shown = |name: &str| {
        let path = folder.join(name);
        path.strip_prefix(golden_folder()).unwrap().display().to_string()
    };
    let deep = folder != golden_folder();
    for name in generated(folder, "", deep).iter().filter(|name| !expected.contains_key(*name)) {
        if update {
            fs::remove_file(folder.join(name)).unwrap();
        } else {
            differences.push(format!("{} is no longer generated", shown(name)));
        }
    }
    for (name, text) in expected {
        let path = folder.join(name);
        let known = fs::read_to_string(&path).unwrap_or_default();
        if known == *text {
            continue;
        }
        if update {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
        } else {
            differences.push(format!("{}:\n{}", shown(name), diff(&known, text)));
        }
    }
}

/// The lines that differ, with a few round them. Not minimal, but it shows the place.
fn diff(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - start;
    let end = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let mut out = Vec::new();
    for line in &old[start.saturating_sub(3)..start] {
        out.push(format!("    {line}"));
    }
    for (sign, lines) in [('-', &old[start..old.len() - end]), ('+', &new[start..new.len() - end])] {
        for line in lines.iter().take(40) {
            out.push(format!("  {sign} {line}"));
        }
        if lines.len() > 40 {
            out.push(format!("  {sign} … {} more lines", lines.len() - 40));
        }
    }
    for line in old[old.len() - end..].iter().take(3) {
        out.push(format!("    {line}"));
    }
    out.join("\n")
}

/// The operation of `shared/seeds/002…` in its older form, `{identifier}` and everything
/// inline, and in the newer one, `{account_id}` and components.
#[test]
fn an_older_and_a_newer_form_of_one_operation_give_the_same_rust() {
    let cases: BTreeMap<String, Input> =
        golden_cases().into_iter().map(|(_, input)| (input.name.clone(), input)).collect();
    let older = expected(&cases["seed_002"]).unwrap();
    let newer = expected(&cases["seed_002_newer"]).unwrap();
    assert_eq!(older["types.rs"], newer["types.rs"]);
    assert_eq!(older["operations.rs"], newer["operations.rs"]);

    // So they do with a table that names things.
    let table = cloudflare_mtls_codegen::Source::new(
        "operations.toml",
        "[groups.access_certificates]\nresource = \"AccessCertificate\"\n\n[[operations]]\n\
         http = \"POST {scope}/access/certificates\"\ngroup = \"access_certificates\"\nname = \"create\"\n\
         body = \"CreateAccessCertificate\"\nresult = \"AccessCertificate\"\n",
    );
    let with_table = |name: &str| {
        let input = Input { table: Some(table.clone()), ..cases[name].clone() };
        expected(&input).unwrap()
    };
    let (older, newer) = (with_table("seed_002"), with_table("seed_002_newer"));
    assert!(older["types.rs"].contains("pub struct CreateAccessCertificate"));
    assert_eq!(older["types.rs"], newer["types.rs"]);
    assert_eq!(older["operations.rs"], newer["operations.rs"]);
}
