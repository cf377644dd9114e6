//! Hashes of texts, and sets of numbers that are hashes already.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};
use std::sync::OnceLock;

/// A set of hashes, or of references to them.
pub(crate) type Hashes<T> = HashSet<T, BuildHasherDefault<AsItIs>>;

/// A hash of a hash is no better.
#[derive(Clone, Default)]
pub(crate) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0 << 8 | u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// A hash of texts, for knowing in this process that they came before. It begins at a number that
/// nobody outside knows, so that a service can't choose texts that have the same.
pub(crate) struct Hashing {
    state: u64,
    seed: u64,
}

impl Hashing {
    /// An odd number whose bits have no pattern.
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

    pub(crate) fn new() -> Self {
        static SEED: OnceLock<u64> = OnceLock::new();
        let seed = *SEED.get_or_init(|| RandomState::new().hash_one(0_u64));
        Self { state: seed, seed }
    }

    /// Adds a text, and where it ends.
    pub(crate) fn add(&mut self, text: &str) {
        let (words, rest) = text.as_bytes().as_chunks::<8>();
        for word in words {
            self.take(u64::from_le_bytes(*word));
        }
        // The last eight bytes, some of which have been taken, need no copy of those that haven't.
        let last = match text.as_bytes().last_chunk() {
            Some(last) => u64::from_le_bytes(*last),
            None => rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        self.take(last);
        self.take(text.len() as u64);
    }

    pub(crate) fn end(self) -> u64 {
        folded(self.state ^ Self::FACTOR, self.seed | 1)
    }

    fn take(&mut self, word: u64) {
        self.state = folded(self.state ^ word, Self::FACTOR).wrapping_add(self.seed);
    }
}

/// What a field says about which item it is in, by its name and its value in JSON: a text that isn't
/// empty, or a number. Anything else identifies nothing.
pub(crate) fn hash_of_field(name: &str, value: &str) -> Option<u64> {
    if let Some(text) = value.strip_prefix('"') {
        return hash_of_text(name, text.strip_suffix('"').unwrap_or(text));
    }
    value.starts_with(|c: char| c == '-' || c.is_ascii_digit()).then(|| hash_of(&[name, value]))
}

/// The same for a text, as it stands between its quotes.
pub(crate) fn hash_of_text(name: &str, text: &str) -> Option<u64> {
    (!text.is_empty()).then(|| hash_of(&[name, text, "text"]))
}

/// The hash of texts, one after the other.
pub(crate) fn hash_of(texts: &[&str]) -> u64 {
    let mut hashing = Hashing::new();
    texts.iter().for_each(|text| hashing.add(text));
    hashing.end()
}

/// Both halves of a product in one.
fn folded(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    // The lower half, as it is.
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_differ_anywhere_have_other_hashes() {
        let mut texts = vec![vec![], vec![""], vec!["", ""], vec!["a", "b"], vec!["ab", ""], vec!["", "ab"]];
        let long: String = (0..40).map(|at| char::from(b'0' + at)).collect();
        texts.extend((1..40).map(|end| vec![&long[..end]]));
        texts.extend((1..40).map(|begin| vec![&long[begin..]]));
        texts.push(vec!["\0"]);
        texts.push(vec!["\0\0"]);
        let hashes: Hashes<u64> = texts.iter().map(|texts| hash_of(texts)).collect();
        assert_eq!(hashes.len(), texts.len());
        assert_eq!(hash_of(&["a", "b"]), hash_of(&["a", "b"]));
    }

    #[test]
    fn numbers_that_follow_each_other_have_hashes_that_do_not() {
        let hashes: Hashes<u64> =
            (0..100_000).map(|number| hash_of(&["id", &format!("{number:012}")])).collect();
        assert_eq!(hashes.len(), 100_000);
        // Each bit is set in about half of them.
        for bit in 0..64 {
            let set = hashes.iter().filter(|hash| *hash >> bit & 1 == 1).count();
            assert!((48_000..52_000).contains(&set), "{bit}: {set}");
        }
    }
}
