//! What is generated from published documents compiles against the runtime, without warnings.
//!
//! Each output is written as a crate of its own, as the command writes it, and checked by cargo: with
//! all its features, its mocks among them, or, where that takes too long, with the default ones. What the crates depend on is what the repository's own
//! lock file names, and is compiled once for all of them.

#![allow(clippy::unwrap_used, unreachable_pub)]

mod inputs;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use std::{env, fs};

use cloudflare_mtls_codegen::Mode;
use cloudflare_mtls_codegen::skeleton::{Codes, Options, Runtime};
use cloudflare_mtls_codegen::{Output, standalone};

use inputs::{Input, bytes_of, derived, golden_cases, named, published, words, workspace};

/// The crate of what a document says of these paths, or of all.
fn generate(input: &Input, name: &str, select: &[&str]) -> Output {
    let options = Options {
        name: name.to_owned(),
        runtime: Runtime::Path(workspace().join("runtime").to_str().unwrap().to_owned()),
        select: select.iter().map(ToString::to_string).collect(),
        mocks: true,
        mode: Mode::Published,
        codes: Codes::default(),
    };
    standalone(&input.sources, &options).unwrap_or_else(|report| panic!("{}:\n{report}", input.name))
}

/// Generates a crate and compiles it as far as its types, or fails with what the compiler says.
///
/// Crates have names of their own: of two with one name cargo takes the second for the first.
fn check(input: &Input, name: &str, select: &[&str]) -> Output {
    check_with(input, name, select, &["--all-features"])
}

/// The same with other features.
fn check_with(input: &Input, name: &str, select: &[&str], features: &[&str]) -> Output {
    let output = generate(input, name, select);
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = tmp.join("outputs").join(name);
    // Modules of an earlier version would do no harm, but confuse who looks here.
    let _ = fs::remove_dir_all(folder.join("src"));
    for file in &output.files {
        let path = folder.join(&file.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &file.text).unwrap();
    }
    // Without it cargo would look for the newest versions, which needs the registry.
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let started = Instant::now();
    let done = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        // `cargo check`, but warnings are denied in this crate alone: by RUSTFLAGS nothing that this
        // test's own build made could be used again, and what builds the slowest is in it.
        .args(["rustc", "--lib", "--profile", "check", "--offline", "--quiet"])
        .args(features)
        .args(["--", "-D", "warnings"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", tmp.parent().unwrap())
        .output()
        .unwrap();
    assert!(done.status.success(), "{name} doesn't compile:\n{}", String::from_utf8_lossy(&done.stderr));
    println!("{name}: {} operations, {:.1?}", output.coverage.operations, started.elapsed());
    output
}

#[test]
fn words_of_cargo_and_rust_are_names_like_any_other() {
    let document = Input::document("words.json", words::document().to_string());
    check(&document, "words-of-others", &[]);
}

#[test]
fn a_sample_of_published_documents_compiles() {
    if let Some(history) = published("history") {
        check(history.first().unwrap(), "history-first", &[]);
        check(history.last().unwrap(), "history-last", &[]);
    }
    for input in published("slices/mtls-family-2024-08-06.json").unwrap_or_default() {
        check(&input, "mtls-family", &[]);
    }
    for input in published("current/mtls-family-2026-10-03.json").unwrap_or_default() {
        check(&input, "mtls-family-current", &[]);
    }
    // Mocks of what golden cases have and published documents at hand don't.
    for (_, input) in golden_cases().iter().filter(|(_, input)| {
        ["path_suffixes", "path_segments", "methods_other", "hints"].contains(&input.name.as_str())
    }) {
        check(input, &input.name, &[]);
    }
    if let Some(input) = derived() {
        let output = check(&input, "derived-part", &["*/telemetry/*", "*/urlscanner/*", "/graphql/*"]);
        assert!(output.coverage.left_out.is_empty());
    }
    for input in published("full/cloudflare-2024-08-06.json").unwrap_or_default() {
        let output = check(&input, "dns-records", &["/zones/*/dns_records*"]);
        assert_eq!(output.coverage.operations, 9);
    }
}

#[test]
#[ignore = "takes minutes: cargo test --test outputs_compile -- --ignored every_output"]
fn every_output_of_the_history_compiles() {
    let Some(history) = published("history") else { return };
    let outputs: BTreeMap<String, &Input> =
        history.iter().rev().map(|input| (bytes_of(&generate(input, "history", &[])), input)).collect();
    println!("{} snapshots, {} outputs", history.len(), outputs.len());
    for input in outputs.values() {
        check(input, &format!("history-{}", input.name.trim_end_matches(".json")), &[]);
    }
}

/// Faults of a whole crate, such as an impl that two modules' types share, show in no part of it. This is
/// the largest that can be paid in every run; with its mocks, and larger ones, see below.
#[test]
fn a_whole_published_document_compiles() {
    for input in published("full/cloudflare-2024-08-06.json").unwrap_or_default() {
        let output = check_with(&input, "whole-2024-08", &[], &[]);
        assert!(output.coverage.operations > 1_500 && output.coverage.left_out.is_empty());
    }
}

#[test]
#[ignore = "takes minutes and gigabytes: cargo test --test outputs_compile -- --ignored --nocapture the_whole_api"]
fn the_whole_api_compiles() {
    let mut inputs = Vec::new();
    for path in ["full/cloudflare-2023-01-30.json", "full/cloudflare-2024-08-06.json"] {
        inputs.extend(published(path).unwrap_or_default());
    }
    inputs.extend(derived());
    for input in inputs {
        let name = input.name.trim_end_matches(".json").to_owned();
        let output = check(&input, &name, &[]);
        let sizes = output.files.iter().filter(|file| file.path.ends_with(".rs")).map(|file| file.text.len());
        println!("{name}: {} bytes of Rust, mocks included", sizes.sum::<usize>());
    }
}

#[test]
#[ignore = "takes minutes: CODEGEN_DOCUMENT=FILE cargo test --test outputs_compile -- --ignored the_document"]
fn the_document_compiles() {
    check(&named(), "the-document", &[]);
}
