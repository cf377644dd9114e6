//! Where the tags, comments, scripts and styles of an HTML page are.
//!
//! What shows a page's words leaves these out, and so does what looks for secrets in it: both have to
//! agree on where they are, and every byte is looked at a few times at most, whatever the page.

use std::ops::Range;

/// Goes through the markup of a page, from its beginning to its end.
pub(crate) struct Markup<'a> {
    page: &'a str,
    from: usize,
    /// Where the last `>` is.
    last_end: Option<usize>,
    /// Quotes that are known not to come any more: `"` and `'`.
    no_quote: [bool; 2],
}

impl<'a> Markup<'a> {
    pub(crate) fn of(page: &'a str) -> Self {
        Self { page, from: 0, last_end: page.rfind('>'), no_quote: [false; 2] }
    }

    /// Where the tag ends whose inside begins here; a `>` inside a quoted value isn't its end.
    fn end_of_tag(&mut self, inside: usize) -> usize {
        let Some(last_end) = self.last_end.filter(|last| *last >= inside) else {
            // It is cut off, and all that comes is the rest of it.
            return self.page.len();
        };
        let bytes = self.page.as_bytes();
        let (mut at, mut first_end) = (inside, None);
        while at <= last_end {
            match bytes[at] {
                b'>' => return at + 1,
                b'=' => {
                    at += 1;
                    while at <= last_end && bytes[at].is_ascii_whitespace() {
                        at += 1;
                    }
                    let Some(which) = [b'"', b'\''].iter().position(|quote| bytes.get(at) == Some(quote))
                    else {
                        continue;
                    };
                    // One that isn't closed is no quote.
                    let closing = self.closing(which, at + 1);
                    first_end = first_end.or_else(|| self.page[at..].find('>').map(|end| at + end + 1));
                    match closing.filter(|closing| *closing < last_end) {
                        Some(closing) => at = closing + 1,
                        None => break,
                    }
                }
                _ => at += 1,
            }
        }
        first_end.unwrap_or(last_end + 1)
    }

    /// Where the next quote of this kind is.
    fn closing(&mut self, which: usize, from: usize) -> Option<usize> {
        if self.no_quote[which] {
            return None;
        }
        let found = self.page[from..].find(['"', '\''][which]).map(|at| from + at);
        self.no_quote[which] = found.is_none();
        found
    }

    /// Where the content ends of an element that holds no markup, and its end tag with it.
    fn end_of_element(&mut self, name: &str, inside: usize) -> usize {
        let mut from = inside;
        while let Some(found) = self.page[from..].find("</") {
            let after = from + found + 2;
            if begins_tag(&self.page[after..], name) {
                return self.end_of_tag(after + name.len());
            }
            from = after;
        }
        self.page.len()
    }
}

impl Iterator for Markup<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            let start = self.from + self.page[self.from..].find('<')?;
            let rest = &self.page[start + 1..];
            let end = if let Some(comment) = rest.strip_prefix("!--") {
                comment.find("-->").map_or(self.page.len(), |end| start + 4 + end + 3)
            } else if rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)) {
                let end = self.end_of_tag(start + 1);
                match ["script", "style"].into_iter().find(|name| begins_tag(rest, name)) {
                    Some(name) => self.end_of_element(name, end),
                    None => end,
                }
            } else {
                self.from = start + 1;
                continue;
            };
            self.from = end;
            return Some(start..end);
        }
    }
}

/// Whether a tag of this name stands here, in any case.
fn begins_tag(text: &str, name: &str) -> bool {
    let (Some(found), rest) = (text.get(..name.len()), text.get(name.len()..).unwrap_or_default()) else {
        return false;
    };
    let over = rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_whitespace() || "/>".contains(c));
    over && found.eq_ignore_ascii_case(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page with `|` in place of its markup.
    fn marked(page: &str) -> String {
        let (mut words, mut from) = (String::new(), 0);
        for span in Markup::of(page) {
            words.push_str(&page[from..span.start]);
            words.push('|');
            from = span.end;
        }
        words + &page[from..]
    }

    #[test]
    fn markup_is_where_browsers_see_it() {
        for (page, words) in [
            ("<b>a</b> c", "|a| c"),
            ("a < b > c <3 <", "a < b > c <3 <"),
            ("<!-- a > b --><!doctype html>c<?x?>", "||c|"),
            ("<SCRIPT>a<b>\"</ScRiPt >c<style x>d</STYLE\n>e", "|c|e"),
            ("<scripted>a</scripted>", "|a|"),
            ("a<script>b</scrip></script-x>c</script>d", "a|d"),
            ("<a title=\"x>y\" href='z>'>b</a>", "|b|"),
            ("<a title = \"x>y\">b", "|b"),
            // A quote that isn't closed is none, and a quote elsewhere neither.
            ("<a title=\"x>b</a>c", "|b|c"),
            ("<a don't>b it's>c", "|b it's>c"),
            // Cut off.
            ("a<b", "a|"),
            ("a<script>b", "a|"),
            ("a<!-- b", "a|"),
            ("a</script", "a|"),
            ("<é>", "<é>"),
        ] {
            assert_eq!(marked(page), words, "{page}");
        }
    }

    #[test]
    fn no_page_is_gone_through_more_than_a_few_times() {
        // Quadratic work on these would take hours.
        const MANY: usize = 100_000;
        for piece in [
            "<é",
            "<a",
            "<a>",
            "<script>",
            "<a b=\"",
            "<a b=\">",
            "<a b='>\"",
            "</",
            "<!--",
            "</script",
            "=\"",
            "<",
            "<script></",
            "<a b=\"'>",
        ] {
            for end in ["", ">", "\"", "\">", "-->", "</script>"] {
                let page = format!("<{}{end}", piece.repeat(MANY));
                assert!(marked(&page).len() <= page.len() + MANY);
            }
        }
    }
}
