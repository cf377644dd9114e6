//! The output of all golden cases compiles, without warnings, and does what its case says it does.

#![allow(clippy::unwrap_used, dead_code, missing_docs, unreachable_pub)]

#[rustfmt::skip]
#[path = "golden/mod.rs"]
mod golden;
#[path = "golden_compiles/alternatives.rs"]
mod alternatives;
#[path = "golden_compiles/lists.rs"]
mod lists;
#[path = "golden_compiles/shapes.rs"]
mod shapes;

use std::sync::{Arc, Mutex};

use cloudflare_core::blocking::prelude::*;
use cloudflare_core::runtime::serde_json::{self, Value, json};
use cloudflare_core::runtime::{Api, Nullable, Operation, Timestamp};
use cloudflare_core::{Attempt, Client, Hook, HookError, OutgoingRequest};

/// The API of all cases.
static API: Api = Api::new("golden", "1.0.0");

/// What would have been sent.
#[derive(Clone, Debug, Default)]
struct Sent {
    method: String,
    path: String,
    /// In the order in which it was sent, unescaped.
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: String,
}

impl Sent {
    fn header(&self, name: &str) -> &str {
        &self.headers.iter().find(|(known, _)| known == name).unwrap().1
    }
}

/// Keeps what would be sent, and sends nothing.
#[derive(Clone, Default)]
struct Keeper(Arc<Mutex<Sent>>);

impl Hook for Keeper {
    fn before_send(&self, attempt: &Attempt<'_>, request: &mut OutgoingRequest) -> Result<(), HookError> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let headers = request.headers().iter();
        *self.0.lock().unwrap() = Sent {
            method: attempt.method.to_string(),
            path: request.url().path().to_owned(),
            query: request.url().query_pairs().into_owned().collect(),
            headers: headers.map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect(),
            body: request.body().map(text).unwrap_or_default(),
        };
        Err("nothing is sent".into())
    }
}

/// What a call on a client of this case would send.
fn sent<C: From<Client>, T>(call: impl FnOnce(C) -> cloudflare_core::Result<T>) -> Sent {
    let keeper = Keeper::default();
    let client = Client::builder().token("t").base_url("http://localhost").hook(keeper.clone());
    assert!(call(client.build().unwrap().into()).is_err());
    let sent = keeper.0.lock().unwrap().clone();
    assert_eq!(sent.header("user-agent").split(' ').next(), Some("golden/1.0.0"));
    sent
}

/// A client of a case, for what isn't sent.
fn client<C: From<Client>>() -> C {
    Client::builder().token("t").base_url("http://localhost").build().unwrap().into()
}

/// Parses and writes again.
fn round_trip<T: serde::de::DeserializeOwned + serde::Serialize>(value: &Value) -> Value {
    serde_json::to_value(serde_json::from_value::<T>(value.clone()).unwrap()).unwrap()
}

#[test]
fn an_enum_keeps_what_it_does_not_know() {
    use golden::enum_open::types::{Widget, WidgetStatus as Status};
    let sent = json!({"status": "active", "old_status": "on holiday", "another": 1});
    let widget: Widget = serde_json::from_value(sent).unwrap();
    assert_eq!(widget.status, Some(Status::Active));
    assert_eq!(widget.old_status.as_ref().unwrap().as_str(), "on holiday");
    assert_eq!(
        serde_json::to_value(&widget).unwrap(),
        json!({"status": "active", "old_status": "on holiday"})
    );
    assert_eq!(Status::from("active"), Status::Active);
}

#[test]
fn variants_with_names_of_their_own_are_written_as_the_api_has_them() {
    use golden::enum_symbols::types::Widget;
    for value in [
        json!({"operator": "<=", "version": "1.2"}),
        json!({"operator": ",*", "word": "the \"quoted\""}),
        json!({"operator": "", "word": "back\\slash"}),
    ] {
        assert_eq!(round_trip::<Widget>(&value), value);
    }
}

#[test]
fn invisible_characters_are_on_the_wire_and_nowhere_else() {
    use golden::invisible_characters::Client;
    use golden::invisible_characters::operations::WidGetsGet;
    use golden::invisible_characters::types::WidGet;
    for state in ["\u{202e}evil", "good\u{7f}\u{85}", "\0"] {
        let value = json!({"na\u{2067}me\n": "n", "state": state});
        assert_eq!(round_trip::<WidGet>(&value), value);
    }
    assert_eq!(WidGetsGet::INFO.path, "/zones/{zone_id}/wid\u{202e}gets\u{2069}");
    let sent = sent(|client: Client| client.wid_gets("z").get().fil_ter("f").send());
    assert_eq!(sent.query, [("fil\u{202d}ter".to_owned(), "f".to_owned())]);
}

#[test]
fn segments_of_a_path_have_parameters_and_text() {
    use golden::path_segments::Client;
    let event = sent(|client: Client| client.events("a").get(7, "x/y").send());
    assert_eq!(event.path, "/accounts/a/events/7.x%2Fy");
    assert_eq!(sent(|client: Client| client.scans().get("s.1").send()).path, "/scans/s.1.png");
    let compared =
        sent(|client: Client| client.repositories().compare().get_files("r", "v1...v2", "main").send());
    assert_eq!(compared.path, "/repositories/r/compare/v1...v2...main/files");
}

#[test]
fn what_a_path_is_written_with_is_sent() {
    use golden::path_suffixes::Client;
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let round = sent(|client: Client| client.things().get_kind_round_all().send());
    assert_eq!((round.path.as_str(), round.query), ("/things", pairs(&[("kind", "round"), ("all", "")])));
    let square = sent(|client: Client| client.things().get_kind_square_depth(3).send());
    assert_eq!(
        (square.path.as_str(), square.query),
        ("/things", pairs(&[("kind", "square"), ("depth", "3")]))
    );
    let archived = sent(|client: Client| client.things().get_archived().send());
    assert_eq!((archived.path.as_str(), archived.query), ("/things", vec![]));
}

#[test]
fn methods_are_sent_by_their_names() {
    use golden::methods_other::Client;
    use golden::methods_other::operations::{WidgetsCopy, WidgetsQuery};
    use golden::methods_other::types::QueryWidget;
    let query = sent(|client: Client| client.widgets("z").query("w", QueryWidget::new().id("i")).send());
    assert_eq!((query.method.as_str(), query.path.as_str()), ("QUERY", "/zones/z/widgets/w"));
    assert_eq!(query.body, r#"{"id":"i"}"#);
    assert_eq!(sent(|client: Client| client.widgets("z").copy("w").send()).method, "COPY");
    assert_eq!([WidgetsQuery::INFO.idempotent, WidgetsCopy::INFO.idempotent], [true, false]);
}

#[test]
fn operations_know_what_a_token_needs() {
    use golden::hints::operations::WidgetsGet;
    use golden::hints::types::Widget;
    assert_eq!(WidgetsGet::INFO.permissions, ["Widgets Write", "Widgets Read"]);
    let widget: Widget =
        serde_json::from_value(json!({"passphrase": "hidden", "phrases": ["hidden"]})).unwrap();
    assert!(!format!("{widget:?}").contains("hidden"), "{widget:?}");
}

#[test]
fn what_newer_versions_say_of_values_is_read_and_written() {
    use golden::{conditions, constants, further_properties, tuples, types_several};
    for value in [
        json!({"one": "a", "several": 1, "split": {"size": 2}, "several_or_null": ["a"]}),
        json!({"one": "a", "several": "x", "split": "auto", "several_or_null": null, "all": {"a": [1]}}),
    ] {
        assert_eq!(round_trip::<types_several::types::Widget>(&value), value);
    }
    let value = json!({"pair": ["a", 1], "rest": ["a", true, false], "old": ["a"], "same": [1.5]});
    assert_eq!(round_trip::<tuples::types::Widget>(&value), value);
    let value = json!({"kind": "widget", "tone": "high", "mode": null, "both": "another"});
    assert_eq!(round_trip::<constants::types::Widget>(&value), value);
    let value = json!({"by_two": {"x-a": 1, "y-b": "c"}, "unevaluated": {"a": true}, "names": {"n": "m"}});
    assert_eq!(round_trip::<further_properties::types::Widget>(&value), value);
    let value = json!({"kind": "round", "radius": 1.5, "centre": "c"});
    assert_eq!(round_trip::<conditions::types::Widget>(&value), value);
}

#[test]
fn numbers_are_written_as_they_came() {
    use golden::numbers::types::Widget;
    for ratio in [json!(300), json!(0.5), json!(-7), json!(9_007_199_254_740_993_u64), json!(u64::MAX)] {
        let value = json!({"ratio": ratio});
        assert_eq!(round_trip::<Widget>(&value), value);
    }
}

#[test]
fn items_and_values_can_be_null() {
    use golden::nulls_inside::types::Widget;
    let value = json!({
        "trend": [0.1, null], "notes": {"a": null, "b": "c"}, "parts": [null, {"id": "p"}], "widget_id": "w",
    });
    assert_eq!(round_trip::<Widget>(&value), value);
}

#[test]
fn a_field_that_may_be_null_has_three_states_in_a_request() {
    use golden::nullable_tri_state::types::UpdateSwitchConfig as Switch;
    let switch = Switch::new("a.example.com", Some(1));
    let written = |switch: &Switch| serde_json::to_value(switch).unwrap();
    assert_eq!(written(&switch), json!({"hostname": "a.example.com", "position": 1}));
    let on = switch.clone().enabled(true);
    assert_eq!(written(&on), json!({"hostname": "a.example.com", "position": 1, "enabled": true}));
    let void = Switch::new("a.example.com", None).enabled(Nullable::Null);
    assert_eq!(written(&void), json!({"hostname": "a.example.com", "position": null, "enabled": null}));
}

#[test]
fn every_field_of_an_answer_may_be_missing_or_null() {
    use golden::{both_ways, seed_002, timestamps};
    assert_eq!(round_trip::<timestamps::types::Widget>(&json!({})), json!({}));
    assert_eq!(round_trip::<timestamps::types::Widget>(&json!({"removed_at": null})), json!({}));
    assert_eq!(round_trip::<seed_002::types::AccessCertificate>(&json!({"name": null})), json!({}));
    round_trip::<both_ways::types::Theme>(&json!({"name": null}));
}

#[test]
fn a_secret_that_was_received_is_not_written() {
    use golden::secrets::types::Login;
    let answer = json!({
        "private_key": "k", "keys": ["l"], "either": "m", "note": "n", "secretAccessKey": "o",
        "access-token": "p", "value": "q", "uploaded": "r", "hidden": ["s"], "binding": {"text": "t"},
    });
    let login: Login = serde_json::from_value(answer).unwrap();
    assert!(login.private_key.is_some() && login.either.is_some());
    let written = serde_json::to_value(&login).unwrap();
    assert_eq!(written, json!({"binding": {}, "note": "n"}));
    let shown = format!("{login:?}");
    let letters = ('k'..='t').filter(|letter| shown.contains(&format!("\"{letter}\"")));
    assert_eq!(letters.collect::<String>(), "n", "{shown}");
}

#[test]
fn queries_are_arguments_where_they_are_required_and_setters_elsewhere() {
    use golden::query_parameters::Client;
    use golden::query_parameters::types::SearchOrder;
    let since: Timestamp = serde_json::from_value(json!("2026-01-01T00:00:00Z")).unwrap();
    let sent = sent(|client: Client| {
        let list = client.searches("z").list([1, 2], "what", since, "yes");
        list.order(SearchOrder::Date).exact(true).filter_name("a").x_trace("t").send()
    });
    assert!(sent.path.contains("/zones/z/"), "{sent:?}");
    assert_eq!((sent.header("x-required"), sent.header("x-trace")), ("yes", "t"));
    for (name, value) in [
        ("ids", "1"),
        ("ids", "2"),
        ("name", "what"),
        ("since", "2026-01-01T00:00:00Z"),
        ("order", "date"),
        ("exact", "true"),
        ("filter[name]", "a"),
    ] {
        assert!(sent.query.contains(&(name.to_owned(), value.to_owned())), "{name}={value} in {sent:?}");
    }
}

#[test]
fn lists_and_objects_are_written_in_the_style_of_their_parameter() {
    use golden::parameter_styles::Client;
    let sent = sent(|client: Client| {
        let get = client.styles().get("1,2", "l", [1, 2], "f", 7);
        let get = get.plain(["a", "b"]).spaces(["a", "b"]).pipes(["a", "b"]);
        get.deep_limits_max(3).deep_kinds(["k"]).sort("s").x_list([1, 2]).send()
    });
    let mut query: Vec<String> = sent.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    query.sort();
    let expected = [
        "commas=1,2",
        "deep[from]=f",
        "deep[kinds]=k",
        "deep[limits][max]=3",
        "pipes=a|b",
        "plain=a",
        "plain=b",
        "sort=s",
        "spaces=a b",
    ];
    assert_eq!(query, expected);
    assert_eq!((sent.header("x-list"), sent.header("cookie")), ("1,2", "number=7"));
}

#[test]
fn bodies_are_sent_as_what_they_are() {
    use golden::bodies::Client;
    use golden::bodies::types::UpdateFilesForm;
    let body = |sent: Sent| (sent.header("content-type").to_owned(), sent.body);
    let is = |sent: Sent, media: &str, expected: &str| {
        assert_eq!(body(sent), (media.to_owned(), expected.to_owned()));
    };
    let form = "application/x-www-form-urlencoded";
    let fields = UpdateFilesForm::new("n", "p").size(Nullable::Null).tags(["a"]);
    is(sent(|client: Client| client.files().form().update(fields).send()), form, "name=n&password=p&tags=a");
    is(sent(|client: Client| client.files().form().edit([("a", "b")]).send()), form, "a=b");
    is(sent(|client: Client| client.files().submit("f").send()), "application/json", "{}");
    let given = sent(|client: Client| client.files().submit("f").body(json!({"a": 1})).send());
    is(given, "application/json", r#"{"a":1}"#);
    let text = sent(|client: Client| DownloadExt::send(client.files().text().create("hello")));
    is(text, "text/plain; charset=utf-8", "hello");
    is(sent(|client: Client| client.files().text().edit("x").send()), "application/octet-stream", "x");
}

#[test]
fn forms_have_fields_and_files() {
    use cloudflare_core::FilePart;
    use golden::multipart::Client;
    use golden::multipart::types::{
        CreateImage, CreateImageKind, CreateImageMetadata, UpdateImagesScript, UpdateImagesScriptMetadata,
    };
    let image = FilePart::new("cat.png", &b"\x89PNG"[..]).media_type("image/png");
    let body = CreateImage::new(image, CreateImageKind::Photo)
        .metadata(CreateImageMetadata::new().owner("o"))
        .client_secret("hush")
        .size(3)
        .tags(["a", "b"]);
    assert!(!format!("{body:?}").contains("PNG") && !format!("{body:?}").contains("hush"), "{body:?}");
    let sent_parts = |sent: Sent| {
        let boundary = sent.header("content-type").split_once("multipart/form-data; boundary=").unwrap().1;
        let boundary = format!("--{boundary}");
        let parts = sent.body.split(&boundary);
        parts.map(|part| part.trim().replace("Content-Disposition: form-data; ", "")).collect::<Vec<_>>()
    };
    let parts = sent_parts(sent(|client: Client| client.images("a").create(body).send()));
    let expected = [
        "",
        "name=\"client_secret\"\r\n\r\nhush",
        "name=\"file\"; filename=\"cat.png\"\r\nContent-Type: image/png\r\n\r\n\u{fffd}PNG",
        "name=\"kind\"\r\n\r\nphoto",
        "name=\"metadata\"\r\nContent-Type: application/json\r\n\r\n{\"owner\":\"o\"}",
        "name=\"size\"\r\n\r\n3",
        "name=\"tags\"\r\n\r\na",
        "name=\"tags\"\r\n\r\nb",
        "--",
    ];
    assert_eq!(parts, expected);
    let script = FilePart::new("worker.js", "let x;").media_type("text/javascript");
    let body = UpdateImagesScript::new()
        .any_part_name([script])
        .metadata(UpdateImagesScriptMetadata::new().main_module("worker.js"));
    let parts = sent_parts(sent(|client: Client| client.images("a").scripts().update(body).send()));
    assert_eq!(
        parts[1],
        "name=\"worker.js\"; filename=\"worker.js\"\r\nContent-Type: text/javascript\r\n\r\nlet x;"
    );
}

#[test]
fn further_fields_are_kept_beside_named_ones() {
    use golden::fields_further::types::{Widget, WidgetPart, WidgetPartValue};

    let value = json!({"others": "named", "part": {"a": "b", "c": {"size": 1}}, "series": ["1", "2"]});
    let widget: Widget = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(widget.others_["series"], ["1", "2"]);
    assert_eq!(serde_json::to_value(&widget).unwrap(), value);

    // One of another type is as new as any field that a version doesn't know.
    let newer: Widget = serde_json::from_value(json!({"others": "named", "meta": {"unit": "s"}})).unwrap();
    assert_eq!(newer, Widget::new("named"));

    let more = ("c".to_owned(), WidgetPartValue::new().size(1));
    let part = WidgetPart::new().a("b").others([more, ("a".to_owned(), WidgetPartValue::new())]);
    assert_eq!(serde_json::to_string(&part).unwrap(), r#"{"a":"b","c":{"size":1}}"#);
}
