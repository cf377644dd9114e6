//! Documents of newer versions that are hard: none takes long, none much memory, and what is wrong with
//! them is said.

#![allow(clippy::unwrap_used, unreachable_pub)]

mod inputs;

use std::time::Duration;

use cloudflare_mtls_codegen::{Output, Report};
use serde_json::{Value, json};

use inputs::effort::Effort;
use inputs::{Input, soundness};

/// How long one document may take without optimisation, other work of the machine left out.
const LIMIT: Duration = Duration::from_secs(60);

/// Generates a document within the limit, and checks what comes out.
#[track_caller]
fn generate(name: &str, document: &Value) -> Result<Output, Report> {
    let effort = Effort::start();
    let input = Input::document(name, document.to_string());
    // The stack of a thread of Rust's own test harness, and of many a build server.
    let worker = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(move || input.generate());
    let found = worker.unwrap().join().unwrap();
    let took = effort.spent();
    println!("{name}: {took:?}");
    assert!(took < LIMIT, "{name} took {took:?}");
    if let Ok(output) = &found {
        soundness::check(output).unwrap_or_else(|fault| panic!("{name}: {fault}"));
    }
    found
}

/// A document with an operation that sends and answers a schema.
fn document(schema: &Value, schemas: &Value) -> Value {
    let content = json!({"application/json": {"schema": schema}});
    json!({
        "openapi": "3.1.1",
        "paths": {"/things": {"put": {
            "operationId": "things-put",
            "requestBody": {"content": content},
            "responses": {"200": {"content": {"application/json": {"schema": {"properties": {
                "success": {"type": "boolean"}, "errors": {"type": "array"}, "result": schema,
            }}}}}},
        }}},
        "components": {"schemas": schemas},
    })
}

/// Texts that are all one name in Rust.
fn alike(count: usize) -> Vec<String> {
    let text = |number: usize| {
        let signs = (0..13).map(|bit| if number >> bit & 1 == 0 { '_' } else { ' ' });
        signs.flat_map(|sign| [sign, 'x']).skip(1).collect()
    };
    (0..count).map(text).collect()
}

#[test]
fn enums_of_many_values() {
    let values: Vec<String> = (0..8_000).map(|number| format!("value-{number}")).collect();
    let constants: Vec<Value> = values.iter().map(|value| json!({"const": value})).collect();
    let signs: Vec<String> = alike(2_500);
    for (name, schema) in [
        ("an enum of 8,000 values", json!({"type": "string", "enum": values})),
        ("the same twice", json!({"allOf": [{"enum": values}, {"enum": values}]})),
        ("a constant each", json!({"oneOf": constants})),
        ("values that all have one name", json!({"enum": signs})),
        ("a value 20,000 times", json!({"enum": vec!["same"; 20_000]})),
    ] {
        generate(name, &document(&json!({"type": "object", "properties": {"a": schema}}), &json!({})))
            .unwrap();
    }
}

#[test]
fn objects_of_many_kinds() {
    let kind = |value: &str, fields: usize| {
        let mut properties = json!({"type": {"const": value}, "name": {"type": "string"}});
        for number in 0..fields {
            properties[format!("{value}{number}")] = json!({"type": "string"});
        }
        json!({"type": "object", "required": ["type"], "properties": properties})
    };
    let refer = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let object = |schema: Value| json!({"type": "object", "properties": {"a": schema}});

    let each: Vec<Value> = (0..1_000).map(|number| kind(&format!("k{number}_"), 1)).collect();
    generate("1,000 kinds", &document(&object(json!({"oneOf": each})), &json!({}))).unwrap();

    let same: Vec<Value> = (0..3_000).map(|_| kind("a", 1)).chain([kind("b", 1)]).collect();
    generate("3,000 of one kind", &document(&object(json!({"oneOf": same})), &json!({}))).unwrap();

    let keys: Vec<Value> =
        (0..3_000).map(|key| json!({"properties": {format!("k{key}"): {"type": "string"}}})).collect();
    generate("3,000 keys", &document(&object(json!({"oneOf": keys})), &json!({}))).unwrap();

    let large = json!({"A": kind("a", 2_000), "B": kind("b", 2_000)});
    let pairs: Value =
        (0..3_000).map(|place| (format!("f{place}"), json!({"oneOf": [refer("A"), refer("B")]}))).collect();
    let pairs = json!({"type": "object", "properties": pairs});
    generate("large kinds at 3,000 places", &document(&pairs, &large)).unwrap();

    let mapping: Value = (0..5_000).map(|value| (format!("v{value}"), json!("L"))).collect();
    let untagged: Value = (0..2_000).map(|field| (format!("f{field}"), json!({"type": "string"}))).collect();
    let schemas = json!({"L": {"properties": untagged}, "S": kind("s", 1)});
    let mapped = json!({"oneOf": [refer("L"), refer("S")], "discriminator": {"propertyName": "type", "mapping": mapping}});
    generate("5,000 names for one large object", &document(&object(mapped), &schemas)).unwrap();
}

#[test]
fn objects_of_many_fields() {
    let names: Vec<String> = (0..2_500).map(|number| format!("field_{number}")).collect();
    let properties: Value = names.iter().map(|name| (name.clone(), json!({"type": "string"}))).collect();
    generate(
        "2,500 required fields",
        &document(&json!({"type": "object", "properties": properties, "required": names}), &json!({})),
    )
    .unwrap();
    let each: Vec<Value> = names
        .iter()
        .map(|name| json!({"type": "object", "properties": {name: {"type": "string"}}}))
        .collect();
    generate("2,500 alternatives with a field each", &document(&json!({"oneOf": each}), &json!({}))).unwrap();
    let alike: Value = alike(2_500).into_iter().map(|name| (name, json!({"type": "string"}))).collect();
    generate(
        "fields that all have one name",
        &document(&json!({"type": "object", "properties": alike}), &json!({})),
    )
    .unwrap();
}

#[test]
fn parameters_of_one_name() {
    let mut document = document(&json!({"type": "string"}), &json!({}));
    let parameters: Vec<Value> = alike(2_000)
        .into_iter()
        .map(|name| json!({"name": name, "in": "query", "schema": {"type": "string"}}))
        .collect();
    document["paths"]["/things"]["put"]["parameters"] = json!(parameters);
    generate("2,000 parameters that all have one name", &document).unwrap();
}

#[test]
fn paths_of_one_name() {
    let operation = document(&json!({"type": "string"}), &json!({}))["paths"]["/things"]["put"].clone();
    for (what, start, end) in [("of one root", "/things/", ""), ("of one module", "/", "/things")] {
        let mut document = document(&json!({"type": "string"}), &json!({}));
        for (number, name) in alike(1_500).into_iter().enumerate() {
            let mut operation = operation.clone();
            operation["operationId"] = json!(format!("operation-{number}"));
            document["paths"][format!("{start}{name}{end}")] = json!({"put": operation});
        }
        generate(&format!("1,500 paths {what} that all have one name"), &document).unwrap();
    }
}

#[test]
fn objects_of_many_required_fields() {
    let names: Vec<String> = (0..10_000).map(|number| format!("field_of_some_length_{number}")).collect();
    let properties: Value = names.iter().map(|name| (name.clone(), json!({"type": "string"}))).collect();
    let schema = json!({"type": "object", "properties": properties, "required": names});
    generate("10,000 required fields", &document(&schema, &json!({}))).unwrap();
}

#[test]
fn addresses_in_descriptions() {
    for (text, size) in
        [("http://a]", 1_800_000), ("https://", 200_000), ("http://[", 200_000), ("`http://a", 200_000)]
    {
        let description = text.repeat(size / text.len());
        let schema = json!({"type": "object", "description": description, "properties": {"a": {}}});
        generate(&format!("{text} again and again"), &document(&schema, &json!({}))).unwrap();
    }
}

#[test]
fn references_without_end() {
    let long = format!("#/components/schemas/{}", "a".repeat(1_000_000));
    let deep = format!("#{}", "/a".repeat(500_000));
    let encoded = format!("#/components/schemas/{}", "%25".repeat(300_000));
    let anchor = format!("#{}", "b".repeat(1_000_000));
    for reference in [long, deep, encoded, anchor] {
        let name = format!("{} of {} bytes", &reference[..24], reference.len());
        let output = generate(&name, &document(&json!({"$ref": reference}), &json!({}))).unwrap();
        let note = output.report.notes().find(|note| note.code == "reference-too-long").unwrap();
        assert!(note.message.len() < 1_000, "{}", note.message.len());
        assert!(note.message.contains("longer than 4096 bytes"), "{}", note.message);
    }
}

/// Every path refers to one path item with many operations.
#[test]
fn path_items_that_multiply() {
    let item = json!({
        "description": "x".repeat(100_000),
        "get": {"operationId": "a", "description": "x".repeat(100_000), "responses": {}},
    });
    let mut hard = json!({"openapi": "3.1.1", "paths": {}, "components": {"pathItems": {"One": item}}});
    for number in 0..20_000 {
        hard["paths"][format!("/a{number}")] = json!({"$ref": "#/components/pathItems/One"});
    }
    let report = generate("20,000 paths with 200 kB each", &hard).unwrap_err();
    assert!(report.errors().any(|error| error.code == "too-large"), "{report}");

    let mut hard = json!({"openapi": "3.1.1", "paths": {}, "components": {"pathItems": {}}});
    for number in 0..2_000 {
        let next = format!("#/components/pathItems/P{}", (number + 1) % 2_000);
        hard["components"]["pathItems"][format!("P{number}")] = json!({"$ref": next, "x-more": [1, 2, 3]});
        hard["paths"][format!("/a{number}")] = json!({"$ref": next});
    }
    let report = generate("2,000 path items in a circle", &hard).unwrap_err();
    assert!(report.errors().any(|error| error.code == "no-operations"), "{report}");
}

/// Parameters with a long name and a description each.
#[test]
fn parameters_that_multiply() {
    let mut hard = document(&json!({"type": "string"}), &json!({}));
    hard["components"]["parameters"] =
        json!({"Long": {"name": "n".repeat(1_000_000), "in": "query", "schema": {"type": "string"}}});
    let parameter = json!({"$ref": "#/components/parameters/Long", "description": "Another."});
    hard["paths"]["/things"]["put"]["parameters"] = json!(vec![parameter; 5_000]);
    let report = generate("a name of a megabyte 5,000 times", &hard).unwrap_err();
    assert!(report.errors().any(|error| error.code == "too-large"), "{report}");
}

#[test]
fn schemas_by_address_and_anchor() {
    let mut schemas = json!({});
    for number in 0..3_000 {
        schemas[format!("S{number}")] = json!({
            "$id": format!("https://example.com/{number}"),
            "$anchor": format!("a{number}"),
            "type": "object",
            "properties": {
                "next": {"$ref": format!("{}", (number + 1) % 3_000)},
                "own": {"$ref": "#/$defs/D"},
                "anchored": {"$ref": format!("#a{number}")},
            },
            "$defs": {"D": {"type": "object", "properties": {format!("d{number}"): {"type": "string"}}}},
        });
    }
    generate("3,000 addresses in a circle", &document(&json!({"$ref": "#/components/schemas/S0"}), &schemas))
        .unwrap();

    // A schema inside another's address inside another's.
    let mut schema = json!({"$ref": "#"});
    for number in 0..30 {
        schema =
            json!({"$id": format!("a{number}/"), "properties": {"p": schema}, "items": {"$ref": "#/items"}});
    }
    generate("addresses in addresses", &document(&schema, &json!({}))).unwrap();
}

/// What is rewritten in place is rewritten once, however often it is referred to.
#[test]
fn rewritten_parts_that_refer_to_each_other() {
    let count = 60;
    for (name, wrap) in [
        ("tuples", (|all| json!({"prefixItems": all, "items": {"prefixItems": all}})) as fn(&Value) -> Value),
        ("conditions", |all| json!({"if": {}, "then": {"allOf": all}, "else": {"anyOf": all}})),
        ("dependent schemas", |all| json!({"dependentSchemas": {"a": {"allOf": all}, "b": {"oneOf": all}}})),
        ("patterns", |all| json!({"patternProperties": {"a": {"anyOf": all}, "b": {"anyOf": all}}})),
        ("references beside", |all| json!({"$ref": "#/components/schemas/S1", "anyOf": all})),
        ("null beside each", |all| json!({"anyOf": [{"type": "null"}, {"oneOf": all}]})),
    ] {
        let all: Value =
            (0..count).map(|to| json!({"$ref": format!("#/components/schemas/S{to}")})).collect();
        let schemas: Value = (0..count).map(|from| (format!("S{from}"), wrap(&all))).collect();
        let schema = json!({"$ref": "#/components/schemas/S0"});
        generate(&format!("{count} schemas by {name}"), &document(&schema, &schemas)).unwrap();
    }
}

#[test]
fn what_is_nothing_is_no_panic() {
    let odd =
        [json!(null), json!(1), json!("x"), json!([]), json!({}), json!(true), json!(false), json!([[]])];
    for keyword in [
        "type",
        "const",
        "enum",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "then",
        "else",
        "items",
        "prefixItems",
        "contains",
        "properties",
        "patternProperties",
        "additionalProperties",
        "propertyNames",
        "$ref",
        "$id",
        "$anchor",
        "$dynamicRef",
        "$defs",
        "dependentSchemas",
        "dependentRequired",
        "unevaluatedProperties",
        "unevaluatedItems",
        "examples",
        "contentEncoding",
        "contentMediaType",
        "exclusiveMinimum",
        "minimum",
        "discriminator",
        "nullable",
        "$schema",
        "required",
        "x-codegen-when",
    ] {
        for value in &odd {
            let mut schema = json!({"properties": {"a": {keyword: value}}, "allOf": [{keyword: value}]});
            schema[keyword] = value.clone();
            let input = Input::document(keyword, document(&schema, &json!({"S": schema})).to_string());
            let _ = input.generate();
        }
    }
    for (pointer, key) in [
        ("", "paths"),
        ("", "components"),
        ("", "webhooks"),
        ("", "$self"),
        ("", "tags"),
        ("", "servers"),
        ("", "jsonSchemaDialect"),
        ("/paths", "/things"),
        ("/paths/~1things", "put"),
        ("/paths/~1things", "query"),
        ("/paths/~1things", "additionalOperations"),
        ("/paths/~1things", "$ref"),
        ("/paths/~1things", "parameters"),
        ("/paths/~1things/put", "parameters"),
        ("/paths/~1things/put", "requestBody"),
        ("/paths/~1things/put", "responses"),
        ("/paths/~1things/put", "callbacks"),
        ("/paths/~1things/put", "x-api-token-group"),
        ("/paths/~1things/put", "x-cfPlanAvailability"),
        ("/paths/~1things/put/responses", "200"),
        ("/paths/~1things/put/responses/200", "content"),
        ("/paths/~1things/put/responses/200/content", "application/json"),
        ("/components", "schemas"),
        ("/components", "pathItems"),
        ("/components", "mediaTypes"),
    ] {
        for value in &odd {
            let mut hard = document(&json!({"type": "string"}), &json!({}));
            hard.pointer_mut(pointer).unwrap()[key] = value.clone();
            let _ = Input::document(key, hard.to_string()).generate();
        }
    }
}
