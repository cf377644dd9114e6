//! Who may do what: the credentials that an emulator takes.

use std::{collections::BTreeSet, fmt};

use axum::http::HeaderMap;

use crate::envelope::Failure;

/// A credential in one of the API's three forms, and what it allows.
#[derive(Clone)]
pub struct Credential {
    form: Form,
    read: bool,
    write: bool,
    resources: Option<BTreeSet<String>>,
}

#[derive(Clone, PartialEq, Eq)]
enum Form {
    Token(String),
    Key { email: String, key: String },
    ServiceKey(String),
}

impl Credential {
    fn new(form: Form) -> Self {
        Self { form, read: true, write: true, resources: None }
    }

    /// A token for `Authorization: Bearer …`, allowed everything.
    pub fn token(token: impl Into<String>) -> Self {
        Self::new(Form::Token(token.into()))
    }

    /// An email address and key for `X-Auth-Email` and `X-Auth-Key`, allowed
    /// everything.
    pub fn key(email: impl Into<String>, key: impl Into<String>) -> Self {
        Self::new(Form::Key { email: email.into(), key: key.into() })
    }

    /// A key for `X-Auth-User-Service-Key`, allowed everything.
    pub fn service_key(key: impl Into<String>) -> Self {
        Self::new(Form::ServiceKey(key.into()))
    }

    /// The same credential, allowed to read, to write, both or nothing.
    #[must_use]
    pub fn permissions(mut self, read: bool, write: bool) -> Self {
        (self.read, self.write) = (read, write);
        self
    }

    /// The same credential, allowed to read and not to change anything.
    #[must_use]
    pub fn read_only(self) -> Self {
        self.permissions(true, false)
    }

    /// The same credential, for the accounts and zones with these identifiers
    /// alone.
    #[must_use]
    pub fn only<I: Into<String>>(mut self, resources: impl IntoIterator<Item = I>) -> Self {
        self.resources = Some(resources.into_iter().map(Into::into).collect());
        self
    }

    /// What to call it in logs: never the secret.
    fn label(&self, number: usize) -> String {
        match &self.form {
            Form::Token(_) => format!("token {number}"),
            Form::Key { email, .. } => format!("key of {email}"),
            Form::ServiceKey(_) => format!("service key {number}"),
        }
    }

    fn secret(&self) -> &str {
        match &self.form {
            Form::Token(secret) | Form::ServiceKey(secret) | Form::Key { key: secret, .. } => secret,
        }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = match self.form {
            Form::Token(_) => "token",
            Form::Key { .. } => "key",
            Form::ServiceKey(_) => "service key",
        };
        formatter
            .debug_struct("Credential")
            .field("form", &form)
            .field("read", &self.read)
            .field("write", &self.write)
            .field("resources", &self.resources)
            .finish_non_exhaustive()
    }
}

/// The credentials that are taken at present, each with its number.
#[derive(Debug, Default)]
pub(crate) struct Credentials {
    list: Vec<(usize, Credential)>,
    issued: usize,
}

/// Who sent a request, once the credential was recognised.
pub(crate) struct Caller<'a> {
    pub(crate) label: String,
    credential: &'a Credential,
}

impl Credentials {
    /// Adds a credential. One with the same secret is replaced.
    pub(crate) fn add(&mut self, credential: Credential) {
        self.list.retain(|(_, known)| known.form != credential.form);
        self.issued += 1;
        self.list.push((self.issued, credential));
    }

    /// The secrets to keep out of logs.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|(_, credential)| credential.secret()).filter(|secret| !secret.is_empty())
    }

    pub(crate) fn first_token(&self) -> Option<&str> {
        self.list.iter().find_map(|(_, credential)| match &credential.form {
            Form::Token(token) => Some(token.as_str()),
            _ => None,
        })
    }

    pub(crate) fn first_key(&self) -> Option<(&str, &str)> {
        self.list.iter().find_map(|(_, credential)| match &credential.form {
            Form::Key { email, key } => Some((email.as_str(), key.as_str())),
            _ => None,
        })
    }

    pub(crate) fn first_service_key(&self) -> Option<&str> {
        self.list.iter().find_map(|(_, credential)| match &credential.form {
            Form::ServiceKey(key) => Some(key.as_str()),
            _ => None,
        })
    }

    /// Recognises the sender: a bearer token goes before an email and key, and
    /// those before a service key.
    pub(crate) fn authenticate(&self, headers: &HeaderMap) -> Result<Caller<'_>, Failure> {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let (form, refusal) = if headers.contains_key("authorization") {
            let token = text("authorization").and_then(bearer).ok_or_else(|| {
                Failure::forbidden(10001, "The Authorization header is not of the form Bearer <token>")
            })?;
            (Form::Token(token.to_owned()), (9109, "Invalid access token"))
        } else if let (Some(email), Some(key)) = (text("x-auth-email"), text("x-auth-key")) {
            let form = Form::Key { email: email.to_owned(), key: key.to_owned() };
            (form, (10001, "Unable to authenticate the request: unknown email address or key"))
        } else if let Some(key) = text("x-auth-user-service-key") {
            let refusal = (10001, "Unable to authenticate the request: unknown service key");
            (Form::ServiceKey(key.to_owned()), refusal)
        } else {
            let message = "Missing X-Auth-Key, X-Auth-Email or Authorization headers";
            return Err(Failure::forbidden(9106, message));
        };
        match self.list.iter().find(|(_, known)| known.form == form) {
            Some((number, credential)) => Ok(Caller { label: credential.label(*number), credential }),
            None => Err(Failure::forbidden(refusal.0, refusal.1)),
        }
    }
}

impl Caller<'_> {
    /// Is this credential allowed to read, or to write, at all?
    pub(crate) fn authorize(&self, writes: bool) -> Result<(), Failure> {
        let allowed = if writes { self.credential.write } else { self.credential.read };
        if allowed {
            Ok(())
        } else {
            let needed = if writes { "write" } else { "read" };
            let message = format!("Authentication error: this credential lacks the {needed} permission");
            Err(Failure::forbidden(10000, &message))
        }
    }

    /// Does this credential reach the account or zone?
    pub(crate) fn authorize_resource(&self, id: &str) -> Result<(), Failure> {
        match &self.credential.resources {
            Some(resources) if !resources.contains(id) => {
                Err(Failure::forbidden(9109, "Unauthorized to access requested resource"))
            }
            _ => Ok(()),
        }
    }
}

/// The token of an `Authorization` header; the scheme's case doesn't matter.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        for credential in [
            Credential::token("hidden-value"),
            Credential::key("user@example.com", "hidden-value"),
            Credential::service_key("hidden-value"),
        ] {
            assert!(!format!("{credential:?}").contains("hidden"));
        }
    }
}
