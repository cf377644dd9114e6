//! Texts of others on one line of ours.
//!
//! A log is read by lines, and a terminal obeys what it is sent. So what could end a line, steer a
//! terminal or turn the direction of writing is written as its escape.

use std::fmt::{self, Write};

/// Passes on what it is given, with what could end a line, steer a terminal or turn the direction of writing
/// escaped.
#[doc(hidden)]
pub struct OneLine<W>(pub W);

impl<W: Write> Write for OneLine<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some((at, found)) = rest.char_indices().find(|(_, c)| breaks_out(*c)) {
            self.0.write_str(&rest[..at])?;
            write!(self.0, "{}", found.escape_debug())?;
            rest = &rest[at + found.len_utf8()..];
        }
        self.0.write_str(rest)
    }
}

/// `text` with the characters of [`breaks_out`] escaped.
pub(crate) fn escaped(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    // A string takes everything.
    let _ = OneLine(&mut line).write_str(text);
    line
}

/// Whether a character does something to the text round it: control characters, separators of lines
/// and paragraphs, and those that turn the direction of writing or stand between lines.
pub(crate) fn breaks_out(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
                | '\u{fff9}'..='\u{fffb}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_written_breaks_out_and_the_rest_stays() {
        for c in '\0'..='\u{ffff}' {
            let line = escaped(&format!("a{c}é{c}"));
            assert!(!line.contains(breaks_out), "{c:?}");
            assert_eq!(line == format!("a{c}é{c}"), !breaks_out(c), "{c:?}");
        }
        assert_eq!(escaped("a\n\r\t\x1b[31m\u{202e}b\u{2028}"), "a\\n\\r\\t\\u{1b}[31m\\u{202e}b\\u{2028}");
        assert_eq!(escaped(""), "");
    }
}
