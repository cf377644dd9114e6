//! Odd documents, given to the command: it never panics, ends with a code that is documented, and says
//! where something is wrong.

#![allow(clippy::unwrap_used, unreachable_pub)]

mod inputs;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use inputs::mutation::mutate;
use inputs::published;
use inputs::random::Random;
use inputs::shapes::trees;

/// What the command made of a document.
struct Ended {
    code: i32,
    said: String,
}

/// Gives a document to the command.
fn run(name: &str, content: &[u8]) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, content).unwrap();
    generate(&file, &folder.path().join("out"))
}

fn generate(file: &Path, out: &Path) -> Ended {
    let done = Command::new(env!("CARGO_BIN_EXE_cloudflare-mtls-codegen"))
        .args(["crate", "--mocks", "--name", "odd", "--spec"])
        .arg(file)
        .arg("--out")
        .arg(out)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    // Without a code it was killed: its stack ran over, or its memory.
    let code = done.status.code().unwrap_or_else(|| panic!("{}: {}", file.display(), done.status));
    assert_eq!(out.join("Cargo.toml").exists(), code < 2, "{}: {code}\n{said}", file.display());
    Ended { code, said }
}

/// Checks how it ended: as documented, and if nothing was written, with an error that names the file.
#[track_caller]
fn assert_sound(what: &str, name: &str, ended: &Ended) {
    let Ended { code, said } = ended;
    let brief: String = said.chars().take(2_000).collect();
    assert!((0..=2).contains(code) && !said.contains("panicked"), "{what}: {code}\n{brief}");
    if *code == 2 {
        assert!(said.contains("error[") && said.contains(name) && said.contains("fix: "), "{what}\n{brief}");
    }
    assert!(said.len() < 100_000, "{what}: a report of {} bytes", said.len());
}

/// A document with an operation that has something of each kind.
fn ordinary() -> Value {
    let schema = json!({"type": "object", "required": ["id"], "properties": {
        "id": {"type": "string"}, "kind": {"type": "string", "enum": ["a", "b"]},
        "list": {"type": "array", "items": {"$ref": "#/components/schemas/S"}},
    }});
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Odd", "version": "1"},
        "servers": [{"url": "https://example.com"}],
        "tags": [{"name": "t"}],
        "paths": {"/things/{thing_id}": {
            "parameters": [{"$ref": "#/components/parameters/P"}],
            "put": {
                "operationId": "things-put", "summary": "s", "description": "d", "tags": ["t"],
                "parameters": [{"name": "q", "in": "query", "schema": {"type": "integer"}}],
                "requestBody": {"required": true, "content": {"application/json": {"schema": schema}}},
                "responses": {"200": {"description": "d", "content": {"application/json": {"schema": {
                    "type": "object", "properties": {
                        "success": {"type": "boolean"},
                        "errors": {"type": "array", "items": {}},
                        "result": schema,
                    },
                }}}}},
            },
        }},
        "components": {
            "schemas": {"S": {"type": "string"}},
            "parameters": {"P": {"name": "thing_id", "in": "path", "required": true, "schema": {"type": "string"}}},
        },
    })
}

/// All objects of a tree.
fn objects(value: &Value, at: &str, found: &mut Vec<(String, Vec<String>)>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(fields) => {
            found.push((at.to_owned(), fields.keys().cloned().collect()));
            fields.iter().map(|(key, child)| (key.replace('~', "~0").replace('/', "~1"), child)).collect()
        }
        Value::Array(items) => items.iter().enumerate().map(|(at, child)| (at.to_string(), child)).collect(),
        _ => return,
    };
    for (key, child) in children {
        objects(child, &format!("{at}/{key}"), found);
    }
}

#[test]
fn values_of_another_kind_at_every_key() {
    let document = ordinary();
    assert_eq!(run("ordinary.json", document.to_string().as_bytes()).code, 0);
    let mut found = Vec::new();
    objects(&document, "", &mut found);
    let mut ends = [0; 3];
    for (number, (at, key)) in
        found.iter().flat_map(|(at, keys)| keys.iter().map(move |key| (at, key))).enumerate()
    {
        // One after the other: each key has several of them, in different places of the document.
        let odd = [json!(null), json!(7), json!("x"), json!([[]]), json!({"a": {}}), json!(true)];
        let mut hard = document.clone();
        hard.pointer_mut(at).unwrap()[key] = odd[number % odd.len()].clone();
        let ended = run("wrong.json", hard.to_string().as_bytes());
        assert_sound(&format!("{at}/{key}: {}", odd[number % odd.len()]), "wrong.json", &ended);
        ends[usize::try_from(ended.code).unwrap()] += 1;
    }
    assert!(ends[0] > 10 && ends[2] > 5, "{ends:?}: these changes test little");
}

/// The ordinary document with something else at a place.
fn with(at: &str, value: Value) -> Vec<u8> {
    let mut document = ordinary();
    let (parent, key) = at.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/");
    document.pointer_mut(parent).unwrap()[&key] = value;
    document.to_string().into_bytes()
}

const BODY: &str = "/paths/~1things~1{thing_id}/put/requestBody/content/application~1json/schema";

/// The ordinary document with another path.
fn at_path(path: &str) -> Vec<u8> {
    let mut document = ordinary();
    let item = document["paths"]["/things/{thing_id}"].take();
    document["paths"] = json!({path: item});
    document.to_string().into_bytes()
}

#[test]
fn odd_documents() {
    let text = ordinary().to_string();
    let refers = |target: &str| with(BODY, json!({"$ref": target}));
    let circle = |part: &str, at: &str| {
        let reference = |name: &str| json!({"$ref": format!("#/components/{part}/{name}")});
        let start = if part == "parameters" { json!([reference("A")]) } else { reference("A") };
        let mut hard: Value = serde_json::from_slice(&with(at, start)).unwrap();
        hard["components"][part] = json!({"A": reference("B"), "B": reference("A")});
        hard.to_string().into_bytes()
    };
    let put = "/paths/~1things~1{thing_id}/put";
    let wide =
        |count: usize, one: &dyn Fn(usize) -> (String, Value)| -> Value { (0..count).map(one).collect() };
    let mut bomb = String::from("openapi: 3.0.3\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let many = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{many}]\n"));
    }
    let mut table: Vec<(String, &str, Vec<u8>, &[i32])> = Vec::new();
    let mut add = |what: &str, name: &'static str, content: Vec<u8>, codes: &'static [i32]| {
        table.push((what.to_owned(), name, content, codes));
    };
    add("nothing", "a.json", Vec::new(), &[2]);
    add("nothing", "a.yaml", Vec::new(), &[2]);
    add("spaces", "a.yaml", b" \n\t\n".to_vec(), &[2]);
    add("a comment", "a.yaml", b"# nothing\n".to_vec(), &[2]);
    add("null", "a.json", b"null".to_vec(), &[2]);
    add("a list", "a.json", b"[]".to_vec(), &[2]);
    add("an empty object", "a.json", b"{}".to_vec(), &[2]);
    add("two documents", "a.yaml", b"openapi: 3.0.3\n---\nopenapi: 3.0.3\n".to_vec(), &[2]);
    add("no UTF-8", "a.yaml", b"openapi: \xff\xfe\n".to_vec(), &[2]);
    add("UTF-16", "a.json", text.encode_utf16().flat_map(u16::to_le_bytes).collect(), &[2]);
    add("a mark of the byte order", "a.json", [b"\xef\xbb\xbf", text.as_bytes()].concat(), &[0]);
    add("lines of DOS", "a.json", text.replace(',', ",\r\n").into_bytes(), &[0]);
    add("half of it", "a.json", text.as_bytes()[..text.len() / 2].to_vec(), &[2]);
    add("JSON called YAML", "a.yaml", text.clone().into_bytes(), &[0]);
    add("zeros", "a.yaml", vec![0; 1_000], &[2]);
    add("Swagger", "a.json", br#"{"swagger":"2.0","paths":{}}"#.to_vec(), &[2]);
    add("a version to come", "a.json", text.replace("3.0.3", "4.0.0").into_bytes(), &[2]);
    add("a version that is a number", "a.json", text.replace("\"3.0.3\"", "3").into_bytes(), &[2]);
    add("a key twice", "a.json", text.replacen('{', "{\"openapi\":\"3.0.3\",", 1).into_bytes(), &[2]);
    add("a key twice", "a.yaml", b"openapi: 3.0.3\nopenapi: 3.0.3\npaths: {}\n".to_vec(), &[2]);
    add("keys that are numbers", "a.yaml", b"openapi: 3.0.3\n1: 2\npaths: {3: 4}\n".to_vec(), &[2]);
    add("keys that are lists", "a.yaml", b"openapi: 3.0.3\n? [a, b]\n: 1\npaths: {}\n".to_vec(), &[2]);
    add("aliases of aliases", "a.yaml", bomb.into_bytes(), &[2]);
    add("an alias of itself", "a.yaml", b"openapi: 3.0.3\nx: &a [*a]\n".to_vec(), &[2]);
    add("an alias of nothing", "a.yaml", b"openapi: 3.0.3\nx: *a\n".to_vec(), &[2]);
    add("a tag", "a.yaml", b"openapi: !!binary aGVsbG8=\npaths: !own {}\n".to_vec(), &[2]);
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
        add("10,000 levels", "a.json", format!("{{\"openapi\":\"3.0.3\",\"x\":{deep}}}").into_bytes(), &[2]);
        add("10,000 levels", "a.yaml", format!("openapi: 3.0.3\nx: {deep}\n").into_bytes(), &[2]);
    }
    for target in [
        "",
        "#",
        "#/",
        "#/components/schemas/Nobody",
        "#/paths/~1things~1{thing_id}/put",
        "#/%zz",
        "#/components/%73chemas/S",
        "a.json",
        "a.json#/components/schemas/S",
        "b.json",
        "../b.json#/x",
        "/etc/passwd",
        "file:///etc/passwd",
        "https://example.com/x.json",
        "//example.com/x",
        "http://a]",
        "..",
        ".",
        "\0",
        "%2e%2e/b.json",
        "C:\\x.json",
    ] {
        add(&format!("a reference to {target:?}"), "a.json", refers(target), &[0, 1, 2]);
    }
    for (part, at) in [
        ("schemas", BODY.to_owned()),
        ("parameters", format!("{put}/parameters")),
        ("requestBodies", format!("{put}/requestBody")),
        ("responses", format!("{put}/responses/200")),
    ] {
        add(&format!("a circle of {part}"), "a.json", circle(part, &at), &[0, 1, 2]);
    }
    for path in [
        "",
        "/",
        "//",
        "things",
        "/{",
        "/}",
        "/{}",
        "/{{a}}",
        "/{a}{b}",
        "/{a}/{a}",
        "/a b",
        "/%",
        "/..",
        "/\u{202e}",
        "/a?b=c",
        "/a#b",
        "/?",
        "/{thing_id}?{thing_id}",
    ] {
        add(&format!("the path {path:?}"), "a.json", at_path(path), &[0, 1, 2]);
    }
    for server in ["http://a]", "{", "{a}", "", "//", "ftp://x", "https://user:secret@example.com"] {
        add(
            &format!("the server {server:?}"),
            "a.json",
            with("/servers", json!([{"url": server}])),
            &[0, 1, 2],
        );
    }
    let long = "n".repeat(1_000_000);
    add(
        "a name of a megabyte",
        "a.json",
        with(&format!("{BODY}/properties"), json!({&long: {}})),
        &[0, 1, 2],
    );
    add("an operation of a megabyte", "a.json", with(&format!("{put}/operationId"), json!(long)), &[0, 1, 2]);
    add("a path of a megabyte", "a.json", at_path(&format!("/{long}")), &[0, 1, 2]);
    let values: Vec<String> = (0..20_000).map(|number| format!("v{number}")).collect();
    add("20,000 values", "a.json", with(BODY, json!({"properties": {"a": {"enum": values}}})), &[0]);
    let fields = wide(10_000, &|number| (format!("p{number}"), json!({"type": "string"})));
    add("10,000 fields", "a.json", with(BODY, json!({"properties": fields})), &[0]);
    let members: Vec<Value> = (0..10_000).map(|_| json!({"type": "object"})).collect();
    add("10,000 members", "a.json", with(BODY, json!({"allOf": members})), &[0]);
    for (what, name, content, codes) in &table {
        let ended = run(name, content);
        assert_sound(what, name, &ended);
        let brief: String = ended.said.chars().take(2_000).collect();
        assert!(codes.contains(&ended.code), "{what} ({name}): {}\n{brief}", ended.code);
    }
    println!("{} documents", table.len());
}

/// Files beside a document that aren't what they seem.
#[cfg(unix)]
#[test]
fn files_that_lead_elsewhere() {
    let outside = tempfile::tempdir().unwrap();
    let secret = "canary-of-a-file-outside";
    fs::write(outside.path().join("b.json"), json!({"type": "object", "title": secret}).to_string()).unwrap();
    for target in ["b.json", "loop.json", "folder/b.json", "device", "itself"] {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::os::unix::fs::symlink(outside.path().join("b.json"), at("b.json")).unwrap();
        std::os::unix::fs::symlink(at("loop.json"), at("loop.json")).unwrap();
        std::os::unix::fs::symlink(outside.path(), at("folder")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", at("device")).unwrap();
        fs::create_dir(at("itself")).unwrap();
        fs::write(at("a.json"), with(BODY, json!({"$ref": target}))).unwrap();
        let ended = generate(&at("a.json"), &at("out"));
        assert_sound(target, "a.json", &ended);
        assert!(!ended.said.contains(secret), "{target}: {}", ended.said);
        assert_eq!(ended.code, 2, "{target}: {}", ended.said);
    }
}

/// Real documents with something wrong in them, the same every time.
#[test]
fn mutated_slices() {
    let Some(mut inputs) = published("slices") else { return };
    inputs.extend(published("current").unwrap_or_default());
    let cases: Vec<_> = inputs.into_iter().map(|input| (trees(&input), input)).collect();
    let runs = if cfg!(debug_assertions) { 60 } else { 600 };
    for number in 0..runs {
        let mut random = Random::new(0x5ca1e + number);
        let (trees, input) = random.pick(&cases);
        let mutated = mutate(input, trees, &mut random);
        let [source] = mutated.sources.as_slice() else { continue };
        let name = if source.text.trim_start().starts_with('{') { "m.json" } else { "m.yaml" };
        assert_sound(&format!("run {number}"), name, &run(name, source.text.as_bytes()));
    }
}
