//! A server of canned answers, in a process of its own so that what it does counts for no client.
//!
//! `canned ITEMS` prints its address and answers until its standard input ends. A path without a query gets
//! one certificate; `?page=N` gets page N, of ITEMS certificates, of a list of as many pages as the first
//! segment of the path says.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{self, Read};
use std::rc::Rc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::LocalSet;

fn main() -> io::Result<()> {
    let items = std::env::args().nth(1).unwrap_or_default().parse().map_err(io::Error::other)?;
    std::thread::spawn(|| {
        // Whoever started this program is gone when its pipe is.
        let _ = io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    tokio::runtime::Builder::new_current_thread().enable_io().build()?.block_on(serve(items))
}

/// Answers by what they are asked for: the number of a page, and of how many.
type Answers = RefCell<HashMap<Option<(usize, usize)>, Rc<[u8]>>>;

async fn serve(items: usize) -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    let answers = Rc::new(Answers::default());
    let connections = LocalSet::new();
    connections
        .run_until(async {
            loop {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                let answers = Rc::clone(&answers);
                tokio::task::spawn_local(async move {
                    // A client that hangs up ends its connection, and nothing else.
                    let _ = answer(stream, items, &answers).await;
                });
            }
        })
        .await
}

async fn answer(mut stream: TcpStream, items: usize, answers: &Answers) -> io::Result<()> {
    let mut gathered = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            return Ok(());
        }
        gathered.extend_from_slice(&buffer[..read]);
        while let Some(end) = gathered.windows(4).position(|window| window == b"\r\n\r\n") {
            let asked = asked(&gathered[..end]);
            gathered.drain(..end + 4);
            let known = answers.borrow().get(&asked).cloned();
            let answer = known.unwrap_or_else(|| {
                let body = match asked {
                    Some((page, pages)) => benches::page(items, page, pages),
                    None => benches::single(),
                };
                let answer: Rc<[u8]> = whole(&body).into();
                let mut answers = answers.borrow_mut();
                // A list of a million is kept, in 400 MB; of longer ones each page is made anew.
                if answers.len() < 1200 {
                    answers.insert(asked, Rc::clone(&answer));
                }
                answer
            });
            stream.write_all(&answer).await?;
        }
    }
}

/// The page in the request line, and of how many.
fn asked(head: &[u8]) -> Option<(usize, usize)> {
    let line = head.split(|&byte| byte == b'\r').next()?;
    let target = std::str::from_utf8(line).ok()?.split(' ').nth(1)?;
    let (path, query) = target.split_once('?')?;
    let page =
        query.split('&').find_map(|pair| pair.strip_prefix("page=")).map_or(Some(1), |n| n.parse().ok())?;
    Some((page, path.split('/').nth(1)?.parse().ok()?))
}

fn whole(body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncf-ray: 8f2a1c0d9e7b6a54-FRA\r\n\
         date: Tue, 03 Nov 2026 03:00:00 GMT\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
