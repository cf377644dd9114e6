//! Keeps secrets out of what is printed.
//!
//! Error texts quote what a server said, and servers (and the proxies before them) echo what
//! they were sent: a token in an HTML page, a private key in an API message. Every text that
//! comes from outside and may end up in an [`Error`](crate::Error) passes through a
//! [`Redactor`], which knows this client's credentials and the secrets of this request's body,
//! and also removes whatever looks like a PEM block or a bearer token.

use crate::value::secret::Secret;

/// What stands where a secret stood.
const MARK: &str = "[redacted]";
/// Shorter values would blank out ordinary words.
const SHORTEST_SECRET: usize = 4;
/// A line of a multi-line secret is looked for by itself from this length on.
const SHORTEST_LINE: usize = 16;
/// No more of a text than this is looked at: an excerpt needs far less.
const LONGEST_TEXT: usize = 64 * 1024;

/// The values to look for in one exchange.
#[derive(Clone, Default)]
pub(crate) struct Redactor {
    secrets: Vec<Secret>,
}

impl Redactor {
    /// Adds a value, its form inside a JSON string, and its lines when it has several.
    pub(crate) fn add(&mut self, secret: &Secret) {
        let value = secret.expose().trim();
        self.add_text(value);
        if value.contains(['\n', '\\', '"', '/']) {
            // A string always serializes; without the surrounding quotes it is the escaped form.
            if let Ok(escaped) = serde_json::to_string(value) {
                self.add_text(escaped.trim_matches('"'));
            }
            for line in value.lines() {
                let line = line.trim();
                if line.len() >= SHORTEST_LINE && !line.starts_with("-----") {
                    self.add_text(line);
                }
            }
        }
    }

    fn add_text(&mut self, text: &str) {
        if text.len() >= SHORTEST_SECRET && !self.secrets.iter().any(|s| s.expose() == text) {
            self.secrets.push(Secret::new(text));
        }
    }

    /// `text` without the known secrets, PEM blocks and bearer tokens.
    pub(crate) fn redact(&self, text: &str) -> String {
        let mut text = head(text, LONGEST_TEXT).to_owned();
        for secret in &self.secrets {
            if text.contains(secret.expose()) {
                text = text.replace(secret.expose(), MARK);
            }
        }
        without_bearer_tokens(&without_pem(&text))
    }

    /// [`redact`](Self::redact), on one line and at most `limit` characters long.
    pub(crate) fn excerpt(&self, text: &str, limit: usize) -> String {
        shorten(&one_line(&self.redact(text)), limit)
    }
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Redactor({} values)", self.secrets.len())
    }
}

/// The longest prefix of at most `limit` bytes that ends at a character boundary.
pub(crate) fn head(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary_at(limit)]
}

/// `str::floor_char_boundary`, which the minimum supported Rust doesn't have yet.
trait FloorCharBoundary {
    fn floor_char_boundary_at(&self, index: usize) -> usize;
}

impl FloorCharBoundary for str {
    fn floor_char_boundary_at(&self, index: usize) -> usize {
        if index >= self.len() {
            return self.len();
        }
        (0..=index).rev().find(|&i| self.is_char_boundary(i)).unwrap_or(0)
    }
}

/// `text` with every run of white space and control characters as one space.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    line
}

/// At most `limit` characters of `text`, with an ellipsis where something was cut off.
pub(crate) fn shorten(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// Replaces PEM blocks; one that doesn't end takes the rest of the text with it.
fn without_pem(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find("-----BEGIN") {
        kept.push_str(&rest[..begin]);
        kept.push_str(MARK);
        let block = &rest[begin..];
        rest = match block.find("-----END") {
            None => "",
            Some(end) => {
                let tail = &block[end + "-----END".len()..];
                // The label may be cut off too; then what follows the dashes is all there is.
                match tail.find("-----") {
                    None => "",
                    Some(dashes) => &tail[dashes + 5..],
                }
            }
        };
    }
    kept.push_str(rest);
    kept
}

/// Replaces the word that follows "Bearer", in any case.
fn without_bearer_tokens(text: &str) -> String {
    // ASCII lower-casing keeps every byte offset.
    let lower = text.to_ascii_lowercase();
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    while let Some(found) = lower[from..].find("bearer ") {
        let start = from + found + "bearer ".len();
        let token = text[start..].trim_start();
        let token_start = text.len() - token.len();
        let end = token
            .find(|c: char| c.is_whitespace() || "<>\"',;".contains(c))
            .map_or(text.len(), |end| token_start + end);
        kept.push_str(&text[from..start]);
        if end > token_start {
            kept.push_str(MARK);
        }
        from = end.max(start);
    }
    kept.push_str(&text[from..]);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knowing(secret: &str) -> Redactor {
        let mut redactor = Redactor::default();
        redactor.add(&Secret::new(secret));
        redactor
    }

    #[test]
    fn known_values_go_in_plain_escaped_and_by_line() {
        let key = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\nsecondlineofthekey==\n-----END PRIVATE KEY-----\n";
        let redactor = knowing(key);
        for echo in [
            key.to_owned(),
            serde_json::to_string(key).unwrap_or_default(),
            "bad line: secondlineofthekey==".to_owned(),
        ] {
            let shown = redactor.redact(&echo);
            assert!(!shown.contains("MIGH") && !shown.contains("secondline"), "{shown}");
        }
    }

    #[test]
    fn pem_blocks_and_bearer_tokens_go_even_when_unknown() {
        let redactor = Redactor::default();
        assert_eq!(
            redactor.redact("a -----BEGIN RSA PRIVATE KEY-----\nx\n-----END RSA PRIVATE KEY----- b"),
            "a [redacted] b"
        );
        assert_eq!(redactor.redact("cut -----BEGIN PRIVATE KEY-----\nabc"), "cut [redacted]");
        assert_eq!(
            redactor.redact("authorization: bEaReR abc.def<br>bearer "),
            "authorization: bEaReR [redacted]<br>bearer "
        );
    }

    #[test]
    fn an_excerpt_is_one_short_line() {
        assert_eq!(Redactor::default().excerpt(" a\r\n\tb ééé", 5), "a b é…");
        assert_eq!(head("aé", 2), "a");
    }
}
