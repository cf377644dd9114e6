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

use crate::call::{Begun, UnderWay};
use crate::error::{Error, ErrorKind, Result};

/// A call under way, by whom it may be.
pub(crate) enum Flight {
    /// It goes on when somebody waits for it.
    Here(UnderWay),
    /// It goes on by itself.
    Ahead(Ahead),
}

impl Flight {
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Begun>> {
        match self {
            Self::Here(call) => call.as_mut().poll(context).map(Ok),
            Self::Ahead(call) => call.poll(context),
        }
    }
}

/// Lets a request go on by itself. Outside a tokio runtime it goes on when it is waited for, and says
/// then what a request without one says.
pub(crate) fn ahead(call: UnderWay) -> Flight {
    let Ok(runtime) = Handle::try_current() else { return Flight::Here(call) };
    let call: UnderWay = Box::pin(async {
        let (mut ending, outcome) = call.await;
        ending.waits();
        (ending, outcome)
    });
    #[cfg(feature = "tracing")]
    let call: UnderWay = {
        use tracing::instrument::{Instrument, WithSubscriber};
        Box::pin(call.in_current_span().with_current_subscriber())
    };
    #[cfg(feature = "blocking")]
    if crate::transport::blocking::is_here() {
        return Flight::Ahead(on_a_thread(&runtime, call));
    }
    let call = async { Ok(call.await) };
    Flight::Ahead(Ahead { task: runtime.spawn(call), _wanted: None })
}

/// Runs a request on a thread for blocking work, which is kept for the next one.
#[cfg(feature = "blocking")]
fn on_a_thread(runtime: &Handle, mut call: UnderWay) -> Ahead {
    let (wanted, mut given_up) = tokio::sync::oneshot::channel::<()>();
    let until = std::future::poll_fn(move |context| {
        if Pin::new(&mut given_up).poll(context).is_ready() {
            return Poll::Ready(Err(Error::new(ErrorKind::Cancelled, "nobody waits for the page any more")));
        }
        call.as_mut().poll(context).map(Ok)
    });
    let here = runtime.clone();
    let task = runtime.spawn_blocking(move || here.block_on(crate::transport::blocking::marked(until)));
    Ahead { task, _wanted: Some(wanted) }
}

/// A call that goes on by itself.
pub(crate) struct Ahead {
    task: JoinHandle<Result<Begun>>,
    /// A thread can't be aborted: it hears when this is dropped.
    _wanted: Option<tokio::sync::oneshot::Sender<()>>,
}

impl Ahead {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Begun>> {
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

impl Drop for Ahead {
    fn drop(&mut self) {
        self.task.abort();
    }
}
