//! A text letter by letter, with what is written in another way undone.
//!
//! The same value comes back from a server as it was sent, or percent-encoded, inside a JSON string,
//! with entities, with tags between its letters, or in several of these ways at once. A reading gives
//! the bytes that are meant, in lower case, each with the place in the text where it stands.

use std::collections::VecDeque;
use std::iter::Peekable;
use std::ops::Range;

/// Encodings of the same kind inside each other are undone to this depth.
const NESTED: usize = 8;
/// The longest name of an entity that is looked for.
const LONGEST_ENTITY: usize = 12;

/// One byte of what a text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    /// In lower case, when it is an ASCII letter.
    pub(crate) byte: u8,
    /// Where it stands.
    pub(crate) at: Range<usize>,
}

/// The letters of a text as it stands.
pub(crate) fn as_it_stands(text: &str) -> impl Iterator<Item = Letter> {
    let (mut start, mut end) = (0, 0);
    text.bytes().enumerate().map(move |(at, byte)| {
        if at >= end {
            start = at;
            end = at + 1;
            // Bytes that go on with a character are where it is.
            while !text.is_char_boundary(end) {
                end += 1;
            }
        }
        letter(byte, start..end)
    })
}

/// The letters of a text with its encodings undone.
pub(crate) fn decoded(text: &str) -> impl Iterator<Item = Letter> {
    // One may be inside another, such as an entity whose `&` is escaped.
    Decoder::new(Decoder::new(as_it_stands(text)))
}

/// The letters outside of these places.
pub(crate) fn without(
    letters: impl Iterator<Item = Letter>,
    places: impl Iterator<Item = Range<usize>>,
) -> impl Iterator<Item = Letter> {
    let mut places = places.peekable();
    letters.filter(move |letter| {
        while places.next_if(|place| place.end <= letter.at.start).is_some() {}
        places.peek().is_none_or(|place| letter.at.start < place.start)
    })
}

fn letter(byte: u8, at: Range<usize>) -> Letter {
    Letter { byte: byte.to_ascii_lowercase(), at }
}

/// Undoes one layer of encodings.
struct Decoder<I: Iterator<Item = Letter>> {
    source: Peekable<I>,
    /// Letters of the source that have been looked at.
    ahead: VecDeque<Letter>,
    /// Bytes of a character of which the first has been given.
    rest: VecDeque<Letter>,
}

/// What stands for something else: how many letters it is, and what it stands for.
struct Encoded {
    letters: usize,
    meant: Meant,
}

enum Meant {
    Byte(u8),
    Char(char),
}

impl<I: Iterator<Item = Letter>> Decoder<I> {
    fn new(source: I) -> Self {
        Self { source: source.peekable(), ahead: VecDeque::new(), rest: VecDeque::new() }
    }

    fn look(&mut self, at: usize) -> Option<u8> {
        while self.ahead.len() <= at {
            self.ahead.push_back(self.source.next()?);
        }
        self.ahead.get(at).map(|letter| letter.byte)
    }

    fn is(&mut self, at: usize, text: &str) -> bool {
        text.bytes().enumerate().all(|(offset, byte)| self.look(at + offset) == Some(byte))
    }

    /// A number of at most so many digits, and how many it has.
    fn number(&mut self, at: usize, radix: u32, most: usize) -> Option<(u32, usize)> {
        let (mut number, mut digits) = (0, 0);
        while digits < most
            && let Some(digit) = self.look(at + digits).and_then(|byte| char::from(byte).to_digit(radix))
        {
            number = number * radix + digit;
            digits += 1;
        }
        (digits > 0).then_some((number, digits))
    }

    /// `%74`, and `%2574` for what was encoded twice.
    fn percent(&mut self) -> Option<Encoded> {
        let mut at = 1;
        while at < 1 + 2 * NESTED && self.is(at, "25") {
            at += 2;
        }
        // Where nothing was encoded twice the last of them stands for itself.
        for at in [at, at.saturating_sub(2)] {
            if let Some((byte, 2)) = self.number(at, 16, 2).filter(|_| at > 0) {
                return Some(Encoded { letters: at + 2, meant: Meant::Byte(byte as u8) });
            }
        }
        None
    }

    /// `\n`, `\"`, `\u0074`, `\x74`, with as many backslashes as there are.
    fn backslash(&mut self) -> Option<Encoded> {
        let mut at = 1;
        while at < NESTED && self.look(at) == Some(b'\\') {
            at += 1;
        }
        let letters = at + 1;
        let escape = self.look(at)?;
        let digits = match escape {
            b'u' if self.look(letters) == Some(b'{') => self
                .number(letters + 1, 16, 6)
                .filter(|(_, digits)| self.look(letters + 1 + digits) == Some(b'}'))
                .map(|(number, digits)| (number, digits + 2)),
            b'u' => self.number(letters, 16, 4).filter(|(_, digits)| *digits == 4),
            b'x' => self.number(letters, 16, 2).filter(|(_, digits)| *digits == 2),
            _ => None,
        };
        if let Some((number, digits)) = digits {
            let meant = Meant::Char(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER));
            return Some(Encoded { letters: letters + digits, meant });
        }
        let byte = match escape {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' | b'f' | b'v' | b'0' => b' ',
            other => other,
        };
        Some(Encoded { letters, meant: Meant::Byte(byte) })
    }

    /// `&#116;`, `&#x74;`, `&quot;`, and `&amp;#116;` for what was encoded twice.
    fn entity(&mut self) -> Option<Encoded> {
        let mut at = 1;
        while at < 1 + 4 * NESTED && self.is(at, "amp;") {
            at += 4;
        }
        let nested = (at > 1).then_some(Encoded { letters: at, meant: Meant::Byte(b'&') });
        if self.look(at) == Some(b'#') {
            let (radix, digits_at) =
                if self.look(at + 1) == Some(b'x') { (16, at + 2) } else { (10, at + 1) };
            let Some((number, digits)) = self.number(digits_at, radix, 7) else { return nested };
            let end = digits_at + digits;
            let meant = Meant::Char(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER));
            let semicolon = usize::from(self.look(end) == Some(b';'));
            return Some(Encoded { letters: end + semicolon, meant });
        }
        let name_is = |decoder: &mut Self| {
            (1..=LONGEST_ENTITY).find(|length| decoder.look(at + length) == Some(b';')).filter(|length| {
                (0..*length)
                    .all(|offset| decoder.look(at + offset).is_some_and(|b| b.is_ascii_alphanumeric()))
            })
        };
        let Some(length) = name_is(self) else { return nested };
        // No name stands for a letter or a digit; these stand for what secrets have beside them.
        let named = [
            ("lt", b'<'),
            ("gt", b'>'),
            ("quot", b'"'),
            ("apos", b'\''),
            ("plus", b'+'),
            ("sol", b'/'),
            ("equals", b'='),
            ("lowbar", b'_'),
            ("hyphen", b'-'),
            ("period", b'.'),
            ("colon", b':'),
            ("bsol", b'\\'),
            ("newline", b'\n'),
            ("percnt", b'%'),
        ];
        let known = named.into_iter().find(|(name, _)| name.len() == length && self.is(at, name));
        Some(Encoded { letters: at + length + 1, meant: Meant::Byte(known.map_or(b' ', |(_, byte)| byte)) })
    }
}

impl<I: Iterator<Item = Letter>> Iterator for Decoder<I> {
    type Item = Letter;

    fn next(&mut self) -> Option<Letter> {
        if let Some(rest) = self.rest.pop_front() {
            return Some(rest);
        }
        let encoded = match self.look(0)? {
            b'%' => self.percent(),
            b'\\' => self.backslash(),
            b'&' => self.entity(),
            _ => None,
        };
        let first = self.ahead.pop_front()?;
        let Some(Encoded { letters, meant }) = encoded else { return Some(first) };
        let end = self.ahead.drain(..letters - 1).map(|letter| letter.at.end).max().unwrap_or(first.at.end);
        let at = first.at.start..end;
        match meant {
            Meant::Byte(byte) => Some(letter(byte, at)),
            Meant::Char(c) => {
                let mut bytes = [0; 4];
                self.rest.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| letter(byte, at.clone())));
                self.rest.pop_front()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn said(letters: impl Iterator<Item = Letter>) -> String {
        String::from_utf8_lossy(&letters.map(|letter| letter.byte).collect::<Vec<_>>()).into_owned()
    }

    #[test]
    fn every_way_of_writing_says_the_same() {
        for text in [
            "token\n",
            "TOKEN\n",
            "%74%6f%6B%65%6E%0a",
            "%2574oken%25250A",
            r"t\u006Fken\n",
            r"\x74oken\n",
            r"\\\\u0074oken\\\\n",
            r"\u{74}oken\u000A",
            "t&#111;ken&#10;",
            "&#x74;&#x6f;ken&NewLine;",
            "&amp;#116;oken&amp;amp;#10;",
            r"\u0026#116;oken\u000a",
            "%26%23116;oken%5Cn",
            "&#37;74oken&bsol;n",
            "&#116oken\n",
            r"\token\n".trim_start_matches('\\'),
        ] {
            assert_eq!(said(decoded(text)), "token\n", "{text}");
        }
        assert_eq!(said(decoded("&lt;a&gt; &eacute; é %C3%A9 \\u00e9 \\ud83d")), "<a>   é é é \u{fffd}");
    }

    #[test]
    fn what_only_looks_encoded_stays() {
        for text in ["100%", "100% ab%", "%zz %2", "a & b &; &#; &#x; &amp", "a=1&b=2", "&toolongfornames;"] {
            assert_eq!(said(decoded(text)), text, "{text}");
        }
        assert_eq!(said(decoded("%25")), "%");
        assert_eq!(said(decoded("%2525 &amp; \\")), "% & \\");
    }

    #[test]
    fn letters_know_their_places() {
        let text = "é%74<b>\\u006f</b>k";
        let letters: Vec<_> = decoded(text).collect();
        assert_eq!(letters.first().unwrap().at, 0..2);
        assert!(letters.iter().all(|letter| text.get(letter.at.clone()).is_some()));
        let places = [5..8, 14..18];
        let shown: Vec<_> =
            without(decoded(text), places.into_iter()).map(|l| text[l.at].to_owned()).collect();
        assert_eq!(shown, ["é", "é", "%74", "\\u006f", "k"]);
    }

    #[test]
    fn runs_of_beginnings_are_gone_through_once_or_twice() {
        for piece in ["%", "%25", "&", "&amp;", "\\", "&#", "\\u", "&a"] {
            let text = piece.repeat(100_000);
            assert!(decoded(&text).count() <= text.len());
        }
    }
}
