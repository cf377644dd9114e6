//! Mocks of every kind of operation that there is, in a crate of its own: bytes, forms, answers
//! without an envelope, and the documented statuses of success.

use cloudflare_core::FilePart;
use cloudflare_mtls::mock::{self, MockServer, MockServerExt, json};
use cloudflare_mtls::types::CreateAccessCertificate;
use cloudflare_mtls::{ErrorKind, Method, Multipart, Scope, StatusCode, prelude::*};

use crate::files::mocks::*;
use crate::files::operations::{FilesContentGroup, FilesGroup};
use crate::files::types::{CreateFilesImage, UpdateFileLabel};
use crate::{ACCOUNT, Client, KEY, PEM, ZONE, panic_of};

fn client(server: &MockServer) -> Client {
    cloudflare_core::mock::client(server)
}

fn files(server: &MockServer) -> FilesGroup {
    client(server).files(ZONE)
}

fn content(server: &MockServer, file: &str) -> FilesContentGroup {
    client(server).files(ZONE).content(file)
}

#[test]
fn every_operation_has_a_mock() {
    let ids: Vec<&str> = OPERATIONS.iter().map(|operation| operation.id).collect();
    assert_eq!(
        ids,
        [
            "files-list",
            "files-create",
            "files-get",
            "files-delete",
            "files-images",
            "files-share",
            "files-download",
            "files-upload",
            "files-describe",
            "files-label",
            "files-annotate",
        ]
    );
}

#[tokio::test]
async fn bytes_are_answered_as_they_are() {
    let server = MockServer::start();
    let picture = [0, 159, 146, 150, 0];
    let mock = server.files_content_get(|when, then| {
        when.zone_id(ZONE).file("a/b.png");
        then.bytes("image/png", picture.to_vec()).header("cf-ray", "8f0");
    });
    let answer = content(&server, "a/b.png").get().send().await.unwrap();
    assert_eq!((answer.status(), answer.cf_ray()), (StatusCode::OK, Some("8f0")));
    assert_eq!(answer.headers()["content-type"], "image/png");
    assert_eq!(answer.into_result().unwrap(), picture[..]);
    mock.assert();
    assert!(format!("{mock:?}").ends_with("200 5 bytes of image/png)"), "{mock:?}");

    let text = server.files_content_get(|_, then| {
        then.bytes("text/plain", "some text").status(206);
    });
    let answer = content(&server, "other").get().send().await.unwrap();
    assert_eq!(answer.status(), 206);
    assert_eq!(answer.into_result().unwrap(), "some text");
    text.assert();
}

#[tokio::test]
async fn a_download_fails_as_everything_else_does() {
    let server = MockServer::start();
    let limited = server.files_content_get(|_, then| {
        then.gateway_error(502).up_to_n_times(1);
    });
    server.files_content_get(|when, then| {
        when.file("known");
        then.failure(404, 1551, "gone").message(7, "for good");
    });
    let error = content(&server, "known").get().bytes().await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Api, 502));
    limited.assert();
    let error = content(&server, "known").get().bytes().await.unwrap_err();
    assert!(error.is_not_found() && error.messages()[0].code() == 7, "{error}");
    // Another file is nobody's.
    let error = content(&server, "other").get().bytes().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Hook);
}

#[tokio::test]
async fn a_body_of_bytes_has_to_be_the_same() {
    let server = MockServer::start();
    let mock = server.files_content_update(|when, then| {
        when.body(KEY);
        then.result(json!({"id": "f", "size": 21}));
    });
    let file = content(&server, "f");
    for other in [KEY.replace('c', "d"), format!("{KEY}{KEY}"), String::new()] {
        assert_eq!(file.update(other).result().await.unwrap_err().kind(), ErrorKind::Hook);
    }
    let report = panic_of(|| mock.assert());
    for part in ["body: given", "other bytes than expected, 21 as well", "42 bytes, expected 21", "0 bytes"] {
        assert!(report.contains(part), "{part} isn't in {report}");
    }
    // What is in a body nobody knows: it isn't shown, expected or sent.
    assert!(!report.contains("canary") && !report.contains("danary"), "{report}");
    assert_eq!(file.update(KEY).result().await.unwrap().size, Some(21));
    mock.assert();
}

fn form() -> Multipart {
    Multipart::new().text("metadata", "{}").file("main", "main.js", "text/javascript", KEY)
}

#[tokio::test]
async fn a_form_is_expected_whole() {
    let server = MockServer::start();
    let mock = server.files_create(|when, then| {
        when.zone_id(ZONE).body(form());
        then.result(json!({"id": "f"}));
    });
    for other in [
        Multipart::new().text("metadata", "{}"),
        form().text("more", "1"),
        Multipart::new().text("metadata", "[]").file("main", "main.js", "text/javascript", KEY),
        Multipart::new().text("metadata", "{}").file("main", "other.js", "text/javascript", KEY),
        Multipart::new().text("metadata", "{}!").file("main", "main.js", "text/plain", KEY),
    ] {
        assert!(files(&server).create(other).result().await.is_err());
    }
    let report = panic_of(|| mock.assert());
    for part in [
        "part \"main\": missing",
        "part \"more\": not expected",
        "part \"metadata\": other bytes than expected, 2 as well",
        "part \"metadata\": 3 bytes, expected 2",
        "part \"main\": another file or media type",
    ] {
        assert!(report.contains(part), "{part} isn't in {report}");
    }
    assert!(!report.contains("canary"), "{report}");
    // The order of parts says nothing.
    let reordered = Multipart::new().file("main", "main.js", "text/javascript", KEY).text("metadata", "{}");
    for same in [form(), reordered] {
        files(&server).create(same).result().await.unwrap();
    }
    mock.assert_calls(2);
}

#[tokio::test]
async fn a_form_of_fields_and_files_is_expected_whole() {
    let server = MockServer::start();
    let image = |name: &str, width: i32| {
        CreateFilesImage::new(FilePart::new(name, KEY).media_type("image/png")).width(width)
    };
    let mock = server.files_create_images(|when, then| {
        when.zone_id(ZONE).body(image("a.png", 3));
        then.result(json!({"id": "f"}));
    });
    for other in [image("a.png", 4), image("b.png", 3), CreateFilesImage::new(KEY)] {
        assert!(files(&server).create_images(other).result().await.is_err());
    }
    let report = panic_of(|| mock.assert());
    assert!(report.contains("part \"image\": another file or media type"), "{report}");
    assert!(!report.contains("canary"), "{report}");
    files(&server).create_images(image("a.png", 3)).result().await.unwrap();
    mock.assert_calls(1);
}

#[tokio::test]
async fn a_form_is_expected_in_part() {
    let server = MockServer::start();
    let mock = server.files_create(|when, then| {
        when.part("main", KEY).part("a \"b\"", "1");
        then.result(json!({}));
    });
    let client = client(&server);
    assert!(files(&server).create(form()).result().await.is_err());
    let other = client.request(Method::POST, format!("/zones/{ZONE}/files")).json(&json!({}));
    assert!(other.result().await.is_err());
    let report = panic_of(|| mock.assert());
    for part in ["body: given in part", "part \"a %22b%22\": missing", "the body isn't a multipart form"] {
        assert!(report.contains(part), "{part} isn't in {report}");
    }
    files(&server).create(form().text("a \"b\"", "1")).result().await.unwrap();
    mock.assert();
}

/// What the server says to a plain GET.
async fn raw(client: &Client, path: &str) -> serde_json::Value {
    let url = format!("{}{path}", client.base_url());
    serde_json::from_slice(&cloudflare_mtls::reqwest::get(url).await.unwrap().bytes().await.unwrap()).unwrap()
}

#[tokio::test]
async fn forms_of_fields_and_texts_have_to_be_the_same() {
    let server = MockServer::start();
    let form = UpdateFileLabel::new("a b").tags(["x", "y"]);
    let label = server.files_label_update(|when, then| {
        when.file("a").body(form.clone());
        then.null_result();
    });
    let note = server.files_label_create(|when, then| {
        when.body("a text");
        then.null_result();
    });
    let pairs = server.files_label_edit(|when, then| {
        when.body([("owner", "me & you")]);
        then.null_result();
    });
    let labels = |file: &str| client(&server).files(ZONE).label(file);
    labels("a").update(form).send().await.unwrap();
    labels("a").create("a text").send().await.unwrap();
    labels("a").edit([("owner", "me & you")]).send().await.unwrap();
    for mock in [&label, &note, &pairs] {
        mock.assert();
    }
    assert!(labels("a").update(UpdateFileLabel::new("ab")).send().await.is_err());
    assert!(labels("a").create("another text").send().await.is_err());
    assert!(labels("a").edit([("owner", "me")]).send().await.is_err());
}

#[tokio::test]
async fn an_answer_that_is_documented_bare_is_bare() {
    let server = MockServer::start();
    server.files_list(|when, then| {
        when.order("size");
        then.result(json!([{"id": "a"}, {"id": "b"}]));
    });
    server.files_get(|when, then| {
        when.file("a");
        then.result(json!({"id": "a", "size": 1}));
    });
    server.files_get(|_, then| {
        then.failure(404, 1551, "gone");
    });
    let client = client(&server);
    assert_eq!(raw(&client, &format!("/zones/{ZONE}/files/a")).await, json!({"id": "a", "size": 1}));
    assert!(raw(&client, &format!("/zones/{ZONE}/files?order=size")).await.is_array());
    let list = files(&server).list().order("size").result().await.unwrap();
    assert_eq!(list.len(), 2);
    assert_eq!(files(&server).get("a").result().await.unwrap().size, Some(1));
    assert!(files(&server).get("b").result().await.unwrap_err().is_not_found());
    let lie = panic_of(|| {
        server.files_get(|_, then| {
            then.result(json!({"id": 7}));
        });
    });
    assert!(lie.contains("the mocked result isn't one"), "{lie}");
}

#[tokio::test]
async fn a_success_has_the_documented_status() {
    let server = MockServer::start();
    server.files_create(|_, then| {
        then.result(json!({}));
    });
    server.files_delete(|when, then| {
        when.file("a");
        then.null_result();
    });
    server.files_delete(|_, then| {
        then.null_result().status(200);
    });
    server.access_certificates_create(|_, then| {
        then.failure(409, 1406, "there").up_to_n_times(1);
    });
    server.access_certificates_create(|_, then| {
        then.result(json!({"name": "any"}));
    });
    server.access_settings_update(|_, then| {
        then.result(json!([]));
    });
    server.access_settings_list(|_, then| {
        then.result(json!([]));
    });
    let created = files(&server).create(Multipart::new()).send().await.unwrap();
    assert_eq!(created.status(), StatusCode::CREATED);
    let deleted = files(&server).delete("a").send().await.unwrap();
    assert_eq!(deleted.status(), StatusCode::NO_CONTENT);
    assert_eq!(files(&server).delete("b").send().await.unwrap().status(), StatusCode::OK);

    let (client, scope) = (mock::client(&server), Scope::account(ACCOUNT).unwrap());
    let create =
        || client.access_certificates(&scope).create(CreateAccessCertificate::new("any", PEM)).send();
    assert_eq!(create().await.unwrap_err().status(), Some(StatusCode::CONFLICT));
    assert_eq!(create().await.unwrap().status(), StatusCode::CREATED);
    let settings = client.access_settings(&scope);
    assert_eq!(settings.update([]).send().await.unwrap().status(), StatusCode::ACCEPTED);
    assert_eq!(settings.list().send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn secrets_of_paths_and_queries_are_shown_nowhere() {
    let server = MockServer::start();
    let shares = server.files_get_shares(|when, then| {
        when.file("a").share_token("canary-expected").password("canary-wanted").label("l");
        then.result(json!({"id": "a"}));
    });
    // A mock of another operation is told of the calls that it doesn't answer.
    let other = server.files_get(|when, then| {
        when.file("b");
        then.result(json!({"id": "b"}));
    });
    let right = files(&server).get_shares("a", "canary-expected").password("canary-wanted").label("l");
    assert_eq!(right.await.unwrap().id.as_deref(), Some("a"));
    let wrong = files(&server).get_shares("a", "canary/in%path").password("canary in query").label("m");
    assert!(!format!("{wrong:?}").contains("canary"), "{wrong:?}");
    let error = wrong.await.unwrap_err();
    let unset = files(&server).get_shares("a", "canary-expected").label("l").await.unwrap_err();
    let messages = [
        format!("{error} {error:?}"),
        format!("{unset} {unset:?}"),
        format!("{shares:?}"),
        panic_of(|| shares.assert_calls(2)),
        panic_of(|| other.assert()),
    ];
    for message in &messages {
        assert!(!message.contains("canary"), "{message}");
    }
    for (message, part) in [
        (0, "share_token: another secret than expected"),
        (0, "query password: another secret than expected"),
        (0, "query label: \"m\", expected \"l\""),
        (1, "query password: not set, expected a secret"),
        (2, "share_token: a secret"),
        (4, "/files/a/shares/[redacted]?label=m&password=[redacted]"),
    ] {
        assert!(messages[message].contains(part), "{part} isn't in:\n{}", messages[message]);
    }
}
