//! Where an operation acts: in an account or in a zone, never both, never neither.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;
use crate::value::id::{AccountId, ZoneId};

/// An account or a zone, for the operations that exist under both.
///
/// ```
/// # fn main() -> Result<(), cloudflare_core::Error> {
/// use cloudflare_core::Scope;
///
/// let scope = Scope::account("023e105f4ecef8ad9ca31a8372d0c353")?;
/// assert_eq!(scope.to_string(), "accounts/023e105f4ecef8ad9ca31a8372d0c353");
/// assert!(Scope::zone("").is_err());
/// assert_eq!("accounts/023e105f4ecef8ad9ca31a8372d0c353".parse::<Scope>()?, scope);
/// # Ok(())
/// # }
/// ```
///
/// As a text, in configuration and in logs, it is what it is in a path: `accounts/…` or `zones/…`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope(Place);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Place {
    Account(AccountId),
    Zone(ZoneId),
}

impl Scope {
    /// Everything in an account.
    ///
    /// # Errors
    /// An [invalid request](crate::ErrorKind::InvalidRequest) when the identifier is empty.
    pub fn account(id: impl Into<AccountId>) -> Result<Self, Error> {
        let id = id.into();
        not_empty("account", id.as_str())?;
        Ok(Self(Place::Account(id)))
    }

    /// One zone.
    ///
    /// # Errors
    /// An [invalid request](crate::ErrorKind::InvalidRequest) when the identifier is empty.
    pub fn zone(id: impl Into<ZoneId>) -> Result<Self, Error> {
        let id = id.into();
        not_empty("zone", id.as_str())?;
        Ok(Self(Place::Zone(id)))
    }

    /// Whether this is an account; otherwise it is a zone.
    pub fn is_account(&self) -> bool {
        matches!(self.0, Place::Account(_))
    }

    /// The account's or the zone's identifier.
    pub fn id(&self) -> &str {
        match &self.0 {
            Place::Account(id) => id.as_str(),
            Place::Zone(id) => id.as_str(),
        }
    }

    /// The path segment before the identifier.
    pub(crate) fn collection(&self) -> &'static str {
        if self.is_account() { "accounts" } else { "zones" }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.collection(), self.id())
    }
}

impl FromStr for Scope {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text.split_once('/') {
            Some(("accounts", id)) if !id.contains('/') => Self::account(id),
            Some(("zones", id)) if !id.contains('/') => Self::zone(id),
            _ => Err(Error::invalid_request(
                "a scope is written accounts/ or zones/ with an identifier behind it",
            )),
        }
    }
}

/// An account. An identifier that is empty is refused when something is sent.
impl From<AccountId> for Scope {
    fn from(id: AccountId) -> Self {
        Self(Place::Account(id))
    }
}

/// A zone. An identifier that is empty is refused when something is sent.
impl From<ZoneId> for Scope {
    fn from(id: ZoneId) -> Self {
        Self(Place::Zone(id))
    }
}

impl From<&Scope> for Scope {
    fn from(scope: &Scope) -> Self {
        scope.clone()
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

fn not_empty(what: &str, id: &str) -> Result<(), Error> {
    if id.trim().is_empty() {
        return Err(Error::invalid_request(format!("the {what} identifier is empty")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_scope_is_read_as_it_is_written() {
        for scope in [Scope::account("a b").unwrap(), Scope::from(ZoneId::new("z"))] {
            assert_eq!(scope.to_string().parse::<Scope>().unwrap(), scope);
            let json = serde_json::to_string(&scope).unwrap();
            assert_eq!(serde_json::from_str::<Scope>(&json).unwrap(), scope);
        }
        for text in ["", "zones", "zones/", "zones/a/b", "users/a", "/zones/a", "Zones/a"] {
            assert!(text.parse::<Scope>().is_err(), "{text}");
        }
        assert!(serde_json::from_str::<Scope>("7").is_err());
    }
}
