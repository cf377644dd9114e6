//! The same operations without async.
//!
//! The traits here have the methods of the async ones on the same operations; which are meant is
//! decided by the import:
//!
//! ```no_run
//! use cloudflare_mtls::blocking::prelude::*;
//! use cloudflare_mtls::{Client, Method};
//!
//! # fn main() -> Result<(), cloudflare_mtls::Error> {
//! let client = Client::from_env()?;
//! let user = client.request(Method::GET, "/user").result()?;
//! for zone in client.request(Method::GET, "/zones").list::<serde_json::Value>().items() {
//!     println!("{}", zone?["name"]);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Calls work outside any async runtime, on the threads of `spawn_blocking`, and inside a runtime
//! of several threads, which moves its other tasks away meanwhile. On the thread of a runtime
//! that has only this one, blocking would stop everything else, maybe for ever: there a call is
//! an error of kind [`Blocking`](crate::ErrorKind::Blocking), and sends nothing. (Inside tokio's
//! `LocalSet` on a runtime of several threads nobody can tell beforehand, and tokio panics.)

mod download;

use std::fmt;
use std::future::Future;
use std::io;
use std::sync::OnceLock;
use std::task::{Context, Waker};

use tokio::runtime::{Handle, Runtime, RuntimeFlavor};

use crate::decode;
use crate::described::Operation;
use crate::envelope::Envelope;
use crate::error::{Error, ErrorKind, Result};
use crate::pages;
use crate::paging::Paged;
use crate::send;

pub use self::download::{ByteStream, DownloadExt};

/// The traits that give every operation its blocking methods.
pub mod prelude {
    pub use super::{DownloadExt, EnvelopeExt, PaginateExt};
    pub use crate::with_options::OperationExt;
}

/// Sends an operation and waits for the answer. Every [`Operation`] has these methods.
pub trait EnvelopeExt: Operation {
    /// Sends the operation and gives the whole envelope.
    ///
    /// # Errors
    /// As the [async method](crate::EnvelopeExt::send), and
    /// [`Blocking`](crate::ErrorKind::Blocking) where blocking is impossible.
    fn send(self) -> Result<Envelope<Self::Result>> {
        let mut request = self.into_request();
        request.set_blocking();
        wait_for(send::call(request, |answer| decode::decode(answer, Self::absent)))?
    }

    /// Sends the operation and gives its result.
    ///
    /// # Errors
    /// As the [async method](crate::EnvelopeExt::result), and
    /// [`Blocking`](crate::ErrorKind::Blocking) where blocking is impossible.
    fn result(self) -> Result<Self::Result> {
        self.send()?.into_result()
    }
}

impl<O: Operation> EnvelopeExt for O {}

/// Walks a list. Every [`Paged`] operation has these methods.
pub trait PaginateExt: Paged {
    /// The pages, each in its envelope; see [`pages`](crate::PaginateExt::pages).
    fn pages(self) -> Pages<Self> {
        let paging = self.paging();
        let mut request = self.into_request();
        request.set_blocking();
        Pages { pages: pages::Pages::new(request, paging), refused: false }
    }

    /// The items of all pages; see [`items`](crate::PaginateExt::items).
    fn items(self) -> Items<Self> {
        Items { pages: self.pages(), page: Vec::new().into_iter() }
    }
}

impl<O: Paged> PaginateExt for O {}

/// A list's pages; the [async `Pages`](crate::Pages) without async.
#[must_use = "an iterator of pages sends nothing until it is advanced"]
pub struct Pages<O: Paged> {
    pages: pages::Pages<O>,
    /// Blocking was impossible, which ends it like every error.
    refused: bool,
}

impl<O: Paged> Iterator for Pages<O> {
    type Item = Result<Envelope<Vec<O::Item>>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.refused {
            return None;
        }
        match wait_for(self.pages.try_next()) {
            Ok(page) => page.transpose(),
            Err(impossible) => {
                self.refused = true;
                Some(Err(impossible))
            }
        }
    }
}

impl<O: Paged> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pages.fmt(f)
    }
}

/// A list's items; the [async `Items`](crate::Items) without async.
#[must_use = "an iterator of items sends nothing until it is advanced"]
pub struct Items<O: Paged> {
    pages: Pages<O>,
    page: std::vec::IntoIter<O::Item>,
}

impl<O: Paged> Iterator for Items<O> {
    type Item = Result<O::Item>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.page.next() {
                return Some(Ok(item));
            }
            match self.pages.next()? {
                Err(error) => return Some(Err(error)),
                // A page without a result is an empty page.
                Ok(page) => self.page = page.into_result().unwrap_or_default().into_iter(),
            }
        }
    }
}

impl<O: Paged> fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).field("left_on_page", &self.page.len()).finish()
    }
}

/// Runs `future` to its end on this thread, with its connections on the crate's own runtime.
fn wait_for<F: Future>(future: F) -> Result<F::Output> {
    let runtime = runtime()?;
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        // No runtime here.
        Err(_) => Ok(runtime.block_on(future)),
        Ok(RuntimeFlavor::MultiThread) => Ok(tokio::task::block_in_place(|| runtime.block_on(future))),
        // A thread of `spawn_blocking`, or the one thread that there is?
        Ok(_) if !polls_tasks_here() => Ok(runtime.block_on(future)),
        Ok(_) => Err(Error::new(
            ErrorKind::Blocking,
            "a blocking call on the only thread of an async runtime, which would stop everything \
             else: use the async methods, or spawn_blocking",
        )),
    }
}

/// The runtime that blocking calls share: one thread, which looks after their connections also
/// between calls.
fn runtime() -> Result<&'static Runtime> {
    static RUNTIME: OnceLock<io::Result<Runtime>> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("cloudflare-mtls")
            .enable_all()
            .build()
    });
    runtime.as_ref().map_err(|error| {
        let source = io::Error::new(error.kind(), error.to_string());
        Error::new(ErrorKind::Blocking, "no thread for blocking calls can be started").with_source(source)
    })
}

/// Whether this code runs inside a task, as opposed to beside one. Tasks have a budget of steps
/// after which everything they wait for makes them pause; other code never has to.
fn polls_tasks_here() -> bool {
    /// More than any task may take at a time; the runtime allows 128.
    const MORE_THAN_A_BUDGET: usize = 1024;
    let mut context = Context::from_waker(Waker::noop());
    (0..MORE_THAN_A_BUDGET)
        .any(|_| std::pin::pin!(tokio::task::consume_budget()).as_mut().poll(&mut context).is_pending())
}
