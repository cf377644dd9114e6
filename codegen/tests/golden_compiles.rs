//! The output of all golden cases compiles, without warnings, and does what its case says it does.
//!
//! It is compiled against a stand-in for the runtime, so that the generator's tests build nothing
//! of the client.

#![allow(clippy::unwrap_used, dead_code, missing_docs, unreachable_pub)]

extern crate self as cloudflare_mtls;

#[rustfmt::skip]
#[path = "golden/mod.rs"]
mod golden;
#[path = "runtime_stand_in/mod.rs"]
pub mod runtime;

use runtime::serde_json::{self, Value, json};
use runtime::{Client, Nullable, Operation, Paged, Timestamp};

/// Parses and writes again.
fn round_trip<T: serde::de::DeserializeOwned + serde::Serialize>(value: &Value) -> Value {
    serde_json::to_value(serde_json::from_value::<T>(value.clone()).unwrap()).unwrap()
}

#[test]
fn an_enum_keeps_what_it_does_not_know() {
    use golden::enum_open::types::{ZoneWidget, ZoneWidgetOldStatus as Status};
    let sent = json!({"status": "active", "old_status": "on holiday", "another": 1});
    let widget: ZoneWidget = serde_json::from_value(sent).unwrap();
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
    use golden::enum_symbols::types::ZoneWidget;
    for value in [
        json!({"operator": "<=", "version": "1.2"}),
        json!({"operator": ",*", "word": "the \"quoted\""}),
        json!({"operator": "", "word": "back\\slash"}),
    ] {
        assert_eq!(round_trip::<ZoneWidget>(&value), value);
    }
}

#[test]
fn invisible_characters_are_on_the_wire_and_nowhere_else() {
    use golden::invisible_characters::operations::{WidGetsExt, ZoneWidGetsGet};
    use golden::invisible_characters::types::ZoneWidGet;
    for state in ["\u{202e}evil", "good\u{7f}\u{85}", "\0"] {
        let value = json!({"na\u{2067}me\n": "n", "state": state});
        assert_eq!(round_trip::<ZoneWidGet>(&value), value);
    }
    assert_eq!(ZoneWidGetsGet::INFO.path, "/zones/{zone_id}/wid\u{202e}gets\u{2069}");
    let request = Client.zone_wid_gets("z").get().fil_ter("f").into_request();
    assert_eq!(request.query, [("fil\u{202d}ter", "f".to_owned())]);
}

#[test]
fn a_field_that_may_be_null_has_three_states_in_a_request() {
    use golden::nullable_tri_state::types::UpdateZoneSwitchConfig as Switch;
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
    assert_eq!(round_trip::<timestamps::types::ZoneWidget>(&json!({})), json!({}));
    assert_eq!(round_trip::<timestamps::types::ZoneWidget>(&json!({"removed_at": null})), json!({}));
    assert_eq!(round_trip::<seed_002::types::AccountAccessCertificate>(&json!({"name": null})), json!({}));
    round_trip::<both_ways::types::AccountTheme>(&json!({"name": null}));
}

#[test]
fn a_secret_that_was_received_is_not_written() {
    use golden::secrets::types::AccountLogin;
    let answer = json!({"private_key": "k", "keys": ["l"], "either": "m", "note": "n"});
    let login: AccountLogin = serde_json::from_value(answer).unwrap();
    assert!(login.private_key.is_some() && login.either.is_some());
    let written = serde_json::to_value(&login).unwrap();
    assert_eq!(written, json!({"note": "n"}));
}

#[test]
fn queries_are_arguments_where_they_are_required_and_setters_elsewhere() {
    use golden::query_parameters::operations::SearchesExt;
    use golden::query_parameters::types::ZoneSearchOrder;
    let since: Timestamp = serde_json::from_value(json!("2026-01-01T00:00:00Z")).unwrap();
    let request = Client
        .zone_searches("z")
        .list([1, 2], "what", since, "yes")
        .order(ZoneSearchOrder::Date)
        .exact(true)
        .filter_name("a")
        .x_trace("t")
        .into_request();
    assert_eq!(request.path["zone_id"], "z");
    assert_eq!(request.headers["X-Required"], "yes");
    assert_eq!(request.headers["X-Trace"], "t");
    for (name, value) in [
        ("ids", "1"),
        ("ids", "2"),
        ("name", "what"),
        ("since", "2026-01-01T00:00:00Z"),
        ("order", "date"),
        ("exact", "true"),
        ("filter[name]", "a"),
    ] {
        assert!(request.query.contains(&(name, value.to_owned())), "{name}={value} in {request:?}");
    }
}

#[test]
fn lists_and_objects_are_written_in_the_style_of_their_parameter() {
    use golden::parameter_styles::operations::StylesExt;
    let request = Client
        .style("1,2")
        .get("l", [1, 2], "f", 7)
        .plain(["a", "b"])
        .spaces(["a", "b"])
        .pipes(["a", "b"])
        .deep_limits_max(3)
        .deep_kinds(["k"])
        .sort("s")
        .x_list([1, 2])
        .into_request();
    let mut query: Vec<String> =
        request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
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
    assert_eq!((&*request.headers["X-List"], &*request.headers["cookie"]), ("1,2", "number=7"));
}

#[test]
fn bodies_are_sent_as_what_they_are() {
    use golden::bodies::operations::FilesExt;
    use golden::bodies::types::UpdateFilesForm;
    let sent = |request: runtime::Request| request.body.unwrap();
    let form = UpdateFilesForm::new("n", "p").size(Nullable::Null).tags(["a"]);
    let form = sent(Client.files_form().update(form).into_request());
    assert_eq!(form, r#"form {"name":"n","password":"p","size":null,"tags":["a"]}"#);
    assert_eq!(sent(Client.files_form().edit([("a", "b")]).into_request()), "form a=b");
    let text = runtime::Download::into_request(Client.files_text().create("hello"));
    assert_eq!(sent(text), "text/plain hello");
    assert_eq!(sent(Client.files_text().edit("x").into_request()), "application/octet-stream");
}

#[test]
fn cursors_go_where_the_document_says() {
    use golden::paging_cursor::operations::KeysExt;
    use runtime::Paging;
    assert_eq!(Client.keys().list().paging(), Paging::Cursor("cursor"));
    assert_eq!(Client.keys_cursors().list().paging(), Paging::Cursor("pageToken"));
    assert_eq!(Client.keys_next().list().paging(), Paging::Cursor("nextCursor"));
    assert_eq!(Client.keys_both().list().paging(), Paging::Page);
}

#[test]
fn lists_are_paged_where_they_can_be() {
    fn paged<P: Paged>(_: &P) {}
    use golden::paging::operations::PagesExt;
    let list = Client.pages().list();
    paged(&list);
    let request = list.page(2).per_page(5).into_request();
    assert_eq!(request.query, [("page", "2".to_owned()), ("per_page", "5".to_owned())]);
}
