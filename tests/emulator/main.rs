//! The emulator's rules as a caller of the client sees them: every state, refusal and fault, through
//! `cloudflare_mtls::Client`. One program with a module for each subject.
//!
//! `emulator/tests/behaviour` has the same rules in plain HTTP. Both are needed: the client and the
//! emulator are two readings of the documents, and here is where they meet.

#![allow(clippy::unwrap_used)]

// It is written for several programs, for most of which it is a module of a module.
#[allow(unreachable_pub)]
#[path = "../../runtime/tests/runtime/kit/clock.rs"]
mod clock;
#[path = "../../emulator/tests/behaviour/pairs.rs"]
mod pairs;
#[path = "../../examples/support/signing_request.rs"]
mod signing_request;

mod access;
mod association_list;
mod associations;
mod authentication;
mod certificates;
mod client_certificates;
mod faults;
mod faults_of_uploads;
mod isolation;
mod kit;
mod lifecycle;
mod mtls_certificates;
mod operations;
mod origin_pulls;
mod pagination;
mod rate_limits;
mod restart;
mod settings;
mod time;
mod validation;
