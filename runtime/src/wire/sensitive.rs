//! Headers of answers that repeat a secret.

use reqwest::header::{HeaderMap, HeaderName, SET_COOKIE};

use crate::value::redact::Redactor;

/// Marks the values that hold a secret, and cookies, so that no `Debug` prints them. A header whose
/// name holds one, which nothing could hide, is taken out.
pub(crate) fn mark(headers: &mut HeaderMap, redactor: &Redactor) {
    let named: Vec<HeaderName> =
        headers.keys().filter(|name| redactor.finds_in(name.as_str())).cloned().collect();
    for name in named {
        headers.remove(name);
    }
    for (name, value) in headers.iter_mut() {
        let holds_one = match value.to_str() {
            Ok(text) => redactor.finds_in(text),
            Err(_) => redactor.finds_in(&String::from_utf8_lossy(value.as_bytes())),
        };
        if holds_one || name == SET_COOKIE {
            value.set_sensitive(true);
        }
    }
}
