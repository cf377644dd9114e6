//! What operations outside mTLS need: answers without an envelope or that aren't JSON, bodies that
//! aren't JSON, lists in queries, documented headers.

use crate::kit::Client;
use cloudflare_core::runtime::{Download, Method, Operation, OperationInfo, Request};
use cloudflare_core::{Error, ErrorKind, Multipart, Secret, prelude::*};
use httpmock::{Method as Http, MockServer};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::kit::{failure, success};

#[derive(Clone, Debug, Deserialize, PartialEq)]
struct Thing {
    id: Option<String>,
}

/// An operation whose document shows the answer without an envelope.
struct Bare(Request);

impl Operation for Bare {
    type Result = Thing;
    const INFO: OperationInfo = OperationInfo::new(&crate::API, "bare", Method::GET, "/bare").bare();
    fn into_request(self) -> Request {
        self.0
    }
}

/// An operation that answers with a file.
struct File(Request);

impl Download for File {
    const INFO: OperationInfo = OperationInfo::new(&crate::API, "file", Method::GET, "/file");
    fn into_request(self) -> Request {
        self.0
    }
}

/// An operation that takes whatever is given to it.
struct Sent(Request);

impl Operation for Sent {
    type Result = Value;
    const INFO: OperationInfo = OperationInfo::new(&crate::API, "sent", Method::POST, "/sent");
    fn into_request(self) -> Request {
        self.0
    }
}

async fn server_and_client() -> (MockServer, Client) {
    let server = MockServer::start_async().await;
    let client = crate::kit::client(&server.base_url());
    (server, client)
}

async fn bare(status: u16, body: Value) -> Result<Thing, Error> {
    let (server, client) = server_and_client().await;
    server.mock(|when, then| {
        when.path("/bare");
        then.status(status).json_body(body);
    });
    Bare(Request::new(&client, &Bare::INFO)).result().await
}

#[tokio::test]
async fn a_bare_answer_is_read_with_an_envelope_and_without() {
    let thing = Thing { id: Some("a".to_owned()) };
    assert_eq!(bare(200, json!({"id": "a"})).await.unwrap(), thing);
    assert_eq!(bare(200, success(json!({"id": "a"}))).await.unwrap(), thing);
}

#[tokio::test]
async fn a_bare_operation_fails_like_any_other() {
    assert!(bare(200, failure(1404, "missing")).await.unwrap_err().has_code(1404));
    assert!(bare(404, failure(1551, "missing")).await.unwrap_err().is_not_found());
    let error = bare(200, json!({"id": 7})).await.unwrap_err();
    assert!(error.is_decode());
    assert_eq!(error.json_path(), Some("result.id"));
    assert!(bare(200, json!([1])).await.unwrap_err().is_decode());
}

#[tokio::test]
async fn a_download_comes_as_it_is_and_its_failures_as_errors() {
    let (server, client) = server_and_client().await;
    let mut mock = server.mock(|when, then| {
        when.path("/file");
        then.status(200).header("content-type", "text/csv").body("a,b\n1,2\n");
    });
    let file = || File(Request::new(&client, &File::INFO));
    assert_eq!(file().bytes().await.unwrap(), "a,b\n1,2\n");
    mock.delete();
    for status in [200, 403] {
        let mut mock = server.mock(|when, then| {
            when.path("/file");
            then.status(status).json_body(failure(9109, "no"));
        });
        assert!(file().bytes().await.unwrap_err().has_code(9109), "{status}");
        mock.delete();
    }
}

#[tokio::test]
async fn bytes_and_forms_go_out_with_their_media_type() {
    let (server, client) = server_and_client().await;
    let bytes = server.mock(|when, then| {
        when.method(Http::POST).path("/sent").header("content-type", "application/javascript").body("let x;");
        then.status(200).json_body(success(json!(1)));
    });
    Sent(Request::new(&client, &Sent::INFO).bytes("application/javascript", "let x;"))
        .result()
        .await
        .unwrap();
    bytes.assert();
    let form = server.mock(|when, then| {
        when.path("/sent")
            .header_prefix("content-type", "multipart/form-data; boundary=")
            .body_includes("name=\"metadata\"\r\n\r\n{}\r\n")
            .body_includes("filename=\"w.js\"\r\nContent-Type: text/javascript\r\n\r\nlet x;\r\n");
        then.status(200).json_body(success(json!(1)));
    });
    let parts = Multipart::new().text("metadata", "{}").file("worker", "w.js", "text/javascript", "let x;");
    Sent(Request::new(&client, &Sent::INFO).multipart(parts)).result().await.unwrap();
    form.assert();
}

#[tokio::test]
async fn lists_repeat_their_parameter_and_headers_arrive() {
    let (server, client) = server_and_client().await;
    let mock = server.mock(|when, then| {
        when.path("/sent")
            .header("upload-length", "7")
            .is_true(|request| request.uri().query() == Some("other=x&tag=a%26b&tag=c"));
        then.status(200).json_body(success(json!(1)));
    });
    let mut request = Request::new(&client, &Sent::INFO);
    request.set_query_list("tag", ["replaced"]);
    request.set_query("other", "x");
    request.set_query_list("tag", ["a&b", "c"]);
    request.set_header("Upload-Length", 6);
    request.set_header("Upload-Length", 7);
    Sent(request).result().await.unwrap();
    mock.assert();
}

#[tokio::test]
async fn lists_in_one_value_keep_their_separators_apart_from_their_items() {
    let (server, client) = server_and_client().await;
    let mock = server.mock(|when, then| {
        when.path("/sent")
            .header("x-list", "1,2")
            .header("cookie", "session=a%3Bb%20c; n=7")
            .is_true(|request| request.uri().query() == Some("plain=x%2Cy&c=1,2%2C3&p=a%7Cb%2Cc&s=a%20b"));
        then.status(200).json_body(success(json!(1)));
    });
    let mut request = Request::new(&client, &Sent::INFO);
    request.set_query_joined("c", ',', ["replaced"]);
    request.set_query_joined("c", ',', ["1", "2,3"]);
    request.set_query_joined("p", '|', ["a", "b,c"]);
    request.set_query_joined("s", ' ', ["a", "b"]);
    request.set_query_joined("s2", ',', ["taken back"]);
    request.set_query_joined("s2", ',', [0; 0]);
    request.set_query("plain", "x,y");
    request.set_header_list("X-List", [1, 2]);
    request.set_cookie("session", "replaced");
    request.set_cookie("session", "a;b c");
    request.set_cookie("n", 7);
    Sent(request).result().await.unwrap();
    mock.assert();
    let mut request = Request::new(&client, &Sent::INFO);
    request.set_cookie("a\r\nb", 1);
    let error = Sent(request).result().await.unwrap_err();
    assert!(error.kind() == ErrorKind::InvalidRequest && error.attempts() == 0, "{error}");
}

#[derive(Serialize)]
struct Login {
    password: Secret,
    remember: Option<bool>,
    scopes: Vec<&'static str>,
    user: &'static str,
}

#[tokio::test]
async fn forms_and_texts_go_out_with_their_media_type() {
    let (server, client) = server_and_client().await;
    let login = Login {
        user: "a b&c",
        password: Secret::new("canary-password-0123456789"),
        scopes: vec!["x", "y"],
        remember: None,
    };
    let request = || Request::new(&client, &Sent::INFO);
    for (request, media, body) in [
        (
            request().form(&login),
            "application/x-www-form-urlencoded",
            "password=canary-password-0123456789&scopes=x&scopes=y&user=a+b%26c",
        ),
        (
            request().pairs([("b", "1"), ("a", "\u{e9}="), ("b", "2")]),
            "application/x-www-form-urlencoded",
            "b=1&a=%C3%A9%3D&b=2",
        ),
        (request().text("text/markdown", "# \u{e9}"), "text/markdown; charset=utf-8", "# \u{e9}"),
    ] {
        let mut mock = server.mock(|when, then| {
            when.path("/sent").header("content-type", media).body(body);
            then.status(200).json_body(success(json!(1)));
        });
        Sent(request).result().await.unwrap();
        mock.assert();
        mock.delete();
    }
    // The secrets of a form are known like those of JSON.
    server.mock(|when, then| {
        when.path("/sent");
        then.status(400).json_body(failure(1, "not canary-password-0123456789"));
    });
    let error = Sent(request().form(&login)).result().await.unwrap_err();
    assert!(!format!("{error}{error:?}").contains("canary"), "{error}");
    // What has no fields is no form.
    let error = Sent(request().form(&[1])).result().await.unwrap_err();
    assert!(error.kind() == ErrorKind::InvalidRequest && error.attempts() == 0, "{error}");
}

#[tokio::test]
async fn a_documented_header_replaces_no_credential_and_is_checked_before_anything_is_sent() {
    let (server, client) = server_and_client().await;
    let mock = server.mock(|when, then| {
        when.path("/sent");
        then.status(200).json_body(success(json!(1)));
    });
    for (name, value) in
        [("Authorization", "Bearer other"), ("Upload-Length", "7\r\nX-Other: 1"), ("a b", "c")]
    {
        let mut request = Request::new(&client, &Sent::INFO);
        request.set_header(name, value);
        let error = Sent(request).result().await.unwrap_err();
        assert!(error.kind() == ErrorKind::InvalidRequest && error.attempts() == 0, "{name}: {error}");
    }
    mock.assert_calls(0);
}
