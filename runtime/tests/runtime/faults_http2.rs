//! Streams and connections that fail over HTTP/2, which says of some requests that they certainly
//! weren't processed.
//!
//! The server here is bytes on a socket, so that it can say what a library for servers wouldn't.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use crate::kit::Client;
use cloudflare_core::{ErrorKind, RetryPolicy, Scope, reqwest};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::kit::canary::Printed;
use crate::kit::clock::VirtualClock;
use crate::kit::gadgets::CreateGadget;
use crate::kit::tried::{Get, Post, Put, call};
use crate::kit::{TOKEN, success};

/// What happens to a request.
#[derive(Clone, Copy, Debug)]
enum Done {
    /// It is answered.
    Answered,
    /// Its stream is reset, with this code.
    Reset(u32),
    /// The connection ends in order, with this code; of this request it says that it was processed,
    /// or that it wasn't.
    GoneAway { code: u32, processed: bool },
    /// The connection ends, with the request's token among what is said about it.
    Told,
    /// Nothing, until another has come; then the connection ends in order, this one is answered and
    /// the other isn't processed.
    First,
}

const NO_ERROR: u32 = 0;
const INTERNAL_ERROR: u32 = 2;
const REFUSED_STREAM: u32 = 7;
const CANCEL: u32 = 8;
const ENHANCE_YOUR_CALM: u32 = 11;

/// A server that does these things, one with each request, and then answers.
struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<usize>>,
}

impl Server {
    async fn with(script: impl IntoIterator<Item = Done>) -> Self {
        let mut script = script.into_iter().collect::<Vec<_>>().into_iter();
        let next = Arc::new(Mutex::new(move || script.next().unwrap_or(Done::Answered)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(0));
        let counted = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (next, requests) = (Arc::clone(&next), Arc::clone(&counted));
                tokio::spawn(async move {
                    let next = || {
                        *requests.lock().unwrap() += 1;
                        (next.lock().unwrap())()
                    };
                    serve(stream, next).await;
                });
            }
        });
        Self { address, requests }
    }

    fn client(&self) -> Client {
        Client::builder()
            .token(TOKEN)
            .base_url(format!("http://{}/client/v4", self.address))
            .clock(VirtualClock::new())
            .retry(RetryPolicy::new().max_retries(2))
            .http_client_builder(reqwest::Client::builder().http2_prior_knowledge().no_proxy())
            .build()
            .unwrap()
    }

    fn requests(&self) -> usize {
        *self.requests.lock().unwrap()
    }
}

/// A frame: its type, flags, stream and content.
fn frame(kind: u8, flags: u8, stream: u32, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), content].concat()
}

fn answer(stream: u32) -> Vec<u8> {
    // Header 8 of the static table is `:status: 200`.
    let head = frame(1, 0x4, stream, &[0x88]);
    [head, frame(0, 0x1, stream, success(json!({"id": "g"})).to_string().as_bytes())].concat()
}

fn go_away(last: u32, code: u32, says: &[u8]) -> Vec<u8> {
    frame(7, 0, 0, &[&last.to_be_bytes(), &code.to_be_bytes(), says].concat())
}

/// Serves a connection until it ends.
async fn serve(mut stream: TcpStream, mut next: impl FnMut() -> Done) {
    let mut preface = [0; 24];
    stream.read_exact(&mut preface).await.unwrap();
    assert!(preface.starts_with(b"PRI * HTTP/2.0"));
    stream.write_all(&frame(4, 0, 0, &[])).await.unwrap();
    let mut first = None;
    loop {
        let mut head = [0; 9];
        if stream.read_exact(&mut head).await.is_err() {
            return;
        }
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        let mut content = vec![0; length];
        stream.read_exact(&mut content).await.unwrap();
        let (kind, flags) = (head[3], head[4]);
        let id = u32::from_be_bytes(head[5..].try_into().unwrap());
        match kind {
            4 if flags == 0 => stream.write_all(&frame(4, 0x1, 0, &[])).await.unwrap(),
            // The last frame of a request: headers or data that end the stream.
            0 | 1 if flags & 0x1 != 0 => {
                let (bytes, over) = match next() {
                    Done::Answered => (answer(id), false),
                    Done::Reset(code) => (frame(3, 0, id, &code.to_be_bytes()), false),
                    Done::GoneAway { code, processed } => {
                        (go_away(if processed { id } else { id - 1 }, code, b""), true)
                    }
                    Done::Told => (go_away(0, NO_ERROR, format!("no {TOKEN}").as_bytes()), true),
                    Done::First => match first.take() {
                        None => {
                            first = Some(id);
                            continue;
                        }
                        Some(first) => ([go_away(first, NO_ERROR, b""), answer(first)].concat(), true),
                    },
                };
                stream.write_all(&bytes).await.unwrap();
                if over {
                    let _ = stream.shutdown().await;
                    return;
                }
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn what_was_refused_before_it_was_read_is_sent_again() {
    let gone = Done::GoneAway { code: NO_ERROR, processed: false };
    for done in [Done::Reset(REFUSED_STREAM), gone] {
        for method in [Get, Put, Post] {
            let server = Server::with([done]).await;
            call(&server.client(), method).await.unwrap();
            assert_eq!(server.requests(), 2, "{done:?}");
            // Again and again, as often as the policy says.
            let server = Server::with([done; 9]).await;
            let error = call(&server.client(), method).await.unwrap_err();
            assert_eq!((error.kind(), error.attempts(), server.requests()), (ErrorKind::Transport, 3, 3));
            assert!(error.is_retryable() && !error.outcome_unknown(), "{error}");
        }
    }
}

#[tokio::test]
async fn what_may_have_been_read_is_not_sent_again() {
    for done in [
        Done::Reset(CANCEL),
        Done::Reset(INTERNAL_ERROR),
        Done::Reset(NO_ERROR),
        Done::Reset(ENHANCE_YOUR_CALM),
        Done::GoneAway { code: NO_ERROR, processed: true },
        Done::GoneAway { code: INTERNAL_ERROR, processed: true },
    ] {
        let server = Server::with([done]).await;
        let error = call(&server.client(), Post).await.unwrap_err();
        assert_eq!((error.kind(), server.requests()), (ErrorKind::Transport, 1), "{done:?}: {error}");
        assert!(error.outcome_unknown() && !error.is_retryable(), "{done:?}: {error}");
        for method in [Get, Put] {
            let server = Server::with([done]).await;
            call(&server.client(), method).await.unwrap();
            assert_eq!(server.requests(), 2, "{done:?}");
        }
    }
}

#[tokio::test]
async fn of_two_requests_the_one_that_was_not_processed_is_sent_again() {
    let server = Server::with([Done::First, Done::First]).await;
    let gadgets = server.client().gadgets(&Scope::account("acc").unwrap());
    let create = || cloudflare_core::EnvelopeExt::send(gadgets.create(CreateGadget::new("n", "k")));
    let (one, other) = tokio::join!(create(), create());
    let attempts = [one.unwrap().attempts(), other.unwrap().attempts()];
    assert_eq!((attempts.iter().sum::<u32>(), server.requests()), (3, 3));
}

#[tokio::test]
async fn what_a_server_says_at_the_end_shows_no_secret() {
    let server = Server::with([Done::Told; 9]).await;
    let printed = Printed::default();
    let error = call(&server.client(), Post).await.unwrap_err();
    printed.error(&error);
    assert!(error.to_string().contains("[redacted]"), "{error}");
    printed.is_clean();
}
