//! A set of hashes that takes little more than they do.
//!
//! A walk through a million items remembers each of them. A table that doubles is half empty at times, and
//! there are two of it while it grows. So these are many small ones, each of which grows by half, on its
//! own, when it is four fifths full.

use std::fmt;

/// How many tables there are: as many as six bits tell apart.
const TABLES: usize = 64;

/// A set of hashes.
#[derive(Default)]
pub(crate) struct MarkSet {
    /// None before the first hash.
    tables: Vec<Table>,
}

impl MarkSet {
    /// Adds a hash. Whether it wasn't there.
    pub(crate) fn insert(&mut self, mark: u64) -> bool {
        if self.tables.is_empty() {
            self.tables.resize_with(TABLES, Table::default);
        }
        self.tables[which(mark)].insert(mark)
    }

    /// Whether a hash is there.
    pub(crate) fn contains(&self, mark: u64) -> bool {
        self.tables.get(which(mark)).is_some_and(|table| table.contains(mark))
    }
}

impl fmt::Debug for MarkSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MarkSet({})", self.tables.iter().map(|table| table.count).sum::<usize>())
    }
}

/// Whether none of these hashes is there twice.
pub(crate) fn all_differ(marks: &[u64]) -> bool {
    // It never grows.
    let mut table = Table { places: vec![0; 2 * marks.len() + 1], count: 0 };
    marks.iter().all(|mark| table.insert(*mark))
}

/// The table of a hash, by its first bits.
fn which(mark: u64) -> usize {
    (mark >> 58) as usize
}

#[derive(Default)]
struct Table {
    /// 0 where nothing is.
    places: Vec<u64>,
    count: usize,
}

impl Table {
    fn insert(&mut self, mark: u64) -> bool {
        if 5 * (self.count + 1) > 4 * self.places.len() {
            self.grow();
        }
        let mark = told_from_nothing(mark);
        let at = self.place(mark);
        let new = self.places[at] == 0;
        if new {
            self.places[at] = mark;
            self.count += 1;
        }
        new
    }

    fn contains(&self, mark: u64) -> bool {
        let mark = told_from_nothing(mark);
        !self.places.is_empty() && self.places[self.place(mark)] == mark
    }

    /// Where a hash is, or would be. There are places where nothing is, so that this ends.
    fn place(&self, mark: u64) -> usize {
        let places = self.places.len();
        // The other bits, spread over all places in proportion.
        let mut at = ((u128::from(mark << 6) * places as u128) >> 64) as usize;
        while self.places[at] != 0 && self.places[at] != mark {
            at += 1;
            if at == places {
                at = 0;
            }
        }
        at
    }

    fn grow(&mut self) {
        let larger = (self.places.len() * 3 / 2).max(8);
        for mark in std::mem::replace(&mut self.places, vec![0; larger]) {
            if mark != 0 {
                let at = self.place(mark);
                self.places[at] = mark;
            }
        }
    }
}

/// One hash of all that there are is taken for its neighbour.
fn told_from_nothing(mark: u64) -> u64 {
    mark.max(1)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn it_holds_what_was_added_and_nothing_else() {
        for factor in [0x9e37_79b9_7f4a_7c15, 1, 1 << 40, 3 << 58] {
            let (mut set, mut known) = (MarkSet::default(), HashSet::new());
            for number in 0..3_000_u64 {
                let mark = (number % 2_000 + 1).wrapping_mul(factor);
                assert_eq!(set.contains(mark), known.contains(&mark), "{mark}");
                assert_eq!(set.insert(mark), known.insert(mark), "{mark}");
                assert!(set.contains(mark));
            }
            assert_eq!(format!("{set:?}"), format!("MarkSet({})", known.len()));
        }
    }

    #[test]
    fn a_hash_that_comes_twice_is_found() {
        for count in 0..200_u64 {
            let mut marks: Vec<u64> =
                (1..=count).map(|number| number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
            assert!(all_differ(&marks), "{count}");
            marks.extend(marks.get(marks.len() / 2).copied());
            assert_eq!(all_differ(&marks), count == 0, "{count}");
        }
    }

    #[test]
    fn it_takes_little_more_than_what_it_holds() {
        let mut set = MarkSet::default();
        for number in 1..=100_000_u64 {
            set.insert(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let places: usize = set.tables.iter().map(|table| table.places.len()).sum();
            assert!(places as u64 <= number * 2 + 8 * TABLES as u64, "{places} for {number}");
        }
    }
}
