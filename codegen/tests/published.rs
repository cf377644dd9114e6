//! Real input: every published document that is at hand generates, all of it.

#![allow(clippy::unwrap_used, unreachable_pub)]

mod inputs;

use std::collections::BTreeSet;

use cloudflare_mtls_codegen::skeleton::Options;
use cloudflare_mtls_codegen::{Output, standalone};

use inputs::shapes::{inlined, trees};
use inputs::{Input, bytes_of, derived, options, published, soundness};

fn generate(input: &Input) -> Output {
    let output = match input.generate() {
        Ok(output) => output,
        Err(report) => panic!("{} isn't generated:\n{report}", input.name),
    };
    if let Err(fault) = soundness::check(&output) {
        panic!("{}: {fault}", input.name);
    }
    output
}

#[test]
fn the_mtls_parts_generate_whole() {
    for (path, operations) in [
        ("slices/mtls-2024-08-06.json", 26),
        ("slices/mtls-family-2024-08-06.json", 38),
        ("current/mtls-family-2026-10-03.json", 39),
    ] {
        for input in published(path).unwrap_or_default() {
            assert_eq!(generate(&input).coverage.operations, operations, "{path}");
        }
    }
}

/// Operations of a large document with faults: paths with several parameters in a segment and with text
/// beside one, parameters that are declared for another path or not at all.
#[test]
fn a_document_with_faults_generates_whole() {
    let Some(input) = derived() else { return };
    let select = |pattern: &str| {
        let options = Options { select: vec![pattern.to_owned()], ..options() };
        standalone(&input.sources, &options).unwrap_or_else(|report| panic!("{pattern}:\n{report}"))
    };
    for (pattern, operations, code) in [
        ("/graphql/*", 10, "    POST \"/graphql/"),
        ("/zones/*/logs/explorer/*", 6, ".path(\"zone_id\", &self.zone_id)"),
        ("*/telemetry/events*", 3, "/telemetry/events/{event_t}.{event_n}\""),
        ("*/urlscanner/v2/screenshots*", 1, "/urlscanner/v2/screenshots/{scan_id}.png\""),
    ] {
        let output = select(pattern);
        assert_eq!(output.coverage.left_out, [], "{pattern}");
        assert_eq!(output.coverage.operations, operations, "{pattern}");
        let text = output.files.iter().map(|file| file.text.as_str()).collect::<String>();
        assert!(text.contains(code), "{code} is not in what {pattern} gives");
    }
}

/// What most snapshots change is names. Documents that say the same once references are put in
/// their place give one client between them.
#[test]
fn snapshots_that_say_the_same_give_one_client() {
    let Some(inputs) = published("history") else { return };
    let mut outputs = BTreeSet::new();
    let mut documents = BTreeSet::new();
    // All of them where the generator is optimised; some of them otherwise.
    let step = if cfg!(debug_assertions) { 10 } else { 1 };
    let inputs: Vec<&Input> = inputs.iter().step_by(step).collect();
    for input in &inputs {
        outputs.insert(bytes_of(&generate(input)));
        documents.insert(inlined(&trees(input)[0].1).to_string());
    }
    println!("{} snapshots, {} that differ, {} clients", inputs.len(), documents.len(), outputs.len());
    assert!(outputs.len() <= documents.len(), "{} clients of {} documents", outputs.len(), documents.len());
}

#[test]
#[ignore = "takes minutes without optimisation: cargo test --release -- --ignored"]
fn the_whole_api_generates() {
    for (path, operations) in
        [("full/cloudflare-2023-01-30.json", 1_122), ("full/cloudflare-2024-08-06.json", 1_533)]
    {
        for input in published(path).unwrap_or_default() {
            let output = generate(&input);
            assert_eq!(output.coverage.operations, operations, "{path}");
            let size: usize = output.files.iter().map(|file| file.text.len()).sum();
            println!("{path}: {} files, {size} bytes", output.files.len());
        }
    }
    let Some(input) = derived() else { return };
    let output = generate(&input);
    assert_eq!((output.coverage.operations, output.coverage.left_out.as_slice()), (2_848, &[][..]));
}
