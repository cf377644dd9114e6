//! JSON that has been read before, gone through once more for some of its parts.
//!
//! A parser has checked it, so nothing is checked here: a string is passed over by looking for its end,
//! a list or an object by counting brackets. Of a text that is no JSON after all it gives parts that
//! mean nothing.

use std::borrow::Cow;

/// A place in a text.
#[derive(Clone)]
pub(crate) struct Skim<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Skim<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Steps into the list (`[`) or the object (`{`) that comes next, if one does.
    pub(crate) fn enters(&mut self, bracket: u8) -> bool {
        let there = self.next() == Some(bracket);
        self.at += usize::from(there);
        there
    }

    /// Whether another item of the list comes; steps out at its end.
    pub(crate) fn item(&mut self) -> bool {
        match self.next() {
            None => false,
            Some(b']') => {
                self.at += 1;
                false
            }
            Some(_) => true,
        }
    }

    /// The name of the next field of the object, whose value comes then; steps out at its end.
    pub(crate) fn name(&mut self) -> Option<Cow<'a, str>> {
        if self.next() != Some(b'"') {
            self.at += 1;
            return None;
        }
        let written = self.value();
        let name = written.strip_prefix('"').and_then(|name| name.strip_suffix('"'))?;
        match name.as_bytes().contains(&b'\\') {
            false => Some(Cow::Borrowed(name)),
            true => serde_json::from_str(written).ok().map(Cow::Owned),
        }
    }

    /// The text of the value that comes next.
    pub(crate) fn value(&mut self) -> &'a str {
        let first = self.next();
        let begin = self.at;
        match first {
            Some(b'"') => self.pass_string(),
            Some(b'{' | b'[') => {
                self.at += 1;
                self.leave();
            }
            _ => {
                let rest = &self.bytes()[begin.min(self.text.len())..];
                let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r');
                self.at += rest.iter().position(ends).unwrap_or(rest.len());
            }
        }
        let value = self.text.get(begin..self.at).unwrap_or_default();
        // Where no value is, one byte is passed over, so that every loop ends.
        self.at += usize::from(self.at == begin);
        value
    }

    /// Goes on behind the end of the list or the object that was stepped into.
    pub(crate) fn leave(&mut self) {
        let mut depth = 1_usize;
        while let Some(byte) = self.bytes().get(self.at) {
            match byte {
                b'"' => {
                    self.pass_string();
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                break;
            }
        }
    }

    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// The first byte of what comes next, and goes there: past space, commas and colons.
    fn next(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes().get(self.at)?;
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b':') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// Goes on behind the end of the string that begins here.
    fn pass_string(&mut self) {
        let bytes = self.bytes();
        let mut at = self.at + 1;
        loop {
            // Eight bytes at a time, as long as there is nothing in them.
            while let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
                let word = u64::from_le_bytes(*word);
                let found = zeros(word ^ every(b'"')) | zeros(word ^ every(b'\\'));
                if found != 0 {
                    at += found.trailing_zeros() as usize / 8;
                    break;
                }
                at += 8;
            }
            match bytes.get(at) {
                Some(b'"') => break at += 1,
                Some(b'\\') => at += 2,
                Some(_) => at += 1,
                None => break,
            }
        }
        self.at = at.min(bytes.len());
    }
}

/// A word of this byte.
const fn every(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The highest bit of the first byte that is zero, and maybe of some behind it.
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(every(0x01)) & !word & every(0x80)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn parts_are_those_that_a_parser_finds() {
        let json =
            r#" {"a" : "x\\\"y, }]" ,"b":[1,{"c":"]"},"\\"], "\u0063": {"d":{}}, "e":-1.5e3,"f":null}"#;
        let mut skim = Skim::new(json);
        assert!(!skim.enters(b'[') && skim.enters(b'{'));
        let mut found = Vec::new();
        while let Some(name) = skim.name() {
            found.push((name.into_owned(), skim.value()));
        }
        let expected = [
            ("a", r#""x\\\"y, }]""#),
            ("b", r#"[1,{"c":"]"},"\\"]"#),
            ("c", r#"{"d":{}}"#),
            ("e", "-1.5e3"),
            ("f", "null"),
        ];
        assert_eq!(found, expected.map(|(name, value)| (name.to_owned(), value)));
        assert_eq!(skim.next(), None);
    }

    #[test]
    fn lists_are_gone_through_and_left() {
        let mut skim = Skim::new(r#"[ 1, [2, "]"], {"a": 1, "b": {"c": "}"}}, "é\"", true ] 7"#);
        assert!(skim.enters(b'['));
        let mut items = Vec::new();
        while skim.item() {
            if skim.enters(b'{') {
                assert_eq!(skim.name().unwrap(), "a");
                skim.leave();
                items.push("left");
            } else {
                items.push(skim.value());
            }
        }
        assert_eq!(items, ["1", r#"[2, "]"]"#, "left", r#""é\"""#, "true"]);
        assert_eq!(skim.value(), "7");
    }

    #[test]
    fn strings_of_every_length_end_where_they_do() {
        for length in 0..40 {
            for (inside, more) in [("", 0), ("\\\"", 2), ("\\\\", 2), ("é", 2)] {
                for at in 0..=length {
                    let text = format!("\"{}{inside}{}\"x", "a".repeat(at), "b".repeat(length - at));
                    let mut skim = Skim::new(&text);
                    assert_eq!(skim.value().len(), length + more + 2, "{text}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_json_ends_as_well() {
        let json = r#"[{"a":"\\b","c":[1]},"é"#;
        for end in (0..=json.len()).filter(|end| json.is_char_boundary(*end)) {
            for text in [json[..end].to_owned(), json[..end].replace('"', "}"), format!("{}\\", &json[..end])]
            {
                let mut skim = Skim::new(&text);
                skim.enters(b'[');
                let mut steps = 0;
                while skim.item() && steps < 100 {
                    if skim.enters(b'{') {
                        while skim.name().is_some() {
                            skim.value();
                        }
                    } else {
                        skim.value();
                    }
                    steps += 1;
                }
                assert!(steps < 100, "{text}");
            }
        }
    }
}
