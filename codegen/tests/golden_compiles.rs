//! The output of all golden cases compiles, without warnings, and does what its case says it does.
//!
//! It is compiled against a stand-in for the runtime, so that the generator's tests build nothing
//! of the client.

#![allow(clippy::unwrap_used, dead_code, missing_docs, unreachable_pub)]

extern crate self as cloudflare_mtls;

#[rustfmt::skip]
#[path = "golden/mod.rs"]
mod golden;
#[path = "runtime_stand_in/mod.rs"]
pub mod runtime;
