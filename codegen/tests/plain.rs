//! The plain document: any other generator can read it, progenitor above all.

#![allow(clippy::unwrap_used, unreachable_pub)]

#[path = "plain/command.rs"]
mod command;
mod inputs;
#[path = "plain/recorder.rs"]
mod recorder;
#[path = "plain/requests.rs"]
mod requests;

use cloudflare_mtls_codegen::plain::{Envelopes, Plain};
use cloudflare_mtls_codegen::plan::table::Table;
use cloudflare_mtls_codegen::{Report, pipeline, plan_of};
use progenitor::{GenerationSettings, Generator, InterfaceStyle};

use inputs::{Input, derived, fragments, golden_cases, published, workspace};

/// With envelopes and without.
const BOTH: &[Envelopes] = &[Envelopes::Without, Envelopes::With];

fn plain(input: &Input, envelopes: Envelopes) -> Plain {
    let mut report = Report::new(input.mode);
    let table = input.table.as_ref().and_then(|table| Table::parse(table, &mut report));
    let options = pipeline::Options { table: table.as_ref(), ..pipeline::Options::default() };
    let plan = plan_of(&input.sources, &options, &mut report);
    assert!(!report.has_errors(), "{}:\n{report}", input.name);
    Plain::of(&plan, envelopes)
}

/// What progenitor makes of a document as it is written, read by a parser of Rust.
#[track_caller]
fn progenitor(name: &str, plain: &Plain) -> syn::File {
    let document: openapiv3::OpenAPI = serde_json::from_str(&plain.text().unwrap()).unwrap();
    assert_eq!(document, plain.document, "{name} is read as it was written");
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Positional);
    let tokens = Generator::new(&settings)
        .generate_tokens(&document)
        .unwrap_or_else(|error| panic!("{name}: progenitor says {error}"));
    let file: syn::File = syn::parse2(tokens).unwrap_or_else(|error| panic!("{name}: {error}"));
    let client: Vec<_> = file
        .items
        .iter()
        .filter_map(|item| match item {
            syn::Item::Impl(item) if item.trait_.is_none() => Some(&item.items),
            _ => None,
        })
        .flatten()
        .filter(|item| matches!(item, syn::ImplItem::Fn(method) if method.sig.asyncness.is_some()))
        .collect();
    assert_eq!(client.len(), plain.operations, "{name}: a method for each operation");
    file
}

fn check(input: &Input, envelopes: &[Envelopes]) {
    for envelopes in envelopes {
        let plain = plain(input, *envelopes);
        println!(
            "{}: {} operations, {} left out, {} looser",
            input.name,
            plain.operations,
            plain.left_out.len(),
            plain.looser.len()
        );
        progenitor(&input.name, &plain);
    }
}

#[test]
fn progenitor_reads_the_whole_published_documents() {
    let whole = &[Envelopes::Without][..];
    for (path, envelopes) in [
        ("full/cloudflare-2023-01-30.json", BOTH),
        ("full/cloudflare-2024-08-06.json", whole),
        ("slices", BOTH),
        ("current", BOTH),
    ] {
        for input in published(path).unwrap_or_default() {
            check(&input, envelopes);
        }
    }
    if let Some(input) = derived() {
        check(&input, whole);
    }
}

#[test]
fn progenitor_reads_our_own_fragments_and_every_golden_case() {
    check(&fragments(), BOTH);
    for (_, input) in golden_cases() {
        check(&input, BOTH);
    }
}

#[test]
fn the_plain_document_of_our_fragments_is_fresh() {
    let path = workspace().join("codegen/tests/plain/fragments.json");
    let text = plain(&fragments(), Envelopes::Without).text().unwrap();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let is = std::fs::read_to_string(&path).unwrap();
    assert!(
        is == text,
        "{} is stale; mend it with: UPDATE_GOLDEN=1 cargo test -p cloudflare-mtls-codegen --test plain",
        path.display()
    );
}
