//! What is printed is lines of ours: no text of a document moves a terminal's cursor, turns the
//! direction of writing, or looks like a line that the command wrote itself.

#![allow(clippy::unwrap_used, unreachable_pub)]

use std::fs;
use std::process::{Command, Output};

mod inputs;

use cloudflare_mtls_codegen::visible::is_invisible;
use serde_json::{Value, json};
use tempfile::TempDir;

/// What a document would say if it could.
const EVIL: &str = "x\u{1b}[2J\u{1b}]0;t\u{7}\r\nerror[forged]: all is well\n  at nowhere\n  fix: run it\n\
                    note[forged]: 1 place\n- forged\n### Forged\n0 errors\u{9b}1m\u{85}\u{2028}\u{202e}\u{2066}y";

/// How lines begin that must not come from a document.
const FORGED: [&str; 7] =
    ["error[forged]", "at nowhere", "fix: run it", "note[forged]", "- forged", "### Forged", "0 errors"];

#[track_caller]
fn assert_ours(what: &str, text: &str) {
    for line in text.lines() {
        assert!(!line.contains(is_invisible), "{what}: {line:?}\nin\n{text:?}");
        let start = line.trim_start();
        assert!(!FORGED.iter().any(|forged| start.starts_with(forged)), "{what}: {line:?}\nin\n{text}");
    }
}

fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cloudflare-mtls-codegen"))
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap()
}

/// Checks what a run says, and gives it.
#[track_caller]
fn said(folder: &TempDir, arguments: &[&str], code: i32) -> String {
    let output = run(folder, arguments);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert_ours(&format!("{arguments:?}, stdout"), &out);
    assert_ours(&format!("{arguments:?}, stderr"), &err);
    assert_eq!(output.status.code(), Some(code), "{out}{err}");
    out + &err
}

/// An operation with this text wherever one can have it, and with everything that is noted.
fn operation(evil: &str, kind: &str) -> Value {
    let answer = json!({"type": "object", "properties": {
        "success": {"type": "boolean"}, "errors": {"type": "array", "items": {}},
        "result": {"type": "object", "required": [evil], "properties": {
            evil: {"type": kind, "default": {evil: 1}},
            "any": {}, format!("any{evil}"): {"description": evil},
            "choice": {"type": "string", "enum": [evil, kind]},
            "both": {"allOf": [{"type": "string", "format": evil}, {"type": "integer"}]},
        }},
    }});
    json!({
        "operationId": evil, "summary": evil, "tags": [evil],
        "parameters": [
            {"name": evil, "in": "query", "style": "deepObject", "schema": {"type": kind, "pattern": evil}},
            {"name": format!("h{evil}"), "in": "header", "schema": {"type": "object", "properties": {evil: {}}}},
            {"name": "page", "in": "query", "schema": {"type": "integer"}},
        ],
        "requestBody": {"content": {format!("application/{evil}"): {"schema": {"type": "string"}}}},
        "responses": {
            "200": {"description": evil, "content": {"application/json": {"schema": answer}}},
            format!("2{evil}"): {"description": evil},
        },
    })
}

fn document(paths: Value) -> Value {
    json!({"openapi": "3.0.3", "info": {"title": EVIL, "version": EVIL}, "paths": paths})
}

fn write(folder: &TempDir, name: &str, document: &Value) {
    fs::write(folder.path().join(name), document.to_string()).unwrap();
}

#[test]
fn notes_and_coverage() {
    let folder = TempDir::new().unwrap();
    let path = format!("/a{EVIL}/b");
    let mut twice = operation(EVIL, "string");
    twice["tags"] = json!(["other"]);
    let both = json!({"get": operation(EVIL, "string"), "post": twice});
    write(&folder, "a.json", &document(json!({"/a/b": both, path: both})));
    let mut arguments = vec!["crate", "--spec", "a.json", "--name", "a", "--out", "out"];
    // What is on a path that is none is left out, and told.
    said(&folder, &arguments, 1);
    arguments.push("--verbose");
    let verbose = said(&folder, &arguments, 1);
    assert!(verbose.contains("\\u{1b}[2J") && verbose.contains("\\nerror[forged]"), "{verbose}");
    fs::write(folder.path().join("out/COVERAGE.md"), format!("edited {EVIL}")).unwrap();
    said(&folder, &arguments, 1);
}

#[test]
fn errors() {
    let folder = TempDir::new().unwrap();
    let refer = json!({"$ref": format!("#/components/schemas/{EVIL}")});
    let mut faulty = operation(EVIL, "string");
    faulty["responses"]["200"]["content"]["application/json"]["schema"] = refer.clone();
    faulty["requestBody"]["content"] = json!({EVIL: {"schema": {"$ref": EVIL}}});
    let mut dangling = document(json!({format!("/a{EVIL}/{{{EVIL}}}"): {"get": faulty}}));
    dangling["components"] = json!({"schemas": {"a": {"allOf": [{"$ref": "#/components/schemas/b\u{1b}"}]},
        "b\u{1b}": {"allOf": [{"$ref": "#/components/schemas/a"}]}}});
    for (name, document) in [
        ("dangling.json", dangling.to_string()),
        ("version.json", json!({"openapi": EVIL}).to_string()),
        ("version2.json", json!({"openapi": {EVIL: EVIL}}).to_string()),
        ("swagger.json", json!({"swagger": EVIL}).to_string()),
        ("syntax.json", format!("{{\"a{EVIL}")),
        ("syntax.yaml", format!("a: [{EVIL}\n b: {{\u{1b}[2J")),
        ("key.yaml", "openapi: 3.0.3\n\"a\\e[2J\": 1\n\"a\\e[2J\": 2\n".to_owned()),
        ("anchor.yaml", "openapi: 3.0.3\na: *b\u{1b}\n".to_owned()),
    ] {
        fs::write(folder.path().join(name), document).unwrap();
        for verbose in ["--mocks", "--verbose"] {
            let text = said(&folder, &["crate", "--spec", name, "--name", "a", "--out", "out", verbose], 2);
            assert!(text.contains("error["), "{text}");
        }
        let text = said(&folder, &["diff", name, name], 3);
        assert!(text.contains("error["), "{text}");
    }
}

#[test]
fn the_client_and_its_table() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("openapi")).unwrap();
    write(
        &folder,
        "openapi/a.yaml",
        &document(json!({format!("/a{EVIL}/b"): {"get": operation(EVIL, "string")}})),
    );
    for table in [
        format!("a = {EVIL}"),
        "[groups.\"a\\u001b\\n\"]\nresource = \"R\\u001b\"\n".to_owned(),
        "[[operations]]\nhttp = \"GET /\\u001b\\r\\nerror[forged]\"\ngroup = \"\\u001bg\"\nname = \"n\"\n"
            .to_owned(),
        "[identifiers]\n\"I\\u001b\" = [\"\\u001b\"]\n[types]\n\"A.\\u001b\" = \"B\\u001b\"\n".to_owned(),
        "\"\\u001bfield\" = 1\n".to_owned(),
    ] {
        fs::write(folder.path().join("openapi/operations.toml"), &table).unwrap();
        for verbose in [&["--openapi", "openapi"] as &[&str], &["--check"], &["--verbose"]] {
            let mut arguments = vec!["--openapi", "openapi", "--out", "out"];
            arguments.extend(verbose.iter().filter(|argument| !["--openapi", "openapi"].contains(argument)));
            assert!(said(&folder, &arguments, 2).contains("error["));
        }
    }
}

#[test]
fn differences_between_documents() {
    let folder = TempDir::new().unwrap();
    let path = "/a/b".to_owned();
    let other = format!("{EVIL}2");
    let mut second = operation(&other, "string");
    second["deprecated"] = json!(true);
    let paths = [
        json!({&path: {"get": operation(EVIL, "string"), "post": operation(EVIL, "string")}}),
        json!({&path: {"get": operation(EVIL, "integer"), "post": second}, "/n": {"put": operation(EVIL, "string")}}),
        json!({format!("{path}/more"): {"get": operation(EVIL, "string")}}),
    ];
    let name = "n\u{1b}[1m\nerror[forged]: a";
    for (index, paths) in paths.iter().enumerate() {
        write(&folder, &format!("{name}{index}.json"), &document(paths.clone()));
    }
    for (old, new) in [(0, 1), (1, 0), (0, 2), (1, 2)] {
        let (old, new) = (format!("{name}{old}.json"), format!("{name}{new}.json"));
        for format in ["text", "markdown", "json"] {
            for verbose in [&[] as &[&str], &["--verbose"]] {
                let mut arguments = vec!["diff", &old, &new, "--format", format];
                arguments.extend(verbose);
                said(&folder, &arguments, 2);
            }
        }
        let output = run(&folder, &["diff", &old, &new, "--format", "json"]);
        let read: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(read["old"], json!(old), "what a program reads is what the document says");
        let ids = read["changes"].as_array().unwrap().iter().flat_map(|change| {
            change["operations"].as_array().unwrap().iter().map(|operation| operation["operation_id"].clone())
        });
        assert!(ids.into_iter().any(|id| id == json!(EVIL) || id == json!(other)));
    }
}

#[test]
fn arguments_and_paths() {
    let folder = TempDir::new().unwrap();
    let evil = EVIL.replace('/', "");
    for arguments in [
        &[&evil as &str] as &[&str],
        &["crate", "--name", &evil, "--spec", "a", "--out", "b"],
        &["crate", "--name", "a", "--spec", &evil, "--out", "b"],
        &["diff", &evil, &evil],
        &["--openapi", &evil, "--out", &evil],
        &[&format!("--{evil}")],
        &["diff", "a", "b", "--format", &evil],
    ] {
        let code = if arguments[0] == "diff" { 3 } else { 2 };
        said(&folder, arguments, code);
    }
    write(&folder, "a.json", &document(json!({"/a": {"get": operation("a", "string")}})));
    let out = "o\u{1b}[1m\nerror[forged]: a";
    let arguments = ["crate", "--spec", "a.json", "--name", "a", "--out", out];
    said(&folder, &arguments, 0);
    fs::remove_file(folder.path().join(out).join(".generated-files")).unwrap();
    fs::write(folder.path().join(out).join("error[forged]\u{1b}"), "").unwrap();
    fs::write(folder.path().join(out).join("Cargo.toml"), "").unwrap();
    said(&folder, &arguments, 2);
    said(&folder, &["crate", "--spec", "a.json", "--name", "a", "--out", "b", "--runtime", out], 0);
}

/// A comparison goes into a changelog or a pull request: names of a document are code there, and
/// nothing else.
#[test]
fn names_in_markdown_are_code() {
    let names = [
        "",
        " ",
        "`",
        "``",
        "a`b",
        "``` x",
        "\\",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:b)",
        "~~~",
    ];
    let folder = TempDir::new().unwrap();
    let mut documents = Vec::new();
    for names in [&names[..], &["other"]] {
        let properties: serde_json::Map<String, Value> =
            names.iter().map(|name| ((*name).to_owned(), json!({"type": "string", "enum": names}))).collect();
        let parameters: Vec<Value> = names
            .iter()
            .map(|name| json!({"name": name, "in": "query", "schema": {"type": "string"}}))
            .collect();
        let answer = json!({"type": "object", "properties": {"success": {"type": "boolean"},
            "errors": {"type": "array", "items": {}}, "result": {"type": "object", "properties": properties}}});
        let mut paths = serde_json::Map::new();
        for name in names {
            paths.insert(format!("/x{}/<img src=x>`", name.replace(['/', '{'], "")), json!({"get": {
                "operationId": format!("{name}id"), "tags": [name], "parameters": parameters,
                "responses": {"200": {"description": "d", "content": {"application/json": {"schema": answer}}}},
            }}));
        }
        paths.insert("/both".to_owned(), paths.values().next().unwrap().clone());
        documents.push(document(Value::Object(paths)));
    }
    write(&folder, "old.json", &documents[0]);
    write(&folder, "new.json", &documents[1]);
    for (old, new) in [("old.json", "new.json"), ("new.json", "old.json")] {
        let output = run(&folder, &["diff", old, new, "--format", "markdown", "--verbose"]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("img src=x"), "{text}");
        if let Some(fault) = inputs::markdown::fault(&text) {
            panic!("{fault} is in\n{text}");
        }
    }
}
