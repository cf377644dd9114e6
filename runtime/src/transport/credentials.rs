//! Who is asking: the three ways to authenticate.

use std::fmt;

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::value::redact::Redactor;
use crate::value::secret::Secret;

const X_AUTH_EMAIL: HeaderName = HeaderName::from_static("x-auth-email");
const X_AUTH_KEY: HeaderName = HeaderName::from_static("x-auth-key");
const X_AUTH_USER_SERVICE_KEY: HeaderName = HeaderName::from_static("x-auth-user-service-key");

/// The headers that this module alone sets.
pub(crate) const CREDENTIAL_HEADERS: [HeaderName; 4] =
    [AUTHORIZATION, X_AUTH_EMAIL, X_AUTH_KEY, X_AUTH_USER_SERVICE_KEY];

/// What a request proves its sender's identity with.
///
/// One line break at the end of a value (`\n` or `\r\n`), as files and variables read from them have
/// it, is left out. Any other white space at an end is an error.
#[derive(Clone)]
pub struct Credentials(Kind);

#[derive(Clone)]
enum Kind {
    Token(Secret),
    ApiKey { email: Secret, key: Secret },
    UserServiceKey(Secret),
}

impl Credentials {
    /// An API token, the preferred way: it can be limited to what the program needs.
    pub fn token(token: impl Into<Secret>) -> Self {
        Self(Kind::Token(line(token)))
    }

    /// The account's e-mail address and its global API key.
    pub fn api_key(email: impl Into<Secret>, key: impl Into<Secret>) -> Self {
        Self(Kind::ApiKey { email: line(email), key: line(key) })
    }

    /// A user service key, which some certificate endpoints take.
    pub fn user_service_key(key: impl Into<Secret>) -> Self {
        Self(Kind::UserServiceKey(line(key)))
    }

    /// Which way it is, for people.
    pub(crate) fn kind(&self) -> &'static str {
        match self.0 {
            Kind::Token(_) => "token",
            Kind::ApiKey { .. } => "API key",
            Kind::UserServiceKey(_) => "user service key",
        }
    }

    /// The headers to send, marked sensitive, in memory that is overwritten when dropped.
    pub(crate) fn headers(&self) -> Result<HeaderMap> {
        let mut headers = HeaderMap::new();
        match &self.0 {
            Kind::Token(token) => {
                headers.insert(AUTHORIZATION, sensitive("token", "Bearer ", token)?);
            }
            Kind::ApiKey { email, key } => {
                headers.insert(X_AUTH_EMAIL, sensitive("e-mail address", "", email)?);
                headers.insert(X_AUTH_KEY, sensitive("API key", "", key)?);
            }
            Kind::UserServiceKey(key) => {
                headers.insert(X_AUTH_USER_SERVICE_KEY, sensitive("user service key", "", key)?);
            }
        }
        Ok(headers)
    }

    /// Tells `redactor` what to look for in answers.
    pub(crate) fn register(&self, redactor: &mut Redactor) {
        match &self.0 {
            // The e-mail address is no secret; it stays out of `Debug` all the same.
            Kind::Token(secret) | Kind::UserServiceKey(secret) | Kind::ApiKey { key: secret, .. } => {
                redactor.add(secret);
            }
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({})", self.kind())
    }
}

/// The value without the line break that ends a file of one line.
fn line(value: impl Into<Secret>) -> Secret {
    let value = value.into();
    match value.without_line_break() {
        line if line.len() < value.expose().len() => Secret::new(line),
        _ => value,
    }
}

/// A header value that no log prints and that is overwritten when the last copy is dropped.
fn sensitive(what: &str, prefix: &str, secret: &Secret) -> Result<HeaderValue> {
    let value = secret.expose();
    if value.is_empty() {
        return Err(Error::configuration(format!("the {what} is empty")));
    }
    // Said by kind and never by content: where the bad character is would be a hint enough.
    if value.trim() != value {
        return Err(Error::configuration(format!(
            "the {what} begins or ends with white space, beyond the one line break that a file may end with"
        )));
    }
    if !value.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Err(Error::configuration(format!(
            "the {what} contains a character that a header can't carry"
        )));
    }
    if what != "e-mail address" && value.contains(' ') {
        return Err(Error::configuration(format!("the {what} contains a space")));
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(prefix.len() + value.len()));
    bytes.extend_from_slice(prefix.as_bytes());
    bytes.extend_from_slice(value.as_bytes());
    let mut header = HeaderValue::from_maybe_shared(Bytes::from_owner(bytes))
        .map_err(|_| Error::configuration(format!("the {what} can't be sent in a header")))?;
    header.set_sensitive(true);
    Ok(header)
}
