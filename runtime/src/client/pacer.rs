//! Keeps all clones of a client within the service's rate limits.
//!
//! Past the limit the service refuses everything for minutes, so the client slows down before:
//! when the answers say that little of a quota is left, the rest is spread over the time until
//! it is whole again. And when the service says stop, no clone sends anything until it may.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::wire::rate_limits::{RateLimit, RateLimits};

/// Below this part of a quota the client slows down.
const SLOW_BELOW: u64 = 10;
/// Below this many requests it slows down when nobody says how large the quota is.
const SLOW_BELOW_UNKNOWN: u64 = 10;
/// A header can't stop a client for longer than this; the documented penalty is 5 minutes.
const LONGEST_STOP: Duration = Duration::from_secs(15 * 60);

/// The state that clones share.
#[derive(Debug, Default)]
pub(crate) struct Pacer {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Nothing is sent before this.
    stopped_until: Option<Instant>,
    quotas: Vec<Quota>,
    /// When the next of the spread requests may go.
    next: Option<Instant>,
}

#[derive(Debug)]
struct Quota {
    name: String,
    remaining: u64,
    slow_below: u64,
    resets_at: Instant,
}

/// When a request may go.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// At once.
    Now,
    /// After this time; the place in the queue is taken.
    After(Duration),
    /// Not for this time, and then it has to ask again.
    Stopped(Duration),
}

impl Pacer {
    /// Asks for a turn. Giving it up costs nothing but a little speed.
    pub(crate) fn turn(&self, now: Instant) -> Turn {
        let mut state = self.lock();
        if let Some(until) = state.stopped_until {
            match until.checked_duration_since(now) {
                Some(left) if !left.is_zero() => return Turn::Stopped(left),
                _ => state.stopped_until = None,
            }
        }
        state.quotas.retain(|quota| quota.resets_at > now);
        let mut interval = Duration::ZERO;
        for quota in &mut state.quotas {
            if quota.remaining < quota.slow_below {
                let left = quota.resets_at.saturating_duration_since(now);
                let share = u32::try_from(quota.remaining.max(1)).unwrap_or(u32::MAX);
                interval = interval.max(left / share);
            }
            quota.remaining = quota.remaining.saturating_sub(1);
        }
        if interval.is_zero() {
            state.next = None;
            return Turn::Now;
        }
        let mine = state.next.map_or(now, |next| next.max(now));
        state.next = mine.checked_add(interval);
        match mine.saturating_duration_since(now) {
            Duration::ZERO => Turn::Now,
            wait => Turn::After(wait),
        }
    }

    /// Learns from an answer; `stop` is whether the service refused because of the rate.
    pub(crate) fn learn(&self, limits: &RateLimits, stop: bool, now: Instant) {
        let mut state = self.lock();
        let mut until = None;
        if stop && let Some(wait) = limits.retry_after() {
            until = after(now, wait);
        }
        for limit in limits.limits() {
            if limit.remaining == 0 {
                until = until.max(after(now, limit.reset));
            } else {
                state.note(limit, limits.quota(&limit.name), now);
            }
        }
        state.stopped_until = state.stopped_until.max(until);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is consistent after every statement, so a panic elsewhere is no reason to stop.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn note(&mut self, limit: &RateLimit, size: Option<u64>, now: Instant) {
        let Some(resets_at) = after(now, limit.reset) else { return };
        let slow_below = size.map_or(SLOW_BELOW_UNKNOWN, |size| (size / SLOW_BELOW).max(1));
        let fresh = Quota { name: limit.name.clone(), remaining: limit.remaining, slow_below, resets_at };
        match self.quotas.iter_mut().find(|quota| quota.name == limit.name) {
            None => self.quotas.push(fresh),
            Some(known) => {
                // Answers overtake each other: in the same window the lower count is the later.
                let apart = known.resets_at.max(resets_at) - known.resets_at.min(resets_at);
                let remaining = match apart <= Duration::from_secs(2) {
                    true => known.remaining.min(limit.remaining),
                    false => limit.remaining,
                };
                *known = Quota { remaining, ..fresh };
            }
        }
    }
}

fn after(now: Instant, wait: Duration) -> Option<Instant> {
    now.checked_add(wait.min(LONGEST_STOP))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use reqwest::header::HeaderMap;

    fn limits(lines: &[(&'static str, &str)]) -> RateLimits {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.insert(*name, value.parse().unwrap());
        }
        RateLimits::read(&headers, std::time::SystemTime::now())
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn plenty_left_means_no_wait() {
        let (pacer, now) = (Pacer::default(), Instant::now());
        pacer.learn(&limits(&[("ratelimit", "\"d\";r=50;t=30")]), false, now);
        for _ in 0..40 {
            assert_eq!(pacer.turn(now), Turn::Now);
        }
        // What clones have taken since counts too: now there are 10, then 9 over 30 seconds.
        assert_eq!(pacer.turn(now), Turn::Now);
        assert_eq!(pacer.turn(now), Turn::Now);
        assert!(matches!(pacer.turn(now), Turn::After(_)));
    }

    #[test]
    fn the_last_of_a_quota_is_spread_over_its_window() {
        let (pacer, now) = (Pacer::default(), Instant::now());
        let low = limits(&[("ratelimit", "\"d\";r=9;t=90"), ("ratelimit-policy", "\"d\";q=100;w=300")]);
        pacer.learn(&low, false, now);
        assert_eq!(pacer.turn(now), Turn::Now);
        assert_eq!(pacer.turn(now), Turn::After(10 * SECOND));
        // After the reset there is nothing to spread.
        assert_eq!(pacer.turn(now + 91 * SECOND), Turn::Now);
        assert_eq!(pacer.turn(now + 91 * SECOND), Turn::Now);
    }

    #[test]
    fn a_stop_stops_everybody_until_it_is_over() {
        let (pacer, now) = (Pacer::default(), Instant::now());
        pacer.learn(&limits(&[("retry-after", "30")]), true, now);
        assert_eq!(pacer.turn(now), Turn::Stopped(30 * SECOND));
        // A shorter one that comes later doesn't shorten it, and a success doesn't lift it.
        pacer.learn(&limits(&[("retry-after", "1")]), true, now);
        pacer.learn(&limits(&[("retry-after", "1")]), false, now);
        assert_eq!(pacer.turn(now + 10 * SECOND), Turn::Stopped(20 * SECOND));
        assert_eq!(pacer.turn(now + 30 * SECOND), Turn::Now);
    }

    #[test]
    fn nothing_left_is_a_stop_and_absurd_headers_are_bounded() {
        let (pacer, now) = (Pacer::default(), Instant::now());
        pacer.learn(&limits(&[("ratelimit", "\"d\";r=0;t=12")]), false, now);
        assert_eq!(pacer.turn(now), Turn::Stopped(12 * SECOND));
        pacer.learn(&limits(&[("retry-after", "18446744073709551615")]), true, now);
        assert_eq!(pacer.turn(now), Turn::Stopped(LONGEST_STOP));
        pacer.learn(&limits(&[("ratelimit", "\"d\";r=1;t=18446744073709551615")]), false, now);
    }

    #[test]
    fn answers_that_overtake_each_other_do_not_raise_the_count() {
        let (pacer, now) = (Pacer::default(), Instant::now());
        pacer.learn(&limits(&[("ratelimit", "\"d\";r=2;t=30")]), false, now);
        pacer.learn(&limits(&[("ratelimit", "\"d\";r=40;t=30")]), false, now);
        pacer.turn(now);
        assert!(matches!(pacer.turn(now), Turn::After(_)));
        pacer.learn(&limits(&[("ratelimit", "\"d\";r=40;t=60")]), false, now);
        assert_eq!(pacer.turn(now), Turn::Now);
    }
}
