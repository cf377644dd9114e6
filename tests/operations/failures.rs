//! What a caller learns when an operation fails.

use std::error::Error as _;
use std::time::Duration;

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::CreateZoneCertificate;
use cloudflare_mtls::{Client, Error, ErrorKind, RetryPolicy, Scope};
use serde_json::{Value, json};

use crate::cases::{Case, cases};
use crate::kit::{ACCOUNT, Answer, Api, ZONE, failure};

/// One server and one client, for all the answers of a test.
struct Failing {
    api: Api,
    client: Client,
}

impl Failing {
    async fn start() -> Self {
        let api = Api::always(Answer::new(500, "")).await;
        Self { client: api.client(), api }
    }

    /// The error of one operation for this answer.
    async fn error(&self, case: &Case, answer: Answer) -> Error {
        self.api.now(answer);
        match (case.call)(&self.client).outcome.await {
            Ok(seen) => panic!("{} was a success: {:?}", case.name, seen.result),
            Err(error) => error,
        }
    }

    /// The error of getting a zone's settings.
    async fn settings_error(&self, answer: Answer) -> Error {
        self.api.now(answer);
        self.client.zone_settings(ZONE).get().result().await.unwrap_err()
    }
}

#[tokio::test]
async fn every_operation_reports_a_documented_failure() {
    let failing = Failing::start().await;
    for result in [json!(null), json!({}), json!([]), json!("text"), json!({"id": 7})] {
        let mut envelope = failure(1001, "Invalid request");
        envelope["result"] = result.clone();
        for case in cases() {
            let error = failing.error(&case, Answer::json(400, &envelope)).await;
            assert_eq!(error.kind(), ErrorKind::Api, "{} with result {result}: {error}", case.name);
            assert_eq!(error.status().unwrap(), 400, "{}", case.name);
            assert!(error.has_code(1001), "{}: {error}", case.name);
            assert_eq!(error.errors()[0].message(), "Invalid request", "{}", case.name);
            assert_eq!(error.operation(), Some(case.id), "{}", case.name);
            assert_eq!(error.method().unwrap().as_str(), case.method, "{}", case.name);
            assert_eq!(error.cf_ray(), Some("8f00ba4-FRA"), "{}", case.name);
            let text = error.to_string();
            for part in [case.id, "400", "1001", "Invalid request", "8f00ba4-FRA"] {
                assert!(text.contains(part), "{}: {part} is missing in: {text}", case.name);
            }
        }
    }
}

#[tokio::test]
async fn success_false_is_a_failure_whatever_the_status() {
    let failing = Failing::start().await;
    for status in [200, 201, 202] {
        for case in cases() {
            let mut envelope = failure(1004, "not quite");
            envelope["result"] = case.result.clone();
            let error = failing.error(&case, Answer::json(status, &envelope)).await;
            assert_eq!(error.kind(), ErrorKind::Api, "{} with {status}", case.name);
            assert!(error.has_code(1004), "{} with {status}: {error}", case.name);
            assert_eq!(error.status().unwrap().as_u16(), status, "{}", case.name);
        }
    }
}

#[tokio::test]
async fn a_failing_status_is_a_failure_whatever_the_body_says() {
    let failing = Failing::start().await;
    for case in cases() {
        let error = failing.error(&case, Answer::success(403, case.result.clone())).await;
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Api, 403), "{}", case.name);
        assert!(error.is_authentication(), "{}: {error}", case.name);
    }
}

#[tokio::test]
async fn an_error_carries_everything_the_service_said() {
    let envelope = json!({
        "success": false,
        "errors": [
            {
                "code": 1408,
                "message": "The certificate can't be parsed",
                "documentation_url": "https://example.com/docs/1408",
                "source": {"pointer": "/certificate"}
            },
            {"code": 1_000_042, "message": "and a code that needs more than 16 bits"},
        ],
        "messages": [{"code": 10_000, "message": "a remark"}],
        "result": {},
    });
    let api = Api::always(Answer::json(400, &envelope)).await;
    let create = api.client().zone_certificates(ZONE).create(CreateZoneCertificate::new("c", "k"));
    let error = create.result().await.unwrap_err();
    let [first, second] = error.errors() else { panic!("{error:?}") };
    assert_eq!((first.code(), first.message()), (1408, "The certificate can't be parsed"));
    assert_eq!(first.documentation_url(), Some("https://example.com/docs/1408"));
    assert_eq!(first.source_pointer(), Some("/certificate"));
    assert_eq!((second.code(), second.documentation_url(), second.source_pointer()), (1_000_042, None, None));
    assert!(error.has_code(1_000_042) && !error.has_code(1_000_042 % 65_536));
    assert_eq!(error.messages()[0].message(), "a remark");
    assert_eq!(error.path_template(), Some("/zones/{zone_id}/origin_tls_client_auth"));
    let text = error.to_string();
    for part in ["1408 The certificate can't be parsed", "/certificate", "1000042"] {
        assert!(text.contains(part), "{part} is missing in: {text}");
    }
}

#[tokio::test]
async fn the_codes_of_the_api_answer_questions() {
    let failing = Failing::start().await;
    type Question = (&'static str, fn(&Error) -> bool);
    const QUESTIONS: [Question; 6] = [
        ("not found", Error::is_not_found),
        ("already exists", Error::is_already_exists),
        ("in use", Error::is_in_use),
        ("settling", Error::is_settling),
        ("quota exceeded", Error::is_quota_exceeded),
        ("authentication", Error::is_authentication),
    ];
    for (status, code, message, yes) in [
        (404, 1551, "Certificate not found", "not found"),
        (404, 1552, "Hostname setting not found", "not found"),
        (400, 1553, "Hostname setting not found", "not found"),
        (404, 12_135, "access.api.error.not_found", "not found"),
        (400, 1406, "Certificate already exists", "already exists"),
        (409, 1471, "Certificate already exists", "already exists"),
        (404, 1472, "Certificate not found", "not found"),
        (409, 1433, "Certificate in use", "in use"),
        (409, 12_132, "certificate_has_active_associations", "in use"),
        (409, 12_132, "settings are still being updated", "settling"),
        (400, 1434, "Certificate is pending deployment", "settling"),
        (400, 1414, "Certificate is pending deletion", "settling"),
        (400, 12_130, "certificate quota", "quota exceeded"),
        (400, 9106, "Missing headers", "authentication"),
        (403, 9109, "Invalid access token", "authentication"),
        (403, 10_000, "Authentication error", "authentication"),
        (400, 1001, "Invalid request", ""),
        (404, 7003, "No route", ""),
        (400, 1406, "Bad response certificate service", ""),
    ] {
        let error = failing.settings_error(Answer::failure(status, code, message)).await;
        for (question, ask) in QUESTIONS {
            assert_eq!(ask(&error), question == yes, "{code} {message}: {question}? {error:?}");
        }
    }
}

#[tokio::test]
async fn a_page_from_a_gateway_is_an_error_with_its_words() {
    let failing = Failing::start().await;
    let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center>\
                <h1>502 Bad Gateway</h1></center><hr><center>cloudflare</center></body></html>";
    for case in cases() {
        let error = failing.error(&case, Answer::new(502, page).header("content-type", "text/html")).await;
        assert_eq!(error.kind(), ErrorKind::Api, "{}: {error}", case.name);
        assert_eq!(error.status().unwrap(), 502, "{}", case.name);
        let excerpt = error.excerpt().unwrap();
        assert!(excerpt.contains("502 Bad Gateway") && !excerpt.contains('<'), "{}: {excerpt}", case.name);
        assert!(error.errors().is_empty(), "{}", case.name);
        assert!(error.to_string().contains("8f00ba4-FRA"), "{}: {error}", case.name);
        // A read has no outcome, a change may have happened behind the gateway.
        assert_eq!(error.outcome_unknown(), case.method != "GET", "{}: {error}", case.name);
    }
}

#[tokio::test]
async fn failures_that_are_not_json() {
    let failing = Failing::start().await;
    for (status, body, excerpt) in [
        (500, "", None),
        (503, "upstream connect error", Some("upstream connect error")),
        (504, "<!DOCTYPE html><title>504 Gateway time-out</title>", Some("504 Gateway time-out")),
        (520, "error code: 520", Some("error code: 520")),
        (403, "{\"success\":false,", Some("{\"success\":false,")),
    ] {
        let error = failing.settings_error(Answer::new(status, body)).await;
        assert_eq!(error.kind(), ErrorKind::Api, "{status} {body:?}: {error}");
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert_eq!(error.excerpt(), excerpt, "{status}");
        assert!(error.to_string().contains(&status.to_string()), "{error}");
        assert!(!error.is_not_found() && !error.is_decode(), "{error}");
    }
}

#[tokio::test]
async fn too_many_requests_say_how_long_to_wait() {
    let failing = Failing::start().await;
    let limited = Answer::failure(429, 10_000, "More than 1200 requests per 300 seconds reached")
        .header("retry-after", "287")
        .header("ratelimit", "\"default\";r=0;t=287")
        .header("ratelimit-policy", "\"default\";q=1200;w=300");
    for case in cases() {
        let error = failing.error(&case, limited.clone()).await;
        assert!(error.is_rate_limited(), "{}: {error:?}", case.name);
        assert_eq!(error.retry_after(), Some(Duration::from_secs(287)), "{}", case.name);
        assert_eq!(error.rate_limits().limits()[0].remaining, 0, "{}", case.name);
        assert!(error.is_retryable() && !error.outcome_unknown(), "{}: {error:?}", case.name);
        assert!(error.to_string().contains("287"), "{}: {error}", case.name);
    }
    // Some of them are pages and not envelopes.
    let page = Answer::new(429, "<html><body>error code: 1015</body></html>").header("retry-after", "30");
    let error = failing.settings_error(page).await;
    assert!(error.is_rate_limited());
    assert_eq!(
        (error.retry_after(), error.excerpt()),
        (Some(Duration::from_secs(30)), Some("error code: 1015"))
    );
}

#[tokio::test]
async fn an_answer_of_another_shape_is_an_error_that_says_where() {
    let scope = Scope::account(ACCOUNT).unwrap();
    for (result, path) in [
        (json!([{"id": "a"}, {"id": "b", "expires_on": "soon"}]), "result[1].expires_on"),
        (json!([{"associated_hostnames": [1]}]), "result[0].associated_hostnames[0]"),
        (json!([[]]), "result[0]"),
        (json!({"id": "a"}), "result"),
        (json!("hello"), "result"),
    ] {
        let api = Api::always(Answer::success(200, result.clone())).await;
        let error = api.client().access_certificates(&scope).list().result().await.unwrap_err();
        assert!(error.is_decode(), "{result}: {error:?}");
        assert_eq!(error.json_path(), Some(path), "{result}: {error}");
        assert!(error.to_string().contains(path), "{error}");
        assert!(error.source().is_some());
        // Names and types are shown, values aren't.
        assert!(!format!("{error} {error:?}").contains("soon"), "{error:?}");
    }
}

#[tokio::test]
async fn a_success_that_is_no_envelope_is_a_decode_error() {
    let failing = Failing::start().await;
    for body in ["<html>hello</html>", "[]", "\"text\"", "17", "{\"success\": true", "OK"] {
        for case in cases() {
            let error = failing.error(&case, Answer::new(200, body)).await;
            assert!(error.is_decode(), "{} with {body}: {error:?}", case.name);
            assert_eq!(error.status().unwrap(), 200, "{}", case.name);
            assert!(!error.is_retryable(), "{}: {error:?}", case.name);
        }
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let failing = Failing::start().await;
    let elsewhere = Answer::new(302, "").header("location", "https://example.com/elsewhere?secret=1");
    for case in cases() {
        let error = failing.error(&case, elsewhere.clone()).await;
        assert!(error.is_redirect(), "{}: {error:?}", case.name);
        let text = error.to_string();
        assert!(text.contains("https://example.com/elsewhere") && !text.contains("secret"), "{text}");
    }
}

#[tokio::test]
async fn errors_that_are_null_absent_or_odd_are_still_errors() {
    let failing = Failing::start().await;
    for errors in
        [Value::Null, json!([]), json!([null]), json!("plainly no"), json!([{"message": null}]), json!({})]
    {
        let mut envelope = json!({"success": false, "errors": errors, "result": null});
        for _ in 0..2 {
            let error = failing.settings_error(Answer::json(400, &envelope)).await;
            assert_eq!(error.kind(), ErrorKind::Api, "{envelope}: {error:?}");
            assert!(error.to_string().contains("400"), "{envelope}: {error}");
            envelope.as_object_mut().unwrap().remove("errors");
        }
    }
}

#[tokio::test]
async fn nobody_listening_is_an_error_too() {
    // Bound and not listening any more once it is dropped.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let client = Client::builder()
        .token("t0ken")
        .base_url(format!("http://127.0.0.1:{port}/client/v4"))
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    for case in cases() {
        let error = (case.call)(&client).outcome.await.err().unwrap();
        assert!(error.is_connect(), "{}: {error:?}", case.name);
        assert_eq!(error.operation(), Some(case.id));
        assert!(!error.outcome_unknown(), "{}: the service never saw it", case.name);
    }
}
