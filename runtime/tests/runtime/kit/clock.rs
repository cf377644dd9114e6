//! A clock that doesn't take the time: waiting moves it forward, and it keeps a record.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant, SystemTime};

use cloudflare_core::Clock;

/// Virtual time; clones show the same.
#[derive(Clone)]
pub struct VirtualClock {
    began: Instant,
    wall: SystemTime,
    waits: Arc<Mutex<Vec<Duration>>>,
}

impl VirtualClock {
    pub fn new() -> Self {
        // 1994-11-06T08:49:37Z, the date that the HTTP standard likes.
        let wall = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        Self { began: Instant::now(), wall, waits: Arc::default() }
    }

    /// All waits so far, in the order in which they began.
    pub fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap().clone()
    }

    /// The sum of all waits.
    pub fn waited(&self) -> Duration {
        self.waits().iter().sum()
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Instant {
        self.began + self.waited()
    }

    fn wall(&self) -> SystemTime {
        self.wall + self.waited()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.waits.lock().unwrap().push(duration);
        Box::pin(tokio::task::yield_now())
    }
}

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
