//! Rate limits, and the headers that tell a client about them.

use std::{collections::HashMap, time::Duration};

use jiff::Timestamp;

use crate::{
    clock::{add, until},
    settings::RateLimit,
};

/// Counts requests in fixed windows, one count for each name.
#[derive(Debug, Default)]
pub(crate) struct Limiter(HashMap<String, Window>);

#[derive(Debug)]
struct Window {
    ends_at: Timestamp,
    used: u64,
    refused_until: Option<Timestamp>,
}

/// Where one name stands after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Requests left in this window.
    pub(crate) remaining: u64,
    /// Until more are allowed.
    pub(crate) resets_in: Duration,
    /// Whether this request was past the limit.
    pub(crate) refused: bool,
}

impl Limiter {
    pub(crate) fn count(&mut self, name: &str, limit: &RateLimit, now: Timestamp) -> Standing {
        let length = Duration::from_secs(limit.window_seconds.max(1));
        let fresh = || Window { ends_at: add(now, length), used: 0, refused_until: None };
        let window = self.0.entry(name.to_owned()).or_insert_with(fresh);
        let over = match window.refused_until {
            Some(refused_until) => now >= refused_until,
            None => now >= window.ends_at,
        };
        if over {
            *window = fresh();
        }
        if window.refused_until.is_none() && window.used >= limit.requests {
            window.refused_until = Some(match limit.penalty_seconds {
                Some(penalty) => add(now, Duration::from_secs(penalty)),
                None => window.ends_at,
            });
        }
        if let Some(refused_until) = window.refused_until {
            return Standing { remaining: 0, resets_in: until(now, refused_until), refused: true };
        }
        window.used += 1;
        Standing {
            remaining: limit.requests.saturating_sub(window.used),
            resets_in: until(now, window.ends_at),
            refused: false,
        }
    }

    /// Forgets all counts.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(seconds: u64) -> Timestamp {
        add("2030-01-01T00:00:00Z".parse().unwrap(), Duration::from_secs(seconds))
    }

    #[test]
    fn a_window_refuses_what_is_past_it_and_then_starts_again() {
        let limit = RateLimit::new(2, Duration::from_secs(10));
        let mut limiter = Limiter::default();
        assert_eq!(limiter.count("a", &limit, at(0)).remaining, 1);
        assert_eq!(limiter.count("a", &limit, at(4)).remaining, 0);
        let refused = limiter.count("a", &limit, at(4));
        assert_eq!((refused.refused, refused.resets_in), (true, Duration::from_secs(6)));
        assert!(!limiter.count("b", &limit, at(4)).refused);
        assert!(!limiter.count("a", &limit, at(10)).refused);
    }

    #[test]
    fn a_penalty_outlasts_the_window() {
        let mut limit = RateLimit::new(1, Duration::from_secs(10));
        limit.penalty_seconds = Some(60);
        let mut limiter = Limiter::default();
        assert!(!limiter.count("a", &limit, at(0)).refused);
        assert!(limiter.count("a", &limit, at(1)).refused);
        assert!(limiter.count("a", &limit, at(60)).refused);
        assert!(!limiter.count("a", &limit, at(61)).refused);
    }
}
