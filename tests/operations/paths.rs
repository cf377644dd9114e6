//! Path parameters: nothing in one of them can reach another operation, and an empty one is
//! refused before anything is sent.

use cloudflare_mtls::types::{AccessCertificateId, CreateZoneCertificate};
use cloudflare_mtls::{Client, ErrorKind, Scope, ZoneId};
use serde_json::json;

use crate::cases::cases;
use crate::kit::{ACCOUNT, Answer, Api, ZONE};
use crate::outcome::{Erased, erase};

/// A value, and what becomes of it in a path.
const VALUES: [(&str, &str); 10] = [
    ("a/b", "a%2Fb"),
    ("../settings", "..%2Fsettings"),
    ("settings?page=1", "settings%3Fpage%3D1"),
    ("100%", "100%25"),
    ("%2F", "%252F"),
    ("a b", "a%20b"),
    ("a#b", "a%23b"),
    ("{zone_id}", "%7Bzone_id%7D"),
    ("*.bücher.example", "%2A.b%C3%BCcher.example"),
    ("a\r\nb", "a%0D%0Ab"),
];

/// Values that can't be sent as a segment at all.
const REFUSED: [&str; 5] = ["", " ", "\t\n", ".", ".."];

type Call = fn(&Client, &str) -> Option<Erased>;

/// A place in the path of an operation: the operation and the parameter, how it is given, and
/// the path around it.
const PLACES: [(&str, Call, &str, &str); 13] = [
    (
        "a hostname",
        |client, value| Some(erase(client.hostname_associations(ZONE).get(value))),
        "/zones/699d98642c564d2e855e9661899b7252/origin_tls_client_auth/hostnames/",
        "",
    ),
    (
        "a zone certificate",
        |client, value| Some(erase(client.zone_certificates(ZONE).get(value))),
        "/zones/699d98642c564d2e855e9661899b7252/origin_tls_client_auth/",
        "",
    ),
    (
        "a zone certificate to delete",
        |client, value| Some(erase(client.zone_certificates(ZONE).delete(value))),
        "/zones/699d98642c564d2e855e9661899b7252/origin_tls_client_auth/",
        "",
    ),
    (
        "a hostname certificate",
        |client, value| Some(erase(client.hostname_certificates(ZONE).get(value))),
        "/zones/699d98642c564d2e855e9661899b7252/origin_tls_client_auth/hostnames/certificates/",
        "",
    ),
    (
        "an Access certificate to delete",
        |client, value| Some(erase(client.access_certificates(&Scope::zone(ZONE).ok()?).delete(value))),
        "/zones/699d98642c564d2e855e9661899b7252/access/certificates/",
        "",
    ),
    (
        "an account's certificate",
        |client, value| Some(erase(client.mtls_certificates(ACCOUNT).get(value))),
        "/accounts/023e105f4ecef8ad9ca31a8372d0c353/mtls_certificates/",
        "",
    ),
    (
        "an account's certificate that is used",
        |client, value| Some(erase(client.mtls_certificates(ACCOUNT).associations(value))),
        "/accounts/023e105f4ecef8ad9ca31a8372d0c353/mtls_certificates/",
        "/associations",
    ),
    (
        "a client certificate to reactivate",
        |client, value| Some(erase(client.client_certificates(ZONE).reactivate(value))),
        "/zones/699d98642c564d2e855e9661899b7252/client_certificates/",
        "",
    ),
    (
        "an account",
        |client, value| Some(erase(client.mtls_certificates(value).list())),
        "/accounts/",
        "/mtls_certificates",
    ),
    (
        "a zone",
        |client, value| Some(erase(client.zone_settings(value).get())),
        "/zones/",
        "/origin_tls_client_auth/settings",
    ),
    (
        "a zone with a body",
        |client, value| {
            Some(erase(client.zone_certificates(value).create(CreateZoneCertificate::new("c", "k"))))
        },
        "/zones/",
        "/origin_tls_client_auth",
    ),
    (
        "a zone as a scope",
        |client, value| Some(erase(client.access_settings(&Scope::zone(value).ok()?).list())),
        "/zones/",
        "/access/certificates/settings",
    ),
    (
        "an account as a scope",
        |client, value| Some(erase(client.access_certificates(&Scope::account(value).ok()?).list())),
        "/accounts/",
        "/access/certificates",
    ),
];

#[tokio::test]
async fn every_value_stays_one_segment_in_its_place() {
    let api = Api::always(Answer::success(200, json!(null))).await;
    let client = api.client();
    for (place, call, before, after) in PLACES {
        for (value, escaped) in VALUES {
            let erased = call(&client, value).unwrap();
            let outcome = erased.outcome.await;
            assert!(outcome.is_ok(), "{place} {value:?}: {}", outcome.err().unwrap());
            let sent = api.sent().pop().unwrap();
            assert_eq!(sent.path, format!("/client/v4{before}{escaped}{after}"), "{place} {value:?}");
            assert_eq!(sent.query, None, "{place} {value:?}");
        }
    }
}

#[tokio::test]
async fn an_empty_value_is_refused_before_anything_is_sent() {
    let api = Api::always(Answer::success(200, json!(null))).await;
    let client = api.client();
    for (place, call, ..) in PLACES {
        for value in REFUSED {
            // A scope that is empty can't even be made; `None` stands for that.
            let Some(erased) = call(&client, value) else { continue };
            let Err(error) = erased.outcome.await else { panic!("{place} {value:?} was sent") };
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{place} {value:?}: {error:?}");
            assert_eq!((error.status(), error.attempts()), (None, 0), "{place} {value:?}");
            assert!(!error.outcome_unknown() && !error.is_retryable(), "{place} {value:?}");
            assert!(error.operation().is_some(), "{place} {value:?}: {error}");
        }
    }
    assert_eq!(api.requests(), 0, "{:?}", api.sent());
}

#[tokio::test]
async fn the_refusal_names_the_parameter() {
    let client = Client::builder().token("t0ken").build().unwrap();
    for (erased, name) in [
        (erase(client.hostname_associations(ZONE).get("")), "hostname"),
        (erase(client.hostname_certificates(ZONE).get("")), "certificate_id"),
        (erase(client.zone_settings("").get()), "zone_id"),
        (erase(client.zone_certificates("").get("c")), "zone_id"),
    ] {
        let text = erased.outcome.await.err().unwrap().to_string();
        assert!(text.contains(&format!("{name} is empty")), "{text}");
    }
    for (scope, name) in [(Scope::account(""), "account"), (Scope::zone(" "), "zone")] {
        let error = scope.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains(&format!("the {name} identifier is empty")), "{error}");
    }
}

#[tokio::test]
async fn identifiers_are_taken_in_every_usual_form() {
    let api = Api::always(Answer::success(200, json!({}))).await;
    let certificates = api.client().access_certificates(&Scope::zone(ZoneId::from_static(ZONE)).unwrap());
    let (text, id) = ("c1".to_owned(), "c1".parse::<AccessCertificateId>().unwrap());
    for operation in [
        certificates.get("c1"),
        certificates.get(&text),
        certificates.get(text),
        certificates.get(&id),
        certificates.get(id),
    ] {
        erase(operation).outcome.await.unwrap();
        assert!(api.sent().pop().unwrap().path.ends_with("/access/certificates/c1"));
    }
}

/// A base URL may have a path of its own, and a slash at its end.
#[tokio::test]
async fn every_path_goes_below_the_base_url() {
    let api = Api::start(|sent| {
        let case = cases().into_iter().find(|case| {
            sent.method == case.method && sent.path == format!("/client/v4/below/here{}", case.path)
        })?;
        Some(Answer::success(case.status, case.result))
    })
    .await;
    for base in ["/below/here", "/below/here/"] {
        let base_url = format!("{}{base}", api.base_url());
        let client = Client::builder().token("t0ken").base_url(base_url).build().unwrap();
        for case in cases() {
            let outcome = (case.call)(&client).outcome.await;
            assert!(outcome.is_ok(), "{} below {base}: {}", case.name, outcome.err().unwrap());
        }
    }
}
