//! Waiting for a future where waiting is possible.

use std::future::Future;
use std::io;
use std::sync::OnceLock;
use std::task::{Context, Waker};

use tokio::runtime::{Handle, Runtime, RuntimeFlavor};

use crate::error::{Error, ErrorKind, Result};
use crate::transport::blocking;

/// Runs `future` to its end on this thread, with its connections on the crate's own runtime.
pub fn wait_for<F: Future>(future: F) -> Result<F::Output> {
    let (runtime, future) = (runtime()?, blocking::marked(future));
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
            .thread_name("cloudflare-core")
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
