//! Our fragments say what the newest published document says, but for differences that are meant.
//!
//! Both are read here as JSON, by a reader of this test's own and not by the generator, so that a
//! fault of the generator can't hide one of the fragments. What is compared: operations with their
//! permissions, parameters, bodies and results, each field with its kind, whether it is required,
//! whether it may be null, and the values of enums. Then the generator makes a client of each, and
//! these are compared: types, their fields and values, and methods. `current/differences.rs` lists
//! what differs on purpose, with the reason; a difference that isn't there any more has to go from
//! the list.

#![allow(clippy::unwrap_used, unreachable_pub)]

#[path = "current/client.rs"]
mod client;
#[path = "current/differences.rs"]
mod differences;
mod inputs;
#[path = "current/reader.rs"]
mod reader;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sha2::{Digest, Sha256};

use differences::{MEANT, MEANT_IN_RUST, Meant, Side};
use inputs::shapes::trees;
use inputs::{Input, fragments, published, read, workspace};
use reader::Documents;

const NEWEST: &str = "current/mtls-family-2026-10-03.json";

/// What a document says of each operation, a line for each fact.
type Facts = BTreeMap<String, BTreeSet<String>>;

/// The newest document's text, or nothing, which has been said then.
fn newest() -> Option<String> {
    Some(published(NEWEST)?.remove(0).sources.remove(0).text)
}

fn of_newest(text: &str) -> Facts {
    let tree: Value = serde_json::from_str(text).unwrap();
    Documents::new([("newest".to_owned(), tree)]).facts()
}

fn of_fragments() -> Facts {
    Documents::new(trees(&fragments())).facts()
}

/// Every line that is in one of the two alone: the operation, whose it is, the line.
fn compare(ours: &Facts, newest: &Facts) -> BTreeSet<(String, Side, String)> {
    let none = BTreeSet::new();
    let mut found = BTreeSet::new();
    for operation in ours.keys().chain(newest.keys()) {
        let (a, b) = (ours.get(operation).unwrap_or(&none), newest.get(operation).unwrap_or(&none));
        found.extend(a.difference(b).map(|line| (operation.clone(), Side::Ours, line.clone())));
        found.extend(b.difference(a).map(|line| (operation.clone(), Side::Newest, line.clone())));
    }
    found
}

#[test]
fn the_fragments_differ_from_the_newest_document_where_that_is_meant() {
    let Some(text) = newest() else { return };
    let (ours, newest) = (of_fragments(), of_newest(&text));
    assert_eq!(newest.len(), 39);
    assert_eq!(
        ours.keys().collect::<Vec<_>>(),
        newest.keys().collect::<Vec<_>>(),
        "the fragments and the newest document have other operations"
    );
    assert_meant(&ours, &newest, MEANT);
}

#[test]
fn the_newest_document_gives_the_client_that_the_fragments_give_where_no_difference_is_meant() {
    let Some(text) = newest() else { return };
    let Input { table, .. } = fragments();
    let newest = Input { table, ..Input::document("newest.json", text) };
    let [ours, newest] = [fragments(), newest].map(|input| client::facts(&input.generate().unwrap()));
    assert_meant(&ours, &newest, MEANT_IN_RUST);
}

/// Fails unless the two differ in what is meant, and in all of it.
fn assert_meant(ours: &Facts, newest: &Facts, reasons: &[Meant]) {
    let meant: Vec<_> = reasons.iter().flat_map(Meant::pairs).collect();
    let found = compare(ours, newest);
    let facts: usize = newest.values().map(BTreeSet::len).sum();
    println!("{facts} facts, {} differences for {} reasons", found.len(), reasons.len());
    let unexplained: Vec<String> = found
        .iter()
        .filter(|(operation, side, line)| !meant.iter().any(|meant| meant.covers(operation, *side, line)))
        .map(|(operation, side, line)| format!("{operation}: {side:?} alone: {line}"))
        .collect();
    assert!(
        unexplained.is_empty(),
        "{}\nfollow the document, or say in current/differences.rs why not",
        unexplained.join("\n")
    );
    let unused: Vec<String> = meant
        .iter()
        .filter(|meant| !found.iter().any(|(operation, side, line)| meant.covers(operation, *side, line)))
        .map(|meant| format!("{meant:?}"))
        .collect();
    assert!(unused.is_empty(), "these aren't differences any more; take them out:\n{}", unused.join("\n"));
    assert!(reasons.iter().all(|meant| !meant.reason.is_empty()));
}

/// Each of the reader's lines depends on the document: a change of any of them is seen.
#[test]
fn a_change_of_the_newest_document_is_seen() {
    let Some(text) = newest() else { return };
    let before = of_newest(&text);
    let changes: [(&str, &str, &str); 10] = [
        ("\"pending_reactivation\"", "\"reactivating\"", "can be \"reactivating\""),
        (
            "\"name\":\"mtls_certificate_id\",\"in\":\"query\"",
            "\"name\":\"ca_id\",\"in\":\"query\"",
            "query ca_id",
        ),
        ("[\"csr\",\"validity_days\"]", "[\"csr\"]", "body.validity_days is required"),
        ("\"validity_days\"", "\"days\"", "body.days"),
        ("\"fingerprint_sha256\"", "\"sha256\"", "result.sha256"),
        ("/associations\"", "/users\"", "result[].service: text"),
        ("[\"SSL and Certificates Write\"]", "[\"Certificates Write\"]", "allowed by Certificates Write"),
        ("\"202\":", "\"200\":", "status 200"),
        ("[\"boolean\",\"null\"]", "\"boolean\"", "may be null"),
        ("\"format\":\"date-time\"", "\"format\":\"date\"", "time"),
    ];
    let tree: Value = serde_json::from_str(&text).unwrap();
    let text = tree.to_string();
    for (from, to, seen) in changes {
        let other = text.replace(from, to);
        assert_ne!(other, text, "{from} isn't in the document");
        let found = compare(&of_newest(&other), &before);
        assert!(found.iter().any(|(_, _, line)| line.contains(seen)), "{from} → {to}: {found:#?}");
    }
}

#[test]
fn the_fragments_name_the_document_that_they_follow() {
    let Some(text) = newest() else { return };
    let hash: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let sources = read(&workspace().join("openapi/SOURCE.toml"), "SOURCE.toml").text;
    assert!(sources.contains(&format!("sha256 = \"{hash}\"")), "SOURCE.toml doesn't have {hash}");
}

/// Without any published document: what the reader makes of the fragments.
#[test]
fn the_fragments_have_39_operations() {
    let ours = of_fragments();
    assert_eq!(ours.len(), 39, "{:#?}", ours.keys());
    let list = &ours["GET /zones/{}/origin_tls_client_auth/hostnames"];
    for line in [
        "allowed by SSL and Certificates Read",
        "query status: list",
        "query status can be \"all\"",
        "status 200",
        "result: list",
        "result[].updated_at: time",
        "result[].enabled may be null",
        "result[].status can be \"initializing\"",
    ] {
        assert!(list.contains(line), "{line} isn't in {list:#?}");
    }
    let update = &ours["PUT /zones/{}/origin_tls_client_auth/hostnames"];
    assert!(update.contains("body.config is required") && update.contains("body.config[].cert_id: text"));
}
