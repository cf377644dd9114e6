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
