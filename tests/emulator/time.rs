//! The emulator's clock and its seed.

use std::time::Duration;

use cloudflare_mtls::types::{CertificateStatus, CreateZoneCertificate};
use cloudflare_mtls::{Client, Timestamp, prelude::*};
use cloudflare_mtls_emulator::{ClockMode, Emulator};

use crate::kit::{ID, Kit, SECOND, START};
use crate::origin_pulls::{Kind, Seen};
use crate::pairs::{Pair, leaf};

fn client(emulator: &Emulator) -> Client {
    Client::builder().base_url(emulator.base_url()).token(emulator.token()).build().unwrap()
}

async fn upload(client: &Client, pair: &Pair) -> Seen {
    let body = CreateZoneCertificate::new(&*pair.certificate, &*pair.key);
    client.zone_certificates(ID).create(body).result().await.unwrap().into()
}

/// Reads the certificate until it is active, and says how often that was.
async fn reads_until_active(client: &Client, id: &str) -> u32 {
    for reads in 1..1_000 {
        let read = client.zone_certificates(ID).get(id).result().await.unwrap();
        if read.status == Some(CertificateStatus::Active) {
            return reads;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("it doesn't become active");
}

#[tokio::test]
async fn a_stepped_clock_stands_still_until_it_is_moved() {
    let kit = Kit::start().await;
    let start: Timestamp = START.parse().unwrap();
    let id = kit.upload(Kind::Zone, &leaf()).await.unwrap().id;
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(kit.emulator.now(), start);
    assert_eq!(kit.status(Kind::Zone, &id).await, CertificateStatus::Initializing);
    kit.step(90 * SECOND);
    assert_eq!(kit.emulator.now().to_string(), "2030-01-01T00:01:30Z");
    assert_eq!(kit.status(Kind::Zone, &id).await, CertificateStatus::Active);
    kit.emulator.set_now(start);
    assert_eq!(kit.status(Kind::Zone, &id).await, CertificateStatus::Initializing);
}

#[tokio::test]
async fn a_scaled_clock_brings_a_certificate_to_active_by_itself() {
    let emulator = Emulator::builder()
        .clock(ClockMode::Scaled { factor: 1_000.0 })
        .settings(|settings| settings.timing.activate_after_millis = 60_000)
        .start()
        .await
        .unwrap();
    let client = client(&emulator);
    let uploaded = upload(&client, &leaf()).await;
    // A minute there is 60 milliseconds here.
    assert!(reads_until_active(&client, &uploaded.id).await > 1);
    let took = emulator.now().duration_since(uploaded.uploaded_on);
    assert!(took >= jiff::SignedDuration::from_secs(60), "{took:?}");
}

#[tokio::test]
async fn real_time_is_the_machines() {
    let emulator = Emulator::builder()
        .settings(|settings| settings.timing.activate_after_millis = 30)
        .start()
        .await
        .unwrap();
    let client = client(&emulator);
    let uploaded = upload(&client, &leaf()).await;
    let off = uploaded.uploaded_on.duration_since(Timestamp::now()).abs();
    assert!(off < jiff::SignedDuration::from_secs(5), "{off:?}");
    reads_until_active(&client, &uploaded.id).await;
}

#[tokio::test]
async fn a_clock_can_change_while_it_runs() {
    let kit = Kit::start().await;
    let id = kit.upload(Kind::Zone, &leaf()).await.unwrap().id;
    assert_eq!(kit.status(Kind::Zone, &id).await, CertificateStatus::Initializing);
    kit.emulator.set_clock_mode(ClockMode::Scaled { factor: 1_000.0 });
    reads_until_active(&kit.client, &id).await;
    kit.emulator.set_clock_mode(ClockMode::Stepped);
    let stopped = kit.emulator.now();
    tokio::time::sleep(Duration::from_millis(5)).await;
    assert_eq!(kit.emulator.now(), stopped);
}

/// Some identifiers and cf-rays, in order.
async fn story(seed: u64, pair: &Pair) -> Vec<String> {
    let kit = Kit::of(Emulator::builder().seed(seed)).await;
    let zone = kit.upload(Kind::Zone, pair).await.unwrap();
    let hostname = kit.upload(Kind::Hostname, pair).await.unwrap();
    let read = kit.client.zone_settings(ID).get().send().await.unwrap();
    vec![zone.id, hostname.id, read.cf_ray().unwrap().to_owned()]
}

#[tokio::test]
async fn the_same_seed_gives_the_same_answers() {
    let pair = leaf();
    let first = story(9, &pair).await;
    assert_eq!(first, story(9, &pair).await);
    let other = story(10, &pair).await;
    assert!(first.iter().zip(&other).all(|(first, other)| first != other), "{first:?} {other:?}");
}
