//! Keeps secrets out of what is printed.
//!
//! Error texts quote what a server said, and servers (and the proxies before them) echo what
//! they were sent: a token in an HTML page, a private key in an API message. Every text that
//! comes from outside and may be printed passes through a [`Redactor`], as it came and before
//! anything is cut or taken out of it. It knows this client's credentials and the secrets of this
//! request's body, and also removes whatever looks like a PEM block or a bearer token.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::value::looks::{Marks, bearer_tokens, pem_blocks};
use crate::value::markup::Markup;
use crate::value::needles::Needles;
use crate::value::one_line::{breaks_out, escaped};
use crate::value::reading::{as_it_stands, decoded, without};
use crate::value::secret::Secret;

/// What stands where a secret stood.
const MARK: &str = "[redacted]";
/// No more of a text than this is kept.
const LONGEST_TEXT: usize = 64 * 1024;

/// What to look for in one exchange. It knows secrets by the hashes of their pieces and holds none.
#[derive(Clone, Default)]
pub(crate) struct Redactor {
    /// Of all exchanges: the credentials.
    client: Arc<Needles>,
    /// Of this one: what its body holds.
    request: Option<Arc<Needles>>,
}

impl Redactor {
    /// Adds a secret of all exchanges.
    pub(crate) fn add(&mut self, secret: &Secret) {
        self.add_text(secret.expose());
    }

    /// The same for one that is part of another text.
    pub(crate) fn add_text(&mut self, secret: &str) {
        Arc::make_mut(&mut self.client).add(secret);
    }

    /// The redactor for an exchange with secrets of its own.
    pub(crate) fn with<'s>(&self, secrets: impl IntoIterator<Item = &'s str>) -> Self {
        let mut needles = Needles::default();
        secrets.into_iter().for_each(|secret| needles.add(secret));
        let request = (!needles.is_empty()).then(|| Arc::new(needles));
        Self { client: Arc::clone(&self.client), request }
    }

    /// `text` without the known secrets, PEM blocks and bearer tokens.
    pub(crate) fn clean<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut places = self.places(text);
        if places.is_empty() {
            return Cow::Borrowed(text);
        }
        places.sort_by_key(|place| (place.start, place.end));
        let mut kept = String::with_capacity(text.len());
        let mut from = 0;
        for place in places {
            if place.start >= from {
                kept.push_str(&text[from..place.start]);
                // What follows a mark at once belongs to it.
                if place.start > from || from == 0 {
                    kept.push_str(MARK);
                }
            }
            from = from.max(place.end);
        }
        kept.push_str(&text[from..]);
        Cow::Owned(kept)
    }

    /// What a client knows, and what a request does.
    fn needles(&self) -> impl Iterator<Item = &Needles> {
        std::iter::once(&self.client).chain(&self.request).map(Arc::as_ref)
    }

    /// Where in a text something has to go.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let marks = Marks::of(text);
        let mut places = if marks.has(Marks::DASH) { pem_blocks(text) } else { Vec::new() };
        if marks.has(Marks::B) {
            places.extend(bearer_tokens(text));
        }
        // Of most texts this is all there is to say.
        let stands = self.needles().any(|needles| needles.any_in(text.as_bytes()));
        if !stands && !marks.has(Marks::ENCODED | Marks::TAG) {
            return places;
        }
        let needles: Vec<&Needles> =
            self.needles().filter(|needles| needles.shortest() <= text.len()).collect();
        if needles.is_empty() {
            return places;
        }
        let mut found = |place: Range<usize>| match places.last_mut() {
            // Pieces that overlap are one place; what comes later can't begin before.
            Some(last) if last.start <= place.start && place.start <= last.end => {
                last.end = last.end.max(place.end);
            }
            _ => places.push(place),
        };
        if stands {
            Needles::find(&needles, as_it_stands(text), &mut found);
        }
        if marks.has(Marks::ENCODED) {
            Needles::find(&needles, decoded(text), &mut found);
        }
        if marks.has(Marks::TAG) {
            Needles::find(&needles, without(as_it_stands(text), Markup::of(text)), &mut found);
            if marks.has(Marks::ENCODED) {
                Needles::find(&needles, without(decoded(text), Markup::of(text)), &mut found);
            }
        }
        places
    }

    /// Whether there is anything in `text` that has to go.
    pub(crate) fn finds_in(&self, text: &str) -> bool {
        !self.places(text).is_empty()
    }

    /// [`clean`](Self::clean), and no longer than anybody reads.
    pub(crate) fn redact(&self, text: &str) -> String {
        head(&self.clean(text), LONGEST_TEXT).to_owned()
    }

    /// [`clean`](Self::clean), on one line and at most `limit` characters long.
    pub(crate) fn excerpt(&self, text: &str, limit: usize) -> String {
        let clean = self.clean(text);
        // Mostly it is one short word.
        if clean.len() <= limit && clean.bytes().all(|byte| byte.is_ascii_graphic()) {
            return clean.into_owned();
        }
        shorten(&one_line(&clean), limit)
    }

    /// An [`excerpt`](Self::excerpt) of what `part` takes out of the text. It is given what has been
    /// cleaned, and what it gives is cleaned again: taking something out may join what is left.
    pub(crate) fn excerpt_of(&self, text: &str, limit: usize, part: impl FnOnce(&str) -> String) -> String {
        self.excerpt(&part(&self.clean(text)), limit)
    }

    /// `error`, of a library that read what a service said, as the source of another. One that quotes a
    /// secret or more than a line, anywhere in its chain, is told in clean words in its place.
    pub(crate) fn source(
        &self,
        error: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Box<dyn Error + Send + Sync> {
        self.source_unless(error, |said| said.contains(breaks_out))
    }

    /// The same of an error of the caller's own program, which may have as many lines as it likes.
    pub(crate) fn callers_source(
        &self,
        error: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Box<dyn Error + Send + Sync> {
        self.source_unless(error, |_| false)
    }

    fn source_unless(
        &self,
        error: impl Into<Box<dyn Error + Send + Sync>>,
        unfit: impl Fn(&str) -> bool,
    ) -> Box<dyn Error + Send + Sync> {
        let error = error.into();
        let (mut told, mut at) = (String::new(), Some(&*error as &(dyn Error + 'static)));
        let mut quotes = false;
        while let Some(link) = at {
            let said = link.to_string();
            quotes |= unfit(&said) || self.finds_in(&said) || self.finds_in(&format!("{link:?}"));
            told.push_str(if told.is_empty() { "" } else { ": " });
            told.push_str(&said);
            at = link.source();
        }
        if quotes { Box::new(Told(escaped(&self.redact(&told)))) } else { error }
    }

    /// `value`, whose `Debug` has nothing in it that has to go.
    pub(crate) fn shown<'v, T: ?Sized>(&'v self, value: &'v T) -> Shown<'v, T> {
        Shown { value, redactor: self }
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.client.len() + self.request.as_ref().map_or(0, |needles| needles.len());
        write!(f, "Redactor({known} pieces)")
    }
}

/// What an error has said, without secrets.
#[derive(Debug)]
struct Told(String);

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Told {}

/// A value that is printed without secrets.
pub(crate) struct Shown<'v, T: ?Sized> {
    value: &'v T,
    redactor: &'v Redactor,
}

impl<T: fmt::Debug + ?Sized> fmt::Debug for Shown<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match f.alternate() {
            true => format!("{:#?}", self.value),
            false => format!("{:?}", self.value),
        };
        f.write_str(&self.redactor.clean(&text))
    }
}

/// The longest prefix of at most `limit` bytes that ends at a character boundary.
pub(crate) fn head(text: &str, limit: usize) -> &str {
    let end = (0..=text.len().min(limit)).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

/// `text` with every run of white space and control characters as one space, and what else would break
/// out of a line escaped.
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
    if line.contains(breaks_out) { escaped(&line) } else { line }
}

/// At most `limit` characters of `text`, with an ellipsis where something was cut off.
pub(crate) fn shorten(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
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
    fn any_encoding_of_any_encoding_is_recognised() {
        type Encode = fn(char) -> String;
        let encodings: [(&str, Encode); 7] = [
            ("percent", |c| format!("%{:02x}", u32::from(c))),
            ("percent where necessary", |c| match c.is_ascii_alphanumeric() {
                true => c.to_string(),
                false => format!("%{:02X}", u32::from(c)),
            }),
            ("JSON", |c| format!("\\u{:04x}", u32::from(c))),
            ("JSON where necessary", |c| match c {
                '"' | '\\' | '/' => format!("\\{c}"),
                other => other.to_string(),
            }),
            ("decimal entities", |c| format!("&#{};", u32::from(c))),
            ("hexadecimal entities", |c| format!("&#x{:x};", u32::from(c))),
            ("entities where necessary", |c| match c {
                '&' => "&amp;".to_owned(),
                '"' => "&quot;".to_owned(),
                other => other.to_string(),
            }),
        ];
        for secret in ["Zq7Kf2Lp9Xw4Tn8Rb3Vc6Ys1", "v1.0/Zq7+Kf2=Lp9-Xw4_Tn8&Rb3\"Vc6", "abc-123-def4"] {
            let redactor = knowing(secret);
            for (inner_name, inner) in encodings {
                let once: String = secret.chars().map(inner).collect();
                for (outer_name, outer) in encodings {
                    let twice: String = once.chars().map(outer).collect();
                    let clean = redactor.clean(&twice);
                    let left = clean.replace(MARK, "");
                    assert!(left.len() <= 12, "{inner_name} in {outer_name}: {clean}");
                }
            }
        }
    }

    #[test]
    fn what_goes_leaves_one_mark_and_everything_else_stays() {
        let redactor = knowing("canary-0123456789-abcdefghij");
        for (text, clean) in [
            ("", ""),
            ("nothing to hide", "nothing to hide"),
            ("a canary-0123456789-abcdefghij b", "a [redacted] b"),
            ("canary-0123456789-abcdefghijcanary-0123456789-abcdefghij", "[redacted]"),
            ("<b>canary-0123456789</b>-<i>abcdefghij</i>.", "<b>[redacted]</i>."),
            ("é canary%2D0123456789%2Dabcdefghij é", "é [redacted] é"),
            ("CANARY&#45;0123456789&#45;ABCDEFGHIJ;", "[redacted];"),
            ("<a href='/?t=canary-0123456789-abcdefghij'>x</a>", "<a href='/?t=[redacted]'>x</a>"),
            ("100% of canary-0123456789-abcde", "100% of [redacted]"),
            ("%canary-0123456789-abcdefghij", "%[redacted]"),
            ("\\canary-0123456789-abcdefghij\\n", "[redacted]\\n"),
        ] {
            assert_eq!(redactor.clean(text), clean);
        }
    }

    #[test]
    fn a_secret_that_begins_another_leaves_nothing_of_it() {
        let mut redactor = knowing("canary-0123456789");
        redactor.add(&Secret::new("canary-0123456789-and-a-tail"));
        assert_eq!(redactor.clean("was canary-0123456789-and-a-tail."), "was [redacted].");
        let redactor = redactor.with(["tail-of-the-body-0123"]);
        assert_eq!(redactor.clean("canary-0123456789-and-a-tail-of-the-body-0123!"), "[redacted]!");
    }

    #[test]
    fn nothing_is_cut_before_it_is_clean() {
        let secret = "canary-0123456789-abcdefghij";
        let redactor = knowing(secret);
        for before in [LONGEST_TEXT - 20, LONGEST_TEXT - 5, LONGEST_TEXT] {
            let shown = redactor.redact(&format!("{}{secret}", "x".repeat(before)));
            assert!(!shown.contains("canary") && shown.len() <= LONGEST_TEXT, "{before}");
        }
        assert_eq!(redactor.excerpt(&format!("{secret} b"), 12), "[redacted] b");
        let part = |text: &str| text.split('0').next().unwrap_or_default().to_owned();
        assert_eq!(redactor.excerpt_of(&format!("a {secret}"), 50, part), "a [redacted]");
    }

    #[test]
    fn pem_blocks_and_bearer_tokens_go_even_when_unknown() {
        let redactor = Redactor::default();
        for (text, clean) in [
            ("a -----BEGIN RSA PRIVATE KEY-----\nx\n-----END RSA PRIVATE KEY----- b", "a [redacted] b"),
            ("cut -----BEGIN PRIVATE KEY-----\nabc", "cut [redacted]"),
            ("cut -----BEGIN PRIVATE KEY-----\nabc-----END", "cut [redacted]"),
            ("authorization: bEaReR abc.def<br>bearer ", "authorization: bEaReR [redacted]<br>bearer "),
            ("Bearer%20abc&x Bearer+def; bearers", "Bearer%20[redacted] Bearer+[redacted]; bearers"),
        ] {
            assert_eq!(redactor.clean(text), clean);
        }
    }

    #[test]
    fn debug_output_is_clean_in_both_forms() {
        let redactor = knowing("canary-0123456789-abcdefghij");
        let value = vec![Some("x canary-0123456789-abcdefghij")];
        assert_eq!(format!("{:?}", redactor.shown(&value)), "[Some(\"x [redacted]\")]");
        assert!(format!("{:#?}", redactor.shown(&value)).contains("\"x [redacted]\",\n"));
    }

    #[test]
    fn an_excerpt_is_one_short_line() {
        assert_eq!(Redactor::default().excerpt(" a\r\n\tb ééé", 5), "a b é…");
        assert_eq!(head("aé", 2), "a");
    }
}
