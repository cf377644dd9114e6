//! Every fault of the input is reported with its code, the file, the operation where there is
//! one, the JSON pointer and what to do; and all faults of a run together.

#![allow(clippy::unwrap_used, unreachable_pub)]

mod inputs;
#[path = "errors/tables.rs"]
mod tables;

use cloudflare_mtls_codegen::Mode;
use cloudflare_mtls_codegen::{Diagnostic, Level, Report, Source, client, standalone};
use serde_json::{Value, json};

const FILE: &str = "openapi/lamps.yaml";
const GET: &str = "GET /lamps/{lamp_id}, operationId lamps-get";
const GET_AT: &str = "/paths/~1lamps~1{lamp_id}/get";
const PUT: &str = "PUT /lamps/{lamp_id}, operationId lamps-update";
const PUT_AT: &str = "/paths/~1lamps~1{lamp_id}/put";

/// A document without faults: one thing, got and updated.
fn lamps() -> Value {
    let answer = json!({"description": "A lamp.", "content": {"application/json": {"schema": {
        "type": "object",
        "properties": {
            "success": {"type": "boolean"},
            "errors": {"type": "array", "items": {"type": "object"}},
            "messages": {"type": "array", "items": {"type": "object"}},
            "result": {"$ref": "#/components/schemas/Lamp"},
        },
    }}}});
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Lamps", "version": "1"},
        "paths": {"/lamps/{lamp_id}": {
            "parameters": [{"name": "lamp_id", "in": "path", "required": true, "schema": {"type": "string"}}],
            "get": {"operationId": "lamps-get", "responses": {"200": answer}},
            "put": {
                "operationId": "lamps-update",
                "requestBody": {"required": true, "content": {"application/json": {
                    "schema": {"type": "object", "properties": {"lit": {"type": "boolean"}}},
                }}},
                "responses": {"200": answer},
            },
        }},
        "components": {"schemas": {"Lamp": {
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "state": {"type": "string", "enum": ["on", "off"]},
                "bulb": {"type": "object", "properties": {"watts": {"type": "integer"}}},
            },
        }}},
    })
}

const TABLE: &str = r#"
[groups.lamps]
resource = "Lamp"

[[operations]]
http = "GET /lamps/{}"
group = "lamps"
name = "get"
result = "Lamp"

[[operations]]
http = "PUT /lamps/{}"
group = "lamps"
name = "update"
body = "UpdateLamp"
result = "Lamp"
"#;

fn run(sources: &[Source], table: &str) -> Report {
    let table = Source::new("openapi/operations.toml", table);
    client(sources, &table, Mode::Strict).map(|output| output.report).unwrap_or_else(|report| report)
}

/// The report on the document with one place of it changed.
fn with(pointer: &str, value: Value) -> Report {
    run(&[Source::new(FILE, changed(lamps(), pointer, Some(value)).to_string())], TABLE)
}

fn without(pointer: &str) -> Report {
    run(&[Source::new(FILE, changed(lamps(), pointer, None).to_string())], TABLE)
}

fn with_table(table: &str) -> Report {
    run(&[Source::new(FILE, lamps().to_string())], table)
}

fn changed(mut root: Value, pointer: &str, value: Option<Value>) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let fields = root.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    let name = name.replace("~1", "/");
    match value {
        Some(value) => drop(fields.insert(name, value)),
        None => drop(fields.remove(&name).unwrap()),
    }
    root
}

/// The only error of the report, if its code, place and operation are these.
#[track_caller]
fn only(report: &Report, code: &str, file: &str, operation: Option<&str>, pointer: &str) -> Diagnostic {
    let errors: Vec<&Diagnostic> = report.errors().collect();
    assert_eq!(errors.len(), 1, "one error was expected:\n{report}");
    find(report, code, file, operation, pointer)
}

#[track_caller]
fn find(report: &Report, code: &str, file: &str, operation: Option<&str>, pointer: &str) -> Diagnostic {
    let found = report.errors().find(|error| {
        error.code == code
            && error.place.file == file
            && error.place.operation.as_deref() == operation
            && error.place.pointer == pointer
    });
    let Some(found) = found else {
        panic!("no {code} at {file}#{pointer} ({operation:?}) in:\n{report}");
    };
    assert_eq!(found.level, Level::Error);
    assert!(found.message.len() > 10, "{found}");
    assert!(found.help.as_ref().is_some_and(|help| help.len() > 5), "no help: {found}");
    let shown = found.to_string();
    for part in [code, file, operation.unwrap_or_default(), pointer, "fix: "] {
        assert!(shown.contains(part), "{part} is not in what is shown:\n{shown}");
    }
    found.clone()
}

#[test]
fn the_document_that_the_other_tests_change_has_no_faults() {
    let report = with_table(TABLE);
    assert!(!report.has_errors(), "{report}");
    assert_eq!(report.notes().count(), 0, "{report}");
}

#[test]
fn text_that_is_no_yaml() {
    let report = run(&[Source::new(FILE, "openapi: 3.0.3\npaths: [\n")], TABLE);
    let error = find(&report, "invalid-yaml", FILE, None, "");
    assert!(error.message.contains("line"), "{error}");
}

#[test]
fn text_that_is_no_json() {
    let report = run(&[Source::new(FILE, "{\"openapi\": \"3.0.3\",\n \"paths\": {}")], TABLE);
    let error = find(&report, "invalid-json", FILE, None, "");
    assert!(error.message.contains("line 2"), "{error}");
}

#[test]
fn keys_that_stand_twice() {
    let text = "openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths: {}\npaths: {}\n";
    find(&run(&[Source::new(FILE, text)], TABLE), "invalid-yaml", FILE, None, "");

    // As it is in YAML: serde_json keeps the last, and an operation would be gone without a word.
    let text = "{\"openapi\": \"3.0.3\", \"paths\": {\"/a\": {\n\"get\": {\"tags\": [1, 1.5, null]},\n\"get\": {}\n}}}";
    let report = run(&[Source::new(FILE, text)], TABLE);
    let error = find(&report, "invalid-json", FILE, None, "");
    assert!(error.message.contains("the key \"get\" stands here again at line 3 column 5"), "{error}");
}

#[test]
fn a_document_that_is_not_openapi() {
    for text in ["just a text", "[1, 2]", "", "null", "title: nothing"] {
        let report = run(&[Source::new(FILE, text)], TABLE);
        find(&report, "not-openapi", FILE, None, "");
    }
    let report = with("/paths", json!(["/lamps"]));
    find(&report, "not-openapi", FILE, None, "/paths");
}

#[test]
fn versions_that_are_not_taken() {
    for version in ["3.3.0", "2.0", "4", "4.0.0", "3.01", "3.10.0", "v3.1"] {
        let report = with("/openapi", json!(version));
        let error = only(&report, "unsupported-version", FILE, None, "/openapi");
        assert!(error.message.contains(version), "{error}");
        assert!(error.message.contains("3.0, 3.1 and 3.2"), "{error}");
    }
    find(&with("/openapi", json!(3)), "unsupported-version", FILE, None, "/openapi");
    let report = run(&[Source::new(FILE, r#"{"swagger": "2.0", "paths": {}}"#)], TABLE);
    find(&report, "unsupported-version", FILE, None, "/swagger");
}

#[test]
fn references_to_nothing() {
    let at = format!("{PUT_AT}/requestBody/content/application~1json/schema");
    for target in ["#/components/schemas/Nothing", "#Lamp", "other.yaml#/components/schemas/Lamp", "Lamp"] {
        let report = with(&at, json!({"$ref": target}));
        let error = report.errors().next().unwrap_or_else(|| panic!("{target} is fine?"));
        assert!(error.message.contains(target), "{error}");
        only(&report, "dangling-reference", FILE, Some(PUT), &at);
    }
}

#[test]
fn references_that_lead_in_a_circle() {
    let mut document = lamps();
    document["components"]["parameters"] =
        json!({"A": {"$ref": "#/components/parameters/B"}, "B": {"$ref": "#/components/parameters/A"}});
    document["paths"]["/lamps/{lamp_id}"]["get"]["parameters"] =
        json!([{"$ref": "#/components/parameters/A"}]);
    let report = run(&[Source::new(FILE, document.to_string())], TABLE);
    find(&report, "endless-reference", FILE, Some(GET), &format!("{GET_AT}/parameters/0"));
}

#[test]
fn circles_in_all_of() {
    let report = with(
        "/components/schemas/Lamp",
        json!({"allOf": [{"type": "object"}, {"allOf": [{"$ref": "#/components/schemas/Lamp"}]}]}),
    );
    let error = only(&report, "allof-cycle", FILE, None, "/components/schemas/Lamp");
    assert!(error.message.contains("/components/schemas/Lamp/allOf/1"), "the circle is shown: {error}");
}

#[test]
fn members_of_all_of_that_contradict_each_other() {
    let report = with(
        "/components/schemas/Lamp/properties/id",
        json!({"allOf": [{"type": "string"}, {"type": "integer"}]}),
    );
    let error = report.errors().next().unwrap().clone();
    assert_eq!((error.code, error.place.file.as_str()), ("allof-conflict", FILE), "{error}");
    // Both sides are named.
    let shown = error.to_string();
    for member in 0..2 {
        let pointer = format!("/components/schemas/Lamp/properties/id/allOf/{member}");
        assert!(shown.contains(&pointer), "{pointer} is not in {shown}");
    }

    let report = with(
        "/components/schemas/Lamp/properties/state",
        json!({"allOf": [{"type": "string", "enum": ["a"]}, {"type": "string", "enum": ["b"]}]}),
    );
    let error = report.errors().next().unwrap();
    assert_eq!(error.code, "allof-conflict");
    assert!(error.place.pointer.starts_with("/components/schemas/Lamp/properties/state/allOf/"), "{error}");
}

#[test]
fn operations_without_an_id() {
    let report = without(&format!("{GET_AT}/operationId"));
    only(&report, "missing-operation-id", FILE, Some("GET /lamps/{lamp_id}"), GET_AT);
    let report = with(&format!("{GET_AT}/operationId"), json!(""));
    find(&report, "missing-operation-id", FILE, Some("GET /lamps/{lamp_id}, operationId "), GET_AT);
}

#[test]
fn two_operations_of_one_id() {
    let report = with(&format!("{PUT_AT}/operationId"), json!("lamps-get"));
    let operation = "PUT /lamps/{lamp_id}, operationId lamps-get";
    let error = only(&report, "duplicate-operation-id", FILE, Some(operation), PUT_AT);
    assert!(error.message.contains(GET_AT), "the first is named: {error}");
}

#[test]
fn components_of_one_name_that_differ() {
    let mut other = lamps();
    other["components"]["schemas"]["Lamp"]["properties"]["id"] = json!({"type": "integer"});
    other["paths"] = json!({});
    let sources = [Source::new(FILE, lamps().to_string()), Source::new("openapi/z.yaml", other.to_string())];
    let error = only(
        &run(&sources, TABLE),
        "duplicate-component",
        "openapi/z.yaml",
        None,
        "/components/schemas/Lamp",
    );
    assert!(error.message.contains(FILE), "the other file is named: {error}");
}

#[test]
fn operations_of_one_path_and_method_that_differ() {
    let mut other = lamps();
    other["paths"]["/lamps/{lamp_id}"]["get"]["summary"] = json!("Another");
    let sources = [Source::new(FILE, lamps().to_string()), Source::new("openapi/z.yaml", other.to_string())];
    let error = only(&run(&sources, TABLE), "duplicate-operation", "openapi/z.yaml", None, GET_AT);
    assert!(error.message.contains(FILE), "the other file is named: {error}");
}

#[test]
fn bodies_without_a_schema() {
    let at = format!("{PUT_AT}/requestBody/content/application~1json");
    let report = without(&format!("{at}/schema"));
    only(&report, "body-without-schema", FILE, Some(PUT), &at);
    let at = format!("{GET_AT}/responses/200/content/application~1json");
    let report = without(&format!("{at}/schema"));
    only(&report, "body-without-schema", FILE, Some(GET), &at);
    let report = with(&format!("{PUT_AT}/requestBody"), json!({"required": true}));
    only(&report, "body-without-schema", FILE, Some(PUT), &format!("{PUT_AT}/requestBody"));
}

#[test]
fn media_types_without_a_typed_form() {
    for (owner, operation, status) in
        [(format!("{PUT_AT}/requestBody"), PUT, ""), (format!("{GET_AT}/responses"), GET, "/200")]
    {
        let owner = format!("{owner}{status}");
        let report = with(&format!("{owner}/content"), json!({"image/png": {"schema": {"type": "string"}}}));
        let at = format!("{owner}/content/image~1png");
        let error = find(&report, "unsupported-media-type", FILE, Some(operation), &at);
        assert!(error.message.contains("image/png"), "{error}");
    }
}

#[test]
fn path_parameters_and_declarations_that_do_not_meet() {
    let declared = "/paths/~1lamps~1{lamp_id}/parameters";
    let report = without(declared);
    find(&report, "undeclared-path-parameter", FILE, Some(GET), GET_AT);
    let error = find(&report, "undeclared-path-parameter", FILE, Some(PUT), PUT_AT);
    assert!(error.message.contains("{lamp_id}"), "{error}");

    let parameter =
        |name: &str| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}});
    let report = with(declared, json!([parameter("lamp_id"), parameter("shade")]));
    let error = find(&report, "unused-path-parameter", FILE, None, &format!("{declared}/1"));
    assert!(error.message.contains("shade"), "{error}");
}

#[test]
fn operations_that_answer_nothing() {
    let report = without(&format!("{GET_AT}/responses"));
    find(&report, "no-responses", FILE, Some(GET), GET_AT);
    let report = with(&format!("{GET_AT}/responses"), json!({"404": {"description": "None."}}));
    find(&report, "no-success", FILE, Some(GET), &format!("{GET_AT}/responses"));
}

#[test]
fn documents_without_operations_and_runs_without_documents() {
    find(&with("/paths", json!({})), "no-operations", FILE, None, "");
    find(&run(&[], TABLE), "no-input", "(input)", None, "");
}

#[test]
fn faults_of_one_run_are_reported_together() {
    let mut document = lamps();
    document["paths"]["/lamps/{lamp_id}"]["get"]["operationId"] = json!("lamps-update");
    document["paths"]["/lamps/{lamp_id}"]["put"]["requestBody"]["content"] = json!({"image/png": {}});
    document["paths"]["/lamps/{lamp_id}"].as_object_mut().unwrap().remove("parameters");
    document["components"]["schemas"]["Lamp"]["properties"]["id"] = json!({"$ref": "#/nowhere"});
    document["components"]["schemas"]["Circle"] = json!({"allOf": [{"$ref": "#/components/schemas/Circle"}]});
    let report = run(
        &[
            Source::new(FILE, document.to_string()),
            Source::new("openapi/broken.yaml", "openapi: ["),
            Source::new("openapi/new.yaml", "openapi: 3.3.0"),
        ],
        "[groups.lamps]\n",
    );
    let mut codes: Vec<&str> = report.errors().map(|error| error.code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(
        codes,
        [
            "allof-cycle",
            "dangling-reference",
            "duplicate-operation-id",
            "invalid-table",
            "invalid-yaml",
            "undeclared-path-parameter",
            "unsupported-media-type",
            "unsupported-version",
        ],
        "{report}"
    );
    // In order of place, and the same every time.
    let places: Vec<String> = report.errors().map(|error| error.place.file.clone()).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn faults_that_published_documents_have_are_notes_there() {
    let mut document = lamps();
    document["paths"]["/lamps/{lamp_id}"]["put"]["operationId"] = json!("lamps-get");
    document["paths"]["/lamps/{lamp_id}"]["get"]["responses"]["200"]["content"] = json!({"image/png": {}});
    document["components"]["schemas"]["Lamp"]["properties"]["rate-plan"] = json!({"type": "string"});
    document["components"]["schemas"]["Lamp"]["properties"]["rate_plan"] = json!({"type": "string"});
    let source = Source::new(FILE, document.to_string());
    let output = standalone(&[source], &inputs::options()).unwrap_or_else(|report| panic!("{report}"));
    let codes: Vec<&str> = output.report.notes().map(|note| note.code).collect();
    for code in ["duplicate-operation-id", "unsupported-media-type", "name-collision"] {
        assert!(codes.contains(&code), "{code} is not in {codes:?}");
    }
    for note in output.report.notes() {
        assert!(!note.place.file.is_empty(), "{note}");
    }
}

#[test]
fn a_crate_is_not_called_what_cargo_has_a_meaning_for() {
    for name in ["serde", "cloudflare-mtls", "self", "nul", "a b", ""] {
        let options =
            cloudflare_mtls_codegen::skeleton::Options { name: name.to_owned(), ..inputs::options() };
        let report = standalone(&[Source::new(FILE, lamps().to_string())], &options).unwrap_err();
        let codes: Vec<_> = report.errors().map(|error| error.code).collect();
        assert_eq!(codes, ["invalid-crate-name"], "{name}");
    }
}

#[test]
fn paths_that_are_none() {
    for path in ["@example.com/lamps", ".example.com", "lamps", "https://example.com/lamps", ""] {
        let mut document = lamps();
        document["paths"] = json!({path: document["paths"]["/lamps/{lamp_id}"]});
        let report = standalone(&[Source::new(FILE, document.to_string())], &inputs::options()).unwrap_err();
        // Each operation is left out, and nothing is left.
        assert!(report.notes().any(|note| note.code == "invalid-path"), "{path}: {report}");
        let report = run(&[Source::new(FILE, document.to_string())], TABLE);
        assert!(report.errors().any(|error| error.code == "invalid-path"), "{path}: {report}");
    }
    for path in [
        "/a?b=c/{lamp_id}",
        "/a#/{lamp_id}",
        "/a\\/{lamp_id}",
        "//{lamp_id}",
        "/../{lamp_id}",
        "/\0/{lamp_id}",
    ] {
        let mut document = lamps();
        document["paths"] = json!({path: document["paths"]["/lamps/{lamp_id}"]});
        let source = Source::new(FILE, document.to_string());
        // A published document's operation is left out or noted; in our own it is an error.
        let report = match standalone(std::slice::from_ref(&source), &inputs::options()) {
            Ok(output) => output.report,
            Err(report) => report,
        };
        let is_told = |code: &str| matches!(code, "invalid-path" | "path-with-query" | "path-with-fragment");
        assert!(report.notes().any(|note| is_told(note.code)), "{path}: {report}");
        let report = run(&[source], TABLE);
        assert!(report.errors().any(|error| is_told(error.code)), "{path}: {report}");
    }
}
