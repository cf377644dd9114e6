//! Answers read piece by piece: what comes, how it ends, and what is an error.

use std::io::{Read, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::kit::{Client, ClientBuilder};
use cloudflare_core::runtime::{Download, Method, OperationInfo, Request};
use cloudflare_core::{
    Attempt, ByteStream, Clock, Error, ErrorKind, Finished, Hook, HookError, IncomingResponse,
    RequestOptions, RetryPolicy, prelude::*,
};
use futures_util::{FutureExt, TryStreamExt};
use serde_json::json;

use crate::kit::clock::VirtualClock;
use crate::kit::fault_server::{Fault, FaultServer, json as answer, response};
use crate::kit::tried::head;
use crate::kit::{failure, success};

#[derive(Clone)]
struct File(Request);

impl Download for File {
    const INFO: OperationInfo = OperationInfo::new(&crate::API, "file", Method::GET, "/file");
    fn into_request(self) -> Request {
        self.0
    }
}

/// An export that is asked for by a POST.
struct Export(Request);

impl Download for Export {
    const INFO: OperationInfo = OperationInfo::new(&crate::API, "export", Method::POST, "/export");
    fn into_request(self) -> Request {
        self.0
    }
}

fn builder(server: &FaultServer) -> ClientBuilder {
    let retry = RetryPolicy::new().max_retries(2);
    crate::kit::builder(&server.url()).retry(retry).clock(VirtualClock::new()).body_limit(64 * 1024)
}

fn file(client: &Client) -> File {
    File(Request::new(client, &File::INFO))
}

/// All bytes, or the error; and that nothing comes after either.
async fn drained(mut pieces: ByteStream) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let outcome = loop {
        match pieces.try_next().await {
            Ok(Some(piece)) => {
                assert!(!piece.is_empty());
                bytes.extend_from_slice(&piece);
            }
            Ok(None) => break Ok(bytes),
            Err(error) => break Err(error),
        }
    };
    assert!(pieces.try_next().await.unwrap().is_none(), "nothing comes after the end");
    outcome
}

/// A download of these answers: its bytes or the error, and the number of requests.
async fn downloaded(faults: impl IntoIterator<Item = Fault>) -> (Result<Vec<u8>, Error>, usize) {
    let server = FaultServer::with(faults);
    let outcome = match file(&builder(&server).build().unwrap()).stream().await {
        Ok(pieces) => drained(pieces).await,
        Err(error) => Err(error),
    };
    (outcome, server.requests())
}

fn labelled(media: &str, body: impl AsRef<[u8]>) -> Fault {
    Fault::Bytes(response(200, &[("content-type", media)], body))
}

fn binary(more: &str) -> Vec<u8> {
    head(&format!("content-type: application/octet-stream\r\n{more}"))
}

#[tokio::test]
async fn headers_come_before_the_bytes_and_the_bytes_one_by_one() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/client/v4", listener.local_addr().unwrap());
    let (go, may_go) = std::sync::mpsc::channel::<()>();
    // Sends nothing more until it is told to.
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            request.push(byte[0]);
        }
        stream.write_all(&binary("content-length: 6\r\ncf-ray: 8f0-FRA")).unwrap();
        for piece in ["abc", "def"] {
            may_go.recv().unwrap();
            stream.write_all(piece.as_bytes()).unwrap();
        }
        String::from_utf8(request).unwrap()
    });
    let mut pieces = file(&crate::kit::client(&url)).stream().await.unwrap();
    let envelope = pieces.envelope();
    assert_eq!((envelope.status().as_u16(), envelope.cf_ray()), (200, Some("8f0-FRA")));
    assert_eq!((&envelope.headers()["content-length"], envelope.attempts()), (&"6".parse().unwrap(), 1));
    assert!(pieces.try_next().now_or_never().is_none(), "nothing has come yet");
    go.send(()).unwrap();
    assert_eq!(pieces.try_next().await.unwrap().unwrap(), "abc");
    go.send(()).unwrap();
    let rest: Vec<_> = TryStreamExt::try_collect(pieces).await.unwrap();
    assert_eq!(rest, ["def"]);
    assert!(server.join().unwrap().to_lowercase().contains("\naccept: */*\r\n"));
}

#[tokio::test]
async fn it_is_tried_again_until_it_begins_and_never_after() {
    let fine = || labelled("image/png", "png");
    let busy = || Fault::Bytes(response(503, &[("retry-after", "1")], "busy"));
    let (bytes, requests) = downloaded([busy(), Fault::Reset(vec![]), fine()]).await;
    assert_eq!((bytes.unwrap(), requests), (b"png".to_vec(), 3));
    let (error, requests) = downloaded([busy()]).await;
    assert_eq!((error.unwrap_err().kind(), requests), (ErrorKind::Api, 3));
    // The beginning is there: bytes that have been given can't be taken back.
    let cut = Fault::Close([binary("content-length: 9"), b"abc".to_vec()].concat());
    let (error, requests) = downloaded([cut, fine()]).await;
    assert_eq!((error.unwrap_err().kind(), requests), (ErrorKind::Transport, 1));
}

#[tokio::test]
async fn an_answer_cut_short_is_an_error_in_every_framing() {
    let announced = [binary("content-length: 9"), b"abc".to_vec()].concat();
    let chunked = |rest: &str| [binary("transfer-encoding: chunked"), rest.as_bytes().to_vec()].concat();
    for fault in [
        Fault::Close(announced.clone()),
        Fault::Reset(announced),
        Fault::Close(chunked("3\r\nabc\r\n")),
        Fault::Close(chunked("9\r\nabc")),
        Fault::Close(chunked("3\r\nabc\r\nzz\r\n")),
    ] {
        let error = downloaded([fault]).await.0.unwrap_err();
        assert_eq!(
            (error.kind(), error.status().unwrap().as_u16(), error.attempts()),
            (ErrorKind::Transport, 200, 1)
        );
        let line = error.to_string();
        assert!(line.contains("/client/v4/file") && line.contains("broke off"), "{line}");
        assert!(error.is_retryable() && !error.outcome_unknown(), "a read has no outcome to be unsure of");
    }
    let whole = chunked("3\r\nabc\r\n0\r\n\r\n");
    assert_eq!(downloaded([Fault::Close(whole)]).await.0.unwrap(), b"abc");
    let server = FaultServer::with([Fault::Close([binary("content-length: 9"), b"abc".to_vec()].concat())]);
    let client = builder(&server).build().unwrap();
    let export = Export(Request::new(&client, &Export::INFO)).stream().await.unwrap();
    assert!(drained(export).await.unwrap_err().outcome_unknown());
}

#[tokio::test]
async fn a_piece_may_take_as_long_as_an_attempt_and_the_whole_as_long_as_it_likes() {
    // The beginning has to come within this, and a piece as well; all of it takes longer.
    let limit = Duration::from_secs(8);
    let patient = |server: &FaultServer, clock: &VirtualClock| {
        let clock = clock.clone();
        builder(server).clock(clock).attempt_timeout(limit).total_timeout(limit).build().unwrap()
    };
    let piece = |pause: u64, bytes: &[u8]| (Duration::from_millis(pause), bytes.to_vec());
    let head = || piece(0, &binary("content-length: 6"));
    let slowly = vec![head(), piece(20, b"ab"), piece(20, b"ab"), piece(20, b"ab")];
    let (server, clock) = (FaultServer::with([Fault::Slowly(slowly)]), VirtualClock::new());
    let mut pieces = file(&patient(&server, &clock)).stream().await.unwrap();
    let mut whole = Vec::new();
    while let Some(piece) = pieces.try_next().await.unwrap() {
        whole.extend_from_slice(&piece);
        clock.sleep(2 * limit).await;
    }
    assert_eq!(whole, b"ababab");
    // Of the request, of each piece, and of the end.
    let limits = clock.limits();
    assert!(limits.len() > 2 && limits.iter().all(|piece| *piece == limit), "{limits:?}");

    let stuck = || FaultServer::with([Fault::Slowly(vec![head(), piece(0, b"ab"), piece(60_000, b"ab")])]);
    let (server, clock) = (stuck(), VirtualClock::new());
    let mut pieces = file(&patient(&server, &clock)).stream().await.unwrap();
    assert_eq!(pieces.try_next().await.unwrap().unwrap(), "ab");
    clock.limits_run_out_with(ever_more());
    let error = drained(pieces).await.unwrap_err();
    assert!(error.kind() == ErrorKind::Timeout && error.is_timeout(), "{error}");
    assert!(error.to_string().contains("within 8s"), "{error}");
    // Said for this stream alone.
    let server = stuck();
    let client = builder(&server).build().unwrap();
    let stream = file(&client).stream().await.unwrap().idle_timeout(Duration::from_millis(50));
    assert!(drained(stream).await.unwrap_err().to_string().contains("within 50ms"));
}

/// Grows each time it is looked at.
fn ever_more() -> impl Fn() -> usize + Send + Sync + 'static {
    let looks = std::sync::atomic::AtomicUsize::new(0);
    move || looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}

#[tokio::test]
async fn its_size_is_limited_only_when_that_is_asked_for() {
    // The client's body limit is 64 KiB.
    let large = vec![7; 200 * 1024];
    let (bytes, _) = downloaded([labelled("application/octet-stream", &large)]).await;
    assert!(bytes.unwrap() == large);
    let limited = async |limit: u64| {
        let server = FaultServer::with([labelled("application/octet-stream", &large)]);
        let client = builder(&server).build().unwrap();
        drained(file(&client).stream().await.unwrap().limit(limit)).await
    };
    assert_eq!(limited(204_800).await.unwrap().len(), 204_800);
    let error = limited(204_799).await.unwrap_err();
    assert!(error.kind() == ErrorKind::BodyLimit && error.to_string().contains("204799 bytes"), "{error}");
    // An answer that never ends is given as it comes.
    let server = FaultServer::with([Fault::Endless(
        binary("transfer-encoding: chunked"),
        [b"1000\r\n".to_vec(), vec![b'x'; 4096], b"\r\n".to_vec()].concat(),
    )]);
    let client = builder(&server).build().unwrap();
    let endless = file(&client).stream().await.unwrap().limit(1024 * 1024);
    assert_eq!(drained(endless).await.unwrap_err().kind(), ErrorKind::BodyLimit);
}

#[tokio::test]
async fn failures_are_errors_before_anything_is_given() {
    let failed = failure(9109, "no");
    for fault in [
        answer(403, &failed),
        answer(200, &failed),
        labelled("text/plain; charset=utf-8", failed.to_string()),
        labelled("application/problem+json", failed.to_string()),
        Fault::Bytes(response(200, &[], format!("\u{feff}\n {failed}"))),
        // In two pieces, the first of which says nothing.
        Fault::Slowly(vec![
            (Duration::ZERO, head(&format!("content-length: {}", failed.to_string().len()))),
            (Duration::ZERO, failed.to_string()[..12].into()),
            (Duration::from_millis(20), failed.to_string()[12..].into()),
        ]),
    ] {
        let server = FaultServer::with([fault]);
        let error = file(&builder(&server).build().unwrap()).stream().await.unwrap_err();
        assert!(error.kind() == ErrorKind::Api && error.has_code(9109), "{error}");
    }
    let (error, _) = downloaded([Fault::Bytes(response(302, &[("location", "/elsewhere")], ""))]).await;
    assert!(error.unwrap_err().is_redirect());
    let (error, _) =
        downloaded([Fault::Bytes(response(404, &[("content-type", "text/html")], "<h1>no</h1>"))]).await;
    assert!(error.unwrap_err().is_not_found());
    // A failure is kept in memory, and there the body limit holds.
    let long = json!({"success": false, "errors": [{"code": 1, "message": "x".repeat(70_000)}]});
    let (error, _) = downloaded([answer(500, &long)]).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::BodyLimit);
}

#[tokio::test]
async fn json_that_is_no_failure_is_a_file_like_any_other() {
    let long = json!({"rows": vec!["0123456789"; 20_000]}).to_string();
    for body in [
        success(json!({"id": "a"})).to_string(),
        json!({"success": "false"}).to_string(),
        "[{\"success\":false}]".to_owned(),
        "{\"a\":1}\n{\"success\":false}\n".to_owned(),
        "{not json".to_owned(),
        "{\"success\":fal".to_owned(),
        " \n".to_owned(),
        String::new(),
        long,
    ] {
        let (bytes, _) = downloaded([labelled("application/json", &body)]).await;
        assert!(bytes.unwrap() == body.as_bytes(), "{}", &body[..body.len().min(40)]);
    }
    // What is labelled as something else isn't looked into.
    let labelled_otherwise = labelled("application/octet-stream", failure(1, "a").to_string());
    assert!(downloaded([labelled_otherwise]).await.0.is_ok());
}

/// Notes the ends of calls, and takes answers away.
#[derive(Clone, Default)]
struct Seen {
    ends: Arc<Mutex<Vec<Option<ErrorKind>>>>,
    instead: Option<(u16, &'static str)>,
}

impl Hook for Seen {
    fn received(&self, _: &Attempt<'_>, response: &mut IncomingResponse) -> Result<(), HookError> {
        assert!(response.body().is_empty());
        if let Some((status, body)) = self.instead {
            response.set_status(status.try_into()?);
            response.set_body(body);
        }
        Ok(())
    }

    fn finished(&self, call: &Finished<'_>) {
        self.ends.lock().unwrap().push(call.error.map(Error::kind));
    }
}

#[tokio::test]
async fn hooks_are_told_when_it_ends_and_may_put_another_answer_in_its_place() {
    let server = FaultServer::with([
        labelled("image/png", "png"),
        Fault::Close([binary("content-length: 9"), b"abc".to_vec()].concat()),
        labelled("image/png", "png"),
    ]);
    let seen = Seen::default();
    let client = builder(&server).hook(seen.clone()).build().unwrap();
    let pieces = file(&client).stream().await.unwrap();
    assert!(seen.ends.lock().unwrap().is_empty(), "it isn't over yet");
    drained(pieces).await.unwrap();
    drained(file(&client).stream().await.unwrap()).await.unwrap_err();
    assert_eq!(*seen.ends.lock().unwrap(), [None, Some(ErrorKind::Transport)]);
    for (instead, outcome) in [((200, "other"), Ok(b"other".to_vec())), ((404, ""), Err(ErrorKind::Api))] {
        let hook = Seen { instead: Some(instead), ..Seen::default() };
        let client = builder(&server).hook(hook.clone()).build().unwrap();
        let pieces = file(&client).stream().await;
        let came = match pieces {
            Ok(pieces) => drained(pieces).await,
            Err(error) => Err(error),
        };
        assert_eq!(came.map_err(|error| error.kind()), outcome);
        assert_eq!(hook.ends.lock().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn it_is_in_flight_until_it_ends_or_is_dropped() {
    let server = FaultServer::with([labelled("image/png", "png")]);
    let client = builder(&server).max_in_flight(1).build().unwrap();
    let hasty = RequestOptions::new().total_timeout(Duration::from_millis(60));
    let first = file(&client).stream().await.unwrap();
    let error = file(&client).with_options(hasty).bytes().await.unwrap_err();
    assert!(error.is_timeout() && error.attempts() == 0, "{error}");
    drained(first).await.unwrap();
    assert_eq!(file(&client).bytes().await.unwrap(), "png");
    drop(file(&client).stream().await.unwrap());
    assert_eq!(file(&client).bytes().await.unwrap(), "png");
    assert_eq!(server.requests(), 4);
}

#[tokio::test]
async fn options_for_one_call_reach_a_download() {
    let server = FaultServer::answering(|request| {
        labelled("text/csv", format!("{:?},{:?}", request.header("x-a"), request.header("accept")))
    });
    let client = crate::kit::client(&server.url());
    let options = RequestOptions::new().header("x-a", "b").header("accept", "text/csv");
    let pieces = file(&client).with_options(options.clone()).stream().await.unwrap();
    assert_eq!(drained(pieces).await.unwrap(), b"Some(\"b\"),Some(\"text/csv\")");
    let limited = file(&client).with_options(options.body_limit(3));
    assert_eq!(limited.bytes().await.unwrap_err().kind(), ErrorKind::BodyLimit);
    assert_eq!(file(&client).bytes().await.unwrap(), "None,Some(\"*/*\")");
    let by_hand = client.request(Method::GET, "/files/{id}").path("id", "a b").download();
    assert_eq!(drained(by_hand.stream().await.unwrap()).await.unwrap(), b"None,Some(\"*/*\")");
    assert_eq!(server.received().last().unwrap().target, "/client/v4/files/a%20b");
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn a_compressed_answer_is_decompressed_and_cut_short_is_an_error() {
    let text = "0123456789".repeat(1000);
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(text.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    let sent = |bytes: &[u8]| {
        Fault::Bytes(response(200, &[("content-type", "text/csv"), ("content-encoding", "gzip")], bytes))
    };
    assert!(downloaded([sent(&packed)]).await.0.unwrap() == text.as_bytes());
    assert!(downloaded([sent(&packed[..packed.len() / 2])]).await.0.is_err());
    assert_eq!(downloaded([sent(b"no gzip")]).await.0.unwrap_err().kind(), ErrorKind::Decode);
}

#[cfg(feature = "blocking")]
#[test]
fn without_async_it_is_an_iterator_and_a_reader() {
    use cloudflare_core::blocking::DownloadExt;
    let server = FaultServer::with([
        labelled("image/png", "0123456789"),
        labelled("image/png", "0123456789"),
        labelled("image/png", "0123456789"),
        Fault::Close([binary("content-length: 9"), b"abc".to_vec()].concat()),
        answer(200, &failure(9109, "no")),
    ]);
    let client = builder(&server).build().unwrap();
    let stream = || DownloadExt::stream(file(&client));
    assert_eq!(DownloadExt::bytes(file(&client)).unwrap(), "0123456789");
    let pieces: Result<Vec<_>, _> = stream().unwrap().collect();
    assert_eq!(pieces.unwrap().concat(), b"0123456789");
    let mut reader = stream().unwrap();
    let mut few = [0; 4];
    reader.read_exact(&mut few).unwrap();
    assert_eq!(&few, b"0123");
    let mut rest = String::new();
    reader.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "456789");
    let error = stream().unwrap().read_to_end(&mut Vec::new()).unwrap_err();
    let inner = error.get_ref().unwrap().downcast_ref::<Error>().unwrap();
    assert_eq!(inner.kind(), ErrorKind::Transport);
    assert!(stream().unwrap_err().has_code(9109));
}

#[cfg(feature = "blocking")]
#[tokio::test]
async fn on_the_only_thread_of_a_runtime_blocking_is_refused() {
    use cloudflare_core::blocking::DownloadExt;
    let server = FaultServer::with([labelled("image/png", "png")]);
    let client = builder(&server).build().unwrap();
    assert_eq!(DownloadExt::stream(file(&client)).unwrap_err().kind(), ErrorKind::Blocking);
    assert_eq!(server.requests(), 0);
}
