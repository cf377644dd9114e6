//! Every example of an answer that a document has can be read as what the generated operation answers, and
//! every example of a body comes back unchanged from the generated type, built as a user builds it.
//!
//! Examples are collected from the document by code that the generator doesn't share
//! (`examples/collect.rs`); what is generated is read from its text (`examples/written.rs`); and a
//! program is compiled that has a call for each example (`examples/making.rs`, `examples/program.rs`). It has the examples
//! answered by a server, so that they are read on the way on which answers come. What fails has to
//! contradict its own schema (`examples/fault.rs`).

#![allow(clippy::unwrap_used, unreachable_pub)]

#[path = "examples/collect.rs"]
mod collect;
#[path = "examples/fault.rs"]
mod fault;
mod inputs;
#[path = "examples/making.rs"]
mod making;
#[path = "examples/written.rs"]
mod written;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use cloudflare_mtls_codegen::Mode;
use cloudflare_mtls_codegen::skeleton::{Codes, Options, Runtime};
use cloudflare_mtls_codegen::standalone;
use quote::ToTokens;
use serde_json::Value;

use collect::{Case, Way, collect};
use fault::{Fault, What, faults};
use inputs::{Input, derived, named, published, workspace};
use written::Written;

const PROGRAM: &str = include_str!("examples/program.rs");

/// What became of the examples of a document.
#[derive(Debug, Default)]
struct Outcome {
    /// Read, or written, as they stand.
    right: Vec<String>,
    /// Of a body or an answer that isn't typed JSON, which has nothing to check.
    untyped: usize,
    /// They contradict their own schemas, and how.
    contradictory: Vec<String>,
    /// Neither.
    wrong: Vec<String>,
    /// Fields of answers that their schemas don't declare, or declare otherwise, and that aren't kept.
    undeclared: usize,
}

impl Outcome {
    fn all(&self) -> usize {
        self.right.len() + self.untyped + self.contradictory.len() + self.wrong.len()
    }

    /// Fails with what can't be read or written though its schema allows it.
    fn hold(&self) {
        assert!(self.wrong.is_empty(), "{} examples are lost:\n{}", self.wrong.len(), self.wrong.join("\n"));
    }
}

/// Has the examples of a document that are wanted read and written.
fn run(input: &Input, name: &str, wanted: impl Fn(&Case) -> bool) -> BTreeMap<(Way, bool), Outcome> {
    let text = &input.sources[0].text;
    let root: Value = serde_json::from_str(text).or_else(|_| serde_saphyr::from_str(text)).unwrap();
    let cases: Vec<Case> = collect(&root).into_iter().filter(wanted).collect();
    // Operations without an example needn't be compiled.
    let mut select: Vec<String> = cases.iter().map(|case| case.path.clone()).collect();
    select.sort();
    select.dedup();
    let output = standalone(
        &input.sources,
        &Options {
            name: name.to_owned(),
            runtime: Runtime::Path(workspace().join("runtime").to_str().unwrap().to_owned()),
            select,
            mocks: false,
            mode: Mode::Published,
            codes: Codes::default(),
        },
    )
    .unwrap_or_else(|report| panic!("{}:\n{report}", input.name));
    let written = Written::read(&output);

    let mut outcomes: BTreeMap<(Way, bool), Outcome> = BTreeMap::new();
    let mut calls: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut failed: BTreeMap<usize, String> = BTreeMap::new();
    for (index, case) in cases.iter().enumerate() {
        let outcome = outcomes.entry((case.way, case.given)).or_default();
        let Some(operation) = written.operation(&case.method, &case.path) else {
            outcome.wrong.push(format!("{}: no operation", case.label()));
            continue;
        };
        let call = match (case.way, &operation.body) {
            (Way::Response, _) if operation.bytes => None,
            (Way::Response, _) => {
                let read = if case.given { "answer" } else { "result" };
                Some(format!("examples.{read}::<operations::{}>({index});", operation.name))
            }
            (Way::Request, None) => None,
            (Way::Request, Some(ty)) => {
                match written.modules[&operation.module].expression(ty, &case.body, "") {
                    Ok(made) => {
                        let ty = ty.to_token_stream();
                        Some(format!("examples.body::<{ty}>({index}, |case| Ok({made}));"))
                    }
                    Err(why) => {
                        failed.insert(index, why);
                        continue;
                    }
                }
            }
        };
        match call {
            Some(call) => calls.entry(&operation.module).or_default().push(call),
            None => outcome.untyped += 1,
        }
    }
    let told = execute(name, &output, &written, &calls, &cases);
    for (index, case) in cases.iter().enumerate() {
        let outcome = outcomes.entry((case.way, case.given)).or_default();
        let nothing = Vec::new();
        let (error, differs) = match (failed.remove(&index), told.get(&index)) {
            (Some(why), _) => (Some(why), &nothing),
            (None, Some(line)) => {
                (line["error"].as_str().map(str::to_owned), line["differs"].as_array().unwrap_or(&nothing))
            }
            (None, None) => continue,
        };
        let faults = faults(&root, &case.schema, &case.body);
        // What is read and never written is a secret.
        let module = &written.operation(&case.method, &case.path).unwrap().module;
        let hidden = |at: &str| {
            let name = at.rsplit('/').find(|name| name.parse::<usize>().is_err()).unwrap_or_default();
            case.way == Way::Response && written.modules[module].hidden.contains(name)
        };
        let explained = |at: &str| {
            let begins = |fault: &Fault| {
                at.strip_prefix(&fault.at).is_some_and(|it| it.is_empty() || it.starts_with('/'))
            };
            faults.iter().any(begins)
        };
        let mut changed = Vec::new();
        for at in differs.iter().map(|at| at.as_str().unwrap()).filter(|at| !hidden(at)) {
            match explained(at) {
                true => outcome.undeclared += 1,
                false => changed.push(format!("{at} comes back differently")),
            }
        }
        let excused = |fault: &&Fault| case.way == Way::Request || matches!(fault.what, What::Other(_));
        let label = case.label();
        match (error, faults.iter().find(excused)) {
            (Some(why), Some(fault)) => outcome.contradictory.push(format!("{label}: {why}; {fault}")),
            (Some(why), None) => outcome.wrong.push(format!("{label}: {why}")),
            (None, _) if !changed.is_empty() => {
                outcome.wrong.push(format!("{label}: {}", changed.join(", ")));
            }
            (None, _) => outcome.right.push(label),
        }
    }
    for ((way, given), outcome) in &outcomes {
        let kind = if *given { "given" } else { "composed" };
        println!(
            "{}: {} {kind} examples of a {way:?}: {} right, {} untyped, {} contradict their schema, {} wrong; \
             {} fields that their schemas don't have",
            input.name,
            outcome.all(),
            outcome.right.len(),
            outcome.untyped,
            outcome.contradictory.len(),
            outcome.wrong.len(),
            outcome.undeclared,
        );
        for line in outcome.contradictory.iter().filter(|_| verbose()) {
            println!("    {line}");
        }
        for line in outcome.wrong.iter().filter(|_| verbose()) {
            println!("    wrong: {line}");
        }
    }
    outcomes
}

/// Whether each example that isn't right is to be shown.
fn verbose() -> bool {
    env::var_os("EXAMPLES_VERBOSE").is_some()
}

/// Compiles the program for a crate and runs it: what it says of each example, by its number.
fn execute(
    name: &str,
    output: &cloudflare_mtls_codegen::Output,
    written: &Written,
    calls: &BTreeMap<&str, Vec<String>>,
    cases: &[Case],
) -> BTreeMap<usize, Value> {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = tmp.join("examples").join(name);
    let _ = fs::remove_dir_all(folder.join("client/src"));
    for file in &output.files {
        let path = folder.join("client").join(&file.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // One workspace holds both.
        fs::write(path, file.text.replace("\n[workspace]\n", "")).unwrap();
    }
    let runtime = workspace().join("runtime");
    let manifest = format!(
        "[package]\nname = \"{name}-program\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         client = {{ package = \"{name}\", path = \"client\", default-features = false, \
         features = [\"all\", \"blocking\"] }}\n\
         cloudflare-core = {{ path = {runtime:?}, default-features = false, features = [\"blocking\"] }}\n\n\
         [workspace]\n",
    );
    let mut text =
        "//! A call for each example.\n\nuse super::Examples;\n\npub fn all(examples: &mut Examples) {\n"
            .to_owned();
    calls.keys().for_each(|module| text.push_str(&format!("    {module}::all(examples);\n")));
    text.push_str("}\n");
    for (module, calls) in calls {
        text.push_str(&format!("\n#[allow(deprecated, unused_imports, unused_mut)]\nmod {module} {{\n"));
        text.push_str(&format!("use client::{module}::{{operations, types::*}};\n"));
        let imports = &written.modules[*module].imports;
        imports.iter().for_each(|import| text.push_str(&format!("use {import};\n")));
        text.push_str("pub fn all(examples: &mut super::Examples) {\n");
        calls.iter().for_each(|call| text.push_str(&format!("{call}\n")));
        text.push_str("}\n}\n");
    }
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/main.rs"), PROGRAM).unwrap();
    fs::write(folder.join("src/calls.rs"), text).unwrap();
    let bodies: Vec<&Value> = cases.iter().map(|case| &case.body).collect();
    fs::write(folder.join("cases.json"), serde_json::to_string(&bodies).unwrap()).unwrap();
    // Without it cargo would look for the newest versions, which needs the registry.
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let done = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["run", "--offline", "--quiet", "--", "cases.json"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", tmp.parent().unwrap())
        .output()
        .unwrap();
    assert!(done.status.success(), "{name}:\n{}", String::from_utf8_lossy(&done.stderr));
    let lines = String::from_utf8(done.stdout).unwrap();
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.map(|line| (usize::try_from(line["index"].as_u64().unwrap()).unwrap(), line)).collect()
}

#[test]
fn examples_of_a_document_are_what_its_types_hold() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/examples/document.yaml");
    let input = Input::document("document.yaml", fs::read_to_string(path).unwrap());
    let outcomes = run(&input, "examples-small", |_| true);
    outcomes.values().for_each(Outcome::hold);
    let counts = |way, given| {
        let outcome = &outcomes[&(way, given)];
        (outcome.right.len(), outcome.untyped, outcome.undeclared)
    };
    assert_eq!(counts(Way::Request, true), (5, 1, 0));
    assert_eq!(counts(Way::Request, false), (6, 0, 0));
    assert_eq!(counts(Way::Response, true), (6, 0, 0));
    assert_eq!(counts(Way::Response, false), (12, 0, 0));
    // What isn't as its schema says is noticed.
    let contradictory: Vec<&String> = outcomes.values().flat_map(|outcome| &outcome.contradictory).collect();
    let [unknown, lacking, count] = contradictory.as_slice() else { panic!("{contradictory:?}") };
    assert!(unknown.ends_with("/nmae: the schema has no such field"), "{unknown}");
    assert!(lacking.ends_with(": lacks position, which is required"), "{lacking}");
    assert!(count.ends_with("/result/count: integer is wanted and a text is there"), "{count}");
}

#[test]
fn examples_that_published_documents_give_are_what_their_types_hold() {
    for input in published("full/cloudflare-2024-08-06.json").unwrap_or_default() {
        let outcomes = run(&input, "examples-2024", |case| case.given);
        outcomes.values().for_each(Outcome::hold);
        assert!(outcomes[&(Way::Request, true)].all() >= 33 && outcomes[&(Way::Response, true)].all() >= 90);
    }
}

#[test]
#[ignore = "takes minutes: cargo test --test examples -- --ignored --nocapture"]
fn all_examples_of_whole_documents_are_what_their_types_hold() {
    let mut inputs = published("full/cloudflare-2023-01-30.json").unwrap_or_default();
    inputs.extend(published("full/cloudflare-2024-08-06.json").unwrap_or_default());
    inputs.extend(derived());
    for input in inputs {
        let name: String = input.name.chars().map(|c| if c == '.' { '-' } else { c }).collect();
        let outcomes = run(&input, &format!("examples-all-{name}"), |_| true);
        outcomes.values().for_each(Outcome::hold);
    }
}

#[test]
#[ignore = "takes minutes: CODEGEN_DOCUMENT=FILE cargo test --test examples -- --ignored --nocapture the_document"]
fn examples_of_the_document_are_what_its_types_hold() {
    let outcomes = run(&named(), "examples-document", |_| true);
    outcomes.values().for_each(Outcome::hold);
}
