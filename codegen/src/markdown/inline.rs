//! What stands inside a paragraph: its words, escaped, in lines that begin nothing.
//!
//! Brackets, backticks and backslashes are escaped, so that there is no HTML, no link, and no
//! code but what is written here: bare addresses become links, and a code span is written with
//! one or two backticks (three could begin a block), where the paragraph closes it.

use std::collections::BTreeMap;

use crate::visible::escaped;

/// The column after which comment lines are broken.
const WIDTH: usize = 92;

/// A name or value as a code span, whatever is in it.
pub fn code(text: &str) -> String {
    let text = escaped(text);
    if text.trim().is_empty() {
        return format!("`\"{text}\"`");
    }
    span(&text).unwrap_or_else(|| format!("`{}`", text.replace('`', "'")))
}

/// A text on one line, for the middle of one: in a cell of a table, or in a sentence.
pub fn inline(text: &str) -> String {
    words(&escaped(text)).join(" ")
}

/// A code span with one or two backticks round it; none where neither can tell its end.
fn span(content: &str) -> Option<String> {
    let runs: Vec<usize> = content.split(|character| character != '`').map(str::len).collect();
    let fence = ["`", "``"].into_iter().find(|fence| !runs.contains(&fence.len()))?;
    let space = if content.starts_with('`') || content.ends_with('`') { " " } else { "" };
    Some(format!("{fence}{space}{content}{space}{fence}"))
}

/// The words of a paragraph, escaped. Where a line mustn't be broken, a word has spaces in it.
pub(super) fn words(paragraph: &str) -> Vec<String> {
    let mut words = Words::default();
    let closers = Closers::of(paragraph);
    let mut at = 0;
    while let Some(character) = paragraph[at..].chars().next() {
        let rest = &paragraph[at..];
        at += match character {
            ' ' => {
                words.end();
                1
            }
            '`' => {
                let length = rest.len() - rest.trim_start_matches('`').len();
                match closers.span(paragraph, at, length) {
                    Some((span, taken)) => {
                        words.code(&span);
                        taken
                    }
                    None => {
                        (0..length).for_each(|_| words.escaped('`'));
                        length
                    }
                }
            }
            '\\' => match rest[1..].chars().next() {
                Some(next) if next.is_ascii_punctuation() => {
                    words.escaped(next);
                    2
                }
                Some(next) if next.is_ascii_alphanumeric() => {
                    words.current.push('\\');
                    1
                }
                _ => {
                    words.escaped('\\');
                    1
                }
            },
            '[' | ']' | '<' | '>' => {
                words.escaped(character);
                1
            }
            'h' => match address(rest) {
                Some(address) => {
                    words.current.push_str(&format!("<{address}>"));
                    address.len()
                }
                None => {
                    words.current.push('h');
                    1
                }
            },
            other => {
                words.current.push(other);
                other.len_utf8()
            }
        };
    }
    words.end();
    words.done
}

/// The address that a text begins with; punctuation behind it doesn't belong to it.
fn address(text: &str) -> Option<&str> {
    let scheme = ["http://", "https://"].into_iter().find(|scheme| text.starts_with(scheme))?;
    let end = |character: char| character.is_whitespace() || "<>\"')[]},;`\\|".contains(character);
    let end = text.find(end).unwrap_or(text.len());
    let address = text[..end].trim_end_matches(['.', ',', ':']);
    (address.len() > scheme.len()).then_some(address)
}

/// The words so far.
#[derive(Default)]
struct Words {
    done: Vec<String>,
    current: String,
}

impl Words {
    fn end(&mut self) {
        if !self.current.is_empty() {
            self.done.push(std::mem::take(&mut self.current));
        }
    }

    fn escaped(&mut self, character: char) {
        self.current.push('\\');
        self.current.push(character);
    }

    /// Adds a code span. In it nothing can be escaped, so a line is only broken before a letter,
    /// which begins nothing.
    fn code(&mut self, span: &str) {
        // An escaped backtick before it would be taken for one of its own.
        if self.current.ends_with("\\`") {
            self.current.truncate(self.current.len() - 2);
            self.current.push_str("&#96;");
        }
        for (index, piece) in span.split(' ').enumerate() {
            if index > 0 {
                if piece.starts_with(char::is_alphabetic) {
                    self.end();
                } else {
                    self.current.push(' ');
                }
            }
            self.current.push_str(piece);
        }
    }
}

/// Where the runs of backticks of each length begin.
struct Closers(BTreeMap<usize, Vec<usize>>);

impl Closers {
    fn of(text: &str) -> Self {
        let mut runs: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut at = 0;
        while let Some(start) = text[at..].find('`').map(|found| at + found) {
            let length = text[start..].len() - text[start..].trim_start_matches('`').len();
            runs.entry(length).or_default().push(start);
            at = start + length;
        }
        Self(runs)
    }

    /// The code span that a run of this length at this place opens, and how long it was.
    fn span(&self, text: &str, at: usize, length: usize) -> Option<(String, usize)> {
        let begin = at + length;
        let ends = self.0.get(&length)?;
        let end = *ends.get(ends.partition_point(|end| *end < begin))?;
        let content = &text[begin..end];
        // One space belongs to the fence, if there is one on both sides.
        let content = content.strip_prefix(' ').and_then(|inner| inner.strip_suffix(' ')).unwrap_or(content);
        if content.trim().is_empty() {
            return None;
        }
        Some((span(content)?, end + length - at))
    }
}

/// How wide the sign is that makes a line an item of a list, with the space behind it.
pub(super) fn item_sign(line: &str) -> Option<usize> {
    let (sign, _) = line.split_once(' ')?;
    (matches!(sign, "-" | "*" | "+") || is_number(sign)).then_some(sign.len() + 1)
}

/// Whether a word numbers an item: `1.` or `1)`.
fn is_number(word: &str) -> bool {
    let digits = word.strip_suffix(['.', ')']).unwrap_or_default();
    (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Breaks words into lines, the first behind a sign, the others behind an indentation.
pub(super) fn wrap<'a>(
    sign: &str,
    indent: &str,
    words: impl Iterator<Item = &'a str>,
    out: &mut Vec<String>,
) {
    let mut line = sign.to_owned();
    let (mut empty, mut first) = (true, true);
    for word in words {
        if !empty && line.len() + word.len() >= WIDTH {
            out.push(std::mem::replace(&mut line, indent.to_owned()));
            empty = true;
        }
        if empty {
            line.push_str(&guarded(word, first));
        } else {
            line.push(' ');
            line.push_str(word);
        }
        (empty, first) = (false, false);
    }
    out.push(line);
}

/// A word that begins no block at the start of a line: no list, heading, fence, rule, table, and
/// no line under a heading. Of numbered lists only the first item can begin inside a paragraph.
fn guarded(word: &str, first: bool) -> String {
    let signs = |character: char| "-=+*_:|~#".contains(character);
    if word.starts_with('#') || word.starts_with("~~~") || word.chars().all(signs) {
        return format!("\\{word}");
    }
    if is_number(word) && (first || matches!(word, "1." | "1)")) {
        let (digits, end) = word.split_at(word.len() - 1);
        return format!("{digits}\\{end}");
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::{code, words};

    fn line(text: &str) -> String {
        words(text).join(" ")
    }

    #[test]
    fn brackets_are_escaped_outside_code() {
        assert_eq!(line("Use <b> or [x] but `a[0]`."), r"Use \<b\> or \[x\] but `a[0]`.");
        assert_eq!(line(r"\<b> \\<b> \\\<b> \a \"), r"\<b\> \\\<b\> \\\<b\> \a \\");
    }

    #[test]
    fn code_spans_are_those_that_are_closed() {
        assert_eq!(line("an ` odd <b>"), r"an \` odd \<b\>");
        assert_eq!(line("a `` b ` c"), r"a \`\` b \` c");
        assert_eq!(line("``` a ` b ```"), "``a ` b``");
        assert_eq!(line("```a ` b `` c```"), r"\`\`\`a \` b \`\` c\`\`\`");
        assert_eq!(line(r"\``<b>`"), "&#96;`<b>`");
        assert_eq!(line(r"`a\` <b>"), r"`a\` \<b\>");
        assert_eq!(line("`` `a` `` `b `c"), "`` `a` `` `b `c");
    }

    #[test]
    fn long_texts_take_no_longer_than_they_are() {
        for piece in [r"\``a`", "`", "```a` ``", "http://", r"\", "[`a", "a` "] {
            let letters = |text: &str| text.chars().filter(|character| character.is_alphabetic()).count();
            assert_eq!(letters(&words(&piece.repeat(300_000)).concat()), letters(piece) * 300_000, "{piece}");
        }
    }

    #[test]
    fn addresses_become_links() {
        assert_eq!(line("See https://example.com/a."), "See <https://example.com/a>.");
        assert_eq!(line("(https://example.com)"), "(<https://example.com>)");
        let linked = line("[https://example.com](https://example.com/a) http");
        assert_eq!(linked, r"\[<https://example.com>\](<https://example.com/a>) http");
        assert_eq!(line("http://"), "http://");
    }

    #[test]
    fn names_become_code_whatever_is_in_them() {
        for (name, span) in [
            ("a", "`a`"),
            ("", "`\"\"`"),
            ("a`b", "``a`b``"),
            ("`", "`` ` ``"),
            ("`a``b", "`'a''b`"),
            ("a\n~~~\u{202e}", "`a\\n~~~\\u{202e}`"),
        ] {
            assert_eq!(code(name), span);
            assert_eq!(line(span), span, "it is read as it was written");
        }
    }
}
