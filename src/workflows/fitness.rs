//! What is looked at before anything is sent, and whether a caller wants that.
//!
//! With the feature `pem` it is a [`Preflight`](super::Preflight); without it, nothing is known of a
//! certificate but its identity.

use super::error::Result;
#[cfg(feature = "pem")]
use super::run::clock;
use crate::client::Client;
use cloudflare_core::Secret;

/// Whether certificates are looked at.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fitness {
    skipped: bool,
}

impl Fitness {
    pub(super) fn skip(&mut self) {
        self.skipped = true;
    }

    /// Looks at a leaf certificate and its key.
    #[cfg(feature = "pem")]
    pub(super) fn leaf(self, client: &Client, certificate: &str, private_key: &Secret) -> Result<()> {
        self.check(client, super::Preflight::leaf(certificate, private_key))
    }

    /// Looks at an authority's certificate.
    #[cfg(feature = "pem")]
    pub(super) fn authority(self, client: &Client, certificate: &str) -> Result<()> {
        self.check(client, super::Preflight::authority(certificate))
    }

    #[cfg(feature = "pem")]
    fn check(self, client: &Client, preflight: super::Preflight) -> Result<()> {
        if self.skipped {
            return Ok(());
        }
        // A clock outside of all years is no reason to refuse anything.
        let now = cloudflare_core::Timestamp::try_from(clock(client).wall());
        let preflight = now.map_or(preflight.clone(), |now| preflight.at(now));
        preflight.check()?;
        Ok(())
    }

    #[cfg(not(feature = "pem"))]
    pub(super) fn leaf(self, _: &Client, _: &str, _: &Secret) -> Result<()> {
        let _ = self.skipped;
        Ok(())
    }

    #[cfg(not(feature = "pem"))]
    pub(super) fn authority(self, _: &Client, _: &str) -> Result<()> {
        Ok(())
    }
}

/// The setting of workflows that upload something.
macro_rules! fitness_setting {
    ($($field:ident)?) => {
        /// Sends the certificate without looking at it first. Only with the feature `pem` is there
        /// such a look.
        pub fn skip_preflight(mut self) -> Self {
            self$(.$field)?.fitness.skip();
            self
        }
    };
}
pub(super) use fitness_setting;
