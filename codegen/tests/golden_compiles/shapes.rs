//! What shapes of types do when they are read and written: what contains itself, whole numbers with names,
//! results that are one of two, texts inside of others.

use cloudflare_core::Nullable;
use cloudflare_core::blocking::prelude::*;
use serde_json::json;

use crate::{golden, round_trip, sent};

#[test]
fn what_contains_itself_is_read_and_written_at_any_depth() {
    use golden::recursion::types::{
        SubmitWidget, UpdateWidget, Widget, WidgetEither, WidgetRule, WidgetRuleValue,
    };
    let value = json!({
        "name": "a",
        "parent": {"parent": {"name": "c"}},
        "children": [{"children": [{"name": "d"}, {}]}],
        "owner": {"widgets": {"x": {"owner": {"friend": {}}}}},
        "part": {"id": "p", "inner": {"inner": {"size": 1}}},
        "lists": [[[]], 7],
        "maps": {"a": {"b": {}}},
        "rule": {"not": {"all": ["text", {"not": "other"}]}},
        "either": {"either": "text"},
    });
    assert_eq!(round_trip::<Widget>(&value), value);
    let widget: Widget = serde_json::from_value(value).unwrap();
    assert!(matches!(widget.either.as_deref(), Some(WidgetEither::Object(inner)) if inner.either.is_some()));
    assert!(matches!(widget.rule, Some(WidgetRule::Object(WidgetRuleValue::Not(_)))));

    // A caller needs no box.
    let query = SubmitWidget::new().text("a").inner(SubmitWidget::new().text("b"));
    let json = json!({"text": "a", "inner": {"text": "b"}});
    assert_eq!(serde_json::to_value(&query).unwrap(), json);
    let filter = UpdateWidget::new("a").also(UpdateWidget::new("b")).perhaps(UpdateWidget::new("c"));
    let json = json!({"by": "a", "also": {"by": "b"}, "perhaps": {"by": "c"}});
    assert_eq!(serde_json::to_value(filter.clone()).unwrap(), json);
    let json = json!({"by": "a", "also": {"by": "b"}, "perhaps": null});
    assert_eq!(serde_json::to_value(filter.perhaps(Nullable::Null)).unwrap(), json);
    assert_eq!(serde_json::to_value(query.inner(Box::new(SubmitWidget::new()))).unwrap()["inner"], json!({}));
}

#[test]
fn whole_numbers_with_names_are_numbers() {
    use golden::enum_numbers::Client;
    use golden::enum_numbers::types::{
        CreateWidget, Widget, WidgetMixed, WidgetSize, WidgetTtl, WidgetXLevel,
    };
    let value = json!({
        "auto_ttl": 1, "either": 3, "fixed_list": ["a"], "level": 2, "mixed": "auto", "ttl": -1, "untyped": 9,
        "version": 1, "versions": [1, 2],
    });
    assert_eq!(round_trip::<Widget>(&value), value);
    let mixed: Widget = serde_json::from_value(json!({"mixed": 1, "level": null})).unwrap();
    assert!(matches!(mixed.mixed, Some(WidgetMixed::Number(_))));
    assert_eq!(mixed.level, None);

    let sent = sent(|client: Client| {
        let body = CreateWidget::new(300).level(WidgetXLevel::_2);
        client.widgets("z").create(body).size(20).sizes([WidgetSize::_10, 7.into()]).x_level(2).send()
    });
    assert_eq!(sent.body, r#"{"level":2,"ttl":300}"#);
    let query = [("size", "20"), ("sizes", "10"), ("sizes", "7")];
    assert_eq!(sent.query, query.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(sent.header("x-level"), "2");
    assert_eq!(WidgetTtl::from(300), WidgetTtl::_300);
}

#[test]
fn either_of_two_answers_is_the_result() {
    use golden::answers_two::types::{Widget, WidgetPart};
    for value in [
        json!({"id": "a", "status": "done", "size": 3}),
        json!({"id": "a", "status": "running", "progress": 0.5}),
    ] {
        assert_eq!(round_trip::<Widget>(&value), value);
    }
    let part = |value| serde_json::from_value::<WidgetPart>(value).unwrap();
    assert!(matches!(part(json!(["a"])), WidgetPart::List(_)));
    assert!(matches!(part(json!({"status": "waiting"})), WidgetPart::Object(_)));
    assert!(matches!(part(json!("a")), WidgetPart::Other(_)));
}

#[test]
fn texts_inside_are_what_they_are() {
    use golden::texts_inside::Client;
    use golden::texts_inside::types::{Widget, WidgetXRegion};
    let value = json!({
        "days": ["2024-01-31T05:20:00Z"],
        "days_by_name": {"first": "2024-01-31T05:20:00Z"},
        "tones": ["low", "new"],
        "tones_by_name": {"a": "high"},
        "passwords": ["hunter2"],
        "api_tokens": {"a": ["hunter2"]},
        "client_secrets": ["hunter2", null],
    });
    assert_eq!(round_trip::<Widget>(&value), value);
    let widget: Widget = serde_json::from_value(value).unwrap();
    assert!(!format!("{widget:?}").contains("hunter2"), "{widget:?}");
    let sent = sent(|client: Client| {
        let regions = [WidgetXRegion::Eu, "moon".into()];
        client.widgets("z").get("w", WidgetXRegion::Us).x_regions(regions).send()
    });
    assert_eq!((sent.header("x-region"), sent.header("x-regions")), ("us", "eu,moon"));
}

#[test]
fn maps_that_examples_show_are_read() {
    use golden::maps_by_example::types::Widget;
    let value = json!({"by_country": {"AU": 1, "NZ": 0.5}, "pools": {"ENAM": ["a"]}, "texts": {"name": 1}});
    assert_eq!(round_trip::<Widget>(&value), value);
}
