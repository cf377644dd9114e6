//! The operators' workflows on the emulator: each alone, each with every fault at every request,
//! killed at every point, and beside a second writer. No test waits: the client's clock moves on by
//! itself, and the emulator's with it.

#![cfg(feature = "workflows")]
#![allow(clippy::unwrap_used)]

// They are written for several programs, for most of which they are modules of modules.
#[allow(unreachable_pub)]
#[path = "../../runtime/tests/runtime/kit/clock.rs"]
mod clock;
#[allow(dead_code)]
#[path = "../../emulator/tests/behaviour/pairs.rs"]
mod pairs;

mod access;
mod account;
#[cfg(feature = "blocking")]
mod blocking;
mod ensure;
mod inventory;
mod kit;
mod matrix;
mod moving;
#[cfg(feature = "pem")]
mod preflight;
mod rotate_hostname;
mod rotate_zone;
mod secrets;
mod wait;
