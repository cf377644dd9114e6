//! The command `plain` as a person runs it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::inputs::workspace;

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_cloudflare-mtls-codegen"))
        .arg("plain")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    (status.code(), String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap())
}

/// A document of one list of lamps and, where it is asked for, a form that sends pictures.
fn lamps(form: bool) -> Value {
    let answer = json!({"200": {"description": "Lamps.", "content": {"application/json": {"schema": {
        "type": "object",
        "properties": {
            "success": {"type": "boolean"},
            "result": {"type": "array", "items": {"type": "object", "properties": {
                "name": {"type": "string"},
            }}},
        },
    }}}}});
    let mut document = json!({
        "openapi": "3.0.3",
        "info": {"title": "Lamps", "version": "1"},
        "paths": {"/lamps": {"get": {"operationId": "lamps-list", "responses": answer.clone()}}},
    });
    if form {
        document["paths"]["/lamps/picture"] = json!({"post": {
            "operationId": "lamps-picture",
            "requestBody": {"content": {"multipart/form-data": {"schema": {"type": "object"}}}},
            "responses": answer,
        }});
    }
    document
}

fn folder(form: bool) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("lamps.json"), lamps(form).to_string()).unwrap();
    folder
}

const LAMPS: [&str; 4] = ["--spec", "lamps.json", "--out", "plain.json"];

fn with(more: &[&'static str]) -> Vec<&'static str> {
    LAMPS.into_iter().chain(more.iter().copied()).collect()
}

#[test]
fn a_document_is_written_and_written_again() {
    let folder = folder(false);
    let out = folder.path().join("plain.json");
    let (code, said) = run(folder.path(), &LAMPS);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("plain.json: 1 operations, 1 schemas"), "{said}");
    let written: Value = serde_json::from_str(&fs::read_to_string(&out).unwrap()).unwrap();
    let answer = &written["paths"]["/lamps"]["get"]["responses"]["200"]["content"]["application/json"];
    assert_eq!(answer["schema"], json!({"type": "array", "items": {"$ref": "#/components/schemas/Lamp"}}));

    // What an earlier run wrote is replaced, and nothing is left beside it.
    let (code, said) = run(folder.path(), &with(&["--envelopes"]));
    assert_eq!(code, Some(0), "{said}");
    let written: Value = serde_json::from_str(&fs::read_to_string(&out).unwrap()).unwrap();
    let answer = &written["components"]["schemas"]["LampsListAnswer"]["properties"]["result"];
    assert_eq!(
        *answer,
        json!({
            "nullable": true, "type": "array", "items": {"$ref": "#/components/schemas/Lamp"},
        })
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn what_cannot_be_said_is_named_and_makes_the_exit_code_1() {
    let folder = folder(true);
    let (code, said) = run(folder.path(), &LAMPS);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("operations left out: 1\n  POST /lamps/picture: it takes a multipart form"),
        "{said}"
    );
    let written = fs::read_to_string(folder.path().join("plain.json")).unwrap();
    let written: Value = serde_json::from_str(&written).unwrap();
    let description = written["info"]["description"].as_str().unwrap();
    assert!(description.contains("- `POST /lamps/picture`: it takes a multipart form"), "{description}");

    let (code, said) = run(folder.path(), &with(&["--select", "lamps-list"]));
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn files_of_others_are_left_alone() {
    let folder = folder(false);
    let out = folder.path().join("plain.json");
    fs::write(&out, "{\"openapi\": \"3.0.3\"}").unwrap();
    let (code, said) = run(folder.path(), &LAMPS);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("plain.json is there, and no earlier run wrote it"), "{said}");
    assert_eq!(fs::read_to_string(&out).unwrap(), "{\"openapi\": \"3.0.3\"}");
    let (code, said) = run(folder.path(), &with(&["--force"]));
    assert_eq!(code, Some(0), "{said}");

    fs::remove_file(&out).unwrap();
    fs::create_dir(&out).unwrap();
    let (code, said) = run(folder.path(), &with(&["--force"]));
    assert_eq!(code, Some(2), "{said}");
    let (code, said) = run(folder.path(), &["--spec", "lamps.json", "--out", "nowhere/plain.json"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("nothing was changed"), "{said}");
    // The input itself is a file of others, too.
    let (code, _) = run(folder.path(), &["--spec", "lamps.json", "--out", "lamps.json"]);
    assert_eq!(code, Some(2));
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let folder = folder(false);
    let other = folder.path().join("other.json");
    fs::write(&other, "").unwrap();
    std::os::unix::fs::symlink(&other, folder.path().join("plain.json")).unwrap();
    let (code, said) = run(folder.path(), &with(&["--force"]));
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("is a link"), "{said}");
    assert_eq!(fs::read_to_string(&other).unwrap(), "");
}

#[test]
fn wrong_arguments_and_documents_write_nothing() {
    let folder = folder(false);
    fs::write(folder.path().join("none.json"), "{\"openapi\": \"3.0.3\", \"paths\": {}}").unwrap();
    for (arguments, why) in [
        (&["--spec", "lamps.json"][..], "`plain` needs --out FILE"),
        (&["--out", "plain.json"], "say where openapi is"),
        (&["--spec", "a", "--openapi", "b", "--out", "c"], "not both"),
        (&["--out", "c", "--strict"], "go with --spec FILE"),
        (&["--out", "c", "--mocks"], "--mocks doesn't go with `plain`"),
        (&["--spec", "none.json", "--out", "plain.json"], "the document has no operations"),
        (&["--spec", "missing.json", "--out", "plain.json"], "unreadable-file"),
    ] {
        let (code, said) = run(folder.path(), arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {said}");
        assert!(said.contains(why), "{arguments:?}: {said}");
        assert!(!folder.path().join("plain.json").exists());
    }
}

#[test]
fn our_own_fragments_need_no_document() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("plain.json");
    let (code, said) = run(&workspace(), &["--out", out.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("39 operations"), "{said}");
}
