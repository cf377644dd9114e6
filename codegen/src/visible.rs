//! What of a document's text is shown as it is, and what never is.
//!
//! A document is somebody else's text. Control characters in it move a terminal's cursor and
//! forge lines of output; those that turn the direction of writing make code read otherwise than
//! it compiles, and the compiler refuses them in comments and literals. Nothing that is shown as
//! such needs either of them.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character isn't seen itself and changes what is: control characters, line and
/// paragraph separators, directions of writing, and what has no width at all. Joiners, which
/// scripts are written with, are not among them.
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// The text on one line, with invisible characters as escapes: `\n`, `\u{202e}`.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Writing to a text never fails.
            other if is_invisible(other) => drop(write!(out, "\\u{{{:x}}}", u32::from(other))),
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}

/// The text in its lines, without any other invisible character but tabs.
pub fn stripped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\n' | '\t' => out.push(character),
            other if is_invisible(other) => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{escaped, stripped};

    #[test]
    fn what_is_shown_is_one_line_and_moves_nothing() {
        assert_eq!(escaped("a \u{1b}[2J\r\nb\t\u{9b}1m"), "a \\u{1b}[2J\\r\\nb\\t\\u{9b}1m");
        assert_eq!(escaped("\u{202e}live\u{2066}\u{feff}"), "\\u{202e}live\\u{2066}\\u{feff}");
        assert_eq!(escaped("naïve 日本 \u{1f468}\u{200d}\u{1f469}"), "naïve 日本 \u{1f468}\u{200d}\u{1f469}");
    }

    #[test]
    fn lines_stay_and_what_is_invisible_goes() {
        assert_eq!(stripped("a\r\nb\rc\u{2028}\td\u{202e}\u{0}e"), "a\nb\nc\n\tde");
    }
}
