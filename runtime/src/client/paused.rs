//! Time that a test has paused, and requests that are really on their way.
//!
//! A runtime whose time is paused moves it on by itself, to the next timer, whenever nothing is left
//! to do. It takes waiting for a socket for that, so every timeout would run out before the first
//! answer. It doesn't while work is going on in a blocking thread, and such work is what stands here
//! for a request.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use crate::client::clock::Clock;

/// Paused time stands still until this is dropped.
pub(crate) struct Held {
    /// The thread waits for it to be dropped.
    _until: mpsc::Sender<()>,
}

/// What the clock says, and whether the time of the runtime is paused.
pub(crate) fn now(clock: &dyn Clock) -> (Instant, bool) {
    let before = Instant::now();
    let now = clock.now();
    let runtime = if clock.is_of_runtime() { now } else { tokio::time::Instant::now().into_std() };
    // Time that isn't paused is the machine's.
    (now, !(before..=Instant::now()).contains(&runtime))
}

/// Makes paused time stand still while something is under way that may take `limit`. When so much
/// real time is over it moves on, and the timeout runs out as it should.
pub(crate) fn hold(paused: bool, limit: Duration) -> Option<Held> {
    if !paused {
        return None;
    }
    let runtime = Handle::try_current().ok()?;
    let (until, dropped) = mpsc::channel::<()>();
    runtime.spawn_blocking(move || dropped.recv_timeout(limit));
    Some(Held { _until: until })
}
