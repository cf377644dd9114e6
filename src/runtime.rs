//! What generated code is written against.

pub use crate::client::Client;
pub use cloudflare_core::runtime::*;
