//! What the tests of the runtime share: operations as the generator writes them, on an API of
//! gadgets that has one of everything, and a client for a server on this machine.

#![allow(dead_code, unused_imports, unreachable_pub, clippy::unwrap_used)]

pub mod canary;
pub mod clock;
mod envelopes;
pub mod fault_server;
pub mod gadgets;
pub mod stepped_clock;
pub mod tried;

use cloudflare_core::{Api, Code, Meaning};

pub type ClientBuilder = cloudflare_core::ClientBuilder<Client>;

pub use envelopes::{failure, numbered, page, success};
pub use gadgets::Client;

/// A token that no test output may show.
pub const TOKEN: &str = "canary-token-0123456789";

/// A builder for a client of the server at `base_url`.
pub fn builder(base_url: &str) -> ClientBuilder {
    Client::builder().token(TOKEN).base_url(base_url)
}

/// A client of the server at `base_url`, with all the defaults.
pub fn client(base_url: &str) -> Client {
    builder(base_url).build().unwrap()
}

/// The API of gadgets, as a generated crate has one.
pub static API: Api = Api::new("gadgets", "1.2.3").codes(&[
    Code::saying(1406, "bad response", Meaning::ServiceFault),
    Code::new(1406, Meaning::AlreadyExists),
    Code::new(1414, Meaning::Settling),
    Code::new(1433, Meaning::InUse),
    Code::new(1551, Meaning::NotFound),
    Code::new(12130, Meaning::QuotaExceeded),
]);
