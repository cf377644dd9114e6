//! Where requests go and who sends them: addresses, credentials, connection pools.

pub(crate) mod base_url;
pub(crate) mod blocking;
pub(crate) mod credentials;
pub(crate) mod pools;
