//! A server of canned answers, in a process of its own so that what it does counts for no client.
//!
//! `canned ITEMS PAGES` prints its address and answers until its standard input ends. A path without a
//! query gets one certificate; `?page=N` gets page N of PAGES pages of ITEMS certificates.

use std::collections::HashMap;
use std::io::{self, Read};
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse().map_err(io::Error::other));
    let items = arguments.next().unwrap_or(Ok(50))?;
    let pages = arguments.next().unwrap_or(Ok(1))?;
    std::thread::spawn(|| {
        // Whoever started this program is gone when its pipe is.
        let _ = io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    tokio::runtime::Builder::new_current_thread().enable_io().build()?.block_on(serve(items, pages))
}

async fn serve(items: usize, pages: usize) -> io::Result<()> {
    let single = Arc::new(whole(&benches::single()));
    // All pages but their numbers are the same; the body of each is kept.
    let bodies: HashMap<usize, Vec<u8>> =
        (1..=pages.min(100)).map(|page| (page, whole(&benches::page(items, page, pages)))).collect();
    let bodies = Arc::new(bodies);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}/client/v4", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let (single, bodies) = (Arc::clone(&single), Arc::clone(&bodies));
        tokio::spawn(async move {
            // A client that hangs up ends its connection, and nothing else.
            let _ = answer(stream, items, pages, &single, &bodies).await;
        });
    }
}

async fn answer(
    mut stream: TcpStream,
    items: usize,
    pages: usize,
    single: &[u8],
    bodies: &HashMap<usize, Vec<u8>>,
) -> io::Result<()> {
    let mut gathered = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            return Ok(());
        }
        gathered.extend_from_slice(&buffer[..read]);
        while let Some(end) = gathered.windows(4).position(|window| window == b"\r\n\r\n") {
            let page = page_asked(&gathered[..end]);
            gathered.drain(..end + 4);
            match page {
                None => stream.write_all(single).await?,
                Some(page) => match bodies.get(&page) {
                    Some(body) => stream.write_all(body).await?,
                    None => stream.write_all(&whole(&benches::page(items, page, pages))).await?,
                },
            }
        }
    }
}

/// The number in `page=` of the request line.
fn page_asked(head: &[u8]) -> Option<usize> {
    let line = head.split(|&byte| byte == b'\r').next()?;
    let target = std::str::from_utf8(line).ok()?.split(' ').nth(1)?;
    let (_, query) = target.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix("page=")).map_or(Some(1), |page| page.parse().ok())
}

fn whole(body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncf-ray: 8f2a1c0d9e7b6a54-FRA\r\n\
         date: Tue, 03 Nov 2026 03:00:00 GMT\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
