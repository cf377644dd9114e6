//! The clock, determinism, snapshots and the state file.

use std::time::Duration;

use cloudflare_mtls_emulator::{ClockMode, Emulator, Snapshot};
use serde_json::{Value, json};

use crate::kit::{Kit, Pair, access, hostname_certificates, hostnames, leaf, pulls};

#[tokio::test]
async fn a_scaled_clock_brings_a_certificate_to_active() {
    let emulator = Emulator::builder()
        .clock(ClockMode::Scaled { factor: 1_000.0 })
        .settings(|settings| settings.timing.activate_after_millis = 60_000)
        .start()
        .await
        .unwrap();
    let http = reqwest::Client::new();
    let url = format!("{}{}", emulator.base_url(), pulls());
    let created = http.post(&url).bearer_auth(emulator.token()).json(&leaf().body()).send().await.unwrap();
    let created: Value = created.json().await.unwrap();
    assert_ne!(created["result"]["status"], "active");
    let id = created["result"]["id"].as_str().unwrap();
    let mut waits = 0;
    while emulator.certificate_status(id) != Some(cloudflare_mtls_emulator::Status::Active) {
        waits += 1;
        assert!(waits < 500, "not active after {waits} waits");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn real_time_is_the_machines() {
    let emulator = Emulator::start().await.unwrap();
    let off = emulator.now().duration_since(jiff::Timestamp::now()).abs();
    assert!(off < jiff::SignedDuration::from_secs(1), "{off:?}");
    emulator.advance(Duration::from_secs(3_600));
    assert!(emulator.now() > jiff::Timestamp::now());
}

async fn upload(kit: &Kit) -> String {
    format!("{}/{}", pulls(), kit.post(&pulls(), leaf().body()).await.id())
}

#[tokio::test]
async fn a_stepped_clock_stands_still_until_it_is_moved() {
    let kit = Kit::start().await;
    let start = kit.emulator.now();
    let one = upload(&kit).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(kit.emulator.now(), start);
    assert_eq!(kit.get(&one).await.result()["status"], "initializing");
    kit.step(90);
    assert_eq!(kit.emulator.now().to_string(), "2030-01-01T00:01:30Z");
    assert_eq!(kit.get(&one).await.result()["status"], "active");
    kit.emulator.set_now(start);
    assert_eq!(kit.get(&one).await.result()["status"], "initializing");
}

#[tokio::test]
async fn a_clock_can_change_while_it_runs() {
    let kit = Kit::start().await;
    let one = upload(&kit).await;
    assert_eq!(kit.get(&one).await.result()["status"], "initializing");
    kit.emulator.set_clock_mode(ClockMode::Scaled { factor: 1_000.0 });
    let mut reads = 0;
    while kit.get(&one).await.result()["status"] != "active" {
        reads += 1;
        assert!(reads < 1_000, "not active after {reads} reads");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    kit.emulator.set_clock_mode(ClockMode::Stepped);
    let stopped = kit.emulator.now();
    tokio::time::sleep(Duration::from_millis(5)).await;
    assert_eq!(kit.emulator.now(), stopped);
}

async fn story(kit: &Kit, pairs: &[Pair]) -> Vec<(Value, Option<String>)> {
    let mut seen = Vec::new();
    let first = kit.post(&hostname_certificates(), pairs[0].body()).await;
    let config = json!({"config": [{"hostname": "a.example.com", "cert_id": first.id(), "enabled": true}]});
    kit.step(1);
    for answer in [
        first,
        kit.post(&pulls(), pairs[1].body()).await,
        kit.put(&hostnames(), config).await,
        kit.post(&access("accounts"), json!({"name": "any", "certificate": pairs[0].certificate})).await,
        kit.get(&pulls()).await,
        kit.get("/nothing").await,
    ] {
        seen.push((answer.body.clone(), answer.header("cf-ray").map(str::to_owned)));
    }
    seen
}

#[tokio::test]
async fn the_same_seed_and_requests_give_the_same_answers() {
    let pairs = [leaf(), leaf()];
    let first = story(&Kit::of(Emulator::builder().seed(9)).await, &pairs).await;
    let second = story(&Kit::of(Emulator::builder().seed(9)).await, &pairs).await;
    let third = story(&Kit::of(Emulator::builder().seed(10)).await, &pairs).await;
    assert_eq!(first, second);
    assert_ne!(first[0], third[0]);
}

#[tokio::test]
async fn a_snapshot_brings_everything_back() {
    let kit = Kit::start().await;
    let pairs = [leaf(), leaf()];
    story(&kit, &pairs).await;
    kit.put(&format!("{}/settings", pulls()), json!({"enabled": true})).await.result();
    let paths =
        [pulls(), hostname_certificates(), format!("{}/a.example.com", hostnames()), access("accounts")];
    let mut before = Vec::new();
    for path in &paths {
        before.push(kit.get(path).await.body);
    }
    let json = kit.emulator.snapshot().to_json();

    kit.emulator.reset();
    assert_eq!(*kit.get(&pulls()).await.result(), json!([]));
    let snapshot = Snapshot::from_json(&json).unwrap();
    let other = Kit::of(Emulator::builder().snapshot(snapshot.clone())).await;
    kit.emulator.restore(&snapshot);
    for kit in [&kit, &other] {
        for (path, before) in paths.iter().zip(&before) {
            assert_eq!(kit.get(path).await.body, *before, "{path}");
        }
        assert_eq!(kit.emulator.snapshot().to_json(), json);
    }
    // The sequence of identifiers goes on where it was.
    let further = leaf();
    let ids =
        [kit.post(&pulls(), further.body()).await.id(), other.post(&pulls(), further.body()).await.id()];
    assert_eq!(ids[0], ids[1]);
}
