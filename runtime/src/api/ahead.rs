//! A request that goes on while nobody waits for it, until it is dropped.
//!
//! In async code it is a task. In blocking code it has a thread of its own: the one thread of the
//! runtime that blocking calls share looks after their connections, and a hook that blocks would stop
//! it, and with it the call that the hook waits for.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::error::{Error, ErrorKind, Result};

type Request<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

/// Lets a request go on by itself. Outside a tokio runtime it goes on when it is waited for, and says
/// then what a request without one says.
pub(crate) fn ahead<T: Send + 'static>(request: Request<T>) -> Request<T> {
    let Ok(runtime) = Handle::try_current() else { return request };
    #[cfg(feature = "tracing")]
    let request: Request<T> = {
        use tracing::instrument::{Instrument, WithSubscriber};
        Box::pin(request.in_current_span().with_current_subscriber())
    };
    #[cfg(feature = "blocking")]
    if crate::transport::blocking::is_here() {
        return Box::pin(on_a_thread(&runtime, request));
    }
    Box::pin(Ahead { task: runtime.spawn(request), _wanted: None })
}

/// Runs a request on a thread for blocking work, which is kept for the next one.
#[cfg(feature = "blocking")]
fn on_a_thread<T: Send + 'static>(runtime: &Handle, request: Request<T>) -> Ahead<T> {
    let (wanted, mut given_up) = tokio::sync::oneshot::channel::<()>();
    let mut request = request;
    let until = std::future::poll_fn(move |context| {
        if Pin::new(&mut given_up).poll(context).is_ready() {
            return Poll::Ready(Err(Error::new(ErrorKind::Cancelled, "nobody waits for the page any more")));
        }
        request.as_mut().poll(context)
    });
    let here = runtime.clone();
    let task = runtime.spawn_blocking(move || here.block_on(crate::transport::blocking::marked(until)));
    Ahead { task, _wanted: Some(wanted) }
}

struct Ahead<T> {
    task: JoinHandle<Result<T>>,
    /// A thread can't be aborted: it hears when this is dropped.
    _wanted: Option<tokio::sync::oneshot::Sender<()>>,
}

impl<T> Future for Ahead<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        Poll::Ready(match ready!(Pin::new(&mut self.task).poll(context)) {
            Ok(answer) => answer,
            // A hook of the program's: it panics where it would have without a task.
            Err(ended) if ended.is_panic() => std::panic::resume_unwind(ended.into_panic()),
            Err(ended) => {
                let why = "the runtime that the next page was read ahead on has ended";
                Err(Error::new(ErrorKind::Cancelled, why).with_source(ended))
            }
        })
    }
}

impl<T> Drop for Ahead<T> {
    fn drop(&mut self) {
        self.task.abort();
    }
}
