//! Makes calls, by this crate or by a client written by hand, so that something else can measure it.
//!
//! `calls SERVER WHO WHAT COUNT [AT_ONCE]`, where WHO is `ours` or `hand` and WHAT is `get` (one certificate,
//! COUNT times, AT_ONCE of them at a time), `page` (one page, COUNT times) or `items` (each item of a list of
//! COUNT pages). Prints how many items came.

use std::error::Error;

use benches::hand;
use cloudflare_mtls::{Client, Scope, prelude::*};
use futures_util::stream::{self, StreamExt, TryStreamExt};

const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";
const CERTIFICATE: &str = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415";
const TOKEN: &str = "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY";

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [server, who, what, count, rest @ ..] = &arguments[..] else {
        return Err("calls SERVER ours|hand get|page|items COUNT [AT_ONCE]".into());
    };
    let count = count.parse()?;
    let at_once = rest.first().map_or(Ok(1), |text| text.parse())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let pages = if what == "items" { count } else { 1 };
    let base = format!("{server}/{pages}/client/v4");
    let came = runtime.block_on(async {
        match who.as_str() {
            "ours" => ours(&base, what, count, at_once).await,
            "hand" => by_hand(&base, what, count, at_once).await,
            _ => Err(format!("nobody is called {who}").into()),
        }
    })?;
    println!("{came}");
    Ok(())
}

async fn ours(base: &str, what: &str, count: usize, at_once: usize) -> Outcome<usize> {
    let client = Client::builder().base_url(base).token(TOKEN).build()?;
    let scope = Scope::account(ACCOUNT)?;
    let certificates = client.access_certificates(&scope);
    match what {
        "get" if at_once == 1 => {
            for _ in 0..count {
                certificates.get(CERTIFICATE).result().await?;
            }
            Ok(count)
        }
        "get" => {
            let calls = stream::iter(0..count).map(|_| certificates.get(CERTIFICATE).result());
            Ok(calls.buffer_unordered(at_once).try_fold(0, |sum, _| async move { Ok(sum + 1) }).await?)
        }
        "page" => {
            let mut items = 0;
            for _ in 0..count {
                items += certificates.list().page(1).result().await?.len();
            }
            Ok(items)
        }
        "items" => {
            let mut items = certificates.list().per_page(1000).items();
            let mut came = 0;
            while items.try_next().await?.is_some() {
                came += 1;
            }
            Ok(came)
        }
        _ => Err(format!("{what} can't be measured").into()),
    }
}

async fn by_hand(base: &str, what: &str, count: usize, at_once: usize) -> Outcome<usize> {
    let client = hand::Certificates::new(base, ACCOUNT, TOKEN)?;
    match what {
        "get" if at_once == 1 => {
            for _ in 0..count {
                client.get(CERTIFICATE).await?;
            }
            Ok(count)
        }
        "get" => {
            let calls = stream::iter(0..count).map(|_| client.get(CERTIFICATE));
            Ok(calls.buffer_unordered(at_once).try_fold(0, |sum, _| async move { Ok(sum + 1) }).await?)
        }
        "page" => {
            let mut items = 0;
            for _ in 0..count {
                items += client.page(1, 1000).await?.0.len();
            }
            Ok(items)
        }
        "items" => {
            let (mut came, mut number) = (0, 1);
            loop {
                let (items, pages) = client.page(number, 1000).await?;
                came += items.len();
                if number >= pages {
                    return Ok(came);
                }
                number += 1;
            }
        }
        _ => Err(format!("{what} can't be measured").into()),
    }
}
