//! A request that goes on while nobody waits for it: a task, which ends when it is dropped.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::error::{Error, ErrorKind, Result};

struct Ahead<T>(JoinHandle<Result<T>>);

/// Lets a request go on by itself. Outside a tokio runtime it goes on when it is waited for, and says
/// then what a request without one says.
pub(crate) fn ahead<T: Send + 'static>(
    request: Pin<Box<dyn Future<Output = Result<T>> + Send>>,
) -> Pin<Box<dyn Future<Output = Result<T>> + Send>> {
    let Ok(runtime) = Handle::try_current() else { return request };
    #[cfg(feature = "tracing")]
    let request = {
        use tracing::instrument::{Instrument, WithSubscriber};
        request.in_current_span().with_current_subscriber()
    };
    Box::pin(Ahead(runtime.spawn(request)))
}

impl<T> Future for Ahead<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        Poll::Ready(match ready!(Pin::new(&mut self.0).poll(context)) {
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
        self.0.abort();
    }
}
