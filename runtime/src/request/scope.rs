//! Where an operation acts: in an account or in a zone, never both, never neither.

use std::fmt;

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
/// # Ok(())
/// # }
/// ```
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

fn not_empty(what: &str, id: &str) -> Result<(), Error> {
    if id.trim().is_empty() {
        return Err(Error::invalid_request(format!("the {what} identifier is empty")));
    }
    Ok(())
}
