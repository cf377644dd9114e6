//! Answers that break off, never end, or aren't what they should be.
//!
//! The table in the crate's documentation (`runtime/src/faults.md`) says the same in words.

use std::time::Duration;

use cloudflare_core::ErrorKind;
use serde_json::json;

use crate::kit::fault_server::{Fault, response};
use crate::kit::success;
use crate::kit::tried::{Delete, Get, Post, fine, head, tried, tried_until_silence};

#[tokio::test]
async fn reset_in_the_middle_of_the_body() {
    let fault = || Fault::Reset([head("content-length: 100"), b"{\"succ".to_vec()].concat());
    tried(Get, [fault(), fine()]).await.succeeds(2);
    let seen = tried(Post, [fault(), fine()]).await;
    let error = seen.is(ErrorKind::Transport, 1);
    assert!(error.outcome_unknown() && error.status().unwrap() == 200);
}

#[tokio::test]
async fn a_slow_header_or_a_slow_body_takes_no_longer_than_the_attempt_may() {
    let late = Duration::from_secs(5);
    let header = Fault::Slowly(vec![(Duration::ZERO, b"HTTP/1.1 200".to_vec()), (late, head(""))]);
    let body = Fault::Slowly(vec![(Duration::ZERO, head("content-length: 9")), (late, b"{}".to_vec())]);
    for fault in [header, body] {
        let seen = tried_until_silence(Get, [fault.clone()]).await;
        assert!(seen.is(ErrorKind::Timeout, 3).is_timeout());
        let seen = tried_until_silence(Post, [fault]).await;
        assert!(seen.is(ErrorKind::Timeout, 1).outcome_unknown());
    }
    // Slow and in time.
    let tick = Duration::from_millis(5);
    let pieces = response(200, &[], success(json!({})).to_string());
    let pieces = pieces.chunks(20).map(|piece| (tick, piece.to_vec())).collect();
    tried(Get, [Fault::Slowly(pieces)]).await.succeeds(1);
}

#[tokio::test]
async fn wrong_content_length() {
    let body = success(json!({})).to_string();
    let longer = [head(&format!("content-length: {}", body.len() + 9)), body.clone().into_bytes()].concat();
    tried(Get, [Fault::Close(longer.clone()), fine()]).await.succeeds(2);
    tried(Get, [Fault::Close(longer)]).await.is(ErrorKind::Transport, 3);
    let shorter = [head(&format!("content-length: {}", body.len() - 9)), body.into_bytes()].concat();
    tried(Get, [Fault::Bytes(shorter)]).await.is(ErrorKind::Decode, 1);
    let nonsense = head("content-length: many");
    tried(Get, [Fault::Close(nonsense)]).await.is(ErrorKind::Transport, 3);
}

#[tokio::test]
async fn a_chunked_body_cut_off_or_malformed() {
    let chunked = |rest: &str| [head("transfer-encoding: chunked"), rest.as_bytes().to_vec()].concat();
    let cut = chunked("10\r\n{\"success\": true\r\n");
    tried(Get, [Fault::Close(cut.clone()), fine()]).await.succeeds(2);
    let seen = tried(Post, [Fault::Close(cut)]).await;
    assert!(seen.is(ErrorKind::Transport, 1).outcome_unknown());
    tried(Get, [Fault::Close(chunked("zz\r\n{}\r\n"))]).await.is(ErrorKind::Transport, 3);
    tried(Get, [Fault::Bytes(chunked("10\r\n{\"success\": true\r\n1\r\n}\r\n0\r\n\r\n"))])
        .await
        .is(ErrorKind::EmptyResult, 1);
}

#[tokio::test]
async fn an_endless_or_oversized_body() {
    let endless = || {
        Fault::Endless(
            head("transfer-encoding: chunked"),
            [b"1000\r\n".to_vec(), vec![b'['; 4096], b"\r\n".to_vec()].concat(),
        )
    };
    let seen = tried(Get, [endless()]).await;
    let error = seen.is(ErrorKind::BodyLimit, 1);
    assert!(error.to_string().contains("65536 bytes") && !error.outcome_unknown(), "{error}");
    assert!(tried(Post, [endless()]).await.is(ErrorKind::BodyLimit, 1).outcome_unknown());
    // Announced: nothing of it is read.
    let announced = Fault::Bytes(head("content-length: 65537"));
    tried(Get, [announced]).await.is(ErrorKind::BodyLimit, 1);
    let exactly = format!("{{\"success\":true,\"result\":{{}}}}{}", " ".repeat(65_536 - 28));
    tried(Get, [Fault::Bytes(response(200, &[], &exactly[..65_536]))]).await.succeeds(1);
}

#[cfg(feature = "gzip")]
fn gzip(body: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

#[cfg(feature = "gzip")]
fn gzipped(body: Vec<u8>) -> Fault {
    Fault::Bytes(response(200, &[("content-encoding", "gzip")], body))
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn gzip_that_is_fine_that_expands_and_that_is_none() {
    let body = success(json!({"id": "g"})).to_string();
    tried(Get, [gzipped(gzip(body.as_bytes()))]).await.succeeds(1);

    let expanded = 16 * 1024 * 1024;
    let bomb = gzip(&vec![b' '; expanded]);
    assert!(bomb.len() * 1000 < expanded, "a thousandfold, {} bytes", bomb.len());
    let seen = tried(Get, [gzipped(bomb)]).await;
    let error = seen.is(ErrorKind::BodyLimit, 1);
    assert!(!error.is_retryable());

    for junk in [body.clone().into_bytes(), b"\x1f\x8b\x08\0\0\0\0\0\0\xff\xff\xff\xff".to_vec()] {
        let seen = tried(Get, [gzipped(junk.clone())]).await;
        assert!(seen.is(ErrorKind::Decode, 1).to_string().contains("decompressed"));
        assert!(tried(Post, [gzipped(junk)]).await.is(ErrorKind::Decode, 1).outcome_unknown());
    }
    // Whole as HTTP, and only the beginning as gzip.
    let cut = gzip(body.as_bytes())[..30].to_vec();
    tried(Get, [gzipped(cut), fine()]).await.succeeds(2);
}

#[tokio::test]
async fn invalid_utf8_invalid_json_and_json_of_another_shape() {
    let bodies: [&[u8]; 6] = [
        b"{\"success\":true,\"result\":{\"name\":\"\xff\xfe\"}}",
        b"{\"success\":true,",
        b"OK",
        b"[]",
        b"{\"success\":true,\"result\":[1,2]}",
        b"{\"success\":true,\"result\":{\"name\":{\"canary-private-key\":1}}}",
    ];
    for body in bodies {
        let seen = tried(Get, [Fault::Bytes(response(200, &[], body))]).await;
        let error = seen.is(ErrorKind::Decode, 1);
        assert!(error.is_decode() && !error.is_retryable());
        assert!(!format!("{error:?}{error}").contains("canary"), "{error:?}");
    }
}

#[tokio::test]
async fn deep_nesting() {
    for depth in [200, 10_000] {
        let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        for body in [
            format!("{{\"success\":true,\"result\":{{\"id\":{deep}}}}}"),
            format!("{{\"success\":true,\"errors\":{deep},\"result\":{deep}}}"),
            deep,
        ] {
            tried(Get, [Fault::Bytes(response(200, &[], body))]).await.is(ErrorKind::Decode, 1);
        }
    }
    // Where nobody looks it does no harm.
    let unknown =
        format!("{{\"success\":true,\"result\":{{\"new\":{}{}}}}}", "[".repeat(100), "]".repeat(100));
    tried(Get, [Fault::Bytes(response(200, &[], unknown))]).await.succeeds(1);
}

#[tokio::test]
async fn an_empty_body() {
    let empty = |status| Fault::Bytes(response(status, &[], ""));
    assert!(tried(Get, [empty(200)]).await.is(ErrorKind::EmptyResult, 1).is_empty_result());
    tried(Delete, [empty(200)]).await.succeeds(1);
    tried(Delete, [Fault::Bytes(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec())]).await.succeeds(1);
    assert!(tried(Get, [empty(404)]).await.is(ErrorKind::Api, 1).is_not_found());
    tried(Get, [empty(502)]).await.is(ErrorKind::Api, 3);
}
