//! The API that an operation belongs to: what its crate is called, and what its codes mean.

use crate::wire::api_message::ApiMessage;
use crate::wire::codes::{self, Code, Meaning};

/// What a crate of operations says of itself. Every generated crate has one, and every operation
/// refers to that of its crate.
///
/// ```
/// use cloudflare_core::{Api, Code, Meaning};
///
/// static API: Api = Api::new("my-crate", "1.0.0").codes(&[Code::new(81057, Meaning::AlreadyExists)]);
/// # let _ = &API;
/// ```
#[derive(Debug)]
pub struct Api {
    name: &'static str,
    version: &'static str,
    codes: &'static [Code],
}

/// This crate, to which operations belong that nobody generated.
pub(crate) static CORE: Api = Api::new("cloudflare-core", env!("CARGO_PKG_VERSION"));

impl Api {
    /// An API of a crate of this name and version, without codes of its own.
    pub const fn new(name: &'static str, version: &'static str) -> Self {
        Self { name, version, codes: &[] }
    }

    /// The same with a table of codes, which stands before the codes that all parts of the service
    /// share. The first line that fits an error counts.
    pub const fn codes(mut self, codes: &'static [Code]) -> Self {
        self.codes = codes;
        self
    }

    /// The crate's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The crate's version.
    pub fn version(&self) -> &'static str {
        self.version
    }

    /// What an error of this API means, if its code (or what it says) is known.
    pub fn meaning(&self, error: &ApiMessage) -> Option<Meaning> {
        codes::meaning(self.codes, error)
    }

    /// What requests of this crate's operations begin their user agent with: the crate, and the
    /// runtime behind it.
    pub(crate) fn product(&self) -> String {
        let core = format!("{}/{}", CORE.name, CORE.version);
        match self.name == CORE.name {
            true => core,
            false => format!("{}/{} {core}", self.name, self.version),
        }
    }
}
