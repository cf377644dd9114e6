//! Hostname associations and the three states of `enabled`.

use cloudflare_mtls_emulator::{Emulator, Status};
use serde_json::{Value, json};

use crate::kit::{Kit, UNKNOWN_UUID, hostname_certificates, hostnames, leaf};

async fn certificate(kit: &Kit) -> String {
    kit.post(&hostname_certificates(), leaf().body()).await.id()
}

fn config(items: &[Value]) -> Value {
    json!({ "config": items })
}

fn app(fields: Value) -> Value {
    let mut item = json!({ "hostname": "app.example.com" });
    for (name, value) in fields.as_object().unwrap() {
        item[name] = value.clone();
    }
    item
}

#[tokio::test]
async fn an_association_shows_its_certificate() {
    let kit = Kit::start().await;
    let id = certificate(&kit).await;
    let put = kit.put(&hostnames(), config(&[app(json!({"cert_id": id, "enabled": true}))])).await;
    let item = &put.result()[0];
    assert_eq!(
        (&item["cert_id"], &item["enabled"], &item["status"]),
        (&json!(id), &json!(true), &json!("initializing"))
    );
    assert!(item["id"].is_string());
    kit.step(2);
    let got = kit.get(&format!("{}/APP.example.com", hostnames())).await;
    let view = got.result();
    let certificate = kit.get(&format!("{}/{id}", hostname_certificates())).await;
    for (theirs, its) in [
        ("cert_status", "status"),
        ("cert_uploaded_on", "uploaded_on"),
        ("certificate", "certificate"),
        ("expires_on", "expires_on"),
        ("issuer", "issuer"),
        ("serial_number", "serial_number"),
        ("signature", "signature"),
    ] {
        assert_eq!(view[theirs], certificate.result()[its], "{theirs}");
        assert!(view[theirs].is_string(), "{theirs}");
    }
    assert_eq!((&view["status"], &view["hostname"]), (&json!("active"), &json!("app.example.com")));
    for name in ["created_at", "updated_at", "cert_updated_at"] {
        assert!(view[name].is_string(), "{name}");
    }
}

#[tokio::test]
async fn enabled_has_three_states_and_absence() {
    let kit = Kit::start().await;
    let id = certificate(&kit).await;
    let put = async |fields| kit.put(&hostnames(), config(&[app(fields)])).await;
    let one = format!("{}/app.example.com", hostnames());

    assert_eq!(put(json!({"cert_id": id})).await.result()[0]["enabled"], true);
    assert_eq!(put(json!({"enabled": false})).await.result()[0]["enabled"], false);
    // Absent: what is there stays.
    assert_eq!(put(json!({"cert_id": id})).await.result()[0]["enabled"], false);
    assert_eq!(kit.get(&one).await.result()["enabled"], false);

    let voided = put(json!({"enabled": null})).await;
    assert_eq!(
        (&voided.result()[0]["enabled"], &voided.result()[0]["status"]),
        (&Value::Null, &json!("pending_deletion"))
    );
    put(json!({"enabled": null})).await.fails(404, 1553);
    kit.step(2);
    kit.get(&one).await.fails(404, 1552);
    assert_eq!(put(json!({"cert_id": id, "enabled": true})).await.result()[0]["status"], "initializing");
}

#[tokio::test]
async fn a_certificate_in_use_can_not_be_deleted() {
    let kit = Kit::start().await;
    let id = certificate(&kit).await;
    let one = format!("{}/{id}", hostname_certificates());
    kit.put(&hostnames(), config(&[app(json!({"cert_id": id, "enabled": false}))])).await.result();
    kit.delete(&one).await.fails(409, 1433);
    kit.put(&hostnames(), config(&[app(json!({"cert_id": id, "enabled": null}))])).await.result();
    kit.delete(&one).await.result();
    kit.put(&hostnames(), config(&[app(json!({"cert_id": id, "enabled": true}))])).await.fails(409, 1414);
    kit.step(2);
    kit.put(&hostnames(), config(&[app(json!({"cert_id": id, "enabled": true}))])).await.fails(404, 1551);
}

#[tokio::test]
async fn a_certificate_has_a_hundred_associations() {
    let kit = Kit::start().await;
    let id = certificate(&kit).await;
    let items: Vec<_> = (0..100)
        .map(|number| json!({"hostname": format!("h{number}.example.com"), "cert_id": id, "enabled": true}))
        .collect();
    let all = kit.put(&hostnames(), config(&items)).await;
    assert_eq!(all.result().as_array().unwrap().len(), 100);
    let further = config(&[app(json!({"cert_id": id, "enabled": true}))]);
    assert_eq!(
        kit.put(&hostnames(), further.clone()).await.fails(400, 12130).pointer(0),
        "/config/0/cert_id"
    );
    // One that is known already is no further one.
    kit.put(&hostnames(), config(&items[..1])).await.result();
    // Another certificate has a hundred of its own.
    let other = json!({"hostname": "other.example.com", "cert_id": certificate(&kit).await});
    kit.put(&hostnames(), config(&[other])).await.result();
    let voided = json!({"hostname": "h7.example.com", "enabled": null});
    kit.put(&hostnames(), config(&[voided])).await.result();
    kit.put(&hostnames(), further).await.result();
}

#[tokio::test]
async fn a_list_with_a_fault_changes_nothing() {
    let kit = Kit::start().await;
    let id = certificate(&kit).await;
    let good = app(json!({"cert_id": id, "enabled": true}));
    let bad = |item: Value| config(&[good.clone(), item]);
    let www = |cert_id: Value| json!({"hostname": "www.example.com", "cert_id": cert_id, "enabled": true});
    for (body, status, code, pointer) in [
        (bad(json!({"hostname": "www.example.org", "cert_id": id})), 400, 12036, "/config/1/hostname"),
        (bad(json!({"hostname": "www.example.com"})), 400, 1404, "/config/1/cert_id"),
        (bad(www(json!("no-identifier"))), 400, 1415, "/config/1/cert_id"),
        (bad(www(json!(UNKNOWN_UUID))), 404, 1551, "/config/1/cert_id"),
        (bad(www(json!(7))), 400, 1001, "/config/1/cert_id"),
        (bad(json!({"cert_id": id})), 400, 1001, "/config/1/hostname"),
        (bad(json!({"hostname": "-", "cert_id": id})), 400, 1001, "/config/1/hostname"),
        (bad(json!({"hostname": "www.example.com", "enabled": null})), 404, 1553, "/config/1/hostname"),
        (bad(good.clone()), 400, 1001, "/config/1/hostname"),
        (bad(json!({"hostname": "APP.example.com", "cert_id": id})), 400, 1001, "/config/1/hostname"),
        (bad(json!("text")), 400, 1001, "/config/1"),
        (bad(app(json!({"enabled": "yes"}))), 400, 1001, "/config/1/enabled"),
    ] {
        assert_eq!(kit.put(&hostnames(), body).await.fails(status, code).pointer(0), pointer);
    }
    kit.get(&format!("{}/app.example.com", hostnames())).await.fails(404, 1552);
}

#[tokio::test]
async fn certificates_are_listed_in_either_shape() {
    let kit = Kit::start().await;
    let (used, unused) = (certificate(&kit).await, certificate(&kit).await);
    let items = ["a.example.com", "b.example.com", "void.example.com"]
        .map(|hostname| json!({"hostname": hostname, "cert_id": used, "enabled": true}));
    kit.put(&hostnames(), config(&items)).await.result();
    kit.put(&hostnames(), config(&[json!({"hostname": "void.example.com", "enabled": null})])).await.result();
    kit.step(5);
    let listed = kit.get(&hostname_certificates()).await;
    let ids: Vec<_> = listed.result().as_array().unwrap().iter().map(|item| item["id"].clone()).collect();
    assert_eq!(ids, [json!(used), json!(unused)]);

    let patch = json!({"behaviour": {"hostname_certificate_items": "association"}});
    assert_eq!(kit.control(reqwest::Method::PATCH, "/settings", patch).await.0, 200);
    let listed = kit.get(&hostname_certificates()).await;
    let items = listed.result().as_array().unwrap();
    let seen: Vec<_> =
        items.iter().map(|item| (&item["cert_id"], &item["hostname"], &item["enabled"])).collect();
    assert_eq!(
        seen,
        [
            (&json!(used), &json!("a.example.com"), &json!(true)),
            (&json!(used), &json!("b.example.com"), &json!(true)),
            (&json!(unused), &Value::Null, &Value::Null),
        ]
    );
    for item in items {
        for name in [
            "cert_status",
            "cert_uploaded_on",
            "certificate",
            "created_at",
            "issuer",
            "serial_number",
            "status",
        ] {
            assert!(item[name].is_string(), "{name}");
        }
    }
}

async fn listed(kit: &Kit, query: &str) -> Vec<String> {
    let answer = kit.get(&format!("{}{query}", hostnames())).await;
    let items = answer.result().as_array().unwrap().iter();
    items.map(|item| item["hostname"].as_str().unwrap().split('.').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_list_shows_the_active_ones_unless_it_is_asked_for_others() {
    let kit = Kit::start().await;
    let id = certificate(&kit).await;
    let set = async |name: &str, enabled: Value| {
        let item = json!({"hostname": format!("{name}.example.com"), "cert_id": id, "enabled": enabled});
        kit.put(&hostnames(), config(&[item])).await.result();
    };
    assert_eq!(listed(&kit, "").await, [""; 0]);
    for name in ["gone", "going", "on", "off"] {
        set(name, json!(name != "off")).await;
    }
    set("gone", Value::Null).await;
    kit.step(5);
    set("going", Value::Null).await;
    set("coming", json!(true)).await;
    kit.emulator.advance(std::time::Duration::from_millis(500));
    set("new", json!(true)).await;
    for (query, expected) in [
        ("", vec!["on", "off"]),
        ("?status=active", vec!["on", "off"]),
        ("?status=pending_deletion", vec!["going"]),
        ("?status=deleted", vec!["gone"]),
        ("?status=pending_deployment", vec!["coming"]),
        ("?status=initializing,pending_deployment", vec!["coming", "new"]),
        ("?status=active%2Cdeleted", vec!["gone", "on", "off"]),
        ("?status=active&status=deleted", vec!["gone", "on", "off"]),
        ("?status=deployment_timed_out,deletion_timed_out", vec![]),
        ("?status=all", vec!["gone", "going", "on", "off", "coming", "new"]),
        ("?status=all&per_page=4", vec!["gone", "going", "on", "off"]),
        ("?status=all&per_page=4&page=2", vec!["coming", "new"]),
        ("?status=all&page=9", vec![]),
    ] {
        assert_eq!(listed(&kit, query).await, expected, "{query}");
    }
    for (query, pointer) in [
        ("?status=ready", "/query/status"),
        ("?status=active,", "/query/status"),
        ("?per_page=0", "/query/per_page"),
        ("?page=0", "/query/page"),
    ] {
        let refused = kit.get(&format!("{}{query}", hostnames())).await;
        assert_eq!(refused.fails(400, 1001).pointer(0), pointer, "{query}");
    }
    let answer = kit.get(&hostnames()).await;
    let item = answer.result()[1].as_object().unwrap();
    // Whether maps keep their order is up to the program that the library is built for.
    let mut names: Vec<_> = item.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["cert_id", "created_at", "enabled", "hostname", "status", "updated_at"]);
    assert_eq!((&item["cert_id"], &item["enabled"]), (&json!(id), &json!(false)));
    assert_eq!(answer.body["result_info"]["per_page"], 50);
    assert_eq!(
        kit.get(&format!("{}?per_page=5000", hostnames())).await.body["result_info"]["per_page"],
        1_000
    );
}

#[tokio::test]
async fn deletions_take_a_body_and_none() {
    let kit = Kit::start().await;
    for list in [hostname_certificates(), crate::kit::pulls()] {
        for body in [None, Some("{}"), Some(r#"{"any": 1}"#)] {
            let id = kit.post(&list, leaf().body()).await.id();
            let mut request = kit.request(reqwest::Method::DELETE, &format!("{list}/{id}"));
            if let Some(body) = body {
                request = request.header("content-type", "application/json").body(body);
            }
            assert_eq!(kit.send(request).await.result()["status"], "pending_deletion");
        }
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_deployed_yet_can_be_kept_from_use() {
    let kit =
        Kit::of(Emulator::builder().settings(|settings| settings.behaviour.refuse_while_pending = true))
            .await;
    let body = config(&[app(json!({"cert_id": certificate(&kit).await, "enabled": true}))]);
    kit.put(&hostnames(), body.clone()).await.fails(409, 1434);
    kit.step(2);
    kit.put(&hostnames(), body).await.result();
}

#[tokio::test]
async fn an_association_times_out_or_is_held_on_demand() {
    let kit = Kit::start().await;
    let id = certificate(&kit).await;
    kit.emulator.change_settings(|settings| settings.behaviour.deployments_time_out = true);
    kit.put(&hostnames(), config(&[app(json!({"cert_id": id, "enabled": true}))])).await.result();
    kit.step(2);
    let one = format!("{}/app.example.com", hostnames());
    let seen = kit.get(&one).await;
    assert_eq!(seen.result()["status"], "deployment_timed_out");
    assert_eq!(seen.result()["cert_status"], "active");
    assert!(kit.emulator.set_status("app.example.com", Status::PendingDeletion));
    assert_eq!(kit.get(&one).await.result()["status"], "pending_deletion");
}
