//! How often to send a request again, and after how long.
//!
//! How long to wait is the service's say, and otherwise drawn at random below a bound that doubles,
//! so that clients that failed together don't come back together.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

/// How often and how patiently a request is sent again.
///
/// ```
/// use std::time::Duration;
/// use cloudflare_core::RetryPolicy;
///
/// let patient = RetryPolicy::new().max_retries(6).max_wait(Duration::from_secs(300));
/// let never = RetryPolicy::none();
/// assert_eq!((patient.retries(), never.retries()), (6, 0));
/// ```
///
/// `RetryPolicy::from(&client)` is that of a client, to change one thing about it;
/// [`with_max_retries`](crate::OperationExt::with_max_retries) does that for the commonest thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    max_retries: u32,
    backoff: Duration,
    backoff_cap: Duration,
    max_wait: Duration,
}

impl RetryPolicy {
    /// 3 retries, waits drawn from up to 0.5, 1, 2 … and at most 8 seconds, and waits that the
    /// service asks for of up to 60 seconds.
    pub const fn new() -> Self {
        Self {
            max_retries: 3,
            backoff: Duration::from_millis(500),
            backoff_cap: Duration::from_secs(8),
            max_wait: Duration::from_secs(60),
        }
    }

    /// No retries at all.
    pub const fn none() -> Self {
        Self::new().max_retries(0)
    }

    /// How often a request is sent again after the first time.
    pub const fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }

    /// The bound below which the first wait is drawn; it doubles with each retry.
    pub const fn backoff(mut self, first: Duration) -> Self {
        self.backoff = first;
        self
    }

    /// Where the bound stops doubling.
    pub const fn backoff_cap(mut self, cap: Duration) -> Self {
        self.backoff_cap = cap;
        self
    }

    /// The longest wait that the service may ask for (or the pacer on its behalf). When it asks
    /// for more, the call fails at once and the error carries the wait.
    pub const fn max_wait(mut self, cap: Duration) -> Self {
        self.max_wait = cap;
        self
    }

    /// How often a request is sent again; set by [`max_retries`](Self::max_retries).
    #[must_use]
    pub const fn retries(&self) -> u32 {
        self.max_retries
    }

    /// Below what the first wait is drawn; set by [`backoff`](Self::backoff).
    #[must_use]
    pub const fn first_backoff(&self) -> Duration {
        self.backoff
    }

    /// Below what any wait is drawn; set by [`backoff_cap`](Self::backoff_cap).
    #[must_use]
    pub const fn longest_backoff(&self) -> Duration {
        self.backoff_cap
    }

    /// The longest wait that the service may ask for; set by [`max_wait`](Self::max_wait).
    #[must_use]
    pub const fn longest_wait(&self) -> Duration {
        self.max_wait
    }

    /// The wait before retry number `retry`, the first being 1. What the service asked for is a
    /// lower bound and no more is added to it than one first backoff. `fraction` is random, from
    /// 0 to 1.
    pub(crate) fn wait(&self, retry: u32, asked: Option<Duration>, fraction: f64) -> Duration {
        match asked {
            Some(asked) if !asked.is_zero() => {
                asked.saturating_add(self.backoff.min(asked / 10).mul_f64(fraction))
            }
            // "At once", from a service that is in trouble, is no reason to hammer it.
            _ => {
                let doublings = 2_u32.saturating_pow(retry.saturating_sub(1));
                self.backoff.saturating_mul(doublings).min(self.backoff_cap).mul_f64(fraction)
            }
        }
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// What retries cost, shared by all clones of a client.
///
/// While the service is down every call would be sent four times; the budget lets that happen to
/// the first few and then only to a tenth of the calls that succeed.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    /// In tenths of a retry.
    tenths: Mutex<u64>,
    capacity: u64,
}

impl RetryBudget {
    pub(crate) const DEFAULT: u32 = 20;

    pub(crate) fn new(retries: u32) -> Self {
        let capacity = u64::from(retries) * 10;
        Self { tenths: Mutex::new(capacity), capacity }
    }

    /// Takes one retry out, if there is one.
    pub(crate) fn take(&self) -> bool {
        let mut tenths = self.tenths.lock().unwrap_or_else(PoisonError::into_inner);
        match tenths.checked_sub(10) {
            Some(left) => {
                *tenths = left;
                true
            }
            None => false,
        }
    }

    /// A call succeeded.
    pub(crate) fn refill(&self) {
        let mut tenths = self.tenths.lock().unwrap_or_else(PoisonError::into_inner);
        *tenths = (*tenths + 1).min(self.capacity);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_cap_and_are_drawn_from_zero() {
        let policy = RetryPolicy::new();
        let bounds: Vec<_> = (1..=7).map(|retry| policy.wait(retry, None, 1.0).as_millis()).collect();
        assert_eq!(bounds, [500, 1000, 2000, 4000, 8000, 8000, 8000]);
        assert_eq!(policy.wait(3, None, 0.0), Duration::ZERO);
        assert_eq!(policy.wait(u32::MAX, None, 1.0), Duration::from_secs(8));
    }

    #[test]
    fn what_the_service_asks_for_is_the_least() {
        let policy = RetryPolicy::new();
        let asked = Duration::from_secs(7);
        assert_eq!(policy.wait(1, Some(asked), 0.0), asked);
        assert_eq!(policy.wait(1, Some(asked), 1.0), Duration::from_millis(7500));
        assert_eq!(policy.wait(2, Some(Duration::ZERO), 1.0), Duration::from_secs(1));
        assert_eq!(policy.wait(1, Some(Duration::MAX), 1.0), Duration::MAX);
    }

    #[test]
    fn the_budget_is_spent_and_earned_back_slowly() {
        let budget = RetryBudget::new(2);
        assert!(budget.take() && budget.take() && !budget.take());
        (0..10).for_each(|_| budget.refill());
        assert!(budget.take() && !budget.take());
        (0..100).for_each(|_| budget.refill());
        assert!(budget.take() && budget.take() && !budget.take());
    }
}
