//! The log of requests, and that it holds no secrets.

use cloudflare_mtls_emulator::{Credential, DEFAULT_EMAIL, DEFAULT_KEY, Emulator};
use reqwest::Method;
use serde_json::json;

use crate::kit::{ID, Kit, access, leaf, pulls};

#[tokio::test]
async fn requests_are_logged_in_order() {
    let kit = Kit::start().await;
    let created = kit.post(&pulls(), leaf().body()).await;
    kit.get(&format!("{}?page=2", access("zones"))).await.result();
    kit.get("/nothing").await.fails(404, 7003);
    let [first, second, third] = kit.emulator.requests().try_into().unwrap();

    assert_eq!((first.number, first.method.as_str(), first.status), (1, "POST", Some(200)));
    assert_eq!(first.operation, Some("zone_certificates.create"));
    assert_eq!(first.path, format!("/client/v4/zones/{ID}/origin_tls_client_auth"));
    assert_eq!(first.caller.as_deref(), Some("token 1"));
    assert_eq!(first.header("content-type"), Some("application/json"));
    assert_eq!(Some(first.cf_ray.as_str()), created.header("cf-ray"));
    assert_eq!(first.at.to_string(), "2030-01-01T00:00:00Z");
    assert_eq!((second.number, second.query.as_deref()), (2, Some("page=2")));
    assert_eq!((third.operation, third.status, third.codes), (None, Some(404), vec![7003]));
}

#[tokio::test]
async fn no_secret_is_logged_or_shown() {
    let kit = Kit::of(Emulator::builder().credential(Credential::token("hidden-token"))).await;
    let pair = leaf();
    kit.post(&pulls(), pair.body()).await.result();
    let mut astray = pair.body();
    astray["certificate"] = pair.key.as_str().into();
    astray["note"] = json!({"deep": ["hidden-token", pair.key]});
    kit.post(&pulls(), astray).await.fails(400, 1408);
    let keyed = kit.http.get(format!("{}{}?token=hidden-token", kit.emulator.base_url(), pulls()));
    let keyed = keyed.header("x-auth-email", DEFAULT_EMAIL).header("x-auth-key", DEFAULT_KEY);
    kit.send(keyed.header("x-note", "uses hidden-token")).await.result();
    let broken = kit.request(Method::POST, &pulls()).body(format!("{{ {}", pair.key));
    kit.send(broken).await.fails(400, 1001);

    let key_text = pair.key.lines().nth(1).unwrap();
    let control = kit.http.get(format!("{}/requests", kit.emulator.control_url()));
    let log = control.send().await.unwrap().text().await.unwrap();
    assert!(log.contains("zone_certificates.create") && log.contains("[redacted]"));
    let state = kit.emulator.snapshot().to_json();
    assert!(state.contains("BEGIN CERTIFICATE"));
    let debug = format!("{:?} {:?}", kit.emulator, kit.emulator.requests());
    for secret in ["hidden-token", DEFAULT_KEY, key_text, "PRIVATE KEY"] {
        assert!(!log.contains(secret), "in the log: {}", secret.len());
        assert!(!state.contains(secret), "in the snapshot: {}", secret.len());
        assert!(!debug.contains(secret), "in Debug: {}", secret.len());
    }
}

#[tokio::test]
async fn the_log_is_bounded_and_can_be_cleared() {
    let kit = Kit::of(Emulator::builder().settings(|settings| settings.log.capacity = 3)).await;
    for _ in 0..5 {
        kit.get(&pulls()).await.result();
    }
    let numbers: Vec<_> = kit.emulator.requests().iter().map(|request| request.number).collect();
    assert_eq!(numbers, [3, 4, 5]);
    kit.emulator.clear_requests();
    assert!(kit.emulator.requests().is_empty());
    assert_eq!(kit.emulator.received(), 5);
}

#[tokio::test]
async fn nothing_is_kept_of_a_body_that_nobody_signed_for() {
    let kit = Kit::start().await;
    let url = format!("{}{}", kit.emulator.base_url(), pulls());
    let body = json!({"note": "x".repeat(1_000)});
    kit.send(kit.http.post(&url).json(&body)).await.fails(403, 9106);
    kit.send(kit.http.post(&url).bearer_auth("another").json(&body)).await.fails(403, 9109);
    kit.send(kit.request(Method::POST, &pulls()).json(&body)).await.fails(400, 1001);
    let [bare, wrong, known] = kit.emulator.requests().try_into().unwrap();
    assert!(bare.body.is_none() && wrong.body.is_none());
    assert_eq!((bare.body_length, wrong.body_length), (known.body_length, known.body_length));
    assert_eq!(known.json().as_ref(), Some(&body));
    // Over HTTP it is the JSON that it is.
    let (_, log) = kit.control(Method::GET, "/requests", json!(null)).await;
    assert_eq!((&log["requests"][0]["body"], &log["requests"][2]["body"]), (&json!(null), &body));
}

#[tokio::test]
async fn a_key_in_a_query_is_not_logged_in_any_encoding() {
    let kit = Kit::of(Emulator::builder().credential(Credential::token("hidden+token/1"))).await;
    let key = leaf().key;
    let once: String = key.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let twice = once.replace('%', "%25");
    let form = key.replace(' ', "+").replace('\n', "%0A");
    for query in [
        format!("note={once}"),
        format!("note={twice}"),
        format!("note={form}"),
        "note=hidden%2Btoken%2F1".to_owned(),
        "note=%68idden%2btoken/1".to_owned(),
        "private_key=visible-value".to_owned(),
        "a=1&token=visible-value&b=2".to_owned(),
        "api_token=visible-value".to_owned(),
    ] {
        kit.get(&format!("{}?{query}", pulls())).await.result();
        // A path is no place for them either, and is logged too.
        assert!(kit.get(&format!("{}/{query}", pulls())).await.status.is_client_error());
    }
    let log = kit.http.get(format!("{}/requests", kit.emulator.control_url()));
    let log = log.send().await.unwrap().text().await.unwrap();
    let line = key.lines().nth(1).unwrap();
    for secret in [line, &once[..60], &twice[..60], "hidden", "idden%2", "PRIVATE", "visible-value"] {
        let logged = log.matches(secret).count();
        // The last three paths hold no name=value pair, and their text is not secret by itself.
        assert_eq!(logged, if secret == "visible-value" { 3 } else { 0 }, "{}", secret.len());
    }
    assert!(log.contains("a=1&token=[redacted]&b=2"));
}

#[tokio::test]
async fn the_log_has_a_budget_of_bytes() {
    let kit = Kit::start().await;
    let patch = json!({"log": {"budget_bytes": 300_000}});
    assert_eq!(kit.control(Method::PATCH, "/settings", patch).await.0, 200);
    // Small as text, and many times as large as parsed JSON.
    let body = format!("[{}0]", "0,".repeat(49_999));
    for _ in 0..8 {
        kit.send(kit.request(Method::POST, &pulls()).body(body.clone())).await.fails(400, 1001);
    }
    let kept = kit.emulator.requests();
    assert_eq!(kept.iter().map(|request| request.number).collect::<Vec<_>>(), [7, 8]);
    assert_eq!(kept[1].body.as_deref().map(str::len), Some(body.len()));
    assert_eq!(kit.emulator.received(), 8);
    // A budget that is too small for one request keeps none.
    kit.emulator.change_settings(|settings| settings.log.budget_bytes = 10);
    kit.get(&pulls()).await.result();
    assert!(kit.emulator.requests().is_empty());
}
