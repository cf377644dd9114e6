//! Changes of operations, parameters, bodies and results.

use serde_json::{Value, json};

use super::documents::{
    THING, THINGS, answer, assert_changes, assert_changes_back, body, diff, document, lines, operation,
    schema,
};

fn query(document: &mut Value, parameter: Value) {
    let parameters = operation(document, THINGS, "get")["parameters"].as_array_mut().unwrap();
    parameters.retain(|known| known["name"] != parameter["name"]);
    parameters.push(parameter);
}

fn delete() -> Value {
    let parameter =
        |name: &str| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}});
    json!({
        "operationId": "things-delete", "tags": ["Things"],
        "parameters": [parameter("zone_id"), parameter("thing_id")],
        "responses": {"200": answer(json!({}))},
    })
}

#[test]
fn an_operation_more_is_additive_one_less_breaking() {
    let edit = |document: &mut Value| *operation(document, THING, "delete") = delete();
    assert_changes(
        edit,
        &["additive operation-added, in DELETE /things/{thing_id}: new operation \
           (a method more, which nobody has to call)"],
    );
    assert_changes_back(
        edit,
        &["breaking operation-removed, in DELETE /things/{thing_id}: the operation is gone \
           (its method goes, and code that calls it no longer compiles)"],
    );
}

#[test]
fn an_operation_that_moved_says_where_to() {
    assert_changes(
        |new| {
            let paths = new["paths"].as_object_mut().unwrap();
            let moved = paths.remove(THING).unwrap();
            paths.insert("/zones/{zone_id}/stuff/{thing_id}".to_owned(), moved);
        },
        &[
            "breaking operation-removed, in GET /things/{thing_id}: the operation is gone; \
             `things-get` is now `GET /zones/{zone_id}/stuff/{thing_id}` \
             (its method goes, and code that calls it no longer compiles)",
            "additive operation-added, in GET /stuff/{thing_id}: new operation \
             (a method more, which nobody has to call)",
        ],
    );
}

#[test]
fn a_deprecated_operation_is_deprecating_and_back_additive() {
    let edit = |document: &mut Value| operation(document, THING, "get")["deprecated"] = json!(true);
    assert_changes(
        edit,
        &["deprecating operation-deprecated, in GET /things/{thing_id}: the operation is deprecated \
           (its method is marked as deprecated: callers get a warning)"],
    );
    assert_changes_back(
        edit,
        &[
            "additive operation-undeprecated, in GET /things/{thing_id}: the operation is no longer deprecated \
           (callers get no warning any more)",
        ],
    );
}

#[test]
fn another_tag_is_no_change() {
    assert_changes(
        |new| {
            for (path, method) in [(THINGS, "get"), (THINGS, "post"), (THING, "get")] {
                operation(new, path, method)["tags"] = json!(["All Things"]);
            }
        },
        &[],
    );
}

#[test]
fn a_place_that_the_document_gives_is_another_place() {
    assert_changes(
        |new| {
            let get = operation(new, THING, "get");
            get["x-fern-sdk-group-name"] = json!("stock.things");
            get["x-fern-sdk-method-name"] = json!("find");
        },
        &[
            "breaking call-changed, in GET /things/{thing_id}: \
           is called `client.stock().things(zone_id).find(thing_id)`, was `client.things(zone_id).get(thing_id)` \
           (a client without an operations table names operations by their paths and those around them)",
            "breaking type-renamed, in GET /things/{thing_id} result: \
           the type `Thing` is called `StockThing` here \
           (types are named by where they are used, and that changed; a client with an operations table keeps \
           the names that the table gives)",
        ],
    );
}

#[test]
fn a_method_that_is_called_otherwise_is_breaking() {
    // Nothing else reads `things`, so what was a list is got.
    let found = {
        let old = super::documents::document();
        let mut new = super::documents::document();
        let schema = &mut operation(&mut new, THINGS, "get")["responses"]["200"]["content"]["application/json"]
            ["schema"];
        schema["properties"]["result"] = json!({"$ref": "#/components/schemas/thing"});
        super::documents::lines(&super::documents::diff(&old, &new))
    };
    assert!(
        found.iter().any(|line| line.starts_with("breaking call-changed, in GET /things")
            && line.contains("was `client.things(zone_id).list()`")),
        "{found:#?}"
    );
    assert!(
        found
            .iter()
            .any(|line| line.starts_with("breaking result-changed, in GET /things result: the result is")
                && line.ends_with("(what the call gives has another Rust type)")),
        "{found:#?}"
    );
}

#[test]
fn an_optional_parameter_more_is_additive_a_required_one_breaking() {
    let parameter = |required: bool| json!({"name": "match", "in": "query", "required": required, "schema": {"type": "string"}});
    assert_changes(
        |new| query(new, parameter(false)),
        &["additive parameter-added, in GET /things query.match: new query parameter `match`, `String` \
           (a setter more; calls without it stay as they are)"],
    );
    assert_changes(
        |new| query(new, parameter(true)),
        &["breaking parameter-added, in GET /things query.match: \
           new query parameter `match`, that must be given, `String` (the method takes another argument)"],
    );
    assert_changes_back(
        |old| query(old, parameter(false)),
        &["breaking parameter-removed, in GET /things query.match: the query parameter `match` is gone \
           (its setter goes, and code that sets it no longer compiles)"],
    );
    assert_changes_back(
        |old| query(old, parameter(true)),
        &["breaking parameter-removed, in GET /things query.match: the query parameter `match` is gone \
           (the method has an argument less)"],
    );
}

#[test]
fn required_and_optional_parameters_are_arguments_and_setters() {
    let edit = |document: &mut Value| {
        query(
            document,
            json!({"name": "name", "in": "query", "required": true, "schema": {"type": "string"}}),
        );
    };
    assert_changes(
        edit,
        &[
            "breaking parameter-required, in GET /things query.name: the query parameter `name` must be given \
           (its setter goes, and the method takes another argument)",
        ],
    );
    assert_changes_back(
        edit,
        &["breaking parameter-optional, in GET /things query.name: \
           the query parameter `name` needn't be given any more \
           (the method has an argument less, and the call a setter more; the API takes what it took before)"],
    );
}

#[test]
fn a_parameter_of_another_type_is_breaking() {
    assert_changes(
        |new| query(new, json!({"name": "name", "in": "query", "schema": {"type": "boolean"}})),
        &["breaking type-changed, in GET /things query.name: `name` was `String`, is `bool` \
           (the Rust type changes with it)"],
    );
    assert_changes(
        |new| {
            query(
                new,
                json!({"name": "order", "in": "query", "schema": {"type": "string", "enum": ["asc", "by_name"]}}),
            )
        },
        &[
            "breaking values-removed, in GET /things query.order: `order` no longer has the value `desc` \
             (the variant goes, and code that names it no longer compiles)",
            "additive values-added, in GET /things query.order: `order` has the new value `by_name` \
             (enums are open: a variant more, and code that matches on one has an arm for others)",
        ],
    );
}

#[test]
fn what_is_a_text_in_a_query_anyway_is_no_change() {
    assert_changes(|new| query(new, json!({"name": "name", "in": "query", "schema": {}})), &[]);
}

#[test]
fn a_deprecated_parameter_is_deprecating_and_back_additive() {
    let edit = |document: &mut Value| {
        query(
            document,
            json!({"name": "name", "in": "query", "deprecated": true, "schema": {"type": "string"}}),
        );
    };
    assert_changes(
        edit,
        &[
            "deprecating parameter-deprecated, in GET /things query.name: the query parameter `name` is deprecated \
           (its setter is marked as deprecated: callers get a warning)",
        ],
    );
    assert_changes_back(
        edit,
        &["additive parameter-undeprecated, in GET /things query.name: \
           the query parameter `name` is no longer deprecated (callers get no warning any more)"],
    );
}

#[test]
fn a_list_that_is_written_in_another_way_is_told() {
    let list = |explode: bool| {
        let schema = json!({"type": "array", "items": {"type": "string"}});
        json!({"name": "tags", "in": "query", "explode": explode, "schema": schema})
    };
    let [mut old, mut new] = [document(), document()];
    query(&mut old, list(true));
    query(&mut new, list(false));
    assert_eq!(
        lines(&diff(&old, &new)),
        ["additive parameter-written, in GET /things query.tags: \
          the query parameter `tags` is written as one value with `,` between items, \
          was as one parameter for each item \
          (callers give a list as before; a client made from the old document writes it in the old way)"],
    );
}

#[test]
fn cookies_are_parameters() {
    assert_changes(
        |new| query(new, json!({"name": "session", "in": "cookie", "schema": {"type": "string"}})),
        &["additive parameter-added, in GET /things cookie.session: new cookie `session`, `String` \
           (a setter more; calls without it stay as they are)"],
    );
}

#[test]
fn headers_are_parameters() {
    assert_changes_back(
        |old| query(old, json!({"name": "X-Trace", "in": "header", "schema": {"type": "string"}})),
        &["breaking parameter-removed, in GET /things header.X-Trace: the header `X-Trace` is gone \
           (its setter goes, and code that sets it no longer compiles)"],
    );
}

#[test]
fn a_segment_of_a_path_is_a_number_or_a_text() {
    let path = |document: &mut Value, schema: Value| {
        operation(document, THING, "get")["parameters"][1]["schema"] = schema;
    };
    assert_changes(
        |new| path(new, json!({"type": "integer"})),
        &[
            "breaking type-changed, in GET /things/{thing_id} path.thing_id: `thing_id` was `String`, is `i64` \
           (the method takes an argument of another type)",
        ],
    );
    assert_changes(|new| path(new, json!({"type": "string", "enum": ["a", "b"]})), &[]);
}

#[test]
fn another_status_for_success_is_additive() {
    assert_changes(
        |new| {
            let responses = operation(new, THINGS, "post")["responses"].as_object_mut().unwrap();
            let answer = responses.remove("200").unwrap();
            responses.insert("201".to_owned(), answer);
        },
        &["additive status-changed, in POST /things status: success is `201`, was `200` \
           (any 2xx status is success for the client, whichever the document names)"],
    );
}

#[test]
fn failures_are_no_change() {
    assert_changes(|new| operation(new, THING, "get")["responses"]["4XX"] = answer(json!({})), &[]);
}

#[test]
fn paging_comes_and_goes() {
    let edit = |document: &mut Value| {
        query(document, json!({"name": "page", "in": "query", "schema": {"type": "integer"}}));
        query(document, json!({"name": "per_page", "in": "query", "schema": {"type": "integer"}}));
    };
    let came =
        |line: &str| line.starts_with("additive paging-added, in GET /things result: the list is paged (");
    let gone = |line: &str| {
        line.starts_with("breaking paging-removed, in GET /things result: the list is no longer")
    };
    let (mut paged, plain) = (super::documents::document(), super::documents::document());
    edit(&mut paged);
    let lines = |old, new| super::documents::lines(&super::documents::diff(old, new));
    assert!(lines(&plain, &paged).iter().any(|line| came(line)), "{:#?}", lines(&plain, &paged));
    assert!(lines(&paged, &plain).iter().any(|line| gone(line)), "{:#?}", lines(&paged, &plain));
}

#[test]
fn results_of_other_kinds_are_breaking() {
    let result = |document: &mut Value, response: Value| {
        operation(document, THING, "get")["responses"]["200"] = response;
    };
    assert_changes(
        |new| result(new, json!({"description": "", "content": {"application/octet-stream": {}}})),
        &["breaking result-changed, in GET /things/{thing_id} result: the result is bytes, \
           was an object with `hosts`, `id`, `labels`, `name` and 2 more \
           (what the call gives has another Rust type)"],
    );
    assert_changes(
        |new| result(new, json!({"description": ""})),
        &["breaking result-changed, in GET /things/{thing_id} result: \
           the result is nothing that the document describes, \
           was an object with `hosts`, `id`, `labels`, `name` and 2 more \
           (what the call gives has another Rust type)"],
    );
}

#[test]
fn a_result_without_an_envelope_is_the_same_to_callers() {
    assert_changes(
        |new| {
            operation(new, THING, "get")["responses"]["200"]["content"]["application/json"]["schema"] =
                json!({"$ref": "#/components/schemas/thing"});
        },
        &["additive envelope-changed, in GET /things/{thing_id} result: \
           the document shows the result without an envelope \
           (callers get the same; a client made from the old document may not find the result)"],
    );
}

#[test]
fn bodies_come_and_go_and_change_their_kind() {
    let content = |media: &str| json!({"content": {media: {"schema": {"type": "string"}}}});
    let set = |document: &mut Value, body: Value| operation(document, THING, "put")["requestBody"] = body;
    let put = |document: &mut Value| {
        *operation(document, THING, "put") = json!({
            "operationId": "things-put", "tags": ["Things"],
            "parameters": delete()["parameters"],
            "responses": {"200": answer(json!({"$ref": "#/components/schemas/thing"}))},
        });
    };
    let bodies = [
        (None, "no body"),
        (Some(body("#/components/schemas/new_thing")), "JSON, an object with `config`, `kind`, `name`"),
        (Some(content("multipart/form-data")), "a multipart form"),
        (Some(content("application/x-ndjson")), "bytes of `application/x-ndjson`"),
    ];
    for (before, was) in &bodies {
        for (after, is) in &bodies {
            let (mut old, mut new) = (super::documents::document(), super::documents::document());
            for (document, body) in [(&mut old, before), (&mut new, after)] {
                put(document);
                // Kept in both, so that the type has the same name.
                if let Some(body) = body {
                    set(document, body.clone());
                }
            }
            let found: Vec<String> = super::documents::lines(&super::documents::diff(&old, &new))
                .into_iter()
                .filter(|line| line.contains("body-changed"))
                .collect();
            let expected = match (before, after) {
                _ if was == is => {
                    assert!(found.is_empty(), "{found:#?}");
                    continue;
                }
                (None, _) => format!("there is a body: {is} (the method takes another argument)"),
                (_, None) => {
                    format!("there is no body any more; it was {was} (the method has an argument less)")
                }
                _ => format!("the body is {is}, was {was} (the method takes an argument of another type)"),
            };
            assert_eq!(
                found,
                [format!("breaking body-changed, in PUT /things/{{thing_id}} body: {expected}")]
            );
        }
    }
}

#[test]
fn operations_that_differ_in_parameter_names_alone_are_told_apart() {
    let edit = |document: &mut Value| {
        let mut other = operation(document, THING, "get").clone();
        other["operationId"] = json!("things-get-by-tag");
        other["parameters"][1]["name"] = json!("slug");
        other["deprecated"] = json!(true);
        document["paths"]["/zones/{zone_id}/things/{slug}"]["get"] = other;
    };
    let mut both = super::documents::document();
    edit(&mut both);
    let mut changed = both.clone();
    changed["paths"]["/zones/{zone_id}/things/{slug}"]["get"]["deprecated"] = json!(false);
    let found = super::documents::diff(&both, &changed);
    assert_eq!(found.changes.len(), 1, "{found:#?}");
    assert_eq!(found.changes[0].operations[0].operation_id, "things-get-by-tag");
}

#[test]
fn a_type_that_becomes_a_request_changes_how_its_fields_are_read() {
    // What was received only is sent as well, and can be null in both.
    let nullable = |document: &mut Value| {
        schema(document, "thing")["properties"]["name"] = json!({"type": "string", "nullable": true});
    };
    let (mut old, mut new) = (super::documents::document(), super::documents::document());
    nullable(&mut old);
    nullable(&mut new);
    *operation(&mut new, THING, "put") = json!({
        "operationId": "things-put", "tags": ["Things"], "parameters": delete()["parameters"],
        "requestBody": body("#/components/schemas/thing"),
        "responses": {"200": answer(json!({"$ref": "#/components/schemas/thing"}))},
    });
    let found = super::documents::lines(&super::documents::diff(&old, &new));
    assert_eq!(found.len(), 2, "{found:#?}");
    assert_eq!(
        found[0],
        "breaking field-nullable, in GET /things result[].name; POST /things result.name; \
         GET /things/{thing_id} result.name: the field `name` is a `Nullable`, was an `Option` \
         (the same Rust type is now used for requests and answers, or no longer is)"
    );
}
