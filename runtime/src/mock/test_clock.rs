//! A clock for tests of programs: it stands still until the test moves it, or moves by itself as soon
//! as everything waits.

use std::collections::BTreeMap;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant, SystemTime};

use tokio::runtime::Handle;

use crate::client::clock::Clock;

/// No clock goes further than this: what comes after can't be told as a date.
const LAST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// A [`Clock`] for tests, given to a client with [`clock`](crate::ClientBuilder::clock). Clones are
/// one clock.
///
/// One that was made with [`auto_advancing`](Self::auto_advancing) goes on to the end of the next wait
/// when no request is on its way, so a test of a wait of 50 seconds takes milliseconds:
///
/// ```
/// # use cloudflare_core::mock::{MockServer, Mount};
/// # use cloudflare_core::runtime::{Api, Client, Method, Operation, OperationInfo, Request};
/// # static API: Api = Api::new("gadgets", "1.0.0");
/// # struct GadgetsGet(Request);
/// # impl GadgetsGet {
/// #     fn new(client: &Client) -> Self { Self(Request::new(client, &Self::INFO)) }
/// # }
/// # impl Operation for GadgetsGet {
/// #     type Result = serde_json::Value;
/// #     const INFO: OperationInfo = OperationInfo::new(&API, "gadgets-get", Method::GET, "/gadget");
/// #     fn into_request(self) -> Request { self.0 }
/// # }
/// use std::time::Duration;
/// use cloudflare_core::mock::{self, TestClock, json};
/// use cloudflare_core::{RetryPolicy, prelude::*};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), cloudflare_core::Error> {
/// # let server = MockServer::start();
/// server.mount::<GadgetsGet>(&[], |_, then| {
///     then.rate_limited(Duration::from_secs(50)).up_to_n_times(1);
/// });
/// server.mount::<GadgetsGet>(&[], |_, then| {
///     then.result(json!({"name": "gear"}));
/// });
///
/// let clock = TestClock::auto_advancing();
/// let builder = mock::builder::<Client>(&server).retry(RetryPolicy::new());
/// let client = builder.clock(clock.clone()).build()?;
/// assert_eq!(GadgetsGet::new(&client).result().await?["name"], "gear");
/// assert!(clock.elapsed() >= Duration::from_secs(50));
/// # Ok(())
/// # }
/// ```
///
/// One that was made with [`new`](Self::new) goes on by [`advance`](Self::advance) alone. Then limits
/// run out, too: a test of a timeout waits [until the request is under way](Self::until_under_way) and
/// advances. Nothing hangs because a clock stands still: a limit runs out in real time as well.
#[derive(Clone)]
pub struct TestClock {
    began: Instant,
    state: Arc<Mutex<State>>,
}

struct State {
    wall: SystemTime,
    passed: Duration,
    auto: bool,
    /// All that wait, by the order in which they began.
    sleepers: BTreeMap<u64, Asleep>,
    begun: u64,
    waits: Vec<Duration>,
    /// Those who wait until more do.
    watchers: Vec<Waker>,
}

/// Somebody who waits.
struct Asleep {
    until: Duration,
    /// It limits something that is under way.
    limit: bool,
    waker: Option<Waker>,
}

impl State {
    fn count(&self, limit: bool) -> usize {
        self.sleepers.values().filter(|asleep| asleep.limit == limit).count()
    }

    /// Goes on to this time. Who is given has to be woken, once the state isn't locked any more:
    /// what they do then may be to stop waiting.
    fn advance_to(&mut self, passed: Duration) -> Vec<Waker> {
        self.passed = self.passed.max(passed.min(LAST));
        self.asleep()
    }

    /// All that sleep, to be woken.
    fn asleep(&mut self) -> Vec<Waker> {
        self.sleepers.values_mut().filter_map(|asleep| asleep.waker.take()).collect()
    }

    /// The end of the wait that is over next.
    fn next(&self) -> Option<Duration> {
        self.sleepers.values().filter(|asleep| !asleep.limit).map(|asleep| asleep.until).min()
    }
}

impl TestClock {
    /// A clock that stands still until it is [advanced](Self::advance).
    #[expect(clippy::new_without_default, reason = "which of the two kinds would it be?")]
    pub fn new() -> Self {
        Self::with(false)
    }

    /// A clock that goes on by itself, to the end of the next wait, whenever somebody waits and no
    /// request is on its way. It can be advanced as well.
    pub fn auto_advancing() -> Self {
        Self::with(true)
    }

    fn with(auto: bool) -> Self {
        let state = State {
            wall: SystemTime::now(),
            passed: Duration::ZERO,
            auto,
            sleepers: BTreeMap::new(),
            begun: 0,
            waits: Vec::new(),
            watchers: Vec::new(),
        };
        Self { began: Instant::now(), state: Arc::new(Mutex::new(state)) }
    }

    /// Lets the clock begin at this date; otherwise it begins when it is made.
    pub fn starting_at(self, date: SystemTime) -> Self {
        self.lock().wall = date;
        self
    }

    /// Moves it on, by a hundred years at most. Waits and limits that end until then are over.
    pub fn advance(&self, by: Duration) {
        self.change(|state| {
            let passed = state.passed.saturating_add(by);
            ((), state.advance_to(passed))
        });
    }

    /// How far it has gone on.
    pub fn elapsed(&self) -> Duration {
        self.lock().passed
    }

    /// All waits so far, in the order in which they began; limits aren't among them.
    pub fn waits(&self) -> Vec<Duration> {
        self.lock().waits.clone()
    }

    /// Completes when so many wait at once: for another attempt, for the rate limit, in a pause of a
    /// workflow. A test that advances the clock does so after this.
    pub async fn until_waiting(&self, waits: usize) {
        self.until(waits, false).await;
    }

    /// Completes when so many things are under way at once that have a limit: attempts, pieces of
    /// downloads, requests that wait for a place among those in flight.
    pub async fn until_under_way(&self, limits: usize) {
        self.until(limits, true).await;
    }

    async fn until(&self, count: usize, limit: bool) {
        poll_fn(|context| {
            let mut state = self.lock();
            if state.count(limit) >= count {
                return Poll::Ready(());
            }
            state.watchers.push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Whole after every statement, also if a waker has panicked.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state, and wakes those who may go on.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> (T, Vec<Waker>)) -> T {
        let (outcome, awake) = change(&mut self.lock());
        awake.into_iter().for_each(Waker::wake);
        outcome
    }

    fn sleeper(&self, duration: Duration, limit: bool) -> Sleeper {
        let (number, until) = self.change(|state| {
            let (number, until) = (state.begun, state.passed.saturating_add(duration).min(LAST));
            state.begun += 1;
            if !limit {
                state.waits.push(duration);
            }
            state.sleepers.insert(number, Asleep { until, limit, waker: None });
            ((number, until), std::mem::take(&mut state.watchers))
        });
        Sleeper { clock: self.clone(), number, until, duration, limit, yielded: false, real: None }
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        // No machine's clock is within a century of its end.
        self.began.checked_add(self.elapsed()).unwrap_or(self.began)
    }

    fn wall(&self) -> SystemTime {
        let state = self.lock();
        state.wall.checked_add(state.passed).unwrap_or(state.wall)
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(self.sleeper(duration, false))
    }

    fn limit(&self, limit: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(self.sleeper(limit, true))
    }
}

/// A wait, or a limit.
struct Sleeper {
    clock: TestClock,
    number: u64,
    until: Duration,
    duration: Duration,
    limit: bool,
    /// The others have had a turn since it was last woken.
    yielded: bool,
    /// The same in the runtime's time: for limits, and for waits of a clock that moves by itself,
    /// whose requests may be on their way without anybody who reads them.
    real: Option<Pin<Box<tokio::time::Sleep>>>,
}

impl Sleeper {
    /// Whether the runtime's time is over, on a runtime.
    fn is_really_over(&mut self, context: &mut Context<'_>) -> bool {
        if self.real.is_none() && Handle::try_current().is_ok() {
            self.real = Some(Box::pin(tokio::time::sleep(self.duration)));
        }
        self.real.as_mut().is_some_and(|real| real.as_mut().poll(context).is_ready())
    }

    /// Whether the clock goes on to the end of this wait now.
    fn is_next(&mut self, state: &State) -> bool {
        state.auto && !self.limit && state.count(true) == 0 && state.next() == Some(self.until)
    }
}

impl Future for Sleeper {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        let clock = this.clock.clone();
        let auto = clock.lock().auto;
        let really_over = (this.limit || auto) && this.is_really_over(context);
        clock.change(|state| {
            if state.passed >= this.until {
                return (Poll::Ready(()), Vec::new());
            }
            let next = this.is_next(state);
            if really_over || next && this.yielded {
                return (Poll::Ready(()), state.advance_to(this.until));
            }
            // What else is ready to run may be about to send something, or to wait for less.
            this.yielded = next;
            if let Some(asleep) = state.sleepers.get_mut(&this.number) {
                asleep.waker = Some(context.waker().clone());
            }
            (Poll::Pending, if next { vec![context.waker().clone()] } else { Vec::new() })
        })
    }
}

impl Drop for Sleeper {
    fn drop(&mut self) {
        self.clock.change(|state| {
            state.sleepers.remove(&self.number);
            // Another is the next now, or nothing is on its way any more.
            ((), if state.auto { state.asleep() } else { Vec::new() })
        });
    }
}

impl fmt::Debug for TestClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("TestClock")
            .field("elapsed", &state.passed)
            .field("waiting", &state.count(false))
            .field("under_way", &state.count(true))
            .finish()
    }
}
