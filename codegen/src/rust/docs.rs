//! Turns a document's descriptions into doc comments that rustdoc and clippy take as they are.

use proc_macro2::TokenStream;
use quote::quote;

/// The column after which comment lines are broken.
const WIDTH: usize = 92;

/// Doc attributes for a text.
pub(super) fn attributes(text: &str) -> TokenStream {
    let lines = lines(text);
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// Doc attributes for a sentence of our own, which may hold links.
pub(super) fn own(text: &str) -> TokenStream {
    let mut lines = Vec::new();
    wrap(text, &mut lines);
    let lines = lines.iter().map(|line| format!(" {line}"));
    quote!(#(#[doc = #lines])*)
}

/// The lines of a doc comment: escaped, wrapped, with an empty line between paragraphs.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut paragraph = String::new();
    let flush = |paragraph: &mut String, out: &mut Vec<String>| {
        if !paragraph.is_empty() {
            wrap(paragraph, out);
            paragraph.clear();
        }
    };
    for line in text.lines() {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let item = item_sign(&line).is_some();
        if line.is_empty()
            || line.starts_with("```")
            || line.chars().all(|c| matches!(c, '-' | '=' | '|' | ' '))
        {
            flush(&mut paragraph, &mut out);
            if out.last().is_some_and(|last| !last.is_empty()) {
                out.push(String::new());
            }
            continue;
        }
        if item || line.starts_with('#') {
            flush(&mut paragraph, &mut out);
        }
        if !paragraph.is_empty() {
            paragraph.push(' ');
        }
        paragraph.push_str(&escape(&line));
        if line.starts_with('#') {
            flush(&mut paragraph, &mut out);
            out.push(String::new());
        }
    }
    flush(&mut paragraph, &mut out);
    while out.last().is_some_and(String::is_empty) {
        out.pop();
    }
    out
}

/// How wide the sign is that makes a line an item of a list, with the space behind it.
fn item_sign(line: &str) -> Option<usize> {
    let (sign, _) = line.split_once(' ')?;
    (matches!(sign, "-" | "*" | "+") || is_number(sign)).then_some(sign.len() + 1)
}

/// Whether a word numbers an item: `1.` or `1)`.
fn is_number(word: &str) -> bool {
    let digits = word.strip_suffix(['.', ')']).unwrap_or_default();
    (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Breaks a paragraph into lines; the lines of a list item after its first are indented.
fn wrap(paragraph: &str, out: &mut Vec<String>) {
    let sign = item_sign(paragraph);
    let goes_on = |last: &String| last.is_empty() || item_sign(last).is_some() || last.starts_with("  ");
    // A list needs an empty line before it, unless it goes on.
    if out.last().is_some_and(|last| !(last.is_empty() || sign.is_some() && goes_on(last))) {
        out.push(String::new());
    }
    let indent = " ".repeat(sign.unwrap_or_default());
    let mut line = String::new();
    for word in paragraph.split(' ') {
        if !line.trim().is_empty() && line.len() + word.len() >= WIDTH {
            out.push(std::mem::take(&mut line));
            line.push_str(&indent);
            // A word that would start a list or a heading must not begin a line.
            if matches!(word, "-" | "*" | "+") || word.starts_with('#') || word.starts_with('>') {
                line.push('\\');
            }
            // Of numbered lists only the first item can begin in a paragraph.
            if matches!(word, "1." | "1)") {
                line.push_str(&word.replace('1', "1\\"));
                continue;
            }
        } else if !line.trim().is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    out.push(line);
}

/// Escapes what rustdoc would take for a link or for HTML, outside of code spans.
fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    // An odd backtick opens no code span: escape it, so that it doesn't swallow what follows.
    let balanced = line.matches('`').count().is_multiple_of(2);
    let mut code = false;
    for word in line.split_inclusive(' ') {
        if !code && !word.contains('`') && (word.contains("http://") || word.contains("https://")) {
            out.push_str(&link(word));
            continue;
        }
        let mut previous = ' ';
        for character in word.chars() {
            match character {
                '`' if balanced => {
                    code = !code;
                    out.push('`');
                }
                '`' => out.push_str("\\`"),
                '[' | ']' | '<' | '>' if !code && previous != '\\' => {
                    out.push('\\');
                    out.push(character);
                }
                _ => out.push(character),
            }
            previous = character;
        }
    }
    out
}

/// Bare addresses become links; punctuation round them stays outside.
fn link(word: &str) -> String {
    let mut out = String::new();
    let mut rest = word;
    while let Some(start) = ["http://", "https://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let end = rest[start..]
            .find(|character: char| character.is_whitespace() || "<>\"')]},;".contains(character))
            .map_or(rest.len(), |end| start + end);
        let address = rest[start..end].trim_end_matches(['.', ',', ':']);
        out.push_str(&plain(&rest[..start]));
        out.push_str(&format!("<{address}>"));
        rest = &rest[start + address.len()..];
    }
    out.push_str(&plain(rest));
    out
}

/// A text without links or HTML.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if "[]<>".contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn brackets_are_escaped_outside_code() {
        assert_eq!(lines("Use <b> or [x] but `a[0]`."), [r"Use \<b\> or \[x\] but `a[0]`."]);
    }

    #[test]
    fn addresses_become_links() {
        assert_eq!(lines("See https://example.com/a."), ["See <https://example.com/a>."]);
        assert_eq!(lines("(https://example.com)"), ["(<https://example.com>)"]);
        let linked = lines("[https://example.com](https://example.com/a) http");
        assert_eq!(linked, [r"\[<https://example.com>\](<https://example.com/a>) http"]);
    }

    #[test]
    fn lists_keep_their_items() {
        let (long, words) = ("word ".repeat(30), "word ".repeat(18));
        let numbered = lines(&format!("Some:\n1.  {long}\n2) two"));
        assert_eq!(numbered[2], format!("1. {}", words.trim()));
        assert_eq!(numbered[3..], [format!("   {}", "word ".repeat(12).trim()), "2) two".to_owned()]);
        assert_eq!(lines(&format!("{words}wo 1. x"))[1], "1\\. x");
        assert_eq!(lines("Some:\n* one\n* two\n\nEnd"), ["Some:", "", "* one", "* two", "", "End"]);
    }
}
