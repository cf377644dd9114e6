//! Typed mocks as a downstream crate's unit tests use them: every operation, every kind of answer,
//! and what a test is told when a call isn't the one it expected.

#![cfg(feature = "httpmock")]
#![allow(clippy::unwrap_used)]

mod answers;
#[cfg(feature = "blocking")]
mod blocking;
mod checks;
mod every_kind;
mod family;
// As a crate of its own has them.
#[allow(dead_code, unreachable_pub)]
#[rustfmt::skip]
mod files;
mod operations;
mod reports;
mod time;

use cloudflare_core::runtime::{Api, client};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The API of files.
static API: Api = Api::new("files", "1.0.0");

client! {
    /// The client of files.
    pub(crate) struct Client;
    api: API;
}

pub(crate) const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";
pub(crate) const ZONE: &str = "699d98642c564d2e855e9661899b7252";
pub(crate) const CERTIFICATE: &str = "2458ce5a-0c35-4c7f-82c7-8e9487d3ff60";
/// Of an identifier that no mock here expects.
pub(crate) const OTHER: &str = "11111111111111111111111111111111";
/// Stands where a certificate's PEM text would.
pub(crate) const PEM: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
/// Stands where a private key would, and looks like no PEM, so that nothing but its type tells that
/// it is a secret.
pub(crate) const KEY: &str = "canary-key-0123456789";

/// The message of the panic that `test` is to end in.
pub(crate) fn panic_of(test: impl FnOnce()) -> String {
    // What is looked at is the message; whatever the test left behind isn't used again.
    let payload = catch_unwind(AssertUnwindSafe(test)).expect_err("a panic was expected");
    payload.downcast_ref::<String>().cloned().expect("the panic has a text made at run time")
}
