//! What each operation sends.

use std::collections::BTreeSet;

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::{
    Association, CertificateStatus, ClientCertificateFilter, ClientCertificateStatus,
    CreateAccessCertificate, CreateMtlsCertificate, HostnameAssociationFilter, HostnameSettings,
    MtlsCertificateId, MtlsCertificateType, UpdateAccessCertificate, UpdateAccessSettings,
    UpdateCertificateAuthorityHostnames, UpdateHostnameAssociations, UpdateZoneSettings,
};
use cloudflare_mtls::{Client, Nullable, Scope};
use serde_json::{Value, json};

use crate::cases::{Case, cases};
use crate::fixtures::{KEY, PEM};
use crate::kit::{ACCOUNT, Answer, Api, CERTIFICATE, Sent, TOKEN, ZONE};

/// A server that gives every operation its documented success.
async fn documented() -> Api {
    let cases: Vec<_> = cases().into_iter().map(|c| (c.method, c.path, c.status, c.result)).collect();
    Api::start(move |sent| {
        let (_, _, status, result) = cases
            .iter()
            .find(|(method, path, ..)| sent.method == *method && sent.path == format!("/client/v4{path}"))?;
        Some(Answer::success(*status, result.clone()))
    })
    .await
}

/// Calls one operation and gives what arrived.
async fn send(case: &Case, api: &Api, client: &Client) -> Sent {
    let before = api.requests();
    if let Err(error) = (case.call)(client).outcome.await {
        let sent: Vec<_> = api.sent()[before..].iter().map(Sent::line).collect();
        panic!("{}: {error}\nwhat was sent: {sent:?}", case.name);
    }
    let sent = api.sent();
    assert_eq!(sent.len(), before + 1, "{}: one call is one request", case.name);
    sent[before].clone()
}

#[test]
fn the_table_has_all_39_operations_once() {
    let cases = cases();
    assert_eq!(cases.len(), 39);
    let places: BTreeSet<_> = cases.iter().map(|case| (case.method, case.path.as_str())).collect();
    assert_eq!(places.len(), 39, "{places:?}");
    let ids: BTreeSet<_> = cases.iter().map(|case| case.id).collect();
    assert_eq!(ids.len(), 32, "{ids:?}");
}

#[tokio::test]
async fn every_operation_sends_its_method_path_and_body() {
    let api = documented().await;
    let client = api.client();
    for case in cases() {
        let sent = send(&case, &api, &client).await;
        assert_eq!(sent.method, case.method, "{}", case.name);
        assert_eq!(sent.path, format!("/client/v4{}", case.path), "{}", case.name);
        assert_eq!(sent.query, None, "{}: nothing was asked for in the query", case.name);
        assert_eq!(sent.json(), case.body, "{}", case.name);
    }
}

#[tokio::test]
async fn every_operation_says_what_it_sends_and_takes() {
    let api = documented().await;
    let client = api.builder().token(TOKEN).user_agent("operations-test/1").build().unwrap();
    for case in cases() {
        let sent = send(&case, &api, &client).await;
        assert_eq!(sent.header("accept"), Some("application/json"), "{}", case.name);
        let agent = sent.header("user-agent").unwrap_or_default();
        assert!(
            agent.starts_with("cloudflare-mtls/") && agent.ends_with(" operations-test/1"),
            "{}: {agent}",
            case.name
        );
        let content_type = case.body.is_some().then_some("application/json");
        assert_eq!(sent.header("content-type"), content_type, "{}", case.name);
        let length = case.body.is_some().then(|| sent.body.len().to_string());
        assert_eq!(sent.header("content-length").map(str::to_owned), length, "{}", case.name);
    }
}

#[tokio::test]
async fn every_operation_authenticates_in_each_of_the_three_ways() {
    const HEADERS: [&str; 4] = ["authorization", "x-auth-email", "x-auth-key", "x-auth-user-service-key"];
    let bearer = format!("Bearer {TOKEN}");
    let api = documented().await;
    let ways = [
        ("a token", api.builder().token(TOKEN), [Some(bearer.as_str()), None, None, None]),
        (
            "an API key",
            api.builder().api_key("user@example.com", "canary-api-key"),
            [None, Some("user@example.com"), Some("canary-api-key"), None],
        ),
        (
            "a user service key",
            api.builder().user_service_key("v1.0-canary"),
            [None, None, None, Some("v1.0-canary")],
        ),
    ];
    for (way, builder, expected) in ways {
        let client = builder.build().unwrap();
        for case in cases() {
            let sent = send(&case, &api, &client).await;
            for (name, expected) in HEADERS.into_iter().zip(expected) {
                // The value isn't printed: it is a credential.
                let present = sent.header(name).is_some();
                assert_eq!(present, expected.is_some(), "{} with {way}: is {name} there?", case.name);
                assert!(sent.header(name) == expected, "{} with {way}: {name} is wrong", case.name);
            }
        }
    }
}

#[test]
fn every_operation_knows_its_name_method_and_template() {
    let client = Client::builder().token(TOKEN).build().unwrap();
    for case in cases() {
        let erased = (case.call)(&client);
        let (id, method, template) = erased.facts;
        assert_eq!((id, method.as_str()), (case.id, case.method), "{}", case.name);
        // The template and the path have the same fixed segments in the same places.
        let rendered: Vec<_> = case.path.split('/').collect();
        let template: Vec<_> = template.split('/').collect();
        assert_eq!(template.len(), rendered.len(), "{}: {template:?}", case.name);
        for (expected, segment) in template.iter().zip(rendered) {
            assert!(expected.starts_with('{') || *expected == segment, "{}: {template:?}", case.name);
        }
    }
}

#[tokio::test]
async fn the_page_goes_into_the_query() {
    let api = Api::always(Answer::success(200, json!([]))).await;
    let scope = Scope::account(ACCOUNT).unwrap();
    let certificates = api.client().access_certificates(&scope);
    for (list, query) in [
        (certificates.list(), None),
        (certificates.list().page(2), Some("page=2")),
        (certificates.list().per_page(50), Some("per_page=50")),
        (certificates.list().page(3).per_page(5), Some("page=3&per_page=5")),
        (certificates.list().page(3).page(4), Some("page=4")),
    ] {
        list.result().await.unwrap();
        assert_eq!(api.sent().last().unwrap().query.as_deref(), query);
    }
}

#[tokio::test]
async fn filters_go_into_the_query() {
    let api = Api::always(Answer::success(200, json!([]))).await;
    let client = api.client();
    let listed = || client.hostname_associations(ZONE).list();
    for (list, query) in [
        (listed(), None),
        (listed().status([HostnameAssociationFilter::All]), Some("status=all")),
        (listed().status(["active", "pending_deployment"]), Some("status=active,pending_deployment")),
        (listed().status([CertificateStatus::PendingDeletion]), Some("status=pending_deletion")),
        (listed().status([CertificateStatus::from("tomorrow's, new")]), Some("status=tomorrow%27s%2C%20new")),
        (listed().status(["active"]).status(["deleted"]), Some("status=deleted")),
        (listed().status(["active"]).status([""; 0]), None),
        (listed().page(2).per_page(1000).status(["all"]), Some("page=2&per_page=1000&status=all")),
    ] {
        list.result().await.unwrap();
        assert_eq!(api.sent().last().unwrap().query.as_deref(), query);
    }
    let issued = || client.client_certificates(ZONE).list();
    for (list, query) in [
        (issued(), None),
        (issued().status(ClientCertificateFilter::All), Some("status=all")),
        (issued().status("revoked"), Some("status=revoked")),
        (issued().status(ClientCertificateStatus::PendingRevocation), Some("status=pending_revocation")),
        (issued().page(2).per_page(50), Some("page=2&per_page=50")),
        (issued().limit(10).offset(20), Some("limit=10&offset=20")),
    ] {
        list.result().await.unwrap();
        assert_eq!(api.sent().last().unwrap().query.as_deref(), query);
    }
    let uploaded = || client.mtls_certificates(ACCOUNT).list();
    for (list, query) in [
        (uploaded(), None),
        (uploaded().type_([MtlsCertificateType::Custom]), Some("type=custom")),
        (
            uploaded().type_([MtlsCertificateType::GatewayManaged, MtlsCertificateType::AccessManaged]),
            Some("type=gateway_managed,access_managed"),
        ),
    ] {
        list.result().await.unwrap();
        assert_eq!(api.sent().last().unwrap().query.as_deref(), query);
    }
}

#[tokio::test]
async fn an_authority_is_named_or_it_is_the_service_s_own() {
    let api = Api::always(Answer::success(200, json!({}))).await;
    let hostnames = api.client().certificate_authority_hostnames(ZONE);
    let id = MtlsCertificateId::from(CERTIFICATE);
    hostnames.get().result().await.unwrap();
    hostnames.get().mtls_certificate_id(&id).result().await.unwrap();
    let queries: Vec<_> = api.sent().iter().map(|sent| sent.query.clone()).collect();
    assert_eq!(queries, [None, Some(format!("mtls_certificate_id={CERTIFICATE}"))]);

    let (a, b) = ("a.example.com", "b.example.com");
    for (body, expected) in [
        (
            UpdateCertificateAuthorityHostnames::for_authority(&id, [a, b]),
            json!({"hostnames": [a, b], "mtls_certificate_id": CERTIFICATE}),
        ),
        // An empty list removes all hostnames, so it has to be sent as one.
        (
            UpdateCertificateAuthorityHostnames::for_authority(id.clone(), [""; 0]),
            json!({"hostnames": [], "mtls_certificate_id": CERTIFICATE}),
        ),
        (UpdateCertificateAuthorityHostnames::for_managed_authority([a]), json!({"hostnames": [a]})),
    ] {
        hostnames.update(body).result().await.unwrap();
        assert_eq!(api.sent().last().unwrap().json(), Some(expected));
    }
}

#[tokio::test]
async fn an_account_s_certificate_is_an_authority_or_a_leaf() {
    let api = Api::always(Answer::success(200, json!({}))).await;
    let certificates = api.client().mtls_certificates(ACCOUNT);
    for (body, expected) in [
        (CreateMtlsCertificate::authority(PEM), json!({"ca": true, "certificates": PEM})),
        (
            CreateMtlsCertificate::authority(PEM).name("n").private_key(KEY),
            json!({"ca": true, "certificates": PEM, "name": "n", "private_key": KEY}),
        ),
        (
            CreateMtlsCertificate::leaf(PEM, KEY),
            json!({"ca": false, "certificates": PEM, "private_key": KEY}),
        ),
        (CreateMtlsCertificate::new(PEM, false), json!({"ca": false, "certificates": PEM})),
    ] {
        certificates.create(body).result().await.unwrap();
        // Not printed: some have a key.
        assert!(api.sent().last().unwrap().json() == Some(expected), "another body was sent");
    }
}

#[tokio::test]
async fn what_is_not_set_is_not_sent() {
    let api = Api::always(Answer::success(200, json!({}))).await;
    let certificates = api.client().access_certificates(&Scope::zone(ZONE).unwrap());
    certificates.create(CreateAccessCertificate::new("n", "pem")).result().await.unwrap();
    certificates.update(CERTIFICATE, UpdateAccessCertificate::new(["a.example.com"])).result().await.unwrap();
    // An empty list removes all hostnames, so it has to be sent as one.
    certificates.update(CERTIFICATE, Vec::<String>::new()).result().await.unwrap();
    let bodies: Vec<_> = api.sent().iter().filter_map(Sent::json).collect();
    assert_eq!(
        bodies,
        [
            json!({"name": "n", "certificate": "pem"}),
            json!({"associated_hostnames": ["a.example.com"]}),
            json!({"associated_hostnames": []}),
        ]
    );
}

#[tokio::test]
async fn enabled_is_true_false_null_or_not_there() {
    let api = Api::always(Answer::success(200, json!([]))).await;
    let associations = api.client().hostname_associations(ZONE);
    let named =
        |enabled: Value| json!({"hostname": "h.example.com", "cert_id": CERTIFICATE, "enabled": enabled});
    let set = || Association::new().hostname("h.example.com").cert_id(CERTIFICATE);
    for (association, expected) in [
        (Association::enable("h.example.com", CERTIFICATE), named(json!(true))),
        (Association::disable("h.example.com", CERTIFICATE), named(json!(false))),
        (Association::void("h.example.com"), json!({"hostname": "h.example.com", "enabled": null})),
        (set().enabled(true), named(json!(true))),
        (set().enabled(Some(false)), named(json!(false))),
        (set().enabled(None), named(json!(null))),
        (set().enabled(Nullable::Null), named(json!(null))),
        (
            set().enabled(true).enabled(Nullable::Absent),
            json!({"hostname": "h.example.com", "cert_id": CERTIFICATE}),
        ),
        (set(), json!({"hostname": "h.example.com", "cert_id": CERTIFICATE})),
        (Association::new(), json!({})),
    ] {
        let shown = format!("{association:?}");
        associations.update([association]).result().await.unwrap();
        let sent = api.sent().last().unwrap().json();
        assert_eq!(sent, Some(json!({"config": [expected]})), "{shown}");
    }
}

#[tokio::test]
async fn several_associations_go_in_one_request_in_their_order() {
    let api = Api::always(Answer::success(200, json!([]))).await;
    let all: Vec<_> = ["a", "b", "c"].map(|name| Association::void(format!("{name}.example.com"))).into();
    api.client().hostname_associations(ZONE).update(all).result().await.unwrap();
    let body = api.only_request().json().unwrap();
    let names: Vec<_> = body["config"].as_array().unwrap().iter().map(|one| &one["hostname"]).collect();
    assert_eq!(names, ["a.example.com", "b.example.com", "c.example.com"]);
}

#[tokio::test]
async fn a_body_is_given_whole_or_by_its_one_field() {
    let api = Api::always(Answer::success(200, Value::Null)).await;
    let client = api.client();
    let scope = Scope::account(ACCOUNT).unwrap();
    let entry = || HostnameSettings::new("h.example.com", true, false);
    let settings = client.access_settings(&scope);
    settings.update([entry()]).send().await.unwrap();
    settings.update(vec![entry()]).send().await.unwrap();
    settings.update(UpdateAccessSettings::new([entry()])).send().await.unwrap();
    client.zone_settings(ZONE).update(false).send().await.unwrap();
    client.zone_settings(ZONE).update(UpdateZoneSettings::new(false)).send().await.unwrap();
    let associations = client.hostname_associations(ZONE);
    associations.update([Association::void("h")]).send().await.unwrap();
    associations.update(UpdateHostnameAssociations::new([Association::void("h")])).send().await.unwrap();
    let bodies: Vec<_> = api.sent().iter().filter_map(Sent::json).collect();
    let entry = json!({"settings": [
        {"hostname": "h.example.com", "china_network": true, "client_certificate_forwarding": false}
    ]});
    let void = json!({"config": [{"hostname": "h", "enabled": null}]});
    let off = json!({"enabled": false});
    assert_eq!(bodies, [entry.clone(), entry.clone(), entry, off.clone(), off, void.clone(), void]);
}

#[tokio::test]
async fn settings_that_were_listed_can_be_sent_back_changed() {
    let listed = json!([
        {"hostname": "a.example.com", "china_network": false, "client_certificate_forwarding": false},
        {"hostname": "b.example.com", "china_network": false, "client_certificate_forwarding": true},
    ]);
    let api = Api::always(Answer::success(200, listed)).await;
    let settings = api.client().access_settings(&Scope::zone(ZONE).unwrap());
    let mut all = settings.list().result().await.unwrap();
    all[0].client_certificate_forwarding = Some(true);
    settings.update(all).result().await.unwrap();
    assert_eq!(
        api.sent()[1].json(),
        Some(json!({"settings": [
            {"hostname": "a.example.com", "china_network": false, "client_certificate_forwarding": true},
            {"hostname": "b.example.com", "china_network": false, "client_certificate_forwarding": true},
        ]}))
    );
}

#[tokio::test]
async fn an_operation_can_be_made_once_and_sent_often_from_anywhere() {
    let api = Api::always(Answer::success(200, json!({"enabled": true}))).await;
    let get = api.client().zone_settings(ZONE).get();
    let tasks: Vec<_> = (0..3).map(|_| tokio::spawn(get.clone().result())).collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap().enabled, Some(true));
    }
    assert_eq!(api.requests(), 3);
}
