//! Keeps all clones of a client within the service's rate limits.
//!
//! Past the limit the service refuses everything for minutes, so the client slows down before:
//! when the answers say that little of a quota is left, the rest is spread over the time until
//! it is whole again. And when the service says stop, no clone sends anything until it may.
//!
//! A turn is decided first and booked then: whoever is refused, or gives up while waiting, has
//! taken nothing. Nobody is refused while requests are left, and no wait goes beyond the reset. The
//! last question before a request leaves is whether it still may.

use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::wire::rate_limits::{RateLimit, RateLimits};

/// Below this part of a quota the client slows down.
const SLOW_BELOW: u64 = 10;
/// Below this many requests it slows down when nobody says how large the quota is.
const SLOW_BELOW_UNKNOWN: u64 = 10;
/// A header can't stop a client for longer than this; the documented penalty is 5 minutes.
const LONGEST_STOP: Duration = Duration::from_secs(15 * 60);
/// More quotas than this are names that somebody makes up; the one that is over first is forgotten.
const MOST_QUOTAS: usize = 16;

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
    /// When the last request left, if the client was slow then.
    last: Option<Instant>,
    /// Turns that have been given and are waited for.
    booked: u32,
}

#[derive(Debug)]
struct Quota {
    name: String,
    /// Requests that may still leave, the booked ones included.
    remaining: u64,
    slow_below: u64,
    resets_at: Instant,
}

/// When a request may go.
#[derive(Debug)]
pub(crate) enum Turn<'a> {
    /// After this time, which may be none.
    After(Duration, Booking<'a>),
    /// Not for this time, and then it has to ask again.
    Not(Duration, Refused),
}

/// Why there is no turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The service has said so.
    Stopped,
    /// All that is left of a quota is booked, or has left.
    UsedUp,
}

/// A turn that was given. Dropping it gives it back.
#[derive(Debug)]
#[must_use = "a turn that is dropped is given back"]
pub(crate) struct Booking<'a>(&'a Pacer);

impl Booking<'_> {
    /// The request is about to leave: whether it may. It is counted then; otherwise it has to ask
    /// again.
    pub(crate) fn leaves(self, now: Instant) -> bool {
        let mut state = self.0.lock();
        // What follows a turn is said here, in one go: it is no turn any more.
        mem::forget(self);
        state.booked = state.booked.saturating_sub(1);
        if state.refusal(now).is_some() {
            return false;
        }
        let slow = state.quotas.iter().any(|quota| quota.remaining < quota.slow_below);
        state.last = slow.then_some(now);
        for quota in &mut state.quotas {
            quota.remaining = quota.remaining.saturating_sub(1);
        }
        true
    }
}

impl Drop for Booking<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.booked = state.booked.saturating_sub(1);
    }
}

impl Pacer {
    /// Asks for a turn that is no more than `patience` away, as long as there is one at all.
    pub(crate) fn turn(&self, now: Instant, patience: Duration) -> Turn<'_> {
        let mut state = self.lock();
        if let Some((wait, why)) = state.refusal(now) {
            return Turn::Not(wait, why);
        }
        let booked = u64::from(state.booked);
        let full = state.quotas.iter().filter(|quota| quota.remaining <= booked);
        if let Some(over) = full.map(|quota| quota.resets_at).max() {
            return Turn::Not(over.saturating_duration_since(now), Refused::UsedUp);
        }
        let slow = state.quotas.iter().filter(|quota| quota.remaining - booked < quota.slow_below);
        let wait = slow.map(|quota| state.wait(quota, now)).max().unwrap_or_default();
        state.booked += 1;
        Turn::After(wait.min(patience), Booking(self))
    }

    /// Learns from an answer; `stop` is whether the service refused because of the rate.
    pub(crate) fn learn(&self, limits: &RateLimits, stop: bool, now: Instant) {
        if !stop && limits.limits().is_empty() {
            return;
        }
        let mut state = self.lock();
        let mut until = None;
        if stop && let Some(wait) = limits.retry_after() {
            until = after(now, wait);
        }
        for limit in limits.limits() {
            if limit.remaining == 0 {
                until = until.max(after(now, limit.reset));
            } else {
                state.note(limit, limits.quota(limit), now);
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
    /// Why nothing may leave now, and for how long. Forgets what is over.
    fn refusal(&mut self, now: Instant) -> Option<(Duration, Refused)> {
        self.quotas.retain(|quota| quota.resets_at > now);
        self.stopped_until = self.stopped_until.filter(|until| *until > now);
        if let Some(until) = self.stopped_until {
            return Some((until.saturating_duration_since(now), Refused::Stopped));
        }
        let empty = self.quotas.iter().filter(|quota| quota.remaining == 0);
        let over = empty.map(|quota| quota.resets_at).max()?;
        Some((over.saturating_duration_since(now), Refused::UsedUp))
    }

    /// The wait for the next turn when the rest of this quota is spread evenly over its time. Those
    /// that are booked go before.
    fn wait(&self, quota: &Quota, now: Instant) -> Duration {
        let left = quota.resets_at.saturating_duration_since(now);
        let share = |time: Duration, parts: u64| time / u32::try_from(parts).unwrap_or(u32::MAX).max(1);
        // The first goes at once, unless another has left just now.
        let since = self.last.map(|last| now.saturating_duration_since(last));
        let (first, interval) = match since.filter(|since| *since < share(left, quota.remaining)) {
            None => (Duration::ZERO, share(left, quota.remaining)),
            Some(since) => {
                let interval = share(left.saturating_add(since), quota.remaining.saturating_add(1));
                (interval.saturating_sub(since), interval)
            }
        };
        first.saturating_add(interval.saturating_mul(self.booked)).min(left)
    }

    fn note(&mut self, limit: &RateLimit, size: Option<u64>, now: Instant) {
        let Some(resets_at) = after(now, limit.reset) else { return };
        let slow_below = size.map_or(SLOW_BELOW_UNKNOWN, |size| (size / SLOW_BELOW).max(1));
        let fresh = |remaining| Quota { name: limit.name.clone(), remaining, slow_below, resets_at };
        if let Some(known) = self.quotas.iter_mut().find(|quota| quota.name == limit.name) {
            // Answers overtake each other: in the same window the lower count is the later.
            let apart = known.resets_at.max(resets_at) - known.resets_at.min(resets_at);
            let remaining = match apart <= Duration::from_secs(2) {
                true => known.remaining.min(limit.remaining),
                false => limit.remaining,
            };
            *known = fresh(remaining);
        } else {
            if self.quotas.len() >= MOST_QUOTAS
                && let Some(first) = (0..self.quotas.len()).min_by_key(|at| self.quotas[*at].resets_at)
            {
                self.quotas.swap_remove(first);
            }
            self.quotas.push(fresh(limit.remaining));
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
    use crate::value::redact::Redactor;
    use reqwest::header::HeaderMap;

    fn limits(lines: &[(&'static str, &str)]) -> RateLimits {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.insert(*name, value.parse().unwrap());
        }
        RateLimits::read(&headers, std::time::SystemTime::now, &Redactor::default())
    }

    const SECOND: Duration = Duration::from_secs(1);
    const MINUTE: Duration = Duration::from_secs(60);

    /// Asks for a turn, with all the patience in the world; the wait.
    fn booked<'a>(pacer: &'a Pacer, now: Instant) -> Option<(Duration, Booking<'a>)> {
        match pacer.turn(now, Duration::MAX) {
            Turn::After(wait, booking) => Some((wait, booking)),
            Turn::Not(..) => None,
        }
    }

    /// The same for a request that leaves at once when it may.
    fn sent(pacer: &Pacer, now: Instant) -> bool {
        booked(pacer, now).is_some_and(|(wait, booking)| wait.is_zero() && booking.leaves(now))
    }

    fn refused(pacer: &Pacer, now: Instant) -> (Duration, Refused) {
        match pacer.turn(now, Duration::MAX) {
            Turn::Not(wait, why) => (wait, why),
            Turn::After(wait, _) => panic!("a turn after {wait:?}"),
        }
    }

    #[test]
    fn plenty_left_means_no_wait() {
        let (pacer, now) = (Pacer::default(), Instant::now());
        // As documented: a tenth of the policy is 10.
        let documented =
            [("ratelimit", r#""default";r=50;t=30"#), ("ratelimit-policy", r#""burst";q=100;w=60"#)];
        pacer.learn(&limits(&documented), false, now);
        // What clones have sent since counts too.
        for left in (9..=50).rev() {
            assert!(sent(&pacer, now), "{left}");
        }
        assert!(!sent(&pacer, now));
        assert_eq!(booked(&pacer, now).unwrap().0, 30 * SECOND / 9);
    }

    #[test]
    fn the_last_of_a_quota_is_spread_over_its_window() {
        let (pacer, start) = (Pacer::default(), Instant::now());
        let low = limits(&[("ratelimit", "\"d\";r=9;t=90"), ("ratelimit-policy", "\"d\";q=100;w=300")]);
        pacer.learn(&low, false, start);
        // One after the other.
        let mut now = start;
        for turn in 0..9 {
            let (wait, booking) = booked(&pacer, now).unwrap();
            now += wait;
            assert_eq!(now - start, 10 * turn * SECOND);
            assert!(booking.leaves(now));
        }
        assert_eq!(refused(&pacer, now), (10 * SECOND, Refused::UsedUp));
        // After the reset there is nothing to spread.
        assert!(sent(&pacer, start + 91 * SECOND) && sent(&pacer, start + 91 * SECOND));
    }

    #[test]
    fn a_burst_gets_all_that_is_left_and_nobody_waits_beyond_the_reset() {
        let (pacer, now) = (Pacer::default(), Instant::now());
        let low =
            [("ratelimit", r#""default";r=100;t=300"#), ("ratelimit-policy", r#""burst";q=1200;w=300"#)];
        pacer.learn(&limits(&low), false, now);
        let turns: Vec<_> = (0..150).map(|_| pacer.turn(now, Duration::MAX)).collect();
        let waits: Vec<_> = turns
            .iter()
            .filter_map(|turn| match turn {
                Turn::After(wait, _) => Some(*wait),
                Turn::Not(wait, why) => {
                    assert_eq!((*wait, *why), (300 * SECOND, Refused::UsedUp));
                    None
                }
            })
            .collect();
        assert_eq!(waits, (0..100).map(|turn| 3 * turn * SECOND).collect::<Vec<_>>());
        // Those who wouldn't wait so long go as late as they would.
        drop(turns);
        let turns: Vec<_> = (0..150).map(|_| pacer.turn(now, MINUTE)).collect();
        let given = turns.iter().filter(|turn| matches!(turn, Turn::After(wait, _) if *wait <= MINUTE));
        assert_eq!(given.count(), 100);
    }

    #[test]
    fn who_gives_up_has_taken_nothing() {
        let (pacer, now) = (Pacer::default(), Instant::now());
        pacer.learn(&limits(&[("ratelimit", "\"d\";r=2;t=30")]), false, now);
        for _ in 0..1000 {
            let both = (booked(&pacer, now), booked(&pacer, now));
            assert_eq!(both.0.unwrap().0 + both.1.unwrap().0, 15 * SECOND);
        }
        let (_first, _second) = (booked(&pacer, now).unwrap(), booked(&pacer, now).unwrap());
        for _ in 0..1000 {
            assert_eq!(refused(&pacer, now), (30 * SECOND, Refused::UsedUp));
        }
    }

    #[test]
    fn a_stop_stops_everybody_until_it_is_over() {
        let (pacer, now) = (Pacer::default(), Instant::now());
        pacer.learn(&limits(&[("retry-after", "30")]), true, now);
        assert_eq!(refused(&pacer, now), (30 * SECOND, Refused::Stopped));
        // A shorter one that comes later doesn't shorten it, and a success doesn't lift it.
        pacer.learn(&limits(&[("retry-after", "1")]), true, now);
        pacer.learn(&limits(&[("retry-after", "1")]), false, now);
        assert_eq!(refused(&pacer, now + 10 * SECOND), (20 * SECOND, Refused::Stopped));
        assert!(sent(&pacer, now + 30 * SECOND));
    }

    #[test]
    fn a_turn_that_was_given_is_void_after_a_stop() {
        let (pacer, now) = (Pacer::default(), Instant::now());
        pacer.learn(&limits(&[("ratelimit", "\"d\";r=5;t=100")]), false, now);
        let turns: Vec<_> = (0..5).map(|_| booked(&pacer, now).unwrap()).collect();
        pacer.learn(&limits(&[("retry-after", "60")]), true, now);
        for (wait, booking) in turns {
            assert_eq!(booking.leaves(now + wait), wait >= MINUTE, "{wait:?}");
        }
        // The three that didn't leave have given their turns back.
        assert!(
            (0..3).all(|_| booked(&pacer, now + 99 * SECOND).is_some_and(|b| b.1.leaves(now + 99 * SECOND)))
        );
        assert!(booked(&pacer, now + 99 * SECOND).is_none());
    }

    #[test]
    fn nothing_left_is_a_stop_and_absurd_headers_are_bounded() {
        let (pacer, now) = (Pacer::default(), Instant::now());
        pacer.learn(&limits(&[("ratelimit", "\"d\";r=0;t=12")]), false, now);
        assert_eq!(refused(&pacer, now), (12 * SECOND, Refused::Stopped));
        for absurd in ["18446744073709551615", "99999999999999999999", "1e15", "1e300"] {
            let pacer = Pacer::default();
            pacer.learn(&limits(&[("retry-after", absurd)]), true, now);
            assert_eq!(refused(&pacer, now), (LONGEST_STOP, Refused::Stopped), "{absurd}");
        }
        pacer.learn(&limits(&[("ratelimit", "\"d\";r=1;t=18446744073709551615")]), false, now);
    }

    #[test]
    fn answers_that_overtake_each_other_do_not_raise_the_count() {
        let (pacer, now) = (Pacer::default(), Instant::now());
        pacer.learn(&limits(&[("ratelimit", "\"d\";r=2;t=30")]), false, now);
        pacer.learn(&limits(&[("ratelimit", "\"d\";r=40;t=30")]), false, now);
        assert!(sent(&pacer, now) && !sent(&pacer, now));
        pacer.learn(&limits(&[("ratelimit", "\"d\";r=40;t=60")]), false, now);
        assert!(sent(&pacer, now) && sent(&pacer, now));
    }

    #[test]
    fn made_up_names_are_forgotten() {
        let (pacer, now) = (Pacer::default(), Instant::now());
        for number in 0..10_000 {
            let header = format!("\"{number}\";r=50;t={}", 100 + number % 7);
            pacer.learn(&limits(&[("ratelimit", &header)]), false, now);
        }
        let long = format!("\"{}\";r=50;t=1000", "n".repeat(10_000));
        pacer.learn(&limits(&[("ratelimit", &long)]), false, now);
        let state = pacer.lock();
        assert_eq!(state.quotas.len(), MOST_QUOTAS);
        assert!(state.quotas.iter().all(|quota| quota.name.len() <= 103));
    }
}
