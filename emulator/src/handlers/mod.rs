//! What each operation does, one file for each resource.
//!
//! A handler is a plain function from a call to an answer or a refusal. By the
//! time it runs, the sender is known and allowed, and the account or zone
//! exists; what is left is the operation's own business.

pub(crate) mod access_certificates;
pub(crate) mod access_settings;
pub(crate) mod certificate_authority_hostnames;
pub(crate) mod client_certificates;
pub(crate) mod hostname_associations;
pub(crate) mod hostname_certificates;
pub(crate) mod mtls_certificates;
pub(crate) mod zone_certificates;
pub(crate) mod zone_settings;
pub(crate) mod zones;

mod upload;

use fastrand::Rng;
use jiff::Timestamp;
use serde_json::Value;

use crate::{
    envelope::{Answer, Failure},
    history::Note,
    settings::Settings,
    state::{Account, World, Zone, access::Access},
    validate::{Query, is_certificate_id},
};

/// The account or zone that a request is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Account(String),
    Zone(String),
}

impl Scope {
    /// As in paths.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Account(_) => "accounts",
            Self::Zone(_) => "zones",
        }
    }

    /// The name of the path parameter.
    pub(crate) fn parameter(&self) -> &'static str {
        match self {
            Self::Account(_) => "account_id",
            Self::Zone(_) => "zone_id",
        }
    }

    /// Both, for the history.
    fn place(&self) -> (&'static str, &str) {
        (self.kind(), self.id())
    }

    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Account(id) | Self::Zone(id) => id,
        }
    }

    fn unknown(&self) -> Failure {
        Failure::unknown_scope(self.kind(), self.id())
    }
}

/// What an operation does.
pub(crate) type Handler = fn(Call<'_>) -> Result<Answer, Failure>;

/// One request, and what it is handled with.
pub(crate) struct Call<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) settings: &'a Settings,
    pub(crate) identifiers: &'a mut Rng,
    pub(crate) now: Timestamp,
    pub(crate) scope: &'a Scope,
    /// The path parameter: a certificate's identifier or a hostname.
    pub(crate) parameter: &'a str,
    pub(crate) query: &'a Query,
    pub(crate) body: &'a Value,
    /// What the operation did, for the history.
    pub(crate) notes: &'a mut Vec<Note>,
}

impl Call<'_> {
    /// An error unless the account or zone is there.
    pub(crate) fn check_scope(&self) -> Result<(), Failure> {
        let known = match self.scope {
            Scope::Account(id) => self.world.accounts.contains_key(id),
            Scope::Zone(id) => self.world.zones.contains_key(id),
        };
        if known { Ok(()) } else { Err(self.scope.unknown()) }
    }

    fn access(&mut self) -> Result<&mut Access, Failure> {
        let access = match self.scope {
            Scope::Account(id) => self.world.accounts.get_mut(id).map(|account| &mut account.access),
            Scope::Zone(id) => self.world.zones.get_mut(id).map(|zone| &mut zone.access),
        };
        access.ok_or_else(|| self.scope.unknown())
    }

    fn account(&mut self) -> Result<&mut Account, Failure> {
        self.world.accounts.get_mut(self.scope.id()).ok_or_else(|| self.scope.unknown())
    }

    fn zone(&mut self) -> Result<&mut Zone, Failure> {
        self.world.zones.get_mut(self.scope.id()).ok_or_else(|| self.scope.unknown())
    }

    /// The names of the domains that the account or zone may speak for.
    fn domains(&self) -> Vec<&str> {
        let zones = self.world.zones.iter();
        zones
            .filter(|(id, zone)| match self.scope {
                Scope::Account(account) => zone.account_id == *account,
                Scope::Zone(zone) => *id == zone,
            })
            .map(|(_, zone)| zone.name.as_str())
            .collect()
    }
}

/// An error for an Access certificate's identifier of neither known form.
fn check_access_id(id: &str) -> Result<(), Failure> {
    if is_certificate_id(id) {
        Ok(())
    } else {
        Err(Failure::invalid_at("/path/certificate_id", "The certificate identifier is not a UUID"))
    }
}
