//! A clock that doesn't take the time: waiting moves it forward, and it keeps a record.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
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
