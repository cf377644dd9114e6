//! A clock that doesn't take the time: waiting moves it forward, and it keeps a record.

// Each program of tests uses a part of it.
#![allow(dead_code)]

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime};

use cloudflare_core::Clock;

/// Virtual time; clones show the same.
#[derive(Clone)]
pub struct VirtualClock {
    began: Instant,
    wall: SystemTime,
    waits: Arc<Mutex<Vec<Duration>>>,
    limits: Arc<Mutex<Limits>>,
}

/// What limits go by.
#[derive(Default)]
struct Limits {
    /// How often something has happened that each limit under way runs out at.
    events: Option<Arc<dyn Fn() -> usize + Send + Sync>>,
    /// All limits so far.
    set: Vec<Duration>,
}

impl VirtualClock {
    pub fn new() -> Self {
        // 1994-11-06T08:49:37Z, the date that the HTTP standard likes.
        let wall = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        Self { began: Instant::now(), wall, waits: Arc::default(), limits: Arc::default() }
    }

    /// All waits so far, in the order in which they began.
    pub fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap().clone()
    }

    /// All limits so far, in the order in which they began.
    pub fn limits(&self) -> Vec<Duration> {
        self.limits.lock().unwrap().set.clone()
    }

    /// From now on a limit runs out when this number grows: a limit that is to be run into is then as
    /// long as it needs to be on a busy machine, and one that isn't to be is the whole of it.
    pub fn limits_run_out_with(&self, events: impl Fn() -> usize + Send + Sync + 'static) {
        self.limits.lock().unwrap().events = Some(Arc::new(events));
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

    fn limit(&self, limit: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let mut limits = self.limits.lock().unwrap();
        limits.set.push(limit);
        let mut real = Box::pin(tokio::time::sleep(limit));
        let Some(events) = limits.events.clone() else { return real };
        let before = events();
        Box::pin(poll_fn(move |context| {
            if events() > before {
                return Poll::Ready(());
            }
            // Nobody wakes whoever waits for the event.
            context.waker().wake_by_ref();
            real.as_mut().poll(context)
        }))
    }
}
