//! Changes of fields, enums, unions and types.

use serde_json::{Value, json};

use super::documents::{assert_changes, assert_changes_back, schema};

fn field(document: &mut Value, of: &str, name: &str, value: Value) {
    schema(document, of)["properties"][name] = value;
}

#[test]
fn a_field_more_in_a_result_is_additive_and_told_once() {
    assert_changes(
        |new| field(new, "thing", "comment", json!({"type": "string"})),
        &["additive field-added, in GET /things result[].comment; POST /things result.comment; \
           GET /things/{thing_id} result.comment: new field `comment`, `String` \
           (answers only gain by it; one without it decodes, too)"],
    );
}

#[test]
fn a_field_less_in_a_result_is_breaking() {
    assert_changes_back(
        |old| field(old, "host", "tls", json!({"type": "boolean"})),
        &["breaking field-removed, in GET /things result[].hosts[].tls; POST /things result.hosts[].tls; \
           GET /things/{thing_id} result.hosts[].tls: the field `tls` is gone \
           (code that reads it no longer compiles)"],
    );
}

#[test]
fn what_a_result_requires_is_no_change() {
    assert_changes(|new| schema(new, "thing")["required"] = json!(["id", "name"]), &[]);
}

#[test]
fn whether_a_result_can_be_null_is_no_change() {
    assert_changes(|new| field(new, "thing", "name", json!({"type": "string", "nullable": true})), &[]);
}

#[test]
fn a_deprecated_field_is_deprecating_and_back_additive() {
    let edit = |document: &mut Value| {
        field(document, "host", "port", json!({"type": "integer", "deprecated": true}));
    };
    assert_changes(
        edit,
        &["deprecating field-deprecated, in GET /things result[].hosts[].port; \
           POST /things result.hosts[].port; GET /things/{thing_id} result.hosts[].port: \
           the field `port` is deprecated \
           (it is marked as deprecated: code that reads or sets it gets a warning)"],
    );
    assert_changes_back(
        edit,
        &["additive field-undeprecated, in GET /things result[].hosts[].port; \
           POST /things result.hosts[].port; GET /things/{thing_id} result.hosts[].port: \
           the field `port` is no longer deprecated \
           (code that reads or sets it gets no warning any more)"],
    );
}

#[test]
fn an_optional_field_more_in_a_request_is_additive_a_required_one_breaking() {
    assert_changes(
        |new| field(new, "new_thing", "comment", json!({"type": "string"})),
        &["additive field-added, in POST /things body.comment: new field `comment`, `String` \
           (a setter more; requests without it stay as they are)"],
    );
    assert_changes(
        |new| {
            field(new, "new_thing", "size", json!({"type": "integer", "minimum": 0}));
            schema(new, "new_thing")["required"] = json!(["name", "kind", "size"]);
        },
        &["breaking field-added, in POST /things body.size: new field `size`, that must be given, `u64` \
           (`new` takes another argument)"],
    );
}

#[test]
fn a_field_less_in_a_request_is_breaking() {
    assert_changes_back(
        |old| field(old, "new_thing", "comment", json!({"type": "string"})),
        &["breaking field-removed, in POST /things body.comment: the field `comment` is gone \
           (its setter goes, and code that sets it no longer compiles)"],
    );
}

#[test]
fn required_and_optional_are_different_constructors() {
    let edit = |document: &mut Value| schema(document, "new_thing")["required"] = json!(["name"]);
    assert_changes(
        edit,
        &["breaking field-optional, in POST /things body.kind: the field `kind` needn't be given any more \
           (it is no longer an argument of `new` and has a setter; the API takes what it took before)"],
    );
    assert_changes_back(
        edit,
        &["breaking field-required, in POST /things body.kind: the field `kind` must be given \
           (it becomes an argument of `new`, and its setter goes)"],
    );
}

#[test]
fn the_order_of_required_fields_is_that_of_arguments() {
    assert_changes(
        |new| schema(new, "new_thing")["required"] = json!(["kind", "name"]),
        &["breaking required-order, in POST /things body: \
           `new` takes `kind`, `name` in this order; it took `name`, `kind` \
           (the arguments of `new` stand in that order, so calls pass them to the wrong places)"],
    );
}

#[test]
fn null_in_a_request_is_another_rust_type() {
    let edit = |document: &mut Value| {
        let config = &mut schema(document, "new_thing")["properties"]["config"];
        config["items"]["properties"]["enabled"] = json!({"type": "boolean", "nullable": true});
    };
    let reason = "what stands round its Rust type changes (`Option`, `Nullable`), and with it what its setter \
                  takes";
    assert_changes(
        edit,
        &[&format!(
            "breaking field-nullable, in POST /things body.config[].enabled: \
             the field `enabled` can be null ({reason})"
        )],
    );
    assert_changes_back(
        edit,
        &[&format!(
            "breaking field-nullable, in POST /things body.config[].enabled: \
             the field `enabled` is never null ({reason})"
        )],
    );
}

#[test]
fn another_type_is_breaking_and_says_why() {
    let places = "GET /things result[].hosts[].port; POST /things result.hosts[].port; \
                  GET /things/{thing_id} result.hosts[].port";
    for (schema, shown, reason) in [
        (json!({"type": "string"}), "`String`", "the Rust type changes with it"),
        (json!({"type": "integer", "minimum": 0}), "`u64`", "the Rust type changes with it"),
        (json!({}), "any JSON", "the document no longer types it: `Value` takes the place of a Rust type"),
        (json!({"type": "array", "items": {"type": "number"}}), "a list of `Number`", "it is a list now"),
        (
            json!({"type": "string", "format": "password"}),
            "`Secret`",
            "a secret is never printed and has a Rust type of its own",
        ),
        (
            json!({"oneOf": [{"type": "integer"}, {"type": "string"}]}),
            "`i64` or `String`",
            "it comes in several forms now, which take a Rust type of their own",
        ),
        (
            json!({"type": "object", "additionalProperties": {"type": "string", "format": "date-time"}}),
            "a map to `Timestamp`",
            "the Rust type changes with it",
        ),
    ] {
        assert_changes(
            |new| field(new, "host", "port", schema),
            &[&format!("breaking type-changed, in {places}: `port` was `i64`, is {shown} ({reason})")],
        );
    }
}

#[test]
fn objects_without_a_common_field_are_another_type() {
    let edit = |document: &mut Value| {
        let items = &mut schema(document, "new_thing")["properties"]["config"]["items"];
        items["properties"] = json!({"a": {"type": "string"}, "b": {"type": "string"}});
    };
    assert_changes(
        edit,
        &["breaking type-changed, in POST /things body.config[]: \
           `config` was an object with `enabled`, is an object with `a`, `b` (the Rust type changes with it)"],
    );
}

#[test]
fn a_value_more_is_additive_a_value_less_breaking() {
    let edit = |document: &mut Value| {
        field(document, "thing", "state", json!({"type": "string", "enum": ["deleted", "active", "failed"]}));
    };
    let places = "GET /things result[].state; POST /things result.state; GET /things/{thing_id} result.state";
    assert_changes(
        edit,
        &[
            &format!(
                "breaking values-removed, in {places}: `state` no longer has the value `pending` \
                 (the variant goes, and code that names it no longer compiles)"
            ),
            &format!(
                "additive values-added, in {places}: `state` has the new values `deleted`, `failed` \
                 (enums are open: a variant more, and code that matches on one has an arm for others)"
            ),
        ],
    );
}

#[test]
fn the_order_of_values_is_no_change() {
    assert_changes(
        |new| field(new, "thing", "state", json!({"type": "string", "enum": ["pending", "active"]})),
        &[],
    );
}

#[test]
fn unions_gain_and_lose_forms() {
    let edit = |document: &mut Value| {
        let forms = json!([{"type": "string"}, {"type": "boolean"}, {"type": "number"}]);
        field(document, "thing", "value", json!({"oneOf": forms}));
    };
    let places = "GET /things result[].value; POST /things result.value; GET /things/{thing_id} result.value";
    assert_changes(
        edit,
        &[&format!(
            "additive form-added, in {places}: `value` can also be `Number` \
             (unions are open: it has come as `Other` so far, and has a variant now)"
        )],
    );
    assert_changes_back(
        edit,
        &[&format!(
            "breaking form-removed, in {places}: `value` can no longer be `Number` \
             (the variant goes, and code that names it no longer compiles)"
        )],
    );
}

#[test]
fn what_a_union_holds_is_compared_form_by_form() {
    assert_changes(
        |new| {
            let forms = json!([{"type": "string", "format": "date-time"}, {"type": "boolean"}]);
            field(new, "thing", "value", json!({"oneOf": forms}));
        },
        &["breaking type-changed, in GET /things result[].value(text); POST /things result.value(text); \
           GET /things/{thing_id} result.value(text): `value` was `String`, is `Timestamp` \
           (the Rust type changes with it)"],
    );
}

#[test]
fn a_type_that_is_named_otherwise_is_breaking() {
    // What reads one thing answers with a type of its own now, which takes the resource's name.
    assert_changes(
        |new| {
            let mut other = schema(new, "thing").clone();
            other["properties"]["extra"] = json!({"type": "string"});
            *schema(new, "other") = other;
            let schema = &mut super::documents::operation(new, super::documents::THING, "get")["responses"]["200"]
                ["content"]["application/json"]["schema"];
            schema["properties"]["result"] = json!({"$ref": "#/components/schemas/other"});
        },
        &[
            "breaking type-renamed, in GET /things result[]; POST /things result: \
             the type `Thing` is called `ThingItem` here \
             (types are named by where they are used, and that changed; a client with an operations table keeps \
             the names that the table gives)",
            "additive field-added, in GET /things/{thing_id} result.extra: new field `extra`, `String` \
             (answers only gain by it; one without it decodes, too)",
        ],
    );
}

#[test]
fn further_fields_come_go_and_change_in_what_they_hold() {
    let further = |document: &mut Value, values: Value| {
        schema(document, "host")["additionalProperties"] = values;
    };
    let place = "GET /things result[].hosts[].*; POST /things result.hosts[].*; \
                 GET /things/{thing_id} result.hosts[].*";
    assert_changes(
        |new| further(new, json!({"type": "integer"})),
        &[&format!(
            "additive others-added, in {place}: keeps further fields, each `i64` \
             (answers only gain by it; what came beside the named fields was dropped)"
        )],
    );
    assert_changes_back(
        |old| further(old, json!({"type": "integer"})),
        &[&format!(
            "breaking others-removed, in {place}: no longer keeps further fields \
             (the map of them goes, and code that names it no longer compiles)"
        )],
    );
    let (mut old, mut new) = (super::documents::document(), super::documents::document());
    further(&mut old, json!({"type": "integer"}));
    further(&mut new, json!({"type": "string"}));
    let lines = super::documents::lines(&super::documents::diff(&old, &new));
    assert_eq!(
        lines,
        [format!(
            "breaking type-changed, in {place}: `hosts[].*` was `i64`, is `String` \
             (the Rust type changes with it)"
        )]
    );
}

#[test]
fn a_place_among_further_fields_is_told_in_a_request_too() {
    assert_changes(
        |new| schema(new, "new_thing")["additionalProperties"] = json!({"type": "boolean"}),
        &["additive others-added, in POST /things body.*: keeps further fields, each `bool` \
           (a setter more; requests without them stay as they are)"],
    );
}
