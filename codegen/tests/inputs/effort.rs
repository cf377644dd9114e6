//! How long something took, without the time in which the machine did something else.

use std::fs;
use std::time::{Duration, Instant};

/// Measures from its start on.
pub struct Effort {
    started: Instant,
    worked: Option<Duration>,
}

impl Effort {
    /// Begins to measure.
    pub fn start() -> Self {
        Self { started: Instant::now(), worked: worked() }
    }

    /// The time that has passed, or what this process has worked in it, where that is less: other programs
    /// may have had the processors. Where the system doesn't tell, all that has passed.
    pub fn spent(&self) -> Duration {
        let passed = self.started.elapsed();
        match (self.worked, worked()) {
            (Some(before), Some(now)) => passed.min(now.saturating_sub(before)),
            _ => passed,
        }
    }
}

/// The time that all threads of this process have worked, which Linux tells in hundredths of a second.
fn worked() -> Option<Duration> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the program's name in parentheses, with whatever it has in it.
    let (_, fields) = text.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let hundredths: u64 = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    Some(Duration::from_millis(10 * hundredths))
}
