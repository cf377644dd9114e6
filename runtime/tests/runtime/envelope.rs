//! What an operation gives for each kind of answer.

use cloudflare_core::prelude::*;
use cloudflare_core::{Error, ErrorKind, Scope};
use httpmock::prelude::*;
use serde_json::{Value, json};

use crate::kit::fault_server::{self, FaultServer};
use crate::kit::gadgets::{CreateGadget, GadgetStatus, Gadgets};
use crate::kit::success;

/// The group of gadgets of an account on `server`.
fn gadgets(server: &MockServer) -> Gadgets {
    crate::kit::client(&server.url("/client/v4")).gadgets(&Scope::account("acc").unwrap())
}

/// Answers everything with this.
async fn answers(status: u16, content_type: &str, body: impl AsRef<str>) -> MockServer {
    let server = MockServer::start_async().await;
    server
        .mock_async(|when, then| {
            when.any_request();
            then.status(status)
                .header("content-type", content_type)
                .header("cf-ray", "8f00ba4-FRA")
                .body(body.as_ref());
        })
        .await;
    server
}

async fn answers_json(status: u16, body: Value) -> MockServer {
    answers(status, "application/json", body.to_string()).await
}

/// The error of getting one gadget.
async fn get_error(server: &MockServer) -> Error {
    gadgets(server).get("g").result().await.unwrap_err()
}

#[tokio::test]
async fn a_request_carries_what_was_set() {
    let server = MockServer::start_async().await;
    let mock = server
        .mock_async(|when, then| {
            when.method(POST)
                .path("/client/v4/accounts/acc/gadgets")
                .header("authorization", format!("Bearer {}", crate::kit::TOKEN))
                .header("content-type", "application/json")
                .header("accept", "application/json")
                .header_prefix("user-agent", "gadgets/1.2.3 cloudflare-core/")
                .json_body(json!({"name": "n", "private_key": "k", "enabled": null}));
            then.status(201).json_body(success(json!({"id": "g"})));
        })
        .await;
    let body = CreateGadget::new("n", "k").enabled(None);
    let envelope = gadgets(&server).create(body).send().await.unwrap();
    assert_eq!(envelope.status(), 201);
    assert_eq!(envelope.attempts(), 1);
    assert_eq!(envelope.into_result().unwrap().id.unwrap().as_str(), "g");
    mock.assert_async().await;
}

#[tokio::test]
async fn each_way_to_authenticate_sends_its_headers() {
    let server = MockServer::start_async().await;
    let base = server.url("/client/v4");
    let key = server
        .mock_async(|when, then| {
            when.header("x-auth-email", "a@example.com")
                .header("x-auth-key", "canary-key")
                .header_missing("authorization");
            then.json_body(success(json!([])));
        })
        .await;
    let service_key = server
        .mock_async(|when, then| {
            when.header("x-auth-user-service-key", "v1.0-canary").header_missing("authorization");
            then.json_body(success(json!([])));
        })
        .await;
    let builder = || crate::kit::Client::builder().base_url(&base);
    let scope = Scope::zone("z").unwrap();
    for client in [
        builder().api_key("a@example.com", "canary-key").build().unwrap(),
        builder().user_service_key("v1.0-canary").build().unwrap(),
    ] {
        client.gadgets(&scope).list().result().await.unwrap();
    }
    assert_eq!((key.calls_async().await, service_key.calls_async().await), (1, 1));
}

#[tokio::test]
async fn a_success_under_any_content_type_with_unknown_and_missing_fields() {
    let gadget = json!({"id": "2458ce5a-0c35-4c7f-82c7-8e9487d3ff60", "status": "melting", "new": {"a": 1},
        "expires_on": "2014-01-01T05:20:00.12345Z"});
    let body = json!({"result": gadget, "success": true, "errors": null}).to_string();
    for content_type in ["text/plain", "application/octet-stream", ""] {
        let server = answers(200, content_type, &body).await;
        let gadget = gadgets(&server).get("g").result().await.unwrap();
        assert_eq!(gadget.id.unwrap().as_str().len(), 36);
        assert_eq!(gadget.expires_on.unwrap().to_string(), "2014-01-01T05:20:00.12345Z");
        let Some(GadgetStatus::Unknown(status)) = gadget.status else { panic!() };
        assert_eq!(status.as_str(), "melting");
    }
}

#[tokio::test]
async fn json_of_something_else_is_no_empty_list_and_no_answer_to_a_read() {
    for body in [r#"{"ok":true}"#, r#"{"status":"up","version":"1.2"}"#] {
        let server = answers(200, "application/json", body).await;
        let gadgets = gadgets(&server);
        for error in [
            gadgets.list().result().await.unwrap_err(),
            gadgets.get("g").result().await.map(drop).unwrap_err(),
        ] {
            assert!(error.is_decode() && !error.is_empty_result(), "{error}");
            assert!(error.to_string().contains("isn't an envelope: the answer has neither"), "{error}");
        }
        assert!(gadgets.list().items().try_next().await.is_err());
        // What was to be changed was, by the status.
        assert_eq!(gadgets.delete("g").result().await.unwrap(), None);
    }
    let server = answers(200, "application/json", r#"{"result":null,"more":1}"#).await;
    assert_eq!(gadgets(&server).list().result().await.unwrap(), []);
}

#[tokio::test]
async fn absent_results_mean_what_the_operation_says() {
    for body in ["", "  ", "{}", r#"{"success":true,"result":null}"#, r#"{"success":true,"errors":[]}"#] {
        for status in [200, 202] {
            let server = answers(status, "application/json", body).await;
            let gadgets = gadgets(&server);
            assert_eq!(gadgets.list().result().await.unwrap(), [], "{body}");
            assert_eq!(gadgets.delete("g").result().await.unwrap(), None, "{body}");
            let error = gadgets.get("g").result().await.unwrap_err();
            assert!(error.is_empty_result() && !error.is_decode(), "{error}");
            assert_eq!(error.kind(), ErrorKind::EmptyResult);
            assert_eq!(error.cf_ray(), Some("8f00ba4-FRA"));
            assert!(gadgets.get("g").send().await.unwrap().result().is_none());
        }
    }
    let server = answers(204, "", "").await;
    assert_eq!(gadgets(&server).delete("g").result().await.unwrap(), None);
    let server = answers_json(200, success(json!({"id": "g"}))).await;
    let deleted = gadgets(&server).delete("g").result().await.unwrap();
    assert_eq!(deleted.unwrap().id.unwrap(), "g");
}

#[tokio::test]
async fn success_false_is_an_error_whatever_the_status() {
    for status in [200, 201, 202, 400, 404, 500] {
        let body = json!({"success": false, "result": {}, "messages": [{"code": 1, "message": "hint"}],
            "errors": [{"code": 1551, "message": "not\nfound", "documentation_url": "https://d.example",
                        "source": {"pointer": "/certificate"}}, {"code": 100_000, "message": "b"}]});
        let server = answers_json(status, body).await;
        // Not `get`: a 500 would be tried again.
        let error = gadgets(&server).create(CreateGadget::new("n", "k")).result().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Api);
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.errors().len(), 2);
        assert_eq!(error.errors()[0].documentation_url(), Some("https://d.example"));
        assert_eq!(error.errors()[0].source_pointer(), Some("/certificate"));
        assert_eq!(error.messages()[0].message(), "hint");
        assert!(error.has_code(100_000) && error.is_not_found());
        let line = error.to_string();
        assert!(!line.contains('\n'), "{line}");
        for part in
            ["gadgets-create", "POST", "1551 not found", "(at /certificate)", "100000 b", "8f00ba4-FRA"]
        {
            assert!(line.contains(part), "{part} in {line}");
        }
    }
}

#[tokio::test]
async fn errors_without_a_verdict_are_a_failure_and_a_bad_status_always_is() {
    let server = answers_json(200, json!({"errors": [{"code": 1, "message": "m"}], "result": null})).await;
    assert!(get_error(&server).await.has_code(1));
    let server = answers_json(418, success(json!({"id": "g"}))).await;
    assert_eq!(get_error(&server).await.kind(), ErrorKind::Api);
    let warned = json!({"success": true, "errors": [{"code": 1, "message": "m"}], "result": {}});
    let server = answers_json(200, warned).await;
    assert_eq!(gadgets(&server).get("g").send().await.unwrap().errors()[0].code(), 1);
}

#[tokio::test]
async fn failures_that_are_not_json_have_status_and_excerpt() {
    let html = "<html><head><title>418 Short and stout</title></head><body>Bearer sesame</body></html>";
    let error = get_error(&answers(418, "text/html", html).await).await;
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Api, 418));
    assert_eq!(error.excerpt(), Some("418 Short and stout Bearer [redacted]"));
    let error = get_error(&answers(404, "", "").await).await;
    assert!(error.is_not_found() && error.excerpt().is_none());
    let error = get_error(&answers(200, "text/html", html).await).await;
    assert!(error.is_decode() && error.status().unwrap() == 200);
    assert!(error.to_string().contains("Short and stout"), "{error}");
}

#[tokio::test]
async fn a_result_of_another_shape_is_located_without_its_values() {
    let body = success(json!([{"id": "a"}, {"id": "b", "private_key": ["hunter2"], "name": "hunter3"}]));
    let server = answers_json(200, body).await;
    let error = gadgets(&server).list().result().await.unwrap_err();
    assert!(error.is_decode());
    assert_eq!(error.json_path(), Some("result[1].private_key"));
    assert_eq!(error.excerpt(), Some("{id: text of 1, name: text of 7, private_key: [1 × text of 7]}"));
    assert!(std::error::Error::source(&error).is_some());
    assert!(!format!("{error} {error:?}").contains("hunter"));
    for body in ["[1]", "\"hunter2\"", "{\"result\": \"hunter2", "null", "17", "{\"success\": tru\u{e9}}"] {
        let error = get_error(&answers(200, "application/json", body).await).await;
        assert!(error.is_decode() && !format!("{error:?}").contains("hunter"), "{body}: {error:?}");
    }
}

#[tokio::test]
async fn nothing_is_sent_for_what_cannot_be_sent() {
    let server = MockServer::start_async().await;
    let mock = server
        .mock_async(|when, then| {
            when.any_request();
            then.status(200);
        })
        .await;
    for id in ["", " ", ".", ".."] {
        let error = gadgets(&server).get(id).result().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.operation(), Some("gadgets-get"));
        assert_eq!(error.attempts(), 0);
    }
    assert_eq!(mock.calls_async().await, 0);
}

#[tokio::test]
async fn path_parameters_stay_in_their_segment() {
    let server = FaultServer::with([fault_server::json(200, &success(json!({})))]);
    let gadgets = crate::kit::client(&server.url()).gadgets(&Scope::account("a/c").unwrap());
    gadgets.get("a/../b?c#d%").result().await.unwrap();
    let target = &server.received()[0].target;
    assert_eq!(target, "/client/v4/accounts/a%2Fc/gadgets/a%2F..%2Fb%3Fc%23d%25");
}
