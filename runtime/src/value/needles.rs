//! What to look for in a text: secrets, whole and in part, in the forms in which they come back.
//!
//! A secret is known by the hashes of its pieces of [`PIECE`] letters, so that nothing here holds the
//! secret itself, and so that a part of one is found as well: the head of a token that a server cut
//! off, a line of a key, a key wrapped at another width. Only letters and digits count, whatever their
//! case, which makes one form of many: what is dropped in between, and what base64 for URLs writes
//! otherwise, is no letter. A text is gone through once for each [reading](super::reading) of it.

use std::ops::Range;

use crate::value::hashes::Hashes;
use crate::value::markup::Markup;
use crate::value::reading::{Letter, as_it_stands, decoded, without};
use crate::value::sieve::Sieve;

/// How many letters of a secret are enough to know it by.
const PIECE: usize = 16;
/// A secret with fewer letters and digits is looked for with all that it has, as it is written.
const FEWEST_LETTERS: usize = 8;
/// Shorter values would blank out ordinary words.
const SHORTEST_SECRET: usize = 4;
/// No key is longer; of one that is, this much is known.
const LONGEST_SECRET: usize = 64 * 1024;
/// Base64 of fewer bytes than this is no more than a word.
const SHORTEST_ENCODED: usize = 6;

/// The hashes of what is looked for.
#[derive(Clone, Default)]
pub(crate) struct Needles {
    /// Of letters and digits.
    loose: Pieces,
    /// Of everything that stands in the text.
    strict: Pieces,
}

impl Needles {
    /// Adds a secret.
    pub(crate) fn add(&mut self, secret: &str) {
        let secret = secret.trim();
        if secret.len() < SHORTEST_SECRET {
            return;
        }
        // The label of a PEM block is no secret, and its lines are one.
        let lines = secret.lines().filter(|line| !line.trim_start().starts_with("-----"));
        let body = zeroize::Zeroizing::new(lines.collect::<Vec<_>>().join("\n"));
        let body = head(if body.trim().is_empty() { secret } else { &body });
        let written = letters(as_it_stands(body));
        // Of one with more punctuation than letters, a part is known by all that stands there.
        if written.len() < FEWEST_LETTERS || 4 * written.len() < 3 * body.len() {
            self.strict.add(&all(as_it_stands(body)));
            self.strict.add(&all(decoded(body)));
        }
        if written.len() >= FEWEST_LETTERS {
            self.loose.add(&written);
            // What looks like an encoding or a tag in a secret is taken for one in a text, too.
            if body.contains(['%', '\\', '&']) {
                self.loose.add(&letters(decoded(body)));
            }
            if body.contains('<') {
                self.loose.add(&letters(without(as_it_stands(body), Markup::of(body))));
                self.loose.add(&letters(without(decoded(body), Markup::of(body))));
            }
        }
        // What a JSON string writes otherwise stands between pieces that it doesn't.
        for part in body.split(|c: char| c.is_control() || c == '"' || c == '\\') {
            for shift in 0..3 {
                let encoded = base64(part.as_bytes(), shift);
                if encoded.len() >= FEWEST_LETTERS && part.len() >= SHORTEST_ENCODED {
                    self.loose.add(&encoded);
                }
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.loose.0.is_empty() && self.strict.0.is_empty()
    }

    /// How many letters a text must have at least to hold anything.
    pub(crate) fn shortest(&self) -> usize {
        self.loose.0.iter().chain(&self.strict.0).map(|pieces| pieces.length).min().unwrap_or(usize::MAX)
    }

    /// How many pieces are known.
    pub(crate) fn len(&self) -> usize {
        self.loose.0.iter().chain(&self.strict.0).map(|pieces| pieces.hashes.len()).sum()
    }

    /// Whether these bytes, as they stand, hold a piece of a secret: what [`find`](Self::find) would say,
    /// without the places. Almost every text that is looked at holds none.
    pub(crate) fn any_in(&self, text: &[u8]) -> bool {
        let letters = |byte: &u8| byte.is_ascii_alphanumeric();
        let loose = |pieces: &OfLength| {
            pieces.sieve.as_ref().is_none_or(|sieve| sieve.passes(text))
                && pieces.any_in(text.iter().copied().filter(letters))
        };
        text.len() >= self.shortest()
            && (self.loose.0.iter().any(loose)
                || self.strict.0.iter().any(|pieces| pieces.any_in(text.iter().copied())))
    }

    /// Calls `found` with every place in these letters that holds a piece of a secret, in order of
    /// where they end.
    pub(crate) fn find(
        of: &[&Self],
        text: impl Iterator<Item = Letter>,
        mut found: impl FnMut(Range<usize>),
    ) {
        let mut loose = Search::new(of.iter().flat_map(|needles| &needles.loose.0));
        let mut strict = Search::new(of.iter().flat_map(|needles| &needles.strict.0));
        if strict.pieces.is_empty() {
            text.filter(|letter| letter.byte.is_ascii_alphanumeric())
                .for_each(|letter| loose.take(&letter, &mut found));
            return;
        }
        for letter in text {
            if letter.byte.is_ascii_alphanumeric() {
                loose.take(&letter, &mut found);
            }
            strict.take(&letter, &mut found);
        }
    }
}

/// As much of a secret as is looked for.
fn head(secret: &str) -> &str {
    let end = (0..=secret.len().min(LONGEST_SECRET)).rev().find(|end| secret.is_char_boundary(*end));
    &secret[..end.unwrap_or(0)]
}

fn all(reading: impl Iterator<Item = Letter>) -> Vec<u8> {
    reading.map(|letter| letter.byte).collect()
}

fn letters(reading: impl Iterator<Item = Letter>) -> Vec<u8> {
    reading.map(|letter| letter.byte).filter(u8::is_ascii_alphanumeric).collect()
}

/// The letters and digits, in lower case, of the base64 of `bytes` where it begins `shift` bytes after
/// a whole number of groups; without those that depend on what stands before and behind.
fn base64(bytes: &[u8], shift: usize) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut digits = Vec::with_capacity(bytes.len() * 4 / 3 + 1);
    // The bits that aren't written yet, the newest at the end. What stands before isn't known.
    let (mut bits, mut count) = (0_usize, 8 * shift % 6);
    let mut unknown = count > 0;
    for byte in bytes {
        bits = bits << 8 | usize::from(*byte);
        count += 8;
        while count >= 6 {
            count -= 6;
            let digit = DIGITS[bits >> count & 63];
            if !std::mem::take(&mut unknown) && digit.is_ascii_alphanumeric() {
                digits.push(digit.to_ascii_lowercase());
            }
        }
        bits &= 0xff;
    }
    digits
}

/// Hashes of pieces, by how many letters a piece has.
#[derive(Clone, Default)]
struct Pieces(Vec<OfLength>);

#[derive(Clone)]
struct OfLength {
    length: usize,
    hashes: Hashes<u64>,
    /// Of pieces of letters, where they are long enough.
    sieve: Option<Sieve>,
}

impl Pieces {
    /// Adds all pieces of these letters, or the one that they are.
    fn add(&mut self, letters: &[u8]) {
        let length = letters.len().min(PIECE);
        if length == 0 {
            return;
        }
        let at = self.0.iter().position(|pieces| pieces.length == length).unwrap_or_else(|| {
            let sieve = Sieve::new(length, letters.len());
            self.0.push(OfLength { length, hashes: Hashes::default(), sieve });
            self.0.len() - 1
        });
        if let Some(sieve) = &mut self.0[at].sieve {
            sieve.add(letters);
        }
        self.0[at].hashes.reserve(letters.len() - length + 1);
        let mut rolling = Rolling::new(length);
        for (at_letter, letter) in letters.iter().enumerate() {
            let leaving = at_letter.checked_sub(length).map(|left| letters[left]);
            rolling.add(*letter, leaving);
            if at_letter + 1 >= length {
                self.0[at].hashes.insert(rolling.hash());
            }
        }
    }
}

impl OfLength {
    /// Whether a piece is among the letters.
    fn any_in(&self, letters: impl Iterator<Item = u8>) -> bool {
        let (mut last, mut count) = ([0; PIECE], 0);
        let mut rolling = Rolling::new(self.length);
        for byte in letters {
            let letter = byte.to_ascii_lowercase();
            let leaving = (count >= self.length).then(|| last[(count - self.length) % PIECE]);
            rolling.add(letter, leaving);
            last[count % PIECE] = letter;
            count += 1;
            if count >= self.length && self.hashes.contains(&rolling.hash()) {
                return true;
            }
        }
        false
    }
}

/// The hash of the last so many letters.
struct Rolling {
    sum: u64,
    /// What the letter that leaves was multiplied with.
    last_power: u64,
}

impl Rolling {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

    fn new(length: usize) -> Self {
        Self { sum: 0, last_power: (0..length).fold(1, |power, _| u64::wrapping_mul(power, Self::BASE)) }
    }

    fn add(&mut self, letter: u8, leaving: Option<u8>) {
        self.sum = self.sum.wrapping_mul(Self::BASE).wrapping_add(u64::from(letter) + 1);
        if let Some(leaving) = leaving {
            self.sum = self.sum.wrapping_sub((u64::from(leaving) + 1).wrapping_mul(self.last_power));
        }
    }

    fn hash(&self) -> u64 {
        (self.sum ^ self.sum >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93)
    }
}

/// A search for pieces among the letters that go by.
struct Search<'a> {
    /// The last [`PIECE`] letters and where they begin, each at its number modulo that.
    last: [(u8, usize); PIECE],
    count: usize,
    pieces: Vec<(&'a OfLength, Rolling)>,
}

impl<'a> Search<'a> {
    fn new(pieces: impl Iterator<Item = &'a OfLength>) -> Self {
        let pieces = pieces.map(|pieces| (pieces, Rolling::new(pieces.length))).collect();
        Self { last: [(0, 0); PIECE], count: 0, pieces }
    }

    fn take(&mut self, letter: &Letter, found: &mut impl FnMut(Range<usize>)) {
        if self.pieces.is_empty() {
            return;
        }
        for (pieces, rolling) in &mut self.pieces {
            // Of the longest pieces it is the one that is about to be overwritten.
            let leaving = self.count.checked_sub(pieces.length).map(|left| self.last[left % PIECE].0);
            rolling.add(letter.byte, leaving);
        }
        self.last[self.count % PIECE] = (letter.byte, letter.at.start);
        self.count += 1;
        for (pieces, rolling) in &self.pieces {
            if let Some(first) = self.count.checked_sub(pieces.length)
                && pieces.hashes.contains(&rolling.hash())
            {
                found(self.last[first % PIECE].1..letter.at.end);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn knowing(secrets: &[&str]) -> Needles {
        let mut needles = Needles::default();
        secrets.iter().for_each(|secret| needles.add(secret));
        needles
    }

    /// What of the text is part of a secret.
    fn found<'t>(needles: &Needles, text: &'t str) -> Vec<&'t str> {
        let mut places: Vec<Range<usize>> = Vec::new();
        Needles::find(&[needles], as_it_stands(text), |place| match places.last_mut() {
            Some(last) if place.start <= last.end => last.end = place.end,
            _ => places.push(place),
        });
        places.into_iter().map(|place| &text[place]).collect()
    }

    #[test]
    fn a_secret_is_found_whole_in_part_and_in_pieces() {
        let token = "v1.0-abcdefghij-0123456789-KLMNOPQRST";
        let needles = knowing(&[token]);
        assert_eq!(found(&needles, &format!("the {token}!")), [token]);
        assert_eq!(found(&needles, &token.to_uppercase()), [token.to_uppercase()]);
        assert_eq!(found(&needles, "cut: v1.0-abcdefghij-01234"), ["v1.0-abcdefghij-01234"]);
        assert_eq!(found(&needles, "at 0123 456789\n  klmnopqrst"), ["0123 456789\n  klmnopqrst"]);
        assert!(found(&needles, "v1.0-abcdefghi and 0123456789-KLMNO").is_empty());
    }

    #[test]
    fn short_ones_are_found_as_they_are() {
        let needles = knowing(&["hunter2", "!?-#", "abc", "ab12cd34"]);
        assert_eq!(found(&needles, "was HUNTER2, and !?-# abc"), ["HUNTER2", "!?-#"]);
        assert!(found(&needles, "hunt er2 !-?#").is_empty());
        assert_eq!(found(&needles, "ab12-CD34"), ["ab12-CD34"]);
    }

    #[test]
    fn base64_is_that_of_every_alignment() {
        assert_eq!(base64(b"secret", 0), b"c2vjcmv0");
        // Of "xsecret" and "xxsecret" without what depends on their neighbours.
        assert_eq!(base64(b"secret", 1), b"nly3jld");
        assert_eq!(base64(b"secret", 2), b"zzwnyzx");
        let needles = knowing(&["a-token-of-some-length"]);
        for echo in [
            "YS10b2tlbi1vZi1zb21lLWxlbmd0aA==",
            "eGEtdG9rZW4tb2Ytc29tZS1sZW5ndGh5",
            "eHhhLXRva2VuLW9mLXNvbWUtbGVuZ3Ro",
        ] {
            let shown = found(&needles, echo).concat();
            assert!(shown.len() + 4 >= echo.trim_end_matches('=').len(), "{shown} of {echo}");
        }
    }

    #[test]
    fn a_key_is_known_by_its_body() {
        let pem = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49\nAwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----\n";
        let needles = knowing(&[pem]);
        assert!(found(&needles, "-----BEGIN PRIVATE KEY-----").is_empty());
        for echo in [
            "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg",
            "MIGHAgEA\r\nMBMGByqG\r\nSM49AgEG\r\nCCqGSM49",
        ] {
            assert_eq!(found(&needles, echo), [echo]);
        }
    }

    #[test]
    fn what_is_kept_is_bounded_by_the_secret() {
        let key = "0123456789abcdef".repeat(10_000);
        assert!(knowing(&[&key]).len() <= 6 * LONGEST_SECRET);
        assert!(knowing(&["", "abc"]).is_empty());
    }
}
