//! A server that misbehaves on demand: raw TCP, one fault for each request, and a record of
//! what it received.
//!
//! It runs on a thread and a runtime of its own, so that it answers blocking callers and
//! callers whose clock stands still alike.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Received {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Received {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The value of a query parameter.
    pub fn query(&self, name: &str) -> Option<&str> {
        let pairs = self.target.split_once('?')?.1.split('&');
        pairs.filter_map(|pair| pair.split_once('=')).find(|(known, _)| *known == name).map(|(_, v)| v)
    }
}

/// A pause that counts as a silence.
const SILENCE: Duration = Duration::from_secs(1);

/// What happens to one request.
#[derive(Clone)]
pub enum Fault {
    /// These bytes, and the connection stays open.
    Bytes(Vec<u8>),
    /// Each piece after its pause, and the connection stays open.
    Slowly(Vec<(Duration, Vec<u8>)>),
    /// These bytes, then the connection is closed in order.
    Close(Vec<u8>),
    /// These bytes, then the connection is reset.
    Reset(Vec<u8>),
    /// The connection is reset before anything is read from it.
    ResetUnread,
    /// No answer, and the connection stays open.
    Silence,
    /// These bytes, then the same piece for ever.
    Endless(Vec<u8>, Vec<u8>),
}

/// An HTTP response, complete, with its length.
pub fn response(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut bytes = format!("HTTP/1.1 {status} Status\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        bytes.push_str(&format!("{name}: {value}\r\n"));
    }
    bytes.push_str("\r\n");
    let mut bytes = bytes.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// A JSON answer.
pub fn json(status: u16, body: &Value) -> Fault {
    json_with(status, &[], body)
}

/// A JSON answer with headers.
pub fn json_with(status: u16, headers: &[(&str, &str)], body: &Value) -> Fault {
    let mut all = vec![("content-type", "application/json")];
    all.extend_from_slice(headers);
    Fault::Bytes(response(status, &all, body.to_string()))
}

type Answering = Box<dyn FnMut(&Received) -> Fault + Send>;

enum Script {
    /// One for each request; the last one stays.
    Faults(VecDeque<Fault>),
    Answering(Answering),
}

impl Script {
    fn next(&mut self, received: &Received) -> Fault {
        match self {
            Self::Answering(answer) => answer(received),
            Self::Faults(faults) if faults.len() > 1 => faults.pop_front().unwrap(),
            Self::Faults(faults) => faults[0].clone(),
        }
    }

    /// Whether the next connection isn't read at all.
    fn resets_unread(&mut self) -> bool {
        let Self::Faults(faults) = self else { return false };
        let resets = matches!(faults[0], Fault::ResetUnread);
        if resets && faults.len() > 1 {
            faults.pop_front();
        }
        resets
    }
}

/// The server; it stops when it is dropped.
pub struct FaultServer {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    connections: Arc<Mutex<usize>>,
    silences: Arc<AtomicUsize>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl FaultServer {
    /// Does one of these with each request; the last one again and again.
    pub fn with(faults: impl IntoIterator<Item = Fault>) -> Self {
        Self::start(Script::Faults(faults.into_iter().collect()))
    }

    /// Asks `answer` what to do with each request.
    pub fn answering(answer: impl FnMut(&Received) -> Fault + Send + 'static) -> Self {
        Self::start(Script::Answering(Box::new(answer)))
    }

    fn start(script: Script) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let received = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(Mutex::new(0));
        let silences = Arc::new(AtomicUsize::new(0));
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let state = State {
            script: Arc::new(Mutex::new(script)),
            received: Arc::clone(&received),
            connections: Arc::clone(&connections),
            silences: Arc::clone(&silences),
        };
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).unwrap();
                tokio::select! {
                    () = accept(listener, state) => {}
                    _ = stopped => {}
                }
            });
        });
        Self { address, received, connections, silences, stop: Some(stop), thread: Some(thread) }
    }

    pub fn url(&self) -> String {
        format!("http://{}/client/v4", self.address)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The requests that were read so far.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// How many requests were read so far.
    pub fn requests(&self) -> usize {
        self.received.lock().unwrap().len()
    }

    /// How many connections were accepted so far.
    pub fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }

    /// How often it has fallen silent in the middle of an answer, or before it, for a second or more.
    pub fn silences(&self) -> impl Fn() -> usize + Send + Sync + 'static {
        let silences = Arc::clone(&self.silences);
        move || silences.load(Ordering::SeqCst)
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[derive(Clone)]
struct State {
    script: Arc<Mutex<Script>>,
    received: Arc<Mutex<Vec<Received>>>,
    connections: Arc<Mutex<usize>>,
    silences: Arc<AtomicUsize>,
}

async fn accept(listener: TcpListener, state: State) {
    while let Ok((stream, _)) = listener.accept().await {
        *state.connections.lock().unwrap() += 1;
        if state.script.lock().unwrap().resets_unread() {
            // The client must get as far as sending; a reset at once would refuse the connection.
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(20)).await;
                reset(stream);
            });
            continue;
        }
        tokio::spawn(serve(stream, state.clone()));
    }
}

async fn serve(mut stream: TcpStream, state: State) {
    let mut buffer = Vec::new();
    while let Some(request) = read_request(&mut stream, &mut buffer).await {
        // Counted first: whoever hears of a request from the script finds it in the record.
        state.received.lock().unwrap().push(request.clone());
        let fault = state.script.lock().unwrap().next(&request);
        match fault {
            Fault::Bytes(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Fault::Slowly(pieces) => {
                for (pause, bytes) in pieces {
                    if pause >= SILENCE {
                        state.silences.fetch_add(1, Ordering::SeqCst);
                    }
                    tokio::time::sleep(pause).await;
                    if stream.write_all(&bytes).await.is_err() {
                        return;
                    }
                }
            }
            Fault::Close(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                return;
            }
            Fault::Reset(bytes) => {
                let _ = stream.write_all(&bytes).await;
                // What was written must arrive before the reset overtakes it.
                tokio::time::sleep(Duration::from_millis(20)).await;
                return reset(stream);
            }
            Fault::ResetUnread => return reset(stream),
            Fault::Silence => {
                state.silences.fetch_add(1, Ordering::SeqCst);
                // Ends when the client gives up, or with the server.
                let _ = stream.read(&mut [0; 1]).await;
                return;
            }
            Fault::Endless(first, piece) => {
                let _ = stream.write_all(&first).await;
                while stream.write_all(&piece).await.is_ok() {}
                return;
            }
        }
    }
}

/// Closes with a reset in place of an orderly end.
fn reset(stream: TcpStream) {
    let _ = stream.set_zero_linger();
}

async fn read_request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Received> {
    let head_end = loop {
        if let Some(at) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(buffer[..head_end].to_vec()).unwrap();
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length: usize = length.map_or(0, |(_, value)| value.parse().unwrap());
    while buffer.len() < head_end + length {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
    let body = buffer[head_end..head_end + length].to_vec();
    buffer.drain(..head_end + length);
    Some(Received { method, target, headers, body })
}
