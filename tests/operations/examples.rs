//! The example programs, run inside the tests.

// Several programs have the modules that make certificates and requests.
#![allow(clippy::duplicate_mod)]

use std::time::Duration;

use serde_json::json;

use crate::cases::{Case, cases};
use crate::kit::{ACCOUNT, Answer, Api, CERTIFICATE, Sent, ZONE, failure};

#[allow(dead_code)]
#[path = "../../examples/client_certificates.rs"]
mod client_certificates;
#[allow(dead_code)]
#[path = "../../examples/every_operation.rs"]
mod every_operation;
#[allow(dead_code)]
#[path = "../../examples/quickstart.rs"]
mod quickstart;

/// The method and the path.
fn without_query(sent: &Sent) -> String {
    format!("{} {}", sent.method, sent.path)
}

/// What `every_operation` prints, and how many calls it counts as failed.
async fn every_operation(api: &Api) -> (Vec<String>, usize) {
    let mut out = Vec::new();
    let failed = every_operation::call_all(&api.client(), &mut out).await.unwrap();
    (String::from_utf8(out).unwrap().lines().map(str::to_owned).collect(), failed)
}

#[tokio::test]
async fn every_operation_is_called_once_and_understood() {
    // The program uses one identifier for almost everything.
    let identified = |case: &Case| {
        let issued = case.id.starts_with("client-certificates");
        let certificate = if issued { "0d89c70d-ad9f-4843-b99f-6cc0252067e9" } else { ACCOUNT };
        case.path.replace(ZONE, ACCOUNT).replace(CERTIFICATE, certificate)
    };
    let documented: Vec<_> = cases()
        .into_iter()
        .map(|case| (case.method, identified(&case), case))
        .map(|(method, path, case)| (format!("{method} /client/v4{path}"), case.status, case.result))
        .collect();
    let mut expected: Vec<_> = documented.iter().map(|(line, ..)| line.clone()).collect();
    let api = Api::start(move |sent| {
        let (_, status, result) = documented.iter().find(|(line, ..)| *line == without_query(sent))?;
        Some(Answer::success(*status, result.clone()))
    })
    .await;
    let (lines, failed) = every_operation(&api).await;
    assert_eq!(failed, 0, "{lines:#?}");
    assert_eq!(lines.last().unwrap(), "39 operations: 39 ok, 0 failed");
    assert_eq!(lines.iter().filter(|line| line.starts_with("ok ")).count(), 39, "{lines:#?}");
    let mut sent: Vec<_> = api.sent().iter().map(without_query).collect();
    sent.sort();
    expected.sort();
    assert_eq!(sent, expected);
    // A validating server sees each kind of filter.
    let queries: Vec<_> = api.sent().iter().filter_map(|sent| sent.query.clone()).collect();
    assert_eq!(
        queries,
        [
            "page=1&per_page=1000&status=all",
            "type=custom",
            "mtls_certificate_id=0d89c70d-ad9f-4843-b99f-6cc0252067e9",
            "status=all&page=1&per_page=50",
        ]
    );
    // Each line names the method and the path.
    for line in expected {
        let (method, path) = line.split_once(" /client/v4").unwrap();
        let printed = lines.iter().any(|line| line.starts_with(&format!("ok     {method:6} {path}  20")));
        assert!(printed, "{method} {path} isn't in {lines:#?}");
    }
}

#[tokio::test]
async fn a_failure_with_a_code_is_understood_and_other_failures_are_not() {
    let refused = json!({"success": false, "errors": [], "messages": [], "result": null});
    for (what, answer, expected) in [
        ("the service's own", Answer::failure(404, 1551, "Certificate not found"), 0),
        ("with status 200", Answer::failure(200, 1001, "no"), 0),
        ("a validator's", Answer::json(422, &refused), 39),
        ("a validator's with codes", Answer::json(422, &failure(1234, "made up")), 39),
        ("a validator's for no token", Answer::json(401, &refused), 39),
        ("a gateway's", Answer::new(502, "<html>502 Bad Gateway</html>"), 39),
        ("another shape", Answer::success(200, json!("text")), 39),
        ("no JSON", Answer::new(200, "hello"), 39),
    ] {
        let api = Api::always(answer).await;
        let (lines, failed) = every_operation(&api).await;
        assert_eq!(failed, expected, "{what}: {lines:#?}");
        assert_eq!(api.requests(), 39, "{what}: each is called once even if another failed");
        assert_eq!(lines.iter().filter(|line| line.starts_with("error ")).count(), expected, "{what}");
    }
}

#[tokio::test]
async fn a_client_certificate_is_issued_shown_and_revoked() {
    let mut out = Vec::new();
    client_certificates::run(&mut out).await.unwrap();
    let text = String::from_utf8(out).unwrap();
    let lines: Vec<_> = text.lines().collect();
    let expected = [
        "asks for certificates: api.example.com",
        // Refused by TLS, before the server says a word.
        "a visit without a certificate: received fatal alert: CertificateRequired",
        "issued ",
        "a visit with it: welcome",
        "revoked: pending_revocation",
        "taken back: pending_reactivation",
        "a visit after that: welcome",
        "revoked for good: 1 of this zone",
        "a visit after that: your certificate was revoked",
        "it can't be taken back: ",
    ];
    assert_eq!(lines.len(), expected.len(), "{text}");
    for (line, start) in lines.iter().zip(expected) {
        assert!(line.starts_with(start), "{line:?} doesn't start with {start:?}");
    }
    assert!(lines[2].contains(" for device-1, valid until 20"), "{text}");
    assert!(!text.contains("PRIVATE KEY"), "a key was printed");
}

fn options(arguments: &[&str]) -> Result<Option<quickstart::options::Options>, String> {
    quickstart::options::Options::parse(arguments.iter().map(|&argument| argument.to_owned()))
}

#[tokio::test]
async fn the_quickstart_needs_nothing_and_ends_well() {
    let options = options(&[]).unwrap().unwrap();
    quickstart::run(&options).await.unwrap();
}

#[test]
fn the_quickstart_s_options() {
    let local = options(&["--base-url", "http://127.0.0.1:80/client/v4", "--wait=5"]).unwrap().unwrap();
    assert_eq!(
        (local.wait, local.yes, local.domain.as_str()),
        (Duration::from_secs(5), false, "example.com")
    );
    assert_eq!(local.account.as_deref(), Some(ACCOUNT));
    let real = ["--base-url=https://api.cloudflare.com/client/v4", "--zone", ZONE, "--domain", "example.org"];
    let real = options(&real).unwrap().unwrap();
    assert_eq!((real.zone.as_str(), real.account), (ZONE, None));
    assert!(options(&["--help"]).unwrap().is_none());
    for (arguments, says) in [
        (&["--base-url", "https://api.cloudflare.com/client/v4"][..], "--zone is needed"),
        (&["--base-url", "http://localhost.example.com", "--zone", "z"], "--domain is needed"),
        (&["--zone", "z"], "--base-url"),
        (&["--base-url"], "needs a value"),
        (&["--wait", "soon"], "whole seconds"),
        (&["--frobnicate"], "isn't an option"),
    ] {
        let problem = options(arguments).unwrap_err();
        assert!(problem.contains(says), "{arguments:?}: {problem}");
    }
}
