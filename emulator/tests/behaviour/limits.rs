//! Rate limits and their headers.

use std::time::Duration;

use cloudflare_mtls_emulator::{ClockMode, Credential, Emulator, RateLimit};

use crate::kit::{Kit, pulls};

#[tokio::test]
async fn headers_count_down_and_429_says_when_to_come_back() {
    let limit = RateLimit::new(2, Duration::from_secs(30));
    let builder = Emulator::builder()
        .credential(Credential::token("one"))
        .credential(Credential::token("two"))
        .settings(|settings| settings.rate_limit = Some(limit));
    let kit = Kit::of(builder).await;
    let first = kit.get(&pulls()).await;
    assert_eq!(first.header("ratelimit"), Some("\"default\";r=1;t=30"));
    assert_eq!(first.header("ratelimit-policy"), Some("\"burst\";q=2;w=30"));
    kit.step(10);
    let second = kit.get(&pulls()).await;
    assert_eq!(second.header("ratelimit"), Some("\"default\";r=0;t=20"));
    assert_eq!(second.header("retry-after"), None);
    let refused = kit.get(&pulls()).await;
    refused.fails(429, 10429);
    assert_eq!(refused.header("retry-after"), Some("20"));
    assert_eq!(refused.header("ratelimit"), Some("\"default\";r=0;t=20"));

    let kit = kit.with_token("two");
    kit.get(&pulls()).await.result();
    let kit = kit.with_token("one");
    kit.step(20);
    kit.get(&pulls()).await.result();
}

#[tokio::test]
async fn the_documented_limit_refuses_for_five_minutes() {
    let mut limit = RateLimit::documented();
    limit.requests = 1;
    let kit = Kit::of(Emulator::builder().settings(|settings| settings.rate_limit = Some(limit))).await;
    kit.get(&pulls()).await.result();
    kit.step(200);
    assert_eq!(kit.get(&pulls()).await.fails(429, 10429).header("retry-after"), Some("300"));
    kit.step(299);
    assert_eq!(kit.get(&pulls()).await.fails(429, 10429).header("retry-after"), Some("1"));
    kit.step(1);
    kit.get(&pulls()).await.result();
}

#[tokio::test]
async fn addresses_have_a_limit_of_their_own() {
    let builder =
        Emulator::builder().credential(Credential::token("one")).credential(Credential::token("two"));
    let kit = Kit::of(builder).await.with_token("one");
    let limit = RateLimit::new(2, Duration::from_secs(1));
    kit.emulator.change_settings(|settings| settings.address_limit = Some(limit));
    kit.get(&pulls()).await.result();
    kit.get("/nothing").await.fails(404, 7003);
    kit.get(&pulls()).await.fails(429, 10429);
    // Whoever asks, and before anybody asks who it is.
    let kit = kit.with_token("two");
    kit.get(&pulls()).await.fails(429, 10429);
    let kit = kit.with_token("no-such-token");
    kit.get(&pulls()).await.fails(429, 10429);
    let kit = kit.with_token("one");
    kit.step(1);
    kit.get(&pulls()).await.result();
}

#[tokio::test]
async fn without_a_limit_there_are_no_headers() {
    let kit = Kit::of(Emulator::builder().settings(|settings| settings.rate_limit = None)).await;
    let answer = kit.get(&pulls()).await;
    assert_eq!((answer.header("ratelimit"), answer.header("ratelimit-policy")), (None, None));
}

#[tokio::test]
async fn waits_are_told_in_the_clients_seconds() {
    let limit = RateLimit::new(0, Duration::from_secs(600));
    let kit = Kit::of(Emulator::builder().settings(|settings| settings.rate_limit = Some(limit))).await;
    kit.emulator.set_clock_mode(ClockMode::Scaled { factor: 60.0 });
    assert_eq!(kit.get(&pulls()).await.fails(429, 10429).header("retry-after"), Some("10"));
}
