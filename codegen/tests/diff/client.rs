//! `--select` and `--client`: a part of the documents, and what users of a client with fragments and an
//! operations table of its own notice.

use cloudflare_mtls_codegen::Source;
use cloudflare_mtls_codegen::diff::{Client, Diff, Level, Options, compare};
use serde_json::{Value, json};

use super::documents::{THING, THINGS, document, lines, operation, schema};

/// The table of a client that reads things.
const TABLE: &str = r#"
[groups.things]
resource = "Thing"
doc = "Things of a zone."

[[operations]]
http = "GET /zones/{}/things/{}"
group = "things"
name = "get"
result = "Thing"

[types]
"Thing.state" = "State"
"Thing.hosts" = "Host"
"Thing.value" = "Worth"
"#;

/// Compares for the users of a client whose fragment is the document without what it doesn't have.
fn diff(edit_client: impl FnOnce(&mut Value), edit_new: impl FnOnce(&mut Value), select: &[&str]) -> Diff {
    let mut client = document();
    client["paths"].as_object_mut().unwrap().remove(THINGS);
    client["components"]["schemas"].as_object_mut().unwrap().remove("new_thing");
    edit_client(&mut client);
    let mut new = document();
    edit_new(&mut new);
    let source = |name: &str, document: &Value| Source::new(name, document.to_string());
    let (fragment, table) = (source("things.yaml", &client), Source::new("operations.toml", TABLE));
    let select: Vec<String> = select.iter().map(ToString::to_string).collect();
    let client = Client { fragments: std::slice::from_ref(&fragment), table: &table };
    let options = Options { select: &select, client: Some(client) };
    compare(&source("old.json", &document()), &source("new.json", &new), &options)
        .unwrap_or_else(|report| panic!("{report}"))
}

fn no_port(document: &mut Value) {
    schema(document, "host")["properties"].as_object_mut().unwrap().remove("port");
}

fn tls(document: &mut Value) {
    schema(document, "host")["properties"]["tls"] = json!({"type": "boolean"});
}

#[test]
fn what_the_client_says_already_its_users_dont_notice() {
    let both = |document: &mut Value| {
        no_port(document);
        tls(document);
    };
    let settled = diff(both, both, &[]);
    assert_eq!(settled.level(), Some(Level::Settled), "{:?}", lines(&settled));
    assert_eq!(settled.changes.len(), 2, "{:?}", lines(&settled));

    // What answers had goes on being read; what they have more isn't there yet.
    let without = diff(|_| {}, both, &[]);
    assert_eq!(without.level(), Some(Level::Additive), "{:?}", lines(&without));
    assert_eq!(without.of(Level::Settled).count(), 1, "{:?}", lines(&without));
}

#[test]
fn another_type_breaks_unless_the_client_has_it() {
    let number = |document: &mut Value| {
        schema(document, "host")["properties"]["hostname"] = json!({"type": "integer"});
    };
    let open = diff(|_| {}, number, &[]);
    assert_eq!(open.level(), Some(Level::Breaking), "{:?}", lines(&open));
    let settled = diff(number, number, &[]);
    assert_eq!(settled.level(), Some(Level::Settled), "{:?}", lines(&settled));
}

#[test]
fn a_client_that_has_less_than_the_whole_is_not_settled() {
    // The client has the field, and not all that is in it.
    let owner = |fields: Value| {
        move |document: &mut Value| {
            schema(document, "thing")["properties"]["owner"] =
                json!({"type": "object", "properties": fields});
        }
    };
    let client = owner(json!({"id": {"type": "string"}}));
    let found = diff(client, owner(json!({"id": {"type": "string"}, "name": {"type": "string"}})), &[]);
    assert_eq!(found.level(), Some(Level::Additive), "{:?}", lines(&found));
}

#[test]
fn a_table_keeps_its_names() {
    let moved = |document: &mut Value| {
        operation(document, THING, "get")["x-fern-sdk-group-name"] = json!(["toys"]);
        operation(document, THING, "get")["x-fern-sdk-method-name"] = json!("fetch");
    };
    let found = diff(|_| {}, moved, &[]);
    assert!(found.changes.is_empty(), "{:?}", lines(&found));
}

#[test]
fn operations_that_the_client_lacks_are_told_when_they_are_selected() {
    let edit = |document: &mut Value| {
        document["paths"]["/zones/{zone_id}/bells"] = document["paths"][THINGS].take();
        document["paths"].as_object_mut().unwrap().remove(THINGS);
    };
    let found = diff(|_| {}, edit, &[]);
    assert!(found.changes.is_empty(), "{:?}", lines(&found));

    let found = diff(|_| {}, edit, &["/zones/*"]);
    assert_eq!(found.level(), Some(Level::Additive), "{:?}", lines(&found));
    assert_eq!(found.of(Level::Additive).count(), 1, "two operations more: {:?}", lines(&found));
    assert_eq!(found.of(Level::Settled).count(), 2, "two operations less: {:?}", lines(&found));
}

#[test]
fn an_operation_of_the_client_that_is_gone_breaks() {
    let found = diff(|_| {}, |new| drop(new["paths"].as_object_mut().unwrap().remove(THING)), &[]);
    assert_eq!(found.level(), Some(Level::Breaking), "{:?}", lines(&found));
}

#[test]
fn a_client_that_is_wrong_is_refused() {
    let (old, table) = (Source::new("old.json", document().to_string()), Source::new("operations.toml", ""));
    let fragment = Source::new("things.yaml", document().to_string());
    let client = Client { fragments: std::slice::from_ref(&fragment), table: &table };
    let report = compare(&old, &old, &Options { select: &[], client: Some(client) }).unwrap_err();
    assert!(report.to_string().contains("error[operation-not-in-table]"), "{report}");
}

#[test]
fn a_pattern_has_to_match_in_one_of_the_documents() {
    let source = |name: &str, document: &Value| Source::new(name, document.to_string());
    let mut new = document();
    new["paths"]["/zones/{zone_id}/bells"] = new["paths"][THINGS].clone();
    for (index, method) in ["get", "post"].into_iter().enumerate() {
        operation(&mut new, "/zones/{zone_id}/bells", method)["operationId"] = json!(format!("bell-{index}"));
    }
    let (old, new) = (source("old.json", &document()), source("new.json", &new));
    let select = ["*/bells".to_owned()];
    let options = Options { select: &select, client: None };
    let found = compare(&old, &new, &options).unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(found.level(), Some(Level::Additive), "{:?}", lines(&found));
    let found = compare(&new, &old, &options).unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(found.level(), Some(Level::Breaking), "{:?}", lines(&found));
    let report = compare(&old, &old, &options).unwrap_err();
    assert!(
        report.to_string().contains("no operation's path, tag or operationId matches */bells"),
        "{report}"
    );
}
