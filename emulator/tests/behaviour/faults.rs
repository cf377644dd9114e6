//! Faults on demand.

use std::time::{Duration, Instant};

use cloudflare_mtls_emulator::{Emulator, Fault, FaultKind};
use reqwest::Method;
use serde_json::{Value, json};

use crate::kit::{Kit, leaf, pulls};

async fn struck(kind: FaultKind) -> Kit {
    let kit = Kit::start().await;
    kit.post(&pulls(), leaf().body()).await.result();
    kit.emulator.inject(Fault::new(kind).times(1));
    kit
}

#[tokio::test]
async fn latency_delays_the_answer_and_nobody_else() {
    let kit = Kit::of(Emulator::builder().fault(Fault::latency(Duration::from_millis(300)).times(1))).await;
    let started = Instant::now();
    let (slow, fast) = tokio::join!(
        async {
            kit.get(&pulls()).await.result();
            started.elapsed()
        },
        async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            kit.get(&pulls()).await.result();
            started.elapsed()
        }
    );
    assert!(slow >= Duration::from_millis(300), "{slow:?}");
    assert!(fast < Duration::from_millis(300), "{fast:?}");
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
        kit.emulator.inject(Fault::new(kind).times(1));
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

    kit.emulator.inject(Fault::new(FaultKind::Truncated).times(1));
    let response = kit.request(Method::GET, &pulls()).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.bytes().await.is_err());
    kit.get(&pulls()).await.result();
}

#[tokio::test]
async fn envelopes_are_bent() {
    let kit = struck(FaultKind::Failure { code: 1001, message: "no".into() }).await;
    kit.get(&pulls()).await.fails(200, 1001);

    kit.emulator.inject(Fault::new(FaultKind::NullResult).times(1));
    assert_eq!(*kit.get(&pulls()).await.result(), Value::Null);

    kit.emulator.inject(Fault::new(FaultKind::UnknownStatus { status: "odd".into() }).times(1));
    assert_eq!(kit.get(&pulls()).await.result()[0]["status"], "odd");

    kit.emulator.inject(Fault::new(FaultKind::UnknownFields).times(1));
    let answer = kit.get(&pulls()).await;
    assert!(answer.body["field_of_tomorrow"].is_object());
    assert!(answer.result()[0]["field_of_tomorrow"].is_object());
    assert!(answer.body["result_info"]["field_of_tomorrow"].is_object());

    kit.emulator.inject(Fault::new(FaultKind::Message { code: 1000, message: "soon".into() }).times(1));
    let answer = kit.get(&pulls()).await;
    assert_eq!(answer.result().as_array().unwrap().len(), 1);
    assert_eq!(
        (&answer.body["messages"][0]["code"], &answer.body["messages"][0]["message"]),
        (&json!(1000), &json!("soon"))
    );

    kit.emulator.inject(Fault::new(FaultKind::PlainText).times(1));
    let answer = kit.get(&pulls()).await;
    assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(answer.result().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn faults_are_for_operations_and_counts() {
    let kit = Kit::start().await;
    let settings = format!("{}/settings", pulls());
    kit.emulator.inject(
        Fault::new(FaultKind::Failure { code: 1001, message: "no".into() })
            .on("zone_certificates")
            .after(1)
            .times(2),
    );
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
        let fault = Fault::new(FaultKind::Failure { code: 1001, message: "no".into() }).with_probability(0.5);
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
    kit.emulator.inject(Fault::new(FaultKind::ServerError { status: 504 }).times(1));
    let lost = kit.request(Method::POST, &pulls()).json(&pair.body()).send().await.unwrap();
    assert_eq!(lost.status(), 504);
    assert_eq!(*kit.get(&pulls()).await.result(), json!([]));

    kit.emulator.inject(Fault::new(FaultKind::Reset).times(1).taking_effect());
    assert!(kit.request(Method::POST, &pulls()).json(&pair.body()).send().await.is_err());
    kit.post(&pulls(), pair.body()).await.fails(409, 1406);
}
