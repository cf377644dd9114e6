//! The command: formats, exit codes, arguments.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

use super::documents::{THING, THINGS, answer, document, operation, schema};

pub(crate) fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cloudflare-mtls-codegen")).args(arguments).output().unwrap()
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

struct Files {
    folder: tempfile::TempDir,
}

impl Files {
    /// The small document, and what an edit makes of it.
    fn new(edit: impl FnOnce(&mut Value)) -> Self {
        let files = Self { folder: tempfile::tempdir().unwrap() };
        let mut new = document();
        edit(&mut new);
        files.write("old.json", &document().to_string());
        files.write("new.json", &new.to_string());
        files
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn diff(&self, options: &[&str]) -> Output {
        let (old, new) = (self.path("old.json"), self.path("new.json"));
        let mut arguments = vec!["diff", shown(&old), shown(&new)];
        arguments.extend(options);
        run(&arguments)
    }
}

fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A field less, an operation deprecated, a field more.
fn mixed(document: &mut Value) {
    let properties = schema(document, "host")["properties"].as_object_mut().unwrap();
    properties.remove("port");
    properties.insert("tls".to_owned(), json!({"type": "boolean"}));
    operation(document, THING, "get")["deprecated"] = json!(true);
}

#[test]
fn exit_codes_say_what_the_changes_come_to() {
    let code = |edit: fn(&mut Value)| Files::new(edit).diff(&[]).status.code();
    assert_eq!(code(|_| {}), Some(0));
    assert_eq!(code(|new| operation(new, THING, "get")["deprecated"] = json!(true)), Some(1));
    assert_eq!(code(|new| schema(new, "host")["properties"]["tls"] = json!({"type": "boolean"})), Some(1));
    assert_eq!(code(mixed), Some(2));
}

#[test]
fn text_tells_breaking_changes_first() {
    let files = Files::new(mixed);
    let output = files.diff(&[]);
    let expected = "\
1 breaking change, 1 deprecation, 1 addition

BREAKING
  the field `port` is gone
    in   GET /zones/{zone_id}/things (things-list)
         at result[].hosts[].port
    in   POST /zones/{zone_id}/things (things-create)
         at result.hosts[].port
    in   GET /zones/{zone_id}/things/{thing_id} (things-get)
         at result.hosts[].port
    why  code that reads it no longer compiles

DEPRECATED
  the operation is deprecated
    in   GET /zones/{zone_id}/things/{thing_id} (things-get)
    why  its method is marked as deprecated: callers get a warning

ADDED
  new field `tls`, `bool`
    in   GET /zones/{zone_id}/things (things-list)
         at result[].hosts[].tls
    in   POST /zones/{zone_id}/things (things-create)
         at result.hosts[].tls
    in   GET /zones/{zone_id}/things/{thing_id} (things-get)
         at result.hosts[].tls
    why  answers only gain by it; one without it decodes, too
";
    let text = stdout(&output);
    let (first, rest) = text.split_once('\n').unwrap();
    assert_eq!(first, format!("{} → {}", shown(&files.path("old.json")), shown(&files.path("new.json"))));
    assert_eq!(rest, expected);
    assert_eq!(stderr(&output), "");
}

#[test]
fn markdown_is_lists_under_headings() {
    let expected = "\
### Breaking

- In 3 operations: the field `port` is gone. Code that reads it no longer compiles.
  - `GET /zones/{zone_id}/things` (`things-list`) at `result[].hosts[].port`
  - `POST /zones/{zone_id}/things` (`things-create`) at `result.hosts[].port`
  - `GET /zones/{zone_id}/things/{thing_id}` (`things-get`) at `result.hosts[].port`

### Deprecated

- `GET /zones/{zone_id}/things/{thing_id}` (`things-get`): the operation is deprecated. Its method is marked as deprecated: callers get a warning.

### Added

- In 3 operations: new field `tls`, `bool`. Answers only gain by it; one without it decodes, too.
  - `GET /zones/{zone_id}/things` (`things-list`) at `result[].hosts[].tls`
  - `POST /zones/{zone_id}/things` (`things-create`) at `result.hosts[].tls`
  - `GET /zones/{zone_id}/things/{thing_id}` (`things-get`) at `result.hosts[].tls`
";
    assert_eq!(stdout(&Files::new(mixed).diff(&["--format", "markdown"])), expected);
    let nothing = stdout(&Files::new(|_| {}).diff(&["--format=markdown"]));
    assert_eq!(nothing, "No change for users of the client.\n");
}

#[test]
fn what_reads_as_one_change_is_one_entry() {
    let files = Files::new(|new| {
        let thing = schema(new, "thing")["properties"].as_object_mut().unwrap();
        thing.remove("name");
        thing.remove("labels");
        thing.insert("colour".to_owned(), json!({"type": "string"}));
        thing.insert("size".to_owned(), json!({"type": "integer"}));
        for (path, method) in [(THINGS, "get"), (THINGS, "post"), (THING, "get")] {
            operation(new, path, method)["x-fern-sdk-group-name"] = json!(["toys"]);
        }
    });
    let expected = "\
### Breaking

- 3 methods are called otherwise. A client without an operations table names operations by their paths and those around them.
  - `GET /zones/{zone_id}/things`: `client.toys(zone_id).list()`, was `client.things(zone_id).list()`
  - `POST /zones/{zone_id}/things`: `client.toys(zone_id).create()`, was `client.things(zone_id).create()`
  - `GET /zones/{zone_id}/things/{thing_id}`: `client.toys(zone_id).get(thing_id)`, was `client.things(zone_id).get(thing_id)`
- In 3 operations: 2 fields are gone: `labels`, `name`. Code that reads it no longer compiles.
  - `GET /zones/{zone_id}/things` (`things-list`) at `result[]`
  - `POST /zones/{zone_id}/things` (`things-create`) at `result`
  - `GET /zones/{zone_id}/things/{thing_id}` (`things-get`) at `result`
- 2 types are called otherwise. Types are named by where they are used, and that changed; a client with an operations table keeps the names that the table gives.
  - `Thing` is called `Toy`, in 3 operations
  - `CreateThing` is called `CreateToy`, in 1 operation

### Added

- In 3 operations: 2 new fields: `colour`, `String`; `size`, `i64`. Answers only gain by it; one without it decodes, too.
  - `GET /zones/{zone_id}/things` (`things-list`) at `result[]`
  - `POST /zones/{zone_id}/things` (`things-create`) at `result`
  - `GET /zones/{zone_id}/things/{thing_id}` (`things-get`) at `result`
";
    assert_eq!(stdout(&files.diff(&["--format", "markdown"])), expected);
}

#[test]
fn json_has_the_documented_form() {
    let files = Files::new(|new| {
        schema(new, "new_thing")["properties"]["comment"] = json!({"type": "string"});
    });
    let found: Value = serde_json::from_str(&stdout(&files.diff(&["--format", "json"]))).unwrap();
    assert_eq!(
        found,
        json!({
            "format": 1,
            "old": shown(&files.path("old.json")),
            "new": shown(&files.path("new.json")),
            "level": "additive",
            "counts": {"breaking": 0, "deprecating": 0, "additive": 1, "settled": 0},
            "changes": [{
                "level": "additive",
                "kind": "field-added",
                "what": "new field `comment`, `String`",
                "reason": "a setter more; requests without it stay as they are",
                "operations": [{
                    "path": "/zones/{zone_id}/things",
                    "method": "POST",
                    "operation_id": "things-create",
                    "locations": ["body.comment"],
                    "further_locations": 0,
                }],
            }],
        })
    );
    let nothing: Value =
        serde_json::from_str(&stdout(&Files::new(|_| {}).diff(&["--format", "json"]))).unwrap();
    assert_eq!((&nothing["level"], &nothing["changes"]), (&json!("none"), &json!([])));
}

#[test]
fn a_change_in_many_operations_names_a_few_unless_asked() {
    let files = Files::new(|_| {});
    let with = |field: bool| {
        let mut document = document();
        for number in 0..20 {
            let mut operation = operation(&mut document, THINGS, "get").clone();
            operation["operationId"] = json!(format!("list-{number}"));
            document["paths"][format!("/zones/{{zone_id}}/list{number:02}")]["get"] = operation;
        }
        if field {
            schema(&mut document, "thing")["properties"]["comment"] = json!({"type": "string"});
        }
        document.to_string()
    };
    files.write("old.json", &with(false));
    files.write("new.json", &with(true));
    let brief = stdout(&files.diff(&[]));
    assert_eq!(brief.matches("    in   ").count(), 5, "{brief}");
    assert!(brief.contains("\n         and 18 more operations (--verbose names them)\n"), "{brief}");
    let full = stdout(&files.diff(&["--verbose"]));
    assert_eq!(full.matches("    in   ").count(), 23, "{full}");
    let markdown = stdout(&files.diff(&["--format", "markdown"]));
    assert!(
        markdown.starts_with("### Added\n\n- In 23 operations: new field `comment`, `String`. "),
        "{markdown}"
    );
}

#[test]
fn bad_input_is_exit_code_three() {
    let files = Files::new(|_| {});
    let refused = |arguments: &[&str], message: &str| {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        assert_eq!(stdout(&output), "");
        assert!(stderr(&output).contains(message), "{arguments:?}: {}", stderr(&output));
    };
    let (old, missing) = (files.path("old.json"), files.path("missing.json"));
    refused(&["diff"], "`diff` needs two documents, OLD and NEW; see --help");
    refused(&["diff", shown(&old)], "`diff` needs two documents");
    refused(&["diff", shown(&old), shown(&old), "third"], "third");
    refused(&["diff", shown(&old), shown(&old), "--format", "html"], "it is text, markdown or json");
    refused(&["diff", shown(&old), shown(&old), "--check"], "--check doesn't go with `diff`");
    refused(&["diff", shown(&old), shown(&old), "--select", "nothing*"], "error[select-nothing]");
    refused(&["diff", shown(&old), shown(&old), "--client", shown(&missing)], "error[unreadable-file]");
    refused(&["diff", shown(&old), shown(&missing)], "error[unreadable-file]");
    let both = run(&["diff", shown(&missing), shown(&files.path("gone.json"))]);
    assert!(stderr(&both).contains("missing.json") && stderr(&both).contains("gone.json"));

    files.write("bad.json", "{\"openapi\": \"3.0.3\",");
    files.write("swagger.json", r#"{"swagger": "2.0", "paths": {}}"#);
    files.write("empty.yaml", "openapi: 3.0.3\npaths: {}\n");
    refused(&["diff", shown(&old), shown(&files.path("bad.json"))], "error[invalid-json]");
    refused(&["diff", shown(&files.path("swagger.json")), shown(&old)], "error[unsupported-version]");
    refused(
        &["diff", shown(&files.path("empty.yaml")), shown(&old)],
        "1 error in the input; nothing was compared",
    );
}

#[test]
fn the_format_belongs_to_diff() {
    let output = run(&["crate", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--format goes with `cargo codegen diff`"));
    assert!(stdout(&run(&["--help"])).contains(
        "cargo codegen diff OLD NEW [--select PATTERN]… [--client DIR] [--format text|markdown|json]"
    ));
}

#[test]
fn nothing_in_a_document_reaches_the_terminal_as_control() {
    let files = Files::new(|new| {
        let mut other = operation(new, THINGS, "post").clone();
        other["operationId"] = json!("\u{1b}[2J");
        new["paths"]["/zones/{zone_id}/bell"]["post"] = other.clone();
        new["paths"]["/zones/{zone_id}/\u{7}ring"]["post"] = other;
        schema(new, "thing")["properties"]["\u{1b}]0;x`"] = json!({"type": "string"});
        operation(new, THING, "get")["responses"]["201"] = answer(json!({}));
    });
    for format in ["text", "markdown"] {
        let text = stdout(&files.diff(&["--format", format]));
        assert!(text.contains("bell"), "{text:?}");
        assert!(!text.chars().any(|character| character.is_control() && character != '\n'), "{text:?}");
    }
}
