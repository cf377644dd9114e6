//! The emulator's own time.
//!
//! Everything that happens "after a while" (a certificate becoming active, a
//! rate limit window ending) is measured on this clock and never by sleeping,
//! so that a test can move a certificate to active by stepping the clock, and a
//! demonstration can run minutes in seconds.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How the emulator's time goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum ClockMode {
    /// As fast as the machine's clock.
    #[default]
    Real,
    /// `factor` seconds for each second of the machine's clock.
    Scaled {
        /// Emulated seconds per real second; zero or more.
        factor: f64,
    },
    /// Stands still until it is advanced by hand.
    Stepped,
}

impl ClockMode {
    fn factor(self) -> f64 {
        match self {
            Self::Real => 1.0,
            // A factor below zero or not a number would make time go back.
            Self::Scaled { factor } if factor.is_finite() && factor > 0.0 => factor,
            Self::Scaled { .. } | Self::Stepped => 0.0,
        }
    }
}

/// A clock that can be scaled, stopped and moved forward.
#[derive(Debug)]
pub(crate) struct Clock {
    mode: ClockMode,
    base: Timestamp,
    read_at: Instant,
}

impl Clock {
    /// Starts at `start`, or at the machine's time.
    pub(crate) fn new(mode: ClockMode, start: Option<Timestamp>) -> Self {
        Self { mode, base: start.unwrap_or_else(Timestamp::now), read_at: Instant::now() }
    }

    pub(crate) fn mode(&self) -> ClockMode {
        self.mode
    }

    /// The emulated time, cut to microseconds as the API's timestamps are.
    pub(crate) fn now(&self) -> Timestamp {
        let elapsed = self.read_at.elapsed().mul_f64_saturating(self.mode.factor());
        in_microseconds(add(self.base, elapsed))
    }

    /// Moves forward by `step`, in every mode.
    pub(crate) fn advance(&mut self, step: Duration) {
        self.base = add(self.base, step);
    }

    /// Changes how time goes on, from the present moment.
    pub(crate) fn set_mode(&mut self, mode: ClockMode) {
        self.base = self.now();
        self.read_at = Instant::now();
        self.mode = mode;
    }

    /// Jumps to `now`.
    pub(crate) fn set_now(&mut self, now: Timestamp) {
        self.base = now;
        self.read_at = Instant::now();
    }

    /// How long a client has to wait on its own clock for `emulated` to pass
    /// here: what a `retry-after` header has to say. A stopped clock has no
    /// answer to that, and keeps the emulated length.
    pub(crate) fn real_seconds(&self, emulated: Duration) -> u64 {
        let factor = self.mode.factor();
        let seconds = if factor > 0.0 { emulated.as_secs_f64() / factor } else { emulated.as_secs_f64() };
        // Rounded up: a client that waits for as long must not be too early.
        // The cast saturates.
        seconds.ceil() as u64
    }
}

/// `at + by`, at the last representable moment if that is too far.
pub(crate) fn add(at: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by).ok().and_then(|by| at.checked_add(by).ok()).unwrap_or(Timestamp::MAX)
}

/// The time from `from` until `to`; zero if that is past.
pub(crate) fn until(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or(Duration::ZERO)
}

fn in_microseconds(at: Timestamp) -> Timestamp {
    // A timestamp cut to microseconds is still in range.
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

trait SaturatingScale {
    fn mul_f64_saturating(self, factor: f64) -> Duration;
}

impl SaturatingScale for Duration {
    fn mul_f64_saturating(self, factor: f64) -> Duration {
        Duration::try_from_secs_f64(self.as_secs_f64() * factor).unwrap_or(Duration::MAX)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_stepped_clock_moves_by_hand_alone() {
        let start: Timestamp = "2030-01-01T00:00:00Z".parse().unwrap();
        let mut clock = Clock::new(ClockMode::Stepped, Some(start));
        std::thread::sleep(Duration::from_millis(2));
        assert_eq!(clock.now(), start);
        clock.advance(Duration::from_secs(90));
        assert_eq!(clock.now().to_string(), "2030-01-01T00:01:30Z");
    }

    #[test]
    fn a_scaled_clock_runs_ahead() {
        let start: Timestamp = "2030-01-01T00:00:00Z".parse().unwrap();
        let clock = Clock::new(ClockMode::Scaled { factor: 1e6 }, Some(start));
        std::thread::sleep(Duration::from_millis(2));
        assert!(until(start, clock.now()) >= Duration::from_secs(2000));
        assert_eq!(clock.real_seconds(Duration::from_secs(3_000_000)), 3);
    }

    #[test]
    fn time_never_goes_back_or_overflows() {
        for factor in [-1.0, f64::NAN, f64::INFINITY] {
            let clock = Clock::new(ClockMode::Scaled { factor }, None);
            assert!(clock.now() >= in_microseconds(clock.base));
        }
        let mut clock = Clock::new(ClockMode::Stepped, None);
        clock.advance(Duration::MAX);
        assert!(clock.now() > Timestamp::now());
    }
}
