//! Objects that are one of several: by a tag, by a discriminator, by their only key, or by nothing.

use cloudflare_core::runtime::serde_json::{self, json};

use crate::{golden, round_trip};

#[test]
fn alternatives_that_say_nothing_leave_the_others_their_types() {
    use golden::alternatives_silent::types::{Widget, WidgetAnything, WidgetBare};

    let value = json!({
        "repeated": "a", "anything": 3, "bare": {"size": 1}, "bare_or_text": [1],
        "kinds": {"content": "b", "more": {"size": 2}}, "shown_list": ["c"],
    });
    let widget: Widget = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(widget.repeated.as_deref(), Some("a"));
    assert_eq!(widget.anything, Some(WidgetAnything::Other(json!(3))));
    assert!(matches!(&widget.bare, Some(WidgetBare::Object(part)) if part.size == Some(1)));
    assert_eq!(serde_json::to_value(&widget).unwrap(), value);

    let new = json!({"bare": {"size": "one of a kind that comes later"}});
    let widget: Widget = serde_json::from_value(new.clone()).unwrap();
    assert!(matches!(&widget.bare, Some(WidgetBare::Other(_))));
    assert_eq!(serde_json::to_value(&widget).unwrap(), new);
}

#[test]
fn objects_are_told_apart_by_a_tag() {
    use golden::tags_one_value::places::types::{
        PlaceOwner, PlaceOwnerValue, PlaceRule, PlaceRuleBlock, PlaceSignIn,
    };
    use golden::tags_one_value::widgets::types::{
        CreateWidget, CreateWidgetLamp, Widget, WidgetDoor4, WidgetDoor4Data, WidgetKind,
    };
    // What is sent has its tag, whatever it is.
    let lamp = CreateWidget::new("l", CreateWidgetLamp::new(9).psk("canary"));
    assert!(!format!("{lamp:?}").contains("canary"), "{lamp:?}");
    let sent = serde_json::to_value(&lamp).unwrap();
    assert_eq!(sent, json!({"name": "l", "type": "lamp", "watts": 9, "psk": "canary"}));
    let door = CreateWidget::new("d", WidgetDoor4::new().data(WidgetDoor4Data::new().width(2)));
    assert_eq!(
        serde_json::to_value(&door).unwrap(),
        json!({"name": "d", "type": "door-4", "data": {"width": 2}})
    );

    // A list of what is known, of what is new, and of what isn't as the document says.
    let list = json!([
        {"type": "lamp", "name": "l", "content": "oil", "watts": 9},
        {"type": "door-4", "id": "2", "data": {"key": "k", "width": 0.9}},
        {"type": "stone", "content": "fossil"},
        {"type": "river", "name": "r", "length": 7, "fish": [{"psk": "canary"}]},
        {"type": "lamp", "name": "l", "watts": "bright", "psk": "canary"},
        {"name": "none"},
    ]);
    let widgets: Vec<Widget> = serde_json::from_value(list.clone()).unwrap();
    assert!(matches!(&widgets[0].kind, WidgetKind::Lamp(lamp) if lamp.watts == Some(9)));
    assert_eq!(widgets[0].content.as_deref(), Some("oil"));
    assert!(matches!(&widgets[1].kind, WidgetKind::Door4(door) if door.data.is_some()));
    assert!(matches!(&widgets[2].kind, WidgetKind::Stone(_)));
    for (index, tag) in [(3, Some("river")), (4, Some("lamp")), (5, None)] {
        assert!(matches!(widgets[index].kind, WidgetKind::Other(_)), "{:?}", widgets[index]);
        assert_eq!(widgets[index].kind.tag(), tag);
    }
    assert_eq!(widgets[3].name.as_deref(), Some("r"));
    assert!(!format!("{widgets:?} {widgets:#?}").contains("canary"), "{widgets:?}");
    assert_eq!(serde_json::to_value(&widgets).unwrap(), list);

    // What stands beside the alternatives is the structure's; where there is nothing, the enum stands alone.
    let rule = PlaceRule::new("t", PlaceRuleBlock::new()).level(3);
    assert_eq!(serde_json::to_value(&rule).unwrap(), json!({"action": "block", "level": 3, "text": "t"}));
    for whole in [
        json!({"scheme": "basic", "user": "u"}),
        json!({"scheme": "to`ken"}),
        json!({"scheme": "other", "a": 1}),
        json!({"scheme": "new", "a": null}),
        json!("no object"),
    ] {
        assert_eq!(round_trip::<PlaceSignIn>(&whole), whole);
    }
    let owner: PlaceOwner = serde_json::from_value(json!({"is": "person", "age": 4})).unwrap();
    assert!(matches!(&owner, PlaceOwner::Object(PlaceOwnerValue::Person(person)) if person.age == Some(4)));
    assert_eq!(PlaceOwner::from("me"), serde_json::from_value(json!("me")).unwrap());
}

#[test]
fn discriminators_name_what_schemas_do_not() {
    use golden::tags_by_discriminator::types::{PetMapped, PetMappedFish, PetMappedKind, PetOwn};
    let fish = PetMapped::new("f", PetMappedFish::new().deep(true));
    let sent = serde_json::to_value(&fish).unwrap();
    assert_eq!(sent, json!({"species": "Fish", "name": "f", "deep": true}));
    for (species, known) in [("cat", true), ("kitten", true), ("dog", true), ("Cat", false), ("newt", false)]
    {
        let whole = json!({"species": species, "name": "n"});
        let pet: PetMapped = serde_json::from_value(whole.clone()).unwrap();
        assert_eq!(!matches!(pet.kind, PetMappedKind::Other(_)), known, "{species}");
        assert_eq!(serde_json::to_value(&pet).unwrap(), whole);
    }
    let own: PetOwn = serde_json::from_value(json!({"shape": "round", "radius": 2, "unit": "m"})).unwrap();
    assert!(matches!(own, PetOwn::Round(_)));
    assert!(matches!(serde_json::from_value(json!({"shape": "circle"})).unwrap(), PetOwn::Other(_)));
}

#[test]
fn objects_are_told_apart_by_their_only_key() {
    use golden::keys_single::types::{Rule, RuleApp, RuleAppKind, RuleInclude, RulePosition, RuleSecret};
    let rule = Rule::new()
        .position(RulePosition::Before("r".to_owned()))
        .app(RuleApp::new("n", 1, RuleAppKind::ManagedAppId("m".to_owned())))
        .include([RuleInclude::Everyone(json!({}))])
        .secret(RuleSecret::Token("canary".into()));
    assert!(!format!("{rule:?}").contains("canary"), "{rule:?}");
    let sent = json!({
        "position": {"before": "r"}, "include": [{"everyone": {}}], "secret": {"token": "canary"},
        "app": {"name": "n", "level": 1, "managed_app_id": "m"},
    });
    assert_eq!(serde_json::to_value(&rule).unwrap(), sent);
    assert_eq!(round_trip::<Rule>(&sent), sent);
    let several = json!({
        "position": {"index": 1, "before": "r"}, "include": [{"new": {}}, {"email": {"email": "a"}}, 7],
        "any": {"schemas": "s", "thresholds": 2},
    });
    let rule: Rule = serde_json::from_value(several.clone()).unwrap();
    assert!(matches!(rule.position, Some(RulePosition::Other(_))));
    let include = rule.include.as_deref().unwrap();
    assert!(matches!(include, [RuleInclude::Other(_), RuleInclude::Email(_), RuleInclude::Other(_)]));
    assert_eq!(serde_json::to_value(&rule).unwrap(), several);
}
