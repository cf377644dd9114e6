//! Whatever a service writes stays on the one line that an error is, in logs and in all that is printed;
//! what a caller sets is sent sensitive and frames nothing; and secrets of requests that are written by
//! hand are shown nowhere.

use cloudflare_core::runtime::{OperationInfo, Request};
use cloudflare_core::{Error, ErrorKind, Method, RetryPolicy, Secret, prelude::*, reqwest};
use serde_json::{Value, json};

use crate::kit::canary::Printed;
use crate::kit::clock::VirtualClock;
use crate::kit::fault_server::{Fault, FaultServer, json as answer, json_with, response};
use crate::kit::{API, Client, builder, success};

/// What would end a line, steer a terminal, or turn the direction of writing.
fn breaking() -> Vec<char> {
    let ranges = ['\0'..='\u{1f}', '\u{7f}'..='\u{9f}', '\u{2028}'..='\u{202e}', '\u{2066}'..='\u{2069}'];
    ranges.into_iter().flatten().chain(['\u{61c}', '\u{200e}', '\u{200f}']).collect()
}

fn client(server: &FaultServer) -> Client {
    let http = reqwest::Client::builder().tls_certs_only([]);
    let builder = builder(&server.url()).http_client_builder(http).clock(VirtualClock::new());
    builder.retry(RetryPolicy::none()).build().unwrap()
}

#[track_caller]
fn is_one_line(text: &str, why: &str) {
    let broken = breaking();
    assert!(!text.contains(|c| broken.contains(&c)), "{why}: {text:?}");
}

/// An error with all its sources, as loggers print them.
fn check(error: &Error, why: &str) {
    is_one_line(&error.to_string(), why);
    is_one_line(&format!("{error:?}"), why);
    let mut source = std::error::Error::source(error);
    while let Some(link) = source {
        is_one_line(&link.to_string(), why);
        is_one_line(&format!("{link:?}"), why);
        source = link.source();
    }
    for text in [error.cf_ray(), error.excerpt()].into_iter().flatten() {
        is_one_line(text, why);
    }
    is_one_line(&format!("{:?}", error.rate_limits()), why);
    error.errors().iter().chain(error.messages()).for_each(|message| {
        is_one_line(&message.to_string(), why);
        is_one_line(&format!("{message:?}"), why);
    });
}

/// Every answer with this text wherever a service can put text.
fn answers(text: &str) -> Vec<Fault> {
    let message = json!({"code": 1, "message": text, "documentation_url": text, "source": {"pointer": text},
        "error_chain": [{"code": 2, "message": text, "source": {"pointer": text}}]});
    let failure =
        json!({"success": false, "errors": [message, text, [text], {text: text}], "messages": [message]});
    let html = format!("<title>{text}</title><p>{text}</p>{text}");
    let mut faults = vec![
        answer(400, &failure),
        answer(200, &failure),
        answer(400, &json!({"success": false, "errors": text})),
        answer(400, &json!({"success": false, "errors": {text: {text: text}}})),
        answer(200, &success(json!({text: text}))),
        answer(200, &success(json!({"known": {text: 1}}))),
        answer(200, &success(json!([text]))),
        answer(200, &success(json!(text))),
        answer(200, &json!(text)),
        answer(200, &json!({text: text})),
        Fault::Bytes(response(502, &[("content-type", "text/html")], &html)),
        Fault::Bytes(response(200, &[("content-type", "text/html")], &html)),
        Fault::Bytes(response(500, &[], text)),
        Fault::Bytes(response(200, &[], text)),
        Fault::Close(format!("HTTP/1.1 200 {text}\r\nx: {text}\r\n{text}: x\r\n\r\n").into_bytes()),
        Fault::Close(text.as_bytes().to_vec()),
    ];
    // What can stand in a header at all; others end it, which is the case above.
    if !text.contains(['\r', '\n', '\0']) {
        let quoted = format!("\"{text}\";r=0;t=5");
        faults.extend([
            json_with(
                429,
                &[("cf-ray", text), ("ratelimit", &quoted), ("ratelimit-policy", &quoted)],
                &failure,
            ),
            Fault::Bytes(response(302, &[("location", &format!("https://example.com/{text}"))], "")),
            json_with(429, &[("retry-after", text), ("date", text)], &failure),
        ]);
    }
    faults
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct Strict {
    known: std::collections::HashMap<String, bool>,
}

#[tokio::test]
async fn whatever_a_service_writes_an_error_is_one_line() {
    let (mut errors, mut kinds) = (0, std::collections::HashSet::new());
    for group in breaking().chunks(4) {
        let text: String = group.iter().flat_map(|c| ['a', *c, 'b', *c]).collect();
        for which in 0..answers(&text).len() {
            let wanted = text.clone();
            let server = FaultServer::answering(move |_| answers(&wanted).swap_remove(which));
            let call = client(&server).request(Method::GET, "/x").typed::<Strict>();
            match call.send().await {
                Err(error) => {
                    check(&error, &format!("{text:?} in answer {which}"));
                    errors += 1;
                    kinds.insert(error.kind());
                }
                Ok(envelope) => is_one_line(&format!("{envelope:?}"), "an envelope"),
            }
        }
    }
    println!("{errors} errors of {} kinds", kinds.len());
    assert!(errors > 300 && kinds.len() >= 4, "{errors} of {kinds:?}");
}

#[tokio::test]
async fn what_was_written_is_escaped_and_not_lost() {
    let failure = json!({"success": false, "errors": [{"code": 7, "message": "a\nb\u{202e}c\u{1b}[31m",
        "source": {"pointer": "/a\n/\u{1b}[2J"}}]});
    let server = FaultServer::with([answer(400, &failure)]);
    let error = client(&server).request(Method::GET, "/x").result().await.unwrap_err();
    let shown = error.to_string();
    assert!(shown.contains("7 a b\\u{202e}c [31m (at /a\\n/\\u{1b}[2J)"), "{shown}");
    assert_eq!(error.errors()[0].source_pointer(), Some("/a\n/\u{1b}[2J"));
}

fn operation(client: &Client) -> Request {
    Request::new(client, &OperationInfo::new(&API, "op", Method::GET, "/x"))
}

struct Sent(Request);

impl cloudflare_core::runtime::Operation for Sent {
    type Result = Option<Value>;
    const INFO: OperationInfo = OperationInfo::new(&API, "op", Method::GET, "/x");

    fn into_request(self) -> Request {
        self.0
    }

    fn absent() -> Option<Self::Result> {
        Some(None)
    }
}

#[tokio::test]
async fn documented_headers_and_cookies_frame_nothing() {
    let server = FaultServer::answering(|_| answer(200, &success(json!(null))));
    let client = client(&server);
    let framing = [
        "Connection",
        "Content-Length",
        "Expect",
        "Host",
        "HTTP2-Settings",
        "Keep-Alive",
        "Proxy-Authenticate",
        "Proxy-Authorization",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
    ];
    for name in framing {
        let mut request = operation(&client);
        request.set_header(name, "1");
        let error = Sent(request).send().await.unwrap_err();
        assert_eq!((error.kind(), error.attempts() <= 1), (ErrorKind::InvalidRequest, true), "{error}");
        assert!(error.to_string().contains("leave it out"), "{error}");
        let error = builder(&server.url()).header(name, "1").build().unwrap_err();
        assert!(error.to_string().contains("leave it out"), "{error}");
    }
    for name in ["", "a=b", "a;b", "a b", "a\r\nb", "a,b"] {
        let mut request = operation(&client);
        request.set_cookie(name, "1");
        let error = Sent(request).send().await.unwrap_err();
        assert!(error.to_string().contains("no cookie can have"), "{error}");
    }
    assert_eq!(server.requests(), 0);
}

#[tokio::test]
async fn documented_headers_and_cookies_are_sensitive_and_redacted() {
    let printed = Printed::default();
    let server = FaultServer::answering(|request| {
        let echo = format!("{:?}", request.headers);
        answer(400, &json!({"success": false, "errors": [{"code": 1, "message": echo}]}))
    });
    let client = builder(&server.url()).hook(printed.clone()).build().unwrap();
    let mut request = operation(&client);
    request.set_header("x-documented", "canary-header-0123456789");
    request.set_cookie("session", "canary-cookie-0123456789");
    printed.debug(&request);
    printed.error(&Sent(request).send().await.unwrap_err());
    let received = server.received().pop().unwrap();
    assert_eq!(received.header("x-documented"), Some("canary-header-0123456789"));
    assert_eq!(received.header("cookie"), Some("session=canary-cookie-0123456789"));
    printed.is_clean();
}

#[tokio::test]
async fn secrets_of_requests_written_by_hand_are_shown_nowhere() {
    const PATH: &str = "canary/path-0123456789";
    const QUERY: &str = "canary query-0123456789";
    const MEMBER: &str = "canary\"member\n0123456789";
    for body in [json!({}), json!({"a": {"b": 1}}), json!({"z": [1]})] {
        let printed = Printed::default();
        let echo = |request: &crate::kit::fault_server::Received| {
            let echo = format!("{} {}", request.target, String::from_utf8_lossy(&request.body));
            answer(
                400,
                &json!({"success": false, "errors": [{"code": 1, "message": echo}], "messages": [echo]}),
            )
        };
        let server = FaultServer::answering(echo);
        let client = builder(&server.url()).build().unwrap();
        let request = || client.request(Method::POST, "/keys/{key}/use").secret_path("key", PATH);
        let request =
            || request().query("q", 1).secret_query("q", "old").secret_query("q", Secret::new(QUERY));
        for request in [
            request()
                .json(&body)
                .secret_member("k\"1", "old")
                .secret_member("k\"1", MEMBER)
                .secret_member("k2", "x"),
            request().secret_member("k\"1", MEMBER).secret_member("k2", "x").json(&body),
        ] {
            printed.debug(&request);
            printed.debug(&request.clone().list::<Value>());
            let error = request.result().await.unwrap_err();
            assert_eq!(error.path(), Some("/client/v4/keys/[redacted]/use"));
            printed.error(&error);
            let received = server.received().pop().unwrap();
            assert_eq!(
                received.target,
                "/client/v4/keys/canary%2Fpath-0123456789/use?q=canary%20query-0123456789"
            );
            let mut expected = body.clone();
            expected["k\"1"] = json!(MEMBER);
            expected["k2"] = json!("x");
            assert_eq!(serde_json::from_slice::<Value>(&received.body).unwrap(), expected);
        }
        printed.is_clean();
    }
}

#[tokio::test]
async fn secret_parameters_that_have_no_place_are_errors_without_them() {
    let server = FaultServer::answering(|_| answer(200, &success(json!(null))));
    let client = client(&server);
    let request = || client.request(Method::POST, "/x");
    for (request, says) in [
        (request().secret_path("nowhere", "canary"), "no parameter nowhere"),
        (request().json(&json!({"a": 1})).secret_member("a", "canary"), "member \"a\""),
        (request().json(&json!([1])).secret_member("a", "canary"), "JSON objects"),
        (request().secret_member("a", "canary").json("text"), "JSON objects"),
        (client.request(Method::GET, "/{id}").secret_path("id", ""), "id is empty"),
    ] {
        let error = request.typed::<Option<u8>>().result().await.unwrap_err();
        let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        let shown = format!("{error}: {source}: {error:?}");
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(shown.contains(says) && !shown.contains("canary"), "{shown}");
    }
    // The last one that is set counts, secret or not.
    let call = client.request(Method::GET, "/{id}").secret_path("id", "secret").path("id", "plain");
    call.secret_query("q", "s").query("q", "p").typed::<Option<u8>>().result().await.unwrap();
    assert_eq!(server.received().pop().unwrap().target, "/client/v4/plain?q=p");
    assert_eq!(server.requests(), 1);
}
