//! Waiting for a future where waiting is possible.
//!
//! Outside async code a future is polled where the caller stands. Anywhere else it is polled on a
//! thread of its own, and the caller waits for that thread: a thread that belongs to a runtime in
//! whichever way (one of several, a local set, a task without a budget) mustn't enter another, and
//! nobody can tell all those ways apart.

use std::future::Future;
use std::io;
use std::sync::OnceLock;
use std::task::{Context, Waker};
use std::thread;

use tokio::runtime::{Handle, Runtime, RuntimeFlavor};

use super::scene::Scene;
use crate::error::{Error, ErrorKind, Result};
use crate::transport::blocking;

/// Runs `future` to its end, with its connections on the crate's own runtime.
pub fn wait_for<F: Future<Output: Send> + Send>(future: F) -> Result<F::Output> {
    let (runtime, future) = (runtime()?, blocking::marked(future));
    match Handle::try_current() {
        // The thread is ending, and nothing can be entered any more.
        Err(none) if none.is_thread_local_destroyed() => {
            Err(Error::new(ErrorKind::Blocking, "a blocking call on a thread that is ending"))
        }
        // No runtime here.
        Err(_) => Ok(runtime.block_on(future)),
        Ok(here) if here.runtime_flavor() == RuntimeFlavor::MultiThread => {
            // The task that this thread would have run next goes to where others find it.
            drop(here.spawn(async {}));
            apart(runtime, future)
        }
        // A thread of `spawn_blocking`, or the one thread that there is?
        Ok(_) if !polls_tasks_here() => apart(runtime, future),
        Ok(_) => Err(Error::new(
            ErrorKind::Blocking,
            "a blocking call on the only thread of an async runtime, which would stop everything \
             else: use the async methods, or spawn_blocking",
        )),
    }
}

/// Runs `future` on a thread of its own, and waits for it. A panic there is one here.
fn apart<F: Future<Output: Send> + Send>(runtime: &Runtime, future: F) -> Result<F::Output> {
    let scene = Scene::here();
    let ended = thread::scope(|scope| {
        let thread = thread::Builder::new().name("cloudflare-core-call".to_owned());
        let running = thread.spawn_scoped(scope, || scene.set(|| runtime.block_on(future)));
        running.map(|running| running.join())
    });
    match ended.map_err(cannot_start)? {
        Ok(output) => Ok(output),
        Err(panic) => std::panic::resume_unwind(panic),
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
    runtime.as_ref().map_err(|error| cannot_start(io::Error::new(error.kind(), error.to_string())))
}

fn cannot_start(error: io::Error) -> Error {
    Error::new(ErrorKind::Blocking, "no thread for blocking calls can be started").with_source(error)
}

/// Whether this code runs inside a task, as opposed to beside one. Tasks have a budget of steps
/// after which everything they wait for makes them pause; other code never has to, nor do tasks
/// that were freed from it.
fn polls_tasks_here() -> bool {
    /// More than any task may take at a time; the runtime allows 128.
    const MORE_THAN_A_BUDGET: usize = 1024;
    let mut context = Context::from_waker(Waker::noop());
    (0..MORE_THAN_A_BUDGET)
        .any(|_| std::pin::pin!(tokio::task::consume_budget()).as_mut().poll(&mut context).is_pending())
}
