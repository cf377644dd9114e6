//! A server that writes down what it is sent, and refuses it.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The media type of the body.
    pub media: Option<String>,
    pub body: String,
}

/// The server.
pub struct Recorder {
    pub url: String,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Recorder {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/client/v4", listener.local_addr().unwrap());
        let sent: Arc<Mutex<Vec<Sent>>> = Arc::default();
        let writes = Arc::clone(&sent);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let writes = Arc::clone(&writes);
                tokio::spawn(async move { record(stream, &writes).await });
            }
        });
        Self { url, sent }
    }

    /// The only request since the last time.
    pub fn only(&self, name: &str) -> Sent {
        let mut sent = std::mem::take(&mut *self.sent.lock().unwrap());
        assert_eq!(sent.len(), 1, "{name}: one call is one request: {sent:?}");
        sent.remove(0)
    }
}

async fn record(mut stream: TcpStream, sent: &Mutex<Vec<Sent>>) {
    let mut bytes = Vec::new();
    let (head, length) = loop {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
            let length = header(&head, "content-length").map_or(0, |length| length.parse().unwrap());
            if bytes.len() >= end + 4 + length {
                break (head, length);
            }
        }
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
    };
    let mut line = head.lines().next().unwrap().split(' ').map(str::to_owned);
    let body = String::from_utf8(bytes[bytes.len() - length..].to_vec()).unwrap();
    sent.lock().unwrap().push(Sent {
        method: line.next().unwrap(),
        target: line.next().unwrap(),
        media: header(&head, "content-type"),
        body,
    });
    let answer = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let _ = stream.write_all(answer).await;
}

fn header(head: &str, name: &str) -> Option<String> {
    head.lines().skip(1).find_map(|line| {
        let (known, value) = line.split_once(':')?;
        known.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}
