//! A document in several files is read from its folder, and from nowhere else.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder `api` with documents in it, and files beside it.
struct Folder(TempDir);

impl Folder {
    /// With a document in which an operation answers this schema.
    fn answering(schema: &Value) -> Self {
        let folder = Self(TempDir::new().unwrap());
        folder.write("api/spec.json", &document(schema).to_string());
        folder.write("secret.yaml", "type: object\nproperties: {password_of_root: {type: string}}\n");
        folder
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn generate(&self) -> Output {
        self.generate_in(self.0.path(), "api/spec.json")
    }

    fn generate_in(&self, here: &Path, spec: &str) -> Output {
        let out = self.path("out");
        Command::new(env!("CARGO_BIN_EXE_cloudflare-mtls-codegen"))
            .args(["crate", "--spec", spec, "--name", "a", "--out", out.to_str().unwrap()])
            .current_dir(here)
            .output()
            .unwrap()
    }

    /// The generated types, after a run that wrote them.
    #[track_caller]
    fn types(&self, output: &Output) -> String {
        assert_eq!(output.status.code(), Some(0), "{}", said(output));
        let mut folders = vec![self.path("out/src")];
        let mut text = String::new();
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                } else if path.file_name().unwrap() == "types.rs" {
                    text.push_str(&fs::read_to_string(path).unwrap());
                }
            }
        }
        text
    }

    /// A run that refuses, and says why at the place that refers to the file.
    #[track_caller]
    fn refuses(&self, code: &str, part: &str) {
        let output = self.generate();
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(&format!("error[{code}]")) && said.contains(part), "{code}, {part}:\n{said}");
        assert!(said.contains("api/spec.json#/paths/~1things/get") && said.contains("fix: "), "{said}");
        assert!(!said.contains("password_of_root"), "{said}");
        assert!(!self.path("out").exists());
    }
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn document(schema: &Value) -> Value {
    json!({
        "openapi": "3.1.1",
        "paths": {"/things": {"get": {"operationId": "things-get", "tags": ["Things"], "responses": {"200": {
            "content": {"application/json": {"schema": {"properties": {
                "success": {"type": "boolean"}, "errors": {"type": "array"}, "result": schema,
            }}}},
        }}}}},
        "components": {"schemas": {"Shared": {"type": "object", "properties": {"of_main": {"type": "string"}}}}},
    })
}

#[test]
fn files_are_found_from_where_they_are_referred_to() {
    let folder = Folder::answering(&json!({"$ref": "./schemas/thing.yaml"}));
    folder.write(
        "api/schemas/thing.yaml",
        "type: object\nproperties:\n  part: {$ref: 'parts/part.json#/Part'}\n  up: {$ref: '../other.yaml#/Up'}\n",
    );
    folder.write(
        "api/schemas/parts/part.json",
        r#"{"Part": {"properties": {"main": {"$ref": "../../spec.json#/components/schemas/Shared"}, "size": {"type": "integer"}}}}"#,
    );
    folder.write(
        "api/other.yaml",
        "Up: {properties: {above: {type: [string, 'null']}}}\nBad: {$ref: nowhere.yaml}\n",
    );
    let here = folder.0.path().to_owned();
    for (here, spec) in
        [(here.clone(), "api/spec.json".to_owned()), (here.join("api"), "spec.json".to_owned()), {
            let whole = here.join("api/spec.json").to_str().unwrap().to_owned();
            (here.clone(), whole)
        }]
    {
        let types = folder.types(&folder.generate_in(&here, &spec));
        for field in ["pub of_main", "pub size", "pub above"] {
            assert!(types.contains(field), "{field} is not in\n{types}");
        }
    }
    // The first document of two is compared with itself, files and all.
    let output = Command::new(env!("CARGO_BIN_EXE_cloudflare-mtls-codegen"))
        .args(["diff", "api/spec.json", "api/spec.json"])
        .current_dir(&here)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn a_whole_document_is_read_for_what_is_referred_to() {
    let folder = Folder::answering(&json!({"$ref": "old.json#/components/schemas/Old"}));
    let old = json!({
        "openapi": "3.0.3",
        "paths": {"/old": {"get": {"responses": {}}}},
        "components": {"schemas": {
            // Of 3.0: what stands beside the reference is ignored.
            "Old": {"$ref": "#/components/schemas/New", "properties": {"ignored": {"type": "string"}}},
            "New": {"type": "object", "properties": {"read": {"type": "string", "nullable": true}}},
        }},
    });
    folder.write("api/old.json", &old.to_string());
    let types = folder.types(&folder.generate());
    assert!(
        types.contains("pub read: Nullable<String>") || types.contains("pub read: Option<String>"),
        "{types}"
    );
    assert!(!types.contains("ignored"), "{types}");
    let page = fs::read_to_string(folder.path("out/COVERAGE.md")).unwrap();
    assert!(page.contains("Every operation of the document is here: 1."), "{page}");
}

#[test]
fn nothing_is_read_from_outside_of_the_folder() {
    for reference in ["../secret.yaml", "schemas/../../secret.yaml", "..%2Fsecret.yaml", "%2e%2e/secret.yaml"]
    {
        Folder::answering(&json!({"$ref": reference}))
            .refuses("outside-reference", "leads out of the document's folder");
    }
    let folder = Folder::answering(&json!({}));
    let absolute = folder.path("secret.yaml");
    for reference in
        [absolute.to_str().unwrap(), &format!("file://{}", absolute.display()), "C:\\secret.yaml"]
    {
        folder.write("api/spec.json", &document(&json!({"$ref": reference})).to_string());
        folder.refuses("outside-reference", "leads out of the document's folder");
    }
    // From a file further down it is the same.
    let folder = Folder::answering(&json!({"$ref": "parts/part.yaml"}));
    folder.write("api/parts/part.yaml", "properties: {a: {$ref: ../../secret.yaml}}\n");
    let output = folder.generate();
    assert_eq!(output.status.code(), Some(2));
    let place = "at api/parts/part.yaml#/properties/a";
    assert!(
        said(&output).contains("error[outside-reference]") && said(&output).contains(place),
        "{}",
        said(&output)
    );
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere_else() {
    let folder = Folder::answering(&json!({"$ref": "linked.yaml"}));
    std::os::unix::fs::symlink(folder.path("secret.yaml"), folder.path("api/linked.yaml")).unwrap();
    folder.refuses("dangling-reference", "lies outside of the document's folder");
    // What never ends, or waits for somebody who writes, isn't opened.
    fs::remove_file(folder.path("api/linked.yaml")).unwrap();
    let made = Command::new("mkfifo").arg(folder.path("api/linked.yaml")).status();
    if made.is_ok_and(|status| status.success()) {
        folder.refuses("dangling-reference", "is no file");
    }
    // A link to another file of the folder is as good as the file.
    folder.write("api/inside.yaml", "type: object\nproperties: {inside: {type: string}}\n");
    let _ = fs::remove_file(folder.path("api/linked.yaml"));
    std::os::unix::fs::symlink("inside.yaml", folder.path("api/linked.yaml")).unwrap();
    assert!(folder.types(&folder.generate()).contains("pub inside"));
}

#[test]
fn nothing_is_fetched() {
    for reference in
        ["https://example.com/thing.yaml", "http://127.0.0.1:1/a#/b", "//example.com/a", "ftp://h/a"]
    {
        Folder::answering(&json!({"$ref": reference})).refuses("remote-reference", "leads to the network");
    }
    // What a document says of its own address needs no network.
    let folder = Folder::answering(&json!({"$ref": "https://example.com/apis/thing.yaml#/T"}));
    let mut document: Value =
        serde_json::from_str(&fs::read_to_string(folder.path("api/spec.json")).unwrap()).unwrap();
    document["openapi"] = json!("3.2.0");
    document["$self"] = json!("https://example.com/apis/spec.json");
    folder.write("api/spec.json", &document.to_string());
    folder.write("api/thing.yaml", "T: {type: object, properties: {at_home: {type: string}}}\n");
    assert!(folder.types(&folder.generate()).contains("pub at_home"));
}

#[test]
fn files_that_cannot_be_read_are_named_where_they_are_wanted() {
    let folder = Folder::answering(&json!({"$ref": "gone.yaml#/A"}));
    folder.refuses(
        "dangling-reference",
        "the reference gone.yaml#/A leads to the file api/gone.yaml, which cannot be read",
    );
    folder.write("api/gone.yaml", "A: [\n");
    folder.refuses("dangling-reference", "can't be parsed");
    folder.write("api/gone.yaml", "\u{1f}\u{8b}");
    let output = folder.generate();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    fs::remove_file(folder.path("api/gone.yaml")).unwrap();
    fs::create_dir(folder.path("api/gone.yaml")).unwrap();
    folder.refuses("dangling-reference", "it is a folder");
}

/// A folder can be named by a way that leads through others.
#[test]
fn fragments_are_found_by_any_way_that_leads_to_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/../../openapi");
    let output = Command::new(env!("CARGO_BIN_EXE_cloudflare-mtls-codegen"))
        .args(["--check", "--openapi"])
        .arg(folder)
        .output()
        .unwrap();
    assert!(!said(&output).contains("error["), "{}", said(&output));
}

/// A hundred files in a circle, each of which refers to all others.
#[test]
fn files_in_circles_end() {
    let folder = Folder::answering(&json!({"$ref": "f0.json"}));
    for number in 0..100 {
        let properties: Value =
            (0..100).map(|other| (format!("p{other}"), json!({"$ref": format!("f{other}.json")}))).collect();
        folder.write(
            &format!("api/f{number}.json"),
            &json!({"type": "object", "properties": properties}).to_string(),
        );
    }
    folder.types(&folder.generate());
}
