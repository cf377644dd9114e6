//! Turns a document's descriptions into Markdown that may stand in a doc comment.
//!
//! rustdoc runs code blocks as tests and hands HTML to browsers, so nothing of a document may be
//! either. What comes out is therefore never copied, but written anew in four forms: paragraphs,
//! headings, items of lists, and examples. Whatever could begin something else at the start of a
//! line is escaped there, and code spans are written only where they are closed; see `inline`.
//! An example is a block of its own at the margin, labelled `text`, which rustdoc doesn't run,
//! behind a fence longer than any in it, which is always closed.

mod inline;

use std::collections::BTreeMap;

use crate::visible::stripped;

pub use inline::{code, inline};
use inline::{item_sign, words, wrap};

/// The lines of a doc comment for a text, with an empty line between paragraphs.
pub fn lines(text: &str) -> Vec<String> {
    let text = stripped(text);
    let source: Vec<&str> = text.lines().collect();
    let mut page = Page::default();
    let mut fences = Fences::default();
    let mut at = 0;
    while let Some(line) = source.get(at) {
        let rest = &source[at..];
        if let Some((example, taken)) = fences.example(rest).or_else(|| page.indented(rest)) {
            page.example(&example);
            at += taken;
        } else {
            page.line(line);
            at += 1;
        }
    }
    page.finish()
}

/// A sentence with a document's text behind it: in the same paragraph, where the text begins with
/// one.
pub(crate) fn followed(sentence: &str, text: &str) -> String {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let block = item_sign(first).or_else(|| heading_sign(first)).is_some() || opening(first).is_some();
    format!("{sentence}{}{text}", if block { "\n\n" } else { " " })
}

/// The lines of a sentence of our own, which may hold links.
pub(crate) fn own_lines(sentence: &str) -> Vec<String> {
    let mut out = Vec::new();
    wrap("", "", sentence.split(' '), &mut out);
    out
}

/// What has been written, and the paragraph that is being read.
#[derive(Default)]
struct Page {
    out: Vec<String>,
    paragraph: String,
    /// What stands before the paragraph: the sign of an item or of a heading, with a space.
    sign: String,
    /// Whether what was written last is an item of a list.
    in_list: bool,
}

impl Page {
    /// Reads a line outside of examples.
    fn line(&mut self, line: &str) {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if is_rule(&line) || is_fence(&line) {
            self.flush();
            self.gap();
            return;
        }
        let sign = item_sign(&line).or_else(|| heading_sign(&line)).unwrap_or_default();
        if sign > 0 {
            self.flush();
            self.sign = line[..sign].to_owned();
        } else if !self.paragraph.is_empty() {
            self.paragraph.push(' ');
        }
        self.paragraph.push_str(&line[sign..]);
        if self.sign.starts_with('#') {
            self.flush();
            self.gap();
        }
    }

    /// Writes the paragraph.
    fn flush(&mut self) {
        if self.paragraph.is_empty() {
            return;
        }
        let item = item_sign(&self.sign).is_some();
        // A list needs an empty line before it, unless it goes on.
        if !(item && self.in_list) {
            self.gap();
        }
        let indent = if item { " ".repeat(self.sign.len()) } else { String::new() };
        let words = words(&self.paragraph);
        wrap(&self.sign, &indent, words.iter().map(String::as_str), &mut self.out);
        self.in_list = item;
        self.paragraph.clear();
        self.sign.clear();
    }

    /// Leaves an empty line.
    fn gap(&mut self) {
        if self.out.last().is_some_and(|last| !last.is_empty()) {
            self.out.push(String::new());
        }
    }

    /// The example that begins here because it is indented, and how many lines it has: after an
    /// empty line or an example, and not inside a list.
    fn indented(&self, source: &[&str]) -> Option<(Vec<String>, usize)> {
        let indented = |line: &str| line.starts_with('\t') || line.starts_with("    ");
        let filled = |line: &str| !line.trim().is_empty();
        let gap = |line: &String| line.is_empty() || line.starts_with("```");
        let after_gap = self.paragraph.is_empty() && self.out.last().is_some_and(gap);
        if !after_gap || self.in_list || !source.first().is_some_and(|line| indented(line) && filled(line)) {
            return None;
        }
        let until = source.iter().take_while(|line| indented(line) || !filled(line)).count();
        let taken = source[..until].iter().rposition(|line| filled(line))? + 1;
        Some((outdented(&source[..taken]), taken))
    }

    /// Writes an example.
    fn example(&mut self, lines: &[String]) {
        self.flush();
        let Some(first) = lines.iter().position(|line| !line.is_empty()) else { return };
        let last = lines.iter().rposition(|line| !line.is_empty()).unwrap_or(first);
        let runs = lines.iter().flat_map(|line| line.split(|character| character != '`'));
        let fence = "`".repeat(runs.map(str::len).max().unwrap_or_default().max(2) + 1);
        self.gap();
        self.out.push(format!("{fence}text"));
        self.out.extend_from_slice(&lines[first..=last]);
        self.out.push(fence);
        self.in_list = false;
    }

    fn finish(mut self) -> Vec<String> {
        self.flush();
        while self.out.last().is_some_and(String::is_empty) {
            self.out.pop();
        }
        self.out
    }
}

/// Finds examples between fences.
#[derive(Default)]
struct Fences {
    /// For a fence's character, the shortest that nothing closes from here on. Without it, a text
    /// of open fences would be gone through again for each of them.
    open: BTreeMap<char, usize>,
}

impl Fences {
    /// The example that begins with the first of these lines, if that is a fence that is closed,
    /// and how many lines it takes with its fences.
    fn example(&mut self, source: &[&str]) -> Option<(Vec<String>, usize)> {
        let (sign, length) = opening(source.first()?)?;
        if self.open.get(&sign).is_some_and(|shortest| length >= *shortest) {
            return None;
        }
        let closes = |line: &&str| {
            let line = line.trim();
            line.len() >= length && line.chars().all(|character| character == sign)
        };
        let Some(inside) = source[1..].iter().position(closes) else {
            self.open.insert(sign, length);
            return None;
        };
        Some((outdented(&source[1..=inside]), inside + 2))
    }
}

/// The character of a fence and how many of them it has, also behind signs of lists.
fn opening(line: &str) -> Option<(char, usize)> {
    let mut line = line.trim_start();
    while let Some(sign) = item_sign(line) {
        line = line[sign..].trim_start();
    }
    let sign = line.chars().next().filter(|character| matches!(character, '`' | '~'))?;
    let info = line.trim_start_matches(sign);
    let length = line.len() - info.len();
    // What has backticks behind them is a code span.
    (length >= 3 && !(sign == '`' && info.contains('`'))).then_some((sign, length))
}

/// Whether a line is a fence and says nothing, or no more than a language.
fn is_fence(line: &str) -> bool {
    opening(line).is_some() && !line.contains(' ')
}

/// Lines without the indentation that all of them have, and with spaces for tabs.
fn outdented(lines: &[&str]) -> Vec<String> {
    let lines: Vec<String> =
        lines.iter().map(|line| line.replace('\t', "    ").trim_end().to_owned()).collect();
    let indent = |line: &String| line.len() - line.trim_start_matches(' ').len();
    let common = lines.iter().filter(|line| !line.is_empty()).map(indent).min().unwrap_or_default();
    lines.iter().map(|line| line.get(common..).unwrap_or_default().to_owned()).collect()
}

/// Whether a line has nothing to say: it is empty, or divides.
fn is_rule(line: &str) -> bool {
    line.chars().all(|character| matches!(character, '-' | '=' | '|' | ':' | '*' | '_' | '+' | ' '))
}

/// How wide the sign of a heading is, with the space behind it.
fn heading_sign(line: &str) -> Option<usize> {
    let (sign, _) = line.split_once(' ')?;
    (sign.len() <= 6 && sign.bytes().all(|byte| byte == b'#')).then_some(sign.len() + 1)
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn lists_keep_their_items() {
        let (long, words) = ("word ".repeat(30), "word ".repeat(18));
        let numbered = lines(&format!("Some:\n1.  {long}\n2) two"));
        assert_eq!(numbered[2], format!("1. {}", words.trim()));
        assert_eq!(numbered[3..], [format!("   {}", "word ".repeat(12).trim()), "2) two".to_owned()]);
        assert_eq!(lines(&format!("{words}wo 1. x"))[1], "1\\. x");
        assert_eq!(lines("Some:\n* one\n* two\n\nEnd"), ["Some:", "", "* one", "* two", "", "End"]);
    }

    #[test]
    fn examples_are_texts() {
        let expected = ["Such as:", "", "```text", "{", "  \"a\": 1", "}", "```", "", "End"];
        for text in [
            "Such as:\n```json\n{\n  \"a\": 1\n}\n```\nEnd",
            "Such as:\n\n~~~\n{\n  \"a\": 1\n}\n~~~~~\nEnd",
            "Such as:\n\n\t{\n\t  \"a\": 1\n\t}\n\nEnd",
            "Such as:\n\n    {\n      \"a\": 1\n    }\nEnd",
        ] {
            assert_eq!(lines(text), expected, "{text}");
        }
        let nested = lines("~~~\n```\ncode\n```\n~~~");
        assert_eq!(nested, ["````text", "```", "code", "```", "````"]);
        assert_eq!(lines("- ```\n  code\n  ```"), ["```text", "code", "```"]);
    }

    #[test]
    fn fences_that_nothing_closes_are_left_out() {
        assert_eq!(lines("a\n```\nb"), ["a", "", "b"]);
        assert_eq!(lines("a\n~~~ or so\nb"), ["a ~~~ or so b"]);
        assert_eq!(lines("~~~ or so"), [r"\~~~ or so"]);
        let many = "~~~~ x\n".repeat(100_000);
        assert!(lines(&many)[0].starts_with(r"\~~~~ x ~~~~"));
    }

    #[test]
    fn what_could_begin_a_block_is_escaped() {
        assert_eq!(lines("#hash\n###### six"), [r"\#hash", "", "###### six"]);
        assert_eq!(lines("- # a\n- 1. b\n- > c"), [r"- \# a", r"- 1\. b", r"- \> c"]);
        assert_eq!(lines("a\n=====\nb"), ["a", "", "b"]);
        assert_eq!(lines("| a |\n|---|\n| b |"), [r"\| a |", "", r"\| b |"]);
    }
}
