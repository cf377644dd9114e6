//! Says quickly of most texts that no piece of a secret is in them.
//!
//! A piece of 16 letters holds five windows of 12, and one of these begins at a multiple of five, wherever
//! in a text the piece stands. So a fifth of a text's windows is looked up in a table of bits, which has
//! one set for every window of each piece. Different windows share a bit, which only makes a second look
//! necessary, and 12 letters are more than anybody can guess, so that a table gives no secret away.

/// How many letters a window has.
const WINDOW: usize = 12;
/// A letter or digit, whatever its case, in so many bits; some share theirs.
const BITS: u32 = 5;
/// The windows' bits in a word.
const MASK: u64 = (1 << (WINDOW as u32 * BITS)) - 1;

/// What a byte is in a window; 0 for what is no letter.
const LETTERS: [u8; 256] = {
    let mut letters = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            letters[byte] = byte as u8 & 31;
        }
        byte += 1;
    }
    letters
};

/// A table of windows.
#[derive(Clone)]
pub(super) struct Sieve {
    /// A power of two of them, 64 bits each.
    table: Vec<u64>,
    /// From one window that is looked up to the next.
    step: usize,
}

impl Sieve {
    /// For pieces of so many letters, of secrets of about as many letters in all. `None` for pieces that
    /// are too short.
    pub(super) fn new(piece: usize, letters: usize) -> Option<Self> {
        let step = (piece + 1).checked_sub(WINDOW).filter(|step| *step > 0)?;
        // About one in a hundred bits is set by one form of the secret and its encodings.
        let words = (4 * letters).next_power_of_two().clamp(256, 1 << 14);
        Some(Self { table: vec![0; words], step })
    }

    /// Adds all windows of these letters, and so all pieces of them.
    pub(super) fn add(&mut self, letters: &[u8]) {
        let mut window = 0;
        let codes = letters.iter().map(|letter| LETTERS[usize::from(*letter)]).filter(|code| *code > 0);
        for (count, code) in codes.enumerate() {
            window = window << BITS | u64::from(code);
            if count + 1 >= WINDOW {
                let (word, bit) = self.place(window);
                self.table[word] |= bit;
            }
        }
    }

    /// Whether the text may hold a piece.
    pub(super) fn passes(&self, text: &[u8]) -> bool {
        let (mut window, mut left) = (0, WINDOW);
        for byte in text {
            let code = LETTERS[usize::from(*byte)];
            if code > 0 {
                window = window << BITS | u64::from(code);
                left -= 1;
                if left == 0 {
                    let (word, bit) = self.place(window);
                    if self.table[word] & bit != 0 {
                        return true;
                    }
                    left = self.step;
                }
            }
        }
        false
    }

    /// The word and the bit of a window.
    fn place(&self, window: u64) -> (usize, u64) {
        let hash = (window & MASK).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let word = (hash >> 38) as usize & (self.table.len() - 1);
        (word, 1 << (hash >> 58))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_piece_passes_wherever_it_stands() {
        let secret = b"sn3lzjtbx6kkg7odcbuaxoo963geiygqqnftofyy";
        for piece in WINDOW..=16 {
            let mut sieve = Sieve::new(piece, secret.len()).unwrap();
            sieve.add(secret);
            for begin in 0..=secret.len() - piece {
                for before in 0..20 {
                    let part = String::from_utf8_lossy(&secret[begin..begin + piece]);
                    let text = format!("{}-{}", "x".repeat(before), part.to_uppercase());
                    assert!(sieve.passes(text.as_bytes()), "{text}");
                    let (head, tail) = part.split_at(7);
                    let apart = format!("{}{head}\n {tail}yz", "x".repeat(before));
                    assert!(sieve.passes(apart.as_bytes()), "{apart}");
                }
            }
        }
    }

    #[test]
    fn most_other_texts_do_not() {
        let mut sieve = Sieve::new(16, 40).unwrap();
        sieve.add(b"sn3lzjtbx6kkg7odcbuaxoo963geiygqqnftofyy");
        let passed = (0..1_000).filter(|number| sieve.passes(format!("8f2a1c{number:010}fra").as_bytes()));
        assert!(passed.count() < 50);
        assert!(Sieve::new(WINDOW - 1, 40).is_none());
    }
}
