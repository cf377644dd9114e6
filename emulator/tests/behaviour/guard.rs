//! Web pages and the control endpoints: a page that a developer happens to look at can send requests
//! to the loopback address, and must not be able to drive an emulator.

use cloudflare_mtls_emulator::Emulator;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;

use crate::kit::Kit;

fn control(kit: &Kit, method: Method, path: &str) -> RequestBuilder {
    kit.http.request(method, format!("{}{path}", kit.emulator.control_url()))
}

async fn refusal(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    (status, body["error"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_name_that_is_not_the_emulators_is_refused() {
    let kit = Kit::start().await;
    let port = kit.emulator.address().port();
    for host in
        ["rebound.example", "rebound.example:80", "127.0.0.1.example", "localhost.example:1", "8.8.8.8", ""]
    {
        let sent = control(&kit, Method::GET, "/requests").header("host", host).send().await.unwrap();
        let (status, error) = refusal(sent).await;
        assert_eq!(status, 403, "{host}");
        assert!(error.contains("--control-host"), "{error}");
    }
    for host in
        ["localhost", "LOCALHOST:99", "127.0.0.1", "127.8.9.1:80", "[::1]", "[::1]:80", "app.localhost"]
    {
        let host = host.replace("99", &port.to_string());
        let sent = control(&kit, Method::GET, "/clock").header("host", &host).send().await.unwrap();
        assert_eq!(sent.status(), 200, "{host}");
    }
}

#[tokio::test]
async fn a_name_can_be_given() {
    let kit = Kit::of(Emulator::builder().control_host("emulator.test")).await;
    for (host, status) in [("emulator.test", 200), ("Emulator.Test:8080", 200), ("other.test", 403)] {
        let sent = control(&kit, Method::GET, "/clock").header("host", host).send().await.unwrap();
        assert_eq!(sent.status(), status, "{host}");
    }
}

#[tokio::test]
async fn a_page_from_elsewhere_is_refused() {
    let kit = Kit::start().await;
    let own = format!("http://{}", kit.emulator.address());
    for origin in ["https://page.example", "null", "http://127.0.0.1:1", "http://localhost"] {
        for (method, path) in
            [(Method::GET, "/requests"), (Method::POST, "/clock/advance"), (Method::DELETE, "/state")]
        {
            let sent = control(&kit, method, path).header("origin", origin);
            let (status, error) =
                refusal(sent.json(&serde_json::json!({"seconds": 1})).send().await.unwrap()).await;
            assert_eq!(status, 403, "{origin} {path}");
            assert!(error.contains("Origin"), "{error}");
        }
    }
    for site in ["cross-site", "same-site"] {
        let sent =
            control(&kit, Method::GET, "/requests").header("sec-fetch-site", site).send().await.unwrap();
        assert_eq!(refusal(sent).await.0, 403, "{site}");
    }
    let sent =
        control(&kit, Method::GET, "/clock").header("origin", own).header("sec-fetch-site", "same-origin");
    assert_eq!(sent.send().await.unwrap().status(), 200);
    assert_eq!(kit.emulator.now().to_string(), "2030-01-01T00:00:00Z");
}

#[tokio::test]
async fn what_a_form_can_send_is_refused() {
    let kit = Kit::start().await;
    let writes = [
        (Method::POST, "/clock/advance", r#"{"seconds": 1}"#),
        (Method::PATCH, "/clock", r#"{"mode": "real"}"#),
        (Method::PATCH, "/settings", r#"{"quotas": {"associations": 0}}"#),
        (Method::POST, "/faults", r#"{"kind": "reset"}"#),
        (Method::POST, "/credentials", r#"{"token": "mine"}"#),
        (Method::PUT, "/state", "{}"),
    ];
    for (method, path, body) in writes {
        for content_type in
            ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json", ""]
        {
            let mut sent = control(&kit, method.clone(), path).body(body);
            if !content_type.is_empty() {
                sent = sent.header("content-type", content_type);
            }
            let (status, error) = refusal(sent.send().await.unwrap()).await;
            assert_eq!(status, 415, "{path} {content_type}");
            assert!(error.contains("application/json"), "{error}");
        }
    }
    assert!(kit.emulator.faults().is_empty());
    let sent = control(&kit, Method::POST, "/clock/advance").body(r#"{"seconds": 1}"#);
    let sent = sent.header("content-type", "Application/JSON; charset=utf-8").send().await.unwrap();
    assert_eq!(sent.status(), 200);
}

#[tokio::test]
async fn the_api_itself_is_reached_under_any_name() {
    // It asks for a token, which no page has.
    let kit = Kit::start().await;
    let sent = kit.request(Method::GET, &crate::kit::pulls()).header("host", "api.example");
    kit.send(sent).await.result();
}
