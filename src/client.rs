//! The client of this API.

use cloudflare_core::runtime::client;

use crate::codes::API;

client! {
    /// A connection pool, credentials, and the settings of every call.
    ///
    /// Cloning is cheap and all clones are one client: they share connections, the retry budget and
    /// the pacer that keeps them within the rate limits. Futures of a client are `Send` and may be
    /// dropped at any time.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), cloudflare_mtls::Error> {
    /// use cloudflare_mtls::Client;
    ///
    /// let client = Client::builder().token("…").build()?;
    /// let from_environment = Client::from_env()?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct Client;
    api: API;
}

/// Collects a client's settings; [`Client::builder`] gives one.
pub type ClientBuilder = cloudflare_core::ClientBuilder<Client>;
