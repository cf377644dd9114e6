//! Connections that fail, in every way that a connection can.
//!
//! The table in the crate's documentation (`runtime/src/faults.md`) says the same in words.

use std::io::{Read, Write};
use std::time::Duration;

use cloudflare_core::ErrorKind;
use serde_json::json;

use crate::kit::clock::VirtualClock;
use crate::kit::fault_server::{Fault, FaultServer, json as answer, response};
use crate::kit::success;
use crate::kit::tried::{Delete, Get, Post, Put, call, client, fine, tried, tried_until_silence};

#[tokio::test]
async fn refused() {
    let address = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    for method in [Get, Post] {
        let clock = VirtualClock::new();
        let error = call(&client(&format!("http://{address}"), &clock), method).await.unwrap_err();
        assert!(error.is_connect() && error.is_retryable() && !error.outcome_unknown(), "{error}");
        assert_eq!((error.attempts(), clock.waits().len()), (3, 2));
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[tokio::test]
async fn reset_before_the_request_was_read() {
    let seen = tried(Get, [Fault::ResetUnread]).await;
    let error = seen.is(ErrorKind::Transport, 0);
    assert_eq!((error.attempts(), seen.connections), (3, 3));
    assert!(error.is_retryable() && !error.outcome_unknown());
    tried(Delete, [Fault::ResetUnread, fine()]).await.succeeds(1);
    // From here nobody can tell what was read.
    let seen = tried(Post, [Fault::ResetUnread]).await;
    assert!(seen.is(ErrorKind::Transport, 0).outcome_unknown());
    assert_eq!(seen.connections, 1);
}

#[tokio::test]
async fn who_was_asked_is_named() {
    // Nobody listens there any more.
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let clock = VirtualClock::new();
    let error = call(&client(&format!("http://{address}/client/v4"), &clock), Get).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.to_string().contains(&format!("no connection to {address}: ")), "{error}");
    let server = FaultServer::with([Fault::Reset(vec![])]);
    let error = call(&client(&server.url(), &clock), Get).await.unwrap_err();
    assert!(error.to_string().contains(&format!("the connection to {} broke", server.address())), "{error}");
    // An address that was written for TLS, of a server that has none.
    #[cfg(feature = "rustls")]
    {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}/client/v4", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let mut stream = listener.accept().unwrap().0;
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").unwrap();
            // What it was sent first is read, so that what it said isn't reset.
            let _ = stream.read(&mut [0; 4096]);
        });
        let client = crate::kit::builder(&url).retry(cloudflare_core::RetryPolicy::none()).build().unwrap();
        let error = call(&client, Get).await.unwrap_err();
        assert!(error.to_string().contains("doesn't speak TLS"), "{error}");
        server.join().unwrap();
    }
}

#[tokio::test]
async fn reset_after_the_request_was_read() {
    tried(Get, [Fault::Reset(vec![]), Fault::Reset(vec![]), fine()]).await.succeeds(3);
    let seen = tried(Put, [Fault::Reset(vec![])]).await;
    assert!(seen.is(ErrorKind::Transport, 3).outcome_unknown());
    let seen = tried(Post, [Fault::Reset(vec![]), fine()]).await;
    let error = seen.is(ErrorKind::Transport, 1);
    assert!(error.outcome_unknown() && !error.is_retryable());
    assert!(error.to_string().contains("may have been processed"), "{error}");
}

#[tokio::test]
async fn never_answers() {
    let seen = tried_until_silence(Get, [Fault::Silence]).await;
    assert!(seen.is(ErrorKind::Timeout, 3).is_timeout());
    tried_until_silence(Get, [Fault::Silence, fine()]).await.succeeds(2);
    let seen = tried_until_silence(Post, [Fault::Silence, fine()]).await;
    let error = seen.is(ErrorKind::Timeout, 1);
    assert!(error.outcome_unknown() && !error.is_retryable());
}

#[tokio::test]
async fn a_connection_closed_while_idle_in_the_pool() {
    // Each answer is followed by an end that nobody announced.
    let closing = || Fault::Close(response(200, &[], success(json!({"id": "g"})).to_string()));
    let server = FaultServer::with([closing()]);
    let clock = VirtualClock::new();
    let client = client(&server.url(), &clock);
    for _ in 0..5 {
        for method in [Get, Put] {
            call(&client, method).await.unwrap();
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
        call(&client, Post).await.unwrap();
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test]
async fn a_name_that_does_not_resolve() {
    let clock = VirtualClock::new();
    // Reserved for names that never resolve.
    let client = client("https://api.cloudflare.invalid/client/v4", &clock);
    let error = call(&client, Post).await.unwrap_err();
    assert!(error.is_connect() && !error.outcome_unknown(), "{error:?}");
    assert_eq!(error.attempts(), 3);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = FaultServer::with([fine()]);
    let there = elsewhere.url();
    for target in ["/client/v4/other", &*there, "http://example.com/?token=canary", "//example.com", ""] {
        for status in [301, 302, 303, 307, 308] {
            let redirect = || Fault::Bytes(response(status, &[("location", target)], "moved"));
            for method in [Get, Post] {
                let seen = tried(method, [redirect()]).await;
                let error = seen.is(ErrorKind::Redirect, 1);
                assert!(error.is_redirect() && !error.is_retryable(), "{error}");
                let target = target.split('?').next().unwrap();
                assert!(error.to_string().contains(target) && !error.to_string().contains("canary"));
            }
        }
    }
    assert_eq!(elsewhere.requests(), 0);
}

#[tokio::test]
async fn junk_in_place_of_http() {
    for junk in ["SSH-2.0-OpenSSH\r\n", "HTTP/1.1 abc\r\n\r\n", "\0\0\0\0", ""] {
        tried(Get, [Fault::Close(junk.into())]).await.is(ErrorKind::Transport, 3);
    }
    tried(Get, [answer(999, &json!(null))]).await.is(ErrorKind::Api, 1);
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test]
async fn a_certificate_that_is_not_trusted() {
    use std::sync::Arc;
    use tokio_rustls::TlsAcceptor;
    use tokio_rustls::rustls::ServerConfig;
    use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
    use tokio_rustls::rustls::pki_types::PrivateKeyDer;

    let signed = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(signed.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![signed.cert.der().clone()], key)
        .unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let accepted = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = Arc::clone(&accepted);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            // Fails: the client doesn't want this certificate.
            let _ = acceptor.accept(stream).await;
        }
    });
    let clock = VirtualClock::new();
    let error = call(&client(&url, &clock), Post).await.unwrap_err();
    assert!(error.is_connect() && !error.outcome_unknown(), "{error:?}");
    let line = error.to_string();
    assert!(line.contains("certificate"), "{line}");
    // With both, reqwest takes the system's library.
    if cfg!(all(feature = "rustls", not(feature = "native-tls"))) {
        // A certificate that isn't trusted now isn't trusted in a second either.
        assert!(!error.is_retryable());
        assert_eq!(accepted.load(std::sync::atomic::Ordering::SeqCst), 1);
    }
}
