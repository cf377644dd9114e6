//! The control endpoints, as another language uses them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::kit::{ID, Kit, leaf, pulls};

#[tokio::test]
async fn it_says_what_it_is() {
    let kit = Kit::start().await;
    let (status, about) = kit.control(Method::GET, "", Value::Null).await;
    assert_eq!((status.as_u16(), about["base_url"].as_str()), (200, Some(kit.emulator.base_url())));
    assert_eq!(about["operations"].as_array().unwrap().len(), 32);
    let (status, refusal) = kit.control(Method::GET, "/nothing", Value::Null).await;
    assert_eq!((status.as_u16(), refusal["error"].is_string()), (404, true));
}

#[tokio::test]
async fn the_clock_is_moved() {
    let kit = Kit::start().await;
    let id = kit.post(&pulls(), leaf().body()).await.id();
    let (_, clock) = kit.control(Method::POST, "/clock/advance", json!({"seconds": 1.5})).await;
    assert_eq!(clock, json!({"mode": "stepped", "now": "2030-01-01T00:00:01.5Z"}));
    let change = json!({"mode": "stepped", "now": "2030-01-01T00:01:00Z"});
    let (_, clock) = kit.control(Method::PATCH, "/clock", change).await;
    assert_eq!(clock["now"], "2030-01-01T00:01:00Z");
    assert_eq!(kit.get(&format!("{}/{id}", pulls())).await.result()["status"], "active");
    let (_, clock) = kit.control(Method::PATCH, "/clock", json!({"mode": "scaled", "factor": 60})).await;
    assert_eq!((&clock["mode"], &clock["factor"]), (&json!("scaled"), &json!(60.0)));
    for bad in [json!({"mode": "fast"}), json!({"mode": "scaled"}), json!({"factor": -1}), json!({"hour": 1})]
    {
        assert_eq!(kit.control(Method::PATCH, "/clock", bad).await.0, 400);
    }
    assert_eq!(kit.control(Method::POST, "/clock/advance", json!({"seconds": -1})).await.0, 400);
}

#[tokio::test]
async fn settings_are_patched() {
    let kit = Kit::start().await;
    let patch = json!({"timing": {"activate_after_millis": 0}, "behaviour": {"failure_result": "object"}});
    let (status, settings) = kit.control(Method::PATCH, "/settings", patch).await;
    assert_eq!((status.as_u16(), &settings["timing"]["activate_after_millis"]), (200, &json!(0)));
    assert_eq!(kit.post(&pulls(), leaf().body()).await.result()["status"], "active");
    let (status, refusal) = kit.control(Method::PATCH, "/settings", json!({"speed": 9})).await;
    assert_eq!(status, 400);
    assert!(refusal["error"].as_str().unwrap().contains("speed"));
}

#[tokio::test]
async fn faults_are_injected_listed_and_removed() {
    let kit = Kit::start().await;
    let fault = json!({"kind": "failure", "code": 1234, "operation": "zone_certificates.list", "times": 3});
    let (_, added) = kit.control(Method::POST, "/faults", fault).await;
    kit.get(&pulls()).await.fails(200, 1234);
    let (_, faults) = kit.control(Method::GET, "/faults", Value::Null).await;
    assert_eq!((&faults[0]["number"], &faults[0]["times"]), (&added["number"], &json!(2)));
    let one = format!("/faults/{}", added["number"]);
    assert_eq!(kit.control(Method::DELETE, &one, Value::Null).await.0, 204);
    assert_eq!(kit.control(Method::DELETE, &one, Value::Null).await.0, 404);
    kit.get(&pulls()).await.result();
    assert_eq!(kit.control(Method::POST, "/faults", json!({"kind": "earthquake"})).await.0, 400);
    kit.control(Method::POST, "/faults", json!({"kind": "reset"})).await;
    assert_eq!(kit.control(Method::DELETE, "/faults", Value::Null).await.0, 204);
    kit.get(&pulls()).await.result();
}

#[tokio::test]
async fn requests_are_read_and_forgotten() {
    let kit = Kit::start().await;
    kit.get(&pulls()).await.result();
    let (_, log) = kit.control(Method::GET, "/requests", Value::Null).await;
    assert_eq!(
        (&log["received"], &log["requests"][0]["operation"]),
        (&json!(1), &json!("zone_certificates.list"))
    );
    assert_eq!(kit.control(Method::DELETE, "/requests", Value::Null).await.0, 204);
    let (_, log) = kit.control(Method::GET, "/requests", Value::Null).await;
    assert_eq!(log, json!({"received": 1, "requests": []}));
}

#[tokio::test]
async fn state_is_saved_cleared_and_put_back() {
    let kit = Kit::start().await;
    let id = kit.post(&pulls(), leaf().body()).await.id();
    let (_, state) = kit.control(Method::GET, "/state", Value::Null).await;
    assert_eq!(kit.control(Method::DELETE, "/state", Value::Null).await.0, 204);
    kit.get(&format!("{}/{id}", pulls())).await.fails(404, 1551);
    assert_eq!(kit.control(Method::PUT, "/state", state).await.0, 204);
    kit.get(&format!("{}/{id}", pulls())).await.result();
    assert_eq!(kit.control(Method::PUT, "/state", json!({"version": 1})).await.0, 400);
}

#[tokio::test]
async fn accounts_zones_credentials_and_statuses_are_added() {
    let kit = Kit::start().await;
    let (_, account) = kit.control(Method::POST, "/accounts", json!({"name": "second"})).await;
    let account_id = account["id"].as_str().unwrap();
    let (_, zone) =
        kit.control(Method::POST, "/zones", json!({"name": "example.org", "account_id": account_id})).await;
    let zone_id = zone["id"].as_str().unwrap().to_owned();
    kit.get(&format!("/accounts/{account_id}/access/certificates")).await.result();
    assert_eq!(
        kit.control(Method::POST, "/zones", json!({"id": "short", "name": "x", "account_id": ID})).await.0,
        400
    );

    let reader = json!({"token": "reader", "write": false, "only": [zone_id]});
    assert_eq!(kit.control(Method::POST, "/credentials", reader).await.0, 204);
    assert_eq!(kit.control(Method::POST, "/credentials", json!({"email": "a@example.com"})).await.0, 400);
    let id = kit.post(&format!("/zones/{zone_id}/origin_tls_client_auth"), leaf().body()).await.id();
    let status = json!({"status": "deployment_timed_out"});
    assert_eq!(kit.control(Method::PUT, &format!("/status/{id}"), status.clone()).await.0, 204);
    assert_eq!(kit.control(Method::PUT, "/status/nothing", status).await.0, 404);

    let kit = kit.with_token("reader");
    let listed = kit.get(&format!("/zones/{zone_id}/origin_tls_client_auth")).await;
    assert_eq!(listed.result()[0]["status"], "deployment_timed_out");
    kit.get(&pulls()).await.fails(403, 9109);
}

#[tokio::test]
async fn a_list_in_the_place_of_an_object_is_refused() {
    let kit = Kit::start().await;
    let patch = json!({"quotas": {"associations": 7}, "rate_limit": {"requests": 9, "window_seconds": 60}});
    assert_eq!(kit.control(Method::PATCH, "/settings", patch).await.0, 200);
    let before = kit.control(Method::GET, "/settings", Value::Null).await.1;
    for bad in [json!([]), json!([{}]), json!(7), json!({"quotas": []}), json!({"rate_limit": [5, 60]})] {
        let (status, refusal) = kit.control(Method::PATCH, "/settings", bad.clone()).await;
        assert_eq!(status, 400, "{bad}");
        assert!(refusal["error"].as_str().unwrap().contains("object"), "{bad}: {refusal}");
        assert_eq!(kit.control(Method::GET, "/settings", Value::Null).await.1, before, "{bad}");
    }
    let state = kit.control(Method::GET, "/state", Value::Null).await.1;
    for (method, path) in [
        (Method::PATCH, "/clock"),
        (Method::POST, "/clock/advance"),
        (Method::POST, "/faults"),
        (Method::PUT, "/state"),
        (Method::POST, "/accounts"),
        (Method::POST, "/zones"),
        (Method::POST, "/credentials"),
        (Method::PUT, "/status/any"),
    ] {
        for bad in [json!([]), json!([1.5, 2, "three"])] {
            let (status, refusal) = kit.control(method.clone(), path, bad.clone()).await;
            assert_eq!(status, 400, "{path} {bad}");
            assert!(refusal["error"].as_str().unwrap().contains("object"), "{path} {bad}: {refusal}");
        }
    }
    assert_eq!(kit.control(Method::GET, "/state", Value::Null).await.1, state);
}

#[tokio::test]
async fn writers_of_the_settings_lose_nothing() {
    let kit = Kit::start().await;
    let before = kit.emulator.settings().quotas.associations;
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let handle = kit.emulator.handle();
            std::thread::spawn(move || {
                for _ in 0..500 {
                    handle.change_settings(|settings| settings.quotas.associations += 1);
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(kit.emulator.settings().quotas.associations, before + 2_000);
}
