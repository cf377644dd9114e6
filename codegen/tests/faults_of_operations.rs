//! The command on published documents with faults in single operations: what is written, what is said,
//! and with which exit code.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A document with an operation that has no faults.
fn document() -> Value {
    json!({
        "openapi": "3.1.1",
        "info": {"title": "Things", "version": "1"},
        "paths": {"/things": {"get": {"operationId": "things-list", "responses": {"204": {}}}}},
    })
}

/// The command on a document in a folder of its own.
struct Run {
    folder: TempDir,
    output: Output,
}

impl Run {
    fn on(document: &Value, more: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("spec.json"), document.to_string()).unwrap();
        let mut arguments = vec!["crate", "--spec", "spec.json", "--name", "things", "--out", "out"];
        arguments.extend(more);
        let output = Command::new(env!("CARGO_BIN_EXE_cloudflare-mtls-codegen"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        Self { folder, output }
    }

    #[track_caller]
    fn code(&self, code: i32) -> &Self {
        assert_eq!(self.output.status.code(), Some(code), "{}", self.said());
        // Nothing is written, or all of it.
        assert_eq!(self.out().join("Cargo.toml").is_file(), code < 2, "{}", self.said());
        self
    }

    fn out(&self) -> std::path::PathBuf {
        self.folder.path().join("out")
    }

    fn said(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).unwrap()
    }

    #[track_caller]
    fn says(&self, part: &str) -> &Self {
        assert!(self.said().contains(part), "{part} is not in\n{}", self.said());
        self
    }

    /// The page on what the crate doesn't have.
    fn coverage(&self) -> String {
        fs::read_to_string(self.out().join("COVERAGE.md")).unwrap()
    }
}

#[test]
fn a_document_without_faults_is_there_whole() {
    let run = Run::on(&document(), &[]);
    run.code(0);
    assert!(run.coverage().contains("Every operation of the document is here: 1."), "{}", run.coverage());
    Run::on(&document(), &["--strict"]).code(0);
}

#[test]
fn what_has_one_plain_reading_is_mended() {
    let mut document = document();
    document["paths"]["/parts/{part_id}.png"]["get"] = json!({
        "parameters": [
            {"name": "zone_id", "in": "path", "required": true, "schema": {"type": "string"}},
            {"$ref": "#/components/parameters/Gone"},
        ],
        "responses": {"204": {}},
    });
    let run = Run::on(&document, &[]);
    run.code(0)
        .says("note[undeclared-path-parameter]: 1 place")
        .says("note[unused-path-parameter]: 1 place")
        .says("note[missing-operation-id]: 1 place");
    let page = run.coverage();
    let row = "| `GET /parts/{part_id}.png` | a parameter is left out: the reference";
    assert!(page.contains("Every operation of the document is here: 2.") && page.contains(row), "{page}");
    // All of it as it is, or nothing.
    Run::on(&document, &["--strict"])
        .code(2)
        .says("error[undeclared-path-parameter]")
        .says("error[unused-path-parameter]")
        .says("error[missing-operation-id]")
        .says("error[dangling-reference]")
        .says("4 errors in the input; nothing was written");
}

#[test]
fn what_has_none_is_left_out_and_listed() {
    let mut document = document();
    document["paths"]["/things"]["post"] =
        json!({"operationId": "a|b", "requestBody": {"$ref": "#/nowhere"}, "responses": {"204": {}}});
    document["paths"]["/a|b/{}"]["get"] = json!({"operationId": "odd", "responses": {"204": {}}});
    let run = Run::on(&document, &[]);
    run.code(1)
        .says("operations left out: 2")
        .says("| `POST /things` | the reference #/nowhere leads to nothing |");
    let page = run.coverage();
    assert!(page.contains("1 operations of the document are here, and 2 are not."), "{page}");
    assert!(page.contains("## Operations left out: 2"), "{page}");
    assert!(page.contains("| POST /things |") || page.contains("| `POST /things` |"), "{page}");
    let odd = page.lines().find(|line| line.contains("a&#124;b")).unwrap();
    assert_eq!(odd.matches(" | ").count(), 1, "one cell each: {odd}");
    Run::on(&document, &["--strict"]).code(2).says("error[invalid-path]").says("error[dangling-reference]");
}

#[test]
fn what_is_left_out_is_not_compared() {
    let mut newer = document();
    newer["paths"]["/things"]["post"] = json!("a text");
    let run = Run::on(&document(), &[]);
    fs::write(run.folder.path().join("newer.json"), newer.to_string()).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_cloudflare-mtls-codegen"))
        .args(["diff", "spec.json", "newer.json"])
        .current_dir(run.folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said, "newer.json: POST /things isn't compared: the operation is not an object\n");
}

#[test]
fn nothing_that_can_be_generated_is_an_error() {
    let mut document = document();
    document["paths"] = json!({"no/slash": document["paths"]["/things"]});
    Run::on(&document, &[]).code(2).says("each of the 1 was left out").says("note[invalid-path]: 1 place");
    let only_webhooks = json!({"openapi": "3.1.0", "webhooks": {"a": {"post": {"responses": {}}}}});
    Run::on(&only_webhooks, &[]).code(2).says("the document has no operations").says("note[webhooks]");
}

#[test]
fn a_fault_that_occurs_often_is_told_once() {
    let mut document = document();
    for number in 0..1_000 {
        document["paths"][format!("/a{number}/{{id}}")]["get"] = json!({
            "operationId": format!("o{number}"),
            "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/nowhere"}}}}},
        });
    }
    let run = Run::on(&document, &[]);
    run.code(0)
        .says("note[dangling-reference]: 1000 places")
        .says("note[undeclared-path-parameter]: 1000 places");
    assert!(run.said().lines().count() < 100, "{}", run.said().lines().count());

    let run = Run::on(&document, &["--strict"]);
    run.code(2)
        .says("the reference #/nowhere leads to nothing")
        .says("and 999 more places")
        .says("(--verbose names them)")
        .says("2000 errors in the input");
    assert!(run.said().lines().count() < 20, "{}", run.said());
    let all = Run::on(&document, &["--strict", "--verbose"]);
    all.code(2).says("/paths/~1a999~1{id}/get");
    assert!(all.said().matches("error[dangling-reference]").count() == 1_000);
}

#[test]
fn documents_that_are_no_text_say_what_to_do() {
    for (bytes, part) in [
        (&b"\x1f\x8b\x08\x00"[..], "is compressed (gzip), and is not unpacked here: unpack it first"),
        (b"PK\x03\x04....", "is compressed (zip)"),
        (b"{\"a\": \"\xff\"}", "is not UTF-8: byte 7 begins no character"),
        (b"\x00\x01", "error["),
    ] {
        let run = Run::on(&json!({}), &[]);
        fs::write(run.folder.path().join("spec.json.gz"), bytes).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_cloudflare-mtls-codegen"))
            .args(["crate", "--spec", "spec.json.gz", "--name", "a", "--out", "out"])
            .current_dir(run.folder.path())
            .output()
            .unwrap();
        Run { folder: run.folder, output }.code(2).says(part);
    }
}

#[test]
fn other_versions_are_refused_with_what_to_do() {
    for (key, version, part) in [
        ("swagger", "2.0", "convert the document to OpenAPI 3"),
        ("openapi", "3.3.0", "this generator reads 3.0, 3.1 and 3.2"),
        ("openapi", "4.0.0", "this generator reads 3.0, 3.1 and 3.2"),
        ("openapi", "1.2", "this generator reads 3.0, 3.1 and 3.2"),
        ("asyncapi", "2.6.0", "the document has no `openapi` field"),
    ] {
        let mut document = document();
        document.as_object_mut().unwrap().remove("openapi");
        document[key] = json!(version);
        Run::on(&document, &[]).code(2).says(part).says("fix: ");
    }
    assert!(Path::new(env!("CARGO_BIN_EXE_cloudflare-mtls-codegen")).is_file());
}
