//! The calls that a mock saw and didn't answer, kept as the words that a failing test needs:
//! what isn't kept can't be printed.

use std::fmt::Write;

/// So many calls of each kind are described; the others are counted.
const DESCRIBED: usize = 10;

/// What a mock passed on.
#[derive(Default)]
pub(super) struct Passed {
    /// Calls of its operation, each with what was different.
    differing: Kept<(String, Vec<String>)>,
    /// Other calls.
    others: Kept<String>,
}

/// The first few of something, and how many there were.
struct Kept<T> {
    first: Vec<T>,
    count: usize,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { first: Vec::new(), count: 0 }
    }
}

impl<T> Kept<T> {
    fn push(&mut self, item: impl FnOnce() -> T) {
        self.count += 1;
        if self.first.len() < DESCRIBED {
            self.first.push(item());
        }
    }

    fn more(&self, text: &mut String) {
        if self.count > self.first.len() {
            let _ = write!(text, "\n  and {} more", self.count - self.first.len());
        }
    }
}

impl Passed {
    pub(super) fn differing(&mut self, line: impl FnOnce() -> String, differences: Vec<String>) {
        self.differing.push(|| (line(), differences));
    }

    pub(super) fn other(&mut self, line: impl FnOnce() -> String) {
        self.others.push(line);
    }

    /// What to tell when a mock wasn't called as often as a test expects.
    pub(super) fn report(&self) -> String {
        let mut text = String::new();
        if self.differing.count > 0 {
            text.push_str("\ncalls of the operation that the mock didn't fit:");
            for (line, differences) in &self.differing.first {
                let _ = write!(text, "\n  {line}");
                for difference in differences {
                    let _ = write!(text, "\n    {difference}");
                }
            }
            self.differing.more(&mut text);
        }
        if self.others.count > 0 {
            text.push_str("\ncalls of other operations that no earlier mock answered:");
            for line in &self.others.first {
                let _ = write!(text, "\n  {line}");
            }
            self.others.more(&mut text);
        }
        if text.is_empty() {
            text.push_str("\nno other call came this way");
        }
        text
    }
}
