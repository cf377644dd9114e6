//! What a walk has seen already, so that it ends when nothing new comes.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::decode::marks::Marks;
use crate::value::mark_set::MarkSet;

/// How many pages may follow each other that say nothing new, in a list that grows meanwhile.
const SHIFTED_PAGES: u32 = 10;

/// The marks of all pages so far. It takes 8 bytes for each item and half as much for finding
/// them, and for a page whose items have no identifiers as much as for one item.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    marks: MarkSet,
    /// Pages without anything new that are put down to items which have moved.
    shifted: u32,
}

impl Seen {
    /// Takes a page in. Whether it has nothing new, and it isn't because the list has `grown` and
    /// its items have moved to later pages.
    pub(crate) fn repeats(&mut self, marks: &Marks, grown: bool) -> bool {
        let mut new = false;
        for mark in &marks.marks {
            new |= self.marks.insert(*mark);
        }
        if new {
            self.shifted = 0;
            return false;
        }
        self.shifted += 1;
        !grown || self.shifted > SHIFTED_PAGES
    }

    /// Notes that a cursor is followed.
    pub(crate) fn follows(&mut self, cursor: &str) {
        self.marks.insert(cursor_mark(cursor));
    }

    /// Whether a cursor has been followed.
    pub(crate) fn has_followed(&self, cursor: &str) -> bool {
        self.marks.contains(cursor_mark(cursor))
    }
}

fn cursor_mark(cursor: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    ("cursor", cursor).hash(&mut hasher);
    hasher.finish()
}
