//! A clock that a test moves by hand.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant, SystemTime};

use cloudflare_core::Clock;

/// A clock that stands still until a test moves it: whoever waits goes on when it has come so far.
#[derive(Clone)]
pub struct SteppedClock {
    began: Instant,
    state: Arc<Mutex<Stepped>>,
}

#[derive(Default)]
struct Stepped {
    passed: Duration,
    sleepers: BTreeMap<u64, (Duration, Waker)>,
    /// How many have ever slept.
    slept: u64,
}

impl SteppedClock {
    pub fn new() -> Self {
        Self { began: Instant::now(), state: Arc::default() }
    }

    /// Moves it on.
    pub fn advance(&self, by: Duration) {
        let mut state = self.state.lock().unwrap();
        state.passed += by;
        state.sleepers.values().filter(|(until, _)| *until <= state.passed).for_each(|(_, waker)| {
            waker.wake_by_ref();
        });
    }

    /// What is left until so much time has passed since its beginning.
    pub fn left(&self, until: Duration) -> Duration {
        until - self.state.lock().unwrap().passed
    }

    /// How many are waiting.
    pub fn sleepers(&self) -> usize {
        self.state.lock().unwrap().sleepers.len()
    }
}

impl Clock for SteppedClock {
    fn now(&self) -> Instant {
        self.began + self.state.lock().unwrap().passed
    }

    fn wall(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.state.lock().unwrap().passed
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let mut state = self.state.lock().unwrap();
        state.slept += 1;
        Box::pin(Sleeper {
            number: state.slept,
            until: state.passed + duration,
            state: Arc::clone(&self.state),
        })
    }
}

struct Sleeper {
    number: u64,
    until: Duration,
    state: Arc<Mutex<Stepped>>,
}

impl Future for Sleeper {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.state.lock().unwrap();
        if state.passed >= self.until {
            return Poll::Ready(());
        }
        state.sleepers.insert(self.number, (self.until, context.waker().clone()));
        Poll::Pending
    }
}

impl Drop for Sleeper {
    fn drop(&mut self) {
        self.state.lock().unwrap().sleepers.remove(&self.number);
    }
}
