//! What every measured client of Rust shares: a program that makes calls and says how long they took.
//!
//! `PEER SERVER WHAT COUNT`, where WHAT is `get` (one certificate, COUNT times), `flight` (the same, 64 of
//! them at a time), `page` (one page, COUNT times), `items` (each item of a list of COUNT pages) or `ahead`
//! (the same, with the next page on its way while one is read). Prints how many calls or items came, and in
//! how many seconds. Then it waits for the end of its standard input, so that what memory it took can be
//! read before it is gone.

use std::error::Error;
use std::io;
use std::time::Instant;

use futures_util::stream::{self, StreamExt, TryStreamExt};

/// The account of every call.
pub const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";
/// The certificate of every call for one.
pub const CERTIFICATE: &str = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415";
/// The token of every call.
pub const TOKEN: &str = "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY";
/// How many items a page has.
pub const PAGE: u64 = 1000;
/// How many calls are in flight where there are several.
pub const IN_FLIGHT: usize = 64;

/// What a call gives.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// A client that is measured.
#[allow(async_fn_in_trait)] // Nothing here goes from thread to thread.
pub trait Peer: Sized {
    /// A client for the API at `base`.
    ///
    /// # Errors
    ///
    /// If it can't be made.
    fn new(base: &str) -> Outcome<Self>;

    /// One certificate.
    ///
    /// # Errors
    ///
    /// If it doesn't come.
    async fn get(&self) -> Outcome<()>;

    /// How many items page `number` has, and how many pages there are.
    ///
    /// # Errors
    ///
    /// If it doesn't come.
    async fn page(&self, number: u64) -> Outcome<(usize, u64)>;

    /// How many items a whole list has. Where a client doesn't page, this is the loop that its user writes.
    ///
    /// # Errors
    ///
    /// If one of its pages doesn't come.
    async fn items(&self) -> Outcome<usize> {
        let (mut came, mut number) = (0, 1);
        loop {
            let (items, pages) = self.page(number).await?;
            came += items;
            if number >= pages {
                return Ok(came);
            }
            number += 1;
        }
    }

    /// The same with the next page on its way while one is read: once it is known how many there are, two
    /// are asked for at a time.
    ///
    /// # Errors
    ///
    /// If one of its pages doesn't come.
    async fn ahead(&self) -> Outcome<usize> {
        let (first, pages) = self.page(1).await?;
        let others = stream::iter(2..=pages).map(|number| self.page(number)).buffered(2);
        others.try_fold(first, |came, (items, _)| async move { Ok(came + items) }).await
    }
}

/// Measures a client as the program's arguments say.
///
/// # Errors
///
/// If the arguments are wrong, or what is asked for doesn't come.
pub fn measure<P: Peer>() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [server, what, count] = &arguments[..] else {
        return Err("wanted: SERVER get|flight|page|items|ahead COUNT".into());
    };
    let count: usize = count.parse()?;
    let pages = if matches!(what.as_str(), "items" | "ahead") { count } else { 1 };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (came, seconds) = runtime.block_on(async {
        let peer = P::new(&format!("{server}/{pages}/client/v4"))?;
        // The connection is made before the clock runs.
        peer.get().await?;
        let began = Instant::now();
        let came = work(&peer, what, count).await?;
        Outcome::Ok((came, began.elapsed().as_secs_f64()))
    })?;
    println!("{came} {seconds:.6}");
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}

async fn work<P: Peer>(peer: &P, what: &str, count: usize) -> Outcome<usize> {
    match what {
        "get" => {
            for _ in 0..count {
                peer.get().await?;
            }
            Ok(count)
        }
        "flight" => {
            let calls = stream::iter(0..count).map(|_| peer.get());
            calls.buffer_unordered(IN_FLIGHT).try_fold(0, |sum, ()| async move { Ok(sum + 1) }).await
        }
        "page" => {
            let mut items = 0;
            for _ in 0..count {
                items += peer.page(1).await?.0;
            }
            Ok(items)
        }
        "items" => peer.items().await,
        "ahead" => peer.ahead().await,
        _ => Err(format!("{what} can't be measured").into()),
    }
}
