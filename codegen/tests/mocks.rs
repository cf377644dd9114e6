//! The typed mocks that are generated: what `when` has for an operation. That they work is tested
//! where they are used, in the client, which has the mocks of another crate among its tests.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use cloudflare_mtls_codegen::Mode;
use cloudflare_mtls_codegen::skeleton::{Codes, Options, Runtime};
use cloudflare_mtls_codegen::{Source, client, standalone};
use proc_macro2::{Delimiter, TokenTree};
use syn::Item;

const DOCUMENT: &str = r##"
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /zones/{zone_id}/things/{thing}:
    put:
      operationId: things-update
      parameters:
        - {name: zone_id, in: path, required: true, schema: {type: string}}
        - {name: thing, in: path, required: true, schema: {type: string}}
        - {name: thing, in: query, schema: {type: string}}
        - {name: body, in: query, schema: {type: boolean}}
        - {name: is_true, in: query, required: true, schema: {type: integer}}
        - {name: tags, in: query, schema: {type: array, items: {type: string}}}
        - {name: If-Match, in: header, schema: {type: string}}
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [size], properties: {size: {type: integer}}}
      responses:
        "200": &answer
          description: d
          content:
            application/json:
              schema:
                type: object
                properties:
                  success: {type: boolean}
                  errors: {type: array, items: {type: object}}
                  messages: {type: array, items: {type: object}}
                  result: {type: object, properties: {id: {type: string}}}
  /zones/{zone_id}/things:
    get:
      operationId: things-list
      parameters:
        - {name: zone_id, in: path, required: true, schema: {type: string}}
      responses: {"200": *answer}
  /zones/{zone_id}/things/{thing}/raw:
    get:
      operationId: things-raw
      parameters:
        - {name: zone_id, in: path, required: true, schema: {type: string}}
        - {name: thing, in: path, required: true, schema: {type: string}}
      responses:
        "200": {description: d, content: {application/octet-stream: {schema: {type: string, format: binary}}}}
"##;

const TABLE: &str = r#"
[groups.things]
resource = "Thing"
doc = "Things."

[[operations]]
http = "PUT /zones/{}/things/{}"
group = "things"
name = "update"
body = "UpdateThing"
result = "Thing"

[[operations]]
http = "GET /zones/{}/things"
group = "things"
name = "list"
result = "Thing"

[[operations]]
http = "GET /zones/{}/things/{}/raw"
group = "things"
name = "raw"
"#;

/// The names of the methods of what `mock::mocks!` makes, each list by what it is for.
fn methods(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    for item in syn::parse_file(text).unwrap().items {
        if let Item::Macro(item) = item {
            // `pub trait Name; method: Name for Operation Name { method: what(…), … } …`
            let tokens: Vec<TokenTree> = item.mac.tokens.into_iter().collect();
            let mut mounted = Vec::new();
            for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.to_string() == "for") {
                let methods = tokens[at..].iter().find_map(|token| match token {
                    TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group),
                    _ => None,
                });
                let methods: Vec<TokenTree> =
                    methods.unwrap_or_else(|| panic!("{token}")).stream().into_iter().collect();
                let names = methods.windows(2).filter(|pair| pair[1].to_string() == ":");
                let names = names.map(|pair| pair[0].to_string()).collect();
                found.insert(tokens[at - 1].to_string(), names);
                mounted.push(tokens[at - 3].to_string());
            }
            found.insert(tokens[2].to_string(), mounted);
        }
    }
    found
}

#[test]
fn when_has_a_method_for_everything_that_is_sent_under_names_of_their_own() {
    let sources = [Source::new("api.yaml", DOCUMENT)];
    let table = Source::new("operations.toml", TABLE);
    let output = client(&sources, &table, Mode::Published).map_err(|report| report.to_string()).unwrap();
    let file = |path: &str| output.files.iter().find(|file| file.path == path).unwrap();
    let found = methods(&file("mocks.rs").text);
    assert_eq!(
        found["WhenThingsUpdate"],
        ["zone_id", "thing", "body_", "is_true_", "tags", "thing_", "if_match", "body"]
    );
    assert_eq!(found["WhenThingsList"], ["zone_id"]);
    assert_eq!(found["WhenThingsRaw"], ["zone_id", "thing"]);
    assert_eq!(found["MockServerExt"], ["things_update", "things_list", "things_raw"]);
    assert!(file("mod.rs").text.contains("#[cfg(feature = \"httpmock\")]\npub(crate) mod mocks;"));
}

fn options(name: &str) -> Options {
    let runtime = Runtime::Version("0.1.0".to_owned());
    let (mode, codes) = (Mode::Published, Codes::default());
    Options { name: name.to_owned(), runtime, select: Vec::new(), mocks: true, mode, codes }
}

#[test]
fn crates_of_their_own_have_the_same() {
    let output = standalone(&[Source::new("api.yaml", DOCUMENT)], &options("things")).unwrap();
    let file = |path: &str| &output.files.iter().find(|file| file.path.ends_with(path)).unwrap().text;
    let found = methods(file("mocks.rs"));
    let names: Vec<&str> = found.keys().map(String::as_str).collect();
    assert_eq!(names, ["ThingsMockExt", "WhenThingsGet", "WhenThingsGetRaw", "WhenThingsUpdate"]);
    assert_eq!(found["WhenThingsGet"], ["zone_id"]);
    assert!(file("src/things/mod.rs").contains("#[cfg(feature = \"httpmock\")]\npub mod mocks;"));
    assert!(file("Cargo.toml").contains("\nhttpmock = [\"cloudflare-core/httpmock\"]\n"));
}

const FILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/mocks/files");

/// `UPDATE_GOLDEN=1` accepts what is generated now.
#[test]
fn the_mocks_that_the_client_tests_are_fresh() {
    let folder = Path::new(FILES);
    let document = fs::read_to_string(folder.join("openapi.yaml")).unwrap();
    let output = standalone(&[Source::new("openapi.yaml", &document)], &options("files")).unwrap();
    let update = std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| !value.is_empty());
    for name in ["mod.rs", "mocks.rs", "operations.rs", "types.rs"] {
        let path = folder.join(name);
        let text = &output.files.iter().find(|file| file.path == format!("src/files/{name}")).unwrap().text;
        if update {
            fs::write(&path, text).unwrap();
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert!(found == *text, "{} isn't what is generated", path.display());
    }
}
