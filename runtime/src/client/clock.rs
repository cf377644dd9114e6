//! Where the client's waits and dates come from.
//!
//! A retry that waits a minute can't be tested by waiting a minute. All waits between attempts
//! go through a [`Clock`], and a test gives the client one that doesn't take the time.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

/// Tells the time and waits.
///
/// For tests of programs that use this crate. It governs the waits between attempts and those
/// of the pacer, and the deadline of a whole call; the timeout of an attempt runs in the time of
/// the sockets that it guards.
pub trait Clock: Send + Sync + 'static {
    /// A point in time that never goes back.
    fn now(&self) -> Instant;

    /// The date and time of day, which HTTP dates are compared with.
    fn wall(&self) -> SystemTime;

    /// Completes after `duration`.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
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
}

impl fmt::Debug for dyn Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
