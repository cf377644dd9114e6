//! What a service may do beyond its documents without a decode failing.

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::CertificateStatus;
use cloudflare_mtls::{Client, Scope};
use serde_json::{Map, Value, json};

use crate::cases::{Case, cases};
use crate::fixtures::{access_certificate, without_keys, zone_certificate};
use crate::kit::{Answer, Api, CERTIFICATE, ZONE, success};

/// One server and one client, for all the answers of a test.
struct Lenient {
    api: Api,
    client: Client,
}

impl Lenient {
    async fn start() -> Self {
        let api = Api::always(Answer::new(500, "")).await;
        Self { client: api.client(), api }
    }

    /// The result of one operation for this answer, or a panic that says what the user saw.
    async fn result(&self, case: &Case, what: &str, answer: Answer) -> Option<Value> {
        self.api.now(answer);
        match (case.call)(&self.client).outcome.await {
            Ok(seen) => seen.result,
            Err(error) => panic!("{} with {what}: {error}", case.name),
        }
    }
}

/// Changes every object of a result, be it one or a list of them.
fn each(result: &Value, change: &dyn Fn(&Map<String, Value>) -> Value) -> Value {
    match result {
        Value::Array(items) => items.iter().map(|item| each(item, change)).collect(),
        Value::Object(fields) => change(fields),
        other => other.clone(),
    }
}

#[tokio::test]
async fn json_under_any_label() {
    let lenient = Lenient::start().await;
    for label in [
        "text/plain",
        "text/plain; charset=utf-8",
        "text/html",
        "application/octet-stream",
        "application/vnd.api+json",
        "nonsense",
    ] {
        for case in cases() {
            let body = Answer::success(case.status, case.result.clone()).header("content-type", label);
            let seen = lenient.result(&case, label, body).await;
            assert_eq!(seen, Some(without_keys(case.result)), "{} with {label}", case.name);
        }
    }
    let unlabelled = Answer::new(200, format!("\u{feff}{}\n", success(json!({"enabled": false}))));
    let api = Api::always(unlabelled).await;
    assert_eq!(api.client().zone_settings(ZONE).get().result().await.unwrap().enabled, Some(false));
}

#[tokio::test]
async fn unknown_fields_anywhere() {
    let lenient = Lenient::start().await;
    for case in cases() {
        let extended = each(&case.result, &|fields| {
            let mut fields = fields.clone();
            fields.insert("from_the_future".into(), json!({"deep": [1, 2.5, null, "x"]}));
            fields.insert("".into(), json!(true));
            Value::Object(fields)
        });
        let mut envelope = success(extended);
        envelope["from_the_future"] = json!([{}]);
        envelope["result_info"] = json!({"cursors": {"after": "x"}, "page": "one", "new": []});
        let seen = lenient.result(&case, "unknown fields", Answer::json(200, &envelope)).await;
        assert_eq!(seen, Some(without_keys(case.result)), "{}", case.name);
    }
}

#[tokio::test]
async fn any_field_missing_or_null() {
    let lenient = Lenient::start().await;
    for case in cases() {
        let names: Vec<String> = match &case.result {
            Value::Array(items) => items[0].as_object(),
            one => one.as_object(),
        }
        .unwrap()
        .keys()
        .cloned()
        .collect();
        for name in names {
            let missing = each(&case.result, &|fields| {
                let mut fields = fields.clone();
                fields.remove(&name);
                Value::Object(fields)
            });
            let null = each(&case.result, &|fields| {
                let mut fields = fields.clone();
                fields.insert(name.clone(), Value::Null);
                Value::Object(fields)
            });
            let expected = Some(without_keys(missing.clone()));
            for (what, answer) in [("missing", missing), ("null", null)] {
                let what = format!("{name} {what}");
                let seen = lenient.result(&case, &what, Answer::success(200, answer)).await;
                assert_eq!(seen, expected, "{} with {what}", case.name);
            }
        }
    }
}

#[tokio::test]
async fn nothing_but_an_empty_object() {
    let lenient = Lenient::start().await;
    for case in cases() {
        let bare = each(&case.result, &|_| json!({}));
        let seen = lenient.result(&case, "no field at all", Answer::success(200, bare.clone())).await;
        assert_eq!(seen, Some(bare), "{}", case.name);
    }
}

#[tokio::test]
async fn an_issuing_authority_in_any_state() {
    let lenient = Lenient::start().await;
    let case = cases().into_iter().find(|case| case.id == "client-certificates-get").unwrap();
    for (authority, expected) in [
        (json!({}), json!({})),
        (json!({"name": "n", "id": null, "since": {"deep": [1]}}), json!({"name": "n"})),
        (json!({"id": "x".repeat(500)}), json!({"id": "x".repeat(500)})),
    ] {
        let mut answer = case.result.clone();
        answer["certificate_authority"] = authority;
        let mut wanted = answer.clone();
        wanted["certificate_authority"] = expected;
        let seen = lenient.result(&case, "another authority", Answer::success(200, answer)).await;
        assert_eq!(seen, Some(wanted));
    }
}

/// The documents limit identifiers to 36 characters and hostnames to 255, and name the form of
/// fingerprints and serial numbers. An answer isn't refused for any of that.
#[tokio::test]
async fn lengths_and_forms_that_the_documents_forbid() {
    let lenient = Lenient::start().await;
    let long = "x".repeat(5_000);
    for id in [CERTIFICATE, "short", "", long.as_str(), "ümlaut / ?"] {
        for case in cases() {
            let odd = each(&case.result, &|fields| {
                let odd = |(name, value): (&String, &Value)| {
                    let text =
                        ["id", "cert_id", "hostname", "name", "fingerprint", "serial_number", "issuer"];
                    let value = if text.contains(&name.as_str()) { json!(id) } else { value.clone() };
                    (name.clone(), value)
                };
                Value::Object(fields.iter().map(odd).collect())
            });
            let seen = lenient.result(&case, id, Answer::success(200, odd.clone())).await;
            assert_eq!(seen, Some(without_keys(odd)), "{} with {id:?}", case.name);
        }
    }
}

#[tokio::test]
async fn a_status_that_nobody_knows_does_not_spoil_the_list() {
    let mut strange = zone_certificate();
    strange["status"] = json!("quarantined_by_moonlight");
    let api = Api::always(Answer::success(200, json!([zone_certificate(), strange]))).await;
    let listed = api.client().zone_certificates(ZONE).list().result().await.unwrap();
    let statuses: Vec<_> = listed.iter().filter_map(|one| one.status.clone()).collect();
    assert_eq!(statuses[0], CertificateStatus::Active);
    assert_eq!(statuses[1].as_str(), "quarantined_by_moonlight");
    assert_ne!(statuses[0], statuses[1]);
}

#[tokio::test]
async fn a_list_of_thousands() {
    let many: Vec<Value> = (0..3_000)
        .map(|number| {
            let mut one = access_certificate();
            one["name"] = json!(format!("certificate {number}"));
            one
        })
        .collect();
    let api = Api::always(Answer::success(200, json!(many))).await;
    let listed = api.client().access_certificates(&Scope::zone(ZONE).unwrap()).list().result().await.unwrap();
    assert_eq!(listed.len(), 3_000);
    assert_eq!(listed[2_999].name.as_deref(), Some("certificate 2999"));
}
