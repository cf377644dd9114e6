//! Where the client's waits and dates come from.
//!
//! A retry that waits a minute can't be tested by waiting a minute. All waits between attempts
//! go through a [`Clock`], and a test gives the client one that doesn't take the time.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime};

/// Tells the time and waits.
///
/// For tests of programs that use this crate; the mocks bring a clock that a test moves
/// (`mock::TestClock`, with the feature `httpmock`). It governs the waits between attempts and those
/// of the pacer, the deadline of a whole call, and by [`limit`](Clock::limit) all other timeouts but
/// that for connecting, which is the HTTP library's.
///
/// Without one, the time is that of the async runtime, which a test can pause
/// (`#[tokio::test(start_paused = true)]`): waits take no time then. While a request is on its way,
/// paused time stands still, so that no timeout runs out before a real answer has come; one that does
/// run out takes its real time, the test's own as long as the attempt's.
pub trait Clock: Send + Sync + 'static {
    /// A point in time that never goes back.
    fn now(&self) -> Instant;

    /// The date and time of day, which HTTP dates are compared with.
    fn wall(&self) -> SystemTime;

    /// Completes after `duration`.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;

    /// Completes when something that is under way has taken `limit`: an attempt, a piece of a
    /// download, a place among the requests in flight.
    ///
    /// A clock that makes waits short must not make limits short: an answer takes real time. So this
    /// is the time of the async runtime, unless a clock says otherwise.
    fn limit(&self, limit: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(limit))
    }

    /// Whether [`now`](Clock::now) is the time of the async runtime, which is read once less then.
    #[doc(hidden)]
    fn is_of_runtime(&self) -> bool {
        false
    }
}

/// What `future` gives, unless it takes longer than `limit`.
pub(crate) async fn within<F: Future>(clock: &dyn Clock, limit: Duration, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut over = clock.limit(limit);
    poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        over.as_mut().poll(context).map(|()| None)
    })
    .await
}

/// The time of the async runtime, which is that of the machine unless a test has paused it.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn is_of_runtime(&self) -> bool {
        true
    }
}

impl fmt::Debug for dyn Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
