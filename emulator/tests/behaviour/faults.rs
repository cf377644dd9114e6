//! Faults on demand.

use std::time::{Duration, Instant};

use cloudflare_mtls_emulator::{Emulator, Fault, FaultKind};
use reqwest::Method;
use serde_json::{Value, json};

use crate::kit::{Kit, leaf, pulls};

async fn struck(kind: FaultKind) -> Kit {
    let kit = Kit::start().await;
    kit.post(&pulls(), leaf().body()).await.result();
    kit.emulator.inject(Fault::new(kind).times(1)).unwrap();
    kit
}

#[tokio::test]
async fn latency_delays_the_answer_and_nobody_else() {
    let late = Duration::from_millis(100);
    let kit = Kit::of(Emulator::builder().fault(Fault::latency(late).times(1))).await;
    let started = Instant::now();
    kit.get(&pulls()).await.result();
    assert!(started.elapsed() >= late, "{:?}", started.elapsed());
    kit.emulator.inject(Fault::latency(Duration::from_secs(600)).times(1)).unwrap();
    let slow = tokio::spawn(kit.request(Method::GET, &pulls()).send());
    while kit.emulator.received() < 2 {
        tokio::task::yield_now().await;
    }
    kit.get(&pulls()).await.result();
    assert!(!slow.is_finished());
}

#[tokio::test]
async fn refusals_come_as_json_or_html() {
    let kit = struck(FaultKind::TooManyRequests { retry_after: Some(7), html: false }).await;
    assert_eq!(kit.get(&pulls()).await.fails(429, 10429).header("retry-after"), Some("7"));
    for (kind, status) in [
        (FaultKind::TooManyRequests { retry_after: None, html: true }, 429),
        (FaultKind::ServerError { status: 522 }, 522),
        (FaultKind::ServerError { status: 502 }, 502),
    ] {
        kit.emulator.inject(Fault::new(kind).times(1)).unwrap();
        let response = kit.request(Method::GET, &pulls()).send().await.unwrap();
        assert_eq!(response.status(), status);
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
        assert!(response.headers().contains_key("cf-ray"));
        assert!(response.headers().get("retry-after").is_none());
        assert!(response.text().await.unwrap().starts_with("<!DOCTYPE html>"));
    }
    kit.get(&pulls()).await.result();
}

#[tokio::test]
async fn connections_break_before_or_within_the_answer() {
    let kit = struck(FaultKind::Reset).await;
    assert!(kit.request(Method::GET, &pulls()).send().await.is_err());
    let logged = kit.emulator.requests().pop().unwrap();
    assert_eq!((logged.status, logged.faults), (None, vec!["reset"]));

    kit.emulator.inject(Fault::new(FaultKind::Truncated).times(1)).unwrap();
    let response = kit.request(Method::GET, &pulls()).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.bytes().await.is_err());
    kit.get(&pulls()).await.result();
}

#[tokio::test]
async fn envelopes_are_bent() {
    let kit = struck(FaultKind::failure(200, 1001, "no")).await;
    kit.get(&pulls()).await.fails(200, 1001);

    kit.emulator.inject(Fault::new(FaultKind::NullResult).times(1)).unwrap();
    assert_eq!(*kit.get(&pulls()).await.result(), Value::Null);

    kit.emulator.inject(Fault::new(FaultKind::UnknownStatus { status: "odd".into() }).times(1)).unwrap();
    assert_eq!(kit.get(&pulls()).await.result()[0]["status"], "odd");

    kit.emulator.inject(Fault::new(FaultKind::UnknownFields).times(1)).unwrap();
    let answer = kit.get(&pulls()).await;
    assert!(answer.body["field_of_tomorrow"].is_object());
    assert!(answer.result()[0]["field_of_tomorrow"].is_object());
    assert!(answer.body["result_info"]["field_of_tomorrow"].is_object());

    kit.emulator
        .inject(Fault::new(FaultKind::Message { code: 1000, message: "soon".into() }).times(1))
        .unwrap();
    let answer = kit.get(&pulls()).await;
    assert_eq!(answer.result().as_array().unwrap().len(), 1);
    assert_eq!(
        (&answer.body["messages"][0]["code"], &answer.body["messages"][0]["message"]),
        (&json!(1000), &json!("soon"))
    );

    kit.emulator.inject(Fault::new(FaultKind::PlainText).times(1)).unwrap();
    let answer = kit.get(&pulls()).await;
    assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(answer.result().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn faults_are_for_operations_and_counts() {
    let kit = Kit::start().await;
    let settings = format!("{}/settings", pulls());
    kit.emulator
        .inject(Fault::new(FaultKind::failure(200, 1001, "no")).on("zone_certificates").after(1).times(2))
        .unwrap();
    let mut codes = Vec::new();
    for _ in 0..4 {
        kit.get(&settings).await.result();
        codes.push(kit.get(&pulls()).await.body["success"] == true);
    }
    assert_eq!(codes, [true, false, false, true]);
    assert!(kit.emulator.faults().is_empty());
}

#[tokio::test]
async fn chances_repeat_with_the_seed() {
    async fn run(seed: u64) -> Vec<bool> {
        let fault = Fault::new(FaultKind::failure(200, 1001, "no")).with_probability(0.5);
        let kit = Kit::of(Emulator::builder().seed(seed).fault(fault)).await;
        let mut successes = Vec::new();
        for _ in 0..32 {
            successes.push(kit.get(&pulls()).await.body["success"] == json!(true));
        }
        successes
    }
    let first = run(1).await;
    assert_eq!(first, run(1).await);
    assert_ne!(first, run(2).await);
}

#[tokio::test]
async fn a_request_can_take_effect_although_its_answer_is_lost() {
    let kit = Kit::start().await;
    let pair = leaf();
    kit.emulator.inject(Fault::new(FaultKind::ServerError { status: 504 }).times(1)).unwrap();
    let lost = kit.request(Method::POST, &pulls()).json(&pair.body()).send().await.unwrap();
    assert_eq!(lost.status(), 504);
    assert_eq!(*kit.get(&pulls()).await.result(), json!([]));

    kit.emulator.inject(Fault::new(FaultKind::Reset).times(1).taking_effect()).unwrap();
    assert!(kit.request(Method::POST, &pulls()).json(&pair.body()).send().await.is_err());
    kit.post(&pulls(), pair.body()).await.fails(409, 1406);
}

#[tokio::test]
async fn latencies_add_up_without_an_end() {
    let kit = Kit::start().await;
    for _ in 0..1_100 {
        let fault = json!({"kind": "latency", "millis": u64::MAX});
        assert_eq!(kit.control(Method::POST, "/faults", fault).await.0, 200);
    }
    kit.unanswered(kit.request(Method::GET, &pulls())).await;
    kit.emulator.clear_faults();
    kit.get(&pulls()).await.result();
}

#[tokio::test]
async fn a_timeout_is_silence_before_or_after_the_effect() {
    let kit = Kit::start().await;
    let pair = leaf();
    let silent = || kit.request(Method::POST, &pulls()).json(&pair.body());
    kit.emulator.inject(Fault::new(FaultKind::Timeout).times(1)).unwrap();
    kit.unanswered(silent()).await;
    assert_eq!(*kit.get(&pulls()).await.result(), json!([]));
    kit.emulator.inject(Fault::new(FaultKind::Timeout).times(1).taking_effect()).unwrap();
    kit.unanswered(silent()).await;
    kit.post(&pulls(), pair.body()).await.fails(409, 1406);
    let logged = kit.emulator.requests();
    assert_eq!((logged[0].status, &logged[0].faults), (None, &vec!["timeout"]));

    // One that waits for ever doesn't keep the emulator from stopping.
    kit.emulator.inject(Fault::new(FaultKind::Timeout)).unwrap();
    let waiting = tokio::spawn(kit.request(Method::GET, &pulls()).send());
    while kit.emulator.received() < 5 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let started = Instant::now();
    kit.emulator.stop().await;
    assert!(waiting.await.unwrap().is_err());
    // Answers under way are given two seconds.
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
}

/// Every fault that a request can meet, before and after it took effect.
#[tokio::test]
async fn faults_strike_before_and_after_the_effect() {
    for (kind, status) in [
        (FaultKind::TooManyRequests { retry_after: Some(1), html: false }, Some(429)),
        (FaultKind::ServerError { status: 500 }, Some(500)),
        (FaultKind::ServerError { status: 503 }, Some(503)),
        (FaultKind::Reset, None),
        (FaultKind::Timeout, None),
        (FaultKind::failure(409, 12132, "still being updated"), Some(409)),
        (FaultKind::failure(409, 1433, "in use"), Some(409)),
        (FaultKind::failure(409, 1406, "already exists"), Some(409)),
        (FaultKind::Truncated, Some(200)),
        (FaultKind::UnknownStatus { status: "odd".into() }, Some(200)),
    ] {
        for takes_effect in [false, true] {
            let kit = Kit::start().await;
            let mut fault = Fault::new(kind.clone()).times(1);
            fault.takes_effect = takes_effect;
            kit.emulator.inject(fault).unwrap();
            let sent = kit.request(Method::POST, &pulls()).json(&leaf().body());
            if kind == FaultKind::Timeout {
                kit.unanswered(sent).await;
            } else {
                let answered = sent.send().await.ok().map(|answer| answer.status().as_u16());
                assert_eq!(answered, status, "{kind:?}");
            }
            let there = kit.get(&pulls()).await.result().as_array().unwrap().len();
            // What only bends the answer lets the request take effect.
            let bends = matches!(kind, FaultKind::Truncated | FaultKind::UnknownStatus { .. });
            assert_eq!(there, usize::from(takes_effect || bends), "{kind:?} {takes_effect}");
        }
    }
}

#[tokio::test]
async fn faults_that_can_not_be_are_refused() {
    let kit = Kit::start().await;
    for (bad, expected) in [
        (json!({"kind": "reset", "operation": "zone_certificates.make"}), "zone_certificates.create"),
        (json!({"kind": "reset", "operation": "zone-certificate"}), "the resources are"),
        (json!({"kind": "server_error", "status": 42}), "500 to 599"),
        (json!({"kind": "server_error", "status": 200}), "500 to 599"),
        (json!({"kind": "failure", "status": 42}), "200 to 599"),
        (json!({"kind": "reset", "probability": 1.5}), "0 to 1"),
    ] {
        let (status, refusal) = kit.control(Method::POST, "/faults", bad.clone()).await;
        assert_eq!(status, 400, "{bad}");
        assert!(refusal["error"].as_str().unwrap().contains(expected), "{refusal}");
    }
    assert!(kit.emulator.inject(Fault::new(FaultKind::Reset).on("nothing")).is_err());
    assert!(kit.emulator.inject(Fault::new(FaultKind::ServerError { status: 42 })).is_err());
    assert!(kit.emulator.faults().is_empty());
    let started = Emulator::builder().fault(Fault::new(FaultKind::Reset).on("nothing")).start().await;
    let error = started.unwrap_err();
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("nothing"), "{error}");
}

#[tokio::test]
async fn operations_are_known_by_the_documents_names_too() {
    let kit = Kit::start().await;
    for (name, strikes_account, strikes_zone) in [
        ("access-certificates-list", true, true),
        ("access-mtls-authentication-list-mtls-certificates", true, false),
        ("zone-level-access-mtls-authentication-list-mtls-certificates", false, true),
    ] {
        let fault = json!({"kind": "failure", "operation": name});
        assert_eq!(kit.control(Method::POST, "/faults", fault).await.0, 200, "{name}");
        for (scope, strikes) in [("accounts", strikes_account), ("zones", strikes_zone)] {
            let answer = kit.get(&crate::kit::access(scope)).await;
            assert_eq!(answer.body["success"], !strikes, "{name} {scope}");
        }
        kit.emulator.clear_faults();
    }
}
