//! 10,000 requests from 64 connections: no error, and no memory that grows.
#![allow(clippy::unwrap_used)]

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use cloudflare_mtls_emulator::Emulator;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    task::JoinSet,
};

const CONNECTIONS: usize = 64;
const REQUESTS: usize = 10_000;

/// Resident memory of this process, in bytes; `None` where it can't be told.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kilobytes: usize = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// The request with this number: the method, the path below the zone, the body, and the status of the
/// answer. Some change the state, some are refused, and hostnames come and go.
fn request(number: usize) -> (&'static str, String, String, u16) {
    let (pulls, body) = ("/origin_tls_client_auth", String::new());
    match number % 5 {
        0 => ("PUT", format!("{pulls}/settings"), r#"{"enabled":true}"#.into(), 200),
        1 => ("GET", format!("{pulls}/hostnames/certificates"), body, 200),
        2 => ("GET", format!("{pulls}/h{number}"), body, 400),
        3 => ("GET", format!("/{number}"), body, 404),
        _ => {
            let hostname = format!("h{number}.example.com");
            let setting = format!(
                r#"{{"hostname":"{hostname}","china_network":false,"client_certificate_forwarding":true}}"#
            );
            ("PUT", "/access/certificates/settings".into(), format!(r#"{{"settings":[{setting}]}}"#), 202)
        }
    }
}

/// Sends requests over one connection for as long as there are any left.
async fn drive(emulator: Arc<Emulator>, left: Arc<AtomicUsize>) {
    let stream = TcpStream::connect(emulator.address()).await.unwrap();
    let mut stream = BufReader::new(stream);
    let (id, token) = (emulator.zone_id(), emulator.token());
    while let Ok(number) = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
    {
        let (method, path, body, status) = request(number);
        let request = format!(
            "{method} /client/v4/zones/{id}{path} HTTP/1.1\r\nhost: emulator\r\n\
             authorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        assert!(line.starts_with(&format!("HTTP/1.1 {status} ")), "{method} {path}: {line}");
        let mut length = 0;
        loop {
            line.clear();
            stream.read_line(&mut line).await.unwrap();
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut answer = vec![0; length];
        stream.read_exact(&mut answer).await.unwrap();
        assert!(answer.starts_with(b"{"));
    }
}

async fn round(emulator: &Arc<Emulator>) {
    let left = Arc::new(AtomicUsize::new(REQUESTS));
    let mut connections = JoinSet::new();
    for _ in 0..CONNECTIONS {
        connections.spawn(drive(Arc::clone(emulator), Arc::clone(&left)));
    }
    while let Some(driven) = connections.join_next().await {
        driven.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_requests_from_sixty_four_connections() {
    let emulator = Arc::new(Emulator::start().await.unwrap());
    let started = Instant::now();
    round(&emulator).await;
    let took = started.elapsed();
    assert_eq!(emulator.received(), REQUESTS as u64);
    assert!(took < Duration::from_secs(60), "{took:?}");

    // After the first round everything that is bounded has its size.
    let before = resident();
    round(&emulator).await;
    if let (Some(before), Some(after)) = (before, resident()) {
        let grown = after.saturating_sub(before);
        assert!(grown < 8 << 20, "{REQUESTS} requests left {grown} bytes behind");
    }
}
